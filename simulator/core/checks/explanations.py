"""Which single mistakes give every number that was given: each is made on purpose and held against them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..inputs import Array
from .fitted_numbers import Family, Fit, families
from .given_numbers import Given
from .mistakes import Mistake, Way, rows
from .slips.worked_with_slips import EVERY, Key, Slip, Task, as_it_is, through_W, worked

SHARE = 1e-5  # of an array's largest true value: a smaller difference is none
OF_ROUNDED = 1e-6  # the same where numbers were rounded as they were made: those agree to more digits
MOST_WORK = 600_000_000  # products of a weight and a row, over all that is tried
MOST_OF_ONE = 150_000_000  # over all ways of one mistake
OVERHEAD = 50_000  # what the work of a layer costs beside them, in such products
MANY = 4_096  # entries of a matrix, of which one column is looked at first
FORTH = ("n", "a")


@dataclass(slots=True)
class Explanations:
    """The mistakes that fit, by name, with their free number; and the names of those that were not tried."""

    names: dict[str, float | None] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is given, what is true, which entries depart, and how much rounding may leave of each array."""

    given: Mapping[Key, Given]
    truth: Mapping[Key, Array]
    entries: Mapping[Key, Array]
    noise: Mapping[Key, float]

    @cached_property
    def departing(self) -> list[Key]:
        """The arrays that hold a departing number, in the order of the steps."""
        return [key for key, departs in self.entries.items() if departs.any()]

    @cached_property
    def probe(self) -> tuple[Key, slice] | None:
        """A large matrix with a departing entry, the nearest to the output, and its column; None: no such."""
        large = [k for k in self.departing if k[0] in ("dW", "W") and self.entries[k].size > MANY]
        if not large:
            return None
        key = max(large, key=lambda each: each[1])
        j = int(self.entries[key].any(axis=0).argmax())
        return key, slice(j, j + 1)

    def fits(self, key: Key, array: Array, share: float = SHARE) -> bool:
        """Whether `array` is what was given, if anything was given there."""
        if key not in self.given:
            return True
        return not departs_from(self.given[key], array, self.noise[key], share).any()


def departs_from(given: Given, true: Array, noise: float, share: float = SHARE) -> Array:
    """Which of the entries that are given differ by more than their digits and rounding allow."""
    allowed = np.maximum(given.within, max(noise, share * float(np.abs(true).max())))
    return np.asarray((np.abs(given.values - true) > allowed) & given.present)


def explanations(task: Task, evidence: Evidence, state: Mapping[Key, Array]) -> Explanations:
    """Every mistake that gives all the numbers, likeliest first, those with a free number last."""
    found, work = Explanations(), 0
    for row in rows(task):
        if row.instead and _each_made_so(task, row, evidence):
            found.names[row.name] = None
        most = min(MOST_OF_ONE, MOST_WORK - work)
        work += _try(task, row, evidence, most, found)
    for family in families(task, evidence.truth, state):
        number = None if family.name in found.names else _fitted(family, evidence)
        if number is not None:
            found.names[family.name] = number
    return found


def _try(task: Task, row: Mistake, evidence: Evidence, most: int, found: Explanations) -> int:
    """Make one mistake in every way, up to so much work; returns what it took."""
    work = 0
    for way in row.ways(task) if row.ways else ():
        if not _may_explain(way, evidence):
            continue
        cost = _cost(task, way, evidence)
        if work + cost > most:
            found.skipped.append(row.name)
            break
        work += cost
        if _gives_all(task, way, evidence):
            found.names[row.name] = None
            break
    return work


def _may_explain(way: Way, evidence: Evidence) -> bool:
    """Whether it begins early enough: what comes before, n and a too if it only goes back, must be right."""
    if isinstance(way, Slip) and way.goes_forth:
        return True
    departing = evidence.departing
    if any(quantity in FORTH for quantity, _ in departing):
        return False
    layers = {l for _, l in departing}
    if isinstance(way, Slip) and way.stays:
        return layers == {way.layer}
    return max(layers) <= _first_layer(way, evidence)


