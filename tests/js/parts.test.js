// The player's parts without a page: keys, the look, and what goes out and comes in: node --test parts.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { seenIn } from "../../simulator/player/js/graph/lens.js";
import { DrawnGraph, headsOf, widthsOf } from "../../simulator/player/js/page/looks/drawn_graph.js";
import { Fitting } from "../../simulator/player/js/page/looks/fitting.js";
import { ownHint } from "../../simulator/player/js/page/controls/hint_line.js";
import { Keyboard } from "../../simulator/player/js/page/keys/keyboard.js";
import { FIRST_LOOK, Look } from "../../simulator/player/js/page/looks/look.js";
import { Exchange } from "../../simulator/player/js/requests/exchange.js";
import { Position } from "../../simulator/player/js/walk/position.js";

Object.assign(globalThis, { Element: class {}, document: { activeElement: null } });

// A part that writes down, for all of them in one list, what it is told by these names.
const told = (list, part, names) =>
  Object.fromEntries(names.map((name) => [name, (...given) => list.push([part, name, ...given].join(" "))]));

// ---- keys
function keyboardOf({ open = {}, wakes = false, takes = false, view = {}, dragged = null } = {}) {
  const said = [];
  const has = (part, names, more = {}) => ({ ...told(said, part, names), ...more });
  const player = {
    walk: {},
    view,
    root: {},
    help: has("help", ["showModal"], { open: Boolean(open.help) }),
    share: { dialog: { open: Boolean(open.share) } },
    moving: has("moving", ["stepBy", "toEnd"]),
    playing: has("playing", ["toggle"]),
    linking: has("linking", ["end"]),
    drag: has("drag", ["takeBack"], { dragged }),
    practice: has("practice", ["toggle", "hint"], { takes: () => takes }),
    presenter: has("presenter", ["act"], {
      on: Boolean(open.presenter),
      wakes: () => wakes,
      close: () => Boolean(open.presenter) && said.push("presenter close") > 0,
    }),
    transport: has("transport", ["closeMenu"], { isOpen: Boolean(open.more) }),
    inspector: has("inspector", ["pick"], { picked: open.picked ?? null }),
    tools: {},
    look: has("look", ["set"]),
    panel: {
      box: { contains: () => false },
      introduction: has("introduction", ["toggle"], { open: Boolean(open.introduction) }),
    },
  };
  return { player, said, keyboard: new Keyboard(player) };
}

function press(keyboard, key, { at = 0, node = {}, ...more } = {}) {
  const event = {
    key,
    timeStamp: at,
    composedPath: () => [node],
    preventDefault: () => {
      event.defaultPrevented = true;
    },
    ...more,
  };
  return [keyboard.take(event), Boolean(event.defaultPrevented)];
}

test("a key does what it says, and is the player's alone then", () => {
  const { keyboard, said } = keyboardOf();
  for (const key of ["ArrowRight", "PageUp", "Home", "End", " ", "?", "i", "q", "h"])
    assert.deepEqual(press(keyboard, key), [true, true], key);
  assert.deepEqual(said, [
    ...["moving stepBy 1", "moving stepBy -1", "moving toEnd -1", "moving toEnd 1", "playing toggle"],
    ...["help showModal", "introduction toggle", "practice toggle", "practice hint"],
  ]);
  said.splice(0);
  press(keyboard, "p");
  assert.deepEqual(said, ["presenter act present"]);
  assert.deepEqual(press(keyboard, "x"), [false, false]);
});

test("a key is left alone with a modifier, where it was dealt with, and before there is a walk", () => {
  const { keyboard, player, said } = keyboardOf();
  for (const how of ["ctrlKey", "metaKey", "altKey", "defaultPrevented"])
    assert.equal(press(keyboard, "ArrowRight", { [how]: true })[0], false, how);
  player.walk = undefined;
  assert.equal(press(keyboard, "ArrowRight")[0], false);
  assert.deepEqual(said, []);
});

test("a dark screen takes the key that lights it, and an answer the digits that are typed", () => {
  const dark = keyboardOf({ wakes: true });
  assert.deepEqual(press(dark.keyboard, "ArrowRight"), [true, true]);
  const answering = keyboardOf({ takes: true, open: { presenter: true } });
  assert.deepEqual(press(answering.keyboard, "3"), [false, false]);
  assert.deepEqual([...dark.said, ...answering.said], []);
});

