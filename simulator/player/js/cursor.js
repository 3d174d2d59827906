// Where a walk stands: pure functions of its steps.
import { nearestStep } from "./walk/step_view.js";

// The step at which a walk that has come in begins. `before` is the step that the same walk stood at until now,
// and `restarting` whether its network has become the start; `remembered` what this tab knew of the walk.
export function cursorAfter(steps, { before, restarting, remembered }) {
  if (before) return nearestStep(steps, restarting ? { ...before, u: 0 } : before);
  return remembered ? Math.min(remembered.cursor, steps.length - 1) : 0;
}

export const clamped = (steps, cursor) => Math.max(0, Math.min(steps.length - 1, cursor));

export const firstOfUpdate = (steps, u) => steps.findIndex((step) => step.u === u);

// The first step of the update in which a step stands, and how many it has.
export function updateAt(steps, cursor) {
  const { u } = steps[cursor];
  return { first: firstOfUpdate(steps, u), count: steps.filter((step) => step.u === u).length };
}

// The end of this update in the direction `by`, 1 or −1, from there the end of all.
export function endFrom(steps, cursor, by) {
  const { first, count } = updateAt(steps, cursor);
  const end = by > 0 ? first + count - 1 : first;
  return cursor === end ? (by > 0 ? steps.length - 1 : 0) : end;
}

// The next of the steps at which the walk is to stop; null where there is none ahead.
export function stopAfter(stops, cursor) {
  const ahead = Object.keys(stops)
    .map(Number)
    .filter((at) => at > cursor);
  return ahead.length ? Math.min(...ahead) : null;
}

// What is picked, as links and files write it: [l], [l, c] or [l, r, c], or [] where nothing is.
export const placeOf = (picked) => [picked?.l, picked?.r, picked?.c].filter(Boolean);

// The same, read.
export function pickedAs([l, ...place]) {
  if (!l) return null;
  if (place.length > 1) return { l, r: place[0], c: place[1] };
  return place.length ? { l, c: place[0] } : { l };
}
