// How answers are kept, hinted and counted: node --test practice.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { nested, verdictAt } from "../../simulator/player/js/practice/judging/entries.js";
import { formsOf, judgeForm, tablesIn } from "../../simulator/player/js/practice/judging/forms.js";
import { judgeFormula, judgeOrder, orderPuzzle } from "../../simulator/player/js/practice/asking/puzzles.js";
import { deeper, productSaid } from "../../simulator/player/js/practice/asking/hints.js";
import {
  added,
  askedAgain,
  ended,
  isRight,
  judged,
  nothing,
  outcome,
  readCounts,
  readRecord,
  total,
  untried,
} from "../../simulator/player/js/practice/records/record.js";

const answered = (texts) => ({ ...untried(), texts });
const marked = (texts, verdict, mistakes = []) =>
  judged(
    answered(texts),
    Object.fromEntries(Object.keys(texts).map((name) => [name, verdict])),
    mistakes,
    "",
  );

test("a step ends as it was answered: at once, after a hint, after a correction, or revealed", () => {
  const ends = (record, names = ["n"]) => outcome(record, names);
  assert.equal(ends(untried()), "revealed");
  assert.equal(ends(marked({ n: "1" }, "right")), "once");
  assert.equal(ends(marked({ n: "1" }, "fewer digits")), "once");
  assert.equal(ends({ ...marked({ n: "1" }, "right"), depth: 1 }), "hint");
  const wrong = marked({ n: "2" }, "wrong", ["sign"]);
  assert.equal(ends(wrong), "revealed");
  const right = judged({ ...wrong, depth: 2, texts: { n: "1" } }, { n: "right" }, [], "");
  assert.equal(ends(right), "corrected");
  assert.equal(ends({ ...right, texts: { n: "1.5" } }), "revealed", "what was typed since was not judged");
  const one = { ...marked({ n: "1", m: " " }, "right"), depth: 1 };
  assert.equal(ends(one, ["n", "m"]), "revealed", "m was shown");
  assert.equal(ended(one, ["n", "m"]).done, "revealed");
  assert.equal(ended(one, ["n"]).done, "hint");
});

test("what is no number costs nothing, and the same wrong answer counts once", () => {
  const none = marked({ n: "x" }, "not a number");
  assert.deepEqual(none.slips, []);
  const wrong = judged(answered({ n: "2" }), { n: "wrong" }, ["sign", "ascent"], "");
  const twice = judged(wrong, { n: "wrong" }, ["sign", "ascent"], "");
  assert.deepEqual(twice.slips, ["sign"]);
  const other = judged({ ...twice, texts: { n: "3" } }, { n: "rounded early" }, ["rounded"], "");
  assert.deepEqual(other.slips, ["sign", "rounded"]);
});

test("what was answered first is kept, and that a number was shown before", () => {
  const none = marked({ n: "x" }, "not a number");
  assert.deepEqual(none.first, {});
  const wrong = judged({ ...none, texts: { n: "2", m: "1" } }, { n: "wrong", m: "right" }, [], "");
  const right = judged({ ...wrong, texts: { n: "3", m: "1" } }, { n: "right", m: "right" }, [], "");
  assert.deepEqual(right.first, { n: "2", m: "1" });
  assert.deepEqual(ended(right, ["n", "m"]).first, right.first);
  assert.deepEqual(ended(wrong, ["n", "m", "k"]).first, { n: "2", m: "1", k: "" });
  const again = { ...untried(), first: ended(wrong, ["k"]).first, texts: { k: "5" } };
  assert.equal(judged(again, { k: "right" }, [], "").first.k, "");
  const signs = ended({ ...answered({ n: "+" }), form: "signs", first: { m: "1" } }, ["n"], ["n", "m"]);
  assert.deepEqual(signs.first, { n: "", m: "1" }, "the result shows every number, whatever was asked for");
  assert.deepEqual(judged({ ...answered({ n: "+" }), form: "signs" }, { n: "right" }, [], "").first, {});
});

