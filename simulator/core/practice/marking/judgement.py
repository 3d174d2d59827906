"""What is said of one answer, and whether a mistake gives it. verdict.js in the player says the same."""

from collections.abc import Sequence

from .typed_number import TypedNumber

RIGHT, FEWER, EARLY, WRONG, NO_NUMBER, NONE = (
    "right",
    "fewer digits",
    "rounded early",
    "wrong",
    "not a number",
    "",
)
ENOUGH = 3  # significant digits
SLACK = 1 + 1e-6  # a half that was rounded the other way is no difference
NEAR = 1e-6  # of what a mistake gives, or of the largest true number: so much of it may be another


def judged(typed: TypedNumber, true: float, noise: float) -> str:
    """ "right", "fewer digits", or "" where it is neither.

    Right is a number within half a unit of its last digit, with three significant digits or more, or exact,
    but for so much noise; with one or two digits it may be cut off as well. A zero has none.
    """
    gap = abs(typed.value - true)
    if gap <= noise:
        return RIGHT
    if typed.digits == 0:
        return NONE
    if gap <= typed.unit / 2 * SLACK + noise:
        return RIGHT if typed.digits >= ENOUGH else FEWER
    size = abs(true)
    cut = typed.value * true > 0 and abs(typed.value) <= size + noise and size < abs(typed.value) + typed.unit
    return FEWER if cut and typed.digits < ENOUGH else NONE


def given_by(typed: TypedNumber, value: float, near: float) -> str:
    """The same of what a mistake gives; `near`: what a difference may be in any case."""
    return judged(typed, value, max(near, NEAR * abs(value)))


def evidence(typed: TypedNumber, value: float, near: float) -> int:
    """How many digits speak for it that a number which departs from the truth was made so."""
    if typed.digits >= ENOUGH:
        return typed.digits
    exact = abs(typed.value - value) <= max(near, NEAR * abs(value))
    return ENOUGH if exact else max(1, typed.digits) - 1


def gives_all(
    typed: Sequence[TypedNumber],
    values: Sequence[float],
    departs: Sequence[bool],
    near: float,
    *,
    rounds: bool,
) -> bool:
    """Whether a mistake that gives these values gives every answer; `rounds`: it is that of rounding.

    What departs must agree in three digits, together, or exactly; what was rounded, each in as many.
    """
    total = 0
    for one, value, departing in zip(typed, values, departs, strict=True):
        found = given_by(one, value, near)
        if found == NONE or (rounds and departing and found != RIGHT):
            return False
        total += evidence(one, value, near) if departing else 0
    return rounds or total >= ENOUGH
