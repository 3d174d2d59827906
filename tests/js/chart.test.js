// A chart over the updates of a run without a page: node --test chart.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathOf, span, ticks } from "../../simulator/player/js/training/pictures/axis.js";
import {
  calledAt,
  pointByKey,
  pointNear,
  saidAt,
  seriesNear,
  valuesAt,
} from "../../simulator/player/js/training/pictures/chart_points.js";
import { placesOf, radiusOf } from "../../simulator/player/js/training/pictures/network_room.js";

// Two runs in step, the second without a number at update 8, and with one more after the first has ended.
const SERIES = [
  { name: "A", k: [0, 8, 16], x: [0, 1, 2], y: [4, 1, 0.5] },
  { name: "B", k: [0, 4, 8, 12], x: [0, 1 + 1e-12, 2, 3], y: [3, null, 2.5, 2] },
];

test("a chart reaches from 0 to the largest, on a logarithmic scale from the least above 0", () => {
  assert.deepEqual(span([{ y: [3, null, 5] }], false), [0, 5]);
  assert.deepEqual(span([{ y: [-2, 5] }], false), [-2, 5]);
  assert.deepEqual(span([{ y: [0] }], false), [0, 1]);
  assert.deepEqual(span([{ y: [0, 0.5, 4, Number.NaN] }], true), [0.5, 4]);
  assert.deepEqual(span([{ y: [2] }], true), [1, 4]);
  assert.deepEqual(span([{ y: [] }], true), [0.1, 1]);
});

test("networks stand side by side as far as there is room, and no neuron lies on the next", () => {
  assert.deepEqual(placesOf(1, 350), { across: 1, height: 300 });
  assert.deepEqual(placesOf(4, 990), { across: 4, height: 300 });
  assert.deepEqual(placesOf(4, 700), { across: 2, height: 480 }, "two and two, not three and one");
  assert.deepEqual(placesOf(2, 350), { across: 1, height: 480 }, "one below the other on a phone");
  for (const drawn of [true, false])
    for (const [up, along] of [
      [40, 38],
      [12, 200],
      [100, 14],
    ])
      assert.ok(2 * radiusOf(up, along, drawn) < Math.min(up, along));
  assert.equal(radiusOf(1, 1, true), 4, "never too small to be seen");
});

test("along an axis stand round numbers, few of them, on a logarithmic scale powers of ten", () => {
  assert.deepEqual(ticks(0, 100, false), [0, 50, 100]);
  assert.deepEqual(ticks(0, 7, false), [0, 2, 4, 6]);
  assert.deepEqual(ticks(-3, 3, false), [-2, 0, 2]);
  assert.deepEqual(ticks(3, 3, false), [3], "of one number itself");
  assert.deepEqual(ticks(0.05, 200, true), [0.1, 1, 10, 100]);
  assert.deepEqual(ticks(1e-8, 1, true), [1e-8, 1e-6, 1e-4, 0.01, 1]);
  assert.deepEqual(ticks(2, 5, true), [], "no power of ten lies between");
});

test("a line is broken where there is no number that can be drawn, and one point alone is a dot", () => {
  const path = (x, y, log) =>
    pathOf(
      { x, y },
      log,
      (at) => 10 * at,
      (at) => 100 - at,
    );
  assert.equal(path([0, 1, 2, 3], [4, null, 2, 1], false), "M0.0 96.0M20.0 98.0L30.0 99.0");
  assert.equal(path([0, 1], [0, 2], true), "M10.0 98.0", "0 has no logarithm");
  assert.equal(path([2], [5], false), "M20.0 95.0h0.1");
  assert.equal(path([], [], false), "");
});

test("a point of the first series is told with the number that each other has at its place", () => {
  assert.deepEqual(valuesAt(SERIES, 0), [
    ["A", 4],
    ["B", 3],
  ]);
  assert.deepEqual(valuesAt(SERIES, 1), [
    ["A", 1],
    ["B", null],
  ]);
  assert.deepEqual(valuesAt([SERIES[1], SERIES[0]], 3)[1], ["A", null], "that run has ended");
  assert.equal(saidAt(SERIES, 2), "A 0.5, B 2.5");
  assert.equal(saidAt(SERIES, 1), "A 1, B not there");
  assert.deepEqual([calledAt(SERIES, 1, "update"), calledAt(SERIES, 1, "epoch")], ["update 8", "epoch 1"]);
});

test("the pointer means the nearest point, and of its series the one whose line runs nearest", () => {
  const [x, y] = [(at) => 100 * at, (at) => 400 - 100 * at];
  assert.deepEqual(
    [-5, 49, 51, 149, 900].map((px) => pointNear(SERIES, px, x)),
    [0, 0, 1, 1, 2],
  );
  assert.deepEqual(
    [0, 40, 60, 400].map((height) => seriesNear(SERIES, 0, height, false, y)),
    [0, 0, 1, 1],
  );
  assert.equal(seriesNear(SERIES, 1, 0, false, y), 0, "a series without a number there is far");
});

test("keys go from point to point, by pages and to the ends, and never past them", () => {
  const by = (key, at, last = 50) => pointByKey(key, at, last);
  assert.deepEqual(
    [by("ArrowRight", 3), by("ArrowUp", 3), by("ArrowLeft", 3), by("ArrowDown", 3)],
    [4, 4, 2, 2],
  );
  assert.deepEqual([by("PageUp", 3), by("PageDown", 30), by("PageUp", 3, 4)], [8, 25, 4]);
  assert.deepEqual([by("Home", 9), by("End", 9), by("ArrowLeft", 0), by("ArrowRight", 50)], [0, 50, 0, 50]);
  assert.deepEqual([by("Enter", 3), by("End", -1, -1)], [null, null]);
});
