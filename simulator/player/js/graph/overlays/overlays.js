// What lies over the circles, edges and words of a graph: each is drawn at every step into a group of its own.
import { drawBiasInputs } from "./bias_inputs.js";
import { drawEdgeProducts } from "./edges/products.js";
import { drawEdgeSteps } from "./edges/steps.js";
import { drawErrorLines } from "./error_lines.js";
import { drawGhosts } from "./ghosts.js";
import { drawPlates } from "./neurons/plates.js";
import { svgNode } from "../../drawing/svg.js";

/** @type {((graph: import("../graph.js").Graph, at: import("../../walk/reading.js").Reading, group: SVGElement) => void)[]} */
const OVERLAYS = [drawEdgeSteps, drawPlates, drawEdgeProducts, drawGhosts, drawErrorLines, drawBiasInputs];

// Each gets the graph, whose `last` holds [picture, view, theme], what is known at the step, and its group, which
// is empty. What it places it adds to graph.boxes, as [x, y of the middle, half of its width, half of its height].
export function drawOverlays(graph, at) {
  graph.overlays?.remove();
  graph.overlays = svgNode(graph.words, "g");
  if (at.asked) return; // they say what is asked for
  for (const draw of OVERLAYS) draw(graph, at, svgNode(graph.overlays, "g"));
}
