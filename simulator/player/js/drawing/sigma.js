// An activation function in a small box: its curve, the point (n, a) on it, and the tangent whose slope is σ′(n).
import { svgNode } from "./svg.js";

const TANGENT = 1 / 5; // of the width, to either side
const STEEP = 0.35; // of the height, at most

// Where a curve stands in a box: its places in px, its span, its lowest and highest value (0 among them), its path.
export function placedIn(box, [xs, ys]) {
  const [low, high] = [Math.min(0, ...ys), Math.max(0, ...ys)];
  const span = xs.at(-1) - xs[0];
  const px = (x) => box.x + ((x - xs[0]) / span) * box.width;
  const py = (y) => box.y + box.height * (1 - (y - low) / (high - low || 1));
  const path = xs.map((x, i) => `${i ? "L" : "M"}${px(x).toFixed(1)} ${py(ys[i]).toFixed(1)}`).join("");
  return { low, high, span, px, py, path };
}

// `box` is { x, y, width, height }; `point` { n, a, slope }, of which null is not known yet; `names` are those of n, a
// and A as data-number has them.
export function drawSigma(parent, box, points, { n, a, slope }, names) {
  const { low, high, span, px, py, path } = placedIn(box, points);
  const line = (x1, y1, x2, y2, name, more = {}) =>
    svgNode(parent, "line", { x1, y1, x2, y2, class: name, ...more });
  line(box.x, py(0), box.x + box.width, py(0), "bp-axis");
  line(px(0), box.y, px(0), box.y + box.height, "bp-axis");
  svgNode(parent, "path", { d: path, class: "bp-sigma" });
  if (n === null || a === null) return;
  line(px(n), py(0), px(n), py(a), "bp-rise", { "data-number": names.a, "data-value": a });
  if (slope !== null) {
    const reach = Math.min(span * TANGENT, ((high - low) * STEEP) / Math.abs(slope || 1));
    const ends = [px(n - reach), py(a - slope * reach), px(n + reach), py(a + slope * reach)];
    line(...ends, "bp-tangent", { "data-number": names.A, "data-value": slope });
  }
  const spot = { cx: px(n), cy: py(a), r: box.height > 60 ? 5 : 3 };
  svgNode(parent, "circle", { ...spot, class: "bp-point", "data-number": names.n, "data-value": n });
}
