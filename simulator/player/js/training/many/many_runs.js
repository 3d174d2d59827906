// Many runs: a picture of how each ended over its α, and a table of which every row opens its run.
import { themeOf } from "../../drawing/colours.js";
import { Requests } from "../../requests/requests.js";
import { el } from "../../text/elements.js";
import { RunsPicture } from "./runs_picture.js";

export class ManyRuns {
  constructor(host) {
    this.requests = new Requests(() => {});
    this.rows = new Map(); // by the number of the run
    this.told = ""; // what was drawn last
    this.order = { column: 0, way: 0 }; // the table is sorted by: 1 upwards, -1 downwards, 0 as the runs are numbered
    /** @type {string[]} */
    this.columns = [];
    this.build();
    host.append(this.root);
    this.observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.resizing);
      this.resizing = requestAnimationFrame(() => this.data && this.picture.show(this.data));
    });
    this.observer.observe(this.picture.box);
  }

  build() {
    this.picture = new RunsPicture((number) => this.open(number));
    this.title = el("h3", {});
    this.caption = el("caption", {});
    this.head = el("tr", {});
    this.body = el("tbody", {});
    const table = el("table", { class: "bp-runs" }, this.caption, el("thead", {}, this.head), this.body);
    this.keys = el("p", { class: "bp-sizes bp-runs-keys" });
    this.scroll = el(
      "div",
      { class: "bp-runs-scroll", tabindex: "0", role: "region", "aria-label": "Many runs" },
      table,
    );
    this.root = el(
      "div",
      { class: "bp bp-training bp-many" },
      el(
        "section",
        { class: "bp-card bp-view", "aria-label": "How each run ended" },
        this.title,
        this.picture.box,
        this.keys,
      ),
      el("section", { class: "bp-card bp-view", "aria-label": "Table of the runs" }, this.scroll),
    );
  }

  open(number) {
    if (this.data.openable) this.requests.ask({ number, run: this.data.belongs });
  }

  show(data) {
    this.data = data;
    if (this.requests.answered(data.answered)) this.requests.next();
    this.root.dataset.theme = themeOf(this.root).dark ? "dark" : "light";
    const told = JSON.stringify({ ...data, answered: null });
    if (told === this.told) return;
    this.told = told;
    this.root.hidden = !data.rows.length;
    if (!data.rows.length) return;
    this.root.classList.toggle("bp-openable", data.openable);
    this.title.textContent = `How each run ended, by ${data.letter}`;
    this.keys.replaceChildren(...this.legend(data));
    this.picture.show(data);
    this.caption.textContent = data.caption;
    this.headOf(data.columns);
    this.rowsOf(data);
  }

  // Its buttons are made once for the same columns: made anew one would lose the focus.
  headOf(columns) {
    if (columns.join("|") !== this.columns.join("|")) {
      this.columns = columns;
      this.order = { column: 0, way: 0 };
      const sorter = (name, column) => {
        const more = { class: "bp-runs-sort", title: "Sort by this", onclick: () => this.sortBy(column) };
        return el("th", { scope: "col" }, el("button", more, name));
      };
      this.head.replaceChildren(...columns.map(sorter));
    }
    const { column, way } = this.order;
    [...this.head.children].forEach((head, i) => {
      const sorted = i === column && way !== 0;
      if (sorted) head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  }

  // Upwards, then downwards, then as the runs are numbered.
  sortBy(column) {
    const { column: before, way } = this.order;
    this.order = { column, way: column !== before || way === 0 ? 1 : way === 1 ? -1 : 0 };
    this.headOf(this.columns);
    this.rowsOf(this.data);
    this.scroll.scrollTop = 0;
  }

  // What the signs mean, and the colour of each group where there are several.
  legend({ groups, rows }) {
    const key = (kind, words) => el("span", { class: `bp-runs-key ${kind}` }, words);
    const lost = rows.some(({ diverged }) => diverged);
    const colours =
      groups.length > 1 ? groups.map((name, i) => key(`bp-runs-group bp-run${i % 4}`, name)) : [];
    return [
      key("bp-is-learnt", "learnt"),
      key("bp-is-stuck", "not learnt"),
      ...(lost ? [key("bp-is-lost", "diverged")] : []),
      ...colours,
    ];
  }

  // Each row is made once and stays: moved or made anew it would lose the focus.
  rowsOf({ rows: numbered, openable, columns }) {
    const rows = sorted(numbered, this.order);
    const wanted = new Set(rows.map(({ number }) => number));
    for (const [number, row] of this.rows) {
      if (!wanted.has(number) || row.children.length !== columns.length) {
        row.remove();
        this.rows.delete(number);
      }
    }
    let before = null;
    for (const { number, cells, said, learnt } of rows) {
      const row = this.rows.get(number) ?? this.rowOf(number, columns.length);
      this.rows.set(number, row);
      row.classList.toggle("bp-is-stuck", !learnt);
      const [open, ...others] = [...row.children];
      open.firstChild.setAttribute("aria-label", `Open the run ${said}`);
      open.firstChild.textContent = cells[0];
      open.firstChild.disabled = !openable;
      others.forEach((cell, i) => {
        cell.textContent = cells[i + 1];
      });
      const place = before ? before.nextSibling : this.body.firstChild;
      if (place !== row) this.body.insertBefore(row, place);
      before = row;
    }
  }

  rowOf(number, columns) {
    const open = el("button", { class: "bp-runs-open", title: "Open this run" });
    const cells = Array.from({ length: columns - 1 }, () => el("td", {}));
    return el("tr", { onclick: () => this.open(number) }, el("th", { scope: "row" }, open), ...cells);
  }

  stop() {
    this.requests.stop();
    this.observer.disconnect();
    this.root.remove();
  }
}

// Rows in the order of one of their keys; those without it last, either way.
export function sorted(rows, { column, way }) {
  if (!way) return rows;
  return [...rows].sort(({ keys: a }, { keys: b }) => {
    const [one, other] = [a[column], b[column]];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return one < other ? -way : one > other ? way : 0;
  });
}
