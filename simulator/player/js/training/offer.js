// A button at the place that was clicked: what can be done with it. It goes with Escape or a click elsewhere.
import { el } from "../text/elements.js";

export class Offer {
  constructor() {
    this.button = el("button", { class: "bp-button bp-offer", onclick: () => this.take() });
    this.button.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.hide();
    });
    this.elsewhere = (event) => {
      if (!event.composedPath().includes(this.button)) this.hide();
    };
  }

  // In the card around a box, beside a place of the box, which gets the focus back: a slider holds no button.
  show(box, [x, y], words, action, byKey = false) {
    this.hide();
    this.action = action;
    this.from = box;
    this.button.textContent = words;
    const card = box.closest(".bp-view");
    card.append(this.button);
    const [around, within] = [card.getBoundingClientRect(), box.getBoundingClientRect()];
    const own = this.button.getBoundingClientRect();
    const kept = (place, size, room) => Math.max(2, Math.min(place, room - size - 2));
    this.button.style.left = `${within.left - around.left + kept(x + 10, own.width, within.width)}px`;
    this.button.style.top = `${within.top - around.top + kept(y + 10, own.height, within.height)}px`;
    if (byKey) this.button.focus({ preventScroll: true });
    // Behind the click that called for it.
    setTimeout(() => document.addEventListener("click", this.elsewhere));
  }

  // What it had of the keys goes back to where it was called for.
  hide() {
    const held = document.activeElement === this.button;
    document.removeEventListener("click", this.elsewhere);
    this.button.remove();
    if (held) this.from?.focus({ preventScroll: true });
  }

  take() {
    this.hide();
    this.action();
  }
}
