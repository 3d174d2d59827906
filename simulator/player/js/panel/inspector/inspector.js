// What one neuron or edge is made of, at this step, opened in the panel; its rows come from terms.js.
import { fieldDigits, typedSame } from "../../text/digits.js";
import { el, focusOn, widen } from "../../text/elements.js";
import { handleOf } from "../../drag/handles.js";
import { curveOf } from "./neuron_curve.js";
import { renewed } from "./renewed.js";
import { linesOf, tableOf } from "./shown_terms.js";
import { stillThere, termsOf } from "./terms.js";
import { letterOf, placeIn } from "../../text/notation.js";

export class Inspector {
  // `player` gives walk, steps, cursor, view; its graph lights the edge of a row.
  constructor(player) {
    this.player = player;
    this.picked = null;
    this.opener = null; // what had the focus when it was opened
    this.sent = null; // what was typed here last
    const look = { class: "bp-card bp-inspector", tabindex: "-1", hidden: "" };
    this.box = el("section", { ...look, "aria-label": "Inspector" });
    for (const type of ["pointerover", "focusin"])
      this.box.addEventListener(type, (event) => this.point(event.target));
    for (const type of ["pointerleave", "focusout"])
      this.box.addEventListener(type, () => this.player.graph.light(null));
  }

  // Pick a neuron { l, c } or an edge { l, r, c }; the same again closes.
  pick(thing) {
    const same = thing && this.picked && JSON.stringify(thing) === JSON.stringify(this.picked);
    if (!this.picked) this.opener = document.activeElement;
    this.picked = same ? null : thing;
    this.sent = null;
    const asks = this.player.picking && this.picked?.c && !this.picked.r;
    if (this.picked && !asks) this.player.drawer.turn("step");
    this.player.show(this.player.cursor);
    if (asks) this.player.ask({ what: "pick", ...this.picked });
  }

  point(target) {
    const row = target.closest?.("[data-edge]");
    this.player.graph.light(row ? row.dataset.edge : null);
  }

  // The walk of one item of the batch alone, from the network of this update on.
  ownWalk(item, update) {
    this.player.exchange.restart({ what: "item", item, update });
  }

  // A row of a table stands for an edge, or for an item of the batch: choosing it opens that edge, or shows
  // that item in the graph.
  openEdge(target) {
    const chosen = target.closest("button[data-item]");
    if (chosen) this.player.look.set("item", Number(chosen.dataset.item));
    const row = target.closest("[data-edge]");
    if (!row) return;
    const [l, r, c] = row.dataset.edge.split(",").map(Number);
    this.pick({ l, r, c });
  }

  keep() {
    this.picked = stillThere(this.player.walk, this.picked);
  }

  show() {
    const focused = /** @type {HTMLInputElement} */ (document.activeElement);
    const at = this.box.contains(focused) ? focused : null;
    if (!this.picked) {
      this.box.replaceChildren();
      this.box.hidden = true;
      if (at) focusOn(this.opener, this.player.root);
      return;
    }
    this.box.hidden = false;
    const made = el("section", {}, ...this.made());
    if (at) this.fillAround(at, made);
    else this.box.replaceChildren(...made.childNodes);
  }

  // The focus stays where it is, at the same thing, and what is typed there and not yet taken with Enter stays too.
  fillAround(at, made) {
    const { value: text, selectionStart: caret } = at;
    const typing = at.tagName === "INPUT" && text !== at.defaultValue && text !== this.sent?.text;
    const name = at.getAttribute("aria-label");
    /** @type {NodeListOf<HTMLInputElement>} */
    const named = made.querySelectorAll("[aria-label]");
    const again = name && [...named].find((node) => node.getAttribute("aria-label") === name);
    if (again && renewed(this.box, made, at, again)) {
      if (at.tagName === "INPUT" && !typing) at.value = at.defaultValue;
      return;
    }
    const row = at.dataset.edge && made.querySelector(`button[data-edge="${at.dataset.edge}"]`);
    this.box.replaceChildren(...made.childNodes);
    focusOn(again || row, this.box);
    if (again && typing) {
      again.value = text;
      again.setSelectionRange(caret, caret);
    }
  }

  // All that it holds at this step.
  made() {
    const { l, r, c } = this.picked;
    const close = { class: "bp-button bp-close", "aria-label": "Close the inspector" };
    const closing = el("button", { ...close, onclick: () => this.pick(null) }, "×");
    const head = (name, fields) => el("div", { class: "bp-head" }, el("h3", {}, name), ...fields, closing);
    if (!c) return [head(`Layer ${l}`, [])]; // its matrices stand in the panel
    const { walk, steps, cursor } = this.player;
    const { fields, tables, curve } = termsOf(walk, steps, cursor, this.picked, this.player.view);
    const name = r ? `Edge from ${l - 1},${r} to ${l},${c}` : `Neuron ${c} of layer ${l}`;
    const typed = this.player.onEdit ? fields.flatMap((one) => this.fieldsOf(one)) : [];
    const neurons = this.player.onEdit && !r ? this.neurons(l, c, walk.layers) : [];
    const origin = this.player.drawer.offered && !r && l > 1 ? [this.originOf(l, c)] : [];
    return [head(name, [...typed, ...neurons, ...origin]), ...this.laid(tables, curve)];
  }

