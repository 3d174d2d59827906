// The graph: Plotly draws it once; a step then changes only the styles of its paths and the words over it.
import { RECEDED, css, luminance, mixed } from "./colours.js";
import { showHeads, writeHeads } from "./heads.js";
import { SVG, word } from "./svg.js";
import { fitting, shown, sub } from "../text/digits.js";

const ROOM_FOR_TWO = 56; // a neuron so wide holds what was known before under the dash
export class Graph {
  constructor(host, walk) {
    this.host = host;
    this.walk = walk;
    this.plot = host.appendChild(document.createElement("div"));
    this.words = host.appendChild(document.createElementNS(SVG, "svg"));
    this.words.setAttribute("class", "bp-words");
    this.words.setAttribute("aria-hidden", "true");
  }

  // Where everything stands, for the size that the host has now.
  measure(digits) {
    const { width, height } = this.host.getBoundingClientRect();
    const narrow = width < 560;
    const { layers, rows } = this.walk;
    const outputs = layers.at(-1).shown.length;
    const letters = digits ? digits + 6 : 21;
    const top = narrow ? 84 : 92;
    const half = Math.max(rows, 3) / 2 + 0.12;
    const pitch = (height - top - 6) / (2 * half);
    const tight = pitch < (narrow ? 52 : 66); // y, t and e of an output share one line
    const table = tight && outputs > 1 && !narrow; // with their names once, above
    const column = 8 * (digits ? digits + 6 : 20);
    const beyond = digits ? 0 : 76; // half of a number with all its digits, which no neuron holds
    const right = narrow
      ? 42 + 7.6 * letters
      : table
        ? 84 + 3 * column
        : 64 + Math.max(0, beyond - 40) + 8 * letters;
    const left = narrow ? 44 : 76;
    const gap = (width - left - right) / (layers.length - 1);
    const node = Math.max(16, Math.min(pitch * 0.6, gap * 0.44, width > 1000 ? 104 : 84));
    const x = (l) => left + (l - 1) * gap;
    const y = (row) => top + (row + half) * pitch;
    const places = new Map(this.walk.place.map(([l, c, , row]) => [`${l},${c}`, [x(l), y(row)]]));
    Object.assign(this, {
      width,
      height,
      top,
      right,
      left,
      pitch,
      node,
      narrow,
      tight,
      table,
      column,
      beyond,
      gap,
      x,
      y,
      places,
    });
  }

  async draw(Plotly, digits) {
    this.measure(digits);
    const { data, layout } = structuredClone(this.walk.figure);
    for (const trace of data) if (trace.mode === "markers") trace.marker.size = this.node;
    Object.assign(layout, {
      width: this.width,
      height: this.height,
      margin: { l: this.left, r: this.right, t: this.top, b: 6, pad: 0 },
    });
    await Plotly.react(this.plot, data, layout, { staticPlot: true, displayModeBar: false });
    this.collect();
    this.write();
  }

