"""For everybody: what a screen reader is told, where the keys go, and WCAG 2.2 A and AA by axe-core."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from simulator.files.gallery import example
from simulator.steps.formulas.digits import FULL
from simulator.steps.timeline import steps_of
from simulator.steps.words.announcement import announced, lit_words

from ..grids import grid
from .axe import script, violations
from .conftest import unavailable
from .panel import EDIT, cell, open_panel, open_tables, type_in
from .screen import (
    button,
    choose,
    click,
    cursor,
    gallery,
    idle,
    press,
    settings,
    shown_example,
    until,
    wait_for_player,
)

pytestmark = pytest.mark.browser

SIZES = {"1440": (1440, 900), "390": (390, 844)}
NOTES = example("notes-4-layer").session
SHARE = "Share: links, pictures, files, hand-outs"
TOOL = ".st-key-tools"
TOOLS = (
    *("Open a file", "Health", "Gradient check", "Compare mine", "Where from", "F over two weights"),
    "Breakpoints",
)
# Of a visible control: what is seen of it, and its name.
NAMES = """() => [...document.querySelectorAll("button, select, [role=button]")]
  .filter((node) => node.getClientRects().length && getComputedStyle(node).visibility === "visible")
  .map((node) => {
    const after = getComputedStyle(node, "::after").content.match(/^"(.*)"$/)?.[1] ?? "";
    const label = node.matches("select") ? node.closest("label")?.querySelector("span")?.textContent : "";
    const icon = node.querySelector("[data-testid=stIconMaterial]")?.innerText ?? "";
    const seen = node.matches("select") ? (label ?? "") : node.innerText.replace(icon, "") + " " + after;
    return [seen, node.ariaLabel ?? ""];
  })"""
# The controls of a part that lie wholly under something while they have the focus (WCAG 2.2, 2.4.11).
CONTROLS = "button, input, textarea, [role=combobox]"
COVERED = """([within, controls]) => [...document.querySelector(within).querySelectorAll(controls)]
  .filter((node) => !node.disabled && node.checkVisibility() && !node.closest(".bp-ahead"))
  .filter((node) => node.getBoundingClientRect().width > 8)
  .filter((node) => [0, 1e5].some((from) => { // from the page's top, and from its end
    node.blur();
    document.querySelector(".stMain")?.scrollTo(0, from);
    node.focus();
    const { left, top, width, height } = node.getBoundingClientRect();
    const whole = node.closest("label, [data-baseweb]") ?? node;
    const at = (part) => document.elementFromPoint(left + width / 2, top + part * height);
    return ![0.1, 0.5, 0.9].some((part) => whole.contains(at(part)));
  }))
  .map((node) => node.ariaLabel || node.textContent)"""
FOCUSED = """() => {
  const node = document.activeElement;
  const { outlineStyle, boxShadow } = getComputedStyle(node);
  const heard = node.cloneNode(true); // without the sign of a button, which is a word in a font of signs
  for (const sign of heard.querySelectorAll("[aria-hidden=true]")) sign.remove();
  const name = node.ariaLabel ?? heard.textContent.trim();
  return [node === document.body ? "" : name, outlineStyle !== "none" || boxShadow !== "none"];
}"""


@pytest.fixture(scope="module")
def axe() -> None:
    """axe-core is there."""
    try:
        script()
    except ImportError:
        unavailable("axe-playwright-python is not installed, which the extra `test` brings")


def go(page: Any, mode: str) -> None:
    """To another of the page's modes."""
    page.get_by_role("radio", name=mode, exact=True).click()
    idle(page)


def focused(page: Any) -> str:
    """The name of what has the focus, which shows a ring; the page's body never has it."""
    until(lambda: page.evaluate(FOCUSED)[0], "for something to have the focus")
    name, ring = page.evaluate(FOCUSED)
    assert ring, f"{name} has the focus, and nothing shows it"
    return name


def unfold(page: Any) -> None:
    """On a telephone more stands behind ⋯, which a press elsewhere closes."""
    narrow = page.viewport_size["width"] < 900
    if narrow and page.locator(".bp").get_attribute("data-more") != "true":
        click(page, "More settings")


