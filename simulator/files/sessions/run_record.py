"""A training run as one value: where it started, what trained it, and what gives its networks again."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array, InputError, positive, whole
from ...core.loss import LOSSES, check_pair
from ...core.network import Network
from ...core.sets.dataset import DataSet
from ...core.training.fast.flat_parameters import Parameters
from ...core.training.history import History
from ...core.training.row_order import ORDERS
from ...core.training.snapshots import Record
from ...core.training.train import UPDATE_ORDERS, reopened
from ...core.training.update_rule import UpdateRule, check_rule_order, rule_named
from ...steps.session import check_widths
from ..untrusted.json_fields import LARGEST, checked_choice, checked_number, checked_text, checked_whole

WIDEST = 1024  # neurons of a layer that is trained
MOST_SEGMENTS, MOST_POINTS = 1000, 400
MOST_UPDATES = 10**8  # of one run, through all its segments
MOST_EPOCHS = 100_000  # that are trained at a press of a button
MOST_MESSAGE = 400  # characters


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: loss, α, in what order and portions the rows are taken, and the update rule.

    Without a rule it is plain descent.
    """

    loss: str
    learning_rate: float
    order: str = "random"
    seed: int = 0
    batch_size: int = 1
    update_order: str = "gradients-first"
    rule: UpdateRule | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """By name, as `train` takes them; of plain descent no rule is said."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if name != "rule" or value is not None}


def old_key(name: str, version: int) -> str:
    """What a field of a plan was called in a file or link of that version."""
    return "rule" if name == "update_order" and version == 1 else name


@dataclass(frozen=True, eq=False, slots=True)
class Point:
    """A moment of the run: the network before update k, and how it does on both parts of the set."""

    k: int
    epoch: float
    error: float  # inf past what float64 holds
    test_error: float | None
    accuracy: float | None
    test_accuracy: float | None
    network: Network


@dataclass(frozen=True, eq=False, slots=True)
class SegmentRecord:
    """What one press of a button trained: the run's update `base` is the record's own `start`."""

    plan: Plan
    base: int
    record: Record

    def opened(self, net: Network, data: DataSet) -> History:
        """Its history, from the set and any network of the run; nothing is trained for it."""
        return reopened(self.record, net, *data.training, **self.plan.settings)


@dataclass(frozen=True, eq=False, slots=True)
class TrainingRecord:
    """A run that stands still. Given the data, every update from the first segment's on is in it bit for bit.

    Raises InputError where a limit is passed or the parts do not follow from one another.
    """

    start: Network
    plan: Plan  # of the next update
    segments: tuple[SegmentRecord, ...]
    points: tuple[Point, ...]  # of the curve, by rising k, the last one where the run stands
    point_spacing: int = 1  # epochs
    last_epoch: float = 0.0  # at the base of the last segment
    message: str = ""
    diverged: bool = False
    took: float = 0.0  # seconds of training

    @property
    def updates(self) -> int:
        """How many the run has made."""
        return self.segments[-1].base + self.segments[-1].record.updates if self.segments else 0

    def __post_init__(self) -> None:
        check_widths(self.start.widths, "a run", WIDEST)
        for plan in (self.plan, *(segment.plan for segment in self.segments)):
            _check_plan(plan, self.start)
        _check_segments(self.segments, self.start)
        _check_points(self.points, self.start, self.updates)
        checked_whole(self.point_spacing, "the epochs between points", 1, LARGEST)
        checked_number(self.last_epoch, "the epoch of the last segment")
        checked_text(self.message, "the run's message", MOST_MESSAGE)
        checked_choice(self.diverged, "diverged", (False, True))
        checked_number(self.took, "the seconds of training")


def flat_of(net: Network) -> Array:
    """All parameters, (P,), as snapshots hold them."""
    return Parameters.of(net).flat


def flat_size(P: int, rule: UpdateRule | None) -> int:
    """How long a snapshot of P parameters is, with what the rule keeps of them and its count of updates."""
    return P * (1 + len(rule.kept)) + 1 if rule else P


def network_of_flat(flat: Array, like: Network) -> Network:
    """The network with these parameters, and the activations and frozen names of another."""
    parameters = Parameters.like(like)
    parameters.flat[:] = flat
    return parameters.network(like)


def _check_plan(plan: Plan, net: Network) -> None:
    loss = LOSSES[checked_choice(plan.loss, "the loss", LOSSES)]
    check_pair(loss, ACTIVATIONS[net.layers[-1].activation])
    checked_choice(plan.order, "the order of the rows", ORDERS)
    checked_choice(plan.update_order, "the order of updates", UPDATE_ORDERS)
    check_rule_order(rule_named(plan.rule), plan.update_order == "as-you-go")
    positive(plan.learning_rate, "the learning rate")
    whole(plan.seed, "the seed", 0)
    whole(plan.batch_size, "the batch size", 1)


def _check_segments(segments: Sequence[SegmentRecord], start: Network) -> None:
    if len(segments) > MOST_SEGMENTS:
        raise InputError(f"a run must have at most {MOST_SEGMENTS} segments; got {len(segments):,}")
    flat, base = flat_of(start), segments[0].base if segments else 0
    P, before = len(flat), None  # how many parameters, and the rule until here
    known = base == 0  # before that the older segments gave way
    for number, segment in enumerate(segments, start=1):
        record, rule = segment.record, segment.plan.rule
        checked_whole(segment.base, "the first update of a segment", 0, MOST_UPDATES)
        checked_text(record.stopped, "why a segment stopped", MOST_MESSAGE)
        if max(segment.base, record.start) + record.updates > MOST_UPDATES:
            raise InputError(f"a run that is kept must have at most {MOST_UPDATES:,} updates; this has more")
        if len(record.last) != (size := flat_size(P, rule)):
            what = "parameters and numbers of the rule" if rule else "parameters"
            raise InputError(f"segment {number} must be of {size} {what}; got {len(record.last)}")
        goes_on = flat if rule and rule.goes_on_from(before) else flat[:P]
        first = np.concatenate([goes_on, np.zeros(size - len(goes_on))])
        if segment.base != base or (known and record.kept[0].tobytes() != first.tobytes()):
            raise InputError(f"segment {number} must go on where the one before ended; it does not")
        if rule:
            _check_counts(record, number)
        flat, before, base, known = record.last, rule, base + record.updates, True


def _check_counts(record: Record, number: int) -> None:
    """Raise InputError where the updates that a rule has counted are not those of the segment."""
    made = record.kept[:, -1]
    due = made[0] + record.spacing * np.arange(len(made))
    whole_and_bounded = made[0] == math.floor(made[0]) and 0 <= made[0] <= MOST_UPDATES
    if not whole_and_bounded or (made != due).any() or record.last[-1] != made[0] + record.updates:
        raise InputError(f"the rule of segment {number} must have counted its updates; it has not")


def _check_points(points: Sequence[Point], start: Network, updates: int) -> None:
    if not 1 <= len(points) <= MOST_POINTS:
        raise InputError(f"a run must have 1 to {MOST_POINTS} points; got {len(points):,}")
    for before, point in zip((None, *points), points, strict=False):
        least = 0 if before is None else before.k + 1
        checked_whole(point.k, "the update of a point", least, updates)
        checked_number(point.epoch, "the epoch of a point")
        for value in (point.error, point.test_error, point.accuracy, point.test_accuracy):
            if value is not None and value != math.inf:
                checked_number(value, "what a point says")
        if point.error is None or point.network.widths != start.widths:
            raise InputError(
                f"the point at update {point.k} must have an error and a network of the run's layers"
            )
    if points[-1].k != updates:
        raise InputError(f"the last point must be at update {updates}; got {points[-1].k}")
