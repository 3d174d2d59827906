// What the words and the formulas of a step take of the panel's height, told from their text: to ask the page would have
// it laid out at every step. What they leave is for its numbers, its sums and its picture.
import { linesIn, wideOf } from "../drawing/fitted.js";
import { emsIn } from "../text/line_width.js";

const HEAD = { usual: 28, low: 22 }; // px of a row of the head
const CURVE = 44; // px that F over the updates has at least in it
const TITLE = { usual: 1.2, low: 1.15 }; // heights of its letters that a line takes
const SENTENCE = { usual: 1.4, close: 1.25, low: 1.2 };
const [LEAST_LINES, BOLD] = [2, 700];
const [CLOSE, GAP] = [17, 5]; // px of its letters, and between parts, above much
const FORMULA = { usual: 50, close: 50, low: 34 }; // px of a card with a formula, at least
const AROUND = { usual: [22, 20], close: [22, 8], low: [14, 6] }; // px beside and above and below it, its border too
const ROW = 1.3; // em of a case
const NARROWEST = 150; // px of such a card
const BETWEEN = 10; // px from one to the next
const FITTED = [22, 21, 20, 19, 18, 17, 16, 15, 14]; // px of letters in which all stand side by side in a low window
const [FRACTION, WITHIN, ROOT, LINE] = [2.25, 2.75, 1.55, 1.25]; // em: how high a formula is, by what is in it
const FITTED_FRACTION = 18;
const NOTE = 24; // px of a line of a note, about
const COMPARED = 26; // px of a row of the two S
const PER_NOTE = 7.4; // and of its letters

/**
 * How the panel is set, in px but for `low` and `family`: see css/player.css.
 * @typedef {ReturnType<typeof settingOf>} Setting
 * @param {Element} box
 */
export function settingOf(box) {
  const style = getComputedStyle(box);
  const px = (name) => Number.parseFloat(style.getPropertyValue(name));
  const [numbers, sums, least, sizes] = ["--letters", "--sum-letters", "--least", "--sizes"].map(px);
  const around = px("--sums-card");
  const [title, sentence, formula, gap] = [px("--title"), px("--sentence"), px("--formula"), px("--gap")];
  const low = px("--low") === 1;
  return {
    numbers,
    sums,
    least,
    sizes,
    around,
    title,
    sentence,
    formula,
    gap,
    low,
    family: style.fontFamily,
  };
}

/**
 * The px that all else than numbers, sums and picture takes: `words` are those of the step, `formulas` MathML, "" for none.
 * @typedef {{ kicker: string, F: string, title: string, sentence: string, notes: string[], compared: number }} Words
 * @param {Words} words
 * @param {number} formulas px of the formulas in letters
 * @param {{ setting: Setting, wide: number }} room
 * @param {boolean} close whether words stand closer, as they do above much
 */
export function wordsHeight(
  { kicker, F, title, sentence, notes, compared },
  formulas,
  { setting, wide },
  close,
) {
  const { family, low } = setting;
  const mode = low ? "low" : close ? "close" : "usual";
  const head = wideOf(`600 100px ${family}`, 15, kicker) + CURVE + wideOf(`700 100px ${family}`, 18, F) + 24;
  const titled = linesIn(`${BOLD} 100px ${family}`, setting.title, title, wide);
  const letters = mode === "close" ? Math.min(setting.sentence, CLOSE) : setting.sentence;
  const said = linesIn(`400 100px ${family}`, letters, sentence, wide);
  const parts = [
    (low ? HEAD.low : HEAD.usual) * (head > wide ? 2 : 1),
    titled * setting.title * (low ? TITLE.low : TITLE.usual),
    Math.max(mode === "usual" ? LEAST_LINES : 0, said) * letters * SENTENCE[mode],
    formulas,
    ...(compared ? [compared * COMPARED] : []),
    ...notes.filter(Boolean).map((note) => NOTE * Math.ceil((note.length * PER_NOTE) / wide) + 8),
  ];
  return parts.reduce((sum, px) => sum + px + (mode === "close" ? GAP : setting.gap), 0);
}

/**
 * In which letters the formulas of a step stand, and how high they are together, px: side by side as far as they have room.
 * @param {string[]} formulas
 * @param {{ setting: Setting, wide: number }} room
 * @param {boolean} close
 */
export function formulasSet(formulas, { setting, wide }, close) {
  const cards = formulas.filter(Boolean).map((mathml) => ({ ems: emsIn(mathml), high: emsHigh(mathml) }));
  const most = cards.some(({ high }) => high >= FRACTION) ? FITTED_FRACTION : FITTED[0];
  const usual = close ? Math.min(setting.formula, FITTED[0]) : setting.formula;
  const sizes = setting.low ? FITTED.filter((size) => size <= most) : [usual];
  const mode = setting.low ? "low" : close ? "close" : "usual";
  const tries = sizes.map((size) => rowsOf(cards, size, mode, wide));
  return tries.find(({ rows }) => rows === 1) ?? tries.at(-1);
}

function rowsOf(cards, size, mode, wide) {
  const [beside, above] = AROUND[mode];
  const rows = [];
  let left = 0;
  for (const { ems, high } of cards) {
    const px = Math.max(mode === "low" ? 0 : NARROWEST, ems * size + beside);
    if (!rows.length || px > left) {
      rows.push(0);
      left = wide;
    }
    left -= px + BETWEEN;
    rows[rows.length - 1] = Math.max(rows.at(-1), FORMULA[mode], high * size + above);
  }
  const total = rows.reduce((sum, px) => sum + px, 0) + BETWEEN * Math.max(0, rows.length - 1);
  return { size, rows: rows.length, high: total };
}

function emsHigh(mathml) {
  const cases = mathml.split("<mtr>").length - 1;
  const over = !mathml.includes("<mfrac>") ? 0 : /<mfrac>.*?munder/.test(mathml) ? WITHIN : FRACTION;
  return Math.max(LINE, cases * ROW, over, mathml.includes("<msqrt>") ? ROOT : 0);
}
