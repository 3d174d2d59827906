// What is asked of a reader, and what becomes of the answers: node --test asked.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { AnswerRecords, keyOf } from "../../simulator/player/js/practice/records/answer_records.js";
import { Comparison } from "../../simulator/player/js/practice/answering/comparison.js";
import { meantOf } from "../../simulator/player/js/practice/asking/hints.js";
import { canBeAsked, formsHere, Question } from "../../simulator/player/js/practice/asking/question.js";
import { isAnswered, isUnjudged, untried } from "../../simulator/player/js/practice/records/record.js";
import {
  endSaid,
  FIRST,
  othersSaid,
  questionSaid,
} from "../../simulator/player/js/practice/asking/sentences.js";
import { answeredStep } from "./answered_step.js";

// Two updates of two steps that compute something, by operation; by neuron of one.
const line = (of) => ({ tokens: [{ of, v: 0 }] });
const made = (kind, u, of) => ({ kind, u, l: 2, lines: [line(of)], neuron: null });
const walkOf = (name = "own", practice = null) => ({
  name,
  updates: [
    { F: 0.5, after: 0.4 },
    { F: 0.4, after: 0.3 },
  ],
  steps: {
    operation: [
      { kind: "input", u: 0, given: true, lines: [] },
      ...[0, 1].flatMap((u) => [made("n", u, "n:2"), made("a", u, "a:2")]),
    ],
    neuron: [made("n", 0, "n:2")],
  },
  arrays: [[0.25]],
  practice,
});
const typed = (texts, more = {}) => ({ ...untried(), texts, ...more });

test("a record is of one step of one walk with its numbers, and the one answered last is the last", () => {
  const kept = new Map();
  const records = new AnswerRecords(kept);
  const walk = walkOf();
  records.keep(walk, "operation", 1, typed({ "n:2:1": "1" }));
  records.keep(walk, "operation", 2, typed({ "a:2:1": "2" }));
  records.keep(walk, "operation", 1, typed({ "n:2:1": "3" }));
  assert.deepEqual([...kept.keys()], [keyOf(walk, "operation", 2), keyOf(walk, "operation", 1)]);
  assert.equal(records.of(walk, "operation", 1).texts["n:2:1"], "3");
  const others = [
    [walk, "neuron", 0],
    [walk, "operation", 3],
    [walkOf("another"), "operation", 1],
    [{ ...walk, updates: [{ F: 0.5, after: 0.45 }, walk.updates[1]] }, "operation", 1],
  ];
  for (const place of others) assert.deepEqual(records.of(...place), untried());
  records.clear();
  assert.deepEqual(records.of(walk, "operation", 1), untried());
});

test("of more than five hundred records the one answered longest ago goes", () => {
  const kept = new Map(Array.from({ length: 500 }, (_, i) => [`${i}`, untried()]));
  const records = new AnswerRecords(kept);
  const walk = walkOf();
  records.keep(walk, "operation", 1, typed({ n: "1" }));
  assert.equal(kept.size, 500);
  assert.ok(!kept.has("0") && kept.has("1"));
  records.keep(walk, "operation", 1, typed({ n: "2" }));
  assert.ok(kept.has("1"), "the same step once more needs no room");
});

test("a file gets what was typed as numbers, and gives it back; what is no record of this walk is left out", () => {
  const records = new AnswerRecords(new Map());
  const walk = walkOf();
  records.keep(
    walk,
    "operation",
    1,
    typed({ "n:2:1": "1", "n:2:2": " " }, { done: "once", first: { n: "1" } }),
  );
  records.keep(walk, "operation", 2, typed({ "a:2:1": "+" }, { form: "signs" }));
  records.keep(walk, "operation", 3, typed({ "n:2:1": "  " }));
  records.keep(walk, "neuron", 0, typed({ "n:2:1": "4" }, { shown: true }));
  const given = [
    answeredStep({ step: 1, first: { n: "1" } }),
    answeredStep({ grain: "neuron", done: "", typed: { "n:2:1": "4" }, shown: true }),
  ];
  assert.deepEqual(records.answered(walk), given);
  const other = new AnswerRecords(new Map());
  const forged = [
    { ...given[0], step: 9 },
    { ...given[0], step: 2, grain: "bit" },
    { ...given[0], step: 2, done: "won" },
    { ...given[0], step: 2, typed: { "a:2:1": 3 } },
  ];
  other.adopt(walk, [...given, ...forged]);
  assert.deepEqual(other.answered(walk), given);
  assert.equal(other.kept.size, 2);
});