test("what was shown and is then typed was shown, and what was answered rightly may be answered again", () => {
  const asked = { form: "numbers", names: ["n", "m"] };
  const typedAgain = (record, { form, names } = asked) => {
    const texts = Object.fromEntries(names.map((name) => [name, "1"]));
    const verdicts = Object.fromEntries(names.map((name) => [name, "right"]));
    return ended(judged({ ...askedAgain(record), form, texts }, verdicts, [], ""), names, ["n", "m"]);
  };
  const end = (record) => ended(record, ["n", "m"]);
  const untouched = end(untried());
  const wrong = end(marked({ n: "2", m: "2" }, "wrong", ["sign"]));
  const half = end(marked({ n: "1" }, "right"));
  for (const shown of [untouched, wrong, half]) {
    assert.equal(typedAgain(shown).done, "revealed");
    assert.equal(typedAgain(typedAgain(shown)).done, "revealed", "a third time too");
    assert.equal(typedAgain(shown, { form: "largest", names: ["largest"] }).done, "revealed");
  }
  const right = end(marked({ n: "1", m: "1" }, "right"));
  assert.equal(typedAgain(right).done, "once");
  const largest = typedAgain(untried(), { form: "largest", names: ["largest"] });
  assert.equal(largest.done, "once");
  assert.equal(typedAgain(largest, { form: "largest", names: ["largest"] }).done, "once");
  assert.equal(typedAgain(largest).done, "revealed", "the result of the step was shown with its numbers");
  const { first, depth, slips, texts } = askedAgain({ ...wrong, depth: 2 });
  assert.deepEqual([first, depth, slips, texts], [{ n: "2", m: "2" }, 0, [], {}]);
  const kept = readRecord(JSON.parse(JSON.stringify(askedAgain(wrong))));
  assert.equal(typedAgain(kept).done, "revealed", "and after a reload");
});

test("right is a step of which all is answered, and nothing wrong", () => {
  const one = marked({ a: "1", b: " " }, "right");
  assert.ok(!isRight(one, ["a", "b"]));
  assert.ok(isRight(one, ["a"]));
  assert.ok(!isRight(marked({ a: "1", b: "2" }, "wrong"), ["a", "b"]));
  assert.ok(!isRight(untried(), ["a"]));
  assert.ok(!isRight(untried(), []), "tiles have no fields");
});

test("hints go deeper one at a time, and end", () => {
  let record = untried();
  const depths = [1, 2, 3, 4, 5].map(() => {
    record = deeper(record, 2);
    return [record.depth, record.products];
  });
  assert.deepEqual(depths, [
    [1, 0],
    [2, 0],
    [3, 1],
    [3, 2],
    [3, 2],
  ]);
  assert.equal(deeper(record, 2), record);
  const whole = deeper(deeper(untried(), 0), 0);
  assert.equal(deeper(whole, 0), whole, "no product to tell");
  const product = { left: { value: 0.5 }, right: { value: -0.25 }, value: -0.125 };
  assert.equal(productSaid(product, 3), "0.5 · (−0.25) = −0.125");
});

test("answers stand where their numbers stand", () => {
  const cells = [
    { name: "W:2:1:2", at: [0, 1] },
    { name: "W:2:2:1", at: [1, 0] },
  ];
  const shape = [
    [1, 2],
    [3, 4],
  ];
  const typed = nested(shape, cells, { "W:2:1:2": "7", "W:2:2:1": "8" });
  assert.deepEqual(typed, [
    ["", "7"],
    ["8", ""],
  ]);
  assert.equal(verdictAt([["", "right"]], [0, 1]), "right");
  assert.equal(nested(0.5, [{ name: "F", at: [] }], { F: "2" }), "2");
  assert.equal(verdictAt("wrong", []), "wrong");
});

test("counts are added up, and only such are read", () => {
  const once = { ...marked({ n: "1" }, "right"), done: "once" };
  const corrected = { ...untried(), slips: ["sign", "", "sign"], done: "corrected" };
  const counts = [once, once, corrected].reduce(added, nothing());
  assert.deepEqual(counts, { once: 2, hint: 0, corrected: 1, revealed: 0, mistakes: { sign: 2 } });
  assert.equal(total(counts), 3);
  assert.deepEqual(readCounts(JSON.parse(JSON.stringify(counts))), counts);
  const forged = [
    null,
    [],
    {},
    { ...counts, once: -1 },
    { ...counts, hint: 0.5 },
    { ...counts, mistakes: [1] },
  ];
  forged.push({ ...counts, mistakes: { "<b>": 1 } }, { ...counts, mistakes: { sign: "2" } });
  forged.push({
    ...counts,
    mistakes: Object.fromEntries(Array.from({ length: 61 }, (_, i) => [`m${i}`, 1])),
  });
  for (const one of forged) assert.equal(readCounts(one), null, JSON.stringify(one));
});

