// The paper that pictures of steps are drawn on: always of the same size, with a line that says what is seen.
import { svgNode } from "../graph/svg.js";
import { isSummed } from "../walk/items.js";
import { saying } from "./sheet.js";

export const WIDTH = 460;
export const HEIGHT = 216;
export const TOP = 26; // px of the line of words

// `said` is read aloud in place of the picture.
export function paper(caption, said) {
  const look = {
    class: "bp-drawn",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    preserveAspectRatio: "xMinYMax",
  };
  const svg = svgNode(null, "svg", { ...look, "aria-label": `${caption} ${said}.` });
  svgNode(svg, "text", { x: 0, y: 15, class: "bp-drawn-caption" }, caption);
  return svg;
}

// Of a step whose numbers belong to one item each.
export const noPicture = ({ update, item }) =>
  isSummed(update, item)
    ? [saying("Of a sum over the items there is no picture of this step: choose one item.")]
    : null;
