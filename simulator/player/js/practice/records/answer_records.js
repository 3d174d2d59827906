// What was answered at each step of a walk: one record a step, by a key that other numbers make another one. Pure rules.
import { isQuestion } from "../../walk/asked.js";
import { NUMBERS } from "../judging/forms.js";
import { readRecord, untried } from "./record.js";

const GRAINS = /** @type {const} */ (["operation", "neuron"]);
const MOST = 500;

// The step at a place of a walk.
export function keyOf(walk, grain, cursor) {
  const { F, after } = walk.updates[walk.steps[grain][cursor].u];
  return [walk.name, grain, cursor, F, after].join("|");
}

export class AnswerRecords {
  /** @param {Map<string, any>} kept by their keys, the one answered last at the end; it is changed in place */
  constructor(kept) {
    this.kept = kept;
  }

  of(walk, grain, cursor) {
    return this.kept.get(keyOf(walk, grain, cursor)) ?? untried();
  }

  keep(walk, grain, cursor, record) {
    const key = keyOf(walk, grain, cursor);
    this.kept.delete(key);
    if (this.kept.size >= MOST) this.kept.delete(this.kept.keys().next().value);
    this.kept.set(key, record);
  }

  clear() {
    this.kept.clear();
  }

  // What was typed, step by step, as a file keeps it.
  answered(walk) {
    return GRAINS.flatMap((grain) =>
      [...walk.steps[grain].keys()].flatMap((step) => {
        const { form, texts, first, shown, done } = this.of(walk, grain, step);
        const typed = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim()));
        if (form !== NUMBERS || !Object.keys(typed).length) return [];
        return [{ update: walk.steps[grain][step].u + 1, grain, step, done, typed, first, shown }];
      }),
    );
  }

  // What a file kept of a walk.
  adopt(walk, answered) {
    for (const { grain, step, done, typed, first, shown } of answered) {
      const record = readRecord({ ...untried(), texts: typed, first, shown, done });
      if (record && walk.steps[grain]?.[step]) this.kept.set(keyOf(walk, grain, step), record);
    }
  }

  // How steps were answered before, by their places: what was done, and the mistakes that were made.
  restore(walk, grain, answered) {
    for (const [cursor, before] of answered)
      if (!this.of(walk, grain, cursor).done)
        this.kept.set(keyOf(walk, grain, cursor), { ...untried(), ...before });
  }

  // How all steps went so far of which `covers` says, by their places, that they can be asked for.
  reckonedUp(walk, grain, covers) {
    const steps = walk.steps[grain];
    const asked = [...steps.keys()].filter((at) => isQuestion(steps[at]) && covers(at));
    const done = asked.map((at) => this.of(walk, grain, at).done).filter(Boolean);
    const revealed = done.filter((how) => how === "revealed").length;
    return { asked: asked.length, right: done.length - revealed, revealed };
  }

  // Another notation: what was said of answers was in the letters of the one before.
  respell() {
    for (const [key, record] of this.kept) this.kept.set(key, { ...record, sentence: "" });
  }
}
