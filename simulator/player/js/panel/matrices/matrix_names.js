// What a matrix is called, and each of its numbers. Pure rules.
import { sub } from "../../text/digits.js";
import { isTurned, spelt } from "../../text/notation.js";

const NAMES = {
  W: (l) => `W${l}`,
  b: (l) => `b${l}`,
  n: (l) => `n${l}`,
  a: (l) => `a${l}`,
  A: (l) => `A${l}`,
  S: (l) => `S${l}`,
  dW: (l) => `∂F/∂W${l}`,
  db: (l) => `∂F/∂b${l}`,
  J: (l, before) => `∂n${l}/∂n${before} = W${l}ᵀA${before}`,
  newW: (l) => `W${l} after`,
  newb: (l) => `b${l} after`,
  t: () => "t",
  e: () => "e = t − y",
};
// Of a batch the letters of its matrices, whose columns are its items.
const BATCH_NAMES = {
  n: (l) => `N${l}`,
  a: (l) => `A${l}`,
  A: (l) => `σ′(N${l})`,
  t: () => "T",
  e: () => "E = T − Y",
};

// `batch`: whether the update is one of several items; `whole`: whether it is all of A, which of a batch is that of
// the item `whose`, from 1.
export function matrixName(walk, quantity, l, { batch, whole, whose }) {
  const [own, before] = [sub(l), sub(l - 1)];
  const ofItem = batch ? ` of item ${whose}` : "";
  if (isTurned(walk) && quantity === "J") return `∂z${own}/∂z${before} = W${own} ∂a${before}/∂z${before}`;
  if (isTurned(walk) && whole) return `∂a${own}/∂z${own}${ofItem}`;
  if (batch && whole) return spelt(walk, `A${own}${ofItem}`);
  return spelt(walk, ((batch && BATCH_NAMES[quantity]) || NAMES[quantity])(own, before));
}

const inPlace = (i, j, turned) => (turned ? `${j + 1}:${i + 1}` : `${i + 1}:${j + 1}`);

// The name of a number by its row and column, from 0; see text/identity.js. `byBoth`: whether it is named by row and
// column; of a batch its columns are the items, or it is the matrix of the item at one `place`, from 0.
export function namedIn(quantity, l, { byBoth, turned, ofItems, place = null }) {
  if (byBoth) {
    const item = place === null ? "" : `@${place + 1}`;
    return (i, j) => `${quantity}:${l}:${inPlace(i, j, turned)}${item}`;
  }
  if (quantity === "A" && !ofItems) return (i, j) => (i === j ? `A:${l}:${i + 1}` : null);
  return (i, j) => `${quantity}:${l}:${i + 1}${ofItems ? `@${j + 1}` : ""}`;
}

// The same in what an update rule computed of W or of b, `known` by this name, or by none.
export function namedByRule(known, letter, turned) {
  if (!known) return () => null;
  return (i, j) => `${known}:${letter === "W" ? inPlace(i, j, turned) : i + 1}`;
}
