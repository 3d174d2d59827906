// How the page looks: every visible text with its size, its colours and its place, and what sticks out.
() => {
  const root = document.querySelector(".bp");
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const painted = new Map();
  const paint = (css) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((x, i) => (i === 3 ? x / 255 : x));
  };
  const rgba = (css) => {
    if (!painted.has(css)) painted.set(css, paint(css));
    return painted.get(css);
  };
  const asked = new Map(); // what was asked of an element once, many texts ask again
  const once = (kind, of) => (node) => {
    const key = asked.get(kind) ?? asked.set(kind, new Map()).get(kind);
    if (!key.has(node)) key.set(node, of(node));
    return key.get(node);
  };
  const styleOf = once("style", (node) => getComputedStyle(node));
  const over = (top, below) => below.slice(0, 3).map((x, i) => top[i] * top[3] + x * (1 - top[3]));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((x) => (x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = once("behind", (node) => {
    if (!node) return [255, 255, 255];
    const layer = rgba(styleOf(node).backgroundColor);
    return layer[3] === 1 ? layer.slice(0, 3) : over(layer, behind(node.parentElement));
  });
  const unseen = once("unseen", (node) => Boolean(node) && (styleOf(node).clipPath === "inset(50%)" || unseen(node.parentElement))); // said, not shown
  const hit = (box, x, y) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  const shapes = [...root.querySelectorAll("path.point, .bp-circle, .bp-seen rect, .bp-pictures rect")]
    .map((shape) => [shape.getBoundingClientRect(), shape]);
  const background = (node, box) => {
    const page = behind(node.closest("svg")?.parentElement ?? node);
    if (!node.closest("svg") || node.classList.contains("bp-halo")) return page;
    const under = shapes.filter(([place]) => hit(place, box.x + box.width / 2, box.y + box.height / 2));
    return under.reduce((below, [, shape]) => over(rgba(styleOf(shape).fill), below), page);
  };

  // In a picture that is drawn smaller or larger its letters are so too.
  const sizeOf = (node, style) => {
    const shrunk = node.closest("svg.bp-sheet, svg.bp-drawn") ? node.getScreenCTM().a : 1;
    return Math.round(parseFloat(style.fontSize) * shrunk * 10) / 10;
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    const node = walker.currentNode.parentElement;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (!box.width || !box.height || unseen(node)) continue;
    const style = styleOf(node);
    if (style.visibility !== "visible" || node.closest("script, style, option, noscript, .bp-aloud, .bp-ahead")) continue;
    const ink = rgba(node.closest("svg") ? style.fill : style.color);
    const paper = background(node, box);
    const [a, b] = [light(over(ink, paper)), light(paper)].sort((x, y) => y - x);
    texts.push({
      text: walker.currentNode.data.trim().slice(0, 40), size: sizeOf(node, style), name: `${node.tagName}.${node.getAttribute("class") ?? ""}`,
      math: Boolean(node.closest("math")), mine: root.contains(node), off: Boolean(node.closest("[aria-disabled=true]")),
      contrast: (a + 0.05) / (b + 0.05),
      box: [box.left, box.top, box.right, box.bottom],
    });
  }

  // What of a formula is higher than its place: its letters, each as high as it is drawn; else a line has room above and below them.
  const standsOut = (place, formula) => {
    const { top, bottom } = place.getBoundingClientRect();
    const boxes = [...formula.querySelectorAll(":is(mi, mn, mo, mtext)")].map((one) => one.getBoundingClientRect());
    return boxes.some((box) => box.top < top - 0.5 || box.bottom > bottom + 0.5);
  };
  const out = [];
  for (const node of root.querySelectorAll("*")) {
    const box = node.getBoundingClientRect();
    if (!box.width || !box.height || node.closest("defs, dialog:not([open]), .bp-aloud, .bp-ahead")) continue;
    if (styleOf(node).visibility !== "visible") continue;
    if (box.left < -1 || box.right > innerWidth + 1) out.push(`${node.tagName}.${node.getAttribute("class")} beyond the sides`);
    if (box.top < -1 || box.bottom > innerHeight + 1) out.push(`${node.tagName}.${node.getAttribute("class")} above or below the window`);
    if (node.closest("svg")) continue;
    const style = styleOf(node);
    const spare = { visible: Infinity, hidden: 5, auto: 0, scroll: 0 };
    if (node.scrollWidth > node.clientWidth + spare[style.overflowX]) out.push(`${node.className} wider than its place`);
    const formulas = [...node.children].filter((one) => one.localName === "math");
    const high = formulas.length ? formulas.some((one) => standsOut(node, one)) && style.overflowY !== "visible" : node.scrollHeight > node.clientHeight + spare[style.overflowY];
    if (high) out.push(`${node.className} higher than its place`);
  }
  const pen = document.createElement("canvas").getContext("2d");
  const ARROW = 16; // px at the end of a drop-down
  for (const select of root.querySelectorAll("select")) {
    if (!select.getClientRects().length) continue;
    const style = getComputedStyle(select);
    if (style.appearance === "none") continue; // a sign stands for it
    const chosen = select.selectedOptions[0]?.text ?? "";
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - ARROW;
    if (pen.measureText(chosen).width > room + 1) out.push(`"${chosen}" cut in its drop-down`);
  }
  const plot = root.querySelector(".bp-plot").getBoundingClientRect();
  const words = [...root.querySelectorAll(".bp-seen text")].filter((node) => node.textContent)
    .map((node) => ({ text: node.textContent, name: node.getAttribute("class"), box: node.getBoundingClientRect() }));
  const inks = words.map(({ text, name, box: { left, right, top, bottom, height } }) => (
    { text, name, left: left + 1, right: right - 1, top: top + height * 0.2, bottom: bottom - height * 0.2 }));
  for (const { text, box } of words) {
    if (box.left < plot.left - 1 || box.right > plot.right + 1 || box.top < plot.top - 1 || box.bottom > plot.bottom + 1) out.push(`"${text}" beyond the graph`);
  }
  const overlaps = inks.flatMap((one, i) => inks.slice(i + 1)
    .filter((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
    .map((other) => `"${one.text}" (${one.name}) on "${other.text}" (${other.name})`));
  // Where the rows of a broken sum stand no nearer to each other than to the next sum.
  const baselines = (line) => {
    const digits = [...line.querySelectorAll("mn")].filter((one) => !one.closest("msub, msubsup"));
    return [...new Set(digits.map((one) => Math.round(one.getBoundingClientRect().bottom)))].sort((x, y) => x - y);
  };
  const mixed = [...root.querySelectorAll(".bp-sums .bp-line + .bp-line")]
    .filter((one) => one.getClientRects().length && !one.closest(".bp-ahead") && !one.querySelector("mtable"))
    .map((one) => [one.previousElementSibling, baselines(one.previousElementSibling), baselines(one)])
    .filter(([, rows, next]) => rows.some((y, i) => i && y - rows[i - 1] >= next[0] - rows.at(-1)))
    .map(([line]) => line.textContent);
  const scroller = document.querySelector("[data-testid=stMain]") ?? document.scrollingElement;
  return {
    texts, out: [...new Set(out)], overlaps, mixed,
    page: [document.scrollingElement.scrollWidth, scroller.scrollWidth, document.scrollingElement.scrollHeight, scroller.scrollHeight],
    window: [innerWidth, innerHeight],
  };
}
