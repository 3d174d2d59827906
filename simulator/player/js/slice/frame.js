// What a map and a curve share: axes with their numbers and titles, the path with its points, the point at hand.
import { svgNode, word } from "../drawing/svg.js";
import { shown } from "../text/digits.js";

// px around the picture, for its axes
export const LEFT = 52;
export const TOP = 26;
export const BOTTOM = 46;
const MARK = 4; // digits of the numbers along an axis

export const along = (low, high, from, to) => (x) => from + ((x - low) / (high - low || 1)) * (to - from);

// An axis below or on the left: a mark at each of these numbers inside, and what it is of.
export function axes(group, { marks, names, px, py, left, right, top, bottom }) {
  svgNode(group, "rect", {
    x: left,
    y: top,
    width: right - left,
    height: bottom - top,
    class: "bp-slice-frame",
  });
  const across = marks[0].map((x) => [px(x), x]).filter(([x]) => x >= left - 0.5 && x <= right + 0.5);
  const up = marks[1].map((y) => [py(y), y]).filter(([y]) => y >= top - 0.5 && y <= bottom + 0.5);
  const most = Math.max(1, Math.floor((right - left) / 46));
  const every = Math.ceil(across.length / most);
  for (const [i, [x, value]] of across.entries()) {
    svgNode(group, "line", { x1: x, x2: x, y1: bottom, y2: bottom + 5, class: "bp-slice-tick" });
    if (i % every === 0) word(group, x, bottom + 19, "bp-slice-number", mark(value));
  }
  for (const [y, value] of up) {
    svgNode(group, "line", { x1: left - 5, x2: left, y1: y, y2: y, class: "bp-slice-tick" });
    word(group, left - 8, y + 5, "bp-slice-number", mark(value), "end");
  }
  word(group, (left + right) / 2, bottom + 38, "bp-slice-name", names[0]);
  word(group, left, top - 9, "bp-slice-name", names[1], "start");
}

function mark(value) {
  const short = shown(value, MARK);
  const all = shown(value, 0);
  return all.length <= short.length + 2 ? all : short;
}

const ROOM = 8; // px outside the frame in which a mark that lies on it is seen

// How far a point of the path is from a place; one that lies outside the frame is nowhere.
export const distance =
  ({ left, right, top, bottom }) =>
  (point, x, y) => {
    const [px, py] = point;
    const seen = px >= left - ROOM && px <= right + ROOM && py >= top - ROOM && py <= bottom + ROOM;
    return seen ? Math.hypot(px - x, py - y) : Number.POSITIVE_INFINITY;
  };

// A group of which nothing is seen outside the frame, but for marks that lie on it.
export function clipped(group, serial, { left, right, top, bottom }) {
  const name = `bp-slice-clip-${serial}`;
  const clip = svgNode(svgNode(group, "defs"), "clipPath", { id: name });
  const size = { width: right - left + 2 * ROOM, height: bottom - top + 2 * ROOM };
  svgNode(clip, "rect", { x: left - ROOM, y: top - ROOM, ...size });
  return svgNode(group, "g", { "clip-path": `url(#${name})` });
}

const FINE = 200; // points of a line that would run into a blot as a wide one

// Where the updates led, through the points of `line`, with a dot for each network of the path, and on top the network
// at hand.
export function path(group, { path: { values, at }, here }, ofPath, ofHere, line = null) {
  const points = values.map((_, i) => ofPath(i));
  const whole = line ?? points;
  const fine = whole.length > FINE;
  const d = whole.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  if (points.length > 1) {
    if (!fine) svgNode(group, "path", { d, class: "bp-slice-halo" });
    svgNode(group, "path", { d, class: `bp-slice-path${fine ? " bp-slice-fine" : ""}` });
  }
  for (const [i, [x, y]] of points.entries())
    if (i !== at)
      svgNode(group, "circle", { cx: x, cy: y, r: points.length > 30 ? 2.5 : 4, class: "bp-slice-dot" });
  const [x, y] = ofHere(here);
  svgNode(group, "circle", { cx: x, cy: y, r: 7, class: "bp-slice-here" });
}

// A cross on the least F of the grid.
export function leastMark(group, x, y) {
  const arm = 6;
  const d = `M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x - arm} ${y + arm}L${x + arm} ${y - arm}`;
  svgNode(group, "path", { d, class: "bp-slice-halo" });
  svgNode(group, "path", { d, class: "bp-slice-least" });
}
