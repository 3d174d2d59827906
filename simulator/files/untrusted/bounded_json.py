"""JSON from a stranger: nesting and size are known before it is parsed, and no key stands twice."""

import json
import re
from typing import Any

import numpy as np

from ...core.inputs import InputError
from .quoting import first_twice, quoted

MOST_NESTING = 20
MOST_LISTS = 200_000  # lists and objects: a W has one for each row
MOST_VALUES = 2_500_000
MOST_TEXTS = 10_000  # keys and names

STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
OPENING = np.zeros(256, np.int8)
OPENING[list(b"[{")], OPENING[list(b"]}")] = 1, -1


class Twice(dict[str, Any]):
    """An object with a key that stands in it twice; refused where its place is known."""

    key = ""


def parse(data: bytes, what: str) -> Any:
    """The value that JSON in UTF-8 holds, every number a float; NaN and 1e999 come as what they are.

    Raises InputError where it is no JSON, or nested or long beyond what a network needs.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise InputError(f"{what} must be text in UTF-8; byte {reason.start + 1:,} is not") from None
    _check_size(data, what)
    try:
        return json.loads(text, parse_int=float, parse_constant=float, object_pairs_hook=_object)
    except json.JSONDecodeError as reason:
        place = f"line {reason.lineno}, column {reason.colno}"
        raise InputError(f"{what} must be JSON; at {place}: {reason.msg[:60]}") from None


def check_keys(value: Any, place: str, needed: tuple[str, ...], allowed: tuple[str, ...] = ()) -> None:
    """Raise InputError unless `value` is an object with the needed keys, maybe those allowed, each once."""
    if not isinstance(value, dict):
        raise InputError(f"{place} must be an object with {', '.join(needed)}; got {kind_of(value)}")
    if isinstance(value, Twice):
        raise InputError(f"{place} must have each key once; {quoted(value.key)} is there twice")
    for key in value:
        if key not in needed and key not in allowed:
            known = ", ".join((*needed, *allowed))
            raise InputError(f"{place} must have no key but {known}; got {quoted(key)}")
    for key in needed:
        if key not in value:
            raise InputError(f"{place} must have the key {key}; it is missing")


def kind_of(value: Any) -> str:
    """What a value is, as JSON calls it; a number or a text as it stands."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return repr(value[:40])
    return str(value) if isinstance(value, float) else "a list" if isinstance(value, list) else "an object"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = Twice(found)
    twice.key = first_twice(key for key, _ in pairs) or ""
    return twice


def _check_size(data: bytes, what: str) -> None:
    """Counted outside of strings, in C: the parser recurses, and an empty list takes 28 times its text."""
    if (quotes := data.count(b'"')) > 2 * MOST_TEXTS:
        raise InputError(f"{what} must hold at most {MOST_TEXTS:,} texts; it has {quotes // 2:,}")
    bare = STRING.sub(b"", data)
    if (values := bare.count(b",")) > MOST_VALUES:
        raise InputError(f"{what} must hold at most {MOST_VALUES:,} values; it has {values:,} commas")
    brackets = bare.translate(None, NO_BRACKETS)
    depths = np.cumsum(OPENING[np.frombuffer(brackets, np.uint8)], dtype=np.int32)
    if len(depths) and depths.max() > MOST_NESTING:
        raise InputError(f"{what} must be nested at most {MOST_NESTING} deep; it goes {depths.max():,} deep")
    if len(brackets) > 2 * MOST_LISTS:
        raise InputError(f"{what} must hold at most {MOST_LISTS:,} lists; it has {len(brackets) // 2:,}")
