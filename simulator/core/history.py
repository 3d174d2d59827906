"""What training leaves behind: the set's error by epoch, and the network before any update, bit for bit."""

import operator
import sys
from typing import Any

from .descent import Descent
from .inputs import Array, InputError
from .network import Network

WORK = 2e8  # multiplications between two snapshots, a tenth of a second, until memory asks for wider spacing
WIDEST = 256  # updates between two snapshots, likewise
WAITING = 2**23  # bytes of parameters whose error nobody has asked for yet


class Snapshots:
    """The parameters before every so many updates, in at most `limit` bytes; the first is always kept."""

    def __init__(self, first: Array, start: int, batch_size: int, limit: int) -> None:
        self._start = start
        self._spacing = int(max(1, min(WIDEST, WORK / (batch_size * len(first)))))
        self._limit = limit
        self._kept = [first]

    @property
    def memory(self) -> int:
        """Bytes taken."""
        return len(self._kept) * sys.getsizeof(self._kept[0])

    def due(self, k: int) -> int:
        """The update after k before which the next snapshot falls due."""
        return k + self._spacing - (k - self._start) % self._spacing

    def keep(self, k: int, descent: Descent) -> None:
        """Keep the parameters before update k if they are due; thin out what then takes too much."""
        if (k - self._start) % self._spacing:
            return
        self._kept.append(descent.save())
        while self.memory > self._limit and len(self._kept) > 1:
            del self._kept[1::2]
            self._spacing *= 2

    def before(self, k: int) -> tuple[int, Array]:
        """The last snapshot at or before update k, and its update."""
        place = min((k - self._start) // self._spacing, len(self._kept) - 1)
        return self._start + place * self._spacing, self._kept[place]


class Errors:
    """The set's error at several moments of a run, measured when it is asked for: it takes all rows."""

    def __init__(self, descent: Descent) -> None:
        self._descent = descent
        self._measured: list[float] = []
        self._waiting: list[Array] = []  # parameters still to be measured
        self.note()

    def note(self) -> None:
        """Here is such a moment."""
        self._waiting.append(self._descent.save())
        if len(self._waiting) * sys.getsizeof(self._waiting[0]) > WAITING:
            self.measured()

    def measure_full_batch(self) -> None:
        """Measure a full batch where the run stands: its update goes on from the forward pass that takes."""
        if self._descent.order.full and self._waiting:
            self._waiting.pop()
            self._measured.append(self._descent.error())

    def measured(self) -> list[float]:
        """All of them."""
        self.measure_full_batch()
        if self._waiting:
            now = self._descent.save()
            for flat in self._waiting:
                self._descent.load(flat)
                self._measured.append(self._descent.error())
            self._descent.load(now)
            self._waiting.clear()
        return self._measured


class History:
    """The record of a run. While the run lasts it grows, and the callback of `train` is given it.

    `start`: the number of the run's first update, counted from 0; `updates`: how many it has made;
    `stopped`: one sentence on why the run ended before its last update, or "".
    """

    def __init__(self, descent: Descent, snapshots: Snapshots, start: int) -> None:
        self.start = start
        self.updates = 0
        self.stopped = ""
        self.errors = Errors(descent)
        self._descent = descent
        self._snapshots = snapshots
        self._replayed = snapshots.before(start)

    @property
    def losses(self) -> list[float]:
        """The set's error before training and after each completed epoch; inf past what float64 holds."""
        return self.errors.measured().copy()

    @property
    def epoch(self) -> int:
        """Completed epochs, counted from update 0."""
        return (self.start + self.updates) // self._descent.order.per_epoch

    @property
    def network(self) -> Network:
        """The network after the last update."""
        return self._descent.network

    @property
    def memory(self) -> int:
        """Bytes that the snapshots take."""
        return self._snapshots.memory

    def at(self, k: int) -> Network:
        """The network before update k, which is the one after k updates, bit for bit.

        It is replayed from the last snapshot, by the code that trained. Raises InputError unless k is a
        whole number from `start` to `start + updates`.
        """
        k = self._number(k, "at", self.updates)
        now = self._descent.save()
        # Where one has just been, stepping on takes a single update.
        nearest = self._snapshots.before(k)
        if nearest[0] < self._replayed[0] <= k:
            nearest = self._replayed
        self._descent.load(nearest[1])
        self._descent.advance(nearest[0], k)
        self._replayed = k, self._descent.save()
        network = self._descent.network
        self._descent.load(now)
        return network

    def item(self, k: int) -> tuple[int, ...]:
        """The rows of the set that update k used; raises InputError if this run did not make it."""
        if not self.updates:
            raise InputError("item takes an update that was made; there is none")
        return tuple(self._descent.order.rows(self._number(k, "item", self.updates - 1)).tolist())

    def _number(self, k: Any, name: str, last: int) -> int:
        try:
            number = operator.index(k)
        except TypeError:
            number = -1
        if not self.start <= number <= self.start + last:
            raise InputError(
                f"{name} takes a whole number from {self.start} to {self.start + last}; got {k!r}"
            )
        return number
