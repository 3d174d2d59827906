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
      this.player.panel.prepare(next);
      this.waiting = whenIdle(() => this.drawWords(next));
    });
  }

  // The reading of where the next press leads, as it will be looked at; nothing where it leads nowhere.
  next() {
    const { walk, steps, view, presenter, drag, cursor, moving, root } = this.player;
    const { cursor: at, asked } = moving.after(1);
    const stays = at === cursor && asked === Boolean(view.asked);
    if (stays || view.ask || view.asked || presenter.on || drag.kept || !root.isConnected) return null;
    return new Reading(walk, steps, at, { ...view, asked });
  }

  drawWords(reading) {
    const { walk, steps, view, theme, graph } = this.player;
    const wanted = { ...view, asked: reading.asked };
    graph.prepare(questionAt(walk, steps, reading.cursor, wanted), wanted, theme, reading);
  }
}
