// How many runs ended, over their α: a point for each run, above it the decades of its error, below it the share of
// seeds that learnt.
import { svgNode } from "../../drawing/svg.js";
import { el } from "../../text/elements.js";

const [LEFT, RIGHT, TOP, SHARES, BELOW] = [66, 12, 26, 58, 40]; // px around the points
const NEAR = 14; // px to a point that is meant
const LETTER = 8.5; // px of a digit, about
const COLOURS = 4; // of groups

export class RunsPicture {
  // `picked` gets the number of the run whose point was clicked.
  constructor(picked) {
    this.picked = picked;
    this.points = [];
    this.box = el("div", { class: "bp-runs-picture", role: "img" });
    this.svg = svgNode(this.box, "svg", { "aria-hidden": "true" });
    this.tip = this.box.appendChild(el("div", { class: "bp-tip", hidden: "" }));
    this.svg.addEventListener("pointermove", (event) => this.hover(this.near(event)));
    this.svg.addEventListener("pointerleave", () => this.hover(null));
    this.svg.addEventListener("click", (event) => {
      const point = this.near(event);
      if (point) this.picked(point.row.number);
    });
  }

  near(event) {
    const { left, top } = this.svg.getBoundingClientRect();
    const far = ({ x, y }) => Math.hypot(event.clientX - left - x, event.clientY - top - y);
    const [nearest] = [...this.points].sort((a, b) => far(a) - far(b));
    return nearest && far(nearest) <= NEAR ? nearest : null;
  }

  hover(point) {
    this.tip.hidden = !point;
    this.svg.style.cursor = point ? "pointer" : "";
    if (!point) return;
    this.tip.textContent = point.row.said;
    const room = this.box.clientWidth - this.tip.offsetWidth;
    this.tip.style.left = `${Math.max(0, Math.min(point.x + 10, room))}px`;
    this.tip.style.top = `${Math.max(0, point.y - 34)}px`;
  }

  show(data) {
    this.box.setAttribute("aria-label", described(data));
    const { width, height } = this.box.getBoundingClientRect();
    if (!width) return;
    this.svg.replaceChildren();
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.slot = (width - LEFT - RIGHT) / data.alphas.length;
    this.floor = height - SHARES - BELOW;
    this.y = (y) => TOP + ((data.high - y) / (data.high - data.low)) * (this.floor - TOP);
    this.axes(data, width, height);
    this.bars(data);
    this.points = data.rows.map((row) => this.point(row, data));
  }

  text(x, y, words, anchor = "middle") {
    svgNode(this.svg, "text", { x, y, "text-anchor": anchor }).textContent = words;
  }

  axes({ ticks, alphas, rows, axis, letter }, width, height) {
    for (const { y, said } of ticks) {
      svgNode(this.svg, "line", { x1: LEFT, x2: width - RIGHT, y1: this.y(y), y2: this.y(y) });
      this.text(LEFT - 6, this.y(y) + 5, said, "end");
    }
    if (rows.some(({ diverged }) => diverged)) this.text(LEFT - 6, TOP - 10, "diverged", "end");
    const base = this.floor + SHARES;
    svgNode(this.svg, "line", { x1: LEFT, x2: width - RIGHT, y1: base, y2: base });
    this.text(LEFT - 6, base - 10, "learnt", "end");
    const longest = Math.max(...alphas.map((said) => said.length + 1));
    const every = Math.ceil((longest * LETTER) / this.slot);
    alphas.forEach((said, i) => {
      if (i % every === 0) this.text(LEFT + (i + 0.5) * this.slot, base + 18, said);
    });
    this.text(LEFT - 6, base + 18, letter, "end");
    this.text(LEFT, height - 4, axis, "start");
  }

  // The middle of a group's part of its α's slot, and how wide that is.
  place({ alpha, group }, groups) {
    const wide = (this.slot * 0.84) / groups;
    return { x: LEFT + (alpha + 0.08) * this.slot + (group + 0.5) * wide, wide };
  }

  // The share of the seeds that learnt.
  bars({ shares, groups }) {
    const most = SHARES - 26;
    const base = this.floor + SHARES;
    for (const share of shares) {
      if (!share.ended) continue;
      const { x, wide } = this.place(share, groups.length);
      const part = share.learnt / share.ended;
      const thick = Math.min(26, wide * 0.8);
      const common = { x: x - thick / 2, width: thick };
      svgNode(this.svg, "rect", { ...common, class: "bp-runs-whole", y: base - most, height: most });
      const kind = `bp-runs-share bp-run${share.group % COLOURS}`;
      svgNode(this.svg, "rect", { ...common, class: kind, y: base - most * part, height: most * part });
      const said = `${share.learnt}/${share.ended}`;
      if (said.length * LETTER <= wide) this.text(x, base - most - 4, said);
    }
  }

  point(row, { groups, seeds }) {
    const { x: middle, wide } = this.place(row, groups.length);
    const x = middle + (seeds > 1 ? row.seed / (seeds - 1) - 0.5 : 0) * wide * 0.8;
    const y = row.diverged ? TOP - 14 : row.exact ? this.floor : this.y(row.y);
    const kind = row.diverged ? "bp-is-lost" : row.learnt ? "bp-is-learnt" : "bp-is-stuck";
    const group = svgNode(this.svg, "g", { class: `bp-runs-point ${kind} bp-run${row.group % COLOURS}` });
    if (row.diverged) svgNode(group, "path", { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8` });
    else svgNode(group, "circle", { cx: x, cy: y, r: row.learnt ? 4.5 : 5.5 });
    return { row, x, y };
  }
}

// The picture in words: of each α, how many of its seeds learnt.
export function described({ alphas, groups, shares, letter }) {
  const parts = shares
    .filter(({ ended }) => ended)
    .map(({ alpha, group, learnt, ended }) => {
      const name = groups[group] ? `, ${groups[group]}` : "";
      return `${letter} = ${alphas[alpha]}${name}: ${learnt} of ${ended} learnt`;
    });
  return `How each run ended, by ${letter}. ${parts.join("; ")}.`;
}
