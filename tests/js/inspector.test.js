// The table of what a number is made of, on a page of plain objects: node --test inspector.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { shownRows, tableOf } from "../../simulator/player/js/panel/inspector/shown_terms.js";
import { table } from "../../simulator/player/js/panel/inspector/term_table.js";

class Piece {
  constructor(tag) {
    Object.assign(this, { tag, own: {}, inside: [], className: "" });
  }
  setAttribute(name, value) {
    this.own[name] = value;
  }
  addEventListener(name, action) {
    this.own[name] = action;
  }
  append(...inside) {
    this.inside.push(...inside);
  }
  get text() {
    return this.inside.map((one) => (typeof one === "string" ? one : one.text)).join("");
  }
  all(tag) {
    const found = this.inside.flatMap((one) => (typeof one === "string" ? [] : one.all(tag)));
    return this.tag === tag ? [this, ...found] : found;
  }
}
Object.assign(globalThis, { document: { createElement: (tag) => new Piece(tag) } });

const made = (rows, below = [], own = null) =>
  /** @type {any} */ (tableOf(table(["n", "2,1", " = Σ W · â + b"], rows, below), 3, own));
const lines = (one) => one.all("tr").map((row) => row.inside.map((cell) => cell.text).join(" "));

test("a product stands with its factors, and with all digits where some are not shown", () => {
  const names = ["W:2:1:1", "a:1:1", "aW:2:1:1"];
  const found = made(
    [
      ["neuron 1 of layer 1", 0.5, 2, "2,1,1", null, names],
      ["neuron 2 of layer 1", 1 / 3, 2, "2,2,1", null, []],
    ],
    [["bias b", 0.25, false, "b:2:1"]],
  );
  assert.equal(found.inside[0].text, "n2,1 = Σ W · â + b");
  assert.deepEqual(lines(found), [
    "neuron 1 of layer 1 0.5 × 2 = 1",
    "neuron 2 of layer 1 0.333 × 2 ≈ 0.667",
    "bias b 0.25",
  ]);
  const [first, second, bias] = found.all("tr");
  assert.deepEqual([first.own["data-edge"], first.all("button")[0].own["data-edge"]], ["2,1,1", "2,1,1"]);
  assert.deepEqual(
    [...first.all("th"), ...first.all("td"), ...bias.all("td")].map((cell) => cell.own["data-number"]),
    [names[0], names[0], undefined, names[1], names[2], "b:2:1"],
  );
  assert.deepEqual(
    [first, second].map((row) => row.all("td")[0].own["data-full"] ?? null),
    [null, "0.3333333333333333"],
  );
});

test("before its step nothing is multiplied, and a result stands apart from what is added", () => {
  const below = [
    ["bias b", 1, false],
    ["n", null, true],
  ];
  const found = /** @type {any} */ (
    tableOf(table("n", [["neuron 1", 3, null, "2,1,1"]], below, false), 3, null)
  );
  assert.deepEqual(lines(found), ["neuron 1 3 × – –", "bias b 1", "n –"]);
  assert.deepEqual(
    found.all("tr").map((row) => row.className),
    ["", "bp-below", "bp-total"],
  );
});

test("of many terms the first and the last are shown, of items of a batch so many as lead to their walks", () => {
  const rows = (count, item = null) => Array.from({ length: count }, (_, i) => ({ i, item: item && i + 1 }));
  const places = (count, item = null) => {
    const { kept, between } = shownRows(rows(count, item));
    return [kept.map((row) => row?.i ?? null), between];
  };
  assert.deepEqual(places(12)[1], 0);
  assert.deepEqual(places(14), [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, null, 13], 2]);
  assert.deepEqual([places(64, true)[0].length, places(64, true)[1]], [64, 0]);
  assert.deepEqual(places(70, true), [[0, 1, 2, null, 69], 66]);
  assert.deepEqual(places(0), [[], 0]);
});

test("an item of a batch leads into the graph, and where there is a page to ask to its own walk", () => {
  const opened = [];
  const rows = [1, 2].map((item) => [`item ${item}`, item, 2, null, item, []]);
  const [, second] = made(rows, [], (item) => opened.push(item)).all("tr");
  const [shows, opens] = second.all("button");
  assert.deepEqual([shows.text, shows.own["data-item"], opens.text], ["item 2", 2, "↗"]);
  opens.own.click();
  assert.deepEqual(opened, [2]);
  assert.equal(made(rows).all("button").length, 2);
});
