// The player: it holds the walk and the cursor, and lets its parts show one step at a time.
import { luminance } from "./graph/colours.js";
import { Detail } from "./graph/detail.js";
import { Graph } from "./graph/graph.js";
import { Legends } from "./graph/legends.js";
import { drawLens } from "./graph/lens.js";
import { levelFor } from "./graph/levels.js";
import { Overview } from "./graph/overview.js";
import { Panel } from "./panel/panel.js";
import { Share } from "./share.js";
import { button, el } from "./text/elements.js";
import { range } from "./text/elision.js";
import { Transport } from "./transport.js";
import { readable } from "./walk/arrays.js";
import { nearestStep, pictureAt } from "./walk/step_view.js";

const KEYS = [
  ["→ or Page Down", "next step"],
  ["← or Page Up", "previous step"],
  ["Space", "play or pause"],
  ["Home", "first step"],
  ["End", "last step"],
  ["?", "show these keys"],
  ["Esc", "close what is open"],
];
// Whatever has the focus and uses the keys itself.
const FIELDS =
  "input, textarea, select, [contenteditable=true], [role=slider], [role=listbox], [role=combobox], [role=menu], [role=radiogroup], [role=tablist], [role=grid], [role=dialog], canvas";

export class Player {
  // `host` is an empty element; `assets` gives { plotly, font } as addresses on this very server, where Plotly
  // is not on the page already; `view` says how it is shown at first, where that differs from what follows.
  constructor(host, assets, view = {}) {
    this.host = host;
    this.assets = assets;
    this.view = { neurons: "follow", edges: "follow", digits: 3, grain: "operation", speed: 1, ...view };
    this.cursor = 0;
    globalThis.backpropBefore ??= remembered() ?? {}; // the reload
    globalThis.backpropOpened ??= new Set(); // the openings that were taken up, also by a player before this one
    this.stopped = [];
    this.asked = [];
    loadFont(assets);
    this.build();
    this.listen();
  }

  // ---- a walk comes in; the cursor stays at the nearest same step of the same walk
  async load(walk) {
    const before = this.walk && this.walk.name === walk.name ? this.steps[this.cursor] : null;
    const { backpropCursor: last, backpropBefore: reloaded } = globalThis;
    const remembered = [last, reloaded].find((found) => found?.name === walk.name);
    if (remembered === reloaded) globalThis.backpropBefore = { search: reloaded?.search };
    this.pause();
    this.walk = readable(walk);
    if (!before && remembered) {
      Object.assign(this.view, remembered.look);
      this.inspector.picked = pickedAs(remembered.picked ?? []);
    }
    this.steps = walk.steps[this.view.grain];
    const chosen = this.walkName !== undefined && this.walkName !== walk.name;
    this.walkName = walk.name;
    if (chosen) this.root.focus({ preventScroll: true }); // so that the keys step through what was just chosen
    if (before) this.cursor = nearestStep(this.steps, this.restarting ? { ...before, u: 0 } : before);
    else this.cursor = remembered ? Math.min(remembered.cursor, this.steps.length - 1) : 0;
    this.transport.load(walk);
    this.restarting = false;
    this.inspector.keep();
    this.opener.replaceChildren(
      el("option", { value: "" }, "open a number…"),
      ...walk.layers.map((layer, i) =>
        el(
          "optgroup",
          { label: `Layer ${i + 1}` },
          el("option", { value: i + 1 }, `Layer ${i + 1}: its matrices`),
          ...range(layer.width).map((k) =>
            el("option", { value: `${i + 1},${k + 1}` }, `Neuron ${k + 1} of layer ${i + 1}`),
          ),
        ),
      ),
    );
    const widths = walk.layers.map(({ width }) => width).join("-");
    if (this.graph?.neurons && this.widths === widths) {
      // the same drawing with other numbers
      this.graph.walk = walk;
      this.graph.write();
      this.show(this.cursor);
      return;
    }
    this.widths = widths;
    this.view.detail = levelFor(walk);
    await this.drawAt(this.view.detail);
  }

