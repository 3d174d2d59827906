"""Numbers that are dragged: all of the first update follows, letting go is one change, Escape is none."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from simulator.core.edit import with_parameter
from simulator.files.gallery import example
from simulator.steps.formulas.digits import shown
from simulator.steps.session import Session
from simulator.steps.walks.error_curve import StartNumber, errors, slope, step

from ..grids import grid
from .expected import Walk, fitted, on_screen
from .opened import OPENED
from .screen import button, choose, click, cursor, idle, press, screen, until, until_equal
from .test_debug import go, marks, until_verdict
from .test_look import shown_walk

pytestmark = pytest.mark.browser

NOTES = example("notes-4-layer").session
STEP = 13  # S goes back to layer 3
W = StartNumber("W", 4, (0, 1))
PLOT = """() => {
  const { panel, curve } = document.querySelector(".bp-host").player.drag;
  const at = (name) => panel.box.querySelector(name);
  const place = (node, ...names) => names.map((name) => Number(node.getAttribute(name)));
  return {
    curve,
    rows: [...panel.box.querySelectorAll("dd")].map((node) => node.textContent),
    path: at("path").getAttribute("d"),
    point: place(at(".bp-point"), "cx", "cy"),
    before: place(at(".bp-before"), "cx", "cy"),
    tangent: place(at(".bp-tangent"), "x1", "y1", "x2", "y2"),
    step: place(at(".bp-step"), "x1", "x2"),
  };
}"""


@pytest.fixture
def page(stepper: Any) -> Any:
    """One page for the tests of this module."""
    return stepper


def with_weight(value: float, session: Session = NOTES) -> Session:
    array = session.network.W[4].copy()
    array[0, 1] = value
    return replace(session, network=with_parameter(session.network, "W4", array))


def is_shown(page: Any, session: Session, *, opened: bool = False) -> None:
    """The screen is that of a fresh walk of this session, at the same step."""
    hidden: dict[str, Any] = {}
    if opened:  # it stands there, and is lit
        hidden |= {"lines": [], "sums": [], "edges": []}
    wanted = Walk(session, 3)[STEP]
    until_equal(lambda: {**fitted(screen(page), wanted), **hidden}, {**wanted, **hidden})


def on_edge(page: Any, r: int = 1, c: int = 2) -> tuple[float, float]:
    """A point of an edge to layer 4, where nothing is said that of W."""
    ends = page.evaluate(
        "([r, c]) => document.querySelector('.bp-host').player.graph.ends({ l: 4, r, c })", [r, c]
    )
    plot = page.locator(".bp-plot").bounding_box()
    larger = plot["width"] / page.evaluate("document.querySelector('.bp-plot').offsetWidth")
    (x0, y0), (x1, y1) = ends
    return plot["x"] + larger * (0.7 * x0 + 0.3 * x1), plot["y"] + larger * (0.7 * y0 + 0.3 * y1)


@contextmanager
def dragged(page: Any, at: tuple[float, float], up: int) -> Iterator[None]:
    """The pointer holds what is at a point, and has drawn it so many px up, in several moves."""
    x, y = at
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(1, 5):
        page.mouse.move(x, y - up * k / 4)
    yield
    page.mouse.up()


def value(page: Any) -> Any:
    """Of what is dragged; None where nothing is."""
    return page.evaluate("document.querySelector('.bp-host').player.drag.dragged?.value ?? null")


def is_dragging(page: Any) -> bool:
    return page.locator(".bp").get_attribute("data-dragging") == "true"


def start(page: Any) -> None:
    press(page, *["ArrowRight"] * STEP)
    assert cursor(page) == STEP


# Of the words that say what was there before those that something drawn later covers.
COVERED = """() => {
  const over = [...document.querySelectorAll(".bp-seen .bp-edge-product rect, path.point")];
  return [...document.querySelectorAll(".bp-seen .bp-ghost")].filter((node) => {
    const box = node.getBoundingClientRect();
    return over.some((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return box.left < right && left < box.right && box.top + 3 < bottom && top < box.bottom - 3;
    });
  }).map((node) => node.textContent);
}"""


@pytest.mark.nightly
@grid(1, edge=[(1, 2), (1, 1), (2, 1), (2, 2)])
def test_what_was_there_is_not_covered(page: Any, edge: tuple[int, int]) -> None:
    """Of the number dragged and of each neuron's, beside the products on the edges."""
    start(page)
    row, column = edge
    with dragged(page, on_edge(page, row, column), 32):
        old = f"was {on_screen(NOTES.network.W[4][row - 1, column - 1], 3)}"
        until(lambda: old in page.locator(".bp-seen .bp-ghost").all_text_contents(), old)
        assert page.evaluate(COVERED) == []
        press(page, "Escape")


