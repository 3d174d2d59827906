// Rows of the set one by one: those that are answered wrongly as the pictures they are, or those of a cell.
import { inkOn } from "../../drawing/colours.js";
import { shown } from "../../text/digits.js";
import { el } from "../../text/elements.js";
import { painted, shares } from "./byte_values.js";
import { channels } from "./class_colours.js";

const DIGITS = 2;

export class RowPictures {
  // `picked(row, box, place)` is called with a row that was pressed, and where that was.
  constructor(picked) {
    this.picked = picked;
    this.note = el("p", { class: "bp-sizes" });
    this.list = el("div", { class: "bp-rows" });
    this.root = el("div", { class: "bp-rows-of" }, this.note, this.list);
  }

  // `rows` as simulator/runs/frames.py tells them.
  show(rows, data, name, palette) {
    this.root.hidden = !rows;
    if (!rows) return;
    const key = JSON.stringify([rows, name, palette.neuron]);
    if (this.key === key) return;
    this.key = key;
    this.note.textContent = this.told(rows, data, name);
    this.list.replaceChildren(...rows.items.map((item) => this.row(item, data, palette)));
  }

  told({ part, of, all, cell, items }, { classes }, name) {
    const what = cell
      ? `true ${classes[cell[0]]}, answer ${classes[cell[1]]}: ${of} of the ${all} ${part} rows`
      : `answered wrongly: ${of} of the ${all} ${part} rows`;
    const few = items.length < of ? `; the ${items.length} of the surest answers` : "";
    return `${name ? `${name}: ` : ""}${what}${few}.`;
  }

  row({ row, true: right, said, y, x, image }, data, palette) {
    const { classes, image: size, inputs } = data;
    const words = right === said ? classes[right] : `${classes[right]}, said ${classes[said]}`;
    const values = x.map((value, i) => `${inputs[i]} ${shown(value, DIGITS)}`).join(", ");
    const label = `Row ${row + 1}: true ${classes[right]}, answer ${classes[said]} with ${shown(y, DIGITS)}`;
    const node = el("button", { class: "bp-set-row", title: label, "aria-label": label });
    if (image) {
      const ink = shares(image);
      const paper = node.appendChild(el("canvas"));
      const page = channels(palette.neuron);
      const dark = channels(inkOn(page, data.light));
      painted(paper, size[1], size[0], (i) => page.map((x, j) => x + (dark[j] - x) * ink[i]));
    }
    const text = image ? words : `row ${row + 1}: ${values} · ${words} (${shown(y, DIGITS)})`;
    node.append(el("span", {}, text));
    node.addEventListener("click", (event) => this.picked(row, node, [0, 0], !event.detail));
    return node;
  }
}
