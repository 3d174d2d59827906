"""A refusal on the page: said in words, as plain text, and the walk goes on where it was."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from simulator import InputError
from simulator.files.gallery import example
from simulator.panels.page_state import sentence

from .expected import Walk, fitted
from .screen import cursor, press, screen, settings, until

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.harmed=1"> & **bold** $x$'


def refuse_tce(page: Any) -> None:
    """Choose an error that the identity outputs of the notes' example do not allow."""
    settings(page)
    page.get_by_role("combobox", name="Error").click()
    page.get_by_role("option", name="TCE").click()


def test_a_refusal_leaves_the_walk_alone(page: Any) -> None:
    """The message appears above the player; cursor, numbers and the drawn graph stay."""
    at = press(page, *["ArrowRight"] * 7)
    page.evaluate("window.path = document.querySelector('path.js-line')")
    refuse_tce(page)
    with pytest.raises(InputError) as reason:
        replace(example("notes-4-layer").session, loss="tce")
    message = page.get_by_text("Not changed.")
    message.wait_for()
    assert message.inner_text() == f"Not changed. {sentence(str(reason.value))}."
    assert cursor(page) == at
    press(page, "Escape")
    assert page.get_by_role("button", name="TSE · α = 0.1").count() == 1
    assert page.evaluate("window.path.isConnected")
    wanted = Walk(example("notes-4-layer").session, 3)
    page.locator(".bp-title").click()
    box = page.get_by_role("button", name="Next step").bounding_box()
    assert box["y"] + box["height"] <= 900, "the controls stay in the window"
    for more in range(at, at + 20):
        assert fitted(screen(page), wanted[more]) == wanted[more]
        press(page, "ArrowRight")


@pytest.mark.nightly
def test_the_message_is_an_alert_and_goes_away(page: Any) -> None:
    """It is read aloud when it appears; the next good change removes it, the cursor stays."""
    at = press(page, *["ArrowRight"] * 4)
    refuse_tce(page)
    until(lambda: page.get_by_role("alert").count() == 1, "for an alert")
    assert "Not changed." in page.get_by_role("alert").inner_text()
    field = page.get_by_role("textbox", name="Learning rate α")
    field.fill("-1")
    field.press("Enter")
    page.get_by_text("Learning rate α must be above 0").wait_for()
    assert cursor(page) == at
    field.fill("0.2")
    field.press("Enter")
    until(lambda: page.get_by_text("Not changed.").count() == 0, "for the message to go")
    assert cursor(page) == at
    assert not [line for line in page.heard if line.startswith(("error:", "page error:"))]


def test_text_never_becomes_markup(open_player: Callable[..., Any]) -> None:
    """What an example says of itself is shown as it is written."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    page = open_player(payload(example("mazur-tse").session, HOSTILE, HOSTILE))
    press(page, "ArrowRight")
    assert page.locator(".bp-hint").text_content() == HOSTILE
    press(page, "End", "Home")
    assert page.locator(".bp img").count() == 0
    assert page.evaluate("window.harmed") is None


@pytest.mark.nightly
def test_a_field_of_whole_numbers_says_that_it_takes_no_comma(page: Any) -> None:
    """1,5 becomes neither 15 nor anything else: 1 stands there, and why; then it goes on as before."""
    settings(page)
    field = page.get_by_role("spinbutton", name="Number of updates")
    said = "(field) => field.validationMessage"
    for typed in ("1,5", "1.5"):
        field.fill("")
        field.press_sequentially(typed)
        assert field.input_value() == "1"
        assert "whole number" in field.evaluate(said)
    field.press("Backspace")
    field.press_sequentially("3")
    assert (field.input_value(), field.evaluate(said)) == ("3", "")
    field.press("Enter")
    until(lambda: page.locator(".bp-updates option").count() == 3, "for three updates")
