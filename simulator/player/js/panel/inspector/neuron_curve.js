// An activation function drawn, the point (n, a) on it, and the tangent whose slope is σ′(n).
import { placedIn } from "../../drawing/sigma.js";
import { svgNode } from "../../drawing/svg.js";
import { shown } from "../../text/digits.js";
import { letterOf } from "../../text/notation.js";

const [WIDTH, HEIGHT] = [240, 110];
const EDGE = 8; // px above and below
const TANGENT = 1 / 7; // of the width, to either side

export function curveOf({ points, n, a, slope }, digits, walk) {
  const box = { x: 0, y: EDGE, width: WIDTH, height: HEIGHT - 2 * EDGE };
  const { span, px, py, path } = placedIn(box, points);
  const name = "The activation function";
  const svg = svgNode(null, "svg", {
    class: "bp-curve",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-label": n === null ? name : `${name} and the point ${letterOf(walk, "n")} = ${shown(n, digits)}`,
  });
  svgNode(svg, "line", { x1: 0, x2: WIDTH, y1: py(0), y2: py(0), class: "bp-axis" });
  svgNode(svg, "line", { x1: px(0), x2: px(0), y1: 0, y2: HEIGHT, class: "bp-axis" });
  svgNode(svg, "path", { d: path, class: "bp-sigma" });
  if (n === null || a === null) return svg;
  if (slope !== null) {
    const reach = span * TANGENT;
    const [y1, y2] = [py(a - slope * reach), py(a + slope * reach)];
    svgNode(svg, "line", { x1: px(n - reach), x2: px(n + reach), y1, y2, class: "bp-tangent" });
  }
  svgNode(svg, "circle", { cx: px(n), cy: py(a), r: 6, class: "bp-point" });
  return svg;
}
