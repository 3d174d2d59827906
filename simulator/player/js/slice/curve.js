// F over one parameter: the curve, with its tangent at the network at hand.
import { svgNode } from "../drawing/svg.js";
import { along, axes, BOTTOM, clipped, distance, LEFT, leastMark, path, TOP } from "./frame.js";

const RIGHT = 14; // px
const [LOWEST, HIGHEST, SHAPE] = [180, 320, 0.6]; // px of the height, and of its width
const REACH = 0.22; // of the width, to either side, that a tangent goes at most

export function curve(view, width) {
  const { data, still, paper, serial } = view;
  paper.hidden = true;
  const [values] = data.values;
  const right = width - RIGHT;
  const high = Math.round(Math.max(LOWEST, Math.min(HIGHEST, (right - LEFT) * SHAPE)));
  const bottom = TOP + high;
  const px = along(values[0], values.at(-1), LEFT, right);
  const py = along(data.heights[0], data.heights.at(-1), bottom, TOP);
  axes(still, {
    marks: [data.marks[0], data.heights],
    names: [data.names[0], data.letter],
    px,
    py,
    left: LEFT,
    right,
    top: TOP,
    bottom,
  });
  const inside = clipped(still, serial, { left: LEFT, right, top: TOP, bottom });
  svgNode(inside, "path", { d: line(values, data.F, px, py), class: "bp-slice-curve" });
  if (data.least) leastMark(inside, px(values[data.least[0]]), py(data.F[data.least[0]]));
  if (data.slope !== null && data.loss !== null)
    tangent(inside, data, { px, py, reach: REACH * (right - LEFT), high });
  const ofPath = (i) => [px(data.path.values[i][0]), data.path.F[i] === null ? TOP : py(data.path.F[i])];
  path(inside, data, ofPath, ([x]) => [px(x), data.loss === null ? TOP : py(data.loss)]);
  return {
    height: bottom + BOTTOM,
    ofPath,
    far: distance({ left: LEFT, right, top: TOP, bottom }),
    placeAt: (x) => [
      Math.max(
        0,
        Math.min(values.length - 1, Math.round(((x - LEFT) / (right - LEFT)) * (values.length - 1))),
      ),
    ],
    markAt(group, [i]) {
      const x = px(values[i]);
      svgNode(group, "line", { x1: x, x2: x, y1: TOP, y2: bottom });
      if (data.F[i] !== null)
        svgNode(group, "circle", { cx: x, cy: py(data.F[i]), r: 5, class: "bp-slice-ring" });
    },
  };
}

// Broken where there is a gap.
function line(values, F, px, py) {
  const there = (i) => F[i] !== null && F[i] !== undefined;
  const piece = (x, i) =>
    there(i) ? `${there(i - 1) ? "L" : "M"}${px(x).toFixed(1)} ${py(F[i]).toFixed(1)}` : "";
  return values.map(piece).join("");
}

function tangent(group, { here: [x], loss, slope }, { px, py, reach, high }) {
  const rise = (py(loss + slope) - py(loss)) / (px(x + 1) - px(x));
  const far = Math.min(
    reach,
    high / 2 / Math.hypot(1, rise) / Math.max(Math.abs(rise) / Math.hypot(1, rise), 1e-9),
  );
  const [cx, cy] = [px(x), py(loss)];
  const ends = { x1: cx - far, x2: cx + far, y1: cy - far * rise, y2: cy + far * rise };
  svgNode(group, "line", { ...ends, class: "bp-slice-tangent" });
}
