// A lesson, part by part: its text beside a player that is bound to the steps of the part.
import { Player } from "../player.js";
import { button, el } from "../text/elements.js";
import { readable } from "../walk/payload/arrays.js";
import { keepProgress, progressOf } from "./kept_progress.js";
import { lessonEnd } from "./ending.js";
import { lightNumbers } from "./lit_numbers.js";
import { unbroken } from "./unbroken_formulas.js";
import { answeredIn, begun, isPartDone, standsAt, withChoice, withStep } from "./progress.js";
import { QuestionBox } from "./question_box.js";

const TO_DO =
  "Press Next ▶ below the picture. Where a step asks, type its number and press Enter; H gives a hint, Next shows the result.";
const TO_READ = "Press Next ▶ below the picture, or the key →, and read along.";
const TO_ANSWER = "Look at the picture, then answer.";

export class LessonBook {
  // `host` is an empty element; `assets` as for the player; `ways` { list, link, open, write }: back to the list of
  // lessons, a link to a part, another lesson, this one in another notation; null for what there is not here.
  constructor(host, assets, ways) {
    this.ways = ways;
    this.kicker = el("p", { class: "bp-lesson-kicker" });
    this.heading = el("h2", { class: "bp-lesson-title", tabindex: "-1" });
    this.words = el("div", { class: "bp-lesson-words" });
    this.question = new QuestionBox((option) => this.keep(withChoice(this.progress, this.part, option)));
    this.todo = el("p", { class: "bp-lesson-todo" });
    this.ending = el("div", {});
    this.places = el("ol", { class: "bp-lesson-places", "aria-label": "Parts of this lesson" });
    this.back = button("Back to the part before", "◀ Back", () => this.turn(this.part - 1));
    this.next = button("Next part", "Next part ▶", () => this.turn(this.part + 1));
    this.copied = el("span", { class: "bp-lesson-copied", role: "status" });
    this.room = el("div", { class: "bp-lesson-player" });
    this.box = this.built();
    host.append(this.box);
    this.player = new Player(this.room, assets);
    this.player.onNotation = ways.write;
    this.box.addEventListener("bp-practice", () => this.answered());
  }

  built() {
    const { list, link } = this.ways;
    const above = el(
      "div",
      { class: "bp-lesson-ways" },
      ...(list ? [button("All lessons", "All lessons", list)] : []),
      ...(link ? [button("Copy a link to this part", "Link", () => this.copy())] : []),
      this.copied,
    );
    const turning = el("div", { class: "bp-lesson-buttons" }, this.back, this.next);
    const inside = [this.kicker, this.places, this.heading, this.words, this.todo, this.question.box];
    const text = el(
      "aside",
      { class: "bp-lesson-text", "aria-label": "Lesson" },
      ...inside,
      this.ending,
      turning,
      above,
    );
    return el("section", { class: "bp-lesson" }, text, this.room);
  }

  // A lesson as Python sends it, at a part from 0, or where it was left.
  async open(lesson, part = null) {
    this.take(lesson);
    this.player.practice.answers.records.clear();
    this.progress = progressOf(lesson.key);
    const at = Math.min(part ?? this.progress.part, lesson.parts.length);
    if (at !== this.progress.part) this.progress = standsAt(this.progress, at);
    await this.show();
    this.bringText();
  }

  // The same lesson in another notation, where one stands.
  async rewrite(lesson) {
    this.take(lesson);
    await this.show();
  }

  take(lesson) {
    this.lesson = lesson;
    for (const walk of lesson.walks) readable(walk);
    this.box.setAttribute("aria-label", lesson.title);
  }

  get part() {
    return this.progress.part;
  }

  get isOver() {
    return this.part >= this.lesson.parts.length;
  }

  keep(progress) {
    this.progress = progress;
    keepProgress(this.lesson.key, progress);
    this.mark();
  }

  async turn(part) {
    this.keep(standsAt(this.progress, Math.max(0, Math.min(this.lesson.parts.length, part))));
    await this.show();
    dispatchEvent(new Event("backprop moved")); // a link in the address is of the part before
    this.heading.focus({ preventScroll: true });
    this.box.scrollIntoView({ block: "nearest" });
    this.bringText();
  }

