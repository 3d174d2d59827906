// Numbers beside the lit edges, as long as they have room.
import { svgNode, word } from "../../../drawing/svg.js";
import { labelPlaces } from "../../layout/layout.js";
import { obstacles, placedOn } from "./places.js";

const HALF_LINE = 7; // px of letters
const HALF_BOX = 11; // px of the box around a number

// Every number at the same share of its edge, where no two of them meet and none meets a word; null where they do. Each
// as { label, form, place, half }; `taken` are words, [x, y of the middle, half of the width].
export function labelsInLine(labels, along, { ends, node, taken }) {
  const meets = ([x, y], half) =>
    taken.some(([u, v, w]) => Math.abs(u - x) < w + half && Math.abs(v - y) < HALF_LINE + HALF_BOX);
  for (const form of ["longer", "words"]) {
    const halves = labels.map((label) => label[form].length * 4 + 6);
    const at = labelPlaces(ends, along, 2 * Math.max(...halves), node);
    if (!at || at.some((place, i) => meets(place, halves[i]))) continue;
    return at.map((place, i) => ({ label: labels[i], form, place, half: halves[i] }));
  }
  return null;
}

// Each where its own edge has room, from where the pass comes; none where not all have. `taken`: boxes.
export function labelsEach(labels, { ends, backward, taken }) {
  const words = labels.map((label, i) => ({
    label,
    way: backward ? [...ends[i]].reverse() : ends[i],
    long: [[null, label.longer]],
    short: [[null, label.words]],
  }));
  return (placedOn(words, taken) ?? []).map(({ label, words: said, box: [x, y, half] }) => ({
    ...{ label, place: [x, y], half },
    form: said[0][1] === label.words ? "words" : "longer",
  }));
}

export function drawLabels(graph, labels, along) {
  const ends = labels.map((edge) => graph.ends(edge));
  const taken = graph.neurons.flatMap((neuron) => graph.wordsOf(neuron));
  const backward = graph.last[0].step.phase === "backward";
  const placed =
    labelsInLine(labels, along, { ends, node: graph.node, taken }) ??
    labelsEach(labels, { ends, backward, taken: obstacles(graph) });
  for (const one of placed) write(graph, one);
}

function write({ labelled, numbers, boxes }, { label, form, place: [x, y], half }) {
  labelled.set([label.l, label.r, label.c].join(), [x, y]);
  const size = { x: x - half, y: y - HALF_BOX, width: 2 * half, height: 2 * HALF_BOX };
  svgNode(numbers, "rect", { ...size, rx: 5, class: "bp-label-box" });
  boxes.push([x, y, half, HALF_BOX]);
  word(numbers, x, y + 5, "bp-label", label[form]);
}