test("a step of a lesson that was answered before stays so, and one that is done here is not undone", () => {
  const records = new AnswerRecords(new Map());
  const walk = walkOf();
  records.keep(walk, "operation", 1, typed({ n: "1" }, { done: "corrected" }));
  const before = new Map([1, 2].map((at) => [at, { done: "once", slips: ["sign"] }]));
  records.restore(walk, "operation", before);
  assert.equal(records.of(walk, "operation", 1).done, "corrected");
  assert.deepEqual(records.of(walk, "operation", 2), { ...untried(), done: "once", slips: ["sign"] });
});

test("in another notation nothing is said in the letters of the one before", () => {
  const records = new AnswerRecords(new Map());
  const walk = walkOf();
  records.keep(walk, "operation", 1, typed({ n: "1" }, { sentence: "See a." }));
  records.respell();
  assert.deepEqual(records.of(walk, "operation", 1), typed({ n: "1" }));
});

test("steps are reckoned up that can be asked for: right in whichever way, and shown", () => {
  const records = new AnswerRecords(new Map());
  const walk = walkOf();
  for (const [at, done] of ["once", "hint", "revealed", ""].entries())
    records.keep(walk, "operation", at + 1, { ...untried(), done });
  const reckoned = (covers) => records.reckonedUp(walk, "operation", covers);
  assert.deepEqual(
    reckoned(() => true),
    { asked: 4, right: 2, revealed: 1 },
  );
  assert.deepEqual(
    reckoned((at) => at > 2),
    { asked: 2, right: 0, revealed: 1 },
  );
});

test("a step can be asked for where its answers can be compared, and in a lesson where its part says so", () => {
  const practice = { updates: { 0: { "n:2": {}, "a:2": {} }, 1: { "n:2": {} } } };
  const walk = walkOf("own", practice);
  const place = { walk, steps: walk.steps.operation, part: null };
  const asked = (here, fetches = false) => [1, 2, 3, 4].filter((at) => canBeAsked(here, at, fetches));
  assert.deepEqual(asked(place), [1, 2, 3], "there is no a of update 2");
  practice.asks = ["a:2"];
  assert.deepEqual(asked(place), [2]);
  assert.deepEqual(asked({ ...place, part: { asked: new Set([1, 4]) } }), [1, 4]);
  delete practice.asks;
  const error = { kind: "error", u: 1, lines: [line("e"), line("F")] };
  const both = { ...place, steps: [error] };
  practice.updates[1].e = {};
  assert.ok(!canBeAsked(both, 0, false), "there is no F");
  practice.updates[1].F = {};
  assert.ok(canBeAsked(both, 0, false));
  delete practice.updates[1];
  assert.deepEqual(asked(place), [1, 2]);
  assert.deepEqual(asked(place, true), [1, 2, 3, 4], "the page is asked for update 2");
  walk.practice = null;
  assert.deepEqual(asked(place), []);
});

test("a step is asked for in the form that was chosen, where it can be, and its fields are laid out once", () => {
  const walk = walkOf("own", { updates: { 0: { "n:2": {}, "a:2": {} } } });
  const at = (i) => ({ walk, step: walk.steps.operation[i], steps: walk.steps.operation, part: null });
  const question = new Question();
  question.wanted = "signs";
  question.comesTo(at(1), true);
  assert.equal(question.form, "signs");
  question.comesTo(at(2), true);
  assert.equal(question.form, "numbers", "a of a sigmoid has no sign to ask for");
  question.comesTo(at(1), false);
  assert.deepEqual([question.forms, question.form], [[], "numbers"]);
  assert.deepEqual(formsHere({ ...at(1), part: {} }), [["numbers", "the numbers"]]);
  question.at = "n:2:1";
  assert.equal(question.lay(at(1), ""), false, "nothing was asked for before");
  assert.equal(question.at, "n:2:1");
});

