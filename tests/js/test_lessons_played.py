"""Every lesson is played to its end in the browser's own rules: right, and with a planted mistake first."""

import json
import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator.files.lessons.lesson import AskedStep, LessonPart
from simulator.files.lessons.shelf import LESSONS, lesson
from simulator.player.payload.lesson_payload import keys_of, lesson_payload
from simulator.steps.formulas.notation import NOTATIONS, NOTES, Notation
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of

from ..files.lessons.test_lessons import OF_THE_NOTES
from ..grids import grid
from .node import answer
from .test_verdict import prompts_of


def typed(array: Any) -> Any:
    """With all its digits, as texts."""
    return np.vectorize(lambda value: f"{float(value)!r}", otypes=[object])(np.asarray(array)).tolist()


@cache
def asked_steps(name: str) -> tuple[tuple[int, LessonPart, AskedStep, Step], ...]:
    return tuple(
        (i, part, one, steps_of(part.session, part.grain)[one.step])
        for i, part in enumerate(lesson(name).parts)
        for one in part.asked
    )


def right_answers(step: Step, part: LessonPart) -> dict[str, Any]:
    """What is true, from the walk and not from what is sent."""
    values = {key: step.value for key in keys_of(step)}
    if "F" in values:
        values["F"] = part.session.walked[step.update - 1].found.loss
    return {key: typed(value) for key, value in values.items()}


def with_mistake(step: Step, part: LessonPart) -> tuple[dict[str, Any], str]:
    """What one mistake gives at the first quantity, and its name; where none does, the truth and 1."""
    found = right_answers(step, part)
    key = next(iter(found))
    others = prompts_of(part.session, step.update)[key].others
    array = others[0].array if others else np.asarray(step.value) + 1
    return found | {key: typed(array)}, others[0].mistake if others else ""


def play(name: str, planted: bool, notation: Notation = NOTES) -> tuple[dict[str, Any], list[str]]:
    sent = json.loads(json.dumps(lesson_payload(lesson(name, notation), name)))
    tries, slips = [], []
    for i, part, one, step in asked_steps(name):
        answers = [right_answers(step, part)]
        if planted:
            wrong, slip = with_mistake(step, part)
            answers.insert(0, wrong)
            slips.append(slip)
        tries.append([i, one.step, answers])
    choices = []
    for i, part in enumerate(lesson(name).parts):
        if part.question:
            other = (part.question.right + 1) % len(part.question.options)
            choices += [[i, other]] * planted + [[i, part.question.right]]
    return answer("lesson", {"lesson": sent, "tries": tries, "choices": choices}), slips


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_played_to_its_end(name: str) -> None:
    found, _ = play(name, planted=False)
    count, questions = len(asked_steps(name)), sum(part.question is not None for part in lesson(name).parts)
    assert all({*verdicts} == {"right"} and not mistakes for verdicts, mistakes, _ in found["said"])
    whole = {"steps": count, "open": 0, "hint": 0, "corrected": 0, "revealed": 0, "mistakes": {}}
    assert found["reckoned"] == whole | {"once": count, "questions": questions, "rightAtOnce": questions}
    assert all(found["done"])
    assert found["begun"] == whole | {"once": 0, "open": count, "questions": questions, "rightAtOnce": 0}


@grid(5, name=LESSONS, notation=[*NOTATIONS][::-1])
def test_a_mistake_on_the_way_is_named_and_counted(name: str, notation: str) -> None:
    """In the reader's letters."""
    found, slips = play(name, planted=True, notation=NOTATIONS[notation])
    sentences = [re.sub("of items, N,|its N items|factor N", "", said) for *_, said in found["said"]]
    of_the_notes = [said for said in sentences if OF_THE_NOTES.search(said)]
    assert bool(of_the_notes) == (notation == "notes"), of_the_notes
    count = len(asked_steps(name))
    first, second = found["said"][::2], found["said"][1::2]
    for slip, (verdicts, mistakes, _) in zip(slips, first, strict=True):
        assert {*verdicts} & {"wrong", "rounded early"}
        assert not slip or slip in mistakes
    assert all({*verdicts} == {"right"} for verdicts, *_ in second)
    assert (found["reckoned"]["corrected"], found["reckoned"]["once"]) == (count, 0)
    named = [mistakes[0] for _, mistakes, _ in first if mistakes]
    assert found["reckoned"]["mistakes"] == {one: named.count(one) for one in named}
    assert found["reckoned"]["rightAtOnce"] == 0 and all(found["done"])
    assert sum(map(bool, slips)) > count / 2
