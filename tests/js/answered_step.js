// A step that was answered, as a file has it.
export const answeredStep = (more = {}) => ({
  ...{
    update: 1,
    grain: "operation",
    step: 0,
    done: "once",
    typed: { "n:2:1": "1" },
    first: {},
    shown: false,
  },
  ...more,
});
