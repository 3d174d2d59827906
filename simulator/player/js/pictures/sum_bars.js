// The picture of a step that computes n or S: each neuron's products as bars from a line at 0, what they give, and
// for S how the slope squeezes it. Of one neuron alone term by term, each bar from where the one before ended.
import { inkOn, mixed } from "../drawing/colours.js";
import { svgNode } from "../drawing/svg.js";
import { fitting, shown, sub } from "../text/digits.js";
import { spelt, letterOf } from "../text/notation.js";
import { hereAlone } from "../walk/items.js";
import { addends, equalsSign, stacked, sumsOf } from "../walk/sums.js";
import { captioned, heightBelow, paper, rowsIn } from "./drawn.js";
import { drawItems } from "./items_picture.js";

const [LEFT, RESULT] = [52, 94]; // px beside the bars of many neurons, for names and results
const [FROM, AFTER] = [196, 10]; // and beside those of the terms of one
const THICK = 16; // px of a bar with its number
const [LINE, LOW] = [24, 18]; // and of a term with its words, at most and at least
const [LEAST, LEAST_SLOPED] = [22, 32]; // px of a row, and of one whose slope stands above its result
const ABOVE = 16; // px of that
const MOST = 6; // neurons
const [FEWEST, MOST_TERMS] = [3, 9];
const PER_LETTER = 7.4;

const CAPTIONS = {
  n: "Each product a × W as a bar, then the bias b; n is where they end.",
  S: "W × S as bars, their sum, and what the slope A leaves of it.",
  rows: "Softmax: each row of A times what arrives at every neuron.",
  output: "How F answers y, and what the slope A leaves of it.",
  fused: "S = ∂F/∂n of the outputs comes from n itself.",
};

export function drawSums(at, palette, size) {
  const { wide } = size;
  const width = at.step.neuron ? 1 : at.walk.layers[at.step.l - 1].width;
  const found = sumsOf(at, MOST);
  if (!found.length) return drawItems(at, palette, size);
  const caption = spelt(at.walk, captionOf(at, found[0][1])) + hereAlone(at);
  const room = heightBelow(caption, size);
  const alone = found.length === 1 && width === 1;
  const least = found.some(([, { slope }]) => slope) ? LEAST_SLOPED : LEAST;
  const { shown: count, rows } = rowsIn(room, width, least, MOST);
  const sums = found.slice(0, count);
  const lines = alone ? linesOf(at, ...sums[0], Math.floor(room / LOW)) : [];
  const high = alone ? Math.min(room, lines.length * LINE) : heightOf(sums, rows, least, room);
  const svg = paper(caption, sums.map(([c, sum]) => totalSaid(at, c, sum)).join(", "), wide, high);
  const drawing = { svg, at, palette, wide, height: high };
  if (alone) drawTerms(drawing, lines);
  else drawRows(drawing, sums, rows, width);
  return captioned(caption, svg);
}

function captionOf({ step, K }, { parts, sum }) {
  if (step.kind === "n") return CAPTIONS.n;
  if (!parts.length) return CAPTIONS.fused;
  if (!sum) return CAPTIONS.rows;
  return step.l === K ? CAPTIONS.output : CAPTIONS.S;
}

const nameOf = ({ walk, step: { kind, l } }, c) => `${letterOf(walk, kind)}${sub(l)},${sub(c)}`;
const totalSaid = (at, c, { total }) => `${nameOf(at, c)} = ${shown(total.value, at.digits)}`;

// ---- many neurons: below each other, positive products to the right of 0, negative ones to the left

// Bars that show their numbers where that leaves room for all rows.
function heightOf(sums, rows, least, room) {
  const stages = Math.max(...sums.map(([, sum]) => stagesOf(sum).length));
  return Math.min(Math.max(room, rows * least), rows * (stages * THICK + 6));
}

const stagesOf = (sum) => [
  addends(sum),
  ...(sum.sum && sum.parts.length > 1 ? [[sum.sum]] : []),
  [sum.total],
];

function drawRows({ svg, at, palette, wide, height }, sums, rows, width) {
  const right = wide - RESULT;
  const ends = sums.flatMap(([, sum]) => {
    const { low, high } = stacked(addends(sum));
    return [high, low, sum.total.value, sum.sum?.value ?? 0];
  });
  const x = scaleOf(ends, LEFT, right);
  const high = height / rows;
  svgNode(svg, "line", { x1: x(0), x2: x(0), y1: 0, y2: high * sums.length, class: "bp-axis" });
  sums.forEach(([c, sum], i) => {
    drawRow({ svg, at, palette, x, right, top: i * high, high }, c, sum);
  });
  if (width > sums.length)
    svgNode(svg, "text", { x: 0, y: high * sums.length + 14 }, `⋮ ${width - sums.length} more`);
}

// The numbers of a place between two ends, with 0 among them.
function scaleOf(values, from, to) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

