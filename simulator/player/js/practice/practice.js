// "Ask me": the result of each step is held back and asked for. What is typed, how it is judged, hints, and how it went.
import { button, el, faceOf, focusOn } from "../text/elements.js";
import { compareWith } from "../walk/payload/arrays.js";
import { AnswerRecords, keyOf } from "./records/answer_records.js";
import { Comparison } from "./records/comparison.js";
import { GraphFields } from "./fields/graph_fields.js";
import { deeper, meantOf, PRODUCTS, productsMeant, productsShown } from "./asking/hints.js";
import { judgement } from "./judging/judgement.js";
import { countsOf, keepCounts } from "./records/kept_counts.js";
import { Puzzle } from "./fields/puzzle.js";
import { canBeAsked, isCompared, puzzleHere, Question } from "./asking/question.js";
import {
  added,
  ended,
  isAnswered,
  isRight,
  isUnjudged,
  judged,
  readCounts,
  total,
  untried,
} from "./records/record.js";
import { EMPTY, endSaid, FIRST, LAST_HINT, othersSaid, questionSaid, WAITING } from "./asking/sentences.js";
import { Sheet } from "./fields/answer_sheet.js";
import { Tally } from "./fields/tally.js";

export class Practice {
  /**
   * @param {import("../player.js").Player} player
   * @param {Map<string, any>} records
   */
  constructor(player, records) {
    this.player = player;
    this.records = new AnswerRecords(records); // the tab keeps them
    this.comparison = new Comparison();
    this.question = new Question();
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

  // How the reader did with this network so far, as a file keeps it; null where nothing was answered.
  get counts() {
    const found = countsOf(this.player.walk.name);
    return total(found) ? found : null;
  }

  // What was typed, step by step, as a file keeps it.
  get answered() {
    return this.records.answered(this.player.walk);
  }

  // What a file kept; counts where the browser does not know more.
  adopt({ practised = null, answered = [] }) {
    const counts = readCounts(practised);
    const { walk } = this.player;
    this.records.adopt(walk, answered);
    if (counts && total(counts) > total(countsOf(walk.name))) keepCounts(walk.name, counts);
  }

  // How steps of a part were answered before.
  restore(answered) {
    this.records.restore(this.player.walk, this.player.view.grain, answered);
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

  recordOf(cursor) {
    return this.records.of(this.player.walk, this.player.view.grain, cursor);
  }

  get record() {
    return this.recordOf(this.player.cursor);
  }

  set record(record) {
    const { walk, view, cursor } = this.player;
    this.records.keep(walk, view.grain, cursor, record);
  }

  // Of the step that is shown.
  get ownKey() {
    const { walk, view, cursor } = this.player;
    return keyOf(walk, view.grain, cursor);
  }

  // Whether the result of a step is shown at once: it was answered or revealed, or cannot be asked for.
  isDone(cursor) {
    return !this.player.presenter.on && (this.recordOf(cursor).done !== "" || !this.covers(cursor));
  }

  askFor(form) {
    this.question.wanted = form;
    this.record = { ...this.record, form, texts: {}, checked: {}, verdicts: {}, sentence: "" };
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
    const open = this.isOpen;
    this.question.comesTo(this.player, this.on);
    this.want();
    this.opener.hidden = !this.offered || Boolean(this.player.part);
    this.opener.setAttribute("aria-pressed", `${Boolean(view.ask)}`);
    this.lay(open);
    root.dataset.asking = `${open}`;
    root.dataset.hints = `${open ? this.record.depth : 0}`;
    this.sheet.show(open, this.record, open ? this.said : this.told);
    const { forms, form } = this.question;
    if (open) this.sheet.offer(forms, form);
    this.sheet.hint(open && this.record.depth === PRODUCTS ? this.products() : null);
    this.puzzle.show(this.on ? puzzleHere(this.player, form, open) : null);
    this.tally.show();
    if (this.comparison.waiting && this.has(step.u)) this.judgeLate();
    this.box.hidden = [this.sheet, this.puzzle, this.tally].every(({ box }) => box.hidden);
  }

  // Another notation: what was said of answers was in the letters of the one before.
  respell() {
    this.records.respell();
  }

  // The fields of a step, anew only where another one is asked for.
  lay(open) {
    const { walk, step } = this.player;
    const { form } = this.question;
    const key = open ? [this.ownKey, this.has(step.u), form, walk.notation?.name].join("|") : "";
    if (!this.question.lay(this.player, key)) return;
    this.comparison.standsAt(this.ownKey);
    this.sheet.lay(this.question.tables);
  }

  // What is said of the answers so far.
  get said() {
    return questionSaid(this.player.walk, this.record, this.question.form);
  }

  // How the step ended, where it was asked; or that it cannot be asked for.
  get told() {
    const { walk, step, cursor, part } = this.player;
    if (!this.on) return "";
    return !part && !step.given && !this.covers(cursor) ? othersSaid(walk, step.u) : endSaid(this.record);
  }

  // Whether answers can be judged here.
  get offered() {
    return Boolean(this.player.walk.practice || this.player.onEdit);
  }

  // Of the page, as soon as there is a way to it: what answers to this update are compared with, and to the next; once.
  want() {
    const { walk, step, view, onEdit, drag } = this.player;
    if (!onEdit || !walk || !view.ask || drag.kept || !drag.place?.compare || this.has(step.u)) return;
    if (this.comparison.isNew(walk, step.u)) this.player.ask({ what: "practice", update: step.u + 1 });
  }

  // It has come, for the request made `at`; null where another walk is on its way.
  learn(part, at) {
    const { player } = this;
    const mine = player.requests.answered(at);
    if (part) {
      this.comparison.came();
      compareWith(player.drag.kept ?? player.walk, part);
      player.show(player.cursor);
    }
    if (mine) player.requests.next();
    player.exchange.follow();
  }

  // Whether it has come for an update.
  has(u) {
    return isCompared(this.player.walk, u);
  }

  // Those that were checked before there was anything to compare them with.
  judgeLate() {
    if (this.comparison.isDue(this.ownKey)) queueMicrotask(() => this.check());
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

  say(words) {
    this.record = { ...this.record, sentence: words };
    this.player.show(this.player.cursor);
  }

  wait() {
    this.say(FIRST);
  }

  // ---- answers
  typed(name, text, from) {
    const { record } = this;
    this.record = { ...record, form: this.question.form, texts: { ...record.texts, [name]: text } };
    for (const input of [...this.sheet.inputs, ...this.fields.inputs])
      if (input !== from && input.dataset.answer === name) input.value = text;
    this.sheet.mark(this.record);
    this.fields.mark();
  }

  stands(name) {
    this.question.at = name;
  }

  // Judge what was typed; where all of it is right and nothing is left open, the result is shown.
  check() {
    const { record } = this;
    if (!this.isOpen) return;
    if (!isAnswered(record)) {
      this.say(EMPTY);
      return;
    }
    const { walk, step } = this.player;
    if (!this.has(step.u)) {
      this.comparison.await(this.ownKey);
      this.say(WAITING);
      return;
    }
    const { form, tables, names } = this.question;
    const { verdicts, mistakes, sentences } = judgement(walk, step, form, tables, record.texts);
    this.record = judged(record, verdicts, mistakes, sentences.join(" "));
    if (isRight(this.record, names)) this.finish();
    else {
      this.player.show(this.player.cursor);
      this.sheet.focusWrong(this.record);
      this.sheet.said.scrollIntoView({ block: "nearest" });
    }
  }

  // The result is shown, and it is counted how that came.
  finish() {
    const { player } = this;
    const { form, names } = this.question;
    this.record = ended(this.record, names, form);
    if (!player.part) keepCounts(player.walk.name, added(countsOf(player.walk.name), this.record));
    player.view.asked = false;
    player.show(player.cursor);
    player.motion.start(player.graph, player.reading);
    this.rest();
    player.root.dataset.ring = "false"; // whose answer was right looks at it, not for where the keys are
    this.tell();
  }

  // How all steps of the walk that can be asked for went so far, for who listens around the player.
  tell() {
    const { root, walk, view } = this.player;
    const detail = this.records.reckonedUp(walk, view.grain, (at) => this.covers(at));
    root.dispatchEvent(new CustomEvent("bp-practice", { bubbles: true, composed: true, detail }));
  }

  // The step is asked for once more, as if nothing had been tried; what was answered first stays that.
  again() {
    const { player } = this;
    this.record = { ...untried(), first: this.record.first };
    player.view.asked = true;
    player.show(player.cursor);
    this.begin();
  }

  // Before Next: what was typed is judged first; a second press goes on where that has to wait. Whether the
  // walk may go on.
  leave() {
    if (!this.isOpen) return true;
    if (isUnjudged(this.record) && !this.comparison.waiting) {
      this.check();
      return false;
    }
    this.finish();
    return false;
  }

  // ---- hints
  hint() {
    if (!this.isOpen) return;
    const { record } = this;
    const next = deeper(record, this.allProducts().length);
    this.record = next === record ? { ...record, sentence: LAST_HINT } : next;
    this.player.show(this.player.cursor);
    const told =
      next === record
        ? this.sheet.said
        : next.depth < PRODUCTS
          ? this.player.panel.formulas.box
          : this.sheet.products;
    told.scrollIntoView({ block: "nearest" });
  }

  // The number that a hint is about.
  get meant() {
    return meantOf(this.question.cells, this.record, this.question.at);
  }

  allProducts() {
    return productsMeant(this.player, this.meant);
  }

  products() {
    return productsShown(this.player, this.meant, this.allProducts(), this.record.products);
  }
}
