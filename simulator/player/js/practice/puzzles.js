// The puzzles of a walk: its formula of S in tiles, and the steps of its pass in order. Pure rules.
import { takenApart } from "../text/identity.js";

const MOST_STEPS = 13; // tiles
const IN_ORDER = ["n", "a", "error", "S"]; // what cannot be computed in another order

const FORMULA = {
  right: "Right: S comes back through the weights and is scaled by the slope.",
  transposed: "S goes back through W itself; Wᵀ is for the way forward.",
  "slope-forgotten":
    "The slope is left out: what arrives at a neuron is scaled by how steep its activation is there.",
  "updated-weights": "S goes back through the weights that were used forward, not through the updated ones.",
  slope:
    "That slope is of the layer from which S comes; what arrives is scaled by the slope of the layer that it reaches.",
  other: "Not this. From right to left: what comes back, through which weights, scaled by which slope.",
};

// The tiles of S of a hidden layer where its formula is a product of three letters; else null.
export function formulaPuzzle(walk, step) {
  const [, , ...right] = walk.formulas[step.numbered];
  const letters = right.map(({ of, m }) => ({ ...(of ? takenApart(of) : {}), mathml: walk.texts[m] }));
  const kinds = letters.map(({ quantity }) => quantity).join();
  if (step.kind !== "S" || step.neuron || kinds !== "A,W,S" || turned(letters[1].mathml)) return null;
  const [A, W, S] = letters;
  const l = Number(A.l);
  const next = A.mathml.replace(`<mn>${l}</mn>`, `<mn>${l + 1}</mn>`);
  const after = `<mrow>${W.mathml}<mtext> after</mtext></mrow>`;
  const tiles = [
    { id: "Wt", mathml: `<msup>${W.mathml}<mi>T</mi></msup>`, said: `W of layer ${l + 1}, transposed` },
    { id: "S", mathml: S.mathml, said: `S of layer ${l + 1}` },
    { id: "new", mathml: after, said: `W of layer ${l + 1} after its update` },
    { id: "A", mathml: A.mathml, said: `A of layer ${l}` },
    { id: "W", mathml: W.mathml, said: `W of layer ${l + 1}` },
    { id: "A+", mathml: next, said: `A of layer ${l + 1}` },
  ].filter(({ mathml, id }) => id !== "A+" || mathml !== A.mathml);
  const caption = `Build the formula of S of layer ${l} from tiles. Not all of them are needed.`;
  return { key: ["formula", walk.name, step.u, l].join(), caption, tiles, judge: judgeFormula };
}

// Whether W stands transposed there, as where its rows are those of the layer that it leads to.
const turned = (mathml) => /<msup>|<msubsup>/.test(mathml);

export function judgeFormula(row) {
  const found = {
    "A,W,S": "right",
    "A,Wt,S": "transposed",
    "W,S": "slope-forgotten",
    "A,new,S": "updated-weights",
  };
  const name = found[row.join()] ?? (row.join() === "A+,W,S" ? "slope" : "other");
  return { right: name === "right", words: FORMULA[name] };
}

// The steps of the pass of an update; null where they are too many, or too few to be put in order.
export function orderPuzzle(walk, step, steps) {
  const own = steps.filter(({ u, kind, neuron }) => u === step.u && !neuron && IN_ORDER.includes(kind));
  if (step.kind !== "input" || own.length < 4 || own.length > MOST_STEPS) return null;
  const tiles = own.map(({ numbered, title }, i) => ({
    id: `${i}`,
    mathml: walk.texts[walk.formulas[numbered][0].m],
    said: walk.texts[title],
  }));
  const caption = "Put the steps of this pass in order, from the first that is computed to the last.";
  return {
    key: ["order", walk.name, step.u].join(),
    caption,
    tiles: mixed(tiles),
    judge: (row) => judgeOrder(row, tiles),
  };
}

export function judgeOrder(row, tiles) {
  const at = row.findIndex((id, i) => id !== `${i}`);
  if (at < 0) {
    if (row.length === tiles.length)
      return { right: true, words: "Right: each needs what stands before it." };
    return { right: false, words: `So far it is right; ${tiles.length - row.length} are missing.` };
  }
  const { said } = tiles[Number(row[at])];
  return { right: false, words: `At place ${at + 1}: “${said}” is not what comes next there.` };
}

// Always in the same other order: by a step that meets every place.
function mixed(tiles) {
  const size = tiles.length;
  const by = [5, 7, 3, 4].find((step) => gcd(step, size) === 1) ?? size - 1;
  return tiles.map((_, i) => tiles[(i * by + 2) % size]);
}

const gcd = (a, b) => (b ? gcd(b, a % b) : a);
