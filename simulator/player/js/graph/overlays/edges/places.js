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
  const boxes = allShort(products, [...taken], {
    left: products.length > FEW ? products.length : TRIES,
  });
  return (
    boxes &&
    lengthened(
      products.map((one, i) => ({ ...one, words: one.short, box: boxes[i] })),
      taken,
    )
  );
}

// The same of those that have room, one after the other.
export function someOn(products, taken) {
  const found = [];
  const met = [...taken];
  for (const one of products) {
    const box = firstOf(freePlaces(one, one.short, met));
    if (!box) continue;
    found.push({ ...one, words: one.short, box });
    met.push(box);
  }
  return lengthened(found, taken);
}

function lengthened(found, taken) {
  const met = [...taken, ...found.map(({ box }) => box)];
  found.forEach((one, i) => {
    const own = taken.length + i;
    const box = firstOf(freePlaces(one, one.long, met, own));
    if (!box) return;
    found[i] = { ...one, words: one.long, box };
    met[own] = box;
  });
  return found;
}

// Each at the first of its places that leaves one for all those after it; null where so many tries find none. What is
// `met` is as before in the end.
function allShort(products, met, tries, from = 0) {
  if (from === products.length) return new Array(from);
  for (const box of freePlaces(products[from], products[from].short, met)) {
    if (tries.left <= 0) return null;
    tries.left -= 1;
    met.push(box);
    const others = allShort(products, met, tries, from + 1);
    met.pop();
    if (others) {
      others[from] = box;
      return others;
    }
  }
  return null;
}

const firstOf = (places) => places.next().value;

// One after the other, as most are content with the first; beside all that it meets but one, its own box from before.
function* freePlaces({ way }, words, met, own = -1) {
  const half = widthOf(words) / 2;
  for (const share of SHARES) {
    const [x, y] = between(way[0], way[1], share);
    const clear = met.every(
      ([u, v, w, h], i) =>
        Math.abs(u - x) >= w + half + 2 || Math.abs(v - y) >= h + HEIGHT / 2 + 1 || i === own,
    );
    if (clear) yield [x, y, half, HEIGHT / 2];
  }
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
