// Small pieces of the page that every part builds with.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

export function button(name, face, action, kind = "") {
  return el("button", { class: `bp-button ${kind}`, "aria-label": name, title: name, onclick: action }, face);
}

// A select with its label; `changed` gets the chosen value.
export function choice(label, name, options, changed) {
  const select = el(
    "select",
    { "aria-label": label, onchange: () => changed(select.value) },
    ...options.map(([value, text]) => el("option", { value }, text)),
  );
  return { field: el("label", { class: "bp-choice" }, el("span", {}, name), select), select };
}
