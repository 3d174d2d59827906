"""The tables of activations and losses once more, for many items at once: a row of n for each.

n, y, t and v are (N, L). Like the tables, everything but the slopes takes complex numbers too.
"""

import numpy as np

from ..activation import ACTIVATIONS, log1p
from ..inputs import Array
from ..loss import FROM_N, Loss
from ..training.fast_activations import others_of


def activated(name: str, n: Array) -> Array:
    """a = σ(n), (N, L)."""
    return softmax(n) if name == "softmax" else ACTIVATIONS[name].value(n)


def softmax(n: Array) -> Array:
    """eⁿ / Σ eⁿ row by row, (N, L)."""
    weights = np.exp(n - _top(n))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def log_softmax(n: Array) -> Array:
    """ln y row by row, (N, L), with the digits that core/loss.py has for one item."""
    below = n - _top(n)
    others = np.exp(below)
    others[np.arange(len(n)), n.real.argmax(axis=1)] = 0.0  # the 1 of log1p: a small rest keeps its digits
    return np.asarray(below - log1p(others.sum(axis=1, keepdims=True)))


def errors(loss: Loss, name: str, t: Array, n: Array, y: Array) -> Array:
    """F of each row, (N,), from the n and y of a last layer with the activation of that name."""
    if loss.name == "tce":
        log = log_softmax(n) if name == "softmax" else FROM_N[name].log(n)
        return np.asarray(-(t * log).sum(axis=1))
    slope = loss.slope(t, y)  # a multiple of y − t, so that half of it times y − t is φ
    return np.asarray((slope * (y - t)).sum(axis=1) / 2)


def sensitivity(loss: Loss, name: str, t: Array, n: Array, y: Array) -> Array:
    """S_K = A ∂φ/∂y row by row, (N, L); for TCE from n."""
    if loss.name == "tce" and name == "softmax":
        others = others_of(n.shape[1])
        return np.asarray(y * (t @ others) - t * (y @ others))
    if loss.name == "tce":
        return FROM_N[name].sensitivity(t, n)
    return sloped(name, n, y, loss.slope(t, y))


def diagonal(name: str, n: Array, a: Array) -> Array:
    """The diagonal of A row by row, (N, L); for softmax a_i Σ_{j≠i} a_j, which is a(1 − a)."""
    return np.asarray(a * (a @ others_of(n.shape[1]))) if name == "softmax" else ACTIVATIONS[name].slope(n)


def sloped(name: str, n: Array, a: Array, v: Array) -> Array:
    """A v row by row, (N, L), where a = σ(n)."""
    if name == "softmax":  # a_i (v_i Σ_{j≠i} a_j − Σ_{j≠i} a_j v_j): 1 − a_i would lose every digit
        others = others_of(n.shape[1])
        return np.asarray(a * (v * (a @ others) - (a * v) @ others))
    return np.asarray(ACTIVATIONS[name].slope(n) * v)


def _top(n: Array) -> Array:
    """The largest entry of each row, (N, 1), its imaginary part too."""
    return np.take_along_axis(n, n.real.argmax(axis=1)[:, None], axis=1)
