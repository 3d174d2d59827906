// When what flows begins, without a page: node --test motion.test.js
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Motion } from "../../simulator/player/js/graph/overlays/motion.js";

let frames = []; // what is to be done in the next one
let tasks = []; // what is to be done after it
let drawn = 0;

const callAll = (list) => {
  for (const { action } of list.splice(0)) action();
};

beforeEach(() => {
  [frames, tasks, drawn] = [[], [], 0];
  let last = 0;
  const asked = (list) => (action) => {
    last += 1;
    list.push({ id: last, action });
    return last;
  };
  const forget = (list) => (id) => {
    const at = list.findIndex((one) => one.id === id);
    if (at >= 0) list.splice(at, 1);
  };
  Object.assign(globalThis, {
    requestAnimationFrame: asked(frames),
    cancelAnimationFrame: forget(frames),
    setTimeout: asked(tasks),
    clearTimeout: forget(tasks),
    matchMedia: () => ({ matches: false }),
  });
});

const motion = () => {
  const one = new Motion(true, () => {});
  one.draw = () => {
    drawn += 1;
  };
  return one;
};

test("it asks for a frame of its own only when that which shows the step is painted", () => {
  motion().start({ edges: [] }, {});
  callAll(frames);
  assert.equal(frames.length, 0, "it would take the time of the frame that shows the step");
  callAll(tasks);
  assert.deepEqual([drawn, frames.length], [0, 1]);
  callAll(frames);
  assert.equal(drawn, 1);
});

test("cut short at any time before, it is never drawn", () => {
  for (const stages of [[], [frames], [frames, tasks]]) {
    const one = motion();
    one.start({ edges: [] }, {});
    for (const list of stages) callAll(list);
    one.stop();
    for (const list of [frames, tasks, frames]) callAll(list);
    assert.equal(drawn, 0, `after ${stages.length}`);
  }
});
