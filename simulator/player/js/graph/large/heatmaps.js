// A large network as heat maps of W between strips of its neurons, one pixel or more for each number.
import {
  ONE_CELL,
  STRIP,
  circles,
  fitted,
  ownOf,
  padded,
  perCell,
  regionOf,
  roomsOf,
  strip,
  strongestOf,
} from "./cells.js";
import { coloured, colours, largestIn } from "./pixels.js";
import { scaleOf } from "../layout/appearance.js";
import { css } from "../../drawing/colours.js";
import { total } from "../layout/levels.js";
import { sub } from "../../text/digits.js";
import { isTurned, spelt } from "../../text/notation.js";
import { el } from "../../text/elements.js";
import { range } from "../../text/elision.js";

const BESIDE = 8; // px between a strip and its map
const LARGEST = [48, 40]; // px of a row and of a column, at most
const EMPTY = 7; // px between the hatches of what is not known yet

export class HeatMaps {
  constructor(overview) {
    this.over = overview;
  }

  get note() {
    const every = "Every weight: a row for each neuron on the left, a column for each on the right.";
    const several = this.maps.some(
      ({ rows, columns }) => rows.count < rows.number || columns.count < columns.number,
    );
    return several ? `${every} A pixel that stands for several shows the largest.` : every;
  }

  lay(layers) {
    const { over } = this;
    const { high, width, left, right, top, dpr } = over;
    const pixels = (px) => Math.floor(px * dpr);
    const tall = high - STRIP - BESIDE; // a strip of the columns stands above each map
    const blocks = layers.map((layer, i) => {
      if (layer.circles) return circles(layer, tall, LARGEST[0]);
      const largest = pixels(i < layers.length - 1 ? LARGEST[0] : 12);
      return strip(layer, fitted(layer.width, pixels(tall), largest), dpr);
    });
    const rooms = roomsOf(layers, width - left - right - total(blocks.map(({ box }) => box.width)));
    let x = left;
    for (const [i, { box }] of blocks.entries()) {
      box.x = over.snapped(x);
      box.y = over.snapped(top + STRIP + BESIDE + (tall - box.height) / 2);
      x += box.width + (rooms[i] ?? 0);
    }
    this.maps = blocks.slice(0, -1).map((block, i) => {
      const columns = fitted(layers[i + 1].width, pixels(rooms[i] - 3 * BESIDE), pixels(LARGEST[1]));
      return this.map(i + 2, block, columns, dpr);
    });
    return blocks.map((block) => ({ ...block, center: block.box.x + block.box.width / 2 }));
  }

  // The map into layer l, right of the strip of its rows, and the strip of its columns above it.
  map(l, { box: { x, y, width, height }, cells, cellHeight }, columns, dpr) {
    const box = {
      x: this.over.snapped(x + width + BESIDE),
      y,
      width: (columns.count * columns.size) / dpr,
      height,
    };
    const strip = { x: box.x, y: y - STRIP - 4, width: box.width, height: STRIP - 4 };
    return { l, rows: cells, columns, box, strip, cellWidth: columns.size / dpr, cellHeight };
  }

  write() {
    const { over } = this;
    for (const map of this.maps) {
      const { box, rows, columns } = map;
      const at = [box.x + box.width / 2, box.y + box.height + 18];
      map.title = over.text(...at, "bp-map-name");
      const several = rows.count < rows.number || columns.count < columns.number;
      if (!over.narrow && several)
        over.text(
          at[0],
          at[1] + 19,
          "bp-small",
          `${box.width > 100 ? "1 pixel: " : "1 px: "}${perCell(rows)}×${perCell(columns)}`,
        );
      map.unknown = over.text(at[0], box.y + box.height / 2 + 6, "bp-map-name bp-halo");
    }
  }

  paint(context, picture, palette, theme) {
    const { over } = this;
    const ink = { context, picture, theme, ramp: colours(palette), view: over.last[1] };
    context.imageSmoothingEnabled = false;
    for (const map of this.maps) {
      this.paintMap(ink, map);
      this.strip(ink, map.strip, over.layers[map.l - 1], map.columns, true);
    }
    for (const layer of over.layers)
      if (!layer.circles) this.strip(ink, layer.box, layer, layer.cells, false);
  }

  paintMap({ context, picture, theme, ramp }, map) {
    const { over } = this;
    const { l, box } = map;
    const values = picture.edges(l);
    const lit = picture.step.lit[1].filter(([layer]) => layer === l);
    if (values) {
      const painted = cached(map, values, ramp, over.walk.scales[picture.edgeQuantity]);
      this.image(context, box, painted, lit.length ? 1 : 0.6);
    } else hatched(context, box, theme);
    outlined(context, box, theme);
    for (const [, r, c] of lit) if (values && (r || c)) this.soften(context, map, r, c, theme);
    map.title.textContent = this.title(l, box, picture.edgeQuantity);
    map.unknown.textContent = values ? "" : "–";
  }

