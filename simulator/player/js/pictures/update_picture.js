// The update: every weight or bias before and after it, and its step; after the last one what the gradient foretold.
import { svgNode, word } from "../drawing/svg.js";
import { fitting, shown, sub } from "../text/digits.js";
import { el } from "../text/elements.js";
import { range } from "../text/elision.js";
import { letterMath } from "../text/formula.js";
import { identityOf } from "../text/identity.js";
import { spelt, isTurned, placeIn } from "../text/notation.js";
import { numbersOf } from "../text/token_numbers.js";
import { grid } from "./gradient_picture.js";
import { identify, roomBeside, saidHeight, saying, sheet, signed } from "./sheet.js";

const FEW = 8; // numbers that have a row of their own
const [ROW, LEAST] = [21, 17]; // px, at most and at least
const HEAD = 18;
const ENDING = { usual: 106, low: 58, beside: 24 }; // px of an update's end but for its sentence, and beside that
const TRACK = 62; // where the bars lie
const STEP = 68; // px of a step
const WORDS = 134; // px of the numbers
const [PER_LETTER, ARROW] = [7.4, 22]; // px of a character, and of the arrow before a number
const OUTLINES = "Outline: before, bar: after";
const NARROW = 440; // where what bars are is said above them

// The px of what is said at the end of an update, where there are so many across.
export const endingHeight = (sentence, low, wide) =>
  (low ? ENDING.low : ENDING.usual) + saidHeight(sentence, wide - ENDING.beside);

export function weightUpdate(at, palette, size) {
  return updateOf(at, palette, "W", size);
}

export function biasUpdate(at, palette, size) {
  return updateOf(at, palette, "b", size);
}

function updateOf(at, palette, letter, given) {
  const { l } = at.step;
  const rows = (quantity) => (letter === "W" ? at.array(quantity, l) : [at.array(quantity, l)]);
  const [old, updated] = [rows(letter), rows(`new${letter}`)];
  const entries = range(old.length).flatMap((r) => range(old[0].length).map((c) => ({ r, c })));
  const all = entries.map(({ r, c }) => ({
    ...labelled(at, letter, l, r, c),
    old: old[r][c],
    updated: updated[r][c],
    change: updated[r][c] - old[r][c],
  }));
  const ended = ending(at);
  const sentence = at.step.foretelling && at.walk.texts[at.step.foretelling.text];
  const taken = sentence ? endingHeight(sentence, given.low, given.wide) : 0;
  const size = { ...given, high: given.high - taken };
  const drawn =
    all.length <= FEW
      ? bars(at, palette, all, letter, size)
      : changes(at, palette, old, updated, letter, size);
  return [...ended, ...drawn];
}

// Its name, and the rest of its identity.
function labelled(at, letter, l, r, c) {
  const place = letter === "W" ? `${l}:${r + 1}:${c + 1}` : `${l}:${c + 1}`;
  const shownAt = placeIn(at.walk, r + 1, c + 1)
    .map(sub)
    .join("");
  const name = letter === "W" ? `W${sub(l)},${shownAt}` : `b${sub(l)},${sub(c + 1)}`;
  const entry = letter === "W" ? `W${l}[${r + 1},${c + 1}]` : `b${l}[${c + 1}]`;
  return { name, place, frozen: at.frozen(`${letter}${l}`, entry) };
}

/**
 * Where bars, steps and numbers stand, from left to right.
 * @returns {{ track: [number, number], step: [number, number], words: number }}
 */
function columnsOf(wide) {
  const words = wide - WORDS;
  return { track: [TRACK, words - STEP - 22], step: [words - 8 - STEP, words - 8], words };
}

