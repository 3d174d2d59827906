// What one neuron or edge is made of, at this step: every product, every sum, and nothing not yet computed.
import { SVG } from "../graph/svg.js";
import { plainDigits, shown, sub, typedSame } from "../text/digits.js";
import { el } from "../text/elements.js";
import { range } from "../text/elision.js";
import { isMatrix } from "../text/token_numbers.js";
import { knownAt } from "../walk/step_view.js";

const SHOWN_TERMS = 12;

// A letter with the index of a component: n with 3,2 below the line.
const indexed = (letter, l, c) => [letter, el("sub", {}, `${l},${c}`)];

export class Inspector {
  // `player` gives walk, steps, cursor, picture, view; `light` marks an edge of the graph.
  constructor(player) {
    this.player = player;
    this.picked = null;
    this.box = el("section", { class: "bp-card bp-inspector", "aria-label": "Inspector", hidden: "" });
    this.box.addEventListener("pointerover", (event) => this.point(event.target));
    this.box.addEventListener("focusin", (event) => this.point(event.target));
    this.box.addEventListener("pointerleave", () => this.player.graph.light(null));
    this.box.addEventListener("focusout", () => this.player.graph.light(null));
  }

  // Pick a neuron { l, c } or an edge { l, r, c }; the same again closes.
  pick(thing) {
    const same = thing && this.picked && JSON.stringify(thing) === JSON.stringify(this.picked);
    this.picked = same ? null : thing;
    this.sent = null;
    this.player.show(this.player.cursor);
    if (this.player.picking && this.picked?.c && !this.picked.r)
      this.player.ask({ what: "pick", ...this.picked });
  }

  point(target) {
    const row = target.closest?.("[data-edge]");
    this.player.graph.light(row ? row.dataset.edge : null);
  }

  // Only what exists in this walk stays picked.
  keep() {
    const { walk } = this.player;
    const { l, r, c } = this.picked ?? {};
    const width = (layer) => walk.layers[layer - 1]?.width ?? 0;
    if (this.picked && ((c ?? 1) > width(l) || (r && r > width(l - 1)))) this.picked = null;
  }

  show() {
    this.box.hidden = !this.picked;
    if (!this.picked) {
      this.box.replaceChildren();
      return;
    }
    const at = this.box.contains(document.activeElement) ? document.activeElement : null;
    const [name, text, caret] = [at?.getAttribute("aria-label"), at?.value, at?.selectionStart];
    const changed = at?.tagName === "INPUT" && text !== at.defaultValue; // and not yet taken with Enter
    this.fill();
    const again =
      name &&
      [...this.box.querySelectorAll("[aria-label]")].find((node) => node.getAttribute("aria-label") === name);
    if (!again) return;
    again.focus();
    if (changed && text !== this.sent?.text) {
      again.value = text;
      again.setSelectionRange(caret, caret);
    }
  }

  fill() {
    const { l, r, c } = this.picked;
    if (!c) {
      // a layer: its matrices stand in the panel
      this.box.replaceChildren(el("div", { class: "bp-head" }, el("h3", {}, `Layer ${l}`), this.closing()));
      return;
    }
    const name = r ? `Edge from ${l - 1},${r} to ${l},${c}` : `Neuron ${c} of layer ${l}`;
    this.fields = [];
    const tables = r ? this.edge(l, r, c) : this.neuron(l, c);
    this.box.replaceChildren(
      el("div", { class: "bp-head" }, el("h3", {}, name), ...this.fields, this.closing()),
      ...tables,
    );
  }

  closing() {
    return el(
      "button",
      { class: "bp-button bp-close", "aria-label": "Close the inspector", onclick: () => this.pick(null) },
      "×",
    );
  }

  // ---- values at this step, null where not computed
  value(quantity, l, c) {
    const { walk, steps, cursor } = this.player;
    const known = knownAt(steps, cursor);
    if (quantity !== "a" || l > 1) if ((known[quantity][l] ?? 0) < c) return null;
    return walk.arrays[walk.updates[steps[cursor].u][quantity][l]][c - 1];
  }

  array(quantity, l) {
    const { walk, steps, cursor } = this.player;
    return walk.arrays[walk.updates[steps[cursor].u][quantity][l]];
  }

