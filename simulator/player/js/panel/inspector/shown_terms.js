// The terms of a number as they are shown: a table of its products and sums, and the lines of its update rule.
import { shown } from "../../text/digits.js";
import { numericPieces } from "../../text/formula.js";
import { el } from "../../text/elements.js";
import { equalsSign } from "../../walk/sums.js";

const SHOWN_TERMS = 12;
const SHOWN_ITEMS = 64; // of a batch, each of which leads to its own walk; of more the first three and the last
const FIRST_ITEMS = 3;

// The rows of a table that are shown, null for those between; and how many these are.
export function shownRows(rows) {
  const [room, first] = rows[0]?.item ? [SHOWN_ITEMS, FIRST_ITEMS] : [SHOWN_TERMS, SHOWN_TERMS - 1];
  if (rows.length <= room) return { kept: rows, between: 0 };
  return { kept: [...rows.slice(0, first), null, rows.at(-1)], between: rows.length - first - 1 };
}

// `own` opens the walk of an item, by its place in the batch, from 1; null where there is no page to ask.
export function tableOf({ caption, rows, below }, digits, own) {
  const { kept, between } = shownRows(rows);
  const body = kept.map((row) =>
    row ? rowOf(row, digits, own) : el("tr", {}, el("td", { colspan: 5 }, `⋮ ${between} more`)),
  );
  const end = below.map(({ text, value, result, named }) => {
    const name = el("th", { scope: "row", colspan: 4 }, text);
    return el("tr", { class: result ? "bp-total" : "bp-below" }, name, cellOf(value, named, digits));
  });
  // A letter with the index of a component below the line, then what it is.
  const words = typeof caption === "string" ? [caption] : [caption[0], el("sub", {}, caption[1]), caption[2]];
  return el("table", { class: "bp-terms" }, el("caption", {}, ...words), el("tbody", {}, ...body, ...end));
}

// A number, with all its digits where it is shown with fewer.
function cellOf(value, named, digits) {
  const [words, all] = [shown(value, digits), shown(value, 0)];
  const full = words === all ? null : all;
  return el("td", { title: full, "data-full": full, "data-number": named ?? null }, words);
}

// A product with its factors; the whole row stands for its edge.
function rowOf({ name, left, right, product, edge, item, names }, digits, own) {
  const result =
    product === null ? "–" : `${equalsSign(left, right, product, digits)} ${shown(product, digits)}`;
  const multiplied = el("td", { "data-number": names[2] ?? null }, result);
  const factors = [cellOf(left, names[0], digits), el("td", {}, "×"), cellOf(right, names[1], digits)];
  const cells = [...factors, multiplied];
  if (item) return el("tr", {}, el("th", { scope: "row" }, ...itemOpeners(name, item, own)), ...cells);
  const opener = edge ? el("button", { class: "bp-opener", "data-edge": edge }, name) : name;
  const head = el("th", { scope: "row", "data-number": edge ? names[0] : null }, opener);
  return el("tr", { "data-edge": edge }, head, ...cells);
}

// What shows an item of the batch in the graph, and what opens its own walk.
function itemOpeners(name, item, own) {
  const look = { class: "bp-opener", "data-item": item, title: `Show ${name} in the graph` };
  const shows = el("button", look, name);
  const title = `Open the walk of ${name} alone`;
  const opening = { class: "bp-opener", title, "aria-label": title, onclick: () => own(item) };
  return [el("div", { class: "bp-item" }, shows, ...(own ? [el("button", opening, "↗")] : []))];
}

// What an update rule computes of one number, a line each; "–" for what is not computed yet.
export function linesOf(lines, walk, digits) {
  const box = el("dl", { class: "bp-rule-lines" });
  for (const { caption, line } of lines) {
    const numbers = el("dd", {}, line ? "" : "–");
    if (line) numbers.innerHTML = numericPieces(line, walk, digits);
    box.append(el("dt", {}, caption), numbers);
  }
  return box;
}
