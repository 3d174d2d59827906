// The page's address: a link stands there only as long as its screen does.

// The address without what a link says; the same where it says nothing.
export function withoutLink(search) {
  const parts = new URLSearchParams(search);
  for (const name of ["s", "t", "l"]) parts.delete(name);
  const left = parts.toString();
  return left ? `?${left}` : "";
}

// Whether a link goes: once one has moved on, also where the session is too large to be kept; but not before
// what was kept for its address is back on the page.
export function leavesLink({ moved, restored }, kept) {
  return moved && (restored || !kept);
}

let told;

// `tell` says that the page has moved on while a link stands in its address.
export function watchMoves(tell) {
  if (!told)
    addEventListener("backprop moved", () => {
      if (withoutLink(location.search) !== location.search) told(true);
    });
  told = tell;
}

// Whether a link was taken out of the address.
export function leaveLink() {
  const left = withoutLink(location.search);
  if (left === location.search) return false;
  history.replaceState(history.state, "", `${location.pathname}${left}${location.hash}`);
  return true;
}
