// One matrix at a step as it is shown: its name, its numbers, and whose its rows and columns are. Pure rules.
import { arraysAt } from "../../text/noise.js";
import { isTurned, transposed } from "../../text/notation.js";
import { isMatrix } from "../../text/token_numbers.js";
import { placeOfItem } from "../../walk/items.js";
import { knownAt } from "../../walk/step_view.js";
import { matrixName, namedByRule, namedIn } from "./matrix_names.js";

const OF_EDGES = ["W", "newW", "dW"];
const OF_ITEMS = ["n", "a", "A", "S", "t", "e"];
const HEADED = ["A", "J", ...OF_EDGES]; // whose columns are neurons too
const SCALE_OF = { W: "W", newW: "W", b: "W", newb: "W", n: "n", a: "a", S: "S", db: "S", dW: "dW" };
// The kind of step that computes it, where that has another name; null for what is given.
const MADE_BY = { W: null, b: null, t: null, newW: "update_W", newb: "update_b", J: "A", e: "error" };

// `at` gives walk, steps, cursor and view. As { name, number, rows, left, right, items, headed, scale, named }: `rows`
// is null where it is not computed yet, `left` and `right` are the layers of the neurons of rows and columns, `items`
// those of a batch in the place of columns; `scale` is the end of its colours, `named` gives a number's name.
export function stepMatrix(at, quantity, l) {
  const update = updateAt(at);
  const ofItems = isOfItems(at, quantity, l);
  const place = itemPlace(at);
  const whole = quantity === "A" && !ofItems;
  const whose = place === null ? null : update.items[place] + 1;
  const rows = valuesOf(at, quantity, l);
  const full = rows && whole && isMatrix(at.walk.arrays[update.A[l]][0]);
  const turned = isShownTurned(at, quantity);
  return {
    name: matrixName(at.walk, quantity, l, { batch: Boolean(update.items), whole, whose }),
    number: `${quantity}:${l}`,
    rows,
    ...around(quantity, l, turned),
    items: ofItems ? update.items : null,
    scale: rows && (at.walk.scales[SCALE_OF[quantity]] ?? largestOf(rows)),
    named: namedIn(quantity, l, {
      byBoth: full || (HEADED.includes(quantity) && quantity !== "A"),
      turned,
      ofItems,
      place: full ? place : null,
    }),
  };
}

// The same of what an update rule computed, `of` W or b of layer l, on a colour scale of its own; without a `place` not
// yet. `known`: its identity.
export function ruleMatrix(at, { name, place, of, l, known }) {
  const raw = place === null ? null : arraysAt(at.walk, at.view.digits)[place];
  const turned = isShownTurned(at, of);
  const rows = raw && (isMatrix(raw[0]) ? (turned ? transposed(raw) : raw) : column(raw));
  return {
    name,
    number: known ?? `${of}:${l}`,
    rows,
    ...around(of, l, turned),
    items: null,
    scale: rows && largestOf(rows),
    named: namedByRule(known, of, turned),
  };
}

const updateAt = ({ walk, steps, cursor }) => walk.updates[steps[cursor].u];

const column = (values) => values.map((x) => [x]);

const largestOf = (rows) => rows.flat().reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300);

function around(quantity, l, turned) {
  return {
    left: OF_EDGES.includes(quantity) && !turned ? l - 1 : l,
    right: quantity === "J" || turned ? l - 1 : l,
    headed: HEADED.includes(quantity),
  };
}

// The item of a batch whose own matrix stands where there is one for each, the first for their sum; null for a pair.
function itemPlace(at) {
  const update = updateAt(at);
  return update.items ? placeOfItem(update, at.view.item || 1) : null;
}

// Whether the columns of a matrix are the items of a batch.
function isOfItems(at, quantity, l) {
  const update = updateAt(at);
  if (!update.items || !OF_ITEMS.includes(quantity)) return false;
  return quantity !== "A" || !isMatrix(at.walk.arrays[update.A[l]][0][0]);
}

// Whether a matrix stands in the walk as H × L, and is shown as L × H.
const isShownTurned = ({ walk }, quantity) => OF_EDGES.includes(quantity) && isTurned(walk);

// Rows of numbers, or null where not computed by this step.
function valuesOf(at, quantity, l) {
  const { walk, steps, cursor, view } = at;
  const update = updateAt(at);
  const maker = MADE_BY[quantity] === undefined ? quantity : MADE_BY[quantity];
  const layer = quantity === "J" ? l - 1 : l;
  if (maker && (knownAt(steps, cursor, view.asked)[maker][layer] ?? 0) < walk.layers[layer - 1].width)
    return null;
  const place = quantity === "t" || quantity === "e" ? update[quantity] : update[quantity][l];
  const raw = arraysAt(walk, view.digits)[place];
  if (isMatrix(raw[0]?.[0])) return raw[itemPlace(at)]; // softmax has an A for each item
  if (isMatrix(raw[0])) return isShownTurned(at, quantity) ? transposed(raw) : raw;
  return quantity === "A" ? raw.map((x, i) => raw.map((_, j) => (i === j ? x : 0))) : column(raw);
}
