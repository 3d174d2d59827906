// In the upper half of each neuron that a step computes, where it is large enough, what the step does: its products
// as bars from 0 above their sum, or σ with the point at n.
import { addends, stacked, sumsOf } from "../../../walk/sums.js";
import { pointsOf } from "../../../walk/values.js";
import { drawSigma } from "../../../drawing/sigma.js";
import { svgNode } from "../../../drawing/svg.js";

const SMALLEST = 56; // px of a neuron
const RIM = 6; // px from its edge
const ROOMY = 72; // px of a neuron whose number makes room by LESS, that of a smaller one by MORE
const [LESS, MORE] = [4, 9];
const LETTERS = 12; // px from the middle of a number's line up to which it stands
const MOST = 16; // neurons

export function drawPlates(graph, at, group) {
  const [picture, , theme] = graph.last;
  const { l, kind } = at.step;
  const drawn = graph.node >= SMALLEST && picture.quantityOf(l) === kind;
  const points = at.walk.curves[at.walk.layers[l - 1].activation];
  lower(graph, drawn && (points || kind === "n" || kind === "S") ? l : null);
  if (!drawn) return;
  const palette = at.walk.palettes[theme.dark ? "dark" : "light"];
  for (const [c, sum] of sumsOf(at, MOST)) {
    const box = graph.spot(l, c) && plate(graph, group, l, c);
    if (box) drawBars(box.plate, box, sum, palette);
  }
  if (!points) return;
  for (const [c, one] of pointsOf(at, MOST)) {
    const box = graph.spot(l, c) && plate(graph, group, l, c, one.quiet);
    if (box) drawSigma(box.plate, box, points, one, one.names);
  }
}

const madeRoom = ({ node }) => (node < ROOMY ? MORE : LESS);

// The numbers of a layer stand lower where a plate is above them, all others where they belong.
function lower(graph, layer) {
  for (const { l, c, value } of graph.neurons) {
    const y = String(graph.spot(l, c)[1] + 5 + (l === layer ? madeRoom(graph) : 0));
    if (value.getAttribute("y") !== y) value.setAttribute("y", y);
  }
}

// A small sheet in a neuron, above its number.
function plate(graph, group, l, c, quiet) {
  const [x, y] = graph.spot(l, c);
  const radius = graph.node / 2;
  const half = Math.sqrt(RIM * (graph.node - RIM)) + 3;
  const size = {
    x: x - half,
    y: y - radius + RIM,
    width: 2 * half,
    height: radius - RIM - LETTERS + madeRoom(graph),
  };
  const look = quiet ? { class: "bp-plate bp-quiet", "data-quiet": quiet } : { class: "bp-plate" };
  const sheet = svgNode(group, "g", { ...look, "data-neuron": `${l},${c}` });
  svgNode(sheet, "rect", { ...size, rx: 4, class: "bp-plate-sheet" });
  return { plate: sheet, x: size.x + 3, y: size.y + 3, width: size.width - 6, height: size.height - 6 };
}

function drawBars(sheet, box, sum, palette) {
  const { bias, total } = sum;
  const { bars, ...ends } = stacked(addends(sum));
  const [low, high] = [Math.min(0, ends.low, total.value), Math.max(0, ends.high, total.value)];
  const x = (value) => box.x + ((value - low) / (high - low || 1)) * box.width;
  const thick = box.height / 2 - 1;
  const bar = ({ name, value }, start, y, look) => {
    const [from, to] = [x(start), x(start + value)];
    const place = { x: Math.min(from, to), y, width: Math.abs(to - from), height: thick };
    const tone = value < 0 ? palette.negative : palette.positive;
    svgNode(sheet, "rect", {
      ...place,
      class: look,
      style: `--tone:${tone}`,
      "data-number": name,
      "data-value": value,
    });
  };
  for (const [one, from] of bars) bar(one, from, box.y, one === bias ? "bp-bar bp-bias-bar" : "bp-bar");
  bar(total, 0, box.y + thick + 2, "bp-bar bp-total");
  const axis = { x1: x(0), x2: x(0), y1: box.y - 2, y2: box.y + box.height + 2, class: "bp-axis" };
  svgNode(sheet, "line", axis);
}
