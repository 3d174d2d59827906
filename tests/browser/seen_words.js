// Every text in sight: words, names of controls, choices, and each formula as one text.
() => {
  const found = new Set();
  const add = (text) => text?.trim() && found.add(text.replace(/\s+/g, " ").trim());
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) add(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) return;
    if (node.tagName === "OPTION") return add(node.textContent);
    const boxless = getComputedStyle(node).display === "contents";
    if ((!boxless && !node.checkVisibility()) || node.matches(".bp-ahead")) return;
    for (const name of ["aria-label", "title", "placeholder", "aria-description"]) add(node.getAttribute(name));
    if (node.localName === "math") return add(node.textContent);
    node.childNodes.forEach(visit);
    node.shadowRoot?.childNodes.forEach(visit);
  };
  visit(document.body);
  return [...found];
}
