"""What comes from outside is checked here, once, and refused in one clear sentence."""

import math
import operator
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

REAL_KINDS = "fiub"  # NumPy's kinds: float, signed, unsigned, bool

Array = npt.NDArray[Any]  # float64; complex128 where a derivative is checked by complex step


# What a person types for one number; digits.js in the player reads the same. The length is bounded, as Python
# takes long to read whole numbers of thousands of digits.
DECIMAL = r"[+-]?(?:[0-9]{1,400}(?:[.,][0-9]{0,400})?|[.,][0-9]{1,400})"
FRACTION = re.compile(rf"({DECIMAL})\s{{0,9}}/\s{{0,9}}({DECIMAL})")
COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")

LONGEST, LAST = 300, 120  # characters of a message; of them those that are kept of its end


class InputError(ValueError):
    """Something the user supplied breaks a rule; the text states the rule, then what came.

    Of a text that would be longer than LONGEST characters the middle is left out.
    """

    def __str__(self) -> str:
        text = super().__str__()
        return text if len(text) <= LONGEST else f"{text[: LONGEST - LAST - 3]} … {text[-LAST:]}"


def numbers(
    value: Any,
    name: str,
    shape: tuple[int | None, ...],
    why: str = "",
    letters: str = "HL",
    *,
    copied: bool = True,
) -> Array:
    """Return `value` as a read-only float64 copy of the given shape (None: any length from 1).

    `copied` False: a view where no copy is needed. Raises InputError if it is not real, finite and exactly
    of that shape: NumPy must never get the chance to broadcast a bias or a target.
    """
    # The common case needs no second look.
    usual = type(value) is np.ndarray and value.dtype == np.float64 and value.shape == shape
    if usual and value.size and np.isfinite(value).all():
        return _read_only(value.copy())
    try:
        given = np.asarray(value)
    except ValueError:
        raise InputError(f"{name} must be a regular array of numbers; got rows of unequal length") from None
    if given.dtype.kind not in REAL_KINDS:
        raise InputError(f"{name} must hold real numbers; got {_kind_of(given)}")
    if given.ndim != len(shape) or any(
        have < 1 or (want is not None and have != want) for have, want in zip(given.shape, shape, strict=True)
    ):
        raise InputError(
            f"{name} must have shape {_shape(shape, letters)}{why and ' ' + why}; got {given.shape}"
        )
    with np.errstate(over="ignore"):
        array = np.array(given, dtype=np.float64, copy=copied or None)
    if not np.isfinite(array).all():
        place = np.argwhere(~np.isfinite(array))[0]
        where = "entry " + ", ".join(str(i + 1) for i in place) if len(place) else "it"
        raise InputError(f"{name} must be finite; {where} is {array[tuple(place)]}")
    return _read_only(array if copied else array.view())


def _read_only(array: Array) -> Array:
    array.setflags(write=False)
    return array


def all_finite(array: Array) -> bool:
    """Whether every entry is finite. A finite sum of squares proves it at a third of the price.

    To be called where overflow is ignored: the squares may overflow where the entries do not.
    """
    flat = array if array.ndim == 1 else array.ravel()
    return math.isfinite(flat.dot(flat)) or bool(np.isfinite(array).all())


def positive(value: Any, name: str) -> float:
    """Return `value` as a finite float above 0; raises InputError otherwise."""
    number = value if type(value) is float and math.isfinite(value) else float(numbers(value, name, ()))
    if number <= 0:
        raise InputError(f"{name} must be above 0; got {number}")
    return number


