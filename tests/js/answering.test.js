// Answers to the step that is shown, and hints to it, without a page: node --test answering.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { Answers } from "../../simulator/player/js/practice/answering/answers.js";
import { Comparison } from "../../simulator/player/js/practice/answering/comparison.js";
import { Hinting } from "../../simulator/player/js/practice/answering/hinting.js";
import { Question } from "../../simulator/player/js/practice/asking/question.js";
import { answeredStep } from "./answered_step.js";

const store = new Map();
globalThis.localStorage = /** @type {any} */ ({
  getItem: (name) => store.get(name) ?? null,
  setItem: (name, text) => store.set(name, text),
  removeItem: (name) => store.delete(name),
});

// n of two neurons, 0.25 and −2, as it is sent with what answers are compared with.
const said = {
  right: "Yes.",
  "all right": "{0} yes.",
  wrong: "{0}: no.",
  "all wrong": "{0}: no!",
  look: "See {0}.",
};
const asked = { truth: 0, noise: 0, called: ["n", true, null, false, false], look: 0, others: [] };
const step = {
  kind: "n",
  u: 0,
  l: 2,
  neuron: null,
  lines: [{ tokens: [{ of: "n:2", v: 0, r: null, c: null }] }],
};
const practice = () => ({
  updates: { 0: { "n:2": asked } },
  mistakes: [],
  refused: { other: "{} is none" },
  said: { ...said, "no name": "Why?", "no name for all": "Why?" },
});

function answering({ compared = true, part = null, name = "net" } = {}) {
  const steps = [step, { ...step, u: 1 }];
  const player = {
    walk: {
      name,
      updates: [{ F: 0.5, after: 0.4, b: { 2: 1 } }, { F: 0.4 }],
      layers: [{ width: 1 }, { width: 2 }],
      steps: { operation: steps, neuron: [] },
      arrays: [
        [0.25, -2],
        [0, 0],
      ],
      elision: { above: 9, columns: 9, kept: 3 },
      texts: ["the sum"],
      practice: compared ? practice() : null,
    },
    steps,
    view: { grain: "operation", digits: 3, item: 0 },
    cursor: 0,
    get step() {
      return steps[player.cursor];
    },
    part,
  };
  const [question, comparison] = [new Question(), new Comparison(player)];
  const answers = new Answers(player, new Map(), question, comparison);
  question.comesTo(player, true);
  const lay = () => question.lay(player, [answers.key, question.form].join());
  lay();
  return { player, question, comparison, answers, lay };
}

const type = ({ answers }, ...texts) =>
  texts.forEach((text, i) => {
    answers.type(`n:2:${i + 1}`, text);
  });

test("what is typed is judged: nothing, something wrong, something open, and all of it right", () => {
  const here = answering();
  const { answers } = here;
  assert.equal(answers.judge(), "empty");
  assert.match(answers.said, /^Type a number/);
  type(here, "0.25");
  assert.equal(answers.judge(), "wrong", "one is open");
  assert.deepEqual(answers.record.verdicts, { "n:2:1": "right" });
  type(here, "0.25", "2");
  assert.equal(answers.judge(), "wrong");
  assert.match(answers.said, /no\. Why\? See the sum/);
  type(here, "1/4", "−2");
  assert.equal(answers.judge(), "right");
  answers.end();
  assert.equal(answers.told(true), "Right, after a correction.");
  assert.deepEqual(answers.typed, [
    {
      ...{ update: 1, grain: "operation", step: 0, done: "corrected", shown: false },
      ...{ typed: { "n:2:1": "1/4", "n:2:2": "−2" }, first: { "n:2:1": "0.25", "n:2:2": "2" } },
    },
  ]);
});

test("how a step ended is counted for its network, but in a lesson", () => {
  const here = answering({ name: "counted" });
  assert.equal(here.answers.counts, null);
  type(here, "0.25", "-2");
  here.answers.judge();
  here.answers.end();
  assert.deepEqual(here.answers.counts, { once: 1, hint: 0, corrected: 0, revealed: 0, mistakes: {} });
  const lesson = answering({ name: "of a lesson", part: { asked: new Set([0]) } });
  lesson.answers.end();
  assert.equal(lesson.answers.record.done, "revealed");
  assert.equal(lesson.answers.counts, null);
});

test("what is shown, asked for again and then typed counts as shown", () => {
  const here = answering({ name: "shown" });
  const { answers } = here;
  answers.end();
  answers.again();
  assert.equal(answers.record.done, "", "it is open once more");
  type(here, "0.25", "-2");
  assert.equal(answers.judge(), "right");
  answers.end();
  assert.equal(answers.record.done, "revealed");
  assert.equal(answers.told(true), "Shown before all of it was right.");
  assert.deepEqual(answers.counts, { once: 0, hint: 0, corrected: 0, revealed: 2, mistakes: {} });
  assert.deepEqual(
    answers.reckonedUp(() => true),
    { asked: 2, right: 0, revealed: 1 },
  );
});

