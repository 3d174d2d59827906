"""How large a number would be if nothing in it cancelled: what its rounding errors are a share of.

0.3 · 0.1 − 0.1 · 0.3 is 0 or 4e-18, and both are right. Where numbers that should be equal are compared,
their difference is therefore not measured by them alone.
"""

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array
from ..loss import FROM_N, Loss
from ..network import Network
from ..training.fast_activations import others_of

ByLayer = dict[int, Array]

ASIDE = 0.999  # where a slope passes through 0 (silu at n = −1.28), the slope beside it says how large it is


def magnitudes(net: Network, loss: Loss, T: Array, n: ByLayer, a: ByLayer) -> tuple[ByLayer, ByLayer]:
    """Of n_l and of S_l, (N, L) each, by layer number 2..K: Σ |W| |â| + |b|, and |Â| |W| |S| from the output.

    T, n and a hold a row for each item. To be called where overflow is ignored.
    """
    of_n = {l: np.abs(a[l - 1]) @ np.abs(W) + np.abs(net.b[l]) for l, W in net.W.items()}
    K = net.depth
    of_S = {K: _at_the_output(loss, net.activation[K], T, n[K], a[K])}
    for l in range(K - 1, 1, -1):
        v = of_S[l + 1] @ np.abs(net.W[l + 1]).T
        of_S[l] = sloped(net.activation[l], n[l], a[l], v)
    return of_n, of_S


def _at_the_output(loss: Loss, name: str, t: Array, n: Array, y: Array) -> Array:
    size = np.abs(t)
    if loss.name == "tce" and name == "softmax":
        others = others_of(n.shape[1])
        return np.asarray(y * (size @ others) + size * (y @ others))
    if loss.name == "tce":
        return np.abs(FROM_N[name].sensitivity(size, n))
    return sloped(name, n, y, np.abs(loss.slope(size, -np.abs(y))))


def sloped(name: str, n: Array, a: Array, v: Array) -> Array:
    """|A| v for v ≥ 0."""
    if name == "softmax":
        others = others_of(n.shape[1])
        return np.asarray(a * (v * (a @ others) + (a * v) @ others))
    slope = ACTIVATIONS[name].slope
    return np.asarray(np.maximum(np.abs(slope(n)), np.abs(slope(ASIDE * n))) * v)
