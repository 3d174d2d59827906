// Whether printed factors give a printed result exactly: only so can "=" be told from "≈".
import { plainDigits } from "./digits.js";
import { arraysAt } from "./noise.js";
import { isMatrix, valuesOf } from "./token_numbers.js";

/**
 * A printed decimal as [whole number, power of ten].
 * @typedef {[bigint, number]} Decimal
 * @returns {Decimal}
 */
function exact(text) {
  const [mantissa, power = "0"] = text.split("e");
  const [whole, part = ""] = mantissa.split(".");
  return [BigInt(whole + part), Number(power) - part.length];
}

/** @param {Decimal} x
 * @param {Decimal} y
 * @returns {Decimal} */
function mul(x, y) {
  const [[a, i], [b, j]] = [x, y];
  return [a * b, i + j];
}
/** @param {Decimal} x */
const scaled = ([a, i], low) => a * 10n ** BigInt(i - low);
/** @returns {Decimal} */
function plus([a, i], [b, j]) {
  const low = Math.min(i, j);
  return [scaled([a, i], low) + scaled([b, j], low), low];
}
/** @param {Decimal} x
 * @returns {Decimal} */
const negative = (x) => [-x[0], x[1]];
const minus = (x, y) => plus(x, negative(y));
const below = (x, y) => minus(x, y)[0] < 0n;
const same = (x, y) => minus(x, y)[0] === 0n;
/** @type {Decimal} */
const ZERO = [0n, 0];
/** @type {Decimal} */
const ONE = [1n, 0];

// Here a matrix is an array of rows of such numbers, and a number is such a pair.
const isRows = (value) => Array.isArray(value[0]);
const each = (value, f) => (isRows(value) ? value.map((row) => row.map(f)) : f(value));

function pairwise(left, right, f) {
  if (!isRows(left) && !isRows(right)) return f(left, right);
  const at = (value, i, j) => (isRows(value) ? value[i][j] : value);
  return (isRows(left) ? left : right).map((row, i) => row.map((_, j) => f(at(left, i, j), at(right, i, j))));
}

function times(left, right) {
  if (!isRows(left) || !isRows(right)) return pairwise(left, right, mul);
  const add = (j) => (sum, x, k) => (x[0] === 0n ? sum : plus(sum, mul(x, right[k][j])));
  return left.map((row) => right[0].map((_, j) => row.reduce(add(j), ZERO)));
}

const dot = (left, right) => left.reduce((sum, [x], i) => plus(sum, mul(x, right[i][0])), ZERO);
const diagonal = (n, f) => n.map(([x], i) => n.map((_, j) => (i === j ? f(x) : ZERO)));
const chain = (factors) => factors.reduce(times);

// An activation that is linear between its kinks and 0 at 0: `slopes` from left to right and those at the kinks
// themselves, all exact decimals.
class Piecewise {
  constructor({ kinks, slopes, atKinks }) {
    this.kinks = kinks.map(exact);
    this.slopes = slopes.map(exact);
    this.atKinks = atKinks.map(exact);
  }

  // The slope at n.
  slope(n) {
    const at = this.kinks.findIndex((kink) => same(kink, n));
    return at < 0 ? this.piece(n) : this.atKinks[at];
  }

  // The slope of the piece in which n lies; at a kink the one on the left.
  piece(n) {
    return this.slopes[this.kinks.filter((kink) => below(kink, n)).length];
  }

  // From 0 to n piece by piece.
  value(n) {
    const right = below(ZERO, n);
    const between = (kink) =>
      right ? below(ZERO, kink) && below(kink, n) : below(kink, ZERO) && !below(kink, n);
    const passed = this.kinks
      .map((kink, i) => ({ kink, slope: this.slopes[right ? i : i + 1] }))
      .filter(({ kink }) => between(kink));
    let [from, sum] = [ZERO, ZERO];
    for (const { kink, slope } of right ? passed : passed.reverse()) {
      sum = plus(sum, mul(slope, minus(kink, from)));
      from = kink;
    }
    return plus(sum, mul(this.piece(n), minus(n, from)));
  }
}

