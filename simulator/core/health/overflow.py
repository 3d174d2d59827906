"""Where the first number that is not finite arises, and from which numbers.

A Network is finite from birth, so this is always an overflow: in a forward or backward pass or in the
update. `propagate`, `gradient` and `descend` refuse such runs; here they are taken apart.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array, positive
from ..losses.loss_row import Loss
from ..network import Network, moved
from ..propagation import ByLayer, backward, forward
from ..sets.batch_pass import Rows, both_ways, checked
from . import overflow_sentences as operands

ROOM = 1e300  # sums of products of which no part comes near float64's end, whatever their order


@dataclass(frozen=True, slots=True)
class NotFinite:
    """`quantity`: n, a, e, F, S, dW, db, W or b (updated) of a layer; e and F belong to the last one.

    `place`: its component from 1, row and column for W, () for F; `item`: the row from 0, None where only
    the total over the items, or the update, is not finite.
    """

    quantity: str
    layer: int
    place: tuple[int, ...]
    item: int | None
    value: float
    sentence: str


@dataclass(frozen=True, eq=False, slots=True)
class _Pass:
    n: ByLayer
    a: ByLayer
    slopes: ByLayer
    S: ByLayer
    F: float


# What is looked at: quantity, layer, item (None: the total), its array, and what made the number at a place.
_Look = tuple[str, int, int | None, Array, Callable[[operands.Place], str]]


def first_not_finite(
    net: Network, X: Any, T: Any, loss: str = "tse", learning_rate: Any = 0.1
) -> NotFinite | None:
    """The first number that is inf or nan in one update with these items, or None.

    In the order of the notes: n_2, a_2, n_3 … a_K, e, F, then S, ∂F/∂W, ∂F/∂b from layer K down, then the
    updated W and b; within one quantity the first item. X (N, H) and T (N, L), or one item. Raises
    InputError as `gradient` does for what was put in.
    """
    X, T, rule = checked(net, X, T, loss)
    alpha = positive(learning_rate, "the learning rate")
    return first_in(net, X, T, rule, alpha, both_ways(net, X, T, rule))


def first_in(net: Network, X: Array, T: Array, rule: Loss, alpha: float, run: Rows) -> NotFinite | None:
    """The same where the pass over all rows is made already."""
    if _roomy(net, run, T, alpha):
        return None
    with np.errstate(all="ignore"):
        for quantity, l, item, array, why in _looks(net, X, T, rule, alpha):
            if not np.isfinite(array).all():
                at = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
                place, value = tuple(i + 1 for i in at), float(array[at])
                told = item if len(X) > 1 else None
                sentence = operands.overflown(quantity, l, place, value, why(at), told)
                return NotFinite(quantity, l, place, item, value, sentence)
    return None


def _roomy(net: Network, run: Rows, T: Array, alpha: float) -> bool:
    """Whether no sum can overflow, in whatever order it is taken: the usual case, told in one pass."""
    K, N = net.depth, len(T)
    top = {q: {l: _top(array) for l, array in getattr(run, q).items()} for q in ("a", "S", "slopes")}
    e = 2 * _top(T) + 2 * top["a"][K]
    sizes = [N * len(T[0]) * e * max(1.0, e) * max(1.0, top["slopes"][K])]
    for l, W in net.W.items():
        H, L = W.shape
        sizes.append(H * _top(W) * top["a"][l - 1] + _top(net.b[l]))
        sizes.append(L * _top(W) * top["S"][l] * H * max(1.0, top["slopes"].get(l - 1, 1.0)))
        sizes.append(N * max(1.0, top["a"][l - 1]) * top["S"][l] * max(1.0, alpha) + _top(W) + _top(net.b[l]))
        sizes.append(top["a"][l])
    return all(size < ROOM for size in sizes)  # false for nan too


def _top(array: Array) -> float:
    return float(np.abs(array).max())


def _looks(net: Network, X: Array, T: Array, rule: Loss, alpha: float) -> Iterator[_Look]:
    passes = [_pass(net, x, t, rule) for x, t in zip(X, T, strict=True)]
    W, b, K = net.W, net.b, net.depth
    for l in W:
        for i, p in enumerate(passes):
            yield "n", l, i, p.n[l], partial(operands.of_sum, W[l], p.a[l - 1], b[l])
        for i, p in enumerate(passes):
            yield "a", l, i, p.a[l], partial(operands.of_activation, p.n[l])
    for i, p in enumerate(passes):
        yield "e", K, i, T[i] - p.a[K], partial(operands.of_difference, T[i], p.a[K])
    for i, p in enumerate(passes):
        yield "F", K, i, np.asarray(p.F), partial(operands.of_error, T[i], p.a[K])
    divisor = len(X) if rule.mean else 1
    yield "F", K, None, np.asarray(sum(p.F for p in passes) / divisor), operands.of_total
    dW: ByLayer = {}
    db: ByLayer = {}
    for l in range(K, 1, -1):
        yield from _backward(net, passes, l)
        dW[l] = sum((np.outer(p.a[l - 1], p.S[l]) for p in passes), start=np.zeros(W[l].shape)) / divisor
        db[l] = sum((p.S[l] for p in passes), start=np.zeros(b[l].shape)) / divisor
        yield "dW", l, None, dW[l], operands.of_total
        yield "db", l, None, db[l], operands.of_total
    for l in W:
        for name, old, change in (("W", W[l], dW[l]), ("b", b[l], db[l])):
            if f"{name}{l}" not in net.frozen:
                new = moved(net.frozen, f"{name}{l}", old, old - alpha * change)
                yield name, l, None, new, partial(operands.of_change, old, alpha, change)


def _backward(net: Network, passes: list[_Pass], l: int) -> Iterator[_Look]:
    for i, p in enumerate(passes):
        why = operands.at_the_output
        if l < net.depth:
            why = partial(operands.of_sensitivity, net.W[l + 1], p.slopes[l], p.S[l + 1])
        yield "S", l, i, p.S[l], why
    for i, p in enumerate(passes):
        outer = p.a[l - 1][:, None] * p.S[l]
        yield "dW", l, i, outer, partial(operands.of_gradient, p.a[l - 1], p.S[l])


def _pass(net: Network, x: Array, t: Array, rule: Loss) -> _Pass:
    K = net.depth
    n, a = forward(net.W, net.b, net.activation, x)
    slopes, S = backward(net.W, net.activation, n, a, t, rule)
    return _Pass(n, a, slopes, S, rule.total(t, n[K], a[K], ACTIVATIONS[net.activation[K]]))
