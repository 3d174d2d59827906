"""F and its gradient over rows of any number, taken through the network block by block: memory stays small.

Nothing is refused: what grows past float64 becomes inf or nan, without a warning.
"""

from collections.abc import Iterator

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array
from ..losses.loss_row import Loss
from ..network import Network
from ..propagation import ByLayer
from .batch_pass import both_ways, forward_rows

HELD = 2**19  # numbers of one layer that are held at once


def row_blocks(net: Network, N: int) -> Iterator[slice]:
    """All rows, in blocks of which the widest layer holds no more than so many numbers."""
    count = max(1, HELD // max(net.widths))
    return (slice(start, start + count) for start in range(0, N, count))


def error_of_rows(net: Network, X: Array, T: Array, rule: Loss) -> float:
    """F over X (N, H) and T (N, L), as `gradient` has it."""
    F = 0.0
    with np.errstate(all="ignore"):
        for rows in row_blocks(net, len(X)):
            n, a = forward_rows(net, X[rows])
            F += rule.total(T[rows], n[net.depth], a[net.depth], ACTIVATIONS[net.layers[-1].activation])
    return F / len(X) if rule.mean else F


def gradient_of_rows(net: Network, X: Array, T: Array, rule: Loss) -> tuple[ByLayer, ByLayer]:
    """∂F/∂W_l (H, L) and ∂F/∂b_l (L,) over X (N, H) and T (N, L)."""
    dW = {l: np.zeros_like(W) for l, W in net.W.items()}
    db = {l: np.zeros_like(b) for l, b in net.b.items()}
    with np.errstate(all="ignore"):
        for rows in row_blocks(net, len(X)):
            run = both_ways(net, X[rows], T[rows], rule)
            share = len(run.e) / len(X) if rule.mean else 1.0  # of a mean over the block
            for l in net.W:
                dW[l] += run.dW[l] * share
                db[l] += run.db[l] * share
    return dW, db
