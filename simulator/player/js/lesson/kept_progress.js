// How far one came in each lesson, kept in this browser; and the lesson that is open, kept in this tab.
import { begun, readProgress } from "./progress.js";

const KEPT = "backprop lessons";
const OPEN = "backprop lesson";
const MOST_LESSONS = 60; // those done last

function all() {
  const known = new Map();
  try {
    for (const [key, given] of JSON.parse(localStorage.getItem(KEPT) ?? "[]")) {
      const progress = readProgress(given);
      if (progress) known.set(`${key}`, progress);
    }
  } catch {
    /* nothing was kept, or nothing that can be read */
  }
  return known;
}

export const isBegun = (key) => all().has(key);
export const progressOf = (key) => all().get(key) ?? begun();

// `progress` null forgets the lesson.
export function keepProgress(key, progress) {
  try {
    const known = all();
    known.delete(key);
    if (progress) known.set(key, progress);
    localStorage.setItem(KEPT, JSON.stringify([...known].slice(-MOST_LESSONS)));
  } catch {
    /* a page without storage forgets */
  }
}

// The name of the lesson that is open in this tab; null for none.
export function openHere() {
  try {
    return sessionStorage.getItem(OPEN);
  } catch {
    return null;
  }
}

export function keepOpen(name) {
  try {
    if (name) sessionStorage.setItem(OPEN, name);
    else sessionStorage.removeItem(OPEN);
  } catch {
    /* a page without storage forgets */
  }
}
