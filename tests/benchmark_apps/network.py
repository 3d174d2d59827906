"""The networks that the benchmark steps through: 2-4-4-2, as large as a blackboard holds, and 784-128-10."""

from itertools import pairwise

import numpy as np

from simulator import Network
from simulator.core.initialise import initialise
from simulator.steps.session import Session

WIDTHS = (2, 4, 4, 2)


def session() -> Session:
    """Five updates on one pair; every weight and every value changes."""
    rng = np.random.default_rng(1)
    W = [rng.normal(size=pair) for pair in pairwise(WIDTHS)]
    b = [rng.normal(size=width) for width in WIDTHS[1:]]
    net = Network.from_arrays(W, b, ["tanh", "sigmoid", "identity"])
    return Session(net, rng.normal(size=2), rng.normal(size=2), learning_rate=0.05)


def large_session() -> Session:
    """Five updates on one pair: a ring of 28 × 28 pixels, most of them 0, to be told as the second of ten."""
    net = initialise((784, 128, 10), ["tanh", "softmax"], "glorot", 0)
    across = np.linspace(-1, 1, 28)
    ring = np.exp(-(((np.hypot(across[:, None], across) - 0.55) / 0.15) ** 2)).ravel()
    return Session(net, np.where(ring < 0.05, 0.0, ring), np.eye(10)[1], "tce", updates=5)
