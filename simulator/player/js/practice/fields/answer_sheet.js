// The answers of a step in the panel: a field for each number, what was said of it, and hints.
import { button, choice, el, optionsOf } from "../../text/elements.js";
import { takenApart } from "../../text/identity.js";
import { isTurned, letterOf } from "../../text/notation.js";
import { answerField, MARKS, showAnswer } from "./answer_field.js";
import { isOfEdge } from "../judging/entries.js";

export class Sheet {
  constructor(practice) {
    this.practice = practice;
    this.inputs = [];
    this.answers = el("div", { class: "bp-answers" });
    this.said = el("p", { class: "bp-verdict", role: "status" });
    this.products = el("div", { class: "bp-products", role: "status" });
    const next = () => practice.player.moving.stepBy(1);
    this.again = button("Ask me this step again", "Ask again", () => practice.again());
    this.checker = button("Check the answer (Enter)", "Check", () => practice.check(), "bp-check");
    const { field, select } = choice("What is asked for", "ask for", [], (form) => practice.askFor(form));
    this.forms = select;
    this.formField = field;
    this.buttons = el(
      "div",
      { class: "bp-practice-buttons" },
      this.checker,
      button("Hint (H)", "Hint", () => practice.hint()),
      button("Show it: the result of this step", "Show it", next),
      this.formField,
    );
    this.box = el(
      "section",
      { class: "bp-answer-sheet", "aria-label": "Your answer", hidden: "" },
      this.answers,
      this.said,
      this.buttons,
      this.again,
      this.products,
    );
  }

  // Other numbers are asked for.
  lay(tables) {
    const at = /** @type {HTMLInputElement} */ (document.activeElement);
    const [name, caret] = this.inputs.includes(at) ? [at.dataset.answer, at.selectionStart] : ["", 0];
    this.grid = new Map();
    const said = this.labelSaid(tables);
    this.answers.replaceChildren(...tables.map((table, i) => this.table(table, i)), ...said);
    this.inputs = [...this.grid.values()];
    const again = name && this.inputs.find((input) => input.dataset.answer === name);
    if (!again) return;
    showAnswer(again, this.practice.answers.record);
    again.focus({ preventScroll: true });
    again.setSelectionRange(caret, caret);
  }

  table({ caption, rows, columns }, at) {
    const first = rows.flatMap(({ cells }) => cells).find(Boolean);
    const headed = columns.length > 1;
    const head = columns.map((c, j) => {
      const cell = rows.map(({ cells }) => cells[j]).find(Boolean);
      return el("th", { scope: "col" }, c === null ? "⋯" : cell ? this.labelsOf(cell.name)[1] : "");
    });
    const body = rows.map(({ r, cells }, i) => {
      const own = cells.find(Boolean);
      const label = r === null ? "⋮" : own ? this.labelsOf(own.name)[0] : "";
      return el(
        "tr",
        {},
        el("th", { scope: "row" }, label),
        ...cells.map((cell, j) => this.cell(cell, [at, i, j])),
      );
    });
    const parts = [
      el("caption", {}, caption),
      ...(headed ? [el("thead", {}, el("tr", {}, el("td"), ...head))] : []),
    ];
    return first
      ? el("div", { class: "bp-scroll" }, el("table", {}, ...parts, el("tbody", {}, ...body)))
      : "";
  }

  cell(cell, place) {
    if (cell === undefined) return el("td", {}, "⋯");
    if (cell === null) return el("td", {}, "0");
    const input = answerField(cell, this.practice, (from, key) => this.beside(from, key));
    this.grid.set(place.join(), input);
    return el("td", {}, input, el("span", { class: "bp-mark", "aria-hidden": "true" }));
  }

  // The next field in a direction; after the last of a table the one of the next.
  beside(from, key) {
    const at = this.inputs.indexOf(from);
    const [table, i, j] = [...this.grid]
      .find(([, input]) => input === from)[0]
      .split(",")
      .map(Number);
    if (key === "ArrowLeft") return this.inputs[at - 1] ?? null;
    if (key === "ArrowRight") return this.inputs[at + 1] ?? null;
    const by = key === "ArrowDown" ? 1 : -1;
    for (let row = i + by; row >= 0 && row < i + 60; row += by) {
      const found = this.grid.get([table, row, j].join());
      if (found) return found;
    }
    return (
      this.inRows(table, i, by) ?? this.inputs.find((_, k) => k === (by > 0 ? this.after(table) : -1)) ?? null
    );
  }

