// What answers are compared with, where it comes later than the walk: for which update it was asked of the page, and
// which step was answered before it came. Nothing of a page.
import { compareWith } from "../../walk/payload/arrays.js";
import { isCompared } from "../asking/question.js";

export class Comparison {
  // `player` gives walk, step, view and onEdit, asks the page, and has the drag whose line that goes over.
  constructor(player) {
    this.player = player;
    this.came();
    this.waiting = ""; // the key of the step whose answers are judged as soon as it is there
  }

  // Whether it is there for an update.
  has(u) {
    return isCompared(this.player.walk, u);
  }

  // Of the page, as soon as there is a way to it: what answers to this update are compared with, and to the next; once.
  want() {
    const { walk, view, onEdit, drag } = this.player;
    if (!onEdit || !walk || !view.ask || drag.kept || !drag.place?.compare) return;
    const { u } = this.player.step;
    if (!this.has(u) && this.isNew(walk, u)) this.player.ask({ what: "practice", update: u + 1 });
  }

  // It has come, for the request made `at`; null where another walk is on its way.
  learn(part, at) {
    const { player } = this;
    const mine = player.requests.answered(at);
    if (part) {
      this.came();
      compareWith(player.drag.kept ?? player.walk, part);
      player.show(player.cursor);
    }
    if (mine) player.requests.next();
    player.exchange.follow();
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
