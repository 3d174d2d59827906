// What may be asked of a step in place of its numbers: their signs, whether they grow, or which is the largest. Pure rules.
import { isMatrix } from "../../text/token_numbers.js";
import { verdictAt } from "./entries.js";
import { filled } from "./verdict.js";

export const NUMBERS = "numbers";
export const FORMULA = "formula"; // see puzzles.js
const RENEWED = { update_W: "W", update_b: "b" };
const SIGNED = ["n", "error", "S", "dW", "db"];
const GREATER = ["+", "larger", ">", "grows"];
const LESS = ["-", "−", "smaller", "<", "shrinks"];
const EQUAL = ["0", "=", "equal", "same"];

// What can be asked of a step, as [form, words].
export function formsOf(step) {
  const forms = [[NUMBERS, "the numbers"]];
  if (SIGNED.includes(step.kind)) forms.push(["signs", "only the signs"]);
  if (step.kind in RENEWED) forms.push(["change", "larger or smaller"]);
  if (step.kind === "S" && !step.neuron) forms.push(["largest", "which is largest"]);
  return forms;
}

// What is said before anything is typed.
export const ASKED_FOR = {
  signs: "Is each number above or below 0? Type + or −, or 0.",
  change: "Is each number larger or smaller than before the update? Type + or −, or 0 where it stays.",
  largest: "Which neuron gets the largest |S|, whatever its sign? Type its number in the layer.",
  formula: "First the formula, from tiles; choose the numbers again to answer them.",
};
const LOOK = {
  signs: "the signs of what is multiplied and added up",
  change: "the sign of its gradient: the step goes against it",
  largest: "how much arrives at each neuron, and at its slope",
};

// The tables of a step in that form; those of its numbers, or one field alone.
export function tablesIn(form, tables, S = "S") {
  if (form === FORMULA) return [];
  if (form !== "largest") return tables.filter(({ key }) => form !== "signs" || key !== "F");
  const [{ key }] = tables;
  const cell = {
    name: "largest",
    at: [],
    said: `the number of the neuron with the largest ${S}, whatever its sign`,
  };
  return [{ key, caption: `neuron with the largest |${S}|`, rows: [{ r: 0, cells: [cell] }], columns: [0] }];
}

// Answers judged: verdicts by name, and a sentence. `truth` and `before` are arrays, `cells` those of the step, `said`
// the sentences that are sent.
export function judgeForm(form, { truth, before, cells, texts, said }) {
  const verdicts = {};
  for (const { name, at } of cells) {
    const text = (texts[name] ?? "").trim().toLowerCase();
    if (!text) continue;
    verdicts[name] =
      form === "largest" ? ofLargest(text, truth) : ofSign(text, signAt(form, truth, before, at));
  }
  return { verdicts, sentence: sentenceOf(form, Object.values(verdicts), said) };
}

const signAt = (form, truth, before, at) =>
  form === "change"
    ? Math.sign(verdictAt(truth, at) - verdictAt(before, at))
    : Math.sign(verdictAt(truth, at));

function ofSign(text, sign) {
  const typed = GREATER.includes(text) ? 1 : LESS.includes(text) ? -1 : EQUAL.includes(text) ? 0 : null;
  if (typed === null) return "not a number";
  return typed === sign ? "right" : "wrong";
}

// Of a batch the largest over its items; where two are equal both are right.
function ofLargest(text, truth) {
  const sizes = truth.map((row) => Math.max(...(isMatrix(row) ? row : [row]).map(Math.abs)));
  const c = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (c < 1 || c > sizes.length) return "not a number";
  return sizes[c - 1] === Math.max(...sizes) ? "right" : "wrong";
}

function sentenceOf(form, verdicts, said) {
  if (verdicts.includes("not a number")) return ASKED_FOR[form];
  const wrong = verdicts.filter((verdict) => verdict === "wrong").length;
  const count = verdicts.length;
  if (!wrong) return count > 1 ? filled(said["all right"], count) : said.right;
  const which = count > 1 ? `${wrong} of ${count}` : "That";
  return `${filled(said[wrong === 1 ? "wrong" : "all wrong"], which)} ${filled(said.look, LOOK[form])}`;
}
