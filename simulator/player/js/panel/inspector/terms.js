// What a neuron or an edge is made of at a step, as plain rows: every product, every sum, and null for what is
// not computed yet. Pure functions of the walk.
import { sub } from "../../text/digits.js";
import { range } from "../../text/elision.js";
import { placeIn, spelt } from "../../text/notation.js";
import { isMatrix } from "../../text/token_numbers.js";
import { isSummed, ofItem, placeOfItem } from "../../walk/items.js";
import { Reading } from "../../walk/reading.js";

// A table: its caption, as a text or as [letter, index, what follows], its rows of products, and what stands
// below the line as [text, number, whether it is the result, the number's name]. Before its own step (`done` false)
// nothing is multiplied or added up. The names of a row are those of its two factors and of their product.
const table = (caption, rows, below, done = true) => ({
  caption,
  rows: rows.map(([name, left, right, edge, item, names = []]) => ({
    name,
    left,
    right,
    product: !done || left === null || right === null ? null : left * right,
    edge: edge ?? null,
    item: item ?? null,
    names,
  })),
  below: below.map(([text, value, result, named]) => ({ text, value, result: Boolean(result), named })),
});

// Of what is picked, { l, c } or { l, r, c }: the numbers that can be typed over, the tables, and for a neuron
// with a curve the point on it.
export function termsOf(walk, steps, cursor, { l, r, c }, view) {
  const at = new Reading(walk, steps, cursor, view);
  return inNotation(walk, r ? edgeTerms(at, l, r, c) : neuronTerms(at, l, c));
}

// The same with the letters of the walk's notation.
const CLIPPED = "c, the factor of every gradient"; // of an update

function inNotation(walk, { fields, tables, curve }) {
  if (!walk.notation) return { fields, tables, curve };
  const words = (text) => spelt(walk, text);
  const captioned = (caption) =>
    typeof caption === "string" ? words(caption) : [words(caption[0]), caption[1], words(caption[2])];
  const inLetters = (one) => ({
    ...one,
    ...(one.caption && { caption: captioned(one.caption) }),
    ...(one.rows && { rows: one.rows.map((row) => ({ ...row, name: words(row.name) })) }),
    ...(one.below && { below: one.below.map((row) => ({ ...row, text: words(row.text) })) }),
  });
  return {
    fields: fields.map((one) => ({ ...one, name: words(one.name) })),
    tables: tables.map(inLetters),
    curve,
  };
}

function neuronTerms(at, l, c) {
  const fields = neuronFields(at, l, c);
  if (l === 1) {
    const caption = ["a", `1,${c}`, ` = x${sub(c)}: an input is sent on as it is`];
    return {
      fields,
      tables: [table(caption, [], [[`x${sub(c)}`, at.value("a", 1, c), true, `a:1:${c}`]])],
      curve: null,
    };
  }
  const n = at.value("n", l, c);
  const a = at.value("a", l, c);
  const slopes = at.slopes(l);
  const slope = slopes && !isMatrix(slopes[0]) ? slopes[c - 1] : null;
  const { activation } = at.walk.layers[l - 1];
  const points = at.walk.curves[activation];
  const below = [
    ["n", n, false, `n:${l}:${c}`],
    [`a${l === at.K ? " = y" : ""}`, a, true, `a:${l}:${c}`],
  ];
  if (points) below.push(["slope σ′(n)", slope, false, `A:${l}:${c}`]);
  const value = table(["a", `${l},${c}`, ` = σ(n), ${activation.replace("_", " ")}`], [], below);
  return {
    fields,
    tables: [forward(at, l, c, n), value, backward(at, l, c), bias(at, l, c)],
    curve: points ? { points, n, a, slope } : null,
  };
}

function neuronFields(at, l, c) {
  const { update } = at;
  const item = update.items ? update.items[placeOfItem(update, at.item)] : update.item;
  const summed = isSummed(update, at.item); // then x and t are of no item
  const pair = at.walk.pairs > 1 ? ` of pair ${item + 1}` : "";
  if (summed && l === 1) return [];
  const first =
    l === 1
      ? { name: `x${sub(c)}${pair}`, value: at.array("a", 1)[c - 1], asked: { what: "x", l, c, item } }
      : {
          name: "b at the start",
          value: at.starting("b", l)[c - 1],
          asked: { what: "b", l, c },
          freezing: at.freezing(`b${l}`, `b${l}[${c}]`),
        };
  if (l < at.K || summed) return [first];
  const t = ofItem(update, "t", at.walk.arrays[update.t], at.item)[c - 1];
  return [first, { name: `t${sub(c)}${pair}`, value: t, asked: { what: "t", l, c, item } }];
}

function forward(at, l, c, n) {
  const rows = at
    .array("W", l)
    .map((row, i) => [
      `neuron ${i + 1} of layer ${l - 1}`,
      row[c - 1],
      at.value("a", l - 1, i + 1),
      `${l},${i + 1},${c}`,
      null,
      [`W:${l}:${i + 1}:${c}`, `a:${l - 1}:${i + 1}`, `aW:${l}:${i + 1}:${c}`],
    ]);
  const below = [
    ["bias b", at.array("b", l)[c - 1], false, `b:${l}:${c}`],
    ["n", n, true, `n:${l}:${c}`],
  ];
  return table(["n", `${l},${c}`, " = Σ W · â + b"], rows, below, n !== null);
}

