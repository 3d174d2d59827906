// The error step: y and t of each output on one number line with e between them, and beside it what it adds to F:
// a square whose area is e², or bars of the loss' own parts.
import { svgNode, word } from "../drawing/svg.js";
import { shown, sub } from "../text/digits.js";
import { kept } from "../text/elision.js";
import { errorsAt } from "../text/noise.js";
import { spelt } from "../text/notation.js";
import { ofItem } from "../walk/items.js";
import { drawItems } from "./items_picture.js";
import { named, numberAt, identify, roomBeside, saying, sheet, signed } from "./sheet.js";

// Outputs that have a line of their own, and where there is less room.
const MOST = [
  { above: 6, kept: 4 },
  { above: 4, kept: 2 },
  { above: 2, kept: 1 },
];
const HEAD = 20;
const NARROW = 440; // px where there is little room for words
const LONGEST = 58; // px of the longest bar
const SHORTEST = 142; // px that a number line has at least, with what stands around it
const LEAST = 32; // px of a row
const GONE = 22; // and of what is said of those that have none
const APART = 50; // px from row to row from which on words above a line are clear of those below the one above
const [PER_LETTER, GAP] = [7.8, 8]; // px of a letter, about, and between words side by side

// Where the number lines run, e stands, in the room of the longest one, squares and bars begin, and their key does.
function columnsOf(wide, rows, digits) {
  const share = wide - 144;
  const longest = Math.max(...rows.map((row) => (row ? longOf(errorOf(row, digits)) : 0)));
  const room = Math.max(84, Math.min(longest + 2, share - SHORTEST));
  const error = share - room - 6;
  return { line: [14, error - 12], error, room, share, key: share - 90, wide };
}

export function errorPicture(at, palette, size) {
  const { wide } = size;
  const e = at.ofOutputs("e");
  if (!e) return drawItems(at, palette, size);
  const { squares, parts } = at.walk.lossPicture;
  const { rows, columns, height, high } = rowsIn(at, e, wide, roomBeside(sumSaid(at, e.length), size) - HEAD);
  const svg = sheet(wide, HEAD + high, said(rows, at.digits));
  const heading = wide < NARROW ? "e = t − y" : "from y to t: e = t − y";
  word(svg, columns.line[0], 13, "bp-picture-head", heading, "start");
  const across = acrossOf(rows, columns.line);
  const part = squares ? squareOf(at, height, columns) : barsOf(at, height, columns);
  if (squares) word(svg, columns.share, 13, "bp-picture-head", "area e²", "start");
  else parts.forEach((words, k) => key(svg, k, parts, words, columns));
  let y = HEAD;
  for (const row of rows) {
    if (row) drawRow(svg, at, palette, { row, across, y, height, columns, part });
    else
      word(svg, columns.line[0], y + 12, "bp-picture-head", `⋮ ${e.length - rows.length + 1} more`, "start");
    y += row ? height : GONE;
  }
  return [svg, saying(sumSaid(at, e.length))];
}

function drawRow(svg, at, palette, { row, across, y, height, columns, part }) {
  const middle = y + height / 2;
  numberLine(svg, row, across, middle, at, palette, columns);
  const places = height < APART ? sideBySide : aboveAndBelow;
  const [ofY, ofT] = places([across(row.y), across(row.t)], wordsOf(row, at.digits), columns);
  endAt(svg, "a", row, row.y, ofY, middle, at);
  endAt(svg, "t", row, row.t, ofT, middle, at);
  part(svg, row, y);
}

const sumSaid = (at, count) => spelt(at.walk, total(at, count));

// As many rows as have room in so many px, where what is in them stands, how high each is, and all of them.
function rowsIn(at, e, wide, room) {
  const tries = MOST.map((most) => standing(rowsOf(at, e, most), at.digits, wide, room));
  return tries.find(({ high }) => high <= room) ?? tries.at(-1);
}

