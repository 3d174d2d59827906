"""Scalar autograd run twice with nothing cleared: what lies between counts the more, the farther from F.

Each number of the graph keeps what it got in the first run and adds, in the second, what comes from its
successors, which by then hold more than they should: G₂(v) = G₁(v) + Σ ∂c/∂v G₂(c). How far a number lies
from F depends on how the sums are written, so the usual ways are gone through.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from ...inputs import Array
from ...network import moved
from .worked_with_slips import EVERY, Key, Task, new_weights


@dataclass(frozen=True, eq=False, slots=True)
class RunTwice:
    """One way to write it: `output`, (N, L), says how many operations lie between each y and F.


    `fused`: F comes from n at once. `chain`: the products w â are added one by one; `b_first`: b is the first
    of the sum, else added at the end. `b_apart`: that is an operation of its own.
    """

    output: Array
    fused: bool
    chain: bool
    b_first: bool
    b_apart: bool

    def worked(
        self, task: Task, wanted: Collection[Key], columns: slice = EVERY
    ) -> Iterator[tuple[Key, Array]]:
        """S, ∂F/∂W, ∂F/∂b and the new W and b, from the output back; of matrices the `columns` alone."""
        net, (n, a) = task.net, task.forth
        last = max(2, min(l for _, l in wanted))
        G = self._at_output(task)
        for l in range(net.depth, last - 1, -1):
            products, b_part = self._between(net.widths[l - 2])
            if task.itemwise:
                yield ("S", l), task.own(G)
            yield from self._layer(task, l, G, products, b_part, wanted, columns)
            if l > last:
                right = task.S[l] @ net.W[l].T
                G = task.S[l - 1] + task.sigma[l - 1].applied(
                    n[l - 1], a[l - 1], right * (1 + products) + G @ net.W[l].T
                )

    def _at_output(self, task: Task) -> Array:
        K, (n, a) = task.net.depth, task.forth
        if self.fused:
            return 2 * task.S[K]
        v = task.rule.slope(task.T, a[K]) * (1 + self.output)
        return np.asarray(task.S[K] + task.sigma[K].applied(n[K], a[K], v))

    def _between(self, H: int) -> tuple[Array, float]:
        """How many additions lie between each w â and n, (H,), and between b and n beside the last."""
        if not self.chain:
            return np.full(H, float(self.b_apart)), 0.0
        rest = np.arange(H, 0, -1.0)  # sum() from left to right
        return (rest, H - 1.0) if self.b_first else (rest + 1, 0.0)

    def _layer(
        self,
        task: Task,
        l: int,
        G: Array,
        products: Array,
        b_part: float,
        wanted: Collection[Key],
        columns: slice,
    ) -> Iterator[tuple[Key, Array]]:
        left, S, N = task.forth[1][l - 1], task.S[l], len(task.X) if task.rule.mean else 1
        if ("dW", l) in wanted or ("W", l) in wanted:
            dW = ((1 + products)[:, None] * (left.T @ S[:, columns]) + left.T @ G[:, columns]) / N
            yield ("dW", l), dW
            yield ("W", l), new_weights(task, l, columns, dW)
        if ("db", l) in wanted or ("b", l) in wanted:
            db = ((1 + b_part) * S + G).sum(axis=0) / N
            yield ("db", l), db
            b = task.net.b[l]
            yield ("b", l), moved(task.net.frozen, f"b{l}", b, b - task.alpha * db)


def run_twice(task: Task) -> Iterator[RunTwice]:
    """Every way to write the sums of n, and the error."""
    sums = ((False, False, False), (False, False, True), (True, True, False), (True, False, False))
    fused = task.sigma[task.net.depth].name in task.rule.fused
    for output, (chain, b_first, b_apart) in product(_outputs(task), sums):
        yield RunTwice(output, False, chain, b_first, b_apart)
    if fused:
        for chain, b_first, b_apart in sums:
            yield RunTwice(task.T, True, chain, b_first, b_apart)


def _outputs(task: Task) -> list[Array]:
    """How many operations lie between each y and F, (N, L)."""
    one = np.ones(task.T.shape)
    found = [one]  # F is one operation
    M = task.T.size
    place = np.arange(M, dtype=float).reshape(task.T.shape)
    extra = float(task.rule.squares is not None and task.rule.squares.weight != "1") + float(
        task.rule.mean and len(task.X) > 1
    )
    for sums in (one, M - place, np.where(place == 0, M - 1, M - place), 0 * one):
        if sums.any() or M == 1:
            found += [sums + extra + apart for apart in (2.0, 3.0)]  # y − t; t − y, which is t + y · (−1)
    return found
