// Training as it goes: the error over the updates, the network by its weights, and what it has learnt.
import { themeOf } from "../graph/colours.js";
import { Requests } from "../requests/requests.js";
import { choice, el, optionsOf } from "../text/elements.js";
import { Chart } from "./chart.js";
import { ConfusionTable } from "./confusion_table.js";
import { classKeys, DataPicture } from "./data_picture.js";
import { Film } from "./film.js";
import { NetworkPicture } from "./network_picture.js";
import { Offer } from "./offer.js";
import { PlayBar } from "./play_bar.js";
import { RowPictures } from "./row_pictures.js";
import { weightSaid } from "./weight_said.js";

const TWO = 2; // runs, which are called by letters

// The lines of the runs: the training rows of each, and where there are some the test rows.
function linesOf({ runs, axis }, sums) {
  const [training, test] = sums ? ["error", "test"] : ["error_a_row", "test_a_row"];
  return runs.flatMap(({ name, called, points }, run) => {
    const line = (part, y, kind = "") => ({
      name: `${name} ${part}`.trim(),
      called,
      run,
      k: points.k,
      x: axis === "epoch" ? points.epoch : points.k,
      y,
      kind: `bp-run${run}${kind}`,
    });
    const tested = points.test.some((y) => y !== null);
    return [line("training", points[training]), ...(tested ? [line("test", points[test], " bp-test")] : [])];
  });
}

// As many parts as there are runs, each once made. One that is there stays where it is: moved, it would lose the
// focus, and a click between the press and the release.
function asMany(parts, count, make, host) {
  while (parts.length < count) parts.push(make(parts.length));
  host.dataset.count = count;
  parts.forEach((part, i) => {
    if (i >= count) part.host.remove();
    else if (!part.host.isConnected) host.append(part.host);
  });
  return parts.slice(0, count);
}

