"""Mistakes with a free number in them: is there one number that gives everything that was given?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor, inf, log10

import numpy as np

from ..inputs import Array
from ..network import free_part
from .slips.worked_with_slips import Key, Task, Truth

AGREEING = 3  # departing numbers that must give the same free number
KNOWN = 1.25  # and each of them must give it to so much: the most by the least that its digits allow


@dataclass(frozen=True, eq=False, slots=True)
class Family:
    """truth + z · direction, by key (no direction: right), with z between two bounds, both left out.

    `offset`: the number that is told is z + offset; `whole`: it must be a whole one.
    """

    name: str
    directions: Mapping[Key, Array]
    least: float
    most: float
    offset: float = 0.0
    whole: bool = False


@dataclass(slots=True)
class Fit:
    """The z that are left, and how many departing numbers told one."""

    low: float
    high: float
    agreeing: int = 0

    def narrow(self, gap: Array, allowed: Array, direction: Array, departs: Array) -> bool:
        """Take in arrays (M,) of given − truth; False where no z is left."""
        still = direction == 0
        if (departs & still).any():
            return False
        d = np.where(still, 1.0, direction)
        middle, half = gap / d, np.abs(allowed / d)
        low, high = (np.where(still, edge, middle + half * side) for edge, side in ((-inf, -1), (inf, 1)))
        self.low = max(self.low, float(low.max(initial=-inf)))
        self.high = min(self.high, float(high.min(initial=inf)))
        near, far = np.abs(middle) - half, np.abs(middle) + half
        self.agreeing += int((departs & (near > 0) & (far <= KNOWN * near)).sum())
        return self.low <= self.high

    def number(self, family: Family) -> float | None:
        """The number with the fewest digits that is left, or None."""
        if self.agreeing < AGREEING:
            return None
        if not family.whole and self.low <= family.least <= self.high:
            return None  # it may be the bound, as a factor of 0 for gradients that were left out
        low, high = max(self.low, family.least) + family.offset, min(self.high, family.most) + family.offset
        if not low <= high:
            return None
        found = shortest(low, high)
        if family.whole:
            found = float(round((low + high) / 2))
        z = found - family.offset
        inside = family.least < z < family.most and low <= found <= high
        return found if inside else None


def shortest(low: float, high: float) -> float:
    """The number with the fewest significant digits between two, nearest their middle."""
    middle = (low + high) / 2
    if middle == 0 or not np.isfinite(middle):
        return middle
    power = floor(log10(abs(middle)))
    for digits in range(1, 17):
        rounded = round(middle, digits - 1 - power)
        if low <= rounded <= high:
            return rounded
    return middle


def families(task: Task, truth: Truth, state: Truth) -> Iterator[Family]:
    """Every family, likeliest first; `state`: V of each W and b, where it was handed over."""
    g = {key: array for key, array in truth.items() if key[0] in ("dW", "db")}
    free = [(letter, l) for letter in "Wb" for l in task.net.W if f"{letter}{l}" not in task.net.frozen]
    held = task.net.frozen

    def moving(key: Key, array: Array) -> Array:
        return free_part(held, f"{key[0]}{key[1]}", array)

    old = {key: moving(key, task.net.W[key[1]] if key[0] == "W" else task.net.b[key[1]]) for key in free}
    down = {key: -task.alpha * moving(key, g[f"d{key[0]}", key[1]]) for key in free}
    yield Family("accumulated", g | down, 1.5, 9.5, 1.0, True)
    for letters in ("W", "Wb"):
        decayed = {key: array for key, array in old.items() if key[0] in letters}
        update = {key: -task.alpha * array for key, array in decayed.items()}
        yield Family("weight-decay", update, 0.0, inf)
        penalty = {(f"d{letter}", l): array for (letter, l), array in decayed.items()}
        yield Family("weight-decay", penalty | update, 0.0, inf)
    yield Family("clipped", g | down, -1.0, 0.0, 1.0)
    yield Family("clipped", down, -1.0, 0.0, 1.0)
    yield Family("momentum", down, 0.0, inf, 1.0)
    if state:
        handed = {key: -task.alpha * moving(key, state[key]) for key in free if key in state}
        yield Family("momentum", handed, 0.0, inf)
