// Where everything of a small network stands, for the size of its place: a pure function of both.
import { shown } from "../../text/digits.js";

const HEAD = { narrow: 84, wide: 92 }; // px above the first row: a layer's name, its activation, what is known of it
const FEWEST_ROWS = 3; // a narrow network is not blown up beyond this
const LEAST_GAP = 74; // px between two layers that y, t and e leave, where there are so many
const LOW = 36; // px from one neuron to the next below which nothing has room between them
const LINE = 20; // px below a neuron, for its bias
const FLAT = 11; // px from one neuron to the next below which no number can be read
const PER_LETTER = 8; // px of a digit beside a neuron
const NARROW = /[.·⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/gu; // half as wide
const [APART, LEAST_COLUMN] = [14, 44]; // px between two columns of numbers, and of one
const MOST_SIDES = { table: 0.46, lines: 0.36 }; // of the width that y, t and e take from the network
const SIDE_LINES = [22, 16]; // px from y to t to e below each other, and where neurons are close
const [ROOMY, CLOSE] = [66, 50]; // px from neuron to neuron in which these have room

// Every y, t and e that a walk shows beside its outputs, as words.
function answersOf({ layers, updates = [], arrays = [] }, digits) {
  const outputs = layers.at(-1).shown ?? [];
  const answers = updates.flatMap(({ a, t, e }) => [a[layers.length], t, e].map((place) => arrays[place]));
  return answers.flatMap((of) =>
    outputs.flatMap((c) => [of?.[c - 1] ?? []].flat().map((x) => shown(x, digits))),
  );
}

const lengthOf = (word) => word.length - (word.match(NARROW)?.length ?? 0) / 2;

/**
 * @param {import("../../walk/types.js").Walk} walk
 * @param {{ width: number, height: number }} size
 * @param {number} digits
 */
export function layoutOf(walk, { width, height }, digits) {
  const { layers, rows } = walk;
  const narrow = width < 560;
  const top = narrow ? HEAD.narrow : HEAD.wide;
  const half = Math.max(rows, FEWEST_ROWS) / 2 + 0.12;
  const pitch = (height - top - 6) / (2 * half);
  const tight = pitch < (narrow ? 52 : CLOSE); // y, t and e of an output share one line
  const close = !narrow && pitch < ROOMY;
  const wide = digits ? 4 * (digits + 4) : 76; // half of an input's number where its circle is small
  const left = Math.max(narrow ? 60 : 76, Math.min(wide, 0.1 * width) + 42);
  const below = pitch >= LOW ? pitch - LINE : pitch * 0.7;
  const largest = Math.min(pitch * 0.6, below, width > 1000 ? 104 : 84);
  const ways = layers.length - 1;
  const spare = width - left - Math.min(LEAST_GAP, (0.62 * (width - left)) / ways) * ways;
  const sides = { wide, crowded: tight || close, tight, narrow, digits };
  const { table, right, column } = rightOf(walk, { width, spare, node: largest }, sides);
  const gap = (width - left - right) / ways;
  const node = Math.max(8, Math.min(largest, gap * 0.44));
  const reach = Math.max(node / 2, left - 42); // of an input's number to the left
  const start = startOfSides({ node, gap, right, ...sides });
  const x = (l) => left + (l - 1) * gap;
  const y = (row) => top + (row + half) * pitch;
  /** @type {Map<string, import("../../walk/types.js").Spot>} */
  const places = new Map();
  for (const [l, c, , row] of walk.place) places.set(`${l},${c}`, [x(l), y(row)]);
  const size = { width, height, top, right, left, pitch, node, gap, reach, start };
  const readable = { low: pitch < LOW, flat: pitch < FLAT };
  const sideLine = narrow ? 17 : SIDE_LINES[close ? 1 : 0];
  const beside = { table, sideLine, column: table ? (right - start - 8) / 3 : column };
  return { ...size, ...readable, ...beside, narrow, tight, x, y, places };
}

// Where y, t and e begin beside an output, clear of its number.
function startOfSides({ node, gap, right, wide, crowded, narrow, digits }) {
  const small = crowded && digits && node < 2 * wide ? Math.min(gap / 2 + 3, wide + 12) : 0;
  const full = digits || narrow ? 0 : Math.min(82, 0.3 * right, Math.max(36, gap / 2 + 3));
  return Math.max(node / 2 + 14, small, full);
}

// The px on the right that y, t and e take: in columns, with their names once above, where an output has but a line.
function rightOf(walk, { width, spare, node }, sides) {
  const { narrow, wide } = sides;
  const beside = besideOutputs(walk, sides);
  const table = beside.table && spare >= 84 + 3 * LEAST_COLUMN;
  const columns = startOfSides({ node, gap: 2 * wide, right: width, ...sides }) + 8 + 3 * beside.column;
  const lines = beside.table ? 160 : Math.min(beside.right, narrow ? width : MOST_SIDES.lines * width);
  const wanted = table ? Math.min(columns, MOST_SIDES.table * width) : lines;
  return { table, column: beside.column, right: Math.max(narrow ? 60 : 90, Math.min(wanted, spare)) };
}

// How much y, t and e beside the outputs would take, in full.
function besideOutputs(walk, { tight, narrow, digits }) {
  const words = answersOf(walk, digits);
  const column = APART + PER_LETTER * Math.max(0, ...words.map(lengthOf));
  const powers = words.filter((word) => word.includes("·")).map((word) => word.length);
  const letters = Math.max(digits ? digits + 6 : 21, Math.max(0, ...powers) + 3); // "y₁ " before it
  const table = tight && walk.layers.at(-1).shown.length > 1 && !narrow;
  const line = 70 + (digits ? 0 : 36) + PER_LETTER * letters;
  return { column: Math.max(LEAST_COLUMN, column), table, right: narrow ? 42 + 7.6 * letters : line };
}

// How near a point is to the line between two others.
export function distanceTo([[x0, y0], [x1, y1]], x, y) {
  const along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2);
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
}

/** @returns {import("../../walk/types.js").Spot} */
export const between = ([x0, y0], [x1, y1], share) => [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share];

// The corners of an arrowhead at the end of a line, clear of the neuron there.
export function arrowhead(from, to, node) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const tip = [to[0] - ux * (node / 2 + 5), to[1] - uy * (node / 2 + 5)];
  const base = [tip[0] - ux * 13, tip[1] - uy * 13];
  return [tip, [base[0] - uy * 6, base[1] + ux * 6], [base[0] + uy * 6, base[1] - ux * 6]];
}

// Where labels of so many px stand beside lines: at the first of these shares of the way at which no two of them
// meet and each is clear of the neurons; null where there is none.
export function labelPlaces(ends, shares, wide, node) {
  const across = Math.abs(ends[0][1][0] - ends[0][0][0]);
  const clear = (share) => Math.min(share, 1 - share) * across >= node / 2 + wide / 2;
  const apart = ([x, y], [x2, y2]) => Math.abs(x - x2) > wide || Math.abs(y - y2) > 30;
  for (const share of shares) {
    const at = ends.map(([from, to]) => between(from, to, share));
    if (clear(share) && at.every((one, i) => at.every((other, j) => i >= j || apart(one, other)))) return at;
  }
  return null;
}
