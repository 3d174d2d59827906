// What a screen reader says of a step, by the same rules as simulator/steps/words/announcement.py.
import { plainDigits } from "./digits.js";
import { arraysAt } from "./noise.js";
import { numbersOf } from "./token_numbers.js";

const MOST_READ = 12; // numbers; of more the shape and the range are said

// What was computed, with its numbers put in.
export function announced(step, walk, digits) {
  const read = (piece) =>
    typeof piece === "number" ? walk.texts[piece] : readOut(numbersOf(piece, arraysAt(walk, digits)), digits);
  return step.said.map(read).join("");
}

// A number as it is printed, a power of ten in words.
export function readAloud(value, digits) {
  return plainDigits(value, digits).replaceAll("-", "−").replace("e", " times 10 to the ");
}

function readOut(rows, digits) {
  if (typeof rows === "number") return readAloud(rows, digits);
  const [H, L] = [rows.length, rows[0].length];
  if (H * L > MOST_READ) {
    const line = L === 1 ? "column" : "row";
    const shape = H > 1 && L > 1 ? `a matrix of ${H} by ${L}` : `a ${line} of ${H * L}`;
    const [least, most] = rangeOf(rows).map((end) => readAloud(end, digits));
    return `${shape} numbers, ${least === most ? `all ${least}` : `from ${least} to ${most}`}`;
  }
  const lines = rows.map((row) => row.map((x) => readAloud(x, digits)).join(", "));
  if (H === 1 || L === 1) return lines.join(", ");
  return lines.map((line, r) => `row ${r + 1}: ${line}`).join("; ");
}

function rangeOf(rows) {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows)
    for (const x of row) {
      if (x < least) least = x;
      if (x > most) most = x;
    }
  return [least, most];
}
