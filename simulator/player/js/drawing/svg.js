// Nodes of SVG, and words in a picture.
export const SVG = "http://www.w3.org/2000/svg";

// A node, put into its parent where it has one.
export function svgNode(parent, tag, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text !== "") node.textContent = text;
  parent?.append(node);
  return node;
}

// Set an attribute where it is another: a word set to the same place is laid out anew all the same.
export function settle(node, name, value) {
  if (node.getAttribute(name) !== `${value}`) node.setAttribute(name, `${value}`);
}

// Where the pointer is in a picture, in the px in which it is drawn, also where all of it is enlarged.
export function pointIn(host, { clientX, clientY }) {
  const { left, top, width } = host.getBoundingClientRect();
  const enlarged = width / host.clientWidth || 1;
  return [(clientX - left) / enlarged, (clientY - top) / enlarged];
}

// A word of a picture, anchored at a place.
export const word = (parent, x, y, name, content = "", anchor = "middle") =>
  svgNode(parent, "text", { x, y, "text-anchor": anchor, class: name }, content);
