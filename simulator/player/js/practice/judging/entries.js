// What a step asks for: the numbers at the end of each of its lines, by the name that every number has. Pure rules.
import { kept, keptColumns } from "../../text/elision.js";
import { namesOf, takenApart } from "../../text/identity.js";
import { letterOf, spelt } from "../../text/notation.js";
import { nameOf } from "../../text/number_names.js";
import { isMatrix, numbersOf } from "../../text/token_numbers.js";

const LETTERS = { dW: "∂F/∂W", db: "∂F/∂b" };
const RENEWED = { newW: "W", newb: "b" }; // asked for as W and b, those after the update

// The key of what a line computes in walk.practice: "n:2", "e", "F", "W:2" …
function keyOf(token, step) {
  if (!token.of) return step.kind; // the factor of a clip
  const [quantity, l] = token.of.split("@")[0].split(":");
  if (quantity === "e" || quantity === "F") return quantity;
  const own = step.shows && quantity.startsWith(step.shows) ? step.shows : quantity;
  return `${RENEWED[own] ?? own}:${l}`;
}

// Those of all its lines, each once.
export const keysOf = (step) => [...new Set(step.lines.map((line) => keyOf(line.tokens.at(-1), step)))];

// The tables of a step: { key, caption, rows: [{ name, cells: [{ name, at, said } | null] }], columns }. `at` is the place
// of a number in the array that is asked for, from 0; null stands for a number that is not asked for, undefined for
// such as are left out. A line that ends in the same numbers as one before it asks for nothing more: of S = A ∂φ/∂y = y − t
// the last.
export function tablesOf(walk, step) {
  const update = walk.updates[step.u];
  const asked = new Set();
  return step.lines
    .map((line, i) => tableOf(walk, step, update, line, i))
    .filter((table) => {
      const names = cellsIn([table]).map(({ name }) => name);
      const more = !names.length || names.some((name) => !asked.has(name));
      for (const name of names) asked.add(name);
      return more;
    });
}

// The numbers that tables ask for.
export const cellsIn = (tables) =>
  tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.filter(Boolean)));

function tableOf(walk, step, update, line, i) {
  const token = line.tokens.at(-1);
  const value = numbersOf(token, walk.arrays);
  const rows = isMatrix(value) ? value : [[value]];
  const key = keyOf(token, step);
  const asked = walk.practice?.updates[step.u]?.[key];
  const name = token.of ? namesOf(token, walk.arrays) : () => key;
  const chosen = asked?.entries && new Set(asked.entries.map((place) => place.join()));
  const cell = (r, c) => {
    const own = name(r, c);
    if (own === null) return null; // a 0 beside a diagonal
    const at = placeIn(own, isMatrix(walk.arrays[token.v]?.[0]?.[0]), step, i);
    if (chosen && !chosen.has(at.map((k) => k + 1).join())) return null;
    return { name: own, at, said: saidOf(own, walk, update) };
  };
  const caption = captionOf(walk, token, key);
  if (chosen) return chosenTable({ key, caption }, rows, asked.entries, cell);
  const columns = keptColumns(rows[0].length, walk.elision);
  const printed = (r) => ({
    r,
    cells: columns.map((c) => (r === null || c === null ? undefined : cell(r, c))),
  });
  return { key, caption, rows: kept(rows.length, walk.elision).map(printed), columns };
}

// Only the rows and columns in which a number is asked for.
function chosenTable(named, values, entries, cell) {
  const numbers = [...new Set(entries.flat())].sort((one, other) => one - other).map((k) => k - 1);
  const within = (size) => (size === 1 ? [0] : numbers.filter((k) => k < size));
  const all = within(values.length).map((r) => ({
    r,
    found: within(values[0].length).map((c) => [c, cell(r, c)]),
  }));
  const used = all.filter(({ found }) => found.some(([, one]) => one));
  const columns = within(values[0].length).filter((_, j) => used.some(({ found }) => found[j][1]));
  const rows = used.map(({ r, found }) => ({
    r,
    cells: found.filter(([c]) => columns.includes(c)).map(([, one]) => one ?? undefined),
  }));
  return { ...named, rows, columns };
}

// Where a number stands in the array that is asked for: of a batch its items are the columns, or where each has a
// matrix of its own the first; a rule's step with two results has them one after the other.
function placeIn(name, deep, step, i) {
  const { places, item } = takenApart(name);
  const own = places.map((place) => Number(place) - 1);
  if (item !== null) return deep ? [Number(item) - 1, ...own] : [...own, Number(item) - 1];
  return step.shows && step.lines.length > 1 ? [i, ...own] : own;
}

function captionOf(walk, token, key) {
  const [quantity, l] = key.split(":");
  if (!token.of) return "c, the factor of the clip";
  if (quantity === "e") return "e = t − y";
  const letter = LETTERS[quantity] ? spelt(walk, LETTERS[quantity]) : letterOf(walk, quantity);
  const renewed = token.of.startsWith("new") ? "new " : "";
  return l ? `${renewed}${letter} of layer ${l}` : letter;
}

function saidOf(name, walk, update) {
  return nameOf(name, walk, update.items) || (name === "F" ? spelt(walk, "F") : "the number asked for");
}

// What was typed, nested as the array that is asked for.
export function nested(shape, cells, texts) {
  const made = emptied(shape);
  if (!isMatrix(made)) return texts[cells[0].name] ?? "";
  for (const { name, at } of cells) {
    const text = texts[name] ?? "";
    at.slice(0, -1).reduce((rows, place) => rows[place], made)[at.at(-1)] = text;
  }
  return made;
}

// Whether a number is of an edge, as those of W are.
export const isOfEdge = (quantity) => /^(W|newW|dW)$|_W(_2)?$/.test(quantity);

const emptied = (value) => (isMatrix(value) ? value.map(emptied) : "");

export const verdictAt = (verdicts, at) => at.reduce((rows, place) => rows[place], verdicts);
