// The list of lessons: what each teaches, how long it takes, and how far one came in it.
import { el } from "../text/elements.js";
import { isBegun, progressOf } from "./kept_progress.js";

const LEAD =
  "Each lesson begins with a walk that is worked out; then more and more of it is yours to fill in.";

// `lessons`: { name, key, title, about, minutes, parts }; `open` gets a name.
export function lessonShelf(lessons, open) {
  const lead = el("p", { class: "bp-shelf-lead" }, LEAD);
  const rows = lessons.map((lesson) => el("li", {}, row(lesson, open)));
  return el("div", {}, lead, el("ol", { class: "bp-shelf", "aria-label": "Lessons" }, ...rows));
}

function row({ name, key, title, about, minutes, parts }, open) {
  return el(
    "button",
    { class: "bp-shelf-row", type: "button", "data-lesson": name, onclick: () => open(name) },
    el("b", {}, title),
    el("span", { class: "bp-shelf-about" }, about),
    el(
      "span",
      { class: "bp-shelf-facts" },
      [`about ${minutes} minutes`, reached(key, parts)].filter(Boolean).join(" · "),
    ),
  );
}

function reached(key, parts) {
  if (!isBegun(key)) return "";
  const { part } = progressOf(key);
  return part >= parts ? "✓ done" : `at part ${part + 1} of ${parts}`;
}
