// The matrices of a step, or of a layer, as heat-tables: numbers, shapes, rows and columns named by neuron.
import { css, inkOn, mixed } from "../../drawing/colours.js";
import { shown } from "../../text/digits.js";
import { el, focusOn } from "../../text/elements.js";
import { kept, keptColumns, range } from "../../text/elision.js";
import { spelt } from "../../text/notation.js";
import { placeOfItem } from "../../walk/items.js";
import { CopyButtons } from "./copy_buttons.js";
import { ruleMatrix, stepMatrix } from "./matrix.js";

const OWN_JACOBIAN = "Each item has a ∂n/∂n̂ of its own: it stands in that item's own walk.";
const IN_FULL = 64; // items of a batch; of more the first three and the last

export class Matrices {
  constructor(player) {
    this.player = player;
    this.copies = new CopyButtons();
    this.box = el("div", { class: "bp-matrices", hidden: "" });
  }

  // Of [quantity, layer] each, or of { name, place, l, of }: an update rule's.
  show(list) {
    const focused = this.box.contains(document.activeElement) ? document.activeElement : null;
    const { player } = this;
    const batch = player.walk.batch; // of which each item has a ∂n/∂n̂ of its own
    const isLeftOut = (one) => batch && !one.of && one[0] === "J";
    const matrices = (list ?? [])
      .filter((one) => !isLeftOut(one))
      .map((one) => (one.of ? ruleMatrix(player, one) : stepMatrix(player, ...one)));
    this.box.replaceChildren(
      ...matrices.map((one, i) => this.card(one, i === matrices.length - 1)),
      list?.some(isLeftOut) ? el("p", { class: "bp-left" }, spelt(player.walk, OWN_JACOBIAN)) : "",
    );
    this.box.hidden = !list;
    if (!focused) return;
    /** @type {HTMLElement[]} */
    const buttons = [...this.box.querySelectorAll("button")];
    const again = buttons.find(
      (button) => button.dataset.copies === /** @type {any} */ (focused).dataset.copies,
    );
    focusOn(again, buttons[0], player.root);
  }

  card(matrix, result) {
    const { name, number, rows } = matrix;
    const of = number ? { "data-number": number, "data-of": number.split(":")[0] } : {};
    const heading = el("div", { class: "bp-head" }, el("h3", of, name));
    const card = el(
      "section",
      { class: `bp-card bp-heat${result ? " bp-result" : ""}`, "aria-label": name },
      heading,
    );
    if (!rows) {
      card.append(el("p", { class: "bp-sizes" }, "– not computed yet"));
      return card;
    }
    heading.append(
      el("span", { class: "bp-sizes" }, `${rows.length}×${rows[0].length}`),
      this.copies.of(name, rows, this.player.view.digits),
    );
    const around = { class: "bp-scroll", tabindex: "0", role: "group", "aria-label": `Numbers of ${name}` };
    card.append(el("div", around, this.numbers(matrix)));
    return card;
  }

  // The numbers with the neurons that they belong to; those of what takes part are marked.
  numbers(matrix) {
    const { rows, left, items, headed } = matrix;
    const { elision } = this.player.walk;
    const all = items && items.length <= IN_FULL;
    const columns = all ? range(rows[0].length) : keptColumns(rows[0].length, elision);
    const cell = this.cells(matrix);
    const body = kept(rows.length, elision).map((i) =>
      el("tr", {}, this.heading("row", left, i, "⋮"), ...columns.map((j) => cell(i, j))),
    );
    const head =
      items || headed ? [el("tr", {}, el("td"), ...columns.map((j) => this.columnHead(matrix, j)))] : [];
    return el("table", {}, el("thead", {}, ...head), el("tbody", {}, ...body));
  }

  columnHead({ items, right }, j) {
    if (!items) return this.heading("col", right, j, "⋯");
    const used = j === placeOfItem({ items }, this.player.view.item);
    const words = j === null ? "⋯" : `item ${items[j] + 1}`;
    return el("th", { scope: "col", class: used ? "bp-used" : "" }, words);
  }

  heading(scope, layer, at, dots) {
    const used = at !== null && this.player.picture.litNeuron(layer, at + 1);
    return el("th", { scope, class: used ? "bp-used" : "" }, at === null ? dots : `${layer},${at + 1}`);
  }

  // A cell by row and column, coloured on the scale of its matrix.
  cells({ rows, scale, named }) {
    const { walk, view } = this.player;
    const palette = walk.palettes[this.player.root.dataset.theme];
    return (i, j) => {
      if (i === null || j === null) return el("td", {}, i === null ? "⋮" : "⋯");
      const fill = mixed(palette, "neuron", rows[i][j] / scale);
      const style = `background:${css(fill)};color:${inkOn(fill, walk.drawing.light)}`;
      const [words, full] = [shown(rows[i][j], view.digits), shown(rows[i][j], 0)];
      const own = { "data-number": named(i, j), "data-full": words === full ? null : full };
      return el("td", { style, ...own }, words);
    };
  }
}
