// The graph: Plotly draws it once; a step then changes only the styles of its paths and the words over it.
import { sub } from "../text/digits.js";
import { appearanceOf } from "./layout/appearance.js";
import { css, inkOn } from "../drawing/colours.js";
import { obstacles, placedOn } from "./overlays/edges/places.js";
import { drawProductsOf, saysProducts } from "./overlays/edges/products.js";
import { Lettering, wideIn, writeFitted } from "../drawing/fitted.js";
import { showHeads, writeHeads } from "./heads.js";
import { LINE_HEIGHT, linesOf, showKept } from "./overlays/neurons/kept_words.js";
import { arrowhead, distanceTo, labelPlaces, layoutOf } from "./layout/layout.js";
import { drawOverlays } from "./overlays/overlays.js";
import { settle, svgNode, word } from "../drawing/svg.js";

const HALF_LINE = 7; // px of letters
const HALF_BOX = 11; // px of the box around a number on an edge
const APART = 8; // px between two words of a line
const LARGE = 70; // a neuron so wide has its number in large letters
const SMALL = 44; // one narrower than this in small ones
const NEAR = 14; // px from an edge, or from the middle of a neuron, within which it is meant

// The one neuron or edge among places; nothing where they are many.
function meantBy(places) {
  const meant = new Set((places ?? []).map(({ l, edge, r, c }) => [l, edge ? r : 0, c].join()));
  if (meant.size !== 1) return null;
  const [l, r, c] = [...meant][0].split(",").map(Number);
  return { l, r, c };
}

// Give a path the styles in which it differs from how it was `drawn`: one of them set again has the page find and
// paint all of it anew.
function drawnAs({ style }, drawn, look) {
  for (const [name, value] of Object.entries(look)) if (drawn?.[name] !== value) style[name] = value;
  return look;
}

export class Graph {
  /**
   * @param {HTMLElement} host
   * @param {import("../walk/types.js").Walk} walk
   */
  constructor(host, walk) {
    this.host = host;
    this.walk = walk;
    this.note = undefined; // what is left out: the player says it itself
    this.ghost = null; // the walk from before, while a number is dragged
    this.neurons = null; // until it is drawn
    this.edges = null;
    this.numbers = null;
    this.boxes = []; // the places of numbers on edges, for what lies over them
    this.set(layoutOf(walk, { width: 0, height: 0 }, 0));
    this.plot = host.appendChild(document.createElement("div"));
    this.words = svgNode(host, "svg", { class: "bp-words", "aria-hidden": "true" });
  }

  async draw(Plotly, digits) {
    const { clientWidth: width, clientHeight: height } = this.host;
    this.set(layoutOf(this.walk, { width, height }, digits));
    const { data, layout } = structuredClone(this.walk.figure);
    for (const trace of data) if (trace.mode === "markers") trace.marker.size = this.node;
    const { left, right, top } = this.layout;
    const margin = { l: left, r: right, t: top, b: 6, pad: 0 };
    Object.assign(layout, { width, height, margin });
    await Plotly.react(this.plot, data, layout, { staticPlot: true, displayModeBar: false });
    this.collect();
    this.write();
  }

  // Where everything stands from now on.
  set(layout) {
    const { width, height, node, pitch, gap, narrow, x, places } = layout;
    this.layout = layout;
    this.width = width;
    this.height = height;
    this.node = node;
    this.pitch = pitch;
    this.gap = gap;
    this.narrow = narrow;
    this.x = x;
    this.places = places;
  }

  // Where a neuron stands; nothing where it is left out.
  spot(l, c) {
    return this.places.get(`${l},${c}`);
  }

  // The two places between which an edge runs.
  /** @returns {[import("../walk/types.js").Spot, import("../walk/types.js").Spot]} */
  ends({ l, r, c }) {
    return [this.spot(l - 1, r), this.spot(l, c)];
  }

