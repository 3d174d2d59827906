// The player's rules that need no page and no Python: node --test rules.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { seenAt } from "../../simulator/player/js/graph/lens.js";
import { leavesLink, withoutLink } from "../../simulator/player/js/page/browser/address.js";
import { entryFor, Places } from "../../simulator/player/js/entries/browser_history.js";
import { Clock } from "../../simulator/player/js/page/moving/clock.js";
import {
  cursorAfter,
  endFrom,
  pickedAs,
  placeOf,
  stopAfter,
  updateAt,
} from "../../simulator/player/js/walk/cursor.js";
import { Line } from "../../simulator/player/js/drag/line.js";
import { Positions } from "../../simulator/player/js/drag/positions.js";
import { Scale, numberNamed } from "../../simulator/player/js/drag/scale.js";
import { fittedWords } from "../../simulator/player/js/drawing/fitted.js";
import { arrowhead, labelPlaces, layoutOf } from "../../simulator/player/js/graph/layout/layout.js";
import { actionOf } from "../../simulator/player/js/page/keys/keys.js";
import { pressed } from "../../simulator/player/js/walk/asked.js";
import { ruleMatrices } from "../../simulator/player/js/panel/matrices/step_matrices.js";
import { stillThere } from "../../simulator/player/js/panel/inspector/terms.js";
import { Requests } from "../../simulator/player/js/requests/requests.js";
import { fitting, typedSame } from "../../simulator/player/js/text/digits.js";
import { kept, keptColumns, leftOut, range } from "../../simulator/player/js/text/elision.js";
import { holds } from "../../simulator/player/js/text/exact.js";
import { KeptValues, keepText, keptJson, keptText } from "../../simulator/player/js/storage/kept.js";
import { spanOf } from "../../simulator/player/js/page/controls/transport.js";
import { sorted } from "../../simulator/player/js/training/many/many_runs.js";

const STEPS = [0, 1].flatMap((u) =>
  [
    ["input", "forward", 1],
    ["n", "forward", 2],
    ["a", "forward", 2],
    ["error", "error", 2],
    ["A", "backward", 2],
    ["S", "backward", 2],
    ["dW", "update", 2],
  ].map(([kind, phase, l]) => ({ kind, phase, l, u, neuron: null })),
);
const FREE = { field: false, closed: false, button: false, inside: false, help: false, share: false };

test("requests go out one at a time, the next with the answer to the one before", () => {
  const sent = [];
  let time = 0;
  const requests = new Requests(
    (change) => sent.push([change.what, change.at]),
    () => (time += 10),
    () => {},
  );
  requests.ask({ what: "W" });
  requests.ask({ what: "b" });
  assert.deepEqual(sent, [["W", 10]]);
  assert.equal(requests.answered(11), false); // of another player
  requests.next();
  assert.deepEqual(sent.at(-1), ["W", 20]); // still the first that waits
  assert.equal(requests.answered(20), true);
  requests.next();
  assert.deepEqual(sent.at(-1), ["b", 30]);
  assert.equal(requests.answered(30), true);
  assert.equal(requests.answered(30), false);
  requests.next();
  assert.equal(sent.length, 3);
});

