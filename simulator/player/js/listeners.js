// What the player listens to, until it is stopped.
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
    const box = plot.getBoundingClientRect();
    return graph()?.neurons ? graph().at(event.clientX - box.left, event.clientY - box.top) : null;
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

// After a click of the mouse nothing keeps the keys: Space would press the same button again.
export function listenForFocus(listeners, root) {
  listeners.on(
    document,
    "click",
    (event) => {
      if (event.detail && event.target.closest?.("[role=radio]"))
        setTimeout(() => /** @type {HTMLElement} */ (document.activeElement)?.blur()); // the page's own groups of choices
    },
    true,
  );
  listeners.on(root, "click", (event) => {
    if (event.detail && event.target.closest(".bp-row button, .bp-jumps button"))
      event.target.closest("button").blur();
  });
  let pointed = null;
  listeners.on(root, "pointerdown", (event) => {
    pointed = event.target.closest("select, input");
  });
  listeners.on(root, "change", (event) => {
    if (pointed === event.target) event.target.blur();
    pointed = null;
  });
}
