// What this tab remembers of the walk: by it a reload, and a player that is built anew, go on at the same step.
import { KeptValues, keepText, keptJson, keptText } from "./kept.js";

const TAB = "sessionStorage";
const REMEMBERED = "backprop cursor";
const ANSWERS = "backprop answers"; // to steps that were asked for
const STILL = "backprop still"; // there is no motion

function stored() {
  const found = keptJson(TAB, REMEMBERED);
  return found?.search === location.search ? found : null; // for this very address
}

// Read once, whichever player comes first.
export function recall() {
  globalThis.backpropBefore ??= stored() ?? {};
  globalThis.backpropOpened ??= new Set(); // the openings that were taken up, also by a player before this one
}

// What is known of a walk of this name; of the load before, only once.
export function remembered(name) {
  const { backpropCursor: last, backpropBefore: reloaded } = globalThis;
  const found = [last, reloaded].find((one) => one?.name === name);
  if (found === reloaded) globalThis.backpropBefore = { search: reloaded?.search };
  return found;
}

// Keep in mind where the walk stands.
export function note(standing) {
  globalThis.backpropCursor = standing;
}

// The answers to steps by their keys, which a player that is built anew goes on with; `read` gives null for what is none.
export function keptAnswers(read) {
  globalThis.backpropAnswers ??= new KeptValues(TAB, ANSWERS, read).all();
  return globalThis.backpropAnswers;
}

// The page goes: write down where it stands.
export function remember() {
  new KeptValues(TAB, ANSWERS, null).keepAll(globalThis.backpropAnswers ?? []);
  const standing = { ...globalThis.backpropCursor, search: location.search };
  keepText(TAB, REMEMBERED, JSON.stringify(standing));
}

// Whether an opening is to be taken up: once each, and after a reload of its address the tab goes on where it
// was, not where the link begins.
export function takesUp({ id, link }) {
  if (globalThis.backpropOpened.has(id)) return false;
  globalThis.backpropOpened.add(id);
  return !link || globalThis.backpropBefore.search === undefined;
}

// Whether the graph moves; it does until somebody switches that off in this tab.
export const moves = () => keptText(TAB, STILL) === null;
export const keepMoving = (on) => keepText(TAB, STILL, on ? null : "yes");