  title(l, box, quantity) {
    const { narrow, layers } = this.over;
    const change = narrow ? `ΔW${sub(l)}` : `change of W${sub(l)}`;
    const ofRule = this.over.walk.legend[quantity].replace("W", `W${sub(l)}`);
    const over = isTurned(this.over.walk) ? "ᵀ" : ""; // its rows are the neurons on the left, as in the graph
    const name =
      spelt(this.over.walk, { W: `W${sub(l)}`, dW: `∂F/∂W${sub(l)}`, change }[quantity] ?? ofRule) + over;
    const sized = !narrow && (box.width > 110 || quantity === "W");
    return sized ? `${name} ${layers[l - 2].width}×${layers[l - 1].width}` : name;
  }

  // The values of a layer's neurons, side by side or one below the other.
  strip({ context, picture, theme, ramp, view }, box, { l, width }, cells, across) {
    const { walk } = this.over;
    const scale = scaleOf(walk, picture, view, l);
    const value = (i) => picture.neuron(l, i + 1);
    const known = range(width).map((i) => value(i) !== null);
    if (known.includes(false)) hatched(context, box, theme);
    if (known.includes(true)) {
      const [rows, columns] = across ? [ONE_CELL, cells] : [cells, ONE_CELL];
      const lit = picture.step.lit[0].some(([layer]) => layer === l);
      const painted = bitmap((r, c) => value(r + c), ramp, scale, rows, columns);
      this.image(context, box, painted, lit ? 1 : walk.drawing.receded);
    }
    outlined(context, box, theme);
  }

  image(context, { x, y, width, height }, picture, alpha) {
    context.globalAlpha = alpha;
    context.drawImage(picture, x, y, width, height);
    context.globalAlpha = 1;
  }

  // One row or column is meant: the rest recedes.
  soften(context, map, r, c, theme) {
    const { box } = map;
    const own = regionOf(map, { r, c });
    context.fillStyle = css(theme.page);
    context.globalAlpha = 1 - this.over.walk.drawing.receded;
    for (const [x, y, width, height] of [
      [box.x, box.y, box.width, own.y - box.y],
      [box.x, own.y + own.height, box.width, box.y + box.height - own.y - own.height],
      [box.x, own.y, own.x - box.x, own.height],
      [own.x + own.width, own.y, box.x + box.width - own.x - own.width, own.height],
    ])
      context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }

  outline(thing, name, parent) {
    this.over.shape(
      "rect",
      padded(regionOf(this.maps[thing.l - 2], thing), thing.r && thing.c ? 4 : 2),
      name,
      parent,
    );
  }

  // Where several entries share a pixel, the one whose colour it has.
  at(x, y) {
    for (const { l, box, strip, rows, columns, cellWidth, cellHeight } of this.maps) {
      if (x < box.x || x >= box.x + box.width) continue;
      const picture = this.over.last?.[0];
      const across = ownOf(columns, Math.floor((x - box.x) / cellWidth));
      if (y >= strip.y && y < strip.y + strip.height)
        return { l, c: strongestOf(across, (c) => picture?.neuron(l, c)) };
      if (y < box.y || y >= box.y + box.height) continue;
      const down = ownOf(rows, Math.floor((y - box.y) / cellHeight));
      const places = down.flatMap((r) => across.map((c) => [r, c]));
      const values = picture?.edges(l) ?? null;
      const [r, c] = strongestOf(
        places,
        ([i, j]) => values?.at(i - 1, j - 1) ?? picture?.before(l)[i - 1][j - 1],
      );
      return { l, r, c };
    }
    return null;
  }
}

// Numbers as a picture of one pixel for each cell; null stays clear.
function bitmap(value, ramp, end, rows, columns) {
  const [height, width] = [rows.count, columns.count];
  const canvas = el("canvas", { width, height });
  const bytes = coloured(largestIn(value, rows, columns), ramp, end);
  canvas.getContext("2d").putImageData(new ImageData(bytes, width, height), 0, 0);
  return canvas;
}

// The same numbers give the same picture, so each map keeps its last one.
function cached(map, values, ramp, end) {
  const key = [...values.of, end, ...ramp[0], ...ramp[127]];
  if (map.key?.length === key.length && map.key.every((part, i) => part === key[i])) return map.picture;
  map.key = key;
  map.picture = bitmap(values.at, ramp, end, map.rows, map.columns);
  return map.picture;
}

function outlined(context, { x, y, width, height }, theme) {
  context.lineWidth = 1;
  context.strokeStyle = theme.outline;
  context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
}

function hatched(context, { x, y, width, height }, theme) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = theme.outline;
  context.globalAlpha = 0.35;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = -height; at < width; at += EMPTY) {
    const [left, bottom] = [Math.round(x + at), Math.round(y + height)]; // on whole px lines stay thin
    context.moveTo(left, bottom);
    context.lineTo(left + height, bottom - height);
  }
  context.stroke();
  context.restore();
}
