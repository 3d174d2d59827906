// The text alternative of the graph: what is lit at a step, and which quantity the lit neurons and edges show.
import { letterOf } from "../text/notation.js";

const LETTERS = { dW: "∂F/∂W", change: "the change of W" };

export function graphText(walk, picture) {
  const { step } = picture;
  // What an update rule computes has a name of two words.
  const letter = (quantity) =>
    letterOf(walk, LETTERS[quantity] ?? (quantity.includes("_") ? walk.legend[quantity] : quantity));
  const [neurons, edges] = step.lit;
  const layers = [...new Set(neurons.map(([l]) => l))].sort((one, other) => one - other);
  const shown = layers.map((l) => `${letter(picture.quantityOf(l))} in layer ${l}`).join(", ");
  const parts = [
    `The network as a graph, ${walk.layers.map(({ width }) => width).join("-")}.`,
    walk.texts[step.litText],
    ...(shown ? [`Neurons show ${shown}${picture.item ? `, ${picture.item}` : ""}.`] : []),
    ...(edges.length ? [`Edges show ${letter(picture.edgeQuantity)}.`] : []),
  ];
  return parts.join(" ");
}
