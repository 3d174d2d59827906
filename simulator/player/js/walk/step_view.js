// What is known at a step, and which quantity each layer shows: pure functions of (walk, steps, cursor, view).
import { range } from "../text/elision.js";
import { arraysAt, errorsAt } from "../text/noise.js";
import { isMatrix } from "../text/token_numbers.js";
import { isSummed, itemSaid, ofItem } from "./items.js";

// How many neurons of each layer have each quantity by now, within the update the cursor stands in; where the step is
// `asked`, before it.
export function knownAt(steps, cursor, asked = false) {
  const known = {
    n: {},
    a: { 1: Infinity },
    A: {},
    S: {},
    dW: {},
    db: {},
    update_W: {},
    update_b: {},
    error: {},
  };
  let first = cursor;
  while (first > 0 && steps[first - 1].u === steps[cursor].u) first -= 1;
  for (const step of steps.slice(first, asked ? cursor : cursor + 1)) {
    const name = step.shows ?? step.kind; // an update rule's quantities have names of their own
    if (step.shows) known[name] ??= {};
    if (known[name]) known[name][step.l] = step.neuron ?? Infinity;
  }
  return known;
}

// The quantity a layer's neurons show when the view follows the step; `reached`: whether S is known there.
function followed(step, l, reached) {
  if (l === 1) return "a";
  if (step.shows?.endsWith("_b") && l === step.l) return step.shows;
  if (step.kind === "n") return l === step.l ? "n" : "a";
  if (step.phase === "forward" || step.phase === "error") return "a";
  if (step.kind === "A" && l === step.l) return "A";
  if (step.kind === "dW" && l === step.l - 1) return "a";
  return reached || (step.kind === "S" && l === step.l) ? "S" : "a"; // by this very step, where it is asked for
}

// What a neuron keeps beside the quantity that it shows, the first first where there is little room.
const KEPT = ["S", "a", "n", "A"];
const keptAt = (step, l) => (step.kind === "S" && l === step.l ? ["A", "a", "n"] : KEPT);

const FOLLOWED_EDGES = { dW: "dW", db: "dW", clip: "dW" };
const UPDATED = ["update_W", "update_b"];

// What the edges show where the view follows the step: of what an update rule computes of b that of W; by how much
// W changed only where neurons are left out, as maps do.
function ofEdges(step, walk) {
  if (UPDATED.includes(step.kind) && walk.layers.some(({ hidden }) => hidden)) return "change";
  return step.shows?.replace(/_b$/, "_W") ?? FOLLOWED_EDGES[step.kind] ?? "W";
}

const entries = (rows) => ({ of: [rows], at: (r, c) => rows[r][c] });
const difference = (rows, less) => ({ of: [rows, less], at: (r, c) => rows[r][c] - less[r][c] });

// Everything the graph draws at one step.
export function pictureAt(walk, steps, cursor, view) {
  const step = steps[cursor];
  const known = knownAt(steps, cursor, view.asked);
  const update = walk.updates[step.u];
  const arrays = arraysAt(walk, view.digits);
  const { item } = view;
  const summed = isSummed(update, item); // over the items S alone is
  const read = (quantity, l) => {
    if (summed && quantity === "S") return arrays[update.db[l]];
    const found = ofItem(update, quantity, arrays[(update[quantity] ?? update.rule[quantity])[l]], item);
    return quantity === "A" && isMatrix(found?.[0]) ? found.map((row, i) => row[i]) : found;
  };
  const made = new Map();
  const numbers = (quantity, l) => {
    const key = `${quantity}${l}`;
    if (!made.has(key)) made.set(key, read(quantity, l));
    return made.get(key);
  };
  const quantityOf = (l) =>
    view.neurons === "follow" ? followed(step, l, summed || known.S[l] > 0) : l === 1 ? "a" : view.neurons;
  const found = (quantity) => (summed && quantity === "S" ? "db" : quantity);
  const isKnown = (quantity, l, c) =>
    (known[found(quantity)]?.[l] ?? 0) >= c && numbers(quantity, l) !== null;
  return {
    step,
    update,
    item: itemSaid(update, item),
    summed,
    quantityOf,
    neuron: (l, c) => (isKnown(quantityOf(l), l, c) ? numbers(quantityOf(l), l)[c - 1] : null),
    // Of a layer that shows A: whether that is the diagonal of a full matrix.
    diagonal: (l) => quantityOf(l) === "A" && !walk.curves[walk.layers[l - 1].activation],
    // What else is known of a neuron in this update, as letters and values.
    kept: (l, c) =>
      (summed ? [] : keptAt(step, l))
        .filter((q) => q !== quantityOf(l) && isKnown(q, l, c))
        .map((q) => [q, numbers(q, l)[c - 1]]),
    knows: (quantity, l) => (known[quantity][l] ?? 0) >= walk.layers[l - 1].width,
    bias: (l, c) => numbers(known.update_b[l] ? "newb" : "b", l)[c - 1],
    ...edgesAt(walk, step, known, numbers, view),
    ...answersAt(walk, step, known, numbers, view),
    ...litAt(step),
  };
}

