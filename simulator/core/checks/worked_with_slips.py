"""Forward, backward and update of one item or a set, in whatever way one likes: rightly, or with a slip."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..activation import ACTIVATIONS, Activation
from ..inputs import Array
from ..loss import Loss
from ..network import Network

AT_ONCE = 2**18  # numbers of âSᵀ that are held at a time

Key = tuple[str, int]  # quantity and layer: ("dW", 3)
Back = Callable[[Activation, Array, Array, Array], Array]  # Âv from the activation, n, a and v, (N, L) each
Start = Callable[[Loss, Activation, Array, Array, Array], Array]  # S_K from the two, t, n and y


def as_it_is(number: Array) -> Array:
    """Nothing is rounded."""
    return number


@dataclass(frozen=True, slots=True)
class Slip:
    """One way to make a mistake: what is done differently. As it stands, nothing is."""

    name: str = ""
    start: Start = Loss.sensitivity
    back: Back = Activation.applied
    scale: float = 1.0  # times S_K
    total: float = 1.0  # times ∂F/∂W and ∂F/∂b
    forth_turned: bool = False  # W for Wᵀ in n
    back_turned: bool = False  # Wᵀ for W in Ŝ
    through_new: bool = False  # the updated W in Ŝ
    without_b: bool = False  # in n
    keeps_b: bool = False  # in the update
    kept: Callable[[Array], Array] = as_it_is  # what becomes of each n, a, S, ∂F/∂W and ∂F/∂b
    kept_total: bool = False  # the same for those of the set


@dataclass(frozen=True, eq=False, slots=True)
class Task:
    """A network, its items X (N, H) and T (N, L), and α; `alone`: one item, not a set of one."""

    net: Network
    X: Array
    T: Array
    rule: Loss
    alpha: float
    alone: bool


def worked(task: Task, slip: Slip = Slip()) -> Iterator[tuple[Key, Array]]:
    """What one gets, quantity by quantity as the work goes on; of a set its totals dW, db and the new W, b.

    To be called where overflow is ignored: then numbers may not be finite.
    """
    net, K = task.net, task.net.depth
    sigma = {l: ACTIVATIONS[name] for l, name in net.activation.items()}
    n, a = forth(task, slip)
    if task.alone:
        yield ("a", 1), task.X[0]
        for l in n:
            yield from ((("n", l), n[l][0]), (("a", l), a[l][0]))
    S = slip.kept(slip.scale * slip.start(task.rule, sigma[K], task.T, n[K], a[K]))
    for l in range(K, 1, -1):
        if task.alone:
            yield ("S", l), S[0]
        dW, db = (slip.total * g for g in _totals(task, slip, a[l - 1], S))
        W, b = net.W[l], net.b[l]
        new_W = W if f"W{l}" in net.frozen else W - task.alpha * dW
        new_b = b if slip.keeps_b or f"b{l}" in net.frozen else b - task.alpha * db
        yield from ((("dW", l), dW), (("db", l), db), (("W", l), new_W), (("b", l), new_b))
        if l > 2:
            through = new_W if slip.through_new else _turned(W) if slip.back_turned else W
            S = slip.kept(slip.back(sigma[l - 1], n[l - 1], a[l - 1], S @ through.T))


def forth(task: Task, slip: Slip = Slip()) -> tuple[dict[int, Array], dict[int, Array]]:
    """n and a, (N, L) by layer number."""
    n: dict[int, Array] = {}
    a = {1: task.X}
    for l, layer in enumerate(task.net.layers, start=2):
        W = _turned(layer.W) if slip.forth_turned else layer.W
        weighted = a[l - 1] @ W
        n[l] = slip.kept(weighted if slip.without_b else weighted + layer.b)
        a[l] = slip.kept(ACTIVATIONS[layer.activation].value(n[l]))
    return n, a


def _totals(task: Task, slip: Slip, a: Array, S: Array) -> tuple[Array, Array]:
    """∂F/∂W and ∂F/∂b of all items."""
    N = len(S) if task.rule.mean else 1
    if slip.kept is as_it_is:
        return a.T @ S / N, S.sum(axis=0) / N
    dW, db = np.zeros((a.shape[1], S.shape[1])), S.sum(axis=0) / N
    few = max(1, AT_ONCE // dW.size)
    for i in range(0, len(S), few):
        dW += slip.kept(a[i : i + few, :, None] * S[i : i + few, None, :]).sum(axis=0)
    dW /= N
    return (slip.kept(dW), slip.kept(db)) if slip.kept_total else (dW, db)


def _turned(W: Array) -> Array:
    return W.T if W.shape[0] == W.shape[1] else W
