// A button at the place that was clicked: what can be done with it. It goes with Escape or a click elsewhere.
import { el } from "../text/elements.js";

export class Offer {
  constructor() {
    this.button = el("button", { class: "bp-button bp-offer", onclick: () => this.take() });
    this.button.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.hide();
      this.from?.focus({ preventScroll: true });
    });
    this.elsewhere = (event) => {
      if (!event.composedPath().includes(this.button)) this.hide();
    };
  }

  // In a box, beside a place of it; `from`: what gets the focus back.
  show(box, [x, y], words, action, byKey = false) {
    this.hide();
    this.action = action;
    this.from = box;
    this.button.textContent = words;
    box.append(this.button);
    const { width, height } = box.getBoundingClientRect();
    const own = this.button.getBoundingClientRect();
    const within = (place, size, room) => `${Math.max(2, Math.min(place, room - size - 2))}px`;
    this.button.style.left = within(x + 10, own.width, width);
    this.button.style.top = within(y + 10, own.height, height);
    if (byKey) this.button.focus({ preventScroll: true });
    // Behind the click that called for it.
    setTimeout(() => document.addEventListener("click", this.elsewhere));
  }

  hide() {
    document.removeEventListener("click", this.elsewhere);
    this.button.remove();
  }

  take() {
    this.hide();
    this.action();
  }
}
