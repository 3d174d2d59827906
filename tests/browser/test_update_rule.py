"""Adam on the page: chosen in the settings, stepped through forwards and back, opened to one weight."""

import re
from dataclasses import replace
from typing import Any

import pytest

from simulator.draw.colours import legend
from simulator.files.gallery import example
from simulator.steps.formulas.digits import raised
from simulator.steps.formulas.formula import Numbers
from simulator.steps.session import Session
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of

from .screen import along, choose, cursor, press, settings, until
from .test_look import LOOK, SCROLLED, faults

pytestmark = pytest.mark.browser

ADAM: Session = replace(example("notes-4-layer").session, rule="adam")  # type: ignore[arg-type]
READ = f"""() => {{
  const texts = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
  const maths = [...document.querySelectorAll(".bp-formulas .bp-numbers .bp-line")];
  return {{
    title: texts(".bp-title")[0],
    sentence: texts(".bp-sentence")[0],
    numbers: maths.map((line) => [...line.querySelectorAll("mtd mn")].map((mn) => mn.textContent)),
    legends: texts(".bp-legend > span:first-child"),
    look: ({LOOK})(),
  }};
}}"""
LINES = """() => Object.fromEntries([...document.querySelectorAll(".bp-rule-lines dt")].map(
  (dt) => [dt.textContent, [...dt.nextElementSibling.querySelectorAll("mn")].map((mn) => mn.textContent)]))"""


def matrices(step: Step) -> list[list[str]]:
    """The entries of the matrices of each line, as they are printed."""
    return [
        [
            raised(float(x), 3)
            for token in line.tokens
            if isinstance(token, Numbers) and token.value.ndim
            for x in token.at(3).ravel()
        ]
        for line in step.lines
    ]


def test_adam_is_chosen_stepped_through_and_opened(stepper: Any) -> None:
    page = stepper
    settings(page)
    page.get_by_role("combobox", name="Update rule").click()
    page.get_by_role("option", name="Adam", exact=True).click()
    page.get_by_text("M and V begin at 0.").wait_for()
    page.get_by_role("button", name=re.compile("· Adam ·")).wait_for()
    page.keyboard.press("Escape")
    page.mouse.move(5, 5)  # off the formulas, which explain what is pointed at
    steps = steps_of(ADAM)
    until(lambda: int(page.locator(".bp").get_attribute("data-steps")) == len(steps), "for Adam's steps")
    choose(page, "Update", "1")  # the second
    first = next(i for i, step in enumerate(steps) if step.update == 2 and step.phase == "update")
    last = next(i for i, step in enumerate(steps) if step.update == 2 and step.gain)
    press(page, *["ArrowRight"] * (first - cursor(page)))
    words = legend(ADAM)
    count = last - first
    seen = along(page, READ, ["ArrowRight"] * count, frames=True)
    for at, found in zip(range(first, last + 1), seen, strict=True):
        step = steps[at]
        assert found["title"] == step.title
        assert found["sentence"].startswith(step.text)
        for line, wanted in zip(found["numbers"], matrices(step), strict=True):
            assert len(line) >= len(wanted)
        shown = f"line = {words[step.shows.replace('_b', '_W') or 'W']}"
        assert any(text.startswith(shown) for text in found["legends"]), step.title
        seen_faults = [fault for fault in faults(found["look"]) if not SCROLLED.match(fault)]
        assert seen_faults == [], step.title  # matrices above a picture may scroll
    press(page, *["ArrowLeft"] * count)
    opened_to_one_weight(page, steps, first)


def opened_to_one_weight(page: Any, steps: tuple[Step, ...], first: int) -> None:
    """W₂[1,1] number by number: "–" for what comes later, M̂ and the new W as the core has them."""
    page.evaluate("document.querySelector('.bp-host').player.inspector.pick({ l: 2, r: 1, c: 1 })")
    assert page.evaluate(LINES)["W₂ after"] == []
    corrected = next(i for i in range(first, len(steps)) if steps[i].kind == "corrected_W")
    press(page, *["ArrowRight"] * (corrected + 1 - cursor(page)))
    lines = page.evaluate(LINES)
    assert [*lines] == ["M of W₂", "V of W₂", "M̂ of W₂", "V̂ of W₂", "W₂ after"]
    step, update = steps[corrected], steps[corrected + 1]
    for name, value in (("M̂ of W₂", step.value[0][0, 0]), ("W₂ after", update.value[0, 0])):
        assert lines[name][-1] == raised(float(value), 3)
    # What is opened may be longer than the panel, which scrolls.
    assert not [fault for fault in faults(page.evaluate(LOOK)) if "bp-panel higher" not in fault]
