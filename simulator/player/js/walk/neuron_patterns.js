// The steps of a large walk neuron by neuron, made from one pattern for each layer; see payload.Pattern.
import { sub } from "../text/digits.js";
import { range } from "../text/elision.js";

const SPELT = [
  "title",
  "text",
  "letters",
  "numbered",
  "lines",
  "said",
  "litText",
  "sizes",
  "lit",
  "note",
  "compared",
  "definition",
  "gain",
];

class OneNeuron {
  #walk;
  #pattern;
  #spelt;

  constructor(walk, pattern, neuron) {
    const { kind, phase, l, u } = pattern;
    Object.assign(this, { kind, phase, l, u });
    this.neuron = neuron;
    this.#walk = walk;
    this.#pattern = pattern;
  }

  // Made when it is first read.
  get spelt() {
    this.#spelt ??= settled(this.#walk, expanded(this.#pattern, this.neuron));
    return this.#spelt;
  }
}
for (const name of SPELT)
  Object.defineProperty(OneNeuron.prototype, name, {
    get() {
      return this.spelt[name];
    },
  });

// The pattern with the number of a neuron put in.
function expanded(given, c) {
  if (Array.isArray(given)) return given.map((one) => expanded(one, c));
  if (given === null || typeof given !== "object") return given;
  const keys = Object.keys(given);
  if (keys.length === 1 && keys[0] === "c")
    return typeof given.c === "number"
      ? given.c + c
      : given.c.replaceAll("\x01", c).replaceAll("\x02", sub(c));
  return Object.fromEntries(keys.map((key) => [key, expanded(given[key], c)]));
}

// Its texts and formulas, put where those of all other steps are.
function settled(walk, step) {
  const text = (words) => {
    walk.known ??= new Map(walk.texts.map((one, i) => [one, i]));
    if (!walk.known.has(words)) walk.known.set(words, walk.texts.push(words) - 1);
    return walk.known.get(words);
  };
  const token = (one) =>
    one.m === undefined
      ? one
      : { ...one, m: text(one.m), ...(one.tip === undefined ? {} : { tip: text(one.tip) }) };
  const formula = (tokens) => (tokens === undefined ? undefined : walk.formulas.push(tokens.map(token)) - 1);
  return {
    ...step,
    title: text(step.title),
    text: text(step.text),
    sizes: text(step.sizes),
    said: step.said.map((piece) => (typeof piece === "string" ? text(piece) : piece)),
    litText: text(step.litText),
    note: step.note === undefined ? undefined : text(step.note),
    letters: formula(step.letters),
    numbered: formula(step.numbered),
    definition: formula(step.definition),
    lines: step.lines.map((line) => ({ ...line, tokens: line.tokens.map(token) })),
  };
}

// All steps neuron by neuron; those that are about no one neuron are the steps by operation.
export function byNeuron(walk) {
  return walk.steps.neuron.flatMap((entry) => {
    if (typeof entry === "number") return [walk.steps.operation[entry]];
    return entry.count === undefined
      ? [entry]
      : range(entry.count).map((i) => new OneNeuron(walk, entry.step, i + 1));
  });
}
