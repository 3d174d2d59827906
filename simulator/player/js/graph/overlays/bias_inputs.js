// At the steps of ∂F/∂b and of the update of b: beside each neuron of the layer an input that is always 1, and the
// edge from it, whose weight the bias is. For all of them, or none.
import { litWidth } from "../layout/appearance.js";
import { css, mixed } from "../../drawing/colours.js";
import { svgNode, word } from "../../drawing/svg.js";

const RADIUS = 11; // px of the input
const LONG = 26; // px of its edge
const CLEAR = 2; // px from everything else
const TURNS = [-60, -90, -45, 60, 45, 90, -75, 75, -30, 30].map((turn) => (turn * Math.PI) / 180);
const MOST = 16; // neurons
const SHOWN = { db: "db", update_b: "newb" };

export function drawBiasInputs(graph, at, group) {
  const { l, kind } = at.step;
  const quantity = SHOWN[kind];
  if (!quantity || graph.narrow || graph.layout.low) return;
  const mine = graph.neurons.filter((one) => one.l === l);
  if (mine.length > MOST) return;
  const taken = obstacles(graph);
  const placed = mine.map(({ c }) => freePlace(graph, graph.spot(l, c), taken));
  if (placed.some((place) => !place)) return;
  const palette = at.walk.palettes[graph.last[2].dark ? "dark" : "light"];
  const scale = at.walk.scales[kind === "db" ? "dW" : "W"];
  const numbers = at.array(quantity, l);
  mine.forEach(({ c }, i) => {
    const value = numbers[c - 1];
    const name = `${quantity}:${l}:${c}`;
    drawInput(group, placed[i], { name, value, share: value / scale, node: graph.node }, palette);
    graph.boxes.push(placed[i].box);
  });
}

// Where a circle that enters a neuron from the left meets nothing; it is taken from then on.
function freePlace(graph, [x, y], taken) {
  const far = graph.node / 2 + LONG + RADIUS;
  const top = graph.layout.top - 6;
  for (const turn of TURNS) {
    const [u, v] = [x - far * Math.cos(turn), y + far * Math.sin(turn)];
    const box = [u, v, RADIUS + CLEAR, RADIUS + CLEAR];
    const inside = v - RADIUS > top && v + RADIUS < graph.height - 2;
    const meets = ([a, b, w, h]) => Math.abs(a - u) < w + box[2] && Math.abs(b - v) < h + box[3];
    if (!inside || taken.some(meets)) continue;
    taken.push(box);
    return { from: [u, v], to: [x, y], box };
  }
  return null;
}

// Neurons, their words, and the numbers on edges.
function obstacles(graph) {
  const half = graph.node / 2 + CLEAR;
  return [
    ...graph.neurons.map(({ l, c }) => [...graph.spot(l, c), half, half]),
    ...graph.neurons.flatMap((one) => graph.wordsOf(one, true)).map(([x, y, wide]) => [x, y, wide + 2, 9]),
    ...graph.boxes,
  ];
}

function drawInput(group, { from, to }, { name, value, share, node }, palette) {
  const long = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const [ux, uy] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long];
  const end = [to[0] - ux * (node / 2 + 2), to[1] - uy * (node / 2 + 2)];
  const one = svgNode(group, "g", { class: "bp-bias-input" });
  const look = { stroke: css(mixed(palette, "edge", share)), "stroke-width": litWidth(share) };
  const ends = { x1: from[0] + ux * RADIUS, y1: from[1] + uy * RADIUS, x2: end[0], y2: end[1] };
  const dashed = value < 0 ? { "stroke-dasharray": "7 5" } : {};
  svgNode(one, "line", { ...ends, ...look, ...dashed, "data-number": name, "data-value": value });
  svgNode(one, "circle", { cx: from[0], cy: from[1], r: RADIUS });
  word(one, from[0], from[1] + 5, "bp-one", "1");
}
