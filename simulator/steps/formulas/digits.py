"""How a number is printed: rounding happens here, in the last character drawn, and nowhere before.

The rule can be followed by hand. With 2 to 6 digits one starts from the shortest decimal that float64 reads
back as the same number. Of it 15 significant digits count, as in a spreadsheet, and 14 decimals from 0.0001
on: what stands behind them is the noise of binary arithmetic (0.1 + 0.2 is 0.3, 8.001 − 8 is 0.001, 0.5525 is
a tie). If it ends within the asked number of decimals it is printed as it is (0.3); if not it is rounded,
halves away from 0, and keeps its trailing zeros (0.300), so that the two can be told apart. Small numbers
keep as many significant digits as decimals were asked for. A sum or difference is printed as 0 when it is
smaller than half a unit of the 15th significant digit of its largest term (0.3 − 0.30000000000000004), and so
is what such a 0 makes 0; given numbers never are. noise.py finds them. With FULL every digit is printed,
noise too. The player prints by the same rule in its digits.js; a test holds the two equal.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError, whole
from ...core.wording import SUBSCRIPTS

FULL = 0  # every digit that float64 needs to be read back exactly
DEFAULT_DIGITS = 3
ALL_DIGITS = 17  # as many as float64 has, to round the lines of a sum
CHOICES = (FULL, 2, 3, 4, 5, 6)  # how many digits can be asked for
CHOICES_SAID = f"{', '.join(map(str, CHOICES[1:]))}, or {FULL} for all"

LARGE, SMALL = 1e6, 1e-4  # beyond these a power of ten is split off
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_SIGNIFICANT = 15  # digits that count
# By the power of ten of the first digit; below 0.0001 and from 1 on all 15 count.
HAND = {power: Context(prec=MOST_SIGNIFICANT + power, rounding=ROUND_HALF_UP) for power in range(-4, 1)}
# A name and a sign, the whole part, the part behind the point, the power of ten.
PRINTED = re.compile(r"(.*?)([0-9]+)(?:\.([0-9]+))?(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
EXACT = Context(prec=1000)  # float64's digits before and after the point, all of them
LARGE_POWER, SMALL_POWER = 6, -4  # powers of ten beyond which one is split off for all lines of a sum


def shown(value: float, digits: int = DEFAULT_DIGITS) -> str:
    """Print a finite number with 2 to 6 digits, or FULL, as ASCII: "-0.159", "4.39e-5"."""
    if value == 0:
        return "0"
    if digits == FULL:
        shortest = Decimal(repr(float(value))).normalize()
        far = abs(value) >= LARGE or abs(value) < SMALL
        return _power_of_ten(shortest) if far else format(shortest, "f")
    number = by_hand(value)
    first = number.adjusted()  # the power of ten of the first digit
    if first < LARGE_POWER and -int(number.as_tuple().exponent) <= digits:
        return format(number, "f")
    if first >= LARGE_POWER or first < SMALL_POWER:
        quantum = Decimal(1).scaleb(first - digits + 1)
        return _power_of_ten(number.quantize(quantum, ROUND_HALF_UP), digits)
    decimals = digits if first >= 1 - digits else digits - 1 - first
    return format(number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")


def by_hand(value: float) -> Decimal:
    """The shortest decimal that is read back as this number, to the digits that count: what a hand gets."""
    shortest = Decimal(repr(float(value)))
    context = HAND.get(shortest.adjusted(), HAND[0])
    return shortest.normalize(context)


def spoken(value: float, digits: int = DEFAULT_DIGITS) -> str:
    """The same with a true minus sign, for a sentence or a mark: "−0.159", "4.39e−5"."""
    return shown(value, digits).replace("-", "−")


def raised(value: float | None, digits: int = DEFAULT_DIGITS) -> str:
    """The same as the player prints it, "−0.159", "4.39·10⁻⁵"; "–" for None, what is not computed."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return str(value)
    mantissa, _, power = shown(float(value), digits).partition("e")
    return mantissa.replace("-", "−") + (f"·10{power.translate(RAISED)}" if power else "")