@pytest.mark.usefixtures("axe")
@grid(1, size=SIZES, theme=["light", "dark"])
def test_no_violation_while_stepping(open_app: Callable[..., Any], size: tuple[int, int], theme: str) -> None:
    """A step with an edge opened; every table; the settings and the side panel; both dialogs."""
    page = open_app(size, color_scheme=theme)
    unfold(page)
    press(page, *["ArrowRight"] * 10)
    choose(page, "Look inside a number", "4,1")
    page.locator(".bp-opener").first.click()
    page.locator(".bp-panel").evaluate(
        "(one) => one.scrollTo(0, 0)"
    )  # or its head lies below what stays in sight
    assert violations(page) == []
    unfold(page)
    choose(page, "Look inside a number", "3")
    open_tables(page)
    assert violations(page, ".bp-panel") == []
    if size[0] >= 900:
        click(page, "More settings")
        assert violations(page, ".bp-transport") == []
    for name in ("Keys", SHARE):
        button(page, name).click()
        assert violations(page, "dialog[open]") == [], name
        page.keyboard.press("Escape")
    settings(page)
    page.get_by_role("spinbutton", name="Number of updates").wait_for()
    page.wait_for_timeout(300)  # it fades in
    assert violations(page, "[data-testid=stPopoverBody]") == []
    settings(page)
    unfold(page)
    named = page.evaluate(NAMES)
    assert ["Edit", "Edit"] in [[seen.strip(), name] for seen, name in named]
    open_panel(page)
    page.wait_for_timeout(500)  # it slides in
    assert violations(page, "[data-testid=stSidebar]") == []
    parts = [(seen, name) for seen, name in named if name and re.search("[A-Za-z]", seen)]
    assert len(parts) > 15
    words = re.compile("[^0-9a-zα-ω]+")
    for seen, name in parts:
        [inside, around] = (words.sub(" ", text.lower()).strip() for text in (seen, name))
        assert inside in around, f"{seen!r} is seen, {name!r} is its name"


@pytest.mark.nightly
@pytest.mark.usefixtures("axe")
@grid(1, size=dict(reversed(SIZES.items())), theme=["dark", "light"])
def test_no_violation_in_training_and_debugging(
    open_app: Callable[..., Any], size: tuple[int, int], theme: str
) -> None:
    """After a run, with everything unfolded; each of the tools, where what has the focus is not covered."""
    page = open_app(size, color_scheme=theme)
    go(page, "Train")
    page.locator(".bp-state", has_text="epoch").wait_for()
    button(page, "One epoch").click()
    until(lambda: "epoch 1" in page.locator(".bp-state").inner_text())
    page.get_by_role("combobox", name="History of a weight").select_option("2,1,1")
    idle(page)
    for part in page.locator("summary").all():
        part.click()
    idle(page)
    assert violations(page) == []
    go(page, "Debug")
    for tool in TOOLS:
        page.get_by_role("radio", name=tool, exact=True).click()
        idle(page)
        assert violations(page, TOOL) == [], tool
        assert page.evaluate(COVERED, [TOOL, CONTROLS]) == [], tool


@pytest.mark.usefixtures("axe")
@grid(1, size=SIZES, theme=["light", "dark"])
def test_no_violation_in_lessons(open_app: Callable[..., Any], size: tuple[int, int], theme: str) -> None:
    """The list, a question that was answered, and a step that asks."""
    page = open_app(size, color_scheme=theme)
    go(page, "Lessons")
    page.locator('[data-lesson="what-s-is"]').wait_for()
    assert violations(page) == []
    page.locator('[data-lesson="what-s-is"]').click()
    page.locator(".bp-lesson .bp-seen .bp-chip").first.wait_for()
    button(page, "Part 3 of 5: Read it").click()
    page.locator('.bp-lesson[data-part="3"]').wait_for()
    page.locator(".bp-lesson-options input").first.click()
    assert violations(page, ".bp-lesson-text") == []
    button(page, "Part 4 of 5: Fill in S").click()
    page.locator('.bp-lesson[data-part="4"]').wait_for()
    press(page, "ArrowRight", "ArrowRight")
    assert violations(page) == []


