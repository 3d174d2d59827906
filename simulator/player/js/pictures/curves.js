// The picture of a step that computes a or A: for each neuron its σ, the point at n, and the tangent there. Of
// softmax, which is no curve of one n, a as shares of 1, and A as a matrix.
import { inkOn, mixed, css } from "../drawing/colours.js";
import { drawSigma } from "../drawing/sigma.js";
import { svgNode } from "../drawing/svg.js";
import { fitting, shown, sub } from "../text/digits.js";
import { spelt, letterOf } from "../text/notation.js";
import { hereAlone } from "../walk/items.js";
import { pointsOf } from "../walk/values.js";
import { captioned, heightBelow, paper, rowsIn } from "./drawn.js";
import { drawItems } from "./items_picture.js";
import { saying } from "./sheet.js";

const MOST = 8; // neurons
const MOST_CELLS = 6; // rows and columns of a matrix with its numbers
const MOST_COLOURED = 32; // and of one of colours alone
const COLOURED = "Point at a cell for its number.";
const MANY = "A has too many rows for a picture here; the matrices show it.";
const LINE = 18;
const WIDEST = 200;
const [NARROWEST, LOWEST, LEAST] = [110, 92, 51]; // px of a curve with its words; where n stands within it
const [SHARE, CELL] = [20, 19]; // px of a share, and of a cell with its number, at least

const CAPTIONS = {
  a: "σ of each neuron: from n on the axis up to a.",
  A: "The slope of each tangent says how strongly a answers n.",
  shares: "Softmax: each neuron's share of Σ eⁿ; together they are 1.",
  matrix: "Softmax: how much a of the row moves with n of the column.",
};

const captionOf = (at, kind) => spelt(at.walk, CAPTIONS[kind]) + hereAlone(at);

export function drawCurves(at, palette, size) {
  const { l, kind } = at.step;
  const { width, activation } = at.walk.layers[l - 1];
  const found = pointsOf(at, width > MOST ? MOST - 1 : MOST);
  if (!found.length) return drawItems(at, palette, size);
  const points = at.walk.curves[activation];
  if (points) return drawCells(at, found, width, points, size);
  return kind === "a" ? drawShares(at, found, width, palette, size) : drawMatrix(at, palette, width, size);
}

function drawCells(at, all, width, points, size) {
  const { wide } = size;
  const caption = captionOf(at, at.step.kind);
  const room = heightBelow(caption, size);
  const { cells, columns, rows } = gridOf(
    Math.min(all.length + (width > all.length ? 1 : 0), MOST),
    wide,
    room,
  );
  const found = all.slice(0, cells < width ? Math.max(1, cells - 1) : width);
  const said = found.map(([c, one]) => `${resultSaid(at, c, one)}${one.quiet ? `, ${one.quiet}` : ""}`);
  const high = Math.max(room, rows * LEAST);
  const cell = { width: Math.min(WIDEST, wide / columns), height: high / rows };
  const svg = paper(caption, said.join("; "), wide, high);
  found.forEach(([c, one], i) => {
    const place = { x: (i % columns) * cell.width, y: Math.floor(i / columns) * cell.height };
    drawCell(svg, at, { ...place, ...cell }, c, one, points);
  });
  if (width > found.length) {
    const last = { x: (cells - 1) % columns, y: Math.floor((cells - 1) / columns) };
    const place = { x: last.x * cell.width + 8, y: (last.y + 0.5) * cell.height };
    svgNode(svg, "text", place, `⋮ ${width - found.length} more`);
  }
  return captioned(caption, svg);
}

// In how many columns and rows cells stand, and how many of them.
function gridOf(wanted, wide, room) {
  const most = Math.max(1, Math.floor(wide / NARROWEST));
  const columns = Math.min(wanted > 3 ? Math.ceil(wanted / 2) : wanted, most);
  const rows = Math.min(Math.ceil(wanted / columns), Math.max(1, Math.floor(room / LEAST)));
  if (rows * columns >= wanted) return { cells: wanted, columns, rows };
  const across = Math.min(wanted, most);
  return { cells: Math.min(wanted, rows * across), columns: across, rows };
}

const nameOf = (letter, { walk, step: { l } }, c) => `${letterOf(walk, letter)}${sub(l)},${sub(c)}`;

function resultSaid(at, c, { a, slope }) {
  const [letter, value] = at.step.kind === "A" ? ["A", slope] : ["a", a];
  return `${nameOf(letter, at, c)} = ${shown(value, at.digits)}`;
}

