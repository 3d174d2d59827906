"""What a lesson's text names in braces: its numbers, and letters and words in the reader's notation."""

import re
from functools import partial

from ...core.inputs import InputError
from ...steps.formulas.formula_in_words import formula_in_words
from ...steps.formulas.notation import Notation
from ...steps.session import Session
from ..untrusted.quoting import shown
from .told_numbers import told_number

NAMED = re.compile(r"\{([^{}]*)\}")
LETTERED = ":"  # begins a letter or a formula
OF_WEIGHTS = {"row": "column", "column": "row"}  # where W stands as L × H
STANDING = {
    "W back": "weights·sensitivity",
    "W forward": "weights·left-activation",
}  # W as it is in a product


def told(text: str, notation: Notation, session: Session | None, place: str) -> str:
    """The text with what is named in it; raises InputError for a name that is none.

    `session`: of the walk beside it, whose numbers may be named; None where there is none.
    """
    return NAMED.sub(partial(_told, notation=notation, session=session, place=place), text)


def _told(found: re.Match[str], notation: Notation, session: Session | None, place: str) -> str:
    name = found[1]
    if name.startswith(LETTERED):
        try:
            return formula_in_words(name.removeprefix(LETTERED), notation)
        except InputError as reason:
            raise InputError(f"{place}: {reason}") from None
    if word := _word(name, notation):
        return word
    if session is None:
        raise InputError(f"{place}: a number must be named where there is a walk; got {shown(name)}")
    return told_number(name, session, notation, place)


def _word(name: str, notation: Notation) -> str:
    """A row or a column of W, or W as it stands in the formulas of one of its ways; "" for another name."""
    if product := STANDING.get(name):
        return "W" + "ᵀ" * ("weightsᵀ" in notation.products[product].split())
    if name == "A full":
        return notation.signs["full-slopes"].word
    plain = name.lower().removesuffix("s")
    if plain not in OF_WEIGHTS or name not in (plain, plain + "s", plain.title(), plain.title() + "s"):
        return ""
    word = OF_WEIGHTS[plain] if notation.turned else plain
    return (word.title() if name[0].isupper() else word) + "s" * name.endswith("s")
