// ∂F/∂W as the outer product it is: â down the left, S along the top, and a cell for each edge. ∂F/∂b likewise, as
// the weight of an input that is always 1.
import { svgNode, word } from "../drawing/svg.js";
import { elisions, kept, keptColumns } from "../text/elision.js";
import { isTurned, letterOf, spelt, transposed } from "../text/notation.js";
import { isSummed } from "../walk/items.js";
import { cell, cellWidth, named, roomBeside, saying, sheet } from "./sheet.js";

const NAME = 34; // px of a name before its number
const HEAD = 62; // of a number at the left, and the height of what stands above
const [TOP, LOW_TOP] = [44, 37]; // at most and at least
const HIGHEST = 30;
const WIDEST = 78;
const ROOM = 156; // px for all rows, at most
const [LEAST, NUMBERED] = [12, 17]; // px of a row, and of one with its numbers

export function weightPicture(at, palette, size) {
  const { l } = at.step;
  const [left, S] = [at.array("a", l - 1), at.array("S", l)];
  const rows = at.array("dW", l);
  const turned = isTurned(at.walk);
  if (!left) {
    const summed = spelt(at.walk, "∂F/∂W, summed over the items:");
    const drawn = grid(at, palette, { rows, of: `dW:${l}`, l, size, said: summed, turned });
    return [saying(summed), drawn];
  }
  const own = at.update.items ? left.map((a) => S.map((s) => a * s)) : rows;
  const each = turned
    ? "Each cell: the S at its left times the a above it, the edge between the two."
    : "Each cell: the a at its left times the S above it, the edge between the two.";
  const said = words(at, spelt(at.walk, each));
  const drawn = grid(at, palette, {
    ...{ rows: own, left, above: S, l, size, said, turned },
    of: at.update.items ? "" : `dW:${l}`,
  });
  return [saying(said), drawn];
}

export function biasPicture(at, palette, size) {
  const { l } = at.step;
  const S = at.array("S", l);
  const bias = (db) => ({ rows: [db], left: [1], of: `db:${l}`, l, bias: true, size, said: "" });
  if (!S)
    return [
      saying(spelt(at.walk, "∂F/∂b, summed over the items:")),
      grid(at, palette, bias(at.array("db", l))),
    ];
  const drawn = grid(at, palette, {
    ...bias(at.update.items ? S : at.array("db", l)),
    above: S,
    of: at.update.items ? "" : `db:${l}`,
  });
  return [
    saying(
      words(at, spelt(at.walk, "A bias is a weight on an input that is always 1: 1 times the S above it.")),
    ),
    drawn,
  ];
}

// Of a batch each item has a product of its own.
function words(at, text) {
  const { update, item } = at;
  if (!update.items || isSummed(update, item)) return text;
  const row = update.items[Math.min(item, update.items.length) - 1] + 1;
  const share = update.mean ? ", divided by their number" : "";
  return `${text} Here item ${row} alone; the gradient is the sum over all ${update.items.length} items${share}.`;
}

// A matrix as cells, with what it is the product of at its left and above it where that is known. `of`: the
// identity of its numbers, to which row and column are added; "" for numbers that are none of the walk's. `turned`:
// what stands as H × L is drawn as L × H, S at its left and a above it.
/** @param {Record<string, any>} given */
export function grid(at, palette, given) {
  const { turned = false } = given;
  if (!turned) return gridOf(at, palette, given);
  const { rows, left = null, above = null } = given;
  return gridOf(at, palette, { ...given, rows: transposed(rows), left: above, above: left, turned });
}

