// What the player's rules give for data that Python sends. A line of JSON asks, [question, data], and a line
// answers it: { answer } or { error }.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { appearanceOf } from "../../simulator/player/js/graph/layout/appearance.js";
import { termsOf } from "../../simulator/player/js/panel/inspector/terms.js";
import { keysOf, tablesOf } from "../../simulator/player/js/practice/judging/entries.js";
import { judgement } from "../../simulator/player/js/practice/judging/judgement.js";
import { formulaPuzzle, judgeFormula } from "../../simulator/player/js/practice/asking/puzzles.js";
import { announced } from "../../simulator/player/js/text/announcement.js";
import { cut, plainDigits, shown } from "../../simulator/player/js/text/digits.js";
import { holds } from "../../simulator/player/js/text/exact.js";
import { numericPieces } from "../../simulator/player/js/text/formula.js";
import { numbersOf } from "../../simulator/player/js/text/token_numbers.js";
import { spelt } from "../../simulator/player/js/text/notation.js";
import { compareWith, readable } from "../../simulator/player/js/walk/payload/arrays.js";
import { HeldWalk } from "../../simulator/player/js/walk/payload/patched.js";
import { Question } from "../../simulator/player/js/practice/asking/question.js";
import { judged, outcome, untried } from "../../simulator/player/js/practice/records/record.js";
import {
  begun,
  isPartDone,
  readProgress,
  reckoned,
  standsAt,
  withChoice,
  withStep,
} from "../../simulator/player/js/lesson/progress.js";
import { judge } from "../../simulator/player/js/practice/judging/verdict.js";
import { Reading } from "../../simulator/player/js/walk/reading.js";
import { sumsOf } from "../../simulator/player/js/walk/sums.js";
import { pointsOf } from "../../simulator/player/js/walk/values.js";
import { pictureAt } from "../../simulator/player/js/walk/step_view.js";