@pytest.mark.nightly
def test_in_a_walk_that_explodes_colours_keep_their_meaning(
    empty_page: Callable[..., Any], address: str
) -> None:
    """The scale of W ends where it did, though the first update alone goes beyond it."""
    wild = replace(NOTES, learning_rate=10.0)
    legends = "() => [...document.querySelectorAll('.bp-legend b')].map((end) => end.textContent)"
    page = shown_walk(empty_page, address, (1440, 900), wild)
    start(page)
    ends = page.evaluate(legends)
    assert ends[:2] == ["≤ −3", "≥ 3"]
    with dragged(page, on_edge(page), 40):
        until(lambda: page.evaluate("document.querySelector('.bp-host').player.walk.updates.length") == 1)
        assert page.evaluate(legends) == ends
        press(page, "Escape")


def test_an_edge_is_dragged_and_everything_in_this_update_follows(page: Any) -> None:
    """While held: each number of the step, F, its curve, tangent and step; on Escape nothing has happened."""
    start(page)
    with dragged(page, on_edge(page), 40):
        now = with_weight(0.0)
        assert value(page) == 0.0
        is_shown(page, replace(now, updates=1))
        assert "W₄[1,2]" in page.locator(".bp-hint").inner_text()
        assert "Updates 2 to 5 follow on letting go" in page.locator(".bp-hint").inner_text()
        plot_is_of(page.evaluate(PLOT), now)
        head = page.locator(".bp-F-curve").get_attribute("aria-label")
        assert head == f"F over 5 updates: update 1 {on_screen(now.first.run.loss, 3)}"
        assert page.locator("[data-ghost='W:4:1:2']").count() == 1
        words = page.locator(".bp-seen .bp-ghost").all_text_contents()
        assert f"was {on_screen(-0.34, 3)}" in words
        assert not button(page, "Undo").is_enabled()
        press(page, "Escape")
        assert value(page) is None
        is_shown(page, NOTES)
    page.wait_for_timeout(300)
    is_shown(page, NOTES)
    assert page.evaluate(OPENED) is None
    assert not is_dragging(page)
    assert not button(page, "Undo").is_enabled()
    assert not page.locator(".bp-error-plot").is_visible()


# Counts what is heard on the line, and what is asked of the page around the player.
LISTEN = """() => {
  const channel = document.querySelector(".bp-channel");
  const { line } = channel;
  Object.assign(window, { overLine: 0, overPage: 0 });
  const { heard, send } = line;
  line.heard = (answer) => { overLine += 1; heard(answer); };
  line.send = (position) => {
    const taken = send.call(line, position);
    overPage += Number(!taken);
    return taken;
  };
}"""


def test_positions_go_over_a_line_of_their_own_and_else_over_the_page(page: Any) -> None:
    """The same is shown either way."""
    start(page)
    x, y = on_edge(page)
    page.evaluate(LISTEN)
    with dragged(page, (x, y), 40):
        is_shown(page, replace(with_weight(0.0), updates=1))
        until(lambda: page.evaluate("document.querySelector('.bp-channel').line.worked"), "for the line")
        before = page.evaluate("[overLine, overPage]")
        page.mouse.move(x, y - 20)
        is_shown(page, replace(with_weight(-0.2), updates=1))
        over_line, over_page = page.evaluate("[overLine, overPage]")
        assert over_line > before[0] and over_page == before[1]
        page.evaluate("document.querySelector('.bp-channel').line.send = () => false")
        page.mouse.move(x, y - 30)
        is_shown(page, replace(with_weight(-0.1), updates=1))
        assert page.evaluate("overLine") == over_line
        press(page, "Escape")
    is_shown(page, NOTES)


