// Tiles to be put in a row, by the pointer or the keys: the formula of a step, or the steps of a pass.
import { button, el } from "../../text/elements.js";

const UNDONE = "Put tiles into the row first.";

export class Puzzle {
  constructor() {
    this.row = el("ol", { class: "bp-tiles bp-tile-row", "aria-label": "Your row" });
    this.bag = el("div", { class: "bp-tiles", role: "group", "aria-label": "Tiles" });
    this.said = el("p", { class: "bp-verdict", role: "status" });
    this.caption = el("p", { class: "bp-puzzle-caption" });
    const buttons = el(
      "div",
      { class: "bp-practice-buttons" },
      button("Check the row", "Check", () => this.check(), "bp-check"),
      button("Take the last tile back (Backspace)", "Take back", () => this.take()),
    );
    const inside = [this.caption, this.row, this.bag, this.said, buttons];
    this.box = el(
      "section",
      { class: "bp-answer-sheet bp-puzzle", "aria-label": "Puzzle", hidden: "" },
      ...inside,
    );
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Backspace") return;
      event.preventDefault();
      this.take();
    });
    this.key = "";
    this.chosen = [];
  }

  // A puzzle { key, caption, tiles: [{ id, mathml, said }], judge }, or none; `judge` says of a row of ids { right, words }.
  show(puzzle) {
    this.box.hidden = !puzzle;
    if (!puzzle || puzzle.key === this.key) return;
    this.key = puzzle.key;
    this.puzzle = puzzle;
    this.chosen = [];
    this.caption.textContent = puzzle.caption;
    this.said.textContent = "";
    this.bag.replaceChildren(...puzzle.tiles.map((tile) => this.tile(tile)));
    this.write();
  }

  tile({ id, mathml, said }) {
    const face = el("span");
    face.innerHTML = `<math>${mathml}</math>`;
    const put = () => this.put(id);
    return el(
      "button",
      { class: "bp-tile", type: "button", "aria-label": said, title: said, onclick: put },
      face,
    );
  }

  put(id) {
    this.chosen.push(id);
    this.write();
  }

  take() {
    this.chosen.pop();
    this.write();
  }

  write() {
    const known = new Map(this.puzzle.tiles.map((tile) => [tile.id, tile]));
    const items = this.chosen.map((id) => {
      const item = el("li", { "aria-label": known.get(id).said });
      item.innerHTML = `<math>${known.get(id).mathml}</math>`;
      return item;
    });
    this.row.replaceChildren(...items);
    this.row.dataset.right = "";
    this.said.textContent = "";
  }

  check() {
    const { right, words } = this.chosen.length
      ? this.puzzle.judge(this.chosen)
      : { right: false, words: UNDONE };
    this.row.dataset.right = `${right}`;
    this.said.textContent = `${right ? "✓" : "✗"} ${words}`;
  }
}
