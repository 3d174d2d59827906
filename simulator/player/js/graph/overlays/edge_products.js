// At the steps that compute n and S the product on each lit edge, as 0.5 × 0.8 = 0.4 where there is room, else 0.4:
// near where it comes from, on no neuron, no word and no other product. All of them, or none.
import { shown } from "../../text/digits.js";
import { equalsSign, sumsOf } from "../../walk/sums.js";
import { obstacles, placedOn, THIN } from "./edge_places.js";
import { showKept } from "./kept.js";
import { svgNode } from "../svg.js";

const MOST = 32; // edges lit at once
const FEW = 12; // for which what neurons keep makes room

// Whether this step's edges say products in place of the numbers that colour them.
export const saysProducts = ({ step, asked }, { edgeQuantity, summed }) =>
  edgeQuantity === "W" && !summed && !asked && (step.kind === "n" || step.kind === "S");

export function drawEdgeProducts(graph, at, group) {
  const [picture, , theme] = graph.last;
  if (graph.narrow || !saysProducts(at, picture)) return;
  const backward = at.step.kind === "S";
  const products = sumsOf(at, MOST)
    .flatMap(([, { parts }]) => parts)
    .filter(({ edge }) => edge && graph.spot(edge[0] - 1, edge[1]) && graph.spot(edge[0], edge[2]))
    .map((part) =>
      said(part, graph.ends({ l: part.edge[0], r: part.edge[1], c: part.edge[2] }), backward, at),
    );
  if (!products.length || products.length > MOST) return;
  const placed = placedOn(products, obstacles(graph)) ?? placedBesideLess(graph, products);
  if (!placed) return;
  const palette = at.walk.palettes[theme.dark ? "dark" : "light"];
  for (const one of placed) drawProduct(group, one, palette);
  for (const { box } of placed) graph.boxes.push(box);
}

// The same where what neurons keep is narrower; as it was, where that does not help.
function placedBesideLess(graph, products) {
  if (products.length > FEW) return null;
  showKept(graph, graph.looks, { alone: true });
  const placed = placedOn(products, obstacles(graph));
  if (!placed) showKept(graph, graph.looks);
  return placed;
}

// A product in words, long and short, and the way it takes.
function said(part, [left, right], backward, { digits }) {
  const [a, w, product] = [part.left.value, part.right.value, part.value].map((x) => shown(x, digits));
  const sign = equalsSign(part.left.value, part.right.value, part.value, digits);
  const long = [
    [part.left.name, a],
    [null, `${THIN}×${THIN}`],
    [part.right.name, w],
    [null, `${THIN}${sign}${THIN}`],
    [part.name, product],
  ];
  const way = backward ? [right, left] : [left, right];
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