function standing(rows, digits, wide, room) {
  const columns = columnsOf(wide, rows, digits);
  const own = rows.filter(Boolean);
  const gone = (rows.length - own.length) * GONE;
  const usual = heightOf(rows, digits, columns);
  const least = beside(rows, digits, columns) ? Math.min(usual, LEAST) : APART;
  const height = Math.min(usual, Math.max(least, (room - gone) / own.length));
  return { rows, columns, height, high: height * own.length + gone };
}

// Outputs with their y, t and e; null stands for those that are left out.
function rowsOf(at, e, most) {
  const [t, y] = [at.ofOutputs("t"), at.array("a", at.K)];
  return kept(e.length, most).map((i) => (i === null ? null : { c: i + 1, y: y[i], t: t[i], e: e[i] }));
}

const wordsOf = ({ c, y, t }, digits) => [`y${sub(c)} ${shown(y, digits)}`, `t${sub(c)} ${shown(t, digits)}`];
const errorOf = ({ c, e }, digits) => `e${sub(c)} ${shown(e, digits)}`;
const longOf = (words) => words.length * PER_LETTER;

// Whether y and t of each row have room beside each other above their line.
const beside = (rows, digits, { share }) =>
  rows.every((row) => {
    const [y, t] = row ? wordsOf(row, digits) : ["", ""];
    return longOf(y) + GAP + longOf(t) <= share;
  });

// Many rows are low where they have.
function heightOf(rows, digits, columns) {
  if (rows.length <= 2) return 58;
  return !beside(rows, digits, columns) ? APART : rows.length > 4 ? 34 : 44;
}

// Where the words of y and t stand, px from the line's height, and what room they have: y above its point, t below.
function aboveAndBelow(ends, _, { line, share }) {
  return ends.map((x, k) => {
    const anchor = x < line[0] + 60 ? "start" : x > line[1] - 60 ? "end" : "middle";
    const reach = { start: share - x, end: x, middle: 2 * Math.min(x, share - x) }[anchor];
    return { x, below: k ? 21 : -11, anchor, room: Math.min(190, share - 20, reach) };
  });
}

// Both above the line, moved apart where they would lie on each other.
function sideBySide(ends, words, { share }) {
  const half = words.map((said) => longOf(said) / 2);
  const [left, right] = ends[0] <= ends[1] ? [0, 1] : [1, 0];
  const apart = half[0] + half[1] + GAP;
  const lack = Math.max(0, apart - (ends[right] - ends[left])) / 2;
  const first = Math.min(Math.max(ends[left] - lack, half[left]), share - half[right] - apart);
  const second = Math.min(Math.max(ends[right] + lack, first + apart), share - half[right]);
  return ends.map((_, k) => ({
    x: k === left ? first : second,
    below: -11,
    anchor: "middle",
    room: 2 * half[k] + 1,
  }));
}

function endAt(svg, quantity, { c }, value, { x, below, anchor, room }, middle, { K, digits }) {
  const lead = `${quantity === "a" ? "y" : "t"}${sub(c)} `;
  numberAt(svg, [x, middle + below], value, { digits, room, anchor, name: `${quantity}:${K}:${c}`, lead });
}

// Where a number stands on the lines: all of them have one scale.
function acrossOf(rows, line) {
  const numbers = rows.flatMap((row) => (row ? [row.y, row.t] : []));
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const span = high / 2 - low / 2 || 0.5; // half of it: the whole may be past what float64 holds
  return (x) => line[0] + ((x / 2 - low / 2) / span) * (line[1] - line[0]);
}

function numberLine(svg, { c, y, t, e }, across, middle, { K, digits }, palette, { line, error, room }) {
  const [from, to] = [across(y), across(t)];
  const ends = { y1: middle, y2: middle };
  svgNode(svg, "line", { x1: line[0] - 6, x2: line[1] + 6, ...ends, class: "bp-axis" });
  const colour = signed(palette, e);
  const between = svgNode(svg, "line", {
    x1: from,
    x2: to,
    ...ends,
    class: "bp-error-between",
    stroke: colour,
  });
  identify(between, `e:${K}:${c}`, e);
  const output = svgNode(svg, "circle", { cx: from, cy: middle, r: 6, class: "bp-point-y" });
  identify(output, `a:${K}:${c}`, y);
  const target = svgNode(svg, "circle", { cx: to, cy: middle, r: 7, class: "bp-point-t" });
  identify(target, `t:${K}:${c}`, t);
  const words = { digits, room, name: `e:${K}:${c}`, lead: `e${sub(c)} `, anchor: "start" };
  numberAt(svg, [error, middle + 5], e, words);
}