def cut(words: str, most: int) -> str:
    """A number as `raised` prints it, a name before it or not, in so many characters where that can be.

    It loses significant digits and has "…" where they stood, never a part of its whole part or of its power
    of ten: "5.0…·10⁻¹³", "1…·10⁵". At least one digit stays, so it may still be too long.
    """
    if len(words) <= most:
        return words
    found = PRINTED.fullmatch(words)
    if not found:
        return f"{words[: max(1, most - 1)]}…"
    head, whole, part, power = (group or "" for group in found.groups())
    room, figures = max(1, most - len(head) - len(power) - 1), f"{whole}.{part}"
    kept = figures[:room].removesuffix(".")
    if power and len(figures) - 1 <= len(kept):
        return words
    if power or (room >= len(whole) and kept.strip("0.")):
        return f"{head}{kept}…{power}"
    digits = whole + part
    first = len(digits) - len(digits.lstrip("0"))
    if first == len(digits):
        return words
    short = f"{head}{digits[first]}…·10{str(len(whole) - 1 - first).translate(RAISED)}"
    return short if len(short) < len(words) else words


def lowered(*places: int) -> str:
    """Numbers as an index: "₃,₁"."""
    return ",".join(map(str, places)).translate(SUBSCRIPTS)


def _power_of_ten(number: Decimal, significant: int | None = None) -> str:
    sign, figures, _ = number.as_tuple()
    text = "".join(map(str, figures))
    text = text.ljust(significant, "0")[:significant] if significant else text.rstrip("0")
    mantissa = text[0] + ("." + text[1:] if len(text) > 1 else "")
    return f"{'-' * sign}{mantissa}e{number.adjusted()}"


def printed(values: Array, digits: int) -> Any:
    """What a reader has who sees only the printed numbers: exact fractions, in an array of the same shape."""
    texts = [Fraction(Decimal(shown(float(value), digits))) for value in np.ravel(values)]
    if not np.ndim(values):
        return texts[0]
    out = np.empty(len(texts), dtype=object)
    out[:] = texts
    return out.reshape(np.shape(values))


def latex(value: float, digits: int = DEFAULT_DIGITS) -> str:
    """The same number as LaTeX: a power of ten is written as one."""
    mantissa, _, power = shown(value, digits).partition("e")
    return rf"{mantissa}\cdot 10^{{{power}}}" if power else mantissa


@dataclass(frozen=True, slots=True)
class RoundedSum:
    """Decimals with equally many decimals, all to be read times 10^power: parts + leftover = total, exactly.

    `leftover` is 0 where the rounded parts add up by themselves.
    """

    parts: tuple[str, ...]
    leftover: str
    total: str
    power: int


def summed(parts: Sequence[float], total: float, digits: int = DEFAULT_DIGITS) -> RoundedSum:
    """Round parts and total at one decimal place: the `digits`-th digit of the largest of them, 1 to 17.

    Every part is rounded like any other number. None is adjusted to make the sum come out; what rounding
    leaves over is given by itself. Raises InputError for numbers that are not finite.
    """
    values = [*parts, total]
    read = by_hand if digits <= MOST_SIGNIFICANT else Decimal
    if not all(math.isfinite(value) for value in values):
        raise InputError(f"parts and total must be finite; got {values}")
    whole(digits, "the digits", 1, ALL_DIGITS)
    top = max((read(value).adjusted() for value in values if value), default=0)
    power = top if top >= LARGE_POWER or top < SMALL_POWER else 0
    decimals = max(digits - 1 - (top - power), 0)
    unit = Decimal(1).scaleb(-decimals)
    rounded = [read(value).scaleb(-power, EXACT).quantize(unit, ROUND_HALF_UP, EXACT) for value in values]
    left = EXACT.subtract(rounded[-1], sum(rounded[:-1], Decimal(0)))
    *terms, rounded_total = (_without_signed_zero(number) for number in rounded)
    return RoundedSum(tuple(terms), _without_signed_zero(left), rounded_total, power)


def _without_signed_zero(number: Decimal) -> str:
    return format(abs(number) if number.is_zero() else number, "f")
