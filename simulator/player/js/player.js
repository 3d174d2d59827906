// The player: it holds the walk and the cursor, and lets its parts show one step at a time.
import { loadFont, loadPlotly } from "./page/assets.js";
import { Clock } from "./page/clock.js";
import { cursorAfter, pickedAs, placeOf, stopAfter, updateAt } from "./walk/cursor.js";
import { Drag } from "./drag/drag.js";
import { listenToDrags } from "./drag/handles.js";
import { themeOf } from "./graph/colours.js";
import { Drawer } from "./page/drawer.js";
import { Detail } from "./graph/detail.js";
import { Graph } from "./graph/graph.js";
import { graphText } from "./graph/graph_text.js";
import { Legends } from "./graph/legends.js";
import { drawLens, seenAt } from "./graph/lens.js";
import { levelFor } from "./graph/levels.js";
import { Motion } from "./graph/overlays/motion.js";
import { Overview } from "./graph/large/overview.js";
import { actionOf, focusOf, isClicker, keysDialog } from "./page/keys.js";
import { Linking } from "./page/linking.js";
import { Listeners, listenForFocus, listenToPlot } from "./page/listeners.js";
import { Moving } from "./page/moving.js";
import { Playing } from "./page/playing.js";
import { Foot } from "./panel/foot.js";
import { Panel } from "./panel/panel.js";
import { termsOf } from "./panel/terms.js";
import { Practice } from "./practice/practice.js";
import { readRecord } from "./practice/record.js";
import { Presenter } from "./presenter/presenter.js";
import { networkOf, Requests } from "./requests/requests.js";
import { Share } from "./page/share.js";
import {
  keepMoving,
  keptAnswers,
  moves,
  note,
  recall,
  remember,
  remembered,
  takesUp,
} from "./page/tab_memory.js";
import { afterFrame, el, focusOn } from "./text/elements.js";
import { notationOf } from "./text/notation.js";
import { Spot } from "./page/spot.js";
import { Tools } from "./page/tools.js";
import { Transport } from "./page/transport.js";
import { readable } from "./walk/arrays.js";
import { questionAt } from "./walk/asked.js";
import { Position } from "./walk/position.js";
import { Reading } from "./walk/reading.js";

// What a graph with all its edges is written from once, besides its widths: all else is written at each step.
/** @param {import("./walk/types.js").Walk} walk */
const headsOf = ({ layers, notation }) =>
  JSON.stringify([notation?.name, ...layers.map(({ activation, hidden, gap }) => [activation, hidden, gap])]);

const TYPED = ["W", "b", "x", "t"];
const TYPING = 1000; // ms after a letter in which a space belongs to what is typed

export class Player {
  ahead = false; // of the page around it, after a number was typed

  // `host` is an empty element; `assets` gives { plotly, font } as addresses on this very server, where Plotly
  // is not on the page already; `view` says how it is shown at first, where that differs from what follows.
  constructor(host, assets, view = {}) {
    this.host = host;
    this.assets = assets;
    /** @type {import("./walk/types.js").View} */
    this.view = {
      neurons: "follow",
      edges: "follow",
      digits: 3,
      grain: "operation",
      speed: 1,
      item: 1,
      ...view,
    };
    /** @type {import("./walk/types.js").Walk} */
    this.walk = undefined;
    this.position = new Position([]);
    /** @type {import("./walk/types.js").Lens | null} */
    this.lens = null;
    this.lensHere = null; // what of it is seen at this step
    this.picking = false;
    this.typedAt = Number.NEGATIVE_INFINITY; // when a letter was typed last
    /** @type {((change: object) => void) | null} */
    this.onEdit = null;
    /** @type {((name: string) => void) | null} */
    this.onNotation = null; // who writes the page in another notation, where that is not whom changes are asked of
    this.Plotly = undefined;
    this.listeners = new Listeners();
    this.onTaken = () => {}; // what was typed is shown, and the page around it is to follow
    this.moving = new Moving(this);
    this.playing = new Playing(this);
    this.requests = new Requests((change) => this.send(change));
    this.drag = new Drag(this);
    this.clock = new Clock((change) => this.ask(change));
    recall();
    loadFont(assets);
    this.build();
    this.theme = this.themeNow();
    this.listen();
    this.observe();
  }

