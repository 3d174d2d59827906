// Numbers as pixels: the largest of those that share one stands for them, in the colour that it has on a scale. Pure
// rules.
import { cellOf } from "./cells.js";
import { mixed } from "../../drawing/colours.js";
import { range } from "../../text/elision.js";

const MOST = 127; // colours on either side of 0

// The colours from one end of a scale to the other, 0 in the middle.
export const colours = (palette) =>
  range(2 * MOST + 1).map((i) => mixed(palette, "neuron", (i - MOST) / MOST));

// By pixel, row by row, the largest number in its cell by size; NaN where none is known. `value` gives that of a row and
// a column from 0, or null.
export function largestIn(value, rows, columns) {
  const largest = new Float64Array(rows.count * columns.count).fill(Number.NaN);
  for (let r = 0; r < rows.number; r += 1) {
    const row = cellOf(rows, r + 1) * columns.count;
    for (let c = 0; c < columns.number; c += 1) {
      const x = value(r, c);
      const i = row + cellOf(columns, c + 1);
      if (x !== null && !(Math.abs(x) <= Math.abs(largest[i]))) largest[i] = x;
    }
  }
  return largest;
}

// The same as red, green, blue and opacity, one after the other; `end` is that of the scale, NaN stays clear.
export function coloured(largest, ramp, end) {
  const bytes = new Uint8ClampedArray(4 * largest.length);
  largest.forEach((x, i) => {
    if (Number.isNaN(x)) return;
    const share = Math.max(-1, Math.min(1, x / end));
    bytes.set([...ramp[Math.round(MOST + MOST * share)], 255], 4 * i);
  });
  return bytes;
}
