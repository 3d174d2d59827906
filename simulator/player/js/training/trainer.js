// Training as it goes: the error over the updates, the network by its weights, and what it has learnt.
import { css, inkOn, mixed, themeOf } from "../graph/colours.js";
import { svgNode } from "../graph/svg.js";
import { sub } from "../text/digits.js";
import { choice, el, optionsOf } from "../text/elements.js";
import { range } from "../text/elision.js";
import { Chart } from "./chart.js";

const CLASS_COLOURS = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#d55e00",
  "#b8a800",
  "#7f7f7f",
  "#8c564b",
  "#17becf",
];
const SHAPES = [
  (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`,
  (x, y, r) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  (x, y, r) => `M${x} ${y - r * 1.2}L${x + r * 1.1} ${y + r}H${x - r * 1.1}z`,
  (x, y, r) => `M${x} ${y - r * 1.3}L${x + r * 1.3} ${y}L${x} ${y + r * 1.3}L${x - r * 1.3} ${y}z`,
];

// The lines of the runs: the training rows of each, and where there are some the test rows.
function linesOf(runs) {
  return runs.flatMap(({ name, called, points, over }, run) => {
    const line = (part, y, of, kind = "") => ({
      name: `${name} ${part}`.trim(),
      called,
      run,
      over: of,
      k: points.k,
      y,
      kind: `bp-run${run}${kind}`,
    });
    const tested = points.test.some((y) => y !== null);
    return [
      line("training", points.error, over[0]),
      ...(tested ? [line("test", points.test, over[1], " bp-test")] : []),
    ];
  });
}

const MOST_ACROSS = 3; // networks side by side

export class Trainer {
  constructor(host) {
    this.log = false;
    /** @type {(asked: object) => void} */
    this.ask = () => {};
    this.build();
    host.append(this.root);
    this.map.addEventListener("click", (event) => this.pickItem(event));
    this.observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.resizing);
      this.resizing = requestAnimationFrame(() => this.data && this.show(this.data));
    });
    this.observer.observe(this.root);
  }

  build() {
    const card = (title, ...inside) =>
      el("section", { class: "bp-card bp-view", "aria-label": title }, el("h3", {}, title), ...inside);
    const note = () => el("p", { class: "bp-sizes" });
    this.state = el("p", { class: "bp-state" });
    this.aloud = el("p", { class: "bp-aloud", role: "status" });
    this.curve = new Chart("Error over the updates", (k, of) => this.ask({ what: "open", k, of }));
    this.map = el("div", { class: "bp-map", role: "img" });
    this.paper = this.map.appendChild(el("canvas"));
    this.marks = svgNode(this.map, "svg", { "aria-hidden": "true" });
    this.mapNote = note();
    const net = el("div", { class: "bp-net" });
    this.net = svgNode(net, "svg", { role: "img", "aria-label": "The network, edges by W" });
    this.netNote = note();
    this.weights = choice("History of a weight", "history of", [], (place) => {
      const [l, r, c] = place.split(",").map(Number);
      if (l) this.ask({ what: "weight", l, r, c });
    });
    this.table = el("div", { class: "bp-scroll" });
    this.history = new Chart("The picked weight over the updates", null);
    this.mapCard = card("What it has learnt", this.map, this.mapNote);
    this.tableCard = card("Confusion table: rows are true, columns the network's answer", this.table);
    this.historyCard = card("One weight over the updates", this.history.box);
    const errors = card("The error over the updates", this.errorHead(), this.curve.box);
    const cards = [
      errors,
      this.mapCard,
      card("The network", this.weights.field, net, this.netNote),
      this.historyCard,
      this.tableCard,
    ];
    this.root = el(
      "div",
      { class: "bp bp-training" },
      this.state,
      this.aloud,
      el("div", { class: "bp-views" }, ...cards),
    );
  }

  // The names of the lines, and the choice of a scale.
  errorHead() {
    const changed = () => {
      this.log = this.logBox.checked;
      this.show(this.data);
    };
    this.logBox = el("input", { type: "checkbox", onchange: changed });
    this.legend = el("p", { class: "bp-sizes bp-keys" });
    const log = el("label", { class: "bp-choice" }, this.logBox, "log scale");
    return el("div", { class: "bp-head" }, this.legend, log);
  }

  show(data) {
    this.data = data;
    const { dark } = themeOf(this.root);
    this.root.dataset.theme = dark ? "dark" : "light";
    this.root.dataset.k = data.runs[0].k;
    this.palette = data.palettes[dark ? "dark" : "light"];
    this.state.textContent = data.state;
    // While it runs the line changes twice a second: read aloud is where it starts and where it ends.
    if (!(data.running && this.running) && this.aloud.textContent !== data.state)
      this.aloud.textContent = data.state;
    this.running = data.running;
    const series = linesOf(data.runs);
    this.showLegend(series);
    this.curve.show(series, this.log);
    this.showMap();
    this.showNet();
    this.showTable();
    this.historyCard.hidden = !data.picked;
    if (data.picked)
      this.history.show(
        data.picked.series.map((one, i) => ({ ...one, kind: `bp-run${i}` })),
        false,
      );
  }

  // Each line by its name; of more than two runs each by its colour, and what the two kinds of lines are.
  showLegend(series) {
    const keyed = (kind, words) => el("span", { class: `bp-keyed ${kind}` }, words);
    const { runs } = this.data;
    if (runs.length <= 2) {
      this.legend.replaceChildren(...series.map(({ name, over, kind }) => keyed(kind, `${name}, ${over}`)));
      return;
    }
    const { over } = runs[0];
    const dashed = series.length > runs.length ? `, dashed test, ${over[1]}` : "";
    this.legend.replaceChildren(
      ...runs.map(({ name }, i) => keyed(`bp-run${i}`, name)),
      el("span", {}, `Lines: training, ${over[0]}${dashed}`),
    );
  }

  // ---- the plane of two inputs, or the function of one, with the data on it
  showMap() {
    const { region, items, spans } = this.data;
    this.mapCard.hidden = !region;
    if (!region) return;
    const { width, height } = this.map.getBoundingClientRect();
    if (!width) return;
    this.marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.marks.replaceChildren();
    this.spots = [];
    const along =
      ([low, high], size) =>
      (x) =>
        ((x - low) / (high - low)) * size;
    this.px = along(spans[0], width);
    if (region.side) {
      this.py = (y) => height - along(spans[1], height)(y);
      this.paint(region);
      this.paper.hidden = false;
      for (const [i, [x, y]] of items.x.entries()) this.item(this.px(x), this.py(y), i);
    } else {
      this.paper.hidden = true;
      const all = [...region.y.flat(), ...items.t.flat()];
      const span = [Math.min(...all), Math.max(...all)];
      const pad = 0.08 * (span[1] - span[0] || 1);
      this.py = (y) => height - along([span[0] - pad, span[1] + pad], height)(y);
      // A row of a class stands at 1, where the output of its class should be.
      const targets = (i) => (items.label && items.t[i].length > 1 ? [1] : items.t[i]);
      items.x.forEach(([x], i) => {
        for (const t of targets(i)) this.item(this.px(x), this.py(t), i);
      });
      for (const [c, ys] of region.y.entries()) {
        const own = CLASS_COLOURS[c % CLASS_COLOURS.length];
        const d = ys.map((y, i) => `${i ? "L" : "M"}${this.px(region.x[i])} ${this.py(y)}`).join("");
        const style = region.y.length > 1 ? `--line:${own}` : "";
        svgNode(this.marks, "path", { class: "bp-series bp-run0", style, d });
      }
    }
    this.mapNote.textContent = this.data.mapNote;
    this.map.setAttribute(
      "aria-label",
      `The rows, and what the network says between them. ${this.data.mapNote}`,
    );
  }

  paint({ side, winner, lead, value }) {
    this.paper.width = this.paper.height = side;
    const context = this.paper.getContext("2d");
    const image = context.createImageData(side, side);
    const page = [1, 3, 5].map((i) => parseInt(this.palette.neuron.slice(i, i + 2), 16));
    const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    for (let i = 0; i < side * side; i += 1) {
      const colour = winner
        ? rgb(CLASS_COLOURS[winner[i] % CLASS_COLOURS.length]).map(
            (x, j) => page[j] + (x - page[j]) * (0.15 + 0.5 * lead[i]),
          )
        : mixed(this.palette, "neuron", ((value[i] - this.data.middle) / this.data.reach) * 0.8);
      image.data.set([...colour, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }

  item(x, y, i) {
    const { items } = this.data;
    this.spots.push({ x, y, i });
    const label = items.label ? items.label[i] : 0;
    const node = svgNode(this.marks, "path", {
      d: SHAPES[label % SHAPES.length](x, y, 4.5),
      class: items.test[i] ? "bp-item bp-held" : "bp-item",
    });
    if (items.label) node.style.setProperty("--own", CLASS_COLOURS[label % CLASS_COLOURS.length]);
  }

  pickItem(event) {
    const box = this.map.getBoundingClientRect();
    const far = ({ x, y }) => Math.hypot(x - (event.clientX - box.left), y - (event.clientY - box.top));
    const best = this.spots.reduce((near, spot) => (near && far(near) <= far(spot) ? near : spot), null);
    if (best && far(best) < 16) this.ask({ what: "item", row: this.data.items.row[best.i] });
  }

  // ---- the network: its edges by W
  showNet() {
    const { width, height } = this.net.parentElement.getBoundingClientRect();
    const { runs, shown: layers, hidden } = this.data;
    const key = JSON.stringify([layers, this.data.panes.length, width, height]);
    const panes = this.data.panes.length;
    if (this.netKey !== key) {
      this.netKey = key;
      this.layNet(layers, hidden, panes, width, height);
    }
    this.heads.forEach((head, pane) => {
      head.textContent = this.data.panes[pane];
    });
    this.weights.select.value = this.data.picked?.at.join() ?? "";
    const end = this.data.scale;
    this.edges.forEach(({ pane, l, r, c, path }) => {
      const of = (run) => runs[run].W[l][r][c];
      const value = pane < runs.length ? of(pane) : of(1) - of(0);
      const share = Math.max(-1, Math.min(1, value / (pane < runs.length ? end : this.data.apart)));
      path.style.stroke = css(mixed(this.palette, "edge", share));
      path.style.strokeWidth = `${0.8 + 3.6 * Math.abs(share)}px`;
      path.style.strokeDasharray = value < 0 ? "6 4" : "none";
      path.classList.toggle(
        "bp-picked",
        this.data.picked?.at.join() === [l, layers[l - 2][r], layers[l - 1][c]].join(),
      );
    });
    this.netNote.textContent = this.data.netNote;
  }

  layNet(layers, hidden, panes, width, height) {
    this.net.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.net.replaceChildren();
    this.edges = [];
    this.heads = [];
    this.offerWeights(layers);
    const rows = Math.max(...layers.map((layer) => layer.length));
    const across = panes > MOST_ACROSS ? Math.ceil(panes / 2) : panes;
    const [wide, high] = [width / across, height / Math.ceil(panes / across)];
    const node = Math.max(across < panes ? 3 : 5, Math.min(13, (high - 40) / rows / 2.6));
    for (const pane of range(panes)) {
      const [left, top] = [(pane % across) * wide, Math.floor(pane / across) * high];
      const x = (l) => left + 26 + (l - 1) * ((wide - 52) / (layers.length - 1));
      const y = (l, i) => top + 28 + (high - 40) * ((i + 0.5 + (rows - layers[l - 1].length) / 2) / rows);
      const middle = { "text-anchor": "middle" };
      if (panes > 1)
        this.heads.push(svgNode(this.net, "text", { x: left + wide / 2, y: top + 16, ...middle }));
      for (let l = 2; l <= layers.length; l += 1) this.layEdges(pane, l, layers[l - 2], layers[l - 1], x, y);
      for (const [i, layer] of layers.entries()) {
        for (const row of range(layer.length))
          svgNode(this.net, "circle", { cx: x(i + 1), cy: y(i + 1, row), r: node });
        const at = { x: x(i + 1), y: top + high - 4, ...middle };
        if (hidden[i]) svgNode(this.net, "text", at, `⋮ ${hidden[i]} more`);
      }
    }
  }

  // The edges as a list: what a click on one does, for the keyboard.
  offerWeights(layers) {
    const places = layers
      .slice(1)
      .flatMap((right, i) => layers[i].flatMap((r) => right.map((c) => [i + 2, r, c])));
    const options = places.map(([l, r, c]) => [`${l},${r},${c}`, `W${sub(l)}, row ${r}, column ${c}`]);
    this.weights.select.replaceChildren(...optionsOf([["", "a weight…"], ...options]));
  }

  layEdges(pane, l, left, right, x, y) {
    for (const [r, from] of left.entries())
      for (const [c, to] of right.entries()) {
        const path = svgNode(this.net, "path", { d: `M${x(l - 1)} ${y(l - 1, r)}L${x(l)} ${y(l, c)}` });
        path.addEventListener("click", () => this.ask({ what: "weight", l, r: from, c: to }));
        this.edges.push({ pane, l, r, c, path });
      }
  }

  // ---- true classes down, chosen classes across
  showTable() {
    const { confusion, classes } = this.data;
    this.tableCard.hidden = !confusion;
    if (!confusion) return;
    const most = Math.max(1, ...confusion.flat());
    const cell = (count, i, j) => {
      const fill = mixed(this.palette, "neuron", (i === j ? -1 : 1) * Math.sqrt(count / most));
      const style = `background:${css(fill)};color:${inkOn(fill, this.data.light)}`;
      return el("td", { style }, `${count}`);
    };
    const heading = (scope, name) => el("th", { scope }, name);
    const head = el(
      "tr",
      {},
      el("th", {}, "true ↓ answer →"),
      ...classes.map((name) => heading("col", name)),
    );
    const body = confusion.map((row, i) =>
      el("tr", {}, heading("row", classes[i]), ...row.map((count, j) => cell(count, i, j))),
    );
    const inside = [el("caption", {}, this.data.tableNote), el("thead", {}, head), el("tbody", {}, ...body)];
    this.table.replaceChildren(el("table", { class: "bp-confusion" }, ...inside));
  }

  stop() {
    this.observer.disconnect();
    this.root.remove();
  }
}
