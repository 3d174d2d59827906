"""What an update does to one layer and one item, as loops of machine code over flat arrays.

Each array comes with the place in it to begin at. Places and counts are unsigned, np.uint64: numba takes a
signed one for one that may count from the end, and then does several entries at once no more. Nothing is
sliced, as a slice costs as much as a small layer.
"""

import math
from typing import Any

import numpy as np

from ...inputs import Array
from ...losses.cross_entropies import FAR_LEFT
from .by_numba import inlined, machine, sums
from .row_codes import SIGMOID_BCE, SIGMOID_TCE, SOFTPLUS
from .scalar_activations import sigmoid_of, value_and_slope

unsigned: Any = np.uint64
ONE: Any = np.uint64(1)


@sums
def dot(w: Array, p: int, x: Array, o: int, count: int) -> float:
    """Σ w x."""
    total = 0.0
    for k in range(count):
        total += w[p + k] * x[o + k]
    return total


@inlined
def add_times(s: float, x: Array, o: int, out: Array, p: int, count: int) -> None:
    """out + s x."""
    for k in range(count):
        out[p + k] += s * x[o + k]


@inlined
def put_times(s: float, x: Array, o: int, out: Array, p: int, count: int) -> None:
    """S x."""
    for k in range(count):
        out[p + k] = s * x[o + k]


@machine
def shares(n: Array, o: int, L: int, a: Array, h: int) -> None:
    """Softmax, the largest n taken off first."""
    top = n[o]
    for j in range(L):
        if not n[o + j] <= top:
            top = n[o + j]
    whole = 0.0
    for j in range(L):
        share = math.exp(n[o + j] - top)
        a[h + j] = share
        whole += share
    for j in range(L):
        a[h + j] /= whole


@machine
def through_shares(a: Array, h: int, L: int, v: Array, S: Array, o: int) -> None:
    """S = A v of softmax: a_i (v_i Σ_{j≠i} a_j − Σ_{j≠i} a_j v_j), where 1 − a_i would lose its digits."""
    sum_a = sum_v = 0.0
    for j in range(L):
        S[o + j] = v[j] * sum_a - sum_v
        sum_a += a[h + j]
        sum_v += a[h + j] * v[j]
    sum_a = sum_v = 0.0
    for m in range(L):
        j = L - ONE - m
        S[o + j] = a[h + j] * (S[o + j] + (v[j] * sum_a - sum_v))
        sum_a += a[h + j]
        sum_v += a[h + j] * v[j]


@machine
def softmax_error(scale: float, t: Array, r: int, a: Array, h: int, L: int, S: Array, o: int) -> None:
    """y_i Σ_{j≠i} t_j − t_i Σ_{j≠i} y_j."""
    sum_t = sum_a = 0.0
    for j in range(L):
        S[o + j] = a[h + j] * sum_t - t[r + j] * sum_a
        sum_t += t[r + j]
        sum_a += a[h + j]
    sum_t = sum_a = 0.0
    for m in range(L):
        j = L - ONE - m
        S[o + j] = scale * (S[o + j] + (a[h + j] * sum_t - t[r + j] * sum_a))
        sum_t += t[r + j]
        sum_a += a[h + j]


@machine
def sensitivity_of(loss: int, t: float, n: float) -> float:
    """S of one output with the slope cancelled, from n."""
    if loss == SIGMOID_BCE:
        return (1.0 - t) * sigmoid_of(n) - t * sigmoid_of(-n)
    if loss == SIGMOID_TCE:
        return -t * sigmoid_of(-n)
    if n < FAR_LEFT:
        return -t * (1.0 - math.exp(n) / 2.0)
    return -t * (sigmoid_of(n) / value_and_slope(SOFTPLUS, 0.0, 0.0, n)[0])
