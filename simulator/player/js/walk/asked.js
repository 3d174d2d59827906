// A step as a question: its operands and its formula are shown, and ▢ stands for what it computes. Pure rules.
import { shown } from "../text/digits.js";
import { pictureAt } from "./step_view.js";

export const BOX = "▢";

// Whether a step computes anything: there is a question to it.
export const isQuestion = (step) => !step.given;

// Whether the result of a step is held back: in the presenter view where each is revealed, else where the reader is
// asked for each, until it `isDone`.
export const holdsBack = (step, { reveal, ask }, { presenting, isDone }) =>
  isQuestion(step) && Boolean((reveal && presenting) || (ask && !isDone()));

// Where a press of Next (`by` 1) or Previous (−1) leads from a step that is `asked` or told; a step whose result is
// held back, as `asks` says of its place, is two: first its question, then its result.
export function pressed(steps, { cursor, asked }, by, asks) {
  if (by > 0 && asked) return { cursor, asked: false };
  if (by < 0 && !asked && asks(cursor)) return { cursor, asked: true };
  const at = cursor + by;
  if (!steps[at]) return { cursor, asked };
  return { cursor: at, asked: by > 0 && asks(at) };
}

// The picture of a step, of a question without what the step computes; then `asks` says of which neuron, edge,
// output and error of an output ▢ stands for the number.
export function questionAt(walk, steps, cursor, view) {
  const told = pictureAt(walk, steps, cursor, { ...view, asked: false });
  if (!view.asked) return { ...told, asks: null };
  const before = pictureAt(walk, steps, cursor, view);
  const held =
    (what) =>
    (...place) =>
      before[what](...place) === null && told[what](...place) !== null;
  const asks = {
    neuron: held("neuron"),
    edge: held("edge"),
    output: held("output"),
    error: held("error"),
  };
  return { ...before, asks };
}

// A number of a picture as it is read on the screen: what is asked for is ▢.
export function wordsIn(picture, what, place, value, digits) {
  return picture.asks?.[what](...place) ? BOX : shown(value, digits);
}
