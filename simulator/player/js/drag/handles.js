// What a number is dragged by: its edge or neuron in the picture, its target beside an output, and a handle beside
// its field, which takes the keys too.
import { pointIn } from "../drawing/svg.js";
import { shown } from "../text/digits.js";
import { el } from "../text/elements.js";

const THRESHOLD = 4; // px; less is a click, which opens it
const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
const HELP =
  "Drag it up or down, or press ↑ or ↓; Shift goes ten times as far, Alt a tenth; Enter takes it, Esc does not";
const RING = 8; // px around the words of a target

// The pointer goes up and down with a number, until it is let go: anywhere on the page, as the handle is drawn anew.
function follow(listeners, drag, from, { begin, done }) {
  let y = from.clientY;
  let [moved, begun] = [false, false];
  const move = (event) => {
    if (!moved && Math.abs(event.clientY - y) < THRESHOLD) return;
    if (!moved) begun = begin();
    moved = true;
    if (!begun || !drag.dragged) return;
    const further = Math.round(y - event.clientY);
    y -= further; // and what is less than a pixel counts with the next
    drag.by(further, event);
  };
  const up = () => {
    stop();
    if (begun) drag.letGo();
  };
  const cancel = () => {
    stop();
    if (begun) drag.takeBack();
  };
  const stop = () => {
    for (const [type, action] of actions) document.removeEventListener(type, action);
    done(moved);
  };
  /** @type {[string, (event: any) => void][]} */
  const actions = [
    ["pointermove", move],
    ["pointerup", up],
    ["pointercancel", cancel],
  ];
  for (const [type, action] of actions) document.addEventListener(type, action);
  listeners.stopped.push(stop);
}

// In the picture of a small network. `fields` gives the numbers that an edge or a neuron can be changed by. A finger
// scrolls there; it drags by the handle.
export function listenToDrags(listeners, { plot, graph, fields, drag }) {
  let moved = false;
  listeners.on(plot, "pointerdown", (event) => {
    moved = false;
    if (event.button || event.pointerType === "touch" || !graph()?.neurons) return;
    const field = fieldAt(plot, graph(), fields, event);
    if (!field) return;
    drag.expect(field);
    const begin = () => drag.begin(field);
    const done = (far) => {
      moved = far;
    };
    follow(listeners, drag, event, { begin, done });
  });
  // The click that ends a drag opens nothing.
  const swallow = (event) => {
    if (moved) event.stopImmediatePropagation();
    moved = false;
  };
  listeners.on(plot, "click", swallow, true);
}

function fieldAt(plot, graph, fields, event) {
  const { clientX, clientY } = event;
  const target = graph.neurons.find(({ sides }) => sides && within(sides[1], clientX, clientY));
  if (target) return fields({ l: target.l, c: target.c }).find(({ asked }) => asked.what === "t");
  const thing = graph.at(...pointIn(plot, event));
  return thing?.c ? fields(thing)[0] : undefined;
}

function within(node, x, y) {
  const { left, right, top, bottom, width } = node.getBoundingClientRect();
  return width && x > left - RING && x < right + RING && y > top - RING && y < bottom + RING;
}

// Beside the field of a number: { name, value, asked }.
export function handleOf(field, drag, listeners) {
  const { refusal } = drag;
  const handle = el("span", {
    class: "bp-handle",
    role: "slider",
    tabindex: 0,
    "aria-label": `Drag ${field.name}`,
    "aria-orientation": "vertical",
    "aria-valuenow": field.value,
    "aria-valuetext": shown(field.value, 0),
    "aria-disabled": refusal ? "true" : null,
    title: refusal || HELP,
  });
  handle.textContent = "↕";
  const knowing = Object.assign(handle, { field }); // see renewed.js
  const begin = () => drag.begin(knowing.field);
  for (const near of ["focus", "pointerenter"])
    handle.addEventListener(near, () => drag.expect(knowing.field));
  handle.addEventListener("pointerdown", (event) => {
    if (!event.button) follow(listeners, drag, event, { begin, done: () => {} });
  });
  handle.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (event.key === "Enter") drag.letGo();
    else if (by && (drag.dragged || begin())) drag.by(by, event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // Where the focus goes elsewhere the number is let go.
  handle.addEventListener("blur", () => {
    setTimeout(() => {
      if (document.activeElement?.getAttribute("aria-label") !== `Drag ${knowing.field.name}`) drag.letGo();
    });
  });
  return handle;
}
