// What the cards of a step say, and how it stands in the panel: its formulas, its numbers, as many of its sums as leave
// its picture room, and the room of that.
import { linesIn, wideOf } from "../drawing/fitted.js";
import { leastHeight } from "../pictures/pictures.js";
import { elisions } from "../text/elision.js";
import { letterMath, numericPieces } from "../text/formula.js";
import { piecesOf, setting, sumsHeight, sumsIn, widestOf } from "../text/line_width.js";
import { formulasSet, wordsHeight } from "./room.js";

const MOST_LINES = 6;
const LEAST = 14; // px of letters that are read with ease
// Of the panel's height, which a picture of the step and its words share: what numbers are to take, and the most that
// they and the sums may, for the picture to be seen below them.
const [NUMBERS, MOST_STRETCH] = [0.338, 0.433];
const SLACK = 4; // px by which all of this may be wrong
const WANTED = 20; // px that a picture has more than it needs, before there are sums too
const CARD = { dense: 11, usual: 32 }; // px around numbers, with what is said of their sizes
const MORE = 24; // px of what is said of more sums
const [WORDS, SPARE] = [1.4, 16]; // heights of its letters that a line of words takes, and px by which it may be wider

/**
 * Each as HTML, "" where there is no such card; and how their numbers stand.
 * @param {import("../walk/types.js").Step} step
 * @param {import("../walk/types.js").Walk} walk
 * @param {{ digits: number, asked?: boolean }} view
 * @param {Room} given
 * @param {import("./room.js").Words} words
 */
export function writtenOf(step, walk, { digits, asked = false }, given, words) {
  const formula = (name) => (name === undefined ? "" : letterMath(walk.formulas[name], walk));
  const [letters, numbered, definition] = [step.letters, step.numbered, step.definition].map(formula);
  const formulas = (close) => formulasSet([letters, numbered, definition], given, close);
  const left = (close) => given.high - wordsHeight(words, formulas(close).high, given, close);
  const noted = Boolean(words.notes[0]);
  const least = given.bare || words.compared ? 0 : leastHeight(step, walk, given.setting.low, given.inner);
  const scrolls = left(noted) < least; // in any case: so nothing is left out
  const room = { ...given, least, whole: given.whole || scrolls };
  const sums = sumsOf(step, walk, digits, asked);
  const summed = piecesOfSums(sums);
  const standing = (spared) => {
    const within = { ...room, left: left(noted) - spared };
    const numbers = numbersOf(step, walk, { digits, asked, summed }, within);
    return { ...numbers, rest: left(numbers.set.tall || noted) - numbers.set.high, unsaid: SAID };
  };
  const usual = standing(0);
  const count = countOf(summed, room, usual.rest - least - (least ? WANTED : 0));
  const more = count ? sums.length - count : 0;
  const sizes = walk.texts[step.sizes];
  const stands = count || !sums.length ? usual : withUnsaid(sums.length, usual, standing, sizes, room);
  const px = stands.rest - taken(summed.slice(0, count), more, room) - SLACK;
  return {
    ...{ letters, numbered, definition },
    formula: room.setting.low ? `${formulas(noted).size}px` : "",
    ...cardOf(stands, sizes),
    sums: sums.slice(0, count).join("") + (more ? moreOf(more) : ""),
    room: `${scrolls ? Number.POSITIVE_INFINITY : Math.floor(px)}`,
  };
}

// What the card of its numbers says, and how they stand in it.
function cardOf({ lines, pieces, set, unsaid }, sizes) {
  return {
    numbers: lines.map((line, i) => lineOf(line, i === lines.length - 1 ? unsaid.beside : "")).join(""),
    ems: widestOf(pieces.flat()).toFixed(1),
    dense: `${set.dense}`,
    between: set.tight ? "0.04em" : "0.12em", // above and below a row
    tall: `${set.tall}`,
    sizes: sizes + unsaid.below,
  };
}

const moreOf = (count) => `<p class="bp-sizes">⋮ ${count} more</p>`;

/**
 * Px of the panel: its height and width within, the width of a line of numbers; how it is set; whether numbers are to be
 * as many as usual in any room; whether numbers and sums need leave no picture any.
 * @typedef {{ high: number, wide: number, inner: number, setting: import("./room.js").Setting, whole: boolean, bare: boolean }} Room
 */

