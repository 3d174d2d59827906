// How a number is printed: the same rule as simulator/steps/digits.py. 0 digits means all of them.
const LARGE = 1e6;
const SMALL = 1e-4;

export function plainDigits(value, digits) {
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential().split("e");
  const exponent = Number(power);
  const decimals = Math.max(0, mantissa.replace(/[-.]/g, "").length - 1 - exponent);
  const far = Math.abs(value) >= LARGE || Math.abs(value) < SMALL;
  if (digits === 0) return far ? `${mantissa}e${exponent}` : String(value);
  if (Math.abs(value) < LARGE && decimals <= digits) return value.toFixed(decimals);
  if (far) return value.toExponential(digits - 1).replace("e+", "e");
  return value.toFixed(Math.abs(value) >= 10 ** (1 - digits) ? digits : digits - 1 - exponent);
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// As read on the screen: a true minus sign, and powers of ten raised. What is not computed yet is "–".
export function shown(value, digits) {
  if (value === null || value === undefined) return "–";
  const [mantissa, power] = plainDigits(value, digits).split("e");
  const raised = power ? `·10${[...power].map((c) => RAISED[c]).join("")}` : "";
  return mantissa.replace("-", "−") + raised;
}

// An index below the line.
export const sub = (number) => [...String(number)].map((c) => "₀₁₂₃₄₅₆₇₈₉"[c]).join("");

// A number too long for its place ends in "…": cut, never rounded. The formula has it in full.
export function fitting(words, room) {
  const most = Math.max(6, Math.floor(room / 7.8));
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

// Whether what somebody typed is this very number.
export const typedSame = (text, value) => text.trim() !== "" && Number(text.replace("−", "-")) === value;
