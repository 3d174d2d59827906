// Whether printed factors give a printed result exactly: only so can "=" be told from "≈".
import { plainDigits } from "./digits.js";
import { isMatrix, valuesOf } from "./token_numbers.js";

const LEAK = 0.01;

// A printed decimal as [whole number, power of ten].
function exact(text) {
  const [mantissa, power = "0"] = text.split("e");
  const [whole, part = ""] = mantissa.split(".");
  return [BigInt(whole + part), Number(power) - part.length];
}

const mul = ([a, i], [b, j]) => [a * b, i + j];
const scaled = ([a, i], low) => a * 10n ** BigInt(i - low);
function plus([a, i], [b, j]) {
  const low = Math.min(i, j);
  return [scaled([a, i], low) + scaled([b, j], low), low];
}
const negative = ([a, i]) => [-a, i];
const minus = (x, y) => plus(x, negative(y));
const same = (x, y) => minus(x, y)[0] === 0n;
const ZERO = [0n, 0];
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
const leaky = (x) => (x[0] > 0n ? x : mul(exact(String(LEAK)), x));

// What the printed operands must give for "=" to stand; the same rules as simulator/steps/formula.py.
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
  identity: (n) => n,
  relu: (n) => each(n, (x) => (x[0] > 0n ? x : ZERO)),
  leaky_relu: (n) => each(n, leaky),
  "identity-slopes": (n) => diagonal(n, () => ONE),
  "relu-slopes": (n) => diagonal(n, (x) => (x[0] > 0n ? ONE : ZERO)),
  "leaky_relu-slopes": (n) => diagonal(n, (x) => (x[0] > 0n ? ONE : exact(String(LEAK)))),
  "softmax-slopes": (yDiagonal, y, yRow) => pairwise(yDiagonal, times(y, yRow), minus),
  "softmax-error": (y, sum, t) => pairwise(times(y, sum), t, minus),
};

// The operands of which one row gives one row of the result: large ones are compared row by row, until one departs.
const BY_ROW = {
  product: [0],
  "minus-product": [0],
  "minus-twice-product": [0],
  affine: [0, 2],
  descent: [0, 2],
  difference: [0, 1],
  identity: [0],
  relu: [0],
  leaky_relu: [0],
};

// Whether the printed factors of a line give its printed result.
export function holds(line, arrays, digits) {
  const at = line.tokens.findIndex((token) => token.rel);
  const operands = line.tokens.slice(0, at).flatMap((token) => valuesOf(token, arrays));
  const result = line.tokens.slice(at).flatMap((token) => valuesOf(token, arrays))[0];
  const flat = (value) => (isMatrix(value) ? value.flat() : [value]);
  if (line.rule === "function") {
    return [...operands, result].every((value) =>
      flat(value).every((x) => Number(plainDigits(x, digits)) === x),
    );
  }
  const printed = (x) => exact(plainDigits(x, digits));
  const seen = (value) => (isMatrix(value) ? value.map((row) => row.map(printed)) : printed(value));
  const entries = (value) => (isRows(value) ? value.flat() : [value]);
  const agree = (factors, value) => {
    const wanted = entries(seen(value));
    const found = entries(RULES[line.rule](...factors));
    return found.length === wanted.length && found.every((x, i) => same(x, wanted[i]));
  };
  const cut = BY_ROW[line.rule] ?? [];
  if (operands.length === 1 && operands[0] === result && cut.length) return true;
  if (!isMatrix(result) || !cut.length || cut.some((i) => operands[i].length !== result.length))
    return agree(operands.map(seen), result);
  const whole = operands.map((value, i) => (cut.includes(i) ? null : seen(value)));
  return result.every((row, r) =>
    agree(
      operands.map((value, i) => (cut.includes(i) ? seen([value[r]]) : whole[i])),
      [row],
    ),
  );
}
