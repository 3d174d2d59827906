// The formulas of a step: in letters, with its numbers, and under a matrix formula neuron by neuron. Those of the step
// that comes next are written while nothing happens, at a place that nobody sees: when it comes it is laid out already,
// and the two change places, if what is written there is to the letter what the step says.
import { el } from "../text/elements.js";
// By the class that both have all in them is styled: of what changes with the place no style within may depend, or every
// number would get a new one at the change.
const [SEEN, AHEAD] = ["bp-cards bp-formulas", "bp-cards bp-ahead"];
const NOTHING = {
  letters: "",
  numbered: "",
  definition: "",
  formula: "",
  numbers: "",
  ems: "1.0",
  dense: "0",
  between: "0.12em",
  tall: "false",
  close: "false",
  sizes: "",
  sums: "",
  room: "0",
};

/**
 * What cards say, and how they stand.
 * @typedef {ReturnType<typeof import("./written_step.js").writtenOf> & { close: string }} Written
 */

// One set of cards.
class Cards {
  constructor() {
    const card = (name) => el("div", { class: `bp-card ${name}` });
    this.letters = card("bp-letters");
    this.numbered = card("bp-letters");
    this.definition = card("bp-letters");
    this.numbers = el("div", { class: "bp-numbers" });
    this.sizes = el("p", { class: "bp-sizes" });
    this.sums = el("div", { class: "bp-sums" });
    const over = el("p", { class: "bp-sizes bp-over" }, "neuron by neuron");
    this.sumsCard = el("div", { class: "bp-card bp-sums-card" }, over, this.sums);
    this.numbersCard = el("div", { class: "bp-card" }, this.numbers, this.sizes);
    this.pair = el("div", { class: "bp-pair" }, this.letters, this.numbered, this.definition);
    this.box = el("div", { class: SEEN, tabindex: "-1" }, this.pair, this.numbersCard, this.sumsCard);
    /** @type {Partial<Written>} */
    this.written = {};
  }

  // Whether this is written here, all of it.
  holds(written) {
    return Object.entries(written).every(([name, text]) => this.written[name] === text);
  }

  write(written) {
    for (const name of ["letters", "numbered", "definition", "numbers", "sums"])
      if (this.written[name] !== written[name]) this[name].innerHTML = written[name];
    this.definition.hidden = !written.definition;
    this.pair.style.cssText = written.formula && `--fitted: ${written.formula}`;
    this.numbers.style.cssText = `--ems: ${written.ems}; --dense: ${written.dense}px; --between: ${written.between}`;
    this.numbers.dataset.dense = `${written.dense !== "0"}`;
    this.sizes.textContent = written.sizes;
    this.box.dataset.close = written.close;
    this.written = written;
  }

  // Beside what was opened, which has the numbers too, the formula in letters is left.
  stand(beside) {
    this.box.dataset.beside = `${beside}`;
    this.numbersCard.hidden = beside;
    this.sumsCard.hidden = beside || !this.written.sums;
  }
}

export class Formulas {
  constructor() {
    this.seen = new Cards();
    this.ahead = new Cards();
    this.ahead.box.className = `${AHEAD} bp-unread`;
  }

  get box() {
    return this.seen.box;
  }

  get boxes() {
    return [this.seen.box, this.ahead.box];
  }

  // Whether those of the step that is seen leave no room for a picture below them.
  get tall() {
    return this.seen.written.tall === "true";
  }

  show(written) {
    const focused = this.box.contains(document.activeElement);
    if (!this.seen.holds(written)) {
      if (this.ahead.holds(written)) this.change();
      else this.seen.write(written);
    }
    if (focused && !this.box.contains(document.activeElement)) this.box.focus();
  }

  change() {
    [this.seen, this.ahead] = [this.ahead, this.seen];
    this.seen.box.className = SEEN;
    this.ahead.box.className = AHEAD;
  }

  stand(beside) {
    this.seen.stand(beside);
  }

  // Nothing is written that is not seen.
  forget() {
    if (!this.ahead.holds(NOTHING)) this.ahead.write(NOTHING);
  }

  // What is likely to come next; beside what was opened now. Only here it is hidden from keys and readers too: at the
  // change itself that would cost every number a new style.
  prepare(written, beside) {
    this.ahead.box.classList.add("bp-unread");
    if (!this.ahead.holds(written)) this.ahead.write(written);
    this.ahead.stand(beside);
  }
}
