// The heads of the layers above a graph: name, activation, and which of n, a and S are known by now.
import { svgNode } from "./svg.js";

const CHIPS = ["n", "a", "S"];

// `graph` gives walk, words, x, narrow and text. The chips, to be set at each step.
export function writeHeads(graph) {
  return graph.walk.layers.flatMap((layer, i) => {
    const l = i + 1;
    const x = graph.x(l);
    graph.text(x, 22, "bp-layer", graph.narrow ? `${l}` : `Layer ${l}`);
    graph.text(x, 42, "bp-small", layer.activation.replace("_", " "));
    const letters = l === 1 ? ["a"] : CHIPS;
    return letters.map((letter, k) => {
      const at = x + (k - (letters.length - 1) / 2) * (graph.narrow ? 20 : 26);
      const half = graph.narrow ? 9 : 12;
      const size = { x: at - half, y: 51, width: 2 * half, height: 20, rx: 10 };
      const named = { "data-number": `${letter}:${l}`, "data-of": letter };
      const box = svgNode(graph.words, "rect", { ...size, ...named });
      const text = graph.text(at, 66, "bp-chip");
      text.dataset.of = letter;
      return { l, letter, box, text };
    });
  });
}

export function showHeads(chips, picture) {
  for (const { l, letter, box, text } of chips) {
    const known = picture.knows(letter, l);
    const here = known && picture.quantityOf(l) === letter;
    box.setAttribute("class", here ? "bp-chip-box bp-here" : "bp-chip-box");
    text.setAttribute("class", here ? "bp-chip bp-here" : known ? "bp-chip" : "bp-chip bp-faint");
    text.textContent = known ? letter : "–";
  }
}
