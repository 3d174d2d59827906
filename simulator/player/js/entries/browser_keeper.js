// The browser keeps what the page holds, for this tab: a reload or a lost connection loses nothing.
import { leaveLink, leavesLink, watchMoves } from "../page/browser/address.js";
import { keepFocus } from "../page/browser/focus_keeper.js";
import { nameAsSeen } from "../page/browser/seen_names.js";
import { watchWholeNumbers } from "../page/browser/whole_numbers.js";

const TAB = "backprop tab";

let named; // resolves to { name, from }: what this tab keeps by, and what it looks for what was kept by

// A duplicate of a tab has its name too. Whoever comes second finds it locked, and goes on under a new one.
function tab() {
  named ??= (async () => {
    const from = sessionStorage[TAB];
    const name = from && (await free(from)) ? from : (crypto.randomUUID?.() ?? String(Math.random()));
    if (name !== from) await free(name);
    sessionStorage[TAB] = name;
    return { name, from: from ?? name };
  })();
  return named;
}

// Whether no other tab has the name; if so it is this one's until it is closed.
function free(name) {
  return new Promise((resolve) => {
    if (!navigator.locks) {
      resolve(true);
      return;
    } // only on localhost and over https
    navigator.locks
      .request(`${TAB} ${name}`, { ifAvailable: true }, (lock) => {
        resolve(Boolean(lock));
        return lock && new Promise(() => {});
      })
      .catch(() => resolve(true));
  });
}

function shelf(mode) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("backprop", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(opening.result.transaction("kept", mode).objectStore("kept"));
  });
}

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// What was kept in this tab at this very address; of other tabs, what is older than a week is thrown away.
let looked = false;

async function kept() {
  const { name, from } = await tab();
  const store = await shelf("readonly");
  const found = await done(store.get(looked ? name : from));
  looked = true;
  return found && found.search === location.search ? found.file : null;
}

async function keepFile(file) {
  const { name } = await tab();
  const store = await shelf("readwrite");
  const now = Date.now();
  store.put({ file, search: location.search, at: now }, name);
  const each = store.openCursor();
  each.onsuccess = () => {
    const cursor = each.result;
    if (!cursor) return;
    if (now - cursor.value.at > 7 * 24 * 3600 * 1000) cursor.delete();
    cursor.continue();
  };
}

let visit; // the server's name for this visit
let found; // of the visit: resolves to what was kept before it
let last; // file that was kept

// Nothing is kept in a visit before what was kept is back on the page, or is known not to be there.
// Where a browser gives no room, nothing is kept, and the page works all the same.
export default function ({ data, setTriggerValue }) {
  if (data.visit !== visit) {
    visit = data.visit;
    found = kept().catch(() => null);
    found.then((file) => {
      if (file) setTriggerValue("found", file);
    });
  }
  watchMoves((yes) => setTriggerValue("moved", yes));
  keepFocus();
  watchWholeNumbers();
  nameAsSeen();
  found.then((file) => {
    const left = leavesLink(data, file) && leaveLink();
    if (!data.file || (file && !data.restored)) return;
    if (data.file === last && !left) return;
    last = data.file;
    keepFile(data.file).catch(() => {});
  });
}
