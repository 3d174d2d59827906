// What a graph shows where, without a page: node --test graph.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { showHeads, writeHeads } from "../../simulator/player/js/graph/heads.js";
import {
  biasRoom,
  roomOf,
  sideRoom,
  sidesAt,
  valueClass,
} from "../../simulator/player/js/graph/layout/neuron_room.js";
import { linkOf, meantBy, thingAt } from "../../simulator/player/js/graph/layout/pointed.js";
import { labelsEach, labelsInLine } from "../../simulator/player/js/graph/overlays/edges/labels.js";

// Two inputs at x = 100 and an output at 300, circles of 60 px.
const PLACES = { "1,1": [100, 100], "1,2": [100, 200], "2,1": [300, 150] };
const graph = (node = 60) => ({
  ...{ walk: { layers: [{}, {}] }, node, x: (l) => 200 * l - 100 },
  neurons: Object.keys(PLACES).map((key) => ({ l: Number(key[0]), c: Number(key[2]) })),
  edges: [1, 2].map((r) => ({ l: 2, r, c: 1, path: {} })),
  spot: (l, c) => PLACES[`${l},${c}`],
  ends: ({ l, r, c }) => [PLACES[`${l - 1},${r}`], PLACES[`${l},${c}`]],
});

test("a point means the neuron that it is on, else the nearest edge, else the layer whose head it is on", () => {
  const at = (x, y, node = undefined) => thingAt(graph(node), x, y);
  assert.deepEqual(at(100, 129), { l: 1, c: 1 });
  assert.deepEqual(at(100, 113, 8), { l: 1, c: 1 }, "a small neuron is meant from further away");
  assert.deepEqual(at(200, 128), { l: 2, r: 1, c: 1 });
  assert.deepEqual(at(200, 172), { l: 2, r: 2, c: 1 });
  assert.equal(at(200, 150), null, "too far from both");
  assert.equal(at(360, 150), null, "edges end");
  assert.deepEqual([at(143, 47), at(145, 47), at(100, 49)], [{ l: 1 }, null, null]);
  assert.deepEqual(at(300, 10), { l: 2 });
});

test("the same number is lit where it is shown, and less where another one is shown", () => {
  const here = { edge: true, l: 2, r: 1, c: 1 };
  const place = (more) => ({ ...here, shown: true, ...more });
  assert.equal(linkOf([place({})], here), "same");
  assert.equal(linkOf([place({ shown: false })], here), "part");
  assert.equal(linkOf([place({ shown: false }), place({})], here), "same");
  assert.equal(linkOf([place({ r: 0, c: 0 })], here), "same", "all of them");
  for (const other of [{ edge: false }, { l: 3 }, { r: 2 }, { c: 2 }])
    assert.equal(linkOf([place(other)], here), "");
  assert.equal(linkOf(null, here), "");
  assert.deepEqual(meantBy([place({}), place({ shown: false })]), { l: 2, r: 1, c: 1 });
  assert.deepEqual(meantBy([place({ edge: false })]), { l: 2, r: 0, c: 1 });
  assert.equal(meantBy([place({}), place({ c: 2 })]), null);
  assert.equal(meantBy(null), null);
});

// The words above layers that are `gap` px apart, written and then shown with all that is known, on a page whose letters
// are 0.6 em wide.
function heads(layers, gap, narrow) {
  const paper = { measureText: (words) => ({ width: 60 * words.length }) };
  const element = () => ({ style: {}, dataset: {}, setAttribute() {}, getAttribute() {} });
  const document = { createElementNS: element, createElement: () => ({ getContext: () => paper }) };
  Object.assign(globalThis, { document });
  const words = [];
  const text = (x, _y, look, textContent = "") => {
    words.push({ ...element(), x, look, textContent });
    return words.at(-1);
  };
  const lettering = { of: () => ({ size: 14, font: "600 100px serif" }) };
  const chips = writeHeads({ walk: { layers }, lettering, x: (l) => gap * l, gap, narrow, text });
  showHeads(chips, { knows: () => true, quantityOf: () => "a" });
  return words.filter(({ textContent }) => textContent);
}

test("above each layer stands what it is and the title of its activation, small circles with the number alone", () => {
  const layers = [{ title: "input" }, { activation: "leaky_relu", title: "the leaky one" }];
  const said = (narrow) =>
    heads(layers, 200, narrow)
      .filter(({ look }) => look !== "bp-chip")
      .map(({ textContent }) => textContent);
  assert.deepEqual(said(false), ["Layer 1", "input", "Layer 2", "the leaky one"]);
  assert.deepEqual(said(true), ["1", "input", "2", "the leaky one"]);
});