// What the printed operands must give for "=" to stand; the same rules as simulator/steps/formulas/formula.py.
const RULES = {
  product: (...factors) => chain(factors),
  "minus-product": (...factors) => each(chain(factors), negative),
  "minus-twice-product": (...factors) => each(chain(factors), (x) => mul([-2n, 0], x)),
  affine: (W, a, b) => pairwise(times(W, a), b, plus),
  "sum-of-products": (left, right, b = ZERO) => plus(dot(left, right), b),
  "half-sum-of-products": (left, right) => mul([5n, -1], dot(left, right)),
  "scaled-sum": (slope, left, right) => mul(slope, dot(left, right)),
  difference: (t, y) => pairwise(t, y, minus),
  descent: (W, alpha, dW) => pairwise(W, times(alpha, dW), minus),
  "descent-twice": (W, alpha, factor, more) => pairwise(W, times(mul(alpha, factor), more), minus),
  shrunk: (alpha, factor, W) => times(minus(ONE, mul(alpha, factor)), W),
  "plus-scaled": (g, factor, more) => pairwise(g, times(factor, more), plus),
  "plus-scaled-twice": (g, factor, more, other, last) =>
    pairwise(pairwise(g, times(factor, more), plus), times(other, last), plus),
  "scaled-plus": (factor, V, g) => pairwise(times(factor, V), g, plus),
  mixed: (factor, V, less, g) => pairwise(times(factor, V), times(minus(ONE, less), g), plus),
  "mixed-squares": (factor, V, less, g, again) =>
    pairwise(times(factor, V), times(minus(ONE, less), pairwise(g, again, mul)), plus),
  "softmax-slopes": (yDiagonal, y, yRow) => pairwise(yDiagonal, times(y, yRow), minus),
  "softmax-error": (y, sum, t) => pairwise(times(y, sum), t, minus),
  // of a batch, with a column for each item
  "affine-of-items": (W, a, b, ones) => pairwise(times(W, a), times(b, ones), plus),
  "mean-product": times, // of which the result is the part for one item; see DIVISOR
  scaled: (slopes, v) => pairwise(slopes, v, mul),
  "minus-scaled": (slopes, v) => each(pairwise(slopes, v, mul), negative),
  "minus-twice-scaled": (slopes, v) => each(pairwise(slopes, v, mul), (x) => mul([-2n, 0], x)),
  "scaled-product": (slopes, W, S) => pairwise(slopes, times(W, S), mul),
  "product-scaled": (W, S, slopes) => pairwise(times(W, S), slopes, mul),
};

// The operands of which one row gives one row of the result: large ones are compared row by row, until one departs.
const BY_ROW = {
  product: [0],
  "minus-product": [0],
  "minus-twice-product": [0],
  affine: [0, 2],
  descent: [0, 2],
  "descent-twice": [0, 3],
  shrunk: [2],
  "plus-scaled": [0, 2],
  "plus-scaled-twice": [0, 2, 4],
  "scaled-plus": [1, 2],
  mixed: [1, 3],
  "mixed-squares": [1, 3, 4],
  difference: [0, 1],
  "affine-of-items": [0, 2],
  "mean-product": [0],
  scaled: [0, 1],
  "minus-scaled": [0, 1],
  "minus-twice-scaled": [0, 1],
  "scaled-product": [0, 1],
};

// What the right side of a rule is divided by, from its operands; no decimal divides exactly by 3.
const DIVISOR = { "mean-product": (_, right) => right.length };

// The rule of a name, and its operands that go row by row. Those of piecewise linear activations come with a walk.
function ruleOf(name, pieces) {
  if (RULES[name]) return { rule: RULES[name], rows: BY_ROW[name] ?? [] };
  const piecewise = new Piecewise(pieces[name.replace(/-slopes(-of-items)?$/, "")]);
  if (name.endsWith("-slopes")) return { rule: (n) => diagonal(n, (x) => piecewise.slope(x)), rows: [] };
  if (name.endsWith("-slopes-of-items"))
    return { rule: (n) => each(n, (x) => piecewise.slope(x)), rows: [0] };
  return { rule: (n) => each(n, (x) => piecewise.value(x)), rows: [0] };
}

const flat = (value) => (isMatrix(value) ? value.flat() : [value]);
const entries = (value) => (isRows(value) ? value.flat() : [value]);

// Whether the printed factors of a line give its printed result.
export function holds(line, walk, digits) {
  const at = line.tokens.findIndex((token) => token.rel);
  const arrays = arraysAt(walk, digits);
  const operands = line.tokens.slice(0, at).flatMap((token) => valuesOf(token, arrays));
  const [result] = line.tokens.slice(at).flatMap((token) => valuesOf(token, arrays));
  if (line.rule === "function") {
    const whole = (x) => Number(plainDigits(x, digits)) === x;
    return [...operands, result].every((value) => flat(value).every(whole));
  }
  const { rule, rows: byRow } = ruleOf(line.rule, walk.pieces);
  const printed = (x) => exact(plainDigits(x, digits));
  const seen = (value) => (isMatrix(value) ? value.map((row) => row.map(printed)) : printed(value));
  const agree = (factors, value) => {
    /** @type {Decimal} */
    const parts = [BigInt(DIVISOR[line.rule]?.(...factors) ?? 1), 0];
    const wanted = entries(seen(value)).map((x) => mul(x, parts));
    const found = entries(rule(...factors));
    return found.length === wanted.length && found.every((x, i) => same(x, wanted[i]));
  };
  if (operands.length === 1 && operands[0] === result && byRow.length) return true;
  if (!isMatrix(result) || !byRow.length || byRow.some((i) => operands[i].length !== result.length))
    return agree(operands.map(seen), result);
  const whole = operands.map((value, i) => (byRow.includes(i) ? null : seen(value)));
  const factors = (r) => operands.map((value, i) => (byRow.includes(i) ? seen([value[r]]) : whole[i]));
  return result.every((row, r) => agree(factors(r), [row]));
}
