// F over the number that is dragged: the curve, the point with its tangent, and the step of the update. All numbers
// come from Python; here they are only placed.
import { svgNode } from "../drawing/svg.js";
import { shown } from "../text/digits.js";
import { el } from "../text/elements.js";
import { spelt } from "../text/notation.js";

const [WIDTH, HEIGHT] = [300, 130];
const [SIDE, ABOVE] = [10, 12]; // px around the curve
const GRADIENT = { W: "∂F/∂W", b: "∂F/∂b", x: "∂F/∂x", t: "∂F/∂t" };

// The place for it, and what fills and hides it.
export function plot() {
  const box = el("section", { class: "bp-error-plot", hidden: "" });
  return {
    box,
    show(curve, dragged, player) {
      box.replaceChildren(
        heading(curve, dragged, player),
        drawn(curve, player.walk),
        figures(curve, dragged, player),
      );
      box.ariaLabel = spelt(player.walk, "F over one number");
      box.hidden = false;
    },
    hide() {
      box.replaceChildren();
      box.hidden = true;
    },
  };
}

function heading({ values }, { name }, { walk, view: { digits } }) {
  const from = `from ${shown(values[0], digits)} to ${shown(values.at(-1), digits)}`;
  return el("h3", {}, `${spelt(walk, "F")} over ${name}, all else as it is, ${from}`);
}

function figures({ before, point, slope, step }, { asked, name }, { view, walk }) {
  const say = (value) => shown(value, view.digits);
  const row = (term, words) => [el("dt", {}, term), el("dd", {}, words)];
  const plain = !walk.asYouGo && !walk.updates[0].rule;
  const gradient = spelt(walk, GRADIENT[asked.what]);
  const own = plain ? `${spelt(walk, "−α")} ${gradient}` : "step of update 1";
  const rows = [
    row(name, `${say(before.value)} → ${say(point.value)}`),
    row(spelt(walk, "F"), `${say(before.F)} → ${say(point.F)}`),
    row(`slope ${gradient}`, say(slope)),
    row(step === null ? "step" : own, step === null ? "none: updates leave it" : say(step)),
  ];
  return el("dl", {}, ...rows.flat());
}

function drawn({ before, point, slope, step, values, errors }, walk) {
  const [x0, x1] = [values[0], values.at(-1)];
  const heights = [...errors, point.F, before.F].filter((F) => F !== null);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const px = (x) => SIDE + ((x - x0) / (x1 - x0 || 1)) * (WIDTH - 2 * SIDE);
  const share = (F) => (high > low ? (F - low) / (high - low) : 0.5);
  const py = (F) => ABOVE + (1 - share(F)) * (HEIGHT - 2 * ABOVE);
  const name = spelt(walk, "F over the number, its point, its tangent and its step");
  const svg = svgNode(null, "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": name });
  svgNode(svg, "line", { x1: 0, x2: WIDTH, y1: HEIGHT - 1, y2: HEIGHT - 1, class: "bp-axis" });
  const path = errors.map((F, i) =>
    F === null ? "" : `${i && errors[i - 1] !== null ? "L" : "M"}${px(values[i])} ${py(F)}`,
  );
  svgNode(svg, "path", { d: path.join(""), class: "bp-sigma" });
  svgNode(svg, "circle", { cx: px(before.value), cy: py(before.F), r: 5, class: "bp-before" });
  tangent(svg, { point, slope, x0, x1, px, py });
  if (step) arrow(svg, px(point.value), px(point.value + step), py(point.F));
  svgNode(svg, "circle", { cx: px(point.value), cy: py(point.F), r: 6, class: "bp-point" });
  return svg;
}

// As long as the window is wide, or as there is height for.
function tangent(svg, { point, slope, x0, x1, px, py }) {
  const rise = (py(point.F + slope) - py(point.F)) / (px(point.value + 1) - px(point.value));
  const reach = Math.min((px(x1) - px(x0)) / 4, Math.abs(HEIGHT / 2 / (rise || 1e-9)));
  const [x, y] = [px(point.value), py(point.F)];
  const ends = { x1: x - reach, x2: x + reach, y1: y - reach * rise, y2: y + reach * rise };
  svgNode(svg, "line", { ...ends, class: "bp-tangent" });
}

// Along the axis of the number, from the point to where the update takes it; within the picture.
function arrow(svg, from, to, y) {
  const end = Math.max(2, Math.min(WIDTH - 2, to));
  const head = Math.sign(end - from) * Math.min(6, Math.abs(end - from));
  svgNode(svg, "line", { x1: from, x2: end, y1: y, y2: y, class: "bp-step" });
  const corners = [`${end},${y}`, `${end - head},${y - 4}`, `${end - head},${y + 4}`];
  svgNode(svg, "polygon", { points: corners.join(" "), class: "bp-step-head" });
}
