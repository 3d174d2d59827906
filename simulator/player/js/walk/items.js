// A batch has a column for each item: which of its numbers are looked at, those of one item or what is summed over
// all. The same rules as simulator/draw/shown_items.py.
import { isMatrix } from "../text/token_numbers.js";

export const SUM = 0; // in place of an item's number, from 1
const OF_ITEMS = ["n", "a", "A", "S", "sent", "t", "e", "dphi"]; // the others are of the whole batch

// Where an item of the batch stands, from 0; of a shorter one its last.
export const placeOfItem = (update, item) => Math.min(item, update.items.length) - 1;

// Whether what is summed over the items of a batch is looked at.
export const isSummed = (update, item) => Boolean(update.items) && item === SUM;

// The numbers of a quantity as of a pair: those of the item, and null for a sum of them.
export function ofItem(update, quantity, array, item) {
  if (!update.items || !OF_ITEMS.includes(quantity)) return array;
  if (item === SUM) return null;
  const j = placeOfItem(update, item);
  return isMatrix(array[0][0]) ? array[j] : array.map((row) => row[j]); // a softmax has a matrix for each item
}

// Whose numbers those are, in words; nothing where an update has one pair.
export function itemSaid(update, item) {
  if (!update.items) return "";
  return item === SUM ? "sum over the items" : `item ${update.items[placeOfItem(update, item)] + 1}`;
}

// What a picture of one item's numbers adds to what it says of a pair's; nothing where an update has one pair.
export const hereAlone = ({ update, item }) => (update.items ? ` Here ${itemSaid(update, item)} alone.` : "");