test("in a drop-down a space soon after a letter belongs to what is typed", () => {
  globalThis.CSS = { supports: () => false };
  const list = Object.assign(new Element(), { matches: (what) => what === "select", closest: () => null });
  const { keyboard, player, said } = keyboardOf();
  player.root.contains = () => true;
  press(keyboard, "n", { at: 5000, node: list });
  assert.equal(press(keyboard, " ", { at: 5999, node: list })[0], false);
  assert.equal(press(keyboard, " ", { at: 6000, node: list })[0], true);
  press(keyboard, "n", { at: 7000, node: list });
  press(keyboard, "ArrowDown", { at: 7001, node: list });
  assert.equal(press(keyboard, " ", { at: 7002, node: list })[0], true, "another key ended it");
  assert.deepEqual(said, ["playing toggle", "playing toggle"]);
});

test("Escape takes back what is dragged, else it closes one thing, what was opened last first", () => {
  const parts = [
    ["presenter", "presenter close"],
    ["more", "transport closeMenu"],
    ["picked", "inspector pick "],
    ["start", "look set start false"],
    ["matrices", "look set matrices false"],
    ["introduction", "introduction toggle false"],
  ];
  parts.forEach(([name, does], i) => {
    const open = Object.fromEntries(parts.slice(i).map(([one]) => [one, true]));
    const { keyboard, said } = keyboardOf({ open, view: { start: open.start, matrices: open.matrices } });
    assert.deepEqual(press(keyboard, "Escape"), [true, false], name);
    assert.deepEqual(said, ["linking end", does]);
  });
  const none = keyboardOf();
  press(none.keyboard, "Escape");
  assert.deepEqual(none.said, ["linking end"]);
  const dragging = keyboardOf({ dragged: {}, open: { picked: {} } });
  press(dragging.keyboard, "Escape");
  assert.deepEqual(dragging.said, ["linking end", "drag takeBack"]);
});

// ---- the look
const STEPS = ["input", "n", "a", "S", "dW"].map((kind, l) => ({ kind, l, u: 0, phase: kind, neuron: null }));
const BY_NEURON = STEPS.flatMap((step) => [1, 2].map((neuron) => ({ ...step, neuron })));

function looked(view = {}) {
  const said = [];
  const player = {
    walk: { name: "net", steps: { operation: STEPS, neuron: BY_NEURON } },
    view: { ...FIRST_LOOK, ...view },
    position: new Position(STEPS, 3),
    get cursor() {
      return player.position.cursor;
    },
    get part() {
      return player.position.part;
    },
    inspector: { picked: { l: 2, c: 1 } },
    practice: { answers: { counts: { once: 2 }, typed: ["n"], ...told(said, "answers", ["adopt"]) } },
    presenter: { kept: { on: false }, ...told(said, "presenter", ["recall", "fit"]) },
    transport: told(said, "transport", ["load"]),
    moving: told(said, "moving", ["go"]),
    playing: told(said, "playing", ["renew"]),
    drawn: told(said, "drawn", ["redraw", "drawAt"]),
    drawer: told(said, "drawer", ["turn"]),
    show: (at) => said.push(`show ${at}`),
  };
  player.look = new Look(player);
  return { player, said };
}

test("a link keeps the look and the place, by which another player comes to the same", () => {
  const { player } = looked({
    digits: 6,
    ask: true,
    asked: true,
    picked: 1,
    detail: "edges",
    matrices: true,
  });
  const kept = player.look.kept;
  assert.deepEqual(kept, {
    ...{ grain: "operation", digits: 6, neurons: "follow", edges: "follow", speed: 1 },
    ...{ matrices: true, item: 1, ask: true, notation: kept.notation, cursor: 3, picked: [2, 1] },
    ...{ practised: { once: 2 }, answered: ["n"] },
  });
  const { player: other, said } = looked();
  other.inspector.picked = null;
  other.position = new Position(STEPS, 0);
  other.look.adopt(JSON.parse(JSON.stringify(kept)));
  assert.deepEqual(other.look.kept, kept);
  assert.ok(other.view.asked, "the step there is a question again");
  assert.ok(!("notation" in other.view) && !("cursor" in other.view));
  assert.deepEqual(
    said.map((one) => one.split(" ").slice(0, 2).join(" ")),
    ["answers adopt", "transport load", "drawn redraw"],
  );
});

