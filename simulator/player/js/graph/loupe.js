// One neuron of a wide layer in letters that are read from afar, over the graph.
import { circleLook } from "./layout/appearance.js";
import { css, inkOn } from "../drawing/colours.js";
import { writeSized } from "../drawing/fitted.js";
import { svgNode, word } from "../drawing/svg.js";
import { sub } from "../text/digits.js";
import { letterOf } from "../text/notation.js";

const RADIUS = 2.3; // of its circle, in heights of its letters
const LINE = 0.95; // down to its name, likewise
const SPELT = ["n", "a", "A", "S"]; // what has a letter; what an update rule computes has a name of two words

// Draw neuron c of layer l as large as letters of so many px need; in place of another, or nothing without a place.
export function drawLoupe(graph, place, letters) {
  graph.loupe?.remove();
  graph.loupe = null;
  if (!place) return;
  const [picture, view, theme] = graph.last;
  const { walk, words } = graph;
  const { l, c } = place;
  const look = circleLook(walk, picture, view, walk.palettes[theme.dark ? "dark" : "light"], theme, l, c);
  const radius = RADIUS * letters;
  const [x, y] = spotOf(graph, l, c).map((at, i) => within(at, radius + 4, i ? graph.height : graph.width));
  graph.loupe = svgNode(words, "g", { class: "bp-loupe" });
  const style = `fill:${css(look.fill)};stroke:var(--phase)`;
  svgNode(graph.loupe, "circle", { cx: x, cy: y, r: radius, style, "data-place": `${l},${c}` });
  const ink = inkOn(look.fill, walk.drawing.light);
  const line = (down, size, text) => {
    const node = word(graph.loupe, x, y + down, "bp-loupe-words", "");
    node.setAttribute("style", `fill:${ink}`);
    writeSized(graph.lettering, node, text, size, 1.8 * radius);
  };
  const quantity = picture.quantityOf(l);
  const letter = SPELT.includes(quantity) ? letterOf(walk, quantity) : "";
  line(LINE * letters * (letter ? -0.4 : 0.35), letters, look.words);
  if (letter) line(LINE * letters, 0.75 * letters, `${letter}${sub(l)},${sub(c)}`);
}

// Where a neuron stands; one that is left out, where its layer says that there are more.
function spotOf(graph, l, c) {
  const { gap } = graph.walk.layers[l - 1];
  return graph.spot(l, c) ?? [graph.x(l), graph.layout.y(gap[1])];
}

const within = (at, edge, size) => Math.max(edge, Math.min(size - edge, at));
