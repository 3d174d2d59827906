// Which places of a long row or a large matrix are printed; `elision`, { above, columns, kept }, comes with a walk.
export const range = (size) => Array.from({ length: size }, (_, i) => i);

// Places of a row that are printed; null stands for the ellipsis.
export function kept(size, elision, most = elision.above) {
  return size <= most ? range(size) : [...range(elision.kept), null, size - 1];
}

// The same of the columns of a matrix: a wider one would run out of the panel.
export const keptColumns = (size, elision) => kept(size, elision, elision.columns);

const leaving = (kept) => ({ above: kept + 2, columns: kept + 2, kept });

// From the usual to as few as tell how a matrix goes on, where there is room for no more: the first and the last.
export const elisions = (elision) => [elision, leaving(elision.kept), leaving(2), leaving(1)];

// How many the ellipsis of a row stands for.
export const leftOut = (size, elision) => size - elision.kept - 1;
