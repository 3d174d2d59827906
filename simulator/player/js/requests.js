// Changes that are asked for in the player, one at a time.
export class Requests {
  // `send` takes a change, with the time `at` which it went out; the answer names it by that.
  constructor(send, now = () => performance.now()) {
    this.send = send;
    this.now = now;
    this.waiting = [];
  }

  // The next goes out when the answer to the one before is there.
  ask(change) {
    this.waiting.push(change);
    if (this.waiting.length === 1) this.next();
  }

  next() {
    if (!this.waiting.length) return;
    this.waiting[0].at = this.now();
    this.send(this.waiting[0]);
  }

  // Whether the request that went out at this time is the one that waits; then it waits no longer.
  answered(at) {
    const mine = this.waiting.length > 0 && this.waiting[0].at === at;
    if (mine) this.waiting.shift();
    return mine;
  }
}