test("chips above layers that stand close lie on no other and can be read; at last one has to do for three", () => {
  const chipsIn = (gap) =>
    heads(
      Array.from({ length: 8 }, () => ({ title: "" })),
      gap,
      true,
    ).filter(({ look }) => look === "bp-chip");
  for (const gap of [60, 36, 30, 27.4, 21, 14]) {
    const chips = chipsIn(gap);
    assert.equal(chips.length, gap < 18 ? 8 : 1 + 3 * 7);
    chips.slice(1).forEach(({ x, style }, i) => {
      const size = parseFloat(style.fontSize || "14");
      assert.ok(size >= 10, `${gap}: ${size} px`);
      assert.ok(x - chips[i].x >= 0.6 * size, `${gap}: ${x} on ${chips[i].x}`);
    });
  }
  assert.deepEqual(
    chipsIn(14).map(({ textContent }) => textContent),
    ["a", ...Array(7).fill("S")],
  );
});

const LAYOUT = { gap: 200, reach: 30, start: 44, width: 500, column: 40, sideLine: 22 };

test("words have the way to what stands beside their neuron", () => {
  assert.deepEqual(
    [1, 2, 3].map((l) => roomOf(LAYOUT, l, 3)),
    [56, 196, 78],
  );
  assert.equal(roomOf({ ...LAYOUT, reach: 150 }, 1, 3), 196, "never more than half of the gap");
  assert.equal(biasRoom({ ...LAYOUT, tight: true }, 56), 196);
  assert.equal(biasRoom(LAYOUT, 56), 56);
});

test("a number is large, usual or small by its circle, and small with a halo where it has no room in it", () => {
  const of = (node, roomy = true, lit = true) => valueClass(node, roomy, lit);
  assert.deepEqual(
    [71, 70, 44, 43].map((node) => of(node)),
    [...["bp-value bp-large", "bp-value", "bp-value", "bp-value bp-tight"]],
  );
  assert.equal(of(71, false), "bp-value bp-halo bp-tight");
  assert.equal(of(50, true, false), "bp-value bp-receded");
});

test("y, t and e stand in columns, in one line or one below the other, with the room that they have there", () => {
  const at = (more, several = true) => sidesAt({ ...LAYOUT, ...more }, [300, 100], several);
  const columns = at({ table: true, tight: true });
  assert.deepEqual(
    columns.map(([x, y, , anchor]) => [x, y, anchor]),
    [384, 424, 464].map((x) => [x, 105, "end"]),
  );
  assert.equal(at({ tight: true }).length, 1);
  assert.equal(at({ tight: true }, false).length, 3, "one output has the height");
  assert.equal(at({ tight: true, narrow: true }, false).length, 1);
  assert.deepEqual(
    at({}).map(([x, y, name]) => [x, y, name]),
    [
      ...[
        [344, 80, "bp-side bp-y"],
        [344, 102, "bp-side"],
        [344, 124, "bp-side"],
      ],
    ],
  );
  assert.deepEqual(sideRoom({ ...LAYOUT, table: true }, 384, 3), { room: 34, high: undefined });
  assert.deepEqual(sideRoom(LAYOUT, 344, 3), { room: 154, high: 20 });
  assert.deepEqual(sideRoom(LAYOUT, 344, 1), { room: 154, high: undefined });
});

// ---- numbers on edges
const LABELS = [1, 2].map((r) => ({ l: 2, r, c: 1, longer: "a₁ = 0.500", words: "0.500" }));
const ENDS = [
  [
    [100, 0],
    [400, 0],
  ],
  [
    [100, 100],
    [400, 100],
  ],
];

test("numbers on edges stand at one share of the way, long where that meets no word, else short", () => {
  const placed = (taken, along = [0.5]) => labelsInLine(LABELS, along, { ends: ENDS, node: 40, taken });
  const forms = (found) => found.map(({ form, place, half }) => [form, ...place, half]);
  assert.deepEqual(forms(placed([])), [
    ["longer", 250, 0, 46],
    ["longer", 250, 100, 46],
  ]);
  const word = [311, 17, 20]; // it begins 41 px from the middle
  assert.deepEqual(forms(placed([word])), [
    ["words", 250, 0, 26],
    ["words", 250, 100, 26],
  ]);
  assert.equal(placed([word, [250, 110, 5]]), null);
  assert.equal(placed([], [0.1]), null, "on the neuron");
});

test("else each stands where its own edge has room, from where the pass comes", () => {
  const each = (taken, backward = false) => labelsEach(LABELS, { ends: ENDS, backward, taken });
  const [first, second] = each([]);
  assert.deepEqual([first.form, first.place, second.place], ["longer", [196, 0], [196, 100]]);
  assert.deepEqual(each([], true)[0].place, [304, 0]);
  assert.equal(each([[250, 0, 100, 12]])[0]?.form ?? "none", "none", "no room on one of them");
  const narrow = each([
    [120, 0, 45, 12],
    [310, 0, 85, 12],
  ]);
  assert.deepEqual(
    narrow.map(({ form }) => form),
    ["words", "longer"],
  );
});
