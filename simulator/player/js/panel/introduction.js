// The opening card: what this is for, the four phases, and every letter with its name. It stands in the free half of the
// panel at the first step until it is closed, and wherever it is asked for.
import { button, el, focusOn } from "../text/elements.js";

export class Introduction {
  // `player` gives walk, cursor, root and show.
  constructor(player) {
    this.player = player;
    this.asked = 0; // the step at which it stands: the first, or where it was asked for; -1 once it is closed
    this.box = el("section", { class: "bp-introduction", "aria-label": "Introduction", hidden: "" });
  }

  get open() {
    return !this.box.hidden;
  }

  // `opened`: whether something else stands in its place.
  show(opened) {
    const wanted = !opened && this.asked === this.player.cursor;
    if (wanted && this.written !== this.player.walk) this.write();
    this.box.hidden = !wanted;
  }

  // Ask for it, or close it.
  toggle(open = !this.open) {
    const inside = this.box.contains(document.activeElement);
    this.asked = open ? this.player.cursor : -1;
    this.player.show(this.player.cursor);
    if (this.open) this.box.scrollIntoView({ block: "nearest" });
    else if (inside) focusOn(this.player.root);
  }

  write() {
    const { introduction, about } = this.player.walk;
    this.written = this.player.walk;
    const phase = ([name, title, what]) =>
      el("li", { "data-phase": name }, el("b", {}, title), el("span", {}, what));
    const letter = ([math, name]) => {
      const term = el("dt", {});
      term.innerHTML = `<math>${math}</math>`;
      return [term, el("dd", {}, name)];
    };
    const close = button("Close the introduction", "✕", () => this.toggle(false), "bp-close");
    this.box.replaceChildren(
      el("div", { class: "bp-head" }, close, el("p", { class: "bp-purpose" }, introduction.purpose)),
      el("ol", {}, ...introduction.phases.map(phase)),
      el("dl", {}, ...introduction.letters.flatMap(letter)),
      ...(about ? [el("p", { class: "bp-about" }, `This example: ${about}`)] : []),
    );
  }
}
