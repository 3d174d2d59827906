"""What is opened leaves the formula of the step in sight, and captions can be read to their end."""

from collections.abc import Callable
from typing import Any

import pytest

from simulator.files.gallery import example
from simulator.player.payload.payload import payload

from ..grids import grid
from .screen import button, click, press

pytestmark = pytest.mark.browser

NOTES = example("notes-4-layer").session
OPEN = """(picked) => {
  const { player } = document.querySelector(".bp-host");
  player.onEdit = () => {};
  player.inspector.picked = null;
  player.inspector.pick(picked);
  document.querySelector(".bp-inspector table:last-child").scrollIntoView({ block: "end" });
}"""
# Whether the formula with layer numbers lies in the window, and nothing over it.
IN_SIGHT = """() => {
  const formula = document.querySelector(".bp-formulas .bp-letters:nth-child(2) math");
  const { left, right, top, bottom } = formula.getBoundingClientRect();
  const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return Boolean(found?.closest(".bp-formulas"));
}"""
# Whether the panel is to be scrolled sideways, or the button that closes what is opened stands out of it.
SPILLS = """() => {
  const panel = document.querySelector(".bp-panel");
  const [card, close] = [".bp-inspector", ".bp-inspector .bp-close"].map((one) =>
    panel.querySelector(one).getBoundingClientRect());
  return [panel.scrollWidth > panel.clientWidth, close.bottom > card.bottom];
}"""
# Whether the last letter of the line above the graph can be seen.
TO_THE_END = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const hint = document.querySelector(".bp-hint");
  await frame(); // in which it finds that it is cut, and can have the focus
  await frame();
  hint.focus();
  hint.scrollIntoView({ block: "center" });
  const text = hint.firstChild.firstChild;
  const range = document.createRange();
  range.setStart(text, text.length - 1);
  range.setEnd(text, text.length);
  const { left, right, top, bottom } = range.getBoundingClientRect();
  return document.elementFromPoint((left + right) / 2, (top + bottom) / 2)?.closest(".bp-hint") === hint;
}"""
LONG = " ".join(f"This is sentence {k} of what an example says of itself." for k in range(1, 12))


@grid(2, size=[(1440, 900), (1280, 600), (390, 844), (1920, 1080)], at=[1, 13], picked=["neuron", "edge"])
def test_the_formula_stays_in_sight(
    open_player: Callable[..., Any], size: tuple[int, int], at: int, picked: str
) -> None:
    """Also where what was opened is longer than the panel, and was read to its end; nothing spills over."""
    page = open_player(payload(NOTES, "opened"), size)
    press(page, *["ArrowRight"] * at)
    page.evaluate(OPEN, {"l": 2, "c": 1} if picked == "neuron" else {"l": 3, "r": 1, "c": 1})
    assert page.evaluate(IN_SIGHT)
    assert page.locator(".bp-inspector").is_visible()
    assert page.evaluate(SPILLS) == [False, False]
    page.evaluate("document.querySelector('.bp-host').player.inspector.pick({ l: 2 })")
    assert page.evaluate(SPILLS) == [False, False]


@grid(1, size=[(1280, 600), (390, 844), (1440, 900)])
def test_a_caption_can_be_read_to_its_end(open_player: Callable[..., Any], size: tuple[int, int]) -> None:
    """And no name of a legend is cut."""
    page = open_player(payload(NOTES, "long", LONG), size)
    press(page, *["ArrowRight"] * 13)
    assert page.evaluate(TO_THE_END)
    cut = """() => [...document.querySelectorAll(".bp-legend > span, .bp-left")]
      .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"""
    assert page.evaluate(cut) == []


def test_the_tables_open_at_the_layer_of_the_step_and_b_stands_as_in_the_formulas(page: Any) -> None:
    """L×1, also after the layer was changed by hand; typed over there is the neuron that the row names."""
    name = "Edit the numbers that the walk starts from"
    chosen = page.get_by_role("combobox", name="Layer to edit")
    for at, layer in ((0, "2"), (5, "4"), (17, "2")):
        press(page, *["ArrowRight"] * (at - int(page.locator(".bp").get_attribute("data-cursor"))))
        wanted = "() => document.querySelector('.bp-host').player.step.l"
        click(page, name)
        assert chosen.input_value() == str(max(2, page.evaluate(wanted)))
        assert at == 17 or chosen.input_value() == layer
        card = page.get_by_label(f"b{'₀₁₂₃₄'[int(chosen.input_value())]} at the start")
        rows = card.get_by_role("row").count() - 1
        assert card.locator(".bp-sizes").inner_text() == f"{rows}×1"
        assert rows == NOTES.network.widths[int(chosen.input_value()) - 1] > 1
        click(page, name)
    click(page, name)
    chosen.select_option("2")
    field = page.locator(".bp-start").get_by_label("b2, neuron 3", exact=True)
    assert float(field.input_value()) == NOTES.network.b[2][2]
    assert button(page, name).get_attribute("aria-pressed") == "true"


def test_all_digits_of_a_number_are_told_under_the_pointer_and_with_the_focus(
    open_player: Callable[..., Any],
) -> None:
    """At the foot of the panel, of what stands in formulas and in the graph."""
    session = example("mazur-half").session
    run = session.walked[0].run
    page = open_player(payload(session, "full"))
    press(page, "ArrowRight", "ArrowRight")
    full = repr(float(run.a[2][0]))
    page.locator(".bp-formulas .bp-numbers mn[data-full]").last.hover()
    tip = page.get_by_role("tooltip")
    assert tip.inner_text() == f"a of neuron 2 in layer 2 = {float(run.a[2][1])!r}"
    page.locator(".bp-formulas .bp-numbers .bp-line").first.focus()
    assert f"{run.a[2][0]:.3f} is {full}" in tip.inner_text()
    over = """([l, c]) => {
      const { graph, plot } = document.querySelector(".bp-host").player;
      const box = plot.getBoundingClientRect();
      const [x, y] = graph.layout.places.get(`${l},${c}`);
      return [box.left + x, box.top + y];
    }"""
    page.mouse.move(*page.evaluate(over, [2, 1]))
    assert tip.inner_text() == f"a of neuron 1 in layer 2 = {full}; n = {float(run.n[2][0])!r}"
    page.mouse.move(*page.evaluate(over, [1, 1]))
    assert tip.inner_text() == "x of neuron 1 in layer 1 = 0.05"


# What the opening card lies over: a formula, or a number of the panel.
COVERED = """() => {
  const card = document.querySelector(".bp-introduction");
  const box = card.getBoundingClientRect();
  const others = [...document.querySelectorAll(".bp-panel math, .bp-panel .bp-F, .bp-title, .bp-sentence")]
    .filter((node) => !card.contains(node) && node.getClientRects().length);
  return others.filter((node) => {
    const { top, bottom, left, right } = node.getBoundingClientRect();
    return top < box.bottom && box.top < bottom && left < box.right && box.left < right;
  }).length;
}"""


def test_the_opening_card_stands_at_the_first_step_and_comes_back_by_a_key(page: Any) -> None:
    """Below the formulas, whole at 1440 × 900; it names every letter, and Escape closes it."""
    card = page.get_by_role("region", name="Introduction")
    assert card.is_visible()
    assert page.evaluate(COVERED) == 0
    assert "total squared error, TSE" in card.inner_text()
    assert [one.split("\n")[0] for one in card.get_by_role("listitem").all_inner_texts()] == [
        "Forward", "Error", "Backward", "Update",
    ]  # fmt: skip
    panel = page.locator(".bp-panel")
    assert panel.evaluate("(node) => node.scrollHeight <= node.clientHeight")
    press(page, *["ArrowRight"] * 5)
    assert not card.is_visible()
    press(page, "i")
    assert card.is_visible()
    assert page.evaluate(COVERED) == 0
    assert press(page, "Escape") == 5
    assert not card.is_visible()
    press(page, "Home")
    assert not card.is_visible(), "who has closed it has read it"
    click(page, "More settings")
    button(page, "Introduction: what this is for, and every letter").click()
    assert card.is_visible()
    press(page, "ArrowRight")
    assert not card.is_visible()