function backward(at, l, c) {
  const S = at.value("S", l, c);
  const slopes = at.slopes(l);
  if (l === at.K) return output(at, c, S, slopes);
  const through = at.step.compared || at.walk.asYouGo ? "newW" : "W";
  const W = at.array(through, l + 1);
  const there = through === "W" || Boolean(at.known.update_W[l + 1]); // as you go: whether that is updated by now
  const [ownS, ownA] = [`S:${l}:${c}`, `A:${l}:${c}`];
  const later = (k) => at.value("S", l + 1, k + 1);
  if (at.isFull(l)) {
    // Softmax answers every n of its layer: what arrives at each of its neurons, weighed by the row of A.
    const arrives = W.map((_, r) => (S === null ? null : at.array("sent", l)[r]));
    const rows = arrives.map((x, j) => [
      `A row ${c}, column ${j + 1} × what reaches neuron ${j + 1}`,
      slopes ? slopes[c - 1][j] : null,
      x,
      ...[null, null, [`${ownA}:${j + 1}`]],
    ]);
    return table(["S", `${l},${c}`, ` = ${answering(at)}`], rows, [["S", S, true, ownS]], S !== null);
  }
  const rows = W[c - 1].map((w, k) => [
    `neuron ${k + 1} of layer ${l + 1}`,
    there ? w : null,
    later(k),
    `${l + 1},${c},${k + 1}`,
    null,
    [`${through}:${l + 1}:${c}:${k + 1}`, `S:${l + 1}:${k + 1}`, `WS:${l + 1}:${c}:${k + 1}`],
  ]);
  const sum = S === null ? null : at.array("sent", l)[c - 1];
  const below = [
    ["sum", sum],
    ["× slope σ′(n)", slopes ? slopes[c - 1] : null, false, ownA],
    ["S", S, true, ownS],
  ];
  return table(["S", `${l},${c}`, ` = ${answering(at)} = σ′(n) Σ W · S`], rows, below, S !== null);
}

// What S is of: of a batch whose F is a mean over its items the error of the item alone.
const answering = ({ update }) => (update.mean ? "∂φ/∂n" : "∂F/∂n");

// S of an output: the slope, or softmax's row of A, times how F answers y.
function output(at, c, S, slopes) {
  const { K, known } = at;
  const caption = (more) => ["S", `${K},${c}`, ` = ${answering(at)}${more}`];
  const result = ["S", S, true, `S:${K}:${c}`];
  if (at.fused && known.a[K]) return table(caption(", from n, since y has rounded to 0 or 1"), [], [result]);
  const { name, value, below } = answerOf(at);
  if (at.isFull(K)) {
    const rows = range(at.walk.layers[K - 1].width).map((j) => [
      `A row ${c}, column ${j + 1} × ${name} of output ${j + 1}`,
      slopes ? slopes[c - 1][j] : null,
      value(j + 1),
      ...[null, null, [`A:${K}:${c}:${j + 1}`, `${name === "e" ? "e" : "dphi"}:${K}:${j + 1}`]],
    ]);
    const end = [...below, result];
    return table(caption(": its row of A, times how F answers each y"), rows, end, S !== null);
  }
  const slope = ["× slope σ′(n)", slopes ? slopes[c - 1] : null, false, `A:${K}:${c}`];
  const slopes_ = name === "e" ? "e = t − y" : name === "∂φ/∂y" ? name : `∂φ/∂y = ${name}`;
  const first = [slopes_, value(c), false, `${name === "e" ? "e" : "dphi"}:${K}:${c}`];
  return table(caption(": the slope times how F answers y"), [], [first, slope, ...below, result]);
}

// How F answers an output: as a multiple of its error where the loss has such a factor, else ∂φ/∂y itself.
function answerOf(at) {
  const { walk, known, K } = at;
  const { name, factor } = walk.outputSlope;
  if (factor !== null) return { name, value: (c) => at.error(c), below: [["×", factor]] };
  const value = (c) => ((known.a[K] ?? 0) >= c ? (at.ofOutputs("dphi")?.[c - 1] ?? null) : null);
  return { name, value, below: [] };
}

// What an update rule makes of one number: of each of its steps the line with that number alone, and whether it
// is computed by now.
function ruleLines(at, name, place) {
  const mine = at.steps
    .map((step, i) => ({ step, known: i < at.cursor + (at.asked ? 0 : 1) }))
    .filter(({ step }) => step.u === at.step.u);
  const own = mine.filter(({ step }) => step.kind !== "clip" && step.matrices?.at(-1)[2] === name);
  const clipping = own.length ? mine.filter(({ step }) => step.kind === "clip") : [];
  const factor = clipping.map(({ step, known }) => ({
    caption: CLIPPED,
    line: known ? step.lines[0] : null,
  }));
  const lines = own.flatMap(({ step, known }) =>
    step.lines.map((line, i) => ({
      caption: at.walk.texts[step.matrices.at(i - step.lines.length)[0]],
      line: known ? { ...line, tokens: line.tokens.map((token) => alone(token, at.arrays, place)) } : null,
    })),
  );
  return [...factor, ...lines];
}

