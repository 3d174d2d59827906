// The counts of each network, kept in this browser.
import { nothing, readCounts } from "./record.js";

const KEPT = "backprop practice";
const MOST_NETWORKS = 50; // the ones practised last

// By the name of the network, the one practised last at the end; what cannot be read counts as nothing.
function all() {
  const known = new Map();
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    for (const [name, given] of found) {
      const counts = readCounts(given);
      if (counts) known.set(`${name}`, counts);
    }
  } catch {
    /* nothing was kept, or nothing that can be read */
  }
  return known;
}

export const countsOf = (name) => all().get(name) ?? nothing();

// `counts` null forgets the network.
export function keepCounts(name, counts) {
  try {
    const known = all();
    known.delete(name);
    if (counts) known.set(name, counts);
    localStorage.setItem(KEPT, JSON.stringify([...known].slice(-MOST_NETWORKS)));
  } catch {
    /* a page without storage forgets */
  }
}
