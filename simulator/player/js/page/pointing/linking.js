// One number, one identity: whatever is pointed at, be it a letter, a number, a neuron, an edge or a step of the time
// line, lights everything on the page that is the same number, and the rest recedes.
import { shown } from "../../text/digits.js";
import { covers, takenApart } from "../../text/identity.js";
import { nameOf } from "../../text/number_names.js";
import { numberNamed } from "../../walk/named_number.js";
import { namesAt, namesIn, placesOf } from "./linked_numbers.js";

const NAMED = "[data-number]";
const WALKED = ".bp-line, .bp-scroll"; // with the focus, ↑ and ↓ go from number to number in them
const MOST_IN_FULL = 3; // numbers of a line that are told at once with all their digits
const UP_DOWN = { ArrowDown: 1, ArrowUp: -1 };

export class Linking {
  // `player` gives root, plot, graph, picture, walk, view, step and foot.
  constructor(player) {
    this.player = player;
    this.source = null; // what is pointed at: an element, or a key of the graph such as "2,1"
    this.ended = null; // the source that Escape was pressed at
    this.lit = [];
    this.index = null; // everything that has a name, made when it is first needed
    this.tap = false; // whether it stays until the next tap
  }

  listen(listeners) {
    const { root } = this.player;
    listeners.on(root, "pointermove", (event) => {
      if (event.pointerType !== "touch") this.point(event);
    });
    listeners.on(root, "pointerleave", () => !this.tap && this.leave());
    listeners.on(root, "click", (event) => {
      if (event.pointerType === "touch") this.point(event, true);
    });
    listeners.on(root, "focusin", (event) => this.focus(event.target));
    listeners.on(root, "focusout", () => this.leave());
    listeners.on(root, "keydown", (event) => this.walkThrough(event));
  }

  // ---- what is pointed at
  point(event, tap = false) {
    const found = this.under(event);
    if (found === this.source || (found && found === this.ended)) return;
    if (!found && document.activeElement === this.source) return; // the keys have it
    this.ended = null;
    this.tap = tap && Boolean(found);
    if (found) this.light(found);
    else this.leave();
  }

  // The element with a name or an explanation under the pointer; in the graph what stands or runs there.
  under({ target, clientX, clientY }) {
    const { plot, graph } = this.player;
    const named = target.closest?.(`${NAMED}, .bp-letter`);
    if (named) return named;
    if (target.closest?.(".bp-track")) return this.beneath(clientX, clientY);
    if (!plot.contains(target) || !graph?.neurons) return null;
    const box = plot.getBoundingClientRect();
    const thing = graph.at(clientX - box.left, clientY - box.top);
    return thing ? [thing.l, thing.r, thing.c].filter(Boolean).join() : null;
  }

  // Under the slider lie the steps of the time line.
  beneath(x, y) {
    const all = /** @type {Document} */ (this.player.root.getRootNode()).elementsFromPoint(x, y);
    return all.find((node) => node.matches(NAMED)) ?? null;
  }

  focus(node) {
    this.ended = null;
    const slider = node === this.player.transport.slider && node.matches(":focus-visible");
    const here = slider ? this.player.transport.segmentHere : node.closest?.(`${NAMED}, .bp-letter`);
    if (node.dataset.spot) this.light(node.dataset.spot, node);
    else if (here) this.light(here, node);
    else if (node.matches(".bp-line")) this.player.foot.say(this.inFull(node), node);
  }

  // ↑ and ↓ within a line of numbers or a matrix that has the focus.
  walkThrough(event) {
    const by = UP_DOWN[event.key];
    const around = /** @type {Element} */ (event.target);
    if (!by || !around.matches(WALKED)) return;
    const all = [...around.querySelectorAll(NAMED)];
    const at = all.indexOf(this.source);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (!next) return;
    event.preventDefault();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.light(next, around, true);
  }

