// Where a walk stands: pure functions of its steps.
import { nearestStep } from "./step_view.js";

// The step at which a walk that has come in begins. `before` is the step that the same walk stood at until now,
// and `restarting` whether its network has become the start; `remembered` what this tab knew of the walk.
export function cursorAfter(steps, { before, restarting, remembered }) {
  if (before) return nearestStep(steps, restarting ? { ...before, u: 0 } : before);
  return remembered ? Math.min(remembered.cursor, steps.length - 1) : 0;
}

// Bound to the steps that exist; `part`, { start, end } or null, binds it further.
export const clamped = (steps, cursor, part = null) =>
  Math.max(part?.start ?? 0, Math.min(part?.end ?? steps.length - 1, cursor));

export const firstOfUpdate = (steps, u) => steps.findIndex((step) => step.u === u);

// The first step of the update in which a step stands, and how many it has, within a part.
export function updateAt(steps, cursor, part = null) {
  const { u } = steps[cursor];
  let [first, last] = [cursor, cursor];
  while (first > (part?.start ?? 0) && steps[first - 1].u === u) first -= 1;
  while (last < (part?.end ?? steps.length - 1) && steps[last + 1].u === u) last += 1;
  return { first, count: last - first + 1 };
}

// The end of this update in the direction `by`, 1 or −1, from there the end of all.
export function endFrom(steps, cursor, by, part = null) {
  const { first, count } = updateAt(steps, cursor, part);
  const end = by > 0 ? first + count - 1 : first;
  return cursor === end ? clamped(steps, by > 0 ? steps.length - 1 : 0, part) : end;
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
