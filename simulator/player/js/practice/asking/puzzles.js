// The puzzles of a walk: its formula of S in tiles, and the steps of its pass in order. Pure rules.
import { takenApart } from "../../text/identity.js";
import { isTurned, letterOf, spelt } from "../../text/notation.js";

const MOST_STEPS = 13; // tiles
const IN_ORDER = ["n", "a", "error", "S"]; // what cannot be computed in another order

const FORMULA = {
  right: "Right: S comes back through the weights and is scaled by the slope.",
  transposed: "S goes back through W itself; Wᵀ is for the way forward.",
  plain: "S goes back through Wᵀ; W itself is for the way forward.",
  "slope-forgotten":
    "The slope is left out: what arrives at a neuron is scaled by how steep its activation is there.",
  "updated-weights": "S goes back through the weights that were used forward, not through the updated ones.",
  slope:
    "That slope is of the layer from which S comes; what arrives is scaled by the slope of the layer that it reaches.",
  other: "Not this. From right to left: what comes back, through which weights, scaled by which slope.",
  "other way": "Not this: what comes back, with the weights that it comes through before it; then the slope.",
};

// The tiles of S of a hidden layer where its formula is a product of three letters; else null.
export function formulaPuzzle(walk, step) {
  const [, , ...right] = walk.formulas[step.numbered];
  const letters = right
    .filter(({ of }) => of)
    .map(({ of, m }) => ({ ...takenApart(of), mathml: walk.texts[m] }));
  const kinds = letters.map(({ quantity }) => quantity).join();
  const [W] = letters.filter(({ quantity }) => quantity === "W");
  if (step.kind !== "S" || step.neuron || !WAYS.includes(kinds)) return null;
  if (isTransposed(W.mathml) !== isTurned(walk)) return null; // of a batch the numbers of items stand in rows
  const caption = spelt(
    walk,
    `Build the formula of S of layer ${step.l} from tiles. Not all of them are needed.`,
  );
  const tiles = formulaTiles(walk, kinds, letters);
  const judge = (row) => judgeFormula(row, kinds, walk);
  return { key: ["formula", walk.name, walk.notation?.name, step.u, step.l].join(), caption, tiles, judge };
}

const WAYS = ["A,W,S", "W,S,A"]; // in which the three stand; the second entry by entry, with ⊙

function formulaTiles(walk, kinds, letters) {
  const of = (quantity) => letters.find((one) => one.quantity === quantity);
  const [A, W, S] = [of("A"), of("W"), of("S")];
  const l = Number(A.l);
  const [slope, sensitivity] = [letterOf(walk, "A"), letterOf(walk, "S")];
  const scaled = (mathml) => (kinds === "A,W,S" ? mathml : `<mrow><mo>⊙</mo>${mathml}</mrow>`);
  const next = A.mathml.replace(`<mn>${l}</mn>`, `<mn>${l + 1}</mn>`);
  const turned = isTurned(walk);
  const other = turned
    ? W.mathml.replace(TRANSPOSED, "<msub>$1</msub>")
    : `<msup>${W.mathml}<mi>T</mi></msup>`;
  const name = `W of layer ${l + 1}`;
  const [own, over] = turned ? [`${name}, transposed`, name] : [name, `${name}, transposed`];
  return [
    { id: "Wt", mathml: other, said: over },
    { id: "S", mathml: S.mathml, said: `${sensitivity} of layer ${l + 1}` },
    { id: "new", mathml: `<mrow>${W.mathml}<mtext> after</mtext></mrow>`, said: `${own}, after its update` },
    { id: "A", mathml: scaled(A.mathml), said: `${slope} of layer ${l}` },
    { id: "W", mathml: W.mathml, said: own },
    { id: "A+", mathml: scaled(next), said: `${slope} of layer ${l + 1}` },
  ].filter(({ id }) => id !== "A+" || next !== A.mathml);
}

const TRANSPOSED = /<msubsup>(.*)<mrow><mi>T<\/mi><\/mrow><\/msubsup>/;
const isTransposed = (mathml) => TRANSPOSED.test(mathml);

// `kinds`: the order in which A, W and S stand in the formula.
export function judgeFormula(row, kinds = "A,W,S", walk = {}) {
  const inOrder = (W, A) => kinds.replace("W", W).replace("A", A);
  const found = {
    [kinds]: "right",
    [inOrder("Wt", "A")]: isTurned(walk) ? "plain" : "transposed",
    "W,S": "slope-forgotten",
    [inOrder("new", "A")]: "updated-weights",
    [inOrder("W", "A+")]: "slope",
  };
  const name = found[row.join()] ?? (kinds === "A,W,S" ? "other" : "other way");
  return { right: name === "right", words: spelt(walk, FORMULA[name]) };
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
  const caption =
    "If you like, put the steps of this pass in order, the first that is computed first; or press Next.";
  return {
    key: ["order", walk.name, walk.notation?.name, step.u].join(),
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
