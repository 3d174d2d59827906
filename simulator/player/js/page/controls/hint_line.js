// The line above the graph; where it is cut it can be read to its end under the pointer, or with the focus.
import { afterFrame, el } from "../../text/elements.js";

export class HintLine {
  constructor() {
    this.said = el("span");
    this.box = el("p", { class: "bp-hint" }, this.said);
    this.measuring = 0;
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
    cancelAnimationFrame(this.measuring);
    this.measuring = afterFrame(() => {
      const cut = this.box.scrollHeight > this.box.clientHeight + 4;
      if (cut === this.box.hasAttribute("tabindex")) return;
      if (cut) this.box.setAttribute("tabindex", "0");
      else this.box.removeAttribute("tabindex");
    });
  }
}

// What it says of itself where nothing more urgent is to be said: at the first step of all how to begin.
export function ownHint({ about, layers }, isFirst) {
  if (!isFirst) return about;
  return `Press → or Next: numbers run through this network of ${layers.length} layers from left to right.`;
}
