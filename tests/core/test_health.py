"""Health against plain loops over the items, and against networks into which a trouble was planted."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, Network, gradient, health, propagate, train
from simulator.core.activation import ACTIVATIONS
from simulator.core.health.health import health_over
from simulator.core.health.quiet_neurons import quiet_words
from simulator.core.sets.batch_pass import both_ways, checked, size
from simulator.draw.symlog import from_symlog, symlog

from .networks import ACTIVATION_NAMES, ALL_NAMES, MORE_NAMES, PAIRS, assert_agree, problem, problems
from .sets import a_set, with_frozen


def one_layer(name: str, W, b) -> Network:
    """A hidden layer of the activation, and an output that takes all of it."""
    W = np.asarray(W, dtype=float)
    return Network.from_arrays([W, np.ones((W.shape[1], 1))], [b, [0.0]], [name, "identity"])


def kinds(found) -> list[str]:
    return [finding.kind for finding in found.findings]


def sentences(found, kind: str) -> list[str]:
    return [finding.sentence for finding in found.findings if finding.kind == kind]


# The pass over many rows


@given(problems(), st.integers(1, 5))
def test_a_set_goes_both_ways_as_its_items_do(given, rows):
    X, T = a_set(given, rows)
    with np.errstate(all="raise", under="ignore"):
        run = both_ways(given.net, *checked(given.net, X, T, given.loss))
    whole = gradient(given.net, X, T, given.loss)
    for i, (x, t) in enumerate(zip(X, T, strict=True)):
        one = propagate(given.net, x, t, given.loss)
        assert_agree(run.e[i], one.e, "e", 1e-9)
        for l in given.net.W:
            assert_agree(run.n[l][i], one.n[l], f"n{l}", 1e-9)
            assert_agree(run.a[l][i], one.a[l], f"a{l}", 1e-9)
            assert_agree(run.slopes[l][i], np.diag(one.A[l]), f"the slopes of layer {l}", 1e-9)
            assert_agree(run.S[l][i], one.S[l], f"S{l}", 1e-9)
    for l in given.net.W:
        assert_agree(run.dW[l], whole.dW[l], f"dW{l}", 1e-9)
        assert_agree(run.db[l], whole.db[l], f"db{l}", 1e-9)


@pytest.mark.parametrize("power", [-320, -200, 0, 200, 307])
def test_the_size_of_an_array_is_that_of_its_mantissas_times_their_power(power):
    with np.errstate(all="raise", under="ignore"):
        assert size(np.array([[3.0, -4.0], [12.0, 0.0]]) * 10.0**power) == pytest.approx(
            13 * 10.0**power, rel=1e-3 if power < -307 else 1e-15
        )
    assert size(np.zeros(3)) == 0
    assert math.isnan(size(np.array([1.0, np.nan])))


# What a layer's health says, item by item


@given(problems(), st.integers(1, 5), st.sampled_from([1e-4, 0.1, 3.0]))
def test_a_layer_is_what_a_loop_over_the_items_finds(given, rows, alpha):
    X, T = a_set(given, rows)
    found = health(given.net, X, T, given.loss, alpha)
    runs = [propagate(given.net, x, t, given.loss) for x, t in zip(X, T, strict=True)]
    whole = gradient(given.net, X, T, given.loss)
    S = {l: math.sqrt(sum(v * v for run in runs for v in run.S[l]) / rows) for l in given.net.W}
    assert found.items == rows
    assert list(found.layers) == list(given.net.W)
    for l, layer in found.layers.items():
        assert (layer.layer, layer.activation) == (l, given.net.activation[l])
        if S[l] < 1e-150:
            continue  # the loop's squares have underflown
        assert pytest.approx(S[l], rel=1e-9) == layer.S
        for name, ratio in (("W", layer.W_moved), ("b", layer.b_moved)):
            values, change = getattr(given.net, name)[l], getattr(whole, f"d{name}")[l]
            assert ratio == pytest.approx(alpha * np.linalg.norm(change) / np.linalg.norm(values), rel=1e-8)
        if l < given.net.depth and S[l + 1] > 1e-150:
            assert layer.kept == pytest.approx(S[l] / S[l + 1], rel=1e-8)
        mean_S = [np.mean([abs(run.S[l][r]) for run in runs]) for r in range(len(layer.mean_S))]
        np.testing.assert_allclose(layer.mean_S, mean_S, rtol=1e-6, atol=1e-12 * S[l])
        slopes = [np.mean([abs(run.A[l][r, r]) for run in runs]) for r in range(len(layer.mean_S))]
        np.testing.assert_allclose(layer.mean_slope, slopes, rtol=1e-9, atol=1e-300)
        assert not layer.mean_S.flags.writeable
    assert found.layers[given.net.depth].kept is None


def test_a_healthy_network_has_no_findings():
    for name in ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "softplus", "silu", "softmax", "identity"):
        healthy = problem(5, (3, 6, 5, 2), (name, name, "identity"), "tse", (1.0, 1.0, 1.0))
        X, T = a_set(healthy, 40)
        assert health(healthy.net, X, T, "mse", 0.01).findings == (), name


def test_one_item_may_be_given_by_itself():
    given = problem(5, (3, 4, 2), ("tanh", "identity"), "tse", (1.0, 1.0))
    one, rows = health(given.net, given.x, given.t), health(given.net, given.x[None], given.t[None])
    assert (
        one.layers[2].S
        == rows.layers[2].S
        == pytest.approx(np.linalg.norm(propagate(given.net, given.x, given.t).S[2]))
    )


# Neurons

RELU = one_layer("relu", [[1.0, -1.0]], [0.0, -5.0])


def test_a_dead_neuron_is_named_with_the_item_nearest_to_being_alive():
    found = health(RELU, [[1.0], [2.0], [-3.7], [-1.0]], np.ones((4, 1)), learning_rate=1e-3)
    assert sentences(found, "dead") == [
        "Neuron 2 of layer 2 is dead: n ≤ 0 for all 4 items (nearest to being alive: n = −1.3 at item 3), "
        "so σ′(n) = 0, S = 0 and its weights get no gradient."
    ]
    (finding,) = [each for each in found.findings if each.kind == "dead"]
    assert (finding.layer, finding.neuron, finding.severity) == (2, 2, "warning")
    (flag,) = found.layers[2].flags
    assert (flag.kind, flag.neuron, flag.count, flag.item, flag.slope) == ("dead", 2, 4, 2, 0.0)
    assert flag.n == pytest.approx(-1.3)
    np.testing.assert_array_equal(found.layers[2].hardly, [0.5, 1.0])


def test_for_one_item_a_relu_neuron_is_off_rather_than_dead():
    found = health(RELU, [1.0], [1.0], learning_rate=1e-3)
    assert sentences(found, "off") == [
        "Neuron 2 of layer 2 is off for this example: n = −6 ≤ 0, so σ′(n) = 0, S = 0 "
        "and its weights get no gradient from it."
    ]
    assert [finding.severity for finding in found.findings] == ["note"]


def test_n_of_exactly_0_is_off_too():
    found = health(one_layer("relu", [[0.5]], [-1.0]), [2.0], [1.0], learning_rate=1e-3)
    assert kinds(found) == ["nothing arrives", "off"]


@pytest.mark.parametrize(
    ("name", "n", "slope"),
    [
        ("sigmoid", -12.4, "4.12e-6"),
        ("sigmoid", 7.0, "0.00091"),
        ("tanh", 4.0, "0.00134"),
        ("tanh", -20.0, "1.7e-17"),
        ("elu", -5.0, "0.00674"),
        ("softplus", -6.0, "0.00247"),
        ("silu", -9.0, "−0.000987"),
    ],
)
def test_a_saturated_neuron_is_named_with_its_slope(name, n, slope):
    net = one_layer(name, [[1.0, 0.01]], [0.0, 0.0])
    (said,) = sentences(health(net, [n], [1.0], learning_rate=1e-9), "saturated")
    assert said == (
        f"Neuron 1 of layer 2 ({name}) is saturated for this example: "
        f"σ′(n) = {slope} because n = {n:g}.".replace("-", "−").replace("e−", "e-")
    )


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("sigmoid", 5.9),
        ("tanh", 2.9),
        ("elu", 40.0),
        ("elu", -4.5),
        ("softplus", 40.0),
        ("softplus", -4.5),
        ("silu", -1.28),  # the slope crosses 0 here, and is back at once
        ("silu", 40.0),
        ("identity", -1e6),
        ("leaky_relu", -1e6),
    ],
)
def test_a_slope_that_still_answers_is_not_named(name, n):
    net = one_layer(name, [[1.0, 0.1 / n]], [0.0, 0.5])
    assert not [flag for flag in health(net, [n], [1.0]).layers[2].flags if flag.kind == "saturated"]


def test_saturation_for_most_items_says_for_how_many():
    net = one_layer("tanh", [[1.0]], [0.0])
    X = np.array([[0.1], *([[x] for x in range(-10, -2)]), *([[x] for x in range(5, 16)])])
    found = health(net, X, np.ones((20, 1)))
    assert sentences(found, "saturated") == [
        "Neuron 1 of layer 2 (tanh) is saturated for 19 of 20 items, nearest to being alive: "
        "σ′(n) = 0.00987 because n = −3 at item 9."
    ]
    assert found.layers[2].hardly == pytest.approx([0.95])
    few = health(net, X[[0, 0, 0, *range(8)]], np.ones((11, 1)))
    assert not sentences(few, "saturated")


def test_of_one_item_nothing_is_said_to_leak():
    """Below 0 is where about half of the neurons stand for any one item."""
    net = one_layer("leaky_relu", [[1.0, -1.0]], [0.0, 0.0])
    assert "leaking" not in kinds(health(net, [-1.0], [0.0]))
    assert "leaking" in kinds(health(net, [[-1.0], [-2.0]], [[0.0], [0.0]]))


def test_a_slope_up_to_a_tenth_is_a_leak():
    """Of leaky relu, whose slope left of 0 is chosen."""
    for slope, leaks in ((0.1, True), (0.11, False)):
        net = one_layer(f"leaky_relu({slope})", [[1.0, -1.0]], [0.0, 0.0])
        assert ("leaking" in kinds(health(net, [[-1.0], [-2.0]], [[0.0], [0.0]]))) == leaks


def test_a_leaking_neuron_is_not_dead():
    net = one_layer("leaky_relu", [[1.0, 1.0]], [0.0, -9.0])
    found = health(net, [[1.0], [2.0]], [[1.0], [2.0]], learning_rate=1e-3)
    assert sentences(found, "leaking") == [
        "Neuron 2 of layer 2 leaks: n ≤ 0 for all 2 items (nearest to being alive: n = −7 at item 2), "
        "so σ′(n) = 0.01 and only 1 % of what comes back gets through."
    ]


def test_softmax_saturates_where_one_neuron_takes_nearly_all():
    net = one_layer("softmax", [[20.0, 0.0, 0.0]], [0.0, 0.0, 1.0])
    said = sentences(health(net, [1.0], [5.0]), "saturated")
    assert len(said) == 3
    assert "a(1 − a) = 7.66e-9 because a = 1 − 7.66e-9, it takes nearly all" in said[0]
    assert "because a = 2.06e-9, another neuron takes nearly all" in said[1]


def test_many_neurons_of_equal_share_are_not_saturated():
    net = one_layer("softmax", np.zeros((1, 1000)) + 1e-3, np.zeros(1000))
    assert health(net, [1.0], [5.0]).layers[2].flags == ()
    assert health(net, [1.0], [5.0]).layers[2].mean_slope.max() < 0.0025


def test_softmax_of_one_neuron_never_answers():
    (said,) = sentences(health(one_layer("softmax", [[1.0]], [0.0]), [1.0], [5.0]), "saturated")
    assert "softmax of one neuron is always 1, so its slope is 0" in said


def test_a_saturated_output_is_named_only_where_it_is_wrong():
    net = Network.from_arrays([[[9.0]]], [[0.0]], ["sigmoid"])
    right = health(net, [[1.0], [-1.0]], [[1.0], [0.0]])
    assert right.layers[2].flags == ()
    assert right.findings == ()
    wrong = health(net, [[1.0], [-1.0]], [[1.0], [1.0]])
    assert sentences(wrong, "saturated") == [
        "Neuron 1 of layer 2 (sigmoid) is saturated for the one item whose |e| is above 0.1: "
        "σ′(n) = 0.000123 because n = −9 at item 2."
    ]


def test_after_tce_a_saturated_output_learns_all_the_same():
    net = Network.from_arrays([[[9.0, -9.0]]], [[0.0, 0.0]], ["softmax"])
    found = health(net, [1.0], [0.0, 1.0], "tce", 1e-3)
    assert found.layers[2].flags == ()
    assert pytest.approx(math.sqrt(2)) == found.layers[2].S


def test_many_neurons_with_one_trouble_share_a_sentence():
    net = one_layer("relu", -np.ones((1, 9)), np.zeros(9))
    found = health(net, [[1.0], [2.0]], [[1.0], [1.0]])
    (said,) = sentences(found, "dead")
    assert said.startswith(
        "9 of 9 neurons of layer 2 are dead: 1, 2, 3 and 6 more. Neuron 1 of layer 2 is dead"
    )
    assert len(found.layers[2].flags) == 9


# S on its way back


def chain(name: str, weight: float, depth: int) -> Network:
    return Network.from_arrays([[[weight]]] * depth, [[0.0]] * depth, [name] * (depth - 1) + ["identity"])


def test_vanishing_is_told_with_its_numbers():
    found = health(chain("sigmoid", 1.0, 9), [1.0], [5.0], learning_rate=1e-3)
    (said,) = sentences(found, "vanishing")
    run = propagate(chain("sigmoid", 1.0, 9), [1.0], [5.0])
    assert found.findings[0].kind == "vanishing"
    assert f"‖S₂‖ = {abs(run.S[2][0]):.3g} is".replace("e-0", "e-") in said
    assert said.startswith("S vanishes on its way back, about ×0.22 per layer: ")
    assert said.endswith(f"times ‖S₁₀‖ = {abs(run.S[10][0]):.3g}.")
    assert found.layers[2].S_verdict.startswith("vanishing: ‖S₂‖ = ")
    assert found.layers[9].S_verdict.startswith("keeps its size: ")


def test_exploding_is_told_too():
    found = health(chain("identity", 20.0, 5), [1e-9], [0.5], learning_rate=1e-9)
    assert sentences(found, "exploding") == [
        "S explodes on its way back, about ×20 per layer: ‖S₂‖ = 158976 is 160000 times ‖S₆‖ = 0.994."
    ]
    assert found.layers[2].kept == pytest.approx(20.0)
    assert found.layers[2].S_verdict == "exploding: ‖S₂‖ = 158976 is 20 times ‖S₃‖ and 160000 times ‖S₆‖"


def test_nothing_arrives_behind_a_dead_layer():
    net = Network.from_arrays(
        [[[1.0]], [[-1.0]], [[1.0]]], [[0.0], [-1.0], [0.0]], ["sigmoid", "relu", "identity"]
    )
    found = health(net, [[1.0], [2.0]], [[1.0], [1.0]], learning_rate=1e-3)
    assert sentences(found, "nothing arrives") == [
        "Nothing arrives at layer 3: ‖S₃‖ = 0 while ‖S₄‖ = 2, so W and b of layers 2 to 3 get no gradient."
    ]
    assert found.findings[0].severity == "severe"
    assert found.layers[2].kept is None
    assert found.layers[3].S_verdict == "nothing arrives: ‖S₃‖ = 0"
    assert found.layers[3].W_verdict == "does not move: the gradient of W₃ is 0"


# How far an update goes


@pytest.mark.parametrize(
    ("alpha", "verdict", "kind"),
    [
        (1e-3, "about right: one update moves W₂ by 0.002 of its size", None),
        (1e-6, "small: one update moves W₂ by 2e-6 of its size (below 1e-5)", "update too small"),
        (0.2, "large: one update moves W₂ by 0.4 of its size (above 0.1)", "update too large"),
    ],
)
def test_the_update_is_measured_by_the_weights(alpha, verdict, kind):
    net = Network.from_arrays([[[1.0]]], [[0.5]], ["identity"])
    found = health(net, [1.0], [2.5], learning_rate=alpha)
    assert found.layers[2].W_verdict == verdict
    assert kinds(found) == ([kind] if kind else [])
    assert found.layers[2].b_moved == pytest.approx(4 * alpha)


def test_a_bound_that_is_barely_missed_is_told_apart():
    net = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])
    assert (
        "by 0.10001 of its size (above 0.1)" in health(net, [1.0], [2.0], "tse", 0.050005).layers[2].W_verdict
    )


def test_a_small_update_is_no_trouble_where_the_targets_are_met():
    net = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])
    assert health(net, [1.0], [1.0 + 1e-7]).findings == ()
    assert health(net, [1.0], [1.0]).findings == ()


def test_frozen_and_zero_parameters_are_said_rather_than_divided_by():
    net = Network.from_arrays(
        [[[1.0, 1.0]], [[0.0], [0.0]]], [[0.0, 0.0], [1.0]], ["tanh", "identity"], frozen=["W2", "b3"]
    )
    with np.errstate(all="raise"):
        found = health(net, [1.0], [1.5], learning_rate=1e-2)
    assert found.layers[2].W_moved is found.layers[3].W_moved is found.layers[3].b_moved is None
    assert found.layers[2].W_verdict == "W₂ is frozen: updates leave it as it is"
    assert found.layers[3].b_verdict == "b₃ is frozen: updates leave it as it is"
    assert found.layers[3].W_verdict == "W₃ is all 0, so an update has nothing to be compared with"
    assert sentences(found, "weights 0") == [
        "W₃ is all 0: nothing of layer 2 reaches layer 3, and S of layer 2 is 0."
    ]


# Inputs and weights that are 0


def test_dead_and_constant_inputs_are_named():
    net = problem(3, (4, 3, 1), ("tanh", "identity"), "tse", (1.0, 1.0)).net
    X = [[0.0, 2.0, 1.0, 0.0], [0.0, 2.0, 0.5, 0.0]]
    found = health(net, X, [[0.1], [0.3]], learning_rate=1e-3)
    assert sentences(found, "input 0") == [
        "Inputs 1 and 4 are 0 for all 2 items, so no gradient reaches their weights in W₂."
    ]
    assert sentences(found, "input constant") == [
        "Input 2 is the same for all 2 items, so its weights in W₂ act as biases."
    ]
    whole = gradient(net, X, [[0.1], [0.3]])
    assert not whole.dW[2][[0, 3]].any()
    assert "input constant" not in kinds(health(net, X[0], [0.1], learning_rate=1e-3))


def test_a_neuron_without_a_way_out_or_in_is_named():
    net = Network.from_arrays(
        [[[1.0, 0.0, 0.5]], [[0.5], [0.5], [0.0]]], [[0.0, 0.3, 0.0], [0.0]], ["tanh", "identity"]
    )
    found = health(net, [1.0], [0.7], learning_rate=1e-3)
    assert [(each.kind, each.layer, each.neuron) for each in found.findings] == [
        ("no way out", 2, 3),
        ("no way in", 2, 2),
    ]
    assert propagate(net, [1.0], [0.7]).S[2][2] == 0
    softmax = Network.from_arrays([*net.W.values()], [*net.b.values()], ["softmax", "identity"])
    assert "no way out" not in kinds(health(softmax, [1.0], [0.7], learning_rate=1e-3))
    assert propagate(softmax, [1.0], [0.7]).S[2][2] != 0


# Order, refusals, overflow


def test_findings_come_by_importance():
    net = Network.from_arrays(
        [[[1.0, -1.0], [1.0, 1.0]], [[-1.0], [0.0]], [[1.0]]],
        [[0.0, -9.0], [-9.0], [0.0]],
        ["relu", "relu", "identity"],
    )
    found = health(net, [[1.0, 0.0], [2.0, 0.0]], [[1.0], [2.0]], learning_rate=9.0)
    order = [("severe", "warning", "note").index(finding.severity) for finding in found.findings]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2}


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.sampled_from(ALL_NAMES), min_size=2, max_size=2),
    st.sampled_from(PAIRS),
    st.lists(st.sampled_from([0.0, 1e-200, 1.0, 1e90, 1e160, 1e300]), min_size=4, max_size=4),
)
def test_no_numbers_whatever_make_it_raise(seed, hidden, pair, scales):
    given = problem(seed, (3, 4, 3, 2), (*hidden, pair[0]), pair[1], scales[:3])
    X, T = a_set(given, 3)
    with np.errstate(all="raise", under="ignore"):
        found = health(given.net, X * scales[3], T, pair[1], 1e3)
    unwell = any(not np.isfinite(layer.S) for layer in found.layers.values())
    assert found.not_finite or not unwell
    if found.not_finite:
        assert found.findings[0].kind == "not finite"
    assert all("nan" not in each.sentence for each in found.findings if each.kind != "not finite")


@pytest.mark.parametrize(
    ("x", "t", "loss", "alpha", "rule"),
    [
        ([1.0], [1.0, 2.0], "tse", 0.1, "X must have shape"),
        ([1.0, 2.0], [1.0], "tse", 0.1, "T must have shape"),
        ([1.0, np.nan], [1.0, 2.0], "tse", 0.1, "X must be finite"),
        ([1.0, 2.0], [1.0, 2.0], "tce", 0.1, "TCE takes ln y"),
        ([1.0, 2.0], [1.0, 2.0], "tse", 0.0, "the learning rate must be above 0"),
    ],
)
def test_what_cannot_be_examined_is_refused(x, t, loss, alpha, rule):
    net = problem(1, (2, 3, 2), ("tanh", "identity"), "tse", (1.0, 1.0)).net
    with pytest.raises(InputError, match=rule):
        health(net, x, t, loss, alpha)


# Over updates


def test_the_course_is_the_health_of_every_update():
    given = problem(9, (3, 4, 3, 2), ("tanh", "sigmoid", "identity"), "tse", (1.0, 1.0, 1.0))
    X, T = a_set(given, 5)
    other = with_frozen(
        problem(10, (3, 4, 3, 2), ("tanh", "sigmoid", "identity"), "tse", (1.0,) * 3).net, ["W3"]
    )
    asked = [(given.net, X, T), (other, X[:1], T[:1]), (given.net, X[0], T[0])]
    course = health_over(asked, "mse", 0.3)
    assert course.S.shape == course.W_moved.shape == (3, 3)
    for row, (net, x, t) in enumerate(asked):
        layers = health(net, x, t, "mse", 0.3).layers.values()
        np.testing.assert_array_equal(course.S[row], [layer.S for layer in layers])
        moved = [np.nan if layer.W_moved is None else layer.W_moved for layer in layers]
        np.testing.assert_array_equal(course.W_moved[row], moved)
    assert np.isnan(course.W_moved[1, 1])
    assert not course.S.flags.writeable
    with pytest.raises(InputError, match="all have 4 layers; one has 3"):
        health_over([*asked, (problem(1, (3, 3, 2), ("tanh", "identity"), "tse", (1.0,) * 2).net, X, T)])


# The scale

FINITE = st.floats(-1e300, 1e300, allow_subnormal=False)


@given(st.lists(FINITE, min_size=1, max_size=8), st.sampled_from([1e-300, 1e-9, 1.0, 1e12]))
def test_the_scale_goes_there_and_back(values, linear):
    with np.errstate(all="raise", under="ignore"):
        places = symlog(np.array(values), linear)
        back = from_symlog(places, linear)
    np.testing.assert_allclose(back, values, rtol=1e-11, atol=1e-15 * linear)
    order = np.argsort(values, kind="stable")
    assert (np.diff(places[order]) >= 0).all()


def test_the_scale_is_linear_around_0_and_logarithmic_beyond():
    values = np.array([0.0, -0.0, 1e-9, -1e-9, 1.0, 9.0, -99.0, 1e300, np.inf])
    expected = [0, 0, 1e-9 / np.log(10), -1e-9 / np.log(10), np.log10(2), 1, -2, 300, np.inf]
    np.testing.assert_allclose(symlog(values, 1.0), expected, rtol=1e-8)
    with pytest.raises(InputError, match="linear must be above 0"):
        symlog(values, 0.0)


def test_every_activation_has_been_thought_about():
    assert {*ACTIVATION_NAMES, *MORE_NAMES} == set(ACTIVATIONS)


# Six layers of sigmoids, and twins


def test_s_that_falls_by_a_quarter_at_each_layer_is_found():
    """2-4-4-4-4-4-1, all sigmoid: no single layer is to blame, the way is."""
    rng = np.random.default_rng(0)
    widths = (2, 4, 4, 4, 4, 4, 1)
    W = [rng.uniform(-1, 1, pair) * np.sqrt(6 / sum(pair)) for pair in itertools.pairwise(widths)]
    net = Network.from_arrays(W, [np.zeros(n) for n in widths[1:]], ["sigmoid"] * 6)
    run = propagate(net, [0.5, 1.0], [1.0])
    first, last = (float(np.linalg.norm(run.S[l])) for l in (2, 7))
    assert 100 < last / first < 1e6
    assert all(np.linalg.norm(run.S[l]) > np.linalg.norm(run.S[l + 1]) / 100 for l in range(2, 7))
    found = health(net, [0.5, 1.0], [1.0])
    (said,) = sentences(found, "vanishing")
    assert said.startswith(f"S vanishes on its way back, about ×{(first / last) ** 0.2:.2g} per layer: ")


def test_neurons_that_stay_one_are_told():
    """Before training and after it; a difference in b alone, or in what leads out, ends it."""
    X, T = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    W, b = [np.full((2, 3), 0.5), np.full((3, 1), 0.5)], [np.full(3, 0.5), [0.5]]
    W[0][0, 1] = 0.25
    kinds = ["sigmoid", "sigmoid"]
    net = Network.from_arrays(W, b, kinds)
    (said,) = sentences(health(net, X, T), "twins")
    assert said.startswith("Neurons 1 and 3 of layer 2 have the same weights in and out and the same b")
    end = train(net, X, T, "tse", 0.5, epochs=50).at(200)
    assert (end.W[2][:, 0] == end.W[2][:, 2]).all()
    assert sentences(health(end, X, T), "twins") == [said]
    b[0][2] = 0.25
    assert sentences(health(Network.from_arrays(W, b, kinds), X, T), "twins") == []
    b[0][2], W[1][2] = 0.5, 0.25
    assert sentences(health(Network.from_arrays(W, b, kinds), X, T), "twins") == []


def test_the_worst_of_several_neurons_comes_first():
    """One that is saturated a little stands behind one that is far out."""
    net = Network.from_arrays([[[6.5, 30.0]], [[1.0], [1.0]]], [[0.0, 0.0], [0.0]], ["sigmoid", "identity"])
    found = health(net, [[1.0], [-1.0]], [[5.0], [5.0]], learning_rate=1e-3)
    assert [said[:8] for said in sentences(found, "saturated")] == ["Neuron 2", "Neuron 1"]


@pytest.mark.parametrize("name", ["relu", "relu6", "leaky_relu", "sigmoid", "tanh", "silu", "softmax"])
def test_who_hardly_answers_is_named_for_each_item(name: str) -> None:
    """Off left of the kink, saturated where its slope is small beside the steepest, told from the slopes."""
    row = ACTIVATIONS[name]
    n = np.random.default_rng(3).normal(size=(6, 4), scale=5)
    n[0] = [40, -40, 0.1, -0.1]
    a = row.value(n)
    slopes = row.diagonal(n, a)
    found = quiet_words(row, n, a, slopes)
    words = {"off": 0, "saturated": 0}
    for i, j in np.ndindex(n.shape):
        said = found[i].get(j + 1, "")
        words |= {said: words.get(said, 0) + 1}
        if name in ("relu", "relu6"):
            wanted = "off" if n[i, j] <= 0 else "saturated" if slopes[i, j] == 0 else ""
        elif name == "leaky_relu":
            wanted = ""
        elif name == "softmax":
            wanted = "saturated" if slopes[i, j] < 0.0025 and a[i].max() > 0.9975 else ""
        else:
            steepest = {"sigmoid": 0.25, "tanh": 1.0, "silu": 1.0998}[name]
            small = abs(slopes[i, j]) < 0.01 * steepest
            wanted = "saturated" if small and (name != "silu" or n[i, j] < -2.4) else ""
        assert said == wanted, (n[i, j], slopes[i, j])
    assert name == "leaky_relu" or words["off"] + words["saturated"] > 1
