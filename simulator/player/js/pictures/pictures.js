// The picture of a step, in the free half of the panel below its formulas.
import { el } from "../text/elements.js";
import { drawCurves } from "./curves.js";
import { errorPicture } from "./error_picture.js";
import { biasPicture, weightPicture } from "./gradient_picture.js";
import { drawSums } from "./sums.js";
import { biasUpdate, rulePicture, weightUpdate } from "./update_picture.js";

// By kind of step what draws it: (at, palette) => nodes. `at` is the step's Reading. None where it gives nothing.
/** @type {Record<string, (at: import("../walk/reading.js").Reading, palette: import("../walk/types.js").Palette) => Node[] | null>} */
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

export class Pictures {
  // `player` gives reading and palette.
  constructor(player) {
    this.player = player;
    this.box = el("section", { class: "bp-pictures", "aria-label": "The step as a picture", hidden: "" });
  }

  // `opened`: whether something else stands in its place.
  show(opened) {
    const { reading, palette } = this.player;
    const nodes = (!opened && !reading.asked && pictureOf(reading.step)?.(reading, palette)) || [];
    this.box.replaceChildren(...nodes);
    this.box.hidden = !nodes.length;
  }
}
