// The line at the panel's foot: what is pointed at, always at the same place, never over a number.
import { el } from "../text/elements.js";

const HINT = "Point at a letter or a number: the same lights up everywhere.";
const ID = "bp-foot";
const LONG = 80; // letters; more are written smaller

export class Foot {
  constructor() {
    // Read aloud where the keys go from number to number; else it describes what has the focus.
    this.words = el("span", { class: "bp-told", role: "tooltip", id: ID });
    this.box = el("p", { class: "bp-foot", "data-idle": "true" }, this.words);
    this.described = null;
    this.clear();
  }

  // `node`: what has the focus, which the words describe; `aloud`: whether they are to be read by themselves.
  say(words, node = null, aloud = false) {
    this.words.setAttribute("aria-live", aloud ? "polite" : "off");
    this.box.dataset.idle = `${!words}`;
    this.box.dataset.long = `${words.length > LONG}`;
    const shown = words || HINT;
    if (this.words.textContent !== shown) this.words.textContent = shown;
    this.described?.removeAttribute("aria-describedby");
    this.described = words ? node : null;
    this.described?.setAttribute("aria-describedby", ID);
  }

  clear() {
    this.say("");
  }
}
