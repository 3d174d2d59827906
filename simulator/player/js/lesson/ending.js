// The end of a lesson: how its steps and questions went, and what comes next.
import { button, el } from "../text/elements.js";
import { reckoned } from "./progress.js";

const SAID = {
  once: "right at once",
  hint: "right after a hint",
  corrected: "right after a correction",
  revealed: "shown without a right answer",
  open: "not answered",
};
const steps = (n) => (n === 1 ? "step" : "steps");
const times = (n) => (n === 1 ? "once" : n === 2 ? "twice" : `${n} times`);

// `again` starts the lesson over; `next` is { title, open } or null; `open` null where it cannot be opened here.
export function lessonEnd({ parts, walks }, progress, { again, next }) {
  const found = reckoned(parts, progress);
  const rows = Object.keys(SAID)
    .filter((how) => found[how])
    .map((how) => el("li", {}, `${found[how]} of ${found.steps} ${steps(found.steps)} ${SAID[how]}`));
  if (found.questions)
    rows.push(
      el(
        "li",
        {},
        `${found.rightAtOnce} of ${found.questions} ${found.questions === 1 ? "question" : "questions"} right at once`,
      ),
    );
  const mistakes = Object.entries(found.mistakes)
    .sort(([, one], [, other]) => other - one)
    .map(([name, n]) => el("li", {}, `${looksOf(walks, name)}: ${times(n)}`));
  return el(
    "div",
    { class: "bp-lesson-end" },
    el("ul", {}, ...rows),
    ...(mistakes.length ? [el("h4", {}, "Mistakes on the way"), el("ul", {}, ...mistakes)] : []),
    ...(next ? [el("p", {}, "What comes next: ", el("b", {}, next.title))] : []),
    el(
      "div",
      { class: "bp-lesson-buttons" },
      ...(next?.open
        ? [button(`Open the next lesson: ${next.title}`, "Next lesson", next.open, "bp-next")]
        : []),
      button("Start over: forget what was answered in this lesson", "Start over", again),
    ),
  );
}

// What a mistake is called.
function looksOf(walks, name) {
  const all = walks.flatMap(({ exercises }) => (exercises ?? []).flatMap(({ mistakes }) => mistakes));
  return all.find((one) => one.name === name)?.looks ?? name;
}
