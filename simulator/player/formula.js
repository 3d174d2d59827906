// Formulas as MathML: rows of tokens from the walk, with the numbers filled in here.
const ELIDE_ABOVE = 12;
const COLUMNS = 7; // a matrix wider than this would run out of the panel
const KEPT = 3;
const LEAK = 0.01;

const range = (size) => Array.from({ length: size }, (_, i) => i);
const isMatrix = (value) => Array.isArray(value);

// Places of a row that are printed; null stands for the ellipsis.
function kept(size, most = ELIDE_ABOVE) {
  return size <= most ? range(size) : [...range(KEPT), null, size - 1];
}

// The numbers of a token: one number, or rows of numbers; a vector is a column.
function numbersOf(token, arrays) {
  let value = arrays[token.v];
  if (token.r !== null) value = value[token.r];
  if (token.c !== null) value = isMatrix(value[0]) ? value.map((row) => row[token.c]) : value[token.c];
  if (!isMatrix(value)) return value;
  if (!isMatrix(value[0])) {
    value = token.f === "diagonal"
      ? value.map((x, i) => value.map((_, j) => (i === j ? x : 0)))
      : value.map((x) => [x]);
  }
  return token.f === "transposed" ? value[0].map((_, j) => value.map((row) => row[j])) : value;
}

// Exact arithmetic on printed decimals, each [whole number, power of ten]: only so can "=" be told from "≈".
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
  "product": (...factors) => chain(factors),
  "minus-product": (...factors) => each(chain(factors), negative),
  "minus-twice-product": (...factors) => each(chain(factors), (x) => mul([-2n, 0], x)),
  "affine": (W, a, b) => pairwise(times(W, a), b, plus),
  "sum-of-products": (left, right, b = ZERO) => plus(dot(left, right), b),
  "half-sum-of-products": (left, right) => mul([5n, -1], dot(left, right)),
  "scaled-sum": (slope, left, right) => mul(slope, dot(left, right)),
  "difference": (t, y) => pairwise(t, y, minus),
  "descent": (W, alpha, dW) => pairwise(W, times(alpha, dW), minus),
  "identity": (n) => n,
  "relu": (n) => each(n, (x) => (x[0] > 0n ? x : ZERO)),
  "leaky_relu": (n) => each(n, leaky),
  "identity-slopes": (n) => diagonal(n, () => ONE),
  "relu-slopes": (n) => diagonal(n, (x) => (x[0] > 0n ? ONE : ZERO)),
  "leaky_relu-slopes": (n) => diagonal(n, (x) => (x[0] > 0n ? ONE : exact(String(LEAK)))),
  "softmax-slopes": (yDiagonal, y, yRow) => pairwise(yDiagonal, times(y, yRow), minus),
  "softmax-error": (y, sum, t) => pairwise(times(y, sum), t, minus),
};

// The operands of which one row gives one row of the result: large ones are compared row by row, until one departs.
const BY_ROW = {
  "product": [0], "minus-product": [0], "minus-twice-product": [0], "affine": [0, 2], "descent": [0, 2],
  "difference": [0, 1], "identity": [0], "relu": [0], "leaky_relu": [0],
};

function valuesOf(token, arrays) {
  if (token.s) return token.s.map((side) => numbersOf(side, arrays));
  return token.v === undefined ? [] : [numbersOf(token, arrays)];
}

