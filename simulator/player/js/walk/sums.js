// What a neuron's n or S is made of at the step that computes it: every product, what is added, and by what the sum
// is scaled. The same operations as in simulator/core/propagation.py, so each product has the same bits. Pure rules.
import { plainDigits } from "../text/digits.js";
import { range } from "../text/elision.js";
import { isMatrix } from "../text/token_numbers.js";

// A factor or a term: its number, and which it is, as data-number says it.
const term = (name, value) => ({ name, value });

const times = (name, left, right, edge) => ({ name, left, right, value: left.value * right.value, edge });

// Of neuron c of the step's layer: { parts, bias?, sum?, slope?, total }; null at other steps, and where a number is
// of no single item. A part is { name, left?, right?, value, edge? }; `sum` is what the parts give where it is then
// scaled by `slope`.
export function sumOf(at, c) {
  const { kind, l } = at.step;
  if (kind === "n") return weightedSum(at, l, c);
  return kind === "S" ? sensitivity(at, l, c) : null;
}

function weightedSum(at, l, c) {
  const n = at.value("n", l, c);
  if (n === null) return null;
  const parts = at.array("W", l).map((row, i) => {
    const a = term(`a:${l - 1}:${i + 1}`, at.array("a", l - 1)[i]);
    return times(`aW:${l}:${i + 1}:${c}`, a, term(`W:${l}:${i + 1}:${c}`, row[c - 1]), [l, i + 1, c]);
  });
  return { parts, bias: term(`b:${l}:${c}`, at.array("b", l)[c - 1]), total: term(`n:${l}:${c}`, n) };
}

// The W through which S is sent back: as you go that of after its own update.
export const through = (at, l) => at.array(at.step.compared || at.walk.asYouGo ? "newW" : "W", l);

function sensitivity(at, l, c) {
  const S = at.value("S", l, c);
  if (S === null) return null;
  const total = term(`S:${l}:${c}`, S);
  if (l === at.K && at.fused) return { parts: [], total };
  const arriving = l === at.K ? at.update.dphi !== null && at.ofOutputs("dphi") : at.array("sent", l);
  if (!arriving) return { parts: [], total };
  const A = at.array("A", l);
  if (isMatrix(A[0])) return { parts: rowOfSlopes(A[c - 1], arriving, l, c), total };
  const slope = term(`A:${l}:${c}`, A[c - 1]);
  const sum = term(`sent:${l}:${c}`, arriving[c - 1]);
  if (l === at.K) return { parts: [{ ...sum, name: `dphi:${l}:${c}` }], sum, slope, total };
  const parts = through(at, l + 1)[c - 1].map((w, k) => {
    const right = term(`S:${l + 1}:${k + 1}`, at.array("S", l + 1)[k]);
    const place = `${l + 1}:${c}:${k + 1}`;
    return times(`WS:${place}`, term(`W:${place}`, w), right, [l + 1, c, k + 1]);
  });
  return { parts, sum, slope, total };
}

// Where each neuron answers every n of its layer: A's row, times what arrives at each.
function rowOfSlopes(row, arriving, l, c) {
  return row.map((slope, j) => {
    const right = term(`sent:${l}:${j + 1}`, arriving[j]);
    return times(`AS:${l}:${c}:${j + 1}`, term(`A:${l}:${c}:${j + 1}`, slope), right);
  });
}

// The neurons of a step that have such a sum by now: [c, sum], the first `most`; of a step of one neuron that one.
/** @returns {[number, any][]} */
export function sumsOf(at, most) {
  const { l, neuron } = at.step;
  const all = neuron ? [neuron] : range(at.walk.layers[l - 1].width).map((i) => i + 1);
  return all.slice(0, most).flatMap((c) => {
    const found = sumOf(at, c);
    return found ? [[c, found]] : [];
  });
}

// Whether the printed factors give the printed product: "=" or "≈".
export function equalsSign(left, right, product, digits) {
  const seen = (value) => (value === null ? Number.NaN : Number(plainDigits(value, digits)));
  const printed = seen(product);
  return Math.abs(seen(left) * seen(right) - printed) <= 1e-12 * Math.abs(printed) ? "=" : "≈";
}

// All that a neuron's n or S is added up from.
export const addends = ({ parts, bias }) => (bias ? [...parts, bias] : parts);

// Bars on either side of 0, each from where the one before it on its side ended: [what, from, to]; and both ends.
export function stacked(terms) {
  const ends = { 1: 0, [-1]: 0 };
  const bars = terms.map((one) => {
    const side = one.value < 0 ? -1 : 1;
    const from = ends[side];
    ends[side] += one.value;
    return [one, from, ends[side]];
  });
  return { bars, low: ends[-1], high: ends[1] };
}
