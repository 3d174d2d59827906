// A browser's field for whole numbers leaves out a comma without a word, so that 1,5 becomes 15. Here it is said, and
// no digit is taken behind the comma, or the point, until something is taken away or the field is left.
const SAID = "Only a whole number: without a comma or a point.";
const PART = /[,.]/;

const fieldOf = ({ target }) =>
  target instanceof HTMLInputElement && target.type === "number" && target.step === "1" ? target : null;

function refuse(event, field) {
  event.preventDefault();
  field.setCustomValidity(SAID);
  field.reportValidity();
}

function watch(event) {
  const field = fieldOf(event);
  if (!field || !event.inputType.startsWith("insert")) return;
  const typed = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
  if (PART.test(typed.trim()) || field.validationMessage === SAID) refuse(event, field);
}

function forget(event) {
  const field = fieldOf(event);
  if (field?.validationMessage === SAID) field.setCustomValidity("");
}

// Once for a page.
export function watchWholeNumbers() {
  if (document.documentElement.dataset.wholeNumbers) return;
  document.documentElement.dataset.wholeNumbers = "true";
  document.addEventListener("beforeinput", watch, true);
  for (const type of ["input", "focusout"]) document.addEventListener(type, forget, true);
}
