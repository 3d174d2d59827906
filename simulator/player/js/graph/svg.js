// Nodes of SVG, and words in a picture.
export const SVG = "http://www.w3.org/2000/svg";

// A node, put into its parent where it has one.
export function svgNode(parent, tag, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.textContent = text;
  parent?.append(node);
  return node;
}

// A word of a picture, anchored at a place.
export const word = (parent, x, y, name, content = "", anchor = "middle") =>
  svgNode(parent, "text", { x, y, "text-anchor": anchor, class: name }, content);

// Write words where there is room for so many px; letters that would stand out of it are drawn narrower.
export function writeWithin(node, words, room) {
  node.removeAttribute("textLength");
  node.textContent = words;
  if (!words || node.getComputedTextLength() <= room) return;
  node.setAttribute("textLength", String(Math.floor(room)));
  node.setAttribute("lengthAdjust", "spacingAndGlyphs");
}
