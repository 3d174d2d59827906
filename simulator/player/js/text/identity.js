// Which number of the walk stands in a place: "W:2:1:3" is row 1, column 3 of W_2, "n:2:1@3" n of neuron 1 of layer 2
// for item 3 of the batch. Whole arrays are written without the places, "W:2"; "*" is any place. See
// simulator/steps/kinds/equations.py, which says it of every letter and number.
import { isMatrix } from "./token_numbers.js";

// The name of what stands in row i and column j of a printed token, from 0; null for a 0 that only fills a diagonal up.
export function namesOf(token, arrays) {
  if (!token.of) return () => null;
  const [whole, item] = token.of.split("@");
  const array = arrays[token.v];
  const depth = !isMatrix(array) ? 0 : !isMatrix(array[0]) ? 1 : !isMatrix(array[0][0]) ? 2 : 3;
  const fixed = new Array(depth).fill(null);
  if (token.r !== null) fixed[0] = token.r;
  if (token.c !== null) fixed[depth - 1] = token.c;
  const ofItem = item === "" ? (depth === 3 ? 0 : depth - 1) : -1; // which of its axes has the items of a batch
  return (i, j) => {
    if (token.f === "diagonal" && i !== j) return null;
    const free = token.f === "transposed" ? [j, i] : [i, j];
    const at = fixed.map((place) => (place ?? free.shift()) + 1);
    const places = at.filter((_, axis) => axis !== ofItem);
    const of = ofItem >= 0 ? at[ofItem] : item;
    return [whole, ...places].join(":") + (of ? `@${of}` : "");
  };
}

// A name taken apart: quantity and layer, places, and the item of a batch, null where it is of none or of every one.
export function takenApart(name) {
  const [whole, item = null] = name.split("@");
  const [quantity, l = "", ...places] = whole.split(":");
  return { quantity, l, places, item };
}

// Whether a name stands for another too: the same number, or an array that has it.
export function covers(one, other) {
  if (one.quantity !== other.quantity || one.l !== other.l) return false;
  if (one.item !== null && one.item !== other.item) return false;
  return one.places.every((place, i) => place === "*" || place === other.places[i]);
}

// Which numbers of the walk an array of a rule's step is: what its formula says of it, or a gradient; "" for neither.
export function identityOf(step, place, update, parameter) {
  const tokens = step.lines.flatMap((line) => line.tokens);
  const token = tokens.find(({ v, of, r, c }) => v === place && of && r === null && c === null);
  const [letter, l] = [parameter[0], parameter.slice(1)];
  return token?.of ?? (update[`d${letter}`][l] === place ? `d${letter}:${l}` : "");
}
