// The buttons that open the matrices and the numbers, and the list from which any number is opened.
import { placeOf } from "../../walk/cursor.js";
import { button, el, faceOf } from "../../text/elements.js";
import { range } from "../../text/elision.js";

export class Tools {
  constructor(player) {
    this.player = player;
    this.matrices = button("Matrices of this step", faceOf("▦", "matrices"), () => this.toggleMatrices());
    this.edit = button("Edit the numbers that the walk starts from", faceOf("✎", "numbers"), () =>
      player.look.set("start", !player.view.start),
    );
    this.start = button(
      "Make this the new start: the network of this step becomes the start of the walk",
      faceOf("⇤", "make this the new start", true),
      () => this.startHere(),
    );
    const compare = () => player.drawer.open("Compare mine");
    this.mine = button(
      "Check my numbers: compare them with those of this update",
      faceOf("✓", "check my numbers", true),
      compare,
    );
    this.slice = button(
      "The error over two weights, around the network of this update",
      faceOf("◎", "error over two weights", true),
      () => player.drawer.open("F over two weights"),
    );
    this.stop = button("Next stop: where a condition holds", faceOf("⇥", "next stop"), () =>
      player.moving.toStop(),
    );
    this.opener = el("select", { "aria-label": "Look inside a number", onchange: () => this.open() });
    const opener = el("label", { class: "bp-choice" }, this.opener);
    this.box = el("div", { class: "bp-tools" }, opener, this.matrices, this.edit, this.stop);
  }

  open() {
    const [l, c] = this.opener.value.split(",").map(Number);
    const { inspector } = this.player;
    inspector.picked = null;
    inspector.pick(l ? (c ? { l, c } : { l }) : null);
  }

  toggleMatrices() {
    const { inspector, look, view } = this.player;
    if (!inspector.picked?.c) inspector.picked = null;
    look.set("matrices", !view.matrices);
  }

  // The network of this step becomes the start of the walk.
  startHere() {
    const { exchange, view, cursor } = this.player;
    exchange.restart({ what: "start", grain: view.grain, cursor });
  }

  load(walk) {
    const layer = (l, width) =>
      el(
        "optgroup",
        { label: `Layer ${l}` },
        el("option", { value: l }, `Layer ${l}: its matrices`),
        ...range(width).map((k) => el("option", { value: `${l},${k + 1}` }, `Neuron ${k + 1} of layer ${l}`)),
      );
    this.opener.replaceChildren(
      el("option", { value: "" }, "look inside…"),
      ...walk.layers.map(({ width }, i) => layer(i + 1, width)),
    );
  }

  // `stops`: whether a condition was set; `ahead`: whether one holds at a later step.
  show({ view, picked, editable, stops, ahead }) {
    this.matrices.setAttribute("aria-pressed", `${Boolean(view.matrices)}`);
    const opened = picked?.r ? "" : placeOf(picked).join();
    if (this.opener.value !== opened) this.opener.value = opened; // a list of hundreds is slow to set
    this.edit.setAttribute("aria-pressed", `${Boolean(view.start)}`);
    this.start.hidden = this.edit.hidden = !editable;
    this.mine.hidden = this.slice.hidden = !this.player.drawer.offered;
    this.stop.hidden = !stops;
    this.stop.setAttribute("aria-disabled", `${!ahead}`);
  }
}
