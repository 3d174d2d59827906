// Hints to what a step asks for, each deeper than the one before. Pure rules.
import { shown } from "../../text/digits.js";
import { takenApart } from "../../text/identity.js";
import { letterOf } from "../../text/notation.js";
import { Reading } from "../../walk/reading.js";
import { equalsSign, sumsOf } from "../../walk/sums.js";

export const RULE = 1; // the rule in letters
export const OPERANDS = 2; // with its operands
export const PRODUCTS = 3; // the products of one number, one after another

// The products that a number is added up from, each { left, right, value }; `told` is the Reading of the step with its
// result. None where it is no sum of products.
export function productsOf(told, c) {
  const found = sumsOf(told, Number.POSITIVE_INFINITY).find(([own]) => own === c)?.[1];
  const parts = (found?.parts ?? []).filter(({ left, right }) => left && right);
  return parts.length > 1 ? parts : [];
}

// The number that a hint is about, taken apart: the one `at` which one stands, else the first that is not right yet.
export function meantOf(cells, { verdicts }, at) {
  const open = cells.find(({ name }) => verdicts[name] !== "right") ?? cells[0] ?? { name: "" };
  return takenApart(cells.some(({ name }) => name === at) ? at : open.name);
}

// The products of the number that is meant at a step of n or S.
export function productsMeant({ walk, steps, cursor, view }, { places, item }) {
  const { kind } = steps[cursor];
  if ((kind !== "n" && kind !== "S") || !places.length) return [];
  const told = new Reading(walk, steps, cursor, { ...view, item: Number(item ?? view.item), asked: false });
  return productsOf(told, Number(places[0]));
}

// So many of them, as the sheet shows them.
export function productsShown({ walk, view }, { quantity, l, places }, all, count) {
  const some = all.slice(0, count);
  return {
    caption: `${letterOf(walk, quantity)} of neuron ${places[0]} in layer ${l}: ${some.length} of its ${all.length} products`,
    rows: some.map((part) => [part.name, productSaid(part, view.digits)]),
  };
}

// The record after one more hint, or the same where there is none left; `count` products can be told.
export function deeper(record, count) {
  if (record.depth < OPERANDS) return { ...record, depth: record.depth + 1 };
  if (record.products >= count) return record;
  return { ...record, depth: PRODUCTS, products: record.products + 1 };
}

// A product in words: "0.353 · (−0.428) ≈ −0.151".
export function productSaid({ left, right, value }, digits) {
  const factor = (x) => (x < 0 ? `(${shown(x, digits)})` : shown(x, digits));
  const sign = equalsSign(left.value, right.value, value, digits);
  return `${factor(left.value)} · ${factor(right.value)} ${sign} ${shown(value, digits)}`;
}
