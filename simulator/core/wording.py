"""Numbers and places as the sentences about them say them: −0.02, 3.1e-7, S₂,₁, all 4 items."""

import math
from collections.abc import Iterable, Sequence

DIGITS = 3  # significant ones, more where numbers must be told apart
NAMED = 3  # places that a list names before it counts the others
SUBSCRIPTS = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


def said(value: float, digits: int = DIGITS) -> str:
    """A number with so many significant digits, all digits before the point: "−12.4", "4e-6", "12345"."""
    if not math.isfinite(value):
        return str(value).replace("-", "−")
    whole = len(str(int(abs(value)))) if 1 <= abs(value) < 1e6 else 1
    mantissa, e, power = f"{value:.{max(digits, whole)}g}".partition("e")
    return mantissa.replace("-", "−") + (f"e{int(power)}" if e else "")


def apart(*values: float) -> tuple[str, ...]:
    """Several numbers with as many digits as it takes to tell all that differ apart."""
    different = len({*values})
    for digits in range(DIGITS, 17):
        texts = tuple(said(value, digits) for value in values)
        if len({*texts}) == different:
            return texts
    return tuple(said(value, 17) for value in values)


def factor(value: float) -> str:
    """A number inside a product: a negative one in brackets."""
    return f"({said(value)})" if value < 0 else said(value)


def indexed(letter: str, l: int, *place: int) -> str:
    """A letter with layer and component, counted from 1: "S₂,₁", "W₃,₂₁", "W₃,₂,₁₁"."""
    inside = ("," if any(part > 9 for part in place) else "").join(map(str, place))
    return letter + f"{l}{',' * bool(place)}{inside}".translate(SUBSCRIPTS)


def of_items(count: int, N: int) -> str:
    """So many of N items: "this item", "all 4 items", "3 of 4 items"."""
    if N == 1:
        return "this item"
    return f"all {N} items" if count == N else f"{count} of {N} items"


def listed(places: Iterable[int]) -> str:
    """Places in words: "1", "1 and 3", "1, 3, 4 and 60 more"."""
    found: Sequence[str] = [str(place) for place in places]
    if len(found) > NAMED + 1:
        return f"{', '.join(found[:NAMED])} and {len(found) - NAMED} more"
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)
