"""The rows of a set as the compiled updates want them, batch after batch."""

from collections.abc import Iterable, Iterator

import numpy as np

from ..inputs import Array
from .fast.unrolled_calls import Batch
from .row_order import Order

KEPT = 4096  # batches that are cut beforehand, for an epoch in turn
DOUBLED = 2**24  # bytes of X up to which they are kept as columns too


class Batches:
    """X (N, H) with a column of ones for the bias, T (N, L), and the order in which updates take them.

    For a full batch they lie in memory column by column, which multiply faster.
    """

    def __init__(self, X: Array, T: Array, order: Order) -> None:
        self.order = order
        N, H = X.shape
        self._X = np.empty((H + 1, N)).T if order.full else np.empty((N, H + 1))
        self._X[:, :-1] = X
        self._X[:, -1] = 1.0
        self._T = np.asarray(T, order="F" if order.full else None)
        self._kept: list[Batch] | None = None  # made when first asked for: machine code takes the rows

    def _all_cut(self) -> list[Batch] | None:
        """The batches of an epoch in turn, unless they are too many, or others in each epoch."""
        order = self.order
        if order.per_epoch > KEPT or (order.batch_size > 1 and order.random):
            return None
        if self._kept is None:
            self._kept = [self.cut(first, order.batch_size) for first in range(0, order.N, order.batch_size)]
            if self._X.nbytes <= DOUBLED and 1 < order.batch_size < order.N:
                self._kept = [(x, x.T.copy(), t.copy()) for x, _, t in self._kept]  # columns multiply faster
        return self._kept

    @property
    def rows(self) -> tuple[Array, Array]:
        """X with its column of ones, (N, H + 1), and T, row by row."""
        return np.ascontiguousarray(self._X), np.ascontiguousarray(self._T)

    @property
    def all(self) -> Batch:
        """All rows."""
        return self.cut(0, self.order.N)

    def cut_up(self, most: int) -> Iterator[Batch]:
        """All rows in turn, at most so many at a time."""
        return (self.cut(first, most) for first in range(0, self.order.N, most))

    def cut(self, first: int, size: int) -> Batch:
        """So many rows that lie side by side, or what is left of them."""
        rows = self._X[first : first + size]
        return rows, rows.T, self._T[first : first + size].T

    def of(self, k: int, end: int, items: int) -> Iterable[Batch]:
        """The batches of updates k to end − 1, which lie in one epoch and hold so many items each."""
        order, place = self.order, k % self.order.per_epoch
        if order.random and order.batch_size > 1:
            return self._gathered(k, end, items)
        kept = self._all_cut()
        if kept is not None and not order.random:
            return kept[place : place + end - k]
        numbers: Iterable[int] = range(place, place + end - k)
        if order.random:
            numbers = order.permutation(k // order.per_epoch)[place : place + end - k].tolist()
        if kept is not None:
            return map(kept.__getitem__, numbers)
        return (self.cut(number * order.batch_size, order.batch_size) for number in numbers)

    def _gathered(self, k: int, end: int, items: int) -> Iterator[Batch]:
        """Rows that do not lie side by side are copied together."""
        rows, t = np.empty((items, self._X.shape[1])), np.empty((items, self._T.shape[1]))
        batch = rows, rows.T, t.T
        for update in range(k, end):
            chosen = self.order.rows(update)
            self._X.take(chosen, 0, rows, "clip")
            self._T.take(chosen, 0, t, "clip")
            yield batch
