// The graph as it is drawn: which one, at which level of detail, and what is written anew when something changes.
import { Graph } from "../../graph/graph.js";
import { Overview } from "../../graph/large/overview.js";
import { levelFor } from "../../graph/layout/levels.js";
import { loadPlotly } from "../loading/assets.js";

// What a graph with all its edges is written from once, besides its widths: all else is written at each step.
/** @param {import("../../walk/types.js").Walk} walk */
export const headsOf = ({ layers, notation }) =>
  JSON.stringify([notation?.name, ...layers.map(({ activation, hidden, gap }) => [activation, hidden, gap])]);

// The neurons of each layer, in which two walks may be shown by one drawing.
export const widthsOf = ({ layers }) => layers.map(({ width }) => width).join("-");

export class DrawnGraph {
  // `player` gives walk, view, cursor, root and plot, and shows a step.
  constructor(player) {
    this.player = player;
    this.graph = undefined;
    this.widths = "";
    this.Plotly = undefined;
  }

  // The walk that has come in: the same drawing with other numbers, or another one.
  async drawWalk() {
    const { player, graph } = this;
    const { walk, view } = player;
    const widths = widthsOf(walk);
    if (graph?.neurons && this.widths === widths) {
      const same = view.detail === "edges" && headsOf(walk) === headsOf(graph.walk);
      graph.walk = walk;
      if (!same) graph.write();
      player.show(player.cursor);
      return;
    }
    this.widths = widths;
    view.detail = levelFor(walk);
    await this.drawAt(view.detail);
  }

  // Another network, or another level of detail.
  async drawAt(detail) {
    const { player } = this;
    const { walk, plot } = player;
    plot.replaceChildren();
    this.graph = detail === "edges" ? new Graph(plot, walk) : new Overview(plot, walk, detail);
    player.detail.show();
    player.root.dataset.drawn = "false";
    player.showText();
    await this.redraw();
  }

  // Another size, theme or number of digits: the graph is laid out afresh, then the same step shown.
  async redraw() {
    const { player, graph } = this;
    if (player.view.detail === "edges") this.Plotly ??= await loadPlotly(player.assets);
    if (graph !== this.graph || !player.plot.getBoundingClientRect().width) return;
    await graph.draw(this.Plotly, player.view.digits);
    if (graph !== this.graph) return;
    player.root.dataset.drawn = "true";
    player.show(player.cursor);
  }
}
