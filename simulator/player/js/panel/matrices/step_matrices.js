// Which matrices a step or a layer is about. Pure rules.
import { identityOf } from "../../text/identity.js";

// Of a step: its quantities, those of the layer before or after with "<" or ">", the result last.
const OF_STEP = {
  input: "a",
  n: "W <a b n",
  a: "n a",
  error: "t a e",
  A: "n A",
  S: "A >W >J >S S",
  dW: "<a S dW",
  db: "S db",
  update_W: "W dW newW",
  update_b: "b db newb",
};
const OF_LAST = { S: "A e S" };
const BESIDE = { "<": -1, ">": 1 };

// The same as [quantity, layer]; layer K is the last.
export function matricesOf({ kind, l }, K) {
  const at = kind === "error" ? K : l;
  const names = (l === K && OF_LAST[kind]) || OF_STEP[kind];
  return names.split(" ").map((name) => {
    const by = BESIDE[name[0]] ?? 0;
    return [by ? name.slice(1) : name, at + by];
  });
}

export const layerMatrices = (l, walk, steps, cursor, asked) =>
  l === 1
    ? [["a", 1]]
    : [
        ...["W", "b", "n", "a", "A", ...(l > 2 ? ["J"] : []), "S", "dW", "db"].map((q) => [q, l]),
        ...keptMatrices(l, walk, steps, cursor, asked),
        ...["newW", "newb"].map((q) => [q, l]),
      ];

// Of a step of an update rule: the arrays of its formula, each of a parameter such as W2, the results last; these
// have no place yet where the step is `asked`.
export function ruleMatrices(step, walk, asked = false) {
  const operands = step.matrices.length - (step.kind === "clip" ? 0 : step.lines.length); // c of a clip is no matrix
  return step.matrices.map(([name, place, parameter], i) => ({
    name: walk.texts[name],
    place: asked && i >= operands ? null : place,
    of: parameter[0],
    l: Number(parameter.slice(1)),
    known: identityOf(step, place, walk.updates[step.u], parameter),
  }));
}

// What an update rule keeps of a layer before and after this update, and what it computes from it.
function keptMatrices(l, walk, steps, cursor, asked) {
  const found = new Map();
  steps.forEach((step, at) => {
    if (step.u !== steps[cursor].u || step.l !== l || !step.matrices || !step.shows || step.kind === "clip")
      return;
    const all = ruleMatrices(step, walk);
    const results = all
      .filter(({ name }) => name.endsWith(" before"))
      .concat(all.slice(step.kind.startsWith("corrected") ? -2 : -1));
    for (const one of results) {
      const known = at < cursor + (asked ? 0 : 1) || one.name.endsWith(" before");
      found.set(one.name, known ? one : { ...one, place: null });
    }
  });
  return [...found.values()];
}
