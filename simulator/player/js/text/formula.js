// Formulas as MathML: rows of tokens from the walk, with the numbers filled in here.
import { shown } from "./digits.js";
import { kept, keptColumns, leftOut } from "./elision.js";
import { holds } from "./exact.js";
import { namesOf } from "./identity.js";
import { arraysAt } from "./noise.js";
import { isMatrix, numbersOf } from "./token_numbers.js";

const ASKED = '<mn class="bp-asked">▢</mn>'; // in place of a number that is asked for, which is NaN here
const untold = (value) => (isMatrix(value) ? value.map(untold) : Number.NaN);

// The numbers of a token, or as many that are asked for.
function numbersIn(token, arrays, asked) {
  const value = numbersOf(token, arrays);
  return asked ? untold(value) : value;
}

// A number, by its name the same wherever it stands; one that is printed with fewer digits than it has carries them
// all, to be said.
function number(value, digits, name) {
  if (Number.isNaN(value)) return ASKED;
  const [words, full] = [shown(value, digits), shown(value, 0)];
  const own = name ? ` data-number="${name}"` : "";
  return words === full ? `<mn${own}>${words}</mn>` : `<mn${own} data-full="${full}">${words}</mn>`;
}

function matrix(value, digits, elision, name) {
  const cell = (i, j) =>
    i === null ? "<mo>⋮</mo>" : j === null ? "<mo>⋯</mo>" : number(value[i][j], digits, name(i, j));
  const [height, width] = [value.length, value[0].length];
  const columns = keptColumns(width, elision);
  const row = (i) => `<mtr>${columns.map((j) => `<mtd>${cell(i, j)}</mtd>`).join("")}</mtr>`;
  const elided = height > elision.above || width > elision.columns;
  const size = elided ? `<mtext class="bp-size">${height}×${width}</mtext>` : "";
  const rows = kept(height, elision).map(row).join("");
  return (
    `<mrow><mo fence="true" stretchy="true">[</mo><mtable>${rows}</mtable>` +
    `<mo fence="true" stretchy="true">]</mo>${size}</mrow>`
  );
}

const OPEN = '<mo stretchy="false">(</mo>';
const CLOSE = '<mo stretchy="false">)</mo>';
const bracketed = (value, digits, name) =>
  value < 0 ? OPEN + number(value, digits, name) + CLOSE : number(value, digits, name);

// The terms of a sum of products, each a piece of MathML.
function terms(token, arrays, digits, elision, asked) {
  const [left, right] = token.s.map((side) => numbersIn(side, arrays, asked && side.here).flat());
  const [nameLeft, nameRight] = token.s.map((side) => {
    const name = namesOf(side, arrays);
    return (i) => (side.f === "transposed" ? name(0, i) : name(i, 0));
  });
  return kept(left.length, elision).map((i, at) => {
    const plus = at ? '<mo form="infix">+</mo>' : "";
    if (i === null)
      return `${plus}<mo>⋯</mo><mtext class="bp-size">${leftOut(left.length, elision)} more</mtext>`;
    if (token.squares)
      return `${plus}<msup><mrow>${OPEN}${number(left[i], digits, nameLeft(i))}${CLOSE}</mrow><mn>2</mn></msup>`;
    const factors = [bracketed(left[i], digits, nameLeft(i)), bracketed(right[i], digits, nameRight(i))];
    return `${plus}${factors.join("<mo>·</mo>")}`;
  });
}

// Pieces of a line; a piece is never broken, the line may be between two of them.
class Pieces {
  constructor() {
    this.done = [];
    this.open = "";
  }

  // What follows begins a piece.
  cut() {
    if (this.open) this.done.push(this.open);
    this.open = "";
  }

  add(mathml) {
    this.open += mathml;
  }

  get text() {
    this.cut();
    return this.done.map((content) => `<math>${content}</math>`).join("");
  }
}

// A line of numbers as pieces of MathML; where it is `asked`, ▢ stands for what its step computes.
/** @param {import("../walk/types.js").Walk["elision"]} elision */
export function numericPieces(line, walk, digits, asked = false, elision = walk.elision) {
  const pieces = new Pieces();
  let before = null;
  let isResult = false;
  for (const token of line.tokens) {
    if (token.rel) {
      pieces.cut();
      pieces.add(`<mo form="infix">${asked || holds(line, walk, digits) ? "=" : "≈"}</mo>`);
      isResult = true;
    } else if (token.s) addTerms(pieces, token, walk, { digits, asked, elision });
    else if (token.v !== undefined)
      addNumbers(pieces, token, before, walk, { digits, asked: asked && (isResult || token.here), elision });
    else addMark(pieces, token, walk, before);
    before = token;
  }
  return pieces.text;
}

function addTerms(pieces, token, walk, { digits, asked, elision }) {
  const [first, ...rest] = terms(token, arraysAt(walk, digits), digits, elision, asked);
  if (digits === 0) pieces.cut(); // long numbers: every term may stand on a line of its own
  pieces.add(first);
  for (const term of rest) {
    pieces.cut();
    pieces.add(term);
  }
}

function addNumbers(pieces, token, before, walk, { digits, asked, elision }) {
  const value = numbersIn(token, arraysAt(walk, digits), asked);
  const name = namesOf(token, walk.arrays);
  if (isMatrix(value)) {
    if (before?.v !== undefined) pieces.cut();
    pieces.add(matrix(value, digits, elision, name));
    return;
  }
  const factor = before?.m !== undefined && !before.open && before.tip === undefined; // after a sign of its own
  pieces.add(factor ? bracketed(value, digits, name()) : number(value, digits, name()));
}

function addMark(pieces, token, walk, before) {
  if (token.of) {
    pieces.add(letter(token, walk)); // a letter in a line of numbers, which its formula explains
    return;
  }
  const mathml = walk.texts[token.m];
  // Around a matrix as high as that; in braces of its own it stays as high as a number.
  const high = !mathml.startsWith("<mrow><mrow>");
  const mark = high ? mathml.replace('stretchy="false"', 'stretchy="true"') : mathml;
  if (before?.v === undefined || !/<mo>(&#x0002B;|&#x02212;|&#x02218;|&#x0002F;)<\/mo>/.test(mark)) {
    pieces.add(mark);
    return;
  }
  pieces.cut();
  pieces.add(mark.replace("<mo>", '<mo form="infix">')); // at the head of a piece it would stick to what follows
}

// A letter in the colour of its quantity, by name the numbers that it stands for.
function letter(token, walk, more = "") {
  const of = token.of ? ` data-number="${token.of}" data-of="${token.of.split(":")[0]}"` : "";
  return `<mrow${more}${of}>${walk.texts[token.m]}</mrow>`;
}

// A formula in letters; each letter can be pointed at or reached with Tab, and says what it means.
export function letterMath(tokens, walk) {
  const piece = (token) =>
    token.tip === undefined
      ? walk.texts[token.m]
      : letter(token, walk, ` class="bp-letter" tabindex="0" data-tip="${token.tip}"`);
  return `<math display="block"><mrow>${tokens.map(piece).join("")}</mrow></math>`;
}