function drawRow({ svg, at, palette, x, right, top, high }, c, sum) {
  const { total, slope } = sum;
  const stages = stagesOf(sum);
  const thick = (high - 6) / stages.length;
  const middle = top + (stages.length * thick) / 2 + 5;
  svgNode(svg, "text", { x: 0, y: middle, "data-number": total.name }, nameOf(at, c));
  stages.forEach((stage, k) => {
    for (const [one, ...ends] of stacked(stage).bars) {
      const look =
        k === stages.length - 1 ? "bp-bar bp-total" : one === sum.bias ? "bp-bar bp-bias-bar" : "bp-bar";
      drawBar({ svg, at, palette, x }, one, ends, top + k * thick + 1, thick - 2, look);
    }
  });
  const end = right + 8;
  const words = fitting(`= ${shown(total.value, at.digits)}`, RESULT - 8);
  const y = top + stages.length * thick - thick / 2 + 5;
  svgNode(svg, "text", { x: end, y, class: "bp-result", "data-number": total.name }, words);
  if (slope) {
    const said = fitting(`${letterOf(at.walk, "A")} ${shown(slope.value, at.digits)}`, RESULT - 8);
    svgNode(svg, "text", { x: end, y: y - ABOVE, class: "bp-faint", "data-number": slope.name }, said);
  }
}

// A bar from one number to another, with its number inside where that has room.
function drawBar({ svg, at, palette, x }, { name, value }, [start, end], y, height, look) {
  const tone = value < 0 ? palette.negative : palette.positive;
  const [from, to] = [Math.min(x(start), x(end)), Math.max(x(start), x(end))];
  const place = { x: from, y, width: Math.max(to - from, 0.5), height: Math.max(height, 1) };
  const words = shown(value, at.digits);
  const said = { "data-number": name, "data-value": value, "data-from": start, "data-to": end };
  const bar = svgNode(svg, "rect", { ...place, ...said, class: look, style: `--tone:${tone}` });
  svgNode(bar, "title", {}, words);
  if (height < 14 || to - from < words.length * PER_LETTER + 6) return;
  const ink = look.includes("bp-bias-bar")
    ? ""
    : `fill:${inkOn(mixed(palette, "edge", value < 0 ? -1 : 1), at.walk.drawing.light)}`;
  const text = { x: (from + to) / 2, y: y + height / 2 + 5, "text-anchor": "middle", style: ink };
  svgNode(svg, "text", { ...text, class: "bp-in-bar", "data-number": name }, words);
}

// ---- one neuron: term by term

function drawTerms(drawing, lines) {
  const { svg, height } = drawing;
  const x = scaleOf(
    lines.flatMap(({ ends }) => ends),
    FROM,
    drawing.wide - AFTER,
  );
  const high = height / lines.length;
  svgNode(svg, "line", { x1: x(0), x2: x(0), y1: 0, y2: high * lines.length, class: "bp-axis" });
  lines.forEach(({ one, words, ends, look }, i) => {
    const y = i * high;
    const bold = look.includes("bp-total") ? "bp-result" : "";
    const text = svgNode(svg, "text", { x: 0, y: y + high / 2 + 5, class: bold });
    for (const [name, word] of words) svgNode(text, "tspan", name ? { "data-number": name } : {}, word);
    if (one) drawBar({ ...drawing, x }, one, ends, y + 2, high - 4, look);
  });
}

// What stands in each line: its words, and from where to where its bar goes.
function linesOf(at, c, sum, most) {
  const number = (value) => shown(value, at.digits);
  const terms = addends(sum);
  const few = Math.max(FEWEST, Math.min(MOST_TERMS, most - 2));
  const shownTerms = terms.length > few ? few - 2 : terms.length;
  const lines = [];
  let end = 0;
  terms.forEach((one, i) => {
    const ends = [end, end + one.value];
    end += one.value;
    const look = one === sum.bias ? "bp-bar bp-bias-bar" : "bp-bar";
    if (i < shownTerms || one === sum.bias) lines.push({ one, words: wordsOf(one, sum, at), ends, look });
    else if (i === shownTerms)
      lines.push({
        one: null,
        words: [[null, `⋮ ${terms.length - shownTerms - (sum.bias ? 1 : 0)} more`]],
        ends,
        look,
      });
  });
  const { total, slope } = sum;
  if (sum.sum && sum.parts.length > 1) {
    const words = [[sum.sum.name, `${spelt(at.walk, "W S")} = ${number(sum.sum.value)}`]];
    lines.push({ one: sum.sum, words, ends: [0, sum.sum.value], look: "bp-bar" });
  }
  const squeezed = slope ? [[slope.name, `× ${letterOf(at.walk, "A")} ${number(slope.value)}: `]] : [];
  const words = [...squeezed, [total.name, `${nameOf(at, c)} = ${number(total.value)}`]];
  lines.push({ one: total, words, ends: [0, total.value], look: "bp-bar bp-total" });
  return lines;
}

// "0.5 × 0.8 = 0.4", or what is added without being a product.
function wordsOf(one, sum, { digits, walk }) {
  const number = ({ name, value }) => [name, shown(value, digits)];
  if (one === sum.bias) return [[one.name, `+ b ${shown(one.value, digits)}`]];
  if (!one.left) return [[one.name, `${answerSaid(walk)} = ${shown(one.value, digits)}`]];
  const sign = equalsSign(one.left.value, one.right.value, one.value, digits);
  return [number(one.left), [null, " × "], number(one.right), [null, ` ${sign} `], number(one)];
}

// How F answers an output, as the formula of the step has it: −2 e, or where the error has no such factor ∂φ/∂y.
function answerSaid(walk) {
  const { name, factor } = walk.outputSlope;
  return factor === null ? spelt(walk, "∂φ/∂y") : `${shown(factor, 3)} ${letterOf(walk, name)}`;
}
