// The answers to the step that is shown: what was typed, how it is judged, and how the step ended. Nothing of a page.
import { EMPTY, endSaid, othersSaid, questionSaid, WAITING } from "../asking/sentences.js";
import { judgement } from "../judging/judgement.js";
import { AnswerRecords, keyOf } from "../records/answer_records.js";
import { countsOf, keepCounts } from "../records/kept_counts.js";
import {
  added,
  askedAgain,
  ended,
  isAnswered,
  isRight,
  judged,
  readCounts,
  total,
} from "../records/record.js";

export class Answers {
  // `player` gives walk, view, cursor, step and part; `kept` is a map of records that the tab keeps, `question` what is
  // asked for now, `comparison` what it is compared with.
  constructor(player, kept, question, comparison) {
    this.player = player;
    this.records = new AnswerRecords(kept);
    this.question = question;
    this.comparison = comparison;
  }

  of(cursor) {
    return this.records.of(this.player.walk, this.player.view.grain, cursor);
  }

  get record() {
    return this.of(this.player.cursor);
  }

  set record(record) {
    const { walk, view, cursor } = this.player;
    this.records.keep(walk, view.grain, cursor, record);
  }

  // Of the step that is shown.
  get key() {
    const { walk, view, cursor } = this.player;
    return keyOf(walk, view.grain, cursor);
  }

  // ---- what is kept
  // How the reader did with this network so far, as a file keeps it; null where nothing was answered.
  get counts() {
    const found = countsOf(this.player.walk.name);
    return total(found) ? found : null;
  }

  // What was typed, step by step, as a file keeps it.
  get typed() {
    return this.records.answered(this.player.walk);
  }

  // What a file kept; counts where the browser does not know more.
  adopt({ practised = null, answered = [] }) {
    const counts = readCounts(practised);
    const { walk } = this.player;
    this.records.adopt(walk, answered);
    if (counts && total(counts) > total(countsOf(walk.name))) keepCounts(walk.name, counts);
  }

  // How steps of a part were answered before.
  restore(answered) {
    this.records.restore(this.player.walk, this.player.view.grain, answered);
  }

  // How all steps of the walk went so far of which `covers` says that they can be asked for.
  reckonedUp(covers) {
    return this.records.reckonedUp(this.player.walk, this.player.view.grain, covers);
  }

  // ---- what is said
  // Of the answers so far.
  get said() {
    return questionSaid(this.player.walk, this.record, this.question.form);
  }

  // How the step ended, or, where it is none that can be asked for, that others can.
  told(isAsked) {
    const { walk, step, part } = this.player;
    return !part && !step.given && !isAsked ? othersSaid(walk, step.u) : endSaid(this.record);
  }

  say(words) {
    this.record = { ...this.record, sentence: words };
  }

  // ---- what is answered
  askFor(form) {
    this.question.wanted = form;
    this.record = { ...this.record, form, texts: {}, checked: {}, verdicts: {}, sentence: "" };
  }

  type(name, text) {
    const { record } = this;
    this.record = { ...record, form: this.question.form, texts: { ...record.texts, [name]: text } };
  }

  // Judge what was typed: "empty", "waiting" for what it is compared with, "right" with nothing left open, or "wrong".
  judge() {
    const { record } = this;
    const { walk, step } = this.player;
    if (!isAnswered(record)) {
      this.say(EMPTY);
      return "empty";
    }
    if (!this.comparison.has(step.u)) {
      this.comparison.await(this.key);
      this.say(WAITING);
      return "waiting";
    }
    const { form, tables, names } = this.question;
    const { verdicts, mistakes, sentences } = judgement(walk, step, form, tables, record.texts);
    this.record = judged(record, verdicts, mistakes, sentences.join(" "));
    return isRight(this.record, names) ? "right" : "wrong";
  }

  // The result is shown: how that came is counted, but in a lesson, which counts by itself.
  end() {
    const { walk, part } = this.player;
    this.record = ended(this.record, this.question.names, this.question.numbers);
    if (!part) keepCounts(walk.name, added(countsOf(walk.name), this.record));
  }

  // The step is asked for once more.
  again() {
    this.record = askedAgain(this.record);
  }
}
