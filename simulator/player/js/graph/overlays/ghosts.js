// While a number is dragged: what stood there before, as far as it is another. Old widths lie over the edges, old values
// stand beside neurons and the edge that is dragged, where there is room.
import { shown } from "../../text/digits.js";
import { appearanceOf } from "../layout/appearance.js";
import { css } from "../../drawing/colours.js";
import { svgNode, word } from "../../drawing/svg.js";

const NOTICED = 0.4; // px by which two widths differ to the eye
const ALONG = [0.5, 0.62, 0.38, 0.74, 0.26]; // the way, where the old weight may stand
const ASIDE = [0, -20, 20]; // px from the edge, likewise: clear of a product on it
const BESIDE = [0, -0.5, 0.5]; // of a neuron's size from its middle, where its old value may stand above it
const [TALL, WIDE] = [16, 7.5]; // px of a line of words, and of a letter
const ROOM = 56; // px between two neurons, for the bias and what is kept of the one and a word over the other

// `graph.ghost`: the walk from before, its picture at this step, and what is dragged.
export function drawGhosts(graph, _at, group) {
  if (!graph.ghost) return;
  graph.overlays.prepend(group); // drawn when products have their places, and below them
  const { walk, picture: before } = graph.ghost;
  const [now, view, theme] = graph.last;
  const { edges, neurons } = appearanceOf(walk, before, view, theme);
  const looks = new Map(edges.map((look) => [`${look.l},${look.r},${look.c}`, look]));
  for (const edge of graph.edges) {
    const look = looks.get(`${edge.l},${edge.r},${edge.c}`);
    if (look.value !== null && look.value !== now.edge(edge.l, edge.r, edge.c))
      oldEdge(graph, group, edge, look, view.digits);
  }
  if (graph.pitch - graph.node < ROOM) return;
  for (const { l, c, value, words } of neurons)
    if (value !== null && words !== shown(now.neuron(l, c), view.digits)) {
      const [x, y] = graph.spot(l, c);
      const above = y - graph.node / 2 - TALL / 2 - 2;
      BESIDE.some((share) => put(graph, group, x + share * graph.node, above, words));
    }
}

function oldEdge(graph, group, { l, r, c, path }, look, digits) {
  const { dragged } = graph.ghost;
  const mine = dragged.what === "W" && dragged.l === l && dragged.r === r && dragged.c === c;
  const differs = Math.abs(Number.parseFloat(path.style.strokeWidth) - look.width) > NOTICED;
  if ((look.lit || mine) && differs) oldWidth(graph, group, look);
  if (mine && graph.pitch - graph.node >= ROOM) oldWeight(graph, group, look, digits);
}

function oldWidth(graph, group, { l, r, c, width, colour }) {
  const [[x1, y1], [x2, y2]] = graph.ends({ l, r, c });
  const within = graph.node / 2 / Math.hypot(x2 - x1, y2 - y1); // the neurons
  const [dx, dy] = [within * (x2 - x1), within * (y2 - y1)];
  const ends = { x1: x1 + dx, y1: y1 + dy, x2: x2 - dx, y2: y2 - dy };
  const name = { class: "bp-ghost-edge", "data-ghost": `W:${l}:${r}:${c}` };
  const line = svgNode(group, "line", { ...ends, ...name });
  line.style.stroke = css(colour);
  line.style.strokeWidth = `${width}px`;
}

function oldWeight(graph, group, { l, r, c, value }, digits) {
  const [[x1, y1], [x2, y2]] = graph.ends({ l, r, c });
  const long = Math.hypot(x2 - x1, y2 - y1);
  const [across, down] = [(y1 - y2) / long, (x2 - x1) / long]; // at a right angle to it
  const words = shown(value, digits);
  const half = graph.node / 2;
  const ends = [
    [x1, y1, half, half],
    [x2, y2, half, half],
  ];
  ASIDE.some((px) =>
    ALONG.some((share) => {
      const [x, y] = [x1 + share * (x2 - x1) + px * across, y1 + share * (y2 - y1) + px * down];
      return put(graph, group, x, y, words, ends);
    }),
  );
}

// The old value at a place, unless something stands there, `others` too.
function put(graph, group, x, y, value, others = []) {
  const words = `was ${value}`;
  const box = [x, y, (words.length * WIDE) / 2, TALL / 2];
  const meets = ([bx, by, w, h]) => Math.abs(bx - x) < w + box[2] && Math.abs(by - y) < h + box[3];
  if ([...others, ...graph.boxes].some(meets)) return false;
  graph.boxes.push(box);
  word(group, x, y + 5, "bp-ghost", words);
  return true;
}
