// What is said of answers to a step: the same as mark() in core/practice, from what Python sent with the walk.
import { sub } from "../../text/digits.js";
import { at, made, othersOf, roundedTo } from "./sent_answers.js";
import { typedNumber } from "./typed_number.js";

const ENOUGH = 3; // significant digits
const SLACK = 1 + 1e-6; // a half that was rounded the other way is no difference
const NEAR = 1e-6; // of what a mistake gives, or of the largest true number: so much of it may be another
const ROUNDED = "rounded";
const [AGREEING, KNOWN] = [3, 1.25]; // see core/checks/fitted_numbers.py
const NAMED = 3; // places that a list names before it counts the others
const [FEW_NAMES, OTHERS] = [2, 2]; // see core/practice/marking/feedback.py

// ---- what was typed, flat
// Every text with its place, from 1.
function* texts(typed, place = []) {
  if (!Array.isArray(typed)) yield { place, text: typed };
  else for (const [i, one] of typed.entries()) yield* texts(one, [...place, i + 1]);
}

const nested = (typed, verdicts, place = []) =>
  Array.isArray(typed)
    ? typed.map((one, i) => nested(one, verdicts, [...place, i + 1]))
    : (verdicts.get(place.join()) ?? "");

// ---- one answer
function judged(typed, value, noise) {
  const gap = Math.abs(typed.value - value);
  if (gap <= noise) return "right";
  if (typed.digits === 0) return "";
  if (gap <= (typed.unit / 2) * SLACK + noise) return typed.digits >= ENOUGH ? "right" : "fewer digits";
  const [own, size] = [Math.abs(typed.value), Math.abs(value)];
  const cut = typed.value * value > 0 && own <= size + noise && size < own + typed.unit;
  return cut && typed.digits < ENOUGH ? "fewer digits" : "";
}

const known = (value, near) => Math.max(near, NEAR * Math.abs(value));
const givenBy = (typed, value, near) => judged(typed, value, known(value, near));

// By how much what a mistake gives may be another in any case.
const nearOf = ({ truth, noise }, walk) =>
  [walk.arrays[truth]].flat(4).reduce((near, value) => Math.max(near, NEAR * Math.abs(value)), noise);

// How many digits speak for it that a number which departs from the truth was made so.
function evidence(typed, value, near) {
  if (typed.digits >= ENOUGH) return typed.digits;
  const exact = Math.abs(typed.value - value) <= known(value, near);
  return exact ? ENOUGH : Math.max(1, typed.digits) - 1;
}

// Whether a mistake that gives these values gives every answer.
function givesAll(answers, values, near, rounds) {
  let total = 0;
  for (const [i, { number, departs }] of answers.entries()) {
    const found = givenBy(number, values[i], near);
    if (found === "" || (rounds && departs && found !== "right")) return false;
    if (departs) total += evidence(number, values[i], near);
  }
  return rounds || total >= ENOUGH;
}

// ---- mistakes with a number of their own
// The number with the fewest digits between two, nearest their middle.
function shortest(low, high) {
  const middle = (low + high) / 2;
  if (middle === 0 || !Number.isFinite(middle)) return middle;
  for (let digits = 1; digits < 17; digits++) {
    const found = Number(middle.toPrecision(digits));
    if (low <= found && found <= high) return found;
  }
  return middle;
}

function bounds(answers, gaps, along, nearest) {
  let [low, high, agreeing] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (const [i, { number, departs }] of answers.entries()) {
    if (along[i] === 0) {
      if (departs) return null;
      continue;
    }
    const allowed = Math.max(number.unit / 2, NEAR * Math.abs(number.value), nearest);
    const [middle, half] = [gaps[i] / along[i], Math.abs(allowed / along[i])];
    low = Math.max(low, middle - half);
    high = Math.min(high, middle + half);
    const near = Math.abs(middle) - half;
    agreeing += Number(departs && near > 0 && Math.abs(middle) + half <= KNOWN * near);
  }
  return low <= high && agreeing >= AGREEING ? [low, high] : null;
}

// The number of its own with which a mistake gives every answer; null where there is none.
function fitted([, least, most, offset, whole, times, form], answers, true_, walk, asked, near) {
  const along = answers.map(({ place }) => times * made({ form, asked, update: null }, place, walk));
  const gaps = answers.map(({ number }, i) => number.value - true_[i]);
  const between = bounds(answers, gaps, along, near);
  if (!between || (!whole && between[0] <= least && least <= between[1])) return null;
  const top = most ?? Number.POSITIVE_INFINITY;
  const [low, high] = [Math.max(between[0], least) + offset, Math.min(between[1], top) + offset];
  if (!(low <= high)) return null;
  const found = whole ? roundedTo((low + high) / 2, { r: 0 }) : shortest(low, high);
  const z = found - offset;
  if (!(least < z && z < top && low <= found && found <= high)) return null;
  const values = true_.map((value, i) => value + z * along[i]);
  return givesAll(answers, values, near, false) ? found : null;
}

// ---- all of them
// By name, likeliest first, with their own numbers where they have one.
function explained(asked, others, answers, walk) {
  const { mistakes } = walk.practice;
  const [close, found] = [nearOf(asked, walk), new Map()];
  for (const one of others) {
    const { name } = mistakes[one.mistake];
    if (found.has(name)) continue;
    const values = answers.map(({ place }) => made(one, place, walk));
    const near = name === ROUNDED ? asked.noise : close; // what was rounded is known exactly
    if (givesAll(answers, values, near, name === ROUNDED)) found.set(name, null);
  }
  const true_ = answers.map(({ place }) => at(walk.arrays[asked.truth], place));
  for (const family of asked.fitted ?? []) {
    const { name } = mistakes[family[0]];
    const number = found.has(name) ? null : fitted(family, answers, true_, walk, asked, close);
    if (number !== null) found.set(name, number);
  }
  return found;
}

