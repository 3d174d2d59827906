// How the reader did: of one step what was tried, of a network in this browser how often what. Pure rules.
import { NUMBERS } from "../judging/forms.js";

export const OUTCOMES = ["once", "hint", "corrected", "revealed"];
const MOST_COUNTED = 1_000_000;
const MOST_MISTAKES = 60; // names

// Nothing was tried yet.
export const untried = () => ({
  form: NUMBERS, // in which it was asked for; see forms.js
  texts: {},
  verdicts: {},
  checked: {},
  first: {}, // by number what was judged of it first, "" where it was shown before
  sentence: "",
  depth: 0,
  products: 0,
  slips: [],
  shown: false, // before it is answered, as where it is asked for once more
  done: "",
});

const kindOf = (one) => (one === null ? "null" : Array.isArray(one) ? "array" : typeof one);

// What a tab or a file kept of a step, as a record; null where it is none. Numbers are asked for at first: of another
// form that is still open, what was shown stays so.
export function readRecord(given) {
  const areTexts = (one) =>
    kindOf(one) === "object" && Object.values(one).every((text) => typeof text === "string");
  if (kindOf(given) !== "object" || !areTexts(given.texts) || !["", ...OUTCOMES].includes(given.done))
    return null;
  if (given.first !== undefined && !areTexts(given.first)) return null;
  const known = untried();
  const rest = Object.keys(known).filter((name) => kindOf(given[name]) === kindOf(known[name]));
  const record = { ...known, ...Object.fromEntries(rest.map((name) => [name, given[name]])) };
  return record.done || record.form === NUMBERS ? record : askedAgain(record);
}

const GOOD = ["right", "fewer digits"];
const COUNTED = [...GOOD, "wrong", "rounded early"]; // "not a number" costs nothing

// The record after its answers were judged: `verdicts` by the names of its numbers, and the mistakes that were named.
export function judged(record, verdicts, mistakes, sentence) {
  const found = Object.values(verdicts);
  const wrong = found.some((verdict) => COUNTED.includes(verdict) && !GOOD.includes(verdict));
  const again = JSON.stringify(record.checked) === JSON.stringify(record.texts); // the same answers, judged twice
  const slips = wrong && !again ? [...record.slips, mistakes[0] ?? ""] : record.slips;
  return {
    ...record,
    verdicts,
    sentence,
    slips,
    checked: { ...record.texts },
    first: firstOf(record, verdicts),
  };
}

// With what is judged now; not what is no number, nor what stands for a sign or the like.
function firstOf({ form, texts, first }, verdicts) {
  if (form !== NUMBERS) return first;
  const now = Object.entries(texts).filter(([name]) => COUNTED.includes(verdicts[name]));
  return { ...Object.fromEntries(now), ...first };
}

// The record once what was asked for, by `names`, is shown, and with it the step's `numbers`: one that was not answered
// by then was shown first.
export const ended = (record, names, numbers = names) => {
  const unseen = Object.fromEntries(numbers.map((name) => [name, ""]));
  return { ...record, done: outcome(record, names), first: { ...unseen, ...record.first } };
};

// The record of a step that is asked for once more, as if nothing had been tried; but what was answered first stays
// that, and what was shown without a right answer stays shown.
export const askedAgain = ({ first, shown, done }) => ({
  ...untried(),
  first,
  shown: shown || done === "revealed",
});

// Whether what is asked for was to be seen before it was answered; a number also by another form of the question.
const wasShown = ({ form, shown, first }, names) =>
  shown || (form === NUMBERS && names.some((name) => first[name] === ""));

// Whether each of these names is answered, and everything answered is right.
export function isRight({ verdicts, texts, checked }, names) {
  const answered = Object.keys(texts).filter((name) => texts[name].trim() !== "");
  const fine = (name) => GOOD.includes(verdicts[name]) && texts[name] === checked[name];
  return answered.length > 0 && answered.every(fine) && names.every((name) => answered.includes(name));
}

// Whether anything was typed.
export const isAnswered = ({ texts }) => Object.values(texts).some((text) => text.trim() !== "");

// Whether something typed was not judged yet.
export const isUnjudged = ({ texts, checked }) =>
  Object.keys(texts).some((name) => texts[name].trim() !== "" && texts[name] !== checked[name]);

// How a step ends of which these names were asked where Next is pressed now: what is shown with one of them open, or
// wrong, was not answered rightly, nor was what had been shown before.
export function outcome(record, names) {
  if (!isRight(record, names) || wasShown(record, names)) return "revealed";
  if (record.slips.length) return "corrected";
  return record.depth ? "hint" : "once";
}

// ---- counts: { once, hint, corrected, revealed, mistakes: { name: how often } }
export const nothing = () => ({ once: 0, hint: 0, corrected: 0, revealed: 0, mistakes: {} });

export function added(counts, record) {
  const mistakes = { ...counts.mistakes };
  for (const name of record.slips.filter(Boolean))
    if (name in mistakes || Object.keys(mistakes).length < MOST_MISTAKES)
      mistakes[name] = Math.min(MOST_COUNTED, (mistakes[name] ?? 0) + 1);
  return { ...counts, [record.done]: Math.min(MOST_COUNTED, counts[record.done] + 1), mistakes };
}

export const total = (counts) => OUTCOMES.reduce((sum, name) => sum + counts[name], 0);

// What was kept somewhere, as counts; null where it is none.
export function readCounts(given) {
  const isCount = (n) => Number.isInteger(n) && n >= 0 && n <= MOST_COUNTED;
  if (typeof given !== "object" || given === null || !OUTCOMES.every((name) => isCount(given[name])))
    return null;
  const { mistakes } = given;
  if (typeof mistakes !== "object" || mistakes === null || Array.isArray(mistakes)) return null;
  const found = Object.entries(mistakes);
  if (
    found.length > MOST_MISTAKES ||
    !found.every(([name, n]) => /^[a-z0-9-]{1,40}$/.test(name) && isCount(n))
  )
    return null;
  return {
    ...nothing(),
    ...Object.fromEntries(OUTCOMES.map((name) => [name, given[name]])),
    mistakes: { ...mistakes },
  };
}
