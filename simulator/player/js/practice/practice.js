// "Ask me": the result of each step is held back and asked for. What is typed, how it is judged, hints, and how it went.
import { button, el, faceOf, focusOn } from "../text/elements.js";
import { takenApart } from "../text/identity.js";
import { letterOf, spelt } from "../text/notation.js";
import { isQuestion } from "../walk/asked.js";
import { compareWith } from "../walk/arrays.js";
import { Reading } from "../walk/reading.js";
import { keysOf, nested, tablesOf, verdictAt } from "./entries.js";
import { ASKED_FOR, FORMULA, formsOf, judgeForm, NUMBERS, tablesIn } from "./forms.js";
import { GraphFields } from "./graph_fields.js";
import { deeper, productSaid, productsOf, PRODUCTS } from "./hints.js";
import { countsOf, keepCounts } from "./kept_counts.js";
import { Puzzle } from "./puzzle.js";
import { formulaPuzzle, orderPuzzle } from "./puzzles.js";
import { added, ended, isRight, judged, readCounts, readRecord, total, untried } from "./record.js";
import { Sheet } from "./sheet.js";
import { Tally } from "./tally.js";
import { judge } from "./verdict.js";

const EMPTY = "Type a number into a field first, such as 0.5, 1/3, −2 or 1.2·10^−5.";
const WAITING = "One moment: what the answer is compared with is on its way.";
const FIRST = "Type your answer and press Enter, or press Next to see the result.";
const GIVEN = "This step is given, not asked for.";
const LAST_HINT = "There is no further hint. Next shows the result.";
const ENDED = {
  once: "Right at once.",
  hint: "Right, after a hint.",
  corrected: "Right, after a correction.",
  revealed: "Shown without a right answer.",
};
const GRAINS = /** @type {const} */ (["operation", "neuron"]);
const MOST_RECORDS = 500;

