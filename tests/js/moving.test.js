// Where a walk stands, moving along it and playing it, without a page: node --test moving.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { Moving } from "../../simulator/player/js/page/moving/moving.js";
import { Playing } from "../../simulator/player/js/page/moving/playing.js";
import { Position } from "../../simulator/player/js/walk/position.js";

const KINDS = [
  ["input", "forward", 1],
  ["n", "forward", 2],
  ["error", "error", 2],
  ["S", "backward", 2],
  ["dW", "update", 2],
];
const stepsOf = (updates) =>
  updates.flatMap((u) =>
    KINDS.map(([kind, phase, l]) => ({ kind, phase, l, u, neuron: null, given: kind === "input" })),
  );
const STEPS = stepsOf([0, 1]);
const WALK = { phases: { forward: "", error: "", backward: "", update: "" } };

// What a player is to those who move it; `said` holds what it was told, `shown` the steps, asked ones with ?.
function playerAt(cursor, { part = null, view = {}, done = [], stops = {} } = {}) {
  const player = {
    walk: WALK,
    position: new Position(STEPS, cursor, part),
    view: { speed: 2, digits: 3, item: 1, ...view },
    stops,
    shown: [],
    said: [],
    presenter: { on: false },
    transport: { playing: (yes) => player.said.push(yes ? "playing" : "paused") },
    clock: { stands: (update) => player.said.push(update) },
    motion: { start: () => player.said.push("motion") },
    practice: {
      get on() {
        return Boolean(player.view.ask) && !player.presenter.on;
      },
      get isOpen() {
        return this.on && Boolean(player.view.asked);
      },
      isDone: (at) => done.includes(at),
      leave: () => !player.practice.isOpen,
      begin: () => player.said.push("fields"),
      wait: () => player.said.push("waits"),
    },
    get steps() {
      return player.position.steps;
    },
    get step() {
      return player.position.step;
    },
    show(at) {
      player.position = player.position.at(at);
      player.view.asked = Boolean(player.view.asked) && player.moving.asks(player.position.cursor);
      player.shown.push(`${player.position.cursor}${player.view.asked ? "?" : ""}`);
    },
  };
  player.moving = new Moving(player, () => player.said.push("moved"));
  player.playing = new Playing(player);
  player.view.asked ??= false;
  return player;
}

const shownBy = (player, action, times = 1) => {
  for (let i = 0; i < times; i += 1) action(player);
  return player.shown.splice(0);
};

test("a position is bound to its steps, and to a part of them", () => {
  const free = new Position(STEPS, 99);
  assert.deepEqual([free.cursor, free.isLast, free.at(-3).cursor], [9, true, 0]);
  const part = { start: 2, end: 4 };
  const bound = new Position(STEPS, 0, part);
  assert.deepEqual([bound.cursor, bound.isLast, bound.at(9).cursor], [2, false, 4]);
  assert.ok(bound.at(4).isLast);
  assert.equal(bound.at(3).part, part);
  assert.equal(bound.cursor, 2, "a move leaves it where it is");
});

test("among the steps of another grain it is at the same step, however many there are", () => {
  const byNeuron = STEPS.flatMap((step) => [1, 2].map((neuron) => ({ ...step, neuron })));
  const there = new Position(byNeuron, 17).among(STEPS);
  assert.deepEqual([there.cursor, there.step.kind, there.step.u], [8, "S", 1]);
  assert.equal(there.among(byNeuron).cursor, 16);
});

test("a press leads nowhere out of a part, and does not answer what is asked there", () => {
  const asks = () => true;
  const part = { start: 2, end: 4 };
  assert.equal(new Position(STEPS, 2, part).pressed(-1, true, asks), null);
  assert.equal(new Position(STEPS, 4, part).pressed(1, false, asks), null);
  assert.deepEqual(new Position(STEPS, 4, part).pressed(1, true, asks), { cursor: 4, asked: false });
  const { moving } = playerAt(3, { part: { start: 3, end: 4 }, view: { ask: true, asked: true } });
  assert.deepEqual(moving.after(-1), { cursor: 3, asked: true });
});

