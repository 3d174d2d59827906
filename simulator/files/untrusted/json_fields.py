"""JSON from a stranger, taken out key by key: each value is checked, and a refusal names its key."""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from ...core.activation import LONGEST_NAME, activation_named
from ...core.inputs import InputError, whole_refused
from .quoting import CONTROL, first_twice, quoted, shown

LARGEST = 2**53  # whole numbers above it are not exact in a browser
# The version of every file and link that is written; older ones are read, newer ones refused by name. A key
# that is added to it later is left out where it has the value that was meant before it was there, and a
# program that does not know a key refuses it by name: so no file is ever half understood.
NEWEST = 2
MISSING: Any = object()


class Fields:
    """The keys of one JSON object; `place` says which object that is. What is taken is gone."""

    def __init__(self, content: Any, place: str) -> None:
        if type(content) is not dict:
            raise InputError(f"{place} must be an object of keys and values; got {_came(content)}")
        self._left = dict(content)
        self.place = place

    def take(self, key: str, default: Any = MISSING) -> Any:
        """Any value; a key that is missing gives the default, or is refused if there is none."""
        value = self._left.pop(key, default)
        if value is MISSING:
            raise InputError(f"{self.place} must have the key {key}; it is missing")
        return value

    def whole(self, key: str, least: int, most: int, default: Any = MISSING) -> int:
        """A whole number between two bounds."""
        return checked_whole(self.take(key, default), f"{self.place}, {key}", least, most)

    def number(self, key: str, default: Any = MISSING) -> float:
        """A finite number."""
        return checked_number(self.take(key, default), f"{self.place}, {key}")

    def text(self, key: str, most: int, default: Any = MISSING) -> str:
        """A text of at most so many characters, none of them a control character."""
        return checked_text(self.take(key, default), f"{self.place}, {key}", most)

    def choice(self, key: str, names: Iterable[Any], default: Any = MISSING) -> Any:
        """One of a few values."""
        return checked_choice(self.take(key, default), f"{self.place}, {key}", names)

    def flag(self, key: str, default: Any = MISSING) -> bool:
        """True or false."""
        value = self.take(key, default)
        if type(value) is not bool:
            raise InputError(f"{self.place}, {key} must be true or false; got {_came(value)}")
        return value

    def items(self, key: str, most: int, default: Any = MISSING, least: int = 0) -> list[Any]:
        """A list of at least and at most so many values."""
        value = self.take(key, default)
        if type(value) is not list or not least <= len(value) <= most:
            came = f"{len(value):,} values" if type(value) is list else _came(value)
            bounds = f"{least} to {most:,}" if least else f"at most {most:,}"
            raise InputError(f"{self.place}, {key} must be a list of {bounds} values; got {came}")
        return value

    def texts(self, key: str, most: int, longest: int, default: Any = MISSING) -> tuple[str, ...]:
        """A list of texts."""
        place = f"{self.place}, {key}"
        return tuple(checked_text(value, place, longest) for value in self.items(key, most, default))

    def wholes(self, key: str, most: int, default: Any = MISSING) -> tuple[int, ...]:
        """A list of at most so many whole numbers from 0."""
        place = f"{self.place}, {key}"
        return tuple(checked_whole(value, place, 0, LARGEST) for value in self.items(key, most, default))

    def end(self) -> None:
        """Raises InputError where a key is left that nobody asked for."""
        if self._left:
            raise InputError(f"{self.place} must have no key but those known; got {shown(min(self._left))}")


def read_json(data: bytes, what: str) -> Fields:
    """The object that UTF-8 text holds; raises InputError for anything else, NaN and a key given twice.

    The caller bounds its length.
    """

    def refuse(text: str) -> None:
        raise InputError(f"{what} must hold finite numbers; it holds {text}")

    def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        if (twice := first_twice(key for key, _ in pairs)) is not None:
            raise InputError(f"{what} must have each key once; a key is there twice, {quoted(twice)}")
        return dict(pairs)

    try:
        content = json.loads(data.decode(), parse_constant=refuse, object_pairs_hook=once)
    except InputError:
        raise
    except (ValueError, RecursionError):
        raise InputError(f"{what} must be JSON in UTF-8; it is not") from None
    return Fields(content, what)


def json_bytes(content: dict[str, Any]) -> bytes:
    """A value as short JSON in UTF-8; every float comes back bit for bit."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def checked_whole(value: Any, place: str, least: int, most: int) -> int:
    """An int between two bounds; True is none."""
    if type(value) is not int or not least <= value <= most:
        raise whole_refused(place, least, most, _came(value))
    return value


def checked_number(value: Any, place: str) -> float:
    """A finite float; a whole number is one, True is none."""
    usable = type(value) is float or (type(value) is int and abs(value) <= LARGEST)
    if not usable or not math.isfinite(value):
        raise InputError(f"{place} must be a finite number; got {_came(value)}")
    return float(value)


def checked_text(value: Any, place: str, most: int) -> str:
    """A text that can be shown: of bounded length, whole characters, no control character."""
    if type(value) is not str:
        raise InputError(f"{place} must be a text; got {_came(value)}")
    if len(value) > most:
        raise InputError(f"{place} must have at most {most:,} characters; it has {len(value):,}")
    if CONTROL.search(value) or any("\ud800" <= character <= "\udfff" for character in value):
        raise InputError(f"{place} must not hold control characters or halves of one; got {shown(value)}")
    return value


def checked_version(value: Any, what: str) -> int:
    """The version of its format that a file or a link says; a newer one is refused by name."""
    if type(value) is int and NEWEST < value <= LARGEST:
        raise InputError(
            f"{what} was made by version {value} of the format; this program reads up to {NEWEST}"
        )
    return checked_whole(value, f"the version of {what}", 1, NEWEST)


def checked_choice(value: Any, place: str, names: Iterable[Any]) -> Any:
    """One of a few values, of the same type."""
    names = tuple(names)
    for name in names:
        if type(value) is type(name) and value == name:
            return name
    raise InputError(f"{place} must be one of {', '.join(map(str, names))}; got {_came(value)}")


def checked_activation(value: Any, place: str) -> str:
    """The name of an activation, with its number spelt as it is spelt here."""
    return activation_named(checked_text(value, place, LONGEST_NAME), place).name


def _came(value: Any) -> str:
    """A value as a refusal quotes it."""
    if type(value) is int and abs(value) > LARGEST:
        return "a longer one"  # whose digits Python would refuse to write
    if isinstance(value, dict | list | tuple):
        return "a list" if isinstance(value, list | tuple) else "an object"
    return str(value) if value is None or isinstance(value, bool | int | float) else shown(value)
