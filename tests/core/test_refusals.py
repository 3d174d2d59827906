"""What a user may get wrong is refused as InputError, with the rule and what came instead."""

from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pytest

from simulator import InputError, Network, descend, gradient, jacobian, propagate, timeline
from simulator.core.activation import ACTIVATIONS

NAMES = "identity, sigmoid, tanh, relu, leaky_relu, elu, softplus, silu, softmax"
NET = Network.from_arrays(
    [[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [[0.7], [0.8], [0.9]]],
    [[0.0, 0.1, 0.2], [0.3]],
    ["tanh", "identity"],
)
RUN = propagate(NET, [1.0, 2.0], [0.5])
LINE = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])
NAN, INF = float("nan"), float("inf")


@contextmanager
def refused(*facts: str):
    """The block raises InputError, and its text holds every fact."""
    with pytest.raises(InputError) as info:
        yield
    for fact in facts:
        assert fact in str(info.value)


def network(W=((0.1, 0.2, 0.3), (0.4, 0.5, 0.6)), b=(0.0, 0.0, 0.0), activation="tanh", **more):
    return Network.from_arrays([W], [b], [activation], **more)


def test_an_input_error_is_a_value_error():
    assert issubclass(InputError, ValueError)


# The network


@pytest.mark.parametrize(
    ("b", "came"), [([1.0, 2.0], "(2,)"), ([1.0], "(1,)"), (1.0, "()"), ([[1.0]] * 3, "(3, 1)")]
)
def test_a_bias_of_another_shape(b, came):
    with refused("b2 must have shape (3,) to match W2 (2, 3)", f"got {came}"):
        network(b=b)


@pytest.mark.parametrize(
    ("W", "came"),
    [([0.1, 0.2], "(2,)"), (0.5, "()"), (np.zeros((0, 3)), "(0, 3)"), (np.zeros((2, 0)), "(2, 0)")],
)
def test_weights_that_are_no_matrix(W, came):
    with refused("W2 must have shape (H, L)", f"got {came}"):
        network(W=W)


def test_weights_that_do_not_chain():
    with refused("W3 must have shape (3, L) to follow the 3 neurons of layer 2", "got (2, 2)"):
        Network.from_arrays([np.ones((2, 3)), np.ones((2, 2))], [np.ones(3), np.ones(2)], ["tanh", "tanh"])


@pytest.mark.parametrize(
    ("counts", "came"), [((0, 0, 0), "0, 0 and 0"), ((1, 2, 1), "1, 2 and 1"), ((1, 1, 2), "1, 1 and 2")]
)
def test_lists_that_are_not_equally_long(counts, came):
    weights, biases, names = (
        [item] * count for item, count in zip(([[1.0]], [0.0], "tanh"), counts, strict=True)
    )
    with refused("weights, biases and activations must be equally many", f"got {came}"):
        Network.from_arrays(weights, biases, names)


@pytest.mark.parametrize("name", ["Sigmoid", "", None, ["tanh"], 3])
def test_an_unknown_activation(name):
    with refused(f"the activation of layer 2 must be one of {NAMES}", f"got {name!r}"):
        network(activation=name)


@pytest.mark.parametrize("name", ["W1", "W3", "b4", "w2", "", None, 2])
def test_an_unknown_frozen_name(name):
    with refused("frozen must name parameters among W2, b2", f"got {name!r}"):
        network(frozen=[name])


def test_frozen_as_one_text_instead_of_a_list():
    with refused("frozen must be a list of names", "['W2']"):
        network(frozen="W2")


# Numbers


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        ([1.0, NAN], "x must be finite; entry 2 is nan"),
        ([INF, 1.0], "x must be finite; entry 1 is inf"),
        ([1.0, -INF], "x must be finite; entry 2 is -inf"),
        ([1.0 + 0j, 1.0], "x must hold real numbers; got complex numbers"),
        (["1", "2"], "x must hold real numbers; got text"),
        ([b"1", b"2"], "x must hold real numbers; got bytes"),
        ([None, 1.0], "x must hold real numbers; got objects"),
        ([10**400, 1], "x must hold real numbers; got objects"),
        (np.array(["2020-01-01"] * 2, dtype="M8[D]"), "x must hold real numbers; got dates"),
        ([[1.0, 2.0], [3.0]], "x must be a regular array of numbers; got rows of unequal length"),
        ([1.0], "x must have shape (2,) to match the inputs of layer 1; got (1,)"),
        ([1.0, 2.0, 3.0], "x must have shape (2,) to match the inputs of layer 1; got (3,)"),
        ([[1.0], [2.0]], "x must have shape (2,) to match the inputs of layer 1; got (2, 1)"),
        ([[1.0, 2.0]], "x must have shape (2,) to match the inputs of layer 1; got (1, 2)"),
        (1.0, "x must have shape (2,) to match the inputs of layer 1; got ()"),
    ],
    ids=str,
)
def test_an_input_that_cannot_be_used(value, fact):
    with refused(fact):
        propagate(NET, value, [0.5])


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        ([0.5, 0.5], "t must have shape (1,) to match the outputs of layer 3; got (2,)"),
        ([[0.5]], "t must have shape (1,) to match the outputs of layer 3; got (1, 1)"),
        (0.5, "t must have shape (1,) to match the outputs of layer 3; got ()"),
        ([NAN], "t must be finite; entry 1 is nan"),
        ([1j], "t must hold real numbers; got complex numbers"),
    ],
    ids=str,
)
def test_a_target_that_cannot_be_used(value, fact):
    with refused(fact):
        propagate(NET, [1.0, 2.0], value)


