// The cells of a large network and their pixels, without a page: node --test cells.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cellOf,
  fitted,
  ownOf,
  perCell,
  regionOf,
  roomsOf,
  strip,
} from "../../simulator/player/js/graph/large/cells.js";
import { coloured, colours, largestIn } from "../../simulator/player/js/graph/large/pixels.js";

test("things share cells as evenly as can be, and each has its own", () => {
  const cells = fitted(7, 3, 40);
  assert.deepEqual(cells, { number: 7, count: 3, size: 1 });
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7].map((i) => cellOf(cells, i)),
    [0, 0, 0, 1, 1, 2, 2],
  );
  assert.deepEqual(
    [0, 1, 2].map((cell) => ownOf(cells, cell)),
    [
      [1, 2, 3],
      [4, 5],
      [6, 7],
    ],
  );
  assert.equal(perCell(cells), "2–3");
  assert.deepEqual(fitted(7, 80, 9), { number: 7, count: 7, size: 9 }, "never larger than that");
});

test("the number of the largest size stands for those that share a pixel; none is known of an empty one", () => {
  const rows = { number: 4, count: 2 };
  const columns = { number: 2, count: 2 };
  const numbers = [
    [1, null],
    [-3, null],
    [0, 2],
    [null, -1],
  ];
  const largest = [...largestIn((r, c) => numbers[r][c], rows, columns)];
  assert.deepEqual(largest, [-3, Number.NaN, 0, 2]);
});

test("a number has its colour on the scale, past the ends theirs, and one that is not known is clear", () => {
  const ramp = colours({ negative: "#0000ff", neuron: "#ffffff", positive: "#ff0000" });
  assert.deepEqual(
    [ramp.length, ramp[0], ramp[127], ramp[254]],
    [255, [0, 0, 255], [255, 255, 255], [255, 0, 0]],
  );
  const bytes = [...coloured(Float64Array.of(-9, 0, Number.NaN, 2), ramp, 4)];
  assert.deepEqual(bytes.slice(0, 8), [0, 0, 255, 255, 255, 255, 255, 255]);
  assert.deepEqual(bytes.slice(8, 12), [0, 0, 0, 0]);
  assert.deepEqual(bytes.slice(12), [...ramp[191], 255]);
});

test("wide matrices get more room, none less than they need", () => {
  const rooms = roomsOf([{ width: 9 }, { width: 16 }, { width: 64 }], 340);
  assert.deepEqual(rooms, [150, 190]);
  assert.deepEqual(roomsOf([{ width: 9 }, { width: 16 }, { width: 64 }], 100), [50, 50]);
});

test("a wide layer is one column, and of its map a row, a column or an entry is a rectangle", () => {
  const made = strip({ l: 2, width: 7 }, { number: 7, count: 7, size: 6 }, 2);
  assert.deepEqual([made.l, made.cellHeight, made.box], [2, 3, { width: 16, height: 21 }]);
  const box = { x: 100, y: 10, width: 30, height: 40 };
  const sizes = { cellWidth: 10, cellHeight: 20 };
  const map = { box, rows: { number: 4, count: 2 }, columns: { number: 3, count: 3 }, ...sizes };
  assert.deepEqual(regionOf(map, { r: 3, c: 2 }), { x: 110, y: 30, width: 10, height: 20 });
  assert.deepEqual(regionOf(map, { r: 3, c: 0 }), { ...box, y: 30, height: 20 });
  assert.deepEqual(regionOf(map, { r: 0, c: 0 }), box);
});
