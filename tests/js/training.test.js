// What a run that trains is shown by: node --test training.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  headsOf,
  mapSaid,
  momentSaid,
  networkNote,
  openingSaid,
  panesOf,
  runSaid,
  weightsOf,
} from "../../simulator/player/js/training/words/frame_words.js";
import { historyOf, legendOf, linesOf } from "../../simulator/player/js/training/words/run_lines.js";
import { Viewpoint } from "../../simulator/player/js/training/playing/viewpoint.js";

const OVER = ["sum over 200 rows", "sum over 50 rows"];
const points = (test) => ({
  ...{ k: [0, 8], epoch: [0, 1], error: [4, 2], test },
  ...{ error_a_row: [0.4, 0.2], test_a_row: test.map((y) => y && y / 10) },
});
const run = (name, test = [3, null]) => ({
  name,
  called: name && `run ${name}`,
  points: points(test),
  over: OVER,
});
const said = (data, sums = false) => legendOf(data, linesOf(data, sums), sums);

test("the lines of a run are its training rows, and where there are some its test rows, as means or as sums", () => {
  const data = { runs: [run("A"), run("B", [null, null])], axis: "update" };
  const lines = linesOf(data, false);
  assert.deepEqual(
    lines.map(({ name, run: of, kind, y }) => [name, of, kind, y]),
    [
      ["A training", 0, "bp-run0", [0.4, 0.2]],
      ["A test", 0, "bp-run0 bp-test", [0.3, null]],
      ["B training", 1, "bp-run1", [0.4, 0.2]],
    ],
  );
  const sums = linesOf({ ...data, axis: "epoch" }, true);
  assert.deepEqual(
    sums.map(({ x, y }) => [x, y]),
    [
      [
        [0, 1],
        [4, 2],
      ],
      [
        [0, 1],
        [3, null],
      ],
      [
        [0, 1],
        [4, 2],
      ],
    ],
  );
  assert.deepEqual(lines[0].x, [0, 8]);
  assert.equal(
    linesOf({ ...data, runs: [run("")] }, false)[0].name,
    "training",
    "one that is alone has no name",
  );
});

test("two runs have a name for each line, more a colour for each run", () => {
  assert.deepEqual(said({ runs: [run("")], axis: "update" }), [
    { kind: "bp-run0", words: "training, mean over 200 rows" },
    { kind: "bp-run0 bp-test", words: "test, mean over 50 rows" },
  ]);
  assert.equal(said({ runs: [run("")], axis: "update" }, true)[0].words, "training, sum over 200 rows");
  const two = said({ runs: [run("A"), run("B", [null, null])], axis: "update" });
  assert.deepEqual(
    two.map(({ words }) => words),
    ["A training", "A test", "B training"].map((name, i) => `${name}, mean over ${i === 1 ? 50 : 200} rows`),
  );
  const three = (...tests) => ({ runs: tests.map((of, i) => run("ABC"[i], of)), axis: "update" });
  const keys = said(three([3, 1], [null, null], [null, null]));
  assert.deepEqual(
    keys.slice(0, 3),
    [0, 1, 2].map((i) => ({ kind: `bp-run${i}`, words: "ABC"[i] })),
  );
  const dashed = "Lines: training, mean over 200 rows, dashed test, mean over 50 rows";
  assert.deepEqual(keys[3], { kind: "", words: dashed });
  assert.equal(said(three([null], [null], [null]))[3].words, "Lines: training, mean over 200 rows");
});

test("a weight's history runs over updates or epochs, in the colour of its run", () => {
  const picked = { series: [{ run: 1, k: [0, 8], epoch: [0, 0.5], y: [1, 2] }] };
  assert.deepEqual(historyOf({ picked, axis: "update" })[0].x, [0, 8]);
  const [line] = historyOf({ picked, axis: "epoch" });
  assert.deepEqual([line.x, line.y, line.kind], [[0, 0.5], [1, 2], "bp-run1"]);
});

test("the update under the pointer is looked at, else the one that one stays at, else where the runs stand", () => {
  const viewpoint = new Viewpoint();
  const now = { k: 80 };
  const looks = () => [viewpoint.wants(now), viewpoint.stays(now)];
  assert.deepEqual(looks(), [80, 80]);
  viewpoint.pinned = 0;
  assert.deepEqual(looks(), [0, 0], "the first is one as well");
  viewpoint.pointed = 40;
  assert.deepEqual(looks(), [40, 0]);
  viewpoint.pointed = null;
  assert.deepEqual(looks(), [0, 0]);
  viewpoint.leave();
  assert.deepEqual(looks(), [80, 80]);
});

