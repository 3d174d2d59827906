// What the colours of the graph stand for at this step.
import { shown } from "../text/digits.js";
import { el } from "../text/elements.js";

const QUANTITIES = {
  n: "n, weighted sum",
  a: "a, activation",
  S: "S = ∂F/∂n = ∂F/∂b",
  W: "W",
  dW: "∂F/∂W",
  change: "change of W",
};

export class Legends {
  constructor(player) {
    this.player = player;
    this.box = el("div", { class: "bp-legends" });
  }

  show() {
    const { walk, picture, view, palette } = this.player;
    const shownBy = walk.layers.map((_, i) => picture.quantityOf(i + 1));
    const used = [...new Set(shownBy)];
    const key = [
      picture.edgeQuantity,
      ...used,
      view.digits,
      palette.negative,
      walk.name,
      view.detail,
      JSON.stringify(walk.scales),
    ].join();
    if (this.box.dataset.shown === key) return;
    this.box.dataset.shown = key;
    this.box.replaceChildren(
      view.detail === "heat"
        ? this.legend("maps", picture.edgeQuantity, "neuron")
        : this.legend("edges (dashed < 0)", picture.edgeQuantity, "edge"),
      ...used.map((quantity) => this.legend("neurons", quantity, "neuron")),
    );
  }

  legend(what, quantity, middle) {
    const { walk, palette } = this.player;
    const end = walk.scales[quantity];
    return el(
      "div",
      { class: "bp-legend" },
      el("span", {}, `${what}: ${QUANTITIES[quantity]}`),
      el("i", {
        style: `background:linear-gradient(90deg,${palette.negative},${palette[middle]},${palette.positive})`,
      }),
      el(
        "span",
        { class: "bp-ends" },
        el("b", {}, shown(-end, 6)),
        el("b", {}, "0"),
        el("b", {}, shown(end, 6)),
      ),
    );
  }
}
