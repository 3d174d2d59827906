"""Where the first number that is not finite arises: planted overflows, and agreement with what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, Network, descend, first_not_finite, gradient, propagate

from .networks import ALL_NAMES, PAIRS, problem
from .sets import a_set, with_frozen


def line(*weights: float) -> Network:
    """One neuron a layer, identity, no bias."""
    return Network.from_arrays([[[w]] for w in weights], [[0.0]] * len(weights), ["identity"] * len(weights))


def test_nothing_is_found_where_all_is_finite():
    given = problem(1, (3, 4, 2), ("tanh", "softmax"), "tce", (12.0, 12.0))
    assert first_not_finite(given.net, given.x, given.t, "tce") is None


def test_a_weighted_sum_is_written_out():
    net = Network.from_arrays(
        [[[1e200, 1.0], [2e200, 1.0], [0.5, 1.0]], [[1.0], [1.0]]],
        [[-3.0, 0.0], [0.0]],
        ["identity", "identity"],
    )
    X = [[1.0, 1.0, 1.0], [1e150, 3e200, 7.0], [1e200, 1e200, 1.0]]
    found = first_not_finite(net, X, [[0.0]] * 3)
    assert (found.quantity, found.layer, found.place, found.item) == ("n", 2, (1,), 1)
    assert found.value == np.inf
    assert found.sentence == (
        "n₂,₁ = Σ w·a + b = 2e200 · 3e200 + 1e200 · 1e150 + 1 more product + (−3) = inf for item 2: "
        "past what float64 holds (1.8e308)."
    )


def test_a_slope_of_0_times_infinity_has_no_value():
    net = Network.from_arrays(
        [[[1.0]], [[1e200]], [[1e200]]], [[-1.0], [0.0], [0.0]], ["relu", *["identity"] * 2]
    )
    found = first_not_finite(net, [0.0], [1e150])
    assert (found.quantity, found.layer, found.place) == ("S", 3, (1,))
    net = Network.from_arrays([[[1.0]], [[1e200]]], [[-1.0], [0.0]], ["relu", "identity"])
    found = first_not_finite(net, [0.0], [1e150], "hse")
    assert (found.quantity, found.layer, found.place) == ("S", 2, (1,))
    assert np.isnan(found.value)
    assert found.sentence == (
        "S₂,₁ = σ′(n) · Σ w·S = 0 · (1e200 · (−1e150)) = nan: inf − inf and 0 · inf have no value."
    )


def test_the_square_of_a_large_error_is_f():
    found = first_not_finite(line(1.0), [1e200], [5.0])
    assert (found.quantity, found.layer, found.place, found.item) == ("F", 2, (), 0)
    assert found.sentence.startswith("F = φ(t, y) with t = 5 and y = 1e200 at output 1 = inf: past")


def test_an_error_past_the_end():
    found = first_not_finite(line(1.0), [-1e308], [1e308])
    assert (found.quantity, found.layer, found.place) == ("e", 2, (1,))
    assert "t − y = 1e308 − (−1e308) = inf" in found.sentence


def test_s_on_its_way_back():
    found = first_not_finite(line(1.0, 1e200, 1e150), [0.0], [-1e149], "hse")
    assert (found.quantity, found.layer, found.place) == ("S", 2, (1,))
    assert "σ′(n) · Σ w·S = 1 · (1e200 · 1e299) = inf" in found.sentence


def test_the_gradient_of_a_weight():
    found = first_not_finite(line(1e-200), [1e200], [-1e150], "hse")
    assert (found.quantity, found.layer, found.place, found.item) == ("dW", 2, (1, 1), 0)
    assert found.sentence.startswith("∂F/∂W₂,₁₁ = a · S = 1e200 · 1e150 = inf")


def test_the_total_over_items_that_are_finite_each():
    found = first_not_finite(line(1e-200), [[1e200]] * 20, [[-1e107]] * 20, "hse")
    assert (found.quantity, found.layer, found.place, found.item) == ("dW", 2, (1, 1), None)
    assert "the total over the items = inf" in found.sentence
    assert first_not_finite(line(1e-200), [1e200], [-1e107], "hse", 1e-100) is None


def test_the_updated_weight_unless_it_is_frozen():
    net = line(1e-150)
    found = first_not_finite(net, [1e150], [-1e100], "hse", 1e100)
    assert (found.quantity, found.layer, found.place, found.item) == ("W", 2, (1, 1), None)
    assert found.sentence == (
        "The updated W₂,₁₁ = 1e-150 − 1e100 · 1e250 = −inf: past what float64 holds (1.8e308)."
    )
    assert first_not_finite(with_frozen(net, ["W2"]), [1e150], [-1e100], "hse", 1e100) is None
    bias = first_not_finite(with_frozen(net, ["W2"]), [1e150], [-1e100], "hse", 1e250)
    assert (bias.quantity, bias.place) == ("b", (1,))


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.sampled_from(ALL_NAMES), min_size=2, max_size=2),
    st.sampled_from(PAIRS),
    st.lists(st.sampled_from([1e-200, 1.0, 1e60, 1e100, 1e153, 1e300]), min_size=5, max_size=5),
    st.integers(1, 3),
)
def test_it_finds_something_exactly_where_a_pass_or_the_update_is_refused(seed, hidden, pair, scales, rows):
    given = problem(seed, (3, 4, 3, 2), (*hidden, pair[0]), pair[1], scales[:3])
    X, T = a_set(given, rows)
    X, alpha = X * scales[3], scales[4]
    with np.errstate(all="raise", under="ignore"):
        found = first_not_finite(given.net, X, T, pair[1], alpha)
    try:
        whole = gradient(given.net, X, T, pair[1])
        descend(given.net, whole, alpha)
        refused = ""
    except InputError as reason:
        refused = str(reason)
    assert (found is None) == (refused == ""), (found, refused)
    if found:
        assert not np.isfinite(found.value)
        words = {"n": "weighted sum n", "F": "error F", "e": "error F", "W": "updated W", "b": "updated b"}
        if rows == 1 and found.quantity in ("n", "W", "b"):
            assert f"the {words[found.quantity]}{found.layer} must" in refused


def test_a_bad_item_is_refused():
    with pytest.raises(InputError, match="T must have shape"):
        first_not_finite(line(1.0), [1.0], [1.0, 2.0])


def test_one_item_of_a_set_is_what_propagate_refuses():
    net = line(1e200, 1e100)
    X = [[1.0], [1e10], [2.0]]
    found = first_not_finite(net, X, [[0.0]] * 3, "hse")
    assert (found.quantity, found.layer, found.item) == ("n", 3, 1)
    with pytest.raises(InputError, match="the weighted sum n3"):
        propagate(net, X[1], [0.0], "hse")
