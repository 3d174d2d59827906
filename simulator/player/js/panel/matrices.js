// The matrices of a step, or of a layer, as heat-tables: numbers, shapes, rows and columns named by neuron.
import { css, luminance, mixed } from "../graph/colours.js";
import { plainDigits, shown, sub } from "../text/digits.js";
import { el } from "../text/elements.js";
import { COLUMNS, kept } from "../text/elision.js";
import { isMatrix } from "../text/token_numbers.js";
import { knownAt } from "../walk/step_view.js";

const MATRIX_NAMES = {
  W: (l) => `W${l}`,
  b: (l) => `b${l}`,
  n: (l) => `n${l}`,
  a: (l) => `a${l}`,
  A: (l) => `A${l}`,
  S: (l) => `S${l}`,
  dW: (l) => `∂F/∂W${l}`,
  db: (l) => `∂F/∂b${l}`,
  J: (l, before) => `∂n${l}/∂n${before} = W${l}ᵀA${before}`,
  newW: (l) => `W${l} after`,
  newb: (l) => `b${l} after`,
  t: () => "t",
  e: () => "e = t − y",
};
const SCALE_OF = { W: "W", newW: "W", b: "W", newb: "W", n: "n", a: "a", S: "S", db: "S", dW: "dW" };

// Which matrices a step is about: [quantity, layer], the result last.
export function matricesOf(step, K) {
  const { kind, l } = step;
  return {
    input: [["a", 1]],
    n: [
      ["W", l],
      ["a", l - 1],
      ["b", l],
      ["n", l],
    ],
    a: [
      ["n", l],
      ["a", l],
    ],
    error: [
      ["t", K],
      ["a", K],
      ["e", K],
    ],
    A: [
      ["n", l],
      ["A", l],
    ],
    S:
      l === K
        ? [
            ["A", K],
            ["e", K],
            ["S", K],
          ]
        : [
            ["A", l],
            ["W", l + 1],
            ["J", l + 1],
            ["S", l + 1],
            ["S", l],
          ],
    dW: [
      ["a", l - 1],
      ["S", l],
      ["dW", l],
    ],
    db: [
      ["S", l],
      ["db", l],
    ],
    update_W: [
      ["W", l],
      ["dW", l],
      ["newW", l],
    ],
    update_b: [
      ["b", l],
      ["db", l],
      ["newb", l],
    ],
  }[kind];
}

export const layerMatrices = (l) =>
  l === 1
    ? [["a", 1]]
    : ["W", "b", "n", "a", "A", ...(l > 2 ? ["J"] : []), "S", "dW", "db", "newW", "newb"].map((q) => [q, l]);

export class Matrices {
  constructor(player) {
    this.player = player;
    this.box = el("div", { class: "bp-matrices", hidden: "" });
  }

  // Rows of numbers, or null where not computed by this step.
  value(quantity, l) {
    const { walk, steps, cursor } = this.player;
    const update = walk.updates[steps[cursor].u];
    const known = knownAt(steps, cursor);
    const by = { W: null, b: null, t: null, newW: "update_W", newb: "update_b", J: "A", e: "error" }[
      quantity
    ];
    const needs = by === undefined ? quantity : by;
    const layer = quantity === "J" ? l - 1 : l;
    if (needs && (known[needs][layer] ?? 0) < walk.layers[layer - 1].width) return null;
    const raw = walk.arrays[quantity === "t" || quantity === "e" ? update[quantity] : update[quantity][l]];
    if (isMatrix(raw[0])) return raw;
    return quantity === "A" ? raw.map((x, i) => raw.map((_, j) => (i === j ? x : 0))) : raw.map((x) => [x]);
  }

  show(list) {
    this.box.hidden = !list;
    this.box.replaceChildren(
      ...(list ?? []).map(([quantity, l], i) => this.table(quantity, l, i === list.length - 1)),
    );
  }

  table(quantity, l, result) {
    const { walk, view } = this.player;
    const rows = this.value(quantity, l);
    const name = MATRIX_NAMES[quantity](sub(l), sub(l - 1));
    const heading = el("div", { class: "bp-head" }, el("h3", {}, name));
    const card = el(
      "section",
      { class: `bp-card bp-heat${result ? " bp-result" : ""}`, "aria-label": name },
      heading,
    );
    if (!rows) {
      card.append(el("p", { class: "bp-sizes" }, "– not computed yet"));
      return card;
    }
    heading.append(
      el("span", { class: "bp-sizes" }, `${rows.length}×${rows[0].length}`),
      this.copying(name, rows),
    );
    const palette = walk.palettes[this.player.root.dataset.theme];
    const end =
      walk.scales[SCALE_OF[quantity]] ?? rows.flat().reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300);
    const across = ["A", "W", "newW", "dW", "J"].includes(quantity);
    const left = ["W", "newW", "dW"].includes(quantity) ? l - 1 : l;
    const right = quantity === "J" ? l - 1 : l;
    const columns = kept(rows[0].length, COLUMNS);
    const used = (layer, c) => (this.player.picture.litNeuron(layer, c + 1) ? "bp-used" : "");
    const head = across
      ? [
          el(
            "tr",
            {},
            el("td", {}),
            ...columns.map((j) =>
              el(
                "th",
                { scope: "col", class: j === null ? "" : used(right, j) },
                j === null ? "⋯" : `${right},${j + 1}`,
              ),
            ),
          ),
        ]
      : [];
    const body = kept(rows.length).map((i) =>
      el(
        "tr",
        {},
        el(
          "th",
          { scope: "row", class: i === null ? "" : used(left, i) },
          i === null ? "⋮" : `${left},${i + 1}`,
        ),
        ...columns.map((j) => {
          if (i === null || j === null) return el("td", {}, i === null ? "⋮" : "⋯");
          const fill = mixed(palette, "neuron", rows[i][j] / end);
          return el(
            "td",
            { style: `background:${css(fill)};color:${luminance(fill) > 0.179 ? "#000000" : "#ffffff"}` },
            shown(rows[i][j], view.digits),
          );
        }),
      ),
    );
    card.append(
      el("div", { class: "bp-scroll" }, el("table", {}, el("thead", {}, ...head), el("tbody", {}, ...body))),
    );
    return card;
  }

  copying(name, rows) {
    const { digits } = this.player.view;
    const texts = {
      text: () => rows.map((row) => row.map((x) => plainDigits(x, 0)).join("\t")).join("\n"),
      LaTeX: () =>
        `\\begin{bmatrix} ${rows.map((row) => row.map((x) => plainDigits(x, digits).replace(/e(.*)/, "\\cdot 10^{$1}")).join(" & ")).join(" \\\\ ")} \\end{bmatrix}`,
      NumPy: () =>
        `np.array([${rows.map((row) => `[${row.map((x) => plainDigits(x, 0)).join(", ")}]`).join(", ")}])`,
    };
    return el(
      "span",
      { class: "bp-copies" },
      "copy ",
      ...Object.entries(texts).map(([kind, text]) => {
        const button = el(
          "button",
          {
            class: "bp-copy",
            "aria-label": `Copy ${name} as ${kind}`,
            onclick: async () => {
              await navigator.clipboard.writeText(text());
              button.textContent = "copied";
            },
          },
          kind,
        );
        return button;
      }),
    );
  }
}