@pytest.mark.parametrize(
    ("W", "fact"),
    [
        ([[1.0, NAN], [0.0, 0.0]], "W2 must be finite; entry 1, 2 is nan"),
        ([[1.0, 2.0], [INF, 0.0]], "W2 must be finite; entry 2, 1 is inf"),
        ([[1.0, 2.0], [1.0]], "W2 must be a regular array of numbers; got rows of unequal length"),
        ([[1j]], "W2 must hold real numbers; got complex numbers"),
        ([["a"]], "W2 must hold real numbers; got text"),
    ],
    ids=str,
)
def test_weights_that_cannot_be_used(W, fact):
    with refused(fact):
        network(W=W, b=[0.0, 0.0])


def test_integers_and_booleans_are_numbers():
    assert (
        propagate(NET, [1, True], np.array([1], dtype=np.uint8)).loss
        == propagate(NET, [1.0, 1.0], [1.0]).loss
    )


# The loss


@pytest.mark.parametrize("name", ["TSE", "l2", "", None, ["tse"], 2])
def test_an_unknown_loss(name):
    with refused("the loss must be one of tse, mse, tce, hse, bce", f"got {name!r}"):
        propagate(NET, [1.0, 2.0], [0.5], name)


@pytest.mark.parametrize("output", ["identity", "tanh", "relu", "leaky_relu", "elu", "silu"])
@pytest.mark.parametrize("call", [propagate, timeline, lambda net, x, t, loss: gradient(net, [x], [t], loss)])
def test_tce_of_outputs_that_can_be_negative(output, call):
    facts = (
        "TCE takes ln y",
        "positive by construction (softmax, sigmoid, softplus)",
        f"has {ACTIVATIONS[output].title}",
    )
    with refused(*facts):
        call(Network.from_arrays([[[1.0]]], [[0.0]], [output]), [1.0], [1.0], "tce")


# The learning rate