test("a request that is lost time and again is sent until it is answered, and then the next goes out", () => {
  const sent = [];
  const waits = [];
  let again = () => {};
  const requests = new Requests(
    (change) => sent.push(change.what),
    () => 1,
    (what, wait) => {
      waits.push(wait);
      again = what;
    },
  );
  requests.ask({ what: "W" });
  requests.ask({ what: "b" });
  for (let lost = 0; lost < 6; lost += 1) again();
  assert.deepEqual(sent, Array(7).fill("W"));
  assert.deepEqual(waits, [4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  assert.equal(requests.answered(1), true);
  again();
  assert.equal(sent.length, 7);
  requests.next();
  assert.equal(sent.at(-1), "b");
});

test("a request names the walk it was asked of, and follows only what this player changed itself", () => {
  const sent = [];
  let time = 0;
  const requests = new Requests(
    (change) => sent.push([change.what, change.walk]),
    () => ++time,
    () => {},
  );
  requests.shows("net.1", false);
  for (const what of ["W", "start", "b"]) requests.ask({ what });
  requests.answered(1);
  requests.shows("net.2", true); // the answer to W
  requests.next();
  assert.deepEqual(sent.at(-1), ["start", "net.2"]);
  requests.shows("net.3", false); // changed elsewhere: start is late now, and is not told otherwise
  assert.equal(requests.waiting[0].walk, "net.2");
  requests.answered(2);
  requests.shows("other.4", true); // another network came in with the answer
  requests.next();
  assert.deepEqual(sent.at(-1), ["b", "net.2"]);
  requests.ask({ what: "x" });
  assert.equal(requests.waiting.at(-1).walk, "other.4");
});

test("the time line is that of the steps, whatever the walk is called", () => {
  const own = STEPS.slice(0, 7);
  const [dW, S] = [own[6], own[5]];
  const other = [...own.slice(0, 5), dW, S]; // updates as you go: as many steps, in another order
  assert.equal(spanOf(own, 0), spanOf([...own], 0));
  assert.notEqual(spanOf(own, 0), spanOf(other, 0));
  assert.notEqual(spanOf(own, 0), spanOf(own, 7));
});

// Time goes as the test says: the cursor rests as long as tools wait for.
function resting(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  return () => t.mock.timers.tick(250);
}

test("the tools are told the update of the cursor and its digits once it rests, and not while it plays", (t) => {
  const asked = [];
  const rested = resting(t);
  const clock = new Clock(({ update, digits }) => asked.push([update, digits]));
  clock.stands(2, 3, false); // there are no tools
  clock.looked = { update: 1, digits: 3 };
  clock.stands(2, 3, true);
  rested();
  assert.deepEqual(asked, []);
  clock.stands(2, 3, false);
  clock.stands(3, 3, false); // on at once
  rested();
  clock.stands(3, 3, false); // drawn again before the tools have followed
  rested();
  assert.deepEqual(asked, [[3, 3]]);
  clock.looked = { update: 3, digits: 3 };
  clock.stands(3, 3, false);
  clock.stands(1, 3, false);
  rested();
  assert.deepEqual(asked.splice(0), [
    [3, 3],
    [1, 3],
  ]);
  clock.stands(3, 3, false); // back before they have followed: there they still look
  clock.stands(1, 3, false);
  clock.forget();
  rested();
  assert.deepEqual(asked, []);
  clock.stands(3, 6, false); // other digits, in the same update
  rested();
  assert.deepEqual(asked.splice(0), [[3, 6]]);
  clock.looked = { update: null, digits: 6 }; // tools that look at all updates
  clock.stands(1, 6, false);
  rested();
  assert.deepEqual(asked, []);
});

test("it is said at once whether the tools are behind, also while it plays, and no more once they follow", () => {
  const said = [];
  const clock = new Clock(
    () => {},
    (behind) => said.push(behind),
  );
  const stands = (looked, ...now) => {
    clock.looked = looked;
    clock.stands(...now);
    return said.pop();
  };
  assert.equal(stands(null, 2, 3, false), false, "there are none");
  assert.equal(stands({ update: 1, digits: 3, item: null }, 2, 3, false), true);
  assert.equal(stands({ update: 1, digits: 3, item: null }, 2, 3, true), true);
  assert.equal(stands({ update: 2, digits: 3, item: null }, 2, 3, false, 4), false);
  assert.equal(stands({ update: 2, digits: 3, item: 1 }, 2, 3, false, 4), true);
  assert.equal(stands({ update: 2, digits: 3, item: null }, 2, 6, false), true);
  assert.equal(stands({ update: null, digits: 3, item: null }, 5, 3, false), false, "they look at all");
  clock.forget();
});

test("a tool that looks at one item of a batch is told which one the graph shows, and no other tool is", (t) => {
  const asked = [];
  const rested = resting(t);
  const clock = new Clock(({ item }) => asked.push(item));
  for (const item of [1, null]) {
    clock.looked = { update: 3, digits: 6, item };
    clock.stands(3, 6, false, 1);
    clock.stands(3, 6, false, 2);
    rested();
  }
  clock.looked = { update: 3, digits: 6, item: 0 }; // the sum over them
  clock.stands(3, 6, false, 1);
  rested();
  clock.forget();
  assert.deepEqual(asked, [2, 1]);
});

test("tools that take no notice are told three times, and not for ever", (t) => {
  const asked = [];
  const rested = resting(t);
  const clock = new Clock(() => asked.push("again"));
  clock.looked = { update: 1, digits: 3 };
  clock.stands(2, 3, false);
  const counts = [249, 1, 2999, 1, 3000, 60_000].map((wait) => {
    t.mock.timers.tick(wait);
    return asked.length;
  });
  assert.deepEqual(counts, [0, 1, 1, 2, 3, 3]);
  clock.looked = { update: 2, digits: 3 };
  clock.stands(2, 3, false);
  rested();
  assert.equal(asked.length, 3);
});

test("a link goes from the address, and nothing else does", () => {
  assert.equal(withoutLink("?s=abc"), "");
  assert.equal(withoutLink("?embed=true&s=abc&t=d"), "?embed=true");
  assert.equal(withoutLink(""), "");
});

test("a link goes once one has moved on, but not before what was kept is back", () => {
  assert.equal(leavesLink({ moved: true, restored: false }, null), true); // also where nothing can be kept
  assert.equal(leavesLink({ moved: true, restored: false }, "kept"), false);
  assert.equal(leavesLink({ moved: true, restored: true }, "kept"), true);
  assert.equal(leavesLink({ moved: false, restored: true }, "kept"), false);
});

test("another mode or network is another entry of the history, and going back makes none", () => {
  const [step, train, other] = ["Step a", "Train a", "Step b"].map((text) => {
    const [mode, network] = text.split(" ");
    return { mode, network };
  });
  assert.equal(entryFor(step, undefined, undefined), "replace");
  assert.equal(entryFor(train, step, step), "push");
  assert.equal(entryFor(other, step, step), "push");
  assert.equal(entryFor(step, { ...step }, step), "");
  assert.equal(entryFor(step, train, step), ""); // the browser went back already
});

test("no mark of a lens is seen before its number is known, and the legend means what is seen", () => {
  const lens = {
    note: "here",
    early: "later",
    neurons: [[2, 1, "S", "path", ["S", 2]]],
    edges: [
      [4, 1, 1, "✓", "good", ["dW", 4]],
      [3, 1, 1, "✗", "bad", ["dW", 3]],
    ],
    layers: [[1, "always", "good", null]],
    legend: [
      ["good", "agrees"],
      ["bad", "differs"],
      ["", "faint: no mark"],
    ],
  };
  const at = (...known) => seenAt(lens, (quantity, l) => known.includes(`${quantity}${l}`));
  assert.deepEqual([at().edges, at().neurons, at().layers.length, at().legend], [[], [], 1, []]);
  const half = at("dW4");
  assert.deepEqual([half.edges.length, half.neurons.length, half.note], [1, 0, "here"]);
  assert.deepEqual(half.legend, [
    ["good", "agrees"],
    ["", "faint: no mark at this step"],
  ]);
  assert.deepEqual(at("dW4", "dW3", "S2"), lens);
  const bare = seenAt({ ...lens, layers: [] }, () => false);
  assert.deepEqual([bare.note, bare.legend], ["later", []]);
  assert.equal(seenAt({ ...lens, layers: [], edges: [], neurons: [] }, () => false).note, "here");
  assert.equal(
    seenAt(null, () => true),
    null,
  );
});

test("a request that is not answered is sent again as the same, and not once it is", () => {
  const sent = [];
  const timers = [];
  let time = 0;
  const requests = new Requests(
    ({ what, at }) => sent.push([what, at]),
    () => ++time,
    (again) => timers.push(again),
  );
  requests.ask({ what: "W" });
  requests.ask({ what: "b" });
  timers.shift()();
  assert.deepEqual(sent.splice(0), [
    ["W", 1],
    ["W", 1],
  ]);
  requests.answered(1);
  requests.next();
  timers.shift()(); // of the one before
  assert.deepEqual(sent.splice(0), [["b", 2]]);
});

test("who is gone from the page asks for nothing any more", () => {
  const sent = [];
  let again = () => {};
  const requests = new Requests(
    ({ what }) => sent.push(what),
    () => 1,
    (what) => {
      again = what;
    },
  );
  requests.ask({ what: "open" });
  requests.ask({ what: "another" });
  requests.stop();
  again();
  requests.next();
  assert.deepEqual(sent, ["open"]);
});

// A browser's history, and a page that is asked; `arrives` is the page's answer.
function browser() {
  const entries = [{ state: null }];
  const asked = [];
  const timers = [];
  let at = 0;
  let time = 0;
  const history = {
    get state() {
      return entries[at].state;
    },
    replaceState: (state) => {
      entries[at] = { state };
    },
    pushState: (state) => {
      entries.splice(at + 1);
      entries.push({ state });
      at += 1;
    },
    go: (by) => {
      at += by;
      places.went(entries[at].state);
    },
  };
  const places = new Places(
    history,
    () => (time += 1),
    (again) => timers.push(again),
  );
  const arrives = (text, answered) => {
    const [mode, network] = text.split(" ");
    places.shows({ mode, network }, answered, (place) => asked.push(place));
  };
  const said = () => entries.map(({ state }) => `${state.backprop.mode} ${state.backprop.network}`);
  return { history, arrives, asked, timers, said, at: () => at };
}

test("Back asks for the place before until the page has answered that very request", () => {
  const { history, arrives, asked, timers, said, at } = browser();
  for (const place of ["Step a", "Step b", "Train b"]) arrives(place);
  history.go(-1);
  arrives("Train b"); // another run of the page, which had not heard of it
  assert.deepEqual([said(), at()], [["Step a", "Step b", "Train b"], 1]);
  timers.shift()();
  assert.deepEqual(
    asked.map(({ mode, network, at }) => [mode, network, at]),
    [
      ["Step", "b", 1],
      ["Step", "b", 1],
    ],
  );
  arrives("Step b", 1);
  timers.shift()();
  assert.equal(asked.length, 2);
  history.go(1);
  arrives("Train b", 2);
  assert.deepEqual([said(), at()], [["Step a", "Step b", "Train b"], 2]);
  for (const again of timers.splice(0)) again();
  assert.equal(asked.length, 3);
});

test("Back before a new place has its entry goes to the one before that, not past it", () => {
  const { history, arrives, asked, said, at } = browser();
  for (const place of ["Step a", "Step b"]) arrives(place);
  history.go(-1); // pressed on the page of training, which has not said yet that it is there
  arrives("Train b");
  assert.deepEqual([asked.at(-1), at()], [{ mode: "Step", network: "b", at: 2 }, 1]);
  arrives("Step a", 1);
  arrives("Step b", 2);
  assert.deepEqual([said(), at()], [["Step a", "Step b"], 1]);
  arrives("Debug b", 2);
  assert.deepEqual(said(), ["Step a", "Step b", "Debug b"]);
});

test("a page that never answers is not waited for any longer than it is asked", () => {
  const { history, arrives, asked, timers, said } = browser();
  for (const place of ["Step a", "Step b"]) arrives(place);
  history.go(-1);
  while (timers.length) timers.shift()();
  assert.equal(asked.length, 3);
  arrives("Debug b");
  assert.deepEqual(said(), ["Step a", "Debug b"]);
});

test("keys step unless something else uses them", () => {
  const keys = {
    ArrowRight: "next",
    PageUp: "previous",
    Home: "first",
    End: "last",
    " ": "toggle",
    "?": "help",
  };
  for (const [key, action] of Object.entries(keys)) {
    assert.equal(actionOf(key, FREE), action);
    for (const where of ["field", "help", "share"])
      assert.equal(actionOf(key, { ...FREE, [where]: true }), null, `${key} in ${where}`);
  }
  const dropDown = { ...FREE, field: true, closed: true };
  for (const [key, action] of Object.entries({ ...keys, PageDown: "next", ArrowLeft: "previous" }))
    assert.equal(actionOf(key, dropDown), /Home|End|\?/.test(key) ? null : action, `${key} on a closed list`);
  for (const key of ["ArrowDown", "ArrowUp", "Enter", "n"]) assert.equal(actionOf(key, dropDown), null);
  for (const where of ["help", "share"])
    assert.equal(actionOf("PageDown", { ...dropDown, [where]: true }), null);
  assert.equal(actionOf("x", FREE), null);
  assert.equal(actionOf(" ", { ...FREE, button: true }), null);
  assert.equal(actionOf("ArrowLeft", { ...FREE, button: true }), "previous");
});

test("the presenter view has keys of its own, and no field loses one", () => {
  assert.equal(actionOf("P", FREE), "present");
  const keys = {
    f: "full",
    B: "blank",
    ".": "blank",
    R: "reveal",
    "+": "larger",
    "-": "smaller",
    3: "phase-3",
  };
  for (const [key, action] of Object.entries(keys)) {
    assert.equal(actionOf(key, FREE), null, `${key} elsewhere`);
    assert.equal(actionOf(key, { ...FREE, presenting: true }), action);
    assert.equal(actionOf(key, { ...FREE, presenting: true, field: true }), null, `${key} in a field`);
  }
  assert.equal(actionOf("p", { ...FREE, field: true, closed: true }), null);
});

test("a step that computes something is two presses where results are held back", () => {
  const steps = [{ given: true }, {}, {}];
  const way = (at, by, count, reveal = true) => {
    let now = at;
    return range(count).map(() => {
      now = pressed(steps, now, by, (at) => reveal && !steps[at].given);
      return `${now.cursor}${now.asked ? "?" : ""}`;
    });
  };
  const [start, end] = [0, 2].map((cursor) => ({ cursor, asked: false }));
  assert.deepEqual(way(start, 1, 5), ["1?", "1", "2?", "2", "2"]);
  assert.deepEqual(way(end, -1, 5), ["2?", "1", "1?", "0", "0"]);
  assert.deepEqual(way(start, 1, 3, false), ["1", "2", "2"]);
});

test("what a step of an update rule computes has no numbers while it is asked for", () => {
  const walk = { texts: ["g", "M", "V"], updates: [{ dW: {} }] };
  const matrices = [0, 1, 2].map((at) => [at, 10 + at, "W2"]);
  const places = (step, asked) =>
    ruleMatrices({ matrices, u: 0, ...step }, walk, asked).map(({ place }) => place);
  const [one, two] = [1, 2].map((count) => new Array(count).fill({ tokens: [] }));
  assert.deepEqual(places({ kind: "momentum_W", lines: one }, true), [10, 11, null]);
  assert.deepEqual(places({ kind: "corrected_W", lines: two }, true), [10, null, null]);
  assert.deepEqual(places({ kind: "corrected_W", lines: two }, false), [10, 11, 12]);
  assert.deepEqual(places({ kind: "clip", lines: one }, true), [10, 11, 12], "c is no matrix of them");
});

test("Escape closes what is open, but not what a field outside holds", () => {
  assert.equal(actionOf("Escape", FREE), "close");
  assert.equal(
    actionOf("Escape", { ...FREE, share: true }),
    "hide",
    "the dialog closes by itself, and alone",
  );
  assert.equal(actionOf("Escape", { ...FREE, field: true }), "hide");
  assert.equal(actionOf("Escape", { ...FREE, field: true, inside: true }), "close");
  assert.equal(actionOf("Escape", { ...FREE, help: true, inside: true }), "hide");
});

test("a walk that comes in again keeps its step, one that restarts its step of update 1", () => {
  const before = STEPS[12]; // S of update 2
  assert.equal(cursorAfter(STEPS, { before, restarting: false, remembered: undefined }), 12);
  assert.equal(cursorAfter(STEPS, { before, restarting: true, remembered: undefined }), 5);
  assert.equal(cursorAfter(STEPS.slice(0, 7), { before, restarting: false, remembered: undefined }), 5);
  assert.equal(cursorAfter(STEPS, { before: null, restarting: false, remembered: { cursor: 3 } }), 3);
  assert.equal(cursorAfter(STEPS, { before: null, restarting: false, remembered: { cursor: 99 } }), 13);
  assert.equal(cursorAfter(STEPS, { before: null, restarting: false, remembered: undefined }), 0);
});

test("an update and the stops ahead", () => {
  assert.deepEqual(updateAt(STEPS, 0), { first: 0, count: 7 });
  assert.deepEqual(updateAt(STEPS, 13), { first: 7, count: 7 });
  assert.equal(stopAfter({ 2: "", 9: "", 11: "" }, 2), 9);
  assert.equal(stopAfter({ 2: "", 9: "" }, 9), null);
  assert.equal(stopAfter({}, 0), null);
});

test("an end is that of the update first, then of all", () => {
  const way = (from, by) => {
    const there = endFrom(STEPS, from, by);
    return [there, endFrom(STEPS, there, by)];
  };
  assert.deepEqual(way(2, 1), [6, 13]);
  assert.deepEqual(way(9, 1), [13, 13]);
  assert.deepEqual(way(9, -1), [7, 0]);
  assert.deepEqual(way(2, -1), [0, 0]);
});

test("what is picked is written and read", () => {
  for (const picked of [{ l: 2 }, { l: 3, c: 4 }, { l: 3, r: 1, c: 4 }])
    assert.deepEqual(pickedAs(placeOf(picked)), picked);
  assert.deepEqual(placeOf(null), []);
  assert.equal(pickedAs([]), null);
});

test("only what exists in the walk stays picked", () => {
  const walk = { layers: [{ width: 2 }, { width: 3 }] };
  const stays = (picked) => stillThere(walk, picked) === picked;
  for (const picked of [{ l: 2 }, { l: 2, c: 3 }, { l: 2, r: 2, c: 3 }, null]) assert(stays(picked));
  for (const picked of [{ l: 3 }, { l: 2, c: 4 }, { l: 1, c: 3 }, { l: 2, r: 3, c: 3 }])
    assert.equal(stillThere(walk, picked), null);
});

test("twelve rows are printed whole and thirteen elided; so are seven columns and eight", () => {
  const elision = { above: 12, columns: 7, kept: 3 };
  assert.equal(kept(12, elision).length, 12);
  assert.deepEqual(kept(13, elision), [0, 1, 2, null, 12]);
  assert.equal(leftOut(13, elision), 9);
  assert.equal(keptColumns(7, elision).length, 7);
  assert.deepEqual(keptColumns(8, elision), [0, 1, 2, null, 7]);
});

test("a number is cut where it has no room, never rounded", () => {
  assert.equal(fitting("−0.123456", 200), "−0.123456");
  assert.equal(fitting("−0.123456789", 62.4), "−0.1234…");
  assert.equal(fitting("12.345", 0), "12.345");
});

test("what is typed is the same number however it is written", () => {
  for (const text of ["-0.5", "−0.5", " -.50 ", "-5e-1"]) assert(typedSame(text, -0.5), text);
  for (const text of ["-0,5", "−,5", "-5,0e-1", "-1/2", "−1 / 2", "1/-2", "-0,25/,5"]) {
    assert(typedSame(text, -0.5), text);
  }
  for (const text of ["", " ", "0.5", "x", "-0,5,0", "-1/2/1", "-1/", "-,", "-0.5,0"]) {
    assert(!typedSame(text, -0.5), text);
  }
  assert(typedSame("1/3", 1 / 3) && typedSame("0.3/0.1", 3) && typedSame("0,1/3", 1 / 30));
  assert(!typedSame("1,500", 1.5) && !typedSame("1,500", 1500));
});

// Whether "=" stands between one printed number and another, by the rule of an activation.
const gives = (rule, n, result, pieces) =>
  holds(
    { rule, tokens: [{ v: 0, r: null, c: null }, { rel: true }, { v: 1, r: null, c: null }] },
    { arrays: [[n], rule.endsWith("-slopes") ? [[result]] : [result]], pieces },
    0,
  );

test("an activation of straight pieces is exact, at a kink with the slope that it has there", () => {
  const pieces = {
    relu: { kinks: ["0"], slopes: ["0", "1"], atKinks: ["0"] },
    leaky_relu: { kinks: ["0"], slopes: ["0.01", "1"], atKinks: ["0.01"] },
    hardtanh: { kinks: ["-1", "1"], slopes: ["0", "1", "0"], atKinks: ["0", "0"] },
    bent: { kinks: ["1", "3"], slopes: ["2", "0.5", "-1"], atKinks: ["2", "0.5"] },
  };
  const known = [
    ["relu", -2, 0, 0],
    ["relu", 0, 0, 0],
    ["relu", 0.25, 0.25, 1],
    ["leaky_relu", -2, -0.02, 0.01],
    ["leaky_relu", 0, 0, 0.01],
    ["hardtanh", -7, -1, 0],
    ["hardtanh", -1, -1, 0],
    ["hardtanh", 0.5, 0.5, 1],
    ["hardtanh", 1, 1, 0],
    ["hardtanh", 4, 1, 0],
    ["bent", -1, -2, 2],
    ["bent", 1, 2, 2],
    ["bent", 2, 2.5, 0.5],
    ["bent", 5, 1, -1],
  ];
  for (const [name, n, value, slope] of known) {
    assert(gives(name, n, value, pieces), `${name} of ${n}`);
    assert(!gives(name, n, value + 0.125, pieces), `${name} of ${n}`);
    assert(gives(`${name}-slopes`, n, slope, pieces), `slope of ${name} at ${n}`);
    assert(!gives(`${name}-slopes`, n, slope + 0.125, pieces), `slope of ${name} at ${n}`);
  }
});

test("an arrowhead points to where the pass runs, clear of the neuron", () => {
  const [tip, left, right] = arrowhead([0, 0], [100, 0], 40);
  assert.deepEqual(tip, [75, 0]);
  assert.deepEqual(
    [left, right],
    [
      [62, 6],
      [62, -6],
    ],
  );
});

test("labels stand at the first share at which none covers another or a neuron", () => {
  const lines = [
    [
      [0, 0],
      [300, 60],
    ],
    [
      [0, 60],
      [300, 0],
    ],
  ];
  const places = labelPlaces(lines, [0.5, 0.2], 40, 40);
  assert.deepEqual(places, [
    [60, 12],
    [60, 48],
  ]);
  assert.equal(labelPlaces(lines, [0.5, 0.1], 40, 40), null); // they meet in the middle, and at 0.1 the neuron is near
});

test("layers and rows are evenly apart, whatever the size", () => {
  const place = [
    [1, 1, 0, -0.5],
    [1, 2, 0, 0.5],
    [2, 1, 1, 0],
  ];
  const layers = [{ shown: [1, 2] }, { shown: [1] }];
  for (const [width, height] of [
    [390, 500],
    [900, 600],
    [1400, 900],
  ]) {
    const { places, x, pitch, gap } = layoutOf({ layers, rows: 2, place }, { width, height }, 3);
    assert.deepEqual([...places.keys()], ["1,1", "1,2", "2,1"]);
    const [[x1, y1], [x2, y2], [x3, y3]] = [...places.values()];
    assert.equal(x1, x2);
    assert.equal(x3, x(2));
    assert(Math.abs(x3 - x1 - gap) < 1e-9 && Math.abs(y2 - y1 - pitch) < 1e-9);
    assert(Math.abs((y1 + y2) / 2 - y3) < 1e-9);
    assert(x3 < width && y2 < height);
  }
});

test("y, t and e leave most of the width to the network, in lines as in columns, with any digits", () => {
  const widths = [4, 8, 8, 4];
  const components = (width) => Array.from({ length: width }, (_, i) => i + 1);
  const layers = widths.map((width) => ({ shown: components(width) }));
  const place = widths.flatMap((width, l) =>
    components(width).map((c) => [l + 1, c, 0, c - width / 2 - 0.5]),
  );
  const numbers = [-0.9501516166724167, 1.4474407043078, -2.3976256797429, 2.019992320733];
  const walk = { layers, rows: 8, place, updates: [{ a: [0, 0, 0, 0, 0], t: 0, e: 0 }], arrays: [numbers] };
  for (const [digits, lines, columns] of [
    [2, 0.6, 0.58],
    [3, 0.6, 0.56],
    [6, 0.55, 0.46],
    [0, 0.45, 0.37],
  ]) {
    const low = layoutOf(walk, { width: 735, height: 372 }, digits);
    const high = layoutOf(walk, { width: 582, height: 522 }, digits);
    assert.deepEqual([high.table, low.table], [false, true]);
    assert((high.x(4) - high.x(1)) / 582 > lines, `${digits} digits, lines`);
    assert((low.x(4) - low.x(1)) / 735 > columns, `${digits} digits, columns`);
    assert(3 * low.column + low.start <= low.right && high.sideLine * 3 < high.pitch);
  }
});

test("of the positions that wait the latest goes out, and an answer that comes late is of no interest", () => {
  const sent = [];
  let time = 0;
  const positions = new Positions(
    ({ value, at }) => sent.push([value, at]),
    () => (time += 1),
  );
  for (const value of [1, 2, 3]) positions.ask({ value });
  assert.deepEqual(sent, [[1, 1]]);
  assert(positions.awaits(1) && !positions.awaits(7));
  assert.equal(positions.answered(7), null);
  assert.equal(positions.answered(1).value, 1);
  assert.deepEqual(sent, [
    [1, 1],
    [3, 2],
  ]);
  assert.equal(positions.answered(1), null); // again
  positions.ask({ value: 4 });
  positions.forget();
  assert.equal(positions.answered(2), null); // of what is not dragged any more
  positions.ask({ value: 5 });
  assert.deepEqual(sent.at(-1), [5, 3]);
  positions.forget();
});

test("a position that is not answered goes out again, as its latest", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  let time = 0;
  const positions = new Positions(
    ({ value, at }) => sent.push([value, at]),
    () => (time += 1),
    500,
  );
  const after = (wait) => {
    t.mock.timers.tick(wait);
    return sent.at(-1);
  };
  positions.ask({ value: 1 });
  assert.deepEqual(
    [after(499), after(1)],
    [
      [1, 1],
      [1, 2],
    ],
  );
  positions.ask({ value: 2 });
  assert.deepEqual(
    [after(499), after(1)],
    [
      [1, 2],
      [2, 3],
    ],
  );
  positions.forget();
  assert.deepEqual([after(5000), positions.answered(3)], [[2, 3], null]);
});

test("a line takes positions while it is open, and is opened anew where it has worked before", () => {
  const opened = [];
  const open = (address) => {
    const socket = { address, readyState: 0, sent: [], send: (text) => socket.sent.push(text) };
    opened.push(socket);
    return socket;
  };
  const heard = [];
  const line = new Line("ws://here/drag/name", (answer) => heard.push(answer), open);
  assert.equal(opened.length, 0);
  assert.equal(line.send({ at: 1 }), false); // not open yet
  const [first] = opened;
  first.readyState = 1;
  first.onopen();
  assert.equal(line.send({ at: 2 }), true);
  assert.deepEqual([first.address, first.sent], ["ws://here/drag/name", ['{"at":2}']]);
  first.onmessage({ data: '{"at":2,"left":true}' });
  assert.deepEqual(heard, [{ at: 2, left: true }]);
  first.readyState = 3; // lost
  assert.equal(line.send({ at: 3 }), false);
  assert.equal(opened.length, 2);
  opened[1].readyState = 3; // refused
  assert.equal(line.send({ at: 4 }), false);
  assert.equal(opened.length, 2);
});

test("a dragged number goes in steps of its size, has few digits, and comes back to the very one", () => {
  const plain = { shiftKey: false, altKey: false, ctrlKey: false };
  const scale = new Scale(0.1 + 0.2);
  assert.equal(scale.moved(1, plain), 0.31);
  assert.equal(scale.moved(1, { ...plain, shiftKey: true }), 0.41);
  assert.equal(scale.moved(-1, { ...plain, altKey: true }), 0.409);
  assert.equal(scale.moved(1, { ...plain, ctrlKey: true }), 0.41);
  scale.moved(-10, plain);
  assert.equal(scale.moved(-1, plain), 0.1 + 0.2);
  assert.equal(new Scale(0).moved(3, plain), 0.03);
  assert.equal(new Scale(-25).moved(1, plain), -24.9);
  assert.equal(new Scale(1).moved(1, plain), 1.01);
  assert.equal(new Scale(0).moved(-3, plain), -0.03);
  assert.equal(numberNamed({ what: "W", l: 4, r: 1, c: 12 }, {}), "W₄[1,12]");
  const turned = { notation: { turned: true } }; // there W stands as L × H
  assert.equal(numberNamed({ what: "W", l: 4, r: 1, c: 12 }, turned), "W₄[12,1]");
  assert.equal(numberNamed({ what: "x", l: 1, c: 2, item: 2 }, {}), "x₂ of pair 3");
});

test("what has no room stands in smaller letters, then has fewer digits and a sign that it has", () => {
  const measure = (words) => words.length * 50; // in letters of 100 px
  assert.deepEqual(fittedWords("−0.345", 14, 42, measure), { words: "−0.345", size: 14 });
  assert.deepEqual(fittedWords("−0.345", 14, 33, measure), { words: "−0.345", size: 11 });
  assert.deepEqual(fittedWords("5.12345·10⁻¹³", 14, 50, measure), { words: "5.1…·10⁻¹³", size: 10 });
  assert.deepEqual(fittedWords("0.123456789", 14, 30, measure), { words: "0.123…", size: 10 });
  assert.deepEqual(fittedWords("5.12345·10⁻¹³", 14, 20, measure), { words: "…", size: 10 });
  assert.deepEqual(fittedWords("b 0.5", 14, 2, measure), { words: "", size: 10 });
});

// A room of a browser as `globalThis` has it, which holds so many characters.
function room(most) {
  const held = new Map();
  return {
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, text) => {
      if (text.length > most) throw new Error("no room");
      held.set(name, text);
    },
    removeItem: (name) => held.delete(name),
  };
}

