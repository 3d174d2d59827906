"""The page of lessons: a lesson is read, filled in and ended in the page, and nothing else is touched."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.files.lessons.lesson import Lesson, LessonPart
from simulator.files.lessons.shelf import LESSONS, bytes_of_lesson, lesson
from simulator.player import lesson_page
from simulator.steps.formulas.notation import NOTATIONS, Notation
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of

from ..grids import by_night, grid
from .screen import button, cursor, press, until, until_equal, wait_for_player
from .test_notation import read_in, stray

pytestmark = pytest.mark.browser

SHELF = ".bp-shelf-row"


def answers_of(step: Step, part: LessonPart) -> list[str]:
    """The numbers of a step in the order of its fields, as they are typed."""
    value = np.asarray(step.value)
    turned = step.notation.turned and step.kind in ("dW", "update_W")
    found = (value.T if turned else value).ravel().tolist()
    if step.kind == "error":
        found.append(part.session.walked[step.update - 1].found.loss)
    return [repr(float(value)) for value in found]


def fields(page: Any) -> Any:
    return page.locator(".bp-answers input")


def type_in(page: Any, answers: list[str]) -> None:
    """Into the fields of the panel, and Enter in the last of them."""
    assert fields(page).count() == len(answers)
    for at, text in enumerate(answers):
        fields(page).nth(at).fill(text)
    fields(page).last.press("Enter")


def play_part(
    page: Any, part: LessonPart, wrong: Callable[[int], list[str] | None], notation: Notation
) -> None:
    """From its first step to its end, every asked step answered; `wrong` gives what is typed first."""
    steps = steps_of(part.session, part.grain, notation)
    asked = {one.step for one in part.asked}
    until_equal(lambda: cursor(page), part.start)
    for at in range(part.start, part.end + 1):
        assert cursor(page) == at
        open_here = page.locator(".bp").get_attribute("data-asking") == "true"
        assert open_here == (at in asked)
        if open_here:
            if first := wrong(at):
                type_in(page, first)
                assert page.locator('.bp-answers [data-verdict="wrong"]').count()
            type_in(page, answers_of(steps[at], part))
            until_equal(lambda: page.locator(".bp").get_attribute("data-asking"), "false")
        assert not notation.turned or not stray(page, part.session.batch_size > 1), (part.title, at)
        if at < part.end:
            press(page, "ArrowRight")
    if part.question:
        options = page.locator(".bp-lesson-options input")
        button(page, "Next step").click()
        assert page.locator(".bp-lesson-because").text_content().startswith("Choose an answer first")
        options.nth((part.question.right + 1) % options.count()).click()
        assert page.locator(".bp-lesson-because").text_content().startswith("✗ ")
        options.nth(part.question.right).click()
        assert page.locator(".bp-lesson-because").text_content() == (
            f"✓ {part.question.because[part.question.right]}"
        )


def play(
    page: Any, found: Lesson, wrong: Callable[[LessonPart, int], list[str] | None], from_part: int = 1
) -> None:
    """Its parts from one on, turned by Next after the last step."""
    for number, part in enumerate(found.parts[from_part - 1 :], start=from_part):
        wait_for_part(page, number)
        assert page.locator(".bp-lesson-title").text_content() == part.title
        play_part(page, part, lambda at, part=part: wrong(part, at), found.notation)
        button(page, "Next step").click()
    wait_for_part(page, len(found.parts) + 1)
    assert page.locator(".bp-lesson-title").text_content() == "The end of this lesson"


def wait_for_part(page: Any, number: int) -> None:
    until_equal(lambda: page.locator(".bp-lesson").get_attribute("data-part"), f"{number}")


def to_lessons(page: Any) -> None:
    page.get_by_role("radio", name="Lessons").click()
    page.wait_for_selector(".bp-lesson-list, .bp-lesson")


def open_row(page: Any, name: str) -> None:
    page.locator(f'{SHELF}[data-lesson="{name}"]').click()
    page.wait_for_selector(".bp-lesson .bp-seen .bp-chip")


# What of a node is seen in the box that scrolls around it, in px from its lower edge.
BELOW = """([inner, outer]) => document.querySelector(outer).getBoundingClientRect().bottom
  - document.querySelector(inner).getBoundingClientRect().bottom"""


def check_low_window(page: Any) -> None:
    """The formula of a step is seen with its picture, and so is what turns to the next part."""
    size = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 600})
    press(page, "ArrowRight")
    until(lambda: page.evaluate(BELOW, [".bp-formulas .bp-letters", ".bp-panel"]) > 0, "for the formula")
    assert page.locator(".bp-pictures svg").is_visible()
    assert page.evaluate(BELOW, [".bp-lesson-text > .bp-lesson-buttons", ".bp-lesson-text"]) > -1
    press(page, "ArrowLeft")
    page.set_viewport_size(size)


@pytest.mark.parametrize("from_part", [5, by_night(1)])
def test_the_first_lesson_from_the_list_to_its_end(page: Any, from_part: int) -> None:
    """One mistake on the way is named and counted; the walk in Step stands where it stood."""
    press(page, *["ArrowRight"] * 5)
    to_lessons(page)
    assert page.locator(SHELF).count() == len(LESSONS)
    open_row(page, "one-neuron")
    check_low_window(page)
    found = lesson("one-neuron")
    last = found.parts[-1]
    planted = {(id(last), last.asked[3].step): ["0.5"]}  # S: what comes of it without its sign
    page.locator(".bp-lesson-place").nth(from_part - 1).click()
    play(page, found, lambda part, at: planted.get((id(part), at)), from_part)
    told = page.locator(".bp-lesson-end").inner_text()
    count = sum(len(part.asked) for part in found.parts)
    played = sum(len(part.asked) for part in found.parts[from_part - 1 :])
    assert f"{played - 1} of {count} steps right at once" in told
    assert f"1 of {count} steps right after a correction" in told
    assert "0 of 1 question right at once" in told and lesson("what-s-is").title in told
    button(page, f"Open the next lesson: {lesson('what-s-is').title}").click()
    until_equal(lambda: page.locator(".bp-lesson").get_attribute("aria-label"), lesson("what-s-is").title)
    page.locator(".bp-lesson-place").last.click()
    button(page, "To the end of the lesson").click()
    until_equal(lambda: page.locator(".bp-lesson-words").inner_text()[:29], "Now you know: S of a neuron s")
    page.locator(".bp-lesson-place").first.click()
    button(page, "All lessons").click()
    page.wait_for_selector(SHELF)
    assert "✓ done" in page.locator(SHELF).first.inner_text()
    assert "at part 1 of 5" in page.locator(SHELF).nth(1).inner_text()
    page.get_by_role("radio", name="Step").click()
    wait_for_player(page)
    until_equal(lambda: cursor(page), 5)
    assert page.locator(".bp-lesson").count() == 0
    assert page.heard == []


def in_sight(page: Any) -> bool:
    """Whether the title of the part stands in the window."""
    return bool(
        page.locator(".bp-lesson-title").evaluate(
            "(node) => { const { top, bottom } = node.getBoundingClientRect(); "
            "return top >= 0 && bottom <= innerHeight; }"
        )
    )


def test_on_a_phone_a_part_begins_with_its_text(open_app: Callable[..., Any]) -> None:
    """The last lesson of the list, which is scrolled down to it, and the part after the first."""
    page = open_app((390, 844))
    to_lessons(page)
    page.locator(SHELF).last.scroll_into_view_if_needed()
    page.locator(SHELF).last.click()
    wait_for_part(page, 1)
    wait_for_player(page)
    until(lambda: in_sight(page), "for the text of the first part")
    press(page, "End")
    page.locator(".bp-panel").scroll_into_view_if_needed()
    page.locator(".bp-legends").scroll_into_view_if_needed()
    assert not in_sight(page)
    button(page, "Next step").click()
    wait_for_part(page, 2)
    until(lambda: in_sight(page), "for the text of the second part")


@pytest.mark.nightly
def test_a_lesson_is_left_and_taken_up_where_it_was(page: Any) -> None:
    """Also after a reload; what was answered stays answered, and Back goes to the list."""
    to_lessons(page)
    open_row(page, "sent-back")
    page.get_by_role("button", name=re.compile("^Part 3 of 5")).click()
    part = lesson("sent-back").parts[2]
    wait_for_part(page, 3)
    press(page, *["ArrowRight"] * (part.asked[0].step - part.start))
    type_in(page, answers_of(steps_of(part.session)[part.asked[0].step], part))
    until_equal(lambda: page.locator(".bp").get_attribute("data-asking"), "false")

    def stands_there() -> bool:
        title = page.locator(".bp-lesson-title")
        return bool(title.count()) and (title.text_content(), cursor(page)) == (part.title, part.end)

    page.get_by_role("radio", name="Train").click()
    until(lambda: page.locator(".bp-lesson").count() == 0)
    to_lessons(page)
    until(stands_there)
    assert page.locator(".bp").get_attribute("data-asking") == "false"
    page.reload()
    until(stands_there, "for the lesson after a reload")
    assert "Right at once." in page.locator(".bp-verdict").first.text_content()
    button(page, "All lessons").click()
    page.wait_for_selector(SHELF)
    page.go_back()
    until(stands_there, "for the browser's Back")
    assert page.heard == []


@pytest.mark.nightly
def test_a_link_opens_a_lesson_at_its_part(open_app: Callable[..., Any]) -> None:
    """In the letters that were chosen there, where what is typed and the place stay."""
    page = open_app(permissions=["clipboard-read", "clipboard-write"])
    to_lessons(page)
    open_row(page, "update-order")
    page.get_by_role("button", name=re.compile("^Part 4 of 5")).click()
    wait_for_part(page, 4)
    part = lesson("update-order").parts[3]
    press(page, *["ArrowRight"] * (part.asked[0].step - part.start))
    fields(page).fill("7")
    read_in(page, "delta")
    until(lambda: "δ₃\xa0=\xa0−2" in page.locator(".bp-lesson-words").text_content())
    assert (fields(page).input_value(), cursor(page)) == ("7", part.asked[0].step)
    assert not stray(page)
    assert page.locator(".bp-answer-key").text_content() == "2,1 is neuron 1 of layer 2"
    button(page, "Copy a link to this part").click()
    until_equal(lambda: page.locator(".bp-lesson-copied").text_content(), "Copied.")
    address = page.evaluate("navigator.clipboard.readText()")
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.goto(address)
    page.wait_for_selector(".bp-lesson .bp-seen .bp-chip")
    assert page.locator(".bp-lesson-title").text_content() == "Fill it in"
    assert "δ₃\xa0=\xa0−2" in page.locator(".bp-lesson-words").text_content() and not stray(page)
    press(page, "ArrowRight")
    until(lambda: not page.evaluate("location.search"), "for the link to leave the address")
    assert page.heard == []


def test_a_lesson_of_ones_own_is_opened_and_a_bad_one_refused_in_a_sentence(page: Any) -> None:
    hostile = "<img src=x onerror=alert(1)> $x$ **b**"
    own = bytes_of_lesson("one-neuron").replace(b"A neuron forwards", hostile.encode())
    to_lessons(page)
    page.get_by_text("A lesson of your own").click()
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": own[:-40]})
    until(lambda: page.locator("[role=alert]").count(), "for the refusal")
    assert page.locator("[role=alert]").inner_text().startswith("The lesson must be JSON")
    chooser.set_input_files({"name": "b.json", "mimeType": "application/json", "buffer": own})
    button(page, "Open the lesson").click()
    page.wait_for_selector(".bp-lesson .bp-seen .bp-chip")
    assert page.locator(".bp-lesson-title").text_content() == hostile
    assert page.locator(".bp-lesson img").count() == button(page, "Copy a link to this part").count() == 0
    assert page.heard == [] and page.strangers == []


@grid(1, name=[*LESSONS[3:], *LESSONS[:3]], notation=[*NOTATIONS][::-1], planted=[False, True])
def test_a_lesson_as_a_page_is_played_without_a_network(
    empty_page: Callable[..., Any], tmp_path: Path, name: str, notation: str, planted: bool
) -> None:
    """To its end, right or with a wrong answer to each step first, in the letters of its notation alone."""
    path = tmp_path / "lesson.html"
    path.write_text(lesson_page(name, notation=notation), encoding="utf-8")
    page = empty_page((1440, 900), offline=True)
    page.goto(path.as_uri())
    page.wait_for_selector(".bp-lesson .bp-seen .bp-chip")
    found = lesson(name, NOTATIONS[notation])

    def wrong(part: LessonPart, at: int) -> list[str] | None:
        right = answers_of(steps_of(part.session, part.grain, found.notation)[at], part)
        return [repr(float(text) + 3) for text in right] if planted else None

    play(page, found, wrong)
    count = sum(len(part.asked) for part in found.parts)
    how = "after a correction" if planted else "at once"
    assert f"{count} of {count} steps right {how}" in page.locator(".bp-lesson-end").inner_text()
    assert page.heard == [] and page.strangers == []
