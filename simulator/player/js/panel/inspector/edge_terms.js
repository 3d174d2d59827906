// What an edge is made of at a step: its gradient, and what becomes of its weight. Pure rules; `at` is the step's Reading.
import { sub } from "../../text/digits.js";
import { placeIn } from "../../text/notation.js";
import { ruleLines } from "./rule_lines.js";
import { addends, meanOf, summed, table } from "./term_table.js";

export function edgeTerms(at, l, r, c) {
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
    ? `${summed(at, "∂F/∂W = Σ â · S")}, a of neuron ${r} × S of neuron ${c} of each item`
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

// A weight by its row and column as they are shown.
function entryNamed(walk, l, r, c) {
  const [row, column] = placeIn(walk, r, c);
  return `W${sub(l)}, row ${row}, column ${column}`;
}