export class Trainer {
  constructor(host) {
    this.log = false;
    this.sums = false;
    this.pointed = null; // the update under the pointer
    this.pinned = null; // the update one stays at; null: where the runs stand, or what the page looks at
    this.sent = []; // updates that the page was asked to look at, and has not answered
    /** @type {(name: string, asked: object) => void} */
    this.send = () => {};
    this.requests = { ask: this.requestsBy("ask"), look: this.requestsBy("look") };
    this.film = new Film();
    this.offer = new Offer();
    this.build();
    host.append(this.root);
    this.observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.resizing);
      this.resizing = requestAnimationFrame(() => this.data && this.show(this.data));
    });
    this.observer.observe(this.root);
  }

  // Each goes out until the page has answered it: what comes together with another request may be lost.
  requestsBy(name) {
    return new Requests((asked) => this.send(name, asked));
  }

  // Something was picked in the view.
  ask(asked) {
    this.requests.ask.ask({ ...asked, run: this.belongs });
  }

  build() {
    const note = () => el("p", { class: "bp-sizes" });
    this.state = el("p", { class: "bp-state" });
    this.details = el("div", { class: "bp-details" });
    this.aloud = el("p", { class: "bp-aloud", role: "status" });
    this.curve = new Chart(
      "Error over the updates",
      (k) => this.point(k),
      (k, run, x, byKey) => this.pick(k, run, x, byKey),
    );
    this.curve.box.addEventListener("pointerenter", () => this.film.fetchAhead());
    this.curve.box.addEventListener("focus", () => this.film.fetchAhead());
    this.play = new PlayBar(
      this.film,
      (k) => this.go(k),
      (k) => this.stay(k),
    );
    this.maps = el("div", { class: "bp-panes" });
    this.tables = el("div", { class: "bp-panes bp-scroll" });
    this.rowsOf = el("div", { class: "bp-panes-below" });
    this.parts = { maps: [], tables: [], rows: [] };
    this.mapNote = note();
    this.netNote = note();
    const weight = (place) => this.ask({ what: "weight", ...place });
    this.net = new NetworkPicture(weight, (words) => this.sayEdge(words));
    this.weights = choice("History of a weight", "history of", [], (place) => {
      const [l, r, c] = place.split(",").map(Number);
      if (l) weight({ l, r, c });
    });
    this.history = new Chart("The picked weight over the updates");
    this.cards();
  }

  cards() {
    const card = (title, ...inside) => {
      const head = el("h3", {}, title);
      return {
        head,
        card: el("section", { class: "bp-card bp-view", "aria-label": title }, head, ...inside),
      };
    };
    this.map = card("What it has learnt", this.maps, this.mapNote);
    this.netCard = card("The network", this.weights.field, this.net.box, this.netNote);
    this.table = card("Confusion table: rows are true, columns the network's answer", this.tables);
    this.rows = card("Rows one by one", this.rowsOf);
    this.historyCard = card("One weight over the updates", this.history.box);
    const errors = card("The error over the updates", this.errorHead(), this.curve.box, this.play.root);
    const cards = [errors, this.map, this.netCard, this.historyCard, this.table, this.rows];
    this.views = el("div", { class: "bp-views" }, ...cards.map(({ card }) => card));
    const toSettings = () => document.querySelector(".st-key-training-settings")?.scrollIntoView();
    this.root = el(
      "div",
      { class: "bp bp-training" },
      el("button", { class: "bp-button bp-to-settings", onclick: toSettings }, "Data and settings ↓"),
      this.state,
      this.details,
      this.aloud,
      this.views,
    );
  }

  // The names of the lines, whether they are means or sums, and the choice of a scale.
  errorHead() {
    const redraw = () => {
      this.log = this.logBox.checked;
      this.sums = this.kind.select.value === "sums";
      this.show(this.data);
    };
    const kinds = [
      ["means", "mean a row"],
      ["sums", "sum over the rows"],
    ];
    this.kind = choice("What of the error is drawn", "error", kinds, redraw);
    this.logBox = el("input", { type: "checkbox", onchange: redraw });
    this.legend = el("p", { class: "bp-sizes bp-keys" });
    const log = el("label", { class: "bp-choice" }, this.logBox, "log scale");
    return el("div", { class: "bp-head" }, this.legend, this.kind.field, log);
  }

  show(data) {
    const began = data.running && !this.data?.running;
    this.data = data;
    const { dark } = themeOf(this.root);
    this.root.dataset.theme = dark ? "dark" : "light";
    this.palette = data.palettes[dark ? "dark" : "light"];
    if (this.belongs !== data.belongs || began) this.leave();
    if (began && this.root.getBoundingClientRect().top < 0) this.root.scrollIntoView(); // from the settings below
    this.belongs = data.belongs;
    for (const [name, requests] of Object.entries(this.requests))
      if (requests.answered(data.answered[name])) requests.next();
    this.follow(data.look);
    this.film.feed(data);
    this.showState();
    const series = linesOf(data, this.sums);
    this.showLegend(series);
    this.curve.show(series, this.log, data.axis);
    this.offerWeights();
    this.showHistory();
    this.draw();
  }

  // Back to where the runs stand.
  leave() {
    this.play.pause();
    this.offer.hide();
    this.pointed = this.pinned = null;
    this.drawn = null;
    this.sent = [];
  }

  // The page looks at another update: one that it was asked for here, or one that was typed there.
  follow(look) {
    if (this.looked === look) return;
    this.looked = look;
    const at = this.sent.indexOf(look);
    if (at < 0) this.pinned = null;
    else this.sent.splice(0, at + 1);
  }

  showState() {
    const { state, details, running } = this.data;
    this.state.textContent = state;
    const key = JSON.stringify(details);
    if (this.detailed !== key) {
      this.detailed = key;
      const one = ({ what, text }) => el("details", {}, el("summary", {}, what), el("p", {}, text));
      this.details.replaceChildren(...details.map(one));
    }
    // While it runs the line changes twice a second: read aloud is where it starts and where it ends.
    if (!(running && this.running) && this.aloud.textContent !== state) this.aloud.textContent = state;
    this.running = running;
  }

  // Each line by its name; of more than two runs each by its colour, and what the two kinds of lines are.
  showLegend(series) {
    const keyed = (kind, words) => el("span", { class: `bp-keyed ${kind}` }, words);
    const { runs } = this.data;
    const over = (of) => (this.sums ? runs[0].over[of] : runs[0].over[of].replace("sum", "mean"));
    if (runs.length <= TWO) {
      const named = series.map(({ name, kind }) =>
        keyed(kind, `${name}, ${over(kind.includes("test") ? 1 : 0)}`),
      );
      this.legend.replaceChildren(...named);
      return;
    }
    const dashed = series.length > runs.length ? `, dashed test, ${over(1)}` : "";
    this.legend.replaceChildren(
      ...runs.map(({ name }, i) => keyed(`bp-run${i}`, name)),
      el("span", {}, `Lines: training, ${over(0)}${dashed}`),
    );
  }

  showHistory() {
    const { picked, axis } = this.data;
    this.historyCard.card.hidden = !picked;
    this.weights.select.value = picked?.at.join() ?? "";
    if (!picked) return;
    this.historyCard.head.textContent = `${weightSaid(picked.at, this.data)}, over the updates`;
    const lines = picked.series.map((one) => ({
      ...one,
      x: axis === "epoch" ? one.epoch : one.k,
      kind: `bp-run${one.run}`,
    }));
    this.history.show(lines, false, axis);
  }

  // The edges as a list: what a click on one does, for the keyboard.
  offerWeights() {
    const key = JSON.stringify([this.data.turned, ...this.data.runs.map(({ layers }) => layers)]);
    if (this.offered === key) return;
    this.offered = key;
    const places = new Map();
    for (const { layers } of this.data.runs)
      for (const [i, right] of layers.slice(1).entries())
        for (const r of layers[i])
          for (const c of right) places.set(`${i + 2},${r},${c}`, weightSaid([i + 2, r, c], this.data));
    this.weights.select.replaceChildren(...optionsOf([["", "a weight…"], ...places]));
  }

  // ---- which update is looked at
  point(k) {
    this.pointed = k;
    this.draw();
  }

  // While one plays or moves the slider.
  go(k) {
    this.pinned = k;
    this.draw();
  }

  // There one comes to rest, and the page looks at it too.
  stay(k) {
    this.go(k);
    const last = this.film.updates[this.film.updates.length - 1];
    const look = k === last ? null : k;
    if (this.data.running || look === (this.sent.length ? this.sent[this.sent.length - 1] : this.looked))
      return;
    this.sent.push(look);
    this.requests.look.ask({ k: look, run: this.belongs });
  }

  // A click on the curve: that update, and at the cursor the way into the stepper.
  pick(k, { of, k: own, called }, x, byKey) {
    this.play.pause();
    this.stay(k);
    const words = `Open update ${own}${called ? ` of ${called}` : ""} in the stepper`;
    this.offer.show(this.curve.box, [x, 40], words, () => this.ask({ what: "open", k: own, of }), byKey);
  }

  // The frame that is wanted, or the one before it, which then says so.
  draw() {
    const wanted = this.pointed ?? this.pinned ?? this.data.frame.k;
    const found = this.film.at(wanted);
    if (found) this.drawn = found;
    else this.film.want(wanted);
    const frame = this.drawn ?? this.data.frame;
    this.root.classList.toggle("bp-waiting", frame.k !== wanted);
    this.root.dataset.k = frame.k;
    this.curve.markPin(this.pinned ?? this.data.frame.k);
    this.play.show(this.pinned ?? this.data.frame.k);
    const waits = frame.k === wanted ? "" : ` (update ${wanted} is on its way)`;
    this.map.head.textContent = `${frame.title}${waits}`;
    this.netCard.head.textContent = `The network ${frame.k ? `after update ${frame.k}` : "before training"}${waits}`;
    this.drawMaps(frame);
    this.drawNet(frame);
    this.drawTables(frame);
    this.drawRows(frame);
    this.arrange(frame);
  }

  // Pictures of several runs stand side by side over the whole width; so does what would stand alone.
  arrange(frame) {
    const several = frame.runs.length > 1;
    const all = /** @type {HTMLElement[]} */ ([...this.views.children]);
    for (const card of all)
      card.classList.toggle("bp-wide", several && (card === this.map.card || card === this.netCard.card));
    const halves = all.filter((card) => !card.hidden && !card.classList.contains("bp-wide"));
    if (halves.length % 2) halves[halves.length - 1].classList.add("bp-wide");
  }

  // What a run is called over its picture, with its own update.
  nameOf(frame, i) {
    const { runs } = this.data;
    if (runs.length < TWO) return "";
    return `${runs[i].name}, update ${frame.runs[i].k}`;
  }

  drawMaps(frame) {
    const { spans, mapNote, classes } = this.data;
    this.map.card.hidden = !spans.length;
    if (!spans.length) return;
    const make = (i) => {
      const name = el("p", { class: "bp-pane-name" });
      const picture = new DataPicture((row, place) => this.offerRow(row, i, picture.box, place));
      return { host: el("div", { class: "bp-pane" }, name, picture.box), name, picture };
    };
    asMany(this.parts.maps, frame.runs.length, make, this.maps).forEach(({ name, picture }, i) => {
      name.textContent = this.nameOf(frame, i);
      picture.show(this.data, frame.runs[i].map, this.palette);
      const of = name.textContent ? `${name.textContent}: ` : "";
      picture.box.setAttribute("aria-label", `${of}the rows, and what the network says between them`);
    });
    const gone = frame.runs.some(({ map }) => !map) ? " What it says is past what float64 holds." : "";
    const said = mapNote + gone;
    const key = JSON.stringify([classes, said]);
    if (this.mapNote.dataset.shown === key) return; // a frame of many
    this.mapNote.dataset.shown = key;
    this.mapNote.replaceChildren(...classKeys(classes), said);
  }

  offerRow(row, of, box, place, byKey = false) {
    const { k } = this.drawn.runs[of];
    const action = () => this.ask({ what: "item", row, of, k });
    this.offer.show(box, place, `Open row ${row + 1} at update ${k} in the stepper`, action, byKey);
  }

  drawNet(frame) {
    const { runs, difference, spans } = this.data;
    const names =
      runs.length === TWO ? ["A", "B"].map((name, i) => `${name} at update ${frame.runs[i].k}`) : [];
    const panes = runs.length < TWO ? [""] : runs.length > TWO ? runs.map(({ name }) => name) : names;
    this.net.show(this.data, frame, this.palette, difference ? [...panes, "B − A"] : panes);
    const pictures =
      {
        1: " In a neuron: what it says over the input, 0 in the middle, up to the most of its layer.",
        2: " In a neuron: what it says over both inputs, orange above 0, blue below, up to the most of its layer.",
      }[spans.length] ?? " Neurons have pictures where there are one or two inputs.";
    this.netWords = `Edges by W (dashed below 0). A click on one, or the list above, shows its history.${pictures}`;
    if (!this.edgeSaid) this.netNote.textContent = this.netWords;
  }

  // The weight under the pointer, in place of the note.
  sayEdge(words) {
    this.edgeSaid = words;
    this.netNote.textContent = words || this.netWords;
  }

  drawTables(frame) {
    const { classes, tableNote, cell, light } = this.data;
    this.table.card.hidden = !classes.length;
    if (!classes.length) return;
    const make = (i) => {
      const table = new ConfusionTable((right, said) => this.pickCell(i, right, said));
      return { host: table.root, table };
    };
    asMany(this.parts.tables, frame.runs.length, make, this.tables).forEach(({ host, table }, i) => {
      const { confusion, k } = frame.runs[i];
      host.hidden = !confusion;
      if (!confusion) return;
      const of = this.nameOf(frame, i) || (k ? `after update ${k}` : "before training");
      const chosen = cell && cell[0] === i ? cell.slice(1) : null;
      table.show(confusion, classes, `${tableNote}, ${of}`, chosen, this.palette, light);
    });
  }

  // The rows of a cell; pressed again, those of none.
  pickCell(of, right, said) {
    const again = this.data.cell?.join() === [of, right, said].join();
    this.ask({ what: "cell", cell: again ? null : [of, right, said] });
  }

  drawRows(frame) {
    const { cell } = this.data;
    this.rows.card.hidden = !frame.runs.some(({ rows }) => rows);
    this.rows.head.textContent = cell ? "The rows of a cell of the table" : "Wrong answers, the surest first";
    const make = (i) => {
      const rows = new RowPictures((row, box, place, byKey) => this.offerRow(row, i, box, place, byKey));
      return { host: rows.root, rows };
    };
    asMany(this.parts.rows, frame.runs.length, make, this.rowsOf).forEach(({ rows }, i) => {
      const { k } = frame.runs[i];
      const of = this.nameOf(frame, i) || (k ? `After update ${k}` : "Before training");
      rows.show(frame.runs[i].rows, this.data, of, this.palette);
    });
  }

  stop() {
    this.send = () => {};
    this.play.pause();
    this.offer.hide();
    clearTimeout(this.film.again);
    this.observer.disconnect();
    this.root.remove();
  }
}
