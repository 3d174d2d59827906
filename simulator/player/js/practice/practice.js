// "Ask me": the result of each step is held back and asked for, in fields of the panel and of the graph.
import { button, el, faceOf, focusOn } from "../text/elements.js";
import { Answers } from "./answering/answers.js";
import { Comparison } from "./answering/comparison.js";
import { Hinting } from "./answering/hinting.js";
import { canBeAsked, puzzleHere, Question } from "./asking/question.js";
import { FIRST } from "./asking/sentences.js";
import { Sheet } from "./fields/answer_sheet.js";
import { GraphFields } from "./fields/graph_fields.js";
import { Puzzle } from "./fields/puzzle.js";
import { Tally } from "./fields/tally.js";
import { isUnjudged } from "./records/record.js";

export class Practice {
  /**
   * @param {import("../player.js").Player} player
   * @param {Map<string, any>} kept records, which the tab keeps
   */
  constructor(player, kept) {
    this.player = player;
    this.question = new Question();
    this.comparison = new Comparison(player);
    this.answers = new Answers(player, kept, this.question, this.comparison);
    this.hints = new Hinting(player, this.question, this.answers);
    this.opener = button(
      "Ask me: each result is asked for before it is shown (Q)",
      faceOf("=?", "ask me"),
      () => this.toggle(),
    );
    this.sheet = new Sheet(this);
    this.puzzle = new Puzzle();
    this.tally = new Tally(this);
    this.fields = new GraphFields(this);
    this.box = el("div", { class: "bp-practice" }, this.sheet.box, this.puzzle.box, this.tally.box);
  }

  // ---- what is asked
  // Whether the reader is asked; in the presenter view a step is only held back, by its own rule.
  get on() {
    return Boolean(this.player.view.ask) && !this.player.presenter.on;
  }

  covers(cursor) {
    return canBeAsked(this.player, cursor, Boolean(this.player.onEdit));
  }

  // Whether an answer is waited for.
  get isOpen() {
    return this.on && Boolean(this.player.view.asked);
  }

  // Whether the result of a step is shown at once: it was answered or revealed, or cannot be asked for.
  isDone(cursor) {
    return !this.player.presenter.on && (this.answers.of(cursor).done !== "" || !this.covers(cursor));
  }

  askFor(form) {
    this.answers.askFor(form);
    this.player.show(this.player.cursor);
    this.sheet.focus();
  }

  // On, and at a step whose result is shown already it is asked for too; or off.
  toggle() {
    const { player } = this;
    if (player.part) return; // it says itself what is asked
    const on = !player.view.ask && this.offered;
    player.playing.pause();
    Object.assign(player.view, { ask: on, asked: on });
    player.show(player.cursor);
    if (on) this.begin();
  }

  // ---- on the screen
  show() {
    const { root, view, step } = this.player;
    const { question, answers, comparison, hints } = this;
    const open = this.isOpen;
    question.comesTo(this.player, this.on);
    comparison.want();
    this.opener.hidden = !this.offered || Boolean(this.player.part);
    this.opener.setAttribute("aria-pressed", `${Boolean(view.ask)}`);
    this.lay(open);
    root.dataset.asking = `${open}`;
    root.dataset.hints = `${open ? answers.record.depth : 0}`;
    this.sheet.show(open, answers.record, open ? answers.said : this.told);
    if (open) this.sheet.offer(question.forms, question.form);
    this.sheet.hint(open ? hints.products : null);
    this.puzzle.show(this.on ? puzzleHere(this.player, question.form, open) : null);
    this.tally.show();
    if (comparison.waiting && comparison.has(step.u)) this.judgeLate();
    this.box.hidden = [this.sheet, this.puzzle, this.tally].every(({ box }) => box.hidden);
  }

  // The fields of a step, anew only where another one is asked for.
  lay(open) {
    const { walk, step } = this.player;
    const { question, answers, comparison } = this;
    const what = [answers.key, comparison.has(step.u), question.form, walk.notation?.name];
    if (!question.lay(this.player, open ? what.join("|") : "")) return;
    comparison.standsAt(answers.key);
    this.sheet.lay(question.tables);
  }

  // How the step ended, where it was asked; or that it cannot be asked for.
  get told() {
    return this.on ? this.answers.told(this.covers(this.player.cursor)) : "";
  }

  // Whether answers can be judged here.
  get offered() {
    return Boolean(this.player.walk.practice || this.player.onEdit);
  }

  // Those that were checked before there was anything to compare them with.
  judgeLate() {
    if (this.comparison.isDue(this.answers.key)) queueMicrotask(() => this.check());
  }

  // The keys go to the first field, where no keyboard comes up over the page by that.
  begin() {
    if (this.isOpen && matchMedia("(hover: hover)").matches) this.sheet.focus();
  }

  // A number that is typed while no field has the keys, as after a click on Hint, goes into the field that is meant.
  takes(key) {
    if (!this.isOpen || !/^[\d.,+\-−]$/.test(key)) return false;
    const { inputs } = this.sheet;
    const field = inputs.find(({ dataset }) => dataset.answer === this.question.at) ?? inputs[0];
    field?.focus({ preventScroll: true });
    field?.select();
    return Boolean(field);
  }

  // The keys go back to the walk.
  rest() {
    focusOn(this.player.root);
  }

  wait() {
    this.answers.say(FIRST);
    this.player.show(this.player.cursor);
  }

  // ---- answers
  typed(name, text, from) {
    this.answers.type(name, text);
    for (const input of [...this.sheet.inputs, ...this.fields.inputs])
      if (input !== from && input.dataset.answer === name) input.value = text;
    this.sheet.mark(this.answers.record);
    this.fields.mark();
  }

  stands(name) {
    this.question.at = name;
  }

  // Judge what was typed; where all of it is right and nothing is left open, the result is shown.
  check() {
    if (!this.isOpen) return;
    const found = this.answers.judge();
    if (found === "right") {
      this.finish();
      return;
    }
    this.player.show(this.player.cursor);
    if (found !== "wrong") return;
    this.sheet.focusWrong(this.answers.record);
    this.sheet.said.scrollIntoView({ block: "nearest" });
  }

  // The result is shown, and it is counted how that came.
  finish() {
    const { player } = this;
    this.answers.end();
    player.view.asked = false;
    player.show(player.cursor);
    player.motion.start(player.graph, player.reading);
    this.rest();
    player.root.dataset.ring = "false"; // whose answer was right looks at it, not for where the keys are
    this.tell();
  }

  // How all steps of the walk that can be asked for went so far, for who listens around the player.
  tell() {
    const detail = this.answers.reckonedUp((at) => this.covers(at));
    const event = new CustomEvent("bp-practice", { bubbles: true, composed: true, detail });
    this.player.root.dispatchEvent(event);
  }

  // The step is asked for once more.
  again() {
    const { player } = this;
    this.answers.again();
    player.view.asked = true;
    player.show(player.cursor);
    this.begin();
  }

  // Before Next: what was typed is judged first; a second press goes on where that has to wait. Whether the
  // walk may go on.
  leave() {
    if (!this.isOpen) return true;
    if (isUnjudged(this.answers.record) && !this.comparison.waiting) {
      this.check();
      return false;
    }
    this.finish();
    return false;
  }

  hint() {
    if (!this.isOpen) return;
    const where = this.hints.give();
    this.player.show(this.player.cursor);
    const { said, products } = this.sheet;
    const told = { said, products, formula: this.player.panel.formulas.box }[where];
    told.scrollIntoView({ block: "nearest" });
  }
}
