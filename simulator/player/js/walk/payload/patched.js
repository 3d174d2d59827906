// A walk that came as its difference from one that is held here; see simulator/player/payload/walk_patch.py.
import { readable } from "./arrays.js";

// [value] stands in the place of a value, { key: patch } goes into it; what is patched stays as it was.
export function patched(value, patch) {
  if (Array.isArray(patch)) return patch[0];
  const whole = Array.isArray(value) ? [...value] : { ...value };
  for (const [key, inside] of Object.entries(patch)) whole[key] = patched(value[key], inside);
  return whole;
}

// The walk that was sent whole last, as it came.
export class HeldWalk {
  constructor() {
    this.name = ""; // by which Python knows it
    this.walk = null;
  }

  // One that came whole in an answer, { base, walk }, is the one that others are told by.
  keep({ base, walk }) {
    if (walk) Object.assign(this, { name: base, walk: JSON.parse(walk) });
  }

  // What an answer, { base, walk } that was kept or { base, patch }, makes of it, to be read and changed by whoever
  // shows it.
  taken({ patch }) {
    const whole = patched(this.walk, patch ?? {});
    const { steps, texts, formulas, scales } = whole;
    const own = { steps: { ...steps }, texts: [...texts], formulas: [...formulas], scales: { ...scales } };
    return readable({ ...whole, ...own });
  }
}