  // What a part says is read first, also where the page was scrolled down, to a lesson or to a step on a phone.
  bringText() {
    const { top, bottom } = this.heading.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) this.kicker.scrollIntoView({ block: "start" });
  }

  // ---- on the screen
  async show() {
    const { lesson, isOver } = this;
    const { title, about, parts } = lesson;
    const now = isOver ? null : parts[this.part];
    this.heading.textContent = now ? now.title : "The end of this lesson";
    const told = now ? now.paragraphs : [`Now you know: ${lowered(about)}`];
    this.words.replaceChildren(...told.map((text) => el("p", {}, unbroken(text))));
    this.todo.textContent = now ? toDo(now) : "";
    this.question.show(now?.question ?? null, this.progress.chosen[this.part] ?? []);
    this.ending.replaceChildren(...(now ? [] : [this.end()]));
    const minutes = `about ${lesson.minutes} minutes`;
    this.kicker.textContent = this.ways.list ? `${title} · ${minutes}` : minutes; // a page of its own is headed by it
    this.mark();
    await this.load(now ?? parts.at(-1), now ? this.part : parts.length - 1);
  }

  end() {
    const again = () => {
      this.player.practice.answers.records.clear();
      this.keep(begun());
      this.turn(0);
    };
    const { next } = this.lesson;
    const open = next && this.ways.open ? () => this.ways.open(next.name) : null;
    return lessonEnd(this.lesson, this.progress, { again, next: next ? { title: next.title, open } : null });
  }

  // The walk of a part in the player; at the end of the lesson the last step of the last part.
  async load(part, i) {
    const { player, lesson, progress } = this;
    const walk = lesson.walks[part.walk];
    const exercise = part.exercise === undefined ? undefined : walk.exercises[part.exercise];
    const bound = {
      start: part.start,
      end: part.end,
      at: this.isOver ? part.end : (progress.at ?? part.start),
      view: { grain: part.grain, ask: part.asked.length > 0 && !this.isOver },
      asked: new Set(part.asked),
      answered: answeredIn(progress, i, part.asked),
      shown: () => this.stepped(part),
      onward: () => this.onward(),
    };
    await player.load({ ...walk, name: `${lesson.key} ${i}`, practice: exercise }, bound);
    this.box.dataset.part = `${this.part + 1}`;
  }

  // A step is shown: what the part points out is lit in it, and the place is kept.
  stepped(part) {
    const { player } = this;
    lightNumbers(player, part.lit);
    this.box.dataset.theme = player.root.dataset.theme;
    if (!this.isOver && player.cursor !== this.progress.at)
      this.keep(standsAt(this.progress, this.part, player.cursor));
    this.next.classList.toggle("bp-next", this.isOver || player.moving.isAtEnd);
  }

  // Next after the last step: to the question, where that is open, else to the next part.
  onward() {
    if (this.isOver) return;
    const { question } = this.lesson.parts[this.part];
    const chosen = this.progress.chosen[this.part] ?? [];
    if (question && !chosen.includes(question.right)) this.question.focus();
    else this.turn(this.part + 1);
  }

  // Where one stands among the parts, and which are done.
  mark() {
    const { parts } = this.lesson;
    const [last, { part }] = [parts.length - 1, this];
    this.places.replaceChildren(...parts.map((one, i) => el("li", {}, this.place(one, i))));
    this.back.disabled = part === 0;
    this.next.hidden = this.isOver;
    this.next.replaceChildren(part === last ? "To the end ▶" : "Next part ▶");
    this.next.setAttribute("aria-label", part === last ? "To the end of the lesson" : "Next part");
  }

  place({ title }, i) {
    const done = isPartDone(this.lesson.parts, this.progress, i) && i < this.part;
    const name = `Part ${i + 1} of ${this.lesson.parts.length}: ${title}`;
    const here = i === this.part;
    const look = { class: "bp-lesson-place", type: "button", title: name, "data-done": `${done}` };
    return el(
      "button",
      { ...look, "aria-label": name, "aria-current": here ? "step" : null, onclick: () => this.turn(i) },
      `${i + 1}`,
    );
  }

  // ---- answers
  answered() {
    if (this.isOver) return;
    const { practice } = this.player;
    let { progress } = this;
    for (const at of this.lesson.parts[this.part].asked) {
      const record = practice.answers.of(at);
      if (record.done) progress = withStep(progress, this.part, at, record);
    }
    this.keep(progress);
  }

  // ---- a link
  async copy() {
    const address = this.ways.link(this.isOver ? this.lesson.parts.length - 1 : this.part);
    try {
      await navigator.clipboard.writeText(address);
      this.copied.textContent = "Copied.";
    } catch {
      const field = el("input", {
        type: "text",
        readonly: "",
        value: address,
        "aria-label": "Link to this part",
      });
      this.copied.replaceChildren(field);
      field.select();
    }
  }

  stop() {
    this.player.stop();
    this.box.remove();
  }
}

function toDo({ asked, question, start, end }) {
  if (asked.length) return TO_DO;
  return question && start === end ? TO_ANSWER : TO_READ;
}

// A letter of the notes and a name such as ReLU stay as they are.
const lowered = (text) => text.replace(/^[A-Z](?=[a-z]+ )/, (first) => first.toLowerCase());
