// The panel of words and formulas beside the graph.
import { Formulas } from "./formulas.js";
import { Introduction } from "./introduction.js";
import { Inspector } from "./inspector/inspector.js";
import { LossCurve } from "./loss_curve.js";
import { Matrices } from "./matrices/matrices.js";
import { layerMatrices, matricesOf, ruleMatrices } from "./matrices/step_matrices.js";
import { settingOf } from "./room.js";
import { StartTables } from "./start_tables.js";
import { writtenOf } from "./written_step.js";
import { leastHeight, Pictures } from "../pictures/pictures.js";
import { announced } from "../text/announcement.js";
import { shown, sub } from "../text/digits.js";
import { el } from "../text/elements.js";
import { kept, leftOut } from "../text/elision.js";
import { arraysAt, errorsAt } from "../text/noise.js";
import { letterOf, spelt } from "../text/notation.js";

const CARD = 22; // px around numbers
const PLOT = 180; // px of F over a number

// What the last step of an update made of F.
const gainOf = (step, walk, { asked, digits }) =>
  step.gain &&
  !asked &&
  errorsAt(walk.updates[step.u], digits)
    .map((F) => shown(F, digits))
    .join(" → ");

const questionOf = (step, walk) => `${walk.texts[step.title]}: what is the result?`;

function sentenceOf(step, walk, view) {
  const gain = gainOf(step, walk, view);
  return view.asked
    ? questionOf(step, walk)
    : walk.texts[step.text] + (gain ? ` ${spelt(walk, "F")} ${gain}.` : "");
}

// The notes of the network's own file on a step; not while its result is asked for, which they may say.
function toldOf(step, walk, { asked }) {
  const own = ([kind, l, u]) => kind === step.kind && (l === null || l === step.l) && u === step.u;
  const found = asked ? [] : (walk.notes ?? []).filter(own).map((note) => note[3]);
  return found.join(" ");
}

// All words of a step, for the room that they take; of its place and of F words as long as those that are said.
function wordsOf(step, walk, view) {
  const gain = gainOf(step, walk, view);
  const note = step.note === undefined || view.asked ? "" : walk.texts[step.note];
  const rows = step.compared && !view.asked ? walk.arrays[step.compared[0]].length : 0;
  return {
    kicker: `${walk.phases[step.phase]} · step 00 of 00 ${walk.notation?.brief ?? ""}`.toUpperCase(),
    F: `F ${gain || `= ${shown(errorsAt(walk.updates[step.u], view.digits)[0], view.digits)}`}`,
    title: walk.texts[step.title],
    sentence: sentenceOf(step, walk, view),
    notes: [note, toldOf(step, walk, view)],
    compared: rows && Math.min(rows, walk.elision.above) + 1,
  };
}

export class Panel {
  constructor(player) {
    this.player = player;
    this.high = Number.POSITIVE_INFINITY; // px of the room within it, once that is known; no end where the page scrolls
    this.setting = null; // how the style sheet sets it, once it is in the page
    this.kicker = el("span", { class: "bp-kicker" });
    this.error = el("span", { class: "bp-F", title: "F, the error as one number" });
    this.title = el("h2", { class: "bp-title" });
    this.sentence = el("p", { class: "bp-sentence" });
    // The one place that is read aloud by itself: what was computed, and its value.
    this.aloud = el("p", { class: "bp-aloud", role: "status" });
    this.formulas = new Formulas();
    this.note = el("p", { class: "bp-note" });
    this.told = el("p", { class: "bp-note bp-noted" }); // what the network's own file tells of the step
    this.comparison = el("table", { class: "bp-compared" });
    this.inspector = new Inspector(player);
    this.matrices = new Matrices(player);
    this.start = new StartTables(player);
    this.pictures = new Pictures(player);
    this.introduction = new Introduction(player);
    this.curve = new LossCurve();
    this.notation = el("span", { class: "bp-notation", hidden: "" });
    const head = el("div", { class: "bp-head" }, this.kicker, this.notation, this.curve.box, this.error);
    const opened = [this.inspector.box, this.start.box, this.matrices.box];
    const inside = [
      ...[head, this.title, this.sentence, this.aloud, player.practice.box],
      ...[...this.formulas.boxes, ...opened, this.note, this.told, this.comparison, this.introduction.box],
      ...[this.pictures.box, player.drag.box],
    ];
    this.box = el("aside", { class: "bp-panel" }, ...inside);
    // The head is seen at each step, so that the room is known before there is a picture.
    new ResizeObserver(([{ contentRect }]) => this.fit(contentRect.width)).observe(head);
    new ResizeObserver(([{ contentRect }]) => this.heighten(contentRect.height)).observe(this.box);
  }

