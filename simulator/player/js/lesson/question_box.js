// A question with a few answers: each says, once it is chosen, why it is right or not.
import { el } from "../text/elements.js";

const WAITING = "Choose an answer first; the button below goes on without one.";

export class QuestionBox {
  // `chosen` is told which option was taken, from 0.
  constructor(chosen) {
    this.chosen = chosen;
    this.said = el("p", { class: "bp-lesson-because", role: "status" });
    this.options = el("div", { class: "bp-lesson-options" });
    this.legend = el("legend");
    this.box = el("fieldset", { class: "bp-lesson-question" }, this.legend, this.options, this.said);
  }

  // The question of a part, or none; `tries`: what was chosen before, the last one last.
  show(question, tries) {
    this.box.hidden = !question;
    if (!question) return;
    this.question = question;
    this.legend.textContent = question.text;
    const last = tries.at(-1);
    this.options.replaceChildren(...question.options.map((text, i) => this.option(text, i, i === last)));
    this.judge(last);
  }

  // Next leads here as long as it is not answered, so it says what it waits for.
  focus() {
    if (!this.said.textContent) this.said.textContent = WAITING;
    this.options.querySelector("input").focus({ preventScroll: true });
    this.box.scrollIntoView({ block: "nearest" });
  }

  option(text, i, checked) {
    const radio = el("input", { type: "radio", name: "answer", onchange: () => this.take(i) });
    radio.checked = checked;
    return el("label", {}, radio, el("span", {}, text));
  }

  take(i) {
    this.judge(i);
    this.chosen(i);
  }

  judge(i) {
    const right = i === this.question.right;
    this.box.dataset.right = i === undefined ? "" : `${right}`;
    this.said.textContent = i === undefined ? "" : `${right ? "✓" : "✗"} ${this.question.because[i]}`;
  }
}