test("what answers are compared with is asked for once, and who answered before waits for it at that step", () => {
  const comparison = new Comparison();
  const [walk, other] = [walkOf(), walkOf()];
  assert.deepEqual(
    [
      [walk, 1],
      [walk, 1],
      [walk, 2],
      [other, 2],
      [other, 2],
    ].map(([of, u]) => comparison.isNew(of, u)),
    [true, false, true, true, false],
  );
  comparison.came();
  assert.ok(comparison.isNew(other, 2), "it came, and what came is of another walk");
  comparison.await("step 3");
  comparison.standsAt("step 3");
  assert.ok(comparison.isDue("step 3"));
  assert.ok(!comparison.isDue("step 3"), "it is judged once");
  comparison.await("step 3");
  comparison.standsAt("step 4");
  assert.equal(comparison.waiting, "", "one went on in the meantime");
  comparison.await("step 3");
  assert.ok(!comparison.isDue("step 5"));
});

test("only blanks are no answer, and what was changed since is to be judged", () => {
  assert.deepEqual(
    [{}, { a: " " }, { a: " ", b: "1" }].map((texts) => isAnswered({ texts })),
    [...[false, false, true]],
  );
  const unjudged = (texts, checked) => isUnjudged({ texts, checked });
  assert.ok(!unjudged({ a: "1", b: "" }, { a: "1" }));
  assert.ok(unjudged({ a: "1", b: "2" }, { a: "1" }));
  assert.ok(unjudged({ a: "2" }, { a: "1" }));
});

test("what is said of a step: what is asked, how it ended, and which steps can be asked for", () => {
  const walk = walkOf();
  assert.equal(questionSaid(walk, untried(), "numbers"), FIRST);
  assert.match(questionSaid(walk, untried(), "largest"), /^Which neuron/);
  assert.equal(questionSaid(walk, { sentence: "No." }, "largest"), "No.");
  assert.equal(endSaid(untried()), "");
  const right = { ...untried(), done: "once", verdicts: { a: "right" }, sentence: "Right." };
  assert.equal(endSaid(right), "Right at once.");
  assert.equal(endSaid({ ...right, done: "revealed" }), "Shown before all of it was right.");
  const few = { ...right, verdicts: { a: "right", b: "fewer digits" }, sentence: "Right as far as it goes." };
  assert.equal(endSaid(few), "Right at once. Right as far as it goes.");
  const said = (updates) => othersSaid(walkOf("own", { updates }), 0);
  assert.equal(said({ 0: {}, 1: {} }), "This step is given, not asked for.");
  assert.equal(said({ 1: {} }), "Here the steps of update 2 can be asked for.");
  assert.equal(said({ 1: {}, 2: {} }), "Here the steps of updates 2 and 3 can be asked for.");
  assert.equal(said({ 1: {}, 2: {}, 3: {} }), "Here the steps of updates 2 to 4 can be asked for.");
});

test("a hint is about the number at whose field one stands, else the first that is not right", () => {
  const cells = ["n:2:1", "n:2:2@3"].map((name) => ({ name }));
  const meant = (verdicts, at = "") => meantOf(cells, { verdicts }, at).places;
  assert.deepEqual(meant({}), ["1"]);
  assert.deepEqual(meant({ "n:2:1": "right" }), ["2"]);
  assert.deepEqual(meant({ "n:2:1": "right" }, "n:2:1"), ["1"]);
  assert.deepEqual(meant({}, "S:9:9"), ["1"], "a field that is there no more");
  assert.deepEqual(meantOf([], { verdicts: {} }, "").places, []);
});