  // So many px wide is the room in it; and so many px high.
  fit(width) {
    if (this.pictures.fit(width)) this.rewrite();
  }

  heighten(height) {
    if (!height || this.player.presenter.on) return;
    const style = getComputedStyle(this.box);
    const high = style.overflowY === "visible" ? Number.POSITIVE_INFINITY : Math.floor(height);
    if (high === this.high) return;
    this.high = high;
    this.rewrite();
  }

  // What depends on the room in the panel is written again where there is more or less of it.
  rewrite() {
    this.setting = settingOf(this.box);
    this.pictures.low = this.setting.low;
    if (!this.player.reading) return;
    this.showFormulas(this.player.step);
    this.formulas.stand(this.opened);
    this.pictures.show(this.opened || this.introduction.open || this.crowded, this.pictureRoom);
    this.stand();
  }

  show(step, place, count) {
    const { walk, view, picture, reading, drag } = this.player;
    const text = (at) => walk.texts[at];
    const gain = gainOf(step, walk, view);
    this.kicker.textContent = `${walk.phases[step.phase]} · step ${place + 1} of ${count}`;
    const F = spelt(walk, "F");
    this.error.textContent = gain ? `${F} ${gain}` : `${F} = ${shown(picture.F, view.digits)}`;
    this.error.title = `${F}, the error as one number`;
    this.notation.hidden = !walk.notation;
    this.notation.textContent = walk.notation?.brief ?? "";
    this.notation.title = walk.notation?.about ?? "";
    this.curve.show(reading, (drag.kept ?? walk).updates.length);
    this.title.textContent = text(step.title);
    const question = questionOf(step, walk);
    const sentence = sentenceOf(step, walk, view);
    if (this.sentence.textContent !== sentence) this.sentence.textContent = sentence;
    const stop = this.player.stops[this.player.cursor]; // why a walk with a condition is to stop here
    const told = () => announced(step, walk, view.digits) + (stop ? ` ${stop}` : "");
    const aloud = view.asked ? question : told();
    if (this.aloud.textContent !== aloud) this.aloud.textContent = aloud;
    this.note.hidden = step.note === undefined || Boolean(view.asked);
    this.note.textContent = this.note.hidden ? "" : text(step.note);
    this.tell(step);
    this.showFormulas(step);
    this.compare(step);
    this.showOpened(step);
  }

  tell(step) {
    const found = toldOf(step, this.player.walk, this.player.view);
    this.told.hidden = !found;
    this.told.textContent = found;
  }

  // What was opened stands in the place of formulas: a neuron, a layer, the matrices of the step, or the start.
  showOpened(step) {
    const { walk, view } = this.player;
    const { picked } = this.inspector;
    const layer = picked && !picked.c ? picked.l : null;
    this.inspector.show();
    this.start.show(Boolean(view.start && this.player.onEdit));
    this.matrices.show(
      layer
        ? layerMatrices(layer, walk, this.player.steps, this.player.cursor, view.asked)
        : view.matrices && !view.start
          ? step.matrices
            ? ruleMatrices(step, walk, view.asked)
            : matricesOf(step, walk.layers.length)
          : null,
    );
    // The step's formula stays in sight; its numbers make room for what was opened, which has them too.
    const opened = !this.player.presenter.on && Boolean(picked || view.matrices || view.start);
    this.opened = opened;
    this.formulas.stand(opened);
    this.introduction.show(opened);
    this.pictures.show(opened || this.introduction.open || this.crowded, this.pictureRoom);
    this.stand();
  }

