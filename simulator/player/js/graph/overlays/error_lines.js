// At the error step below each output's y, t and e a short line with y and t at its ends, and e between them: all
// outputs on one scale. Only where it meets nothing.
import { svgNode } from "../../drawing/svg.js";
import { css, mixed } from "../../drawing/colours.js";

const BELOW = 40; // px from the middle of an output
const ROOM = 48; // px that it needs below it
const [SHORTEST, LONGEST] = [44, 110]; // px of the whole scale
const RIM = 6; // px to its left and right

export function drawErrorLines(graph, at, group) {
  const e = at.step.kind === "error" ? at.ofOutputs("e") : null;
  const { layout } = graph;
  if (!e || graph.narrow || layout.table || layout.tight || graph.pitch / 2 < ROOM) return;
  const [t, y] = [at.ofOutputs("t"), at.array("a", at.K)];
  const outputs = graph.neurons.filter(({ l }) => l === at.K);
  const left = graph.x(at.K) + layout.start + RIM;
  const length = Math.min(LONGEST, graph.width - left - RIM - 2);
  if (length < SHORTEST || outputs.some((one) => meetsWords(graph, one, left - RIM))) return;
  const across = scaleOf(
    outputs.flatMap(({ c }) => [y[c - 1], t[c - 1]]),
    left,
    length,
  );
  const palette = at.walk.palettes[graph.last[2].dark ? "dark" : "light"];
  for (const { c } of outputs) {
    const middle = graph.spot(at.K, c)[1] + BELOW;
    drawLine(group, { K: at.K, c, y: y[c - 1], t: t[c - 1], e: e[c - 1] }, across, middle, palette);
    graph.boxes.push([left + length / 2, middle, length / 2 + RIM, 8]);
  }
}

// Half of the numbers are taken first: their whole span may be past what float64 holds.
function scaleOf(numbers, left, length) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const span = high / 2 - low / 2 || 0.5;
  return (x) => left + ((x / 2 - low / 2) / span) * length;
}

// Whether a word of the output itself, but for y, t and e, stands where its line would be.
function meetsWords(graph, neuron, left) {
  const middle = graph.spot(neuron.l, neuron.c)[1] + BELOW;
  return graph.wordsOf(neuron).some(([x, y, half]) => x + half > left - 4 && Math.abs(y - middle) < 16);
}

function drawLine(group, { K, c, y, t, e }, across, middle, palette) {
  const one = svgNode(group, "g", { class: "bp-error-line" });
  const ends = { y1: middle, y2: middle };
  const between = { x1: across(y), x2: across(t), ...ends, class: "bp-error-between" };
  const stroke = css(mixed(palette, "edge", e < 0 ? -1 : 1));
  svgNode(one, "line", { ...between, stroke, "data-number": `e:${K}:${c}`, "data-value": e });
  const point = (name, x, look) =>
    svgNode(one, "circle", { ...look, cx: across(x), cy: middle, "data-number": name, "data-value": x });
  point(`t:${K}:${c}`, t, { r: 6, class: "bp-point-t" });
  point(`a:${K}:${c}`, y, { r: 4.5, class: "bp-point-y" });
}