@pytest.mark.nightly
def test_on_a_small_phone_what_has_the_focus_is_seen_and_all_that_steps_is_one_row(
    open_app: Callable[..., Any],
) -> None:
    """Of the first step, of sums, and of a neuron that is opened; none lies under the bars."""
    page = open_app((360, 740))
    for steps in (0, 1, 12):
        press(page, *["ArrowRight"] * steps)
        assert page.evaluate(COVERED, [".bp-panel", f"{CONTROLS}, select, [tabindex='0']"]) == []
    tops = "[...document.querySelectorAll('.bp-buttons button, .bp-more')].map((one) => one.offsetTop)"
    assert len(set(page.evaluate(tops))) == 1
    page.evaluate("document.querySelector('.bp-host').player.inspector.pick({ l: 3, c: 1 })")
    assert page.evaluate(COVERED, [".bp-panel", f"{CONTROLS}, select, [tabindex='0']"]) == []


def test_each_step_is_read_aloud_once(page: Any) -> None:
    """What was computed and its value, at the digits at hand, in one place; the graph's text."""
    aloud, graph = page.get_by_role("status"), page.locator(".bp-plot")
    page.evaluate("""() => {
      window.heard = [];
      const live = [...document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]")];
      for (const node of live.filter((one) => one.getClientRects().length))
        new MutationObserver(() => heard.push(node.textContent)).observe(node, { childList: true });
    }""")
    steps = steps_of(NOTES)
    for step in steps[1:26]:
        press(page, "ArrowRight")
        assert aloud.text_content() == announced(step)
        assert lit_words(step.lit) in graph.get_attribute("aria-label")
    assert page.evaluate("window.heard") == [announced(step) for step in steps[1:26]]
    assert graph.get_attribute("aria-label") == (
        "The network as a graph, 2-3-2-2. Lit: layer 4. Neurons show S in layer 4."
    )
    press(page, *["ArrowLeft"] * 11)
    assert graph.get_attribute("aria-label").endswith(
        "Neurons show a in layer 2, S in layer 3. Edges show ∂F/∂W."
    )
    choose(page, "Neurons show", "n")
    assert "Neurons show n in layer 2, n in layer 3." in graph.get_attribute("aria-label")
    choose(page, "Digits", "full")
    assert aloud.text_content() == announced(steps[14], FULL)


def test_the_focus_stays_on_the_page_while_stepping(page: Any) -> None:
    """Whatever is redrawn, closed or disabled; Escape closes what is open, and goes to what opened it."""
    press(page, *["ArrowRight"] * 13)
    page.get_by_role("combobox", name="Look inside a number").focus()
    page.keyboard.type("Neuron 2 of layer 3")
    page.locator(".bp-opener").first.focus()
    press(page, "ArrowRight")
    assert focused(page) == "neuron 1 of layer 2", "the row is drawn anew"
    press(page, "Enter")
    assert focused(page) == "Inspector", "the edge is opened in its place"
    press(page, "Escape")
    assert focused(page) == "Look inside a number"
    for name, inside in (
        ("Matrices of this step", lambda: button(page, "Copy ∂F/∂W₃ as NumPy")),
        (EDIT, lambda: cell(page, "W3, row 1, column 1")),
    ):
        button(page, name).focus()
        press(page, "Enter")
        inside().focus()
        if name == EDIT:
            page.keyboard.type("7")
            press(page, "Escape")
            assert inside().input_value() == "0.4", "first what was typed is taken back"
            assert focused(page) == inside().get_attribute("aria-label")
        else:
            press(page, "ArrowRight", "ArrowLeft")
            assert re.fullmatch("Copy .* as text", focused(page)), "the tables are drawn anew"
        press(page, "Escape")
        assert focused(page) == name
        assert button(page, name).get_attribute("aria-pressed") == "false"
    click(page, "More settings")
    for name in ("Keys", SHARE):
        button(page, name).focus()
        press(page, "Enter")
        choose(page, "Look inside a number", "2,1")
        press(page, "Escape")
        assert focused(page) == name
        assert page.locator(".bp-inspector").is_visible(), "Escape closes the dialog alone"
        choose(page, "Look inside a number", "")


