// The picture of a step, in the free half of the panel below its formulas. That of the step that is likely to come next
// is drawn while nothing happens, and kept out of the page until it is asked for.
import { el } from "../text/elements.js";
import { drawCurves } from "./curves.js";
import { errorPicture } from "./error_picture.js";
import { biasPicture, weightPicture } from "./gradient_picture.js";
import { WIDE } from "./sheet.js";
import { drawSums } from "./sum_bars.js";
import { biasUpdate, rulePicture, weightUpdate } from "./update_picture.js";

// By kind of step what draws it: (at, palette, wide) => nodes. `at` is the step's Reading, `wide` the px that there are:
// letters are never drawn smaller to make room. None where it gives nothing.
/** @type {Record<string, (at: import("../walk/reading.js").Reading, palette: import("../walk/types.js").Palette, wide: number) => Node[] | null>} */
const PICTURES = {
  n: drawSums,
  a: drawCurves,
  error: errorPicture,
  A: drawCurves,
  S: drawSums,
  dW: weightPicture,
  db: biasPicture,
  update_W: weightUpdate,
  update_b: biasUpdate,
};
const pictureOf = ({ kind, matrices }) => PICTURES[kind] ?? (matrices ? rulePicture : null);

// What it may hold that its place in the panel depends on. A style sheet that asked for it itself would look at the
// whole page again with everything that is written.
const KINDS = ["drawn", "sheet", "ending"];
const NARROWEST = 300; // px of a sheet
const [LINE, PER_LETTER, GAP] = [20, 6.8, 4]; // px of what is said above it: of a line, of a letter about, and below

const drawn = (reading, palette, wide) => pictureOf(reading.step)?.(reading, palette, wide) ?? [];

// All that a picture depends on: a walk never changes, another takes its place.
const sourceOf = ({ walk, steps, cursor, item, digits, asked }, palette, wide) => ({
  ...{ walk, steps, cursor, item, digits, asked },
  ...{ palette, wide },
});

export class Pictures {
  // `player` gives reading and palette.
  constructor(player) {
    this.player = player;
    this.box = el("section", { class: "bp-pictures", "aria-label": "The step as a picture", hidden: "" });
    this.box.dataset.holds = "";
    this.wide = this.room = WIDE;
    this.opened = true;
    this.ahead = null; // what was drawn for the next step, and from what
  }

  // Whether it holds one of these.
  holds(...kinds) {
    return this.box.dataset.holds.split(" ").some((kind) => kinds.includes(kind));
  }

  // So many px wide is its place from now on; whether that is more or less room than before.
  fit(width) {
    const wide = Math.floor(Math.min(WIDE, Math.max(NARROWEST, width)));
    if (!width || (wide === this.wide && Math.abs(width - this.room) < 1)) return false;
    [this.wide, this.room] = [wide, width];
    return true;
  }

  // `opened`: whether something else stands in its place.
  show(opened) {
    const { reading, palette } = this.player;
    this.opened = opened;
    const nodes = opened || reading.asked ? [] : this.nodesOf(reading, palette);
    this.box.replaceChildren(...nodes);
    const least = nodes.map((node) => node.style.minHeight).find(Boolean);
    this.box.style.setProperty("--least", least || "180px");
    const said = nodes.find((node) => node.localName === "p")?.textContent ?? "";
    const lines = Math.max(1, Math.ceil((said.length * PER_LETTER) / this.room));
    this.box.style.setProperty("--said", `${lines * LINE + GAP}px`);
    this.box.hidden = !nodes.length;
    this.box.dataset.holds = KINDS.filter((kind) => this.box.querySelector(`.bp-${kind}`)).join(" ");
  }

  // What was drawn ahead, if it is of these very numbers; else it is drawn now.
  nodesOf(reading, palette) {
    const from = sourceOf(reading, palette, this.wide);
    const { ahead } = this;
    this.ahead = null; // a node stands in one place alone
    const same = ahead && Object.entries(from).every(([name, value]) => ahead.from[name] === value);
    return same ? ahead.nodes : drawn(reading, palette, this.wide);
  }

  prepare(reading, palette) {
    if (reading.asked) return;
    this.ahead = {
      from: sourceOf(reading, palette, this.wide),
      nodes: drawn(reading, palette, this.wide),
    };
  }
}
