"""What lies over the graph: a mark where a check found something, and none where it did not."""

import numpy as np
import pytest

from simulator import Gradient, Network, check_gradient, compare, gradient, health, propagate
from simulator.core.origin.contributions import arrivals, weighted_parts
from simulator.core.origin.strongest_paths import paths
from simulator.draw.lens import BAD, GOOD, PATH, WARN
from simulator.draw.lenses import arrival_lens, check_lens, compare_lens, health_lens
from simulator.files.gallery import EXAMPLES, example

FIRST = example(EXAMPLES[0]).session
NET, X, T = FIRST.network, FIRST.X[0], FIRST.T[0]
RUN = propagate(NET, X, T, FIRST.loss)


def changed(l: int, at: tuple[int, int]) -> Gradient:
    """The true gradient with one entry of ∂F/∂W_l doubled."""
    true = gradient(NET, X[None], T[None])
    dW = {k: array.copy() for k, array in true.dW.items()}
    dW[l][at] *= 2
    return Gradient(dW, true.db, true.loss)


def test_every_parameter_of_a_right_gradient_has_its_mark():
    lens = check_lens(check_gradient(NET, X, T))
    places = {
        (l, r, c) for l, W in NET.W.items() for r in range(1, len(W) + 1) for c in range(1, W.shape[1] + 1)
    }
    assert {mark[:3] for mark in lens.edges} == places
    assert {mark[:2] for mark in lens.neurons} == {
        (l, c) for l, b in NET.b.items() for c in range(1, len(b) + 1)
    }
    assert {mark[-1] for mark in (*lens.edges, *lens.neurons)} == {GOOD}


def test_every_mark_waits_for_the_step_that_computes_its_number():
    """A gradient's for it, in every layer; those of health for S and a; those of a flow for its sum."""
    check = check_lens(check_gradient(NET, X, T))
    assert {tuple(mark[-1]) for mark in check.json()["edges"]} == {("dW", 2), ("dW", 3), ("dW", 4)}
    assert all(mark[-1] == ("dW", mark[0]) for mark in check.json()["edges"])
    assert all(mark[-1] == ("db", mark[0]) for mark in check.json()["neurons"])
    W = {l: array + 1 for l, array in NET.W.items()}
    found = compare(NET, X, T, {"S": {3: RUN.S[3] + 1}, "n": {2: RUN.n[2] + 1}, "W": W}, learning_rate=0.1)
    mine = compare_lens(found, {}).json()
    assert {(mark[0], mark[-1]) for mark in mine["neurons"]} == {(3, ("S", 3)), (2, ("n", 2))}
    assert all(mark[-1] == ("update_W", mark[0]) for mark in mine["edges"]) and mine["edges"]
    well = health_lens(health(NET, X, T)).json()
    assert [mark[-1] for mark in well["layers"]] == [("S", l) for l in (2, 3, 4)]
    assert all(mark[-1] == ("a", mark[0]) for mark in well["neurons"]) and well["neurons"]
    back = arrival_lens(arrivals(NET, RUN, 2, 1), 2, 1, paths(NET, RUN, 2, 1).strongest).json()
    forth = arrival_lens(weighted_parts(NET, RUN, 3, 1), 3, 1, ()).json()
    assert {mark[-1] for mark in (*back["edges"], *back["neurons"])} == {("S", 2)}
    assert {mark[-1] for mark in (*forth["edges"], *forth["neurons"])} == {("n", 3)}


def test_a_wrong_entry_is_marked_where_it_is():
    """W3, row 1, column 2."""
    lens = check_lens(check_gradient(NET, X, T, gradient=changed(3, (0, 1))))
    assert [mark for mark in lens.edges if mark[-1] == BAD] == [(3, 1, 2, "✗", BAD)]
    assert not [mark for mark in lens.neurons if mark[-1] == BAD]


