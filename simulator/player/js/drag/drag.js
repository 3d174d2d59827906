// A number of the start is dragged: Python computes the first update with each position of it, the player shows that
// in place of the walk, and letting go is one change. Nothing of the walk from before stays on the screen meanwhile.
import { HeldWalk } from "../walk/payload/patched.js";
import { pictureAt } from "../walk/step_view.js";
import { plot } from "./error_plot.js";
import { Positions } from "./positions.js";
import { numberNamed, Scale } from "./scale.js";

const NO_SERVER =
  "Here no number can be dragged: there is no Python behind this page to compute what follows from it.";
const LATER =
  "What is dragged are the numbers that the walk starts from: drag in update 1, or make this step the new start (⇤) first.";

export class Drag {
  // `player` gives walk, steps, requests and ask, and takes another walk with `swap`.
  constructor(player) {
    this.player = player;
    this.positions = new Positions((position) => this.channel?.({ ...position, base: this.held.name }));
    this.held = new HeldWalk(); // of which Python tells the others
    this.asked = null; // the place of the number, also after it was let go
    this.dragged = null; // { asked, name, start, scale, value }, while it is
    this.kept = null; // the walk from before, while another is shown in its place
    this.curve = null; // F over the number, as Python sent it last
    this.words = ""; // for the line above the graph
    this.panel = plot();
  }

  get box() {
    return this.panel.box;
  }

  // What takes a position to Python, where there is one.
  get channel() {
    return this.player.onEdit ? this.place?.send : undefined;
  }

  // Where the way to Python begins: with `send` for a position, `type` for a number that is to stay.
  get place() {
    return /** @type {any} */ (document.querySelector(".bp-channel"));
  }

  // Why nothing can be dragged here and now; "" where it can be.
  get refusal() {
    if (!this.channel) return NO_SERVER;
    return this.player.step.u > 0 ? LATER : "";
  }

  // A field of the inspector that may be dragged soon: where it stands is asked for, so that what all of its positions
  // share is there once it moves. It is not shown; and it goes over a line of its own or not at all, since a press may
  // be a click, whose request the page around the player must not miss.
  expect({ value, asked }) {
    if (this.dragged || this.kept || this.player.view.asked || this.refusal) return;
    if (!this.place.ready()) return;
    this.askFor(asked, value, value, { expected: true });
  }

  // A field of the inspector: { name, value, asked }. Whether the drag begins.
  begin({ value, asked }) {
    if (this.player.view.asked) return false; // what follows from it would answer the question that stands
    this.words = this.refusal;
    if (!this.words) {
      this.letGo(); // of another one
      this.asked = asked;
      this.dragged = {
        asked,
        name: numberNamed(asked, this.player.walk),
        start: value,
        value,
        scale: new Scale(value),
      };
      this.player.playing.pause();
      this.player.graph.light(null); // an edge is as wide as its weight
      this.ask();
    }
    this.player.showText();
    return Boolean(this.dragged);
  }

  // So many units up, with these keys held.
  by(units, keys) {
    const { dragged } = this;
    const value = dragged.scale.moved(units, keys);
    if (value === dragged.value) return;
    dragged.value = value;
    this.ask();
  }

  ask() {
    const { asked, start, value } = this.dragged;
    this.askFor(asked, start, value);
  }

  askFor(asked, start, value, more = {}) {
    const number = { ...asked, text: String(value) };
    const { walk } = this.player.requests;
    this.positions.ask({ what: "drag", walk, start: String(start), number, ...more });
  }

  // What Python made of a position; an answer that is not waited for is of no interest.
  answered(answer) {
    if (answer.walk && this.positions.awaits(answer.at)) this.held.keep(answer.walk); // the next position names it
    const position = this.positions.answered(answer.at);
    const { dragged } = this;
    if (!position || position.expected || !dragged) return;
    if (answer.left) {
      this.takeBack();
    } else if (answer.refused) {
      const taken = this.curve?.point.value ?? dragged.start;
      if (dragged.value === Number(position.number.text)) dragged.value = dragged.scale.back(taken);
      this.words = answer.refused;
      this.player.showText();
    } else {
      this.curve = answer.curve;
      this.words = this.said();
      this.show(this.held.taken(answer.walk));
    }
  }

  // Show the first update of another walk. A colour keeps its meaning as long as the scale reaches.
  show(walk) {
    const { player } = this;
    this.kept ??= player.walk;
    const { scales, beyond = [] } = this.kept;
    for (const [quantity, end] of Object.entries(scales))
      walk.scales[quantity] = beyond.includes(quantity) ? end : Math.max(end, walk.scales[quantity] ?? 0);
    if (beyond.length) walk.beyond = [...new Set([...beyond, ...(walk.beyond ?? [])])];
    this.panel.show(this.curve, this.dragged, player);
    player.swap(walk);
  }

  // The walk from before at a step, to be seen under the other.
  ghost(cursor, view) {
    const walk = this.kept;
    if (!walk) return null;
    return { walk, picture: pictureAt(walk, walk.steps[view.grain], cursor, view), dragged: this.asked };
  }

  said() {
    const { name } = this.dragged;
    const more = (this.kept ?? this.player.walk).updates.length;
    const later = more > 2 ? `Updates 2 to ${more} follow` : "Update 2 follows";
    return `Dragging ${name}, at the start.${more > 1 ? ` ${later} on letting go.` : ""} Esc takes it back.`;
  }

  // The number stays where it is: one change, to be undone as one. Until its walk is there the last one stands.
  letGo() {
    const { dragged } = this;
    if (!dragged) return;
    this.positions.forget();
    this.dragged = null;
    if (dragged.value === dragged.start) this.takeBack();
    else this.player.ask({ ...dragged.asked, text: String(dragged.value) });
  }

  // The walk from before stands again: on Escape, or where the change was refused.
  takeBack() {
    const { kept } = this;
    this.end();
    if (kept) this.player.swap(kept);
    else this.player.showText();
  }

  // A question comes, beside which nothing may stand that answers it.
  giveWay() {
    if (this.dragged || this.kept) this.takeBack();
  }

  // Another walk is there, or the one from before.
  end() {
    this.positions.forget();
    Object.assign(this, { dragged: null, kept: null, curve: null, words: "" });
    this.panel.hide();
  }

  // The line above the graph while something is dragged, or cannot be; said once where it cannot.
  line() {
    const { words } = this;
    if (!this.dragged && !this.kept) this.words = "";
    return words || null;
  }
}
