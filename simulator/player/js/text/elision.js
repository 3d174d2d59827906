// Which places of a long row or a large matrix are printed.
export const ELIDE_ABOVE = 12;
export const COLUMNS = 7; // a matrix wider than this would run out of the panel
export const KEPT = 3;

export const range = (size) => Array.from({ length: size }, (_, i) => i);

// Places of a row that are printed; null stands for the ellipsis.
export function kept(size, most = ELIDE_ABOVE) {
  return size <= most ? range(size) : [...range(KEPT), null, size - 1];
}
