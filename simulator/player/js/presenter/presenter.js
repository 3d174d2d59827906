// The view for the last row: the graph across the screen, one strip with the formula and its numbers, nothing else.
import { magnification } from "./lettering.js";
import { fitStrip } from "./strip.js";
import { drawLoupe } from "../graph/loupe.js";
import { button, el, focusOn } from "../text/elements.js";

const SIZES = [0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2]; // of the letters, as a part of the usual
const STRIP = 0.245; // of the height of the screen, with letters of the usual size
const MOST = 0.42;
const REFUSED = "This page may not fill the screen here. Open it in a tab of its own, or press F11.";
const WIDE = 12; // neurons of a layer above which one is shown at a time, enlarged
const LOUPE = 0.034; // of the height of the screen: its letters
const SAID_FOR = 6000; // milliseconds

export class Presenter {
  /** @param {import("../player.js").Player} player */
  constructor(player) {
    this.player = player;
    this.on = false;
    this.size = 1;
    this.opener = button("Presenter view: graph and formula alone, for the last row (P)", "⤢", () =>
      this.toggle(),
    );
    this.said = el("span", { role: "status" });
    this.dark = el("div", { class: "bp-blank", hidden: "" });
    this.blanker = this.tool("Blank the screen (B)", "◼", "blank");
    this.revealer = this.tool("Reveal: first the question, then its result (R)", "▢", "reveal");
    this.filler = this.tool("Full screen (F)", "⤢", "full");
    this.box = el(
      "div",
      { class: "bp-presenter", hidden: "" },
      this.said,
      this.tool("Previous step", "◀", "previous"),
      this.tool("Next step", "▶", "next"),
      this.tool("Smaller text (−)", "A−", "smaller"),
      this.tool("Larger text (+)", "A+", "larger"),
      this.revealer,
      this.blanker,
      this.filler,
      this.tool("Keys", "?", "help"),
      this.tool("Leave the presenter view (Esc)", "✕", "present"),
    );
  }

  // What this tab remembers of it.
  get kept() {
    const { reveal, asked } = this.player.view;
    const { on, size, grain } = this;
    return { on, size, grain, reveal: Boolean(reveal), asked: Boolean(asked) };
  }

  // As the tab remembers it, before the graph is drawn.
  recall(kept) {
    if (!kept?.on) return;
    this.on = true;
    this.size = kept.size;
    this.grain = kept.grain;
    Object.assign(this.player.view, { reveal: kept.reveal, asked: kept.asked });
    this.revealer.setAttribute("aria-pressed", `${kept.reveal}`);
    this.changed();
  }

  // A button that does what a key does.
  tool(name, face, action) {
    return button(name, face, () => this.player.keyboard.act(action));
  }

  // What a key does here; the player's own keys are its own.
  act(action) {
    const actions = {
      present: () => this.toggle(),
      full: () => this.fill(),
      reveal: () => this.reveal(!this.player.view.reveal),
      blank: () => this.blank(true),
      larger: () => this.resize(1),
      smaller: () => this.resize(-1),
      up: () => this.choose(-1),
      down: () => this.choose(1),
    };
    if (actions[action]) actions[action]();
    else this.player.moving.toPhase(Number(action.at(-1)) - 1);
  }

  toggle() {
    if (this.on) this.leave();
    else this.enter();
  }

  enter() {
    const { player } = this;
    this.on = true;
    this.changed();
    this.grain = this.isWide && player.view.grain !== "neuron" ? player.view.grain : null;
    if (this.grain) this.step("neuron");
    player.drawn.redraw();
    focusOn(player.root);
  }

  // A network of which one neuron is shown at a time.
  get isWide() {
    return this.player.walk.layers.some(({ width }) => width > WIDE);
  }

  // Steps by neuron, or by operation again.
  step(grain) {
    this.player.look.set("grain", grain);
    this.player.transport.load(this.player.walk);
  }

  leave() {
    this.blank(false);
    this.on = false;
    if (document.fullscreenElement) document.exitFullscreen();
    this.changed();
    if (this.grain) this.step(this.grain);
    this.grain = null;
    this.player.drawn.redraw();
    focusOn(this.player.root);
  }

