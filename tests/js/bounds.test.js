// What is decided at the bound of a rule: the last of two timers, the first of equal weights, the first of two tries.
import assert from "node:assert/strict";
import { test } from "node:test";
import { levelFor, shares, strongest } from "../../simulator/player/js/graph/layout/levels.js";
import { begun, reckoned, withChoice, withStep } from "../../simulator/player/js/lesson/progress.js";
import { typedNumber } from "../../simulator/player/js/practice/judging/typed_number.js";
import { readRecord, untried } from "../../simulator/player/js/practice/records/record.js";
import { Requests } from "../../simulator/player/js/requests/requests.js";
import { itemSaid, ofItem } from "../../simulator/player/js/walk/items.js";
import { equalsSign, through } from "../../simulator/player/js/walk/sums.js";

test("a request that goes out anew leaves the timer of before without effect", () => {
  const sent = [];
  const timers = [];
  let time = 0;
  const requests = new Requests(
    (change) => sent.push(change.at),
    () => ++time,
    (what) => timers.push(what),
  );
  requests.ask({ what: "W" });
  requests.next();
  assert.deepEqual(sent, [1, 2]);
  timers[0]();
  assert.deepEqual(sent, [1, 2]);
  timers[1]();
  assert.deepEqual(sent, [1, 2, 2]);
});

test("up to 2,000 weights every edge is drawn, up to 20,000 the strongest, then heat maps", () => {
  const level = (...widths) => levelFor({ layers: widths.map((width) => ({ width, hidden: 1 })) });
  assert.deepEqual([level(40, 50), level(40, 51)], ["edges", "strongest"]);
  assert.deepEqual([level(100, 200), level(100, 201)], ["strongest", "heat"]);
});

test("edges are shared out evenly; what a small layer leaves goes to the others", () => {
  assert.deepEqual(shares([10, 2, 10], 12), [5, 2, 5]);
  assert.deepEqual(shares([3, 4], 100), [3, 4]);
});

test("an answer has at most 80 characters, each counted once", () => {
  const refused = { long: "long", other: "other" };
  assert.equal(typedNumber("1".repeat(80), refused).digits, 80);
  assert.equal(typedNumber("1".repeat(81), refused).refusal, "long");
  assert.equal(typedNumber("😀".repeat(80), refused).refusal, "other");
});

test("of equally strong edges the first are drawn, below the stronger ones", () => {
  const rows = [
    [1, -1, 1],
    [1, 2, -1],
  ];
  assert.deepEqual(strongest(rows, 3), [
    [0, 0],
    [0, 1],
    [1, 1],
  ]);
});

test("of a batch that is shorter the last item is looked at", () => {
  const update = { items: [4, 5] };
  assert.deepEqual(
    ofItem(
      update,
      "n",
      [
        [1, 2],
        [3, 4],
      ],
      3,
    ),
    [2, 4],
  );
  assert.equal(itemSaid(update, 3), "item 6");
  assert.equal(itemSaid(update, 1), "item 5");
});

test("S goes through the W of after its update as you go, and where that is compared with", () => {
  const at = (compared, asYouGo) => ({ step: { compared }, walk: { asYouGo }, array: (name) => name });
  assert.equal(through(at(false, false), 3), "W");
  assert.equal(through(at(true, false), 3), "newW");
  assert.equal(through(at(false, true), 3), "newW");
});

test("printed factors equal the printed product only where a pocket calculator says so", () => {
  assert.equal(equalsSign(0.5, 0.4, 0.2, 3), "=");
  assert.equal(equalsSign(0.999, 0.999, 0.998001, 3), "≈"); // 0.998001 is printed as 0.998
  assert.equal(equalsSign(0.999, 0.999, 0.998001, 6), "=");
});

test("a question counts as right at once by its first answer alone", () => {
  const parts = [{ asked: [0, 2], question: { right: 1 } }];
  const tried = withChoice(withChoice(begun(), 0, 0), 0, 1);
  assert.equal(reckoned(parts, tried).rightAtOnce, 0);
  assert.equal(reckoned(parts, withChoice(begun(), 0, 1)).rightAtOnce, 1);
  const made = reckoned(
    parts,
    withStep(tried, 0, 2, { done: "corrected", slips: ["factor-2", "", "factor-2"] }),
  );
  assert.deepEqual(made, {
    ...{ steps: 2, open: 1, questions: 1, rightAtOnce: 0, mistakes: { "factor-2": 2 } },
    ...{ once: 0, hint: 0, corrected: 1, revealed: 0 },
  });
});

test("a step that waits for another kind of answer than numbers is asked anew", () => {
  assert.deepEqual(readRecord({ ...untried(), form: "signs", texts: { n: "+" } }), untried());
  assert.ok(readRecord({ ...untried(), form: "signs", shown: true }).shown, "it stays shown");
  assert.equal(readRecord({ ...untried(), form: "signs", done: "once" }).form, "signs");
  assert.equal(readRecord(untried()).form, "numbers");
});

test("of what a tab kept of a step nothing is taken that is of another kind", () => {
  for (const given of [
    null,
    [],
    "",
    { texts: {} },
    { ...untried(), texts: null },
    { ...untried(), done: "won" },
  ])
    assert.equal(readRecord(given), null);
  for (const first of [null, [], { n: 1 }]) assert.equal(readRecord({ ...untried(), first }), null);
  for (const wrong of [null, "x", {}, 7])
    assert.deepEqual(readRecord({ ...untried(), slips: wrong, extra: wrong }), untried());
  for (const wrong of [null, "x", [], 7])
    assert.deepEqual(readRecord({ ...untried(), verdicts: wrong }), untried());
});
