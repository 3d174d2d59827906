"""What a run keeps to be rewound: segment after segment, each update in exactly one of them."""

import numpy as np
import pytest

from simulator import InputError, train
from simulator.core.initialise import initialise
from simulator.core.sets.dataset import DataSet
from simulator.files.sessions.run_record import Plan
from simulator.runs.curve import Curve
from simulator.runs.segments import Segment, Segments

DATA = DataSet("four", "", np.arange(8.0).reshape(4, 2) / 8, [[0.1], [0.2], [0.3], [0.4]], ("a", "b"), ("t",))
START = initialise((2, 2, 1), ("tanh", "identity"), "glorot", 0)
TURN, HALVES = Plan("tse", 0.1, "turn"), Plan("tse", 0.1, "turn", 0, 2)


def trained(segments: Segments, plan: Plan, updates: int) -> Segment:
    history = train(
        segments.network, *DATA.training, plan.loss, plan.learning_rate, batch_size=plan.batch_size,
        order=plan.order, updates=updates, start=segments.place_in_order(plan),
    )  # fmt: skip
    return Segment.of(plan, history, segments.end, DATA)


def filled() -> Segments:
    """Three updates by single rows, two more so, then three by halves."""
    segments = Segments(START)
    for plan, updates in ((TURN, 3), (TURN, 2), (HALVES, 3)):
        segments.keep(trained(segments, plan, updates))
    return segments


def test_before_anything_is_trained_there_is_the_start_alone():
    segments = Segments(START)
    assert (segments.first, segments.end, segments.rows(0, 5), segments.plan_at(0)) == (0, 0, [], None)
    assert segments.at(0) is START
    with pytest.raises(InputError, match="the updates kept are 0 to 0; got 1"):
        segments.at(1)


def test_rows_go_on_where_the_same_plan_left_them_and_begin_anew_with_another():
    """Rows counted from 0; a question for several updates ends with its segment."""
    segments = filled()
    assert [segments.rows(k, 1)[0] for k in range(8)] == [
        (0,),
        (1,),
        (2,),
        (3,),
        (0,),
        (0, 1),
        (2, 3),
        (0, 1),
    ]
    assert segments.rows(1, 9) == [(1,), (2,)]
    assert [segments.plan_at(k) for k in (2, 4, 5, 7, 8)] == [TURN, TURN, HALVES, HALVES, None]
    assert (segments.place_in_order(HALVES), segments.place_in_order(TURN)) == (3, 0)


def test_the_oldest_give_way_and_the_newest_never(monkeypatch):
    monkeypatch.setattr("simulator.runs.segments.HISTORY_BYTES", 1)
    segments = filled()
    assert (segments.first, segments.end, len(segments.kept)) == (5, 8, 1)
    for k in (4, 9):
        with pytest.raises(InputError, match=f"the updates kept are 5 to 8; got {k}"):
            segments.rows(k, 1)


def test_a_curve_that_grows_long_keeps_its_ends(monkeypatch):
    """Every second point goes, the spacing doubles, and the last point is the last update."""
    monkeypatch.setattr("simulator.runs.curve.MOST_POINTS", 5)
    curve = Curve(DATA, START, "tse")
    curve.begin(0, 4, 0.0)
    for k in range(1, 12):
        curve.add(START, k, "tse")
        assert (curve.points[0].k, curve.points[-1].k) == (0, k) and len(curve.points) <= 5
    assert curve.spacing > 1 and curve.points[-1].epoch == 11 / 4
    curve.cut(8)
    assert max(point.k for point in curve.points) <= 8
