// The room for the words of a neuron, and where y, t and e stand beside an output. Pure rules of the layout.
const APART = 8; // px between two words of a line
const LARGE = 70; // a neuron so wide has its number in large letters
const SMALL = 44; // one narrower than this in small ones

// The way that words of a neuron have, to its neighbours, to the name of an input, and to y, t and e; `K` layers.
export function roomOf({ gap, reach, start }, l, K) {
  const ends = [l === 1 ? reach : gap / 2, l === K ? start - 3 : gap / 2];
  return 2 * Math.min(gap / 2, ...ends) - APART / 2;
}

// The same of a bias, which may come nearer to its neighbours where these are close.
export const biasRoom = ({ tight, gap }, room) => (tight ? gap - APART / 2 : room);

// Of "⋮ 12 more" between two layers.
export const gapRoom = ({ gap }) => gap - APART;

// The class of a neuron's number: whether it stands `roomy` inside its circle, and takes part.
export function valueClass(node, roomy, lit) {
  const size = !roomy || node < SMALL ? " bp-tight" : node > LARGE ? " bp-large" : "";
  return `bp-value${roomy ? "" : " bp-halo"}${size}${lit ? "" : " bp-receded"}`;
}

// y, t and e beside an output at a place, as [x, y, class, anchor]: in columns, in one line, or one below the other.
// `several`: whether it is not the only output.
export function sidesAt({ table, tight, narrow, column, start, sideLine }, [x, y], several) {
  const at = x + start;
  if (table) return [1, 2, 3].map((k) => [at + k * column, y + 5, "bp-side", "end"]);
  if (tight && (narrow || several)) return [[at, y + 5, "bp-side", "start"]];
  return [0, 1, 2].map((k) => [at, y + 2 + (k - 1) * sideLine, k ? "bp-side" : "bp-side bp-y", "start"]);
}

// The room of one of `count` of them that begins at `x`, in a picture so wide: to each side, and upwards, if less than a row.
export function sideRoom({ table, column, width, sideLine }, x, count) {
  if (table) return { room: column - 6, high: undefined };
  return { room: width - x - 2, high: count > 1 ? sideLine - 2 : undefined };
}
