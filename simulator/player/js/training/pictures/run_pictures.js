// What is drawn of a frame of the runs: what each has learnt, its network, its confusion matrix and its rows one by one.
import { choice, el, optionsOf } from "../../text/elements.js";
import { ConfusionTable } from "./confusion_table.js";
import { classKeys, DataPicture } from "./data_picture.js";
import {
  headsOf,
  mapSaid,
  momentSaid,
  networkNote,
  panesOf,
  runSaid,
  weightsOf,
} from "../words/frame_words.js";
import { NetworkPicture } from "./network_picture.js";
import { RowPictures } from "./row_pictures.js";
import { weightSaid } from "../words/weight_said.js";

// As many parts as there are runs, each once made. One that is there stays where it is: moved, it would lose the
// focus, and a click between the press and the release.
class Panes {
  // `make(i)` gives the part of a run, with the `host` that is put in.
  constructor(name, make) {
    this.box = el("div", { class: name });
    this.make = make;
    this.parts = [];
  }

  of(count) {
    const { parts, box } = this;
    while (parts.length < count) parts.push(this.make(parts.length));
    box.dataset.count = `${count}`;
    parts.forEach((part, i) => {
      if (i >= count) part.host.remove();
      else if (!part.host.isConnected) box.append(part.host);
    });
    return parts.slice(0, count);
  }
}

export function cardOf(title, ...inside) {
  const head = el("h3", {}, title);
  const look = { class: "bp-card bp-view", "aria-label": title };
  return { head, card: el("section", look, head, ...inside) };
}

export class RunPictures {
  // `ask(asked)`: something was picked; `offer(box, place, words, action, byKey)`: something can be opened there.
  constructor(ask, offer) {
    this.ask = ask;
    this.offer = offer;
    this.maps = new Panes("bp-panes", (i) => this.makeMap(i));
    this.tables = new Panes("bp-panes bp-scroll", (i) => {
      const table = new ConfusionTable((right, said) => this.pickCell(i, right, said));
      return { host: table.root, table };
    });
    this.rows = new Panes("bp-panes-below", (i) => {
      const rows = new RowPictures((row, box, place, byKey) => this.offerRow(row, i, box, place, byKey));
      return { host: rows.root, rows };
    });
    const weight = (place) => ask({ what: "weight", ...place });
    this.net = new NetworkPicture(weight, (words) => this.sayEdge(words));
    this.weights = choice("History of a weight", "history of", [], (place) => {
      const [l, r, c] = place.split(",").map(Number);
      if (l) weight({ l, r, c });
    });
    this.mapNote = el("p", { class: "bp-sizes" });
    this.netNote = el("p", { class: "bp-sizes" });
    this.mapCard = cardOf("What it has learnt", this.maps.box, this.mapNote);
    this.netCard = cardOf("The network", this.weights.field, this.net.box, this.netNote);
    this.tableCard = cardOf("Confusion matrix: true classes down, answers across", this.tables.box);
    this.rowsCard = cardOf("Rows one by one", this.rows.box);
  }

  makeMap(i) {
    const name = el("p", { class: "bp-pane-name" });
    const picture = new DataPicture((row, place) => this.offerRow(row, i, picture.box, place));
    return { host: el("div", { class: "bp-pane" }, name, picture.box), name, picture };
  }

  // The edges as a list: what a click on one does, for the keyboard.
  offerWeights(data) {
    const key = JSON.stringify([data.turned, ...data.runs.map(({ layers }) => layers)]);
    if (this.offered === key) return;
    this.offered = key;
    const places = weightsOf(data, (at) => weightSaid(at, data));
    this.weights.select.replaceChildren(...optionsOf([["", "a weight…"], ...places]));
  }

  // A frame, while the one `wanted` may be on its way.
  draw(data, frame, wanted, palette) {
    this.data = data;
    this.frame = frame;
    this.palette = palette;
    const heads = headsOf(frame, wanted);
    this.mapCard.head.textContent = heads.map;
    this.netCard.head.textContent = heads.network;
    this.drawMaps();
    this.drawNet();
    this.drawTables();
    this.drawRows();
  }

  drawMaps() {
    const { data, frame, palette } = this;
    this.mapCard.card.hidden = !data.spans.length;
    if (!data.spans.length) return;
    this.maps.of(frame.runs.length).forEach(({ name, picture }, i) => {
      name.textContent = runSaid(data, frame, i);
      picture.show(data, frame.runs[i].map, palette);
      const of = name.textContent ? `${name.textContent}: ` : "";
      picture.box.setAttribute("aria-label", `${of}the rows, and what the network says between them`);
    });
    const said = mapSaid(data, frame);
    const key = JSON.stringify([data.classes, said]);
    if (this.mapNote.dataset.shown === key) return; // a frame of many
    this.mapNote.dataset.shown = key;
    this.mapNote.replaceChildren(...classKeys(data.classes), said);
  }

  offerRow(row, of, box, place, byKey = false) {
    const { k } = this.frame.runs[of];
    const action = () => this.ask({ what: "item", row, of, k });
    this.offer(box, place, `Open row ${row + 1} at update ${k} in the stepper`, action, byKey);
  }

  drawNet() {
    const { data, frame, palette } = this;
    this.net.show(data, frame, palette, panesOf(data, frame));
    this.netWords = networkNote(data);
    if (!this.edgeSaid) this.netNote.textContent = this.netWords;
  }

  // The weight under the pointer, in place of the note.
  sayEdge(words) {
    this.edgeSaid = words;
    this.netNote.textContent = words || this.netWords;
  }

  drawTables() {
    const { data, frame, palette } = this;
    const { classes, tableNote, cell, light } = data;
    this.tableCard.card.hidden = !classes.length;
    if (!classes.length) return;
    this.tables.of(frame.runs.length).forEach(({ host, table }, i) => {
      const { confusion } = frame.runs[i];
      host.hidden = !confusion;
      if (!confusion) return;
      const of = runSaid(data, frame, i) || momentSaid(frame.runs[i]);
      const chosen = cell && cell[0] === i ? cell.slice(1) : null;
      table.show(confusion, classes, `${tableNote}, ${of}`, chosen, palette, light);
    });
  }

  // The rows of a cell; pressed again, those of none.
  pickCell(of, right, said) {
    const again = this.data.cell?.join() === [of, right, said].join();
    this.ask({ what: "cell", cell: again ? null : [of, right, said] });
  }

  drawRows() {
    const { data, frame, palette } = this;
    this.rowsCard.card.hidden = !frame.runs.some(({ rows }) => rows);
    this.rowsCard.head.textContent = data.cell
      ? "The rows of a cell of the table"
      : "Wrong answers, the surest first";
    this.rows.of(frame.runs.length).forEach(({ rows }, i) => {
      const moment = momentSaid(frame.runs[i]).replace(/^./, (first) => first.toUpperCase());
      rows.show(frame.runs[i].rows, data, runSaid(data, frame, i) || moment, palette);
    });
  }
}