def _first_layer(way: Way, evidence: Evidence) -> int:
    """The layer from which on, going back, numbers are others."""
    if isinstance(way, Slip) and way.layer:
        return way.layer if way.sent is through_W else way.layer - 1
    return max(l for _, l in evidence.truth)


def _cost(task: Task, way: Way, evidence: Evidence) -> int:
    """About how many products it takes to find out that it is not this one."""
    net = task.net
    if isinstance(way, Slip) and way.stays:
        return OVERHEAD
    last = max(2, min(l for _, l in evidence.given))
    back = range(last, _first_layer(way, evidence) + 1)
    weights = sum(net.W[l].size for l in back[1:]) + max(net.widths)
    steps = len(back)
    if isinstance(way, Slip) and way.goes_forth:
        weights += sum(W.size for W in net.W.values())
        steps += net.depth
    if isinstance(way, Slip) and (way.through_new or way.kept is not as_it_is):
        weights += 4 * sum(net.W[l].size for l in back)
    return len(task.X) * weights + OVERHEAD * steps


def _gives_all(task: Task, way: Way, evidence: Evidence) -> bool:
    rounds = isinstance(way, Slip) and way.kept is not as_it_is
    share = OF_ROUNDED if rounds else SHARE
    probe = evidence.probe
    if probe is not None and not _near_there(task, way, evidence, *probe):
        return False
    for key, array in _steps(task, way, evidence.given):  # the first number that does not fit ends the work
        if not np.isfinite(array).all() or not evidence.fits(key, array, share):
            return False
    return True


def _steps(
    task: Task, way: Way, wanted: Collection[Key], columns: slice = EVERY
) -> Iterator[tuple[Key, Array]]:
    if isinstance(way, Slip):
        return worked(task, way, wanted, columns)
    return way.worked(task, wanted, columns)


def _near_there(task: Task, way: Way, evidence: Evidence, probe: Key, columns: slice) -> bool:
    """Whether all S given fit, and the columns of one large matrix do about: that costs little."""
    wanted = {probe, *(key for key in evidence.given if key[0] == "S")}
    given = evidence.given[probe]
    largest = float(np.abs(given.values).max())
    for key, array in _steps(task, way, wanted, columns):
        if key[0] == "S" and not evidence.fits(key, array):
            return False
        if key == probe:
            columns = EVERY if array.shape == given.values.shape else columns
            room = 2 * np.maximum(given.within[:, columns], max(evidence.noise[probe], SHARE * largest))
            gap = np.abs(given.values[:, columns] - array)
            return bool(((gap <= room) | ~given.present[:, columns]).all())
    return True


def _each_made_so(task: Task, row: Mistake, evidence: Evidence) -> bool:
    """Whether every array that departs is what the mistake makes of it by itself."""
    if row.instead is None:
        return False
    return all(
        any(evidence.fits(key, array) for array in row.instead(task, evidence.truth, key))
        for key in evidence.departing
    )


def _fitted(family: Family, evidence: Evidence) -> float | None:
    """The free number with which the family gives everything, or None."""
    if not all(key in family.directions for key in evidence.departing):
        return None
    fit = Fit(-np.inf, np.inf)
    for key in evidence.given.keys() & family.directions.keys():
        given, present = evidence.given[key], evidence.given[key].present
        near = max(evidence.noise[key], SHARE * float(np.abs(given.values).max()))
        allowed = np.maximum(given.within, near)[present]
        gap = (given.values - evidence.truth[key])[present]
        direction, departs = family.directions[key][present], evidence.entries[key][present]
        if not fit.narrow(gap, allowed, direction, departs):
            return None
    number = fit.number(family)
    if number is None:
        return None
    z = number - family.offset
    whole = (
        evidence.fits(key, evidence.truth[key] + z * direction)
        for key, direction in family.directions.items()
        if key in evidence.given
    )
    return number if all(whole) else None