  // Another network, or another level of detail.
  async drawAt(detail) {
    const { walk } = this;
    this.plot.replaceChildren();
    this.plot.setAttribute(
      "aria-label",
      `The network as a graph, ${this.widths}; its numbers are in the formulas`,
    );
    this.graph = detail === "edges" ? new Graph(this.plot, walk) : new Overview(this.plot, walk, detail);
    this.detail.show();
    this.showText();
    await this.redraw();
  }

  // Another size, theme or number of digits: the graph is laid out afresh, then the same step shown.
  async redraw() {
    const { graph } = this;
    if (this.view.detail === "edges") this.Plotly ??= await loadPlotly(this.assets);
    if (graph !== this.graph || !this.plot.getBoundingClientRect().width) return;
    await graph.draw(this.Plotly, this.view.digits);
    if (graph === this.graph) this.show(this.cursor);
  }

  // ---- one step on the screen
  show(cursor) {
    this.cursor = Math.max(0, Math.min(this.steps.length - 1, cursor));
    this.showText();
    if (this.graph.neurons) {
      this.graph.show(this.picture, this.view, this.theme());
      const mine = !this.lens?.update || this.lens.update === this.step.u + 1;
      drawLens(this.graph, mine ? this.lens : null);
    }
    this.detail.say(this.graph.note);
    globalThis.backpropCursor = {
      name: this.walk.name,
      cursor: this.cursor,
      look: this.look,
      picked: this.viewNow().picked,
    };
  }

  // What is shown of a step, as the menus say it.
  get look() {
    const { grain, digits, neurons, edges, speed, matrices } = this.view;
    return { grain, digits, neurons, edges, speed, matrices: Boolean(matrices) };
  }

  // How the walk is looked at, as a link or a file keeps it.
  viewNow() {
    const { l, r, c } = this.inspector.picked ?? {};
    return { ...this.look, cursor: this.cursor, picked: [l, r, c].filter(Boolean) };
  }

  // Look at the walk as a link or a file says.
  adopt({ cursor, picked, ...look }) {
    Object.assign(this.view, look);
    this.steps = this.walk.steps[this.view.grain];
    this.transport.load(this.walk);
    this.inspector.picked = pickedAs(picked);
    this.cursor = cursor;
    this.redraw();
  }

  showText() {
    const { walk, steps, cursor, view } = this;
    const { picked } = this.inspector;
    view.picked = picked;
    this.picture = pictureAt(walk, steps, cursor, view);
    Object.assign(this.root.dataset, {
      cursor,
      steps: steps.length,
      phase: this.step.phase,
      opening: cursor === 0 && !this.lens,
      lens: Boolean(this.lens),
    });
    const first = this.firstOfUpdate(this.step.u);
    const count = steps.filter((other) => other.u === this.step.u).length;
    this.hint.textContent =
      this.stops[cursor] ??
      (this.lens?.note || null) ??
      (cursor === 0
        ? `Press → or Next: numbers run through this network of ${walk.layers.length} layers from left to right.`
        : walk.about);
    this.matricesButton.setAttribute("aria-pressed", Boolean(view.matrices));
    const opened = picked && !picked.r ? [picked.l, picked.c].filter(Boolean).join() : "";
    if (this.opener.value !== opened) this.opener.value = opened; // a list of hundreds is slow to set
    this.editButton.setAttribute("aria-pressed", Boolean(view.start));
    this.startButton.hidden = this.editButton.hidden = this.transport.share.hidden = !this.onEdit;
    this.stopButton.hidden = !this.lens?.stops;
    this.stopButton.setAttribute("aria-disabled", !Object.keys(this.stops).some((at) => at > cursor));
    this.panel.show(this.step, cursor - first, count);
    this.transport.show(first, count);
    this.legends.show();
  }

  // By step, why the walk is to stop there; empty where no condition was set.
  get stops() {
    return this.lens?.stops?.[this.view.grain] ?? {};
  }

