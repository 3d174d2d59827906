// A large network: narrow layers as circles with their numbers, wide ones as dots or strips, edges on a canvas.
import { cellOf, ownOf, padded, strongestOf } from "./cells.js";
import { circleLook } from "../layout/appearance.js";
import { css, inkOn } from "../../drawing/colours.js";
import { Lettering, wideIn, writeFitted } from "../../drawing/fitted.js";
import { showHeads, writeHeads } from "../heads.js";
import { HeatMaps } from "./heatmaps.js";
import { MOST_NUMBERED } from "../layout/levels.js";
import { StrongEdges } from "./strong_edges.js";
import { svgNode, word } from "../../drawing/svg.js";
import { shown, sub } from "../../text/digits.js";
import { el } from "../../text/elements.js";
import { range } from "../../text/elision.js";
import { wordsIn } from "../../walk/asked.js";

const COLUMN = 74; // of y, t or e beside the outputs, in px
const VALUE = 66; // of the number of a neuron, likewise
const MOST_LINKED = 60; // places that are outlined at once

export class Overview {
  // `detail` is "strongest" or "heat"; the same methods as Graph, and a note on what is left out.
  constructor(host, walk, detail) {
    this.host = host;
    /** @type {import("../../walk/types.js").Walk} */
    this.walk = walk;
    this.detail = detail;
    this.note = "";
    this.ghost = null; // the walk from before, while a number is dragged
    this.neurons = null; // until it is drawn
    this.edges = null; // they are painted
    this.paper = host.appendChild(el("canvas", { class: "bp-paper", "aria-hidden": "true" }));
    this.words = svgNode(host, "svg", { class: "bp-words bp-seen", "aria-hidden": "true" });
    this.painter = detail === "heat" ? new HeatMaps(this) : new StrongEdges(this);
  }

  measure() {
    const { clientWidth: width, clientHeight: height } = this.host; // as enlarged it is sharp too
    const narrow = width < 560;
    const { layers } = this.walk;
    const enlarged = this.host.getBoundingClientRect().width / (width || 1) || 1;
    const dpr = (globalThis.devicePixelRatio || 1) * enlarged;
    const named = layers[0].width <= MOST_NUMBERED;
    const valued = layers.at(-1).width <= MOST_NUMBERED;
    const left = narrow ? 34 : named ? 60 : 44;
    const right = !valued ? (narrow ? 34 : 44) : 30 + COLUMN * (narrow ? 1 : 3);
    const top = narrow ? 84 : 92;
    const bottom = this.detail === "heat" ? (narrow ? 28 : 46) : 8;
    this.width = width;
    this.height = height;
    this.narrow = narrow;
    this.dpr = dpr;
    this.left = left;
    this.right = right;
    this.top = top;
    this.high = height - top - bottom;
    this.layers = this.painter.lay(
      layers.map((layer, i) => ({ ...layer, l: i + 1, circles: layer.width <= MOST_NUMBERED })),
    );
  }

  // A place on the screen's own pixels.
  snapped(at) {
    return Math.round(at * this.dpr) / this.dpr;
  }

  x(l) {
    return this.layers[l - 1].center;
  }

  // The rectangle of a neuron.
  place(l, c) {
    const { box, columns, cellWidth, cellHeight, cells } = this.layers[l - 1];
    const cell = cellOf(cells, c);
    return {
      x: box.x + (cell % columns) * cellWidth,
      y: box.y + Math.floor(cell / columns) * cellHeight,
      width: cellWidth,
      height: cellHeight,
    };
  }

  // Where a neuron stands.
  /** @returns {import("../../walk/types.js").Spot} */
  spot(l, c) {
    const { x, y, width, height } = this.place(l, c);
    return [x + width / 2, y + height / 2];
  }

  async draw() {
    this.measure();
    this.paper.width = Math.round(this.width * this.dpr);
    this.paper.height = Math.round(this.height * this.dpr);
    this.paper.style.width = `${this.paper.width / this.dpr}px`;
    this.paper.style.height = `${this.paper.height / this.dpr}px`;
    this.write();
  }

  text(x, y, name, content, anchor) {
    return word(this.words, x, y, name, content, anchor);
  }

  shape(tag, attributes, name, parent) {
    return svgNode(parent, tag, { ...attributes, class: name });
  }

  write() {
    this.words.replaceChildren();
    this.words.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.lettering = new Lettering(this.words);
    this.marks = svgNode(this.words, "g");
    this.chips = writeHeads(this);
    this.painter.write();
    this.neurons = this.layers
      .filter(({ circles }) => circles)
      .flatMap((layer) => range(layer.width).map((i) => this.circle(layer, i + 1)));
    this.hover = svgNode(this.words, "g");
    this.linked = svgNode(this.words, "g");
    this.lighted = null;
  }

  circle({ l, radius }, c) {
    const [x, y] = this.spot(l, c);
    const path = this.shape("circle", { cx: x, cy: y, r: radius }, "bp-circle", this.words);
    const neuron = { l, c, path, radius, value: this.text(x, y + 5, "bp-value") };
    if (l === 1) this.text(x - radius - 8, y + 5, "bp-name", `x${sub(c)}`, "end");
    if (l === this.layers.length) {
      const letters = this.narrow ? ["y"] : ["y", "t", "e"];
      const at = (k) => x + radius + 6 + (k + 1) * COLUMN;
      neuron.sides = letters.map((_, k) => this.text(at(k), y + 5, "bp-side", "", "end"));
      const above = Math.max(this.top - 4, y - radius - 6);
      if (c > 1) return neuron;
      for (const [k, letter] of letters.entries()) this.text(at(k), above, "bp-side bp-y", letter, "end");
    }
    return neuron;
  }

