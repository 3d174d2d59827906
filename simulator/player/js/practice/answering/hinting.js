// Hints to the step that is shown, one after the other. Nothing of a page.
import { deeper, meantOf, PRODUCTS, productsMeant, productsShown } from "../asking/hints.js";
import { LAST_HINT } from "../asking/sentences.js";

export class Hinting {
  // `player` gives walk, steps, cursor and view; `question` what is asked for now, `answers` the record of it.
  constructor(player, question, answers) {
    this.player = player;
    this.question = question;
    this.answers = answers;
  }

  // The number that a hint is about.
  get meant() {
    return meantOf(this.question.cells, this.answers.record, this.question.at);
  }

  // Its products so far, { caption, rows: [name, words] }; null before they are told.
  get products() {
    const { depth, products } = this.answers.record;
    if (depth !== PRODUCTS) return null;
    return productsShown(this.player, this.meant, productsMeant(this.player, this.meant), products);
  }

  // One more: where it stands, "formula" or "products", or that it was "said" that there is no further one.
  give() {
    const { record } = this.answers;
    const next = deeper(record, productsMeant(this.player, this.meant).length);
    if (next === record) {
      this.answers.say(LAST_HINT);
      return "said";
    }
    this.answers.record = next;
    return next.depth < PRODUCTS ? "formula" : "products";
  }
}
