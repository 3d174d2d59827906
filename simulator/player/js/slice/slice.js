// F over one or two parameters: the picture, and what is pointed at in it, by the pointer or the arrow keys. All numbers
// come from Python; here they are only placed.
import { themeOf } from "../drawing/colours.js";
import { pointIn, svgNode } from "../drawing/svg.js";
import { shown } from "../text/digits.js";
import { el } from "../text/elements.js";
import { curve } from "./curve.js";
import { map } from "./map.js";

const NEAR = 9; // px from a point of the path at which it is meant
const FAR = 10; // places that Page Up and Page Down go
const FULL = 0; // digits: all of them
const KEYS = "The arrow keys go over the grid, Home to the number at hand, End to the least value.";
let serial = 0;

export class SliceView {
  constructor(host) {
    serial += 1;
    const said = `bp-slice-said-${serial}`;
    this.serial = serial;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.paper = el("div", { class: "bp-slice-paper" }, this.canvas);
    this.box = el("div", {
      class: "bp-slice-box",
      tabindex: "0",
      role: "application",
      "aria-describedby": said,
    });
    this.box.append(this.paper);
    this.svg = svgNode(this.box, "svg", { "aria-hidden": "true" });
    this.still = svgNode(this.svg, "g");
    this.cross = svgNode(this.svg, "g", { class: "bp-slice-cross" });
    this.said = el("output", { class: "bp-slice-said", id: said });
    this.root = el("div", { class: "bp-slice" }, this.box, this.said);
    host.append(this.root);
    this.box.addEventListener("pointermove", (event) => this.hover(event));
    this.box.addEventListener("pointerdown", (event) => this.hover(event)); // a tap does not move
    this.box.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.leave());
    this.box.addEventListener("focus", () => !this.at && this.step === undefined && this.point(this.home()));
    this.box.addEventListener("blur", () => this.point(null));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.resizing);
      this.resizing = requestAnimationFrame(() => this.draw());
    });
    this.observer.observe(this.root);
    /** @type {number[] | null} */
    this.at = null; // the place of the grid that is pointed at
    this.width = 0;
  }

  show(data) {
    const other = JSON.stringify(data) !== JSON.stringify(this.data);
    this.data = data;
    this.dark = themeOf(this.root).dark;
    if (other) this.at = null;
    this.draw();
  }

  stop() {
    this.observer.disconnect();
    cancelAnimationFrame(this.resizing);
  }

  draw() {
    if (!this.data) return;
    const width = this.box.clientWidth;
    if (!width) return;
    this.root.dataset.theme = this.dark ? "dark" : "light";
    this.still.replaceChildren();
    const drawn = this.data.shade ? map : curve;
    this.frame = drawn(this, width);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.frame.height}`);
    this.box.style.height = `${this.frame.height}px`;
    this.box.ariaLabel = `${this.data.letter} over ${this.data.names.join(" and ")}. ${KEYS}`;
    this.mark();
  }

  // The place of the grid nearest to the number at hand.
  home() {
    const { values, here } = this.data;
    return values.map((row, d) => nearest(row, here[d]));
  }

  hover(event) {
    const [x, y] = pointIn(this.box, event);
    const far = this.data.path.values.map((_, i) => this.frame.far(this.frame.ofPath(i), x, y));
    const i = far.indexOf(Math.min(...far));
    if (far[i] < NEAR) {
      this.step = i;
      this.at = null;
      this.mark();
    } else this.point(this.frame.placeAt(x, y));
  }

  leave() {
    this.step = undefined;
    this.point(document.activeElement === this.box ? (this.at ?? this.home()) : null);
  }

  point(at) {
    this.step = undefined;
    this.at = at;
    this.mark();
  }

  key(event) {
    const by = event.shiftKey ? FAR : 1;
    const { values, least } = this.data;
    const steps = {
      ArrowRight: [by, 0],
      ArrowLeft: [-by, 0],
      ArrowUp: values.length > 1 ? [0, by] : [by, 0],
      ArrowDown: values.length > 1 ? [0, -by] : [-by, 0],
      PageUp: values.length > 1 ? [0, FAR] : [FAR, 0],
      PageDown: values.length > 1 ? [0, -FAR] : [-FAR, 0],
    };
    const to = { Home: this.home(), End: least ?? this.home() }[event.key];
    const step = steps[event.key];
    if ((!to && !step) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const from = this.at ?? this.home();
    const moved = values.map((row, d) => Math.max(0, Math.min(row.length - 1, from[d] + (step?.[d] ?? 0))));
    this.point(to ?? moved);
  }

  // The mark on what is pointed at, and its numbers in full; without one those at hand.
  mark() {
    const { data, at, step, frame } = /** @type {any} */ (this);
    if (!data || !frame) return;
    this.cross.replaceChildren();
    if (step !== undefined) {
      const [x, y] = frame.ofPath(step);
      svgNode(this.cross, "circle", { cx: x, cy: y, r: 9, class: "bp-slice-ring" });
      const k = data.path.updates[step];
      const when = k === 0 ? "Before the first update" : `After update ${k}`;
      this.say(when, data.path.values[step], data.path.F[step], `, its own ${data.letter}`);
    } else if (at) {
      frame.markAt(this.cross, at);
      this.say(
        "On the grid",
        at.map((i, d) => data.values[d][i]),
        at.reduce((F, i) => F?.[i] ?? null, data.F),
      );
    } else this.say("At hand", data.here, data.loss);
  }

  say(where, values, F, more = "") {
    const numbers = this.data.names.map((name, d) => `${name} = ${shown(values[d], FULL)}`);
    const text = `${where}: ${numbers.join(", ")}: ${this.data.letter} = ${shown(F, FULL)}${more}`;
    if (this.said.textContent !== text) this.said.textContent = text;
  }
}

export function nearest(row, value) {
  let best = 0;
  for (const [i, x] of row.entries()) if (Math.abs(x - value) < Math.abs(row[best] - value)) best = i;
  return best;
}
