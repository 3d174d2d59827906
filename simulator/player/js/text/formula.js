// Formulas as MathML: rows of tokens from the walk, with the numbers filled in here.
import { shown } from "./digits.js";
import { COLUMNS, ELIDE_ABOVE, KEPT, kept } from "./elision.js";
import { holds } from "./exact.js";
import { isMatrix, numbersOf } from "./token_numbers.js";

const number = (value, digits) => `<mn>${shown(value, digits)}</mn>`;

function matrix(value, digits) {
  const cell = (i, j) =>
    i === null ? "<mo>⋮</mo>" : j === null ? "<mo>⋯</mo>" : number(value[i][j], digits);
  const columns = kept(value[0].length, COLUMNS);
  const rows = kept(value.length).map(
    (i) => `<mtr>${columns.map((j) => `<mtd>${cell(i, j)}</mtd>`).join("")}</mtr>`,
  );
  const size =
    value.length > ELIDE_ABOVE || value[0].length > COLUMNS
      ? `<mtext class="bp-size">${value.length}×${value[0].length}</mtext>`
      : "";
  return (
    `<mrow><mo fence="true" stretchy="true">[</mo><mtable>${rows.join("")}</mtable>` +
    `<mo fence="true" stretchy="true">]</mo>${size}</mrow>`
  );
}

const OPEN = '<mo stretchy="false">(</mo>';
const CLOSE = '<mo stretchy="false">)</mo>';
const bracketed = (value, digits) =>
  value < 0 ? OPEN + number(value, digits) + CLOSE : number(value, digits);

// The terms of a sum of products, each a piece of MathML.
function terms(token, arrays, digits) {
  const [left, right] = token.s.map((side) => numbersOf(side, arrays).flat());
  return kept(left.length).map((i, at) => {
    const plus = at ? '<mo form="infix">+</mo>' : "";
    if (i === null) return `${plus}<mo>⋯</mo><mtext class="bp-size">${left.length - KEPT - 1} more</mtext>`;
    if (token.squares)
      return `${plus}<msup><mrow>${OPEN}${number(left[i], digits)}${CLOSE}</mrow><mn>2</mn></msup>`;
    return `${plus}${bracketed(left[i], digits)}<mo>·</mo>${bracketed(right[i], digits)}`;
  });
}

// A line of numbers as pieces of MathML; a piece is never broken, the line may be between two of them.
export function numericPieces(line, walk, digits) {
  const sign = holds(line, walk.arrays, digits) ? "=" : "≈";
  const pieces = [];
  let piece = "";
  const flush = () => {
    if (piece) pieces.push(piece);
    piece = "";
  };
  let before = null;
  for (const token of line.tokens) {
    if (token.rel) {
      flush();
      piece = `<mo form="infix">${sign}</mo>`;
    } else if (token.s) {
      const [first, ...rest] = terms(token, walk.arrays, digits);
      if (digits === 0) flush(); // long numbers: every term may stand on a line of its own
      piece += first;
      for (const term of rest) {
        flush();
        piece = term;
      }
    } else if (token.v !== undefined) {
      const value = numbersOf(token, walk.arrays);
      if (isMatrix(value)) {
        if (before?.v !== undefined) flush();
        piece += matrix(value, digits);
      } else
        piece +=
          before?.m !== undefined && !before.open && before.tip === undefined
            ? bracketed(value, digits)
            : number(value, digits);
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
export function letterMath(tokens, walk) {
  const piece = (token) =>
    token.tip === undefined
      ? walk.texts[token.m]
      : `<mrow class="bp-letter" tabindex="0" data-tip="${token.tip}">${walk.texts[token.m]}</mrow>`;
  return `<math display="block"><mrow>${tokens.map(piece).join("")}</mrow></math>`;
}
