// What a neuron's a and its slope A are at the steps that compute them. Pure rules.
import { range } from "../text/elision.js";
import { isMatrix } from "../text/token_numbers.js";

// Of neuron c of the step's layer: { n, a, slope, quiet, names }, the slope null before its own step; null at other
// steps and where a number is of no single item. `quiet` is "off" or "saturated", or nothing.
export function activated(at, c) {
  const { kind, l } = at.step;
  if (kind !== "a" && kind !== "A") return null;
  const [n, a] = [at.value("n", l, c), at.value("a", l, c)];
  if (n === null || a === null) return null;
  const slopes = kind === "A" ? at.slopes(l) : null;
  const slope = slopes && (isMatrix(slopes[0]) ? slopes[c - 1][c - 1] : slopes[c - 1]);
  const names = { n: `n:${l}:${c}`, a: `a:${l}:${c}`, A: `A:${l}:${c}` };
  return { n, a, slope, quiet: at.quiet(l, c), names };
}

// Those of a step: [c, value], the first `most`.
/** @returns {[number, any][]} */
export function pointsOf(at, most) {
  return range(at.walk.layers[at.step.l - 1].width)
    .map((i) => i + 1)
    .slice(0, most)
    .flatMap((c) => {
      const found = activated(at, c);
      return found ? [[c, found]] : [];
    });
}
