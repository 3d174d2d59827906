// The numbers that the walk starts from, to be typed over: W and b of a layer, and the training pairs.
import { fieldDigits, sub, typedSame } from "../text/digits.js";
import { el, widen } from "../text/elements.js";
import { range } from "../text/elision.js";
import { isTurned, placeIn } from "../text/notation.js";

const MOST_CELLS = 2000; // of one table: more fields than that make a browser slow

// The weight in a row and column of its table, from 0.
function weightAsked(walk, l, row, column) {
  const [r, c] = placeIn(walk, row + 1, column + 1);
  return { what: "W", l, r, c };
}

export class StartTables {
  // `player` gives walk, and takes what is asked for.
  constructor(player) {
    this.player = player;
    this.layer = 2;
    this.cells = []; // { input, asked, read }: read gives the number as it is now
    this.typed = new Map(); // what stands in a cell as it was typed, by its name
    this.chooser = el("select", {
      "aria-label": "Layer to edit",
      onchange: () => {
        this.layer = Number(this.chooser.value);
        this.build();
      },
    });
    this.tables = el("div", { class: "bp-matrices" });
    this.box = el(
      "section",
      { class: "bp-start", "aria-label": "The start of the walk", hidden: "" },
      el("p", { class: "bp-note" }, "This is what the walk starts from. Type over a number; Enter takes it."),
      el("label", { class: "bp-choice" }, this.chooser),
      this.tables,
    );
  }

  // Opened, they begin with the layer of the step.
  show(open) {
    const opening = open && this.box.hidden;
    this.box.hidden = !open;
    if (!open) return;
    const { walk, step } = this.player;
    const before = this.layer;
    if (opening) this.layer = Math.max(2, step.l);
    this.layer = Math.min(this.layer, walk.layers.length);
    const shape = [walk.notation?.name, walk.name, walk.layers.map(({ width }) => width), walk.pairs].join(
      " ",
    );
    if (this.shape === shape) {
      if (this.layer === before) this.fill();
      else this.build();
      return;
    }
    this.shape = shape;
    this.typed.clear();
    this.chooser.replaceChildren(
      ...range(walk.layers.length - 1).map((i) =>
        el("option", { value: i + 2 }, `W and b of layer ${i + 2}`),
      ),
    );
    this.build();
  }

  build() {
    const l = this.layer;
    const { walk } = this.player;
    this.chooser.value = `${l}`;
    this.cells = [];
    const [W, b] = ["W", "b"].map((letter) => () => walk.arrays[walk.updates[0][letter][l]]);
    const inputs = range(walk.layers[0].width);
    const outputs = range(walk.layers.at(-1).width);
    const left = W().map((_, r) => `${l - 1},${r + 1}`);
    const right = W()[0].map((_, c) => `${l},${c + 1}`);
    const turned = isTurned(walk); // then a row of the table is a column of W
    this.tables.replaceChildren(
      this.table(
        `W${sub(l)}`,
        ...(turned ? [right, left] : [left, right]),
        (row, column) => weightAsked(walk, l, row, column),
        (r, c) => `W${l}, row ${r + 1}, column ${c + 1}`,
      ),
      this.table(
        `b${sub(l)}`,
        b().map((_, r) => `${l},${r + 1}`),
        ["b"],
        (r) => ({ what: "b", l, c: r + 1 }),
        (r) => `b${l}, neuron ${r + 1}`,
      ),
      this.table(
        "training pairs",
        range(walk.pairs).map((i) => `${i + 1}`),
        [...inputs.map((c) => `x${sub(c + 1)}`), ...outputs.map((c) => `t${sub(c + 1)}`)],
        (item, c) =>
          c < inputs.length
            ? { what: "x", l: 1, c: c + 1, item }
            : { what: "t", l: walk.layers.length, c: c + 1 - inputs.length, item },
        (item, c) =>
          c < inputs.length
            ? `x${c + 1} of pair ${item + 1}`
            : `t${c + 1 - inputs.length} of pair ${item + 1}`,
      ),
    );
    this.fill();
  }

