// What is known at one step of a walk: every number by its quantity, layer and neuron, and null where it is not
// computed yet. Pure rules.
import { isMatrix } from "../text/token_numbers.js";
import { arraysAt } from "../text/noise.js";
import { ofItem, placeOfItem } from "./items.js";
import { knownAt } from "./step_view.js";

// A step of a walk, and the numbers that are known at it.
export class Reading {
  constructor(walk, steps, cursor, { digits, item, asked = false }) {
    this.walk = walk;
    this.steps = steps;
    this.cursor = cursor;
    this.item = item;
    this.digits = digits;
    this.arrays = arraysAt(walk, digits);
    this.step = steps[cursor];
    this.update = walk.updates[this.step.u];
    this.asked = asked; // then what the step computes is not known yet
    this.known = knownAt(steps, cursor, asked);
    this.K = walk.layers.length;
  }

  // Of a batch those of the item that is looked at; null for a sum over them.
  array(quantity, l) {
    return ofItem(this.update, quantity, this.arrays[this.update[quantity][l]], this.item);
  }

  // The same of what is not of a layer: t, e and ∂φ/∂y.
  ofOutputs(quantity) {
    return ofItem(this.update, quantity, this.arrays[this.update[quantity]], this.item);
  }

  // Whether every a of a layer answers every n of it.
  isFull(l) {
    const A = this.arrays[this.update.A[l]];
    return isMatrix(this.update.items ? A[0][0] : A[0]);
  }

  // Whether S of the outputs comes from n.
  get fused() {
    const { update } = this;
    return update.items ? update.fused[placeOfItem(update, this.item)] === true : update.fused;
  }

  // One neuron's; null where not computed.
  value(quantity, l, c) {
    if ((quantity !== "a" || l > 1) && (this.known[quantity][l] ?? 0) < c) return null;
    return this.array(quantity, l)?.[c - 1] ?? null;
  }

  // Those of every item of a batch, likewise.
  values(quantity, l, c) {
    const known = (quantity === "a" && l === 1) || (this.known[quantity][l] ?? 0) >= c;
    return this.arrays[this.update[quantity][l]][c - 1].map((x) => (known ? x : null));
  }

  // The slopes of a layer, a diagonal or softmax's full matrix; null where not computed.
  slopes(l) {
    return this.known.A[l] ? this.array("A", l) : null;
  }

  // The number of the session that the walk starts from.
  starting(quantity, l) {
    return this.walk.arrays[this.walk.updates[0][quantity][l]];
  }

  // Whether a neuron hardly answers its n: "off" or "saturated", else nothing.
  quiet(l, c) {
    const { items, quiet } = this.update;
    return (items ? quiet[l]?.[placeOfItem(this.update, this.item)] : quiet[l])?.[c] ?? "";
  }

  error(c) {
    return this.known.error[this.K] ? (this.ofOutputs("e")?.[c - 1] ?? null) : null;
  }

  // Whether W_l or b_l is frozen, or this one entry of it.
  frozen(name, entry) {
    return this.walk.frozen.includes(name) || this.walk.frozen.includes(entry) ? " (frozen)" : "";
  }

  // What a switch shows that freezes one entry; the whole is freed in Edit alone.
  freezing(name, entry) {
    const whole = this.walk.frozen.includes(name) ? name : "";
    return { entry, whole, held: this.walk.frozen.includes(entry) };
  }
}