  // The page beneath is out of the way, for keys and for readers too, or there again.
  changed() {
    const { root } = this.player;
    root.dataset.presenting = document.body.dataset.presenting = `${this.on}`;
    this.box.hidden = !this.on;
    this.opener.setAttribute("aria-pressed", `${this.on}`);
    for (const beside of this.asleep ?? []) beside.inert = false;
    this.asleep = this.on ? besides(root) : [];
    for (const beside of this.asleep) beside.inert = true;
    this.fit();
  }

  // One thing at a time: a dark screen is lit, then the view is left. Whether there was one.
  close() {
    if (!this.on) return false;
    if (this.isBlank) this.blank(false);
    else this.leave();
    return true;
  }

  get isBlank() {
    return !this.dark.hidden;
  }

  blank(yes) {
    this.dark.hidden = !yes;
    this.player.playing.pause();
  }

  // Whether every step is a question first, from the next one on.
  reveal(yes) {
    const { player } = this;
    Object.assign(player.view, { reveal: yes, asked: false });
    this.revealer.setAttribute("aria-pressed", `${yes}`);
    this.say(yes ? "Reveal: first the question, the next press its result." : "Reveal is off.");
    player.show(player.cursor);
  }

  // Whether a key only lights the screen again.
  wakes(key) {
    if (!this.isBlank || ["Shift", "CapsLock", "Tab"].includes(key)) return false;
    this.blank(false);
    return true;
  }

  async fill() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch {
      this.say(REFUSED);
    }
  }

  say(words) {
    this.said.textContent = words;
    this.box.dataset.says = `${words !== ""}`;
    clearTimeout(this.saying);
    if (words) this.saying = setTimeout(() => this.say(""), SAID_FOR);
  }

  resize(by) {
    const at = SIZES.indexOf(this.size) + by;
    this.size = SIZES[Math.max(0, Math.min(SIZES.length - 1, at))];
    this.fit();
    this.player.drawn.redraw();
  }

  // The room of the graph and of the strip, for the size of the window.
  fit() {
    const { root, plot, walk, view } = this.player;
    const strip = Math.min(MOST, STRIP * this.size) * innerHeight;
    root.style.setProperty("--strip", `${Math.round(strip)}px`);
    if (!this.on || !walk) return;
    const { width, height } = plot.parentElement.getBoundingClientRect();
    const factor = magnification(walk, { width, height }, innerHeight, this.size, view);
    root.style.setProperty("--magnified", `${factor}`);
  }

  // After a step: the strip's letters as large as fits.
  show() {
    if (!this.on) return;
    const formulas = this.player.panel.formulas.box;
    const { width, height } = formulas.getBoundingClientRect();
    fitStrip(formulas, { width, height }, innerHeight, this.size);
    const { graph } = this.player;
    const enlarged = Number(this.player.root.style.getPropertyValue("--magnified"));
    if (graph.neurons) drawLoupe(graph, this.isWide ? this.chosen : null, (LOUPE * innerHeight) / enlarged);
  }

  // The neuron that is shown enlarged: the step's own, else the one that is picked, else the first of its layer.
  get chosen() {
    const { step, inspector } = this.player;
    const { picked } = inspector;
    if (step.neuron) return { l: step.l, c: step.neuron };
    return picked?.c && !picked.r ? picked : { l: step.l, c: 1 };
  }

  // The next neuron of the layer, or the one before.
  choose(by) {
    const { player, chosen } = this;
    if (player.step.neuron) return player.moving.stepBy(by);
    const c = Math.max(1, Math.min(player.walk.layers[chosen.l - 1].width, chosen.c + by));
    player.inspector.picked = { l: chosen.l, c };
    player.show(player.cursor);
  }

  stop() {
    delete document.body.dataset.presenting;
    for (const beside of this.asleep ?? []) beside.inert = false;
  }
}

// Whatever on the page is no part of this element.
function besides(root) {
  const found = [];
  for (let at = root; at !== document.body; at = at.parentElement)
    for (const other of at.parentElement.children)
      if (other !== at && other instanceof HTMLElement && !other.inert) found.push(other);
  return found;
}
