// One field for an answer: the same number may have two, in the graph and in the panel, that always hold the same text.
import { el } from "../../text/elements.js";

export const LONGEST = 40; // characters
// By verdict its sign and word; colour comes with data-verdict.
export const MARKS = {
  right: ["✓", "right"],
  "fewer digits": ["≈", "right, few digits"],
  "rounded early": ["…", "rounded too early"],
  wrong: ["✗", "wrong"],
  "not a number": ["?", "no number"],
};

// `practice` takes what is typed; `around` gives the next field in a direction, or nothing.
export function answerField(cell, practice, around) {
  const input = el("input", {
    type: "text",
    class: "bp-answer",
    "aria-label": cell.said,
    "data-answer": cell.name,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: LONGEST,
    oninput: () => practice.typed(cell.name, input.value, input),
    onfocus: () => practice.stands(cell.name),
    onkeydown: (event) => press(event, input, practice, around),
  });
  return input;
}

// Enter checks, Escape leaves, and the arrows go to the field beside it; → and ← only from the ends of what is typed.
function press(event, input, practice, around) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const done = { Enter: () => practice.check(), Escape: () => practice.rest() }[event.key];
  if (done) {
    event.preventDefault();
    event.stopPropagation();
    done();
    return;
  }
  const next = mayLeave(event.key, input) ? around(input, event.key) : null;
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

function mayLeave(key, { selectionStart, selectionEnd, value }) {
  const whole = selectionStart === 0 && selectionEnd === value.length;
  if (key === "ArrowUp" || key === "ArrowDown") return true;
  if (key === "ArrowLeft") return whole || (selectionStart === 0 && selectionEnd === 0);
  return (
    key === "ArrowRight" && (whole || (selectionStart === value.length && selectionEnd === value.length))
  );
}

// What a field shows of its number: text, and its verdict as long as that text is the one that was judged.
export function showAnswer(input, record) {
  const name = input.dataset.answer;
  const text = record.texts[name] ?? "";
  if (input.value !== text) input.value = text;
  const verdict = text === record.checked[name] ? (record.verdicts[name] ?? "") : "";
  input.dataset.verdict = verdict;
  input.setAttribute(
    "aria-invalid",
    `${verdict === "wrong" || verdict === "rounded early" || verdict === "not a number"}`,
  );
  return verdict;
}
