// True classes down, the network's answers across; a cell shows its rows.
import { css, inkOn, mixed } from "../../drawing/colours.js";
import { el } from "../../text/elements.js";

export class ConfusionTable {
  // `picked(true, said)` is called with the cell that was pressed.
  constructor(picked) {
    this.picked = picked;
    this.caption = el("caption");
    this.body = el("tbody");
    this.head = el("thead");
    this.root = el("table", { class: "bp-confusion" }, this.caption, this.head, this.body);
  }

  // Cells stay the same nodes from frame to frame, so that the focus does too.
  lay(classes) {
    if (this.key === JSON.stringify(classes)) return;
    this.key = JSON.stringify(classes);
    const heading = (scope, name) => el("th", { scope }, name);
    const first = el("th", {}, "true ↓ answer →");
    this.head.replaceChildren(el("tr", {}, first, ...classes.map((name) => heading("col", name))));
    this.cells = classes.map((_, i) =>
      classes.map((_, j) => el("button", { class: "bp-cell", onclick: () => this.picked(i, j) })),
    );
    const rows = this.cells.map((row, i) =>
      el("tr", {}, heading("row", classes[i]), ...row.map((cell) => el("td", {}, cell))),
    );
    this.body.replaceChildren(...rows);
  }

  // `chosen`: [true, said] of the cell whose rows are shown, or null.
  show(confusion, classes, note, chosen, palette, light) {
    this.lay(classes);
    this.caption.textContent = note;
    const most = Math.max(1, ...confusion.flat());
    for (const [i, row] of confusion.entries())
      for (const [j, count] of row.entries()) {
        const cell = this.cells[i][j];
        const fill = mixed(palette, "neuron", (i === j ? -1 : 1) * Math.sqrt(count / most));
        cell.textContent = `${count}`;
        cell.style.background = css(fill);
        cell.style.color = inkOn(fill, light);
        cell.title = `true ${classes[i]}, answer ${classes[j]}: ${count}`;
        cell.setAttribute("aria-label", cell.title);
        cell.setAttribute("aria-pressed", `${chosen?.[0] === i && chosen[1] === j}`);
      }
  }
}
