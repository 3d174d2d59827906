// What S of a neuron is made of: what arrives from the next layer, or how F answers an output. Pure rules.
import { range } from "../../text/elision.js";
import { table } from "./term_table.js";

export function sensitivity(at, l, c) {
  const S = at.value("S", l, c);
  const slopes = at.slopes(l);
  if (l === at.K) return output(at, c, S, slopes);
  const through = at.step.compared || at.walk.asYouGo ? "newW" : "W";
  const W = at.array(through, l + 1);
  const there = through === "W" || Boolean(at.known.update_W[l + 1]); // as you go: whether that is updated by now
  const [ownS, ownA] = [`S:${l}:${c}`, `A:${l}:${c}`];
  const later = (k) => at.value("S", l + 1, k + 1);
  if (at.isFull(l)) {
    // Softmax answers every n of its layer: what arrives at each of its neurons, weighed by the row of A.
    const arrives = W.map((_, r) => (S === null ? null : at.array("sent", l)[r]));
    const rows = arrives.map((x, j) => [
      `A row ${c}, column ${j + 1} × what reaches neuron ${j + 1}`,
      slopes ? slopes[c - 1][j] : null,
      x,
      ...[null, null, [`${ownA}:${j + 1}`]],
    ]);
    return table(["S", `${l},${c}`, ` = ${answering(at)}`], rows, [["S", S, true, ownS]], S !== null);
  }
  const rows = W[c - 1].map((w, k) => [
    `neuron ${k + 1} of layer ${l + 1}`,
    there ? w : null,
    later(k),
    `${l + 1},${c},${k + 1}`,
    null,
    [`${through}:${l + 1}:${c}:${k + 1}`, `S:${l + 1}:${k + 1}`, `WS:${l + 1}:${c}:${k + 1}`],
  ]);
  const sum = S === null ? null : at.array("sent", l)[c - 1];
  const below = [
    ["sum", sum],
    ["× slope σ′(n)", slopes ? slopes[c - 1] : null, false, ownA],
    ["S", S, true, ownS],
  ];
  return table(["S", `${l},${c}`, ` = ${answering(at)} = σ′(n) Σ W · S`], rows, below, S !== null);
}

// What S is of: of a batch whose F is a mean over its items the error of the item alone.
const answering = ({ update }) => (update.mean ? "∂φ/∂n" : "∂F/∂n");

// S of an output: the slope, or softmax's row of A, times how F answers y.
function output(at, c, S, slopes) {
  const { K, known } = at;
  const caption = (more) => ["S", `${K},${c}`, ` = ${answering(at)}${more}`];
  const result = ["S", S, true, `S:${K}:${c}`];
  if (at.fused && known.a[K]) return table(caption(", from n, since y has rounded to 0 or 1"), [], [result]);
  const { name, value, below } = answerOf(at);
  if (at.isFull(K)) {
    const rows = range(at.walk.layers[K - 1].width).map((j) => [
      `A row ${c}, column ${j + 1} × ${name} of output ${j + 1}`,
      slopes ? slopes[c - 1][j] : null,
      value(j + 1),
      ...[null, null, [`A:${K}:${c}:${j + 1}`, `${name === "e" ? "e" : "dphi"}:${K}:${j + 1}`]],
    ]);
    const end = [...below, result];
    return table(caption(": its row of A, times how F answers each y"), rows, end, S !== null);
  }
  const slope = ["× slope σ′(n)", slopes ? slopes[c - 1] : null, false, `A:${K}:${c}`];
  const slopes_ = name === "e" ? "e = t − y" : name === "∂φ/∂y" ? name : `∂φ/∂y = ${name}`;
  const first = [slopes_, value(c), false, `${name === "e" ? "e" : "dphi"}:${K}:${c}`];
  return table(caption(": the slope times how F answers y"), [], [first, slope, ...below, result]);
}

// How F answers an output: as a multiple of its error where the loss has such a factor, else ∂φ/∂y itself.
function answerOf(at) {
  const { walk, known, K } = at;
  const { name, factor } = walk.outputSlope;
  if (factor !== null) return { name, value: (c) => at.error(c), below: [["×", factor]] };
  const value = (c) => ((known.a[K] ?? 0) >= c ? (at.ofOutputs("dphi")?.[c - 1] ?? null) : null);
  return { name, value, below: [] };
}
