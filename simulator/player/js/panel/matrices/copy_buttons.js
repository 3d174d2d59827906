// The buttons that copy a matrix; "copied" stands there for as long as what was copied does.
import { el } from "../../text/elements.js";
import { COPIES } from "./copied_numbers.js";

export class CopyButtons {
  // `write` puts a text into the clipboard; it fails where the browser lets no page do so.
  constructor(write = (text) => navigator.clipboard.writeText(text)) {
    this.write = write;
    this.last = {}; // what was copied last: `of` which matrix as what, and its `text`
  }

  // Of the matrix of this name, to the digits shown.
  of(name, rows, digits) {
    const box = el("span", { class: "bp-copies" }, "copy ");
    box.append(...Object.keys(COPIES).map((kind) => this.button(box, kind, { name, rows, digits })));
    return box;
  }

  button(box, kind, { name, rows, digits }) {
    const of = `${name} as ${kind}`;
    const button = el("button", { class: "bp-copy", "data-copies": of });
    const copied = () => this.last.of === of && this.last.text === COPIES[kind](rows, digits);
    const say = () => {
      button.textContent = copied() ? "copied" : kind;
      button.ariaLabel = `${copied() ? "Copied" : "Copy"} ${of}`;
    };
    button.onclick = async () => {
      const text = COPIES[kind](rows, digits);
      try {
        await this.write(text);
        this.last = { of, text };
        say();
      } catch {
        byHand(box, of, text);
      }
    };
    say();
    return button;
  }
}

// The text stands there, chosen, where the browser does not let the page copy it.
function byHand(box, of, text) {
  const field = el("textarea", { readonly: "", rows: "2", "aria-label": `${of}, to be copied from here` });
  field.value = text;
  const words = el("span", {}, "this browser does not let the page copy: press Ctrl+C or ⌘C");
  box.replaceChildren(words, field);
  field.select();
}
