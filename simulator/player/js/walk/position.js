// Where a walk stands: the cursor among its steps by one grain. A value: each move gives another one.
import { pressed } from "./asked.js";
import { clamped, endFrom } from "./cursor.js";
import { nearestStep } from "./step_view.js";

export class Position {
  /**
   * @param {import("./types.js").Step[]} steps
   * @param {number} cursor bound to the steps that exist
   * @param {import("./types.js").Part | null} part of a lesson, which binds it further
   */
  constructor(steps, cursor = 0, part = null) {
    this.steps = steps;
    this.part = part;
    this.cursor = clamped(steps, cursor, part);
  }

  get step() {
    return this.steps[this.cursor];
  }

  // Whether no step comes after this one, in the part.
  get isLast() {
    return this.cursor === (this.part?.end ?? this.steps.length - 1);
  }

  // At another step.
  at(cursor) {
    return new Position(this.steps, cursor, this.part);
  }

  // At the same step, or the nearest to it, of another grain.
  among(steps) {
    return new Position(steps, nearestStep(steps, this.step), this.part);
  }

  // Where a press leads, Next (`by` 1) or Previous (−1), from a step that is `asked` or told: { cursor, asked }; null
  // where that is outside the part. `asks` says of a place whether its result is held back.
  pressed(by, asked, asks) {
    const next = pressed(this.steps, { cursor: this.cursor, asked }, by, asks);
    return next.cursor === clamped(this.steps, next.cursor, this.part) ? next : null;
  }

  // The place where this update ends in the direction `by`, from there that where all ends.
  endFrom(by) {
    return endFrom(this.steps, this.cursor, by, this.part);
  }

  // The first place of a phase in this update; null where it has none.
  firstOf(phase) {
    const at = this.steps.findIndex((step) => step.u === this.step.u && step.phase === phase);
    return at < 0 ? null : at;
  }
}
