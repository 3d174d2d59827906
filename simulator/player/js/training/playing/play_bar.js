// Below the curve: play, pause, how fast, and a slider over the points of the run.
import { choice, el } from "../../text/elements.js";

const PACE = 10; // frames a second
const SPEEDS = [
  ["0.25", "¼ ×"],
  ["0.5", "½ ×"],
  ["1", "1 ×"],
  ["2", "2 ×"],
  ["4", "4 ×"],
];

export class PlayBar {
  // `go(k)` shows an update; `stay(k)` is called where one comes to rest there. The film says what is there.
  constructor(film, go, stay) {
    this.film = film;
    this.go = go;
    this.stay = stay;
    this.playing = false;
    this.button = el("button", { class: "bp-button bp-primary", onclick: () => this.toggle() }, "▶ Play");
    this.speed = choice("Speed of the playback", "speed", SPEEDS, () => {});
    this.speed.select.value = "1";
    this.range = el("input", {
      type: "range",
      min: "0",
      step: "1",
      "aria-label": "Update that is looked at",
    });
    this.range.addEventListener("input", () => {
      this.pause();
      this.film.fetchAhead();
      this.go(this.picked);
    });
    this.range.addEventListener("change", () => this.stay(this.picked));
    this.said = el("output", { class: "bp-sizes" });
    this.root = el("div", { class: "bp-playback" }, this.button, this.speed.field, this.range, this.said);
  }

  get picked() {
    return this.film.updates[Number(this.range.value)];
  }

  // The update k is looked at, which may lie between two points.
  show(k) {
    const { updates } = this.film;
    const last = updates.length - 1;
    this.k = k;
    this.range.max = `${last}`;
    const after = updates.findIndex((at) => at >= k);
    this.range.value = `${after < 0 ? last : after}`;
    const words = `update ${k} of ${updates[last]}`;
    this.range.setAttribute("aria-valuetext", words);
    this.said.textContent = words;
    this.root.hidden = last < 1;
  }

  toggle() {
    if (this.playing) {
      this.pause();
      this.stay(this.k);
      return;
    }
    this.film.fetchAhead();
    const { scenes } = this.film;
    this.next = scenes.findIndex((k) => k > this.k);
    if (this.next < 0) this.next = 0; // from the end it begins again
    this.playing = true;
    this.name();
    this.due = performance.now();
    this.tick();
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.name();
  }

  name() {
    this.button.textContent = this.playing ? "❚❚ Pause" : "▶ Play";
  }

  // The next frame when its time has come and it is there: none is left out.
  tick() {
    this.frame = requestAnimationFrame((now) => {
      const { scenes } = this.film;
      const k = scenes[this.next];
      if (k === undefined) {
        this.pause();
        this.stay(this.k);
        return;
      }
      if (now >= this.due && this.film.at(k)) {
        const pause = 1000 / (PACE * Number(this.speed.select.value));
        this.due = Math.max(this.due + pause, now);
        this.next += 1;
        this.go(k);
      } else if (!this.film.at(k)) this.film.next();
      if (this.playing) this.tick();
    });
  }
}
