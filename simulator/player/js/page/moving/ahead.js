// What is likely to come next is made as soon as nothing else is to be done: the formulas, the picture and the words over
// the graph of where the next press leads. Not where they are asked for, and are nowhere in the page until then.
import { forgetIdle, whenIdle } from "../../text/elements.js";
import { questionAt } from "../../walk/asked.js";
import { Reading } from "../../walk/reading.js";

export class Ahead {
  // `player` gives walk, steps, cursor, view and theme, and has the parts that show them.
  constructor(player) {
    this.player = player;
  }

  // After a step was shown: one part after the other, between which a press is heard.
  look() {
    forgetIdle(this.waiting);
    if (!this.next()) {
      this.player.graph.forget();
      return;
    }
    this.waiting = whenIdle(() => {
      const next = this.next();
      if (!next) return;
      const { walk, steps, view, panel } = this.player;
      const reading = new Reading(walk, steps, next.cursor, { ...view, asked: next.asked });
      panel.prepare(reading);
      this.waiting = whenIdle(() => this.drawWords(reading));
    });
  }

  // Where the next press leads, { cursor, asked }; nothing where it leads nowhere, or what it tells is asked for.
  next() {
    const { view, presenter, drag, cursor, moving, root } = this.player;
    const next = moving.after(1);
    const stays = next.cursor === cursor && next.asked === Boolean(view.asked);
    if (stays || view.ask || view.asked || presenter.on || drag.kept || !root.isConnected) return null;
    return next;
  }

  drawWords(reading) {
    const { walk, steps, view, theme, graph } = this.player;
    const wanted = { ...view, asked: reading.asked };
    graph.prepare(questionAt(walk, steps, reading.cursor, wanted), wanted, theme, reading);
  }
}
