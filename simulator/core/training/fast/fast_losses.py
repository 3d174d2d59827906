"""A loss over a whole batch: its value, and the S_K with which a batch starts its way back.

t, n, a, w, v and S are (L, B), a column for each item, as in the forms of the activations. What has no form
here runs by its row; where that is not elementwise it is given the transpose, items as rows.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from ...activation import ACTIVATIONS
from ...activations.softmax import others_of
from ...inputs import Array
from ...loss import LOSSES
from ...losses.loss_row import Fused, Loss
from .fast_activations import into
from .unrolled_calls import TARGETS, Calls


def start_of(loss: Loss, name: str, scale: float, n: Array, a: Array, v: Array, S: Array) -> Calls:
    """What fills S with scale · S_K, for a fused form; or v with scale · ∂φ/∂y, S_K = A v being to come."""
    if fused := loss.fused.get(name):
        if fused is SOFTMAX:
            return _fused_softmax(scale, a, v, S)
        start = partial(into, S, fused.sensitivity, TARGETS, n)
        if ACTIVATIONS[name].shares:
            start = partial(_into_columns, S, fused, TARGETS, n)
        return [start, partial(np.multiply, S, scale, S)]
    if loss.squares:
        return _difference(np.array(-loss.squares.factor * scale), a, v)
    return [partial(into, v, loss.slope, TARGETS, a), partial(np.multiply, v, scale, v)]


def _difference(factor: Array, a: Array, v: Array) -> Calls:
    difference = np.empty_like(a)
    return [partial(np.subtract, a, TARGETS, difference), partial(np.multiply, difference, factor, v)]


SOFTMAX = LOSSES["tce"].fused["softmax"]


def _fused_softmax(scale: float, a: Array, v: Array, S: Array) -> Calls:
    """y_i Σ_{j≠i} t_j − t_i Σ_{j≠i} y_j, as the readable code has it, the scale put into the sums."""
    sums, w = scale * others_of(len(a)), np.empty_like(a)
    return [
        partial(sums.dot, TARGETS, w),
        partial(np.multiply, a, w, v),
        partial(sums.dot, a, w),
        partial(np.multiply, TARGETS, w, w),
        partial(np.subtract, v, w, S),
    ]


def _into_columns(S: Array, fused: Fused, t: Any, n: Array) -> None:
    S.T[...] = fused.sensitivity(t.T, n.T)


def total_over(loss: Loss, name: str, shape: tuple[int, int]) -> Callable[[Array, Array, Array], float]:
    """From t, n and y: φ summed over the items of a batch; not finite where it is past what float64 holds."""
    output = ACTIVATIONS[name]
    if loss.fused.get(name) is SOFTMAX:
        return _softmax_total(shape)
    if output.shares and name in loss.fused:
        return lambda t, n, y: float(np.ascontiguousarray(loss.terms_of(t.T, n.T, y.T, output).T).sum())
    return lambda t, n, y: loss.total(t, n, y, output)


def _softmax_total(shape: tuple[int, int]) -> Callable[[Array, Array, Array], float]:
    """−Σ t ln y by log-sum-exp as the readable code has it: one of the largest is the 1 of log1p."""
    below, shares, others = (np.empty(shape) for _ in range(3))
    rest, more, given = (np.empty((1, shape[1])) for _ in range(3))
    ones, most = np.ones((1, shape[0])), float(shape[0] - 1)

    def total(t: Array, n: Array, y: Array) -> float:
        np.subtract(n, n.max(axis=0), below)
        np.exp(below, shares)
        np.less(below, 0.0, others)
        np.multiply(shares, others, shares)
        ones.dot(shares, rest)
        ones.dot(others, more)
        np.add(rest, np.subtract(most, more, more), rest)
        ones.dot(t, given)
        return float(np.vdot(np.log1p(rest, rest), given) - np.vdot(t, below))

    return total
