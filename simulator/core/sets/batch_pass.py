"""The notes' forward and backward pass for many items at once: a row for each item, nothing refused.

It computes what propagation.py computes item by item. What grows past float64 becomes inf or nan, without
a warning: the places that look at health have to see it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array, as_rows
from ..loss import check_pair, check_targets, loss_named
from ..losses.loss_row import Loss
from ..network import Network, check_network, rows_of
from ..propagation import ByLayer


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """By layer: a (N, L) from 1; n, S and the diagonals of A (N, L) from 2. dW, db: of the set; T, e: (N, L).

    dW (H, L) and db (L,) are the notes' totals: mse averages over the items, the other losses sum.
    """

    n: ByLayer
    a: ByLayer
    slopes: ByLayer
    S: ByLayer
    dW: ByLayer
    db: ByLayer
    T: Array
    e: Array


def checked(net: Network, X: Any, T: Any, loss: str) -> tuple[Array, Array, Loss]:
    """One item or rows of them as X (N, H) and T (N, L); raises InputError as `gradient` does."""
    check_network(net)
    rule = loss_named(loss)
    check_pair(rule, ACTIVATIONS[net.layers[-1].activation])
    X, T = rows_of(net, as_rows(X), as_rows(T))
    check_targets(rule, T)
    return X, T, rule


def forward_rows(net: Network, X: Array) -> tuple[ByLayer, ByLayer]:
    """n_l and a_l of every row, (N, L)."""
    n: ByLayer = {}
    a: ByLayer = {1: X}
    with np.errstate(all="ignore"):
        for l, layer in enumerate(net.layers, start=2):
            n[l] = a[l - 1] @ layer.W + layer.b
            a[l] = ACTIVATIONS[layer.activation].value(n[l])
    return n, a


def both_ways(net: Network, X: Array, T: Array, rule: Loss) -> Rows:
    """Every quantity of the set, from X and T as `checked` gives them."""
    n, a = forward_rows(net, X)
    K, W = net.depth, net.W
    with np.errstate(all="ignore"):
        sigma = {l: ACTIVATIONS[name] for l, name in net.activation.items()}
        slopes = {l: sigma[l].diagonal(n[l], a[l]) for l in W}
        S = {K: rule.sensitivity(sigma[K], T, n[K], a[K])}
        for l in range(K - 1, 1, -1):
            v = S[l + 1] @ W[l + 1].T
            S[l] = slopes[l] * v if sigma[l].elementwise else sigma[l].applied(n[l], a[l], v)
        N = len(X) if rule.mean else 1
        dW = {l: a[l - 1].T @ S[l] / N for l in W}
        db = {l: S[l].sum(axis=0) / N for l in W}
        return Rows(n, a, slopes, {l: S[l] for l in W}, dW, db, T, T - a[K])


def size(array: Array) -> float:
    """The root of the sum of squares, where the squares alone could leave float64's range."""
    largest = float(np.abs(array).max(initial=0.0))
    if largest == 0 or not np.isfinite(largest):
        return largest
    with np.errstate(over="ignore", under="ignore"):
        scaled = array / largest
        return largest * float(np.sqrt((scaled * scaled).sum()))


def root_mean_square(rows: Array) -> float:
    """The root mean square, over the items, of ‖row‖; for one item ‖row‖ itself."""
    return size(rows) / float(np.sqrt(len(rows)))