function bars(at, palette, entries, letter, size) {
  const { wide } = size;
  const columns = columnsOf(wide);
  const { row, all } = rowsIn(entries, roomBeside(wide < NARROW ? OUTLINES : "", size) - HEAD);
  const left = entries.length - all.length;
  const svg = sheet(
    wide,
    HEAD + (all.length + (left ? 1 : 0)) * row,
    `${letter} before and after the update: ${all.map((one) => said(one, at)).join("; ")}`,
  );
  const rule = Boolean(at.update.rule);
  if (wide >= NARROW) word(svg, TRACK, 12, "bp-picture-head", OUTLINES, "start");
  word(
    svg,
    (columns.step[0] + columns.step[1]) / 2,
    12,
    "bp-picture-head",
    rule ? "step of the rule" : spelt(at.walk, `−α ∂F/∂${letter}`),
  );
  const most = Math.max(...all.flatMap(({ old, updated }) => [Math.abs(old), Math.abs(updated)]));
  const farthest = Math.max(...all.map(({ change }) => Math.abs(change)));
  const signs = all.flatMap(({ old, updated }) => [old, updated]);
  const zero = zeroOf(columns.track, Math.min(0, ...signs), Math.max(0, ...signs));
  const px = (x) => (most ? zero.at + (x / most) * zero.per : zero.at);
  const drawing = { svg, at, palette, letter, columns, px, row, farthest };
  all.forEach((one, i) => {
    rowOf(drawing, one, HEAD + i * row);
  });
  const x = { x1: zero.at, x2: zero.at };
  svgNode(svg, "line", { ...x, y1: HEAD - 2, y2: HEAD + all.length * row, class: "bp-zero" });
  if (left) word(svg, 2, HEAD + all.length * row + 13, "bp-picture-head", `⋮ ${left} more`, "start");
  return wide < NARROW ? [saying(`${OUTLINES}.`), svg] : [svg];
}

// A number: its name, the bar of before around that of after, its step, and both in words.
function rowOf({ svg, at, palette, letter, columns, px, row, farthest }, one, y) {
  const spare = (ROW - row) / 2;
  const after = { class: "bp-after", fill: signed(palette, one.updated) };
  word(svg, 2, y + 14 - spare, "bp-in-picture", one.name, "start");
  bar(svg, px, one.updated, y + 4 - spare / 2, 12 - spare, after, `new${letter}:${one.place}`);
  bar(svg, px, one.old, y + 1.5, row - 4, { class: "bp-before" }, `${letter}:${one.place}`);
  if (one.change) stepArrow(svg, columns.step, one, y + row / 2 - 0.5, farthest, palette, letter);
  word(svg, columns.words, y + 14 - spare, "bp-in-picture", fittedChange(one, at), "start");
}

// As many rows as have room in so many px, and how high each is.
function rowsIn(entries, room) {
  const few = Math.max(2, Math.floor(room / LEAST));
  const all = entries.length <= few ? entries : entries.slice(0, few - 1);
  const lines = all.length + (all.length < entries.length ? 1 : 0);
  return { all, row: Math.min(ROW, Math.max(LEAST, room / lines)) };
}

// Where 0 stands on the track, and px for the largest number.
function zeroOf(track, least, most) {
  const [width, size] = [track[1] - track[0], Math.max(-least, most) || 1];
  const [below, above] = [-least / size, most / size];
  const per = width / (below + above || 1);
  return { at: track[0] + below * per, per };
}

function bar(svg, px, value, y, height, look, name) {
  const [from, to] = [px(0), px(value)].sort((one, other) => one - other);
  identify(svgNode(svg, "rect", { x: from, y, width: to - from, height, ...look }), name, value);
}

function stepArrow(svg, [from, to], { change: by, place }, y, farthest, palette, letter) {
  const middle = (from + to) / 2;
  const tip = middle + (by / farthest) * (to - middle);
  const back = tip - Math.sign(by) * Math.min(6, Math.abs(tip - middle));
  const group = svgNode(svg, "g", {
    class: "bp-step-arrow",
    stroke: signed(palette, by),
    fill: signed(palette, by),
  });
  identify(group, letter === "W" ? `change:${place}` : "", by);
  svgNode(group, "line", { x1: middle, x2: back, y1: y, y2: y });
  svgNode(group, "polygon", { points: `${tip},${y} ${back},${y - 4} ${back},${y + 4}` });
  svgNode(svg, "line", { x1: middle, x2: middle, y1: y - 8, y2: y + 8, class: "bp-axis" });
}

