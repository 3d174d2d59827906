"""Points of a curve that are thinned out, and what a trail says that it goes through."""

import numpy as np
import pytest

from simulator.core.initialise import initialise
from simulator.files.tables.built_in_sets import dataset
from simulator.runs import curve as curve_module
from simulator.runs.curve import Curve
from simulator.runs.trail import Trail


@pytest.mark.parametrize(
    ("room", "kept"), [(6, [0, 1, 2, 3, 4, 5]), (4, [0, 2, 4, 5]), (3, [0, 4, 5]), (0, [0, 5])]
)
def test_a_record_takes_every_second_point_until_there_is_room_and_the_last(monkeypatch, room, kept):
    net = initialise((2, 2, 1), ("tanh", "sigmoid"), "glorot", 0)
    curve = Curve(dataset("xor"), net, "tse")
    curve.points = tuple(curve.measure(net, k, "tse") for k in range(6))
    monkeypatch.setattr(curve_module, "KEPT_POINTS", room * curve.memory // 6)
    assert [point.k for point in curve.fewer()] == kept


@pytest.mark.parametrize(
    ("moments", "first", "last", "said"),
    [
        (2, 0, 1, ""),
        (3, 0, 2, "The line goes through all 2 updates."),
        (3, 5, 7, "The line goes through all 2 updates that are kept, from 5 on."),
        (3, 0, 3, "The line goes through 3 moments of the 3 updates: to replay all takes long."),
    ],
)
def test_a_trail_says_through_what_it_goes(moments, first, last, said):
    """A network more than updates is all of them."""
    assert Trail(np.zeros((moments, 2)), first, last).said == said
