// The graph: Plotly draws it once; a step then changes only the styles of its paths and the words over it.
import { sub } from "../text/digits.js";
import { appearanceOf } from "./layout/appearance.js";
import { css, inkOn } from "../drawing/colours.js";
import { drawLabels } from "./overlays/edges/labels.js";
import { drawProductsOf, saysProducts } from "./overlays/edges/products.js";
import { Lettering, wideIn, writeFitted } from "../drawing/fitted.js";
import { showHeads, writeHeads } from "./heads.js";
import { LINE_HEIGHT, linesOf, showKept } from "./overlays/neurons/kept_words.js";
import { arrowhead, layoutOf } from "./layout/layout.js";
import { biasRoom, gapRoom, roomOf, sideRoom, sidesAt, valueClass } from "./layout/neuron_room.js";
import { linkOf, meantBy, thingAt } from "./layout/pointed.js";
import { drawOverlays } from "./overlays/overlays.js";
import { settle, svgNode, word } from "../drawing/svg.js";

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

  // The neuron at a point of the graph, else the nearest edge, else a layer, else nothing.
  at(x, y) {
    return thingAt(this, x, y);
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
    const mark = (nodes, own) => {
      const link = linkOf(places, own);
      for (const node of nodes) node?.classList.toggle("bp-same", link === "same");
      nodes[0].classList.toggle("bp-part", link === "part");
    };
    for (const { l, r, c, path } of this.edges ?? []) mark([path], { edge: true, l, r, c });
    /** @type {{ l: number, c: number, path: SVGElement, value?: SVGElement }[]} */
    const neurons = this.neurons ?? [];
    for (const { l, c, path, value } of neurons) mark([path, value], { edge: false, l, r: 0, c });
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
      this.fit(more, `⋮ ${hidden} more`, gapRoom(this.layout));
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

  // y, t and e beside an output; where they stand in columns their names above.
  writeSides(neuron, x, y) {
    const several = this.walk.layers.at(-1).shown.length > 1;
    const places = sidesAt(this.layout, [x, y], several);
    neuron.sides = places.map(([left, top, name, anchor]) => this.text(left, top, name, "", anchor));
    if (!this.layout.table || neuron.c > 1) return;
    for (const [k, letter] of ["y", "t", "e"].entries())
      this.text(places[k][0], y - 18, "bp-side bp-y", letter, "end");
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
    if (labelled) drawLabels(this, labels, along);
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
    const room = roomOf(this.layout, look.l, this.walk.layers.length);
    const words = this.layout.flat ? "" : look.words;
    const { node, lettering } = this;
    const roomy = wideIn(lettering, value, words, valueClass(node, true, look.lit)) < node - 4;
    settle(value, "class", valueClass(node, roomy, look.lit));
    this.fit(value, words, room);
    const ink = roomy ? inkOn(look.fill, this.walk.drawing.light) : "";
    if (parts.ink !== ink) value.style.fill = parts.ink = ink;
    if (bias) this.fit(bias, look.bias, biasRoom(this.layout, room));
    if (bias) settle(bias, "data-number", `${look.renewed ? "newb" : "b"}:${look.l}:${look.c}`);
    sides?.forEach((side, k) => {
      const [letter, words] = look.sides[k];
      settle(side, "data-number", `${letter === "y" ? "a" : letter}:${look.l}:${look.c}`);
      const { table, flat } = this.layout;
      const said = flat ? "" : table ? words : `${letter}${sub(look.c)} ${words}`;
      const own = sideRoom(this.layout, Number(side.getAttribute("x")), sides.length);
      this.fit(side, said, own.room, own.high);
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

  // Words where there is room for so many px, and for so many as lie between two rows.
  fit(node, words, room, high = this.pitch) {
    writeFitted(this.lettering, node, words, room, Math.min(high, this.pitch - 1));
  }

  // Where the number of a neuron stands, and what stands below it: the middle of each line, and half of its width; of
  // a `block` that of its longest line.
  /** @param {any} parts */
  wordsOf(parts, block = false) {
    const { value, bias, kept } = parts;
    return [value, bias, kept]
      .filter((node) => node?.textContent)
      .flatMap((node) => {
        const halves = linesOf(node).map((line) => wideIn(this.lettering, node, line) / 2);
        return halves.map((own, i) => {
          const half = block ? Math.max(...halves) : own;
          const aside = { start: half, end: -half }[node.getAttribute("text-anchor")] ?? 0;
          const y = Number(node.getAttribute("y")) - 5 + i * LINE_HEIGHT;
          return [Number(node.getAttribute("x")) + aside, y, half];
        });
      });
  }
}
