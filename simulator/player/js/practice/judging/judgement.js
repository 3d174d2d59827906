// All answers to a step, judged: by number its verdict, the mistakes that are named, and what is said. Pure rules.
import { cellsIn, nested, verdictAt } from "./entries.js";
import { judgeForm, NUMBERS } from "./forms.js";
import { judge } from "./verdict.js";

// Of what was typed, `texts` by the names of numbers; `tables` as the step asks for them in this form.
export const judgement = (walk, step, form, tables, texts) =>
  form === NUMBERS ? ofNumbers(walk, step, tables, texts) : ofForm(walk, step, form, tables, texts);

// Table by table: each is compared as a whole with what a mistake gives.
function ofNumbers(walk, step, tables, texts) {
  const found = { verdicts: {}, mistakes: [], sentences: [] };
  const keys = [...new Set(tables.map(({ key }) => key))];
  for (const key of keys) {
    const cells = cellsIn(tables.filter((table) => table.key === key));
    if (!cells.some(({ name }) => texts[name]?.trim())) continue;
    const asked = walk.practice.updates[step.u][key];
    const marks = judge(walk, step.u, key, nested(walk.arrays[asked.truth], cells, texts));
    for (const { name, at } of cells)
      if (texts[name]?.trim()) found.verdicts[name] = verdictAt(marks.verdicts, at);
    found.mistakes.push(...marks.mistakes);
    found.sentences.push(marks.sentence);
  }
  return found;
}

function ofForm(walk, step, form, tables, texts) {
  const update = walk.updates[step.u];
  const truth = walk.arrays[walk.practice.updates[step.u][tables[0].key].truth];
  const before = walk.arrays[(step.kind === "update_W" ? update.W : update.b)[step.l]];
  const { said } = walk.practice;
  const marks = judgeForm(form, { truth, before, cells: cellsIn(tables), texts, said });
  return { verdicts: marks.verdicts, mistakes: [], sentences: [marks.sentence] };
}