def plot_is_of(plot: dict[str, Any], now: Session) -> None:
    """Its numbers are the core's, its marks stand where they belong."""
    curve = plot["curve"]
    F = now.first.run.loss
    assert curve["errors"] == [*errors(NOTES, W, curve["values"])]
    assert curve["point"] == {"value": 0.0, "F": F}
    assert (curve["slope"], curve["step"]) == (slope(now, W), step(now, W))
    said = [f"{on_screen(-0.4, 3)} → 0", f"{shown(0.61, 3)} → {on_screen(F, 3)}"]
    assert plot["rows"] == [*said, on_screen(curve["slope"], 3), on_screen(curve["step"], 3)]
    points = [[float(x) for x in pair.split(" ")] for pair in re.split("[ML]", plot["path"])[1:]]
    (x0, _), (x1, _) = points[0], points[-1]
    unit = (x1 - x0) / (curve["values"][-1] - curve["values"][0])  # px
    bottom, top = (pick(points, key=lambda one: one[1]) for pick in (max, min))
    rise = (top[1] - bottom[1]) / (max(curve["errors"]) - min(curve["errors"]))  # px, which grow downwards
    x, y = plot["point"]
    assert x == pytest.approx(x0 + unit * (0.0 - curve["values"][0]), abs=1e-6)
    assert y == pytest.approx(bottom[1] + rise * (F - min(curve["errors"])), abs=1e-6)
    assert plot["before"][0] == pytest.approx(x0 + unit * (-0.4 - curve["values"][0]), abs=1e-6)
    a, b, c, d = plot["tangent"]
    assert (d - b) / (c - a) == pytest.approx(curve["slope"] * rise / unit, rel=1e-6)
    assert ((a + c) / 2, (b + d) / 2) == (pytest.approx(x), pytest.approx(y))
    assert plot["step"] == [pytest.approx(x), pytest.approx(x + unit * curve["step"], abs=1e-6)]


def test_letting_go_is_one_change(page: Any) -> None:
    """By mouse, and by the keys of the handle beside the field; an Undo each; a click still opens."""
    start(page)
    page.mouse.click(*on_edge(page))
    until(lambda: page.evaluate(OPENED), "for the edge to open")
    handle = page.get_by_role("slider", name="Drag W at the start")
    box = handle.bounding_box()
    with dragged(page, (box["x"] + 8, box["y"] + 8), 24):
        is_shown(page, replace(with_weight(-0.16), updates=1), opened=True)
    until(lambda: not is_dragging(page), "for the change")
    is_shown(page, with_weight(-0.16), opened=True)
    handle.focus()
    handle.evaluate("(node) => { node.isTheSame = true; }")
    for key in ("ArrowDown", "Shift+ArrowUp", "Alt+ArrowUp"):
        page.keyboard.press(key)
    assert value(page) == -0.069
    is_shown(page, replace(with_weight(-0.069), updates=1), opened=True)
    assert handle.get_attribute("aria-valuetext") == "−0.069"
    page.keyboard.press("Enter")
    until(lambda: not is_dragging(page), "for the change")
    is_shown(page, with_weight(-0.069), opened=True)
    page.keyboard.press("ArrowUp")
    until(lambda: is_dragging(page), "for the drag")
    page.keyboard.press("Escape")
    is_shown(page, with_weight(-0.069), opened=True)
    assert page.evaluate("document.activeElement.isTheSame"), "the focus had to be given back"
    for then in (-0.16, -0.4):
        click(page, "Undo")
        is_shown(page, with_weight(then), opened=True)
    assert not button(page, "Undo").is_enabled()
    assert not page.strangers


# How much of each number of the formula, and of the picture, F over the number that is dragged covers, in px.
OVERLAID = """() => {
  const { top } = document.querySelector(".bp-error-plot").getBoundingClientRect();
  const seen = [...document.querySelectorAll(".bp-formulas .bp-line, .bp-pictures svg")];
  const boxes = seen.filter((one) => one.getClientRects().length).map((one) => one.getBoundingClientRect());
  return boxes.map(({ bottom }) => bottom - top);
}"""


