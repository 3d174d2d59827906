// F over the updates of a walk, as far as it is computed, at the head of the panel at every step.
import { svgNode } from "../drawing/svg.js";
import { shown } from "../text/digits.js";
import { errorsAt } from "../text/noise.js";
import { spelt } from "../text/notation.js";

const [WIDTH, HEIGHT, EDGE] = [120, 26, 4];

// Of each of `count` updates [F, F after it], null where that is not computed at this step: where the walk has but the
// first of them, as while a number is dragged, later ones are not.
export function knownErrors({ walk, step, known, asked, K, digits }, count) {
  return Array.from({ length: count }, (_, u) => {
    const update = walk.updates[u];
    if (!update) return [null, null];
    const [before, after] = errorsAt(update, digits);
    if (u !== step.u) return u < step.u ? [before, after] : [null, null];
    return [known.error[K] ? before : null, step.gain && !asked ? after : null];
  });
}

export class LossCurve {
  constructor() {
    const viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
    this.box = svgNode(null, "svg", { class: "bp-F-curve", viewBox, role: "img" });
  }

  show(reading, count) {
    const errors = knownErrors(reading, count);
    const key = JSON.stringify([errors, reading.step.u, reading.digits, reading.walk.notation?.name]);
    if (this.box.dataset.shown === key) return;
    this.box.dataset.shown = key;
    this.draw(errors, reading.step.u);
    this.box.setAttribute("aria-label", spokenErrors(errors, reading));
    svgNode(this.box, "title", {}, spokenErrors(errors, reading));
  }

  draw(errors, u) {
    this.box.replaceChildren();
    const found = errors.flat().filter((F) => F !== null);
    const [low, high] = [Math.min(0, ...found), Math.max(0, ...found)];
    const x = (k) => EDGE + ((WIDTH - 2 * EDGE) * k) / errors.length;
    const y = (F) => HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((F / 2 - low / 2) / (high / 2 - low / 2 || 1));
    const axis = { y1: y(0), y2: y(0), class: "bp-axis" };
    svgNode(this.box, "line", { x1: x(0), x2: x(errors.length), ...axis });
    svgNode(this.box, "line", { x1: x(u), x2: x(u), y1: 2, y2: HEIGHT - 2, class: "bp-F-here" });
    let last = null;
    errors.forEach(([before, after], k) => {
      if (before === null) return;
      last = [x(k), y(before), before];
      if (after === null) return;
      const to = [x(k + 1), y(after), after];
      svgNode(this.box, "line", { x1: last[0], y1: last[1], x2: to[0], y2: to[1], class: "bp-F-line" });
      last = to;
    });
    if (!last) return;
    const [cx, cy, F] = last;
    // Of an update whose F is not known yet it stands for F of the one before, which is another number.
    const own = errors[u][0] === null ? {} : { "data-number": "F", "data-full": shown(F, 0) };
    svgNode(this.box, "circle", { cx, cy, r: 3.5, class: "bp-F-now", "data-value": F, ...own });
  }
}

// The same in words: "F over 5 updates: 0.61 to 0.211; update 2 not computed yet".
function spokenErrors(errors, { step, digits, walk }) {
  const known = errors.slice(0, step.u + 1).map(([before, after], k) => {
    if (before === null) return `update ${k + 1} not computed yet`;
    return `update ${k + 1} ${shown(before, digits)}${after === null ? "" : ` to ${shown(after, digits)}`}`;
  });
  const whose = walk.pairs > 1 ? ", each of what it takes" : "";
  return `${spelt(walk, "F")} over ${errors.length === 1 ? "1 update" : `${errors.length} updates${whose}`}: ${known.join(", ")}`;
}
