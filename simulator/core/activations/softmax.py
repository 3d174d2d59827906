"""Softmax: the outputs are shares of one whole, so each answers every n of its layer."""

from functools import lru_cache
from typing import Any

import numpy as np

from ..inputs import Array
from ..spelling import KerasName, NumpyActivation, OnnxName, TorchName
from .activation_row import Activation, Shares


def softmax(n: Array) -> Array:
    """eⁿ / Σ eⁿ over the layer."""
    weights = np.exp(below_top(n))
    return np.asarray(weights / total(weights))


def below_top(n: Array) -> Array:
    """n minus its largest entry, the imaginary part too, so that this entry is exactly 0."""
    with np.errstate(over="ignore"):
        if n.ndim == 1:
            return np.asarray(n - n[n.real.argmax()])
        return np.asarray(n - np.take_along_axis(n, n.real.argmax(axis=-1)[..., None], axis=-1))


def total(v: Array) -> Any:
    """Σ v over the last axis, which stays; one item need not name its axis, which costs half as much."""
    return v.sum() if v.ndim == 1 else v.sum(axis=-1, keepdims=True)


def softmax_slopes(n: Array) -> Array:
    """A = diag(y) − y yᵀ, (…, L, L). Rows sum to 0, so the diagonal is summed rather than subtracted."""
    y = softmax(n)
    A = -y[..., :, None] * y[..., None, :]
    place = np.arange(y.shape[-1])
    A[..., place, place] = 0.0
    A[..., place, place] = -A.sum(axis=-2)
    return A


@lru_cache(maxsize=8)
def others_of(L: int) -> Array:
    """(L, L), read-only: its row i times a column adds up all entries but the i-th."""
    others: Array = 1.0 - np.eye(L)
    others.setflags(write=False)
    return others


def sum_of_others(v: Array) -> Array:
    """Σ_{j≠i} v_j for each i, (…, L): 1 − a_i would lose every digit where softmax saturates."""
    others = others_of(v.shape[-1])
    return np.asarray(others @ v if v.ndim == 1 else v @ others)


SHARES = Shares(
    diagonal=lambda a: a * sum_of_others(a),
    applied=lambda a, v: a * (v * sum_of_others(a) - sum_of_others(a * v)),
    sizes=lambda a, v: a * (v * sum_of_others(a) + sum_of_others(a * v)),
    naive=lambda a, v: a * (v - total(a * v)),
    does="turns its n into shares that add up to 1 (softmax)",
    slopes_said=(
        "Softmax ties the outputs of its layer together: A[i,j] says how much output i moves when n of "
        "neuron j does."
    ),
    alone_note="Softmax of one neuron is always 1: nothing reaches back through it.",
    alone_slope="softmax of one neuron is always 1, so its slope is 0",
)

SOFTMAX = Activation(
    "softmax",
    r"\frac{e^{n}}{\sum_j e^{n_j}}",
    softmax,
    softmax_slopes,
    shares=SHARES,
    steepest=0.25,
    inverse=lambda a: np.asarray(np.log(a)),
    numpy=NumpyActivation(
        '''
def softmax(n):
    """e^n / sum of e^n; the largest n is taken off first, so that no exponential overflows."""
    weights = np.exp(n - n.max())
    return weights / weights.sum()
''',
        '''
def softmax_slopes(n):
    """diag(y) - y y^T: a full matrix. Rows add up to 0, so the diagonal is summed rather than subtracted."""
    y = softmax(n)
    A = -y[:, None] * y
    np.fill_diagonal(A, 0.0)
    np.fill_diagonal(A, -A.sum(axis=0))
    return A
''',
    ),
    torch="torch.softmax(n, dim=0)",
    torch_module=TorchName("Softmax", "softmax", (("dim", (-1, 1, None)), ("dtype", (None,)))),
    keras=KerasName("softmax", "Softmax", {"axis": -1}),
    sklearn="softmax",
    onnx=OnnxName("Softmax"),
)