// The lines of numbers, and how they stand: with fewer rows of each matrix, and last in smaller letters, where else no
// picture would have room.
function numbersOf(
  step,
  walk,
  { digits, asked, summed },
  { left, high, inner, setting: own, whole, least: pictured },
) {
  const room = left - pictured;
  const most = {
    numbers: Math.max(0, Math.min(NUMBERS * high, room - CARD.dense)),
    all: MOST_STRETCH * high,
  };
  const standing = (elision, least) => {
    const lines = step.lines.map((line) => numericPieces(line, walk, digits, asked, elision));
    const pieces = lines.map(piecesOf);
    const letters = { numbers: own.numbers, sums: own.sums, least };
    const set = setting(pieces, summed, { wide: inner, letters, most });
    return { lines, pieces, set: { ...set, high: set.high + (set.dense ? CARD.dense : CARD.usual) } };
  };
  const [usual, few, ...fewest] = elisions(walk.elision);
  const smaller = [few, ...fewest].map((elision) => [elision, own.least]);
  const tries = whole ? [[usual, LEAST]] : [[usual, LEAST], [few, LEAST], ...smaller];
  let found;
  for (const [elision, least] of tries) {
    found = standing(elision, least);
    if (found.set.high <= room) break;
  }
  return found;
}

// What is said of sums none of which has room, as HTML beside the last numbers or as text behind the sizes below them;
// and the px that it takes there.
const SAID = { beside: "", below: "", high: 0 };

function unsaidOf(count, set, sizes, { inner, setting: { family, sizes: size } }) {
  const font = `400 100px ${family}`;
  const words =
    count === 1 ? "⋮ its sum: open the neuron" : `⋮ ${count} sums neuron by neuron: open a neuron`;
  const wide = (text) => wideOf(font, size, text) + SPARE;
  if (set.dense) {
    const lines = wide(words) <= set.left ? 0 : linesIn(font, size, words, inner - SPARE);
    return {
      ...SAID,
      beside: `<span class="bp-sizes bp-unsaid">${words}</span>`,
      high: lines * size * WORDS,
    };
  }
  const below = ` · ${words}`;
  return { ...SAID, below, high: wide(sizes + below) <= inner ? 0 : size * WORDS };
}

// How numbers stand with that: with fewer rows of each matrix, where the usual ones leave it no room.
function withUnsaid(count, usual, standing, sizes, room) {
  const said = (numbers) => {
    const unsaid = unsaidOf(count, numbers.set, sizes, room);
    return { ...numbers, unsaid, rest: numbers.rest - unsaid.high };
  };
  const first = said(usual);
  return first.rest >= room.least ? first : said(standing(first.unsaid.high));
}

// How many sums leave a picture its room.
const countOf = (summed, { inner, setting, whole }, rest) =>
  whole ? summed.length : sumsIn(summed, setting.sums, inner, rest - setting.around, MORE);

// The px of the sums that are written, and of what is said of `more`.
function taken(summed, more, { inner, setting }) {
  if (!summed.length) return 0;
  return setting.around + sumsHeight(summed, setting.sums, inner) + (more ? MORE : 0);
}

const piecesOfSums = (sums) => sums.slice(0, MOST_LINES).map((line) => piecesOf(line.replace("</div>", "")));

// A line of a formula, with what is said beside it; the keys reach it where it holds numbers.
function lineOf(math, beside = "") {
  const focus = math.includes("data-number") || math.includes("data-full") ? ' tabindex="0"' : "";
  return `<div class="bp-line"${focus}>${math}${beside}</div>`;
}

// The same step neuron by neuron: the sums that a matrix formula stands for. Of a batch they would be the same
// matrices again, row by row.
function sumsOf(step, walk, digits, asked) {
  if (step.neuron || walk.batch) return [];
  const parts = walk.steps.neuron.filter(
    (other) => other.neuron && other.u === step.u && other.kind === step.kind && other.l === step.l,
  );
  return parts.map((part, i) => {
    if (i >= MOST_LINES) return "";
    const name = walk.texts[walk.formulas[part.numbered][0].m];
    return lineOf(`<math>${name}<mo>=</mo></math>${numericPieces(part.lines[0], walk, digits, asked)}`);
  });
}