function drawCell(svg, at, { x, y, width, height }, c, one, points) {
  const cell = svgNode(svg, "g", one.quiet ? { class: "bp-quiet", "data-quiet": one.quiet } : {});
  const room = width - 6;
  const name = at.step.kind === "A" ? one.names.A : one.names.a;
  const words = fitting(resultSaid(at, c, one), room);
  svgNode(cell, "text", { x, y: y + 13, class: "bp-result", "data-number": name }, words);
  const low = height < LOWEST; // n stands beside the curve, which rises, at its lower right
  const box = {
    x: x + 4,
    y: y + LINE + 4,
    width: room - 8,
    height: height - (low ? LINE + 8 : 2 * LINE + 10),
  };
  drawSigma(cell, box, points, one, one.names);
  const below = `${letterOf(at.walk, "n")} ${shown(one.n, at.digits)}`;
  const quiet = one.quiet ? ` ${one.quiet}` : "";
  const place = low ? { x: x + room - 4, "text-anchor": "end" } : { x };
  const look = `bp-faint${low ? " bp-within" : ""}`;
  const text = svgNode(cell, "text", { ...place, y: y + height - 5, class: look });
  svgNode(text, "tspan", { "data-number": one.names.n }, fitting(below, room - quiet.length * 7));
  if (quiet) svgNode(text, "tspan", { class: "bp-quiet-word" }, quiet);
}

// ---- softmax

function drawShares(at, all, width, palette, size) {
  const { wide } = size;
  const caption = captionOf(at, "shares");
  const room = heightBelow(caption, size);
  const { shown: count, rows } = rowsIn(room, width, SHARE, MOST);
  const found = all.slice(0, count);
  const high = Math.min(34, Math.max(room, rows * SHARE) / rows);
  const svg = paper(caption, found.map(([c, one]) => resultSaid(at, c, one)).join("; "), wide, high * rows);
  const [left, right] = [56, wide - 120];
  found.forEach(([c, { a, quiet, names }], i) => {
    const y = i * high;
    const bar = { y: y + 4, height: high - 8, "data-number": names.a };
    svgNode(svg, "text", { x: 0, y: y + high / 2 + 5 }, nameOf("a", at, c));
    svgNode(svg, "rect", { ...bar, x: left, width: right - left, class: "bp-whole" });
    const look = { class: "bp-bar", style: `--tone:${palette.positive}`, "data-value": a };
    svgNode(svg, "rect", { ...bar, ...look, x: left, width: a * (right - left) });
    const words = fitting(`= ${shown(a, at.digits)}${quiet ? ` ${quiet}` : ""}`, wide - right - 8);
    svgNode(
      svg,
      "text",
      { x: right + 8, y: y + high / 2 + 5, class: "bp-result", "data-number": names.a },
      words,
    );
  });
  if (width > found.length)
    svgNode(svg, "text", { x: 0, y: found.length * high + 14 }, `⋮ ${width - found.length} more`);
  return captioned(caption, svg);
}

// A cell for each row and column; its numbers where they are few, else its colours alone.
function drawMatrix(at, palette, width, size) {
  const { wide } = size;
  const A = at.slopes(at.step.l);
  if (!A) return null;
  if (width > MOST_COLOURED) return [saying(spelt(at.walk, MANY))];
  const numbered = width <= MOST_CELLS;
  const caption = captionOf(at, "matrix") + (numbered ? "" : ` ${COLOURED}`);
  const height = Math.max(heightBelow(caption, size), numbered ? LINE + width * CELL : 0);
  const svg = paper(caption, `${width} rows and columns, as in the formula`, wide, height);
  const high = (height - LINE) / width;
  const across = numbered ? Math.min(84, (wide - 50) / width) : Math.min(high * 2.4, (wide - 50) / width);
  const place = { x: 50, y: LINE, across, high, gap: numbered ? 2 : 1 };
  A.forEach((row, i) => {
    nameRow(svg, at, place, i, width);
    row.forEach((value, j) => {
      drawShare(svg, at, palette, place, { value, i, j, numbered });
    });
  });
  return captioned(caption, svg);
}

// The names of row and column i; of many the first and the last.
function nameRow(svg, at, { x, y, across, high }, i, width) {
  if (width > MOST_CELLS && i > 0 && i < width - 1) return;
  const left = { x: 0, y: y + (i + 0.5) * high + 5, class: "bp-faint" };
  svgNode(svg, "text", left, nameOf("a", at, i + 1));
  const above = { x: x + (i + 0.5) * across, y: 12, "text-anchor": "middle", class: "bp-faint" };
  svgNode(svg, "text", above, nameOf("n", at, i + 1));
}

function drawShare(svg, at, palette, { x, y, across, high, gap }, { value, i, j, numbered }) {
  const fill = mixed(palette, "neuron", value / at.walk.scales.A);
  const own = { "data-number": `A:${at.step.l}:${i + 1}:${j + 1}` };
  const place = { x: x + j * across, y: y + i * high + gap / 2, width: across - gap, height: high - gap };
  const look = { rx: numbered ? 4 : 1, style: `fill:${css(fill)}`, "data-value": value };
  const box = svgNode(svg, "rect", { ...place, ...look, ...own });
  svgNode(box, "title", {}, shown(value, 0));
  if (!numbered) return;
  const middle = { x: x + (j + 0.5) * across - 1, y: y + (i + 0.5) * high + 5, "text-anchor": "middle" };
  const ink = { style: `fill:${inkOn(fill, at.walk.drawing.light)}` };
  svgNode(svg, "text", { ...middle, ...ink, ...own }, fitting(shown(value, at.digits), across - 6));
}