  // ---- a walk comes in; the cursor stays at the nearest same step of the same walk
  // `part`: of a lesson, to which the walk is bound.
  /** @param {import("./walk/types.js").Part | null} part */
  async load(walk, part = null) {
    const before = this.walk && this.walk.name === walk.name ? this.step : null;
    const chosen = this.walk !== undefined && !before && !part;
    const known = remembered(walk.name);
    this.playing.pause();
    this.clock.forget();
    this.drag.end();
    if (this.walk && notationOf(this.walk) !== notationOf(walk)) this.practice.respell();
    this.walk = readable(walk);
    if (!before && known) {
      Object.assign(this.view, known.look, { asked: known.look.ask });
      this.inspector.picked = pickedAs(known.picked ?? []);
      this.presenter.recall(known.presenter);
    }
    if (part) Object.assign(this.view, part.view, { asked: part.view.ask });
    const steps = this.walk.steps[this.view.grain];
    if (chosen) focusOn(this.root); // so that the keys step through what was just chosen
    const cursor = cursorAfter(steps, { before, restarting: this.restarting, remembered: known });
    this.position = new Position(steps, part ? part.at : cursor, part);
    if (part) this.enter(part);
    this.restarting = false;
    this.transport.load(walk);
    this.inspector.keep();
    this.tools.load(walk);
    this.spot.keep(walk);
    await this.drawWalk();
  }

  // A part of a lesson begins, with the steps that were answered before.
  enter(part) {
    this.inspector.picked = null;
    this.panel.introduction.asked = -1;
    this.practice.restore(part.answered);
  }

  // Another walk of the same network in its place, at the same step.
  swap(walk) {
    this.walk = walk;
    this.position = new Position(walk.steps[this.view.grain], this.cursor, this.part);
    this.drawWalk();
  }

  // The same drawing with other numbers, or another one.
  async drawWalk() {
    const { walk } = this;
    const widths = walk.layers.map(({ width }) => width).join("-");
    if (this.graph?.neurons && this.widths === widths) {
      const same = this.view.detail === "edges" && headsOf(walk) === headsOf(this.graph.walk);
      this.graph.walk = walk;
      if (!same) this.graph.write();
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
    this.graph = detail === "edges" ? new Graph(this.plot, walk) : new Overview(this.plot, walk, detail);
    this.detail.show();
    this.root.dataset.drawn = "false";
    this.showText();
    await this.redraw();
  }

  // Another size, theme or number of digits: the graph is laid out afresh, then the same step shown.
  async redraw() {
    const { graph } = this;
    if (this.view.detail === "edges") this.Plotly ??= await loadPlotly(this.assets);
    if (graph !== this.graph || !this.plot.getBoundingClientRect().width) return;
    await graph.draw(this.Plotly, this.view.digits);
    if (graph !== this.graph) return;
    this.root.dataset.drawn = "true";
    this.show(this.cursor);
  }

  // ---- one step on the screen
  show(cursor) {
    this.theme = this.themeNow(); // before anything is written: to ask later would lay out the page in between
    this.motion.stop();
    this.position = this.position.at(cursor);
    if (this.view.asked && this.moving.asks(this.cursor)) this.drag.giveWay();
    this.showText();
    if (this.graph.neurons) {
      this.graph.ghost = this.drag.ghost(this.cursor, this.view);
      this.graph.show(this.picture, this.view, this.theme, this.reading);
      drawLens(this.graph, this.lensHere);
      this.practice.fields.place();
    }
    this.presenter.show();
    this.clock.stands(this.step.u + 1, this.view.digits, this.playing.on, this.view.item);
    this.detail.say(this.graph.note);
    this.part?.shown();
    if (this.part) return; // the tab remembers walks, and lessons by themselves
    const { kept } = this.presenter;
    const picked = placeOf(this.inspector.picked);
    note({ name: this.walk.name, cursor: this.cursor, look: this.look, picked, presenter: kept });
  }

  // What is shown of a step, as the menus say it.
  get look() {
    const { grain, digits, neurons, edges, speed, matrices, item, ask } = this.view;
    return { grain, digits, neurons, edges, speed, matrices: Boolean(matrices), item, ask: Boolean(ask) };
  }

  // How the walk is looked at, as a link or a file keeps it.
  viewNow() {
    const { counts: practised, answered } = this.practice;
    const here = { cursor: this.cursor, picked: placeOf(this.inspector.picked) };
    return { ...this.look, notation: notationOf(this.walk), ...here, practised, answered };
  }

  // Look at the walk as a link or a file says; its notation comes with the walk.
  adopt({ cursor, picked, practised, answered, notation: _, ...look }) {
    this.practice.adopt({ practised, answered });
    Object.assign(this.view, look);
    this.position = new Position(this.walk.steps[this.view.grain], cursor, this.part);
    this.transport.load(this.walk);
    this.inspector.picked = pickedAs(picked);
    this.view.asked = Boolean(look.ask);
    this.redraw();
  }

  showText() {
    this.linking.forget();
    const { walk, steps, cursor, view, lens } = this;
    const { picked } = this.inspector;
    view.picked = picked;
    view.asked = Boolean(view.asked) && this.moving.asks(cursor);
    this.picture = questionAt(walk, steps, cursor, view);
    this.reading = new Reading(walk, steps, cursor, view);
    this.lensHere = this.lensAt();
    this.plot.setAttribute("aria-label", graphText(walk, this.picture));
    Object.assign(this.root.dataset, {
      cursor,
      steps: steps.length,
      phase: this.step.phase,
      opening: cursor === 0 && !lens && !this.part,
      lens: Boolean(lens),
      dragging: Boolean(this.drag.kept),
    });
    this.drawer.recede(Boolean(this.drag.kept));
    const { first, count } = updateAt(steps, cursor, this.part);
    const stop = view.asked ? null : this.stops[cursor];
    this.say(this.drag.line() ?? stop ?? (this.lensHere?.note || null) ?? this.ownHint());
    const editable = Boolean(this.onEdit);
    const ahead = stopAfter(this.stops, cursor) !== null;
    this.tools.show({ view, picked, editable, stops: Boolean(lens?.stops), ahead });
    this.transport.share.hidden = !editable;
    this.panel.show(this.step, cursor - first, count);
    this.practice.show();
    this.drawer.hold(this.practice.isOpen);
    this.transport.show(first, count);
    this.transport.chooser.disabled = Boolean(this.drag.kept); // there is but one update then
    this.legends.show();
  }

  // The line above the graph; where it is cut it can be read to its end under the pointer, or with the focus.
  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
    cancelAnimationFrame(this.measuring);
    this.measuring = afterFrame(() => {
      const cut = this.hint.scrollHeight > this.hint.clientHeight + 4;
      if (cut === this.hint.hasAttribute("tabindex")) return;
      if (cut) this.hint.setAttribute("tabindex", "0");
      else this.hint.removeAttribute("tabindex");
    });
  }