@grid(1, step=[3, STEP, 1], size=[(1440, 900), (1920, 1080)])
def test_the_error_over_a_number_covers_no_number_of_the_formula(
    page: Any, step: int, size: tuple[int, int]
) -> None:
    """Nor the picture, which gives way where there is no room for both."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    press(page, *["ArrowRight"] * step)
    with dragged(page, on_edge(page), 40):
        page.locator(".bp-error-plot path").wait_for()
        until(lambda: page.evaluate("document.querySelector('.bp-host').player.drag.kept !== null"))
        covered = page.evaluate(OVERLAID)
        press(page, "Escape")
    assert covered and max(covered) <= 0


def test_a_target_is_dragged_and_a_later_update_says_that_it_is_not(page: Any) -> None:
    """t beside its output; in update 2 the numbers are not those of the start."""
    start(page)
    box = page.locator(".bp-seen .bp-side").nth(1).bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with dragged(page, at, -50):
        is_shown(page, replace(NOTES, T=[[0.5, 0]], updates=1))
        assert page.locator(".bp-error-plot dd").last.inner_text() == "none: updates leave it"
        press(page, "Escape")
    choose(page, "Update", "1")
    with dragged(page, on_edge(page), 30):
        assert value(page) is None
        assert "drag in update 1" in page.locator(".bp-hint").inner_text()
    assert not is_dragging(page)
    assert page.evaluate(OPENED) is None


def test_a_question_is_not_answered_by_dragging(page: Any) -> None:
    """While ▢ stands nothing can be dragged; what is dragged when the next question comes goes back."""
    start(page)
    press(page, "p", "r", "ArrowRight")
    question = screen(page)
    assert page.evaluate("document.querySelector('.bp-host').player.view.asked") is True
    with dragged(page, on_edge(page), 40):
        assert value(page) is None
        page.wait_for_timeout(300)
        assert screen(page) == question
        assert not page.locator(".bp-error-plot").is_visible()
        assert not page.locator("[data-ghost]").count()
    press(page, "ArrowRight")
    with dragged(page, on_edge(page), 40):
        assert value(page) is not None, "once it is told"
        until(lambda: is_dragging(page), "for what follows")
        press(page, "ArrowRight")
        assert value(page) is None
        assert not is_dragging(page)
        assert not page.locator("[data-ghost]").count()
    press(page, "ArrowRight", "r", "p")
    wanted = Walk(NOTES, 3)[STEP + 2]
    until_equal(lambda: fitted(screen(page), wanted), wanted)


def said(page: Any) -> str:
    """The line above the graph."""
    return str(page.locator(".bp-hint").inner_text())


def opacity(page: Any) -> str:
    """Of the tool in its drawer."""
    return str(page.locator(".st-key-tools").evaluate("(node) => getComputedStyle(node).opacity"))


def stop_at_a_dead_neuron(page: Any, stop: Any) -> None:
    """By a breakpoint, where the walk stands then."""
    go(page, "Breakpoints")
    page.get_by_role("combobox", name="Stop when").click()
    page.get_by_role("option", name="a relu neuron is dead", exact=True).click()
    until_verdict(page, "It holds in 5 of 5 updates")
    until(lambda: stop.is_visible() and stop.get_attribute("aria-disabled") == "false", "for the next stop")
    button(page, "Show the step").click()
    press(page, *["ArrowLeft"] * (STEP - 2))
    assert cursor(page) == 2
    until(lambda: "n₂,₂ = −0.3 ≤ 0" in said(page), "for the stop")


@pytest.mark.nightly
def test_what_was_found_and_told_of_the_walk_from_before_is_not_said_of_another(page: Any) -> None:
    """While dragging: no mark of a check, no stop of a breakpoint, no story of the example."""
    start(page)
    story = said(page)
    assert "ReLU" in story
    stop = button(page, "Next stop: where a condition holds")
    stop_at_a_dead_neuron(page, stop)
    with dragged(page, on_edge(page), 40):
        until(lambda: is_dragging(page), "for what follows")
        assert said(page).startswith("Dragging W₄[1,2]")
        assert "≤ 0" not in page.locator(".bp-aloud").inner_text()
        assert not stop.is_visible() or stop.get_attribute("aria-disabled") == "true"
        press(page, "Escape")
        assert "n₂,₂ = −0.3 ≤ 0" in said(page)
    button(page, "Show the tool").click()
    go(page, "Gradient check")
    until_verdict(page, "all 23 parameters agrees")
    button(page, "Show the step").click()
    page.locator(".bp").focus()
    press(page, "End")
    until(lambda: len(marks(page)) >= 7 + 12, "for the marks")
    with dragged(page, on_edge(page), 40):
        until(lambda: is_dragging(page), "for what follows")
        assert marks(page) == []
        assert opacity(page) == "0.45", "the words of the tool are of the walk from before"
        assert not page.locator(".bp-found").count(), "nor the legend of their colours"
        press(page, "Escape")
        assert len(marks(page)) >= 7 + 12
        assert opacity(page) == "1"
    with dragged(page, on_edge(page), 40):
        until(lambda: is_dragging(page), "for what follows")
    until(lambda: not is_dragging(page), "for the change")
    idle(page)
    until(lambda: len(marks(page)) >= 7 + 12, "for the check of the changed walk")
    page.get_by_role("radio", name="Step", exact=True).click()
    until(lambda: not marks(page), "for the lens to go with its tool")
    click(page, "Undo")
    idle(page)
    until(lambda: said(page) == story, "for the example as it was")
