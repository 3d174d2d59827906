"""What answers are compared with, on its own: for a walk that the browser has already; see walk/arrays.js."""

import json
from typing import Any

from ..steps.formulas.notation import NOTES, Notation
from ..steps.session import Session
from .expected_answers import expected_answers
from .payload import numbers_and_steps, practised, shared_values

MOST = 0.5  # of the walk's characters, above which the next update waits until it is reached


def later_answers(session: Session, practice: int, notation: Notation = NOTES) -> str:
    """JSON of what answers to an update, from 1, and to the next are compared with.

    The next waits where both would take more than half of what the walk takes: the player asks for it there.
    Arrays and texts have the places `after` those of the walk, which `sent` gives without practice. Raises
    InputError for an update that is not walked.
    """
    asked = practised(session, practice)
    walk, found = _answers(session, asked, notation)
    if len(asked) > 1 and len(found) > MOST * walk:
        found = _answers(session, asked[:1], notation)[1]
    return found


def _answers(session: Session, asked: range, notation: Notation) -> tuple[int, str]:
    """How many characters the walk has, and the JSON of these updates' answers."""
    table = shared_values(session)
    content = numbers_and_steps(session, table, notation)
    walk = len(_text(content | {"arrays": table.arrays, "texts": table.texts, "formulas": table.formulas}))
    arrays, texts = len(table.arrays), len(table.texts)
    found = expected_answers(session, asked, content["updates"], table, notation)
    more = {"arrays": table.arrays[arrays:], "texts": table.texts[texts:], "practice": found}
    return walk, _text({"after": {"arrays": arrays, "texts": texts}} | more)


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"))
