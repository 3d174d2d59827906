// The graph by the keyboard: a button that stands on one neuron or edge at a time. ↓ and ↑ take it from neuron to
// neuron, with Shift over the edges into one; Enter opens what it stands on. → and ← stay with the walk.
import { el } from "../../text/elements.js";

const EDGE = 28; // px of the ring on an edge
const FEWEST = 24; // px of that on a neuron, at least

export class Spot {
  // `player` gives graph, plot, walk, linking and inspector.
  constructor(player) {
    this.player = player;
    this.at = { l: 1, c: 1 };
    this.button = this.made();
  }

  // A button anew for each place, so that its name is read aloud.
  made() {
    const place = this.key;
    const look = { class: "bp-spot", type: "button", "data-spot": place };
    return el("button", {
      ...look,
      onclick: () => this.player.inspector.pick({ ...this.at }),
      onfocus: () => this.stand(),
      onkeydown: (event) => this.move(event),
    });
  }

  get key() {
    const { l, r, c } = this.at;
    return [l, r, c].filter(Boolean).join();
  }

  // Onto its place in the graph, with its number in its name.
  stand() {
    const { graph, plot, linking } = this.player;
    const ends = this.ends();
    if (!ends.every(Boolean)) return;
    const [x, y] = [0, 1].map((k) => ends.reduce((sum, end) => sum + end[k], 0) / ends.length);
    const size = this.at.r ? EDGE : Math.max(FEWEST, (graph.node ?? 0) + 10);
    const box = plot.getBoundingClientRect();
    const around = (this.button.offsetParent ?? document.body).getBoundingClientRect();
    const style = { left: box.left - around.left + x - size / 2, top: box.top - around.top + y - size / 2 };
    Object.assign(this.button.style, { width: `${size}px`, height: `${size}px` });
    for (const [side, px] of Object.entries(style)) this.button.style[side] = `${px}px`;
    this.button.setAttribute(
      "aria-label",
      `${linking.said(this.key)}. Arrow down and up go through the graph.`,
    );
  }

  // The neuron, or the two ends of the edge.
  ends() {
    const { graph } = this.player;
    const { l, r, c } = this.at;
    return r ? [graph.spot(l - 1, r), graph.spot(l, c)] : [graph.spot(l, c)];
  }

  // Another walk: only what exists stays.
  keep(walk) {
    const { l, r, c } = this.at;
    const width = (layer) => walk.layers[layer - 1]?.width ?? 0;
    if (c > width(l) || (r && r > width(l - 1))) this.at = { l: 1, c: 1 };
    this.button.dataset.spot = this.key;
    this.button.setAttribute("aria-label", "The graph, neuron by neuron");
  }

  move(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = event.shiftKey ? this.edge(by) : this.neuron(by);
    if (!next) return;
    this.at = next;
    const old = this.button;
    this.button = this.made();
    old.replaceWith(this.button);
    this.button.focus({ preventScroll: true });
  }

  // The next neuron that is drawn.
  neuron(by) {
    const { graph, walk } = this.player;
    let { l, c } = this.at;
    do {
      c += by;
      if (c < 1 || c > walk.layers[l - 1].width) {
        l += by;
        if (l < 1 || l > walk.layers.length) return null;
        c = by > 0 ? 1 : walk.layers[l - 1].width;
      }
    } while (!graph.spot(l, c));
    return { l, c };
  }

  // The next edge into the same neuron.
  edge(by) {
    const { graph, walk } = this.player;
    const { l, r, c } = this.at;
    if (l === 1) return null;
    const width = walk.layers[l - 2].width;
    let next = r ? r + by : by > 0 ? 1 : width;
    while (next >= 1 && next <= width && !graph.spot(l - 1, next)) next += by;
    return next >= 1 && next <= width ? { l, r: next, c } : null;
  }
}