  print(value) {
    return shown(value, this.player.view.digits);
  }

  // A table of products: rows of name, left × right, and the product, then what follows below the line.
  // Before its own step (`done` false) nothing is multiplied or added up.
  table(caption, rows, below, done = true) {
    const product = ([, left, right]) => (!done || left === null || right === null ? null : left * right);
    const seen = (value) => (value === null ? NaN : Number(plainDigits(value, this.player.view.digits)));
    const sign = (row) =>
      Math.abs(seen(row[1]) * seen(row[2]) - seen(product(row))) <= 1e-12 * Math.abs(seen(product(row)))
        ? "="
        : "≈";
    const kept = rows.length <= SHOWN_TERMS ? rows : [...rows.slice(0, SHOWN_TERMS - 1), null, rows.at(-1)];
    const body = kept.map((row) =>
      row === null
        ? el("tr", {}, el("td", { colspan: 5 }, `⋮ ${rows.length - SHOWN_TERMS} more`))
        : el(
            "tr",
            { "data-edge": row[3] ?? null, tabindex: row[3] ? 0 : null },
            el("th", { scope: "row" }, row[0]),
            el("td", {}, this.print(row[1])),
            el("td", {}, "×"),
            el("td", {}, this.print(row[2])),
            el("td", {}, product(row) === null ? "–" : `${sign(row)} ${this.print(product(row))}`),
          ),
    );
    const end = below.map(([text, value, strong]) =>
      el(
        "tr",
        { class: strong ? "bp-total" : "bp-below" },
        el("th", { scope: "row", colspan: 4 }, text),
        el("td", {}, this.print(value)),
      ),
    );
    return el(
      "table",
      { class: "bp-terms" },
      el("caption", {}, ...[caption].flat()),
      el("tbody", {}, ...body, ...end),
    );
  }

  // A number of the session that the walk starts from, to be typed over.
  field(name, value, asked) {
    if (!this.player.onEdit) return [];
    const now = plainDigits(value, 0);
    const place = JSON.stringify(asked);
    // What was typed stays as typed, also where it was refused, until the number itself is another one.
    const taken = this.sent?.place === place && typedSame(this.sent.text, value);
    if (taken) this.sent.taken = true;
    else if (this.sent?.place === place && (this.sent.taken || this.sent.before !== now)) this.sent = null;
    const sent = this.sent?.place === place ? this.sent : null;
    const typed = el("input", {
      type: "text",
      inputmode: "decimal",
      value: sent ? sent.text : now,
      "aria-label": name,
      spellcheck: "false",
    });
    typed.addEventListener("change", () => {
      if (typed.value === now) return;
      this.sent = { place, before: now, text: typed.value };
      this.player.ask({ ...asked, text: typed.value });
    });
    return [el("label", { class: "bp-field" }, name, typed)];
  }

  starting(quantity, l) {
    const { walk } = this.player;
    return walk.arrays[walk.updates[0][quantity][l]];
  }

  neuron(l, c) {
    const { walk } = this.player;
    const { item } = walk.updates[this.player.steps[this.player.cursor].u];
    const target = () => walk.arrays[walk.updates[this.player.steps[this.player.cursor].u].t][c - 1];
    const pair = walk.pairs > 1 ? ` of pair ${item + 1}` : "";
    const fields = [
      ...(l === 1
        ? this.field(`x${sub(c)}${pair}`, this.array("a", 1)[c - 1], { what: "x", l, c, item })
        : this.field(`b at the start`, this.starting("b", l)[c - 1], { what: "b", l, c })),
      ...(l === walk.layers.length
        ? this.field(`t${sub(c)}${pair}`, target(), { what: "t", l, c, item })
        : []),
    ];
    this.fields = fields;
    if (l === 1)
      return [
        this.table(
          [...indexed("a", 1, c), ` = x${sub(c)}: an input is sent on as it is`],
          [],
          [[`x${sub(c)}`, this.value("a", 1, c), true]],
        ),
      ];
    const n = this.value("n", l, c);
    const a = this.value("a", l, c);
    const slopes = this.slopes(l);
    const slope = slopes && !isMatrix(slopes[0]) ? slopes[c - 1] : null;
    const { activation } = walk.layers[l - 1];
    const curve = walk.curves[activation];
    const below = [
      ["n", n],
      [`a${l === walk.layers.length ? " = y" : ""}`, a, true],
    ];
    if (curve) below.push(["slope σ′(n)", slope]);
    const value = this.table([...indexed("a", l, c), ` = σ(n), ${activation.replace("_", " ")}`], [], below);
    const drawn = curve ? [this.curve(curve, n, a, slope)] : [];
    return [
      this.forward(l, c),
      el("div", { class: "bp-side-by-side" }, value, ...drawn),
      this.backward(l, c),
      this.bias(l, c),
    ];
  }

