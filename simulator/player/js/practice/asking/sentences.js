// What is said at a step that is asked for: before and after its answer, and where there is none to give. Pure rules.
import { spelt } from "../../text/notation.js";
import { ASKED_FOR } from "../judging/forms.js";
import { isCompared } from "./question.js";

export const EMPTY = "Type a number into a field first, such as 0.5, 1/3, −2 or 1.2·10^−5.";
export const WAITING = "One moment: what the answer is compared with is on its way.";
export const FIRST = "Type your answer and press Enter, or press Next to see the result.";
export const LAST_HINT = "There is no further hint. Next shows the result.";
const GIVEN = "This step is given, not asked for.";
const ENDED = {
  once: "Right at once.",
  hint: "Right, after a hint.",
  corrected: "Right, after a correction.",
  revealed: "Shown before all of it was right.",
};

// What is said of the answers so far, in the letters of the walk.
export const questionSaid = (walk, { sentence }, form) => spelt(walk, sentence || ASKED_FOR[form] || FIRST);

// Of a step that cannot be asked for, which can; `u` is its update, from 0.
export function othersSaid(walk, u) {
  if (isCompared(walk, u)) return GIVEN;
  const updates = Object.keys(walk.practice?.updates ?? {}).map((one) => Number(one) + 1);
  const which = updates.length > 2 ? `${updates[0]} to ${updates.at(-1)}` : updates.join(" and ");
  return `Here the steps of ${updates.length > 1 ? "updates" : "update"} ${which} can be asked for.`;
}

// How a step ended, "" for one that did not; that an answer was right is said once, but for its few digits.
export function endSaid({ done, sentence, verdicts }) {
  if (!done) return "";
  const few = done !== "revealed" && Object.values(verdicts).includes("fewer digits");
  return few ? `${ENDED[done]} ${sentence}` : ENDED[done];
}
