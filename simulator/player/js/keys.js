// The keys of the player: what each does, and where it is not the player's.
import { el } from "./text/elements.js";

const KEYS = [
  ["→ or Page Down", "next step"],
  ["← or Page Up", "previous step"],
  ["Space", "play or pause"],
  ["Home", "first step"],
  ["End", "last step"],
  ["?", "show these keys"],
  ["Esc", "close what is open"],
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
};
// Whatever has the focus and uses the keys itself.
const FIELDS =
  "input, textarea, select, [contenteditable=true], [role=slider], [role=listbox], [role=combobox], [role=menu], [role=radiogroup], [role=tablist], [role=grid], [role=dialog], canvas";
const PRESSED = "button, a, summary"; // by Space

// What a key does: "next", "previous", "first", "last", "toggle", "help", "close" what is open, "hide" a word
// of explanation, or null where the key is not the player's. `focus` says where the keys go: in a `field` that
// uses them, on a `button`, `inside` the player; and whether the `help` or the dialog to `share` is open.
export function actionOf(key, { field, button, inside, help, share }) {
  if (key === "Escape") return help || share || (field && !inside) ? "hide" : "close";
  if (field || help || share || (key === " " && button)) return null;
  return ACTIONS[key] ?? null;
}

// Where the keys go, for actionOf.
export function focusOf(node, slider, root) {
  if (!(node instanceof Element)) return { field: false, button: false, inside: false };
  return {
    field: node !== slider && Boolean(node.closest(FIELDS)),
    button: Boolean(node.closest(PRESSED)),
    inside: root.contains(node),
  };
}

export function keysDialog() {
  const dialog = el(
    "dialog",
    { class: "bp-help", "aria-label": "Keys" },
    el("h2", {}, "Keys"),
    el("dl", {}, ...KEYS.flatMap(([key, what]) => [el("dt", {}, key), el("dd", {}, what)])),
    el("button", { class: "bp-button", onclick: () => dialog.close() }, "Close"),
  );
  return dialog;
}
