// A lens lies over the graph: what a check found, marked on neurons, edges and layers. Python says what and where.
import { writeFitted } from "../drawing/fitted.js";
import { between } from "./layout/layout.js";
import { svgNode } from "../drawing/svg.js";

const PLACES = [0.5, 0.36, 0.64, 0.26, 0.74, 0.43, 0.57, 0.31, 0.69, 0.2, 0.8]; // shares of an edge at which its mark may stand
const HEIGHT = 20;
const APART = 8; // px between what is said of two layers
const NARROW = 16; // a neuron of a large network, or its room
const MOST_MARKS = 60; // lines over a large network

const FAINT = "faint: no mark at this step"; // where some edges' marks are still to come

// What of a lens may be seen at a step: no mark before the step has computed its number, and what the colours mean
// of those that are there. `knows` says whether a quantity of a layer is computed.
export function seenAt(lens, knows) {
  if (!lens) return null;
  const there = (mark) => !mark.at(-1) || knows(...mark.at(-1));
  const [neurons, edges, layers] = [lens.neurons, lens.edges, lens.layers].map((marks) =>
    marks.filter(there),
  );
  const count = ({ neurons, edges, layers }) => neurons.length + edges.length + layers.length;
  const tones = new Set(edges.map((mark) => mark.at(-2)));
  const waiting = edges.length < lens.edges.length;
  const legend = lens.legend.filter(([tone]) => tones.has(tone) || (tone === "" && tones.size && !waiting));
  if (waiting && tones.size) legend.push(["", FAINT]);
  const early = count(lens) > 0 && count({ neurons, edges, layers }) === 0;
  return { ...lens, neurons, edges, layers, legend, note: early ? lens.early : lens.note };
}

// The same in an update, from 1, while an item of its batch is shown; null where the lens is of another one.
export function seenIn(lens, update, item, knows) {
  const { update: own, item: ownItem } = lens ?? {};
  return (own ?? update) === update && (ownItem ?? item) === item ? seenAt(lens, knows) : null;
}

// `lens` is { note, neurons: [[l, c, mark, tone]], edges: [[l, r, c, mark, tone]], layers: [[l, text, tone]] } or null.
export function drawLens(graph, lens) {
  graph.lens?.remove();
  graph.lens = null;
  if (!lens || !graph.neurons) return;
  graph.lens = svgNode(graph.words, "g");
  const node = graph.node ?? NARROW;
  const words = [...graph.words.querySelectorAll("text")].filter((word) => word.textContent);
  const taken = [
    ...graph.neurons.map(({ l, c }) => [...graph.spot(l, c), node / 2, node / 2]),
    ...words.map(boxOf),
    ...(graph.boxes ?? []),
  ];
  for (const [l, text, tone] of lens.layers) {
    const word = graph.text(graph.x(l), 88, `bp-lens-layer bp-lens-${tone}`, text);
    graph.lens.append(word);
    if (graph.gap) writeFitted(graph.lettering, word, text, graph.gap - APART, graph.gap);
    taken.push(boxOf(word));
  }
  for (const mark of lens.neurons) lensNeuron(graph, node, taken, mark);
  if (graph.edges) lensEdges(graph, lens, taken);
  else lensLines(graph, lens, taken);
}

// The place of a word: its middle, and half of its width and height.
function boxOf(word) {
  const { x, y, width, height } = word.getBBox();
  return [x + width / 2, y + height / 2, width / 2, height / 2];
}

// Whether a mark whose middle is here, so wide to each side, meets none of what is taken.
const clear = (taken, x, y, half) =>
  taken.every(([u, v, w, h]) => Math.abs(u - x) >= w + half || Math.abs(v - y) >= h + HEIGHT / 2 + 1);

// At a corner of the neuron, or beside it, where it hides no number; where there is no such place a dot.
function lensNeuron(graph, node, taken, [l, c, mark, tone]) {
  const at = graph.spot(l, c);
  if (!at) return; // one of those that a wide layer leaves out
  if (graph.place?.(l, c).height < HEIGHT) {
    lensDot(graph, at, tone);
    return;
  }
  const away = (node / 2) * 0.8;
  const half = lensWidth(mark) / 2;
  const side = l === graph.walk.layers.length ? -1 : 1; // to the right of the last layer stand y, t and e
  const others = taken.filter(([u, v]) => u !== at[0] || v !== at[1]); // it may lie on its own neuron's rim
  const aside = away + 4 + half / 2;
  const places = [
    ...[
      [side, -1],
      [side, 1],
      [-side, -1],
      [-side, 1],
    ].map(([dx, dy]) => [dx * aside, dy * away]),
    ...[-side, side].map((dx) => [dx * (node / 2 + half + 4), 0]),
  ].map(([dx, dy]) => [at[0] + dx, at[1] + dy]);
  const free = places.find(([x, y]) => clear(others, x, y, half));
  if (!free) {
    lensDot(graph, [at[0] + side * away, at[1] - away], tone);
    return;
  }
  taken.push([...free, half, HEIGHT / 2]);
  lensMark(graph, ...free, mark, tone);
}

// The edges are paths of their own: those that are marked take the colour of their mark, the others step back.
function lensEdges(graph, lens, taken) {
  if (!lens.edges.length) return;
  const edges = new Map(lens.edges.map(([l, r, c, mark, tone]) => [`${l},${r},${c}`, { mark, tone }]));
  for (const edge of graph.edges) {
    const { l, r, c, path } = edge;
    const found = edges.get(`${l},${r},${c}`);
    edge.drawn = null; // as no step draws it
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

// At the first place of the edge that is clear of neurons, of all words and of the marks before it; else only its
// colour tells.
function edgeMark(graph, taken, [from, to], { mark, tone }) {
  const half = lensWidth(mark) / 2 + 3;
  for (const share of PLACES) {
    const [x, y] = between(from, to, share);
    if (!clear(taken, x, y, half)) continue;
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
