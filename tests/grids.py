"""Grids of parameters, of which every run takes some members and the nightly one all."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import pytest


def grid(usual: int | None = None, /, **axes: Sequence[Any] | Mapping[str, Any]) -> pytest.MarkDecorator:
    """The product of the axes; an axis may give names to its values. What not every run takes is `nightly`.

    Every run takes members in which each value of each axis occurs at least once, of 3 sizes × 2 themes
    three; or `usual` of these, evenly spaced.
    """
    longest = max(map(len, axes.values()))
    diagonal = [tuple(i % len(axis) for axis in axes.values()) for i in range(longest)]
    count = min(usual or longest, longest)
    taken = {diagonal[i * longest // count] for i in range(count)}
    named = [axis if isinstance(axis, Mapping) else dict(enumerate(axis)) for axis in axes.values()]
    members = []
    for place in product(*(range(len(axis)) for axis in named)):
        keys = [[*axis][i] for axis, i in zip(named, place, strict=True)]
        values = [axis[key] for axis, key in zip(named, keys, strict=True)]
        words = [str(v) if isinstance(k, int) else k for k, v in zip(keys, values, strict=True)]
        marks = () if place in taken else pytest.mark.nightly
        members.append(pytest.param(*values, marks=marks, id="-".join(words)[:80]))
    return pytest.mark.parametrize([*axes], members)


def one_of(every: int, /) -> pytest.MarkDecorator:
    """The argument `every`, for tests that go through many cases: one of so many, nightly each of them."""
    return pytest.mark.parametrize("every", [every, pytest.param(1, marks=pytest.mark.nightly)])


def by_night(*values: Any) -> Any:
    """Values of a parametrised test that only the nightly run takes."""
    return pytest.param(*values, marks=pytest.mark.nightly)


def by_day(*usual: Any, of: Iterable[Any]) -> list[Any]:
    """All values of a parametrised test, of which every run takes these."""
    every = [*of]
    assert {*usual} <= {*every}, "a value of the usual run is not among them"
    return [one if one in usual else by_night(one) for one in every]
