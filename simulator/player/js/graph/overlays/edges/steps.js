// At the update of W, on each lit edge: the outline of its old width, and an arrow beside it that is as long as its
// step beside the largest of this update; it points forward where W grows, and back where it shrinks.
import { litWidth } from "../../layout/appearance.js";
import { mixed, css } from "../../../drawing/colours.js";
import { svgNode } from "../../../drawing/svg.js";

const MOST = 12; // edges: of more the outlines and arrows would hide each other
const LONGEST = 30; // px of an arrow
const CLEAR = 4; // px from a neuron
const ASIDE = 6; // px from the edge
const HEAD = 6;

export function drawEdgeSteps(graph, at, group) {
  const [picture, , theme] = graph.last;
  const { l } = at.step;
  const lit = graph.edges.filter((edge) => picture.replaced(edge.l, edge.r, edge.c) !== null);
  if (!lit.length || lit.length > MOST) return;
  const palette = at.walk.palettes[theme.dark ? "dark" : "light"];
  const changes = at.array("newW", l).flatMap((row, r) => row.map((w, c) => w - at.array("W", l)[r][c]));
  const farthest = changes.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (const { r, c } of lit) {
    const [old, updated] = [picture.replaced(l, r, c), picture.edge(l, r, c)];
    const place = placer(graph.ends({ l, r, c }), graph.node);
    const half = litWidth(old / at.walk.scales.W) / 2 + 1;
    for (const aside of [-half, half]) outline(group, place, aside);
    const change = updated - old;
    if (change)
      arrow(group, place, { change, farthest, aside: half + ASIDE, name: `change:${l}:${r}:${c}` }, palette);
  }
}

// A point so far from the neuron at the end of an edge, and so far beside the edge.
function placer([from, to], node) {
  const long = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const [ux, uy] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long];
  const free = node / 2 + CLEAR;
  const spot = (back, aside) => [
    to[0] - ux * (free + back) - uy * aside,
    to[1] - uy * (free + back) + ux * aside,
  ];
  return { spot, length: Math.max(0, long - 2 * free) };
}

function outline(group, { spot, length }, aside) {
  const [[x1, y1], [x2, y2]] = [spot(length, aside), spot(0, aside)];
  svgNode(group, "line", { x1, y1, x2, y2, class: "bp-old-width" });
}

function arrow(group, { spot }, { change, farthest, aside, name }, palette) {
  const size = (LONGEST * Math.abs(change)) / farthest;
  const [tip, back] = change > 0 ? [2, 2 + size] : [2 + size, 2];
  const neck = tip + (change > 0 ? 1 : -1) * Math.min(HEAD, size);
  const colour = css(mixed(palette, "edge", Math.sign(change)));
  const look = {
    class: "bp-edge-step",
    "data-number": name,
    "data-value": change,
    stroke: colour,
    fill: colour,
  };
  const one = svgNode(group, "g", look);
  const [[x1, y1], [x2, y2]] = [spot(back, aside), spot(neck, aside)];
  svgNode(one, "line", { x1, y1, x2, y2 });
  const corners = [spot(tip, aside), spot(neck, aside - 4), spot(neck, aside + 4)];
  svgNode(one, "polygon", { points: corners.join(" ") });
}