  ownHint() {
    const { walk, cursor } = this;
    if (cursor > 0 || this.part) return walk.about;
    return `Press → or Next: numbers run through this network of ${walk.layers.length} layers from left to right.`;
  }

  // What lies over the graph in this update, as far as its numbers are known.
  lensAt() {
    if (this.drag.kept || this.view.asked) return null; // it is of the walk from before, or says what is asked for
    const { update, item } = this.lens ?? {};
    const here =
      (update ?? this.step.u + 1) === this.step.u + 1 && (item ?? this.view.item) === this.view.item;
    return here ? seenAt(this.lens, this.picture.knows) : null;
  }

  // By step, why the walk is to stop there; empty where no condition was set.
  get stops() {
    if (this.drag.kept) return {};
    return this.lens?.stops?.[this.view.grain] ?? {};
  }

  get steps() {
    return this.position.steps;
  }

  get cursor() {
    return this.position.cursor;
  }

  get step() {
    return this.position.step;
  }

  // Of a lesson, to which the walk is bound, or null.
  get part() {
    return this.position.part;
  }

  get palette() {
    return this.walk.palettes[this.theme.dark ? "dark" : "light"];
  }

  setView(name, value) {
    this.view[name] = value;
    if (name === "grain") {
      this.position = this.position.among(this.walk.steps[value]);
      this.moving.go(this.cursor);
    } else if (name === "speed") this.playing.renew();
    else if (name === "digits") {
      this.presenter.fit(); // fewer digits may stand in larger letters
      this.redraw();
    } else if (name === "detail") this.drawAt(value);
    else {
      if (value === true) this.drawer.turn("step"); // a part of the panel is opened
      this.show(this.cursor);
    }
  }

  toggleMatrices() {
    if (!this.inspector.picked?.c) this.inspector.picked = null;
    this.setView("matrices", !this.view.matrices);
  }

  // Open or close what stands behind ⋯.
  toggleMore(open = this.root.dataset.more !== "true") {
    this.root.dataset.more = `${open}`;
    this.transport.more.setAttribute("aria-expanded", `${open}`);
  }

