// The matrices of a step, or of a layer, as heat-tables: numbers, shapes, rows and columns named by neuron.
import { css, inkOn, mixed } from "../drawing/colours.js";
import { plainDigits, shown, sub } from "../text/digits.js";
import { el, focusOn } from "../text/elements.js";
import { kept, keptColumns, range } from "../text/elision.js";
import { identityOf } from "../text/identity.js";
import { arraysAt } from "../text/noise.js";
import { isTurned, spelt, transposed } from "../text/notation.js";
import { isMatrix } from "../text/token_numbers.js";
import { placeOfItem } from "../walk/items.js";
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
const OF_EDGES = ["W", "newW", "dW"];
const OWN_JACOBIAN = "Each item has a ∂n/∂n̂ of its own: it stands in that item's own walk.";
// Of a batch the letters of its matrices, whose columns are its items.
const BATCH_NAMES = {
  n: (l) => `N${l}`,
  a: (l) => `A${l}`,
  A: (l) => `σ′(N${l})`,
  t: () => "T",
  e: () => "E = T − Y",
};
const IN_FULL = 64; // items of a batch; of more the first three and the last
const OF_ITEMS = ["n", "a", "A", "S", "t", "e"];
const SCALE_OF = { W: "W", newW: "W", b: "W", newb: "W", n: "n", a: "a", S: "S", db: "S", dW: "dW" };

// Which matrices a step is about: its quantities, those of the layer before or after with "<" or ">", the result last.
const OF_STEP = {
  input: "a",
  n: "W <a b n",
  a: "n a",
  error: "t a e",
  A: "n A",
  S: "A >W >J >S S",
  dW: "<a S dW",
  db: "S db",
  update_W: "W dW newW",
  update_b: "b db newb",
};
const OF_LAST = { S: "A e S" };
const BESIDE = { "<": -1, ">": 1 };

// The same as [quantity, layer]; layer K is the last.
export function matricesOf({ kind, l }, K) {
  const at = kind === "error" ? K : l;
  const names = (l === K && OF_LAST[kind]) || OF_STEP[kind];
  return names.split(" ").map((name) => {
    const by = BESIDE[name[0]] ?? 0;
    return [by ? name.slice(1) : name, at + by];
  });
}

export const layerMatrices = (l, walk, steps, cursor, asked) =>
  l === 1
    ? [["a", 1]]
    : [
        ...["W", "b", "n", "a", "A", ...(l > 2 ? ["J"] : []), "S", "dW", "db"].map((q) => [q, l]),
        ...keptMatrices(l, walk, steps, cursor, asked),
        ...["newW", "newb"].map((q) => [q, l]),
      ];

// Of a step of an update rule: the arrays of its formula, each of a parameter such as W2, the results last; these
// have no place yet where the step is `asked`.
export function ruleMatrices(step, walk, asked = false) {
  const operands = step.matrices.length - (step.kind === "clip" ? 0 : step.lines.length); // c of a clip is no matrix
  return step.matrices.map(([name, place, parameter], i) => ({
    name: walk.texts[name],
    place: asked && i >= operands ? null : place,
    of: parameter[0],
    l: Number(parameter.slice(1)),
    known: identityOf(step, place, walk.updates[step.u], parameter),
  }));
}

// What an update rule keeps of a layer before and after this update, and what it computes from it.
function keptMatrices(l, walk, steps, cursor, asked) {
  const found = new Map();
  steps.forEach((step, at) => {
    if (step.u !== steps[cursor].u || step.l !== l || !step.matrices || !step.shows || step.kind === "clip")
      return;
    const all = ruleMatrices(step, walk);
    const results = all
      .filter(({ name }) => name.endsWith(" before"))
      .concat(all.slice(step.kind.startsWith("corrected") ? -2 : -1));
    for (const one of results) {
      const known = at < cursor + (asked ? 0 : 1) || one.name.endsWith(" before");
      found.set(one.name, known ? one : { ...one, place: null });
    }
  });
  return [...found.values()];
}

// The name of a number of a rule's matrix of W or of b, by row and column from 0.
function ruleNaming(known, letter, turned) {
  if (!known) return () => null;
  const place = (i, j) => (turned ? `${j + 1}:${i + 1}` : `${i + 1}:${j + 1}`);
  return (i, j) => (letter === "W" ? `${known}:${place(i, j)}` : `${known}:${i + 1}`);
}

export class Matrices {
  constructor(player) {
    this.player = player;
    this.box = el("div", { class: "bp-matrices", hidden: "" });
  }

