// Take it with you: the dialog from which links and files of this very screen are asked for.
import { button, choice, el, optionsOf } from "../../text/elements.js";

const HELD_BACK = "A picture of this step would show its result: answer it first, or press Next.";

export class Share {
  constructor(player) {
    this.player = player;
    this.weights = choice("The link with which weights", "with", [], () => {});
    this.link = el("input", { type: "text", readonly: "", "aria-label": "The link", hidden: "" });
    this.said = el("p", { role: "status", class: "bp-share-said" });
    this.seconds = el("span", { "aria-hidden": "true" }); // read aloud they would never end
    this.stop = button("Stop making it", "Stop", () => this.player.ask({ what: "stop" }));
    this.making = el("div", { class: "bp-share-row", hidden: "" }, this.seconds, this.stop);
    const copy = () => this.ask({ what: "link", weights: this.weights.select.value });
    const title = el("span", {}, "Link to this very screen");
    const linking = [title, this.weights.field, button("Copy link", "Copy link", copy)];
    this.rows = el("div", { class: "bp-share-rows" });
    this.dialog = el(
      "dialog",
      { class: "bp-help bp-share", "aria-label": "Share" },
      el("h2", {}, "Take it with you"),
      el("div", { class: "bp-share-row" }, ...linking),
      this.link,
      this.rows,
      this.said,
      this.making,
      el("button", { class: "bp-button", onclick: () => this.dialog.close() }, "Close"),
    );
  }

  // What the page gives: `weights` as [value, text], and `saved` as { kind, title, choices }, where a choice is
  // { name, label, options }, or without options is typed.
  offer({ weights, saved }) {
    const offered = JSON.stringify(saved);
    if (this.offered === offered) return;
    this.offered = offered;
    this.weights.select.replaceChildren(...optionsOf(weights));
    this.rows.replaceChildren(...saved.map((one) => this.row(one)));
  }

  row({ kind, title, choices }) {
    const fields = choices.map(({ name, label, options }) => {
      if (!options.length) {
        const input = el("input", { type: "text", "aria-label": `${title}: ${label}`, placeholder: label });
        return { name, field: input, select: input };
      }
      const { field, select } = choice(`${title}: ${label}`, label, options, () => {});
      return { name, field, select };
    });
    const save = () => {
      const chosen = Object.fromEntries(fields.map(({ name, select }) => [name, select.value]));
      this.ask({ what: "save", kind, ...chosen });
    };
    const shown = fields.map(({ field }) => field);
    const saving = button(`Save: ${title}`, "Save", save);
    return el("div", { class: "bp-share-row" }, el("span", {}, title), ...shown, saving);
  }

  open() {
    this.said.textContent = "";
    this.link.hidden = true;
    this.dialog.showModal();
  }

  ask(wanted) {
    if (wanted.kind === "picture" && this.player.view.asked) {
      this.said.textContent = HELD_BACK;
      return;
    }
    this.said.textContent = "…";
    this.player.ask({ ...wanted, view: this.player.look.kept });
  }

  // It takes longer: for how long, or what it waits for, and a way to stop it.
  stands(words) {
    this.said.textContent = words || "It is being made.";
    const begun = performance.now();
    const tick = () => {
      this.seconds.textContent = `${Math.round((performance.now() - begun) / 1000)} s`;
    };
    tick();
    this.ticking = setInterval(tick, 1000);
  }

  // The answer: { link } or { name, media, content } in base64, or { refused }; before it perhaps { making },
  // in words or empty.
  async given({ link, name, media, content, refused, making }) {
    clearInterval(this.ticking);
    this.making.hidden = making === undefined;
    if (making !== undefined) this.stands(making);
    else if (refused) this.said.textContent = refused;
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
