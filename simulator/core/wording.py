"""Numbers and places as the sentences about them say them: −0.02, 3.1e-7, S₂,₁, all 4 items.

They are rounded as a hand rounds: halves up, from the shortest decimal that is read back as the number.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Context
from typing import Any

SIGNIFICANT = ContextVar("significant digits, 0 for all", default=3)  # more where numbers must be told apart
ALL, HAND = 17, Context(prec=15)  # digits of a float64, and those of them that are no noise
NAMED = 3  # places that a list names before it counts the others
SUBSCRIPTS = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
GRADIENTS = {"dW": "∂F/∂W", "db": "∂F/∂b"}  # the notes' letters of what is not called by its own name


def letter_of(quantity: str) -> str:
    """What the notes write for n, a, A, S, e, F, dW, db, W or b."""
    return GRADIENTS.get(quantity, quantity)


@contextmanager
def saying(digits: int) -> Iterator[None]:
    """Sentences made in here say their numbers with so many significant digits, 0 for all of them."""
    before = SIGNIFICANT.set(digits)
    try:
        yield
    finally:
        SIGNIFICANT.reset(before)


def said_with(digits: int, work: Callable[..., Any], *given: Any) -> Any:
    """What `work` gives for these, its sentences with so many significant digits, in whatever process."""
    with saying(digits):
        return work(*given)


def said(value: float, digits: int | None = None) -> str:
    """A number with so many significant digits, all digits before the point: "−12.4", "4e-6", "12345".

    Without `digits` as many as `saying` asks for, else 3.
    """
    if not math.isfinite(value):
        return str(value).replace("-", "−")
    digits = SIGNIFICANT.get() if digits is None else digits
    whole = len(str(int(abs(value)))) if 1 <= abs(value) < 1e6 else 1
    if 0 < digits < ALL:
        count = max(digits, whole)
        by_hand = HAND.create_decimal(repr(float(value)))
        text = f"{Context(prec=count, rounding=ROUND_HALF_UP).plus(by_hand):.{count}e}"
        text = f"{float(text):.{count}g}"
    else:
        text = repr(float(value)).removesuffix(".0")
    mantissa, e, power = text.partition("e")
    return mantissa.replace("-", "−") + (f"e{int(power)}" if e else "")


def apart(*values: float) -> tuple[str, ...]:
    """Several numbers with as many digits as it takes to tell all that differ apart."""
    different = len({*values})
    for digits in range(SIGNIFICANT.get() or ALL, ALL):
        texts = tuple(said(value, digits) for value in values)
        if len({*texts}) == different:
            return texts
    return tuple(said(value, ALL) for value in values)


def factor(value: float) -> str:
    """A number inside a product: a negative one in brackets."""
    return f"({said(value)})" if value < 0 else said(value)


def indexed(letter: str, l: int, *place: int) -> str:
    """A letter with layer and component, counted from 1: "S₂,₁", "W₃,₂₁", "W₃,₂,₁₁"."""
    inside = ("," if any(part > 9 for part in place) else "").join(map(str, place))
    return letter + f"{l}{',' * bool(place)}{inside}".translate(SUBSCRIPTS)


def counted_as(count: int, name: str) -> str:
    """So many of a thing: "1 update", "1,200 updates"."""
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def of_items(count: int, N: int) -> str:
    """So many of N items: "this example", "all 4 items", "3 of 4 items"."""
    if N == 1:
        return "this example"
    return f"all {N} items" if count == N else f"{count} of {N} items"


def listed(places: Iterable[int | str]) -> str:
    """Places in words: "1", "1 and 3", "1, 3, 4 and 60 more"."""
    found: Sequence[str] = [str(place) for place in places]
    if len(found) > NAMED + 1:
        return f"{', '.join(found[:NAMED])} and {len(found) - NAMED} more"
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)
