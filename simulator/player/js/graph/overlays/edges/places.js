// Where words of edges have room: each on its own edge, on no neuron, no word and no other of them.
import { LINE_HEIGHT, linesOf } from "../neurons/kept_words.js";
import { between } from "../../layout/layout.js";

const SHARES = [0.32, 0.4, 0.26, 0.48, 0.36, 0.44, 0.54, 0.6, 0.66, 0.72]; // of the way from where the pass comes
const [FEW, TRIES] = [12, 200]; // words for which so many places are tried; of more the first that is free
const HEIGHT = 20;
const PER_LETTER = 7.6;
export const THIN = "\u2009"; // a space
const PER_THIN = 3;
const MARGIN = 8;
const WIDE = 1700; // from this width of the window on letters are larger: see css/pictures.css
const LARGER = 1.15;

const larger = () => (globalThis.innerWidth >= WIDE ? LARGER : 1);

function widthOf(words) {
  const text = words.map(([, word]) => word).join("");
  const thin = text.split(THIN).length - 1;
  return ((text.length - thin) * PER_LETTER + thin * PER_THIN) * larger() + MARGIN;
}

// Words of edges, { way, long, short }, each with its place: short at first, then as many as possible long; null where
// not even the short ones have room. What is said is [name, word] by [name, word].
export function placedOn(products, taken) {
  return lengthened(
    allShort(products, taken, { left: products.length > FEW ? products.length : TRIES }),
    taken,
  );
}

// The same of those that have room, one after the other.
export function someOn(products, taken) {
  const found = [];
  for (const one of products) {
    const [box] = freePlaces(one, one.short, [...taken, ...found.map((other) => other.box)]);
    if (box) found.push({ ...one, words: one.short, box });
  }
  return lengthened(found, taken);
}

function lengthened(found, taken) {
  found?.forEach((one, i) => {
    const others = found.filter((_, k) => k !== i).map(({ box }) => box);
    const [box] = freePlaces(one, one.long, [...taken, ...others]);
    if (box) found[i] = { ...one, words: one.long, box };
  });
  return found;
}

// Each at the first of its places that leaves one for all those after it; null where so many tries find none.
function allShort(products, taken, tries) {
  if (!products.length) return [];
  const [first, ...rest] = products;
  for (const box of freePlaces(first, first.short, taken)) {
    if (tries.left <= 0) return null;
    tries.left -= 1;
    const others = allShort(rest, [...taken, box], tries);
    if (others) return [{ ...first, words: first.short, box }, ...others];
  }
  return null;
}

function freePlaces({ way }, words, taken) {
  const half = widthOf(words) / 2;
  return SHARES.flatMap((share) => {
    const [x, y] = between(way[0], way[1], share);
    const clear = taken.every(
      ([u, v, w, h]) => Math.abs(u - x) >= w + half + 2 || Math.abs(v - y) >= h + HEIGHT / 2 + 1,
    );
    return clear ? [[x, y, half, HEIGHT / 2]] : [];
  });
}

// Neurons, and the words at them, as middle and half of the size.
export function obstacles(graph) {
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
