// What of a graph is meant by a point in it, or by what is pointed at elsewhere. Pure rules.
import { distanceTo } from "./layout.js";

const NEAR = 14; // px from an edge, or from the middle of a neuron, within which it is meant
const HEAD = { half: 44, height: 48 }; // px of the head of a layer

// The neuron at a point of the graph, else the nearest edge, else the layer whose head is there, else nothing. `graph`
// gives walk, neurons, edges, node, x, spot and ends.
export function thingAt(graph, x, y) {
  const reach = Math.max(graph.node / 2, NEAR);
  for (const { l, c } of graph.neurons) {
    const [px, py] = graph.spot(l, c);
    if (Math.hypot(px - x, py - y) <= reach) return { l, c };
  }
  let best = null;
  let least = NEAR;
  for (const edge of graph.edges) {
    const distance = distanceTo(graph.ends(edge), x, y);
    if (distance < least) {
      least = distance;
      best = { l: edge.l, r: edge.r, c: edge.c };
    }
  }
  if (best) return best;
  const layer = graph.walk.layers.findIndex((_, i) => Math.abs(graph.x(i + 1) - x) < HEAD.half) + 1;
  return y < HEAD.height && layer ? { l: layer } : null;
}

// Whether a neuron or an edge is among places of one number, { l, edge, r, c, shown } each with 0 for all of them:
// "same" where that number is shown there, "part" where another one is, else "".
export function linkOf(places, { edge, l, r, c }) {
  const meant = (wanted, own) => !wanted || wanted === own;
  const here = (places ?? []).filter(
    (at) => at.edge === edge && at.l === l && meant(at.r, r) && meant(at.c, c),
  );
  if (here.some((at) => at.shown)) return "same";
  return here.length ? "part" : "";
}

// The one neuron or edge among places; nothing where they are many.
export function meantBy(places) {
  const meant = new Set((places ?? []).map(({ l, edge, r, c }) => [l, edge ? r : 0, c].join()));
  if (meant.size !== 1) return null;
  const [l, r, c] = [...meant][0].split(",").map(Number);
  return { l, r, c };
}
