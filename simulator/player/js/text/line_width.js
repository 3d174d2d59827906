// About how wide and high a line of numbers is, told from its text: to ask the page would have it laid out at every step.
const NARROW = /[.,·()[\]'′⁻⁰¹²³⁴⁵⁶⁷⁸⁹\u2009]/u;
const [THIN, DIGIT, MINUS] = [0.38, 0.54, 0.76]; // em
const BETWEEN = 0.7; // em, two columns of a matrix
const [RELATION, OPERATOR] = [1.1, 0.6]; // em more than their sign

const sum = (numbers) => numbers.reduce((total, x) => total + x, 0);
const widthOf = (letter) => (NARROW.test(letter) ? THIN : letter === "−" ? MINUS : DIGIT);
const plain = (mathml) => mathml.replace(/<[^>]*>/g, "").replace(/&#?\w+;/g, "+");
const emsOf = (mathml) => sum([...plain(mathml)].map(widthOf));

// A formula in letters: em of its signs, each with the first class that it is of.
/** @type {[RegExp, number][]} */
const SIGNS = [
  [/[=≈←→]/u, 1.65],
  [/[+−∘±]/u, 1.22],
  [/[WMN∑]/u, 0.97],
  [/[\p{Lu}‖]/u, 0.68],
  [/[.,·()[\]'′⁻\s^]/u, 0.38],
];
const signOf = (sign) => SIGNS.find(([kind]) => kind.test(sign))?.[1] ?? DIGIT;
const signsOf = (mathml) => sum([...plain(mathml)].map(signOf));
const FRACTION = { share: 0.5, around: 0.45 }; // of what stands above and below each other; em beside it

// How wide such a formula is, in em of its letters, about.
export function emsIn(mathml) {
  const fractions = [...mathml.matchAll(/<mfrac>.*?<\/mfrac>/g)].map(([one]) => signsOf(one));
  const saved = fractions.map((ems) => ems * FRACTION.share - FRACTION.around);
  return signsOf(mathml) - sum(saved);
}

/**
 * The pieces of a line as text/formula.js makes them, none of which is ever broken: how wide each is, in em of its
 * letters, and how many rows and columns its matrices have.
 * @param {string} line
 */
export const piecesOf = (line) => line.split("</math>").filter(Boolean).map(pieceOf);

// In em, the widest of some pieces.
export const widestOf = (pieces) => Math.max(1, ...pieces.map(({ wide }) => wide));

function pieceOf(piece) {
  const [before, ...matrices] = piece.split("<mtable>");
  const found = matrices.map((one) => one.split("</mtable>")).map(([rows, rest]) => [cellsOf(rows), rest]);
  return {
    wide: sum([
      emsOf(before),
      operatorsIn(piece),
      ...found.map(([cells, rest]) => matrixWidth(cells) + emsOf(rest ?? "")),
    ]),
    rows: Math.max(1, ...found.map(([cells]) => cells.length)),
    columns: sum(found.map(([cells]) => cells[0]?.length ?? 0)),
    all: {
      rows: sum(found.map(([cells]) => cells.length)),
      cells: sum(found.map(([cells]) => cells.flat().length)),
    },
  };
}

// The em around the signs between numbers, and what they are wider than a digit; those of a matrix' size too.
const operatorsIn = (piece) =>
  sum(
    [...piece.matchAll(/<mo form="infix">(.)/gu)].map(([, sign]) =>
      /[=≈]/u.test(sign) ? RELATION : OPERATOR,
    ),
  ) +
  OPERATOR * (piece.split('class="bp-size"').length - 1);

const cellsOf = (rows) =>
  rows
    .split("<mtr>")
    .slice(1)
    .map((row) => row.split("<mtd>").slice(1).map(emsOf));

const matrixWidth = (cells) =>
  sum(cells[0]?.map((_, j) => BETWEEN + Math.max(...cells.map((row) => row[j] ?? 0))) ?? []);

// How a matrix is set, as in css/pictures.css: em of a row, of what its columns are closer by, and px between lines.
const USUAL = { row: 1.42, closer: 0, apart: 14 };
const DENSE = { row: 1.1, closer: 0.4, apart: 5 };
const SHOWN = { ...DENSE, row: 0.9 }; // as those rows really are
const TIGHT = { ...DENSE, row: 0.76 }; // and where they all but touch
const OPEN = { ...USUAL, row: 1.05 }; // and those of matrices that stand as usual
const LINE = 1.42; // em of a line without a matrix
const SUM = { row: 1.25, apart: 4 }; // em, and px, of a row of a sum
const PIECE = 5; // px between two pieces of a line
const SIZES = [20, 19, 18, 17, 16, 15, 14, 13, 12];
const [MOST_ROWS, MOST_CELLS] = [14, 24]; // of all matrices, below which a picture has room

// In how many rows the pieces of a line stand, how many rows of numbers each of these has, and the px left in the last.
function broken(pieces, size, wide, closer) {
  const rows = [];
  let left = 0;
  for (const piece of pieces) {
    const px = (piece.wide - piece.columns * closer) * size + PIECE;
    if (!rows.length || px > left) {
      rows.push(0);
      left = wide;
    }
    left -= px;
    rows[rows.length - 1] = Math.max(rows.at(-1), piece.rows);
  }
  return { rows, left };
}

const rowsOf = (...line) => broken(...line).rows;

// The px that lines take one below the other in letters of so many px, broken between their pieces.
function heightOf(lines, size, wide, { row, closer, apart }) {
  const high = (count) => (count === 1 ? LINE : count * row) * size + PIECE;
  return sum(lines.map((pieces) => sum(rowsOf(pieces, size, wide, closer).map(high)) + apart));
}

/**
 * How lines of pieces and the sums below them stand: `dense`, px of the letters of lines that stand closer than usual, as
 * they would else be higher than `numbers`, 0 where they do not; `tight`, whether even the least of these are higher, so
 * that rows all but touch; `tall`, whether no picture would be seen below them; `high`, about how high lines are then;
 * `left`, px of the last row that nothing stands in.
 * @param {ReturnType<typeof piecesOf>[]} lines
 * @param {ReturnType<typeof piecesOf>[]} sums
 * @param {Room} room
 */
export function setting(lines, sums, { wide, letters, most }) {
  const usual = heightOf(lines, letters.numbers, wide, USUAL);
  const close = (size) => heightOf(lines, size, wide, DENSE);
  const sizes = SIZES.filter((size) => size > letters.least);
  const dense =
    usual <= most.numbers ? 0 : (sizes.find((size) => close(size) <= most.numbers) ?? letters.least);
  const reckoned = dense ? close(dense) : usual;
  const all = reckoned + heightOf(sums, letters.sums, wide, USUAL);
  const tight = dense === letters.least && heightOf(lines, dense, wide, SHOWN) > most.numbers;
  const high = heightOf(lines, dense || letters.numbers, wide, dense ? (tight ? TIGHT : SHOWN) : OPEN);
  const { left } = broken(
    lines.at(-1) ?? [],
    dense || letters.numbers,
    wide,
    dense ? SHOWN.closer : OPEN.closer,
  );
  return { dense, tight, tall: areMany(lines) || Math.round(all) > most.all, high, left };
}

// The px that so many sums take, one below the other: their rows are lines of the same height.
export const sumsHeight = (sums, size, wide) =>
  sum(sums.map((pieces) => rowsOf(pieces, size, wide, 0).length)) * (SUM.row * size + SUM.apart);

// How many of some sums there is room for, with a line that says how many there are more.
export function sumsIn(sums, size, wide, room, more) {
  if (sumsHeight(sums, size, wide) <= room) return sums.length;
  const fits = (count) => sumsHeight(sums.slice(0, count), size, wide) + more <= room;
  let count = 0;
  while (count < sums.length - 1 && fits(count + 1)) count++;
  return count;
}

/**
 * Px: of the width of a line; of letters of numbers, of the least of them, and of sums; of the height of numbers, and of all together, at most.
 * @typedef {{ wide: number, letters: { numbers: number, least: number, sums: number }, most: { numbers: number, all: number } }} Room
 */

// Whether matrices are more than stand above a picture in letters that are read with ease, also where smaller ones would
// leave it room.
function areMany(lines) {
  const count = (name) => sum(lines.flat().map(({ all }) => all[name]));
  return count("rows") > MOST_ROWS || count("cells") > MOST_CELLS;
}
