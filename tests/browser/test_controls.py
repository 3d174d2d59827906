"""Buttons, slider, phases, updates, play, and the choices beside them."""

from typing import Any

import pytest

from simulator.files.gallery import example
from simulator.steps.timeline import steps_of

from ..grids import grid, one_of
from .expected import Walk, fitted
from .screen import (
    button,
    choose,
    choose_example,
    click,
    cursor,
    press,
    screen,
    settings,
    steps,
    until,
    until_equal,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def page(stepper: Any) -> Any:
    """One page for the tests of this module."""
    return stepper


def test_first_previous_next_last(page: Any) -> None:
    """The buttons, by their accessible names."""
    last = steps(page) - 1
    for name, wanted in (
        ("Next step", 1),
        ("Next step", 2),
        ("Previous step", 1),
        ("Last step", 25),
        ("Last step", last),
        ("Next step", last),
        ("Previous step", last - 1),
        ("First step", last - 25),
        ("First step", 0),
        ("Previous step", 0),
    ):
        assert click(page, name) == wanted, name


def test_the_slider_goes_through_the_update(page: Any) -> None:
    """Filled, dragged, and marked with its place within the current update."""
    slider = page.get_by_role("slider", name="Step")
    count = len([step for step in steps_of(example("notes-4-layer").session) if step.update == 1])
    assert slider.get_attribute("max") == str(count - 1)
    slider.fill("9")
    assert cursor(page) == 9
    assert slider.get_attribute("aria-valuetext") == "Step 10 of 26"
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 9.5 / count, y)
    page.mouse.down()
    for at in (12, 16, 20):
        page.mouse.move(box["x"] + box["width"] * (at + 0.5) / count, y)
        assert abs(cursor(page) - at) <= 1
    page.mouse.up()
    at = cursor(page)
    assert press(page, "ArrowRight") == at + 1
    choose(page, "Update", "2")
    assert cursor(page) == 2 * count
    slider.fill("3")
    assert cursor(page) == 2 * count + 3


def test_jumps_to_updates_and_phases(page: Any) -> None:
    """Each update of the walk at its input, each phase of the update at hand at its first step."""
    walk = steps_of(example("notes-4-layer").session)
    for update in (1, 3):
        choose(page, "Update", str(update - 1))
        for phase in ("backward", "update", "forward", "error"):
            page.get_by_role("button", name=f"Jump to {phase.title()}").or_(
                page.get_by_role("button", name=phase.title(), exact=True)
            ).click()
            first = next(i for i, s in enumerate(walk) if s.update == update and s.phase == phase)
            assert cursor(page) == first
    assert press(page, "ArrowRight") == first + 1
    updates = page.get_by_role("combobox", name="Update", exact=True)
    assert updates.locator("option").count() == example("notes-4-layer").session.updates
    choose(page, "Update", "4")
    assert cursor(page) == 4 * 26
    press(page, "ArrowLeft")
    assert updates.input_value() == "3", "the choice follows the walk"


def test_play(page: Any) -> None:
    """As many steps a second as chosen; at the last step it stops, and Play then begins anew."""
    page.evaluate("""() => {
      window.every = [];
      const real = window.setInterval;
      window.setInterval = (action, ms) => { window.every.push(ms); return real(action, ms); };
    }""")
    for speed in (2, 4):
        choose(page, "Speed", str(speed))
        click(page, "First step", "First step")
        click(page, "Play")
        until(lambda: cursor(page) == 2)
        assert page.evaluate("window.every.at(-1)") == 1000 / speed
        click(page, "Pause")
        at = cursor(page)
        page.wait_for_timeout(600)
        assert cursor(page) == at

    last = steps(page) - 1
    press(page, "End", "End", "ArrowLeft", "ArrowLeft")
    click(page, "Play")
    until(lambda: button(page, "Play").count())
    assert cursor(page) == last
    click(page, "Play")
    until(lambda: 0 < cursor(page) < 10)


@one_of(2)
def test_the_grain_keeps_the_step(page: Any, every: int) -> None:
    """The same step, or the first neuron's of the same operation; and back."""
    session = example("notes-4-layer").session
    by = {grain: steps_of(session, grain) for grain in ("operation", "neuron")}
    for at in (0, 7, 13, 25, 60, 129)[::-every]:
        click(page, "First step", "First step")
        choose(page, "Update", str(by["operation"][at].update - 1))
        press(page, *["ArrowRight"] * (at - cursor(page)))
        assert cursor(page) == at
        choose(page, "Steps by", "neuron")
        assert steps(page) == len(by["neuron"])
        here, there = by["operation"][at], by["neuron"][cursor(page)]
        assert (there.kind, there.layer, there.update) == (here.kind, here.layer, here.update)
        assert there.neuron in (None, 1)
        assert screen(page)["title"] == there.title
        choose(page, "Steps by", "operation")
        assert cursor(page) == at


