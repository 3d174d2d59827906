"""The notes' two passes for a batch in matrices: the vectors of its items side by side, a column for each.

N = Wᵀ Â + b 1ᵀ, Ŝ = σ′(N̂) ∘ (W S), softmax column by column, and ∂F/∂W = Â Sᵀ, ∂F/∂b = S 1: the sum over the
items is in the products. mse divides by the number of items. Each column is computed by propagation.py, so
that it has the very bits of the item's own walk; one product for all items would round otherwise.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array
from ..loss import Loss, check_pair, check_targets, loss_named
from ..network import Network, check_network, rows_of
from ..propagation import ByLayer, backward, check_finite, forward, past_float64


@dataclass(frozen=True, eq=False, slots=True)
class BatchRun:
    """Every quantity of a batch of B items, read-only: a from layer 1, the others from layer 2.

    n, a, S: (L, B), each item's own; A: (L, B) of slopes, for softmax (B, L, L); e: (L, B) of the last layer.
    dW (H, L), db (L,) and loss, a float, are of the batch: sums over the items, divided by B for mse.
    """

    n: ByLayer
    a: ByLayer
    A: ByLayer
    S: ByLayer
    dW: ByLayer
    db: ByLayer
    t: Array
    e: Array
    loss: float

    def __repr__(self) -> str:
        widths = "-".join(str(len(a)) for a in self.a.values())
        B = self.t.shape[1]
        return f"BatchRun({widths}, {B:,} item{'' if B == 1 else 's'}, F = {self.loss:.6g})"

    @property
    def x(self) -> Array:
        """The inputs a_1, (H, B)."""
        return self.a[1]

    @property
    def y(self) -> Array:
        """The outputs a_K, (L, B)."""
        return self.a[max(self.a)]


def propagate_batch(net: Network, X: Any, T: Any, loss: str = "tse") -> BatchRun:
    """Take a batch, X (B, H) and T (B, L), rows being items, forward and backward through the network.

    Raises InputError for a wrong shape, a number that is not finite, a loss the output layer does not
    allow, or a value that grows past what float64 holds.

    >>> from simulator import Network
    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> run = propagate_batch(net, [[1, 2], [0, 1], [2, 0]], [[3], [2], [2]])
    >>> run
    BatchRun(2-1, 3 items, F = 2.25)
    >>> run.n[2], run.S[2]  # N = Wᵀ X + b 1ᵀ, S = −2 E
    (array([[2.5, 1. , 1. ]]), array([[-1., -2., -2.]]))
    >>> run.dW[2].ravel(), run.db[2]  # X Sᵀ and S 1
    (array([-5., -4.]), array([-5.]))
    """
    check_network(net)
    rule, output = loss_named(loss), ACTIVATIONS[net.layers[-1].activation]
    check_pair(rule, output)
    X, T = rows_of(net, X, T, "BH")
    check_targets(rule, T)
    K, B = net.depth, len(X) if rule.mean else 1
    with np.errstate(all="ignore"):
        n, a, A, S = _columns(net, X, T, rule)
        dW = {l: a[l - 1].dot(S[l].T) / B for l in net.W}
        db = {l: S[l].sum(axis=1) / B for l in net.W}
        for l in net.W:
            check_finite(n[l], "the weighted sum n", l)
        for l in net.W:
            check_finite(dW[l], "the gradient of W", l)  # not finite wherever S is not
            check_finite(db[l], "the gradient of b", l)
        F = rule.total(T, n[K].T, a[K].T, output) / B
        e = T.T - a[K]
    if not math.isfinite(F):
        raise past_float64("the error F")
    t = T.T.copy()
    for array in (t, e, *(array for of_layer in (n, a, A, S, dW, db) for array in of_layer.values())):
        array.setflags(write=False)
    return BatchRun(n, a, A, S, dW, db, t, e, F)


def _columns(net: Network, X: Array, T: Array, rule: Loss) -> tuple[ByLayer, ByLayer, ByLayer, ByLayer]:
    """n, a, A and S of the items side by side; A is a row of matrices where an item's is no diagonal."""
    W, activation = net.W, net.activation
    items = []
    for x, t in zip(X, T, strict=True):
        n, a = forward(W, net.b, activation, x)
        items.append((n, a, *backward(W, activation, n, a, t, rule)))
    n, a, A, S = (
        {l: np.stack([item[l] for item in each], axis=-1 if each[0][l].ndim == 1 else 0) for l in each[0]}
        for each in zip(*items, strict=True)
    )
    return n, a, A, S
