// What a walk is made of, as simulator/player/payload/payload.py sends it and arrays.js makes it readable. Layers,
// neurons, rows and columns of a network count from 1, places in tables and updates from 0.

export type Rows = number[][];
export type Numbers = number | number[] | Rows;
export type Phase = "forward" | "error" | "backward" | "update";
// An update rule adds its own: "clip", "momentum_W" …
export type Kind = "input" | "n" | "a" | "error" | "A" | "S" | "dW" | "db" | "update_W" | "update_b" | string;

export interface Token {
  m?: number; // a mark or letter: its MathML in texts
  tip?: number; // what a letter means, in texts
  open?: boolean; // an opening bracket
  v?: number; // numbers: their place in arrays
  r?: number | null; // only this row
  c?: number | null; // only this column
  f?: string; // how a vector stands where it is no column: "transposed", "diagonal"
  of?: string; // which numbers it stands for: "W:2"
  s?: Token[]; // the two sides of a sum of products
  squares?: boolean;
  rel?: boolean; // "=" or "≈"
  here?: boolean; // numbers that the step itself computes, with which another of its lines goes on
}

export interface Line {
  tokens: Token[];
  rule: string;
}

export interface Step {
  kind: Kind;
  phase: Phase;
  l: number;
  u: number;
  neuron: number | null;
  of?: string; // which numbers it computes: "n:2"
  title: number;
  text: number;
  sizes: number;
  letters: number;
  numbered: number;
  definition?: number;
  note?: number;
  lines: Line[];
  said: (number | Token)[]; // what is read aloud: texts, and numbers
  litText: number;
  lit: [[number, number][], [number, number, number][]]; // neurons and edges; 0 stands for all
  gain?: [number, number]; // F before and after the update
  foretelling?: Foretelling; // after an update
  shows?: string; // of an update rule: the quantity that the graph shows, by its name in the update's rule
  matrices?: [number, number, string][]; // of an update rule: names in texts, arrays, and whose they are: W2
  compared?: [number, number]; // S by the old W and by the new
  given?: boolean; // computes nothing
}

// What the gradient foretold of an update, beside what F did; letters in formulas, label and text in texts.
export interface Foretelling {
  before: Token;
  after: Token;
  change: Token;
  foretold: Token | null;
  share: Token | null;
  letters: number;
  label: number;
  text: number;
}

type ByLayer = Record<number, number>; // the place of an array for each layer

export interface Update {
  item: number;
  items?: number[]; // of a batch its rows; then what belongs to an item has a column for each of them
  mean?: boolean; // whether its loss is a mean over the items
  F: number;
  fused: boolean | boolean[]; // S of the outputs comes from n, since y has rounded to 0 or 1
  dphi: number | null; // ∂φ/∂y
  parts: number[]; // what each output adds to F, part by part, where that is drawn as bars
  quiet: Record<number, any>; // by layer and neuron "off" or "saturated"; of a batch a list of those by neuron
  sent: ByLayer; // W S, what arrives at each neuron before its slope
  after: number;
  calmF: [number, number]; // F and after as they are printed, 0 for noise
  t: number;
  e: number;
  n: ByLayer;
  a: ByLayer;
  A: ByLayer;
  J: ByLayer;
  S: ByLayer;
  dW: ByLayer;
  db: ByLayer;
  W: ByLayer;
  b: ByLayer;
  newW: ByLayer;
  newb: ByLayer;
  rule?: Record<string, ByLayer>; // what an update rule computed, by name
}

export interface Layer {
  width: number;
  activation: string;
  title: string; // of its activation, as it is shown
  shown: number[];
  hidden: number;
  gap: [number, number] | null;
}

export interface Palette {
  negative: string;
  edge: string;
  neuron: string;
  positive: string;
}

export interface Elision {
  above: number;
  columns: number;
  kept: number;
}

export interface Drawing {
  receded: number;
  light: number;
  arrowed: number;
  labelled: number;
  along: { forward: number[]; backward: number[] };
}

export interface Piecewise {
  kinks: string[];
  slopes: string[];
  atKinks: string[];
}

// One quantity that is asked for. `truth` and `others` are places in arrays, `look` in texts.
export interface Asked {
  truth: number; // an array of the quantity's shape; of F and of a clip's factor a number; A its diagonal or all of it
  noise: number; // so much of a difference is nothing but rounding
  entries: number[][] | null; // where there are too many to ask for all: these alone, their rows and columns from 1
  axes?: number[][]; // along each axis the numbers, from 1, of what is printed and sent; else all is
  rows?: number; // what mistakes give, the entries that are sent one after the other
  others: [number, ...Form[]][]; // the mistake's place in `mistakes`, and what it gives
  follows?: [string, [number, number][], number[]]; // of which key all leads here, by which factors and powers, but what
  fitted?: [number, number, number | null, number, boolean, number, Form][]; // see verdict.js
  partly?: boolean; // not every mistake was tried
  called: [string, boolean, number | null, boolean]; // what its entries are called
  look: number; // where to look, in a sentence
}

// The number of a row, or the places of what it follows from; see player/answers/answer_forms.py.
export type Form = number | Record<string, any>;