test("a place that a link says is bound to the steps that there are", () => {
  const { player } = looked();
  player.look.adopt({ ...player.look.kept, grain: "neuron", cursor: 99 });
  assert.deepEqual([player.cursor, player.position.steps.length], [9, 10]);
});

test("the tab goes on with what it noted of a walk, and leaves as it is what it does not know", () => {
  const { player } = looked({ digits: 6, ask: true });
  player.look.note();
  const noted = globalThis.backpropCursor;
  assert.deepEqual([noted.name, noted.cursor, noted.picked], ["net", 3, [2, 1]]);
  const { player: other, said } = looked();
  other.look.recall(undefined);
  assert.deepEqual([other.view, said], [{ ...FIRST_LOOK }, []]);
  other.inspector.picked = null;
  other.look.recall(noted);
  assert.deepEqual([other.view.digits, other.view.asked, other.inspector.picked], [6, true, { l: 2, c: 1 }]);
  assert.deepEqual(said, ["presenter recall [object Object]"]);
});

test("each menu changes what it is for", () => {
  const { player, said } = looked();
  const sets = (name, value) => {
    player.look.set(name, value);
    assert.equal(player.view[name], value);
    return said.splice(0);
  };
  assert.deepEqual(sets("grain", "neuron"), ["moving go 6"], "to the same step");
  assert.deepEqual(sets("grain", "operation"), ["moving go 3"]);
  assert.deepEqual(sets("speed", 4), ["playing renew"]);
  assert.deepEqual(sets("digits", 6), ["presenter fit", "drawn redraw"]);
  assert.deepEqual(sets("detail", "heat"), ["drawn drawAt heat"]);
  assert.deepEqual(sets("edges", "W"), ["show 3"]);
  assert.deepEqual(sets("matrices", true), ["drawer turn step", "show 3"]);
  assert.deepEqual(sets("matrices", false), ["show 3"]);
});

// ---- what goes out and comes in
function exchanging({ short = true, lens = null, page = null, takesUp = () => true } = {}) {
  const said = [];
  const sends = (way) => (change) => said.push(`${way} ${change.what}`);
  const drag = { dragged: null, place: short ? { type: sends("typed"), compare: sends("compare") } : null };
  const player = {
    lens,
    cursor: 3,
    drawer: { page },
    onEdit: sends("edit"),
    onTaken: () => said.push("followed"),
    drag: { ...drag, ...told(said, "drag", ["takeBack"]) },
    panel: { start: told(said, "start", ["answered"]) },
    share: told(said, "share", ["given"]),
    look: told(said, "look", ["adopt"]),
    graph: { neurons: [] },
    load: async (walk) => said.push(`load ${walk}`),
    show: (at) => said.push(`show ${at}`),
  };
  const laters = [];
  player.exchange = new Exchange(player, takesUp, (action) => laters.push(action));
  const { requests } = player.exchange;
  let time = 0;
  Object.assign(requests, { now: () => ++time, later: () => {}, walk: "net.1" });
  const frames = () => laters.splice(0).forEach((action) => action());
  return { player, said, frames, exchange: player.exchange, requests };
}

test("a typed number goes the short way, unless tools are open or marks lie over the graph", () => {
  const way = (given, what) => {
    const { exchange, said } = exchanging(given);
    exchange.ask({ what });
    return said.join();
  };
  for (const what of ["W", "b", "x", "t"]) assert.equal(way({}, what), `typed ${what}`);
  assert.equal(way({}, "freeze"), "edit freeze");
  for (const given of [{ lens: {} }, { page: {} }, { short: false }]) assert.equal(way(given, "W"), "edit W");
  assert.equal(way({ page: {} }, "practice"), "compare practice");
});