  nextStop() {
    const ahead = Object.keys(this.stops)
      .map(Number)
      .filter((at) => at > this.cursor);
    if (ahead.length) this.go(Math.min(...ahead));
  }

  get step() {
    return this.steps[this.cursor];
  }

  get palette() {
    return this.walk.palettes[this.theme().dark ? "dark" : "light"];
  }

  firstOfUpdate(u) {
    return this.steps.findIndex((step) => step.u === u);
  }

  // ---- moving
  go(cursor) {
    this.pause();
    this.show(cursor);
  }

  play() {
    if (this.cursor === this.steps.length - 1) this.show(0);
    this.transport.playing(true);
    this.timer = setInterval(() => {
      if (this.cursor < this.steps.length - 1) this.show(this.cursor + 1);
      if (this.cursor === this.steps.length - 1 || this.stops[this.cursor]) this.pause();
    }, 1000 / this.view.speed);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.transport.playing(false);
  }

  toggle() {
    if (this.timer) this.pause();
    else this.play();
  }

  setView(name, value) {
    this.view[name] = value;
    if (name === "grain") {
      const now = this.step;
      this.steps = this.walk.steps[value];
      this.go(nearestStep(this.steps, now));
    } else if (name === "speed") {
      if (this.timer) {
        this.pause();
        this.play();
      }
    } else if (name === "digits") this.redraw();
    else if (name === "detail") this.drawAt(value);
    else this.show(this.cursor);
  }

  toggleMore() {
    this.root.dataset.more = this.root.dataset.more !== "true";
    this.transport.more.setAttribute("aria-expanded", this.root.dataset.more);
  }

  // The network of this step becomes the start of the walk, and the cursor goes to the same step of update 1.
  startHere() {
    this.restarting = true;
    this.ask({ what: "start", grain: this.view.grain, cursor: this.cursor });
  }

  // Ask for a change. One at a time: the next goes out when the answer to the one before is there.
  ask(change) {
    this.asked.push(change);
    if (this.asked.length === 1) this.send();
  }

  send() {
    if (!this.asked.length) return;
    this.asked[0].at = performance.now();
    this.onEdit(this.asked[0]);
  }

  // The page was drawn anew: perhaps with another walk, perhaps with the answer to the request made at `answered`.
  async arrived(walk, answered, opening, given) {
    const mine = this.asked.length > 0 && this.asked[0].at === answered;
    if (mine) {
      this.asked.shift();
      this.panel.start.answered();
      if (!walk) this.restarting = false; // refused
    }
    if (walk) await this.load(walk);
    else if (this.graph?.neurons) this.show(this.cursor);
    if (opening && !globalThis.backpropOpened.has(opening.id)) {
      globalThis.backpropOpened.add(opening.id);
      // After a reload of its address the tab goes on where it was, not where the link begins.
      if (!opening.link || globalThis.backpropBefore.search === undefined) this.adopt(opening.view);
    }
    if (given && given.at !== this.taken) {
      this.taken = given.at;
      this.share.given(given);
    }
    if (mine) this.send();
  }

