// One number as a person types it, and how many digits of it count: the same as core/practice/marking/typed_number.py.
const LONGEST = 80;
const SHOWN = 40; // characters of what came
const BLANK = "[ \\t\\n\\r\\u00a0\\u2009\\u202f]";
const LOOSE_BLANKS = new RegExp(`(?<![0-9])${BLANK}+|${BLANK}+(?![0-9])`, "g"); // none between two digits
const DECIMAL = "[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)";
const FRACTION = new RegExp(`^(${DECIMAL})\\s{0,9}/\\s{0,9}(${DECIMAL})$`);
const POWER =
  /^([+-]?)(?:((?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+))[·⋅∙×*xX])?10(?:\^|\*\*)(?:([+-]?[0-9]{1,4})|[({]([+-]?[0-9]{1,4})[)}])$/;
const RAISED = /(?<=10)([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})$/;
const LOWERED = Object.fromEntries([..."⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, i) => [sign, "+-0123456789"[i]]));
const PLAIN = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?$/;
const COMMA = /^[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?$/;
const THOUSANDS = /^[+-]?[1-9][0-9]{0,2},[0-9]{3}$/;

function plainOf(text) {
  const plain = text
    .replace(LOOSE_BLANKS, "")
    .replaceAll("−", "-")
    .replaceAll("–", "-")
    .replace(RAISED, (raised) => `^${[...raised].map((sign) => LOWERED[sign]).join("")}`);
  const power = POWER.exec(plain);
  if (!power) return plain;
  const [, sign, mantissa = "1", bare, bracketed] = power;
  return `${sign}${mantissa}e${bare ?? bracketed}`;
}

// Of a fraction the point is moved out of both parts, so that their quotient is rounded but once.
function quotient(above, below) {
  const places = Math.max(...[above, below].map((part) => part.split(/[.,]/)[1]?.length ?? 0));
  const whole = (part) => {
    const [front, behind = ""] = part.split(/[.,]/);
    return Number(front + behind.padEnd(places, "0"));
  };
  return whole(above) / whole(below);
}

// { value, digits, unit }: the significant digits that were typed, 0 of a zero, and the unit of the last one, 0 of a
// fraction; or { why }, the name of a refusal.
function read(plain) {
  const fraction = FRACTION.exec(plain);
  if (!fraction && !PLAIN.test(plain) && !COMMA.test(plain)) return { why: "other" };
  if (THOUSANDS.test(plain)) return { why: "two ways" };
  if (fraction && !/[1-9]/.test(fraction[2])) return { why: "zero" };
  const value = fraction ? quotient(fraction[1], fraction[2]) : Number(plain.replace(",", "."));
  if (!Number.isFinite(value)) return { why: "large" };
  if (fraction) return { value, digits: 0, unit: 0 };
  const [mantissa, power = "0"] = plain.replace(",", ".").toLowerCase().split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  const figures = mantissa.replace(/^[+-]/, "").replace(".", "").replace(/^0+/, "");
  return { value, digits: figures.length, unit: Number(`1e${Number(power) - decimals}`) };
}

// The same, a refusal as the sentence `refusal`; `refused` holds the sentences by their names.
export function typedNumber(text, refused) {
  const found = [...text].length > LONGEST ? { why: "long" } : read(plainOf(text));
  if (found.why === undefined) return found;
  return { refusal: refused[found.why].replace("{}", () => [...text.trim()].slice(0, SHOWN).join("")) };
}
