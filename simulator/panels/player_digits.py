"""How numbers beside the player are printed: with the digits that are chosen in it."""

from ..core.inputs import InputError
from ..steps.formulas.digits import CHOICES, DEFAULT_DIGITS, raised
from . import page_state as state

DIGITS = "player digits"


def take_digits(digits: int) -> None:
    """The player prints so many digits; raises InputError for a number that its menu does not offer."""
    if digits not in CHOICES:
        raise InputError(f"the digits must be one of {', '.join(map(str, CHOICES))}; got another number")
    state.show(DIGITS, digits)


def player_digits() -> int:
    """How many digits the player prints, or FULL."""
    digits: int | None = state.read(DIGITS)
    return DEFAULT_DIGITS if digits is None else digits


def printed(value: float | None) -> str:
    """A number as the player prints it."""
    return raised(value, player_digits())