  // ---- building
  build() {
    this.plot = el("div", { class: "bp-plot", role: "img" });
    this.detail = new Detail(this);
    this.hint = el("p", { class: "bp-hint" });
    this.legends = new Legends(this);
    this.panel = new Panel(this);
    this.inspector = this.panel.inspector;
    this.transport = new Transport(this);
    this.share = new Share(this);
    this.matricesButton = button("Matrices of this step", "▦ matrices", () => {
      this.inspector.picked = this.inspector.picked?.c ? this.inspector.picked : null;
      this.setView("matrices", !this.view.matrices);
    });
    this.editButton = button("Edit the numbers that the walk starts from", "✎ numbers", () =>
      this.setView("start", !this.view.start),
    );
    this.startButton = button(
      "Start from here: the network of this step becomes the start of the walk",
      "⇤ start here",
      () => this.startHere(),
    );
    this.stopButton = button("Next stop: where a condition holds", "⇥ next stop", () => this.nextStop());
    this.opener = el("select", {
      "aria-label": "Open a number",
      onchange: () => {
        const [l, c] = this.opener.value.split(",").map(Number);
        this.inspector.picked = null;
        this.inspector.pick(l ? (c ? { l, c } : { l }) : null);
      },
    });
    this.help = el(
      "dialog",
      { class: "bp-help", "aria-label": "Keys" },
      el("h2", {}, "Keys"),
      el("dl", {}, ...KEYS.flatMap(([key, what]) => [el("dt", {}, key), el("dd", {}, what)])),
      el("button", { class: "bp-button", onclick: () => this.help.close() }, "Close"),
    );
    const tools = el(
      "div",
      { class: "bp-tools" },
      el("label", { class: "bp-choice" }, this.opener),
      this.matricesButton,
      this.editButton,
      this.startButton,
      this.stopButton,
    );
    this.root = el(
      "section",
      {
        class: "bp",
        "aria-label": "Backpropagation, step by step",
        tabindex: "-1",
        "data-cursor": 0,
        "data-steps": 0,
      },
      el(
        "div",
        { class: "bp-main" },
        el(
          "div",
          { class: "bp-picture" },
          el("div", { class: "bp-top" }, this.hint, tools),
          this.plot,
          this.detail.box,
          this.legends.box,
        ),
        this.panel.box,
      ),
      this.transport.box,
      this.help,
      this.share.dialog,
    );
    this.host.append(this.root);
  }

