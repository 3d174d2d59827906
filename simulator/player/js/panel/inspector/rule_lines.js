// What an update rule makes of one number, in the lines of its steps. Pure rules.
import { isMatrix } from "../../text/token_numbers.js";

const CLIPPED = "c, the factor of every gradient"; // of an update

// Of each step of the update the line with that number alone, or null where it is not computed by now.
export function ruleLines(at, name, place) {
  const mine = at.steps
    .map((step, i) => ({ step, known: i < at.cursor + (at.asked ? 0 : 1) }))
    .filter(({ step }) => step.u === at.step.u);
  const own = mine.filter(({ step }) => step.kind !== "clip" && step.matrices?.at(-1)[2] === name);
  const clipping = own.length ? mine.filter(({ step }) => step.kind === "clip") : [];
  const factor = clipping.map(({ step, known }) => ({
    caption: CLIPPED,
    line: known ? step.lines[0] : null,
  }));
  const lines = own.flatMap(({ step, known }) =>
    step.lines.map((line, i) => ({
      caption: at.walk.texts[step.matrices.at(i - step.lines.length)[0]],
      line: known ? { ...line, tokens: line.tokens.map((token) => alone(token, at.arrays, place)) } : null,
    })),
  );
  return [...factor, ...lines];
}

// A token with one entry of its numbers; a number that stands for all entries stays.
function alone(token, arrays, [i, j]) {
  if (token.v === undefined || !isMatrix(arrays[token.v])) return token;
  return { ...token, r: i, c: j ?? null };
}
