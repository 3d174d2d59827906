"""The moments at which runs are looked at: the same update of each, or where that means another, epoch."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..files.sessions.run_record import Point
from .runner import Runner

SAME = 1e-9  # of two epochs


def in_step(runs: Sequence[Runner]) -> bool:
    """Whether an update is the same part of an epoch in all of them."""
    return all(_alike(one, two) for one, two in pairwise(runs))


def _alike(one: Runner, two: Runner) -> bool:
    if not {0, one.curve.per_epoch} >= {0, two.curve.per_epoch}:
        return False
    epochs = {point.k: point.epoch for point in one.points}
    return all(abs(epochs.get(point.k, point.epoch) - point.epoch) < SAME for point in two.points)


def moments(runs: Sequence[Runner], look: int | None) -> list[Point]:
    """One moment of each run: at update `look` of the first, or as all of them stand."""
    together = in_step(runs)
    if look is not None and runs[0].first <= look <= runs[0].updates and not _running(runs):
        first = runs[0].point(look)
        return [first, *(_exactly(run, first, together) for run in runs[1:])]
    if together:
        last = min(run.points[-1].k for run in runs)
        return [min(run.points, key=lambda point: abs(point.k - last)) for run in runs]
    epoch = min(run.points[-1].epoch for run in runs)
    return [_at_epoch(run, epoch) for run in runs]


def film(runs: Sequence[Runner], updates: Sequence[int]) -> Iterator[list[Point]]:
    """The moments at these updates of the first run that its curve has a point at; the others' nearest."""
    together, known = in_step(runs), {point.k: point for point in runs[0].points}
    for first in filter(None, map(known.get, updates)):
        yield [first, *(_nearest(run, first, together) for run in runs[1:])]


def _running(runs: Sequence[Runner]) -> bool:
    return any(run.running for run in runs)


def _exactly(run: Runner, first: Point, together: bool) -> Point:
    if together and run.first <= first.k <= run.updates:
        return run.point(first.k)
    return _nearest(run, first, together)


def _nearest(run: Runner, first: Point, together: bool) -> Point:
    if together:
        return min(run.points, key=lambda point: abs(point.k - first.k))
    return _at_epoch(run, first.epoch)


def _at_epoch(run: Runner, epoch: float) -> Point:
    return min(run.points, key=lambda point: abs(point.epoch - epoch))
