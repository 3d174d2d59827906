// A chart of lines over the updates of a run, drawn once and then moved: no part is replaced while it grows.
import { svgNode } from "../../drawing/svg.js";
import { readAloud } from "../../text/announcement.js";
import { shown } from "../../text/digits.js";
import { el } from "../../text/elements.js";
import { range } from "../../text/elision.js";

const TICKS = 4;
const PAGES = 10; // Page Up and Page Down go so large a part of the points
const DIGITS = 4; // of an error beside the chart
const ROOM = 92; // at the right end, for what the axis is of

const SAME = 1e-9; // of two epochs

// Round numbers between two ends, or powers of ten on a logarithmic scale.
export function ticks(low, high, log) {
  if (log) {
    const [a, b] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
    const step = Math.max(1, Math.ceil((b - a) / TICKS));
    return range(Math.max(0, Math.floor((b - a) / step) + 1)).map((i) => 10 ** (a + i * step));
  }
  const rough = (high - low) / TICKS || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((x) => x * power).find((x) => x >= rough);
  return range(TICKS + 2)
    .map((i) => (Math.ceil(low / step) + i) * step)
    .filter((x) => x <= high + 1e-9 * step);
}

const drawable = (y, log) => y !== null && Number.isFinite(y) && (!log || y > 0);

// The ends of the axis on which all numbers of some series stand.
export function span(series, log) {
  const values = series.flatMap(({ y }) => y).filter((y) => drawable(y, log));
  const least = values.length ? Math.min(...values) : log ? 0.1 : 0;
  const most = values.length ? Math.max(...values) : 1;
  if (log) return least === most ? [least / 2, most * 2] : [least, most];
  const low = Math.min(0, least);
  return low === most ? [low, low + 1] : [low, most];
}

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
    this.x = (x) => 62 + (x / last) * (width - 62 - 14);
    this.y = (y) => height - 28 - ((f(y) - f(low)) / (f(high) - f(low))) * (height - 28 - 12);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.axes(ticks(low, high, log), ticks(0, last, false).filter(Number.isInteger), width, height);
    for (const [i, one] of series.entries()) {
      this.lines[i] ??= this.svg.insertBefore(svgNode(this.svg, "path"), this.pin);
      this.lines[i].setAttribute("class", `bp-series ${one.kind}`);
      this.lines[i].setAttribute("d", this.line(one, log));
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

  // The line of a series, broken where there is no number to draw.
  line({ x, y }, log) {
    const dot = x.length === 1 ? "h0.1" : ""; // one point is a dot
    let pen = "M";
    return x
      .map((at, j) => {
        const there = drawable(y[j], log);
        const piece = there ? `${pen}${this.x(at).toFixed(1)} ${this.y(y[j]).toFixed(1)}${dot}` : "";
        pen = there ? "L" : "M";
        return piece;
      })
      .join("");
  }

  axes(across, along, width, height) {
    this.grid.replaceChildren();
    for (const y of across) {
      svgNode(this.grid, "line", { x1: 62, x2: width - 14, y1: this.y(y), y2: this.y(y) });
      svgNode(this.grid, "text", { x: 56, y: this.y(y) + 5, "text-anchor": "end" }, shown(y, 3));
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

  hover(x, y) {
    const { x: places } = this.series[0];
    if (!places.length) return;
    const far = (at) => Math.abs(this.x(at) - x);
    const i = places.reduce((best, at, j) => (far(at) < far(places[best]) ? j : best), 0);
    this.near = this.nearest(places[i], y);
    this.point(i);
  }

  // Where a series has a point at this place of the axis, or -1.
  placeOf(one, x) {
    return one.x.findIndex((at) => Math.abs(at - x) < SAME);
  }

  // The series whose line lies nearest to a height at a place: its run is the one that a click picks.
  nearest(x, height) {
    const far = (one) => {
      const y = one.y[this.placeOf(one, x)];
      return drawable(y ?? null, this.log) ? Math.abs(this.y(y) - height) : Infinity;
    };
    return this.series.reduce((best, one, i) => (far(one) < far(this.series[best]) ? i : best), 0);
  }

  // The series that is picked from: of the keyboard always the first.
  get chosen() {
    return this.series[this.near ?? 0] ?? this.series[0];
  }

  // The last of the points.
  get last() {
    return this.series[0].k.length - 1;
  }

  // What is known of a point, as [name, value], for each series.
  values(i) {
    const at = this.series[0].x[i];
    return this.series.map((one) => [one.name, one.y[this.placeOf(one, at)] ?? null]);
  }

  // "update 160", or where an update of one run is no other's "epoch 1".
  called(i) {
    const [{ k, x }] = this.series;
    return this.along === "update" ? `update ${k[i]}` : `epoch ${shown(x[i], DIGITS)}`;
  }

  // The same for who does not see it: a slider stands at the marked point, else at the last; of a picture its ends.
  describe() {
    const [{ k }] = this.series;
    if (!k.length) return;
    const said = (i) =>
      this.values(i)
        .map(([name, y]) => `${name} ${y === null ? "not there" : readAloud(y, DIGITS)}`)
        .join(", ");
    if (!this.picked) {
      const ends = [0, this.last].map((i) => `${this.called(i)}: ${said(i)}`);
      this.box.setAttribute("aria-label", `${this.name}; ${ends.join("; ")}`);
      return;
    }
    const at = k.indexOf(this.marked ?? this.pinned);
    const here = at < 0 ? this.last : at;
    const value = {
      min: k[0],
      max: k[this.last],
      now: k[here],
      text: `${this.called(here)}, error: ${said(here)}`,
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
    const { chosen } = this;
    const at = this.series[0].x[i];
    const value = chosen.y[this.placeOf(chosen, at)] ?? null;
    const x = this.x(at);
    for (const [key, value] of Object.entries({ x1: x, x2: x, y1: 12, y2: this.size[1] - 28 }))
      this.rule.setAttribute(key, value);
    this.dot.setAttribute("cx", x);
    this.dot.setAttribute("cy", value === null ? -99 : this.y(value));
    const values = this.values(i).map(([name, value]) => `${name} ${shown(value, DIGITS)}`);
    this.tip.textContent = [this.called(i), ...values, "click to stay here"].join(" · ");
    this.tip.style.left = `${Math.max(0, Math.min(x - 140, this.size[0] - 304))}px`;
    this.tip.style.top = "6px";
  }

  key(event) {
    const at = this.at ?? this.last;
    const page = Math.max(1, Math.round(this.last / PAGES));
    const to = {
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      PageUp: at + page,
      PageDown: at - page,
      Home: 0,
      End: this.last,
    }[event.key];
    if (to !== undefined && this.last >= 0) {
      event.preventDefault();
      this.near = 0;
      this.point(Math.max(0, Math.min(this.last, to)));
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
    const own = chosen.k[this.placeOf(chosen, at)];
    this.picked(this.marked, { of: chosen.run ?? 0, k: own, called: chosen.called }, this.x(at), byKey);
  }
}
