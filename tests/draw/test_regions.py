"""The function of one input and the plane of two are the network's own outputs."""

import numpy as np

from simulator import propagate
from simulator.core.initialise import initialise
from simulator.core.sets.dataset import DataSet
from simulator.draw.regions import MARGIN, SIDE, region, spans
from simulator.files.tables.built_in_sets import dataset


def test_a_curve_is_the_network_at_each_x():
    data, net = dataset("sine"), initialise((1, 5, 1), ("tanh", "identity"), "he", 2)
    drawn = region(net, data)
    for i in (0, 60, 120):
        y = propagate(net, [drawn["x"][i]], [0.0]).y
        np.testing.assert_allclose(drawn["y"][0][i], y[0], rtol=1e-12)
    low, high = spans(data)[0]
    assert low < data.X.min() and high > data.X.max()
    assert np.isclose(data.X.min() - low, MARGIN * np.ptp(data.X))


def test_a_plane_has_its_first_row_on_top():
    data, net = dataset("blobs"), initialise((2, 4, 3), ("tanh", "softmax"), "he", 5)
    drawn, ((left, right), (low, high)) = region(net, data), spans(data)
    for row, column in ((0, 0), (0, SIDE - 1), (SIDE - 1, 0), (17, 30)):
        x = [left + (right - left) * column / (SIDE - 1), high - (high - low) * row / (SIDE - 1)]
        y = propagate(net, x, [1.0, 0.0, 0.0]).y
        assert drawn["winner"][row * SIDE + column] == y.argmax()
        first, second = np.sort(y)[:-3:-1]
        assert abs(drawn["lead"][row * SIDE + column] - (first - second)) < 6e-4


def test_numbers_are_never_taken_for_classes():
    """Two outputs that are numbers: the first one's value, not which is larger."""
    data = DataSet("two", "", [[0, 0], [1, 1]], [[1, 5], [2, 9]], ("x", "y"), ("u", "v"))
    net = initialise((2, 2), ("identity",), "he", 1)
    drawn = region(net, data)
    assert "winner" not in drawn
    (left, _), (_, high) = spans(data)
    assert abs(drawn["value"][0] - propagate(net, [left, high], [0, 0]).y[0]) < 6e-4


def test_one_output_gives_its_value_and_more_inputs_give_nothing():
    net = initialise((2, 2, 1), ("tanh", "sigmoid"), "he", 5)
    drawn = region(net, dataset("xor"))
    (left, _), (_, high) = spans(dataset("xor"))
    assert abs(drawn["value"][0] - propagate(net, [left, high], [0.0]).y[0]) < 6e-4
    assert region(initialise((4, 3), ("softmax",), "he", 0), dataset("iris")) is None
