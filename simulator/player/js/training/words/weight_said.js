// What a weight is called over a run: its row and column the way round the reader has W.
import { sub } from "../../text/digits.js";
import { placeIn } from "../../text/notation.js";

// `at` is [l, r, c], from neuron r of layer l − 1 to neuron c, from 1; `data` is what the view shows.
export function weightSaid([l, r, c], { turned }) {
  const [row, column] = placeIn({ notation: { turned } }, r, c);
  return `W${sub(l)}, row ${row}, column ${column}`;
}
