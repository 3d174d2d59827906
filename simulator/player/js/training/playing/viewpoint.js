// Which update of the runs is looked at: the one under the pointer, else the one that one stays at, else where the runs
// stand or what the page looks at. Pure rules.

export class Viewpoint {
  constructor() {
    this.leave();
  }

  // Back to where the runs stand.
  leave() {
    this.pointed = this.pinned = null;
    this.drawn = null; // the frame that was found last
    this.sent = []; // updates that the page was asked to look at, and has not answered
  }

  // The page looks at another update: one that it was asked for here, or one that was typed there.
  follow(look) {
    if (this.looked === look) return;
    this.looked = look;
    const at = this.sent.indexOf(look);
    if (at < 0) this.pinned = null;
    else this.sent.splice(0, at + 1);
  }

  // One comes to rest at an update: what the page is to be asked for, { k }, null for the `last`, where the runs stand
  // anyway; nothing where it looks there already, or was asked to.
  rests(k, last) {
    const look = k === last ? null : k;
    if (look === (this.sent.length ? this.sent[this.sent.length - 1] : this.looked)) return null;
    this.sent.push(look);
    return { k: look };
  }

  // Where one stays, on the curve and on the slider; `now` is the page's own frame.
  stays(now) {
    return this.pinned ?? now.k;
  }

  // The update of which all pictures are to be.
  wants(now) {
    return this.pointed ?? this.stays(now);
  }

  // The frame of it, or null where that is still to come; the one that is drawn: the one before, until then.
  draws(found, now) {
    if (found) this.drawn = found;
    return this.drawn ?? now;
  }
}
