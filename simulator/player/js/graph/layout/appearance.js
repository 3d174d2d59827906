// How every edge and neuron of a small network looks at a step: pure functions of the walk, of what is known at
// the step, and of how it is looked at. No pixel of the layout is in here.
import { shown } from "../../text/digits.js";
import { letterOf } from "../../text/notation.js";
import { wordsIn } from "../../walk/asked.js";
import { mixed, receded } from "../../drawing/colours.js";

const THIN = 1.2; // px of an edge that is 0, and so much more at the end of its scale
const THICKER = 3.8;
const HOLLOW = 1; // px of an edge that is not known yet
const LIT = 1; // px more for one that takes part

const isPicked = (picked, l, c, r) => Boolean(picked) && picked.l === l && picked.c === c && picked.r === r;

// All of a step: edges and neurons in the order in which they are drawn, and what stands on the lit edges.
export function appearanceOf(walk, picture, view, theme) {
  const palette = walk.palettes[theme.dark ? "dark" : "light"];
  const edges = Object.entries(walk.edges).flatMap(([l, order]) =>
    order.map(([r, c]) => edgeLook(walk, picture, view, palette, Number(l), r, c)),
  );
  const neurons = walk.layers.flatMap(({ shown: components }, i) =>
    components.map((c) => neuronLook(walk, picture, view, palette, theme, i + 1, c)),
  );
  return { edges, neurons, ...marksOf(walk, picture, view, edges) };
}

const widthOf = (share) => THIN + THICKER * Math.min(1, Math.abs(share));

// How wide a lit edge of a share of its scale is.
export const litWidth = (share) => widthOf(share) + LIT;

function edgeLook(walk, picture, view, palette, l, r, c) {
  const value = picture.edge(l, r, c);
  const share = value === null ? 0 : value / walk.scales[picture.edgeQuantity];
  const lit = picture.litEdge(l, r, c);
  const picked = isPicked(view.picked, l, c, r);
  const width = value === null ? HOLLOW : widthOf(share);
  return {
    l,
    r,
    c,
    value,
    lit,
    picked,
    colour: mixed(palette, "edge", share),
    width: lit ? width + LIT : width,
    dash: value === null ? "1 5" : value < 0 ? "7 5" : "none",
    opacity: lit || picked ? 1 : 0.5,
  };
}

// The end of the colour scale of what a layer shows; an input has no n and no S.
export function scaleOf(walk, picture, view, l) {
  const measured = l > 1 || view.neurons === "follow" || view.neurons === "a";
  return measured ? walk.scales[picture.quantityOf(l)] : Number.POSITIVE_INFINITY;
}

// The circle of a neuron.
export function circleLook(walk, picture, view, palette, theme, l, c) {
  const value = picture.neuron(l, c);
  const lit = picture.litNeuron(l, c);
  const full = mixed(palette, "neuron", value === null ? 0 : value / scaleOf(walk, picture, view, l));
  return {
    l,
    c,
    value,
    lit,
    fill: lit ? full : receded(full, theme.page, walk.drawing.receded),
    stroke: lit ? theme.accent : theme.outline,
    strokeWidth: lit ? 3.5 : 1.5,
    dash: value === null ? "4 4" : "none",
    words: wordsIn(picture, "neuron", [l, c], value, view.digits),
  };
}

function neuronLook(walk, picture, view, palette, theme, l, c) {
  const look = circleLook(walk, picture, view, palette, theme, l, c);
  const answers = [
    ["y", wordsIn(picture, "output", [c], picture.output(c), view.digits)],
    ["t", shown(picture.target(c), view.digits)],
    ["e", wordsIn(picture, "error", [c], picture.error(c), view.digits)],
  ];
  return {
    ...look,
    picked: isPicked(view.picked, l, c),
    kept: picture
      .kept(l, c)
      .map(([letter, x]) => [letter, `${letterOf(walk, letter)} ${shown(x, view.digits)}`]),
    bias: l > 1 ? `b ${shown(picture.bias(l, c), view.digits)}` : "",
    renewed: picture.knows("update_b", l), // whether that is b after the update
    sides: l < walk.layers.length ? [] : answers,
  };
}

// What stands on the lit edges: arrowheads that say which way the pass runs, where it runs and few are lit, and
// the numbers of fewer still, with the shares of the way at which they may stand.
function marksOf({ drawing }, picture, view, edges) {
  const { step } = picture;
  const lit = edges.filter((edge) => edge.lit);
  const few = lit.length > 0 && lit.length <= drawing.arrowed;
  const backward = step.phase === "backward";
  const runs = few && (step.phase === "forward" || step.kind === "S");
  const arrows = runs
    ? lit.map(({ l, r, c }) => {
        const [left, right] = [`${l - 1},${r}`, `${l},${c}`];
        return backward ? { from: right, to: left } : { from: left, to: right };
      })
    : [];
  const labelled = few && lit.length <= drawing.labelled ? lit : [];
  const labels = labelled.map(({ l, r, c, value }) => {
    const [old, words] = [picture.replaced(l, r, c), wordsIn(picture, "edge", [l, r, c], value, view.digits)];
    return { l, r, c, words, longer: old === null ? words : `${shown(old, view.digits)} → ${words}` };
  });
  return { arrows, labels, along: drawing.along[backward ? "backward" : "forward"] };
}
