// Changes that are asked for in the player, one at a time.
// Milliseconds after which one is sent again, then twice as many each time up to the last: rarely one is lost where the
// page runs for another reason, and one that is given up would hold back those behind it for good.
const PATIENCE = 4000;
const LONGEST = 60_000;

export const networkOf = (walk) => walk.split(".")[0];

export class Requests {
  // A request says as its `walk` which walk it is of, "network.walk": the page leaves out what comes too late.
  // `send` takes a change, with the time `at` which it went out; the answer names it by that, and the page answers
  // no change twice.
  constructor(send, now = () => performance.now(), later = (what, wait) => setTimeout(what, wait)) {
    this.send = send;
    this.now = now;
    this.later = later;
    this.waiting = [];
    this.walk = ""; // that is shown
  }

  // Another walk is shown, `mine` by a request from here: what waits was asked with that change in mind.
  shows(walk, mine) {
    const after = (request) => mine && networkOf(request.walk) === networkOf(walk);
    for (const request of this.waiting) if (after(request)) request.walk = walk;
    this.walk = walk;
  }

  // The next goes out when the answer to the one before is there.
  ask(change) {
    this.waiting.push({ walk: this.walk, ...change });
    if (this.waiting.length === 1) this.next();
  }

  next() {
    if (!this.waiting.length) return;
    this.waiting[0].at = this.now();
    this.sendAgain(this.waiting[0], this.waiting[0].at, PATIENCE);
  }

  // Until the answer is there.
  sendAgain(request, at, wait) {
    if (this.waiting[0] !== request || request.at !== at) return;
    this.send(request);
    this.later(() => this.sendAgain(request, at, Math.min(2 * wait, LONGEST)), wait);
  }

  // Nothing goes out any more: whoever asked is gone from the page.
  stop() {
    this.waiting = [];
  }

  // Whether the request that went out at this time is the one that waits; then it waits no longer.
  answered(at) {
    const mine = this.waiting.length > 0 && this.waiting[0].at === at;
    if (mine) this.waiting.shift();
    return mine;
  }
}
