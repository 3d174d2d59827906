"""A training run as facts and arrays, and back: its first network, segments and the points of its curve."""

from typing import Any

import numpy as np

from ....core.inputs import InputError, numbers
from ....core.network import Network
from ....core.training.paths import NUMPY
from ....core.training.snapshots import Record
from ...untrusted.json_fields import LARGEST, Fields
from ..rule_facts import rule_facts, rule_of
from ..run_record import (
    MOST_MESSAGE,
    MOST_POINTS,
    MOST_SEGMENTS,
    MOST_UPDATES,
    WIDEST,
    Plan,
    Point,
    SegmentRecord,
    TrainingRecord,
    flat_of,
    flat_size,
    network_of_flat,
    old_key,
)
from ..session_facts import Facts, network_facts, parameters_of, taken_network
from .sealed_zip import Kept, Opened
from .undo_facts import network_at

MEASURES = ("error", "test_error", "accuracy", "test_accuracy")


def run_facts(run: TrainingRecord, kept: Kept) -> Facts:
    """The run; a network that stands in it twice is put once."""
    return network_facts(run.start) | {
        "arrays": [kept.put(array) for array in parameters_of(run.start)],
        "plan": _plan_facts(run.plan),
        "segments": [_segment_facts(segment, kept) for segment in run.segments],
        "points": [_point_facts(point, kept) for point in run.points],
        "point_spacing": run.point_spacing,
        "last_epoch": run.last_epoch,
        "message": run.message,
        "diverged": run.diverged,
        "took": run.took,
    }


def _plan_facts(plan: Plan) -> Facts:
    return plan.settings | ({"rule": rule_facts(plan.rule)} if plan.rule else {})


def _segment_facts(segment: SegmentRecord, kept: Kept) -> Facts:
    record = segment.record
    return {
        "plan": _plan_facts(segment.plan),
        "base": segment.base,
        "start": record.start,
        "updates": record.updates,
        "spacing": record.spacing,
        "stopped": record.stopped,
        "kept": [kept.put(flat) for flat in record.kept],
        "last": kept.put(record.last),
        **({} if record.path == NUMPY else {"path": record.path}),
    }


def _point_facts(point: Point, kept: Kept) -> list[Any]:
    """As a row: k, the epoch, the four measures, and the place of the network."""
    measures = [getattr(point, name) for name in MEASURES]
    return [point.k, point.epoch, *map(_written, measures), kept.put(flat_of(point.network))]


def _written(value: float | None) -> float | str | None:
    return "inf" if value == np.inf else value


def run_of(given: Fields, kept: Opened, version: int) -> TrainingRecord:
    """The run of these facts; raises InputError where a limit is passed or they do not fit."""
    facts = taken_network(given, WIDEST)
    start = network_at(facts, given, "arrays", kept)
    size = len(flat_of(start))
    segments = given.items("segments", MOST_SEGMENTS)
    found = TrainingRecord(
        start,
        _plan_of(given.take("plan"), version),
        tuple(
            _segment_of(Fields(entry, f"{given.place}, a segment"), size, kept, version) for entry in segments
        ),
        tuple(_point_of(entry, start, size, kept) for entry in given.items("points", MOST_POINTS)),
        given.whole("point_spacing", 1, LARGEST),
        given.number("last_epoch"),
        given.text("message", MOST_MESSAGE),
        given.choice("diverged", (False, True)),
        given.number("took"),
    )
    given.end()
    return found


def _plan_of(content: Any, version: int) -> Plan:
    given = Fields(content, "a plan")
    plan = Plan(
        given.text("loss", 20),
        given.number("learning_rate"),
        given.text("order", 20),
        given.whole("seed", 0, LARGEST),
        given.whole("batch_size", 1, LARGEST),
        given.text(old_key("update_order", version), 20),
        rule_of(given.take("rule", None), "the update rule of a plan"),
    )
    given.end()
    return plan


def _segment_of(given: Fields, P: int, kept: Opened, version: int) -> SegmentRecord:
    plan = _plan_of(given.take("plan"), version)
    size = flat_size(P, plan.rule)
    flats = [kept.take(place, (size,)) for place in given.wholes("kept", LARGEST)]
    record = Record(
        given.whole("start", 0, MOST_UPDATES),
        given.whole("updates", 0, MOST_UPDATES),
        given.whole("spacing", 1, LARGEST),
        np.stack(flats) if flats else np.zeros((0, size)),
        kept.take(given.whole("last", 0, LARGEST), (size,)),
        given.text("stopped", MOST_MESSAGE),
        given.take("path", NUMPY),  # files did not say it at first
    )
    segment = SegmentRecord(plan, given.whole("base", 0, MOST_UPDATES), record)
    given.end()
    return segment


def _point_of(entry: Any, start: Network, size: int, kept: Opened) -> Point:
    if type(entry) is not list or len(entry) != 3 + len(MEASURES):
        raise InputError(f"a point must be a row of {3 + len(MEASURES)} values; it is not")
    given = Fields(dict(zip(("k", "epoch", *MEASURES, "network"), entry, strict=True)), "a point")
    k, epoch = given.whole("k", 0, MOST_UPDATES), given.number("epoch")
    measures: dict[str, Any] = {name: _measure(given, name) for name in MEASURES}
    flat = numbers(kept.take(given.whole("network", 0, LARGEST), (size,)), "a point's network", (size,))
    return Point(k, epoch, **measures, network=network_of_flat(flat, start))


def _measure(given: Fields, name: str) -> float | None:
    value = given.take(name)
    if value is None or value == "inf":
        return None if value is None else np.inf
    return Fields({name: value}, "a point").number(name)
