// How far one came in each lesson, kept in this browser; and the lesson that is open, kept in this tab.
import { KeptValues, keepText, keptText } from "../storage/kept.js";
import { begun, readProgress } from "./progress.js";

const OPEN = "backprop lesson";
const MOST_LESSONS = 60; // those done last
const kept = new KeptValues("localStorage", "backprop lessons", readProgress, MOST_LESSONS);

export const isBegun = (key) => kept.all().has(key);
export const progressOf = (key) => kept.all().get(key) ?? begun();

// `progress` null forgets the lesson.
export const keepProgress = (key, progress) => kept.keep(key, progress);

// The name of the lesson that is open in this tab; null for none.
export const openHere = () => keptText("sessionStorage", OPEN);
export const keepOpen = (name) => keepText("sessionStorage", OPEN, name || null);