  // Rows of numbers, or null where not computed by this step.
  value(quantity, l) {
    const { walk, steps, cursor, view } = this.player;
    const update = walk.updates[steps[cursor].u];
    const known = knownAt(steps, cursor, view.asked);
    const by = { W: null, b: null, t: null, newW: "update_W", newb: "update_b", J: "A", e: "error" }[
      quantity
    ];
    const needs = by === undefined ? quantity : by;
    const layer = quantity === "J" ? l - 1 : l;
    if (needs && (known[needs][layer] ?? 0) < walk.layers[layer - 1].width) return null;
    const place = quantity === "t" || quantity === "e" ? update[quantity] : update[quantity][l];
    const raw = arraysAt(walk, view.digits)[place];
    if (isMatrix(raw[0]?.[0])) return raw[this.itemPlace(update)]; // softmax has an A for each item
    if (isMatrix(raw[0])) return this.isTurned(quantity) ? transposed(raw) : raw;
    return quantity === "A" ? raw.map((x, i) => raw.map((_, j) => (i === j ? x : 0))) : raw.map((x) => [x]);
  }

  // The item of a batch whose own matrix stands where there is one for each: the first for their sum.
  itemPlace(update) {
    return placeOfItem(update, this.player.view.item || 1);
  }

  // Whether the columns of a matrix are the items of a batch.
  isOfItems(quantity, l) {
    const { walk, step } = this.player;
    const update = walk.updates[step.u];
    if (!update.items || !OF_ITEMS.includes(quantity)) return false;
    return quantity !== "A" || !isMatrix(walk.arrays[update.A[l]][0][0]);
  }

  // Whether a matrix stands in the walk as H × L, and is shown as L × H.
  isTurned(quantity) {
    return OF_EDGES.includes(quantity) && isTurned(this.player.walk);
  }

  // What a matrix is called.
  name(quantity, l) {
    const { walk } = this.player;
    const update = walk.updates[this.player.step.u];
    const [own, before] = [sub(l), sub(l - 1)];
    if (isTurned(walk) && quantity === "J") return `∂z${own}/∂z${before} = W${own} ∂a${before}/∂z${before}`;
    if (isTurned(walk) && quantity === "A" && !this.isOfItems("A", l)) {
      const whose = update.items ? ` of item ${update.items[this.itemPlace(update)] + 1}` : "";
      return `∂a${own}/∂z${own}${whose}`;
    }
    return spelt(walk, this.inNotes(quantity, l));
  }

  inNotes(quantity, l) {
    const update = this.player.walk.updates[this.player.step.u];
    const names = [sub(l), sub(l - 1)];
    if (!update.items) return MATRIX_NAMES[quantity](...names);
    if (quantity === "A" && !this.isOfItems(quantity, l))
      return `A${sub(l)} of item ${update.items[this.itemPlace(update)] + 1}`;
    return (BATCH_NAMES[quantity] ?? MATRIX_NAMES[quantity])(...names);
  }

  // Of [quantity, layer] each, or of { name, place, l, of }: an update rule's.
  show(list) {
    const focused = this.box.contains(document.activeElement) ? document.activeElement : null;
    const batch = this.player.walk.batch; // of which each item has a ∂n/∂n̂ of its own
    const isLeftOut = (one) => batch && !one.of && one[0] === "J";
    const shown = (list ?? []).filter((one) => !isLeftOut(one));
    this.box.replaceChildren(
      ...shown.map((one, i) =>
        one.of ? this.named(one, i === shown.length - 1) : this.table(...one, i === shown.length - 1),
      ),
      list?.some(isLeftOut) ? el("p", { class: "bp-left" }, spelt(this.player.walk, OWN_JACOBIAN)) : "",
    );
    this.box.hidden = !list;
    if (!focused) return;
    /** @type {HTMLElement[]} */
    const buttons = [...this.box.querySelectorAll("button")];
    const again = buttons.find(
      (button) => button.dataset.copies === /** @type {any} */ (focused).dataset.copies,
    );
    focusOn(again, buttons[0], this.player.root);
  }

  table(quantity, l, result) {
    return this.card(this.name(quantity, l), quantity, l, this.value(quantity, l), result);
  }

  // What an update rule computed, `of` W or b of layer l; without a place not yet.
  named({ name, place, l, of, known }, result) {
    const { walk, view } = this.player;
    const raw = place === null ? null : arraysAt(walk, view.digits)[place];
    const rows =
      raw && (isMatrix(raw[0]) ? (this.isTurned(of) ? transposed(raw) : raw) : raw.map((x) => [x]));
    return this.card(name, of, l, rows, result, known);
  }

