// The page's tools lie in a drawer: over the panel, with a way from one to the other, or beside it in a wide window.
import { button, el } from "../../text/elements.js";

const ONE_COLUMN = "(max-width: 640px), (max-width: 900px) and (orientation: portrait)"; // there the drawer is as high as what is in it
const HELD = "This tool knows the result that is asked for: answer the step, or press Next to see it.";
const TOOLS = ".st-key-tools";

export class Drawer {
  constructor(player) {
    this.player = player;
    this.offered = false; // whether the page has tools to ask for
    /** @type {HTMLElement | null} */
    this.page = null; // what the player and its tools stand in, while they are open
    const note = el("p", { class: "bp-drawer-note", role: "status" });
    this.room = el("div", { class: "bp-drawer" }, note); // what is kept free for the tools
    this.note = note;
    this.tool = button("Show the tool", "Tool", () => this.turn("tool"));
    this.step = button("Show the step", "Step", () => this.turn("step"));
    const group = { class: "bp-drawer-tabs", role: "group", "aria-label": "Beside the graph" };
    this.tabs = el("div", group, this.tool, this.step);
    this.observer = new ResizeObserver(() => this.place());
  }

  // `tools`: "open" or "picking" where they stand in `page` beside the player, "closed" where it would open them,
  // null where there are none.
  offer(tools, page) {
    this.offered = tools !== null;
    const open = this.offered && tools !== "closed" ? page : null;
    if (open !== this.page) {
      this.observer.disconnect();
      this.leave();
      this.page = open;
      this.turn("tool");
    }
    if (open) this.observe();
  }

  // Their place follows every size around them.
  observe() {
    for (const node of [this.page, this.room, this.page.querySelector(TOOLS)])
      if (node) this.observer.observe(node);
    this.place();
  }

  // While a step is asked for, the tools, which know its result, are out of sight and reach.
  hold(asking) {
    const words = asking && this.page ? HELD : "";
    if (this.note.textContent !== words) this.note.textContent = words;
    if (!this.page || this.page.dataset.asking === `${asking}`) return;
    this.page.dataset.asking = `${asking}`;
    if (asking) this.turn("step"); // where the fields are
  }

  // A tool of the page, opened for this update: on a neuron { l, c }, and what flows into it, backwards or forwards.
  open(tool, { l = 0, c = 0 } = {}) {
    const { step, transport } = this.player;
    const way = step.phase === "forward" ? "n" : "S";
    this.player.ask({ what: "tool", tool, l, c, way });
    this.turn("tool");
    if (transport.isOpen) transport.toggleMenu(false);
  }

  // What is to be seen where there is room for one of them: "tool" or "step".
  turn(side) {
    const { root } = this.player;
    if (this.page) root.dataset.drawer = this.page.dataset.drawer = side;
    else delete root.dataset.drawer;
    this.tool.setAttribute("aria-pressed", `${side === "tool"}`);
    this.step.setAttribute("aria-pressed", `${side === "step"}`);
    this.place();
  }

  // The tools lie exactly over the room that is kept for them.
  place() {
    if (!this.page) return;
    const tools = /** @type {HTMLElement | null} */ (this.page.querySelector(TOOLS));
    const high = matchMedia(ONE_COLUMN).matches && tools ? `${tools.offsetHeight}px` : "";
    if (this.room.style.height !== high) this.room.style.height = high;
    const [room, page] = [this.room.getBoundingClientRect(), this.page.getBoundingClientRect()];
    const paper = getComputedStyle(this.player.root).getPropertyValue("--bp-page");
    const place = { left: room.left - page.left, top: room.top - page.top };
    for (const [name, value] of Object.entries({ ...place, width: room.width, height: room.height }))
      this.page.style.setProperty(`--drawer-${name}`, `${Math.round(value)}px`);
    this.page.style.setProperty("--drawer-paper", paper);
  }

  // What the tools say is of before: of the walk from before a drag, or of where the player stood.
  recede(dragging) {
    this.page?.toggleAttribute("data-dragging", dragging);
  }

  late(behind) {
    this.page?.toggleAttribute("data-behind", behind);
  }

  leave() {
    for (const name of ["data-drawer", "data-asking", "data-dragging", "data-behind"])
      this.page?.removeAttribute(name);
  }

  stop() {
    this.observer.disconnect();
    this.leave();
  }
}
