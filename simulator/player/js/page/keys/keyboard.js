// What the keys do: whether one is the player's, and the action of each.
import { focusOn } from "../../text/elements.js";
import { actionOf, focusOf, isClicker } from "./keys.js";

const TYPING = 1000; // ms after a letter in which a space belongs to what is typed

export class Keyboard {
  // `player` gives walk, view and root, and has the parts that the keys act on.
  constructor(player) {
    this.player = player;
    this.typedAt = Number.NEGATIVE_INFINITY; // when a letter was typed last
  }

  listen(listeners) {
    listeners.on(document, "keydown", (event) => this.take(event));
    // Before the page's own drop-downs, which swallow their keys.
    const early = (event) => isClicker(event) && this.take(event) && event.stopPropagation();
    listeners.on(document, "keydown", early, true);
  }

  // Whether the key is the player's; then it is done.
  take(event) {
    const { walk, presenter, practice } = this.player;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !walk) return false;
    if (event.key !== " ") this.typedAt = event.key.length === 1 ? event.timeStamp : Number.NEGATIVE_INFINITY;
    // A drop-down finds what is typed in it, spaces too.
    if (event.key === " " && isClicker(event) && event.timeStamp - this.typedAt < TYPING) return false;
    if (presenter.wakes(event.key)) {
      event.preventDefault();
      return true;
    }
    const focus = this.focus(event.composedPath()[0]);
    if (!focus.field && practice.takes(event.key)) return false; // it is typed there
    const action = actionOf(event.key, { ...focus, ...this.open });
    if (!action) return false;
    if (event.key !== "Escape") event.preventDefault();
    this.act(action);
    return true;
  }

  focus(node) {
    return focusOf(node, this.player.transport.slider, this.player.root);
  }

  // What has the keys to itself, or further ones.
  get open() {
    const { help, share, presenter } = this.player;
    return { help: help.open, share: share.dialog.open, presenting: presenter.on };
  }

  act(action) {
    const { moving, playing, linking, practice, presenter, panel, help } = this.player;
    const actions = {
      next: () => moving.stepBy(1),
      previous: () => moving.stepBy(-1),
      first: () => moving.toEnd(-1),
      last: () => moving.toEnd(1),
      toggle: () => playing.toggle(),
      help: () => help.showModal(),
      hide: () => linking.end(),
      introduce: () => panel.introduction.toggle(),
      ask: () => practice.toggle(),
      hint: () => practice.hint(),
      close: () => this.escape(),
    };
    (actions[action] ?? (() => presenter.act(action)))();
  }

  // What is dragged is taken back; else one thing that is open is closed.
  escape() {
    const { linking, drag } = this.player;
    linking.end();
    if (drag.dragged) drag.takeBack();
    else this.close();
  }

  // What was opened last goes first: the presenter view, the menu behind ⋯, a neuron or an edge, the tables to type in, the
  // matrices, the introduction.
  close() {
    const { presenter, transport, inspector, view, panel, tools } = this.player;
    if (presenter.close()) return;
    /** @type {[any, () => void][]} */
    const parts = [
      [transport.isOpen, () => transport.closeMenu()],
      [inspector.picked, () => inspector.pick(null)],
      [view.start, () => this.closeInside("start", tools.edit)],
      [view.matrices, () => this.closeInside("matrices", tools.matrices)],
      [panel.introduction.open, () => panel.introduction.toggle(false)],
    ];
    parts.find(([open]) => open)?.[1]();
  }

  // Close a part of the panel; the focus goes from there to the button that opens it.
  closeInside(name, opener) {
    const { player } = this;
    const inside = player.panel.box.contains(document.activeElement);
    player.look.set(name, false);
    if (inside) focusOn(opener, player.root);
  }
}
