// At the end of an update: how its steps went, and how it went in this browser so far.
import { button, el } from "../../text/elements.js";
import { countsOf, keepCounts } from "../records/kept_counts.js";
import { added, nothing, OUTCOMES, total } from "../records/record.js";

const SAID = {
  once: "right at once",
  hint: "right after a hint",
  corrected: "right after a correction",
  revealed: "shown without a right answer",
};
const times = (n) => (n === 1 ? "once" : n === 2 ? "twice" : `${n} times`);

export class Tally {
  constructor(practice) {
    this.practice = practice;
    this.box = el("section", { class: "bp-card bp-tally", "aria-label": "How it went", hidden: "" });
  }

  // The steps of this update that were asked.
  get here() {
    const { steps, step } = this.practice.player;
    return steps
      .map((one, at) => (one.u === step.u ? this.practice.answers.of(at) : null))
      .filter((record) => record?.done)
      .reduce(added, nothing());
  }

  show() {
    const { player, on, isOpen } = this.practice;
    const last = player.steps[player.cursor + 1]?.u !== player.step.u;
    const here = on && last && !isOpen && !player.part ? this.here : nothing();
    this.box.hidden = total(here) === 0;
    if (this.box.hidden) return;
    const all = countsOf(player.walk.name);
    const key = JSON.stringify([here, all, player.step.u]);
    if (this.box.dataset.shown === key) return;
    this.box.dataset.shown = key;
    this.box.replaceChildren(
      el("h3", {}, `Update ${player.step.u + 1}: how it went`),
      this.counts(here),
      el("h3", {}, "This network in this browser so far"),
      this.counts(all),
      button("Forget these counts", "Forget these counts", () => this.forget()),
    );
  }

  counts(counts) {
    const rows = OUTCOMES.filter((name) => counts[name]).map((name) =>
      el("li", {}, `${counts[name]} ${SAID[name]}`),
    );
    const made = Object.entries(counts.mistakes)
      .sort(([, one], [, other]) => other - one)
      .map(([name, n]) => el("li", {}, `${this.mistake(name)}: ${times(n)}`));
    const parts = rows.length ? rows : [el("li", {}, "nothing yet")];
    return el("ul", {}, ...parts, ...made);
  }

  // What a mistake is called.
  mistake(name) {
    const { mistakes } = this.practice.player.walk.practice ?? { mistakes: [] };
    return mistakes.find((one) => one.name === name)?.looks ?? name;
  }

  forget() {
    keepCounts(this.practice.player.walk.name, null);
    this.practice.player.show(this.practice.player.cursor);
  }
}
