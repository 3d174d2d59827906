// The controls below the graph: where the walk stands, moving along it, and, behind ⋯, how it is shown.
import { button, choice, el, faceOf, focusOn, optionsOf } from "../../text/elements.js";
import { updateAt } from "../../walk/cursor.js";
import { notationOf } from "../../text/notation.js";
import { SUM } from "../../walk/items.js";

const FINE = 70; // from so many steps on an update's segments touch

// What the time line of an update is drawn from: its steps' phases, and where they begin.
export const spanOf = (own, first) => [first, ...own.map((step) => step.phase)].join(" ");

export class Transport {
  constructor(player) {
    this.player = player;
    this.first = button("First step", "|◀", () => player.moving.toEnd(-1));
    this.previous = button("Previous step", "◀", () => player.moving.stepBy(-1));
    this.play = button("Play", faceOf("▶", "Play"), () => player.playing.toggle(), "bp-play");
    this.next = button("Next step", "Next ▶", () => player.moving.stepBy(1), "bp-next");
    this.last = button("Last step", "▶|", () => player.moving.toEnd(1));
    this.first.title = "First step of this update, then of all";
    this.last.title = "Last step of this update, then of all";
    this.slider = el("input", {
      type: "range",
      "aria-label": "Step",
      min: 0,
      step: 1,
      oninput: () =>
        player.moving.go(
          updateAt(player.steps, player.cursor, player.part).first + Number(this.slider.value),
        ),
    });
    this.segments = el("div", { class: "bp-segments", "aria-hidden": "true" });
    this.jumps = el("div", { class: "bp-jumps" });
    this.phases = new Map(); // the jumps, by phase
    this.isPlaying = false;
    this.chooser = el("select", {
      class: "bp-updates",
      "aria-label": "Update",
      onchange: () => player.moving.toUpdate(Number(this.chooser.value)),
    });
    this.build();
  }

  // The time line, and below it one row: what moves, where the walk stands, and ⋯ with the rest.
  build() {
    const { player } = this;
    this.share = button("Share: links, pictures, files, hand-outs", faceOf("↗", "share"), () =>
      player.share.open(),
    );
    this.more = button("More settings", "⋯", () => this.toggleMenu(), "bp-more");
    this.more.setAttribute("aria-expanded", "false");
    this.keys = button("Keys", faceOf("?", "keys", true), () => player.help.showModal());
    const moving = [this.first, this.previous, this.play, this.next, this.last];
    const update = el("label", { class: "bp-choice" }, this.chooser);
    const { box, start, mine, slice } = player.tools;
    this.introduction = button(
      "Introduction: what this is for, and every letter",
      faceOf("▤", "introduction", true),
      () => {
        this.toggleMenu(false);
        player.panel.introduction.toggle(true);
      },
    );
    const menu = [...this.choices(), this.motionSwitch(), start, mine, slice, this.introduction, this.keys];
    this.menu = el("div", { class: "bp-menu" }, ...menu);
    this.standing = el(
      "div",
      { class: "bp-now" },
      update,
      this.itemChoice(),
      box,
      player.practice.opener,
      this.share,
      player.presenter.opener,
    );
    const buttons = el("div", { class: "bp-buttons" }, ...moving);
    this.row = el("div", { class: "bp-row" }, buttons, this.standing, this.more, this.menu);
    const track = el("div", { class: "bp-track" }, this.jumps, this.segments, this.slider);
    this.box = el("div", { class: "bp-transport" }, track, this.row);
  }

  // The menus; what they offer comes with a walk.
  choices() {
    const { player } = this;
    /** @param {(text: string) => string | number} read */
    const menu = (name, label, words, read = String) => {
      const { field, select } = choice(label, words, [], (value) => player.look.set(name, read(value)));
      this.selects[name] = select;
      return field;
    };
    this.selects = {};
    return [
      menu("speed", "Speed", "speed", Number),
      menu("grain", "Steps by", "steps by"),
      menu("neurons", "Neurons show", "neurons"),
      menu("edges", "Edges show", "edges"),
      menu("digits", "Digits", "digits", Number),
      this.notation(),
    ];
  }

  // In which notation it is written, where somebody can write it anew; see text/notation.js.
  notation() {
    const { player } = this;
    const ask = (name) => (player.onNotation ?? ((one) => player.ask({ what: "notation", name: one })))(name);
    const { field, select } = choice("Notation: letters, and which way round W stands", "letters", [], ask);
    this.letters = select;
    this.lettersField = field;
    return field;
  }

  // Whether Next shows what flows along the edges.
  motionSwitch() {
    const { motion } = this.player;
    const box = el("input", { type: "checkbox", "aria-label": "Motion" });
    box.checked = motion.on;
    box.addEventListener("change", () => motion.switch(box.checked));
    return el("label", { class: "bp-choice" }, box, el("span", {}, "motion on Next"));
  }

  // Which item of a batch the graph shows; what is offered comes with each batch.
  itemChoice() {
    const choose = (value) => this.player.look.set("item", Number(value));
    const { field, select } = choice("Item of the batch", "graph shows", [], choose);
    this.items = select;
    this.itemField = field;
    field.classList.add("bp-items");
    return field;
  }

