// Hints to what a step asks for, each deeper than the one before. Pure rules.
import { shown } from "../text/digits.js";
import { equalsSign, sumsOf } from "../walk/sums.js";

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
