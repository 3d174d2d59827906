"""Parts and their total as printed: each rounded as any number is, what rounding leaves on a line of its own.

Were the parts bent so that they add up (the largest remainder), a part would read otherwise here than where
it stands alone; so none is, and the leftover is shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from ..core.inputs import InputError

EXACT = Context(prec=1000)  # float64's digits before and after the point, all of them
LARGE, SMALL = 6, -4  # powers of ten beyond which one is split off for all lines


@dataclass(frozen=True, slots=True)
class Printed:
    """Decimals with equally many decimals, all to be read times 10^power: parts + leftover = total, exactly.

    `leftover` is 0 where the rounded parts add up by themselves.
    """

    parts: tuple[str, ...]
    leftover: str
    total: str
    power: int


def printed(parts: Sequence[float], total: float, digits: int = 3) -> Printed:
    """Round parts and total at one decimal place: the `digits`-th digit of the largest of them, 1 to 17.

    Halves are rounded away from 0, as everywhere on the screen. Raises InputError for numbers that are not
    finite.
    """
    values = [*parts, total]
    if not all(math.isfinite(value) for value in values):
        raise InputError(f"parts and total must be finite; got {values}")
    if not 1 <= digits <= 17:
        raise InputError(f"the digits must be a whole number from 1 to 17; got {digits}")
    top = max((Decimal(value).adjusted() for value in values if value), default=0)
    power = top if top >= LARGE or top < SMALL else 0
    decimals = max(digits - 1 - (top - power), 0)
    unit = Decimal(1).scaleb(-decimals)
    rounded = [Decimal(value).scaleb(-power, EXACT).quantize(unit, ROUND_HALF_UP, EXACT) for value in values]
    left = EXACT.subtract(rounded[-1], sum(rounded[:-1], Decimal(0)))
    *shown, whole = (_text(number) for number in rounded)
    return Printed(tuple(shown), _text(left), whole, power)


def _text(number: Decimal) -> str:
    """Without a sign before 0."""
    return format(abs(number) if number.is_zero() else number, "f")
