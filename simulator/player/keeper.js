// The browser keeps what the page holds, for this tab: a reload or a lost connection loses nothing.
const TAB = "backprop tab";

function tabName() {
  sessionStorage[TAB] ??= crypto.randomUUID?.() ?? String(Math.random());
  return sessionStorage[TAB];
}

function shelf(mode) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("backprop", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(opening.result.transaction("kept", mode).objectStore("kept"));
  });
}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

// What was kept in this tab at this very address; of other tabs, what is older than a week is thrown away.
async function kept() {
  const store = await shelf("readonly");
  const found = await done(store.get(tabName()));
  return found && found.search === location.search ? found.file : null;
}

async function keepFile(file) {
  const store = await shelf("readwrite");
  const now = Date.now();
  store.put({ file, search: location.search, at: now }, tabName());
  const each = store.openCursor();
  each.onsuccess = () => {
    const cursor = each.result;
    if (!cursor) return;
    if (now - cursor.value.at > 7 * 24 * 3600 * 1000) cursor.delete();
    cursor.continue();
  };
}

export default function ({ data, setTriggerValue }) {
  // Where a browser gives no room, nothing is kept, and the page works all the same.
  if (data.wanted) kept().then((file) => { if (file) setTriggerValue("found", file); }).catch(() => {});
  else if (data.file) keepFile(data.file).catch(() => {});
}
