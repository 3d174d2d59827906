// How the walk is looked at: the menus change it, the tab remembers it, links and files keep it.
import { pickedAs, placeOf } from "../../walk/cursor.js";
import { Position } from "../../walk/position.js";
import { notationOf } from "../../text/notation.js";
import { note } from "../../storage/tab_memory.js";

export const FIRST_LOOK = /** @type {const} */ ({
  neurons: "follow",
  edges: "follow",
  digits: 3,
  grain: "operation",
  speed: 1,
  item: 1,
});

export class Look {
  // `player` gives walk, position and view, shows a step, and has the parts that another look concerns.
  constructor(player) {
    this.player = player;
  }

  // ---- kept
  // What is shown of a step, as the menus say it.
  get chosen() {
    const { grain, digits, neurons, edges, speed, matrices, item, ask } = this.player.view;
    return { grain, digits, neurons, edges, speed, matrices: Boolean(matrices), item, ask: Boolean(ask) };
  }

  get place() {
    const { cursor, inspector } = this.player;
    return { cursor, picked: placeOf(inspector.picked) };
  }

  // As a link or a file keeps it.
  get kept() {
    const { counts: practised, typed: answered } = this.player.practice.answers;
    const notation = notationOf(this.player.walk);
    return { ...this.chosen, notation, ...this.place, practised, answered };
  }

  // The tab notes where the walk stands.
  note() {
    const { walk, presenter } = this.player;
    note({ name: walk.name, ...this.place, look: this.chosen, presenter: presenter.kept });
  }

  // ---- taken up
  // As the tab knows it of a walk, where it knows it; the cursor comes with the walk.
  recall(known) {
    if (!known) return;
    const { view, inspector, presenter } = this.player;
    Object.assign(view, known.look, { asked: known.look.ask });
    inspector.picked = pickedAs(known.picked ?? []);
    presenter.recall(known.presenter);
  }

  // As a link or a file says; its notation comes with the walk.
  adopt({ cursor, picked, practised, answered, notation: _, ...chosen }) {
    const { player } = this;
    const { walk, view } = player;
    player.practice.answers.adopt({ practised, answered });
    Object.assign(view, chosen);
    player.position = new Position(walk.steps[view.grain], cursor, player.part);
    player.transport.load(walk);
    player.inspector.picked = pickedAs(picked);
    view.asked = Boolean(chosen.ask);
    player.drawn.redraw();
  }

  // ---- changed
  set(name, value) {
    const { player } = this;
    player.view[name] = value;
    if (name === "grain") {
      player.position = player.position.among(player.walk.steps[value]);
      player.moving.go(player.cursor);
    } else if (name === "speed") player.playing.renew();
    else if (name === "digits") {
      player.presenter.fit(); // fewer digits may stand in larger letters
      player.drawn.redraw();
    } else if (name === "detail") player.drawn.drawAt(value);
    else {
      if (value === true) player.drawer.turn("step"); // a part of the panel is opened
      player.show(player.cursor);
    }
  }
}
