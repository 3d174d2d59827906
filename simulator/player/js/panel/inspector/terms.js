// What a neuron or an edge is made of at a step, as plain rows: every product, every sum, and null for what is
// not computed yet. Pure functions of the walk.
import { spelt } from "../../text/notation.js";
import { Reading } from "../../walk/reading.js";
import { edgeTerms } from "./edge_terms.js";
import { neuronTerms } from "./neuron_terms.js";

// Of what is picked, { l, c } or { l, r, c }: the numbers that can be typed over, the tables, and for a neuron
// with a curve the point on it.
export function termsOf(walk, steps, cursor, { l, r, c }, view) {
  const at = new Reading(walk, steps, cursor, view);
  return inNotation(walk, r ? edgeTerms(at, l, r, c) : neuronTerms(at, l, c));
}

// The same with the letters of the walk's notation.
function inNotation(walk, { fields, tables, curve }) {
  if (!walk.notation) return { fields, tables, curve };
  const words = (text) => spelt(walk, text);
  const captioned = (caption) =>
    typeof caption === "string" ? words(caption) : [words(caption[0]), caption[1], words(caption[2])];
  const inLetters = (one) => ({
    ...one,
    ...(one.caption && { caption: captioned(one.caption) }),
    ...(one.rows && { rows: one.rows.map((row) => ({ ...row, name: words(row.name) })) }),
    ...(one.below && { below: one.below.map((row) => ({ ...row, text: words(row.text) })) }),
  });
  return {
    fields: fields.map((one) => ({ ...one, name: words(one.name) })),
    tables: tables.map(inLetters),
    curve,
  };
}

// Only what exists in a walk stays picked.
export function stillThere(walk, picked) {
  if (!picked) return null;
  const { l, r, c } = picked;
  const width = (layer) => walk.layers[layer - 1]?.width ?? 0;
  return (c ?? 1) > width(l) || (r && r > width(l - 1)) ? null : picked;
}
