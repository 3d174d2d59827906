// At the steps that compute n and S the product on each lit edge, as 0.5 × 0.8 = 0.4 where there is room, else 0.4:
// near where it comes from, on no neuron, no word and no other product. All of them, or those of one neuron.
import { shown } from "../../../text/digits.js";
import { equalsSign, sumOf, sumsOf } from "../../../walk/sums.js";
import { wideIn } from "../../../drawing/fitted.js";
import { obstacles, placedOn, someOn, THIN } from "./places.js";
import { showKept } from "../neurons/kept_words.js";
import { svgNode, word } from "../../../drawing/svg.js";

const MOST = 32; // edges lit at once
const WIDEST = 1.8; // gaps between two layers that a sentence above one takes
const FEW = 12; // for which what neurons keep makes room

// Whether this step's edges say products in place of the numbers that colour them.
export const saysProducts = ({ step, asked }, { edgeQuantity, summed }) =>
  edgeQuantity === "W" && !summed && !asked && (step.kind === "n" || step.kind === "S");

export function drawEdgeProducts(graph, at, group) {
  graph.products = null;
  if (graph.narrow || !saysProducts(at, graph.last[0])) return;
  const count = countOf(at);
  if (!count) return;
  const products = count > MOST ? [] : sumsOf(at, MOST).flatMap(([, { parts }]) => saidOf(graph, parts, at));
  const placed =
    products.length && (placedOn(products, obstacles(graph)) ?? placedBesideLess(graph, products));
  if (placed) drawPlaced(graph, group, placed);
  else {
    graph.products = { at, group, count, of: undefined };
    drawProductsOf(graph, null);
  }
}

// How many edges have a product at a step: none where what arrives comes over no edge.
function countOf(at) {
  const { l, kind, neuron } = at.step;
  const edges = at.walk.edges[kind === "n" ? l : l + 1] ?? [];
  const ends = edges.map(([r, c]) => (kind === "n" ? c : r)).filter((c) => !neuron || c === neuron);
  return sumOf(at, ends[0])?.parts.some(({ edge }) => edge) ? ends.length : 0;
}

// Where not all of them have room, those of one neuron of the step's layer, which is pointed at, else picked; and how
// many there are.
export function drawProductsOf(graph, place) {
  const { products } = graph;
  if (!products) return;
  const { at, group, count } = products;
  const c = endOf(at.step, place) ?? endOf(at.step, graph.last[1].picked);
  if (c === products.of) return;
  const before = products.drawn;
  graph.boxes = graph.boxes.filter((box) => !before?.includes(box));
  products.of = c;
  group.replaceChildren();
  const own = c ? saidOf(graph, sumOf(at, c)?.parts ?? [], at) : [];
  const placed = placedOn(own, obstacles(graph)) ?? someOn(own, obstacles(graph));
  products.drawn = drawPlaced(graph, group, placed);
  const known = placed.length ? `${placed.length} of ${count} products` : `${count} products hidden`;
  say(graph, group, at.step, c ? [known] : [`${count} products: point at a neuron`, known]);
  if (graph.seen) markSaid(graph);
}

// The edges whose products stand there, of some.
export function markSaid({ products, edges }) {
  const c = products?.of;
  for (const { l, r, c: end, path } of edges)
    path.classList.toggle("bp-said", Boolean(c) && endOf(products.at.step, { l, r, c: end }) === c);
}

// The neuron of the step's layer that a place is, or the end of an edge at which its product arrives.
function endOf({ l, kind }, place) {
  if (!place?.c) return null;
  if (!place.r) return place.l === l ? place.c : null;
  if (kind === "n") return place.l === l ? place.c : null;
  return place.l === l + 1 ? place.r : null;
}

// The longest of these sentences that has room, above the edges.
function say(graph, group, { l, kind }, sentences) {
  const { layout, lettering, gap } = graph;
  const from = kind === "n" ? l - 1 : l;
  const node = word(group, graph.x(from) + gap / 2, layout.top - 6, "bp-left-out");
  node.textContent = sentences.find((words) => wideIn(lettering, node, words) < WIDEST * gap) ?? "";
}

// The parts of a sum whose edges are drawn, in words.
const saidOf = (graph, parts, at) =>
  parts
    .filter(({ edge }) => edge && graph.spot(edge[0] - 1, edge[1]) && graph.spot(edge[0], edge[2]))
    .map((part) => said(graph, part, at));

// Where what is drawn stands.
function drawPlaced(graph, group, placed) {
  const palette = graph.walk.palettes[graph.last[2].dark ? "dark" : "light"];
  for (const one of placed) drawProduct(group, one, palette);
  const boxes = placed.map(({ box }) => box);
  graph.boxes.push(...boxes);
  return boxes;
}

// The same where what neurons keep is narrower; as it was, where that does not help.
function placedBesideLess(graph, products) {
  if (products.length > FEW) return null;
  showKept(graph, graph.appearance.neurons, { alone: true });
  const placed = placedOn(products, obstacles(graph));
  if (!placed) showKept(graph, graph.appearance.neurons);
  return placed;
}

// A product in words, long and short, and the way it takes.
function said(graph, part, { step, digits }) {
  const [left, right] = graph.ends({ l: part.edge[0], r: part.edge[1], c: part.edge[2] });
  const [a, w, product] = [part.left.value, part.right.value, part.value].map((x) => shown(x, digits));
  const sign = equalsSign(part.left.value, part.right.value, part.value, digits);
  const long = [
    [part.left.name, a],
    [null, `${THIN}×${THIN}`],
    [part.right.name, w],
    [null, `${THIN}${sign}${THIN}`],
    [part.name, product],
  ];
  const way = step.kind === "S" ? [right, left] : [left, right];
  return { part, way, long, short: [[part.name, product]] };
}

function drawProduct(group, { part, words, box: [x, y, half, tall] }, palette) {
  const tone = part.value < 0 ? palette.negative : palette.positive;
  const one = svgNode(group, "g", { class: "bp-edge-product", style: `--tone:${tone}` });
  const place = { x: x - half, y: y - tall, width: 2 * half, height: 2 * tall, rx: 5 };
  svgNode(one, "rect", { ...place, class: "bp-product-box" });
  const text = svgNode(one, "text", { x, y: y + 5, "text-anchor": "middle", class: "bp-product" });
  for (const [name, word] of words) svgNode(text, "tspan", name ? { "data-number": name } : {}, word);
  text.lastChild.setAttribute("class", "bp-result");
}