  // ---- one step
  show(picture, view, theme) {
    this.last = [picture, view, theme];
    const palette = this.walk.palettes[theme.dark ? "dark" : "light"];
    const context = this.paper.getContext("2d");
    context.setTransform(this.dpr, 0, 0, this.dpr, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    this.painter.paint(context, picture, palette, theme);
    this.note = this.painter.note;
    this.showCircles(picture, view, palette, theme);
    showHeads(this.chips, picture);
    this.markLit(picture, view.picked);
  }

  showCircles(picture, view, palette, theme) {
    for (const { l, c, path, radius, value, sides } of this.neurons) {
      const look = circleLook(this.walk, picture, view, palette, theme, l, c);
      path.style.fill = css(look.fill);
      path.style.stroke = look.stroke;
      path.style.strokeWidth = `${look.strokeWidth}px`;
      path.style.strokeDasharray = look.dash;
      value.setAttribute("class", "bp-value bp-tight");
      const roomy = wideIn(this.lettering, value, look.words) < 2 * radius;
      const name = `bp-value bp-tight${roomy ? "" : " bp-halo"}${look.lit ? "" : " bp-receded"}`;
      value.setAttribute("class", name);
      writeFitted(this.lettering, value, look.words, VALUE, VALUE);
      value.style.fill = roomy ? inkOn(look.fill, this.walk.drawing.light) : "";
      const ends = [
        wordsIn(picture, "output", [c], picture.output(c), view.digits),
        shown(picture.target(c), view.digits),
        wordsIn(picture, "error", [c], picture.error(c), view.digits),
      ];
      sides?.forEach((side, k) => {
        writeFitted(this.lettering, side, ends[k], COLUMN - 8, COLUMN);
      });
    }
  }

  // Nothing is painted ahead.
  prepare() {}

  forget() {}

  // What takes part, and what is picked, outlined: a layer, a neuron, an edge, or all edges of one of them.
  markLit(picture, picked) {
    this.marks.replaceChildren();
    const [neurons, edges] = picture.step.lit;
    for (const [l, c] of neurons)
      if (!this.layers[l - 1].circles) this.outline({ l, c }, "bp-mark", this.marks);
    for (const [l, r, c] of edges) this.outline({ l, r, c, region: true }, "bp-mark", this.marks);
    if (picked?.c) this.outline(picked, "bp-mark bp-picked", this.marks);
  }

  outline(thing, name, parent) {
    const { l, r, c, region } = thing;
    if (r || region) {
      this.painter.outline(thing, name, parent);
      return;
    }
    const layer = this.layers[l - 1];
    if (!c) {
      this.shape("rect", padded(layer.box, 4), name, parent);
      return;
    }
    const { x, y, width, height } = this.place(l, c);
    if (layer.dots || layer.circles)
      this.shape(
        "circle",
        { cx: x + width / 2, cy: y + height / 2, r: (layer.radius ?? width / 2) + 3 },
        name,
        parent,
      );
    else this.shape("rect", padded({ x, y, width, height }, 3), name, parent);
  }

  light(key) {
    if (this.lighted === key || !this.hover) return;
    this.lighted = key;
    this.hover.replaceChildren();
    const [l, ...rest] = (key ?? "").split(",").map(Number);
    if (!rest.length) return;
    this.outline(
      rest.length > 1 ? { l, r: rest[0], c: rest[1] } : { l, c: rest[0] },
      "bp-mark bp-hover",
      this.hover,
    );
  }

  // Outline the places where the same number is, { l, edge, r, c } each with 0 for all of them; null ends it.
  link(places) {
    this.linked?.replaceChildren();
    for (const { l, edge, r, c } of (places ?? []).slice(0, MOST_LINKED))
      this.outline(edge ? { l, r, c, region: true } : { l, c }, "bp-mark bp-same", this.linked);
  }

  // The neuron at a point, else the edge, else the layer whose head is there, else nothing.
  at(x, y) {
    for (const layer of this.layers) {
      const c = this.neuronAt(layer, x, y);
      if (c) return { l: layer.l, c };
    }
    const edge = this.painter.at(x, y);
    if (edge) return edge;
    const layer = this.layers.find(({ center }) => Math.abs(center - x) < 44);
    return y < 48 && layer ? { l: layer.l } : null;
  }

  neuronAt(layer, x, y) {
    const { l, circles, columns, cellWidth, cellHeight, cells, box } = layer;
    if (x < box.x - 4 || y < box.y || x >= box.x + box.width + 4 || y >= box.y + box.height) return 0;
    const column = Math.max(0, Math.min(columns - 1, Math.floor((x - box.x) / cellWidth)));
    const own = ownOf(cells, Math.floor((y - box.y) / cellHeight) * columns + column);
    if (!own.length) return 0;
    if (
      circles &&
      Math.hypot(x - this.spot(l, own[0])[0], y - this.spot(l, own[0])[1]) > Math.max(layer.radius, 14)
    )
      return 0;
    return strongestOf(own, (c) => this.last?.[0].neuron(l, c));
  }
}
