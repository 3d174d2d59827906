// The axes of a chart: their ends, round numbers along them, and the line of a series between them. Pure rules.
import { range } from "../../text/elision.js";

const TICKS = 4;
const LETTER = 7.5; // px of a digit, rounded up

// Round numbers between two ends, or powers of ten on a logarithmic scale.
export function ticks(low, high, log) {
  if (log) {
    const [a, b] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
    const step = Math.max(1, Math.ceil((b - a) / TICKS));
    return range(Math.max(0, Math.floor((b - a) / step) + 1)).map((i) => 10 ** (a + i * step));
  }
  const rough = (high - low) / TICKS || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((x) => x * power).find((x) => x >= rough);
  return range(TICKS + 2)
    .map((i) => (Math.ceil(low / step) + i) * step)
    .filter((x) => x <= high + 1e-9 * step);
}

// How much room such numbers need beside it at most, in px.
export const roomOf = (words) => LETTER * Math.max(0, ...words.map(({ length }) => length));

export const drawable = (y, log) => y !== null && Number.isFinite(y) && (!log || y > 0);

// The ends of the axis on which all numbers of some series stand.
export function span(series, log) {
  const values = series.flatMap(({ y }) => y).filter((y) => drawable(y, log));
  const least = values.length ? Math.min(...values) : log ? 0.1 : 0;
  const most = values.length ? Math.max(...values) : 1;
  if (log) return least === most ? [least / 2, most * 2] : [least, most];
  const low = Math.min(0, least);
  return low === most ? [low, low + 1] : [low, most];
}

// The line of a series by the places of its numbers, broken where there is none to draw; one point is a dot.
export function pathOf({ x, y }, log, placeX, placeY) {
  const dot = x.length === 1 ? "h0.1" : "";
  let pen = "M";
  return x
    .map((at, j) => {
      const there = drawable(y[j], log);
      const piece = there ? `${pen}${placeX(at).toFixed(1)} ${placeY(y[j]).toFixed(1)}${dot}` : "";
      pen = there ? "L" : "M";
      return piece;
    })
    .join("");
}
