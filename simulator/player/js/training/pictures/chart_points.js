// The points of a chart's series: which one is meant, and what is said of it. Pure rules; of the first series are the
// updates k that one goes to, of each its own x along the axis.
import { readAloud } from "../../text/announcement.js";
import { shown } from "../../text/digits.js";
import { drawable } from "./axis.js";

export const DIGITS = 4; // of an error
const SAME = 1e-9; // of two epochs
const PAGES = 10; // Page Up and Page Down go so large a part of the points

// Where a series has a point at this place of the axis, or -1.
export const placeOf = (one, x) => one.x.findIndex((at) => Math.abs(at - x) < SAME);

// The number of a series there; null where it has none.
export const valueAt = (one, x) => one.y[placeOf(one, x)] ?? null;

// What is smallest, by its place; the first of several.
function leastOf(list, size) {
  return list.reduce((best, one, i) => (size(one) < size(list[best]) ? i : best), 0);
}

// The point of the first series that lies nearest to a place of the chart, in px as `place` gives them.
export const pointNear = ([{ x }], px, place) => leastOf(x, (at) => Math.abs(place(at) - px));

// The series whose line at x lies nearest to a height, in px as `place` gives them.
export const seriesNear = (series, x, height, log, place) =>
  leastOf(series, (one) => {
    const y = valueAt(one, x);
    return drawable(y, log) ? Math.abs(place(y) - height) : Number.POSITIVE_INFINITY;
  });

// What is known of point i, as [name, value], for each series.
export const valuesAt = (series, i) => series.map((one) => [one.name, valueAt(one, series[0].x[i])]);

// "update 160", or where an update of one run is no other's "epoch 1".
export const calledAt = ([{ k, x }], i, along) =>
  along === "update" ? `update ${k[i]}` : `epoch ${shown(x[i], DIGITS)}`;

// Its numbers for who does not see them.
export const saidAt = (series, i) =>
  valuesAt(series, i)
    .map(([name, y]) => `${name} ${y === null ? "not there" : readAloud(y, DIGITS)}`)
    .join(", ");

// The point that a key leads to from point `at` of points 0 to `last`; null for another key.
export function pointByKey(key, at, last) {
  const page = Math.max(1, Math.round(last / PAGES));
  const to = {
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    PageUp: at + page,
    PageDown: at - page,
    Home: 0,
    End: last,
  }[key];
  return to === undefined || last < 0 ? null : Math.max(0, Math.min(last, to));
}
