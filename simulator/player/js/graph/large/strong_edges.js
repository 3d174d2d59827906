// The strongest edges of a large network as lines on a canvas, and its wide layers as blocks of dots.
import { circles, dots } from "./cells.js";
import { scaleOf } from "../layout/appearance.js";
import { css, mixed, receded } from "../../drawing/colours.js";
import { distanceTo } from "../layout/layout.js";
import { MOST_EDGES, grouped, shares, strongest, total, weightsOf } from "../layout/levels.js";
import { el } from "../../text/elements.js";
import { range } from "../../text/elision.js";

const STEPS_OF_COLOUR = 16; // for each sign: lines of one colour, width and dash are drawn in one go
const BLOCK = 230; // px that a layer is wide, at most
const FEW = 300; // lit lines that can be as thick as in a small network
const REACH = 6; // px from a line within which it is meant

export class StrongEdges {
  constructor(overview) {
    this.over = overview;
    this.counts = weightsOf(overview.walk);
    this.shares = shares(this.counts, MOST_EDGES);
    this.drawn = [];
    this.sheets = new Map();
  }

  get note() {
    const drawn = this.drawn.length;
    const all = total(this.counts);
    if (drawn === all) return `All ${grouped(all)} edges.`;
    const more = this.added ? ", and those of this step" : "";
    return `${grouped(drawn)} of ${grouped(all)} edges, the strongest by |W| of each layer${more}; ${grouped(all - drawn)} hidden.`;
  }

  lay(layers) {
    const { high, width, left, right, top } = this.over;
    const widest = Math.max(48, Math.min(BLOCK, (width - left - right) / (1.6 * layers.length - 1)));
    const blocks = layers.map((layer) => (layer.circles ? circles(layer, high) : dots(layer, high, widest)));
    const gap = (width - left - right - total(blocks.map(({ box }) => box.width))) / (blocks.length - 1);
    let x = left;
    for (const { box } of blocks) {
      Object.assign(box, { x, y: top + (high - box.height) / 2 });
      x += box.width + gap;
    }
    return blocks.map((block) => ({ ...block, center: block.box.x + block.box.width / 2 }));
  }

  // Nothing is written beside the lines.
  write() {}

  paint(context, picture, palette, theme) {
    const layers = this.choose(picture);
    for (const layer of [...layers].sort((a, b) => a.lit - b.lit))
      this.sheet(context, layer, picture, palette);
    for (const { own } of layers) this.lines(context, own, true, picture, palette);
    for (const layer of this.over.layers) if (layer.dots) this.dots(context, layer, picture, palette, theme);
  }

  // The edges drawn at this step, each with its ends and its value: the strongest, and whatever one neuron lights.
  choose(picture) {
    const { layers } = this.over;
    this.added = 0;
    const found = layers.slice(1).map(({ l, width }, i) => {
      const values = picture.edges(l);
      const edge = ([r, c]) => ({
        l,
        r: r + 1,
        c: c + 1,
        value: values ? values.at(r, c) : null,
        lit: picture.litEdge(l, r + 1, c + 1),
        from: this.over.spot(l - 1, r + 1),
        to: this.over.spot(l, c + 1),
      });
      const places = strongest(picture.before(l), this.shares[i]);
      const own = this.lit(l, picture);
      const there = own.length ? new Set(places.map(([r, c]) => r * width + c)) : null;
      const more = own.filter(([r, c]) => !there.has(r * width + c)).map(edge);
      this.added += more.length;
      const edges = places.map(edge);
      return {
        l,
        edges,
        more,
        lit: !own.length && edges[0].lit,
        own: own.length ? [...edges, ...more].filter(({ lit }) => lit) : [],
      };
    });
    this.drawn = found.flatMap(({ edges, more }) => [...edges, ...more]);
    return found;
  }

