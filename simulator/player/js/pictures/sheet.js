// What a picture of a step is drawn on: a sheet as wide as the panel, whose lengths are px of one so wide.
import { css, inkOn, mixed } from "../drawing/colours.js";
import { svgNode, word } from "../drawing/svg.js";
import { fitting, shown, sub } from "../text/digits.js";
import { el } from "../text/elements.js";

export const WIDE = 460; // where there is room; else as wide as the panel
const PER_LETTER = 7.6; // px of a character, about
const SAID = { line: 20, letter: 6.8, below: 4 }; // px of what is said of it

/**
 * What a picture has: px of its own that it is wide, px of the page that it and what is said of it may be high, by how much
 * it is drawn larger there, and whether the window is low, where words stand closer.
 * @typedef {{ wide: number, high: number, larger: number, low: boolean }} Size
 */

// The px that words above a picture take.
export const saidHeight = (words, wide) =>
  Math.max(1, Math.ceil((words.length * SAID.letter) / wide)) * SAID.line + SAID.below;

// The px of its own that a picture has beside what is said of it, "" for nothing.
export const roomBeside = (words, { wide, high, larger }) =>
  Math.max(0, (high - (words ? saidHeight(words, wide * larger) : 0)) / larger);

export function sheet(wide, height, label) {
  const viewBox = `0 0 ${wide} ${height}`;
  return svgNode(null, "svg", { class: "bp-sheet", viewBox, role: "img", "aria-label": label });
}

// What a picture says in words, above or below it; also what there is no picture of.
export const saying = (words, kind = "") => el("p", { class: `bp-picture-said ${kind}` }, words);

/**
 * A number of a picture: its words where they fit into so many px, all its digits in its title, its identity.
 * @param {Element} parent
 * @param {[number, number]} place
 */
export function numberAt(
  parent,
  place,
  value,
  { digits, room, name = "", lead = "", anchor = "middle", style = "" },
) {
  const node = word(
    parent,
    ...place,
    `bp-in-picture ${style}`,
    fitting(`${lead}${shown(value, digits)}`, room),
    anchor,
  );
  identify(node, name, value);
  return node;
}

// Let a shape stand for a number: by its identity, with all digits for its title.
export function identify(node, name, value) {
  if (name) node.dataset.number = name;
  if (value === null || value === undefined) return;
  node.dataset.value = String(value);
  if (node.localName === "text") node.dataset.full = shown(value, 0);
  else svgNode(node, "title", {}, shown(value, 0));
}

// The colour of a sign.
export const signed = (palette, value) => css(mixed(palette, "edge", value < 0 ? -1 : 1));

// So many px wide is a cell with the longest of these numbers in it.
export const cellWidth = (values, digits) =>
  8 + PER_LETTER * values.reduce((most, value) => Math.max(most, shown(value, digits).length), 0);

// A cell in the colour of its number, with the number where it fits, with fewer digits where that does.
export function cell(parent, { x, y, width, height, value, end, digits, palette, middle, name, light }) {
  const group = svgNode(parent, "g", { class: "bp-cell" });
  identify(group, name, value);
  const colour = mixed(palette, middle, value === null ? 0 : value / end);
  svgNode(group, "rect", { x, y, width: width - 2, height: height - 2, rx: 3, fill: css(colour) });
  const words = fitting(shown(value, digits), width);
  if (height < 17 || words.length * PER_LETTER > width) return group;
  const ink = { style: `fill:${inkOn(colour, light)}`, "text-anchor": "middle", class: "bp-in-picture" };
  svgNode(group, "text", { x: x + width / 2 - 1, y: y + height / 2 + 4, ...ink }, words);
  return group;
}

// A letter with its indices, as a name in a picture.
export const named = (letter, ...places) =>
  `${letter}${sub(places[0])}${places.length > 1 ? `,${places.slice(1).map(sub).join("")}` : ""}`;