@pytest.mark.nightly
def test_the_focus_stays_on_the_page_where_buttons_are_disabled(page: Any) -> None:
    """Undo and Redo, the gallery, a run's own buttons."""
    open_tables(page)
    type_in(page, "W2, row 1, column 1", "0.5")
    until(lambda: button(page, "Undo").is_enabled())
    for name, then in (("Undo", "Redo"), ("Redo", "Reset")):
        button(page, name).focus()
        press(page, "Enter")
        until(lambda name=name: button(page, name).is_disabled())
        page.wait_for_timeout(300)
        assert focused(page) == then
    gallery(page).focus()
    press(page, "Enter")
    page.locator("[role=menu]:focus-within").wait_for()
    page.keyboard.type("Hagan 1-2-1")
    press(page, "Enter")
    until(lambda: "1-2-1" in page.locator(".bp-plot").get_attribute("aria-label"))
    wait_for_player(page)
    assert focused(page) == "Backpropagation, step by step"
    assert press(page, "ArrowRight") == 1
    go(page, "Train")
    page.locator(".bp-state", has_text="epoch").wait_for()
    button(page, "One epoch").click()
    until(lambda: "epoch 1" in page.locator(".bp-state").inner_text())
    idle(page)
    button(page, "Start over").focus()
    page.keyboard.press("Enter")
    until(lambda: button(page, "Start over").is_disabled())
    page.wait_for_timeout(300)
    assert focused(page) == "Race the update rules"


def slider_keys(last: int) -> list[tuple[str, int]]:
    """Keys one after the other, from the last point of the chart on, and the point to which each leads."""
    page_size = max(1, int(last / 10 + 0.5))
    return [
        ("ArrowLeft", last - 1),
        ("ArrowDown", last - 2),
        ("PageDown", last - 2 - page_size),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("PageUp", page_size),
        ("ArrowUp", page_size + 1),
        ("End", last),
        ("ArrowRight", last),
        ("ArrowLeft", last - 1),
    ]


@pytest.mark.nightly
def test_the_chart_of_training_is_a_slider(page: Any) -> None:
    """Its value is the update, in words with the errors; every key of a slider, and Enter offers to open."""
    go(page, "Train")
    page.locator(".bp-state", has_text="epoch").wait_for()
    button(page, "Train 100 epochs").click()
    until(lambda: "epoch 100" in page.locator(".bp-state").inner_text())
    until(lambda: "training …" not in page.locator(".bp-state").inner_text())
    idle(page)
    chart = page.get_by_role("slider", name="Error over the updates")

    def now() -> int:
        return int(chart.get_attribute("aria-valuenow"))

    most = int(chart.get_attribute("aria-valuemax"))
    ks = page.evaluate("document.querySelector('.bp-training').parentElement.trainer.data.runs[0].points.k")
    assert (chart.get_attribute("aria-valuemin"), most, now()) == ("0", 16000, 16000)
    chart.focus()
    for key, at in slider_keys(len(ks) - 1):
        page.keyboard.press(key)
        assert now() == ks[at], key
    number, text = r"[0-9.]+", chart.get_attribute("aria-valuetext")
    assert re.fullmatch(rf"update {ks[-2]}, error: training {number}, test {number}", text), text
    idle(page)  # the update that was gone to has come
    page.keyboard.press("Enter")
    assert focused(page) == f"Open update {ks[-2]} in the stepper", "it is offered"
    page.keyboard.press("Escape")
    assert focused(page) == "Error over the updates"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    wait_for_player(page)
    assert f"update {ks[-2]}" in shown_example(page)
    assert cursor(page) == 0
    assert focused(page) == "Backpropagation, step by step", "the keys step there"
