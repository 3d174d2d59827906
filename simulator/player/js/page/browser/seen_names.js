// The button of the side panel says "Edit" on the page, where Streamlit calls it "Expand sidebar": who speaks to the
// page, or listens to it, has it by the name that is seen.
const BUTTON = "[data-testid=stExpandSidebarButton]";
const HEADER = "[data-testid=stHeader]"; // the button comes and goes in it
const NAME = "Edit";

let watched = null;

function name() {
  const button = document.querySelector(BUTTON);
  if (button && button.ariaLabel !== NAME) button.ariaLabel = NAME;
}

export function nameAsSeen() {
  name();
  const header = document.querySelector(HEADER);
  if (!header || header === watched) return;
  watched = header;
  new MutationObserver(name).observe(header, { subtree: true, childList: true });
}
