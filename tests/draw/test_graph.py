"""Where the neurons stand, and what is left out of a wide layer."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from simulator import Network
from simulator.draw.figure import figure, plotly_json
from simulator.draw.graph import picture

ROOT = Path(__file__).parents[2]


def network(*widths: int) -> Network:
    """Random numbers in layers of these widths."""
    rng = np.random.default_rng(5)
    W = [rng.normal(size=pair) for pair in pairwise(widths)]
    return Network.from_arrays(W, [rng.normal(size=n) for n in widths[1:]], ["tanh"] * len(W))


@pytest.mark.parametrize("widths", [(2, 3, 2, 2), (1, 1), (5, 12, 16, 3), (7, 2, 9)])
def test_layers_from_left_to_right_and_neurons_from_top_to_bottom(widths: tuple[int, ...]) -> None:
    """One apart in both directions, each layer centred."""
    place = picture(network(*widths)).place
    assert set(place) == {(l, c) for l, n in enumerate(widths, start=1) for c in range(1, n + 1)}
    for (l, c), (x, y) in place.items():
        assert x == pytest.approx(l - 1)
        assert y == pytest.approx(c - (widths[l - 1] + 1) / 2)


def test_the_layout_does_not_depend_on_hashing() -> None:
    """The same places whatever the seed of the interpreter."""
    ask = (
        "from tests.draw.test_graph import network; from simulator.draw.graph import picture;"
        "print(picture(network(3, 11, 7, 2)).place)"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", ask],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert len(found) == 1


@pytest.mark.parametrize(("width", "hidden"), [(16, 0), (17, 4), (20, 7), (784, 771)])
def test_wide_layers_are_elided_with_a_count(width: int, hidden: int) -> None:
    """The first twelve and the last stay; the ellipsis has a place between them; edges join what is drawn."""
    drawn = picture(network(2, width, 3))
    shown = sorted(c for l, c in drawn.place if l == 2)
    assert drawn.hidden == {1: 0, 2: hidden, 3: 0}
    assert len(shown) + hidden == width
    assert drawn.graph.number_of_edges() == 2 * len(shown) + 3 * len(shown)
    if hidden:
        assert shown == [*range(1, 13), width]
        assert drawn.place[2, 12][1] < drawn.gap[2][1] < drawn.place[2, width][1]
    else:
        assert not drawn.gap


def test_edges_carry_their_weights_and_strong_ones_lie_on_top() -> None:
    """Every entry of W once, by rising size."""
    net = network(4, 5, 3)
    drawn = picture(net)
    for l in (2, 3):
        order = drawn.edges[l]
        W = net.W[l]
        assert sorted(order) == [(r + 1, c + 1) for r, c in np.ndindex(*W.shape)]
        sizes = [abs(W[r - 1, c - 1]) for r, c in order]
        assert sizes == sorted(sizes)
        for r, c in order:
            assert drawn.graph.edges[(l - 1, r), (l, c)]["weight"] == W[r - 1, c - 1]


def test_the_figure_holds_every_edge_and_neuron_where_the_layout_has_it() -> None:
    """One trace of edges for each pair of layers, one of neurons for each layer; layer 1 is on the left."""
    net = network(2, 4, 3)
    drawn = picture(net)
    traces = figure(drawn, net.depth).data
    assert [trace.mode for trace in traces] == ["lines", "lines", "markers", "markers", "markers"]
    for l, trace in zip((2, 3), traces, strict=False):
        ends = list(zip(trace.x, trace.y, strict=True))
        assert ends[2::3] == [(None, None)] * len(net.W[l].ravel())
        pairs = zip(ends[0::3], ends[1::3], strict=True)
        assert list(pairs) == [(drawn.place[l - 1, r], drawn.place[l, c]) for r, c in drawn.edges[l]]
    for l, trace in zip((1, 2, 3), traces[2:], strict=True):
        assert list(zip(trace.x, trace.y, strict=True)) == [
            drawn.place[l, c] for c in range(1, net.widths[l - 1] + 1)
        ]
    layout = figure(drawn, net.depth).layout
    assert layout.xaxis.range[0] < layout.xaxis.range[1]
    assert layout.yaxis.range[0] > layout.yaxis.range[1], "row 1 on top"


def test_nothing_in_the_figure_is_live_text() -> None:
    """Plotly would read <a>, <b> and %{…} in names."""
    net = network(2, 2)
    text = figure(picture(net), net.depth).to_json()
    assert not any(mark in text for mark in ("<", "%{", "http"))


@pytest.mark.parametrize("widths", [(2, 3, 2, 2), (1, 1), (5, 40, 3)])
def test_the_figure_of_other_weights_is_as_if_made_afresh(widths: tuple[int, ...]) -> None:
    """What is kept for these widths is complete, and no walk changes it for the next."""
    one = network(*widths)
    other = one.replace(W={l: -np.sort(W, axis=1) for l, W in one.W.items()})
    for net in (one, other, one):
        drawn = picture(net)
        found = plotly_json(drawn, net.depth)
        assert found == json.loads(figure(drawn, net.depth).to_json())
        found["data"][0]["x"].append("spoilt")
        found["layout"].clear()
