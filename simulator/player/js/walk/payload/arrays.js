// Large arrays come as their bytes, or as the rule that gives them: each is made when it is first read.
import { range } from "../../text/elision.js";
import { byNeuron } from "./neuron_patterns.js";

const HELD = 2e6; // so many numbers that rules gave are held at once, 16 MB; those read longest ago go first

// Float64 or Float32, little-endian as every browser of today has them, in rows.
function fromBytes({ f8, f4, shape }) {
  const bytes = Uint8Array.from(atob(f8 ?? f4), (letter) => letter.charCodeAt(0));
  const numbers = f8 === undefined ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  if (shape.length === 1) return Array.from(numbers);
  if (shape.length === 3) return range(shape[0]).map((i) => rows(numbers, shape[1], shape[2], i * shape[1]));
  return rows(numbers, shape[0], shape[1], 0);
}

// So many rows of numbers, from row `first` on.
function rows(numbers, count, width, first) {
  const row = (r) => Array.from(numbers.subarray((first + r) * width, (first + r + 1) * width));
  return range(count).map(row);
}

// diag(y) − y yᵀ; its diagonal is what the others of its column add up to, from the top.
function softmaxSlopes(y) {
  const A = y.map((yr, r) => y.map((yc, c) => (r === c ? 0 : -yr * yc)));
  const diagonal = A.reduce((sums, row) => sums.map((sum, c) => sum + row[c]));
  diagonal.forEach((sum, c) => {
    A[c][c] = -sum;
  });
  return A;
}

// WᵀA, each entry summed from the first neuron on.
function product(W, A) {
  const sums = W[0].map(() => A[0].map(() => 0));
  W.forEach((row, k) => {
    row.forEach((w, c) => {
      const sum = sums[c];
      A[k].forEach((slope, r) => {
        sum[r] += w * slope;
      });
    });
  });
  return sums;
}

// The same operations in the same order as in simulator/core/propagation.py, so the same bits.
const ARRAY_RULES = {
  outer: (_, a, S) => a.map((x) => S.map((s) => x * s)), // ∂F/∂W = â Sᵀ
  descended: (alpha, W, a, S) => W.map((row, r) => row.map((w, c) => w - alpha * (a[r] * S[c]))), // W − α ∂F/∂W
  stacked: (_, ...parts) => parts, // M̂ and V̂ of a step with two results
  softmax: (_, y) => softmaxSlopes(y),
  product: (_, W, A) => product(W, A), // WᵀÂ of an  that is full
  jacobian: (_, W, slopes) => W[0].map((_w, c) => slopes.map((slope, r) => W[r][c] * slope + 0)), // WᵀÂ; 0 + −0 is 0
};

// Let the arrays and steps of a walk be read like any others.
export function readable(walk) {
  if (walk.readable) return walk;
  walk.readable = true;
  walk.steps.neuron = byNeuron(walk);
  const sources = walk.arrays;
  walk.arrays = [];
  place(walk, sources);
  return walk;
}

// What answers are compared with, in place of what there was of it: { after, arrays, texts, practice }, as
// player/payload/later_answers.py gives it. Texts come after those that a walk has got besides; arrays are all there.
export function compareWith(walk, { after, arrays, texts, practice }) {
  walk.arrays.length = after.arrays;
  place(walk, arrays);
  const further = walk.texts.length - after.texts;
  walk.texts.push(...texts);
  for (const asked of Object.values(practice.updates).flatMap((update) => Object.values(update)))
    if (asked.look >= after.texts) asked.look += further;
  walk.practice = practice;
}

// Further arrays of a walk, after those that it has.
function place(walk, sources) {
  const first = walk.arrays.length;
  const plain = (source) => Array.isArray(source) || typeof source === "number";
  const held = new Map();
  let count = 0;
  const read = (i) => {
    const known = held.get(i);
    if (known) {
      held.delete(i);
      held.set(i, known); // now the one read last
      return known;
    }
    const [[rule, places]] = Object.entries(sources[i - first]);
    const made = ARRAY_RULES[rule](walk.alpha, ...places.map((place) => walk.arrays[place]));
    held.set(i, made);
    count += made.length * made[0].length;
    for (const [oldest, array] of held) {
      if (count <= HELD || oldest === i) break;
      held.delete(oldest);
      count -= array.length * array[0].length;
    }
    return made;
  };
  sources.forEach((source, at) => {
    const i = first + at;
    if (plain(source)) {
      walk.arrays[i] = source;
      return;
    }
    const keep = (value) => Object.defineProperty(walk.arrays, i, { value })[i];
    const get = "shape" in source ? () => keep(fromBytes(source)) : () => read(i);
    Object.defineProperty(walk.arrays, i, { get, configurable: true, enumerable: true });
  });
}
