// About how wide a line of numbers is, told from its text: to ask the page would have it laid out at every step.
const NARROW = /[.,·()[\]'′⁻⁰¹²³⁴⁵⁶⁷⁸⁹\u2009]/u;
const [THIN, DIGIT, MINUS] = [0.38, 0.54, 0.76]; // em
const BETWEEN = 0.7; // em, two columns of a matrix

const sum = (numbers) => numbers.reduce((total, x) => total + x, 0);
const widthOf = (letter) => (NARROW.test(letter) ? THIN : letter === "−" ? MINUS : DIGIT);
const plain = (mathml) => mathml.replace(/<[^>]*>/g, "").replace(/&#?\w+;/g, "+");
const emsOf = (mathml) => sum([...plain(mathml)].map(widthOf));

// In em of its letters, the widest piece of a line as text/formula.js makes them: a piece is never broken.
export const widestPiece = (line) => Math.max(1, ...line.split("</math>").map(pieceWidth));

function pieceWidth(piece) {
  const [before, ...matrices] = piece.split("<mtable>");
  const behind = matrices.map((one) => one.split("</mtable>"));
  return sum([emsOf(before), ...behind.map(([rows, rest]) => matrixWidth(rows) + emsOf(rest ?? ""))]);
}

function matrixWidth(rows) {
  const cells = rows
    .split("<mtr>")
    .slice(1)
    .map((row) => row.split("<mtd>").slice(1).map(emsOf));
  return sum(cells[0]?.map((_, j) => BETWEEN + Math.max(...cells.map((row) => row[j] ?? 0))) ?? []);
}