const change = ({ old, updated }, { digits }) =>
  old === updated ? `${shown(old, digits)}, unchanged` : `${shown(old, digits)} → ${shown(updated, digits)}`;

const become = (one, at) => (one.frozen ? `${shown(one.old, at.digits)}${one.frozen}` : change(one, at));
const said = (one, at) => `${one.name} ${become(one, at)}`;

// The same in the room beside the steps: of two long numbers the new one, the outline tells the old one.
function fittedChange(one, at) {
  const words = become(one, at);
  if (words.length * PER_LETTER <= WORDS) return words;
  const [old, updated] = [one.old, one.updated].map((x) => shown(x, at.digits));
  if (words.startsWith(`${old} → `)) return `→ ${fitting(updated, WORDS - ARROW)}`;
  if (!one.frozen) return `= ${fitting(old, WORDS - ARROW)}`; // unchanged
  const rest = words.slice(old.length);
  return `${fitting(old, WORDS - rest.length * PER_LETTER)}${rest}`;
}

// Of many numbers their changes as cells, by the largest change of this step.
function changes(at, palette, old, updated, letter, size) {
  const { l } = at.step;
  const rows = updated.map((row, r) => row.map((x, c) => x - old[r][c]));
  const scale = rows.flat().reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  const label = `By how much each ${letter} of layer ${l} changed, as cells`;
  const of = letter === "W" ? `change:${l}` : "";
  const said = `By how much each ${letter === "W" ? "weight" : "bias"} changed; the strongest colour is ${shown(scale, at.digits)}.`;
  const turned = letter === "W" && isTurned(at.walk);
  return [saying(said), grid(at, palette, { rows, of, l, scale, label, size, said, turned })];
}

// What an update rule computes: the result as cells; the one number of a clipping has no picture.
export function rulePicture(at, palette, size) {
  const { step, walk } = at;
  if (step.kind === "clip") return [saying("There is no picture of c: it is one factor for every gradient.")];
  const [name, place, parameter] = step.matrices.at(-1);
  const array = at.arrays[place];
  const rows = Array.isArray(array[0]) ? array : [array];
  const scale = rows.flat().reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  const title = walk.texts[name];
  const of = identityOf(step, place, at.update, parameter);
  const turned = step.kind.endsWith("_W") && isTurned(walk);
  const said = `${title}, a cell for each ${step.kind.endsWith("_W") ? "weight" : "bias"}; the strongest colour is ${shown(scale, at.digits)}.`;
  return [
    saying(said),
    grid(at, palette, {
      rows,
      of,
      bias: parameter[0] === "b",
      l: step.l,
      scale,
      label: `${title} as cells`,
      size,
      said,
      turned,
    }),
  ];
}

// After the last step: F before and after, what the gradient foretold, how much of it came, and what that means.
function ending(at) {
  const { step, walk, arrays, digits } = at;
  const found = step.foretelling;
  if (!found) return [];
  const number = (token) => (token ? numbersOf(token, arrays) : null);
  const words = (token) => shown(number(token), digits);
  const line = (name, value, letters) => [
    el("dt", {}, name),
    el(
      "dd",
      {},
      ...(letters ? [letters, " = "] : []),
      el("span", { "data-value": number(value) }, words(value)),
    ),
  ];
  const letters = el("span", { class: "bp-foretold" });
  letters.innerHTML = letterMath(walk.formulas[found.letters], walk).replace(' display="block"', "");
  const rows = [
    ...line(walk.texts[found.label], found.foretold, letters),
    ...line(spelt(walk, "F changed by"), found.change),
    ...line("That is, of what was foretold", found.share),
  ];
  return [
    el(
      "div",
      { class: "bp-ending", role: "group", "aria-label": "The end of this update" },
      el("p", { class: "bp-ending-F" }, `${spelt(walk, "F")} ${words(found.before)} → ${words(found.after)}`),
      el("dl", {}, ...rows),
      saying(walk.texts[found.text]),
    ),
  ];
}
