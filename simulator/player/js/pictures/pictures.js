// The picture of a step, in the free half of the panel below its formulas. That of the step that is likely to come next
// is drawn while nothing happens, and kept out of the page until it is asked for.
import { el } from "../text/elements.js";
import { drawCurves } from "./curves.js";
import { errorPicture } from "./error_picture.js";
import { biasPicture, weightPicture } from "./gradient_picture.js";
import { saidHeight, WIDE } from "./sheet.js";
import { drawSums } from "./sum_bars.js";
import { biasUpdate, endingHeight, rulePicture, weightUpdate } from "./update_picture.js";

// By kind of step what draws it: (at, palette, size) => nodes. `at` is the step's Reading, `size` the px that there are:
// letters are never drawn smaller to make room. None where it gives nothing.
/** @type {Record<string, (at: import("../walk/reading.js").Reading, palette: import("../walk/types.js").Palette, size: import("./sheet.js").Size) => Node[] | null>} */
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
// Px that one needs with what is said of it, what is said more of a batch, and of numbers below the end of an update.
const [LEAST, LEAST_OF] = [100, { dW: 128, error: 124 }];
const [OF_BATCH, BELOW] = [20, 72];

/**
 * So many px high a step's picture is with its words, at least.
 * @param {import("../walk/types.js").Step} step
 * @param {import("../walk/types.js").Walk} walk
 * @param {boolean} low
 * @param {number} wide
 */
export function leastHeight(step, walk, low, wide) {
  const end = step.foretelling && walk.texts[step.foretelling.text];
  if (end) return endingHeight(end, low, wide) + BELOW;
  return (LEAST_OF[step.kind] ?? LEAST) + (walk.batch ? OF_BATCH : 0);
}

const pictureOf = ({ kind, matrices }) => PICTURES[kind] ?? (matrices ? rulePicture : null);

// What it may hold that its place in the panel depends on. A style sheet that asked for it itself would look at the
// whole page again with everything that is written.
const KINDS = ["drawn", "sheet", "ending"];
const NARROWEST = 300; // px of a sheet

const drawn = (reading, palette, size) => pictureOf(reading.step)?.(reading, palette, size) ?? [];

// All that a picture depends on: a walk never changes, another takes its place.
const sourceOf = ({ walk, steps, cursor, item, digits, asked }, palette, size) => ({
  ...{ walk, steps, cursor, item, digits, asked },
  ...{ palette, ...size },
});

export class Pictures {
  // `player` gives reading and palette.
  constructor(player) {
    this.player = player;
    this.box = el("section", { class: "bp-pictures", "aria-label": "The step as a picture", hidden: "" });
    this.box.dataset.holds = "";
    this.wide = this.room = WIDE;
    this.low = false; // whether the window is
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

  // `opened`: whether something else stands in its place; `high` px of it are there.
  show(opened, high) {
    const { reading, palette } = this.player;
    this.opened = opened;
    const nodes = opened || reading.asked ? [] : this.nodesOf(reading, palette, high);
    this.box.replaceChildren(...nodes);
    const least = nodes.map((node) => node.style.minHeight).find(Boolean);
    this.box.style.setProperty("--least", least || "180px");
    const said = nodes.find((node) => node.localName === "p")?.textContent ?? "";
    this.box.style.setProperty("--said", `${saidHeight(said, this.room)}px`);
    this.box.hidden = !nodes.length;
    this.box.dataset.holds = KINDS.filter((kind) => this.box.querySelector(`.bp-${kind}`)).join(" ");
  }

  // What was drawn ahead, if it is of these very numbers; else it is drawn now.
  nodesOf(reading, palette, high) {
    const size = this.size(high);
    const from = sourceOf(reading, palette, size);
    const { ahead } = this;
    this.ahead = null; // a node stands in one place alone
    const same = ahead && Object.entries(from).every(([name, value]) => ahead.from[name] === value);
    return same ? ahead.nodes : drawn(reading, palette, size);
  }

  prepare(reading, palette, high) {
    if (reading.asked) return;
    const size = this.size(high);
    this.ahead = { from: sourceOf(reading, palette, size), nodes: drawn(reading, palette, size) };
  }

  // In px of the page, of which a picture that is drawn larger has fewer of its own.
  size(high) {
    return { wide: this.wide, high, larger: this.room / this.wide, low: this.low };
  }
}
