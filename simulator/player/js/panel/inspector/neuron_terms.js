// What a neuron is made of at a step: n, a, S and what becomes of its bias. Pure rules; `at` is the step's Reading.
import { sub } from "../../text/digits.js";
import { isMatrix } from "../../text/token_numbers.js";
import { isSummed, ofItem, placeOfItem } from "../../walk/items.js";
import { sensitivity } from "./sensitivity_terms.js";
import { ruleLines } from "./rule_lines.js";
import { addends, meanOf, summed, table } from "./term_table.js";

export function neuronTerms(at, l, c) {
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
  const { activation, title } = at.walk.layers[l - 1];
  const points = at.walk.curves[activation];
  const below = [
    ["n", n, false, `n:${l}:${c}`],
    [`a${l === at.K ? " = y" : ""}`, a, true, `a:${l}:${c}`],
  ];
  if (points) below.push(["slope σ′(n)", slope, false, `A:${l}:${c}`]);
  const value = table(["a", `${l},${c}`, ` = σ(n), ${title}`], [], below);
  return {
    fields,
    tables: [forward(at, l, c, n), value, sensitivity(at, l, c), bias(at, l, c)],
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

// What becomes of the bias in this update.
function bias(at, l, c) {
  const gradient = at.known.db[l] ? at.array("db", l)[c - 1] : null;
  const after = at.known.update_b[l] ? at.array("newb", l)[c - 1] : null;
  const items = at.update.items ?? [];
  const rows = addends(at, (j) => [at.values("S", l, c)[j], 1], [`S:${l}:${c}`]);
  const start = ["b before this update", at.array("b", l)[c - 1], false, `b:${l}:${c}`];
  const own = `db:${l}:${c}`;
  const entry = at.frozen(`b${l}`, `b${l}[${c}]`);
  const made = items.length ? summed(at, "∂F/∂b = Σ S") : "∂F/∂b = S";
  const lines = ruleLines(at, `b${l}`, [c - 1]);
  if (lines.length) {
    const below = [start, ...meanOf(at), [made, gradient, true, own]];
    return { ...table(`b${sub(l)}, neuron ${c}${entry}`, rows, below, gradient !== null), lines };
  }
  const sum = [made, gradient, false, own];
  const found = items.length ? [...meanOf(at), sum, start] : [start, sum];
  const below = [...found, ["b after", after, true, `newb:${l}:${c}`]];
  return table(`b ← b − α ∂F/∂b${entry}`, rows, below, gradient !== null);
}