test("what is kept in a browser is the values kept last; what cannot be read is left out", () => {
  globalThis.someRoom = room(100);
  const whole = (value) => (Number.isInteger(value) ? value : null);
  const values = new KeptValues("someRoom", "values", whole, 2);
  for (const [key, value] of [
    ["a", 1],
    ["b", 2],
    ["a", 3],
    ["c", 4],
  ])
    values.keep(key, value);
  assert.deepEqual(
    [...values.all()],
    [
      ["a", 3],
      ["c", 4],
    ],
  );
  values.keep("a", null);
  assert.deepEqual([...values.all()], [["c", 4]]);
  for (const [text, left] of [
    [
      '[["a",1],["b","x"],7,["c",3]]',
      [
        ["a", 1],
        ["c", 3],
      ],
    ],
    ["{}", []],
    ["[[", []],
    ["null", []],
  ]) {
    keepText("someRoom", "values", text);
    assert.deepEqual([...values.all()], left);
  }
  globalThis.someRoom = undefined;
});

test("a page in a browser without room works all the same, and forgets", () => {
  globalThis.someRoom = room(5);
  const values = new KeptValues("someRoom", "values", (value) => value);
  values.keep("one", 1);
  assert.equal(values.all().size, 0);
  assert.equal(keptText("noRoom", "values"), null);
  keepText("noRoom", "values", "1");
  assert.equal(keptJson("noRoom", "values"), null);
  keepText("someRoom", "values", null);
  assert.equal(keptText("someRoom", "values"), null);
  globalThis.someRoom = undefined;
});

test("many runs are sorted by a column, up or down, with those that diverged last, and else as they are numbered", () => {
  const rows = [
    [2, "b"],
    [null, "a"],
    [10, "c"],
    [2, "a"],
  ].map((keys, number) => ({ keys, number }));
  const order = (column, way) => sorted(rows, { column, way }).map(({ number }) => number);
  assert.deepEqual(order(0, 0), [0, 1, 2, 3]);
  assert.deepEqual(order(0, 1), [0, 3, 2, 1]);
  assert.deepEqual(order(0, -1), [2, 0, 3, 1]);
  assert.deepEqual(order(1, -1), [2, 0, 1, 3]);
});
