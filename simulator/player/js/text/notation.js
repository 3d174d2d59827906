// The reader's notation: what is written here with the notes' letters, in those in which a walk is sent, and W the way
// round it is shown. The table is simulator/steps/formulas/notation.py's; a walk in the notes' own letters has none.
const patterns = new WeakMap();

// A sentence or a name with the letters of the walk.
/** @param {{ notation?: any }} walk
 * @param {string} text */
export function spelt({ notation }, text) {
  if (!notation || !text) return text;
  const known = patterns.get(notation) ?? patternOf(notation);
  patterns.set(notation, known);
  return text.replace(known.pattern, (found) => known.words.get(found));
}

// What the notation of a walk is called.
/** @param {{ notation?: { name: string } }} walk */
export const notationOf = ({ notation }) => notation?.name ?? "notes";

// Whether W and ∂F/∂W are shown as L × H.
/** @param {{ notation?: { turned: boolean } }} walk */
export const isTurned = ({ notation }) => Boolean(notation?.turned);

// What n, a, A or S is called beside its number.
export const letterOf = (walk, quantity) => walk.notation?.quantities[quantity] ?? spelt(walk, quantity);

// The row and column of a weight as they are shown.
export const placeIn = (walk, r, c) => (isTurned(walk) ? [c, r] : [r, c]);

export const transposed = (rows) => rows[0].map((_, j) => rows.map((row) => row[j]));

function patternOf({ letters, phrases }) {
  const words = new Map([...Object.entries(letters), ...phrases]);
  const each = [...words.keys()].sort((one, other) => other.length - one.length);
  return { words, pattern: new RegExp(each.map(alone).join("|"), "gu") };
}

// Where it stands by itself: no other letter before or behind it.
function alone(letter) {
  const begins = /^\p{L}/u.test(letter) ? String.raw`(?<![A-Za-z\\])` : "";
  const ends = /\p{L}$/u.test(letter) ? "(?![A-Za-z])" : "";
  return begins + letter.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`) + ends;
}
