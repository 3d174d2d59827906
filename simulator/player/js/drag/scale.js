// How far a number goes for a pixel or a key, and what it is called.
import { sub } from "../text/digits.js";
import { placeIn } from "../text/notation.js";

const LEAST = 1; // a number nearer to 0 than that is dragged as this one is
const [COARSE, FINE] = [10, 0.1];
const MOST_PLACES = 15;

export class Scale {
  // From a number on: 0.01 a pixel below 10, ten times as much for 10 to 100.
  constructor(start) {
    this.start = start;
    this.power = Math.floor(Math.log10(Math.max(Math.abs(start), LEAST))) - 2;
    this.units = 0;
  }

  // So many units further, ten times as far with Shift and a tenth with Alt or Ctrl: a number with few digits, or the
  // very one from the beginning.
  moved(units, { shiftKey, altKey, ctrlKey }) {
    const fine = altKey || ctrlKey;
    this.units += units * (shiftKey ? COARSE : fine ? FINE : 1);
    if (Math.abs(this.units) < 1e-9) return this.start;
    const places = Math.min(MOST_PLACES, Math.max(0, (fine ? 1 : 0) - this.power));
    const value = this.start + this.units * 10 ** this.power;
    return Number(value.toFixed(places));
  }

  // Back to a value that was taken.
  back(value) {
    this.units = (value - this.start) / 10 ** this.power;
    return value;
  }
}

// W₄[1,1], b₂[3], x₂, t₁, with the pair where there are several.
export function numberNamed({ what, l, r, c, item }, walk) {
  if (what === "W") return `W${sub(l)}[${placeIn(walk, r, c).join(",")}]`;
  if (what === "b") return `b${sub(l)}[${c}]`;
  return `${what}${sub(c)}${item ? ` of pair ${item + 1}` : ""}`;
}
