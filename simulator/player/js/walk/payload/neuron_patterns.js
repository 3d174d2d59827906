// The steps neuron by neuron, made from one pattern for each layer; see payload.Pattern.
import { sub } from "../../text/digits.js";
import { range } from "../../text/elision.js";

// The steps of a pattern's neurons, which share kind, phase, layer and update; what a pattern has besides is made
// when it is first read.
function stepsOf(walk, pattern, count) {
  const { kind, phase, l, u, of, ...rest } = pattern;
  const shared = { kind, phase, l, u };
  const made = new WeakMap();
  const spelt = (step) => {
    if (!made.has(step)) made.set(step, settled(walk, expanded(pattern, step.neuron)));
    return made.get(step);
  };
  for (const name of Object.keys(rest).filter((one) => one !== "neuron"))
    Object.defineProperty(shared, name, {
      get() {
        return spelt(this)[name];
      },
    });
  const own = (c) => ({ neuron: c, of: expanded(of, c) });
  return range(count).map((i) => Object.assign(Object.create(shared), own(i + 1)));
}

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
    return stepsOf(walk, entry.step, entry.count);
  });
}