  // To the tool that takes its S, or on the way forward its n, apart, with the paths drawn over the graph.
  originOf(l, c) {
    const [quantity, whence] = this.player.step.phase === "forward" ? ["n", "left"] : ["S", "right"];
    const letter = letterOf(this.player.walk, quantity);
    const title = `How ${letter} is made up of what comes from the ${whence}, path by path`;
    const open = () => this.player.drawer.open("Where from", { l, c });
    return el(
      "button",
      { class: "bp-button bp-origin", title, "aria-label": title, onclick: open },
      `How ${letter} is made up`,
    );
  }

  // The tables one below the other, that of a neuron's value beside its curve.
  laid(tables, curve) {
    const { digits } = this.player.view;
    const { update } = this.player.picture;
    const own = update.items ? (at) => this.ownWalk(update.items[at - 1], this.player.step.u + 1) : null;
    const nodes = tables
      .filter((one) => one.rows)
      .map((one) => tableOf(one, digits, this.player.onEdit ? own : null));
    const lines = tables.flatMap((one) => (one.lines ? [linesOf(one.lines, this.player.walk, digits)] : []));
    if (this.picked.r || nodes.length < 2) return [...nodes, ...lines];
    const [sum, value, ...rest] = nodes;
    const drawn = curve ? [curveOf(curve, digits, this.player.walk)] : [];
    return [sum, el("div", { class: "bp-side-by-side" }, value, ...drawn), ...rest, ...lines];
  }

  // A number to be typed over and, where updates move it, whether it is frozen.
  fieldsOf(one) {
    return one.freezing ? [this.field(one), this.freezer(one.freezing)] : [this.field(one)];
  }

  // A neuron more in this layer, or this one less; nothing else is drawn anew.
  neurons(l, c, layers) {
    const button = (text, title, asked) => {
      const made = el("button", { class: "bp-button", title, "aria-label": title }, text);
      made.addEventListener("click", () => {
        made.disabled = true; // until the answer is there: the layer has other neurons then
        this.player.ask({ l, ...asked });
      });
      return made;
    };
    const besides = l === 1 ? ", x drawn" : l === layers.length ? ", t = 0" : "";
    const what = `Add a neuron to layer ${l}, drawn from the seed${besides}`;
    const more = button(`+ neuron${besides}`, what, { what: "add" });
    const less = button("− neuron", `Take neuron ${c} of layer ${l} away`, { what: "take", c });
    less.disabled = layers[l - 1].width < 2;
    less.addEventListener("click", () => this.pick(null));
    return [el("div", { class: "bp-neurons" }, more, less)];
  }

  freezer({ entry, whole, held }) {
    const box = el("input", { type: "checkbox", "aria-label": `Freeze ${entryIn(this.player.walk, entry)}` });
    box.checked = held || whole !== "";
    box.disabled = whole !== "";
    box.addEventListener("change", () => {
      this.player.ask({ what: "freeze", entry, frozen: box.checked ? "yes" : "no" });
    });
    const title = whole ? `All of ${whole} is frozen: Edit frees it.` : "Its gradient is still shown.";
    return el("label", { class: "bp-field bp-freeze", title }, box, "Freeze");
  }

  // A number of the session that the walk starts from, to be typed over.
  field({ name, value, asked }) {
    const now = fieldDigits(value);
    const place = JSON.stringify(asked);
    // What was typed stays as typed, also where it was refused, until the number itself is another one.
    if (this.sent?.place === place) {
      if (typedSame(this.sent.text, value)) this.sent.taken = true;
      else if (this.sent.taken || this.sent.before !== now) this.sent = null;
    }
    const sent = this.sent?.place === place ? this.sent : null;
    const text = { type: "text", inputmode: "decimal", spellcheck: "false" };
    const typed = el("input", { ...text, value: sent ? sent.text : now, "aria-label": name });
    const knowing = Object.assign(typed, { field: { now, place, asked } }); // see renewed.js
    widen(typed);
    typed.addEventListener("change", () => {
      const { field } = knowing;
      if (typed.value === field.now) return;
      this.sent = { place: field.place, before: field.now, text: typed.value };
      this.player.ask({ ...field.asked, text: typed.value });
    });
    const handle = handleOf({ name, value, asked }, this.player.drag, this.player.listeners);
    return el("div", { class: "bp-field" }, el("label", { class: "bp-field" }, name, typed), handle);
  }
}

// The name of an entry, W2[1,3], with row and column as they are shown.
const entryIn = (walk, entry) =>
  entry.replace(/\[(\d+),(\d+)\]/, (_, r, c) => `[${placeIn(walk, r, c).join(",")}]`);