  // ---- listening
  listen() {
    const on = (target, type, action, options) => {
      target.addEventListener(type, action, options);
      this.stopped.push(() => target.removeEventListener(type, action, options));
    };
    on(document, "keydown", (event) => this.key(event));
    on(globalThis, "pagehide", remember);
    // Nor do the page's own groups of choices keep the keys after a click of the mouse.
    on(
      document,
      "click",
      (event) => {
        if (event.detail && event.target.closest?.("[role=radio]"))
          setTimeout(() => document.activeElement?.blur());
      },
      true,
    );
    const under = (event) => {
      const box = this.plot.getBoundingClientRect();
      return this.graph?.neurons ? this.graph.at(event.clientX - box.left, event.clientY - box.top) : null;
    };
    on(this.plot, "pointermove", (event) => {
      const thing = under(event);
      this.plot.style.cursor = thing ? "pointer" : "";
      this.graph?.light(thing ? [thing.l, thing.r, thing.c].filter(Boolean).join() : null);
    });
    on(this.plot, "pointerleave", () => this.graph?.light(null));
    on(this.plot, "click", (event) => {
      const thing = under(event);
      if (thing) this.inspector.pick(thing);
    });
    on(this.inspector.box, "click", (event) => this.openEdge(event.target));
    on(this.inspector.box, "keydown", (event) => {
      if (event.key === "Enter") this.openEdge(event.target);
    });
    // After a mouse click the focus goes back to the page, or Space would press the same button again.
    on(this.root, "click", (event) => {
      if (event.detail && event.target.closest(".bp-row button, .bp-jumps button"))
        event.target.closest("button").blur();
    });
    on(this.root, "pointerdown", (event) => {
      this.pointed = event.target.closest("select, input");
    });
    on(this.root, "change", (event) => {
      if (this.pointed === event.target) event.target.blur();
      this.pointed = null;
    });
    for (const type of ["pointerover", "focusin"])
      on(this.panel.formulas, type, (event) => this.panel.explain(event.target));
    for (const type of ["pointerleave", "focusout"])
      on(this.panel.formulas, type, () => {
        this.panel.tip.hidden = true;
      });
    this.observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.resizing);
      this.resizing = requestAnimationFrame(() => {
        this.fit();
        const { width, height } = this.plot.getBoundingClientRect();
        const sameSize = this.graph && width === this.graph.width && height === this.graph.height;
        if (this.graph?.neurons && !sameSize) this.redraw();
      });
    });
    this.observer.observe(this.plot);
    for (let around = this.host; around; around = around.parentElement) this.observer.observe(around);
    this.fit();
  }

  // The player fills the window below whatever stands above it.
  fit() {
    const top = this.root.getBoundingClientRect().top + (document.scrollingElement?.scrollTop ?? 0);
    this.root.style.setProperty("--above", `${Math.max(0, Math.round(top))}px`);
  }

  // A row of the inspector's table stands for an edge: choosing it opens that edge.
  openEdge(target) {
    const row = target.closest("[data-edge]");
    if (!row) return;
    const [l, r, c] = row.dataset.edge.split(",").map(Number);
    this.inspector.pick({ l, r, c });
  }

  key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !this.steps) return;
    const focus = event.composedPath()[0];
    const inField = focus instanceof Element && focus !== this.transport.slider && focus.closest(FIELDS);
    if (event.key === "Escape") {
      this.panel.tip.hidden = true;
      const mine = focus instanceof Element && this.inspector.box.contains(focus);
      if (this.inspector.picked && !this.help.open && (mine || !inField)) this.inspector.pick(null);
      return;
    }
    if (inField || this.help.open || this.share.dialog.open) return;
    if (event.key === " " && focus instanceof Element && focus.closest("button, a, summary")) return;
    const action = {
      ArrowRight: () => this.go(this.cursor + 1),
      PageDown: () => this.go(this.cursor + 1),
      ArrowLeft: () => this.go(this.cursor - 1),
      PageUp: () => this.go(this.cursor - 1),
      Home: () => this.go(0),
      End: () => this.go(this.steps.length - 1),
      " ": () => this.toggle(),
      "?": () => this.help.showModal(),
    }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  // The colours of the page around the player.
  theme() {
    const style = getComputedStyle(this.root);
    const background = style.getPropertyValue("--bp-page").trim();
    const probe = /^#([0-9a-f]{6})/i.exec(background);
    const page = probe ? [0, 2, 4].map((i) => parseInt(probe[1].slice(i, i + 2), 16)) : [255, 255, 255];
    const dark = luminance(page) < 0.2;
    this.root.dataset.theme = dark ? "dark" : "light";
    return { dark, page, accent: "var(--phase)", outline: dark ? "#8a94a8" : "#5b6577" };
  }

  stop() {
    this.pause();
    this.observer.disconnect();
    for (const undo of this.stopped) undo();
    this.root.remove();
  }
}

// What is picked, from [l], [l, c] or [l, r, c], as links and files write it.
function pickedAs([l, ...place]) {
  if (!l) return null;
  if (place.length > 1) return { l, r: place[0], c: place[1] };
  return place.length ? { l, c: place[0] } : { l };
}

// A reload of the page comes back to the same step: this tab remembers it, for this very address.
const REMEMBERED = "backprop cursor";

function remember() {
  try {
    sessionStorage.setItem(
      REMEMBERED,
      JSON.stringify({ ...globalThis.backpropCursor, search: location.search }),
    );
  } catch {
    /* a page without storage forgets */
  }
}

function remembered() {
  try {
    const found = JSON.parse(sessionStorage.getItem(REMEMBERED));
    return found?.search === location.search ? found : null;
  } catch {
    return null;
  }
}

let plotlyComing;

function loadPlotly({ plotly }) {
  plotlyComing ??= new Promise((resolve, reject) => {
    if (globalThis.Plotly) {
      resolve(globalThis.Plotly);
      return;
    }
    document.head.append(
      el("script", { src: plotly, onload: () => resolve(globalThis.Plotly), onerror: reject }),
    );
  });
  return plotlyComing;
}

let fontComing;

// Where a page carries the font itself there is no address.
function loadFont({ font }) {
  if (!font) return;
  const face = new FontFace("STIX Two Math", `url("${font}")`);
  fontComing ??= face.load().then(() => document.fonts.add(face));
}
