// How far a reader came in a lesson, and how its steps and questions went. Pure rules.
import { OUTCOMES } from "../practice/records/record.js";

const MOST_TRIES = 20; // of a question
const MOST_SLIPS = 50; // of a step
const [MOST_KEPT, MOST_PLACE] = [2000, 100_000]; // steps and questions; parts and steps are numbers below this

// Nothing was done yet: part and step at which one stands, by "part,step" how a step went, by part what was chosen.
export const begun = () => ({ part: 0, at: null, steps: {}, chosen: {} });

export const standsAt = (progress, part, at = null) => ({ ...progress, part, at });

export const withStep = (progress, part, at, { done, slips }) => ({
  ...progress,
  steps: { ...progress.steps, [`${part},${at}`]: { done, slips: slips.slice(0, MOST_SLIPS) } },
});

export const withChoice = (progress, part, option) => {
  const before = progress.chosen[part] ?? [];
  return { ...progress, chosen: { ...progress.chosen, [part]: [...before, option].slice(0, MOST_TRIES) } };
};

// How the asked steps of a part went, by their places.
export const answeredIn = (progress, part, asked) =>
  new Map(
    asked.flatMap((at) => {
      const found = progress.steps[`${part},${at}`];
      return found ? [[at, found]] : [];
    }),
  );

// Whether nothing of a part is open.
export function isPartDone(parts, progress, part) {
  const { asked, question } = parts[part];
  const right = !question || (progress.chosen[part] ?? []).includes(question.right);
  return right && answeredIn(progress, part, asked).size === asked.length;
}

// All of a lesson: steps by how they went, those still open; questions, and how many were right at once; mistakes.
export function reckoned(parts, progress) {
  const found = { steps: 0, open: 0, questions: 0, rightAtOnce: 0, mistakes: {} };
  for (const how of OUTCOMES) found[how] = 0;
  for (const [part, { asked, question }] of parts.entries()) {
    const answered = answeredIn(progress, part, asked);
    found.steps += asked.length;
    found.open += asked.length - answered.size;
    for (const { done, slips } of answered.values()) {
      found[done] += 1;
      for (const name of slips.filter(Boolean)) found.mistakes[name] = (found.mistakes[name] ?? 0) + 1;
    }
    if (!question) continue;
    found.questions += 1;
    if (progress.chosen[part]?.[0] === question.right) found.rightAtOnce += 1;
  }
  return found;
}

// What was kept somewhere, as progress; null where it is none.
export function readProgress(given) {
  const whole = (n) => Number.isInteger(n) && n >= 0 && n < MOST_PLACE;
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject(given) || !whole(given.part) || !(given.at === null || whole(given.at))) return null;
  if (!isObject(given.steps) || !isObject(given.chosen)) return null;
  const [steps, chosen] = [Object.entries(given.steps), Object.entries(given.chosen)];
  if (steps.length + chosen.length > MOST_KEPT) return null;
  const isStep = ([place, one]) =>
    /^\d{1,5},\d{1,5}$/.test(place) &&
    isObject(one) &&
    OUTCOMES.includes(one.done) &&
    Array.isArray(one.slips) &&
    one.slips.every((name) => typeof name === "string" && /^[a-z0-9-]{0,40}$/.test(name));
  const isChoice = ([place, tries]) =>
    /^\d{1,5}$/.test(place) && Array.isArray(tries) && tries.length <= MOST_TRIES && tries.every(whole);
  return steps.every(isStep) && chosen.every(isChoice) ? { ...begun(), ...given } : null;
}