def test_nothing_is_asked_of_the_server_while_stepping(open_app: Any) -> None:
    """Steps, digits, grain, colours, play: not one message goes out."""
    sent: list[Any] = []

    def count(socket: Any) -> None:
        socket.on("framesent", lambda frame: sent.extend([frame]))

    page = open_app(before=lambda page: page.on("websocket", count))
    page.wait_for_timeout(500)
    assert sent, "messages are counted"
    sent.clear()
    press(page, *["ArrowRight"] * 12)
    choose(page, "Digits", "6")
    choose(page, "Steps by", "neuron")
    choose(page, "Neurons show", "n")
    choose(page, "Edges show", "change")
    choose(page, "Speed", "4")
    press(page, " ")
    page.wait_for_timeout(1000)
    press(page, " ", "End", "End")
    page.set_viewport_size({"width": 1300, "height": 800})
    page.wait_for_timeout(500)
    assert sent == []


@grid(1, digits=[2, 4, 5, 6])
def test_digits(page: Any, digits: int) -> None:
    """The whole screen follows the choice."""
    at = press(page, *["ArrowRight"] * 34)
    walk = Walk(example("notes-4-layer").session, digits)
    choose(page, "Digits", str(digits))
    for more in range(at, at + 8):
        wanted = walk[more]
        until_equal(lambda wanted=wanted: fitted(screen(page), wanted, digits), wanted)
        press(page, "ArrowRight")


def test_a_chosen_quantity_overrides_the_step(page: Any) -> None:
    """Neurons and edges show what the user asks for, "–" where it is not known yet."""
    session = example("notes-4-layer").session
    run = session.walked[0].run
    press(page, *["ArrowRight"] * 9)
    choose(page, "Neurons show", "n")
    choose(page, "Edges show", "dW")
    found = screen(page)
    assert found["cursor"] == 9
    assert [found["neurons"][f"2,{c}"]["words"][0] for c in (1, 2, 3)] == [
        f"{n:g}".replace("-", "−") for n in run.n[2].round(3)
    ]
    assert {edge["sign"] for edge in found["edges"].values()} == {"unknown"}
    press(page, "ArrowRight")
    found = screen(page)
    signs = {name: edge["sign"] for name, edge in found["edges"].items()}
    assert {name for name, sign in signs.items() if sign != "unknown"} == {"4,1,1", "4,1,2", "4,2,1", "4,2,2"}
    choose(page, "Neurons show", "S")
    words = {name: neuron["words"][0] for name, neuron in screen(page)["neurons"].items()}
    assert [words["2,1"], words["3,1"]] == ["–", "–"]
    assert [words["4,1"], words["4,2"]] == [f"{S:g}".replace("-", "−") for S in run.S[4].round(3)]
    choose(page, "Neurons show", "follow")
    choose(page, "Edges show", "follow")
    wanted = Walk(session, 3)[10]
    assert fitted(screen(page), wanted) == wanted


def test_another_example_starts_at_its_first_step(page: Any) -> None:
    """Whatever the step was before; coming back too. Fewer updates keep the nearest step of the walk."""
    for name in ("xor-2-2-1", "linear-1-1", "notes-4-layer"):
        press(page, *["ArrowRight"] * 8)
        choose_example(page, example(name).title)
        wanted = Walk(example(name).session, 3)
        assert fitted(screen(page), wanted[0]) == wanted[0]
        assert press(page, "ArrowRight") == 1
    press(page, "End", "End")
    settings(page)
    field = page.get_by_role("spinbutton", name="Number of updates")
    field.fill("2")
    field.press("Enter")
    until(lambda: steps(page) == 52)
    assert cursor(page) == 51


@pytest.mark.nightly
def test_two_sessions_do_not_touch_each_other(open_app: Any) -> None:
    """Two readers with different networks and different steps."""
    one, other = open_app(), open_app()
    choose_example(other, example("hagan-1-2-1").title)
    press(one, *["ArrowRight"] * 4)
    press(other, *["ArrowRight"] * 2)
    settings(other)
    field = other.get_by_role("textbox", name="Learning rate α")
    field.fill("0.3")
    field.press("Enter")
    until(lambda: other.get_by_role("button", name="α = 0.3").count())
    wanted = Walk(example("notes-4-layer").session, 3)[4]
    assert fitted(screen(one), wanted) == wanted
    assert press(one, "ArrowRight") == 5
    assert cursor(other) == 2
    assert screen(other)["title"] == "Activations a of layer 2"


SEGMENTS = """() => {
  const { player } = document.querySelector(".bp-host");
  const own = player.steps.filter((step) => step.u === player.step.u).map((step) => step.phase);
  const drawn = [...document.querySelectorAll(".bp-segments i")].map((one) => one.dataset.phase);
  return { asYouGo: player.walk.asYouGo, own, drawn };
}"""


@pytest.mark.nightly
def test_the_time_line_follows_the_order_of_updates(page: Any) -> None:
    """Both ways, at once: every step stands on a segment of its own phase."""
    settings(page)
    for label, as_you_go in (("update as you go", True), ("gradients first", False)):
        page.get_by_text(label).click()
        until(lambda: page.evaluate(SEGMENTS)["asYouGo"] is as_you_go)  # noqa: B023
        page.wait_for_timeout(100)
        found = page.evaluate(SEGMENTS)
        assert found["drawn"] == found["own"]
