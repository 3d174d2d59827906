"""Sets to train on, and training as the readable code has it: one gradient, one descent, and so on."""

from collections.abc import Iterable

import numpy as np

from simulator import Network, descend, gradient
from simulator.core.loss import LOSSES
from simulator.core.propagation import Gradient, backward, forward

from .networks import Problem


def a_set(given: Problem, rows: int, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Several items for a problem's network; its own is the first."""
    rng = np.random.default_rng(seed)
    X = np.vstack([given.x, rng.uniform(-1.5, 1.5, (rows - 1, len(given.x)))])
    T = np.vstack([given.t, rng.uniform(0.1, 1.0, (rows - 1, len(given.t)))])
    return X, T


def with_frozen(net: Network, frozen: Iterable[str]) -> Network:
    return Network.from_arrays(
        [*net.W.values()], [*net.b.values()], [*net.activation.values()], frozen=frozen
    )


def rows_of_updates(N: int, batch_size: int, order: str, seed: int, updates: int) -> list[np.ndarray]:
    """The rows of each update, from the rule: a permutation an epoch, all from one generator."""
    rng = np.random.default_rng(seed)
    found: list[np.ndarray] = []
    while len(found) < updates:
        row = rng.permutation(N) if order == "random" else np.arange(N)
        found += [row[i : i + batch_size] for i in range(0, N, batch_size)]
    return found[:updates]


def trained(
    net: Network, X: np.ndarray, T: np.ndarray, loss: str, alpha: float, batches: Iterable, rule: str
) -> Network:
    """The network after an update for each batch of rows."""
    for rows in batches:
        total = gradient if rule == "gradients-first" else as_you_go_total
        args = (alpha,) if rule == "as-you-go" else ()
        net = descend(net, total(net, X[rows], T[rows], loss, *args), alpha)
    return net


def as_you_go_total(net: Network, X: np.ndarray, T: np.ndarray, loss: str, alpha: float) -> Gradient:
    """What the rule subtracts: layer by layer the batch's total, its S gone back through the new W."""
    N = len(X) if LOSSES[loss].mean else 1
    W, b = net.W, net.b
    passes = [forward(W, b, net.activation, x) for x in X]
    dW: dict[int, np.ndarray] = {}
    db: dict[int, np.ndarray] = {}
    for l in range(net.depth, 1, -1):
        new = {k: W[k] if f"W{k}" in net.frozen else W[k] - alpha * dW[k] for k in dW}
        through = lambda k, _, new=new: new.get(k)  # noqa: E731
        S = [
            backward(W, net.activation, n, a, t, LOSSES[loss], through)[1][l]
            for (n, a), t in zip(passes, T, strict=True)
        ]
        dW[l] = sum(np.outer(a[l - 1], s) for (_, a), s in zip(passes, S, strict=True)) / N
        db[l] = sum(S) / N
    ordered = range(2, net.depth + 1)
    return Gradient({l: dW[l] for l in ordered}, {l: db[l] for l in ordered}, 0.0)


def bits(net: Network) -> bytes:
    return b"".join(layer.W.tobytes() + layer.b.tobytes() for layer in net.layers)