  // `known`: of what an update rule computed, which has a colour scale of its own, its identity.
  card(name, quantity, l, rows, result, known) {
    const number = known ?? `${quantity}:${l}`;
    const of = number ? { "data-number": number, "data-of": number.split(":")[0] } : {};
    const heading = el("div", { class: "bp-head" }, el("h3", of, name));
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
    const around = { class: "bp-scroll", tabindex: "0", role: "group", "aria-label": `Numbers of ${name}` };
    card.append(el("div", around, this.numbers(quantity, l, rows, known)));
    return card;
  }

  // The numbers with the neurons that they belong to; those of what takes part are marked.
  numbers(quantity, l, rows, known) {
    const { walk, picture } = this.player;
    const turned = this.isTurned(quantity);
    const left = OF_EDGES.includes(quantity) && !turned ? l - 1 : l;
    const right = quantity === "J" || turned ? l - 1 : l;
    const items = this.isOfItems(quantity, l) ? walk.updates[this.player.step.u].items : null;
    const all = items && items.length <= IN_FULL;
    const columns = all ? range(rows[0].length) : keptColumns(rows[0].length, walk.elision);
    const heading = (scope, layer, at, dots) => {
      const used = at !== null && picture.litNeuron(layer, at + 1);
      return el("th", { scope, class: used ? "bp-used" : "" }, at === null ? dots : `${layer},${at + 1}`);
    };
    const ofRule = known !== undefined;
    const named = ofRule ? ruleNaming(known, quantity, turned) : this.naming(quantity, l, Boolean(items));
    const cell = this.cells(ofRule ? "" : quantity, rows, named);
    const chosen = items ? placeOfItem({ items }, this.player.view.item) : null;
    const head = items
      ? columns.map((j) =>
          el(
            "th",
            { scope: "col", class: j === chosen ? "bp-used" : "" },
            j === null ? "⋯" : `item ${items[j] + 1}`,
          ),
        )
      : columns.map((j) => heading("col", right, j, "⋯"));
    const body = kept(rows.length, walk.elision).map((i) =>
      el("tr", {}, heading("row", left, i, "⋮"), ...columns.map((j) => cell(i, j))),
    );
    const headed =
      items || ["A", "W", "newW", "dW", "J"].includes(quantity) ? [el("tr", {}, el("td"), ...head)] : [];
    return el("table", {}, el("thead", {}, ...headed), el("tbody", {}, ...body));
  }

  // The name of a number by its row and column, from 0; see text/identity.js.
  naming(quantity, l, ofItems) {
    const update = this.player.walk.updates[this.player.step.u];
    const full = quantity === "A" && isMatrix(this.player.walk.arrays[update.A[l]][0]) && !ofItems;
    if (["W", "newW", "dW", "J"].includes(quantity) || full) {
      const item = full && update.items ? `@${this.itemPlace(update) + 1}` : "";
      const turned = this.isTurned(quantity);
      return (i, j) => `${quantity}:${l}:${turned ? `${j + 1}:${i + 1}` : `${i + 1}:${j + 1}`}${item}`;
    }
    if (quantity === "A" && !ofItems) return (i, j) => (i === j ? `A:${l}:${i + 1}` : null);
    return (i, j) => `${quantity}:${l}:${i + 1}${ofItems ? `@${j + 1}` : ""}`;
  }

  // A cell by row and column, coloured on the scale of its quantity, or on one of its own.
  cells(quantity, rows, named) {
    const { walk, view } = this.player;
    const palette = walk.palettes[this.player.root.dataset.theme];
    const largest = () => rows.flat().reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300);
    const end = walk.scales[SCALE_OF[quantity]] ?? largest();
    return (i, j) => {
      if (i === null || j === null) return el("td", {}, i === null ? "⋮" : "⋯");
      const fill = mixed(palette, "neuron", rows[i][j] / end);
      const style = `background:${css(fill)};color:${inkOn(fill, walk.drawing.light)}`;
      const [words, full] = [shown(rows[i][j], view.digits), shown(rows[i][j], 0)];
      const own = { "data-number": named(i, j), "data-full": words === full ? null : full };
      return el("td", { style, ...own }, words);
    };
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
            "data-copies": `${name} as ${kind}`,
            onclick: async () => {
              await navigator.clipboard.writeText(text());
              button.textContent = "copied";
              button.ariaLabel = `Copied ${name} as ${kind}`;
            },
          },
          kind,
        );
        return button;
      }),
    );
  }
}
