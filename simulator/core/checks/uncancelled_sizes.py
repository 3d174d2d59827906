"""How large a number would be if nothing in it cancelled: what its rounding errors are a share of.

0.3 · 0.1 − 0.1 · 0.3 is 0 or 4e-18, and both are right. Where numbers that should be equal are compared,
their difference is therefore not measured by them alone.
"""

import numpy as np

from ..activation import ACTIVATIONS, Activation
from ..inputs import Array
from ..loss import Loss
from ..network import Network

ByLayer = dict[int, Array]


def magnitudes(net: Network, loss: Loss, T: Array, n: ByLayer, a: ByLayer) -> tuple[ByLayer, ByLayer]:
    """Of n_l and of S_l, (N, L) each, by layer number 2..K: Σ |W| |â| + |b|, and |Â| |W| |S| from the output.

    T, n and a hold a row for each item. To be called where overflow is ignored.
    """
    of_n = {l: np.abs(a[l - 1]) @ np.abs(W) + np.abs(net.b[l]) for l, W in net.W.items()}
    K = net.depth
    of_S = {K: _at_the_output(loss, ACTIVATIONS[net.activation[K]], T, n[K], a[K])}
    for l in range(K - 1, 1, -1):
        v = of_S[l + 1] @ np.abs(net.W[l + 1]).T
        of_S[l] = ACTIVATIONS[net.activation[l]].sizes(n[l], a[l], v)
    return of_n, of_S


def _at_the_output(loss: Loss, output: Activation, t: Array, n: Array, y: Array) -> Array:
    size = np.abs(t)
    if fused := loss.fused.get(output.name):
        return fused.sizes(size, n) if fused.sizes else np.abs(fused.sensitivity(size, n))
    return output.sizes(n, y, np.abs(loss.slope(size, -np.abs(y))))