  // The neuron at a point of the graph, else the nearest edge, else nothing.
  at(x, y) {
    const reach = Math.max(this.node / 2, NEAR);
    for (const { l, c } of this.neurons) {
      const [px, py] = this.spot(l, c);
      if (Math.hypot(px - x, py - y) <= reach) return { l, c };
    }
    let best = null;
    let least = NEAR;
    for (const edge of this.edges) {
      const distance = distanceTo(this.ends(edge), x, y);
      if (distance < least) {
        least = distance;
        best = { l: edge.l, r: edge.r, c: edge.c };
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

  // Light the places where the same number is, { l, edge, r, c, shown } each with 0 for all of them, and less where
  // another number is shown there; null ends it.
  link(places) {
    const meant = (wanted, own) => !wanted || wanted === own;
    const mark = (nodes, edge, l, r, c) => {
      const here = (places ?? []).filter(
        (at) => at.edge === edge && at.l === l && meant(at.r, r) && meant(at.c, c),
      );
      const same = here.some((at) => at.shown);
      for (const node of nodes) node?.classList.toggle("bp-same", same);
      nodes[0].classList.toggle("bp-part", !same && here.length > 0);
    };
    for (const { l, r, c, path } of this.edges ?? []) mark([path], true, l, r, c);
    /** @type {{ l: number, c: number, path: SVGElement, value?: SVGElement }[]} */
    const neurons = this.neurons ?? [];
    for (const { l, c, path, value } of neurons) mark([path, value], false, l, 0, c);
    drawProductsOf(this, meantBy(places));
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
      /** @type {NodeListOf<SVGElement>} */
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
    this.lettering = new Lettering(this.words);
    this.marks = svgNode(this.words, "g");
    this.chips = writeHeads(this);
    this.walk.layers.forEach(({ hidden, gap }, i) => {
      if (!hidden || this.layout.flat) return;
      const more = this.text(this.x(i + 1), this.layout.y(gap[1]) + 5, "bp-gap");
      this.fit(more, `⋮ ${hidden} more`, this.gap - APART);
    });
    for (const neuron of this.neurons) this.writeNeuron(neuron);
  }

  writeNeuron(neuron) {
    const { l, c } = neuron;
    const { node } = this;
    const [x, y] = this.spot(l, c);
    neuron.value = this.text(x, y + 5, "bp-value");
    neuron.ink = null; // of these words
    if (l === 1) {
      const name = this.text(x - this.layout.reach - 8, y + 5, "bp-name", "", "end");
      if (!this.layout.flat) this.fit(name, `x${sub(c)}`, x - this.layout.reach - 10);
    } else if (!this.layout.low) {
      neuron.kept = this.text(x, y, "bp-kept");
      neuron.bias = this.text(x, y + node / 2 + (node < 30 ? 12 : 15), "bp-bias");
    }
    if (l === this.walk.layers.length) this.writeSides(neuron, x, y);
  }

  // y, t and e beside an output: in columns with their names above, in one line, or one below the other.
  writeSides(neuron, x, y) {
    const { table, tight, narrow, column, start, sideLine } = this.layout;
    const at = x + start;
    const name = (k) => (k ? "bp-side" : "bp-side bp-y");
    if (table) {
      neuron.sides = [1, 2, 3].map((k) => this.text(at + k * column, y + 5, "bp-side", "", "end"));
      if (neuron.c > 1) return;
      for (const [k, letter] of ["y", "t", "e"].entries())
        this.text(at + (k + 1) * column, y - 18, "bp-side bp-y", letter, "end");
    } else if (tight && (narrow || this.walk.layers.at(-1).shown.length > 1))
      neuron.sides = [this.text(at, y + 5, "bp-side", "", "start")];
    else {
      const below = (k) => y + 2 + (k - 1) * sideLine;
      neuron.sides = [0, 1, 2].map((k) => this.text(at, below(k), name(k), "", "start"));
    }
  }

  // One step: colours, widths, dashes and words, all in one go; `at` is the step's Reading.
  show(picture, view, theme, at) {
    this.last = [picture, view, theme];
    const { edges, neurons, arrows, labels, along } = appearanceOf(this.walk, picture, view, theme);
    // Paths lie in the order of the walk that was drawn first; one with other numbers may have another order.
    const looks = new Map(edges.map((look) => [`${look.l},${look.r},${look.c}`, look]));
    for (const edge of this.edges) this.showEdge(edge, looks.get(`${edge.l},${edge.r},${edge.c}`));
    this.neurons.forEach((neuron, i) => {
      this.showNeuron(neuron, neurons[i]);
    });
    const labelled = !this.narrow && labels.length > 0 && !saysProducts(at, picture);
    this.looks = neurons;
    showKept(this, neurons, { labelled });
    showHeads(this.chips, picture);
    this.point(arrows);
    this.numbers?.remove();
    this.numbers = svgNode(null, "g"); // on edges
    this.boxes = []; // of the labels
    this.labelled = new Map(); // by edge, "l,r,c", the middle of its label
    if (labelled) this.label(labels, along);
    drawOverlays(this, at);
    this.words.append(this.numbers); // above the outlines along their edges
  }

  // The heads of the arrows; the same ones stay from step to step.
  point(arrows) {
    const ends = arrows.map(({ from, to }) => [this.places.get(from), this.places.get(to)]);
    const corners = ends.map(([from, to]) => arrowhead(from, to, this.node).join(" "));
    const { children } = this.marks;
    while (children.length > corners.length) children[corners.length].remove();
    corners.forEach((points, i) => {
      settle(children[i] ?? svgNode(this.marks, "polygon", { class: "bp-arrow" }), "points", points);
    });
  }

  showEdge(edge, { colour, width, dash, picked, opacity }) {
    const { path } = edge;
    path.classList.toggle("bp-picked", picked);
    const strokeWidth = `${width}px`;
    edge.drawn = drawnAs(path, edge.drawn, {
      stroke: css(colour),
      strokeWidth,
      strokeDasharray: dash,
      opacity: `${opacity}`,
    });
  }

  showNeuron(parts, look) {
    const { value, bias, sides } = parts;
    this.showCircle(parts, look);
    const room = this.roomOf(parts);
    const words = this.layout.flat ? "" : look.words;
    const roomy = wideIn(this.lettering, value, words, this.valueClass(true, look.lit)) < this.node - 4;
    settle(value, "class", this.valueClass(roomy, look.lit));
    this.fit(value, words, room);
    const ink = roomy ? inkOn(look.fill, this.walk.drawing.light) : "";
    if (parts.ink !== ink) value.style.fill = parts.ink = ink;
    if (bias) this.fit(bias, look.bias, this.layout.tight ? this.gap - APART / 2 : room);
    if (bias) settle(bias, "data-number", `${look.renewed ? "newb" : "b"}:${look.l}:${look.c}`);
    sides?.forEach((side, k) => {
      const [letter, words] = look.sides[k];
      settle(side, "data-number", `${letter === "y" ? "a" : letter}:${look.l}:${look.c}`);
      const { table, column, flat, sideLine } = this.layout;
      const room = table ? column - 6 : this.width - Number(side.getAttribute("x")) - 2;
      const said = flat ? "" : table ? words : `${letter}${sub(look.c)} ${words}`;
      this.fit(side, said, room, sides.length > 1 && !table ? sideLine - 2 : undefined);
    });
  }

  showCircle(parts, { fill, stroke, strokeWidth, dash, picked }) {
    const { path } = parts;
    path.classList.toggle("bp-picked", picked);
    const before = parts.drawn;
    const look = { fill: css(fill), stroke, strokeWidth: `${strokeWidth}px`, strokeDasharray: dash };
    parts.drawn = drawnAs(path, before, look);
    // Of which a part stays while others are pointed at.
    if (before?.fill !== look.fill) path.style.setProperty("--own-fill", look.fill);
  }

  // The way that words of a neuron have, to its neighbours, to the name of an input, and to y, t and e.
  roomOf({ l }) {
    const { gap, reach, start } = this.layout;
    const ends = [l === 1 ? reach : gap / 2, l === this.walk.layers.length ? start - 3 : gap / 2];
    return 2 * Math.min(gap / 2, ...ends) - APART / 2;
  }

  // Words where there is room for so many px, and for so many as lie between two rows.
  fit(node, words, room, high = this.pitch) {
    writeFitted(this.lettering, node, words, room, Math.min(high, this.pitch - 1));
  }

  valueClass(roomy, lit) {
    const size = !roomy || this.node < SMALL ? " bp-tight" : this.node > LARGE ? " bp-large" : "";
    return `bp-value${roomy ? "" : " bp-halo"}${size}${lit ? "" : " bp-receded"}`;
  }

  // Numbers beside the lit edges, as long as they have room, where no two of them meet and none meets a word; else
  // none.
  label(labels, along) {
    const ends = labels.map((edge) => this.ends(edge));
    const taken = this.neurons.flatMap((neuron) => this.wordsOf(neuron));
    const meets = ([x, y], half) =>
      taken.some(([u, v, w]) => Math.abs(u - x) < w + half && Math.abs(v - y) < HALF_LINE + HALF_BOX);
    for (const form of ["longer", "words"]) {
      const halves = labels.map((label) => label[form].length * 4 + 6);
      const at = labelPlaces(ends, along, 2 * Math.max(...halves), this.node);
      if (!at || at.some((place, i) => meets(place, halves[i]))) continue;
      at.forEach((place, i) => this.writeLabel(place, labels[i], form, halves[i]));
      return;
    }
    this.labelEach(labels, ends);
  }

  // Each where its own edge has room; else none.
  labelEach(labels, ends) {
    const backward = this.last[0].step.phase === "backward";
    const words = labels.map((label, i) => ({
      label,
      way: backward ? [...ends[i]].reverse() : ends[i],
      long: [[null, label.longer]],
      short: [[null, label.words]],
    }));
    for (const { label, words: said, box } of placedOn(words, obstacles(this)) ?? [])
      this.writeLabel(box, label, said[0][1] === label.words ? "words" : "longer", box[2]);
  }

  writeLabel([x, y], label, form, half) {
    this.labelled.set([label.l, label.r, label.c].join(), [x, y]);
    const size = { x: x - half, y: y - HALF_BOX, width: 2 * half, height: 2 * HALF_BOX };
    svgNode(this.numbers, "rect", { ...size, rx: 5, class: "bp-label-box" });
    this.boxes.push([x, y, half, HALF_BOX]);
    word(this.numbers, x, y + 5, "bp-label", label[form]);
  }

  // Where the number of a neuron stands, and what stands below it: the middle of each, and half of its width.
  /** @param {any} parts */
  wordsOf(parts) {
    const { value, bias, kept } = parts;
    return [value, bias, kept]
      .filter((node) => node?.textContent)
      .flatMap((node) =>
        linesOf(node).map((line, i) => {
          const half = wideIn(this.lettering, node, line) / 2;
          const aside = { start: half, end: -half }[node.getAttribute("text-anchor")] ?? 0;
          const y = Number(node.getAttribute("y")) - 5 + i * LINE_HEIGHT;
          return [Number(node.getAttribute("x")) + aside, y, half];
        }),
      );
  }
}