test("numbers that were shown with another answer of the step were shown", () => {
  const here = answering({ name: "the largest" });
  const { answers, question, lay } = here;
  question.forms.push(["largest", "which is largest"]);
  answers.askFor("largest");
  lay();
  answers.type("largest", "2");
  assert.equal(answers.judge(), "right");
  answers.end();
  assert.equal(answers.record.done, "once");
  answers.again();
  answers.askFor("numbers");
  lay();
  assert.equal(question.form, "numbers");
  type(here, "0.25", "-2");
  answers.judge();
  answers.end();
  assert.equal(answers.record.done, "revealed");
  assert.deepEqual(answers.typed[0].first, { "n:2:1": "", "n:2:2": "" });
});

test("another form of the question begins with empty fields, and the slips of before", () => {
  const here = answering({ name: "forms" });
  const { answers } = here;
  type(here, "7", "-2");
  answers.judge();
  answers.askFor("signs");
  here.lay();
  const { texts, verdicts, form, slips } = answers.record;
  assert.deepEqual([texts, verdicts, form, slips], [{}, {}, "signs", [""]]);
});

test("answers that came before there was anything to compare them with wait for it", () => {
  const here = answering({ compared: false });
  const { player, comparison, answers } = here;
  type(here, "0.25", "-2");
  assert.equal(answers.judge(), "waiting");
  assert.equal(comparison.waiting, answers.key);
  assert.deepEqual(answers.record.verdicts, {});
  assert.equal(answers.told(false), "Here the steps of update  can be asked for.");
  player.walk.practice = practice();
  assert.ok(comparison.isDue(answers.key));
  assert.equal(answers.judge(), "right");
});

test("a file gives back what was typed, and counts where the browser knows less", () => {
  const answered = [answeredStep()];
  const practised = { once: 2, hint: 0, corrected: 1, revealed: 0, mistakes: { sign: 1 } };
  const { answers } = answering({ name: "of a file" });
  answers.adopt({ practised, answered });
  assert.deepEqual([answers.typed, answers.counts], [answered, practised]);
  answers.adopt({ practised: { ...practised, corrected: 0 } });
  assert.deepEqual(answers.counts, practised, "fewer");
  answers.adopt({ practised: { once: "3" } });
  assert.deepEqual(answers.counts, practised, "no counts");
});

// ---- what answers are compared with
function comparing(more = {}) {
  const asked = [];
  const player = {
    walk: { practice: null },
    step: { u: 1 },
    view: { ask: true },
    onEdit: () => {},
    drag: { kept: null, place: { compare: () => {} } },
    ask: (change) => asked.push(change),
  };
  Object.defineProperties(player, Object.getOwnPropertyDescriptors(more));
  return { player, asked, comparison: new Comparison(player) };
}

test("what answers are compared with is asked of the page once, where there is a way to it", () => {
  const { asked, comparison, player } = comparing();
  comparison.want();
  comparison.want();
  assert.deepEqual(asked, [{ what: "practice", update: 2 }]);
  player.step = { u: 2 };
  comparison.want();
  assert.equal(asked.length, 2);
  const drag = { kept: null, place: null };
  const without = [{ onEdit: null }, { view: {} }, { drag }, { drag: { ...drag, kept: {} } }];
  without.push({ walk: { practice: { updates: { 1: {} } } } });
  for (const more of without) {
    const none = comparing(more);
    none.comparison.want();
    assert.deepEqual(none.asked, []);
  }
});

test("before there is a walk nothing is asked, nor a step looked at", () => {
  const { comparison, asked } = comparing({
    walk: undefined,
    get step() {
      throw new Error("there is no step");
    },
  });
  comparison.want();
  assert.deepEqual(asked, []);
});

test("what came is of the walk that is held, and the next request goes", () => {
  const done = [];
  const { comparison, player } = comparing({
    walk: { updates: [], steps: {}, arrays: [], texts: [] },
    requests: { answered: (at) => at === 7, next: () => done.push("next") },
    exchange: { follow: () => done.push("follow") },
    show: () => done.push("show"),
  });
  comparison.learn(null, 7);
  assert.deepEqual(done.splice(0), ["next", "follow"], "another walk is on its way");
  comparison.learn(
    { after: { arrays: 0, texts: 0 }, arrays: [], texts: [], practice: { updates: { 1: {} } } },
    8,
  );
  assert.deepEqual(done, ["show", "follow"]);
  assert.ok(comparison.has(1) && !comparison.has(2));
  assert.ok(player.walk.practice);
});

// ---- hints
test("a hint is given where it stands: in the formula, in the products, and that there is no further one", () => {
  const here = answering();
  const hints = new Hinting(here.player, here.question, here.answers);
  here.player.steps[0].kind = "a"; // which is no sum of products
  assert.deepEqual(
    [1, 2, 3].map(() => hints.give()),
    ["formula", "formula", "said"],
  );
  assert.equal(here.answers.said, "There is no further hint. Next shows the result.");
  assert.equal(hints.products, null);
  step.kind = "n";
});