  // ---- lighting
  // `node` has the focus; `aloud`: it is told by itself.
  light(source, node = null, aloud = false) {
    this.darken();
    this.source = source;
    const names = this.namesOf(source);
    this.player.foot.say(this.words(source, names), node, aloud);
    if (!names.length) return;
    const wanted = names.map(takenApart);
    this.index ??= this.built();
    for (const [element, own] of this.index) {
      const same = wanted.some((name) => own.some((one) => covers(name, one)));
      const part = !same && wanted.some((name) => own.some((one) => covers(one, name)));
      if (!same && !part) continue;
      element.classList.add(same ? "bp-same" : "bp-part");
      this.lit.push(element);
    }
    this.player.graph.link(wanted.flatMap((name) => placesOf(this.player, name)));
    this.player.root.dataset.linked = "true";
  }

  darken() {
    for (const element of this.lit) element.classList.remove("bp-same", "bp-part");
    this.lit = [];
    if (!this.source) return;
    this.source = null;
    delete this.player.root.dataset.linked;
    this.player.graph?.link(null);
  }

  leave() {
    this.darken();
    this.tap = false;
    this.player.foot.clear();
  }

  // Another step, or the same one drawn anew: nothing is known of what stands there now.
  forget() {
    this.index = null;
    if (this.source) this.leave();
  }

  // Escape: until something else is pointed at.
  end() {
    this.ended = this.source;
    this.leave();
  }

  // Everything that has a name.
  built() {
    const all = [...this.player.root.querySelectorAll(NAMED)].filter((node) => !node.closest(".bp-ahead"));
    return all.map((element) => [element, this.marksOf(element).map(takenApart)]);
  }

  // The names of what is pointed at.
  namesOf(source) {
    if (typeof source === "string") return namesAt(this.player, source);
    return source.dataset.number ? this.marksOf(source) : [];
  }

  marksOf(element) {
    return namesIn(this.player, element.dataset.number, Boolean(element.closest(".bp-letter")));
  }

  // ---- words
  // What a place of the graph shows.
  said(place) {
    return this.ofPlace(place, this.namesOf(place));
  }

  words(source, names) {
    const { walk, step, transport } = this.player;
    if (typeof source === "string") return this.ofPlace(source, names);
    if (source.dataset.tip) return walk.texts[source.dataset.tip];
    if (source.parentElement === transport.segments) return this.ofSegment(source);
    const { items } = walk.updates[step.u];
    const what = names.map((name) => nameOf(name, walk, items)).filter(Boolean);
    const value = source.dataset.full ?? this.valueOf(source, names);
    return [what.join("; "), value].filter(Boolean).join(" = ");
  }

  // All digits of a number that is written or drawn there.
  valueOf(source, names) {
    const written = /\d/.test(source.textContent) ? source.textContent.trim() : "";
    if (!written && source.dataset.value === undefined) return "";
    const found = names.map((name) => numberNamed(this.player.reading, name)).find((value) => value !== null);
    return found === undefined ? written : shown(found, 0);
  }

  // A step of the time line: what it computes.
  ofSegment(segment) {
    const { walk, steps, cursor, transport } = this.player;
    const first = cursor - Number(transport.slider.value);
    return walk.texts[steps[first + [...transport.segments.children].indexOf(segment)].title];
  }

  // A neuron, an edge or a layer of the graph.
  ofPlace(source, names) {
    const { walk, step, picture } = this.player;
    const [l, ...at] = source.split(",").map(Number);
    if (!at.length) return `Layer ${l}: ${walk.layers[l - 1].width} neurons`;
    const what = nameOf(names[0] ?? "", walk, walk.updates[step.u].items);
    const value = at.length > 1 ? picture.edge(l, ...at) : picture.neuron(l, at[0]);
    const kept =
      at.length > 1 ? [] : picture.kept(l, at[0]).map(([letter, x]) => `; ${letter} = ${shown(x, 0)}`);
    return [`${what} = ${value === null ? "–, not computed yet" : shown(value, 0)}`, ...kept].join("");
  }

  // The shortened numbers of a line with all their digits.
  inFull(line) {
    const shortened = [...line.querySelectorAll("mn[data-full]")];
    const all = new Map(shortened.map((one) => [one.textContent, one.dataset.full]));
    const told = [...all].slice(0, MOST_IN_FULL).map((pair) => pair.join(" is "));
    return ["↓ and ↑ go from number to number", ...told].join(", ");
  }
}
