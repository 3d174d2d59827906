// What the colours of the graph stand for at this step.
import { shown } from "../text/digits.js";
import { el } from "../text/elements.js";
import { letterOf, spelt } from "../text/notation.js";

// Of all legends in a row, so that the graph above keeps its height from step to step.
const PER_LETTER = 6.9; // px
const LEAST = 110; // px of a legend whose words are short
const APART = 14;
const LETTER = /^(.*?)((?:,| = ).*)?$/; // what a quantity is called, and what there is not always room for

export class Legends {
  constructor(player) {
    this.player = player;
    this.box = el("div", { class: "bp-legends" });
  }

  show() {
    const { walk, picture, view, palette, lensHere } = this.player;
    const found = lensHere?.legend ?? [];
    const shownBy = walk.layers.map((_, i) => picture.quantityOf(i + 1));
    const used = [...new Set(shownBy)];
    const key = [
      picture.edgeQuantity,
      picture.item,
      ...used,
      [...used, picture.edgeQuantity].some((quantity) => this.holds(quantity)),
      view.digits,
      picture.diagonal(picture.step.l),
      palette.negative,
      walk.name,
      walk.notation?.name,
      view.detail,
      JSON.stringify([walk.scales, walk.beyond, found]),
    ].join();
    const { width = 0 } = this.player.graph ?? {};
    if (this.box.dataset.shown === key && this.width === width) return;
    this.box.dataset.shown = key;
    this.width = width;
    const own = found.length === 0 || view.detail !== "edges"; // else a lens paints the edges by what it found
    const maps = view.detail === "heat";
    this.box.replaceChildren(
      ...(found.length ? [this.found(found)] : []),
      ...(own ? [this.legend(maps ? "map" : "line", picture.edgeQuantity, maps ? "neuron" : "edge")] : []),
      ...used.map((quantity) => this.legend("circle", quantity, "neuron")),
    );
    this.box.dataset.tight = `${found.length ? 0 : this.tightIn(width)}`;
  }

  // How many of the words that explain give way in a row so wide: none, those of circles, or those of lines too.
  tightIn(width) {
    const legends = [...this.box.children];
    const wide = (left) =>
      legends.reduce((sum, one) => {
        const given = [...one.querySelectorAll(left)].reduce((n, part) => n + part.textContent.length, 0);
        const letters = one.firstElementChild.textContent.length - given;
        return sum + Math.max(LEAST, letters * PER_LETTER) + APART;
      }, 0);
    const ways = [".bp-thicker", ".bp-thicker, .bp-rest"];
    const enough = ways.findIndex((left) => wide(left) <= width);
    return enough < 0 ? ways.length : enough;
  }

  // What the colours of a lens stand for, in its own words.
  found(rows) {
    const line = (tone) => el("i", { class: tone ? `bp-key bp-lens-${tone}` : "bp-key" });
    const keys = rows.map(([tone, words]) => el("span", {}, tone ? line(tone) : "", words));
    return el("div", { class: "bp-legend bp-found" }, el("span", {}, "Edges: what was found"), ...keys);
  }

  // What a quantity is called: of a batch with the item whose it is, or what is summed over the items, if anything.
  named(quantity, middle) {
    const { walk, picture } = this.player;
    const diagonal = quantity === "A" && picture.diagonal(picture.step.l);
    if (middle === "edge" || !picture.item || !"naAS".includes(quantity))
      return walk.legend[diagonal ? "diagonal" : quantity];
    if (picture.summed && quantity === "S") return walk.summed;
    const letter = diagonal ? "the diagonal of A" : letterOf(walk, quantity);
    return picture.summed ? `${letter}: not summed` : `${letter} of ${picture.item}`;
  }

  // Whether the step asks for it: how far its colours reach would say how large it is.
  holds(quantity) {
    const { asks, step } = this.player.picture;
    return Boolean(asks) && step.kind === quantity;
  }

  legend(what, quantity, middle) {
    const { walk, palette } = this.player;
    const held = this.holds(quantity);
    const beyond = walk.beyond?.includes(quantity); // what is larger looks as the end does
    const end = (sign, than) =>
      held ? shown(null) : `${beyond ? `${than} ` : ""}${shown(sign * walk.scales[quantity], 3)}`;
    const line = middle === "edge";
    const [, letter, rest] = LETTER.exec(spelt(walk, this.named(quantity, middle)));
    const name = [`${what} = ${letter}`, el("span", { class: "bp-rest" }, rest ?? "")];
    const thicker = el("span", { class: "bp-thicker" }, " · thicker = larger");
    const dashed = el("span", { class: "bp-dashed" }, " · dashed = negative");
    const words = line ? el("span", {}, ...name, dashed, thicker) : el("span", {}, ...name);
    words.title = words.textContent;
    return el(
      "div",
      { class: `bp-legend bp-of-${middle}` },
      words,
      el("b", {}, end(-1, "≤")),
      el("i", {
        style: `background:linear-gradient(90deg,${palette.negative},${palette[middle]},${palette.positive})`,
      }),
      el("b", {}, end(1, "≥")),
    );
  }
}
