"""A loss over a whole batch: its value, and the S_K with which a batch starts its way back.

t, n, a, w, v and S are (L, B), a column for each item, as in the forms of the activations.
"""

from functools import partial

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array
from ..loss import FROM_N, Loss
from .fast_activations import into, others_of
from .unrolled_calls import TARGETS, Calls

SQUARES = {"tse": 2.0, "mse": 2.0, "hse": 1.0}  # ∂φ/∂y is so many times y − t


def start_of(loss: Loss, name: str, scale: float, n: Array, a: Array, v: Array, S: Array) -> Calls:
    """What fills S with scale · S_K, for TCE, or v with scale · ∂φ/∂y, where S_K = A v is still to come."""
    if loss.name in SQUARES:
        return _difference(np.array(SQUARES[loss.name] * scale), a, v)
    if loss.name == "tce" and name == "softmax":
        return _fused_softmax(scale, a, v, S)
    if loss.name == "tce":
        return [partial(into, S, FROM_N[name].sensitivity, TARGETS, n), partial(np.multiply, S, scale, S)]
    return [partial(into, v, loss.slope, TARGETS, a), partial(np.multiply, v, scale, v)]


def _difference(factor: Array, a: Array, v: Array) -> Calls:
    difference = np.empty_like(a)
    return [partial(np.subtract, a, TARGETS, difference), partial(np.multiply, difference, factor, v)]


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


def total_of(loss: Loss, name: str, t: Array, n: Array, a: Array) -> float:
    """φ summed over the items of a batch; not finite where it is past what float64 holds."""
    if loss.name == "tce" and name == "softmax":
        return float(-(t * _log_softmax(n)).sum())
    return float(loss.value(t, n, a, ACTIVATIONS[name]))


def _log_softmax(n: Array) -> Array:
    """ln y column by column, with the digits that the readable code has for one item."""
    below = n - n.max(axis=0)
    others = np.exp(below)
    others[n.argmax(axis=0), np.arange(n.shape[1])] = 0.0  # its e⁰ = 1 is the 1 of log1p
    return np.asarray(below - np.log1p(others.sum(axis=0)))
