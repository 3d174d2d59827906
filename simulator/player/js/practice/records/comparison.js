// What answers are compared with, where it comes later than the walk: for which update it was asked of the page, and
// which step was answered before it came. Pure rules.

export class Comparison {
  constructor() {
    this.came();
    this.waiting = ""; // the key of the step whose answers are judged as soon as it is there
  }

  // Whether to ask for that of an update, from 0: once for each walk.
  isNew(walk, u) {
    if (this.u === u && this.walk === walk) return false;
    this.walk = walk;
    this.u = u;
    return true;
  }

  came() {
    this.walk = null;
    this.u = -1;
  }

  // Answers to a step were given before it came.
  await(key) {
    this.waiting = key;
  }

  // Another step is laid out.
  standsAt(key) {
    if (this.waiting !== key) this.waiting = "";
  }

  // It is there: whether it is this step that waited.
  isDue(key) {
    const same = this.waiting === key;
    this.waiting = "";
    return same;
  }
}
