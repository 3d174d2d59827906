// All that is written and drawn over the paths of a graph: the words of layers and neurons, numbers on edges and what
// lies over them. What draws one reads of it what stands where, and adds to it what it draws.
import { inkOn } from "../drawing/colours.js";
import { Lettering, wideIn, writeFitted } from "../drawing/fitted.js";
import { settle, svgNode, word } from "../drawing/svg.js";
import { sub } from "../text/digits.js";
import { el } from "../text/elements.js";
import { showHeads, writeHeads } from "./heads.js";
import { LaidOut } from "./layout/laid_out.js";
import { arrowhead } from "./layout/layout.js";
import { biasRoom, gapRoom, roomOf, sideRoom, sidesAt, valueClass } from "./layout/neuron_room.js";
import { drawLabels } from "./overlays/edges/labels.js";
import { saysProducts } from "./overlays/edges/products.js";
import { LINE_HEIGHT, linesOf, showKept } from "./overlays/neurons/kept_words.js";
import { drawOverlays } from "./overlays/overlays.js";

// Of what changes with the place no style within may depend, and the place is that of a box around: where it were one of
// the SVG itself, all its words would be laid out anew.
const [SEEN, AHEAD] = ["bp-inscription bp-seen", "bp-inscription bp-ahead"];

export class Inscription extends LaidOut {
  /** @param {import("./graph.js").Graph} graph */
  constructor(graph) {
    super(graph.layout);
    this.graph = graph;
    this.box = graph.host.appendChild(el("div", { class: AHEAD, "aria-hidden": "true" }));
    this.words = svgNode(this.box, "svg", { class: "bp-words" });
    this.clear();
  }

  // Nothing is written any more.
  clear() {
    this.words.replaceChildren();
    this.neurons = null; // of each { l, c } and its words
    this.from = null; // all that the step depends on that is written
    this.products = null;
    this.boxes = []; // the places of numbers on edges, for what lies over them
    this.labelled = new Map(); // by edge, "l,r,c", the middle of its label
  }

  // Whether it is read, or waits for its step.
  place(seen) {
    this.seen = seen;
    this.box.className = seen ? SEEN : AHEAD;
  }

  // Whether all of this is what was written from.
  holds(from) {
    return this.from !== null && Object.entries(from).every(([name, value]) => this.from[name] === value);
  }

  // ---- what the graph knows
  get walk() {
    return this.graph.walk;
  }

  get edges() {
    return this.graph.edges;
  }

  get ghost() {
    return this.graph.ghost;
  }

  // ---- written once
  text(x, y, name, content, anchor) {
    return word(this.words, x, y, name, content, anchor);
  }

  // The words of the graph; their contents are set at each step.
  write() {
    this.clear();
    this.layout = this.graph.layout;
    this.words.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.lettering = new Lettering(this.words);
    this.marks = svgNode(this.words, "g");
    this.chips = writeHeads(this);
    this.walk.layers.forEach(({ hidden, gap }, i) => {
      if (!hidden || this.layout.flat) return;
      const more = this.text(this.x(i + 1), this.layout.y(gap[1]) + 5, "bp-gap");
      this.fit(more, `⋮ ${hidden} more`, gapRoom(this.layout));
    });
    this.neurons = this.graph.circles.map(({ l, c }) => this.wordsFor(l, c));
  }

  wordsFor(l, c) {
    const { node } = this;
    const [x, y] = this.spot(l, c);
    const value = this.text(x, y + 5, "bp-value");
    /** @type {Record<string, any>} */
    const neuron = { l, c, value, ink: null };
    if (l === 1) {
      const name = this.text(x - this.layout.reach - 8, y + 5, "bp-name", "", "end");
      if (!this.layout.flat) this.fit(name, `x${sub(c)}`, x - this.layout.reach - 10);
    } else if (!this.layout.low) {
      neuron.kept = this.text(x, y, "bp-kept");
      neuron.bias = this.text(x, y + node / 2 + (node < 30 ? 12 : 15), "bp-bias");
    }
    if (l === this.walk.layers.length) neuron.sides = this.sidesFor(c, x, y);
    return neuron;
  }

  // y, t and e beside an output; where they stand in columns their names above.
  sidesFor(c, x, y) {
    const several = this.walk.layers.at(-1).shown.length > 1;
    const places = sidesAt(this.layout, [x, y], several);
    const sides = places.map(([left, top, name, anchor]) => this.text(left, top, name, "", anchor));
    if (!this.layout.table || c > 1) return sides;
    for (const [k, letter] of ["y", "t", "e"].entries())
      this.text(places[k][0], y - 18, "bp-side bp-y", letter, "end");
    return sides;
  }

  // ---- written at each step
  // `appearance` as appearanceOf gives it; `at` is the step's Reading, `last` what drawers ask for: [picture, view, theme].
  show(appearance, at, last, from) {
    if (!this.neurons) this.write();
    const { neurons, arrows, labels, along } = appearance;
    const [picture] = last;
    this.appearance = appearance;
    this.last = last;
    this.from = from;
    this.neurons.forEach((neuron, i) => {
      this.showNeuron(neuron, neurons[i]);
    });
    const labelled = !this.narrow && labels.length > 0 && !saysProducts(at, picture);
    showKept(this, neurons, { labelled });
    showHeads(this.chips, picture);
    this.point(arrows);
    this.numbers?.remove();
    this.numbers = svgNode(null, "g"); // on edges
    this.boxes = [];
    this.labelled = new Map();
    if (labelled) drawLabels(this, labels, along);
    drawOverlays(this, at);
    this.words.append(this.numbers); // above the outlines along their edges
  }

  // The heads of the arrows; the same ones stay from step to step.
  point(arrows) {
    const { places } = this.layout;
    const ends = arrows.map(({ from, to }) => [places.get(from), places.get(to)]);
    const corners = ends.map(([from, to]) => arrowhead(from, to, this.node).join(" "));
    const { children } = this.marks;
    while (children.length > corners.length) children[corners.length].remove();
    corners.forEach((points, i) => {
      settle(children[i] ?? svgNode(this.marks, "polygon", { class: "bp-arrow" }), "points", points);
    });
  }

  showNeuron(parts, look) {
    const { value, bias, sides } = parts;
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
