"""What updates leave alone: whole parameters, "W2" or "b3", and single entries, "W2[1,3]" or "b3[2]".

Counted from 1: of W_l the row, a neuron on the left, then the column, a neuron of layer l; of b_l the neuron.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from .inputs import Array, InputError, kind_of

COUNT = "([1-9][0-9]{0,8})"
NAME = re.compile(rf"([Wb]){COUNT}(?:\[{COUNT}(?:, ?{COUNT})?\])?")
NAMED = 8  # names in a sentence; of more the first ones and how many there are

Index = tuple[int, ...]


def frozen_names(names: Iterable[str], widths: Sequence[int]) -> frozenset[str]:
    """The names, once each is of a network of these widths 1..K, "W2[1, 3]" as "W2[1,3]".

    Raises InputError for what is no list of names, for another name and for an entry that is not there.
    """
    if isinstance(names, str):
        such = names if _refused(names, widths) == "" else "W2"
        raise InputError(f"frozen must be a list of names such as ['{such}']; got the text {names!r:.60}")
    try:
        given = list(names)
    except TypeError:
        raise InputError(f"frozen must be a list of names such as ['W2']; got {kind_of(names)}") from None
    for name in given:
        if reason := _refused(name, widths):
            raise InputError(reason)
    return frozenset(name.replace(" ", "") for name in given)


def entry_name(parameter: str, *index: int) -> str:
    """W2[1,3] of "W2", 1, 3."""
    return f"{parameter}[{','.join(map(str, index))}]"


def held(frozen: frozenset[str], parameter: str, shape: tuple[int, ...]) -> Array | None:
    """Which entries of a parameter of this shape are frozen, as bools; None where none is."""
    if not frozen:
        return None
    if parameter in frozen:
        return np.ones(shape, dtype=bool)
    if (places := _entries(frozen).get(parameter)) is None:
        return None
    mask = np.zeros(shape, dtype=bool)
    mask[tuple(np.array(places).T)] = True
    return mask


def moved(frozen: frozenset[str], parameter: str, old: Array, new: Array) -> Array:
    """The updated array, with the old number wherever it is frozen; `old` itself where all of it is."""
    if not frozen:
        return new
    if parameter in frozen:
        return old
    mask = held(frozen, parameter, old.shape)
    return new if mask is None else np.where(mask, old, new)


def free_part(frozen: frozenset[str], parameter: str, change: Array) -> Array:
    """A change of a parameter, with 0 wherever it is frozen."""
    return moved(frozen, parameter, np.zeros_like(change), change) if frozen else change


def all_frozen(frozen: frozenset[str], parameter: str, shape: tuple[int, ...]) -> bool:
    """Whether no entry of the parameter moves, by its name or entry by entry."""
    mask = held(frozen, parameter, shape)
    return mask is not None and bool(mask.all())


def frozen_entries(frozen: frozenset[str], parameter: str) -> list[Index]:
    """The single entries named of a parameter, in order, counted from 1."""
    return [tuple(i + 1 for i in place) for place in _entries(frozen).get(parameter, ())]


def entries_by_parameter(frozen: frozenset[str]) -> dict[str, list[Index]]:
    """The places of single entries, counted from 0, of every parameter that is not frozen as a whole."""
    return {name: [*_entries(frozen)[name]] for name in in_order(_entries(frozen)) if name not in frozen}


def in_order(frozen: Iterable[str]) -> list[str]:
    """The names by layer, W before b, whole before entries, those by row and column."""

    def place(name: str) -> tuple[int, str, Index]:
        letter, l, index = _parts(name)
        return l, letter, index  # "W" sorts before "b"

    return sorted(frozen, key=place)


def in_words(frozen: Iterable[str]) -> str:
    """W2, b2 and 3 more; of a few all of them; "nothing"."""
    return in_few_words(in_order(frozen)) or "nothing"


def in_few_words(names: Sequence[str]) -> str:
    """The first names and how many more there are; of a few all of them."""
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1} more"


def _parts(name: str) -> tuple[str, int, Index]:
    found = NAME.fullmatch(name)
    assert found, f"{name!r} is no name"
    return found[1], int(found[2]), tuple(int(place) for place in found.groups()[2:] if place)


@lru_cache(maxsize=32)
def _entries(frozen: frozenset[str]) -> dict[str, tuple[Index, ...]]:
    """By parameter the single entries, counted from 0, in order."""
    found: dict[str, list[Index]] = {}
    for name in frozen:
        letter, l, index = _parts(name)
        if index:
            found.setdefault(f"{letter}{l}", []).append(tuple(i - 1 for i in index))
    return {parameter: tuple(sorted(places)) for parameter, places in found.items()}


def _refused(name: object, widths: Sequence[int]) -> str:
    """Why a name cannot be; "" where it can."""
    got = f"got {name!r:.60}"
    if not isinstance(name, str) or NAME.fullmatch(name) is None:
        return (
            f"frozen must name parameters among {_allowed(widths)}, or one entry, as W2[1,1] or b2[1]; {got}"
        )
    letter, l, index = _parts(name)
    if not 2 <= l <= len(widths):
        return f"frozen must name parameters among {_allowed(widths)}; {got}"
    shape = (widths[l - 2], widths[l - 1]) if letter == "W" else (widths[l - 1],)
    if index and len(index) != len(shape):
        return f"frozen must name an entry of {letter}{l} as {entry_name(f'{letter}{l}', *shape)}; {got}"
    if any(i > size for i, size in zip(index, shape, strict=False)):
        last = entry_name(f"{letter}{l}", *shape)
        return f"frozen must name an entry of {letter}{l} up to {last}, its last one; {got}"
    return ""


def _allowed(widths: Sequence[int]) -> str:
    return ", ".join(f"{letter}{l}" for l in range(2, len(widths) + 1) for letter in "Wb")
