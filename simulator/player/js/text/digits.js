// How a number is printed: the same rule as simulator/steps/formulas/digits.py. 0 digits means all of them.
const LARGE = 1e6;
const SMALL = 1e-4;

const MOST_SIGNIFICANT = 15; // digits that count; what stands behind them is the noise of binary arithmetic
const LARGE_POWER = 6;
const SMALL_POWER = -4;

// The first `count` of a decimal's figures, halves up; one more where they carry over (999.6 to 1000).
function rounded(figures, count) {
  if (figures.length <= count) return figures.padEnd(count, "0");
  return String(Number(figures.slice(0, count)) + (figures[count] >= "5" ? 1 : 0));
}

// What a hand gets: the figures of the shortest decimal that is read back, and the first one's power of ten.
function byHand(value) {
  const [mantissa, power] = Math.abs(value).toExponential().split("e");
  const figures = mantissa.replace(".", "");
  const first = Number(power);
  const most = MOST_SIGNIFICANT + (first < 0 && first >= SMALL_POWER ? first : 0); // 14 decimals from 0.0001 on
  const kept = figures.length > most ? rounded(figures, most) : figures;
  return { figures: kept.replace(/0+$/, ""), first: first + Math.max(0, kept.length - most) };
}

// Printed before, by the number of digits: a step shows the numbers of the one before in many places.
const PRINTED = new Map();
const MOST_PRINTED = 20_000;

export function plainDigits(value, digits) {
  if (value === 0) return "0";
  if (!PRINTED.has(digits)) PRINTED.set(digits, new Map());
  const printed = PRINTED.get(digits);
  let words = printed.get(value);
  if (words === undefined) {
    if (printed.size >= MOST_PRINTED) printed.clear();
    words = printedAnew(value, digits);
    printed.set(value, words);
  }
  return words;
}

function printedAnew(value, digits) {
  if (digits === 0) {
    const [mantissa, power] = value.toExponential().split("e");
    const far = Math.abs(value) >= LARGE || Math.abs(value) < SMALL;
    return far ? `${mantissa}e${Number(power)}` : String(value);
  }
  const sign = value < 0 ? "-" : "";
  const { figures, first } = byHand(value);
  const decimals = Math.max(0, figures.length - 1 - first);
  const ends = first < LARGE_POWER && decimals <= digits;
  if (!ends && (first >= LARGE_POWER || first < SMALL_POWER)) {
    const kept = rounded(figures, digits);
    return `${sign}${kept[0]}.${kept.slice(1, digits)}e${first + kept.length - digits}`;
  }
  const places = ends ? decimals : first >= 1 - digits ? digits : digits - 1 - first;
  const kept = rounded(figures, first + 1 + places).padStart(places + 1, "0");
  const whole = kept.slice(0, kept.length - places);
  return sign + (places ? `${whole}.${kept.slice(-places)}` : whole);
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// As read on the screen: a true minus sign, and powers of ten raised. What is not computed yet is "–".
export function shown(value, digits) {
  if (value === null || value === undefined) return "–";
  const [mantissa, power] = plainDigits(value, digits).split("e");
  const raised = power ? `·10${[...power].map((c) => RAISED[c]).join("")}` : "";
  return mantissa.replace("-", "−") + raised;
}

// A number in full as a field shows it, with the minus sign of print, which may be typed as well as "-".
export const fieldDigits = (value) => plainDigits(value, 0).replaceAll("-", "−");

// An index below the line.
export const sub = (number) => [...String(number)].map((c) => "₀₁₂₃₄₅₆₇₈₉"[c]).join("");

const NUMBER = /^(.*?)(\d+)(?:\.(\d+))?(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?$/u; // a name, a sign; figures; a power of ten

// A number too long for its place loses significant digits and has "…" where they stood, never a part of its whole
// part or of its power of ten: 5.0…·10⁻¹³, 1…·10⁵. At least one digit stays, so it may still be too long. The
// formula has it in full.
export function cut(words, most) {
  if (words.length <= most) return words;
  const found = NUMBER.exec(words);
  if (!found) return `${words.slice(0, Math.max(1, most - 1))}…`;
  const [, head, whole, part = "", power = ""] = found;
  const room = Math.max(1, most - head.length - power.length - 1);
  const figures = `${whole}.${part}`;
  const kept = figures.slice(0, room).replace(/\.$/, "");
  if (power && figures.length - 1 <= kept.length) return words;
  if (power || (room >= whole.length && /[1-9]/.test(kept))) return `${head}${kept}…${power}`;
  const first = figures.replace(".", "").search(/[1-9]/);
  if (first < 0) return words;
  const raised = [...String(whole.length - 1 - first)].map((c) => RAISED[c]).join("");
  const short = `${head}${figures.replace(".", "")[first]}…·10${raised}`;
  return short.length < words.length ? short : words;
}

// The same for a place so many px wide.
export const fitting = (words, room) => cut(words, Math.max(6, Math.floor(room / 7.8)));

const DECIMAL = "[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)";
const FRACTION = new RegExp(`^(${DECIMAL})\\s*/\\s*(${DECIMAL})$`);
const COMMA = /^[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?$/;
const THOUSANDS = /^[+-]?[1-9][0-9]{0,2},[0-9]{3}$/; // or a decimal comma: Python asks

// The number that somebody typed, as inputs.py reads it: 0,5 and 1/3 too; NaN for what is none. Of a fraction the
// point is moved out of both parts, so that their quotient is rounded but once.
function typedNumber(text) {
  const plain = text.trim().replaceAll("−", "-");
  const fraction = FRACTION.exec(plain);
  if (fraction) {
    const [, above, below] = fraction;
    const places = Math.max(...[above, below].map((part) => part.split(/[.,]/)[1]?.length ?? 0));
    const whole = (part) => {
      const [front, behind = ""] = part.split(/[.,]/);
      return Number(front + behind.padEnd(places, "0"));
    };
    return whole(above) / whole(below);
  }
  if (THOUSANDS.test(plain)) return Number.NaN;
  return plain === "" ? Number.NaN : Number(COMMA.test(plain) ? plain.replace(",", ".") : plain);
}

// Whether what somebody typed is this very number.
export const typedSame = (text, value) => typedNumber(text) === value;
