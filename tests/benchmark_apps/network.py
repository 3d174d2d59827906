"""The network that the benchmark steps through: 2-4-4-2, as large as a blackboard holds."""

from itertools import pairwise

import numpy as np

from simulator import Network
from simulator.steps.session import Session

WIDTHS = (2, 4, 4, 2)


def session() -> Session:
    """Five updates on one pair; every weight and every value changes."""
    rng = np.random.default_rng(1)
    W = [rng.normal(size=pair) for pair in pairwise(WIDTHS)]
    b = [rng.normal(size=width) for width in WIDTHS[1:]]
    net = Network.from_arrays(W, b, ["tanh", "sigmoid", "identity"])
    return Session(net, rng.normal(size=2), rng.normal(size=2), learning_rate=0.05)
