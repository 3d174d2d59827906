// A chart of lines over the updates of a run, drawn once and then moved: no part is replaced while it grows.
import { svgNode } from "../../drawing/svg.js";
import { shown } from "../../text/digits.js";
import { el } from "../../text/elements.js";
import { pathOf, roomOf, span, ticks } from "./axis.js";
import {
  DIGITS,
  calledAt,
  placeOf,
  pointByKey,
  pointNear,
  saidAt,
  seriesNear,
  valueAt,
  valuesAt,
} from "./chart_points.js";

const ROOM = 92; // at the right end, for what the axis is of
const LEFT = 62; // px left of the plot, for its numbers, where those are short

export class Chart {
  // `pointed(k)` is called with the update of the point under the pointer or the arrow keys, with null where
  // there is none; `picked(k, run, place)` with that which was clicked, the run whose line lies nearest, its own
  // update there, and where on the chart. Such a chart is a slider over its points. `name` is what screen
  // readers say.
  constructor(name, pointed = null, picked = null) {
    this.name = name;
    this.pointed = pointed;
    this.picked = picked;
    this.pinned = null;
    this.box = el("div", {
      class: "bp-chart",
      tabindex: picked ? "0" : null,
      role: picked ? "slider" : "img",
      "aria-label": name,
      "aria-orientation": picked ? "horizontal" : null,
    });
    this.svg = svgNode(this.box, "svg", { "aria-hidden": "true" });
    this.grid = svgNode(this.svg, "g", { class: "bp-grid" });
    this.lines = [];
    this.pin = svgNode(this.svg, "line", { class: "bp-pin", visibility: "hidden" });
    this.cross = svgNode(this.svg, "g", { class: "bp-cross", visibility: "hidden" });
    this.rule = svgNode(this.cross, "line");
    this.dot = svgNode(this.cross, "circle", { r: 5 });
    this.tip = this.box.appendChild(el("div", { class: "bp-tip", hidden: "" }));
    if (!picked) return;
    this.svg.addEventListener("pointermove", (event) => {
      const { left, top } = this.svg.getBoundingClientRect();
      this.hover(event.clientX - left, event.clientY - top);
    });
    this.box.addEventListener("pointerleave", () => {
      if (document.activeElement !== this.box) this.point(null);
    });
    this.svg.addEventListener("click", () => this.pick());
    this.box.addEventListener("focus", () => {
      if (!this.tip.hidden) return; // the pointer is on a point
      const at = this.series[0].k.indexOf(this.pinned);
      this.point(at < 0 ? this.last : at);
    });
    this.box.addEventListener("blur", () => this.point(null));
    this.box.addEventListener("keydown", (event) => event.target === this.box && this.key(event));
  }

  // series: [{ name, k: [...], x: [...], y: [...], kind }], x the updates k or epochs, as `along` says; y may hold
  // null. Of a chart that one picks from also the run, by its place and as it is `called`, "" where there is one.
  show(series, log, along = "update") {
    this.series = series;
    this.log = log;
    this.along = along;
    this.describe();
    const { width, height } = this.box.getBoundingClientRect();
    if (!width) return;
    const last = Math.max(1, ...series.flatMap(({ x }) => x));
    const [low, high] = span(series, log);
    const f = log ? Math.log10 : (x) => x;
    const across = ticks(low, high, log);
    this.left = Math.max(LEFT, 8 + roomOf(across.map((y) => shown(y, 3))));
    this.x = (x) => this.left + (x / last) * (width - this.left - 14);
    this.y = (y) => height - 28 - ((f(y) - f(low)) / (f(high) - f(low))) * (height - 28 - 12);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.axes(across, ticks(0, last, false).filter(Number.isInteger), width, height);
    for (const [i, one] of series.entries()) {
      this.lines[i] ??= this.svg.insertBefore(svgNode(this.svg, "path"), this.pin);
      this.lines[i].setAttribute("class", `bp-series ${one.kind}`);
      this.lines[i].setAttribute("d", pathOf(one, log, this.x, this.y));
    }
    for (const line of this.lines.slice(series.length)) line.setAttribute("d", "");
    this.size = [width, height];
    this.markPin(this.pinned);
    // The same update as before, wherever it stands now; gone with its point.
    if (typeof this.marked === "number") {
      const again = series[0].k.indexOf(this.marked);
      this.mark(again < 0 ? null : again);
    }
  }

