// Where a sum over the items of a batch is looked at, at the steps whose numbers each item has of its own: a row for
// each neuron with a bar for each item, from left to right, upwards from 0 or down, all on one scale.
import { svgNode } from "../drawing/svg.js";
import { shown, sub } from "../text/digits.js";
import { letterOf } from "../text/notation.js";
import { isMatrix } from "../text/token_numbers.js";
import { isSummed } from "../walk/items.js";
import { captioned, heightBelow, paper, rowsIn } from "./drawn.js";
import { saying } from "./sheet.js";

const [MOST, MOST_ITEMS] = [6, 64];
const [LEFT, WIDEST, FOOT, LEAST] = [52, 44, 20, 24]; // px of a name, at most of a bar, below them, and of a row at least
const CHOOSE = "Of a sum over the items there is no picture of this step: choose one item.";
const LETTERS = { error: "e" };

// Null where the numbers are of one item anyway.
export function drawItems(at, palette, size) {
  const { wide } = size;
  const { update, step } = at;
  if (!isSummed(update, at.item)) return null;
  const l = step.kind === "error" ? at.K : step.l;
  const letter = LETTERS[step.kind] ?? step.kind;
  const rows = rowsOf(at, letter, l);
  if (!rows.length || update.items.length > MOST_ITEMS) return [saying(CHOOSE)];
  const caption = `${letterOf(at.walk, letter)} of each item as a bar, in the order of the batch. Choose one item for its own picture.`;
  const room = heightBelow(caption, size);
  const fitting = rowsIn(room - FOOT, rows.length, LEAST, MOST);
  const few = rows.slice(0, fitting.shown);
  const height = Math.max(room, fitting.rows * LEAST + FOOT);
  const said = few.map(
    ({ c, values }) => `neuron ${c}: ${values.map((x) => shown(x, at.digits)).join(", ")}`,
  );
  const svg = paper(caption, said.join("; "), wide, height);
  const high = (height - FOOT) / fitting.rows;
  const across = Math.min(WIDEST, (wide - LEFT - 8) / update.items.length);
  const all = few.flatMap(({ values }) => values);
  const [low, top] = [Math.min(0, ...all), Math.max(0, ...all)];
  few.forEach(({ c, values }, i) => {
    const y = (value) => i * high + 3 + ((top - value) / (top - low || 1)) * (high - 6);
    drawRow(svg, { name: letterOf(at.walk, letter), letter, l, c, values, across, y }, palette);
  });
  if (rows.length > few.length)
    svgNode(svg, "text", { x: 0, y: few.length * high + 14 }, `⋮ ${rows.length - few.length} more`);
  foot(svg, update.items, across, height);
  return captioned(caption, svg);
}

// The neurons of a layer whose numbers are known by now; none of softmax's slopes, which are a matrix for each item.
function rowsOf(at, letter, l) {
  const place = letter === "e" ? at.update.e : at.update[letter][l];
  const array = at.arrays[place];
  if (isMatrix(array[0][0])) return [];
  return array.flatMap((values, i) => {
    const known = (at.known[at.step.kind]?.[l] ?? 0) > i;
    return known ? [{ c: i + 1, values }] : [];
  });
}

function drawRow(svg, { name, letter, l, c, values, across, y }, palette) {
  const zero = y(0);
  svgNode(svg, "text", { x: 0, y: zero + 5 }, `${name}${sub(l)},${sub(c)}`);
  svgNode(svg, "line", { x1: LEFT, x2: LEFT + across * values.length, y1: zero, y2: zero, class: "bp-axis" });
  values.forEach((value, j) => {
    const place = { x: LEFT + j * across + 1, width: Math.max(1, across - 3), y: Math.min(zero, y(value)) };
    const tone = value < 0 ? palette.negative : palette.positive;
    const own = { "data-number": `${letter}:${l}:${c}@${j + 1}`, "data-value": value };
    const look = { class: "bp-bar", style: `--tone:${tone}`, height: Math.abs(y(value) - zero) };
    const bar = svgNode(svg, "rect", { ...place, ...look, ...own });
    svgNode(bar, "title", {}, shown(value, 0));
  });
}

// The first item and the last, by their rows.
function foot(svg, items, across, height) {
  const text = (x, row, anchor) =>
    svgNode(svg, "text", { x, y: height - 4, "text-anchor": anchor, class: "bp-faint" }, `item ${row + 1}`);
  text(LEFT, items[0], "start");
  const end = LEFT + across * items.length;
  if (items.length > 1 && end > LEFT + 110) text(end, items.at(-1), "end");
}
