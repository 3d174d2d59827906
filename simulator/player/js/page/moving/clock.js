// One clock, the cursor's: the page's tools, which look at one update, are told in which one the cursor stands, and
// with how many digits numbers are printed, and of a batch which item is shown.
const REST = 250; // milliseconds that the cursor rests in an update before they are told
const PATIENCE = 3000; // milliseconds after which they are told again, where a page that was left took no notice
const MOST_TIMES = 3;

export class Clock {
  // `ask` takes the request; `late` is told whether what the tools say is of another update, item or digits.
  constructor(ask, late = (_behind) => {}) {
    this.ask = ask;
    this.late = late;
    this.times = 0; // that they were told the same
    // What the tools look at: { update, digits, item }, the update from 1 or null for all, the item of a batch as
    // in the player's menu or null for any; null where there are none.
    this.looked = null;
    this.told = null; // what they were told last, and have not taken up yet
  }

  // The cursor stands in this update, from 1, with so many digits and this item of a batch; while it is `playing`
  // nothing is told.
  stands(update, digits, playing, item = 1) {
    clearTimeout(this.timer);
    const { looked } = this;
    const same = (theirs, mine) => (theirs ?? mine) === mine; // null: they look at all
    const follows =
      looked && same(looked.update, update) && same(looked.item, item) && looked.digits === digits;
    this.late(Boolean(looked) && !follows);
    const now = `${update} ${digits} ${item}`;
    if (!looked || follows) this.told = null;
    if (now !== this.told) this.times = 0;
    if (!looked || follows || playing || this.times === MOST_TIMES) return;
    this.timer = setTimeout(
      () => {
        this.told = now;
        this.times += 1;
        this.ask({ what: "look", update, digits, item });
        this.stands(update, digits, false, item);
      },
      this.times ? PATIENCE : REST,
    );
  }

  // Another walk, or none: what was told of the one before does not count.
  forget() {
    clearTimeout(this.timer);
    this.told = null;
  }
}
