// What is known of a neuron besides the number that it shows, in small letters below or beside its bias: as much of
// it as there is room for, each number whole.
import { drawnWide } from "../../../drawing/fitted.js";
import { settle, svgNode } from "../../../drawing/svg.js";

const LINE = 38; // px between two circles in which a second line below the bias has room
const LINES = 56; // and a third
const LINES_ALONE = 74; // and a fourth
export const LINE_HEIGHT = 17; // px
const LABEL = 80; // px of a number on an edge, beside which a line of its own is shorter
const PER_LETTER = 7.4; // px
const APART = 9; // px between two words
const HALF = 7.5; // px of a line, up and down from its middle
const MIDDLE = 5; // px from there to the line that letters stand on
const WIDE = 1700; // from this width of the window on the letters are larger: see css/pictures.css
const LARGER = 1.15;
const MOST_LENGTHS = 5000; // that are remembered

// All neurons at a step: where their biases end is measured at once, then what each keeps is written beside it.
// `labelled`: whether numbers are to stand in the middle of the edges; `alone`: one number a line, for words of edges.
export function showKept(graph, looks, { labelled = false, alone = false } = {}) {
  const larger = globalThis.innerWidth >= WIDE ? LARGER : 1;
  const free = Math.min(graph.pitch - graph.node, roomBelow(graph, larger));
  const biases = graph.neurons.map(({ bias }) => (bias && free < LINE ? lengthOf(graph.lettering, bias) : 0));
  const next = free < LINE ? obstaclesOf(graph, Math.max(...biases)) : [];
  graph.neurons.forEach((neuron, i) => {
    if (!neuron.kept) return;
    const { at, down, anchor, room } = placeOf(graph, neuron, free, biases[i], next[neuron.l + 1]);
    const lines = linesIn(looks[i].kept, { free, room, perLetter: PER_LETTER * larger, labelled, alone });
    write(neuron, lines, at, LINE_HEIGHT * larger);
    settle(neuron.kept, "x", at);
    settle(neuron.kept, "y", Number(neuron.bias.getAttribute("y")) + down * larger);
    settle(neuron.kept, "text-anchor", anchor);
  });
}

// What has room in lines below the bias, or in one beside it.
function linesIn(kept, { free, room, perLetter, labelled, alone }) {
  const below = free >= LINE;
  const most = free >= LINES ? 2 : 1;
  const whole = fitted(kept, room, perLetter, most);
  const beside = below && labelled ? fitted(kept, room - LABEL, perLetter, most) : whole;
  const loses = below && beside.flat().length < whole.flat().length;
  if (!alone && !loses) return beside;
  const high = free >= LINES_ALONE ? 3 : most;
  const words = whole.flat().slice(0, below ? high : 1);
  return words.map((one) => [one]);
}

// Between the lowest circle and the end of the picture, as if that were another circle.
function roomBelow(graph, larger) {
  const lowest = Math.max(...graph.neurons.map(({ bias }) => (bias ? Number(bias.getAttribute("y")) : 0)));
  const lines = Math.max(0, Math.floor((graph.height - lowest - 5) / (LINE_HEIGHT * larger)));
  return [LINE - 1, LINES - 1, LINES_ALONE - 1][lines] ?? Number.POSITIVE_INFINITY;
}

// So many px wide a bias is drawn. The same words are measured once: to measure, the page must lay out all that was
// changed before; and again as long as their font has not come.
function lengthOf({ lengths }, bias) {
  const key = `${bias.textContent}|${bias.style.fontSize}`;
  const known = lengths.get(key);
  if (known !== undefined) return known;
  const length = bias.getComputedTextLength();
  if (lengths.size > MOST_LENGTHS) lengths.clear();
  if (document.fonts.status === "loaded") lengths.set(key, length);
  return length;
}

// What words that come from the left meet at each layer: [left end, middle from above, half of the height] of its
// circles, of the numbers in them, which may be wider, and of its biases.
function obstaclesOf(graph, widest) {
  const { neurons, node, lettering } = graph;
  const found = [];
  for (const { l, c, value, bias } of neurons) {
    const [x, y] = graph.spot(l, c);
    const ends = [[x - node / 2, y, node / 2]];
    if (value.textContent)
      ends.push([x - drawnWide(lettering, value) / 2, Number(value.getAttribute("y")) - MIDDLE, HALF]);
    if (bias) ends.push([x - widest / 2, Number(bias.getAttribute("y")) - MIDDLE, HALF]);
    found[l] = [...(found[l] ?? []), ...ends];
  }
  return found;
}

// On a line of its own below the bias, up to the end of the picture; else to its right, up to what the next layer has there.
function placeOf(graph, { sides, bias }, free, length, next) {
  const x = Number(bias.getAttribute("x"));
  if (free >= LINE) {
    const room = Math.min(graph.gap - 12, 2 * (graph.width - x));
    return { at: x, down: LINE_HEIGHT, anchor: "middle", room };
  }
  const at = x + length / 2 + APART;
  const y = Number(bias.getAttribute("y")) - MIDDLE;
  const ends = (next ?? [])
    .filter(([, middle, half]) => Math.abs(middle - y) < half + HALF)
    .map(([left]) => left);
  const end = sides ? startOf(sides[0], graph.layout.column) : Math.min(x + graph.gap, ...ends);
  return { at, down: 0, anchor: "start", room: end - APART - at };
}

const startOf = (side, column) =>
  Number(side.getAttribute("x")) - (side.getAttribute("text-anchor") === "end" ? column : 0);

// The first of the kept numbers that have room, in so many lines at most.
function fitted(kept, room, perLetter, most) {
  const lines = [];
  let width = Number.POSITIVE_INFINITY;
  for (const one of kept) {
    const wide = one[1].length * perLetter;
    if (wide > room) break;
    if (width + APART + 3 + wide <= room) {
      lines.at(-1).push(one);
      width += APART + 3 + wide;
    } else {
      if (lines.length === most) break;
      lines.push([one]);
      width = wide;
    }
  }
  return lines;
}

// The lines of a word of the graph.
export const linesOf = (node) => node.textContent.split("\u200b");

function write({ l, c, kept }, lines, x, height) {
  const written = JSON.stringify([lines, x]);
  if (kept.dataset.written === written) return;
  kept.dataset.written = written;
  kept.replaceChildren();
  lines.forEach((line, k) => {
    line.forEach(([letter, word], i) => {
      const down = k && !i ? { x, dy: height } : {};
      if (k || i) svgNode(kept, "tspan", down, i ? " · " : "\u200b");
      svgNode(kept, "tspan", { "data-number": `${letter}:${l}:${c}` }, word);
    });
  });
}
