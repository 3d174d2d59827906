// The keys never fall to the page's body: where what has the focus is disabled or goes, as Undo does when nothing is
// left to undo, what stands next to it takes the focus.
const WAIT = 120; // ms in which the page may put the focus somewhere itself
const TAKES = "button, input, select, textarea, a[href], [tabindex='0']";
const PLACES =
  "[role=dialog], [data-testid=stHorizontalBlock], [data-testid=stVerticalBlock], .stMainBlockContainer, [data-testid=stSidebar]";
const REST = ".bp, [role=radio][aria-checked=true]"; // where none of its places is there any more

let last = null; // what had the focus
let places = []; // the blocks of the page around it, from the inside
let waiting = false;

const can = (node) => node.matches(":enabled, a, [tabindex]") && node.getClientRects().length > 0;

// The next that can take the focus in the innermost block that has one, else the one before.
function heir() {
  for (const place of places.filter((one) => one.isConnected)) {
    const all = [...place.querySelectorAll(TAKES)].filter(can);
    const behind = (node) => last.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
    const found = last.isConnected ? (all.find(behind) ?? all.at(-1)) : all[0];
    if (found) return found;
  }
  return [...document.querySelectorAll(REST)].find((node) => node.getClientRects().length > 0);
}

function look() {
  waiting = false;
  if (document.activeElement !== document.body || !last) return;
  if (last.isConnected && can(last)) return; // somebody clicked beside it
  /** @type {HTMLElement | undefined} */ (heir())?.focus({ preventScroll: true });
}

function soon() {
  if (waiting || document.activeElement !== document.body || !last) return;
  waiting = true;
  setTimeout(look, WAIT);
}

// Once for a page.
export function keepFocus() {
  if (document.documentElement.dataset.keepsFocus) return;
  document.documentElement.dataset.keepsFocus = "true";
  document.addEventListener("focusin", ({ target }) => {
    last = target;
    places = [];
    for (let at = /** @type {Element} */ (target).closest(PLACES); at; at = at.parentElement?.closest(PLACES))
      places.push(at);
  });
  const attributeFilter = ["disabled", "hidden"];
  new MutationObserver(soon).observe(document.body, { subtree: true, childList: true, attributeFilter });
}
