// Which numbers are meant where something is pointed at, without a page: node --test linking.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { namesAt, namesIn, placesOf } from "../../simulator/player/js/page/pointing/linked_numbers.js";
import { takenApart } from "../../simulator/player/js/text/identity.js";

// A network of 2 inputs and 3 neurons at a step that computes what `of` names, of a batch where there are `items`.
const at = ({ of = [], item = 0, items = undefined, picture = {}, frozen = [] } = {}) => ({
  walk: { layers: [{ width: 2 }, { width: 3 }], updates: [{ items }], frozen },
  view: { item },
  step: { u: 0, lines: of.map((name) => ({ tokens: [{}, { of: name }] })) },
  picture: { edgeQuantity: "W", quantityOf: () => "a", knows: () => false, summed: false, ...picture },
});
const BATCH = { items: [4, 0, 7], item: 2 };
const placed = (name, more = {}) => placesOf(at(more), takenApart(name));

test("a place of the graph stands for what it shows and for what the step makes of it", () => {
  assert.deepEqual(namesAt(at({ of: ["n:2"] }), "2,3"), ["a:2:3", "n:2:3"]);
  assert.deepEqual(namesAt(at({ of: ["n:2"] }), "1,1"), ["a:1:1"], "the step is of another layer");
  assert.deepEqual(namesAt(at({ of: ["dW:2"] }), "2,3"), ["a:2:3"], "and of edges");
  assert.deepEqual(namesAt(at({ of: ["dW:2"] }), "2,1,3"), ["W:2:1:3", "dW:2:1:3"]);
  assert.deepEqual(namesAt(at({ of: ["momentum_W_before:2"] }), "2,1,3").at(-1), "momentum_W_before:2:1:3");
  assert.deepEqual(namesAt(at(), "2"), ["a:2"]);
});

test("after an update an edge stands for its new weight too, and what an update takes for both", () => {
  const picture = { knows: (kind) => kind === "update_W" };
  assert.deepEqual(namesAt(at({ of: ["newW:2"], picture }), "2,1,3"), ["newW:2:1:3", "W:2:1:3", "dW:2:1:3"]);
  assert.deepEqual(namesAt(at({ of: ["newb:2"] }), "2,1"), ["a:2:1", "newb:2:1", "b:2:1", "db:2:1"]);
});

test("in a batch a name is of the item looked at, a letter of all of them, and a sum of S is the gradient of b", () => {
  assert.deepEqual(namesIn(at(BATCH), "n:2:1 W:2:1:1"), ["n:2:1@2", "W:2:1:1"]);
  assert.deepEqual(namesIn(at(BATCH), "n:2", true), ["n:2"]);
  assert.deepEqual(namesIn(at(BATCH), "S:2:1@3"), ["S:2:1@3"], "it says itself of which");
  assert.deepEqual(namesIn(at({ ...BATCH, item: 9 }), "a:1:1"), ["a:1:1@3"], "of fewer the last");
  assert.deepEqual(namesIn(at({ ...BATCH, item: 0 }), "n:2:1"), ["n:2:1"], "of none where all are summed");
  assert.deepEqual(namesAt(at(BATCH), "2,1"), ["a:2:1@2"]);
  assert.deepEqual(namesAt(at({ picture: { summed: true, quantityOf: () => "S" } }), "2,1"), ["db:2:1"]);
});

test("a number without what is frozen is the number itself where nothing of it is", () => {
  const frozen = ["W2[1,3]"];
  assert.deepEqual(namesIn(at({ frozen }), "free_dW:2:1:2"), ["dW:2:1:2", "free_dW:2:1:2"]);
  assert.deepEqual(namesIn(at({ frozen }), "free_dW:2:1:3"), ["free_dW:2:1:3"]);
  assert.deepEqual(namesIn(at({ frozen }), "free_dW:2"), ["free_dW:2"]);
});

test("a number stands at its neuron or edge, a whole array at all of its layer, and elsewhere less", () => {
  assert.deepEqual(placed("a:2:3"), [{ l: 2, edge: false, r: 0, c: 3, shown: true }]);
  assert.deepEqual(placed("n:2:3"), [{ l: 2, edge: false, r: 0, c: 3, shown: false }]);
  assert.deepEqual(placed("W:2:1:3"), [{ l: 2, edge: true, r: 1, c: 3, shown: true }]);
  assert.deepEqual(placed("W:2:*:3"), [{ l: 2, edge: true, r: 0, c: 3, shown: true }]);
  assert.deepEqual(placed("dW:2"), [{ l: 2, edge: true, r: 0, c: 0, shown: false }]);
  assert.deepEqual(placed("J:2:3:1"), [{ l: 2, edge: true, r: 1, c: 3, shown: false }], "∂n/∂n̂ by its edge");
  assert.deepEqual([placed("F"), placed("a:5:1")], [[], []]);
  assert.deepEqual([placed("a:2:1@1", BATCH), placed("a:2:1@2", BATCH).length], [[], 1], "of another item");
});
