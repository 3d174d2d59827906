// Where everything of a small network stands, for the size of its place: a pure function of both.
import { shown } from "../../text/digits.js";

const HEAD = { narrow: 84, wide: 92 }; // px above the first row: a layer's name, its activation, what is known of it
const FEWEST_ROWS = 3; // a narrow network is not blown up beyond this
const LEAST_GAP = 74; // px between two layers that y, t and e leave, where there are so many
const LOW = 36; // px from one neuron to the next below which nothing has room between them
const LINE = 20; // px below a neuron, for its bias
const FLAT = 11; // px from one neuron to the next below which no number can be read
const PER_LETTER = 8; // px of a digit beside a neuron

// How many characters the longest y or t of a walk takes that is written with its power of ten.
function longestAnswer({ layers, updates = [], arrays = [] }, digits) {
  const last = layers.length;
  const answers = updates.flatMap(({ a, t }) => [arrays[a[last]], arrays[t]]);
  const outputs = layers.at(-1).shown ?? [];
  const words = answers.flatMap((of) =>
    outputs.flatMap((c) => [of[c - 1]].flat().map((x) => shown(x, digits))),
  );
  return Math.max(0, ...words.filter((word) => word.includes("·")).map((word) => word.length));
}

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
  const tight = pitch < (narrow ? 52 : 66); // y, t and e of an output share one line
  const wide = digits ? 4 * (digits + 4) : 76; // half of an input's number where its circle is small
  const left = Math.max(narrow ? 60 : 76, Math.min(wide, 0.1 * width) + 42);
  const beside = besideOutputs(walk, digits, { tight, narrow });
  const ways = layers.length - 1;
  const spare = width - left - Math.min(LEAST_GAP, (0.62 * (width - left)) / ways) * ways;
  const table = beside.table && spare >= 84 + 3 * 44; // with their names once, above
  const right = Math.max(narrow ? 60 : 90, Math.min(beside.table && !table ? 160 : beside.right, spare));
  const gap = (width - left - right) / ways;
  const below = pitch >= LOW ? pitch - LINE : pitch * 0.7;
  const node = Math.max(8, Math.min(pitch * 0.6, below, gap * 0.44, width > 1000 ? 104 : 84));
  const reach = Math.max(node / 2, left - 42); // of an input's number to the left
  const start = startOfSides({ node, gap, right, wide, table, tight, narrow, digits });
  const column = table ? (right - start - 8) / 3 : beside.column;
  const x = (l) => left + (l - 1) * gap;
  const y = (row) => top + (row + half) * pitch;
  /** @type {Map<string, import("../../walk/types.js").Spot>} */
  const places = new Map();
  for (const [l, c, , row] of walk.place) places.set(`${l},${c}`, [x(l), y(row)]);
  const size = { width, height, top, right, left, pitch, node, gap, column, reach, start };
  const readable = { low: pitch < LOW, flat: pitch < FLAT };
  return { ...size, ...readable, narrow, tight, table, x, y, places };
}

// Where y, t and e begin beside an output, clear of its number.
function startOfSides({ node, gap, right, wide, table, tight, narrow, digits }) {
  const small = tight && digits && node < 2 * wide ? Math.min(gap / 2 + 3, wide + 12) : 0;
  const full = digits || narrow ? 0 : Math.min(82, 0.3 * right);
  return Math.max(node / 2 + 14, table ? 66 : 0, small, full);
}

// How much y, t and e beside the outputs would take, in full.
function besideOutputs(walk, digits, { tight, narrow }) {
  const longest = longestAnswer(walk, digits);
  const column = PER_LETTER * Math.max(digits ? digits + 6 : 20, longest + 1);
  const letters = Math.max(digits ? digits + 6 : 21, longest + 3); // "y₁ " before it
  const table = tight && walk.layers.at(-1).shown.length > 1 && !narrow;
  const line = 70 + (digits ? 0 : 36) + PER_LETTER * letters;
  return { column, table, right: narrow ? 42 + 7.6 * letters : table ? 84 + 3 * column : line };
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