/** @param {Record<string, any>} given */
function gridOf(at, palette, given) {
  const { rows, size, said, left = null, above = null, of, l } = given;
  const { wide } = size;
  const { bias = false, scale = null, label = "", turned = false } = given;
  const { walk, digits } = at;
  const { y0, room } = insideOf(roomBeside(said, size), above);
  const down = placesDown(rows.length, walk.elision, room);
  const across = keptColumns(rows[0].length, walk.elision);
  const x0 = left ? NAME + HEAD + 6 : 4;
  const cells = down.flatMap((r) => (r === null ? [] : across.map((c) => (c === null ? 0 : rows[r][c]))));
  const widest = Math.max(WIDEST, cellWidth(cells, digits));
  const width = Math.min(widest, (wide - x0) / across.length);
  const height = Math.min(HIGHEST, Math.max(LEAST, room / down.length));
  const svg = sheet(wide, y0 + down.length * height + 2, label || spelt(walk, saidOf(rows, l, bias)));
  const before = ["a", l - 1];
  const [atLeft, onTop] = turned ? [["S", l], before] : [before, ["S", l]];
  const common = { digits, palette, light: walk.drawing.light };
  const at_ = (i, j) => ({ x: x0 + j * width, y: y0 + i * height, width, height });
  if (above) heads(svg, at, palette, { values: above, top: y0 }, across, at_, onTop);
  down.forEach((r, i) => {
    const { y } = at_(i, 0);
    if (r === null) {
      word(svg, x0 + 8, y + height / 2 + 4, "bp-picture-head", "⋮", "start");
      return;
    }
    if (left) leftCell(svg, at, { ...common, y, height, value: left[r] }, r, bias ? null : atLeft);
    across.forEach((c, j) => {
      if (c === null) {
        word(svg, at_(i, j).x + width / 2, y + height / 2 + 4, "bp-picture-head", "⋯");
        return;
      }
      const place = turned ? `${c + 1}:${r + 1}` : `${r + 1}:${c + 1}`;
      const name = of && (bias ? `${of}:${c + 1}` : `${of}:${place}`);
      cell(svg, {
        ...common,
        ...at_(i, j),
        value: rows[r][c],
        end: scale ?? walk.scales.dW,
        middle: "edge",
        name,
      });
    });
  });
  return svg;
}

// Where rows begin, below what stands above them, and the px for all of them.
function insideOf(high, above) {
  const y0 = !above ? 4 : high < ROOM ? LOW_TOP : TOP;
  return { y0, room: Math.min(ROOM, high - y0 - 2) };
}

// The rows that are shown: as many as have room with their numbers; where there is much room all, in colours alone.
function placesDown(count, elision, room) {
  const [all, ...fewer] = elisions(elision).map((one) => kept(count, one));
  const fits = (least) => (places) => places.length * least <= room;
  if (fits(room === ROOM ? LEAST : NUMBERED)(all)) return all;
  return fewer.find(fits(NUMBERED)) ?? fewer.at(-1);
}

// What stands at the left of row r: a number of the walk with its name, or the 1 of a bias.
function leftCell(svg, { walk }, drawn, r, own) {
  const named_ = own ? headOf(walk, own, r) : "";
  word(svg, NAME - 4, drawn.y + drawn.height / 2 + 4, "bp-picture-head", named_, "end");
  const end = own ? walk.scales[own[0]] : Number.POSITIVE_INFINITY;
  const name = own ? `${own.join(":")}:${r + 1}` : "";
  cell(svg, { ...drawn, x: NAME, width: HEAD, end, middle: "neuron", name });
}

const headOf = (walk, [quantity, l], i) => named(letterOf(walk, quantity), l, i + 1);

function heads(svg, { walk, digits }, palette, { values, top }, across, place, own) {
  across.forEach((c, j) => {
    if (c === null) return;
    const { x, width } = place(0, j);
    word(svg, x + width / 2 - 1, 12, "bp-picture-head", headOf(walk, own, c));
    const box = { x, y: 16, width, height: top - 20 };
    cell(svg, {
      ...box,
      light: walk.drawing.light,
      value: values[c],
      end: walk.scales[own[0]],
      digits,
      palette,
      middle: "neuron",
      name: `${own.join(":")}:${c + 1}`,
    });
  });
  svgNode(svg, "line", {
    x1: place(0, 0).x,
    x2: place(0, across.length).x - 2,
    y1: top - 3,
    y2: top - 3,
    class: "bp-axis",
  });
}

function saidOf(rows, l, bias) {
  const size = `${rows.length} by ${rows[0].length}`;
  return bias
    ? `∂F/∂b of layer ${l} as cells`
    : `∂F/∂W from layer ${l - 1} to layer ${l} as a grid of ${size} cells`;
}
