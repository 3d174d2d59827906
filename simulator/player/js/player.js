// The player: it holds the walk and its parts, takes a walk in, and lets them show one step at a time.
import { Drag } from "./drag/drag.js";
import { listenToDrags } from "./drag/handles.js";
import { themeOf } from "./drawing/colours.js";
import { Detail } from "./graph/detail.js";
import { graphText } from "./graph/graph_text.js";
import { Legends } from "./graph/legends.js";
import { drawLens, seenIn } from "./graph/lens.js";
import { Motion } from "./graph/overlays/motion.js";
import { awaitFont } from "./page/loading/assets.js";
import { Ahead } from "./page/moving/ahead.js";
import { Clock } from "./page/moving/clock.js";
import { DrawnGraph } from "./page/looks/drawn_graph.js";
import { Drawer } from "./page/controls/drawer.js";
import { Fitting } from "./page/looks/fitting.js";
import { HintLine, ownHint } from "./page/controls/hint_line.js";
import { Keyboard } from "./page/keys/keyboard.js";
import { keysDialog } from "./page/keys/keys.js";
import { Linking } from "./page/pointing/linking.js";
import { Listeners, listenForFocus, listenToPlot } from "./page/pointing/listeners.js";
import { FIRST_LOOK, Look } from "./page/looks/look.js";
import { Moving } from "./page/moving/moving.js";
import { Playing } from "./page/moving/playing.js";
import { Share } from "./page/controls/share.js";
import { Spot } from "./page/keys/spot.js";
import {
  keepMoving,
  keptAnswers,
  moves,
  recall,
  remember,
  remembered,
  takesUp,
} from "./storage/tab_memory.js";
import { Tools } from "./page/controls/tools.js";
import { Transport } from "./page/controls/transport.js";
import { Foot } from "./panel/foot.js";
import { Panel } from "./panel/panel.js";
import { termsOf } from "./panel/inspector/terms.js";
import { Practice } from "./practice/practice.js";
import { readRecord } from "./practice/records/record.js";
import { Presenter } from "./presenter/presenter.js";
import { Exchange } from "./requests/exchange.js";
import { el, focusOn } from "./text/elements.js";
import { notationOf } from "./text/notation.js";
import { readable } from "./walk/payload/arrays.js";
import { questionAt } from "./walk/asked.js";
import { cursorAfter, stopAfter, updateAt } from "./walk/cursor.js";
import { Position } from "./walk/position.js";
import { Reading } from "./walk/reading.js";

export class Player {
  // `host` is an empty element; `assets` gives { plotly, font } as addresses on this very server, where Plotly
  // is not on the page already; `view` says how it is shown at first, where that differs from what follows.
  constructor(host, assets, view = {}) {
    this.host = host;
    this.assets = assets;
    /** @type {import("./walk/types.js").View} */
    this.view = { ...FIRST_LOOK, ...view };
    /** @type {import("./walk/types.js").Walk} */
    this.walk = undefined;
    this.position = new Position([]);
    /** @type {import("./walk/types.js").Lens | null} */
    this.lens = null;
    this.lensHere = null; // what of it is seen at this step
    this.picking = false;
    /** @type {((change: object) => void) | null} */
    this.onEdit = null;
    /** @type {((name: string) => void) | null} */
    this.onNotation = null; // who writes the page in another notation, where that is not whom changes are asked of
    this.listeners = new Listeners();
    this.onTaken = () => {}; // what was typed is shown, and the page around it is to follow
    this.exchange = new Exchange(this, takesUp);
    this.requests = this.exchange.requests;
    this.look = new Look(this);
    this.moving = new Moving(this);
    this.ahead = new Ahead(this);
    this.playing = new Playing(this);
    this.keyboard = new Keyboard(this);
    this.drawn = new DrawnGraph(this);
    this.drag = new Drag(this);
    this.clock = new Clock(
      (change) => this.ask(change),
      (behind) => this.drawer.late(behind),
    );
    recall();
    this.build();
    awaitFont(assets, this.root);
    this.theme = this.themeNow();
    this.listen();
    this.fitting.start();
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
    if (this.walk && notationOf(this.walk) !== notationOf(walk)) this.practice.answers.records.respell();
    this.walk = readable(walk);
    if (!before) this.look.recall(known);
    if (part) Object.assign(this.view, part.view, { asked: part.view.ask });
    const steps = this.walk.steps[this.view.grain];
    if (chosen) focusOn(this.root); // so that the keys step through what was just chosen
    const { restarting } = this.exchange;
    const cursor = cursorAfter(steps, { before, restarting, remembered: known });
    this.position = new Position(steps, part ? part.at : cursor, part);
    if (part) this.enter(part);
    this.exchange.restarting = false;
    this.transport.load(walk);
    this.inspector.keep();
    this.tools.load(walk);
    this.spot.keep(walk);
    await this.drawn.drawWalk();
  }

  // A part of a lesson begins, with the steps that were answered before.
  enter(part) {
    this.inspector.picked = null;
    this.panel.introduction.asked = -1;
    this.practice.answers.restore(part.answered);
  }

  // Another walk of the same network in its place, at the same step.
  swap(walk) {
    this.walk = walk;
    this.position = new Position(walk.steps[this.view.grain], this.cursor, this.part);
    this.drawn.drawWalk();
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
    this.ahead.look();
    this.part?.shown();
    if (this.part) return; // the tab remembers walks, and lessons by themselves
    this.look.note();
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
    const own = ownHint(walk, cursor === 0 && !this.part);
    this.hint.say(this.drag.line() ?? stop ?? (this.lensHere?.note || null) ?? own);
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

  // What lies over the graph in this update, as far as its numbers are known.
  lensAt() {
    if (this.drag.kept || this.view.asked) return null; // it is of the walk from before, or says what is asked for
    return seenIn(this.lens, this.step.u + 1, this.view.item, this.picture.knows);
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

  get graph() {
    return this.drawn.graph;
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

  ask(change) {
    this.exchange.ask(change);
  }

  // ---- building
  build() {
    this.plot = el("div", { class: "bp-plot", role: "img" });
    this.linking = new Linking(this);
    this.foot = new Foot();
    this.spot = new Spot(this);
    this.detail = new Detail(this);
    this.hint = new HintLine();
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
    this.fitting = new Fitting(this);
    this.help = keysDialog();
    const seen = [this.plot, this.practice.fields.box, this.spot.button, this.detail.box, this.legends.box];
    const picture = el("div", { class: "bp-picture" }, this.hint.box, ...seen);
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
    this.keyboard.listen(listeners);
    listeners.on(globalThis, "pagehide", remember);
    listenToPlot(listeners, {
      plot,
      graph: () => (this.drag.dragged ? null : this.graph),
      pick: (thing) => inspector.pick(thing),
    });
    this.transport.listen(listeners);
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
    this.fitting.stop();
    this.listeners.stop();
    this.root.remove();
  }
}
