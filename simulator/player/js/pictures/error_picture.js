// The error step: y and t of each output on one number line with e between them, and beside it what it adds to F:
// a square whose area is e², or bars of the loss' own parts.
import { svgNode, word } from "../graph/svg.js";
import { shown, sub } from "../text/digits.js";
import { kept } from "../text/elision.js";
import { errorsAt } from "../text/noise.js";
import { spelt } from "../text/notation.js";
import { ofItem } from "../walk/items.js";
import { drawItems } from "./items_picture.js";
import { named, numberAt, identify, saying, sheet, signed } from "./sheet.js";

const MOST = { above: 6, kept: 4 }; // outputs that have a line of their own
const HEAD = 20;
const NARROW = 440; // px where there is little room for words
const LONGEST = 58; // px of the longest bar

// Where the number lines run, e stands, and squares and bars begin.
function columnsOf(wide) {
  const share = wide - 144;
  const error = share - 90;
  return { line: [14, error - 12], error, share, wide };
}

export function errorPicture(at, palette, wide) {
  const e = at.ofOutputs("e");
  if (!e) return drawItems(at, palette, wide);
  const { squares, parts } = at.walk.lossPicture;
  const rows = rowsOf(at, e);
  const height = rows.length > 4 ? 34 : rows.length > 2 ? 44 : 58;
  const columns = columnsOf(wide);
  const svg = sheet(wide, HEAD + rows.length * height, said(rows, at.digits));
  const heading = wide < NARROW ? "e = t − y" : "from y to t: e = t − y";
  word(svg, columns.line[0], 13, "bp-picture-head", heading, "start");
  const across = acrossOf(rows, columns.line);
  const part = squares ? squareOf(at, height, columns) : barsOf(at, height, columns);
  if (squares) word(svg, columns.share, 13, "bp-picture-head", "area e²", "start");
  else parts.forEach((words, k) => key(svg, k, parts, words, columns));
  rows.forEach((row, k) => {
    const y = HEAD + k * height;
    if (row === null) {
      word(
        svg,
        columns.line[0],
        y + height / 2,
        "bp-picture-head",
        `⋮ ${e.length - MOST.kept - 1} more`,
        "start",
      );
      return;
    }
    numberLine(svg, row, across, y + height / 2, at, palette, columns);
    part(svg, row, y);
  });
  return [svg, saying(spelt(at.walk, total(at, rows)))];
}

// Outputs with their y, t and e; null stands for those that are left out.
function rowsOf(at, e) {
  const [t, y] = [at.ofOutputs("t"), at.array("a", at.K)];
  return kept(e.length, MOST).map((i) => (i === null ? null : { c: i + 1, y: y[i], t: t[i], e: e[i] }));
}

// Where a number stands on the lines: all of them have one scale.
function acrossOf(rows, line) {
  const numbers = rows.flatMap((row) => (row ? [row.y, row.t] : []));
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const span = high / 2 - low / 2 || 0.5; // half of it: the whole may be past what float64 holds
  return (x) => line[0] + ((x / 2 - low / 2) / span) * (line[1] - line[0]);
}

function numberLine(svg, { c, y, t, e }, across, middle, { K, digits }, palette, { line, error, share }) {
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
  const place = (x) => (x < line[0] + 60 ? "start" : x > line[1] - 60 ? "end" : "middle");
  const reach = (x) => ({ start: share - x, end: x, middle: 2 * Math.min(x, share - x) })[place(x)];
  const beside = (x) => ({ digits, room: Math.min(190, share - 20, reach(x)), anchor: place(x) });
  numberAt(svg, [from, middle - 11], y, {
    ...beside(from),
    name: `a:${K}:${c}`,
    lead: `y${sub(c)} `,
  });
  numberAt(svg, [to, middle + 21], t, {
    ...beside(to),
    name: `t:${K}:${c}`,
    lead: `t${sub(c)} `,
  });
  const words = { digits, room: 84, name: `e:${K}:${c}`, lead: `e${sub(c)} `, anchor: "start" };
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

function key(svg, k, parts, words, { error, share }) {
  const x = parts.length > 1 ? error + k * 86 : share;
  svgNode(svg, "rect", { x, y: 4, width: 10, height: 10, class: `bp-part bp-part-${k}` });
  word(svg, x + 14, 13, "bp-picture-head", words, "start");
}

// How the squares or bars make F.
function total({ walk, update, item, digits }, rows) {
  const { squares } = walk.lossPicture;
  const what = squares ? "areas" : "bars";
  const whose = update.items ? `item ${update.items[Math.min(item, update.items.length) - 1] + 1}` : "";
  const halved = squares && squares.weight !== 1 ? `${shown(squares.weight, 0)} × ` : "";
  if (whose) {
    const share = squares?.mean ? ", divided by the number of items" : "";
    return `What ${whose} adds to F: ${halved}its ${what} together${share}.`;
  }
  const together = rows.length > 1 ? `all ${what} together` : `the ${what.slice(0, -1)}`;
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
