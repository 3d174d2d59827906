"""How large a number would be if nothing in it cancelled: what its rounding errors are a share of.

0.3 · 0.1 − 0.1 · 0.3 is 0 or 4e-18, and both are right. Where numbers that should be equal are compared,
their difference is therefore not measured by them alone.
"""

import math

import numpy as np

from ..activation import ACTIVATIONS
from ..activations.activation_row import Activation
from ..inputs import Array
from ..losses.loss_row import Loss
from ..network import Network
from .slips.worked_with_slips import Key, Task

NOISE = 1e-14  # of what a number would be if nothing cancelled: a smaller difference may be rounding

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


def uncancelled(task: Task) -> dict[Key, float]:
    """The largest entry that each quantity would have if nothing cancelled in it, by quantity and layer."""
    net, n, a = task.net, *task.forth
    of_n, of_S = magnitudes(net, task.rule, task.T, n, a)
    found: dict[Key, float] = {("a", 1): 0.0}
    for l, W in net.W.items():
        of_a = ACTIVATIONS[net.activation[l]].sizes(n[l], a[l], of_n[l])
        dW, db = np.abs(a[l - 1]).T @ of_S[l], of_S[l].sum(axis=0)
        new_W, new_b = np.abs(W) + task.alpha * dW, np.abs(net.b[l]) + task.alpha * db
        sizes = {"n": of_n[l], "a": of_a, "S": of_S[l], "dW": dW, "db": db, "W": new_W, "b": new_b}
        found |= {(quantity, l): float(size.max()) for quantity, size in sizes.items()}
    return {key: size if math.isfinite(size) else 0.0 for key, size in found.items()}
