// The rows of a set of one or two inputs, and what a network says between them.
import { mixed } from "../../drawing/colours.js";
import { svgNode } from "../../drawing/svg.js";
import { shown } from "../../text/digits.js";
import { el } from "../../text/elements.js";
import { painted, shares, signedShares, wholes } from "./byte_values.js";
import { roomOf, ticks } from "./axis.js";
import { channels, colourOf, markOf } from "./class_colours.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [54, 10, 8, 42]; // around the plot, for the axes; LEFT where the numbers are short
const NEAR = 16; // pixels from a row at which a click means it
const PAD = 0.08; // above and below the curve of one input

const along =
  ([low, high], from, to) =>
  (x) =>
    from + ((x - low) / (high - low)) * (to - from);

const within = ([low, high]) => ticks(low, high, false).filter((x) => x >= low && x <= high);

// What the colours and marks of the rows stand for: each class behind its mark.
export function classKeys(classes) {
  return classes.map((name, label) => {
    const key = el("span", { class: "bp-class" }, name);
    const mark = svgNode(null, "svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" });
    const path = svgNode(mark, "path", { d: markOf(label, 0, 0, 4.5), class: "bp-item" });
    path.style.setProperty("--own", colourOf(label));
    key.prepend(mark);
    return key;
  });
}

export class DataPicture {
  // `picked(row, place)` is called with a row of the set, and where in the box it was clicked.
  constructor(picked) {
    this.picked = picked;
    this.box = el("div", { class: "bp-map", role: "img" });
    this.paper = this.box.appendChild(el("canvas"));
    this.svg = svgNode(this.box, "svg", { "aria-hidden": "true" });
    this.axes = svgNode(this.svg, "g", { class: "bp-grid" });
    this.items = svgNode(this.svg, "g");
    this.line = svgNode(this.svg, "g"); // over the rows, which lie on it where they are learnt
    this.box.addEventListener("click", (event) => this.pick(event));
  }

  // `map`: of the frame, null where nothing can be drawn.
  show(data, map, palette) {
    this.data = data;
    const { width, height } = this.box.getBoundingClientRect();
    this.paper.hidden = !map?.side;
    if (!width) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const up = data.spans.length > 1 ? data.spans[1] : this.upOf(map);
    this.left = Math.max(LEFT, 30 + roomOf(within(up).map((y) => shown(y, 2))));
    this.px = along(data.spans[0], this.left, width - RIGHT);
    this.py = along(up, height - BOTTOM, TOP);
    const key = JSON.stringify([width, height, up, data.belongs]);
    if (this.key !== key) {
      this.key = key;
      this.layAxes(up, width, height);
      this.layItems();
    }
    if (map?.side) this.paint(map, palette, width, height);
    this.layLines(map);
  }

  // The heights that the function of one input is drawn over: those of the targets and its own.
  upOf(map) {
    const all = [...(map?.y.flat() ?? []), ...this.data.items.t.flat()];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const pad = PAD * (high - low || 1);
    return [low - pad, high + pad];
  }

  layAxes(up, width, height) {
    const { inputs, outputs, spans } = this.data;
    this.axes.replaceChildren();
    const text = (at, words) => svgNode(this.axes, "text", at, words);
    for (const x of within(spans[0])) {
      svgNode(this.axes, "line", {
        x1: this.px(x),
        x2: this.px(x),
        y1: height - BOTTOM,
        y2: height - BOTTOM + 5,
      });
      text({ x: this.px(x), y: height - BOTTOM + 19, "text-anchor": "middle" }, shown(x, 2));
    }
    for (const y of within(up)) {
      svgNode(this.axes, "line", { x1: this.left - 5, x2: this.left, y1: this.py(y), y2: this.py(y) });
      text({ x: this.left - 8, y: this.py(y) + 5, "text-anchor": "end" }, shown(y, 2));
    }
    const frame = { x: this.left, y: TOP, width: width - this.left - RIGHT, height: height - TOP - BOTTOM };
    svgNode(this.axes, "rect", { ...frame, class: "bp-plane" });
    text({ x: (this.left + width - RIGHT) / 2, y: height - 6, "text-anchor": "middle" }, inputs[0]);
    const middle = (TOP + height - BOTTOM) / 2;
    const turned = { transform: `rotate(-90 14 ${middle})`, x: 14, y: middle, "text-anchor": "middle" };
    text(turned, inputs[1] ?? outputs.join(", "));
  }

  layItems() {
    const { items, spans } = this.data;
    this.items.replaceChildren();
    this.spots = [];
    items.x.forEach(([x, y], i) => {
      // A row of a class stands at 1, where the output of its class should be.
      const targets = items.label && items.t[i].length > 1 ? [1] : items.t[i];
      for (const t of spans.length > 1 ? [y] : targets) this.item(this.px(x), this.py(t), i);
    });
  }

  item(x, y, i) {
    const { items } = this.data;
    this.spots.push({ x, y, i });
    const label = items.label ? items.label[i] : 0;
    const kind = items.test[i] ? "bp-item bp-held" : "bp-item";
    const node = svgNode(this.items, "path", { d: markOf(label, x, y, 4.5), class: kind });
    if (!items.label) return;
    node.classList.add("bp-of-class");
    node.style.setProperty("--own", colourOf(label));
  }

  // The outputs of one input, each a line.
  layLines(map) {
    this.line.replaceChildren();
    if (!map?.y) return;
    for (const [c, ys] of map.y.entries()) {
      const d = ys.map((y, i) => `${i ? "L" : "M"}${this.px(map.x[i])} ${this.py(y)}`).join("");
      const style = map.y.length > 1 ? `--line:${colourOf(c)}` : "";
      svgNode(this.line, "path", { class: "bp-series bp-run0", style, d });
    }
  }

  paint({ side, winner, lead, value }, palette, width, height) {
    const { style } = this.paper;
    style.left = `${this.left}px`;
    style.top = `${TOP}px`;
    style.width = `${width - this.left - RIGHT}px`;
    style.height = `${height - TOP - BOTTOM}px`;
    if (value) {
      const numbers = signedShares(value);
      painted(this.paper, side, side, (i) => mixed(palette, "neuron", numbers[i] * 0.8));
      return;
    }
    const page = channels(palette.neuron);
    const [labels, leads] = [wholes(winner), shares(lead)];
    const colours = labels.map((label) => channels(colourOf(label)));
    const part = (i) => 0.15 + 0.5 * leads[i];
    painted(this.paper, side, side, (i) => colours[i].map((x, j) => page[j] + (x - page[j]) * part(i)));
  }

  pick(event) {
    const box = this.box.getBoundingClientRect();
    const place = [event.clientX - box.left, event.clientY - box.top];
    const far = ({ x, y }) => Math.hypot(x - place[0], y - place[1]);
    const best = this.spots.reduce((near, spot) => (near && far(near) <= far(spot) ? near : spot), null);
    if (best && far(best) < NEAR) this.picked(this.data.items.row[best.i], place);
  }
}