// What the edges show, rows and columns from 0; null where not known.
function edgesAt(walk, step, known, numbers, view) {
  const edgeQuantity = view.edges === "follow" ? ofEdges(step, walk) : view.edges;
  const replaces = step.kind === "update_W" && edgeQuantity === "W";
  const updated = (l) => (known.update_W[l] ? numbers("newW", l) : null);
  const change = (l) => (updated(l) ? difference(updated(l), numbers("W", l)) : null);
  const computed = (l) => (known[edgeQuantity]?.[l] ? entries(numbers(edgeQuantity, l)) : null);
  const weights = (l) => entries(updated(l) ?? numbers("W", l));
  const coloured = { W: weights, change }[edgeQuantity] ?? computed;
  const layers = {};
  const edges = (l) => {
    if (!(l in layers)) layers[l] = coloured(l);
    return layers[l];
  };
  return {
    edgeQuantity,
    edges,
    edge: (l, r, c) => edges(l)?.at(r - 1, c - 1) ?? null,
    before: (l) => numbers("W", l),
    // The W of an edge that this very step has replaced, and that the graph shows; else null.
    replaced: (l, r, c) => (replaces && l === step.l && updated(l) ? numbers("W", l)[r - 1][c - 1] : null),
  };
}

// What stands beside the outputs, and the error as one number.
function answersAt(walk, step, known, numbers, { digits, item, asked }) {
  const update = walk.updates[step.u];
  const arrays = arraysAt(walk, digits);
  const [t, e] = ["t", "e"].map((quantity) => ofItem(update, quantity, arrays[update[quantity]], item));
  const [F, after] = errorsAt(update, digits);
  const K = walk.layers.length;
  return {
    output: (c) => (known.a[K] ? (numbers("a", K)?.[c - 1] ?? null) : null),
    target: (c) => t?.[c - 1] ?? null,
    error: (c) => (known.error[K] ? (e?.[c - 1] ?? null) : null),
    F: step.gain && !asked ? after : known.error[K] ? F : null,
  };
}

// Which neurons and edges take part; 0 stands for all of a layer.
function litAt({ lit: [neurons, edges] }) {
  const meant = (wanted, own) => !wanted || wanted === own;
  return {
    litNeuron: (l, c) => neurons.some(([layer, one]) => layer === l && meant(one, c)),
    litEdge: (l, r, c) =>
      edges.some(([layer, row, column]) => layer === l && meant(row, r) && meant(column, c)),
  };
}

// The step of another timeline that is the same one, or the nearest to it.
export function nearestStep(steps, wanted) {
  const order = ["input", "n", "a", "error", "A", "S", "dW", "db", "update_W", "update_b"];
  const distance = (step) =>
    Math.abs(step.u - wanted.u) * 1e6 +
    (step.phase === wanted.phase ? 0 : 1e5) +
    Math.abs(step.l - wanted.l) * 1e3 +
    Math.abs(order.indexOf(step.kind) - order.indexOf(wanted.kind)) * 30 +
    (step.shows === wanted.shows ? 0 : 20) +
    Math.abs((step.neuron ?? 1) - (wanted.neuron ?? 1)) / 200;
  return range(steps.length).reduce((best, i) => (distance(steps[i]) < distance(steps[best]) ? i : best), 0);
}