// The squares have one scale too: that of the largest e until now, so that they are seen to shrink.
function squareOf(at, height, { share, wide }) {
  const most = largest(at, (update) => [update.e]);
  const side = (e) => (most ? (Math.abs(e) / most) * (height - 8) : 0);
  return (svg, { c, e }, y) => {
    const size = side(e);
    const at_ = { x: share, y: y + (height - size) / 2, width: size, height: size };
    identify(svgNode(svg, "rect", { ...at_, class: "bp-square" }), `e:${at.K}:${c}`, e);
    numberAt(svg, [share + height, y + height / 2 + 5], e * e, {
      digits: at.digits,
      room: wide - share - height,
      anchor: "start",
    });
  };
}

// A bar for each part that an output adds to F.
function barsOf(at, height, { share, wide }) {
  const parts = at.update.parts.map((place) => ofItem(at.update, "t", at.arrays[place], at.item));
  const most = largest(at, (update) => update.parts);
  const thick = Math.min(18, (height - 6) / parts.length);
  return (svg, { c }, y) => {
    const top = y + (height - thick * parts.length) / 2;
    parts.forEach((values, k) => {
      const value = values[c - 1];
      const width = most ? (Math.abs(value) / most) * LONGEST : 0;
      const place = { x: share, y: top + k * thick, width, height: thick - 2 };
      const bar = svgNode(svg, "rect", {
        ...place,
        class: `bp-part bp-part-${k}${value < 0 ? " bp-below" : ""}`,
      });
      identify(bar, "", value);
      numberAt(svg, [share + LONGEST + 4, top + k * thick + thick / 2 + 4], value, {
        digits: at.digits,
        room: wide - share - LONGEST - 6,
        anchor: "start",
      });
    });
  };
}

// The largest |number| of some arrays over the updates until now.
function largest({ walk, arrays, step }, places) {
  const found = walk.updates.slice(0, step.u + 1).flatMap((update) => places(update).map((at) => arrays[at]));
  return found.flat(2).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

function key(svg, k, parts, words, { key: first, share }) {
  const x = parts.length > 1 ? first + k * 86 : share;
  svgNode(svg, "rect", { x, y: 4, width: 10, height: 10, class: `bp-part bp-part-${k}` });
  word(svg, x + 14, 13, "bp-picture-head", words, "start");
}

// How the squares or bars make F.
function total({ walk, update, item, digits }, count) {
  const { squares } = walk.lossPicture;
  const what = squares ? "areas" : "bars";
  const whose = update.items ? `item ${update.items[Math.min(item, update.items.length) - 1] + 1}` : "";
  const halved = squares && squares.weight !== 1 ? `${shown(squares.weight, 0)} × ` : "";
  if (whose) {
    const share = squares?.mean ? ", divided by the number of items" : "";
    return `What ${whose} adds to F: ${halved}its ${what} together${share}.`;
  }
  const together = count > 1 ? `all ${what} together` : `the ${what.slice(0, -1)}`;
  return `F = ${halved}${together} = ${shown(errorsAt(update, digits)[0], digits)}`;
}

function said(rows, digits) {
  const each = rows.map((row) =>
    row
      ? `${named("y", row.c)} ${shown(row.y, digits)}, ${named("t", row.c)} ${shown(row.t, digits)}, ${named("e", row.c)} ${shown(row.e, digits)}`
      : "…",
  );
  return `y and t of each output, and e between them: ${each.join("; ")}`;
}
