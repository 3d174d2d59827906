// Positions of what is dragged, on their way to Python and back: one at a time, and of those that wait the latest.
const PATIENCE = 3000; // milliseconds after which a position goes out again: a page drawn anew may have lost it

export class Positions {
  // `send` takes a position with the time `at` which it went out; the answer names it by that.
  constructor(send, now = () => performance.now(), patience = PATIENCE) {
    this.send = send;
    this.now = now;
    this.patience = patience;
    this.out = null; // the one on its way
    this.waiting = null;
  }

  ask(position) {
    this.waiting = position;
    if (!this.out) this.next();
  }

  next() {
    clearTimeout(this.timer);
    this.out = this.waiting && { ...this.waiting, at: this.now() };
    this.waiting = null;
    if (!this.out) return;
    this.send(this.out);
    this.timer = setTimeout(() => {
      this.waiting ??= this.out;
      this.next();
    }, this.patience);
  }

  // Whether the one on its way went out then.
  awaits(at) {
    return this.out?.at === at;
  }

  // The position that this answers, and then the next goes out; null for an answer that nobody waits for, such as
  // one of a position that went out twice.
  answered(at) {
    const known = this.awaits(at) ? this.out : null;
    if (known) this.next();
    return known;
  }

  forget() {
    clearTimeout(this.timer);
    this.out = null;
    this.waiting = null;
  }
}
