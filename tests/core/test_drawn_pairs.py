"""Drawn pairs: repeatable, small decimals, and targets that the last layer can reach."""

import numpy as np
import pytest

from simulator.core.activation import ACTIVATIONS
from simulator.core.sets.drawn_pairs import drawn_inputs, drawn_targets, targets_in_words


def test_inputs_are_tenths_and_repeat():
    X = drawn_inputs(50, 40, 3)
    assert X.shape == (50, 40)
    assert (np.round(X * 10) == X * 10).all()
    assert (X.min(), X.max()) == (-1, 1)
    assert (drawn_inputs(50, 40, 3) == X).all()
    assert (drawn_inputs(50, 40, 4) != X).any()


@pytest.mark.parametrize(
    ("output", "said", "values"),
    [
        ("sigmoid", "0 or 1", {0, 1}),
        ("tanh", "−1 or 1", {-1, 1}),
        ("relu", "in tenths from 0 to 1", {k / 10 for k in range(11)}),
        ("identity", "in tenths from −1 to 1", {k / 10 for k in range(-10, 11)}),
    ],
)
def test_targets_are_what_the_words_say(output, said, values):
    """All of these values, and no others."""
    assert targets_in_words(output) == said
    assert {*drawn_targets(100, 20, output, 0).ravel().tolist()} == values


def test_targets_of_softmax_are_one_hot():
    T = drawn_targets(100, 4, "softmax", 0)
    assert targets_in_words("softmax") == "one-hot"
    assert {*T.ravel().tolist()} == {0, 1}
    assert (T.sum(axis=1) == 1).all()
    assert T.any(axis=0).all()


@pytest.mark.parametrize("output", ACTIVATIONS)
def test_every_activation_has_targets(output):
    assert np.isfinite(drawn_targets(3, 2, output, 1)).all()