// The sentences that are sent, in other words than theirs.
const SAID = {
  wrong: "{0}: no.",
  "all wrong": "{0}: no!",
  look: "See {0}.",
  right: "Yes.",
  "all right": "{0} yes.",
};

test("signs, growth and the largest are judged from the numbers themselves", () => {
  const cells = ["a", "b", "c"].map((name, i) => ({ name, at: [i] }));
  const judge = (form, truth, texts, before) => judgeForm(form, { truth, before, cells, texts, said: SAID });
  const signs = judge("signs", [0.5, -2, 0], { a: "+", b: "−", c: "0" });
  assert.deepEqual(signs, { verdicts: { a: "right", b: "right", c: "right" }, sentence: "3 yes." });
  const wrong = judge("signs", [0.5, -2, 0], { a: "-", b: "minus" });
  assert.deepEqual(wrong.verdicts, { a: "wrong", b: "not a number" });
  const one = judge("signs", [0.5, -2, 0], { a: "-", b: "-" });
  assert.match(one.sentence, /^1 of 2: no\. See the signs/);
  const grown = judge("change", [0.5, -2, 3], { a: "larger", b: "smaller", c: "0" }, [0.4, -1, 3]);
  assert.deepEqual(Object.values(grown.verdicts), ["right", "right", "right"]);
  const alone = [{ name: "largest", at: [] }];
  const largest = (truth, text) =>
    judgeForm("largest", { truth, cells: alone, texts: { largest: text }, said: SAID }).verdicts.largest;
  assert.deepEqual(
    ["1", "2", "3", "4", "0", "x"].map((text) => largest([0.5, -2, 2], text)),
    [...["wrong", "right", "right"], ...["not a number", "not a number", "not a number"]],
  );
  const batch = [
    [0.1, -3],
    [2, 2],
  ];
  assert.equal(largest(batch, "1"), "right", "over the items of a batch");
  assert.deepEqual(
    formsOf({ kind: "S", neuron: null }).map(([form]) => form),
    ["numbers", "signs", "largest"],
  );
  assert.deepEqual(
    formsOf({ kind: "update_b" }).map(([form]) => form),
    ["numbers", "change"],
  );
  assert.deepEqual(
    formsOf({ kind: "a" }).map(([form]) => form),
    ["numbers"],
  );
  const tables = [{ key: "e" }, { key: "F" }];
  assert.deepEqual(tablesIn("signs", tables), [{ key: "e" }]);
});

test("a formula and a pass are put together from tiles, and the real mistakes are told", () => {
  assert.ok(judgeFormula(["A", "W", "S"]).right);
  const wrong = {
    "A,Wt,S": /Wᵀ is for the way forward/,
    "W,S": /slope is left out/,
    "A,new,S": /not through the updated/,
  };
  for (const [row, words] of Object.entries(wrong)) {
    assert.ok(!judgeFormula(row.split(",")).right);
    assert.match(judgeFormula(row.split(",")).words, words);
  }
  assert.match(judgeFormula(["S", "W", "A"]).words, /From right to left/);
  const kinds = ["input", "n", "a", "n", "a", "error", "A", "S", "dW"];
  const steps = kinds.map((kind, i) => ({ kind, u: 0, neuron: null, numbered: i, title: i }));
  const walk = { name: "own", texts: kinds, formulas: kinds.map((_, i) => [{ m: i }]) };
  const { tiles } = orderPuzzle(walk, steps[0], steps);
  assert.deepEqual(
    [...tiles].sort((a, b) => a.id - b.id).map(({ said }) => said),
    ["n", "a", "n", "a", "error", "S"],
  );
  assert.notDeepEqual(
    tiles.map(({ id }) => id),
    ["0", "1", "2", "3", "4", "5"],
  );
  const inOrder = [...tiles].sort((a, b) => a.id - b.id);
  assert.ok(judgeOrder(["0", "1", "2", "3", "4", "5"], inOrder).right);
  assert.match(judgeOrder(["0", "1"], inOrder).words, /4 are missing/);
  assert.match(judgeOrder(["0", "4"], inOrder).words, /At place 2: “error”/);
  assert.equal(orderPuzzle(walk, steps[1], steps), null);
});
