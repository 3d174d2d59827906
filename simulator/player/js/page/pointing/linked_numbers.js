// Which numbers a word or a place of the graph stands for at a step, and where in the graph a number stands. Pure rules;
// `at` gives walk, view, step and picture, names are those of text/identity.js.
const EACH = ["n", "a", "A", "S", "t", "e", "dphi"]; // what each item of a batch has of its own
const OF_EDGES = ["W", "newW", "dW", "change", "aW", "WS", "free_dW"];

const isOfEdge = (quantity) => OF_EDGES.includes(quantity) || /_W(_2|_before)?$/.test(quantity);

// The numbers that a word is marked with. In a batch a name without an item is of the one that is looked at, but for a
// `letter`, which stands for all of them.
export function namesIn(at, marked, letter = false) {
  const names = marked.split(" ").flatMap((name) => alsoCalled(at.walk, name));
  return letter ? names : names.map((name) => ofItem(at, name));
}

// The numbers of a place, such as "2" of a layer, "2,1" of a neuron and "2,1,3" of an edge.
export function namesAt(at, place) {
  const [l, ...spot] = place.split(",");
  return shownAt(at, l, spot).map((quantity) => ofItem(at, [quantity, l, ...spot].join(":")));
}

// Where a number, as text/identity.js takes its name apart, stands: { l, c }, { l, r, c }, all of a layer, or all edges
// into one; `shown`: whether it is what the graph shows there.
export function placesOf(at, { quantity, l, places, item }) {
  const { walk, view, step } = at;
  const { items } = walk.updates[step.u];
  const other = item && items && Number(item) !== Math.min(view.item, items.length);
  if (!l || other || !walk.layers[Number(l) - 1]) return [];
  const [first, second] = places.map((place) => (place === "*" ? 0 : Number(place)));
  if (quantity === "J") return [{ l: Number(l), edge: true, r: second ?? 0, c: first ?? 0, shown: false }];
  const edge = isOfEdge(quantity);
  const isShown = (edge ? weightAt(at, Number(l)) : quantityAt(at, Number(l))) === quantity;
  const spot = edge ? { r: first ?? 0, c: second ?? 0 } : { r: 0, c: first ?? 0 };
  return [{ l: Number(l), edge, ...spot, shown: isShown }];
}

// What is frozen counts as 0 in some numbers of an update; the others are those that it has anyway.
function alsoCalled(walk, name) {
  if (!name.startsWith("free_")) return [name];
  const [quantity, l, ...places] = name.slice("free_".length).split(":");
  const entry = `${quantity.at(-1)}${l}[${places.join(",")}]`;
  const free = places.length && !walk.frozen.includes(entry);
  return free ? [[quantity, l, ...places].join(":"), name] : [name];
}

function ofItem({ walk, view, step }, name) {
  const { items } = walk.updates[step.u];
  if (!items || name.includes("@") || !view.item || !EACH.includes(name.split(":")[0])) return name;
  return `${name}@${Math.min(view.item, items.length)}`;
}

// What a place shows at this step, and what the step makes of it.
function shownAt(at, l, spot) {
  const { picture, step } = at;
  const made = step.lines.map((line) => line.tokens.at(-1).of ?? "").map((of) => of.split(/[:@]/));
  const mine = made.filter(([quantity, layer]) => layer === l && isOfEdge(quantity) === spot.length > 1);
  const results = mine.map(([quantity]) => quantity);
  const used = results.includes("newW") ? ["W", "dW"] : results.includes("newb") ? ["b", "db"] : [];
  if (spot.length < 2) return [...new Set([quantityAt(at, Number(l)), ...results, ...used])];
  const weight = picture.knows("update_W", Number(l)) ? "newW" : "W";
  return [...new Set([weightAt(at, Number(l)), weight, ...results, ...used])];
}

// What the edges into a layer show.
export function weightAt({ picture }, l) {
  const own = picture.edgeQuantity;
  return own === "W" && picture.knows("update_W", l) ? "newW" : own;
}

// What its neurons show.
export function quantityAt({ picture }, l) {
  const quantity = picture.quantityOf(l);
  return picture.summed && quantity === "S" ? "db" : quantity;
}
