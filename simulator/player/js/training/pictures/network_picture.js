// The networks of the runs: edges by W, and in each neuron what it says over one or two inputs.
import { css, mixed } from "../../drawing/colours.js";
import { svgNode } from "../../drawing/svg.js";
import { shown } from "../../text/digits.js";
import { el } from "../../text/elements.js";
import { range } from "../../text/elision.js";
import { painted, signedShares } from "./byte_values.js";
import { placesOf, radiusOf } from "./network_room.js";
import { weightSaid } from "../words/weight_said.js";

const NAMED = 72; // pixels between two layers that have room for their names
const DIGITS = 4;

export class NetworkPicture {
  // `picked({ l, r, c })`: an edge was clicked; `said(words)`: an edge is pointed at, or none.
  constructor(picked, said) {
    this.picked = picked;
    this.said = said;
    this.box = el("div", { class: "bp-net" });
    this.svg = svgNode(this.box, "svg", { role: "img", "aria-label": "The network, edges by W" });
    this.paper = this.box.appendChild(el("canvas", { "aria-hidden": "true" }));
    this.ink = el("canvas"); // of one neuron
  }

  // `panes`: what stands above each network, of two runs also above their difference.
  show(data, frame, palette, panes) {
    this.data = data;
    this.frame = frame;
    const { width } = this.box.getBoundingClientRect();
    if (!width) return;
    const { across, height } = placesOf(panes.length, width);
    this.box.style.height = `${height}px`;
    const layers = data.runs.map(({ layers, titles }) => [layers, titles]);
    const pictures = frame.runs.map(({ neurons }) => !!neurons);
    const key = JSON.stringify([layers, panes.length, width, height, pictures]);
    if (this.key !== key) {
      this.key = key;
      this.lay(panes.length, across, [width, height], pictures);
    }
    this.heads.forEach((head, pane) => {
      head.textContent = panes[pane];
    });
    for (const edge of this.edges) this.draw(edge, palette);
    this.paintNeurons(palette, width, height);
  }

  // The weight of an edge; past the runs, of their difference.
  weightOf({ pane, l, r, c }) {
    const { runs } = this.frame;
    const of = (run) => runs[run].W[l][r][c];
    return pane < runs.length ? of(pane) : of(1) - of(0);
  }

  draw(edge, palette) {
    const value = this.weightOf(edge);
    const end = edge.pane < this.frame.runs.length ? this.data.scale : this.frame.apart;
    const share = Math.max(-1, Math.min(1, value / end));
    const { style, classList } = edge.path;
    style.stroke = css(mixed(palette, "edge", share));
    style.strokeWidth = `${0.8 + 3.6 * Math.abs(share)}px`;
    style.strokeDasharray = value < 0 ? "6 4" : "none";
    classList.toggle("bp-picked", this.data.picked?.at.join() === edge.at.join());
  }

  lay(panes, across, [width, height], pictures) {
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.replaceChildren();
    this.edges = [];
    this.heads = [];
    this.spots = [];
    const [wide, high] = [width / across, height / Math.ceil(panes / across)];
    for (const pane of range(panes)) {
      const [left, top] = [(pane % across) * wide, Math.floor(pane / across) * high];
      const run = Math.min(pane, this.data.runs.length - 1);
      const drawn = pictures[run] && pane < this.data.runs.length;
      this.layPane(pane, this.data.runs[run], { left, top, wide, high, drawn, heads: panes > 1 });
    }
  }

  layPane(pane, { layers, more, titles }, { left, top, wide, high, drawn, heads }) {
    const rows = Math.max(...layers.map((layer) => layer.length));
    const apart = (wide - 60) / (layers.length - 1);
    const node = radiusOf((high - 56) / rows, apart, drawn);
    const x = (l) => left + 30 + (l - 1) * apart;
    const y = (l, i) => top + 26 + (high - 56) * ((i + 0.5 + (rows - layers[l - 1].length) / 2) / rows);
    const middle = { "text-anchor": "middle" };
    if (heads) {
      const at = { x: left + wide / 2, y: top + 16, class: "bp-pane-name", ...middle };
      this.heads.push(svgNode(this.svg, "text", at));
    }
    for (let l = 2; l <= layers.length; l += 1) this.layEdges(pane, l, layers[l - 2], layers[l - 1], x, y);
    for (const [i, layer] of layers.entries()) {
      for (const row of range(layer.length)) {
        const [cx, cy] = [x(i + 1), y(i + 1, row)];
        if (drawn) {
          const square = { x: cx - node, y: cy - node, width: 2 * node, height: 2 * node };
          svgNode(this.svg, "rect", { ...square, class: "bp-neuron" });
          this.spots.push({ pane, layer: i, row, ...square });
        } else svgNode(this.svg, "circle", { cx, cy, r: node });
      }
      const words = more[i] ? `⋮ ${more[i]} more` : apart >= NAMED ? titles[i] : "";
      if (words) svgNode(this.svg, "text", { x: x(i + 1), y: top + high - 8, ...middle }, words);
    }
  }

  layEdges(pane, l, left, right, x, y) {
    for (const [r, from] of left.entries())
      for (const [c, to] of right.entries()) {
        const path = svgNode(this.svg, "path", { d: `M${x(l - 1)} ${y(l - 1, r)}L${x(l)} ${y(l, c)}` });
        const edge = { pane, l, r, c, path, at: [l, from, to] };
        path.addEventListener("click", () => this.picked({ l, r: from, c: to }));
        path.addEventListener("pointerenter", () => {
          const words = `${weightSaid([l, from, to], this.data)}: ${shown(this.weightOf(edge), DIGITS)}`;
          const head = this.heads[pane]?.textContent;
          this.said(head ? `${words} (${head})` : words);
        });
        path.addEventListener("pointerleave", () => this.said(""));
        this.edges.push(edge);
      }
  }

  // All pictures of neurons on one canvas over the edges.
  paintNeurons(palette, width, height) {
    this.paper.hidden = !this.spots.length;
    if (!this.spots.length) return;
    const scale = window.devicePixelRatio || 1;
    this.paper.width = Math.round(width * scale);
    this.paper.height = Math.round(height * scale);
    const context = this.paper.getContext("2d");
    context.scale(scale, scale);
    for (const spot of this.spots) {
      const { neurons } = this.frame.runs[spot.pane];
      const values = signedShares(neurons.layers[spot.layer][spot.row]);
      const [x, y, wide, high] = [spot.x + 1, spot.y + 1, spot.width - 2, spot.height - 2];
      if (neurons.side) {
        painted(this.ink, neurons.side, neurons.side, (i) => mixed(palette, "neuron", values[i]));
        context.drawImage(this.ink, x, y, wide, high);
      } else this.drawCurve(context, values, { x, y, wide, high }, palette);
    }
  }

  // A neuron of one input: its curve, with 0 in the middle.
  drawCurve(context, values, { x, y, wide, high }, palette) {
    context.fillStyle = palette.neuron;
    context.fillRect(x, y, wide, high);
    context.strokeStyle = palette.edge;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, y + high / 2);
    context.lineTo(x + wide, y + high / 2);
    context.stroke();
    context.strokeStyle = getComputedStyle(this.box).getPropertyValue("--forward");
    context.lineWidth = 2;
    context.beginPath();
    values.forEach((value, i) => {
      context.lineTo(x + (i / (values.length - 1)) * wide, y + (high / 2) * (1 - 0.92 * value));
    });
    context.stroke();
  }
}
