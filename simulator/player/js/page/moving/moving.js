// Moving along the walk: where a press leads, and what follows from it.
import { holdsBack } from "../../walk/asked.js";
import { firstOfUpdate, stopAfter } from "../../walk/cursor.js";

const MOVED = "backprop moved"; // a link in the address is of the step before

export class Moving {
  // `player` gives walk, position and view, shows a step, and has the parts that a press concerns; `tell` says to the
  // page that one has moved.
  constructor(player, tell = () => dispatchEvent(new Event(MOVED))) {
    this.player = player;
    this.tell = tell;
  }

  // ---- where to
  // Whether the step at a place is a question first.
  asks(cursor) {
    const { steps, view, presenter, practice } = this.player;
    const isDone = () => practice.isDone(cursor);
    return holdsBack(steps[cursor], view, { presenting: presenter.on, isDone });
  }

  // Where the next press leads, or the last one back: { cursor, asked }.
  after(by) {
    const { position, view, practice } = this.player;
    const { cursor } = position;
    const next = position.pressed(by, view.asked, (at) => this.asks(at));
    if (!next) return { cursor, asked: Boolean(view.asked) };
    return practice.on ? { ...next, asked: this.asks(next.cursor) && next.cursor !== cursor } : next;
  }

  get isAtEnd() {
    const { position, view } = this.player;
    return position.isLast && !view.asked;
  }

  // ---- there
  // To a step; where every step is a question first, to its question.
  go(cursor, asked = true) {
    const { player } = this;
    player.playing.pause();
    player.view.asked = asked;
    player.show(cursor);
    this.tell();
  }

  stepBy(by) {
    const { player } = this;
    const { position, view, practice } = player;
    if (by > 0 && !practice.leave()) return;
    if (by > 0 && position.part && this.isAtEnd) {
      position.part.onward();
      return;
    }
    const { cursor, asked } = this.after(by);
    const told = by > 0 && !asked && (cursor > position.cursor || Boolean(view.asked));
    this.go(cursor, asked);
    if (told) player.motion.start(player.graph, player.reading);
    else practice.begin();
  }

  // The end of this update in the direction `by`, then of all.
  toEnd(by) {
    this.go(this.player.position.endFrom(by));
  }

  // The first step of a phase of this update, from 0.
  toPhase(place) {
    const { walk, position } = this.player;
    const at = position.firstOf(Object.keys(walk.phases)[place]);
    if (at !== null) this.go(at);
  }

  // The first step of an update, from 0.
  toUpdate(u) {
    this.go(firstOfUpdate(this.player.steps, u));
  }

  // The next step at which a condition holds.
  toStop() {
    const at = stopAfter(this.player.stops, this.player.position.cursor);
    if (at !== null) this.go(at);
  }
}