  // The strongest edges of a layer, all lit or none, as a picture that is kept until something of it changes.
  sheet(context, { l, edges, lit }, picture, palette) {
    const { over } = this;
    const { width, height, dpr } = over;
    const from = over.snapped(over.layers[l - 2].box.x);
    const wide = Math.ceil((over.layers[l - 1].box.x + over.layers[l - 1].box.width - from) * dpr);
    const key = [
      ...(picture.edges(l)?.of ?? []),
      picture.before(l),
      over.walk.scales[picture.edgeQuantity],
      palette,
      width,
      height,
      dpr,
    ];
    const known = this.sheets.get(`${l} ${lit}`);
    const same = known?.key.length === key.length && known.key.every((part, i) => part === key[i]);
    const canvas = same ? known.canvas : el("canvas", { width: wide, height: Math.ceil(height * dpr) });
    if (!same) {
      const sheet = canvas.getContext("2d");
      sheet.setTransform(dpr, 0, 0, dpr, -from * dpr, 0);
      this.lines(sheet, edges, lit, picture, palette);
      this.sheets.set(`${l} ${lit}`, { key, canvas });
    }
    context.drawImage(canvas, from, 0, canvas.width / dpr, canvas.height / dpr);
  }

  // The edges of the one neuron that the step is about, as [row, column] from 0.
  lit(l, picture) {
    const [height, width] = [this.over.layers[l - 2].width, this.over.layers[l - 1].width];
    return picture.step.lit[1]
      .filter(([layer, r, c]) => layer === l && (r || c))
      .flatMap(([, r, c]) =>
        c ? range(height).map((i) => [i, c - 1]) : range(width).map((j) => [r - 1, j]),
      );
  }

  // Lines of one colour in one go, the strong over the weak.
  lines(context, edges, lit, picture, palette) {
    const end = this.over.walk.scales[picture.edgeQuantity];
    const thick = lit && edges.length <= FEW ? 2.6 : 1.2;
    context.globalAlpha = lit ? 0.9 : 0.4;
    for (const { step, sign, edges: own } of byColour(edges, end)) {
      const share = Math.max(0, step) / STEPS_OF_COLOUR;
      context.strokeStyle = css(mixed(palette, "edge", sign * share));
      context.lineWidth = step < 0 ? 0.6 : 0.6 + thick * share;
      context.setLineDash(step < 0 ? [1, 5] : sign < 0 ? [7, 5] : []);
      context.beginPath();
      for (const { from, to } of own) {
        context.moveTo(...from);
        context.lineTo(...to);
      }
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  // A dot is filled by its number; one not known yet is a point without a fill.
  dots(context, { l, box, width, radius }, picture, palette, theme) {
    context.clearRect(box.x - 3, box.y - 3, box.width + 6, box.height + 6);
    const scale = scaleOf(this.over.walk, picture, this.over.last[1], l);
    const keeps = this.over.walk.drawing.receded;
    context.lineWidth = 0.8;
    context.strokeStyle = theme.outline;
    for (let c = 1; c <= width; c += 1) {
      const value = picture.neuron(l, c);
      const full = mixed(palette, "neuron", (value ?? 0) / scale);
      context.fillStyle =
        value === null
          ? theme.outline
          : css(picture.litNeuron(l, c) ? full : receded(full, theme.page, keeps));
      context.beginPath();
      context.arc(...this.over.spot(l, c), value === null ? 0.9 : radius, 0, 2 * Math.PI);
      context.fill();
      if (value !== null && radius > 2.5) context.stroke();
    }
  }

  outline({ l, r, c, region }, name, parent) {
    if (region) return; // lit lines stand out by themselves
    const [[x1, y1], [x2, y2]] = [this.over.spot(l - 1, r), this.over.spot(l, c)];
    this.over.shape("line", { x1, y1, x2, y2 }, name, parent);
  }

  // The nearest line, those on top first.
  at(x, y) {
    let best = null;
    let least = REACH;
    for (const { l, r, c, from, to } of this.drawn) {
      const distance = distanceTo([from, to], x, y);
      if (distance <= least) {
        least = distance;
        best = { l, r, c };
      }
    }
    return best;
  }
}

// Edges by their share of a scale, in steps of colour, the strong last; step -1 where not known yet.
function byColour(edges, end) {
  const groups = new Map();
  for (const edge of edges) {
    const share = edge.value === null ? null : Math.max(-1, Math.min(1, edge.value / end));
    const step = share === null ? -1 : Math.round(Math.abs(share) * STEPS_OF_COLOUR);
    const key = `${step} ${share < 0}`;
    if (!groups.has(key)) groups.set(key, { step, sign: share < 0 ? -1 : 1, edges: [] });
    groups.get(key).edges.push(edge);
  }
  return [...groups.values()].sort((a, b) => a.step - b.step);
}
