// The keys of the player: what each does, and where it is not the player's.
import { el } from "../../text/elements.js";

const KEYS = [
  ["→ or Page Down", "next step"],
  ["← or Page Up", "previous step"],
  ["Space", "play or pause"],
  ["Home", "first step of this update, then of all"],
  ["End", "last step of this update, then of all"],
  [
    "↓ and ↑",
    "on the graph, a line of numbers or a matrix: the next number; on the graph with Shift the next edge",
  ],
  ["P", "presenter view: graph and formula alone"],
  ["I", "introduction: what this is for, and every letter"],
  ["Q", "ask me: each result is asked for before it is shown"],
  ["Enter, Esc", "in an answer: check it; leave the field"],
  ["H", "a hint to what is asked for"],
  ["?", "show these keys"],
  ["Esc", "close what is open"],
];
// In the presenter view, where a letter or a digit is nothing else.
const PRESENTER_KEYS = [
  ["F", "full screen"],
  ["R", "reveal: a press shows the question, the next one its result"],
  ["B or .", "blank the screen; the next key lights it, and does nothing else"],
  ["+ and −", "larger or smaller text"],
  ["↑ and ↓", "another neuron of a layer of more than 12"],
  ["1 to 4", "the four phases of this update"],
  ["Esc", "light the screen, or leave"],
];
const ACTIONS = {
  ArrowRight: "next",
  PageDown: "next",
  ArrowLeft: "previous",
  PageUp: "previous",
  Home: "first",
  End: "last",
  " ": "toggle",
  "?": "help",
  p: "present",
  i: "introduce",
  q: "ask",
  h: "hint",
};
const PRESENTER_ACTIONS = {
  f: "full",
  r: "reveal",
  b: "blank",
  ".": "blank",
  "+": "larger",
  "=": "larger", // the same key without Shift
  "-": "smaller",
  "−": "smaller",
  ArrowUp: "up",
  ArrowDown: "down",
  1: "phase-1",
  2: "phase-2",
  3: "phase-3",
  4: "phase-4",
};
// Whatever has the focus and uses the keys itself.
const FIELDS =
  "input, textarea, select, [contenteditable=true], [role=slider], [role=listbox], [role=combobox], [role=menu], [role=radiogroup], [role=tablist], [role=grid], [role=dialog], canvas";
const PRESSED = "button, a, summary"; // by Space
// A presenter's clicker goes on while a drop-down has the focus; ↑, ↓, letters and Alt+↓ still choose in it.
const CLICKER = ["ArrowRight", "ArrowLeft", "PageDown", "PageUp", " "];

// What a key does: "next", "previous", "first", "last", "toggle", "help", "close" what is open, "hide" a word
// of explanation, or null where the key is not the player's. `focus` says where the keys go: in a `field` that
// uses them, on a drop-down that is `closed`, on a `button`, `inside` the player; and whether the `help` or the dialog
// to `share` is open, and the view that is `presenting`, which has more of them.
export function actionOf(key, { field, closed, button, inside, help, share, presenting = false }) {
  if (key === "Escape") return help || share || (field && !inside) ? "hide" : "close";
  if ((field && !(closed && CLICKER.includes(key))) || help || share || (key === " " && button)) return null;
  const plain = key.length === 1 ? key.toLowerCase() : key;
  return ACTIONS[plain] ?? (presenting ? PRESENTER_ACTIONS[plain] : null) ?? null;
}

// Where the keys go, for actionOf.
export function focusOf(node, slider, root) {
  if (!(node instanceof Element)) return { field: false, closed: false, button: false, inside: false };
  return {
    closed: isClosed(node),
    field: node !== slider && Boolean(node.closest(FIELDS)),
    button: Boolean(node.closest(PRESSED)),
    inside: root.contains(node),
  };
}

// Whether this is a drop-down whose list is not open: a select, or one of the page's own.
function isClosed(node) {
  if (node.matches("select")) return !(CSS.supports("selector(:open)") && node.matches(":open"));
  return node.matches("[role=combobox][aria-expanded=false]");
}

// Whether a key is a clicker's, pressed while a closed drop-down has the focus.
export function isClicker(event) {
  const node = event.composedPath()[0];
  return CLICKER.includes(event.key) && node instanceof Element && isClosed(node);
}

const rows = (keys) => keys.flatMap(([key, what]) => [el("dt", {}, key), el("dd", {}, what)]);

export function keysDialog() {
  const dialog = el(
    "dialog",
    { class: "bp-help", "aria-label": "Keys" },
    el("h2", {}, "Keys"),
    el("dl", {}, ...rows(KEYS)),
    el("h2", {}, "In the presenter view"),
    el("dl", {}, ...rows(PRESENTER_KEYS)),
    el("button", { class: "bp-button", onclick: () => dialog.close() }, "Close"),
  );
  return dialog;
}
