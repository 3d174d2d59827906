// The paper that pictures of steps are drawn on, below a line that says what is seen.
import { svgNode } from "../drawing/svg.js";
import { saying } from "./sheet.js";

export const HEIGHT = 194; // px at most, but for what has many rows
const SMALLEST = 14 / 15; // to which letters may be drawn smaller: to 14 px

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
