// The page's address and the browser's Back: a link stands there only as long as its screen does.

// The address without what a link says; the same where it says nothing.
export function withoutLink(search) {
  const parts = new URLSearchParams(search);
  for (const name of ["s", "t"]) parts.delete(name);
  const left = parts.toString();
  return left ? `?${left}` : "";
}

// Whether a link goes: once one has moved on, also where the session is too large to be kept; but not before
// what was kept for its address is back on the page.
export function leavesLink({ moved, restored }, kept) {
  return moved && (restored || !kept);
}

// What the history's entry for a place is to be: "push" another, "replace" this one, or "" to leave it.
export function entryFor(place, before, entry) {
  if (!before) return "replace";
  const same = (one) => one?.mode === place.mode && one?.network === place.network;
  return same(before) || same(entry) ? "" : "push";
}

let before; // the place shown, { mode, network }
let ask;

// The page shows this place; `tell` asks for the one that Back goes to.
export function shows(place, tell) {
  if (!ask) {
    addEventListener("popstate", ({ state }) => {
      if (state?.backprop) ask("back", state.backprop);
    });
    addEventListener("backprop moved", () => {
      if (withoutLink(location.search) !== location.search) ask("moved", true);
    });
  }
  ask = tell;
  const how = entryFor(place, before, history.state?.backprop);
  if (how) history[`${how}State`]({ ...history.state, backprop: place }, "");
  before = place;
}

// Whether a link was taken out of the address.
export function leaveLink() {
  const left = withoutLink(location.search);
  if (left === location.search) return false;
  history.replaceState(history.state, "", `${location.pathname}${left}${location.hash}`);
  return true;
}
