// Where the neurons of a layer of a large network stand: one or several to a cell.
import { total } from "../layout/levels.js";
import { range } from "../../text/elision.js";

const CIRCLE = 44; // at most, across
const DOT = 16; // px between two dots, at most
export const STRIP = 16; // px across

// `number` things in `count` cells, as evenly as can be: the cell of a thing, from 1, and the things of a cell.
export const cellOf = ({ number: all, count }, i) => Math.floor(((i - 1) * count) / all);
export function ownOf({ number: all, count }, cell) {
  const from = Math.ceil((cell * all) / count);
  const to = Math.min(all, Math.ceil(((cell + 1) * all) / count));
  return range(Math.max(0, to - from)).map((k) => from + k + 1);
}

// Of several that share a cell, the one of the largest size stands for them.
export function strongestOf(places, value) {
  return places.reduce((best, place) =>
    Math.abs(value(place) ?? 0) > Math.abs(value(best) ?? 0) ? place : best,
  );
}

// So many things in so many pixels: all of one size, or several to a pixel.
export function fitted(all, pixels, largest) {
  const count = Math.min(all, Math.max(1, pixels));
  return { number: all, count, size: Math.max(1, Math.min(largest, Math.floor(pixels / all))) };
}

export const ONE_CELL = { number: 1, count: 1 };

export function perCell({ number: all, count }) {
  const [few, most] = [Math.floor(all / count), Math.ceil(all / count)];
  return few === most ? `${few}` : `${few}–${most}`;
}

export const padded = ({ x, y, width, height }, by) => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
  rx: 3,
});

// A narrow layer: one column of circles, `pitch` px apart at most.
export function circles(layer, high, pitch = 72) {
  const apart = Math.min(high / layer.width, pitch);
  const radius = Math.min(CIRCLE, Math.max(16, apart * 0.86)) / 2;
  return {
    ...layer,
    radius,
    columns: 1,
    cells: { number: layer.width, count: layer.width },
    cellWidth: 2 * radius,
    cellHeight: apart,
    box: { width: 2 * radius, height: apart * layer.width },
  };
}

// A wide layer: rows of dots as far apart as they can be; an input of n² numbers as n rows, like the picture it may be.
export function dots(layer, high, widest) {
  const { l, width } = layer;
  const side = Math.sqrt(width);
  const spacing = (columns) => Math.min(DOT, high / Math.ceil(width / columns), widest / columns);
  const square = l === 1 && width >= 64 && Number.isInteger(side);
  const columns = square
    ? side
    : range(width).reduce((best, i) => (spacing(i + 1) > spacing(best) ? i + 1 : best), 1);
  const apart = spacing(columns);
  const box = { width: columns * apart, height: Math.ceil(width / columns) * apart };
  return {
    ...layer,
    dots: true,
    radius: apart * 0.4,
    columns,
    cells: { number: width, count: width },
    cellWidth: apart,
    cellHeight: apart,
    box,
  };
}

// A wide layer as one column of cells.
export function strip(layer, cells, dpr) {
  const box = { width: STRIP, height: (cells.count * cells.size) / dpr };
  return { ...layer, columns: 1, cells, cellWidth: STRIP, cellHeight: cells.size / dpr, box };
}

// The px of each map with the space around it, of `all` px: wide matrices get more.
export function roomsOf(layers, all) {
  const shares = layers.slice(1).map(({ width }) => Math.sqrt(width));
  const least = Math.min(110, all / shares.length);
  return shares.map((share) => least + (all - least * shares.length) * (share / total(shares)));
}

// The rectangle of an entry of a map, or with r or c 0 of a whole row, column or map.
export function regionOf({ box, rows, columns, cellWidth, cellHeight }, { r, c }) {
  return {
    x: c ? box.x + cellOf(columns, c) * cellWidth : box.x,
    width: c ? cellWidth : box.width,
    y: r ? box.y + cellOf(rows, r) * cellHeight : box.y,
    height: r ? cellHeight : box.height,
  };
}