// What is asked for of each update, by "n:2", "a:2", "A:2", "e", "F", "S:2", "dW:2", "db:2", "W:2" and "b:2" (the
// updated ones), "momentum_W:2", "clip" …; see practice/verdict.js for the keys of a step.
export interface Practice {
  mistakes: { name: string; looks: string; sentence: string; counted: string }[]; // likeliest first
  said: Record<string, string>; // of answers
  refused: Record<string, string>; // of what is no number
  asks?: string[]; // the keys of which a step that is asked has one; every step is where there are none
  updates: Record<number, Record<string, Asked>>; // of two updates of the walk or all, by their places
}

export type Verdict = "right" | "fewer digits" | "rounded early" | "wrong" | "not a number" | "";
export type Typed = string | Typed[]; // nested as the quantity is shown; "" where nothing was answered
export type Verdicts = Verdict | Verdicts[];

export interface Marks {
  verdicts: Verdicts; // nested as what was typed
  mistakes: string[]; // by name, each of which gives every number answered; likeliest first
  numbers: Record<string, number>; // those that have a number of their own
  sentence: string; // what is to be said of it
}

// The letters of another notation in place of the notes', and whether W stands as L × H.
export interface Notation {
  name: string;
  turned: boolean;
  about: string; // what is not as in the notes
  brief: string; // the same in a few words
  quantities: Record<string, string>; // what n, a, A and S are called beside a number
  letters: Record<string, string>;
  phrases: [string, string][]; // what cannot be said letter by letter
}

export interface Walk {
  name: string;
  about: string;
  loss: string;
  introduction: { purpose: string; phases: [Phase, string, string][]; letters: [string, string][] };
  lossPicture: { squares: { weight: number; mean: boolean } | null; parts: string[] };
  outputSlope: { letters: number; name: string; factor: number | null };
  pairs: number;
  batch: number | null; // how many items an update takes; null for one pair at a time
  summed: string; // what the neurons show of a sum over them
  asYouGo: boolean;
  layers: Layer[];
  rows: number;
  place: [number, number, number, number][]; // layer, component, column, row
  edges: Record<number, [number, number][]>;
  figure: { data: { mode: string; marker: { size: number } }[]; layout: object };
  palettes: { light: Palette; dark: Palette };
  legend: Record<string, string>;
  scales: Record<string, number>;
  beyond?: string[]; // of what has larger values than its scale reaches
  drawing: Drawing;
  elision: Elision;
  menus: Record<string, [string | number, string][]>;
  pieces: Record<string, Piecewise>;
  phases: Record<Phase, string>;
  alpha: number;
  frozen: string[];
  curves: Record<string, [number[], number[]] | null>;
  set: { x: number; t: number };
  updates: Update[];
  steps: { operation: Step[]; neuron: Step[] };
  arrays: any[];
  calm: Record<number, number>; // for an array that holds noise, the place of the one printed for it
  calmed?: Numbers[]; // see arraysAt
  texts: string[];
  formulas: Token[][];
  practice?: Practice; // only where it is asked for
  exercises?: Practice[]; // of the parts of a lesson
  notes?: [Kind, number | null, number, string][]; // of its own file on steps: kind, layer, update, text
  notation?: Notation; // of the reader, where it is not the notes'
  readable?: boolean;
  known?: Map<string, number>;
}

// What is picked: a layer { l }, a neuron { l, c } or an edge { l, r, c }.
export interface Picked {
  l: number;
  r?: number;
  c?: number;
}

export interface View {
  neurons: string;
  edges: string;
  digits: number;
  grain: "operation" | "neuron";
  speed: number;
  item: number; // of the batch, from 1; 0 for the sum over them
  detail?: string;
  matrices?: boolean;
  start?: boolean;
  picked?: Picked | null;
  reveal?: boolean; // every step is a question first
  ask?: boolean; // every step's result is asked of the reader
  asked?: boolean; // the result of this step is held back
}

export interface Theme {
  dark: boolean;
  page: number[];
  accent: string;
  outline: string;
}

// Marks over the graph, as simulator/draw/lens.py gives them.
// The quantity, and its layer, that must be computed before a mark is drawn; null where nothing must.
export type Needs = [string, number] | null;

export interface Lens {
  note: string;
  early: string; // what is said while no mark is drawn yet
  neurons: [number, number, string, string, Needs][];
  edges: [number, number, number, string, string, Needs][];
  layers: [number, string, string, Needs][];
  legend: [string, string][];
  update?: number;
  item?: number | null; // of a batch, from 1
  stops?: Record<string, Record<number, string>>;
}

export type Spot = [number, number];
export type Picture = ReturnType<typeof import("./asked.js").questionAt>;

declare global {
  var Plotly: any;
  // Where the walk stands, what was known before the page was loaded, and the openings that were taken up.
  var backpropCursor: any;
  var backpropBefore: any;
  var backpropOpened: Set<string>;
  interface Element {
    player?: import("../player.js").Player;
    trainer?: import("../training/trainer.js").Trainer;
    serial?: string;
    shownHtml?: string;
  }
}

// A part of a lesson: the walk is bound to some of its steps, and asks for some of these.
export interface Part {
  start: number;
  end: number;
  at: number; // where it begins, or was left
  view: { grain: string; ask: boolean };
  asked: Set<number>;
  answered: Map<number, { done: string; slips: string[] }>; // before
  shown: () => void; // called for each step that is shown
  onward: () => void; // Next after its last step
}
