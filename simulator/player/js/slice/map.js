// F over two parameters: a map in greys with contour lines, and beside it what the greys say.
import { svgNode, word } from "../drawing/svg.js";
import { fitting, shown } from "../text/digits.js";
import { along, axes, BOTTOM, clipped, distance, LEFT, leastMark, path, TOP } from "./frame.js";

const [KEY, GAP] = [96, 12]; // px for the scale of greys, and between it and the map
const NUMBER = 72; // px for a number of it
const [LOWEST, HIGHEST] = [200, 400]; // px of the map's own height
const SHAPE = 0.74; // of its width

const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

export function map(view, width) {
  const { data, still, canvas, paper, serial } = view;
  const [first, second] = data.values;
  const right = width - KEY - GAP;
  const high = Math.round(Math.max(LOWEST, Math.min(HIGHEST, (right - LEFT) * SHAPE)));
  const bottom = TOP + high;
  const [I, J] = [first.length - 1, second.length - 1];
  const px = along(first[0], first[I], LEFT, right);
  const py = along(second[0], second[J], bottom, TOP);
  const shades = data.shades[view.dark ? "dark" : "light"];
  paint(canvas, data.shade, shades);
  const frame = { left: LEFT, top: TOP, width: right - LEFT, height: bottom - TOP };
  for (const [name, value] of Object.entries(frame)) paper.style[name] = `${value}px`;
  Object.assign(canvas.style, half(right - LEFT, I, "left", "width"), half(bottom - TOP, J, "top", "height"));
  paper.hidden = false;
  const cell = [(right - LEFT) / I, (bottom - TOP) / J];
  lines(
    still,
    data.levels,
    (i) => LEFT + i * cell[0],
    (j) => bottom - j * cell[1],
  );
  axes(still, { marks: data.marks, names: data.names, px, py, left: LEFT, right, top: TOP, bottom });
  const at = ([x, y]) => [px(x), py(y)];
  const ofPath = (i) => at(data.path.values[i]);
  const inside = clipped(still, serial, { left: LEFT, right, top: TOP, bottom });
  if (data.least) leastMark(inside, ...at(data.least.map((i, d) => data.values[d][i])));
  path(inside, data, ofPath, at, trail(data.trail, cell, bottom));
  key(still, data, { ...shades, serial }, right + GAP + 4, high);
  return {
    height: bottom + BOTTOM,
    ofPath,
    far: distance({ left: LEFT, right, top: TOP, bottom }),
    placeAt: (x, y) => [place((x - LEFT) / cell[0], I), place((bottom - y) / cell[1], J)],
    markAt(group, [i, j]) {
      const [x, y] = at([first[i], second[j]]);
      svgNode(group, "line", { x1: x, x2: x, y1: TOP, y2: bottom });
      svgNode(group, "line", { x1: LEFT, x2: right, y1: y, y2: y });
      svgNode(group, "circle", { cx: x, cy: y, r: 5, class: "bp-slice-ring" });
    },
  };
}

// The points of a line that is in places of the grid.
function trail(line, cell, bottom) {
  const [wide, high] = cell;
  const points = [];
  for (let i = 0; i < line.length; i += 2) points.push([LEFT + line[i] * wide, bottom - line[i + 1] * high]);
  return points;
}

const place = (i, most) => Math.max(0, Math.min(most, Math.round(i)));

// A pixel of the canvas is a point of the grid: half of each outer one lies beyond the frame, and is cut off.
function half(length, count, start, size) {
  const cell = length / count;
  return { [start]: `${-cell / 2}px`, [size]: `${length + cell}px` };
}

// One pixel for each point of the grid, the first parameter to the right and the second upwards; none in a gap.
function paint(canvas, shade, { least, most }) {
  const [wide, high] = [shade.length, shade[0].length];
  canvas.width = wide;
  canvas.height = high;
  const context = canvas.getContext("2d");
  const image = context.createImageData(wide, high);
  const [low, top] = [channels(least), channels(most)];
  for (const [i, column] of shade.entries())
    for (const [j, share] of column.entries()) {
      const rgb = low.map((x, c) => x + (top[c] - x) * (share ?? 0));
      image.data.set([...rgb, share === null ? 0 : 255], 4 * ((high - 1 - j) * wide + i));
    }
  context.putImageData(image, 0, 0);
}

function lines(group, levels, px, py) {
  for (const { line } of levels) {
    let d = "";
    for (let at = 0; at < line.length; at += 4) {
      const [x, y, u, v] = [px(line[at]), py(line[at + 1]), px(line[at + 2]), py(line[at + 3])];
      d += `M${x.toFixed(1)} ${y.toFixed(1)}L${u.toFixed(1)} ${v.toFixed(1)}`;
    }
    if (d) svgNode(group, "path", { d, class: "bp-slice-level" });
  }
}

// The scale of greys with F at each contour line, the least below.
function key(group, { levels, ends, letter }, { least, most, serial }, x, high) {
  const name = `bp-slice-greys-${serial}`;
  const defs = svgNode(group, "defs");
  const greys = svgNode(defs, "linearGradient", { id: name, x1: 0, x2: 0, y1: 1, y2: 0 });
  svgNode(greys, "stop", { offset: 0, "stop-color": least });
  svgNode(greys, "stop", { offset: 1, "stop-color": most });
  const from = TOP;
  const y = (shade) => from + (1 - shade) * high;
  word(group, x, TOP - 9, "bp-slice-name", letter, "start");
  const bar = { x, y: from, width: 14, height: high, class: "bp-slice-frame" };
  svgNode(group, "rect", { ...bar, style: `fill: url(#${name})` });
  const marks = [{ F: ends[0], shade: 0 }, ...levels, { F: ends[1], shade: 1 }];
  let last = Number.POSITIVE_INFINITY;
  for (const { F, shade } of marks.filter(({ F }) => F !== null)) {
    const height = y(shade);
    svgNode(group, "line", { x1: x, x2: x + 18, y1: height, y2: height, class: "bp-slice-tick" });
    const top = shade === 1 ? 0 : 16; // room that the uppermost number needs above
    if (last - height < 16 || (shade < 1 && height - from < top)) continue;
    word(
      group,
      x + 21,
      height + 5,
      "bp-slice-number",
      fitting(shown(F, shade === 0 || shade === 1 ? 3 : 4), NUMBER),
      "start",
    );
    last = height;
  }
}
