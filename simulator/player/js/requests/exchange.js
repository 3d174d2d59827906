// What goes out from the player, and what comes in: another walk, a refusal, a view that is opened, a file to save.
import { afterFrame, focusOn } from "../text/elements.js";
import { networkOf, Requests } from "./requests.js";

const TYPED = ["W", "b", "x", "t"];

export class Exchange {
  ahead = false; // of the page around the player, after a number was typed
  restarting = false; // the network that comes is to be the start
  taken = ""; // which share was given last

  // `player` gives load and show, ways to the page, and the parts that an answer concerns; `takesUp` says whether an
  // opening is to be taken up.
  constructor(player, takesUp, later = afterFrame) {
    this.player = player;
    this.takesUp = takesUp;
    this.later = later;
    this.requests = new Requests((change) => this.send(change));
  }

  // ---- out
  ask(change) {
    this.requests.ask(change);
  }

  // For a walk that begins anew: the cursor goes to the same step of update 1.
  restart(change) {
    this.restarting = true;
    this.ask(change);
  }

  // A number that is typed goes the short way, on which the page around the player follows later; not where its tools
  // are open, which are of the walk from before until then.
  send(change) {
    const { drag, lens, drawer, onEdit } = this.player;
    if (change.what === "practice") {
      drag.place?.compare(change);
      return;
    }
    const short = TYPED.includes(change.what) && !lens && !drawer.page && drag.place?.type;
    (short || onEdit)(change);
  }

  // ---- in
  // The answer on the short way: the walk, or none where it is the same still. The page follows when nothing more is
  // on its way: its run would break off the one that deals with that.
  async took(walk, { at, belongs }) {
    this.ahead = true;
    await this.arrived(walk, at, null, null, belongs);
    this.follow();
  }

  // The page follows where it is behind what is shown.
  follow() {
    this.later(() => {
      if (!this.ahead || this.requests.waiting.length) return;
      this.ahead = false;
      this.player.onTaken();
    });
  }

  // The page was drawn anew: perhaps with another walk, perhaps with the answer to the request made at `answered`.
  async arrived(walk, answered, opening, given, belongs) {
    const { player, requests } = this;
    const mine = requests.answered(answered);
    this.leaveField(belongs);
    requests.shows(belongs, mine);
    if (mine) {
      player.panel.start.answered();
      if (!walk) this.refused();
    }
    if (walk) await player.load(walk);
    else if (player.graph?.neurons) player.show(player.cursor);
    if (opening && this.takesUp(opening)) player.look.adopt(opening.view);
    this.give(given);
    if (mine) requests.next();
  }

  // A link or a file that was asked for, once.
  give(given) {
    const came = given && `${given.at} ${given.making}`;
    if (!came || came === this.taken) return;
    this.taken = came;
    this.player.share.given(given);
  }

  // What was asked for stays as it was.
  refused() {
    const { drag } = this.player;
    this.restarting = false;
    if (!drag.dragged) drag.takeBack();
  }

  // What is being typed when another network comes is of the one before: it is asked for as that.
  leaveField(belongs) {
    const { root } = this.player;
    const typed = /** @type {HTMLElement} */ (document.activeElement);
    if (networkOf(belongs) !== networkOf(this.requests.walk) && typed?.matches("input[type=text]"))
      if (root.contains(typed)) focusOn(root);
  }
}
