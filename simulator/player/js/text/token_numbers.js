// The numbers that the tokens of a line stand for.
export const isMatrix = (value) => Array.isArray(value);

// The numbers of a token: one number, or rows of numbers; a vector is a column.
export function numbersOf(token, arrays) {
  let value = arrays[token.v];
  if (token.r !== null) value = value[token.r];
  if (token.c !== null) value = isMatrix(value[0]) ? value.map((row) => row[token.c]) : value[token.c];
  if (!isMatrix(value)) return value;
  if (!isMatrix(value[0])) {
    value =
      token.f === "diagonal"
        ? value.map((x, i) => value.map((_, j) => (i === j ? x : 0)))
        : value.map((x) => [x]);
  }
  return token.f === "transposed" ? value[0].map((_, j) => value.map((row) => row[j])) : value;
}

export function valuesOf(token, arrays) {
  if (token.s) return token.s.map((side) => numbersOf(side, arrays));
  return token.v === undefined ? [] : [numbersOf(token, arrays)];
}
