// The paper that pictures of steps are drawn on, below a line that says what is seen.
import { svgNode } from "../drawing/svg.js";
import { roomBeside, saying } from "./sheet.js";

export const HEIGHT = 194; // px at most, but for what has many rows
const MORE = { rows: 0.6, px: 18 }; // that "⋮ 3 more" takes, at least
const SMALLEST = 14 / 15; // to which letters may be drawn smaller: to 14 px

// The px that a picture below its caption is to be high.
export const heightBelow = (caption, size) => Math.min(HEIGHT, roomBeside(caption, size));

// How many of `count` rows are shown where each takes so many px, and how many rows they are with what is said of more.
export function rowsIn(room, count, least, most = count) {
  const few = Math.min(most, Math.max(1, Math.floor(room / least)));
  if (count <= few) return { shown: count, rows: count };
  const more = Math.max(MORE.rows, MORE.px / least);
  const shown = Math.max(1, Math.min(most - 1, Math.floor(room / least - more)));
  return { shown, rows: shown + more };
}

// `said` is read aloud in place of the picture.
export function paper(caption, said, wide, high) {
  const look = {
    class: "bp-drawn",
    viewBox: `0 0 ${wide} ${high}`,
    role: "img",
    preserveAspectRatio: "xMinYMax",
    style: `min-height: ${Math.ceil(high * SMALLEST)}px`,
  };
  return svgNode(null, "svg", { ...look, "aria-label": `${caption} ${said}.` });
}

export const captioned = (caption, svg) => [saying(caption, "bp-drawn-caption"), svg];
