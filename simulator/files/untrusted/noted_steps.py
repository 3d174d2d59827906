"""Notes on single steps as JSON, {"kind", "layer", "update", "text"} each; of files, links and sessions."""

from collections.abc import Iterable
from typing import Any

from ...core.inputs import InputError
from ...steps.notes_of_file import StepNote
from .json_fields import Fields, checked_choice

MOST_NOTES, LONGEST_NOTE = 200, 600
KINDS = ("input", "n", "a", "error", "A", "S", "dW", "db", "update_W", "update_b")
MOST_LAYER, MOST_UPDATE = 100, 10_000  # of a step that there is not, nothing is told


def notes_from(content: Any, place: str) -> tuple[StepNote, ...]:
    """The notes of a list; raises InputError, with the note and its key, for what is not as it should be.

    A whole number may come as 2.0, as JSON that is read as floats has it.
    """
    if type(content) is not list or len(content) > MOST_NOTES:
        came = f"{len(content):,} of them" if type(content) is list else type(content).__name__
        raise InputError(f"{place} must be a list of at most {MOST_NOTES} notes; got {came}")
    return tuple(_note(Fields(one, f"{place}, note {number}")) for number, one in enumerate(content, start=1))


def _note(fields: Fields) -> StepNote:
    kind = checked_choice(fields.take("kind"), f"{fields.place}, kind", KINDS)
    layer, update = fields.take("layer", None), fields.take("update", 1)
    text = fields.text("text", LONGEST_NOTE)
    fields.end()
    whole = None if layer is None else _whole(layer, f"{fields.place}, layer", MOST_LAYER)
    return StepNote(kind, whole, _whole(update, f"{fields.place}, update", MOST_UPDATE), text)


def _whole(value: Any, place: str, most: int) -> int:
    found = int(value) if type(value) in (int, float) and 1 <= value <= most else 0
    if not found or found != value:
        raise InputError(f"{place} must be a whole number from 1 to {most:,}; got {value!r:.40}")
    return found


def notes_facts(notes: Iterable[StepNote]) -> list[dict[str, Any]]:
    """The same as JSON has it."""
    return [
        {"kind": note.kind}
        | ({} if note.layer is None else {"layer": note.layer})
        | {"update": note.update, "text": note.text}
        for note in notes
    ]