  axes(across, along, width, height) {
    this.grid.replaceChildren();
    for (const y of across) {
      svgNode(this.grid, "line", { x1: this.left, x2: width - 14, y1: this.y(y), y2: this.y(y) });
      svgNode(this.grid, "text", { x: this.left - 6, y: this.y(y) + 5, "text-anchor": "end" }, shown(y, 3));
    }
    const named = { x: width - 14, y: height - 8, "text-anchor": "end" };
    svgNode(this.grid, "text", named, `${this.along}s`);
    for (const k of along)
      if (this.x(k) < width - ROOM)
        svgNode(this.grid, "text", { x: this.x(k), y: height - 8, "text-anchor": "middle" }, shown(k, 3));
  }

  // A line at the update that is looked at, as long as it is a point of the curve.
  markPin(k) {
    this.pinned = k;
    const at = k === null || !this.size ? -1 : this.series[0].k.indexOf(k);
    this.pin.setAttribute("visibility", at < 0 ? "hidden" : "visible");
    if (at < 0) return;
    const x = this.x(this.series[0].x[at]);
    for (const [key, value] of Object.entries({ x1: x, x2: x, y1: 12, y2: this.size[1] - 28 }))
      this.pin.setAttribute(key, value);
    this.describe();
  }

  // Mark a point and say so.
  point(i) {
    const before = this.marked ?? null;
    this.mark(i);
    if ((this.marked ?? null) !== before) this.pointed?.(this.marked ?? null);
  }

  // The line that lies nearest is that of the run that a click picks.
  hover(x, y) {
    if (!this.series[0].x.length) return;
    const i = pointNear(this.series, x, this.x);
    this.near = seriesNear(this.series, this.series[0].x[i], y, this.log, this.y);
    this.point(i);
  }

  // The series that is picked from: of the keyboard always the first.
  get chosen() {
    return this.series[this.near ?? 0] ?? this.series[0];
  }

  // The last of the points.
  get last() {
    return this.series[0].k.length - 1;
  }

  // For who does not see it: a slider stands at the marked point, else at the last; of a picture its ends.
  describe() {
    const { series } = this;
    const [{ k }] = series;
    if (!k.length) return;
    const called = (i) => calledAt(series, i, this.along);
    if (!this.picked) {
      const ends = [0, this.last].map((i) => `${called(i)}: ${saidAt(series, i)}`);
      this.box.setAttribute("aria-label", `${this.name}; ${ends.join("; ")}`);
      return;
    }
    const at = k.indexOf(this.marked ?? this.pinned);
    const here = at < 0 ? this.last : at;
    const value = {
      min: k[0],
      max: k[this.last],
      now: k[here],
      text: `${called(here)}, error: ${saidAt(series, here)}`,
    };
    for (const [name, one] of Object.entries(value)) this.box.setAttribute(`aria-value${name}`, one);
  }

  mark(i) {
    this.at = i;
    this.marked = i === null ? null : this.series[0].k[i];
    this.describe();
    const there = i !== null && this.series[0].k[i] !== undefined;
    this.cross.setAttribute("visibility", there ? "visible" : "hidden");
    this.tip.hidden = !there;
    if (!there) return;
    const at = this.series[0].x[i];
    const value = valueAt(this.chosen, at);
    const x = this.x(at);
    for (const [key, value] of Object.entries({ x1: x, x2: x, y1: 12, y2: this.size[1] - 28 }))
      this.rule.setAttribute(key, value);
    this.dot.setAttribute("cx", x);
    this.dot.setAttribute("cy", value === null ? -99 : this.y(value));
    const values = valuesAt(this.series, i).map(([name, value]) => `${name} ${shown(value, DIGITS)}`);
    this.tip.textContent = [calledAt(this.series, i, this.along), ...values, "click to stay here"].join(
      " · ",
    );
    this.tip.style.left = `${Math.max(0, Math.min(x - 140, this.size[0] - 304))}px`;
    this.tip.style.top = "6px";
  }

  key(event) {
    const to = pointByKey(event.key, this.at ?? this.last, this.last);
    if (to !== null) {
      event.preventDefault();
      this.near = 0;
      this.point(to);
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.pick(true);
  }

  // `byKey`: what is offered takes the focus.
  pick(byKey = false) {
    if (typeof this.marked !== "number") return;
    const { chosen } = this;
    const at = this.series[0].x[this.at];
    const own = chosen.k[placeOf(chosen, at)];
    this.picked(this.marked, { of: chosen.run ?? 0, k: own, called: chosen.called }, this.x(at), byKey);
  }
}