  // The neuron at a point of the graph, else the nearest edge, else nothing.
  at(x, y) {
    const reach = Math.max(this.node / 2, 14);
    for (const { l, c } of this.neurons) {
      const [px, py] = this.places.get(`${l},${c}`);
      if (Math.hypot(px - x, py - y) <= reach) return { l, c };
    }
    let best = null;
    let least = 14;
    for (const { l, r, c } of this.edges) {
      const [[x0, y0], [x1, y1]] = [this.places.get(`${l - 1},${r}`), this.places.get(`${l},${c}`)];
      const along = Math.max(
        0,
        Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)),
      );
      const distance = Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0));
      if (distance < least) {
        least = distance;
        best = { l, r, c };
      }
    }
    if (best) return best;
    const layer = this.walk.layers.findIndex((_, i) => Math.abs(this.x(i + 1) - x) < 44) + 1;
    return y < 48 && layer ? { l: layer } : null;
  }

  // Light one thing under the pointer, before any click: "l,r,c" for an edge, "l,c" for a neuron.
  light(key) {
    if (this.lighted === key) return;
    this.lighted = key;
    for (const { l, r, c, path } of this.edges ?? [])
      path.classList.toggle("bp-lighted", key === `${l},${r},${c}`);
    for (const { l, c, path } of this.neurons ?? []) path.classList.toggle("bp-lighted", key === `${l},${c}`);
  }

  // Plotly's own paths, by edge and by neuron.
  collect() {
    const traces = [...this.plot.querySelectorAll(".scatterlayer > .trace")];
    const K = this.walk.layers.length;
    this.edges = Object.entries(this.walk.edges).flatMap(([l, order], i) => {
      const paths = traces[i].querySelectorAll("path.js-line");
      return order.map(([r, c], k) => ({ l: Number(l), r, c, path: paths[k] }));
    });
    this.neurons = this.walk.layers.flatMap(({ shown: components }, i) => {
      const points = traces[K - 1 + i].querySelectorAll("path.point");
      return components.map((c, k) => ({ l: i + 1, c, path: points[k] }));
    });
    for (const { path } of this.neurons) path.style.opacity = "1";
  }

  text(x, y, name, content, anchor) {
    return word(this.words, x, y, name, content, anchor);
  }

  // The words of the graph; their contents are set at each step.
  write() {
    this.words.replaceChildren();
    this.words.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.marks = this.words.appendChild(document.createElementNS(SVG, "g"));
    const K = this.walk.layers.length;
    this.chips = writeHeads(this);
    this.walk.layers.forEach((layer, i) => {
      if (layer.hidden)
        this.text(this.x(i + 1), this.y(layer.gap[1]) + 5, "bp-gap", `⋮ ${layer.hidden} more`);
    });
    const beside = this.pitch - this.node < 19; // no room for the bias below its neuron
    for (const neuron of this.neurons) {
      const [x, y] = this.places.get(`${neuron.l},${neuron.c}`);
      neuron.value = this.text(x, y + 5, "bp-value");
      if (neuron.l > 1 && this.node >= ROOM_FOR_TWO)
        neuron.earlier = this.text(x, y + Math.min(24, this.node * 0.32), "bp-earlier");
      if (neuron.l > 1) {
        neuron.bias = beside
          ? this.text(x + 32, y + 5, "bp-bias", "", "start")
          : this.text(x, y + this.node / 2 + 15, "bp-bias");
      }
      if (neuron.l === 1) this.text(x - this.node / 2 - 8, y + 5, "bp-name", `x${sub(neuron.c)}`, "end");
      if (neuron.l === K) {
        const at = x + Math.max(this.node / 2 + 14, this.table ? 74 : 0, this.narrow ? 0 : this.beyond + 6);
        if (this.table)
          neuron.sides = [1, 2, 3].map((k) => this.text(at + k * this.column, y + 5, "bp-side", "", "end"));
        else if (this.tight && this.narrow) neuron.sides = [this.text(at, y + 5, "bp-side", "", "start")];
        else
          neuron.sides = (this.narrow ? [-15, 2, 19] : [-20, 2, 24]).map((dy, k) =>
            this.text(at, y + dy, k ? "bp-side" : "bp-side bp-y", "", "start"),
          );
        if (this.table && neuron.c === 1)
          ["y", "t", "e"].forEach((name, k) =>
            this.text(at + (k + 1) * this.column, y - 18, "bp-side bp-y", name, "end"),
          );
      }
    }
  }

  // One step: colours, widths, dashes and words, all in one go.
  show(picture, view, theme) {
    this.last = [picture, view, theme];
    const palette = this.walk.palettes[theme.dark ? "dark" : "light"];
    this.showEdges(picture, palette, view);
    this.showNeurons(picture, view, palette, theme);
    showHeads(this.chips, picture);
    this.markEdges(picture, view);
  }

  showEdges(picture, palette, view) {
    const end = this.walk.scales[picture.edgeQuantity];
    for (const { l, r, c, path } of this.edges) {
      const value = picture.edge(l, r, c);
      const share = value === null ? 0 : value / end;
      const lit = picture.litEdge(l, r, c);
      const style = path.style;
      const width = value === null ? 1 : 1.2 + 3.8 * Math.min(1, Math.abs(share));
      style.stroke = css(mixed(palette, "edge", share));
      style.strokeWidth = `${lit ? width + 1 : width}px`;
      style.strokeDasharray = value === null ? "1 5" : value < 0 ? "7 5" : "none";
      path.classList.toggle("bp-picked", isPicked(view.picked, l, c, r));
      style.opacity = lit || path.classList.contains("bp-picked") ? "1" : "0.5";
    }
  }

  showNeurons(picture, view, palette, theme) {
    const K = this.walk.layers.length;
    for (const { l, c, path, value, earlier, bias, sides } of this.neurons) {
      const quantity = picture.quantityOf(l);
      const x = picture.neuron(l, c);
      const scale =
        l === 1 && view.neurons !== "follow" && view.neurons !== "a" ? Infinity : this.walk.scales[quantity];
      const lit = picture.litNeuron(l, c);
      const full = mixed(palette, "neuron", x === null ? 0 : x / scale);
      const fill = lit
        ? full
        : full.map((part, i) => Math.round(theme.page[i] + (part - theme.page[i]) * RECEDED));
      path.style.fill = css(fill);
      path.style.stroke = lit ? theme.accent : theme.outline;
      path.style.strokeWidth = lit ? "3.5px" : "1.5px";
      path.style.strokeDasharray = x === null ? "4 4" : "none";
      path.classList.toggle("bp-picked", isPicked(view.picked, l, c));
      const words = shown(x, view.digits);
      value.textContent = fitting(words, this.gap);
      const roomy = words.length * (this.node > 70 ? 10.5 : 8.6) < this.node;
      value.setAttribute(
        "class",
        `bp-value${roomy ? "" : " bp-halo"}${!roomy || this.node < 44 ? " bp-tight" : this.node > 70 ? " bp-large" : ""}${lit ? "" : " bp-receded"}`,
      );
      value.style.fill = roomy ? (luminance(fill) > 0.179 ? "#000000" : "#ffffff") : "";
      const before = x === null ? picture.earlier(l, c) : null;
      if (earlier)
        earlier.textContent = before
          ? fitting(`${before[0]} ${shown(before[1], view.digits)}`, this.node)
          : "";
      if (bias) bias.textContent = fitting(`b ${shown(picture.bias(l, c), view.digits)}`, this.gap);
      if (l === K) {
        const parts = [
          ["y", picture.output(c)],
          ["t", picture.target(c)],
          ["e", picture.error(c)],
        ];
        sides.forEach((side, k) => {
          const [letter, number] = parts[k];
          side.textContent = `${this.table ? "" : `${letter}${sub(c)} `}${shown(number, view.digits)}`;
        });
      }
    }
  }

  // Arrowheads that say which way the pass runs, and the weights where few edges are lit.
  markEdges(picture, view) {
    this.marks.replaceChildren();
    const lit = this.edges.filter(({ l, r, c }) => picture.litEdge(l, r, c));
    if (!lit.length || lit.length > 40) return;
    const back = picture.step.phase === "backward";
    const moves = picture.step.phase === "forward" || picture.step.kind === "S";
    const ends = lit.map(({ l, r, c }) => [this.places.get(`${l - 1},${r}`), this.places.get(`${l},${c}`)]);
    if (moves) ends.forEach(([from, to]) => this.arrow(back ? to : from, back ? from : to));
    if (!this.narrow) this.label(lit, ends, picture, view);
  }

  arrow(from, to) {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    const tip = [to[0] - ux * (this.node / 2 + 5), to[1] - uy * (this.node / 2 + 5)];
    const base = [tip[0] - ux * 13, tip[1] - uy * 13];
    const head = this.marks.appendChild(document.createElementNS(SVG, "polygon"));
    head.setAttribute("class", "bp-arrow");
    head.setAttribute(
      "points",
      [tip, [base[0] - uy * 6, base[1] + ux * 6], [base[0] + uy * 6, base[1] - ux * 6]].join(" "),
    );
  }

  // Values beside the lit edges, at the share of the way where no two of them meet; else none.
  label(lit, ends, picture, view) {
    if (lit.length > 6) return;
    const words = lit.map(({ l, r, c }) => shown(picture.edge(l, r, c), view.digits));
    const wide = Math.max(...words.map((word) => word.length)) * 8 + 12;
    const tail = picture.step.phase === "backward" ? [0.5, 0.66, 0.6, 0.7] : [0.5, 0.34, 0.4, 0.3];
    for (const share of tail) {
      const at = ends.map(([from, to]) => [
        from[0] + (to[0] - from[0]) * share,
        from[1] + (to[1] - from[1]) * share,
      ]);
      const apart = at.every(([x, y], i) =>
        at.every(([x2, y2], j) => i >= j || Math.abs(x - x2) > wide || Math.abs(y - y2) > 30),
      );
      if (
        !apart ||
        Math.min(share, 1 - share) * Math.abs(ends[0][1][0] - ends[0][0][0]) < this.node / 2 + wide / 2
      )
        continue;
      at.forEach(([x, y], i) => {
        const box = this.marks.appendChild(document.createElementNS(SVG, "rect"));
        const size = {
          x: x - words[i].length * 4 - 6,
          y: y - 11,
          width: words[i].length * 8 + 12,
          height: 22,
          rx: 5,
        };
        for (const [key, value] of Object.entries(size)) box.setAttribute(key, value);
        box.setAttribute("class", "bp-label-box");
        const word = this.text(x, y + 5, "bp-label", words[i]);
        this.marks.appendChild(word);
      });
      return;
    }
  }
}

const isPicked = (picked, l, c, r) => Boolean(picked) && picked.l === l && picked.c === c && picked.r === r;