  // ---- asking for changes
  ask(change) {
    this.requests.ask(change);
  }

  // A number that is typed goes the short way, on which the page around the player follows later; not where its tools
  // are open, which are of the walk from before until then.
  send(change) {
    if (change.what === "practice") {
      this.drag.place?.compare(change);
      return;
    }
    const short = TYPED.includes(change.what) && !this.lens && !this.drawer.page && this.drag.place?.type;
    (short || this.onEdit)(change);
  }

  // The answer on the short way: the walk, or none where it is the same still. The page follows when nothing more is
  // on its way: its run would break off the one that deals with that.
  async took(walk, { at, belongs }) {
    this.ahead = true;
    await this.arrived(walk, at, null, null, belongs);
    this.follow();
  }

  // The page follows where it is behind what is shown.
  follow() {
    afterFrame(() => {
      if (!this.ahead || this.requests.waiting.length) return;
      this.ahead = false;
      this.onTaken();
    });
  }

  // A tool of the page, opened for this update: on a neuron { l, c }, and what flows into it, backwards or forwards.
  openTool(tool, { l = 0, c = 0 } = {}) {
    const way = this.step.phase === "forward" ? "n" : "S";
    this.ask({ what: "tool", tool, l, c, way });
    this.drawer.turn("tool");
    if (this.root.dataset.more === "true") this.toggleMore();
  }

  // The network of this step becomes the start of the walk, and the cursor goes to the same step of update 1.
  startHere() {
    this.restarting = true;
    this.ask({ what: "start", grain: this.view.grain, cursor: this.cursor });
  }

  // The page was drawn anew: perhaps with another walk, perhaps with the answer to the request made at `answered`.
  async arrived(walk, answered, opening, given, belongs) {
    const mine = this.requests.answered(answered);
    this.leaveField(belongs);
    this.requests.shows(belongs, mine);
    if (mine) {
      this.panel.start.answered();
      if (!walk) this.refused();
    }
    if (walk) await this.load(walk);
    else if (this.graph?.neurons) this.show(this.cursor);
    if (opening && takesUp(opening)) this.adopt(opening.view);
    const came = given && `${given.at} ${given.making}`;
    if (came && came !== this.taken) {
      this.taken = came;
      this.share.given(given);
    }
    if (mine) this.requests.next();
  }

  // What was asked for stays as it was.
  refused() {
    this.restarting = false;
    if (!this.drag.dragged) this.drag.takeBack();
  }

  // What is being typed when another network comes is of the one before: it is asked for as that.
  leaveField(belongs) {
    const typed = /** @type {HTMLElement} */ (document.activeElement);
    if (networkOf(belongs) !== networkOf(this.requests.walk) && typed?.matches("input[type=text]"))
      if (this.root.contains(typed)) focusOn(this.root);
  }

  // ---- building
  build() {
    this.plot = el("div", { class: "bp-plot", role: "img" });
    this.linking = new Linking(this);
    this.foot = new Foot();
    this.spot = new Spot(this);
    this.detail = new Detail(this);
    this.said = el("span");
    this.hint = el("p", { class: "bp-hint" }, this.said);
    this.legends = new Legends(this);
    this.motion = new Motion(moves(), keepMoving);
    this.practice = new Practice(this, keptAnswers(readRecord));
    this.panel = new Panel(this);
    this.inspector = this.panel.inspector;
    this.presenter = new Presenter(this);
    this.tools = new Tools(this);
    this.transport = new Transport(this);
    this.share = new Share(this);
    this.drawer = new Drawer(this);
    this.help = keysDialog();
    const seen = [this.plot, this.practice.fields.box, this.spot.button, this.detail.box, this.legends.box];
    const picture = el("div", { class: "bp-picture" }, this.hint, ...seen);
    const beside = [this.drawer.tabs, this.panel.box, this.foot.box, this.drawer.room];
    const main = el("div", { class: "bp-main" }, picture, ...beside);
    const name = "Backpropagation, step by step";
    const start = { tabindex: "-1", "data-cursor": 0, "data-steps": 0 };
    const { box, dark } = this.presenter;
    const inside = [main, this.transport.box, box, dark, this.help, this.share.dialog];
    this.root = el("section", { class: "bp", "aria-label": name, ...start }, ...inside);
    this.host.append(this.root);
  }

