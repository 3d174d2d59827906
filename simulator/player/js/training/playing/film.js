// The frames of a run: what its moments look like, asked for when they are wanted and kept while they hold.
const AT_ONCE = 20; // frames asked for ahead
const AROUND = 2; // points on each side of the one that is waited for
const MOST = 80; // frames of a playback, spread over the run
const PATIENCE = 3000; // milliseconds until a request that nobody answered is made again

export class Film {
  constructor() {
    /** @type {(asked: object) => void} */
    this.ask = () => {};
    this.clear();
  }

  clear() {
    this.frames = new Map();
    this.gone = new Set();
    this.wanted = null;
    this.ahead = false;
    this.pending = null;
  }

  // A refresh of the page: what it answers, and of which run. True where what was kept holds no longer.
  feed(data) {
    const of = JSON.stringify([data.belongs, data.cell, data.running]);
    const another = this.of !== of;
    if (another) this.clear();
    this.of = of;
    this.updates = data.runs[0].points.k;
    this.frames.set(data.frame.k, data.frame);
    for (const frame of data.frames) this.frames.set(frame.k, frame);
    if (data.answers.length) this.answered(data.answers, data.frames);
    return another;
  }

  // What was asked for before the last frame that came, and did not come, is no point of the curve any more.
  answered(asked, frames) {
    this.pending = null;
    const last = frames.length ? asked.indexOf(frames[frames.length - 1].k) : asked.length;
    for (const k of asked.slice(0, last)) if (!this.frames.has(k)) this.gone.add(k);
    this.next();
  }

  at(k) {
    return this.frames.get(k) ?? null;
  }

  // The updates of a playback: at most MOST points, spread over the run, the first and the last among them.
  get scenes() {
    const last = this.updates.length - 1;
    if (last < MOST) return this.updates;
    return Array.from({ length: MOST }, (_, i) => this.updates[Math.round((i * last) / (MOST - 1))]);
  }

  // This one next, before all others.
  want(k) {
    this.wanted = k;
    this.next();
  }

  // All of a playback, from now on.
  fetchAhead() {
    this.ahead = true;
    this.next();
  }

  next() {
    if (this.pending && performance.now() - this.pending < PATIENCE) return;
    const missing = this.missing();
    if (!missing.length) return;
    this.pending = performance.now();
    clearTimeout(this.again);
    this.again = setTimeout(() => this.next(), PATIENCE + 100);
    this.ask({ k: missing });
  }

  missing() {
    const open = (k) => k !== undefined && !this.frames.has(k) && !this.gone.has(k);
    const at = this.updates.indexOf(this.wanted);
    if (at >= 0 && open(this.wanted)) {
      const around = Array.from({ length: 2 * AROUND + 1 }, (_, i) => this.updates[at + i - AROUND]);
      return [this.wanted, ...around.filter((k) => k !== this.wanted && open(k))];
    }
    return this.ahead ? this.scenes.filter(open).slice(0, AT_ONCE) : [];
  }
}
