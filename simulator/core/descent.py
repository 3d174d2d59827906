"""The descent of a run: update k takes the parameters to those that update k + 1 starts from.

Each is a fixed function of the parameters and k, so that a replay gives every bit again.
"""

from collections.abc import Iterator

import numpy as np

from .inputs import Array, all_finite
from .network import Network
from .order import Order
from .parameters import Parameters
from .plan import Plan, Task, compiled

MEASURED = 1024  # items that the set's error takes at a time
CUT = 4096  # batches whose views of the set are made beforehand
LARGEST = 280.0  # the power of ten that a product through all layers may reach unwatched

Batch = tuple[Array, Array, Array]  # x with a column of ones (B, H + 1), its transpose, t (L, B)


class Descent:
    """The current parameters, in place, over a set X (N, H), T (N, L)."""

    def __init__(self, task: Task, X: Array, T: Array, order: Order) -> None:
        self.order = order
        self._task = task
        self._P = Parameters.of(task.net)
        self._G = Parameters.like(task.net)
        self._X = np.hstack([X, np.ones((len(X), 1))])
        self._T = T
        self._plans: dict[int, Plan] = {}
        self._ahead = False  # the forward pass of the next update is done
        self._limit = 10.0 ** (LARGEST / task.net.depth)
        self._tame = float(np.abs(X).max()) < self._limit
        few = order.per_epoch <= CUT and (order.batch_size == 1 or not order.random)
        self._cuts = [self._cut(first) for first in range(0, order.N, order.batch_size)] if few else None

    @property
    def network(self) -> Network:
        """The current network, a copy."""
        return self._P.network(self._task.net)

    def save(self) -> Array:
        """A copy of the current parameters."""
        return self._P.flat.copy()

    def load(self, flat: Array) -> None:
        """Put saved parameters back."""
        np.copyto(self._P.flat, flat)
        self._ahead = False

    def error(self) -> float:
        """The set's error, not finite where it is past what float64 holds."""
        step = self.order.N if self.order.full else min(MEASURED, self.order.N)
        total = 0.0
        with np.errstate(all="ignore"):
            for first in range(0, self.order.N, step):
                rows, columns, t = self._cut(first, step)
                plan = self._plan(len(rows))
                plan.forward(columns)
                total += plan.error(t)
        self._ahead = self.order.full
        return total / (self.order.N if self._task.loss.mean else 1)

    def advance(self, k: int, end: int) -> None:
        """Make updates k to end − 1. Whether the numbers stayed finite is for the caller to ask."""
        with np.errstate(all="ignore"):
            while k < end:
                stop, items = self.order.alike(k, end)
                self._run(self._plan(items), self._batches(k, stop, items))
                k = stop

    def watched(self, k: int, end: int) -> tuple[int, str]:
        """The same as far as every n, gradient and parameter is finite; returns how far, and what was not.

        A number that is not finite never leaves the parameters again, so they are looked at once at the
        end. Only where something has grown so large that an n alone could overflow is every update watched.
        """
        before = self.save()
        self.advance(k, end)
        with np.errstate(all="ignore"):
            if self._tame and self._P.flat.dot(self._P.flat) < self._limit * self._limit:
                return end, ""
        self.load(before)
        for made in range(k, end):
            before = self.save()
            self.advance(made, made + 1)
            if found := self._overflow(self.order.alike(made, end)[1]):
                self.load(before)
                return made, found
        return end, ""

    def _run(self, plan: Plan, batches: Iterator[Batch]) -> None:
        forward, back = plan.forward, plan.back
        if self._ahead:
            rows, _, t = next(batches)
            back(rows, t)
            self._ahead = False
        for rows, columns, t in batches:
            forward(columns)
            back(rows, t)

    def _overflow(self, items: int) -> str:
        """The first quantity of the last update, over so many items, that is not finite."""
        n = self._plan(items).n
        for name, arrays in (
            ("the weighted sum n", n),
            ("the gradient of layer ", self._G.blocks),
            ("the updated parameters of layer ", self._P.blocks),
        ):
            for l, array in enumerate(arrays, start=2):
                with np.errstate(all="ignore"):
                    if not all_finite(array):
                        return f"{name}{l}"
        return ""

    def _plan(self, items: int) -> Plan:
        if items not in self._plans:
            self._plans[items] = compiled(self._task, self._P, self._G, items)
        return self._plans[items]

    def _cut(self, first: int, size: int = 0) -> Batch:
        rows = self._X[first : first + (size or self.order.batch_size)]
        return rows, rows.T, self._T[first : first + len(rows)].T

    def _batches(self, k: int, end: int, items: int) -> Iterator[Batch]:
        """The batches of updates k to end − 1, all in one epoch and of so many items."""
        order, place = self.order, k % self.order.per_epoch
        if order.random and order.batch_size > 1:
            return self._gathered(k, end, items)
        firsts = [place + i for i in range(end - k)]
        if order.random:
            firsts = order.permutation(k // order.per_epoch)[place : place + end - k].tolist()
        if self._cuts is not None:
            return map(self._cuts.__getitem__, firsts)
        return (self._cut(first * order.batch_size) for first in firsts)

    def _gathered(self, k: int, end: int, items: int) -> Iterator[Batch]:
        """Rows that do not lie side by side are copied together."""
        rows, t = np.empty((items, self._X.shape[1])), np.empty((items, self._T.shape[1]))
        batch = rows, rows.T, t.T
        for update in range(k, end):
            chosen = self.order.rows(update)
            self._X.take(chosen, 0, rows, "clip")
            self._T.take(chosen, 0, t, "clip")
            yield batch