const QUESTIONS = {
  // Numbers as they are printed, plainly and as read on the screen, for each choice of digits.
  printed: ({ values, digits }) =>
    digits.map((most) => values.map((x) => [plainDigits(x, most), shown(x, most)])),

  // Numbers, with a name before them or not, in so many characters.
  cut: ({ words, most }) => most.map((length) => words.map((one) => cut(one, length))),

  // Each line of each step: whether its sign is "=", and its MathML; for each choice of digits.
  lines: ({ walk, grain, digits }) => {
    const { steps } = readable(walk);
    const line = (one, most) => [holds(one, walk, most), numericPieces(one, walk, most)];
    return digits.map((most) => steps[grain].map((step) => step.lines.map((one) => line(one, most))));
  },

  // What is read aloud of each step, and what the graph lights; for each choice of digits.
  announced: ({ walk, grain, digits }) => {
    const { steps, texts } = readable(walk);
    const words = (step, most) => [announced(step, walk, most), texts[step.litText]];
    return digits.map((most) => steps[grain].map((step) => words(step, most)));
  },

  // The marks of answers to questions of a walk: update, key and what was typed; and how long all of it took.
  marks: ({ walk, cases }) => {
    readable(walk);
    const start = performance.now();
    const marks = cases.map(([u, key, typed]) => judge(walk, u, key, typed));
    return { marks, milliseconds: performance.now() - start };
  },

  // What each step that computes something can be asked for: by form its numbers, each with key and place.
  forms: ({ walk, grain }) => {
    const { steps } = readable(walk);
    return steps[grain].map((step) =>
      step.given
        ? null
        : Object.fromEntries(
            formsOfStep(walk, step).map(([form, { tables }]) => [
              form,
              tables.flatMap(({ key, rows }) =>
                rows.flatMap(({ cells }) =>
                  cells.filter(Boolean).map(({ name, at }) => ({ name, key, place: at })),
                ),
              ),
            ]),
          ),
    );
  },

  // What was typed at steps in a form, judged: the step's place, the form, and texts by the names of numbers.
  judgements: ({ walk, grain, cases }) => {
    const { steps } = readable(walk);
    return cases.map(([at, form, texts]) => {
      const step = steps[grain][at];
      const { tables } = new Map(formsOfStep(walk, step)).get(form);
      return judgement(walk, step, form, tables, texts);
    });
  },

  // What is said of rows of tiles for a formula in which A, W and S stand in this order.
  judgedFormulas: ({ rows, kinds, walk }) => rows.map((row) => judgeFormula(row, kinds, walk)),

  // The tiles of the formula of S of a layer.
  tiles: ({ walk, l }) => {
    const { steps } = readable(walk);
    return formulaPuzzle(
      walk,
      steps.operation.find((step) => step.kind === "S" && step.l === l),
    ).tiles;
  },

  // Texts in the notes' letters as a walk in another notation has them.
  spelt: ({ walk, texts }) => texts.map((text) => spelt(walk, text)),

  // A digest of each array, read from the last to the first, and a third of them once more.
  bits: ({ walk }) => {
    const { arrays } = readable(walk);
    const order = [...arrays.keys()].reverse();
    const bits = {};
    for (const at of [...order, ...order.filter((_, i) => i % 3 === 0)]) {
      const bytes = new Uint8Array(new Float64Array([arrays[at]].flat(2)).buffer);
      const found = createHash("sha256").update(bytes).digest("hex");
      bits[at] ??= found;
      if (bits[at] !== found) throw new Error(`array ${at} is another the second time`);
    }
    return order.reverse().map((at) => bits[at]);
  },

  // The walks that answers make while a number is dragged, each after the one before was shown and read to its end.
  held: ({ answers, grain }) => {
    const held = new HeldWalk();
    const frozen = (value) => {
      if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(frozen);
    };
    return answers.map((answer) => {
      held.keep(answer);
      const { steps, ...walk } = held.taken(answer);
      frozen(held.walk); // nothing that a walk is read by may change it
      const written = steps[grain].map((step) => {
        const { kind, l, u, neuron, title, text, letters, lines, said } = step;
        return { kind, l, u, neuron, title, text, letters, lines, said };
      });
      walk.scales.W = -1;
      return { ...walk, known: null, arrays: walk.arrays.map((array) => array), written };
    });
  },

  // Its arrays.
  arrays: ({ walk }) => readable(walk).arrays.map((array) => array),

  // A walk whose steps were all read, after each of the parts with what answers are compared with: its arrays, and of each
  // quantity where to look and the rest.
  compared: ({ walk, parts }) => {
    const read = readable(walk);
    for (const { title } of read.steps.neuron) read.known?.get(title);
    return parts.map((part) => {
      compareWith(read, part);
      const known = Object.values(read.practice.updates).flatMap((update) => Object.values(update));
      return {
        arrays: read.arrays.map((array) => array),
        known: known.map(({ look, ...rest }) => [read.texts[look], rest]),
        updates: Object.keys(read.practice.updates),
      };
    });
  },

  // How every edge and neuron looks at each step, and which way the arrowheads point.
  appearances: ({ walk, grain, view, theme }) => {
    const steps = readable(walk).steps[grain];
    return steps.map((_, at) => appearanceOf(walk, pictureAt(walk, steps, at, view), view, theme));
  },

  // What each thing that can be picked is made of, at each step.
  terms: ({ walk, grain, things, item }) => {
    const steps = readable(walk).steps[grain];
    return steps.map((_, at) => things.map((picked) => termsOf(walk, steps, at, picked, { item })));
  },

  // What each neuron's n, S, a and A are made of at each step.
  made: ({ walk, grain, item }) => {
    const steps = readable(walk).steps[grain];
    const view = { digits: 0, item };
    return steps.map((_, i) => {
      const at = new Reading(walk, steps, i, view);
      return [sumsOf(at, 99), pointsOf(at, 99)];
    });
  },

  // What each step that computes something is asked for: by key its numbers, each with its place.
  asked: ({ walk, grain }) => {
    const { steps, arrays } = readable(walk);
    const shown = (token, r, c) =>
      [numbersOf(token, arrays)].flat(2).length === 1
        ? [numbersOf(token, arrays)].flat(2)[0]
        : numbersOf(token, arrays)[r][c];
    return steps[grain]
      .filter((step) => !step.given)
      .map((step) => ({
        keys: keysOf(step),
        tables: tablesOf(walk, step).map(({ key, rows, columns }, i) => ({
          key,
          cells: rows.flatMap(({ r, cells }) =>
            cells.flatMap((cell, j) =>
              cell ? [[cell.name, cell.at, shown(step.lines[i].tokens.at(-1), r, columns[j])]] : [],
            ),
          ),
        })),
        u: step.u,
      }));
  },

  // A lesson played to its end: for each asked step what is typed, by key; how each was judged, and what is reckoned.
  lesson: ({ lesson, tries, choices }) => {
    let progress = begun();
    const said = [];
    for (const [part, at, answers] of tries) {
      const { walk: place, exercise, grain } = lesson.parts[part];
      const walk = readable(lesson.walks[place]);
      walk.practice = walk.exercises[exercise];
      const step = walk.steps[grain][at];
      let record = untried();
      for (const typed of answers) {
        const marks = keysOf(step).map((key) => judge(walk, step.u, key, typed[key]));
        const verdicts = Object.assign(
          {},
          ...marks.map((mark, i) =>
            Object.fromEntries([mark.verdicts].flat(2).map((one, k) => [`${i}:${k}`, one])),
          ),
        );
        const texts = Object.fromEntries(Object.keys(verdicts).map((name) => [name, JSON.stringify(typed)]));
        const mistakes = marks.flatMap((mark) => mark.mistakes);
        record = judged({ ...record, texts }, verdicts, mistakes, "");
        said.push([Object.values(verdicts), mistakes, marks.map(({ sentence }) => sentence).join(" ")]);
      }
      progress = withStep(progress, part, at, {
        ...record,
        done: outcome(record, Object.keys(record.texts)),
      });
    }
    for (const [part, option] of choices) progress = withChoice(progress, part, option);
    const { parts } = lesson;
    const kept = readProgress(JSON.parse(JSON.stringify(standsAt(progress, parts.length))));
    return {
      said,
      reckoned: reckoned(parts, kept),
      done: parts.map((_, part) => isPartDone(parts, kept, part)),
      begun: reckoned(parts, begun()),
    };
  },

  // Everything that pictureAt says of every step of a timeline, for each way to look at it.
  pictures: ({ walk, looks, places, joins }) => {
    const { steps } = readable(walk);
    return looks.map(({ grain, neurons, edges, item }) =>
      steps[grain].map((_, at) =>
        described(walk, pictureAt(walk, steps[grain], at, { neurons, edges, item }), places, joins),
      ),
    );
  },
};

