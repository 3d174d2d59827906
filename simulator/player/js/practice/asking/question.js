// What a step asks for, and whether it can be asked for at all. Pure rules; a `part` is that of a lesson, or null.
import { letterOf } from "../../text/notation.js";
import { cellsIn, keysOf, tablesOf } from "../judging/entries.js";
import { FORMULA, formsOf, NUMBERS, tablesIn } from "../judging/forms.js";
import { formulaPuzzle, orderPuzzle } from "./puzzles.js";

// Whether there is what answers to an update are compared with.
export const isCompared = (walk, u) => Boolean(walk.practice?.updates[u]);

// Whether a step can be asked for. Where `fetches` what is not there is asked of the page; one that asks nobody has it
// for some updates only.
export function canBeAsked({ walk, steps, part }, cursor, fetches) {
  if (part) return part.asked.has(cursor);
  const { u } = steps[cursor];
  if (!isCompared(walk, u)) return fetches;
  const { updates, asks } = walk.practice;
  const keys = keysOf(steps[cursor]);
  return keys.every((key) => updates[u][key]) && (!asks || keys.some((key) => asks.includes(key)));
}

// What can be asked of a step, as [form, words].
export function formsHere({ walk, step, part }) {
  if (part) return [[NUMBERS, "the numbers"]];
  const puzzle = step.kind === "S" && formulaPuzzle(walk, step);
  return [...formsOf(step), ...(puzzle ? [[FORMULA, "the formula"]] : [])];
}

// The tables of fields of a step in a form; a part may ask for e alone, and not for F.
export function tablesHere({ walk, step, part }, form) {
  const all = tablesOf(walk, step);
  const own = part ? all.filter(({ key }) => walk.practice.updates[step.u][key]) : all;
  return tablesIn(form, own, letterOf(walk, "S"));
}

// What is to be put together at a step: the order of the pass before it begins, and where it is chosen a formula, as
// long as an answer `isOpen`.
export function puzzleHere({ walk, step, steps, part }, form, isOpen) {
  if (part) return null;
  if (form === FORMULA) return isOpen ? formulaPuzzle(walk, step) : null;
  return orderPuzzle(walk, step, steps);
}

const namesIn = (tables) => cellsIn(tables).map(({ name }) => name);

// What is asked for now, and the number at whose field one stands.
export class Question {
  constructor() {
    this.wanted = NUMBERS; // the form, where a step can be asked for that
    this.forms = [];
    this.tables = [];
    this.numbers = []; // the names of those that a result shows, in whichever form it is asked for
    this.key = ""; // of the fields that are laid out
    this.at = ""; // the number whose field had the focus last
  }

  // The numbers, or in their place their signs, whether they grow, or which is the largest.
  get form() {
    return this.forms.some(([form]) => form === this.wanted) ? this.wanted : NUMBERS;
  }

  get cells() {
    return cellsIn(this.tables);
  }

  get names() {
    return namesIn(this.tables);
  }

  // A step is shown, to a reader who is asked or not.
  comesTo(place, isOn) {
    this.forms = isOn ? formsHere(place) : [];
  }

  // The tables of this key, "" for none; whether they are other ones.
  lay(place, key) {
    if (key === this.key) return false;
    const tables = key ? tablesHere(place, this.form) : [];
    const numbers = key && this.form !== NUMBERS ? tablesHere(place, NUMBERS) : tables;
    Object.assign(this, { key, at: "", tables, numbers: namesIn(numbers) });
    return true;
  }
}
