// What mistakes give, made from the forms in which it was sent; see player/answers/answer_forms.py and led_answers.py.
const NEAR_A_HALF = 1e-9; // see core/checks/slips/rounding_slips.py

// An entry of an array; of a diagonal that is kept alone 0 beside it.
export function at(array, place) {
  if (place.length === 2 && !Array.isArray(array[0])) return place[0] === place[1] ? array[place[0] - 1] : 0;
  return place.reduce((rows, i) => rows[i - 1], array);
}

export function roundedTo(value, { r, up = 0 }) {
  const ten = 10 ** r;
  if (up) return (Math.sign(value) || 1) * (Math.floor(Math.abs(value) * ten + 0.5 + NEAR_A_HALF) / ten);
  const times = value * ten;
  const below = Math.floor(times);
  const gap = times - below;
  const even = gap === 0.5 ? below + Math.abs(below % 2) : Math.round(times);
  return even / ten;
}

const sizes = new WeakMap(); // by what is asked

function sizesOf(asked, { arrays }) {
  const known = sizes.get(asked);
  if (known) return known;
  const found = [];
  for (let rows = arrays[asked.truth]; Array.isArray(rows); rows = rows[0]) found.push(rows.length);
  const own = asked.axes ? asked.axes.map((axis) => axis.length) : found;
  sizes.set(asked, own);
  return own;
}

// Where an entry stands among those that are sent, one after the other; −1 for one beside a diagonal, which is 0.
function placeAmong(asked, place, walk) {
  const { entries, axes } = asked;
  if (entries) return entries.findIndex((entry) => entry.every((one, i) => one === place[i]));
  const own = sizesOf(asked, walk);
  if (place.length > own.length && place[0] !== place[1]) return -1;
  let among = 0;
  for (let i = 0; i < own.length; i++)
    among = among * own[i] + (axes ? axes[i].indexOf(place[i]) : place[i] - 1);
  return among;
}

const filled = (rows, one, place = []) =>
  Array.isArray(rows) ? rows.map((row, i) => filled(row, one, [...place, i + 1])) : one(place);

// A vector or matrix by its place, or what is the i-th that mistakes give of a quantity.
function operand(sent, update, walk) {
  if (!Array.isArray(sent)) return walk.arrays[sent];
  const [key, i] = sent;
  const one = othersOf(update[key], update)[i];
  one.all ??= filled(walk.arrays[one.asked.truth], (place) => made(one, place, walk));
  return one.all;
}

// An entry of ∂F/∂W that is a product of vectors, or of a batch of matrices.
function product(form, [r, c], update, walk) {
  const read = (sent) => operand(sent, update, walk);
  const more = form.p === undefined ? 1 : 1 + read(form.p)[r - 1];
  const S = read(form.s)[c - 1];
  if (form.m !== undefined) {
    const sum = read(form.m)[r - 1].reduce((all, a, i) => all + a * S[i], 0) / form.n;
    return form.d === undefined ? sum : sum + more * at(walk.arrays[form.d], [r, c]);
  }
  const value = read(form.a)[r - 1] * (more * S + (form.g === undefined ? 0 : read(form.g)[c - 1]));
  return form.r === undefined ? value : roundedTo(value, form);
}

// Â W S, of each item; S is made once.
function sentBack({ led, by }, place, walk) {
  const [c, item = 0] = place;
  const weights = walk.arrays[by.w][c - 1];
  led.S ??= [];
  led.S[item] ??= weights.map((_, k) => made(led, item ? [k + 1, item] : [k + 1], walk));
  const S = led.S[item];
  return at(walk.arrays[by.a], place) * weights.reduce((sum, w, k) => sum + w * S[k], 0);
}

// What comes of what a mistake gives of another quantity: Â W S, S 1 / n, a step of Adam along M̂ / (√V̂ + ε), or
// the truth + k (g^power − true g^power).
function followed(form, place, asked, walk) {
  const { led, by } = form;
  const { arrays } = walk;
  const true_ = arrays[led.asked.truth];
  if (by.w !== undefined) return sentBack(form, place, walk);
  if (by.n !== undefined)
    return true_[0].reduce((sum, _, i) => sum + made(led, [...place, i + 1], walk), 0) / by.n;
  if (by.eps !== undefined) {
    const step = (read) => read([1, ...place]) / (Math.sqrt(read([2, ...place])) + by.eps);
    const gap = step((own) => at(true_, own)) - step((own) => made(led, own, walk));
    return at(arrays[asked.truth], place) + by.k * gap;
  }
  const [[k, power], own] = by.length > 1 ? [by[place[0] - 1], place.slice(1)] : [by[0], place];
  const gap = made(led, own, walk) ** power - at(true_, own) ** power;
  return at(arrays[asked.truth], place) + k * gap;
}

// What follows from something else is made once.
function once(one, place, walk) {
  const among = placeAmong(one.asked, place, walk);
  one.kept ??= [];
  if (one.kept[among] === undefined) one.kept[among] = followed(one.form, place, one.asked, walk);
  return one.kept[among];
}

// An entry of what a mistake gives; `one` is of othersOf, or a form of what is asked.
export function made(one, place, walk) {
  const { form, asked, update } = one;
  const { arrays } = walk;
  if (typeof form === "number" || form.l !== undefined) {
    const row = typeof form === "number" ? arrays[asked.rows][form] : arrays[form.l];
    return row[placeAmong(asked, place, walk)] ?? 0;
  }
  if (form.led !== undefined) return once(one, place, walk);
  if (form.t !== undefined) {
    const value = at(arrays[form.t], place);
    if (form.c !== undefined && form.c !== place[0]) return 0;
    return form.r === undefined ? value * (form.x ?? 1) : roundedTo(value, form);
  }
  if (form.w === undefined) return product(form, place, update, walk);
  const gradient = at(arrays[form.d], place);
  const step = form.eps === undefined ? gradient : gradient / (Math.abs(gradient) + form.eps);
  return at(arrays[form.w], place) - form.k * step;
}

const lists = new WeakMap(); // by what is asked

// Everything that mistakes give there, as { mistake, form, asked, update }, the mistake by its place; likeliest first.
export function othersOf(asked, update) {
  const known = lists.get(asked);
  if (known) return known;
  const own = asked.others.flatMap(([mistake, ...forms]) =>
    forms.map((form) => ({ mistake, form, asked, update })),
  );
  const [key, by, without] = asked.follows ?? [];
  const led = key
    ? othersOf(update[key], update)
        .filter((_, i) => !without.includes(i))
        .map((one) => ({ mistake: one.mistake, form: { led: one, by }, asked, update }))
    : [];
  const all = [...led, ...own].sort((one, other) => one.mistake - other.mistake);
  lists.set(asked, all);
  return all;
}
