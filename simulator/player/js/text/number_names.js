// What a number is, in words: "n of neuron 2 in layer 3".
import { takenApart } from "./identity.js";
import { spelt } from "./notation.js";

// Of an edge: from a neuron of the layer before to one of this layer.
const OF_EDGES = {
  W: "W",
  newW: "W after the update",
  dW: "∂F/∂W",
  change: "The change of W",
  aW: "The product a · W",
  WS: "The product W · S",
  free_dW: "∂F/∂W, 0 where W is frozen,",
  free_W: "W, 0 where it is frozen,",
};
const OF_NEURONS = {
  n: "n",
  a: "a",
  S: "S",
  A: "The slope A",
  b: "b",
  newb: "b after the update",
  db: "∂F/∂b",
  t: "t",
  e: "e",
  dphi: "∂φ/∂y",
  sent: "The sum W S",
  AS: "The product of A and what arrives,",
  oldS: "S through the old W",
  free_db: "∂F/∂b, 0 where b is frozen,",
  free_b: "b, 0 where it is frozen,",
};
const ALONE = { F: "F", alpha: "α" };

// `walk` gives its layers, and what it calls the quantities of an update rule; `items` are the rows of its batch.
export function nameOf(name, walk, items) {
  return spelt(walk, inNotes(name, walk, items));
}

function inNotes(name, walk, items) {
  const { quantity, l, places, item } = takenApart(name);
  if (!l) return ALONE[quantity] ?? "";
  const layer = Number(l);
  if (quantity === "J") return jacobian(layer, places);
  const whose = item && items ? `, item ${items[Number(item) - 1] + 1}` : "";
  const ofEdge = OF_EDGES[quantity] ?? (quantity.endsWith("_W") ? walk.legend[quantity] : undefined);
  const ofNeuron = OF_NEURONS[quantity] ?? (quantity.endsWith("_b") ? walk.legend[quantity] : undefined);
  if (ofEdge) return placed(ofEdge, layer, places) + whose;
  return ofNeuron ? `${lettered(quantity, ofNeuron, layer, places, walk)}${whose}` : "";
}

function jacobian(l, [i, j]) {
  if (i === undefined) return `∂n/∂n̂ from layer ${l - 1} to layer ${l}`;
  return `∂n/∂n̂: how n of neuron ${i} in layer ${l} answers n of neuron ${j} in layer ${l - 1}`;
}

function placed(words, l, [r, c]) {
  if (r === undefined) return `${words} of layer ${l}`;
  return `${words} from neuron ${r} of layer ${l - 1} to neuron ${c} of layer ${l}`;
}

function lettered(quantity, words, l, places, walk) {
  if (!places.length) return `${words} of layer ${l}`;
  const [c, other] = places;
  const letter = quantity === "a" ? (l === 1 ? "x" : l === walk.layers.length ? "y" : "") : "";
  const answered = other === undefined ? "" : `, to n of neuron ${other}`;
  return `${letter || words} of neuron ${c} in layer ${l}${answered}`;
}
