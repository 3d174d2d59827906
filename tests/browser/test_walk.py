"""Every number on the screen against the core, at every step, forward and back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulator.draw.colours import LEGEND, scales
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.formulas.digits import DEFAULT_DIGITS, FULL
from simulator.steps.notes_of_file import StepNote
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of
from simulator.steps.words.announcement import announced

from .expected import Walk, fitted
from .screen import SCREEN, along, choose, choose_example, press, screen, settings, until_equal

pytestmark = pytest.mark.browser


@pytest.fixture
def page(stepper: Any) -> Any:
    """One page for the tests of this module."""
    return stepper


SHOWN = {DEFAULT_DIGITS: "3", FULL: "full"}


def walk(page: Any, session: Session, digits: int, grain: str = "operation", updates: int = 99) -> None:
    """Step to the end (of `updates` updates) and back, comparing whole screens."""
    wanted = Walk(session, digits, grain)
    there = [at for at, step in enumerate(wanted.steps) if step.update <= updates]
    back = [*reversed(there[:-1])]
    keys = ["ArrowRight"] * len(there[1:]) + ["ArrowLeft"] * len(back)
    for at, found in zip([*there, *back], along(page, SCREEN, keys), strict=True):
        assert fitted(found, wanted[at], digits) == wanted[at], f"step {at}"
        assert not wanted.moment(at).labels_left(found["labels"]), f"numbers on the edges at step {at}"


def digits_chosen(page: Any, session: Session, digits: int, grain: str) -> None:
    """Choose digits and grain, and wait for the graph to be written anew."""
    choose(page, "Digits", SHOWN[digits])
    choose(page, "Steps by", grain)
    until_equal(lambda: screen(page)["neurons"], Walk(session, digits, grain)[0]["neurons"])


@pytest.mark.parametrize("updates", [2, pytest.param(99, marks=pytest.mark.nightly)])
def test_the_whole_walk_forward_and_back(page: Any, updates: int) -> None:
    """Of the notes' example; all updates of it nightly."""
    walk(page, example("notes-4-layer").session, DEFAULT_DIGITS, updates=updates)


@pytest.mark.nightly
def test_the_notes_example_in_other_views(page: Any) -> None:
    """With every digit, and neuron by neuron."""
    session = example("notes-4-layer").session
    for digits, grain in ((FULL, "operation"), (3, "neuron"), (FULL, "neuron")):
        digits_chosen(page, session, digits, grain)
        walk(page, session, digits, grain, updates=1)


@pytest.mark.nightly
def test_update_as_you_go(page: Any) -> None:
    """The S of the old W and of the new W stand side by side."""
    given = example("mazur-tse-as-you-go")
    choose_example(page, given.title)
    for digits in (DEFAULT_DIGITS, FULL):
        digits_chosen(page, given.session, digits, "operation")
        walk(page, given.session, digits, updates=2)


@pytest.mark.nightly
def test_other_errors_and_frozen_biases(page: Any) -> None:
    """Softmax with its full A, TCE, ½TSE, several pairs."""
    for name in ("softmax-2-3-3", "xor-2-2-1", "mazur-half"):
        given = example(name)
        choose_example(page, given.title)
        walk(page, given.session, DEFAULT_DIGITS, updates=2)


def test_sentences_and_scales(page: Any) -> None:
    """The step's own sentence, the gain included, and what is read aloud; the legend has the scale's ends."""
    session = example("notes-4-layer").session
    ends = scales(session)
    quantities = {1: "W", 10: "dW", 23: "W"}
    for at, step in enumerate(steps_of(session)[:27]):
        assert page.locator(".bp-sentence").text_content() == step.sentence
        assert page.get_by_role("status").text_content() == announced(step)
        if at in quantities:
            end = f"{ends[quantities[at]]:g}"
            legend = page.locator(".bp-legend").first
            assert legend.locator("b").all_text_contents() == [f"−{end}", end]
            said = f"line = {LEGEND[quantities[at]]} · dashed = negative · thicker = larger"
            assert legend.locator("span").first.text_content() == said
        press(page, "ArrowRight")


def test_another_learning_rate_keeps_the_step_and_changes_the_numbers(page: Any) -> None:
    """No number of the old walk is left on the screen."""
    session = example("notes-4-layer").session
    at = press(page, *["ArrowRight"] * 30)
    settings(page)
    field = page.get_by_role("textbox", name="Learning rate α")
    field.fill("0.37")
    field.press("Enter")
    changed = Walk(replace(session, learning_rate=0.37), DEFAULT_DIGITS)
    until_equal(lambda: fitted(screen(page), changed[at]), changed[at])
    page.keyboard.press("Escape")
    page.locator(".bp-title").click()
    for more in range(at + 1, at + 14):
        press(page, "ArrowRight")
        assert fitted(screen(page), changed[more]) == changed[more]


def test_a_note_of_the_file_stands_at_its_step(open_player: Callable[..., Any]) -> None:
    """As it is written, and not where the step is asked for, whose result it may tell."""
    session = example("linear-1-1").session
    hostile = "<img src=x onerror=alert(1)> **b**"
    page = open_player(payload(session, "noted", practice=1, notes=[StepNote("n", 2, 1, hostile)]))
    noted = page.locator(".bp-noted")
    assert not noted.is_visible()
    press(page, "ArrowRight")
    assert (noted.is_visible(), noted.text_content()) == (True, hostile)
    assert page.locator(".bp img").count() == 0
    press(page, "q")
    assert page.locator(".bp").get_attribute("data-asking") == "true" and not noted.is_visible()
    press(page, "q", "ArrowRight")
    assert not noted.is_visible()
