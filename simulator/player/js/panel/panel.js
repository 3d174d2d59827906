// The panel of words and formulas beside the graph.
import { Introduction } from "./introduction.js";
import { Inspector } from "./inspector.js";
import { LossCurve } from "./loss_curve.js";
import { Matrices, layerMatrices, matricesOf, ruleMatrices } from "./matrices.js";
import { StartTables } from "./start_tables.js";
import { Pictures } from "../pictures/pictures.js";
import { announced } from "../text/announcement.js";
import { shown, sub } from "../text/digits.js";
import { el } from "../text/elements.js";
import { kept, leftOut } from "../text/elision.js";
import { letterMath, numericPieces } from "../text/formula.js";
import { arraysAt, errorsAt } from "../text/noise.js";
import { widestPiece } from "../text/line_width.js";
import { letterOf, spelt } from "../text/notation.js";

const MOST_LINES = 6;
const [MOST_ROWS, MOST_CELLS] = [14, 24]; // of all matrices of a step, below which a picture has room

// A line of a formula; the keys reach it where it holds numbers.
function lineOf(math) {
  const focus = math.includes("data-number") || math.includes("data-full") ? ' tabindex="0"' : "";
  return `<div class="bp-line"${focus}>${math}</div>`;
}

// Whether matrices take so much of the panel that a picture below them would not be seen.
function isTall(html) {
  const count = (tag) => html.split(tag).length - 1;
  return count("<mtr") > MOST_ROWS || count("<mtd") > MOST_CELLS;
}

export class Panel {
  constructor(player) {
    this.player = player;
    this.kicker = el("span", { class: "bp-kicker" });
    this.error = el("span", { class: "bp-F", title: "F, the error as one number" });
    this.title = el("h2", { class: "bp-title" });
    this.sentence = el("p", { class: "bp-sentence" });
    // The one place that is read aloud by itself: what was computed, and its value.
    this.aloud = el("p", { class: "bp-aloud", role: "status" });
    const card = (name) => el("div", { class: `bp-card ${name}` });
    this.letters = card("bp-letters");
    this.numbered = card("bp-letters");
    this.definition = card("bp-letters");
    this.numbers = el("div", { class: "bp-numbers" });
    this.sizes = el("p", { class: "bp-sizes" });
    this.sums = el("div", { class: "bp-sums" });
    const over = el("p", { class: "bp-sizes bp-over" }, "neuron by neuron");
    this.sumsCard = el("div", { class: "bp-card bp-sums-card" }, over, this.sums);
    const letters = el("div", { class: "bp-pair" }, this.letters, this.numbered, this.definition);
    this.numbersCard = el("div", { class: "bp-card" }, this.numbers, this.sizes);
    const formulas = [letters, this.numbersCard, this.sumsCard];
    this.formulas = el("div", { class: "bp-formulas", tabindex: "-1" }, ...formulas);
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
      ...[this.formulas, ...opened, this.note, this.told, this.comparison, this.introduction.box],
      ...[this.pictures.box, player.drag.box],
    ];
    this.box = el("aside", { class: "bp-panel" }, ...inside);
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
    this.formulas.dataset.beside = `${opened}`;
    this.numbersCard.hidden = opened;
    if (opened) this.sumsCard.hidden = true;
    this.introduction.show(opened);
    this.pictures.show(opened || this.introduction.open);
    this.stand();
  }

  // Whether formulas stand closer, as what is below them needs the room, and whether they leave none for a picture.
  stand() {
    const introduced = this.introduction.open;
    const close = introduced || this.pictures.holds("drawn", "ending");
    const tall = isTall(this.numbers.shownHtml);
    Object.assign(this.box.dataset, { introduced, close, tall, compared: !this.comparison.hidden });
  }

  showFormulas(step) {
    const focused = this.formulas.contains(document.activeElement);
    const { walk, view } = this.player;
    const put = (place, html) => {
      if (place.shownHtml !== html) {
        place.innerHTML = html;
        place.shownHtml = html;
      }
    };
    put(this.letters, letterMath(walk.formulas[step.letters], walk));
    put(this.numbered, letterMath(walk.formulas[step.numbered], walk));
    this.definition.hidden = step.definition === undefined;
    put(
      this.definition,
      step.definition === undefined ? "" : letterMath(walk.formulas[step.definition], walk),
    );
    const lines = step.lines.map((line) => numericPieces(line, walk, view.digits, view.asked));
    const numbers = lines.map(lineOf).join("");
    if (this.numbers.shownHtml !== numbers)
      this.numbers.style.setProperty("--ems", Math.max(1, ...lines.map(widestPiece)).toFixed(1));
    put(this.numbers, numbers);
    this.sizes.textContent = walk.texts[step.sizes];
    this.showNeurons(step, put);
    if (focused && !this.formulas.contains(document.activeElement)) this.formulas.focus();
  }

  // Under a matrix formula, the same neuron by neuron: the sums that it stands for.
  showNeurons(step, put) {
    const { walk, view } = this.player;
    // Of a batch they would be the same matrices again, row by row.
    const parts =
      step.neuron || walk.batch
        ? []
        : walk.steps.neuron.filter(
            (other) => other.neuron && other.u === step.u && other.kind === step.kind && other.l === step.l,
          );
    const line = (part) => {
      const name = walk.texts[walk.formulas[part.numbered][0].m];
      return lineOf(
        `<math>${name}<mo>=</mo></math>${numericPieces(part.lines[0], walk, view.digits, view.asked)}`,
      );
    };
    const few = parts.slice(0, MOST_LINES);
    const rest =
      parts.length > few.length ? `<p class="bp-sizes">⋮ ${parts.length - few.length} more</p>` : "";
    put(this.sums, few.map(line).join("") + rest);
    this.sumsCard.hidden = !parts.length;
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
