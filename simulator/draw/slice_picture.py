"""A slice of F as the picture of it: a map with contour lines, or a curve with its tangent, as plain JSON."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..core.inputs import Array
from ..core.sets.error_slice import ErrorSlice, round_values
from ..core.wording import SUBSCRIPTS
from .contours import contours

LEVELS = 8  # parts of the scale of shades between which contour lines run
MARKS = 6  # numbers along an axis, at most
# From the least F to the most: greys, as colours say signs elsewhere. The page's ink reads on all of them.
SHADES = {
    "light": {"least": "#8a8d96", "most": "#f4f4f1"},
    "dark": {"least": "#0b0d12", "most": "#7d818c"},
}


def slice_picture(
    found: ErrorSlice, updates: Sequence[int], at: int | None, trail: Array | None = None
) -> dict[str, Any]:
    """What is drawn. `updates`: how many led to each network of the path; `at`: which of them is at hand.

    `trail`, (P, D): where the line of the path goes over a surface; without, from each of its networks to the
    next.

    F and `shade`, from 0 to 1, are null in a gap; lines are in places of the grid.
    """
    common = {
        "names": [parameter_said(name) for name in found.parameters],
        "values": [values.tolist() for values in found.values],
        "marks": [round_values(values[0], values[-1], MARKS).tolist() for values in found.values],
        "F": _or_gaps(found.F),
        "here": found.here.tolist(),
        "loss": _or_gap(found.loss),
        "least": found.least,
        "path": {
            "values": found.path.values.tolist(),
            "F": _or_gaps(found.path.F),
            "updates": [*updates],
            "at": at,
        },
    }
    if len(found.parameters) == 1:
        return common | _curve(found)
    line = found.path.values if trail is None else trail
    return common | _map(found) | {"trail": _in_places(found, line)}


def parameter_said(name: str) -> str:
    """W₂[1,2] of "W2[1,2]"."""
    letters, bracket, place = name.partition("[")
    return letters.translate(SUBSCRIPTS) + bracket + place


def _map(found: ErrorSlice) -> dict[str, Any]:
    scale = _Shades(found.F)
    shades = scale.of(found.F)
    levels = scale.levels
    lines = [contours(shades, float(scale.of(np.array(level)))).round(3).ravel().tolist() for level in levels]
    return {
        "shade": _or_gaps(shades.round(4)),
        "shades": SHADES,
        "levels": [
            {"F": F, "shade": float(scale.of(np.array(F))), "line": line}
            for F, line in zip(levels, lines, strict=True)
        ],
        "ends": [_or_gap(scale.least), _or_gap(scale.most)],
    }


def _in_places(found: ErrorSlice, line: Array) -> list[float]:
    """A line (P, 2) in places of the grid, x before y of each point; without points that fall on the last."""
    ends = [(float(values[0]), float(values[-1]), len(values) - 1) for values in found.values]
    with np.errstate(all="ignore"):
        places = [np.clip((line[:, d] - a) / (b - a), -9, 9) * n for d, (a, b, n) in enumerate(ends)]
    points = np.stack(places, axis=1).round(2)
    other = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))[: len(points)]
    return np.asarray(points[other]).ravel().tolist()


class _Shades:
    """A scale of F from 0 to 1: linear about the least F of a surface, logarithmic far above it."""

    def __init__(self, F: Array) -> None:
        finite = F[~np.isnan(F)]
        self.least, self.most = (float(finite.min()), float(finite.max())) if finite.size else (math.nan,) * 2
        usual = float(np.median(finite)) - self.least if finite.size else 0.0
        self.unit = usual if usual > 0 else (self.most - self.least) or 1.0

    def of(self, F: Array) -> Array:
        """The shades of these, the same shape; nan in a gap."""
        with np.errstate(all="ignore"):
            top = np.log1p((self.most - self.least) / self.unit)
            shades = np.log1p((F - self.least) / self.unit) / top
        return np.asarray(shades if top > 0 else np.where(np.isnan(F), np.nan, 0.0))

    @property
    def levels(self) -> list[float]:
        """Numbers with one digit, or two, between the ends, about evenly spaced on the scale."""
        with np.errstate(all="ignore"):
            top = np.log1p((self.most - self.least) / self.unit)
            even = self.least + self.unit * np.expm1(top * np.arange(1, LEVELS) / LEVELS)
        for digits in (1, 2, 3):
            rounded = sorted({float(f"{F:.{digits}g}") for F in even if math.isfinite(F)})
            inside = [F for F in rounded if self.least < F < self.most]
            if len(inside) >= LEVELS / 2:
                break
        return inside


def _curve(found: ErrorSlice) -> dict[str, Any]:
    heights = np.concatenate([found.F, found.path.F, [found.loss]])
    finite = heights[~np.isnan(heights)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low == high:
        low, high = low - 1.0, high + 1.0
    return {
        "slope": _or_gap(float(found.slopes[0])),
        "heights": round_values(low, high, MARKS).tolist(),
    }


def _or_gap(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _or_gaps(values: Array) -> list[Any]:
    return np.where(np.isnan(values), None, values).tolist()  # type: ignore[call-overload, no-any-return]