  table(name, rows, columns, asked, label) {
    const size = el("span", { class: "bp-sizes" }, `${rows.length}×${columns.length}`);
    const head = el("div", { class: "bp-head" }, el("h3", {}, name), size);
    const named = (kind) => ({ class: kind, "aria-label": `${name} at the start` });
    if (rows.length * columns.length > MOST_CELLS) {
      const what = name.startsWith("W") ? "an edge" : "a neuron of the first or last layer";
      const words = `Too many numbers for a table. Open ${what} in the graph to type over its own.`;
      return el("section", named("bp-card"), head, el("p", { class: "bp-note" }, words));
    }
    const heading = (scope, text) => el("th", { scope }, text);
    const cell = (r, c) => el("td", {}, this.cell(name, r, c, asked(r, c), label(r, c)));
    const top = el("tr", {}, el("td"), ...columns.map((text) => heading("col", text)));
    const body = rows.map((text, r) =>
      el("tr", {}, heading("row", text), ...columns.map((_, c) => cell(r, c))),
    );
    const table = el("table", {}, el("thead", {}, top), el("tbody", {}, ...body));
    return el("section", named("bp-card bp-heat"), head, el("div", { class: "bp-scroll" }, table));
  }

  cell(table, r, c, asked, label) {
    const typed = { type: "text", inputmode: "decimal", spellcheck: "false", autocomplete: "off" };
    const input = el("input", { ...typed, "aria-label": label });
    input.addEventListener("change", () => this.take(input, asked));
    input.addEventListener("keydown", (event) => this.move(event, input, r, c));
    this.cells.push({ input, asked, table, r, c });
    return input;
  }

  // The number that a cell stands for, in the walk as it is now.
  read({ what, l, r, c, item }) {
    const { walk } = this.player;
    if (what === "x" || what === "t") return walk.arrays[walk.set[what]][item][c - 1];
    const array = walk.arrays[walk.updates[0][what][l]];
    return what === "W" ? array[r - 1][c - 1] : array[c - 1];
  }

  // Every cell shows its number in full, or what was typed there where that is the same number or was refused.
  fill() {
    for (const cell of this.cells) {
      const { input, asked } = cell;
      if (input === document.activeElement && input.value !== cell.shown) continue; // somebody is typing
      const value = this.read(asked);
      const now = fieldDigits(value);
      const typed = this.typed.get(input.ariaLabel);
      const taken = typed && typedSame(typed.text, value);
      const waits = typed && !taken && !typed.taken && typed.before === now;
      if (taken) typed.taken = true;
      else if (!waits) this.typed.delete(input.ariaLabel);
      input.value = cell.shown = taken || waits ? typed.text : now;
      widen(input);
      input.setAttribute("aria-invalid", Boolean(waits && typed.answered));
    }
  }

  // The answer to what was typed is there: what is not taken by now was refused.
  answered() {
    for (const typed of this.typed.values()) typed.answered = true;
  }

  take(input, asked) {
    const before = fieldDigits(this.read(asked));
    this.cells.find((cell) => cell.input === input).shown = input.value;
    if (input.value === before) {
      this.typed.delete(input.ariaLabel);
      this.fill();
    } else this.typed.set(input.ariaLabel, { before, text: input.value });
    this.player.ask({ ...asked, text: input.value });
  }

  // Enter and the vertical arrows go to the cell below or above; Escape takes back what was typed, and where
  // there is nothing to take back it is the player's, which closes the tables.
  move(event, input, r, c) {
    if (event.key === "Escape") {
      const cell = this.cells.find((one) => one.input === input);
      const value = this.read(cell.asked);
      const now = fieldDigits(value);
      if (typedSame(input.value, value)) return;
      event.preventDefault();
      this.typed.delete(input.ariaLabel);
      input.value = cell.shown = now;
      input.setAttribute("aria-invalid", "false");
      return;
    }
    const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const here = this.cells.find((cell) => cell.input === input).table;
    const next = this.cells.find((cell) => cell.table === here && cell.r === r + by && cell.c === c);
    if (next) {
      next.input.focus();
      next.input.select();
    } else {
      input.blur();
      input.focus();
    }
  }
}
