// Fields for answers in the graph itself: in the neurons where these are large enough, and beside lit edges.
import { el } from "../../text/elements.js";
import { takenApart } from "../../text/identity.js";
import { answerField, showAnswer } from "./answer_field.js";
import { isOfEdge } from "../judging/entries.js";

const LARGE = 54; // px of a neuron in which a number can be typed
const HIGH = 28; // px of a field
const ON_EDGE = 66; // px that one on an edge is wide
const TURN = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class GraphFields {
  // `practice` gives player, answers and question.
  constructor(practice) {
    this.practice = practice;
    this.box = el("div", { class: "bp-answer-layer" });
    this.inputs = [];
  }

  clear() {
    this.inputs = [];
    this.box.replaceChildren();
  }

  // Where the graph shows ▢ for what is asked for there is a field.
  place() {
    const { practice } = this;
    if (!practice.isOpen) {
      this.clear();
      return;
    }
    const found = practice.question.cells.flatMap((cell) => {
      const at = this.placeOf(cell.name);
      return at ? [[cell, at]] : [];
    });
    const names = found.map(([cell]) => cell.name).join(" ");
    if (names !== this.inputs.map((input) => input.dataset.answer).join(" ")) {
      this.inputs = found.map(([cell]) => answerField(cell, practice, (from, key) => this.beside(from, key)));
      this.box.replaceChildren(...this.inputs);
    }
    this.lay(found.map(([, at]) => at));
    this.mark();
  }

  lay(places) {
    const { plot } = this.practice.player;
    const box = plot.getBoundingClientRect();
    const around = (this.box.offsetParent ?? document.body).getBoundingClientRect();
    this.inputs.forEach((input, i) => {
      const [x, y, wide] = places[i];
      const left = box.left - around.left + x - wide / 2;
      const top = box.top - around.top + y - HIGH / 2;
      Object.assign(input.style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${wide}px`,
        height: `${HIGH}px`,
      });
    });
  }

  mark() {
    for (const input of this.inputs) showAnswer(input, this.practice.answers.record);
  }

  // [x, y, width] of the field of a number; nothing where the graph has no place for it.
  placeOf(name) {
    const { graph, picture, view } = this.practice.player;
    if (!picture.asks || view.detail !== "edges" || !graph.neurons) return null;
    const { quantity, l, places, item } = takenApart(name);
    if (item !== null && Number(item) !== view.item) return null;
    const at = [Number(l), ...places.map(Number)];
    if (places.length === 1 && this.shows("neuron", at) && graph.node >= LARGE && graph.spot(...at))
      return [...graph.spot(...at), Math.min(92, graph.node - 8)];
    const label = isOfEdge(quantity) && this.shows("edge", at) && graph.labelled.get(at.join());
    return label ? [...label, ON_EDGE] : null;
  }

  // Whether it is the number asked for that the graph has ▢ for.
  shows(what, at) {
    return this.practice.player.picture.asks[what](...at);
  }

  // The nearest field in a direction.
  beside(from, key) {
    const [dx, dy] = TURN[key];
    const middle = (node) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    };
    const [x, y] = middle(from);
    let best = null;
    let least = Number.POSITIVE_INFINITY;
    for (const other of this.inputs) {
      const [u, v] = middle(other);
      const along = (u - x) * dx + (v - y) * dy;
      const far = Math.hypot(u - x, v - y);
      if (other === from || along <= 4 || far >= least) continue;
      [best, least] = [other, far];
    }
    return best;
  }
}