test("ends, phases, updates and stops are gone to", () => {
  const player = playerAt(6, { stops: { 3: "", 8: "", 9: "" } });
  const { moving } = player;
  assert.deepEqual(
    shownBy(player, () => moving.toEnd(-1), 3),
    ["5", "0", "0"],
  );
  assert.deepEqual(
    shownBy(player, () => moving.toEnd(1), 2),
    ["4", "9"],
  );
  assert.deepEqual(
    shownBy(player, () => moving.toPhase(2)),
    ["8"],
  );
  assert.deepEqual(
    shownBy(player, () => moving.toPhase(0)),
    ["5"],
  );
  assert.deepEqual(
    shownBy(player, () => moving.toStop(), 3),
    ["8", "9"],
  );
  assert.deepEqual(
    shownBy(player, () => moving.toUpdate(1)),
    ["5"],
  );
  const few = playerAt(0);
  few.walk = { phases: { other: "" } };
  few.moving.toPhase(0);
  few.moving.toPhase(3);
  assert.deepEqual(few.shown, [], "a phase that this update has not");
});

test("Next moves what flows when a result is shown, and gives the keys to the fields where it is asked for", () => {
  const player = playerAt(0, { view: { reveal: true } });
  player.presenter.on = true;
  const next = () => player.moving.stepBy(1);
  assert.deepEqual(shownBy(player, next, 3), ["1?", "1", "2?"]);
  const steps = player.said.filter((one) => ["motion", "fields", "moved"].includes(one));
  assert.deepEqual(steps, ["moved", "fields", "moved", "motion", "moved", "fields"]);
  player.said.splice(0);
  assert.deepEqual(
    shownBy(player, () => player.moving.stepBy(-1)),
    ["1"],
  );
  assert.ok(!player.said.includes("motion"), "not on the way back");
  player.presenter.on = false;
  assert.deepEqual(shownBy(player, next), ["2"], "nothing is held back outside of the view that reveals it");
});

test("a step that is asked of the reader is left by its answer alone", () => {
  const player = playerAt(1, { view: { ask: true, asked: true }, done: [2] });
  const press = (by) => shownBy(player, () => player.moving.stepBy(by));
  assert.deepEqual(press(1), [], "the answer comes first");
  player.view.asked = false; // it was answered
  assert.deepEqual([press(1), press(1)], [["2"], ["3?"]], "a step that is done is not asked again");
  assert.deepEqual([press(-1), press(-1)], [["2"], ["1?"]]);
  player.view.asked = false;
  assert.deepEqual(player.moving.after(-1), { cursor: 1, asked: false }, "no question anew by going back");
});

test("at the end of a part Next goes on in the lesson, once its last step is answered", () => {
  const went = [];
  const part = { start: 1, end: 2, onward: () => went.push("onward") };
  const player = playerAt(2, { part, view: { reveal: true, asked: true } });
  player.presenter.on = true;
  player.moving.stepBy(1);
  assert.deepEqual([player.shown, went], [["2"], []]);
  player.moving.stepBy(1);
  assert.deepEqual([player.shown, went], [["2"], ["onward"]]);
});

test("it plays at its speed, from the first step where it stands at the last, and stops at the end", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const player = playerAt(9);
  player.playing.play();
  assert.deepEqual([player.shown, player.playing.on], [["0"], true]);
  t.mock.timers.tick(499);
  assert.deepEqual(player.shown, ["0"]);
  t.mock.timers.tick(1);
  assert.deepEqual(player.shown, ["0", "1"]);
  player.view.speed = 10;
  player.playing.renew();
  t.mock.timers.tick(200);
  assert.deepEqual(player.shown, ["0", "1", "2", "3"]);
  assert.ok(!player.said.includes("motion"), "too fast to be seen");
  t.mock.timers.tick(2000);
  assert.equal(player.shown.at(-1), "9");
  assert.equal(player.shown.length, 10);
  assert.equal(player.playing.on, false);
  player.playing.renew();
  assert.equal(player.playing.on, false, "another speed does not start it");
});

test("it stops where a condition holds, where the reader is asked, and at every move of theirs", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const plays = (player) => {
    player.playing.toggle();
    t.mock.timers.tick(12_000);
    return player.shown.splice(0);
  };
  assert.deepEqual(plays(playerAt(0, { stops: { 2: "F is below 0.1" } })), ["1", "2"]);
  const slow = playerAt(7, { view: { speed: 1 } });
  assert.deepEqual(plays(slow), ["8", "9"]);
  assert.equal(slow.said.filter((one) => one === "motion").length, 2);
  const asked = playerAt(4, { view: { ask: true } });
  assert.deepEqual(plays(asked), ["5", "6?"]);
  assert.equal(asked.playing.on, false);
  assert.deepEqual([plays(asked), asked.said.at(-1)], [[], "waits"]);
  const held = playerAt(0);
  held.playing.play();
  held.moving.go(5);
  assert.deepEqual([held.playing.on, held.said.slice(-3)], [false, ["paused", 1, "moved"]]);
});