test("the page follows once, when nothing more is on its way", async () => {
  const { exchange, said, frames } = exchanging();
  exchange.ask({ what: "W" });
  exchange.ask({ what: "b" });
  said.splice(0);
  await exchange.took("walk", { at: 1, belongs: "net.2" });
  frames();
  assert.deepEqual(said.splice(0), ["start answered", "load walk", "typed b"]);
  await exchange.took(null, { at: 2, belongs: "net.3" });
  exchange.follow();
  frames();
  assert.deepEqual(said, ["start answered", "drag takeBack", "show 3", "followed"]);
  exchange.follow();
  frames();
  assert.equal(said.filter((one) => one === "followed").length, 1);
});

test("a refusal leaves what there was, and only the answer that is waited for can be one", async () => {
  const { exchange, player, said } = exchanging();
  exchange.restart({ what: "start" });
  await exchange.arrived(null, 99, null, null, "net.1"); // a run of the page for another reason
  assert.ok(exchange.restarting);
  assert.deepEqual(said.splice(0), ["edit start", "show 3"]);
  await exchange.arrived(null, 1, null, null, "net.1");
  assert.equal(exchange.restarting, false);
  assert.deepEqual(said.splice(0), ["start answered", "drag takeBack", "show 3"]);
  player.drag.dragged = {}; // the next one is on the way with the pointer
  exchange.ask({ what: "W" });
  await exchange.arrived(null, 2, null, null, "net.1");
  assert.deepEqual(said, ["typed W", "start answered", "show 3"]);
});

test("what is opened is looked at once its walk is there, and a file is given once", async () => {
  const { exchange, said, player } = exchanging({ takesUp: ({ id }) => id === 1 });
  const given = { at: 5, making: undefined };
  await exchange.arrived("walk", 0, { id: 1, view: "as kept" }, given, "other.1");
  await exchange.arrived(null, 0, { id: 2, view: "as kept" }, given, "other.1");
  assert.deepEqual(said.splice(0), [
    "load walk",
    "look adopt as kept",
    "share given [object Object]",
    "show 3",
  ]);
  await exchange.arrived(null, 0, null, { ...given, making: "page 2" }, "other.1");
  assert.deepEqual(said.splice(0), ["show 3", "share given [object Object]"]);
  player.graph = undefined; // nothing is drawn yet
  await exchange.arrived(null, 0, null, null, "other.1");
  assert.deepEqual(said, []);
});

test("a field is left before another network comes, and then alone", async () => {
  const { exchange, player, requests } = exchanging();
  const left = [];
  const field = { matches: (what) => what === "input[type=text]" };
  player.root = {
    isConnected: true,
    getClientRects: () => [1],
    contains: (node) => node === field,
    focus: () => left.push(requests.walk),
  };
  document.activeElement = field;
  await exchange.arrived("walk", 0, null, null, "net.2");
  assert.deepEqual(left, []);
  await exchange.arrived("walk", 0, null, null, "other.3");
  assert.deepEqual(left, ["net.2"], "what was typed is asked of the walk before");
  document.activeElement = { matches: () => true };
  await exchange.arrived("walk", 0, null, null, "third.4");
  assert.equal(left.length, 1, "a field of the page around it");
  document.activeElement = null;
});

// ---- the drawing and its size
const walkOf = (widths, more = {}) => ({ layers: widths.map((width) => ({ width, ...more })) });

function drawing(walk) {
  const said = [];
  const graph = (name) => ({
    neurons: [],
    walk,
    width: 400,
    height: 300,
    ...told(said, name, ["write", "draw"]),
  });
  const player = {
    walk,
    view: { detail: "edges", digits: 3 },
    cursor: 3,
    root: { dataset: {}, style: new Map(), getBoundingClientRect: () => ({ top: 60.4 }) },
    plot: {
      clientWidth: 400,
      clientHeight: 300,
      getBoundingClientRect: () => ({ width: player.plot.clientWidth }),
    },
    transport: { box: { offsetHeight: 90 } },
    presenter: told(said, "presenter", ["fit"]),
    show: (at) => said.push(`show ${at}`),
    get graph() {
      return player.drawn.graph;
    },
  };
  player.root.style.setProperty = (name, value) => player.root.style.set(name, value);
  player.drawn = new DrawnGraph(player);
  Object.assign(player.drawn, { graph: graph("graph"), widths: widthsOf(walk), Plotly: {} });
  return { player, drawn: player.drawn, said, graph };
}

