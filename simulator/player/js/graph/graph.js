// The graph: Plotly draws it once; a step then changes only the styles of its paths and the words over it. Those of the
// step that is likely to come next are written while nothing happens, where nobody sees them: when it comes they are
// laid out already, and the two change places, if they were written from the same to the letter.
import { css } from "../drawing/colours.js";
import { el } from "../text/elements.js";
import { Inscription } from "./inscription.js";
import { appearanceOf } from "./layout/appearance.js";
import { LaidOut } from "./layout/laid_out.js";
import { layoutOf } from "./layout/layout.js";
import { linkOf, meantBy, thingAt } from "./layout/pointed.js";
import { drawProductsOf, markSaid } from "./overlays/edges/products.js";

// Give a path the styles in which it differs from how it was `drawn`: one of them set again has the page find and
// paint all of it anew.
function drawnAs({ style }, drawn, look) {
  for (const [name, value] of Object.entries(look)) if (drawn?.[name] !== value) style[name] = value;
  return look;
}

export class Graph extends LaidOut {
  /**
   * @param {HTMLElement} host
   * @param {import("../walk/types.js").Walk} walk
   */
  constructor(host, walk) {
    super(layoutOf(walk, { width: 0, height: 0 }, 0));
    this.host = host;
    this.walk = walk;
    this.note = undefined; // what is left out: the player says it itself
    this.ghost = null; // the walk from before, while a number is dragged
    this.circles = null; // until it is drawn; each { l, c, path }
    this.edges = null; // each { l, r, c, path }
    this.plot = host.appendChild(el("div", { class: "bp-lines" }));
    this.ahead = new Inscription(this);
    this.seen = new Inscription(this);
    this.seen.place(true);
  }

  async draw(Plotly, digits) {
    const { clientWidth: width, clientHeight: height } = this.host;
    this.layout = layoutOf(this.walk, { width, height }, digits);
    const figure = structuredClone(this.walk.figure);
    for (const trace of figure.data) if (trace.mode === "markers") trace.marker.size = this.node;
    const { left, right, top } = this.layout;
    const margin = { l: left, r: right, t: top, b: 6, pad: 0 };
    Object.assign(figure.layout, { width, height, margin });
    await Plotly.react(this.plot, figure.data, figure.layout, { staticPlot: true, displayModeBar: false });
    this.collect();
    this.write();
  }

  // The neuron at a point of the graph, else the nearest edge, else a layer, else nothing.
  at(x, y) {
    return thingAt(this, x, y);
  }

  // ---- what is read over it
  get words() {
    return this.seen.words;
  }

  // Each { l, c } and its words; null until it is drawn.
  get neurons() {
    return this.seen.neurons;
  }

  get lettering() {
    return this.seen.lettering;
  }

  get boxes() {
    return this.seen.boxes;
  }

  get labelled() {
    return this.seen.labelled;
  }

  get last() {
    return this.seen.last;
  }

  text(x, y, name, content, anchor) {
    return this.seen.text(x, y, name, content, anchor);
  }

  // ---- pointed at
  // Light one thing under the pointer, before any click: "l,r,c" for an edge, "l,c" for a neuron.
  light(key) {
    if (this.lighted === key) return;
    this.lighted = key;
    for (const { l, r, c, path } of this.edges ?? [])
      path.classList.toggle("bp-lighted", key === `${l},${r},${c}`);
    for (const { l, c, path } of this.circles ?? []) path.classList.toggle("bp-lighted", key === `${l},${c}`);
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
    (this.circles ?? []).forEach(({ l, c, path }, i) => {
      mark([path, this.neurons?.[i].value], { edge: false, l, r: 0, c });
    });
    drawProductsOf(this.seen, meantBy(places));
  }

  // ---- drawn
  // Plotly's own paths, by edge and by neuron.
  collect() {
    const traces = [...this.plot.querySelectorAll(".scatterlayer > .trace")];
    const K = this.walk.layers.length;
    this.edges = Object.entries(this.walk.edges).flatMap(([l, order], i) => {
      const paths = traces[i].querySelectorAll("path.js-line");
      return order.map(([r, c], k) => ({ l: Number(l), r, c, path: paths[k] }));
    });
    this.circles = this.walk.layers.flatMap(({ shown: components }, i) => {
      /** @type {NodeListOf<SVGElement>} */
      const points = traces[K - 1 + i].querySelectorAll("path.point");
      return components.map((c, k) => ({ l: i + 1, c, path: points[k] }));
    });
    for (const { path } of this.circles) path.style.opacity = "1";
  }

  // The words of the graph; their contents are set at each step.
  write() {
    this.seen.write();
    this.forget();
  }

  // One step: colours, widths, dashes and words, all in one go; `at` is the step's Reading.
  show(picture, view, theme, at) {
    const from = this.sourceOf(view, theme, at);
    const ready = this.ahead.holds(from);
    const looks = ready ? this.ahead.appearance : appearanceOf(this.walk, picture, view, theme);
    // Paths lie in the order of the walk that was drawn first; one with other numbers may have another order.
    const edges = new Map(looks.edges.map((look) => [`${look.l},${look.r},${look.c}`, look]));
    for (const edge of this.edges) this.showEdge(edge, edges.get(`${edge.l},${edge.r},${edge.c}`));
    this.circles.forEach((circle, i) => {
      this.showCircle(circle, looks.neurons[i]);
    });
    if (ready) this.change();
    else this.seen.show(looks, at, [picture, view, theme], from);
    markSaid(this.seen);
  }

  change() {
    [this.seen, this.ahead] = [this.ahead, this.seen];
    this.seen.place(true);
    this.ahead.place(false);
    this.ahead.from = null; // what lies over it is not known to be as its step has it
  }

  // What is likely to come next.
  prepare(picture, view, theme, at) {
    if (!this.neurons || this.ghost) return;
    const from = this.sourceOf(view, theme, at);
    if (this.ahead.holds(from)) return;
    const looks = appearanceOf(this.walk, picture, view, theme);
    this.ahead.show(looks, at, [picture, view, theme], from);
  }

  // Nothing is written that is not seen.
  forget() {
    if (this.ahead.neurons) this.ahead.clear();
  }

  // All that a step depends on: a walk never changes, another takes its place.
  sourceOf(view, theme, { steps, cursor }) {
    const { walk, layout, ghost } = this;
    const { page, ...colours } = theme;
    const around = { page: page.join(), innerWidth: globalThis.innerWidth };
    return { ...view, ...colours, ...around, walk, layout, ghost, steps, cursor };
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

  showCircle(circle, { fill, stroke, strokeWidth, dash, picked }) {
    const { path } = circle;
    path.classList.toggle("bp-picked", picked);
    const before = circle.drawn;
    const look = { fill: css(fill), stroke, strokeWidth: `${strokeWidth}px`, strokeDasharray: dash };
    circle.drawn = drawnAs(path, before, look);
    // Of which a part stays while others are pointed at.
    if (before?.fill !== look.fill) path.style.setProperty("--own-fill", look.fill);
  }
}
