// The matrices of a step without a page: node --test matrices.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { COPIES } from "../../simulator/player/js/panel/matrices/copied_numbers.js";
import { ruleMatrix, stepMatrix } from "../../simulator/player/js/panel/matrices/matrix.js";
import { layerMatrices, matricesOf } from "../../simulator/player/js/panel/matrices/step_matrices.js";

// 2 inputs and 3 neurons; `items` are those of a batch of two, of which each is a column, and `full` has an A for each.
const ARRAYS = {
  pair: {
    a: [1, 2],
    W: [
      [1, -4, 0],
      [2, 3, -1],
    ],
    A: [0.5, 1, 0],
    full: [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
  },
  batch: {
    n: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    A: [
      [1, 0],
      [0, 1],
      [1, 1],
    ],
    full: [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ],
  },
};
const KINDS = ["input", "n", "a", "error", "A", "S", "dW", "update_W"];

function at({
  arrays = ARRAYS.pair,
  cursor = 4,
  items = undefined,
  slopes = "A",
  view = {},
  notation = undefined,
}) {
  const names = Object.keys(arrays);
  const by = (name) => ({ 2: names.indexOf(name) });
  const update = { a: { 1: names.indexOf("a") }, W: by("W"), n: by("n"), A: by(slopes), items };
  const walk = {
    ...{ updates: [update], layers: [{ width: 2 }, { width: 3 }], calm: {}, notation },
    ...{ scales: { W: 5, n: 2 }, arrays: Object.values(arrays) },
  };
  const steps = KINDS.map((kind) => ({ kind, u: 0, l: kind === "input" ? 1 : 2, neuron: null }));
  return { walk, steps, cursor, view: { digits: 3, item: 1, ...view } };
}
const TURNED = { notation: { turned: true, letters: { W: "W" }, phrases: [], quantities: {} } };
const namesIn = ({ named, rows }) => rows.map((row, i) => row.map((_, j) => named(i, j)));

test("a matrix of edges has the neurons of both layers, and the scale of its kind", () => {
  const { name, rows, left, right, headed, scale, named, number, items } = stepMatrix(at({}), "W", 2);
  assert.deepEqual(
    [name, number, rows, left, right, headed, items],
    ["W₂", "W:2", ARRAYS.pair.W, 1, 2, true, null],
  );
  assert.equal(scale, 5);
  assert.equal(named(1, 2), "W:2:2:3");
  const here = at({});
  here.walk.updates[0].J = { 2: here.walk.updates[0].W[2] };
  here.walk.layers[0].width = 0; // whose A is none to wait for
  const J = stepMatrix(here, "J", 2);
  assert.deepEqual([J.left, J.right, J.named(0, 1)], [2, 1, "J:2:1:2"]);
});

test("where W is shown as L × H, its numbers keep their names", () => {
  const { rows, left, right, named } = stepMatrix(at(TURNED), "W", 2);
  assert.deepEqual([rows[1], left, right], [[-4, 3], 2, 1]);
  assert.equal(named(1, 0), "W:2:1:2");
  const kept = { name: "M", place: 1, of: "W", l: 2, known: "M_W:2" };
  const rule = ruleMatrix(at(TURNED), kept);
  assert.deepEqual([rule.rows[1], rule.named(1, 0)], [[-4, 3], "M_W:2:1:2"]);
  assert.equal(ruleMatrix(at({}), kept).named(1, 0), "M_W:2:2:1");
});

test("slopes are a diagonal, but of an activation that answers every n", () => {
  const diagonal = stepMatrix(at({}), "A", 2);
  assert.deepEqual(diagonal.rows[1], [0, 1, 0]);
  assert.deepEqual(namesIn(diagonal)[1], [null, "A:2:2", null]);
  assert.equal(diagonal.scale, 1, "its own largest, where its kind has none");
  const full = stepMatrix(at({ slopes: "full" }), "A", 2);
  assert.deepEqual(
    [full.rows[1], namesIn(full)[1]],
    [
      [4, 5, 6],
      ["A:2:2:1", "A:2:2:2", "A:2:2:3"],
    ],
  );
});

test("what is not computed yet has no numbers", () => {
  const rows = (cursor, asked = false) => stepMatrix(at({ cursor, view: { asked } }), "A", 2).rows;
  assert.equal(rows(3), null);
  assert.equal(rows(4, true), null, "it is asked for");
  assert.ok(rows(4));
  assert.equal(ruleMatrix(at({}), { name: "M", place: null, of: "W", l: 2, known: null }).rows, null);
});

test("of a batch the columns are its items, and what each has alone is that of one", () => {
  const batch = { arrays: ARRAYS.batch, items: [4, 7] };
  const n = stepMatrix(at(batch), "n", 2);
  assert.deepEqual([n.name, n.items, n.headed, namesIn(n)[2]], ["N₂", [4, 7], false, ["n:2:3@1", "n:2:3@2"]]);
  const slopes = stepMatrix(at(batch), "A", 2);
  assert.deepEqual([slopes.name, slopes.rows[0], slopes.named(0, 1)], ["σ′(N₂)", [1, 0], "A:2:1@2"]);
  for (const [item, shown] of [
    [0, 0],
    [1, 0],
    [2, 1],
    [9, 1],
  ]) {
    const own = stepMatrix(at({ ...batch, slopes: "full", view: { item } }), "A", 2);
    assert.deepEqual([own.name, own.items], [`A₂ of item ${[5, 8][shown]}`, null]);
    assert.deepEqual([own.rows, own.named(0, 1)], [ARRAYS.batch.full[shown], `A:2:1:2@${shown + 1}`]);
  }
});

test("numbers are copied with all their digits, in LaTeX with those that are shown", () => {
  const rows = [
    [0.123456, -2],
    [1e-12, 0],
  ];
  assert.equal(COPIES.text(rows, 3), "0.123456\t-2\n1e-12\t0");
  assert.equal(COPIES.NumPy(rows, 3), "np.array([[0.123456, -2], [1e-12, 0]])");
  assert.equal(
    COPIES.LaTeX(rows, 3),
    "\\begin{bmatrix} 0.123 & -2 \\\\ 1.00\\cdot 10^{-12} & 0 \\end{bmatrix}",
  );
});

test("a step has its own matrices, the result last; a layer all of its own", () => {
  assert.deepEqual(matricesOf({ kind: "S", l: 2 }, 3).at(-1), ["S", 2]);
  assert.deepEqual(matricesOf({ kind: "S", l: 3 }, 3), [
    ["A", 3],
    ["e", 3],
    ["S", 3],
  ]);
  assert.deepEqual(
    matricesOf({ kind: "error", l: 9 }, 3).map(([, l]) => l),
    [3, 3, 3],
  );
  const { walk, steps } = at({});
  const names = (l) => layerMatrices(l, walk, steps, 0, false).map(([name]) => name);
  assert.deepEqual(names(1), ["a"]);
  assert.ok(!names(2).includes("J") && names(3).includes("J"));
});
