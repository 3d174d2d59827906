// Words that fit their place: as they are, else in smaller letters, else, where those could not be read, with fewer
// significant digits and "…" where they stood. A power of ten is never cut, and nothing is drawn narrower.
import { cut } from "../text/digits.js";

const LEAST = 10; // px of letters that can still be read
const SPARE = 1.03; // the canvas does not know that figures are equally wide
const FEWEST = 4; // characters below which a number is not shortened: what is longer is "…" alone

let paper; // a canvas, for its pen alone
const widths = new Map(); // of words in letters of 100 px, by their font and the words

// So wide are words in letters of 100 px.
function widthOf(font, words) {
  const key = `${font}|${words}`;
  let width = widths.get(key);
  if (width === undefined) {
    paper ??= document.createElement("canvas").getContext("2d");
    paper.font = font;
    width = paper.measureText(words).width * SPARE;
    if (widths.size > 20000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

// So wide are words in letters of so many px of a font, which names them at 100 px; their figures as wide as they are.
export const wideOf = (font, size, words) => (widthOf(font, words) * size) / (100 * SPARE);

const filled = new Map(); // how many lines texts take, by all that this depends on

// How many lines words take where so many px are their room.
export function linesIn(font, size, text, room) {
  const key = `${font}|${size}|${room}|${text}`;
  if (!filled.has(key)) {
    if (filled.size > 2000) filled.clear();
    filled.set(
      key,
      broken(text.split(" "), (words) => wideOf(font, size, words), room),
    );
  }
  return filled.get(key);
}

function broken(words, wide, room) {
  const space = wide(" ");
  let [lines, left] = [0, 0];
  for (const word of words) {
    const px = wide(word);
    if (!lines || px > left) [lines, left] = [lines + 1, room];
    left -= px + space;
  }
  return lines;
}

// The letters of the classes of a graph, looked up once for each size of the window.
export class Lettering {
  constructor(words) {
    this.family = getComputedStyle(words).fontFamily;
    this.known = new Map();
    this.lengths = new Map(); // of words as they are drawn
  }

  // Size in px and font of a word as the style sheet has it, of its own class or of another one.
  of(node, name = node.getAttribute("class")) {
    let found = this.known.get(name);
    if (!found) {
      const own = node.style.fontSize;
      node.setAttribute("class", name);
      node.style.fontSize = "";
      const { fontSize, fontWeight } = getComputedStyle(node);
      node.style.fontSize = own;
      found = { size: Number.parseFloat(fontSize), font: `${fontWeight} 100px ${this.family}` };
      this.known.set(name, found);
    }
    return found;
  }
}

// What is written, and in letters of so many px, where a word in letters of `size` has room for so many px.
export function fittedWords(words, size, room, measure) {
  const wide = (text, px) => (measure(text) * px) / 100;
  if (!words || wide(words, size) <= room) return { words, size };
  const smaller = (room / wide(words, size)) * size;
  if (smaller >= LEAST) return { words, size: Math.floor(smaller * 4) / 4 };
  const least = Math.min(size, LEAST);
  for (let most = words.length - 1; most >= FEWEST; most--) {
    const short = cut(words, most);
    if (short !== words && wide(short, least) <= room) return { words: short, size: least };
  }
  return { words: wide("…", least) <= room ? "…" : "", size: least };
}

// Write words into a node of the graph where there is room for so many px, and for letters so many px high.
export function writeFitted(lettering, node, words, room, high) {
  const { size, font } = lettering.of(node);
  const found = fittedWords(words, Math.min(size, Math.max(LEAST, high)), room, (text) =>
    widthOf(font, text),
  );
  if (node.textContent !== found.words) node.textContent = found.words;
  const px = found.size === size ? "" : `${found.size}px`;
  if (node.style.fontSize !== px) node.style.fontSize = px;
}

// Write words in letters of so many px, or in smaller ones where there is less room.
export function writeSized(lettering, node, words, size, room) {
  const { font } = lettering.of(node);
  const found = fittedWords(words, size, room, (text) => widthOf(font, text));
  node.textContent = found.words;
  node.style.fontSize = `${found.size}px`;
}

// Write words whole, in letters as small as the room takes but of `least` px or more; the px that they then take.
export function writeWhole(lettering, node, words, room, least = LEAST) {
  const { size, font } = lettering.of(node);
  const each = widthOf(font, words) / 100;
  const px = Math.min(size, Math.max(least, Math.floor((room / each) * 4) / 4));
  node.textContent = words;
  node.style.fontSize = px === size ? "" : `${px}px`;
  return each * px;
}

// So many px wide would words stand in a node, also of another class than its own.
export function wideIn(lettering, node, words, name = undefined) {
  const { size, font } = lettering.of(node, name);
  return (widthOf(font, words) * size) / 100;
}

// So many px wide is what stands in a node, in the letters in which it does.
export function drawnWide(lettering, node) {
  const { size } = lettering.of(node);
  const px = Number.parseFloat(node.style.fontSize) || size;
  return (wideIn(lettering, node, node.textContent) * px) / size;
}