  load(walk) {
    for (const [name, select] of Object.entries(this.selects)) {
      if (!select.length || this.named !== notationOf(walk))
        select.replaceChildren(...optionsOf(walk.menus[name]));
      select.value = this.player.view[name];
    }
    this.named = notationOf(walk);
    if (!this.letters.length) this.letters.append(...optionsOf(walk.menus.notation));
    this.itemField.hidden = !walk.batch;
    this.row.dataset.batch = `${Boolean(walk.batch)}`;
    const { part, steps } = this.player;
    this.selects.grain.parentElement.hidden = Boolean(part); // a lesson says by what its parts go
    const here = (i) => !part || (steps[part.start].u <= i && i <= steps[part.end].u);
    const pair = ({ item, items }) => {
      if (!items) return walk.pairs > 1 ? ` · pair ${item + 1}` : "";
      return items.length > 1 ? ` · items ${item + 1}–${items.at(-1) + 1}` : ` · item ${item + 1}`;
    };
    const name = (update, i) => `Update ${i + 1} of ${walk.updates.length}${pair(update)}`;
    const offered = walk.updates.map((update, i) => el("option", { value: i }, name(update, i)));
    this.chooser.replaceChildren(...offered.filter((_, i) => here(i)));
  }

  // The items of the batch in which the walk stands, and their sum.
  offerItems({ items }, chosen) {
    if (!items) return;
    const offered = items.join();
    if (this.items.dataset.offered !== offered) {
      this.items.dataset.offered = offered;
      const each = items.map((row, j) => el("option", { value: j + 1 }, `item ${row + 1}`));
      this.items.replaceChildren(...each, el("option", { value: SUM }, "sum over items"));
    }
    this.items.value = `${chosen === SUM ? SUM : Math.min(chosen, items.length)}`;
  }

  // Whether what stands behind ⋯ is to be seen.
  get isOpen() {
    return this.player.root.dataset.more === "true";
  }

  toggleMenu(open = !this.isOpen) {
    this.player.root.dataset.more = `${open}`;
    this.more.setAttribute("aria-expanded", `${open}`);
  }

  // A press elsewhere closes it.
  listen(listeners) {
    const inside = [this.menu, this.more, this.standing, this.player.help];
    listeners.on(document, "pointerdown", (event) => {
      const path = event.composedPath();
      if (!inside.some((part) => path.includes(part))) this.toggleMenu(false);
    });
  }

  // The focus goes from there to the button that opens it.
  closeMenu() {
    const inside = this.row.contains(document.activeElement);
    this.toggleMenu(false);
    if (inside) focusOn(this.more, this.player.root);
  }

  playing(yes) {
    if (this.isPlaying === yes) return;
    this.isPlaying = yes;
    this.play.setAttribute("aria-label", yes ? "Pause" : "Play");
    this.play.replaceChildren(yes ? faceOf("❚❚", "Pause") : faceOf("▶", "Play"));
  }

  // `first` is the step at which the update begins, `count` how many it has.
  show(first, count) {
    const { steps, cursor, step: now } = this.player;
    const own = steps.slice(first, first + count);
    const span = spanOf(own, first);
    if (this.segments.dataset.span !== span) this.divide(own, first, span);
    [...this.segments.children].forEach((segment, i) => {
      const done = i <= cursor - first ? "bp-done" : "";
      if (segment.className !== done) segment.className = done;
    });
    for (const [phase, jump] of this.phases) jump.dataset.now = `${phase === now.phase}`;
    this.slider.value = `${cursor - first}`;
    // What the step is, is said where it is read aloud by itself: here it would be said twice.
    this.slider.setAttribute("aria-valuetext", `Step ${cursor - first + 1} of ${count}`);
    this.chooser.value = `${now.u}`;
    this.letters.value = notationOf(this.player.walk);
    this.lettersField.hidden = !this.player.onEdit && !this.player.onNotation;
    this.offerItems(this.player.walk.updates[now.u], this.player.view.item);
    const isFirst = cursor === (this.player.part?.start ?? 0);
    for (const end of [this.first, this.previous]) end.setAttribute("aria-disabled", `${isFirst}`);
    this.last.setAttribute("aria-disabled", `${this.player.moving.isAtEnd}`);
    this.next.setAttribute("aria-disabled", `${this.player.moving.isAtEnd && !this.player.part}`);
  }

  // The one of the step that is shown.
  get segmentHere() {
    return this.segments.children[Number(this.slider.value)] ?? null;
  }

  // The phases of the update the cursor stands in, marked along the slider.
  divide(own, first, span) {
    this.segments.dataset.span = span;
    this.segments.dataset.fine = `${own.length > FINE}`;
    this.segments.replaceChildren(
      ...own.map((step) => el("i", { "data-phase": step.phase, "data-number": step.of ?? null })),
    );
    this.phases = new Map(
      Object.entries(this.player.walk.phases)
        .filter(([phase]) => own.some((step) => step.phase === phase))
        .map(([phase, name]) => [phase, this.jump(phase, name, own, first)]),
    );
    const focused = this.jumps.contains(document.activeElement) ? document.activeElement : null;
    this.jumps.replaceChildren(...this.phases.values());
    if (focused)
      focusOn(this.phases.get(/** @type {HTMLElement} */ (focused).dataset.phase), this.player.root);
    this.slider.max = `${own.length - 1}`;
    this.slider.style.setProperty("--count", own.length);
  }

  // A way to where a phase begins, among the update's `own` steps.
  jump(phase, name, own, first) {
    const at = own.findIndex((step) => step.phase === phase);
    // The error is one step: its name ends where the step ends, clear of the next one.
    const end = 100 - (100 * (at + 1)) / own.length;
    const style = phase === "error" ? `right:${end}%` : `left:${(100 * at) / own.length}%`;
    const look = { class: "bp-jump", "data-phase": phase, style, title: `Jump to ${name}` };
    return el("button", { ...look, onclick: () => this.player.moving.go(first + at) }, name);
  }
}
