// Training as it goes: the error over the updates, the network by its weights, and what it has learnt.
import { themeOf } from "../drawing/colours.js";
import { Requests } from "../requests/requests.js";
import { choice, el } from "../text/elements.js";
import { Chart } from "./pictures/chart.js";
import { Film } from "./playing/film.js";
import { openingSaid } from "./words/frame_words.js";
import { Offer } from "./offer.js";
import { PlayBar } from "./playing/play_bar.js";
import { historyOf, legendOf, linesOf } from "./words/run_lines.js";
import { cardOf, RunPictures } from "./pictures/run_pictures.js";
import { Viewpoint } from "./playing/viewpoint.js";
import { weightSaid } from "./words/weight_said.js";

export class Trainer {
  constructor(host) {
    this.log = false;
    this.sums = false;
    this.viewpoint = new Viewpoint();
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
    this.pictures = new RunPictures(
      (asked) => this.ask(asked),
      (box, place, words, action, byKey) => this.offer.show(box, place, words, action, byKey),
    );
    this.history = new Chart("The picked weight over the updates");
    this.cards();
  }

  cards() {
    const { mapCard, netCard, tableCard, rowsCard } = this.pictures;
    this.historyCard = cardOf("One weight over the updates", this.history.box);
    const head = this.errorHead();
    const errors = cardOf("The error over the updates", head, this.curve.box, this.play.root);
    const cards = [errors, mapCard, netCard, this.historyCard, tableCard, rowsCard];
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
    this.viewpoint.follow(data.look);
    this.film.feed(data);
    this.showState();
    const lines = linesOf(data, this.sums);
    this.showLegend(lines);
    this.curve.show(lines, this.log, data.axis);
    this.pictures.offerWeights(data);
    this.showHistory();
    this.draw();
  }

  // Back to where the runs stand.
  leave() {
    this.play.pause();
    this.offer.hide();
    this.viewpoint.leave();
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

  showLegend(lines) {
    const named = legendOf(this.data, lines, this.sums);
    this.legend.replaceChildren(
      ...named.map(({ kind, words }) => el("span", kind ? { class: `bp-keyed ${kind}` } : {}, words)),
    );
  }

  showHistory() {
    const { picked, axis } = this.data;
    this.historyCard.card.hidden = !picked;
    this.pictures.weights.select.value = picked?.at.join() ?? "";
    if (!picked) return;
    this.historyCard.head.textContent = `${weightSaid(picked.at, this.data)}, over the updates`;
    this.history.show(historyOf(this.data), false, axis);
  }

  // ---- which update is looked at
  point(k) {
    this.viewpoint.pointed = k;
    this.draw();
  }

  // While one plays or moves the slider.
  go(k) {
    this.viewpoint.pinned = k;
    this.draw();
  }

  // There one comes to rest, and the page looks at it too.
  stay(k) {
    this.go(k);
    const last = this.film.updates[this.film.updates.length - 1];
    const asked = this.data.running ? null : this.viewpoint.rests(k, last);
    if (asked) this.requests.look.ask({ ...asked, run: this.belongs });
  }

  // A click on the curve: that update, and at the cursor the way into the stepper.
  pick(k, { of, k: own, called }, x, byKey) {
    this.play.pause();
    this.stay(k);
    const words = openingSaid({ k: own, called });
    this.offer.show(this.curve.box, [x, 40], words, () => this.ask({ what: "open", k: own, of }), byKey);
  }

  // The frame that is wanted, or the one before it, which then says so.
  draw() {
    const { viewpoint, film } = this;
    const now = this.data.frame;
    const wanted = viewpoint.wants(now);
    const found = film.at(wanted);
    if (!found) film.want(wanted);
    const frame = viewpoint.draws(found, now);
    this.root.classList.toggle("bp-waiting", frame.k !== wanted);
    this.root.dataset.k = frame.k;
    this.curve.markPin(viewpoint.stays(now));
    this.play.show(viewpoint.stays(now));
    this.pictures.draw(this.data, frame, wanted, this.palette);
    this.arrange(frame);
  }

  // Pictures of several runs stand side by side over the whole width; so does what would stand alone.
  arrange(frame) {
    const several = frame.runs.length > 1;
    const wide = [this.pictures.mapCard.card, this.pictures.netCard.card];
    const all = /** @type {HTMLElement[]} */ ([...this.views.children]);
    for (const card of all) card.classList.toggle("bp-wide", several && wide.includes(card));
    const halves = all.filter((card) => !card.hidden && !card.classList.contains("bp-wide"));
    if (halves.length % 2) halves[halves.length - 1].classList.add("bp-wide");
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
