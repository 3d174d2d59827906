// At the steps that compute n and S the product on each lit edge, as 0.5 × 0.8 = 0.4 where there is room, else 0.4:
// near where it comes from, on no neuron, no word and no other product. All of them, or none.
import { shown } from "../text/digits.js";
import { equalsSign, sumsOf } from "../walk/sums.js";
import { LINE_HEIGHT, linesOf } from "./kept.js";
import { between } from "./layout.js";
import { svgNode } from "./svg.js";

const MOST = 32; // edges lit at once
const SHARES = [0.32, 0.4, 0.26, 0.48, 0.36, 0.44, 0.54, 0.6, 0.66, 0.72]; // of the way from where the pass comes
const HEIGHT = 20;
const PER_LETTER = 7.6;
const THIN = "\u2009"; // a space
const PER_THIN = 3;
const MARGIN = 8;
const WIDE = 1700; // from this width of the window on letters are larger: see css/pictures.css
const LARGER = 1.15;

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
  const placed = placedOn(products, obstacles(graph));
  if (!placed) return;
  const palette = at.walk.palettes[theme.dark ? "dark" : "light"];
  for (const one of placed) drawProduct(group, one, palette);
  for (const { box } of placed) graph.boxes.push(box);
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

const larger = () => (globalThis.innerWidth >= WIDE ? LARGER : 1);

function widthOf(words) {
  const text = words.map(([, word]) => word).join("");
  const thin = text.split(THIN).length - 1;
  return ((text.length - thin) * PER_LETTER + thin * PER_THIN) * larger() + MARGIN;
}

// Each short at first, then as many as possible long; null where not even the short ones have room.
function placedOn(products, taken) {
  const found = [];
  for (const product of products) {
    const box = freePlace(product, product.short, [...taken, ...found.map((one) => one.box)]);
    if (!box) return null;
    found.push({ ...product, words: product.short, box });
  }
  found.forEach((one, i) => {
    const others = found.filter((_, k) => k !== i).map(({ box }) => box);
    const box = freePlace(one, one.long, [...taken, ...others]);
    if (box) found[i] = { ...one, words: one.long, box };
  });
  return found;
}

function freePlace({ way }, words, taken) {
  const half = widthOf(words) / 2;
  for (const share of SHARES) {
    const [x, y] = between(way[0], way[1], share);
    const clear = taken.every(
      ([u, v, w, h]) => Math.abs(u - x) >= w + half + 2 || Math.abs(v - y) >= h + HEIGHT / 2 + 1,
    );
    if (clear) return [x, y, half, HEIGHT / 2];
  }
  return null;
}

// Neurons, and the words at them, as middle and half of the size.
function obstacles(graph) {
  const words = graph.neurons.flatMap(({ bias, kept, value, sides }) =>
    [bias, kept, value, ...(sides ?? [])].filter((node) => node?.textContent),
  );
  return [
    ...graph.neurons.map(({ l, c }) => [...graph.spot(l, c), graph.node / 2 + 3, graph.node / 2 + 3]),
    ...words.map(wordBox),
  ];
}

// Near enough, and without asking the page to measure; of words in several lines the longest says how wide.
function wordBox(node) {
  const lines = linesOf(node);
  const half = (Math.max(...lines.map((line) => line.length)) * PER_LETTER * larger()) / 2;
  const shift = { start: half, end: -half }[node.getAttribute("text-anchor")] ?? 0;
  const below = ((lines.length - 1) * LINE_HEIGHT * larger()) / 2;
  return [
    Number(node.getAttribute("x")) + shift,
    Number(node.getAttribute("y")) - 5 + below,
    half,
    9 + below,
  ];
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
