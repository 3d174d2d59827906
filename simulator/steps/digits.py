"""How a number is printed: rounding happens here, in the last character drawn, and nowhere before.

A number that ends within the asked number of decimals is printed as it is (0.3); one that does not is
rounded and keeps its trailing zeros (0.300), so that the two can be told apart. Small numbers keep as many
significant digits as decimals were asked for. The player prints by the same rule in its digits.js; a test
holds the two equal.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from ..core.inputs import Array

FULL = 0  # every digit that float64 needs to be read back exactly
DEFAULT_DIGITS = 3
CHOICES = (FULL, 2, 3, 4, 5, 6)  # how many digits can be asked for

LARGE, SMALL = 1e6, 1e-4  # beyond these a power of ten is split off


def shown(value: float, digits: int = DEFAULT_DIGITS) -> str:
    """Print a finite number with 2 to 6 digits, or FULL, as ASCII: "-0.159", "4.39e-5"."""
    if value == 0:
        return "0"
    shortest = Decimal(repr(float(value))).normalize()
    large = abs(value) >= LARGE
    if digits == FULL:
        return _power_of_ten(shortest) if large or abs(value) < SMALL else format(shortest, "f")
    if not large and -int(shortest.as_tuple().exponent) <= digits:
        return format(shortest, "f")
    exact = Decimal(float(value))
    if large or abs(value) < SMALL:
        quantum = Decimal(1).scaleb(exact.adjusted() - digits + 1)
        return _power_of_ten(exact.quantize(quantum, ROUND_HALF_UP), digits)
    decimals = digits if abs(value) >= 10 ** (1 - digits) else digits - 1 - exact.adjusted()
    return format(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")


def _power_of_ten(number: Decimal, significant: int | None = None) -> str:
    sign, figures, _ = number.as_tuple()
    text = "".join(map(str, figures))
    text = text.ljust(significant, "0")[:significant] if significant else text.rstrip("0")
    mantissa = text[0] + ("." + text[1:] if len(text) > 1 else "")
    return f"{'-' * sign}{mantissa}e{number.adjusted()}"


def printed(values: Array, digits: int) -> Any:
    """What a reader has who sees only the printed numbers: exact fractions, in an array of the same shape."""
    texts = [Fraction(shown(float(value), digits)) for value in np.ravel(values)]
    if not np.ndim(values):
        return texts[0]
    out = np.empty(len(texts), dtype=object)
    out[:] = texts
    return out.reshape(np.shape(values))


def latex(value: float, digits: int = DEFAULT_DIGITS) -> str:
    """The same number as LaTeX: a power of ten is written as one."""
    mantissa, _, power = shown(value, digits).partition("e")
    return rf"{mantissa}\cdot 10^{{{power}}}" if power else mantissa
