// Take it with you: the dialog from which links and files of this very screen are asked for.
import { button, choice, el } from "./text/elements.js";

const SAVED = [
  // title, what it is, and the choices that go with it
  [
    "picture",
    "Picture of this step",
    [
      [
        "format",
        "as",
        [
          ["png", "PNG"],
          ["svg", "SVG"],
        ],
      ],
      [
        "theme",
        "theme",
        [
          ["light", "light"],
          ["dark", "dark"],
        ],
      ],
      [
        "transparent",
        "background",
        [
          ["", "filled"],
          ["yes", "transparent"],
        ],
      ],
    ],
  ],
  ["offline", "This walk as one HTML file, for any browser, without a network", []],
  [
    "handout",
    "Hand-out of this update",
    [
      [
        "format",
        "as",
        [
          ["pdf", "PDF"],
          ["tex", "LaTeX"],
          ["md", "Markdown"],
        ],
      ],
      [
        "blanks",
        "with",
        [
          ["", "all numbers (answer key)"],
          ["yes", "blanks to fill in"],
        ],
      ],
    ],
  ],
  ["notebook", "Jupyter notebook that computes every number", []],
  ["numpy", "NumPy script that computes every number", []],
  ["torch", "PyTorch script that checks them by autograd", []],
  ["session", "Session file: everything, with undo, data and training", []],
];
const WEIGHTS = [
  ["current", "the weights as they are"],
  ["start", "the weights of the start"],
  ["none", "no weights"],
];

export class Share {
  constructor(player) {
    this.player = player;
    this.weights = choice("Weights in the link", "with", WEIGHTS, () => {});
    this.link = el("input", { type: "text", readonly: "", "aria-label": "The link", hidden: "" });
    this.said = el("p", { role: "status", class: "bp-share-said" });
    this.dialog = el(
      "dialog",
      { class: "bp-help bp-share", "aria-label": "Share" },
      el("h2", {}, "Take it with you"),
      el(
        "div",
        { class: "bp-share-row" },
        el("span", {}, "Link to this very screen"),
        this.weights.field,
        button("Copy link", "Copy link", () =>
          this.ask({ what: "link", weights: this.weights.select.value }),
        ),
      ),
      this.link,
      ...SAVED.map((row) => this.row(...row)),
      this.said,
      el("button", { class: "bp-button", onclick: () => this.dialog.close() }, "Close"),
    );
  }

  row(kind, title, choices) {
    const fields = choices.map(([name, label, options]) => [
      name,
      choice(`${title}: ${label}`, label, options, () => {}),
    ]);
    const save = () =>
      this.ask({
        what: "save",
        kind,
        ...Object.fromEntries(fields.map(([name, { select }]) => [name, select.value])),
      });
    return el(
      "div",
      { class: "bp-share-row" },
      el("span", {}, title),
      ...fields.map(([, { field }]) => field),
      button(`Save: ${title}`, "Save", save),
    );
  }

  open() {
    this.said.textContent = "";
    this.link.hidden = true;
    this.dialog.showModal();
  }

  ask(wanted) {
    this.said.textContent = "…";
    this.player.ask({ ...wanted, view: this.player.viewNow() });
  }

  // The answer: { link } or { name, media, content } in base64, or { refused }.
  async given({ link, name, media, content, refused }) {
    if (refused) this.said.textContent = refused;
    else if (link !== undefined) await this.copy(link);
    else {
      const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
      const address = URL.createObjectURL(new Blob([bytes], { type: media }));
      el("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      this.said.textContent = `Saved ${name}.`;
    }
  }

  async copy(query) {
    const address = new URL(location.href);
    address.search = "";
    address.hash = "";
    address.searchParams.set("s", query);
    this.link.value = address.href;
    this.link.hidden = false;
    this.link.select();
    try {
      await navigator.clipboard.writeText(address.href);
      this.said.textContent = "The link is in the clipboard.";
    } catch {
      this.said.textContent = "Copy the link from the field above."; // the browser does not let a page write there
    }
  }
}
