// What a step makes flow along the lit edges, once, over the graph that already shows how it ends: each token leaves
// its source, meets the weight halfway and arrives as the product. The picture without it says the same.
import { sumsOf } from "../../walk/sums.js";
import { between } from "../layout/layout.js";
import { MOST_EDGES } from "../layout/levels.js";
import { svgNode } from "../../drawing/svg.js";
import { afterFrame } from "../../text/elements.js";

const LONGEST = 560; // ms
const MEETS = 0.45; // the share of that after which a token is at its weight
const ARRIVES = 0.85;
const [LEAST, LARGEST] = [3, 9]; // px: radius of a token
const MOST = 512; // tokens

export class Motion {
  // `keep` remembers for the tab whether it is on.
  constructor(on, keep) {
    this.on = on;
    this.keep = keep;
    this.group = null;
    this.begun = null; // what was begun last, until it is stopped
    this.waiting = 0;
  }

  // Begin once the step is painted: what flows takes no time from the frame that shows it.
  start(graph, at) {
    this.stop();
    if (!this.on || !graph.edges || graph.edges.length > MOST_EDGES || reduced()) return;
    const begun = {};
    this.begun = begun;
    afterFrame(() => {
      if (this.begun === begun) this.waiting = requestAnimationFrame(() => this.draw(graph, at));
    });
  }

  // On or off, as long as the tab is open.
  switch(on) {
    this.on = on;
    this.keep(on);
    this.stop();
  }

  stop() {
    this.begun = null;
    cancelAnimationFrame(this.waiting);
    this.group?.remove();
    this.group = null;
  }

  draw(graph, at) {
    const tokens = tokensOf(graph, at);
    if (!tokens.length || tokens.length > MOST) return;
    const palette = at.walk.palettes[graph.last[2].dark ? "dark" : "light"];
    const group = svgNode(graph.words, "g", { class: "bp-motion" });
    this.group = group;
    const largest =
      Math.max(...tokens.flatMap(({ carried, product }) => [carried, product].map(Math.abs))) || 1;
    const moves = tokens.map((token) => move(group, token, largest, palette));
    const ended = Promise.all(moves.map(({ finished }) => finished));
    ended.then(() => this.group === group && this.stop()).catch(() => {}); // it was cut short
  }
}

const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// What flows at a step: from where to where, what a token carries at first and what it arrives as, and what is left
// of it there. At an update of W the change, from where S stands to its weight.
function tokensOf(graph, at) {
  const { kind, l } = at.step;
  if (kind === "update_W") return changes(graph, at, l);
  if (kind !== "n" && kind !== "S") return [];
  return sumsOf(at, MOST).flatMap(([, { parts, slope }]) => {
    const share = slope ? Math.min(1, Math.abs(slope.value)) : 1;
    return parts.filter(({ edge }) => edge).flatMap((part) => token(graph, kind, part, share));
  });
}

function token(graph, kind, { edge: [l, r, c], left, right, value }, share) {
  const [from, to] = graph.ends({ l, r, c });
  if (!from || !to) return []; // one of those that a wide layer leaves out
  return kind === "n"
    ? [{ way: [from, to], carried: left.value, product: value, left: share }]
    : [{ way: [to, from], carried: right.value, product: value, left: share }];
}

function changes(graph, at, l) {
  const [picture] = graph.last;
  return graph.edges.flatMap((edge) => {
    if (edge.l !== l || !picture.litEdge(edge.l, edge.r, edge.c)) return [];
    const [from, to] = graph.ends(edge);
    const old = at.array("W", l)[edge.r - 1][edge.c - 1];
    const change = at.array("newW", l)[edge.r - 1][edge.c - 1] - old;
    return change ? [{ way: [to, between(from, to, 0.5)], carried: change, product: change, left: 1 }] : [];
  });
}

function move(group, { way, carried, product, left }, largest, palette) {
  const tone = (value) => (value < 0 ? palette.negative : palette.positive);
  const size = (value) => (LEAST + (LARGEST - LEAST) * Math.min(1, Math.abs(value) / largest)) / LARGEST;
  const at = ([x, y], scale) => `translate(${x}px, ${y}px) scale(${scale})`;
  const token = svgNode(group, "circle", { r: LARGEST, class: "bp-token", "data-value": product });
  const halfway = between(way[0], way[1], 0.5);
  const frames = [
    { offset: 0, transform: at(way[0], size(carried)), fill: tone(carried), opacity: 1 },
    { offset: MEETS, transform: at(halfway, size(carried)), fill: tone(carried), opacity: 1 },
    { offset: MEETS + 0.04, transform: at(halfway, size(product)), fill: tone(product), opacity: 1 },
    { offset: ARRIVES, transform: at(way[1], size(product)), fill: tone(product), opacity: 1 },
    { offset: 1, transform: at(way[1], size(product) * left), fill: tone(product), opacity: 0.2 },
  ];
  return token.animate(frames, { duration: LONGEST, easing: "linear", fill: "both" });
}
