"""Lists of numbers as somebody types them: "0.1 0.3 1/3", "0,5; 1", "0-19, 42"."""

import re
from typing import TypeVar

from ...core.inputs import InputError, counted, parsed

Number = TypeVar("Number", int, float)

APART = re.compile(r"[\s;]+")
RANGE = re.compile(r"(\d{1,10})\s*(?:-|–|\.\.|…)\s*(\d{1,10})")
SPACED_RANGE = re.compile(r"(?<=\d)\s*(-|–|\.\.|…)\s*(?=\d)")


def numbers_typed(text: str, name: str, most: int) -> list[float]:
    """Positive numbers, all different, with spaces, ; or a comma and a space between them.

    Raises InputError for what is none, and for a comma that may stand in a number or between two.
    """
    parts = [part for typed in APART.split(text) for part in _apart(typed.strip(","), name)]
    found = []
    for part in parts:
        number = parsed(part, name)
        if number <= 0:
            raise InputError(f"{name} must be above 0; got {part[:40]}")
        found.append(number)
    return _different(found, name, most)


def whole_numbers_typed(
    text: str, name: str, least: int, largest: int, most: int, words: dict[str, int] | None = None
) -> list[int]:
    """Whole numbers, all different, and ranges of them such as 0-19; `words` stand for numbers.

    Raises InputError for what is none, and for more than `most` of them.
    """
    found: list[int] = []
    for part in re.split(r"[\s;,]+", SPACED_RANGE.sub(r"\1", text)):
        if not part:
            continue
        if words and part.lower() in words:
            found.append(words[part.lower()])
        elif ends := RANGE.fullmatch(part):
            first, last = (counted(end, name, least, largest) for end in ends.groups())
            if last < first or last - first >= most:
                raise InputError(
                    f"a range of {name} must go upwards, over at most {most:,} numbers; got {part[:40]}"
                )
            found += range(first, last + 1)
        else:
            found.append(counted(part, name, least, largest))
    return _different(found, name, most)


def _apart(typed: str, name: str) -> list[str]:
    """The numbers of a text without a space: a comma is a decimal one, or stands between two numbers."""
    if typed.count(",") == 1 and "." not in typed and not typed.startswith("0,"):
        left, right = typed.split(",")
        raise InputError(
            f"{name} must be numbers with a space or ; between them; {typed[:40]} can be "
            f"{left[:20]}.{right[:20]}, or {left[:20]} and {right[:20]}"
        )
    if typed.count(",") > 1 or ("," in typed and "." in typed):
        return typed.split(",")
    return [typed] if typed else []


def _different(found: list[Number], name: str, most: int) -> list[Number]:
    if not found:
        raise InputError(f"{name} must be one number or more; the field is empty")
    if len(found) > most:
        raise InputError(f"{name} must be at most {most:,} numbers; got {len(found):,}")
    for place, number in enumerate(found):
        if number in found[:place]:
            raise InputError(f"{name} must all be different; {number:g} comes twice")
    return found
