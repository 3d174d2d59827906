"""Which rows of the set an update takes: in turn, or by a permutation an epoch."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..inputs import Array, one_of

ORDERS = ("turn", "random")
DRAWN = 10_000  # row numbers drawn between two kept states of the generator


class Order:
    """Updates count from 0 and take `batch_size` rows, the last one of an epoch what is left.

    A full batch takes the rows in turn: the total of all of them knows no order.
    """

    def __init__(self, N: int, batch_size: int, order: str, seed: int) -> None:
        one_of(order, ORDERS, "the order")
        self.N = N
        self.batch_size = min(batch_size, N)
        self.per_epoch = -(-N // self.batch_size)
        self.full = self.batch_size == N
        self.random = order == "random" and not self.full
        self._generator = np.random.default_rng(seed)
        self._states: list[Mapping[str, Any]] = []  # of the generator, one every so many epochs
        self._spacing = max(1, DRAWN // N)
        self._drawn = 0
        self._last = np.arange(N)

    def rows(self, k: int) -> Array:
        """The row numbers of update k, (B,)."""
        epoch, place = divmod(k, self.per_epoch)
        first = place * self.batch_size
        return self.permutation(epoch)[first : first + self.batch_size]

    def permutation(self, epoch: int) -> Array:
        """The rows of an epoch, (N,): the draw of that number from one generator."""
        if not self.random:
            return self._last
        if epoch < self._drawn - 1:
            mark = epoch // self._spacing
            self._generator.bit_generator.state = self._states[mark]
            self._drawn = mark * self._spacing
        while self._drawn <= epoch:
            if self._drawn == len(self._states) * self._spacing:
                self._states.append(self._generator.bit_generator.state)
            self._last = self._generator.permutation(self.N)
            self._drawn += 1
        return self._last

    def alike(self, k: int, end: int) -> tuple[int, int]:
        """How far from update k batches lie in one epoch and hold equally many items; and how many."""
        epoch, place = divmod(k, self.per_epoch)
        left = self.N - place * self.batch_size
        if left < self.batch_size:
            return k + 1, left
        return min(end, epoch * self.per_epoch + self.N // self.batch_size), self.batch_size
