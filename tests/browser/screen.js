// Everything that the player shows at this moment, told from the page alone.
() => {
  const root = document.querySelector(".bp");
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const seen = (node) => node.getClientRects().length > 0;
  const words = (selector) => all(selector).filter(seen).map((node) => node.textContent);

  // Neurons by place: layers from left to right, neurons from top to bottom.
  const spots = all("path.point").map((path) => {
    const [x, y] = path.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
    return { path, x, y };
  });
  const columns = [...new Set(spots.map(({ x }) => x))].sort((a, b) => a - b);
  for (const spot of spots) {
    spot.l = columns.indexOf(spot.x) + 1;
    spot.c = spots.filter((other) => other.x === spot.x && other.y <= spot.y).length;
    const box = spot.path.getBoundingClientRect();
    spot.at = [box.x + box.width / 2, box.y + box.height / 2];
  }
  const nearest = (node) => {
    const box = node.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const far = ({ at }) => Math.hypot(at[0] - x, at[1] - y);
    return spots.reduce((best, spot) => (far(spot) < far(best) ? spot : best));
  };
  const neurons = {};
  for (const { l, c, path } of spots) {
    neurons[`${l},${c}`] = {
      lit: parseFloat(path.style.strokeWidth) > 2, hollow: path.style.strokeDasharray !== "none", words: [], kept: [],
    };
  }
  for (const node of all(".bp-seen :is(.bp-value, .bp-bias, .bp-side)")) {
    const { l, c } = nearest(node);
    neurons[`${l},${c}`].words.push(node.textContent);
  }

  for (const node of all(".bp-seen .bp-kept [data-number]")) {
    const [, l, c] = node.dataset.number.split(":");
    neurons[`${l},${c}`]?.kept.push(node.textContent); // of a wide layer the last has another place than number
  }

  const edges = {};
  for (const path of all("path.js-line")) {
    const [x0, y0, x1, y1] = path.getAttribute("d").match(/-?[\d.]+/g).map(Number);
    const end = (x, y) => spots.find((spot) => Math.hypot(spot.x - x, spot.y - y) < 1);
    const [from, to] = [end(x0, y0), end(x1, y1)];
    edges[`${to.l},${from.c},${to.c}`] = {
      lit: path.style.opacity === "1",
      sign: { n: "+", 7: "-", 1: "unknown" }[path.style.strokeDasharray[0]],
    };
  }

  const numbers = (nodes) => nodes.flatMap((node) => all("mn", node).map((mn) => mn.textContent));
  const sign = (nodes) => nodes.flatMap((node) => all("mo", node).map((mo) => mo.textContent))
    .filter((text) => text === "=" || text === "≈").at(-1);
  const line = (row, skip) => {
    const maths = all("math", row).slice(skip);
    return { numbers: numbers(maths), sign: sign(maths) };
  };
  const lines = (selector, skip = 0) => all(selector).filter(seen).map((row) => line(row, skip));
  // How many sums a line says that have no room.
  const sumsIn = (text) => (text.includes("⋮ its sum") ? 1 : Number(/⋮ (\d+) (?:more|sums)/.exec(text)?.[1] ?? 0));
  const chips = {};
  for (const node of all(".bp-seen text.bp-chip")) {
    const box = node.getBoundingClientRect();
    const near = spots.reduce((best, spot) => (Math.abs(spot.at[0] - box.x) < Math.abs(best.at[0] - box.x) ? spot : best));
    (chips[near.l] ??= []).push(node.textContent + (node.classList.contains("bp-here") ? "*" : ""));
  }

  return {
    cursor: Number(root.dataset.cursor),
    steps: Number(root.dataset.steps),
    where: root.querySelector(".bp-kicker").textContent,
    title: root.querySelector(".bp-title").textContent,
    sentence: root.querySelector(".bp-sentence").textContent,
    F: root.querySelector(".bp-F").textContent,
    neurons, edges, chips,
    labels: words(".bp-seen text.bp-label").sort(),
    lines: lines(".bp-formulas .bp-numbers .bp-line"),
    sums: lines(".bp-formulas .bp-sums .bp-line", 1),
    unsaid: all(".bp-formulas .bp-sizes").filter(seen).map(({ textContent }) => sumsIn(textContent)).reduce((a, b) => a + b, 0),
    note: words(".bp-note").join(),
    compared: all(".bp-compared tbody tr").filter(seen).map((row) => all("th, td", row).map((cell) => cell.textContent)),
    update: Number(all("select").find((node) => node.ariaLabel === "Update").value) + 1,
    slider: Number(all("input[type=range]")[0].value) + 1,
  };
}