test("another walk of these widths goes into the drawing; its words are written anew where its heads are others", async () => {
  const { player, drawn, said } = drawing(walkOf([2, 3]));
  const { graph } = drawn;
  player.walk = walkOf([2, 3]);
  await drawn.drawWalk();
  assert.equal(graph.walk, player.walk);
  assert.deepEqual([drawn.graph === graph, said.splice(0)], [true, ["show 3"]]);
  player.walk = walkOf([2, 3], { activation: "relu" });
  await drawn.drawWalk();
  assert.deepEqual(said.splice(0), ["graph write", "show 3"]);
  drawn.drawAt = async (detail) => said.push(`drawn at ${detail}`);
  player.walk = walkOf([3, 3]);
  await drawn.drawWalk();
  assert.deepEqual([said, drawn.widths], [["drawn at edges"], "3-3"]);
});

test("a step is shown once its drawing is there, unless another one has taken its place or there is no room", async () => {
  const { player, drawn, said, graph } = drawing(walkOf([2, 3]));
  await drawn.redraw();
  assert.deepEqual(
    [said.splice(0), player.root.dataset.drawn],
    [["graph draw [object Object] 3", "show 3"], "true"],
  );
  const late = drawn.redraw();
  drawn.graph = graph("other");
  await late;
  assert.deepEqual(said.splice(0), ["graph draw [object Object] 3"]);
  player.plot.clientWidth = 0;
  await drawn.redraw();
  assert.deepEqual(said, []);
});

test("the player fills what is left of the window, and is drawn anew where the size of its graph is another", () => {
  let resized;
  let next = () => {};
  class ResizeObserver {
    constructor(action) {
      resized = action;
    }
    observe(node) {
      watched.push(node);
    }
  }
  const watched = [];
  const requestAnimationFrame = (action) => {
    next = action;
  };
  Object.assign(globalThis, { ResizeObserver, requestAnimationFrame, cancelAnimationFrame: () => {} });
  const { player, said } = drawing(walkOf([2, 3]));
  player.host = { parentElement: { parentElement: null } };
  new Fitting(player).start();
  assert.deepEqual(watched, [player.plot, player.host, player.host.parentElement]);
  assert.deepEqual(
    [...player.root.style],
    [
      ["--above", "60px"],
      ["--below", "90px"],
    ],
  );
  player.drawn.redraw = () => said.push("redrawn");
  resized();
  next();
  player.plot.clientHeight = 200;
  resized();
  next();
  assert.deepEqual(said, ["presenter fit", "presenter fit", "redrawn"]);
});

// ---- rules beside them
test("a lens is seen in its own update and for its own item", () => {
  const lens = { note: "", early: "", neurons: [], edges: [], layers: [], legend: [] };
  const seen = (own, update = 2, item = 1) => seenIn({ ...lens, ...own }, update, item, () => true) !== null;
  assert.deepEqual([seen({}), seen({ update: 2 }), seen({ update: 1 })], [true, true, false]);
  assert.deepEqual([seen({ item: null }), seen({ item: 1 }), seen({ item: 0 })], [true, true, false]);
  assert.equal(
    seenIn(null, 1, 1, () => true),
    null,
  );
});

test("a walk goes into the same drawing where only its numbers are others", () => {
  const layers = [{ width: 2 }, { width: 3, activation: "tanh", hidden: 0, gap: null }];
  const walk = { layers, notation: undefined, name: "a" };
  assert.equal(widthsOf(walk), "2-3");
  assert.equal(headsOf(walk), headsOf({ ...walk, name: "b" }));
  for (const other of [{ activation: "relu" }, { hidden: 2 }, { gap: [1, 2] }])
    assert.notEqual(headsOf(walk), headsOf({ layers: [layers[0], { ...layers[1], ...other }] }));
  assert.notEqual(headsOf(walk), headsOf({ ...walk, notation: { name: "delta" } }));
});

test("the line above the graph says at the first step how to begin, then what the walk is", () => {
  const walk = { about: "An example.", layers: [1, 2, 3] };
  assert.match(ownHint(walk, true), /^Press → or Next: .* of 3 layers/);
  assert.equal(ownHint(walk, false), "An example.");
});
