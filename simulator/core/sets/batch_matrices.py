"""The notes' two passes for a batch in matrices: the vectors of its items side by side, a column for each.

N = Wᵀ Â + b 1ᵀ, Ŝ = σ′(N̂) ∘ (W S), softmax column by column, and ∂F/∂W = Â Sᵀ, ∂F/∂b = S 1: the sum over the
items is in the products. mse divides by the number of items. Each column is computed by propagation.py, so
that it has the very bits of the item's own walk; one product for all items would round otherwise.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array, positive
from ..loss import apply_slopes, check_pair, check_targets, loss_named, output_sensitivity
from ..losses.loss_row import Loss
from ..network import Network, check_network, rows_of
from ..propagation import ByLayer, backward, check_finite, descend, descended, forward, past_float64


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
    X, T, rule = _checked(net, X, T, loss)
    with np.errstate(all="ignore"):
        return _run(net, X, T, rule, _columns(net, X, T, rule))


def as_you_go_batch(net: Network, X: Any, T: Any, loss: str, learning_rate: Any) -> tuple[BatchRun, Network]:
    """The same, but W_l is updated as soon as the S_l of all items are known, and they go back through it.

    As propagation.py's as_you_go, of one item: below layer K the result is not the gradient. Returns the
    run with these S, dW and db, and the updated network.
    """
    alpha = positive(learning_rate, "the learning rate")
    run = propagate_batch_as_you_go(net, X, T, loss, descended(net, alpha))
    return run, descend(net, run, alpha)


def propagate_batch_as_you_go(
    net: Network, X: Any, T: Any, loss: str, updated: Callable[[int, Array], Array]
) -> BatchRun:
    """The run in which S goes back through W_l as `updated` gives it from l and the batch's ∂F/∂W_l."""
    X, T, rule = _checked(net, X, T, loss)
    with np.errstate(all="ignore"):
        return _run(net, X, T, rule, _columns_as_you_go(net, X, T, rule, updated))


def _checked(net: Network, X: Any, T: Any, loss: str) -> tuple[Array, Array, Loss]:
    check_network(net)
    rule = loss_named(loss)
    check_pair(rule, ACTIVATIONS[net.layers[-1].activation])
    X, T = rows_of(net, X, T, "BH")
    check_targets(rule, T)
    return X, T, rule


Columns = tuple[ByLayer, ByLayer, ByLayer, ByLayer]  # n, a, A and S of the items side by side


def _run(net: Network, X: Array, T: Array, rule: Loss, columns: Columns) -> BatchRun:
    n, a, A, S = columns
    K, B = net.depth, len(X) if rule.mean else 1
    dW = {l: a[l - 1].dot(S[l].T) / B for l in net.W}
    db = {l: S[l].sum(axis=1) / B for l in net.W}
    for l in net.W:
        check_finite(n[l], "the weighted sum n", l)
    for l in net.W:
        check_finite(dW[l], "the gradient of W", l)  # not finite wherever S is not
        check_finite(db[l], "the gradient of b", l)
    F = rule.total(T, n[K].T, a[K].T, ACTIVATIONS[net.activation[K]]) / B
    if not math.isfinite(F):
        raise past_float64("the error F")
    e, t = T.T - a[K], T.T.copy()
    for array in (t, e, *(array for of_layer in (n, a, A, S, dW, db) for array in of_layer.values())):
        array.setflags(write=False)
    return BatchRun(n, a, A, S, dW, db, t, e, F)


def _columns(net: Network, X: Array, T: Array, rule: Loss) -> Columns:
    W, activation = net.W, net.activation
    items = []
    for x, t in zip(X, T, strict=True):
        n, a = forward(W, net.b, activation, x)
        items.append((n, a, *backward(W, activation, n, a, t, rule)))
    return _side_by_side(items)


def _columns_as_you_go(
    net: Network, X: Array, T: Array, rule: Loss, updated: Callable[[int, Array], Array]
) -> Columns:
    """Layer by layer, since an updated W takes the S of every item; T, X: a row for each."""
    K, sigma = net.depth, {l: ACTIVATIONS[name] for l, name in net.activation.items()}
    passes = [forward(net.W, net.b, net.activation, x) for x in X]
    A = [{l: sigma[l].slope(n[l]) for l in net.W} for n, _ in passes]
    S: list[ByLayer] = [
        {K: output_sensitivity(rule, sigma[K], slopes[K], t, n[K], a[K])}
        for (n, a), slopes, t in zip(passes, A, T, strict=True)
    ]
    for l in range(K - 1, 1, -1):
        sent = np.stack([a[l] for _, a in passes], axis=1)
        dW = sent.dot(np.stack([one[l + 1] for one in S], axis=1).T) / (len(X) if rule.mean else 1)
        through = updated(l + 1, dW)
        for one, slopes in zip(S, A, strict=True):
            one[l] = apply_slopes(slopes[l], through.dot(one[l + 1]))
    ordered = [{l: one[l] for l in net.W} for one in S]
    return _side_by_side([(*both, slopes, one) for both, slopes, one in zip(passes, A, ordered, strict=True)])


def _side_by_side(items: list[Columns]) -> Columns:
    """The items' vectors as columns; A is a row of matrices where an item's is no diagonal."""
    n, a, A, S = (
        {l: np.stack([item[l] for item in each], axis=-1 if each[0][l].ndim == 1 else 0) for l in each[0]}
        for each in zip(*items, strict=True)
    )
    return n, a, A, S
