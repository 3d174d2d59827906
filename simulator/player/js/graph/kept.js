// What is known of a neuron besides the number that it shows, in small letters below or beside its bias: as much of
// it as there is room for, each number whole.
import { svgNode } from "./svg.js";

const LINE = 38; // px between two circles in which a second line below the bias has room
const BESIDE = 19; // with less than this between them the bias stands to the right of its neuron
const PER_LETTER = 7.4; // px
const APART = 9; // px between two words
const WIDE = 1700; // from this width of the window on the letters are larger: see css/pictures.css
const LARGER = 1.15;

// All neurons at a step: where their biases end is measured at once, then what each keeps is written beside it.
export function showKept(graph, looks) {
  const free = graph.pitch - graph.node;
  const larger = globalThis.innerWidth >= WIDE ? LARGER : 1;
  const biases = graph.neurons.map(({ bias }) => (bias && free < LINE ? lengthOf(bias) : 0));
  const widest = Math.max(...biases);
  graph.neurons.forEach((neuron, i) => {
    if (!neuron.kept) return;
    const { at, down, anchor, room } = placeOf(graph, neuron, free, biases[i], widest);
    write(neuron, fitted(looks[i].kept, room, PER_LETTER * larger));
    neuron.kept.setAttribute("x", at);
    neuron.kept.setAttribute("y", Number(neuron.bias.getAttribute("y")) + down * larger);
    neuron.kept.setAttribute("text-anchor", anchor);
  });
}

// Of a bias that was drawn narrower, so wide.
const lengthOf = (bias) => Number(bias.getAttribute("textLength")) || bias.getComputedTextLength();

// On a line of its own below the bias; else to its right, at the outputs, where y, t and e stand, to its left.
function placeOf(graph, { sides, bias }, free, length, widest) {
  const x = Number(bias.getAttribute("x"));
  if (free >= LINE) return { at: x, down: 17, anchor: "middle", room: graph.gap - 12 };
  if (free < BESIDE) {
    const room = sides ? 0 : graph.gap - graph.node / 2 - (length + 32) - 2 * APART;
    return { at: x + length + APART, down: 0, anchor: "start", room };
  }
  const room = graph.gap - length / 2 - widest / 2 - 2 * APART;
  const aside = length / 2 + APART;
  return sides
    ? { at: x - aside, down: 0, anchor: "end", room: room / 2 }
    : { at: x + aside, down: 0, anchor: "start", room: room / 2 };
}

// The first of the kept numbers that have room.
function fitted(kept, room, perLetter) {
  const words = [];
  let width = 0;
  for (const [letter, text] of kept) {
    width += text.length * perLetter + (words.length ? APART + 3 : 0);
    if (width > room) break;
    words.push([letter, text]);
  }
  return words;
}

function write({ l, c, kept }, words) {
  const text = words.map(([, word]) => word).join(" · ");
  if (kept.textContent === text) return;
  kept.replaceChildren();
  words.forEach(([letter, word], k) => {
    if (k) svgNode(kept, "tspan", {}, " · ");
    svgNode(kept, "tspan", { "data-number": `${letter}:${l}:${c}` }, word);
  });
}