  // The slopes of a layer, a diagonal or softmax's full matrix; null where not computed.
  slopes(l) {
    return knownAt(this.player.steps, this.player.cursor).A[l] ? this.array("A", l) : null;
  }

  forward(l, c) {
    const W = this.array("W", l);
    const n = this.value("n", l, c);
    const rows = W.map((row, i) => [
      `neuron ${i + 1} of layer ${l - 1}`,
      row[c - 1],
      this.value("a", l - 1, i + 1),
      `${l},${i + 1},${c}`,
    ]);
    return this.table(
      [...indexed("n", l, c), " = Σ W · â + b"],
      rows,
      [
        ["bias b", this.array("b", l)[c - 1]],
        ["n", n, true],
      ],
      n !== null,
    );
  }

  backward(l, c) {
    const { walk, picture, cursor, steps } = this.player;
    const S = this.value("S", l, c);
    const slopes = this.slopes(l);
    const heading = [...indexed("S", l, c), " = ∂F/∂n"];
    if (l === walk.layers.length) return this.output(c, S, slopes, heading);
    const W =
      walk.arrays[walk.updates[steps[cursor].u][picture.step.compared || walk.asYouGo ? "newW" : "W"][l + 1]];
    const later = (k) => this.value("S", l + 1, k);
    if (isMatrix(this.array("A", l)[0])) {
      // Softmax answers every n of its layer: what arrives at each of its neurons, weighed by the row of A.
      const arrives = W.map((row) =>
        S === null ? null : row.reduce((sum, w, k) => sum + w * later(k + 1), 0),
      );
      const rows = arrives.map((x, j) => [
        `A row ${c}, column ${j + 1} × what reaches neuron ${j + 1}`,
        slopes ? slopes[c - 1][j] : null,
        x,
      ]);
      return this.table(heading, rows, [["S", S, true]], S !== null);
    }
    const rows = W[c - 1].map((w, k) => [
      `neuron ${k + 1} of layer ${l + 1}`,
      w,
      later(k + 1),
      `${l + 1},${c},${k + 1}`,
    ]);
    const sum = S === null ? null : rows.reduce((all, [, w, s]) => all + w * s, 0);
    const below = [
      ["sum", sum],
      ["× slope σ′(n)", slopes ? slopes[c - 1] : null],
      ["S", S, true],
    ];
    return this.table([...heading, " = σ′(n) Σ W · S"], rows, below, S !== null);
  }

  // S of an output: the slope, or softmax's row of A, times how F answers y.
  output(c, S, slopes, heading) {
    const { walk, picture } = this.player;
    const K = walk.layers.length;
    const components = range(walk.layers[K - 1].width).map((j) => j + 1);
    const y = (j) => this.value("a", K, j);
    const entropy = walk.loss === "TCE";
    const answer = (j) => {
      if (!entropy) return picture.error(j);
      return y(j) === null ? null : picture.target(j) === 0 ? 0 : -picture.target(j) / y(j);
    };
    const name = entropy ? "−t/y" : "e";
    const factor = entropy ? [] : [["×", walk.loss === "½TSE" ? -1 : -2]];
    if (
      entropy &&
      components.some((j) => y(j) !== null && (y(j) === 0 || y(j) === 1 || !Number.isFinite(answer(j))))
    ) {
      return this.table([...heading, ", from n, since y has rounded to 0 or 1"], [], [["S", S, true]]);
    }
    if (isMatrix(this.array("A", K)[0])) {
      const rows = components.map((j) => [
        `A row ${c}, column ${j} × ${name} of output ${j}`,
        slopes ? slopes[c - 1][j - 1] : null,
        answer(j),
      ]);
      return this.table(
        [...heading, ": its row of A, times how F answers each y"],
        rows,
        [...factor, ["S", S, true]],
        S !== null,
      );
    }
    const below = [
      [entropy ? "∂φ/∂y = −t/y" : "e = t − y", answer(c)],
      ["× slope σ′(n)", slopes ? slopes[c - 1] : null],
      ...factor,
      ["S", S, true],
    ];
    return this.table([...heading, ": the slope times how F answers y"], [], below);
  }

