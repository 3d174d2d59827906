// The lines of runs in a chart: what they are, and how they are called. Pure rules.

export const TWO = 2; // runs, which are called by letters

// The training rows of each run, and where there are some the test rows: sums over the rows, or means a row.
export function linesOf({ runs, axis }, sums) {
  const [training, test] = sums ? ["error", "test"] : ["error_a_row", "test_a_row"];
  return runs.flatMap(({ name, called, points }, run) => {
    const line = (part, y, kind = "") => ({
      name: `${name} ${part}`.trim(),
      called,
      run,
      k: points.k,
      x: axis === "epoch" ? points.epoch : points.k,
      y,
      kind: `bp-run${run}${kind}`,
    });
    const tested = points.test.some((y) => y !== null);
    return [line("training", points[training]), ...(tested ? [line("test", points[test], " bp-test")] : [])];
  });
}

// Those of one weight that was picked.
export const historyOf = ({ picked, axis }) =>
  picked.series.map((one) => ({
    ...one,
    x: axis === "epoch" ? one.epoch : one.k,
    kind: `bp-run${one.run}`,
  }));

// The names of lines as { kind, words }: each by its own; of more than two runs each run by its colour, and what the two
// kinds of lines are.
export function legendOf({ runs }, lines, sums) {
  const over = (of) => (sums ? runs[0].over[of] : runs[0].over[of].replace("sum", "mean"));
  if (runs.length <= TWO)
    return lines.map(({ name, kind }) => ({
      kind,
      words: `${name}, ${over(kind.includes("test") ? 1 : 0)}`,
    }));
  const dashed = lines.length > runs.length ? `, dashed test, ${over(1)}` : "";
  const colours = runs.map(({ name }, i) => ({ kind: `bp-run${i}`, words: name }));
  return [...colours, { kind: "", words: `Lines: training, ${over(0)}${dashed}` }];
}
