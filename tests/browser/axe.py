"""What axe-core finds on a page against WCAG 2.2, levels A and AA."""

from importlib.resources import files
from typing import Any

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# Whether text on the graph stands out axe cannot tell: test_look measures it at every step.
PICTURES = [[".bp-words"], [".bp-plot > div"]]
RUN = """async ([within, levels, pictures]) => {
  const exclude = pictures.filter(([one]) => document.querySelector(one));
  const found = await axe.run({ include: [[within]], exclude }, {
    runOnly: { type: "tag", values: levels },
    rules: { "label-content-name-mismatch": { enabled: true } },
    resultTypes: ["violations", "incomplete"],
    preload: false,
  });
  const unsure = found.incomplete.filter(({ id }) => id === "color-contrast");
  const covered = ({ any }) => any.some(({ data }) => data?.messageKey === "bgOverlap");
  const why = (node) => node.failureSummary.replace(/\\s+/g, " ");
  const said = (rule, node) => `${rule.id}: ${node.target.join(" ")}: ${why(node)}`;
  // The size of a target is that which it has where it comes into sight: bars stay over the page. One over
  // which a bar lies there too stays a fault.
  const inSight = async (rule, node) => {
    if (rule.id !== "target-size") return [node];
    const target = document.querySelector(node.target.at(-1));
    target.scrollIntoView({ block: "nearest" });
    const { left, top, width, height } = target.getBoundingClientRect();
    const over = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!over || !(target.contains(over) || over.contains(target))) return [node];
    const how = { runOnly: { type: "rule", values: [rule.id] }, preload: false };
    const again = await axe.run({ include: [node.target] }, how);
    return again.violations.flatMap(({ nodes }) => nodes);
  };
  const broken = [];
  for (const rule of found.violations) {
    for (const node of rule.nodes) broken.push(...(await inSight(rule, node)).map((one) => said(rule, one)));
  }
  return [
    ...broken,
    ...unsure.flatMap((rule) => rule.nodes.filter(covered).map((node) => said(rule, node))),
  ];
}"""


def script() -> str:
    """axe-core, as the package axe-playwright-python carries it. Raises ImportError where that is missing."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, within: str = "html") -> list[str]:
    """The rules that a part of the page breaks, with where; also text that something lies over."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(script())
    return page.evaluate(RUN, [within, LEVELS, PICTURES])
