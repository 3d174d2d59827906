// The heads of the layers above a graph: name, activation, and which of n, a and S are known by now.
import { writeFitted } from "../drawing/fitted.js";
import { letterOf } from "../text/notation.js";
import { settle, svgNode } from "../drawing/svg.js";

const CHIPS = ["n", "a", "S"];
const LONG = 50; // px of a chip whose letter is ∂L/∂z
const LEAST = 8; // px of letters that can be read

// `graph` gives walk, words, x, narrow and text. The chips, to be set at each step.
export function writeHeads(graph) {
  return graph.walk.layers.flatMap((layer, i) => {
    const l = i + 1;
    const x = graph.x(l);
    const room = (graph.gap ?? 90) - 6;
    const short = graph.narrow || room < 66;
    graph.text(x, 22, "bp-layer", short ? `${l}` : `Layer ${l}`);
    const kind = graph.text(x, 42, "bp-small", layer.title);
    if (graph.lettering) writeFitted(graph.lettering, kind, kind.textContent, room, room);
    const letters = l === 1 ? ["a"] : CHIPS;
    const names = CHIPS.map((letter) => letterOf(graph.walk, letter));
    const widest = Math.max(...names.map((name) => name.length)) > 1 ? LONG : 26; // px of a chip
    const apart = Math.min(graph.narrow ? 20 : widest, Math.max(10, room / CHIPS.length));
    return letters.map((letter, k) => {
      const at = x + (k - (letters.length - 1) / 2) * apart;
      const half = Math.min(graph.narrow ? 9 : (widest - 2) / 2, apart / 2);
      const size = { x: at - half, y: 51, width: 2 * half, height: 20, rx: Math.min(10, half) };
      const named = { "data-number": `${letter}:${l}`, "data-of": letter };
      const box = svgNode(graph.words, "rect", { ...size, ...named });
      const text = graph.text(at, 66, "bp-chip");
      text.dataset.of = letter;
      return { l, letter, name: letterOf(graph.walk, letter), room: 2 * half - 4, box, text };
    });
  });
}

export function showHeads(chips, picture) {
  for (const { l, letter, name, room, box, text } of chips) {
    const known = picture.knows(letter, l);
    const here = known && picture.quantityOf(l) === letter;
    settle(box, "class", here ? "bp-chip-box bp-here" : "bp-chip-box");
    settle(text, "class", here ? "bp-chip bp-here" : known ? "bp-chip" : "bp-chip bp-faint");
    const words = known ? name : "–";
    if (text.dataset.words === words) continue;
    text.dataset.words = words;
    text.textContent = words;
    squeeze(text, room);
  }
}

// A name that is longer than one letter, in letters as small as it takes; its first sign where those could not be read.
function squeeze(text, room) {
  if (text.style.fontSize) text.style.fontSize = "";
  if (text.textContent.length < 2) return;
  const wide = text.getComputedTextLength();
  if (wide <= room) return;
  const size = (Number.parseFloat(getComputedStyle(text).fontSize) * room) / wide;
  if (size < LEAST) text.textContent = [...text.textContent][0];
  else text.style.fontSize = `${size}px`;
}
