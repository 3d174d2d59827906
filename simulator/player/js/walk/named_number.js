// The number that a name stands for, such as "W:2:1:3" or the product "aW:2:1:3", at a step of a walk. Pure rules.
import { takenApart } from "../text/identity.js";
import { errorsAt } from "../text/noise.js";
import { isMatrix } from "../text/token_numbers.js";
import { ofItem } from "./items.js";
import { through } from "./sums.js";

const OF_OUTPUTS = ["t", "e", "dphi"];

// `at` is the step's Reading. Null where a name stands for several numbers, or is that of none that is kept.
/**
 * @param {import("./reading.js").Reading} at
 * @param {string} name
 * @returns {number | null}
 */
export function numberNamed(at, name) {
  const { quantity, l, places, item } = takenApart(name);
  if (quantity === "F") return errorsAt(at.update, at.digits)[at.step.gain ? 1 : 0];
  if (!places.length || places.includes("*")) return null;
  const numbers = (of, layer = Number(l)) => arrayOf(at, of, layer, item === null ? at.item : Number(item));
  const [i, j] = places.map((place) => Number(place) - 1);
  const found = MADE[quantity]
    ? MADE[quantity](at, numbers, Number(l), i, j)
    : entryOf(numbers(quantity), i, j);
  return Number.isFinite(found) ? found : null;
}

// What is kept nowhere, from what is.
const MADE = {
  aW: (_at, numbers, l, i, j) => numbers("a", l - 1)?.[i] * numbers("W")[i][j],
  WS: (at, numbers, l, i, j) => through(at, l)[i][j] * numbers("S")?.[j],
  AS: (at, numbers, l, i, j) => numbers("A")?.[i][j] * arriving(at, numbers, l)?.[j],
  sent: (at, numbers, l, i) => arriving(at, numbers, l)?.[i],
  change: (_at, numbers, _l, i, j) => numbers("newW")[i][j] - numbers("W")[i][j],
};

const arriving = (at, numbers, l) => numbers(l === at.K ? "dphi" : "sent");

// Of a batch those of one item, where each has its own.
function arrayOf({ update, arrays }, quantity, l, item) {
  const kept = update[quantity] ?? update.rule?.[quantity];
  const place = OF_OUTPUTS.includes(quantity) ? kept : kept?.[l];
  return Number.isInteger(place) ? ofItem(update, quantity, arrays[place], item) : null;
}

// Of a full A that has one place alone it is the slope of that neuron to its own n.
function entryOf(array, i, j) {
  if (!array) return null;
  return isMatrix(array[0]) ? array[i]?.[j ?? i] : array[i];
}
