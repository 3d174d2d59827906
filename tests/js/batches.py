"""Walks of batches for the player's rules: other outputs, a hidden softmax, as you go, one item left over."""

from itertools import pairwise

import numpy as np

from simulator import Network
from simulator.steps.session import Session


def batch(
    kinds: tuple[str, ...], loss: str, B: int, N: int = 5, order: str = "gradients-first", updates: int = 2
) -> Session:
    """N pairs by batches of B through layers of 2, 3 and then 2 neurons."""
    rng = np.random.default_rng(21)
    sizes = (2, 3, *(2,) * (len(kinds) - 1))
    W = [rng.normal(size=pair) for pair in pairwise(sizes)]
    net = Network.from_arrays(W, [rng.normal(size=n) for n in sizes[1:]], list(kinds))
    T = np.eye(2)[np.arange(N) % 2]
    return Session(net, rng.normal(size=(N, 2)).round(1), T, loss, 0.1, updates, order, batch_size=B)


BATCHES = {
    "mse": batch(("relu", "tanh", "identity"), "mse", 3),
    "softmax": batch(("tanh", "softmax", "softmax"), "tce", 2, updates=3),
    "as you go": batch(("leaky_relu", "sigmoid"), "tse", 4, order="as-you-go"),
    "bce": batch(("sigmoid", "sigmoid"), "bce", 13, 13),
}