export class Practice {
  /**
   * @param {import("../player.js").Player} player
   * @param {Map<string, any>} records
   */
  constructor(player, records) {
    this.player = player;
    this.records = records; // by the step; the tab keeps them
    this.key = "";
    this.tables = [];
    this.at = ""; // the number whose field had the focus last
    this.wanted = NUMBERS; // what is asked for, where a step can be asked for that
    this.asked = {}; // of the page last: the update for which what answers are compared with is to come, and with which walk
    this.pending = ""; // the step whose answers are judged as soon as that has come
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
    const { walk } = this.player;
    return GRAINS.flatMap((grain) =>
      [...walk.steps[grain].keys()].flatMap((step) => {
        const { form, texts, first, done } = this.records.get(this.keyOf(step, grain)) ?? untried();
        const typed = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim()));
        if (form !== NUMBERS || !Object.keys(typed).length) return [];
        return [{ update: walk.steps[grain][step].u + 1, grain, step, done, typed, first }];
      }),
    );
  }

  // What a file kept; counts where the browser does not know more.
  adopt({ practised = null, answered = [] }) {
    const counts = readCounts(practised);
    const { name } = this.player.walk;
    for (const { grain, step, done, typed, first } of answered) {
      const record = readRecord({ ...untried(), texts: typed, first, done });
      if (record && this.player.walk.steps[grain]?.[step]) this.records.set(this.keyOf(step, grain), record);
    }
    if (counts && total(counts) > total(countsOf(name))) keepCounts(name, counts);
  }

  // How steps of a part were answered before, by their places: what was done, and the mistakes that were made.
  restore(answered) {
    for (const [cursor, before] of answered)
      if (!this.recordOf(cursor).done) this.records.set(this.keyOf(cursor), { ...untried(), ...before });
  }

  // ---- what is asked
  // Whether the reader is asked; in the presenter view a step is only held back, by its own rule.
  get on() {
    return Boolean(this.player.view.ask) && !this.player.presenter.on;
  }

  // Whether a step can be asked for: a page that asks nobody has what answers are compared with for some updates only.
  covers(cursor) {
    const { walk, steps, onEdit, part } = this.player;
    if (part) return part.asked.has(cursor);
    const { u } = steps[cursor];
    if (!this.has(u)) return Boolean(onEdit);
    const { updates, asks } = walk.practice;
    const keys = keysOf(steps[cursor]);
    return keys.every((key) => updates[u][key]) && (!asks || keys.some((key) => asks.includes(key)));
  }

  // Whether an answer is waited for.
  get isOpen() {
    return this.on && Boolean(this.player.view.asked);
  }

  // A step by its place; other numbers make it another one.
  keyOf(cursor, grain = this.player.view.grain) {
    const { walk } = this.player;
    const { F, after } = walk.updates[walk.steps[grain][cursor].u];
    return [walk.name, grain, cursor, F, after].join("|");
  }

  recordOf(cursor) {
    return this.records.get(this.keyOf(cursor)) ?? untried();
  }

  get record() {
    return this.recordOf(this.player.cursor);
  }

  set record(record) {
    const key = this.keyOf(this.player.cursor);
    this.records.delete(key);
    if (this.records.size >= MOST_RECORDS) this.records.delete(this.records.keys().next().value);
    this.records.set(key, record); // the one answered last at the end
  }

  // Whether the result of a step is shown at once: it was answered or revealed, or cannot be asked for.
  isDone(cursor) {
    return !this.player.presenter.on && (this.recordOf(cursor).done !== "" || !this.covers(cursor));
  }

  // What can be asked of this step, as [form, words].
  get forms() {
    const { walk, step, part } = this.player;
    if (part) return [[NUMBERS, "the numbers"]];
    const puzzle = step.kind === "S" && formulaPuzzle(walk, step);
    return [...formsOf(step), ...(puzzle ? [[FORMULA, "the formula"]] : [])];
  }

  // What is asked for: the numbers, or in their place their signs, whether they grow, or which is the largest.
  get form() {
    return this.forms.some(([form]) => form === this.wanted) ? this.wanted : NUMBERS;
  }

  askFor(form) {
    this.wanted = form;
    this.record = { ...this.record, form, texts: {}, checked: {}, verdicts: {}, sentence: "" };
    this.player.show(this.player.cursor);
    this.sheet.focus();
  }

  get cells() {
    return this.tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.filter(Boolean)));
  }

  // On, and at a step whose result is shown already it is asked for too; or off.
  toggle() {
    const { player } = this;
    if (player.part) return; // it says itself what is asked
    const on = !player.view.ask && this.offered;
    player.pause();
    Object.assign(player.view, { ask: on, asked: on });
    player.show(player.cursor);
    if (on) this.begin();
  }

  // ---- on the screen
  show() {
    const { root, view, step } = this.player;
    const open = this.isOpen;
    this.want();
    this.opener.hidden = !this.offered || Boolean(this.player.part);
    this.opener.setAttribute("aria-pressed", `${Boolean(view.ask)}`);
    this.lay(open);
    root.dataset.asking = `${open}`;
    root.dataset.hints = `${open ? this.record.depth : 0}`;
    this.sheet.show(open, this.record, open ? this.question : this.told);
    if (open) this.sheet.offer(this.forms, this.form);
    this.sheet.hint(open && this.record.depth === PRODUCTS ? this.products() : null);
    this.puzzle.show(this.puzzleHere);
    this.tally.show();
    if (this.pending && this.has(step.u)) this.judgeLate();
    this.box.hidden = [this.sheet, this.puzzle, this.tally].every(({ box }) => box.hidden);
  }

  // What is to be put together at this step: the order of the pass before it begins, and where it is chosen a formula.
  get puzzleHere() {
    const { walk, step, steps } = this.player;
    if (!this.on || this.player.part) return null;
    if (this.form === FORMULA) return this.isOpen ? formulaPuzzle(walk, step) : null;
    return orderPuzzle(walk, step, steps);
  }

  // Another notation: what was said of answers was in the letters of the one before.
  respell() {
    for (const [key, record] of this.records) this.records.set(key, { ...record, sentence: "" });
  }

  // The fields of a step, anew only where another one is asked for.
  lay(open) {
    const { walk, step, cursor } = this.player;
    const key = open ? [this.keyOf(cursor), this.has(step.u), this.form, walk.notation?.name].join("|") : "";
    if (key === this.key) return;
    this.key = key;
    this.at = "";
    if (this.pending !== this.keyOf(cursor)) this.pending = "";
    this.tables = key ? tablesIn(this.form, this.tablesHere, letterOf(walk, "S")) : [];
    this.sheet.lay(this.tables);
  }

  // A part of a lesson may ask for e alone, and not for F.
  get tablesHere() {
    const { walk, step, part } = this.player;
    const all = tablesOf(walk, step);
    return part ? all.filter(({ key }) => walk.practice.updates[step.u][key]) : all;
  }

  // What is said of the answers so far.
  get question() {
    return spelt(this.player.walk, this.record.sentence || ASKED_FOR[this.form] || FIRST);
  }

  // Of a step that cannot be asked for, which can.
  get others() {
    if (this.has(this.player.step.u)) return GIVEN;
    const updates = Object.keys(this.player.walk.practice?.updates ?? {}).map((u) => Number(u) + 1);
    const which = updates.length > 2 ? `${updates[0]} to ${updates.at(-1)}` : updates.join(" and ");
    return `Here the steps of ${updates.length > 1 ? "updates" : "update"} ${which} can be asked for.`;
  }

  // How the step ended, where it was asked.
  get told() {
    const { done, sentence, verdicts } = this.record;
    const { step, cursor, part } = this.player;
    if (this.on && !part && !step.given && !this.covers(cursor)) return this.others;
    if (!done || !this.on) return "";
    const few = done !== "revealed" && Object.values(verdicts).includes("fewer digits");
    return few ? `${ENDED[done]} ${sentence}` : ENDED[done]; // that it was right is said once
  }

  // Whether answers can be judged here.
  get offered() {
    return Boolean(this.player.walk.practice || this.player.onEdit);
  }

  // Of the page, as soon as there is a way to it: what answers to this update are compared with, and to the next; once.
  want() {
    const { walk, step, view, onEdit, drag } = this.player;
    if (!onEdit || !walk || !view.ask || drag.kept || !drag.place?.compare || this.has(step.u)) return;
    const update = step.u + 1;
    if (this.asked.update === update && this.asked.walk === walk) return;
    this.asked = { update, walk };
    this.player.ask({ what: "practice", update });
  }

  // It has come, for the request made `at`; null where another walk is on its way.
  learn(part, at) {
    const { player } = this;
    const mine = player.requests.answered(at);
    if (part) {
      this.asked = {};
      compareWith(player.drag.kept ?? player.walk, part);
      player.show(player.cursor);
    }
    if (mine) player.requests.next();
    player.follow();
  }

  // Whether it has come for an update.
  has(u) {
    return Boolean(this.player.walk.practice?.updates[u]);
  }

  // Those that were checked before there was anything to compare them with.
  judgeLate() {
    const same = this.pending === this.keyOf(this.player.cursor);
    this.pending = "";
    if (same) queueMicrotask(() => this.check());
  }

  // The keys go to the first field, where no keyboard comes up over the page by that.
  begin() {
    if (this.isOpen && matchMedia("(hover: hover)").matches) this.sheet.focus();
  }

  // A number that is typed while no field has the keys, as after a click on Hint, goes into the field that is meant.
  takes(key) {
    if (!this.isOpen || !/^[\d.,+\-−]$/.test(key)) return false;
    const field = this.sheet.inputs.find(({ dataset }) => dataset.answer === this.at) ?? this.sheet.inputs[0];
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
    this.record = { ...record, form: this.form, texts: { ...record.texts, [name]: text } };
    for (const input of [...this.sheet.inputs, ...this.fields.inputs])
      if (input !== from && input.dataset.answer === name) input.value = text;
    this.sheet.mark(this.record);
    this.fields.mark();
  }

  stands(name) {
    this.at = name;
  }

  // Judge what was typed; where all of it is right and nothing is left open, the result is shown.
  check() {
    const { record } = this;
    if (!this.isOpen) return;
    if (!Object.values(record.texts).some((text) => text.trim())) {
      this.say(EMPTY);
      return;
    }
    if (!this.has(this.player.step.u)) {
      this.pending = this.keyOf(this.player.cursor);
      this.say(WAITING);
      return;
    }
    const { verdicts, mistakes, sentences } = this.judged(record);
    this.record = judged(record, verdicts, mistakes, sentences.join(" "));
    if (
      isRight(
        this.record,
        this.cells.map(({ name }) => name),
      )
    )
      this.finish();
    else {
      this.player.show(this.player.cursor);
      this.sheet.focusWrong(this.record);
      this.sheet.said.scrollIntoView({ block: "nearest" });
    }
  }

  // By number its verdict, table by table: each is compared as a whole with what a mistake gives.
  judged({ texts }) {
    const { walk, step } = this.player;
    if (this.form !== NUMBERS) return this.judgedForm(texts);
    const found = { verdicts: {}, mistakes: [], sentences: [] };
    const keys = [...new Set(this.tables.map(({ key }) => key))];
    for (const key of keys) {
      const own = this.tables.filter((table) => table.key === key);
      const cells = own.flatMap(({ rows }) => rows.flatMap((row) => row.cells.filter(Boolean)));
      if (!cells.some(({ name }) => texts[name]?.trim())) continue;
      const asked = walk.practice.updates[step.u][key];
      const marks = judge(walk, step.u, key, nested(walk.arrays[asked.truth], cells, texts));
      for (const { name, at } of cells)
        if (texts[name]?.trim()) found.verdicts[name] = verdictAt(marks.verdicts, at);
      found.mistakes.push(...marks.mistakes);
      found.sentences.push(marks.sentence);
    }
    return found;
  }

  judgedForm(texts) {
    const { walk, step } = this.player;
    const update = walk.updates[step.u];
    const truth = walk.arrays[walk.practice.updates[step.u][this.tables[0].key].truth];
    const before = walk.arrays[(step.kind === "update_W" ? update.W : update.b)[step.l]];
    const { verdicts, sentence } = judgeForm(this.form, {
      truth,
      before,
      cells: this.cells,
      texts,
      said: walk.practice.said,
    });
    return { verdicts, mistakes: [], sentences: [sentence] };
  }

  // The result is shown, and it is counted how that came.
  finish() {
    const { player } = this;
    const names = this.form === NUMBERS ? this.cells.map(({ name }) => name) : [];
    this.record = ended(this.record, names);
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
    const { root, steps } = this.player;
    const open = [...steps.keys()].filter((at) => isQuestion(steps[at]) && this.covers(at));
    const done = open.map((at) => this.recordOf(at).done).filter(Boolean);
    const revealed = done.filter((how) => how === "revealed").length;
    const detail = { asked: open.length, right: done.length - revealed, revealed };
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
    const { texts, checked } = this.record;
    const open = Object.keys(texts).some((name) => texts[name].trim() && texts[name] !== checked[name]);
    if (open && !this.pending) {
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
          ? this.player.panel.formulas
          : this.sheet.products;
    told.scrollIntoView({ block: "nearest" });
  }

  // The number that a hint is about: the one in whose field one stands, else the first that is not right yet.
  get meant() {
    const { cells, record } = this;
    const open = cells.find(({ name }) => record.verdicts[name] !== "right") ?? cells[0] ?? { name: "" };
    return takenApart(cells.some(({ name }) => name === this.at) ? this.at : open.name);
  }

  allProducts() {
    const { walk, steps, cursor, view, step } = this.player;
    const { places, item } = this.meant;
    if ((step.kind !== "n" && step.kind !== "S") || !places.length) return [];
    const told = new Reading(walk, steps, cursor, { ...view, item: Number(item ?? view.item), asked: false });
    return productsOf(told, Number(places[0]));
  }

  products() {
    const { digits } = this.player.view;
    const all = this.allProducts();
    const some = all.slice(0, this.record.products);
    const { quantity, l, places } = this.meant;
    return {
      caption: `${letterOf(this.player.walk, quantity)} of neuron ${places[0]} in layer ${l}: ${some.length} of its ${all.length} products`,
      rows: some.map((part) => [part.name, productSaid(part, digits)]),
    };
  }
}
