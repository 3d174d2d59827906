"""The page in another notation: no letter of the notes is left on it, and W stands as its letters say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.files.gallery import EXAMPLES, example
from simulator.steps.formulas.notation import NOTATIONS, Notation
from simulator.steps.timeline import steps_of

from .screen import button, choose, click, idle, press, screen, steps, until, wait_for_player

pytestmark = pytest.mark.browser

SEEN = (Path(__file__).parent / "seen_words.js").read_text(encoding="utf-8")
NOTES_LETTERS = re.compile(r"(?<![A-Za-z])(?:n|S|F|N|α|φ|Ŝ|Â|n̂)(?![A-Za-z'’])")
SLOPE = re.compile(r"(?<![A-Za-z])A(?=[ ₀-₉,]*(?:=|of))")  # of a batch the letter of all its a elsewhere too
LETTERS = "Notation: letters, and which way round W stands"
TURNED = [one for one in NOTATIONS.values() if one.turned]
OFFERED = {one.title for one in NOTATIONS.values()}  # in the menu, where all letters are those of their own
SESSION = example(EXAMPLES[0]).session


def read_in(page: Any, notation: str) -> None:
    """Choose it, and wait until the player is written in it, and the page around it, which follows."""
    button(page, "More settings").click()
    page.get_by_role("combobox", name=LETTERS).select_option(notation)
    brief = NOTATIONS[notation].brief
    until(lambda: page.locator(".bp-notation").text_content() == brief, "for the notation")
    idle(page)
    page.keyboard.press("Escape")


def stray(page: Any, batch: bool = False) -> list[str]:
    """The texts of a page, maybe of a batch, in which letters of the notes are left."""
    own = [NOTES_LETTERS] if batch else [NOTES_LETTERS, SLOPE]
    texts = [text for text in page.evaluate(SEEN) if text not in OFFERED]
    return [text for text in texts if any(letters.search(text) for letters in own)]


def asked(page: Any) -> Iterator[str]:
    """Ask for each step of the first update, answer it wrongly, and look at every hint."""
    press(page, "Home")
    page.get_by_role("button", name=re.compile("^Ask me:")).click()
    idle(page)
    for at in range(steps(page) // SESSION.updates):
        fields = page.locator(".bp-answers input")
        if fields.count():
            fields.first.fill("123")
            fields.first.press("Enter")
            yield f"answer to {at}"
            for _ in range(3):
                button(page, "Hint (H)").click()
            yield f"hints to {at}"
            button(page, "Show it: the result of this step").click()
        click(page, "Next step")
    page.get_by_role("button", name=re.compile("^Ask me:")).click()


def looked_at(page: Any, asking: bool) -> Iterator[str]:
    """Every step of the first update, its matrices, what can be opened, the dialogs, and the tools.

    `asking`: and every step as a question, as lessons in another notation have them.
    """
    for at in range(steps(page) // SESSION.updates):
        yield f"step {at}"
        press(page, "ArrowRight")
    click(page, "Matrices of this step")
    for at in range(8):
        yield f"matrices {at}"
        press(page, "ArrowLeft")
    click(page, "Matrices of this step")
    for place in ("2,1", "3,2", "4,1", "3", "1,1"):
        choose(page, "Look inside a number", place)
        yield f"inside {place}"
    press(page, "Escape")
    click(page, "Edit the numbers that the walk starts from")
    yield "the start"
    press(page, "Escape")
    button(page, "Share: links, pictures, files, hand-outs").click()
    yield "share"
    page.keyboard.press("Escape")
    if asking:
        yield from asked(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    idle(page)
    yield "the side panel"


MEMBERS = [pytest.param(one, marks=() if i == 0 else pytest.mark.nightly) for i, one in enumerate(TURNED)]
MATRICES = """() => [...document.querySelectorAll(".bp-formulas .bp-numbers mtable")].map((table) =>
  [...table.querySelectorAll("mtr")].map((row) => [...row.querySelectorAll("mtd")].map((cell) =>
    Number(cell.textContent.replace("−", "-")))))"""


@pytest.mark.parametrize("notation", MEMBERS, ids=lambda one: one.name)
def test_no_letter_of_the_notes_is_left_on_the_screen(page: Any, notation: Notation) -> None:
    assert stray(page), "the notes' letters are not found where they stand"
    read_in(page, notation.name)
    for where in looked_at(page, asking=notation is not TURNED[0]):
        assert not stray(page), where


def test_gradients_stand_turned_and_nothing_else_is_changed_by_it(page: Any) -> None:
    """∂F/∂W and the new W are read back from the page; back in the notes' all is as before."""
    at_first = screen(page)
    u = SESSION.first
    kinds = [step.kind for step in steps_of(SESSION)]
    for notation in [*NOTATIONS.values()][::-1]:
        read_in(page, notation.name) if notation.brief else back_in_the_notes(page)
        for kind, arrays in (("dW", u.run.dW), ("update_W", u.after.W)):
            place = kinds.index(kind)
            l = steps_of(SESSION)[place].layer
            press(page, "Home", *["ArrowRight"] * place)
            found = page.evaluate(MATRICES)[-1]
            wanted = arrays[l].T if notation.turned else arrays[l]
            np.testing.assert_allclose(found, wanted, rtol=2e-3)
    press(page, "Home")
    assert screen(page) == at_first
    assert page.get_by_role("button", name="Undo", exact=True).is_disabled()


def back_in_the_notes(page: Any) -> None:
    button(page, "More settings").click()
    page.get_by_role("combobox", name=LETTERS).select_option("notes")
    until(lambda: page.locator(".bp-notation").is_hidden(), "for the notes' notation")
    page.keyboard.press("Escape")


def test_a_reload_keeps_the_notation(page: Any) -> None:
    """With the walk that the tab keeps, also where one trains when it is loaded again."""
    read_in(page, "delta")
    idle(page)
    page.reload()
    wait_for_player(page)
    until(lambda: page.locator(".bp-notation").is_visible(), "for the notation that was kept")
    assert not stray(page)
