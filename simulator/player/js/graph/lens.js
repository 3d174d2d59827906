// A lens lies over the graph: what a check found, marked on neurons, edges and layers. Python says what and where.
import { between } from "./layout.js";
import { svgNode } from "./svg.js";

const PLACES = [0.5, 0.36, 0.64, 0.26, 0.74]; // shares of an edge at which its mark may stand
const HEIGHT = 20;
const NARROW = 16; // a neuron of a large network, or its room
const MOST_MARKS = 60; // lines over a large network

// `lens` is { note, neurons: [[l, c, mark, tone]], edges: [[l, r, c, mark, tone]], layers: [[l, text, tone]] } or null.
export function drawLens(graph, lens) {
  graph.lens?.remove();
  graph.lens = null;
  if (!lens || !graph.neurons) return;
  graph.lens = svgNode(graph.words, "g");
  const node = graph.node ?? NARROW;
  const taken = graph.neurons.map(({ l, c }) => [...graph.spot(l, c), node / 2, node / 2]);
  if (graph.edges) lensEdges(graph, lens, taken);
  else lensLines(graph, lens, taken);
  for (const [l, c, mark, tone] of lens.neurons) {
    const at = graph.spot(l, c);
    if (!at) continue; // one of those that a wide layer leaves out
    if (graph.place?.(l, c).height < HEIGHT) {
      // no room for a word: a dot
      lensDot(graph, at, tone);
      continue;
    }
    const away = (node / 2) * 0.8;
    const side = l === graph.walk.layers.length ? -1 : 1; // to the right of the last layer stand y, t and e
    lensMark(graph, at[0] + side * (away + 4 + lensWidth(mark) / 4), at[1] - away, mark, tone);
  }
  for (const [l, text, tone] of lens.layers) {
    const node = graph.text(graph.x(l), 88, `bp-lens-layer bp-lens-${tone}`, text);
    graph.lens.append(node);
  }
}

// The edges are paths of their own: those that are marked take the colour of their mark, the others step back.
function lensEdges(graph, lens, taken) {
  const edges = new Map(lens.edges.map(([l, r, c, mark, tone]) => [`${l},${r},${c}`, { mark, tone }]));
  for (const { l, r, c, path } of graph.edges) {
    const found = edges.get(`${l},${r},${c}`);
    path.style.opacity = found ? "1" : "0.22";
    if (!found) continue;
    path.style.stroke = `var(--lens-${found.tone})`;
    if (found.tone !== "good") path.style.strokeWidth = "5px";
    if (found.mark) edgeMark(graph, taken, [graph.spot(l - 1, r), graph.spot(l, c)], found);
  }
}

// The edges of a large network are painted, or cells of a map: a line over them for each that is marked.
function lensLines(graph, lens, taken) {
  for (const [l, r, c, mark, tone] of lens.edges.slice(-MOST_MARKS)) {
    const [from, to] = [graph.spot(l - 1, r), graph.spot(l, c)];
    const [[x1, y1], [x2, y2]] = [from, to];
    svgNode(graph.lens, "line", { x1, y1, x2, y2, class: `bp-lens-line bp-lens-${tone}` });
    if (mark) edgeMark(graph, taken, [from, to], { mark, tone });
  }
}

// At the first place of the edge that is clear of neurons and of the marks before it; else only its colour tells.
function edgeMark(graph, taken, [from, to], { mark, tone }) {
  const half = lensWidth(mark) / 2 + 3;
  for (const share of PLACES) {
    const [x, y] = between(from, to, share);
    if (taken.some(([u, v, w, h]) => Math.abs(u - x) < w + half && Math.abs(v - y) < h + HEIGHT / 2 + 2))
      continue;
    taken.push([x, y, half, HEIGHT / 2]);
    lensMark(graph, x, y, mark, tone);
    return;
  }
}

function lensDot(graph, [cx, cy], tone) {
  svgNode(graph.lens, "circle", { cx, cy, r: 3.5, class: `bp-lens-box bp-lens-${tone}` });
}

const lensWidth = (mark) => Math.max(HEIGHT, mark.length * 8 + 10);

function lensMark(graph, x, y, mark, tone) {
  const wide = lensWidth(mark);
  const box = { x: x - wide / 2, y: y - HEIGHT / 2, width: wide, height: HEIGHT, rx: HEIGHT / 2 };
  svgNode(graph.lens, "rect", { ...box, class: `bp-lens-box bp-lens-${tone}` });
  graph.lens.append(graph.text(x, y + 5, "bp-lens-mark", mark));
}
