// How much room the numbers of a step take, told from their text: node --test line_width.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  emsIn,
  piecesOf,
  setting,
  sumsHeight,
  sumsIn,
  widestOf,
} from "../../simulator/player/js/text/line_width.js";

// A matrix of so many rows and columns, each number 0.5 of which is 1.46 em wide.
const matrix = (rows, columns, number = "0.5") => {
  const row = `<mtr>${`<mtd><mn>${number}</mn></mtd>`.repeat(columns)}</mtr>`;
  return `<math><mrow><mo>[</mo><mtable>${row.repeat(rows)}</mtable><mo>]</mo></mrow></math>`;
};
const ROOM = { wide: 500, letters: { numbers: 21, least: 14, sums: 20 }, most: { numbers: 300, all: 400 } };
const stands = (lines, { sums = [], ...room } = {}) =>
  setting(lines.map(piecesOf), sums.map(piecesOf), { ...ROOM, ...room });
const most = (numbers, all = 1000) => ({ most: { numbers, all } });

test("a piece is as wide as its signs and the widest number of each column, with its rows and columns", () => {
  const [first, second, third] = piecesOf(`${matrix(4, 2)}${matrix(3, 1, "−12")}<math><mo>=</mo></math>`);
  assert.deepEqual([first.rows, first.columns, first.all], [4, 2, { rows: 4, cells: 8 }]);
  assert.ok(Math.abs(first.wide - (2 * 0.38 + 2 * (0.7 + 1.46))) < 1e-9);
  assert.ok(Math.abs(second.wide - (2 * 0.38 + 0.7 + 0.76 + 2 * 0.54)) < 1e-9);
  assert.deepEqual([third.rows, third.columns, third.all], [1, 0, { rows: 0, cells: 0 }]);
  assert.equal(widestOf([first, second, third]), first.wide);
  assert.equal(widestOf([]), 1);
});

test("numbers that are higher than their room stand closer, in the largest letters that have room, down to 14 px", () => {
  const line = [matrix(4, 2)]; // 4 · 1.42 · 21 + 19 px; closer 4 · 1.1 px for each px of the letters, + 10
  const dense = (high) => stands(line, most(high)).dense;
  assert.deepEqual([dense(139), dense(138), dense(90), dense(72), dense(20)], [0, 20, 18, 14, 14]);
});

test("a line is broken between its pieces where it is wider than its place", () => {
  const line = [matrix(4, 2) + matrix(4, 2)]; // each of them 5.08 · 21 + 5 px wide, closer less
  const dense = (wide) => stands(line, { wide, ...most(200) }).dense;
  assert.deepEqual([dense(224), dense(223)], [0, 20]);
});

test("what stands beside the last numbers has the room that their last row leaves", () => {
  const left = (wide, high) => stands([matrix(4, 2) + matrix(4, 2)], { wide, ...most(high) }).left;
  const [open, close] = [5.08 * 21 + 5, (5.08 - 2 * 0.4) * 20 + 5]; // px of one of them
  const apart = (found, wanted) => Math.abs(found - wanted);
  assert.ok(apart(left(300, 200), 300 - 2 * open) < 1e-9, "both in one row");
  assert.ok(apart(left(200, 1000), 200 - open) < 1e-9, "the second in a row of its own");
  assert.ok(apart(left(250, 120), 250 - 2 * close) < 1e-9, "closer");
});

test("no picture is seen below many rows or numbers, in letters of any size", () => {
  const tall = (rows, columns) => stands([matrix(rows, columns)], most(10000, 10000)).tall;
  assert.deepEqual([tall(14, 1), tall(15, 1), tall(4, 6), tall(5, 5)], [false, true, false, true]);
  assert.equal(stands([matrix(8, 1), matrix(7, 1)], most(10000, 10000)).tall, true, "of all lines");
});

test("nor below numbers and sums that together take their part of the panel", () => {
  const sums = ["<math><mn>0.5</mn></math>"]; // 1.42 · 20 + 19 px
  const tall = (all, more = {}) => stands([matrix(4, 2)], { ...most(300, all), ...more }).tall;
  assert.deepEqual([tall(138), tall(137)], [false, true]);
  assert.deepEqual([tall(186, { sums }), tall(185, { sums })], [false, true]);
});

test("rows are tight where the least letters are too high for them, and only there", () => {
  const tight = (high) => stands([matrix(4, 2)], most(high)).tight; // 4 · 0.9 · 14 + 10 px
  assert.deepEqual([tight(200), tight(61), tight(60)], [false, false, true]);
});

test("as many sums as have room are counted, with the line that says how many there are more", () => {
  const sums = ["<math><mn>1</mn></math>", "<math><mn>2</mn></math>", "<math><mn>3</mn></math>"].map(
    piecesOf,
  );
  const each = sumsHeight(sums.slice(0, 1), 20, 500);
  const count = (room) => sumsIn(sums, 20, 500, room, 24);
  assert.deepEqual([count(3 * each), count(3 * each - 1), count(each + 24), count(each + 23)], [3, 2, 1, 0]);
});

test("lines are as high as their rows really are: open, closer, or all but touching", () => {
  const high = (most) => stands([matrix(4, 2)], { most: { numbers: most, all: 1000 } }).high;
  const rows = { open: 4 * 1.05 * 21 + 19, close: 4 * 0.9 * 14 + 10, tight: 4 * 0.76 * 14 + 10 };
  assert.deepEqual([high(200), high(61), high(60)].map(Math.round), Object.values(rows).map(Math.round));
});

test("a formula in letters is as wide as its signs; of a fraction half of them stand above the others", () => {
  const [plain, over] = ["<mi>a</mi><mi>b</mi>", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"].map(emsIn);
  assert.ok(Math.abs(plain - 1.08) < 1e-9);
  assert.ok(Math.abs(over - (0.54 + 0.45)) < 1e-9);
  assert.ok(emsIn("<mo>=</mo>") > emsIn("<mo>+</mo>") && emsIn("<mi>W</mi>") > emsIn("<mi>A</mi>"));
});
