"""A link to a part of a lesson of the shelf, packed as the link to a screen is (link_packing.py)."""

from dataclasses import dataclass
from typing import Any

from ....steps.formulas.notation import NOTATIONS, NOTES
from ...lessons.shelf import LESSONS, lesson
from ...untrusted.json_fields import checked_choice, checked_whole, json_bytes
from .link_packing import fields_in, fitting, packed


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A lesson of the shelf by its name, one of its parts, from 1, and the notation in which it is read.

    Raises InputError for any other.
    """

    name: str
    part: int = 1
    notation: str = NOTES.name

    def __post_init__(self) -> None:
        checked_choice(self.name, "the lesson", LESSONS)
        checked_choice(self.notation, "the notation", tuple(NOTATIONS))
        checked_whole(self.part, "the part of the lesson", 1, len(lesson(self.name).parts))


def lesson_link_text(place: LessonPlace) -> str:
    """The value of the query parameter that opens this part."""
    said = {"name": place.name, "part": place.part}
    if place.notation != NOTES.name:
        said["notation"] = place.notation
    return fitting(packed(json_bytes({"lesson": said}), b""))


def read_lesson_link(text: Any) -> LessonPlace:
    """The place that a link opens; raises InputError, in one sentence, for anything but such a link."""
    _, given = fields_in(text, "lesson", "a lesson")
    place = LessonPlace(given.take("name"), given.take("part"), given.take("notation", NOTES.name))
    given.end()
    return place
