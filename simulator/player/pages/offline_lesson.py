"""A lesson as one HTML file that opens from disk: the same text, steps and judging, with no server."""

from ...core.inputs import InputError, one_of
from ...files.lessons.lesson import Lesson
from ...files.lessons.lesson_reader import read_lesson
from ...files.lessons.shelf import LESSONS
from ...files.lessons.shelf import lesson as on_shelf
from ...steps.formulas.notation import NOTES, Notation, notation_named
from ..payload.lesson_payload import lesson_payload
from .offline import THEMES, filled_page, safe_json


def lesson_page(lesson: str | bytes, *, theme: str = "auto", notation: str = NOTES.name) -> str:
    """A lesson as one self-contained HTML page of about 4 MB; the same call gives the same text.

    `lesson`: one of the shelf by its name, such as "one-neuron", or the JSON of one's own, as bytes (see
    files/lessons/lesson.schema.json). `notation`: "notes", "delta" or "pytorch". Raises InputError for a
    name, a file, a theme or a notation that is none.

    >>> len(lesson_page("one-neuron")) > 1_000_000
    True
    """
    one_of(theme, THEMES, "the theme")
    name = lesson if isinstance(lesson, str) else "own"
    found = _found(lesson, notation_named(notation))
    content = safe_json(lesson_payload(found, name) | {"next": next_on_shelf(name, found.notation)})
    return filled_page(
        found.title, what="lesson", content=content, entry="entries/offline_lesson.js", theme=theme
    )


def _found(lesson: object, notation: Notation) -> Lesson:
    if isinstance(lesson, str):
        return on_shelf(lesson, notation)
    if isinstance(lesson, bytes):
        return read_lesson(lesson, notation)
    raise InputError(f"a lesson must be a name or the bytes of a file; got {type(lesson).__name__}")


def next_on_shelf(name: str, notation: Notation = NOTES) -> dict[str, str] | None:
    """The lesson that comes after this one, by name and title; None after the last, and after one's own."""
    if name not in LESSONS or name == LESSONS[-1]:
        return None
    after = LESSONS[LESSONS.index(name) + 1]
    return {"name": after, "title": on_shelf(after, notation).title}