function verdictOf(asked, others, answer, walk) {
  const { number, place } = answer;
  if (!number) return "not a number";
  const found = judged(number, at(walk.arrays[asked.truth], place), asked.noise);
  if (found) return found;
  const early = others.some(
    (one) =>
      walk.practice.mistakes[one.mistake].name === ROUNDED &&
      givenBy(number, made(one, place, walk), asked.noise) === "right",
  );
  return early ? "rounded early" : "wrong";
}

// ---- what is said
export const filled = (words, ...parts) => words.replace(/\{(\d)\}/g, (_, i) => parts[Number(i)]);

// What an entry is called: S₂,₁ of item 3.
function calledOf([prefix, lowered, item, twice, turned], place) {
  let own = turned ? [...place.slice(0, -2), place.at(-1), place.at(-2)] : [...place];
  const [last] = item === null ? [] : own.splice(item === 0 ? 0 : own.length - 1, 1);
  if (twice && own.length === 1) own = [...own, ...own];
  const inside = own.some((part) => part > 9) ? own.map(sub).join(",") : own.map(sub).join("");
  return `${prefix}${lowered ? inside : own.join(", ")}${item === null ? "" : ` of item ${last}`}`;
}

function listed(names) {
  if (names.length > NAMED + 1) return `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more`;
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");
}

// As Python writes it with six significant digits.
function sixDigits(number) {
  const [mantissa, power] = number.toExponential(5).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(Number(number.toPrecision(6)));
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${Number(mantissa)}e${exponent < 0 ? "-" : "+"}${size}`;
}

function mistakeSaid({ sentence, counted }, number) {
  if (number === null || !counted) return sentence;
  return counted.replaceAll("{number}", sixDigits(number).replaceAll("-", "−"));
}

function why(asked, wrong, count, found, { said, mistakes }) {
  if (!wrong) return [said.keep];
  if (!found.size && asked.partly) return [said["no name tried"]];
  if (!found.size) return [count === 1 ? said["no name"] : said["no name for all"]];
  const row = (name) => mistakes.find((one) => one.name === name);
  const [[first, number], ...others] = [...found];
  const parts = [filled(said.mistake, row(first).looks, mistakeSaid(row(first), number))];
  if (others.length) {
    const looks = others.slice(0, OTHERS).map(([name]) => row(name).looks);
    parts.push(filled(said.others, looks.join(said.or)));
  }
  return parts;
}

function right(few, count, said) {
  if (!few.length) return count === 1 ? said.right : filled(said["all right"], count);
  return few.length === count ? said.few : filled(said["some few"], listed(few));
}

function sentenceOf(asked, answers, verdicts, found, walk) {
  const { said } = walk.practice;
  const count = answers.length;
  const named = (verdict) =>
    answers
      .filter(({ place }) => verdicts.get(place.join()) === verdict)
      .map(({ place }) => calledOf(asked.called, place));
  const all = (names) =>
    names.length === count && count > FEW_NAMES ? filled(said.all, count) : listed(names);
  const parts = [];
  const none = answers.find(({ refusal }) => refusal);
  if (none) parts.push(filled(said["no number"], calledOf(asked.called, none.place), none.refusal));
  const [wrong, early, few] = [named("wrong"), named("rounded early"), named("fewer digits")];
  if (wrong.length) parts.push(filled(said[wrong.length === 1 ? "wrong" : "all wrong"], all(wrong)));
  if (early.length) parts.push(filled(said[early.length === 1 ? "early" : "all early"], all(early)));
  if (wrong.length || early.length) {
    parts.push(...why(asked, wrong.length > 0, count, found, walk.practice));
    parts.push(filled(said.look, walk.texts[asked.look]));
  } else if (few.length || named("right").length) parts.push(right(few, count, said));
  return parts.join(" ");
}

// The marks of what was typed for one quantity of an update, from 0, nested as it is: { verdicts, mistakes, numbers,
// sentence }, as mark() gives them; `key` as in walk.practice.
export function judge(walk, u, key, typed) {
  const update = walk.practice.updates[u];
  const asked = update[key];
  const answers = [...texts(typed)]
    .filter(({ text }) => text.trim() !== "")
    .map(({ place, text }) => {
      const read = typedNumber(text, walk.practice.refused);
      return read.refusal ? { place, refusal: read.refusal } : { place, number: read };
    });
  const others = othersOf(asked, update);
  const verdicts = new Map(answers.map((one) => [one.place.join(), verdictOf(asked, others, one, walk)]));
  const numbers = answers
    .filter(({ number }) => number)
    .map((one) => ({
      ...one,
      departs: ["wrong", "rounded early"].includes(verdicts.get(one.place.join())),
    }));
  let found = new Map();
  if (numbers.some(({ departs }) => departs)) found = explained(asked, others, numbers, walk);
  if (found.has(ROUNDED) && ![...verdicts.values()].includes("wrong"))
    found = new Map([[ROUNDED, found.get(ROUNDED)], ...found]);
  return {
    verdicts: nested(typed, verdicts),
    mistakes: [...found.keys()],
    numbers: Object.fromEntries([...found].filter(([, number]) => number !== null)),
    sentence: sentenceOf(asked, answers, verdicts, found, walk),
  };
}
