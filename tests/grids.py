"""Grids of parameters, of which every run takes some members and the nightly one all."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import settings


def grid(usual: int | None = None, /, **axes: Sequence[Any]) -> pytest.MarkDecorator:
    """The product of the axes; the rest is marked `nightly`.

    Every run takes members in which each value of each axis occurs at least once, or the first
    `usual` of these: of 3 sizes × 2 themes three by default, six nightly.
    """
    longest = max(map(len, axes.values()))
    diagonal = [tuple(i % len(axis) for axis in axes.values()) for i in range(longest)]
    taken = set(diagonal[:usual])
    members = []
    for place in product(*(range(len(axis)) for axis in axes.values())):
        values = [axis[i] for axis, i in zip(axes.values(), place, strict=True)]
        members.append(pytest.param(*values, marks=() if place in taken else pytest.mark.nightly))
    return pytest.mark.parametrize([*axes], members)


def costly(**more: Any) -> settings:
    """For properties of which an example takes a tenth of a second: a tenth of the profile's examples."""
    return settings(max_examples=max(10, settings().max_examples // 10), **more)
