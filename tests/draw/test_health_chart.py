"""‖S‖ over layers and updates on a scale that is linear around 0: every number stands at its own mark."""

import math
from typing import Any

import numpy as np
import pytest

from simulator import Network, health
from simulator.draw.health_chart import over_layers, over_updates
from simulator.draw.symlog import from_symlog


def read_off(figure: Any) -> list[list[float | None]]:
    """The heights as numbers again, told from the marks on the axis alone."""
    places, texts = figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext
    linear = float(texts[1])
    assert [float(text) for text in texts] == pytest.approx(from_symlog(np.array(places), linear).tolist())
    return [
        [None if y is None else float(from_symlog(np.array([y]), linear)[0]) for y in trace.y]
        for trace in figure.data
    ]


def test_a_bar_for_each_layer_as_high_as_its_s() -> None:
    """Saturated sigmoids, whose S shrinks by powers of ten from layer to layer."""
    W = np.full((2, 2), 4.0)
    net = Network.from_arrays([W, W, W], [[3.0, 3.0]] * 3, ["sigmoid", "sigmoid", "identity"])
    found = health(net, [1.0, 1.0], [0.0, 0.0])
    figure = over_layers(found)
    (heights,) = read_off(figure)
    assert heights == pytest.approx([layer.S for layer in found.layers.values()])
    assert list(figure.data[0].x) == ["2", "3", "4"]
    assert max(figure.data[0].y) <= figure.layout.yaxis.range[1]


def test_a_line_for_each_layer_and_a_gap_where_there_is_no_number() -> None:
    values = np.array([[1e-9, 2.0], [0.0, 3.0], [math.nan, math.inf], [4e-7, 0.5]])
    figure = over_updates(values, 5, "‖S‖")
    low, high = read_off(figure)
    assert low == [pytest.approx(1e-9), 0.0, None, pytest.approx(4e-7)]
    assert high == [2.0, 3.0, None, 0.5] or high == pytest.approx([2.0, 3.0, None, 0.5])
    assert [trace.name for trace in figure.data] == ["layer 2", "layer 3"]
    assert list(figure.data[0].x) == [5, 6, 7, 8]


@pytest.mark.parametrize("value", [0.0, math.nan])
def test_nothing_but_zeros_or_gaps_can_be_drawn_too(value: float) -> None:
    figure = over_updates(np.full((3, 2), value), 1, "‖S‖")
    assert len(figure.layout.yaxis.tickvals) >= 2


def test_the_legend_stands_above_the_lines_with_room_for_each_of_its_rows() -> None:
    few, many = (over_updates(np.ones((3, layers)), 1, "‖S‖").layout for layers in (2, 9))
    assert many.legend.y >= 1 and many.legend.yanchor == "bottom"
    assert many.height - few.height >= 2 * many.legend.font.size