def test_a_kink_is_no_failure():
    """n of the relu neuron is 0: its weights and bias are marked ∧."""
    net = Network.from_arrays([[[1.0], [-1.0]], [[2.0]]], [[0.0], [0.1]], ["relu", "identity"])
    lens = check_lens(check_gradient(net, [1.0, 1.0], [1.0]))
    assert {mark for mark in lens.edges if mark[0] == 2} == {(2, 1, 1, "∧", WARN), (2, 2, 1, "∧", WARN)}
    assert (2, 1, "∧", WARN) in lens.neurons


def test_in_a_large_network_only_what_is_wrong_is_marked():
    rng = np.random.default_rng(0)
    net = Network.from_arrays(
        [rng.normal(size=(12, 9)), rng.normal(size=(9, 2))], [np.zeros(9), np.zeros(2)], ["tanh"] * 2
    )
    lens = check_lens(check_gradient(net, rng.normal(size=12), np.zeros(2)))
    assert (lens.edges, lens.neurons) == ((), ())


def test_what_departs_is_marked_on_its_neuron_or_edge():
    """S of neuron 2 of layer 3, and one entry of ∂F/∂W4."""
    S, dW = RUN.S[3].copy(), RUN.dW[4].copy()
    S[1] += 0.1
    dW[0, 1] -= 0.1
    found = compare(NET, X, T, {"S": {3: S}, "dW": {4: dW}})
    lens = compare_lens(found, {"operation": {13: "why"}})
    assert lens.neurons == ((3, 2, "✗ S", BAD),)
    assert lens.edges == ((4, 1, 2, "✗ ∂F/∂W", BAD),)
    assert lens.json()["stops"] == {"operation": {13: "why"}}


def test_right_numbers_leave_the_graph_unmarked():
    lens = compare_lens(compare(NET, X, T, {"S": RUN.S}), {})
    assert (lens.neurons, lens.edges, lens.stops) == ((), (), None)


def test_health_marks_the_dead_and_says_what_arrives():
    """Two pairs, and a bias that switches neuron 1 of layer 2 off for both."""
    net = Network.from_arrays(
        [NET.W[2], NET.W[3], NET.W[4]], [[-5.0, 0.2, 0.1], NET.b[3], NET.b[4]], [*NET.activation.values()]
    )
    lens = health_lens(health(net, np.array([X, X / 2]), np.array([T, T])))
    assert (2, 1, "dead", BAD) in lens.neurons
    assert {l for l, _, _ in lens.layers} == {2, 3, 4}
    assert lens.layers[-1][1].startswith("‖S‖ ")


def test_vanishing_s_is_marked_below_its_layer():
    """Saturated sigmoids: a hundredth and less gets through each layer."""
    W = np.full((2, 2), 8.0)
    net = Network.from_arrays([W, W, W], [[3.0, 3.0]] * 3, ["sigmoid", "sigmoid", "identity"])
    tones = {l: tone for l, _, tone in health_lens(health(net, [1.0, 1.0], [0.0, 0.0])).layers}
    assert tones == {2: BAD, 3: BAD, 4: GOOD}


@pytest.mark.parametrize("l", [2, 3])
def test_the_parts_of_s_stand_on_the_edges_to_the_right(l):
    flow = arrivals(NET, RUN, l, 1)
    lens = arrival_lens(flow, l, 1, paths(NET, RUN, l, 1).strongest)
    marked = {mark[:3]: mark[3] for mark in lens.edges if mark[3]}
    assert set(marked) == {(l + 1, 1, c) for c in range(1, NET.widths[l] + 1)}
    assert lens.neurons == ((l, 1, flow.letter, PATH),)
    assert all(mark[0] > l for mark in lens.edges)


def test_the_parts_of_n_stand_on_the_edges_to_the_left():
    """0.4·0.5 and 0.6·1 for neuron 1 of layer 2; the bias has no edge."""
    lens = arrival_lens(weighted_parts(NET, RUN, 2, 1), 2, 1, ())
    assert lens.edges == ((2, 1, 1, "0.2", PATH), (2, 2, 1, "0.6", PATH))
