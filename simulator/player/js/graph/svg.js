// Nodes of SVG, and words in a picture.
export const SVG = "http://www.w3.org/2000/svg";

export const svgNode = (parent, tag, attributes = {}, text = "") => {
  const node = parent.appendChild(document.createElementNS(SVG, tag));
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
};

// A word of a picture, anchored at a place.
export const word = (parent, x, y, name, content = "", anchor = "middle") =>
  svgNode(parent, "text", { x, y, "text-anchor": anchor, class: name }, content);
