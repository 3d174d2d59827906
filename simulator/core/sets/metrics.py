"""How well a network does on a whole set: its outputs row by row, its error, and which classes it mixes up.

Rows are items: X (N, H), T (N, L). Classes are given either one-hot, one column a class, or as a single
column of 0 and 1; then y ≥ 0.5 says 1.
"""

import math
from typing import Any

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array, InputError, all_finite, numbers
from ..loss import check_pair, check_targets, loss_named
from ..network import Network, inputs_of, rows_of


def outputs(net: Network, X: Any) -> Array:
    """The outputs y of every row of X (N, H) as (N, L), in one forward pass.

    Raises InputError for a wrong shape or a weighted sum that grows past what float64 holds.
    """
    return _forward(net, inputs_of(net, X))[1]


def set_error(net: Network, X: Any, T: Any, loss: str = "tse") -> float:
    """F of the whole set: mse averages over the rows, the others sum.

    Raises InputError where `gradient` would: shapes, numbers that are not finite, TCE after an output
    that can be negative, overflow.
    """
    rule, output = loss_named(loss), ACTIVATIONS[net.layers[-1].activation]
    check_pair(rule, output)
    X, T = rows_of(net, X, T)
    check_targets(rule, T)
    n, Y = _forward(net, X)
    with np.errstate(over="ignore", invalid="ignore"):
        F = rule.total(T, n, Y, output)
    if not math.isfinite(F):
        raise _overflow("the error F")
    return F / len(X) if rule.mean else F


def labels(T: Any) -> Array:
    """The class of every row of T (N, L), counted from 0, as (N,) whole numbers.

    Raises InputError for a T that is neither one-hot nor a single column of 0 and 1.
    """
    T = numbers(T, "T", (None, None), "with a row for each item", "NL")
    wrong = ((T != 0) & (T != 1)).any(axis=1)
    if T.shape[1] > 1:
        wrong |= T.sum(axis=1) != 1
    if wrong.any():
        row = int(wrong.argmax())
        rule = "a single 1" if T.shape[1] > 1 else "0 or 1"
        raise InputError(f"T must hold classes, {rule} and otherwise 0 in every row; row {row + 1} does not")
    return chosen(T)


def chosen(Y: Any) -> Array:
    """The class that each row of Y (N, L) speaks for: the largest output, or whether one output is ≥ 0.5.

    Of equal outputs the first counts.
    """
    Y = numbers(Y, "Y", (None, None), "with a row for each item", "NL")
    return np.asarray(Y[:, 0] >= 0.5, dtype=np.intp) if Y.shape[1] == 1 else Y.argmax(axis=1)


def accuracy(Y: Any, T: Any) -> float:
    """The share of rows whose class is chosen rightly; Y and T are (N, L)."""
    said, true = _both(Y, T)
    return float((said == true).mean())


def confusion(Y: Any, T: Any) -> Array:
    """How many rows of each true class (down) were taken for each class (across): (C, C) whole numbers."""
    said, true = _both(Y, T)
    C = max(2, np.shape(T)[1])
    return np.bincount(true * C + said, minlength=C * C).reshape(C, C)


def _both(Y: Any, T: Any) -> tuple[Array, Array]:
    true = labels(T)
    return chosen(numbers(Y, "Y", np.shape(T), "to match T")), true


def _forward(net: Network, X: Array) -> tuple[Array, Array]:
    """n and a of the last layer, both (N, L)."""
    a = n = X
    with np.errstate(over="ignore", invalid="ignore"):
        for l, layer in enumerate(net.layers, start=2):
            n = a @ layer.W + layer.b
            if not all_finite(n):
                raise _overflow(f"the weighted sum n{l}")
            a = ACTIVATIONS[layer.activation].value(n)
    return n, a


def _overflow(name: str) -> InputError:
    return InputError(
        f"{name} must stay finite; it grew past what float64 holds (weights or inputs are too large)"
    )