// Whether the printed factors of a line give its printed result.
function holds(line, arrays, digits) {
  const at = line.tokens.findIndex((token) => token.rel);
  const operands = line.tokens.slice(0, at).flatMap((token) => valuesOf(token, arrays));
  const result = line.tokens.slice(at).flatMap((token) => valuesOf(token, arrays))[0];
  const flat = (value) => (isMatrix(value) ? value.flat() : [value]);
  if (line.rule === "function") {
    return [...operands, result].every((value) => flat(value).every((x) => Number(plainDigits(x, digits)) === x));
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
  if (!isMatrix(result) || !cut.length || cut.some((i) => operands[i].length !== result.length)) return agree(operands.map(seen), result);
  const whole = operands.map((value, i) => (cut.includes(i) ? null : seen(value)));
  return result.every((row, r) => agree(operands.map((value, i) => (cut.includes(i) ? seen([value[r]]) : whole[i])), [row]));
}

const number = (value, digits) => `<mn>${shown(value, digits)}</mn>`;

function matrix(value, digits) {
  const cell = (i, j) => (i === null ? "<mo>⋮</mo>" : j === null ? "<mo>⋯</mo>" : number(value[i][j], digits));
  const columns = kept(value[0].length, COLUMNS);
  const rows = kept(value.length).map((i) => `<mtr>${columns.map((j) => `<mtd>${cell(i, j)}</mtd>`).join("")}</mtr>`);
  const size = value.length > ELIDE_ABOVE || value[0].length > COLUMNS
    ? `<mtext class="bp-size">${value.length}×${value[0].length}</mtext>` : "";
  return `<mrow><mo fence="true" stretchy="true">[</mo><mtable>${rows.join("")}</mtable>`
    + `<mo fence="true" stretchy="true">]</mo>${size}</mrow>`;
}

const OPEN = '<mo stretchy="false">(</mo>';
const CLOSE = '<mo stretchy="false">)</mo>';
const bracketed = (value, digits) => (value < 0 ? OPEN + number(value, digits) + CLOSE : number(value, digits));

// The terms of a sum of products, each a piece of MathML.
function terms(token, arrays, digits) {
  const [left, right] = token.s.map((side) => numbersOf(side, arrays).flat());
  return kept(left.length).map((i, at) => {
    const plus = at ? '<mo form="infix">+</mo>' : "";
    if (i === null) return `${plus}<mo>⋯</mo><mtext class="bp-size">${left.length - KEPT - 1} more</mtext>`;
    if (token.squares) return `${plus}<msup><mrow>${OPEN}${number(left[i], digits)}${CLOSE}</mrow><mn>2</mn></msup>`;
    return `${plus}${bracketed(left[i], digits)}<mo>·</mo>${bracketed(right[i], digits)}`;
  });
}

// A line of numbers as pieces of MathML; a piece is never broken, the line may be between two of them.
function numericPieces(line, walk, digits) {
  const sign = holds(line, walk.arrays, digits) ? "=" : "≈";
  const pieces = [];
  let piece = "";
  const flush = () => { if (piece) pieces.push(piece); piece = ""; };
  let before = null;
  for (const token of line.tokens) {
    if (token.rel) { flush(); piece = `<mo form="infix">${sign}</mo>`; }
    else if (token.s) {
      const [first, ...rest] = terms(token, walk.arrays, digits);
      if (digits === 0) flush(); // long numbers: every term may stand on a line of its own
      piece += first;
      for (const term of rest) { flush(); piece = term; }
    } else if (token.v !== undefined) {
      const value = numbersOf(token, walk.arrays);
      if (isMatrix(value)) {
        if (before?.v !== undefined) flush();
        piece += matrix(value, digits);
      } else piece += before?.m !== undefined && !before.open && before.tip === undefined
        ? bracketed(value, digits) : number(value, digits);
    } else {
      let mark = walk.texts[token.m].replace('stretchy="false"', 'stretchy="true"'); // around a matrix
      if (before?.v !== undefined && /<mo>(&#x0002B;|&#x02212;)<\/mo>/.test(mark)) {
        flush();
        mark = mark.replace("<mo>", '<mo form="infix">'); // at the head of a piece it would stick to what follows
      }
      piece += mark;
    }
    before = token;
  }
  flush();
  return pieces.map((content) => `<math>${content}</math>`).join("");
}

// A formula in letters; each letter can be pointed at or reached with Tab, and says what it means.
function letterMath(tokens, walk) {
  const piece = (token) => token.tip === undefined
    ? walk.texts[token.m]
    : `<mrow class="bp-letter" tabindex="0" data-tip="${token.tip}">${walk.texts[token.m]}</mrow>`;
  return `<math display="block"><mrow>${tokens.map(piece).join("")}</mrow></math>`;
}
