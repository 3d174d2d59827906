"""A walk as its difference from one that the browser holds: while a number is dragged most stays as it is."""

import json
import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WORTH_IT = 0.5  # of the whole; a larger difference is sent as a whole again
PLAIN = 2  # the way of marshal in which equal values give equal bytes, with no word of what is the very same


def patch(old: Any, new: Any) -> Any:
    """What makes `new`, JSON data as `old`, of it: None where they are the same to the bit.

    [value] stands in its place; {key: patch} goes into an object, or into an array of the same length by its
    places, where these are no numbers; see patched.js.
    """
    if _same(old, new):
        return None
    if isinstance(old, dict) and isinstance(new, dict) and [*old] == [*new]:
        return _inside({key: patch(old[key], value) for key, value in new.items()}, new)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new) > 0 and not _is_row(new):
        return _inside({i: patch(*pair) for i, pair in enumerate(zip(old, new, strict=True))}, new)
    return [new]


def _is_row(values: list[Any]) -> bool:
    """Whether they are numbers, of which mostly all differ where one does."""
    return all(isinstance(value, float | int | None) for value in values)


def _same(old: Any, new: Any) -> bool:
    """Also whether a 0 has the same sign, which == does not say."""
    return old is new or marshal.dumps(old, PLAIN) == marshal.dumps(new, PLAIN)


def _inside(found: dict[Any, Any], new: Any) -> Any:
    """What differs; the value itself where every part of it is another."""
    differing = {key: one for key, one in found.items() if one is not None}
    replaced = len(differing) == len(found) and all(isinstance(one, list) for one in differing.values())
    return [new] if replaced else differing


@dataclass(frozen=True, eq=False, slots=True)
class HeldWalk:
    """A walk that was sent whole, and the name by which the browser says that it still holds it."""

    name: str
    walk: Mapping[str, Any]
    characters: int

    def told(self, walk: Mapping[str, Any]) -> dict[str, Any] | None:
        """Another walk as its difference from this; None where that is not worth it."""
        found = patch(self.walk, walk) or {}
        small = len(json.dumps(found, separators=(",", ":"))) < WORTH_IT * self.characters
        return {"base": self.name, "patch": found} if small else None
