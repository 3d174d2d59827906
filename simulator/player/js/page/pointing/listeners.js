// What the player listens to, until it is stopped.
import { pointIn } from "../../drawing/svg.js";
import { focusOn } from "../../text/elements.js";

export class Listeners {
  constructor() {
    this.stopped = [];
  }

  on(target, types, action, options) {
    for (const type of types.split(" ")) {
      target.addEventListener(type, action, options);
      this.stopped.push(() => target.removeEventListener(type, action, options));
    }
  }

  stop() {
    for (const undo of this.stopped) undo();
  }
}

// The pointer lights what is under it in the graph and opens it with a click.
export function listenToPlot(listeners, { plot, graph, pick }) {
  const under = (event) => {
    return graph()?.neurons ? graph().at(...pointIn(plot, event)) : null;
  };
  listeners.on(plot, "pointermove", (event) => {
    const thing = under(event);
    plot.style.cursor = thing ? "pointer" : "";
    graph()?.light(thing ? [thing.l, thing.r, thing.c].filter(Boolean).join() : null);
  });
  listeners.on(plot, "pointerleave", () => graph()?.light(null));
  listeners.on(plot, "click", (event) => {
    const thing = under(event);
    if (thing) pick(thing);
  });
}

// After a click of the mouse the player has the keys: Space would press the same button again. And it takes them
// when a dialog is closed that nothing on the page had opened.
export function listenForFocus(listeners, root, dialogs) {
  const gives = (event) => event.target.closest(".bp-row button, .bp-jumps button");
  // Where the player has the focus the button does not take it: to take it and give it back is a third of a step.
  listeners.on(root, "mousedown", (event) => {
    if (document.activeElement !== root || !gives(event)) return;
    event.preventDefault();
    if (root.dataset.ring !== "false") root.dataset.ring = "false";
  });
  // First of all, while the page is still as it was laid out: to give the focus asks for its layout.
  const first = (event) => {
    if (event.detail && document.activeElement !== root && gives(event)) focusOn(root);
  };
  listeners.on(root, "click", first, true);
  // A ring where it came by the keyboard; who clicked and then steps by keys has the player before their eyes.
  listeners.on(root, "focus", () => {
    root.dataset.ring = `${root.matches(":focus-visible")}`;
  });
  let pointed = null;
  listeners.on(root, "pointerdown", (event) => {
    pointed = event.target.closest("select, input");
  });
  listeners.on(root, "change", (event) => {
    if (pointed === event.target) focusOn(root);
    pointed = null;
  });
  for (const dialog of dialogs)
    listeners.on(dialog, "close", () => {
      if (document.activeElement === document.body) focusOn(root);
    });
}