  // What becomes of the bias in this update.
  bias(l, c) {
    const known = knownAt(this.player.steps, this.player.cursor);
    const frozen = this.player.walk.frozen.includes(`b${l}`) ? " (frozen)" : "";
    const gradient = known.db[l] ? this.array("db", l)[c - 1] : null;
    const after = known.update_b[l] ? this.array("newb", l)[c - 1] : null;
    return this.table(
      `b ← b − α ∂F/∂b${frozen}`,
      [],
      [
        ["b before this update", this.array("b", l)[c - 1]],
        ["∂F/∂b = S", gradient],
        ["b after", after, true],
      ],
    );
  }

  // σ drawn, the point (n, a) on it, and the tangent whose slope is σ′(n).
  curve([xs, ys], n, a, slope) {
    const [width, height] = [240, 110];
    const [low, high] = [Math.min(0, ...ys), Math.max(0, ...ys)];
    const px = (x) => ((x - xs[0]) / (xs.at(-1) - xs[0])) * width;
    const py = (y) => 8 + (height - 16) * (1 - (y - low) / (high - low || 1));
    const path = xs.map((x, i) => `${i ? "L" : "M"}${px(x).toFixed(1)} ${py(ys[i]).toFixed(1)}`).join("");
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "bp-curve");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("role", "img");
    svg.setAttribute(
      "aria-label",
      n === null ? "The activation function" : `The activation function and the point n = ${this.print(n)}`,
    );
    const add = (tag, attributes) => {
      const node = svg.appendChild(document.createElementNS(SVG, tag));
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    };
    add("line", { x1: 0, x2: width, y1: py(0), y2: py(0), class: "bp-axis" });
    add("line", { x1: px(0), x2: px(0), y1: 0, y2: height, class: "bp-axis" });
    add("path", { d: path, class: "bp-sigma" });
    if (a !== null && slope !== null) {
      const reach = (xs.at(-1) - xs[0]) / 7;
      add("line", {
        x1: px(n - reach),
        x2: px(n + reach),
        y1: py(a - slope * reach),
        y2: py(a + slope * reach),
        class: "bp-tangent",
      });
    }
    if (n !== null && a !== null) add("circle", { cx: px(n), cy: py(a), r: 6, class: "bp-point" });
    return svg;
  }

  edge(l, r, c) {
    const { picture, walk } = this.player;
    const before = this.array("W", l)[r - 1][c - 1];
    const known = knownAt(this.player.steps, this.player.cursor);
    const gradient = known.dW[l] ? this.array("dW", l)[r - 1][c - 1] : null;
    const after = known.update_W[l] ? this.array("newW", l)[r - 1][c - 1] : null;
    const frozen = walk.frozen.includes(`W${l}`) ? " (frozen)" : "";
    const rows = [[`a of neuron ${r} × S of neuron ${c}`, this.value("a", l - 1, r), this.value("S", l, c)]];
    this.fields = this.field("W at the start", this.starting("W", l)[r - 1][c - 1], { what: "W", l, r, c });
    return [
      this.table(`W${sub(l)}, row ${r}, column ${c}${frozen}`, [], [["W before this update", before, true]]),
      this.table("∂F/∂W = â · S", rows, [["∂F/∂W", gradient, true]], gradient !== null),
      this.table(
        "W ← W − α ∂F/∂W",
        [],
        [
          ["α", walk.alpha],
          ["change of W", after === null ? null : after - before],
          ["W after", after, true],
        ],
      ),
    ];
  }
}