@pytest.mark.parametrize(
    ("alpha", "fact"),
    [
        (0, "the learning rate must be above 0; got 0"),
        (-0.1, "the learning rate must be above 0; got -0.1"),
        (NAN, "the learning rate must be finite"),
        (INF, "the learning rate must be finite"),
        ("0.1", "the learning rate must hold real numbers; got text"),
        (1j, "the learning rate must hold real numbers; got complex numbers"),
        (None, "the learning rate must hold real numbers; got objects"),
        ([0.1], "the learning rate must have shape (); got (1,)"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "call",
    [
        lambda alpha: descend(NET, RUN, alpha),
        lambda alpha: timeline(NET, [1.0, 2.0], [0.5], learning_rate=alpha),
        lambda alpha: timeline(NET, [1.0, 2.0], [0.5], learning_rate=alpha, order="as-you-go"),
    ],
    ids=["descend", "timeline", "as-you-go"],
)
def test_a_learning_rate_that_takes_no_step(call, alpha, fact):
    with refused(fact):
        call(alpha)


@pytest.mark.parametrize("alpha", [NAN, INF])
def test_one_number_has_no_entries_to_name(alpha):
    with pytest.raises(InputError, match=f"^the learning rate must be finite; (it is|got) {alpha}$"):
        descend(NET, RUN, alpha)


# Sets, runs and layers


@pytest.mark.parametrize(
    ("X", "T", "fact"),
    [
        ([1.0, 2.0], [[0.5]], "with a column for each input; got (2,)"),
        ([[1.0, 2.0, 3.0]], [[0.5]], "with a column for each input; got (1, 3)"),
        (np.zeros((0, 2)), np.zeros((0, 1)), "with a column for each input; got (0, 2)"),
        ([[1.0, 2.0]], [0.5], "T must have shape (1, 1)"),
        ([[1.0, 2.0]] * 3, [[0.5]] * 2, "T must have shape (3, 1)"),
        ([[1.0, 2.0], [1.0, NAN]], [[0.5]] * 2, "X must be finite; entry 2, 2 is nan"),
    ],
    ids=str,
)
def test_a_set_that_cannot_be_used(X, T, fact):
    with refused(fact):
        gradient(NET, X, T)


@pytest.mark.parametrize("widths", [(1, 3, 1), (2, 1, 1), (2, 3, 3), (2, 1), (2, 3, 1, 1)], ids=str)
def test_a_run_of_another_network(widths):
    """Where shapes could be broadcast together, NumPy must not get to do it."""
    other = Network.from_arrays(
        [np.ones(pair) for pair in pairwise(widths)],
        [np.zeros(width) for width in widths[1:]],
        ["identity"] * (len(widths) - 1),
    )
    run = propagate(other, np.ones(widths[0]), np.ones(widths[-1]))
    with pytest.raises(InputError):
        descend(NET, run, 0.1)


@pytest.mark.parametrize("l", [1, 2, 4])
def test_a_jacobian_that_does_not_exist(l):
    with refused("exists for layer 3", f"got {l}"):
        jacobian(NET, RUN, l)


# Past what float64 holds


def test_a_weighted_sum_that_overflows_is_named_by_layer():
    steep = Network.from_arrays([[[1e200]], [[1e200]]], [[0.0], [0.0]], ["identity", "identity"])
    with refused("the weighted sum n3 must stay finite"):
        propagate(steep, [1.0], [0.0])
    with refused("the weighted sum n2 must stay finite"):
        propagate(steep, [1e200], [0.0])


def test_a_sensitivity_that_overflows_is_named_by_layer():
    """By itself, or by the gradient that is made of it."""
    steep = Network.from_arrays([[[1e-200]], [[1e200]]], [[0.0], [0.0]], ["identity", "identity"])
    with pytest.raises(InputError, match=r"^the (sensitivity S|gradient of W)2 must stay finite"):
        propagate(steep, [1.0], [1e110])


def test_a_gradient_that_overflows_is_named_by_layer():
    with refused("the gradient of W2 must stay finite"):
        propagate(LINE, [1e200], [-1e200])


def test_an_error_that_overflows():
    with refused("the error F must stay finite"):
        propagate(LINE, [1.0], [1e200])


@pytest.mark.parametrize(
    ("x", "t", "alpha", "name"), [(1e3, 1e5, 1e300, "W2"), (0.0, 1e5, 1e308, "b2")], ids=["W2", "b2"]
)
def test_an_update_that_overflows_is_named(x, t, alpha, name):
    with refused(f"the updated {name} must stay finite"):
        descend(LINE, propagate(LINE, [x], [t]), alpha)


@pytest.mark.parametrize(("x", "t"), [(8e153, 0.0), (1e100, -1.3e154)], ids=["gradient", "error"])
def test_a_sum_over_a_set_that_overflows(x, t):
    propagate(LINE, [x], [t])  # each item alone fits
    with refused("must stay finite"):
        gradient(LINE, [[x]] * 5, [[t]] * 5)


# The timeline


@pytest.mark.parametrize("updates", [0, -1, 2.5, "3", None])
def test_updates_that_cannot_be_counted(updates):
    with refused("updates must be a whole number from 1", f"got {updates!r}"):
        timeline(NET, [1.0, 2.0], [0.5], updates=updates)


def test_an_unknown_order_and_grain():
    with refused("the order must be one of gradients-first, as-you-go", "got 'backwards'"):
        timeline(NET, [1.0, 2.0], [0.5], order="backwards")
    with refused("the grain must be one of operation, neuron", "got 'layer'"):
        timeline(NET, [1.0, 2.0], [0.5], grain="layer")


@pytest.mark.parametrize(
    ("x", "t", "fact"),
    [
        ([[1.0, 2.0]] * 2001, [[0.5]] * 2001, "a session holds 1 to 300 training pairs; got 2001"),
        ([[1.0, 2.0]] * 2, [[0.5]], "t must have shape (2, 1)"),
        (
            [[1.0, 2.0], [1.0]],
            [[0.5]] * 2,
            "x must be a regular array of numbers; got rows of unequal length",
        ),
        ([[1.0], [2.0]], [[0.5]] * 2, "got (2, 1)"),
        ([], [], "x must have shape"),
        ([1.0, NAN], [0.5], "x must be finite"),
        ([1.0, 1j], [0.5], "x must hold real numbers; got complex numbers"),
        ([1.0, 2.0], ["a"], "t must hold real numbers; got text"),
    ],
    ids=str,
)
def test_pairs_that_cannot_be_walked(x, t, fact):
    with refused(fact):
        timeline(NET, x, t)


def test_a_walk_that_overflows_says_in_which_update():
    with refused("In update 3: ", "must stay finite"):
        timeline(LINE, [1.0], [2.0], learning_rate=1e75, updates=9)
