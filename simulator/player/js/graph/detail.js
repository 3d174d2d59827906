// The choice of a level under the picture, beside what the picture leaves out; for small networks there is neither.
import { elidedNote, levelsOf } from "./layout/levels.js";
import { choice, el } from "../text/elements.js";

export class Detail {
  constructor(player) {
    this.player = player;
    const { field, select } = choice("Detail", "detail", [], (level) => player.look.set("detail", level));
    this.select = select;
    this.note = el("p", { class: "bp-left", role: "note" });
    this.box = el("div", { class: "bp-detail", hidden: "" }, field, this.note);
  }

  show() {
    const levels = levelsOf(this.player.walk);
    this.box.hidden = !levels.length;
    this.select.replaceChildren(...levels.map(([level, text]) => el("option", { value: level }, text)));
    this.select.value = this.player.view.detail;
  }

  say(words) {
    if (this.box.hidden) return;
    const note = words ?? elidedNote(this.player.walk);
    if (this.note.textContent !== note) this.note.textContent = note;
  }
}