  // Whether formulas stand closer, as what is below them needs the room, and whether they leave none for a picture.
  stand() {
    const introduced = this.introduction.open;
    const close = introduced || this.pictures.holds("drawn", "ending");
    const noted = !this.note.hidden && this.pictures.holds("drawn");
    const tall = noted || this.formulas.tall;
    Object.assign(this.box.dataset, { introduced, close, tall, compared: !this.comparison.hidden });
  }

  // The room in the panel, of which the page is asked only once it has another.
  get room() {
    if (!this.setting?.numbers) this.setting = settingOf(this.box);
    const { room: wide } = this.pictures;
    const { high, setting } = this;
    const { presenter, drag } = this.player;
    const bare = Boolean(drag.kept); // F over the number that is dragged stands below
    return { high: high - (bare ? PLOT : 0), wide, inner: wide - CARD, setting, whole: presenter.on, bare };
  }

  // Whether F over the number that is dragged leaves the step's picture no room.
  get crowded() {
    const { walk, step, drag } = this.player;
    if (!drag.kept) return false;
    const { setting, inner } = this.room;
    return this.pictureRoom < leastHeight(step, walk, setting.low, inner);
  }

  // The px that the picture of the step has, beside its formulas.
  get pictureRoom() {
    return Number(this.formulas.seen.written.room);
  }

  // What its cards say, and whether they stand closer: known before it is seen, so that they are laid out once.
  // The last ones are remembered: what was made ahead is asked for again when it comes.
  written(step, view) {
    const { room } = this;
    const { walk } = this.player;
    const from = [walk, step, view.digits, Boolean(view.asked), ...Object.values(room)];
    if (!this.made?.from.every((value, i) => value === from[i]))
      this.made = { from, written: this.writtenNow(step, view, room) };
    return this.made.written;
  }

  writtenNow(step, view, room) {
    const { walk } = this.player;
    const written = writtenOf(step, walk, view, room, wordsOf(step, walk, view));
    const noted = step.note !== undefined && !view.asked;
    return { ...written, close: `${written.tall === "true" || noted}` };
  }

  showFormulas(step) {
    const { view } = this.player;
    this.formulas.show(this.written(step, view));
    if (view.ask || view.asked) this.formulas.forget();
  }

  // The formulas and the picture of a step that is likely to come next.
  prepare(reading) {
    const { view, palette } = this.player;
    const written = this.written(reading.step, { ...view, asked: reading.asked });
    this.formulas.prepare(written, this.opened);
    if (!this.opened) this.pictures.prepare(reading, palette, Number(written.room));
  }

  // As you go: the S that the old W gives beside the S that the new W gives.
  compare(step) {
    this.comparison.replaceChildren();
    this.comparison.hidden = !step.compared || Boolean(this.player.view.asked);
    if (this.comparison.hidden) return;
    const { digits } = this.player.view;
    const [before, after] = step.compared.map((place) => arraysAt(this.player.walk, digits)[place]);
    const row = (...cells) => el("tr", {}, ...cells);
    const { elision } = this.player.walk;
    const rows = kept(before.length, elision).map((i) =>
      i === null
        ? row(el("td", { colspan: 4 }, `⋮ ${leftOut(before.length, elision)} more`))
        : row(
            el("th", { scope: "row" }, `${letterOf(this.player.walk, "S")}${sub(step.l)},${sub(i + 1)}`),
            el("td", { "data-number": `oldS:${step.l}:${i + 1}` }, shown(before[i], digits)),
            el("td", { "data-number": `S:${step.l}:${i + 1}` }, shown(after[i], digits)),
            el("td", {}, shown(after[i] - before[i], digits)),
          ),
    );
    this.comparison.append(
      el(
        "thead",
        {},
        row(
          el("td"),
          el("th", { scope: "col" }, "old W"),
          el("th", { scope: "col" }, "new W"),
          el("th", { scope: "col" }, "apart by"),
        ),
      ),
      el("tbody", {}, ...rows),
    );
  }
}
