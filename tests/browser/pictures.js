// Everything that stands for a number in the pictures of the step shown, over the graph and in the panel.
() => {
  const number = (node, name) => Number(node.getAttribute(name));
  const box = (node) => ["x", "y", "width", "height"].map((name) => number(node, name));
  const bars = (root) => [...root.querySelectorAll("rect[data-value]")].map((node) => ({
    name: node.dataset.number, value: Number(node.dataset.value), box: box(node), total: node.classList.contains("bp-total") }));
  const curves = (root) => [...root.querySelectorAll("g:has(> .bp-sigma)")].map((group) => {
    const ends = (node) => ["x1", "y1", "x2", "y2"].map((name) => number(node, name));
    const tangent = group.querySelector(".bp-tangent");
    const point = group.querySelector(".bp-point");
    return { path: group.querySelector(".bp-sigma").getAttribute("d").match(/-?[\d.]+/g).map(Number),
      point: [number(point, "cx"), number(point, "cy")], n: Number(point.dataset.value), name: point.dataset.number,
      a: Number(group.querySelector(".bp-rise").dataset.value), quiet: group.dataset.quiet ?? "",
      tangent: tangent && { ends: ends(tangent), slope: Number(tangent.dataset.value) } };
  });
  const panel = document.querySelector(".bp-pictures");
  return {
    step: document.querySelector(".bp-title").textContent,
    products: [...document.querySelectorAll(".bp-seen .bp-edge-product")].map((group) =>
      [...group.querySelectorAll("tspan")].map((node) => [node.dataset.number ?? "", node.textContent.trim()])),
    bars: bars(panel), curves: curves(panel), said: panel.querySelector("svg")?.getAttribute("aria-label") ?? "",
    words: [...panel.querySelectorAll("[data-number]")].map((node) => [node.dataset.number, node.textContent]),
    plates: [...document.querySelectorAll(".bp-seen .bp-plate")].map((plate) => ({ neuron: plate.dataset.neuron, bars: bars(plate) })),
    sigmas: curves(document.querySelector(".bp-seen")),
  };
}
