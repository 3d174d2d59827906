// The controls below the graph: where the walk stands, moving along it, and how it is shown.
import { PHASES } from "./panel/panel.js";
import { button, choice, el } from "./text/elements.js";

const SPEEDS = [0.5, 1, 2, 4];
const FINE = 70; // from so many steps on an update's segments touch

export class Transport {
  constructor(player) {
    this.player = player;
    this.first = button("First step", "|◀", () => player.go(0));
    this.previous = button("Previous step", "◀", () => player.go(player.cursor - 1));
    this.play = button("Play", "▶ Play", () => player.toggle(), "bp-play");
    this.next = button("Next step", "Next ▶", () => player.go(player.cursor + 1), "bp-next");
    this.last = button("Last step", "▶|", () => player.go(player.steps.length - 1));
    this.slider = el("input", {
      type: "range",
      "aria-label": "Step",
      min: 0,
      step: 1,
      oninput: () => player.go(player.firstOfUpdate(player.step.u) + Number(this.slider.value)),
    });
    this.segments = el("div", { class: "bp-segments", "aria-hidden": "true" });
    this.jumps = el("div", { class: "bp-jumps" });
    this.chooser = el("select", {
      "aria-label": "Update",
      onchange: () => player.go(player.firstOfUpdate(Number(this.chooser.value))),
    });
    this.share = button("Share: links, pictures, files, hand-outs", "↗ share", () => player.share.open());
    this.more = button("More settings", "⋯", () => player.toggleMore(), "bp-more");
    this.box = el(
      "div",
      { class: "bp-transport" },
      el("div", { class: "bp-track" }, this.jumps, this.segments, this.slider),
      el(
        "div",
        { class: "bp-row" },
        el("div", { class: "bp-buttons" }, this.first, this.previous, this.play, this.next, this.last),
        el(
          "div",
          { class: "bp-choices" },
          el("label", { class: "bp-choice" }, this.chooser),
          ...this.choices(),
          this.share,
          button("Keys", "?", () => player.help.showModal()),
        ),
        this.more,
      ),
    );
  }

  choices() {
    const { player } = this;
    const view =
      (name, read = String) =>
      (value) =>
        player.setView(name, read(value));
    const follow = ["follow", "follow the step"];
    const speed = choice(
      "Speed",
      "speed",
      SPEEDS.map((s) => [s, `${s}/s`]),
      view("speed", Number),
    );
    const digits = choice(
      "Digits",
      "digits",
      [...[2, 3, 4, 5, 6].map((d) => [d, d]), [0, "full"]],
      view("digits", Number),
    );
    const grain = choice(
      "Grain",
      "steps by",
      [
        ["operation", "operation"],
        ["neuron", "neuron"],
      ],
      view("grain"),
    );
    const neurons = choice(
      "Neurons show",
      "neurons",
      [follow, ["n", "n"], ["a", "a"], ["S", "S = ∂F/∂b"]],
      view("neurons"),
    );
    const edges = choice(
      "Edges show",
      "edges",
      [follow, ["W", "W"], ["dW", "∂F/∂W"], ["change", "change of W"]],
      view("edges"),
    );
    speed.select.value = player.view.speed;
    digits.select.value = player.view.digits;
    neurons.select.value = player.view.neurons;
    edges.select.value = player.view.edges;
    this.selects = {
      speed: speed.select,
      grain: grain.select,
      neurons: neurons.select,
      edges: edges.select,
      digits: digits.select,
    };
    return [speed, grain, neurons, edges, digits].map(({ field }) => field);
  }

  load(walk) {
    for (const [name, select] of Object.entries(this.selects)) select.value = this.player.view[name];
    this.chooser.replaceChildren(
      ...walk.updates.map((update, i) =>
        el(
          "option",
          { value: i },
          `Update ${i + 1} of ${walk.updates.length}${walk.pairs > 1 ? ` · pair ${update.item + 1}` : ""}`,
        ),
      ),
    );
  }

  playing(yes) {
    this.play.setAttribute("aria-label", yes ? "Pause" : "Play");
    this.play.textContent = yes ? "❚❚ Pause" : "▶ Play";
  }

  // `first` is the step at which the update begins, `count` how many it has.
  show(first, count) {
    const { steps, cursor, step: now, walk, view } = this.player;
    const span = [walk.name, view.grain, first, count, steps.length].join(" ");
    if (this.segments.dataset.span !== span) this.divide(first, count, span);
    [...this.segments.children].forEach((segment, i) => {
      segment.className = i <= cursor - first ? "bp-done" : "";
    });
    for (const jump of this.jumps.children) jump.dataset.now = jump.dataset.phase === now.phase;
    this.slider.value = cursor - first;
    this.slider.setAttribute(
      "aria-valuetext",
      `Step ${cursor - first + 1} of ${count}: ${walk.texts[now.title]}`,
    );
    this.chooser.value = now.u;
    for (const end of [this.first, this.previous]) end.setAttribute("aria-disabled", cursor === 0);
    for (const end of [this.next, this.last]) end.setAttribute("aria-disabled", cursor === steps.length - 1);
  }

  // The phases of the update the cursor stands in, marked along the slider.
  divide(first, count, span) {
    const own = this.player.steps.slice(first, first + count);
    this.segments.dataset.span = span;
    this.segments.dataset.fine = count > FINE;
    this.segments.replaceChildren(...own.map((step) => el("i", { "data-phase": step.phase })));
    this.jumps.replaceChildren(
      ...Object.entries(PHASES).map(([phase, name]) => {
        const at = own.findIndex((step) => step.phase === phase);
        // The error is one step: its name ends where the step ends, clear of the next one.
        const place =
          phase === "error" ? `right:${100 - (100 * (at + 1)) / count}%` : `left:${(100 * at) / count}%`;
        return el(
          "button",
          {
            class: "bp-jump",
            "data-phase": phase,
            style: place,
            title: `Jump to ${name}`,
            onclick: () => this.player.go(first + at),
          },
          name,
        );
      }),
    );
    this.slider.max = count - 1;
    this.slider.style.setProperty("--count", count);
  }
}
