// How much larger than on a page the graph is drawn for the last row: a pure function of the walk and of the room.
import { layoutOf } from "../graph/layout/layout.js";

const READ = 0.0301; // of the height of the screen: letters of a neuron, so high that the last row reads them
const SMALLEST = 14; // px of those letters as they are drawn
const LARGER = 1.3; // times READ, where there is room in plenty
const CLOSER = 0.96; // of one try to the next
const PLENTY = 68; // px from neuron to neuron
const BELOW = 19; // px between two neurons in which a bias has room; with less it stands beside its neuron
const CLOSE = 22; // px in which its number does, the bias beside it
const PER_LETTER = 8; // px of a digit
const PAINTED = { width: 760, height: 420 }; // px that a large network needs, whose edges are painted

// Whether the words of a graph that is drawn in so many px stand clear of each other.
function isClear(walk, size, digits, least) {
  const { gap, pitch, node } = layoutOf(walk, size, digits);
  const letters = PER_LETTER * ((digits || 17) + 4);
  return pitch >= least && gap >= (pitch - node >= BELOW ? letters + 17 : 2 * letters + 52);
}

// The factor by which all of the graph is enlarged in a `room` of { width, height } px on a screen `high` px high:
// letters of READ, larger ones where there is room in plenty, and else as large as fits; by the reader's own `size`,
// 1 for the usual; never smaller than on a page.
/**
 * @param {import("../walk/types.js").Walk} walk
 * @param {{ width: number, height: number }} room
 * @param {number} high
 * @param {number} size
 * @param {import("../walk/types.js").View} view
 */
export function magnification(walk, room, high, size, { digits, detail }) {
  const usual = ((READ * high) / SMALLEST) * size;
  if (detail !== "edges")
    return Math.max(1, Math.min(usual, room.width / PAINTED.width, room.height / PAINTED.height));
  const clear = (factor, least) =>
    isClear(walk, { width: room.width / factor, height: room.height / factor }, digits, least);
  for (let factor = usual * LARGER; factor > usual; factor *= CLOSER)
    if (clear(factor, PLENTY)) return factor;
  for (let factor = usual; factor > 1; factor *= CLOSER) if (clear(factor, CLOSE)) return factor;
  return 1;
}
