// The keys never fall to the page's body: where what has the focus is disabled or goes, as Undo does when nothing is
// left to undo, what stands next to it takes the focus.
const WAIT = 120; // ms in which the page may put the focus somewhere itself
const FEWEST_WAITS = 5; // until the page has begun to draw what a click chose
const MOST_WAITS = 50; // while the page is drawn anew
const TAKES = "button, input, select, textarea, a[href], [tabindex='0']";
const PLACES =
  "[role=dialog], [data-testid=stHorizontalBlock], [data-testid=stVerticalBlock], .stMainBlockContainer, [data-testid=stSidebar]";
const SMALL = "[role=dialog], [data-testid=stHorizontalBlock]";
// What goes, and where what comes for it stands.
const PARTNERS = [
  ["[data-testid=stExpandSidebarButton]", "[data-testid=stSidebar]"],
  ["[data-testid=stSidebar]", "[data-testid=stHeader]"],
];
const PLAYER = ".bp[tabindex]";
const REST = [PLAYER, "[role=radio][aria-checked=true]"]; // where none of its places is there any more

let last = null; // what had the focus
let places = []; // the blocks of the page around it, from the inside
let waits = 0;

const seen = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === "visible";
const can = (node) => node.matches(":enabled, a, [tabindex]") && seen(node);
const takers = (place) => [...place.querySelectorAll(TAKES)].filter(can);
// While neither the player nor the view of training is there, the page is between two of its modes.
const drawing = () =>
  document.querySelector("[data-test-script-state=running]") || !document.querySelector(".bp");

// Where what comes for it stands, if it is such a one.
function partner() {
  const place = PARTNERS.find(([gone]) => last.closest(gone))?.[1];
  return place ? document.querySelector(place) : null;
}

// What comes for it; else the next that can take the focus in the innermost block that has one, or the one before.
// What is gone with the page that it stood on leaves it to the page that is there now.
function heir() {
  const comes = partner();
  if (comes && takers(comes).length) return takers(comes)[0];
  const near = (place) => place.isConnected && (last.isConnected || place.matches(SMALL));
  for (const place of places.filter(near)) {
    const all = takers(place);
    const behind = (node) => last.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
    const found = last.isConnected ? (all.find(behind) ?? all.at(-1)) : all[0];
    if (found) return found;
  }
  return REST.map((one) => document.querySelector(one)).find((node) => node && seen(node));
}

function look() {
  const lost = document.activeElement === document.body && last;
  const comes = lost && partner();
  const early = comes ? !takers(comes).length : lost && !last.isConnected && drawing();
  if (early && waits < MOST_WAITS) {
    waits += 1;
    setTimeout(look, WAIT);
    return;
  }
  waits = 0;
  if (!lost || (last.isConnected && can(last))) return; // somebody clicked beside it
  /** @type {HTMLElement | null} */ (heir())?.focus({ preventScroll: true });
}

function soon() {
  if (waits || document.activeElement !== document.body || !last) return;
  waits = 1;
  setTimeout(look, WAIT);
}

// After a click of the mouse on one of the page's own groups of choices the player has the keys: → would choose
// another. Between two modes there is none yet, so it is waited for, unless the keys are somewhere else by then.
function pass(radio, times = 0) {
  const now = document.activeElement;
  const stays =
    times &&
    now !== document.body &&
    now?.closest("[role=radiogroup]") !== radio.closest("[role=radiogroup]");
  if (stays) return;
  const player = document.querySelector(PLAYER);
  if (player && seen(player)) /** @type {HTMLElement} */ (player).focus({ preventScroll: true });
  else if (times < FEWEST_WAITS || (drawing() && times < MOST_WAITS))
    setTimeout(() => pass(radio, times + 1), WAIT);
}

// A list that was opened by the keys has them, also where the page has left them on its button.
function intoMenu() {
  const menu = document.querySelector("[role=menu]");
  if (menu && !menu.contains(document.activeElement))
    /** @type {HTMLElement} */ (menu.querySelector("[role=menuitem]"))?.focus();
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
  const clicked = ({ detail, target }) => {
    const radio = detail && /** @type {Element} */ (target).closest("[role=radio]");
    if (radio) setTimeout(() => pass(radio));
    if (/** @type {Element} */ (target).closest("[aria-haspopup=menu]")) setTimeout(intoMenu, WAIT);
  };
  document.addEventListener("click", clicked, true);
  const attributeFilter = ["disabled", "hidden"];
  new MutationObserver(soon).observe(document.body, { subtree: true, childList: true, attributeFilter });
}
