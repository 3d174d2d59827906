// Small pieces of the page that every part builds with.

/**
 * An element: its attributes, with "class" as such and listeners as onclick, and what is inside it.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} attributes
 * @param {...(Node | string | number)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null) node.setAttribute(key, value);
  }
  node.append(.../** @type {(Node | string)[]} */ (children));
  return node;
}

export function button(name, face, action, kind = "") {
  return el("button", { class: `bp-button ${kind}`, "aria-label": name, title: name, onclick: action }, face);
}

// What stands on a button: a sign, and a word that is left out where there is no room, unless it is `kept`.
export const faceOf = (sign, word, kept = false) =>
  el("span", {}, sign, el("span", { class: kept ? "" : "bp-word" }, ` ${word}`));

// Give the focus to the first of these that is there and can take it.
export function focusOn(...nodes) {
  for (const node of nodes) {
    if (!node?.isConnected || !node.getClientRects().length) continue;
    node.focus({ preventScroll: true });
    if (document.activeElement === node) return;
  }
}

// Once the next frame is painted, when asking for a size lays nothing out anew; what cancelAnimationFrame takes.
export const afterFrame = (action) => requestAnimationFrame(() => setTimeout(action));

const LATEST = 250; // ms: where nothing moves a browser may take seconds to say that it is idle

// As soon as nothing else is to be done; what `forgetIdle` takes. Not every browser tells when that is.
export const whenIdle = (action) =>
  globalThis.requestIdleCallback ? requestIdleCallback(action, { timeout: LATEST }) : setTimeout(action, 50);
export const forgetIdle = (waiting) =>
  globalThis.cancelIdleCallback ? cancelIdleCallback(waiting) : clearTimeout(waiting);

// The options of a select, from [value, text].
export const optionsOf = (rows) => rows.map(([value, text]) => el("option", { value }, text));

// A select with its label; `changed` gets the chosen value.
export function choice(label, name, options, changed) {
  const select = el("select", { "aria-label": label, onchange: () => changed(select.value) });
  select.append(...optionsOf(options));
  return { field: el("label", { class: "bp-choice" }, el("span", {}, name), select), select };
}

// Let a field be as wide as what stands in it, up to a number with all its digits and a power of ten.
export function widen(input) {
  input.style.minWidth = `${Math.min(input.value.length, 26) + 2}ch`;
}
