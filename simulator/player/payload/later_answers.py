"""What answers are compared with, on its own: for a walk that the browser has already; see arrays.js."""

from typing import Any

from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session
from ..answers.expected_answers import expected_answers
from .payload import as_text, numbers_and_steps, practised, shared_values

MOST = 0.5  # of the walk's characters, above which the next update waits until it is reached


def later_answers(session: Session, walk: str, practice: int, notation: Notation = NOTES) -> str:
    """JSON of what answers to an update, from 1, and to the next are compared with.

    The next waits where both would take more than half of what the `walk` takes, which `sent` gives without
    practice: the player asks for it there. Arrays and texts have the places `after` those of the walk.
    Raises InputError for an update that is not walked.
    """
    table = shared_values(session)
    told = numbers_and_steps(session, table, notation)["updates"]
    places = {"arrays": len(table.arrays), "texts": len(table.texts)}
    answers: dict[str, Any] = {}
    fitting = ""
    for number in practised(session, practice):
        found = expected_answers(session, [number], told, table, notation)
        answers = found | {"updates": answers.get("updates", {}) | found["updates"]}
        more = {name: getattr(table, name)[start:] for name, start in places.items()}
        text = as_text({"after": places} | more | {"practice": answers})
        if fitting and len(text) > MOST * len(walk):
            break
        fitting = text
    return fitting
