// How much of a network is drawn: a level of detail, chosen by size until somebody chooses another.
import { range } from "../../text/elision.js";

export const MOST_NUMBERED = 16; // neurons of a layer that are drawn as circles with their numbers
export const MOST_EDGES = 2000; // drawn at once; up to so many weights the first neurons of each layer with all their edges tell more
const MOST_WEIGHTS = 20000; // above it the strongest edges are too small a part: heat maps

export const weightsOf = (walk) =>
  range(walk.layers.length - 1).map((i) => walk.layers[i].width * walk.layers[i + 1].width);
export const total = (counts) => counts.reduce((sum, x) => sum + x, 0);
export const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

export function levelFor(walk) {
  const weights = total(weightsOf(walk));
  return weights <= MOST_EDGES || !walk.layers.some(({ hidden }) => hidden)
    ? "edges"
    : weights <= MOST_WEIGHTS
      ? "strongest"
      : "heat";
}

// The levels by name and in words; where every neuron has its circle and every edge its place, nothing to choose.
export function levelsOf(walk) {
  if (!walk.layers.some(({ hidden }) => hidden)) return [];
  return [
    ["edges", "every edge, fewer neurons"],
    ["strongest", "strongest edges"],
    ["heat", "heat maps"],
  ];
}

// What the graph of some neurons with all their edges leaves out.
export function elidedNote(walk) {
  const all = total(weightsOf(walk));
  const drawn = total(Object.values(walk.edges).map(({ length }) => length));
  return `${grouped(drawn)} of ${grouped(all)} edges, those between the neurons drawn; ${grouped(all - drawn)} hidden.`;
}

// As many for each layer as for the others, where it has so many.
export function shares(counts, most) {
  const found = counts.map(() => 0);
  const order = range(counts.length).sort((i, j) => counts[i] - counts[j]);
  order.forEach((i, k) => {
    found[i] = Math.min(counts[i], Math.floor((most - total(found)) / (order.length - k)));
  });
  return found;
}

// The strongest entries of W as [row, column] from 0, by rising |W|: the strongest is drawn last, on top.
const chosen = new WeakMap();
export function strongest(rows, most) {
  const known = chosen.get(rows);
  if (known?.most === most) return known.edges;
  const width = rows[0].length;
  const sizes = new Float64Array(rows.length * width);
  rows.forEach((row, r) =>
    row.forEach((w, c) => {
      sizes[r * width + c] = Math.abs(w);
    }),
  );
  const least = most < sizes.length ? Float64Array.from(sizes).sort()[sizes.length - most] : 0;
  const above = [];
  const equal = [];
  sizes.forEach((size, i) => {
    if (size > least) above.push(i);
    else if (size === least) equal.push(i);
  });
  const edges = [...above, ...equal.slice(0, most - above.length)]
    .sort((i, j) => sizes[i] - sizes[j])
    .map((i) => [Math.floor(i / width), i % width]);
  chosen.set(rows, { most, edges });
  return edges;
}
