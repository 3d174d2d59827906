"""What answers are compared with, on its own: for a walk that the browser has already; see walk/arrays.js."""

import json

from ..steps.formulas.notation import NOTES, Notation
from ..steps.session import Session
from .expected_answers import expected_answers
from .payload import numbers_and_steps, practised, shared_values


def later_answers(session: Session, practice: int, notation: Notation = NOTES) -> str:
    """JSON of what answers to an update, from 1, and to the next are compared with.

    Its arrays and texts have the places `after` those of the walk, which `sent` gives without practice.
    Raises InputError for an update that is not walked.
    """
    asked, table = practised(session, practice), shared_values(session)
    told = numbers_and_steps(session, table, notation)["updates"]
    arrays, texts = len(table.arrays), len(table.texts)
    found = expected_answers(session, asked, told, table, notation)
    more = {"arrays": table.arrays[arrays:], "texts": table.texts[texts:], "practice": found}
    return json.dumps({"after": {"arrays": arrays, "texts": texts}} | more, separators=(",", ":"))
