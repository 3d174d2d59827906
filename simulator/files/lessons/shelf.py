"""The lessons that come with the program, one JSON file each in assets/lessons, in their order."""

from functools import cache

from ...steps.formulas.notation import NOTES, Notation
from ..assets import ASSETS
from ..untrusted.json_fields import checked_choice
from .lesson import Lesson
from .lesson_reader import read_lesson

FOLDER = ASSETS / "lessons"
LESSONS = (
    "one-neuron",
    "what-s-is",
    "sent-back",
    "outer-product",
    "update-order",
    "softmax-and-bce",
    "vanishing-s",
    "dead-relu",
    "learning-rate",
    "whole-set",
)


def lesson(name: str, notation: Notation = NOTES) -> Lesson:
    """One of LESSONS in a notation; raises InputError for a name that is none of them."""
    checked_choice(name, "a lesson", LESSONS)
    return _read(name, notation)


def bytes_of_lesson(name: str) -> bytes:
    """The file of one of LESSONS, as it is written."""
    return (FOLDER / f"{name}.json").read_bytes()


@cache
def _read(name: str, notation: Notation) -> Lesson:
    return read_lesson(bytes_of_lesson(name), notation)