// The question of a step in each of its forms.
function formsOfStep(walk, step) {
  const place = { walk, step, part: null };
  const first = new Question();
  first.comesTo(place, true);
  return first.forms.map(([form]) => {
    const question = new Question();
    question.wanted = form;
    question.comesTo(place, true);
    if (!question.lay(place, form) || question.lay(place, form)) throw new Error("laid out once");
    return [form, question];
  });
}

function described(walk, picture, places, joins) {
  const components = [...Array(walk.layers.at(-1).width).keys()].map((i) => i + 1);
  const layer = (l) => [picture.quantityOf(l), ...["n", "a", "S"].map((q) => picture.knows(q, l))];
  return {
    F: picture.F,
    edgeQuantity: picture.edgeQuantity,
    layers: walk.layers.map((_, i) => layer(i + 1)),
    neurons: places.map(([l, c]) => [
      picture.neuron(l, c),
      picture.kept(l, c),
      picture.litNeuron(l, c),
      l > 1 ? picture.bias(l, c) : null,
    ]),
    edges: joins.map(([l, r, c]) => [picture.edge(l, r, c), picture.litEdge(l, r, c)]),
    outputs: components.map((c) => [picture.output(c), picture.target(c), picture.error(c)]),
  };
}

function answered(line) {
  try {
    const [question, data] = JSON.parse(line);
    return JSON.stringify({ answer: QUESTIONS[question](data) });
  } catch (error) {
    return JSON.stringify({ error: error.stack });
  }
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${answered(line)}\n`);
