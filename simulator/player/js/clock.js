// One clock, the cursor's: the page's tools, which look at one update, are told in which one the cursor stands.
const REST = 250; // milliseconds that the cursor rests in an update before they are told

export class Clock {
  // `ask` takes the request.
  constructor(ask, rest = REST) {
    this.ask = ask;
    this.rest = rest;
    this.looked = null; // at which update the tools look, from 1; null where there are none
    this.told = null; // what they were told last, and have not taken up yet
  }

  // The cursor stands in this update, from 1; while it is `playing` nothing is told.
  stands(update, playing) {
    clearTimeout(this.timer);
    if (this.looked === null || update === this.looked) this.told = null;
    else if (!playing && update !== this.told) this.timer = setTimeout(() => this.tell(update), this.rest);
  }

  tell(update) {
    this.told = update;
    this.ask({ what: "look", update });
  }

  // Another walk, or none: what was told of the one before does not count.
  forget() {
    clearTimeout(this.timer);
    this.told = null;
  }
}
