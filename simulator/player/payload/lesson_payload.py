"""A lesson as the player takes it: each walk once, and what answers to its asked steps are compared with."""

from typing import Any

from ...files.lessons.lesson import AskedStep, Lesson, LessonPart, Question
from ...steps.formulas.formula import Numbers
from ...steps.session import Session
from ...steps.step import Step
from ...steps.timeline import steps_of
from ..answers.expected_answers import Entries
from .payload import payload

RENEWED = {"newW": "W", "newb": "b"}  # asked for as W and b, those after the update


def lesson_payload(lesson: Lesson, name: str) -> dict[str, Any]:
    """The lesson as JSON data, every part with the place of its walk; `name` is that of the shelf, or any.

    A part that asks has as its `exercise` the place, among those of its walk, of what its answers are
    compared with.
    """
    walks: list[Session] = []
    exercises: list[list[dict[int, dict[str, Entries]]]] = []
    parts = []
    for part in lesson.parts:
        at = next((i for i, session in enumerate(walks) if session is part.session), len(walks))
        if at == len(walks):
            walks.append(part.session)
            exercises.append([])
        told = _part(part) | {"walk": at}
        if part.asked:
            told["exercise"] = len(exercises[at])
            exercises[at].append(_wanted(part))
        parts.append(told)
    return {
        "name": name,
        "key": f"{name} {lesson.digest}",
        "title": lesson.title,
        "about": lesson.about,
        "minutes": lesson.minutes,
        "parts": parts,
        "walks": [
            payload(session, f"{name} {i}", exercises=wanted, notation=lesson.notation)
            for i, (session, wanted) in enumerate(zip(walks, exercises, strict=True))
        ],
    }


def _part(part: LessonPart) -> dict[str, Any]:
    return {
        "title": part.title,
        "paragraphs": [*part.paragraphs],
        "grain": part.grain,
        "start": part.start,
        "end": part.end,
        "lit": [*part.lit],
        "asked": [one.step for one in part.asked],
        "question": part.question and _question(part.question),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "text": question.text,
        "options": [*question.options],
        "right": question.right,
        "because": [*question.because],
    }


def _wanted(part: LessonPart) -> dict[int, dict[str, Entries]]:
    """The quantities that are asked for, by their updates."""
    steps = steps_of(part.session, part.grain)
    wanted: dict[int, dict[str, Entries]] = {}
    for one in part.asked:
        step = steps[one.step]
        wanted.setdefault(step.update, {}).update(_places(step, one))
    return wanted


def _places(step: Step, asked: AskedStep) -> dict[str, Entries]:
    """Those of a step with their entries; of the error, where only some e are asked for, these alone."""
    keys = keys_of(step)
    if asked.entries:
        keys = keys[:1]
    return dict.fromkeys(keys, asked.entries)


def keys_of(step: Step) -> list[str]:
    """The quantities that a step computes, as the walk calls them, each once; see entries.js."""
    return [*dict.fromkeys(_key_of(line.tokens[-1], step) for line in step.lines)]


def _key_of(result: Any, step: Step) -> str:
    assert isinstance(result, Numbers)
    if not result.of:
        return step.kind  # the factor of a clip
    quantity, *layer = result.of.partition("@")[0].split(":")
    if quantity in ("e", "F"):
        return quantity
    own = step.shows if step.shows and quantity.startswith(step.shows) else quantity
    return f"{RENEWED.get(own, own)}:{layer[0]}"