  // The nearest field in a row below or above, where none is in the same column: of a diagonal the next.
  inRows(table, i, by) {
    const further = [...this.grid].filter(([key]) => {
      const [own, row] = key.split(",").map(Number);
      return own === table && (row - i) * by > 0;
    });
    return (by > 0 ? further[0] : further.at(-1))?.[1];
  }

  // The place of the first field of the next table.
  after(table) {
    return [...this.grid.keys()].findIndex((key) => Number(key.split(",")[0]) === table + 1);
  }

  // What stands before the row and above the column of a number.
  labelsOf(name) {
    const { walk } = this.practice.player;
    const { quantity, l, places, item } = takenApart(name);
    if (!places.length) return [letterOf(walk, quantity), ""];
    if (item !== null && places.length === 1) return [`${l},${places[0]}`, `item ${item}`];
    const column = places[1] ?? places[0]; // of a diagonal the one of its row
    const both = [`${isOfEdge(quantity) ? Number(l) - 1 : l},${places[0]}`, `${l},${column}`];
    return isOfEdge(quantity) && isTurned(walk) ? both.reverse() : both;
  }

  // What "2,1" before a field stands for; nothing where no field has such a label.
  labelSaid(tables) {
    const cells = tables.flatMap(({ rows }) => rows.flatMap(({ cells: own }) => own)).filter(Boolean);
    const found = cells
      .map(({ name }) => this.labelsOf(name)[0].match(/^(\d+),(\d+)$/))
      .find((label) => label !== null);
    if (!found) return [];
    const [label, l, neuron] = found;
    return [el("p", { class: "bp-answer-key" }, `${label} is neuron ${neuron} of layer ${l}`)];
  }

  show(open, record, words) {
    this.box.hidden = !open && !words;
    this.buttons.hidden = this.answers.hidden = !open;
    this.checker.hidden = !this.inputs.length;
    this.again.hidden = open || !record.done;
    if (this.said.textContent !== words) this.said.textContent = words;
    this.box.dataset.open = `${open}`;
    this.mark(record);
  }

  // What can be asked of this step, as [form, words].
  offer(forms, form) {
    const offered = forms.map(([name]) => name).join();
    if (this.forms.dataset.offered !== offered) {
      this.forms.dataset.offered = offered;
      this.forms.replaceChildren(...optionsOf(forms));
    }
    this.forms.value = form;
    this.formField.hidden = forms.length < 2;
  }

  mark(record) {
    for (const input of this.inputs) {
      const verdict = showAnswer(input, record);
      const [sign, word] = MARKS[verdict] ?? ["", ""];
      const mark = /** @type {HTMLElement} */ (input.nextElementSibling);
      const text = verdict ? `${sign} ${word}` : "";
      if (mark.textContent !== text) mark.textContent = text;
      mark.dataset.verdict = verdict;
      input.setAttribute("aria-description", verdict ? word : "");
    }
  }

  // A hint's products, { caption, rows: [name, words] }, or nothing.
  hint(found) {
    this.products.hidden = !found;
    const key = JSON.stringify(found);
    if (this.products.dataset.shown === key) return;
    this.products.dataset.shown = key;
    const rows = (found?.rows ?? []).map(([name, words]) => el("li", { "data-number": name }, words));
    this.products.replaceChildren(...(found ? [el("p", {}, found.caption), el("ul", {}, ...rows)] : []));
  }

  focus() {
    this.inputs[0]?.focus({ preventScroll: true });
  }

  focusWrong({ verdicts }) {
    const wrong = this.inputs.find(
      ({ dataset }) => !["right", "fewer digits"].includes(verdicts[dataset.answer] ?? ""),
    );
    if (this.inputs.includes(/** @type {HTMLInputElement} */ (document.activeElement)))
      wrong?.focus({ preventScroll: true });
  }
}
