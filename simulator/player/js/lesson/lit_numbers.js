// What a part points out: its numbers wherever they stand in formulas and graph, and a ring around neuron or edge.
import { between } from "../graph/layout/layout.js";
import { svgNode } from "../drawing/svg.js";
import { quantityAt, weightAt } from "../page/pointing/linked_numbers.js";
import { covers, takenApart } from "../text/identity.js";

const AROUND = 5; // px between a neuron and its ring

// `names`, such as "S:2:1", "W:2:1:3" or "W:2".
export function lightNumbers(player, names) {
  const { root, graph } = player;
  for (const element of root.querySelectorAll(".bp-told")) element.classList.remove("bp-told");
  player.rings?.remove();
  player.rings = null;
  const wanted = names.map(takenApart);
  if (!wanted.length) return;
  for (const element of root.querySelectorAll("[data-number]")) {
    const own = element.dataset.number.split(" ").map(takenApart);
    if (wanted.some((name) => own.some((one) => covers(name, one)))) element.classList.add("bp-told");
  }
  if (!graph.neurons || !graph.edges) return;
  player.rings = svgNode(graph.words, "g", { class: "bp-rings", "aria-hidden": "true" });
  graph.words.prepend(player.rings);
  for (const name of wanted) ring(player, name);
}

// Only where the graph shows this very number: a ring on another one would say something false.
function ring(player, { quantity, l, places }) {
  const layer = Number(l);
  if (!player.walk.layers[layer - 1]) return;
  if (isOfEdge(quantity)) lightEdges(player, quantity, layer, places);
  else lightNeurons(player, quantity, layer, places);
}

function lightEdges(player, quantity, l, places) {
  const { graph, picture } = player;
  if (weightAt(player, l) !== quantity || (quantity !== "W" && !picture.edges(l))) return;
  for (const edge of graph.edges) if (edge.l === l && meets(places, [edge.r, edge.c])) lineOver(player, edge);
}

function lightNeurons(player, quantity, l, places) {
  const { graph, picture } = player;
  if (quantityAt(player, l) !== quantity) return;
  for (const { l: own, c } of graph.neurons)
    if (own === l && meets(places, [c]) && picture.neuron(l, c) !== null) ringAround(player, l, c);
}

const meets = (places, at) => places.every((place, i) => place === "*" || Number(place) === at[i]);
const isOfEdge = (quantity) => ["W", "newW", "dW"].includes(quantity);

function ringAround({ graph, rings }, l, c) {
  const at = graph.spot(l, c);
  if (!at) return;
  const r = (graph.node ?? 16) / 2 + AROUND;
  svgNode(rings, "circle", { cx: at[0], cy: at[1], r, class: "bp-ring" });
}

// From rim to rim: over a neuron it would seem to be of that.
function lineOver({ graph, rings }, { l, r, c }) {
  const [from, to] = [graph.spot(l - 1, r), graph.spot(l, c)];
  if (!from || !to) return;
  const away = Math.min(0.4, (graph.node ?? 16) / 2 / Math.hypot(to[0] - from[0], to[1] - from[1]));
  const [x1, y1] = between(from, to, away);
  const [x2, y2] = between(from, to, 1 - away);
  svgNode(rings, "line", { x1, y1, x2, y2, class: "bp-ring bp-ring-line" });
}