def kind_of(value: object) -> str:
    """What a value is, in a word or two: int, or the class Network."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _shape(shape: tuple[int | None, ...], letters: str) -> str:
    inside = ", ".join(
        str(size) if size is not None else letter for size, letter in zip(shape, letters, strict=False)
    )
    return f"({inside},)" if len(shape) == 1 else f"({inside})"


def _kind_of(array: Array) -> str:
    kinds = {
        "c": "complex numbers",
        "U": "text",
        "S": "bytes",
        "O": "objects",
        "M": "dates",
        "m": "durations",
    }
    return kinds.get(array.dtype.kind, str(array.dtype))


def parsed(text: Any, place: str, *, strict: bool = False) -> float:
    """Read one number that somebody typed, with full precision; the refusal names the place.

    A true minus sign is read as one. "0,5" and "1/3" are taken, a fraction as the float64 nearest to it;
    "1,500" can be read in two ways and is refused with both. `strict`: where a comma may part numbers,
    neither is.
    """
    typed = "" if text is None else str(text).strip().replace("−", "-")
    if not typed:
        raise InputError(f"{place} must be a number; the cell is empty")
    if not strict and typed.count("/") == 1 and (found := FRACTION.fullmatch(typed)):
        return _ratio(*found.groups(), place=place, typed=typed)
    plain = typed if strict else _with_point(typed, place)
    if "," in plain:
        raise InputError(f"{place} must be a number with a decimal point; got {typed[:40]!r}")
    try:
        number = float(plain) if "_" not in plain else None
    except ValueError:
        number = None
    if number is None:
        raise InputError(f"{place} must be a number; got {typed[:40]!r}")
    if not np.isfinite(number):
        raise InputError(f"{place} must be finite; got {typed[:40]!r}")
    return number


def _with_point(typed: str, place: str) -> str:
    """A decimal comma as a point; what is no such number, as it is."""
    if THOUSANDS.fullmatch(typed):
        point, none = typed.replace(",", "."), typed.replace(",", "")
        raise InputError(
            f"{place} must be a number that reads in one way; {typed} is {point} with a decimal comma, "
            f"{none} with a comma between thousands: type one of the two"
        )
    return typed.replace(",", ".") if COMMA.fullmatch(typed) else typed


def _ratio(above: str, below: str, *, place: str, typed: str) -> float:
    """The float64 nearest to a fraction of two decimals."""
    numerator, denominator = (Fraction(part.replace(",", ".")) for part in (above, below))
    if denominator == 0:
        raise InputError(f"{place} must be a number, and nothing is divided by 0; got {typed[:40]!r}")
    try:
        return float(numerator / denominator)
    except OverflowError:
        raise InputError(f"{place} must be finite; got {typed[:40]!r}") from None


def counted(text: Any, place: str, least: int, most: int) -> int:
    """Read one whole number between two bounds; the refusal names the place and the bounds."""
    number = parsed(text, place)
    if number != int(number) or not least <= number <= most:
        raise whole_refused(place, least, most, str(text).strip()[:40])
    return int(number)


def whole_refused(place: str, least: int, most: int | None, came: str, says: str = "must be") -> InputError:
    """Why what `came` is no whole number between two bounds, or from one on."""
    bounds = f"from {least}" if most is None else f"from {least} to {most}"
    return InputError(f"{place} {says} a whole number {bounds}; got {came}")


def whole(value: Any, name: str, least: int, most: int | None = None, *, says: str = "must be") -> int:
    """Return `value` as an int from `least` on, up to `most`; raises InputError for anything else."""
    try:
        number = least - 1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = least - 1
    if number < least or (most is not None and number > most):
        raise whole_refused(name, least, most, f"{value!r:.40}", says)
    return number


def one_of(value: Any, allowed: Iterable[Any], place: str) -> Any:
    """Return `value`, one of a few names or numbers; raises InputError, which lists them, for another."""
    allowed = tuple(allowed)
    if not isinstance(value, str | int) or value not in allowed:
        raise InputError(f"{place} must be one of {', '.join(map(str, allowed))}; got {value!r:.60}")
    return value


def as_rows(value: Any) -> Any:
    """The value itself, but one item, (H,), as a set of one; what is ragged is refused where it is read."""
    try:
        return [value] if np.ndim(value) == 1 else value
    except ValueError:
        return value


def holds_rows(x: Any) -> bool:
    """Whether x is meant as rows of items, (N, H), rather than as one item, (H,)."""
    try:
        return np.ndim(x) == 2
    except ValueError:  # rows of unequal length, which are refused where the numbers are read
        return False