// A token with one entry of its numbers; a number that stands for all entries stays.
function alone(token, arrays, [i, j]) {
  if (token.v === undefined || !isMatrix(arrays[token.v])) return token;
  return { ...token, r: i, c: j ?? null };
}

// What becomes of the bias in this update.
function bias(at, l, c) {
  const gradient = at.known.db[l] ? at.array("db", l)[c - 1] : null;
  const after = at.known.update_b[l] ? at.array("newb", l)[c - 1] : null;
  const items = at.update.items ?? [];
  const rows = addends(at, (j) => [at.values("S", l, c)[j], 1], [`S:${l}:${c}`]);
  const start = ["b before this update", at.array("b", l)[c - 1], false, `b:${l}:${c}`];
  const own = `db:${l}:${c}`;
  const entry = at.frozen(`b${l}`, `b${l}[${c}]`);
  const summed = items.length ? "∂F/∂b = Σ S" : "∂F/∂b = S";
  const lines = ruleLines(at, `b${l}`, [c - 1]);
  if (lines.length) {
    const below = [start, ...meanOf(at), [summed, gradient, true, own]];
    return { ...table(`b${sub(l)}, neuron ${c}${entry}`, rows, below, gradient !== null), lines };
  }
  const sum = [summed, gradient, false, own];
  const found = items.length ? [...meanOf(at), sum, start] : [start, sum];
  const below = [...found, ["b after", after, true, `newb:${l}:${c}`]];
  return table(`b ← b − α ∂F/∂b${entry}`, rows, below, gradient !== null);
}

// A row for each item of a batch, what it adds to a gradient: the two factors of item j, from 0, and their names.
function addends(at, factors, names) {
  const { items } = at.update;
  const own = (j) => names.map((name) => `${name}@${j + 1}`);
  return (items ?? []).map((row, j) => [`item ${row + 1}`, ...factors(j), null, j + 1, own(j)]);
}

// What a loss that averages over the items of a batch divides their sum by.
const meanOf = ({ update }) => (update.mean ? [["÷ number of items", update.items.length]] : []);

// A weight by its row and column as they are shown.
function entryNamed(walk, l, r, c) {
  const [row, column] = placeIn(walk, r, c);
  return `W${sub(l)}, row ${row}, column ${column}`;
}

function edgeTerms(at, l, r, c) {
  const one = (quantity) => at.array(quantity, l)[r - 1][c - 1];
  const entry = `W${l}[${r},${c}]`;
  const place = `${l}:${r}:${c}`;
  const names = [`a:${l - 1}:${r}`, `S:${l}:${c}`];
  const before = one("W");
  const gradient = at.known.dW[l] ? one("dW") : null;
  const after = at.known.update_W[l] ? one("newW") : null;
  const rows = at.update.items
    ? addends(at, (j) => [at.values("a", l - 1, r)[j], at.values("S", l, c)[j]], names)
    : [
        [
          ...[`a of neuron ${r} × S of neuron ${c}`, at.value("a", l - 1, r), at.value("S", l, c)],
          ...[null, null, [...names, `dW:${place}`]],
        ],
      ];
  const sums = at.update.items
    ? `∂F/∂W = Σ â · S, a of neuron ${r} × S of neuron ${c} of each item`
    : "∂F/∂W = â · S";
  const caption = `${entryNamed(at.walk, l, r, c)}${at.frozen(`W${l}`, entry)}`;
  const descent = [
    ["α", at.walk.alpha, false, "alpha"],
    ["change of W", after === null ? null : after - before, false, `change:${place}`],
    ["W after", after, true, `newW:${place}`],
  ];
  const lines = ruleLines(at, `W${l}`, [r - 1, c - 1]);
  const update = lines.length ? { lines } : table("W ← W − α ∂F/∂W", [], descent);
  const start = at.starting("W", l)[r - 1][c - 1];
  return {
    fields: [
      {
        name: "W at the start",
        value: start,
        asked: { what: "W", l, r, c },
        freezing: at.freezing(`W${l}`, entry),
      },
    ],
    tables: [
      table(caption, [], [["W before this update", before, true, `W:${place}`]]),
      table(sums, rows, [...meanOf(at), ["∂F/∂W", gradient, true, `dW:${place}`]], gradient !== null),
      update,
    ],
    curve: null,
  };
}

// Only what exists in a walk stays picked.
export function stillThere(walk, picked) {
  if (!picked) return null;
  const { l, r, c } = picked;
  const width = (layer) => walk.layers[layer - 1]?.width ?? 0;
  return (c ?? 1) > width(l) || (r && r > width(l - 1)) ? null : picked;
}
