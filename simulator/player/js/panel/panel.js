// The panel of words and formulas beside the graph.
import { Formulas, writtenOf } from "./formulas.js";
import { Introduction } from "./introduction.js";
import { Inspector } from "./inspector/inspector.js";
import { LossCurve } from "./loss_curve.js";
import { Matrices } from "./matrices/matrices.js";
import { layerMatrices, matricesOf, ruleMatrices } from "./matrices/step_matrices.js";
import { StartTables } from "./start_tables.js";
import { Pictures } from "../pictures/pictures.js";
import { announced } from "../text/announcement.js";
import { shown, sub } from "../text/digits.js";
import { el, forgetIdle, whenIdle } from "../text/elements.js";
import { kept, leftOut } from "../text/elision.js";
import { arraysAt, errorsAt } from "../text/noise.js";
import { letterOf, spelt } from "../text/notation.js";
import { Reading } from "../walk/reading.js";

const [CARD, LEGENDS] = [22, 64]; // px around numbers; and below the graph, which ends above the panel by as much
// Of the panel's height, which a picture of the step and its words share: what numbers are to take, and the most that
// they and the sums may, for the picture to be seen below them.
const [NUMBERS, MOST_STRETCH] = [0.3, 0.385];

// The px of letters with which room is reckoned, as css/player.css has them.
function lettersIn(box) {
  const style = getComputedStyle(box);
  const px = (name) => Number.parseFloat(style.getPropertyValue(name));
  return { numbers: px("--letters"), sums: px("--sum-letters") };
}

export class Panel {
  constructor(player) {
    this.player = player;
    this.letters = null; // of the style sheet, once the panel is in the page
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
  }

  // What depends on the room in the panel is written again where there is more or less of it.
  fit(width) {
    if (!this.pictures.fit(width) || !this.player.reading) return;
    this.showFormulas(this.player.step);
    this.formulas.stand(this.opened);
    this.pictures.show(this.pictures.opened);
    this.stand();
  }

  show(step, place, count) {
    const { walk, view, picture, reading, drag } = this.player;
    const text = (at) => walk.texts[at];
    const gain =
      step.gain &&
      !view.asked &&
      errorsAt(walk.updates[step.u], view.digits)
        .map((F) => shown(F, view.digits))
        .join(" → ");
    this.kicker.textContent = `${walk.phases[step.phase]} · step ${place + 1} of ${count}`;
    const F = spelt(walk, "F");
    this.error.textContent = gain ? `${F} ${gain}` : `${F} = ${shown(picture.F, view.digits)}`;
    this.error.title = `${F}, the error as one number`;
    this.notation.hidden = !walk.notation;
    this.notation.textContent = walk.notation?.brief ?? "";
    this.notation.title = walk.notation?.about ?? "";
    this.curve.show(reading, (drag.kept ?? walk).updates.length);
    this.title.textContent = text(step.title);
    const question = `${text(step.title)}: what is the result?`;
    const sentence = view.asked ? question : text(step.text) + (gain ? ` ${F} ${gain}.` : "");
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
    this.lookAhead();
  }

  // The notes of the network's own file on a step; not while its result is asked for, which they may say.
  tell(step) {
    const { walk, view } = this.player;
    const own = ([kind, l, u]) => kind === step.kind && (l === null || l === step.l) && u === step.u;
    const found = view.asked ? [] : (walk.notes ?? []).filter(own).map((note) => note[3]);
    this.told.hidden = !found.length;
    this.told.textContent = found.join(" ");
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
    this.pictures.show(opened || this.introduction.open);
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

  // About how high the panel is, in px.
  get high() {
    return this.player.graph.height + LEGENDS;
  }

  // The px that the numbers of a step have between what is above them and its picture; the page is asked once.
  get room() {
    if (!this.letters?.numbers) this.letters = lettersIn(this.box);
    const most = { numbers: NUMBERS * this.high, all: MOST_STRETCH * this.high };
    return { wide: this.pictures.room - CARD, letters: this.letters, most };
  }

  // What its cards say, and whether they stand closer: known before it is seen, so that they are laid out once.
  // The last ones are remembered: what was made ahead is asked for again when it comes.
  written(step, view) {
    const { room } = this;
    const { walk } = this.player;
    const from = [walk, step, view.digits, Boolean(view.asked), room.wide, room.letters, this.high];
    if (!this.made?.from.every((value, i) => value === from[i]))
      this.made = { from, written: this.writtenNow(step, view, room) };
    return this.made.written;
  }

  writtenNow(step, view, room) {
    const written = writtenOf(step, this.player.walk, view, room);
    const noted = step.note !== undefined && !view.asked;
    return { ...written, close: `${written.tall === "true" || noted}` };
  }

  showFormulas(step) {
    const { view } = this.player;
    this.formulas.show(this.written(step, view));
    if (view.ask || view.asked) this.formulas.forget();
  }

  // The formulas and the picture of where the next press leads are made as soon as nothing else is to be done; not where
  // they are asked for, and are nowhere in the page until then.
  lookAhead() {
    forgetIdle(this.looking);
    this.looking = whenIdle(() => {
      const { walk, steps, view, palette, presenter, drag, cursor } = this.player;
      const next = this.player.moving.after(1);
      const stays = next.cursor === cursor && next.asked === Boolean(view.asked);
      if (stays || view.ask || view.asked || presenter.on || drag.kept || !this.box.isConnected) return;
      const wanted = { ...view, asked: next.asked };
      this.formulas.prepare(this.written(steps[next.cursor], wanted), this.opened);
      if (!this.opened) this.pictures.prepare(new Reading(walk, steps, next.cursor, wanted), palette);
    });
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
