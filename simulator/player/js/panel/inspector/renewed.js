// New content for a box, in which the element that has the focus stays in the page, and with it those around it: to
// take it out, and to give the focus to another in its place, would each lay out the page once more.

// Whether it was done: `kept`, inside `box`, takes the place of `fresh`, inside `made`, and knows its `field` from then
// on; all else that `made` holds goes into `box`.
export function renewed(box, made, kept, fresh) {
  if (!kept.field || !fresh.field) return false;
  const [way, other] = [wayTo(box, kept), wayTo(made, fresh)];
  if (String(way.map(tagOf)) !== String(other.map(tagOf))) return false;
  for (const [i, node] of way.entries()) replaceAround(node, other[i]);
  kept.field = fresh.field;
  kept.replaceChildren(...fresh.childNodes);
  return true;
}

const tagOf = ({ tagName }) => tagName;

// From the child of `box` that holds it down to the node itself.
function wayTo(box, node) {
  const way = [];
  for (let at = node; at !== box; at = at.parentNode) way.unshift(at);
  return way;
}

// The siblings and attributes of `node` become those of `fresh`.
function replaceAround(node, fresh) {
  const siblings = [...fresh.parentNode.childNodes];
  const at = siblings.indexOf(fresh);
  for (const sibling of [...node.parentNode.childNodes]) if (sibling !== node) sibling.remove();
  node.before(...siblings.slice(0, at));
  node.after(...siblings.slice(at + 1));
  for (const name of node.getAttributeNames()) if (!fresh.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
