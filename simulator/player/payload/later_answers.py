"""What answers are compared with, on its own: for a walk that the browser has already; see walk/arrays.js."""

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
    asked = practised(session, practice)
    found = _answers(session, asked, notation)
    if len(asked) > 1 and len(found) > MOST * len(walk):
        found = _answers(session, asked[:1], notation)
    return found


def _answers(session: Session, asked: range, notation: Notation) -> str:
    table = shared_values(session)
    told = numbers_and_steps(session, table, notation)["updates"]
    arrays, texts = len(table.arrays), len(table.texts)
    found = expected_answers(session, asked, told, table, notation)
    more = {"arrays": table.arrays[arrays:], "texts": table.texts[texts:], "practice": found}
    return as_text({"after": {"arrays": arrays, "texts": texts}} | more)
