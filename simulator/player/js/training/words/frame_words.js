// What is said over and below the pictures of a frame, by what was computed and which update was asked for. Pure rules.
import { TWO } from "./run_lines.js";

const PICTURES = {
  1: " In a neuron: what it says over the input, 0 in the middle, up to the most of its layer.",
  2: " In a neuron: what it says over both inputs, orange above 0, blue below, up to the most of its layer.",
};
const NO_PICTURES = " Neurons have pictures where there are one or two inputs.";

// The heads of the map and of the network; of a frame that is not the one wanted they say so.
export function headsOf(frame, wanted) {
  const waits = frame.k === wanted ? "" : ` (update ${wanted} is on its way)`;
  const alike = frame.runs.every(({ k }) => k === frame.k);
  const moment = alike ? ` ${momentSaid(frame)}` : ", each after its own update";
  return {
    map: `${frame.title}${waits}`,
    network: `${frame.runs.length < TWO ? "The network" : "The networks"}${moment}${waits}`,
  };
}

// What a run is called over its picture, with its own update; one that is alone has no name.
export const runSaid = ({ runs }, frame, i) =>
  runs.length < TWO ? "" : `${runs[i].name}, update ${frame.runs[i].k}`;

// Of what a run's table or rows are: the one run at its update.
export const momentSaid = ({ k }) => (k ? `after update ${k}` : "before training");

// What stands above each network, of two runs also above their difference.
export function panesOf({ runs, difference }, frame) {
  const letters = () => ["A", "B"].map((name, i) => `${name} at update ${frame.runs[i].k}`);
  const panes = runs.length < TWO ? [""] : runs.length > TWO ? runs.map(({ name }) => name) : letters();
  return difference ? [...panes, "B − A"] : panes;
}

// Below the networks; `spans` is as long as there are inputs that are drawn.
export const networkNote = ({ spans }) =>
  `Edges by W (dashed below 0). A click on one, or the list above, shows its history.${PICTURES[spans.length] ?? NO_PICTURES}`;

// Below the maps.
export const mapSaid = ({ mapNote }, frame) =>
  `${mapNote}${frame.runs.some(({ map }) => !map) ? " What it says is past what float64 holds." : ""}`;

// What a click on the curve offers: the run's own update.
export const openingSaid = ({ k, called }) =>
  `Open update ${k}${called ? ` of ${called}` : ""} in the stepper`;

// The edges of all runs as [place, words], by "l,r,c".
export function weightsOf({ runs }, said) {
  const places = new Map();
  for (const { layers } of runs)
    for (const [i, right] of layers.slice(1).entries())
      for (const r of layers[i]) for (const c of right) places.set(`${i + 2},${r},${c}`, said([i + 2, r, c]));
  return [...places];
}
