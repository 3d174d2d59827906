// The tables that say what a number is made of: every product, every sum. Pure rules.

// A table: its caption, as a text or as [letter, index, what follows], its rows of products, and what stands
// below the line as [text, number, whether it is the result, the number's name]. Before its own step (`done` false)
// nothing is multiplied or added up. The names of a row are those of its two factors and of their product.
export const table = (caption, rows, below, done = true) => ({
  caption,
  rows: rows.map(([name, left, right, edge, item, names = []]) => ({
    name,
    left,
    right,
    product: !done || left === null || right === null ? null : left * right,
    edge: edge ?? null,
    item: item ?? null,
    names,
  })),
  below: below.map(([text, value, result, named]) => ({ text, value, result: Boolean(result), named })),
});

// A row for each item of a batch, what it adds to a gradient: the two factors of item j, from 0, and their names.
export function addends(at, factors, names) {
  const { items } = at.update;
  const own = (j) => names.map((name) => `${name}@${j + 1}`);
  return (items ?? []).map((row, j) => [`item ${row + 1}`, ...factors(j), null, j + 1, own(j)]);
}

// What a loss that averages over the items of a batch divides their sum by.
export const meanOf = ({ update }) => (update.mean ? [["÷ number of items", update.items.length]] : []);

// A gradient of a batch as such a loss makes it of the sum.
export const summed = ({ update }, sum) => `${sum}${update.mean ? " ÷ B" : ""}`;