  // ---- listening
  listen() {
    const { listeners, plot, inspector } = this;
    listeners.on(document, "keydown", (event) => this.key(event));
    // Before the page's own drop-downs, which swallow their keys.
    const early = (event) => isClicker(event) && this.key(event) && event.stopPropagation();
    listeners.on(document, "keydown", early, true);
    listeners.on(globalThis, "pagehide", remember);
    listenToPlot(listeners, {
      plot,
      graph: () => (this.drag.dragged ? null : this.graph),
      pick: (thing) => inspector.pick(thing),
    });
    listeners.on(document, "pointerdown", (event) => {
      const { menu, more, standing } = this.transport;
      const path = event.composedPath();
      if (![menu, more, standing, this.help].some((part) => path.includes(part))) this.toggleMore(false);
    });
    listenToDrags(listeners, {
      plot,
      graph: () => this.graph,
      fields: (thing) => termsOf(this.walk, this.steps, this.cursor, thing, this.view).fields,
      drag: this.drag,
    });
    listeners.on(inspector.box, "click", (event) => inspector.openEdge(event.target));
    listenForFocus(listeners, this.root, [this.help, this.share.dialog]);
    this.linking.listen(listeners);
  }

  // Whatever changes size around the player: it fits itself in, and the graph is drawn for its new size.
  observe() {
    this.observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.resizing);
      this.resizing = requestAnimationFrame(() => {
        this.fit();
        this.presenter.fit();
        const { clientWidth: width, clientHeight: height } = this.plot;
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
    this.root.style.setProperty("--below", `${this.transport.box.offsetHeight}px`);
  }

  // Whether the key is the player's; then it is done.
  key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !this.walk) return false;
    if (event.key !== " ") this.typedAt = event.key.length === 1 ? event.timeStamp : Number.NEGATIVE_INFINITY;
    // A drop-down finds what is typed in it, spaces too.
    if (event.key === " " && isClicker(event) && event.timeStamp - this.typedAt < TYPING) return false;
    if (this.presenter.wakes(event.key)) {
      event.preventDefault();
      return true;
    }
    const focus = focusOf(event.composedPath()[0], this.transport.slider, this.root);
    if (!focus.field && this.practice.takes(event.key)) return false; // it is typed there
    const open = { help: this.help.open, share: this.share.dialog.open, presenting: this.presenter.on };
    const action = actionOf(event.key, { ...focus, ...open });
    if (!action) return false;
    if (event.key !== "Escape") event.preventDefault();
    this.act(action);
    return true;
  }

  act(action) {
    const actions = {
      next: () => this.moving.stepBy(1),
      previous: () => this.moving.stepBy(-1),
      first: () => this.moving.toEnd(-1),
      last: () => this.moving.toEnd(1),
      toggle: () => this.playing.toggle(),
      help: () => this.help.showModal(),
      hide: () => this.linking.end(),
      introduce: () => this.panel.introduction.toggle(),
      ask: () => this.practice.toggle(),
      hint: () => this.practice.hint(),
      close: () => {
        this.linking.end();
        if (this.drag.dragged) this.drag.takeBack();
        else this.close();
      },
    };
    (actions[action] ?? (() => this.presenter.act(action)))();
  }

  // What was opened last goes first: the menu behind ⋯, a neuron or an edge, then the tables to type in, then the matrices.
  close() {
    if (this.presenter.close()) return;
    if (this.root.dataset.more === "true") {
      const inside = this.transport.row.contains(document.activeElement);
      this.toggleMore(false);
      if (inside) focusOn(this.transport.more, this.root);
    } else if (this.inspector.picked) this.inspector.pick(null);
    else if (this.view.start) this.closeInside("start", this.tools.edit);
    else if (this.view.matrices) this.closeInside("matrices", this.tools.matrices);
    else if (this.panel.introduction.open) this.panel.introduction.toggle(false);
  }

  // Close a part of the panel; the focus goes from there to the button that opens it.
  closeInside(name, opener) {
    const inside = this.panel.box.contains(document.activeElement);
    this.setView(name, false);
    if (inside) focusOn(opener, this.root);
  }

  // The colours of the page around the player.
  themeNow() {
    const theme = themeOf(this.root);
    this.root.dataset.theme = theme.dark ? "dark" : "light";
    return theme;
  }

  stop() {
    this.playing.pause();
    this.clock.forget();
    this.presenter.stop();
    this.drawer.stop();
    this.observer.disconnect();
    this.listeners.stop();
    this.root.remove();
  }
}
