// The heads of the layers above a graph: name, activation, and which of n, a and S are known by now.
import { writeFitted, writeWhole } from "../drawing/fitted.js";
import { letterOf } from "../text/notation.js";
import { settle, svgNode } from "../drawing/svg.js";

const CHIPS = ["n", "a", "S"];
const [SHORT, LONG, NARROW] = [26, 50, 20]; // px of a chip, of one whose letter is ∂L/∂z, and in a narrow picture
const CLOSE = 10; // px of a chip below which those of neighbouring layers share all that there is
const THREE = 18; // px from layer to layer below which one chip alone has room
const LEAST = 8; // px of the letters of a long name that can be read

// `graph` gives walk, words, lettering, x, narrow and text. The chips, to be set at each step.
export function writeHeads(graph) {
  const { layers } = graph.walk;
  const gap = Math.min(...layers.slice(1).map((_, i) => graph.x(i + 2) - graph.x(i + 1)));
  const room = gap - 6;
  const short = graph.narrow || room < 66;
  return layers.flatMap((layer, i) => {
    const l = i + 1;
    const x = graph.x(l);
    const name = graph.text(x, 22, "bp-layer", `Layer ${l}`);
    if (short) {
      // Where not even small numbers have room side by side, every second layer has its own, or fewer.
      const wide = writeWhole(graph.lettering, name, `${layers.length}`, gap - 2);
      name.textContent = i % Math.ceil(wide / (gap - 1)) ? "" : `${l}`;
    }
    const kind = graph.text(x, 42, "bp-small");
    writeFitted(graph.lettering, kind, layer.title, room, room);
    return writeChips(graph, l, gap);
  });
}

function writeChips(graph, l, gap) {
  const { walk, lettering, narrow, words } = graph;
  const long = CHIPS.some((letter) => letterOf(walk, letter).length > 1);
  const usual = narrow ? NARROW : long ? LONG : SHORT;
  const apart =
    gap < THREE
      ? gap
      : Math.min(usual, Math.max((gap - 6) / CHIPS.length, Math.min(CLOSE, gap / CHIPS.length)));
  const half = Math.min((usual - 2) / 2, apart / 2);
  const letters = l === 1 ? ["a"] : CHIPS;
  const groups = gap < THREE ? [letters] : letters.map((letter) => [letter]);
  return groups.map((group, k) => {
    const x = graph.x(l) + (k - (groups.length - 1) / 2) * apart;
    const size = { x: x - half, y: 51, width: 2 * half, height: 20, rx: Math.min(10, half) };
    const box = svgNode(words, "rect", size);
    const text = graph.text(x, 66, "bp-chip");
    const named = group.map((letter) => [letter, letterOf(walk, letter)]);
    return { l, named, room: 2 * half, lettering, box, text };
  });
}

// Of several letters that share a chip the last that is known.
export function showHeads(chips, picture) {
  for (const chip of chips) {
    const { l, named, box, text } = chip;
    const known = named.filter(([letter]) => picture.knows(letter, l)).at(-1);
    const [letter, name] = known ?? [named[0][0], "–"];
    const here = known && picture.quantityOf(l) === letter;
    settle(box, "class", here ? "bp-chip-box bp-here" : "bp-chip-box");
    settle(text, "class", here ? "bp-chip bp-here" : known ? "bp-chip" : "bp-chip bp-faint");
    if (chip.name === name) continue; // a letter has but one
    chip.name = name;
    box.dataset.number = `${letter}:${l}`;
    box.dataset.of = text.dataset.of = letter;
    writeName(chip, name);
  }
}

// A name in letters as small as it takes; its first sign where those could not be read.
function writeName({ lettering, text, room }, name) {
  const [first, ...rest] = name;
  if (rest.length && writeWhole(lettering, text, name, room - 4, LEAST) <= room - 4) return;
  writeWhole(lettering, text, first, room - 1);
}