test("the frame before stays until the one that is wanted is there", () => {
  const viewpoint = new Viewpoint();
  const [now, first] = [{ k: 80 }, { k: 8 }];
  assert.equal(viewpoint.draws(null, now), now);
  assert.equal(viewpoint.draws(first, now), first);
  assert.equal(viewpoint.draws(null, now), first);
  viewpoint.leave();
  assert.equal(viewpoint.draws(null, now), now, "of another run no frame is kept");
});

test("where one comes to rest the page is asked to look too, once, and its answer moves nothing", () => {
  const viewpoint = new Viewpoint();
  viewpoint.follow(null);
  assert.equal(viewpoint.rests(80, 80), null, "the page looks at where the runs stand");
  viewpoint.pinned = 8;
  assert.deepEqual(viewpoint.rests(8, 80), { k: 8 });
  assert.equal(viewpoint.rests(8, 80), null);
  assert.deepEqual(viewpoint.rests(16, 80), { k: 16 });
  assert.deepEqual(viewpoint.rests(80, 80), { k: null }, "back to where the runs stand");
  viewpoint.pinned = 16;
  viewpoint.follow(16);
  assert.equal(viewpoint.pinned, 16);
  assert.deepEqual(viewpoint.sent, [null], "what was asked for before is answered with it");
  viewpoint.follow(40);
  assert.equal(viewpoint.pinned, null, "it was typed in the page");
  viewpoint.pinned = 24;
  viewpoint.follow(40);
  assert.equal(viewpoint.pinned, 24, "the page says the same once more");
});

const FRAME = {
  k: 8,
  title: "What it has learnt by update 8",
  runs: [
    { k: 8, map: {} },
    { k: 6, map: {} },
  ],
};

test("what stands over a frame says its update, and which one is on its way", () => {
  assert.deepEqual(headsOf(FRAME, 8), {
    map: "What it has learnt by update 8",
    network: "The networks, each after its own update",
  });
  const [alone, both] = [[FRAME.runs[0]], [FRAME.runs[0], FRAME.runs[0]]].map((runs) => ({ ...FRAME, runs }));
  assert.equal(headsOf(alone, 8).network, "The network after update 8");
  assert.equal(headsOf(both, 8).network, "The networks after update 8");
  const late = headsOf({ ...FRAME, k: 0, runs: [{ k: 0 }] }, 16);
  assert.equal(late.network, "The network before training (update 16 is on its way)");
  assert.match(headsOf(alone, 0).network, / after update 8 \(update 0 is on its way\)$/);
  assert.match(late.map, / \(update 16 is on its way\)$/);
  assert.deepEqual([momentSaid({ k: 0 }), momentSaid({ k: 3 })], ["before training", "after update 3"]);
});

test("runs are named where there are several, each with its own update", () => {
  const [one, two, three] = [[run("")], [run("A"), run("B")], ["A", "B", "C"].map((name) => run(name))];
  assert.equal(runSaid({ runs: one }, FRAME, 0), "");
  assert.equal(runSaid({ runs: two }, FRAME, 1), "B, update 6");
  assert.deepEqual(panesOf({ runs: one }, FRAME), [""]);
  assert.deepEqual(panesOf({ runs: two }, FRAME), ["A at update 8", "B at update 6"]);
  assert.deepEqual(panesOf({ runs: two, difference: true }, FRAME).at(-1), "B − A");
  assert.deepEqual(panesOf({ runs: three }, FRAME), ["A", "B", "C"]);
});

test("notes say what is drawn, and what is past float64", () => {
  const [none, one, two] = [[], [1], [1, 2]].map((spans) => networkNote({ spans }));
  assert.match(none, /Neurons have pictures where/);
  assert.match(one, /over the input,/);
  assert.match(two, /over both inputs,/);
  const note = { mapNote: "The rows." };
  assert.equal(mapSaid(note, FRAME), "The rows.");
  const gone = { runs: [FRAME.runs[0], { k: 6, map: null }] };
  assert.equal(mapSaid(note, gone), "The rows. What it says is past what float64 holds.");
  assert.equal(openingSaid({ k: 5, called: "" }), "Open update 5 in the stepper");
  assert.equal(openingSaid({ k: 5, called: "run B" }), "Open update 5 of run B in the stepper");
});

test("each weight of the runs is in the list once, by the neurons that are drawn", () => {
  const runs = [
    {
      layers: [
        [1, 2],
        [1, 4],
      ],
    },
    {
      layers: [
        [1, 2],
        [1, 5],
      ],
    },
  ];
  const found = weightsOf({ runs }, (at) => at.join(" "));
  assert.deepEqual(
    found.map(([place]) => place),
    ["2,1,1", "2,1,4", "2,2,1", "2,2,4", "2,1,5", "2,2,5"],
  );
  assert.equal(found[1][1], "2 1 4");
});
