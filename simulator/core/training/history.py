"""What training leaves behind: the set's error by epoch, and the network before any update, bit for bit."""

import sys
from typing import Any

import numpy as np

from ..inputs import Array, InputError, whole
from ..network import Network
from .descent import Descent, Outputs
from .rule_state import RuleState
from .snapshots import Record, Snapshots

WAITING = 2**23  # bytes of parameters, or of outputs, whose error nobody has asked for yet


class Errors:
    """The set's error at several moments of a run, measured when it is asked for: it takes all rows."""

    def __init__(self, descent: Descent) -> None:
        self._descent = descent
        self._measured: list[float] = []
        self._waiting: list[Array] = []  # parameters still to be measured
        self._due = False  # a full batch is to go forth before it moves on
        self._outputs: list[Outputs] = []  # of a full batch, still to be measured
        self.note()

    def note(self) -> None:
        """Here is such a moment."""
        if self._descent.measured_ahead:
            self._due = True
            return
        self._waiting.append(self._descent.save())
        if len(self._waiting) * sys.getsizeof(self._waiting[0]) > WAITING:
            self.measured()

    def take_full_batch(self) -> None:
        """Take the outputs of a full batch where the run stands: its update goes on from there."""
        if self._due:
            self._due = False
            self._outputs.append(found := self._descent.outputs())
            if len(self._outputs) * (found[0].nbytes + found[1].nbytes) > WAITING:
                self.measured()

    def measured(self) -> list[float]:
        """All of them."""
        self.take_full_batch()
        self._measured += map(self._descent.error_of, self._outputs)
        self._outputs.clear()
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
    `stopped`: one sentence on why the run ended before its last update, or "": by `until`, by the callback,
    or before a number that would not be finite; `path`: by what it was trained, "numpy" or "numba".
    """

    def __init__(self, descent: Descent, snapshots: Snapshots, start: int) -> None:
        self.start = start
        self.updates = 0
        self.stopped = ""
        self.errors = Errors(descent)
        self._descent = descent
        self._snapshots = snapshots
        self._replayed = snapshots.before(start)
        self.path = descent.path
        self._unmeasured = False  # a record holds no errors: they are measured again when asked for

    def __repr__(self) -> str:
        first = f" from update {self.start}" if self.start else ""
        stopped = f"; {self.stopped}" if self.stopped else ""
        return f"History({_counted(self.updates, 'update')}{first}, {_counted(self.epoch, 'epoch')}{stopped})"

    @classmethod
    def of(cls, record: Record, descent: Descent) -> "History":
        """The history that made a record; the descent is left where the run ended."""
        descent.load(record.kept[0])
        history = cls(descent, Snapshots.of(record), record.start)
        descent.load(record.last)
        history.updates, history.stopped, history.path = record.updates, record.stopped, record.path
        history._unmeasured = True
        return history

    def record(self, limit: int = 2**25) -> Record:
        """What this history can be had from again, its snapshots thinned out to `limit` bytes."""
        spacing, kept = self._snapshots.thinned(limit)
        return Record(self.start, self.updates, spacing, kept, self._descent.save(), self.stopped, self.path)

    @property
    def losses(self) -> list[float]:
        """The set's error before training and after each completed epoch; inf past what float64 holds."""
        if self._unmeasured:
            self._measure()
        return self.errors.measured().copy()

    @property
    def last_error(self) -> float:
        """The set's error where the run stands: the last of `losses`, without measuring those before it."""
        return self._descent.error()

    @property
    def replayed_by(self) -> str:
        """The path by which `at` replays: the run's own, or NumPy's where that is not to be had."""
        return self._descent.path

    @property
    def agreement(self) -> str:
        """How the networks of `at` agree with the run's own, in a sentence; "" where they do bit for bit."""
        if self.replayed_by == self.path:
            return ""
        return (
            "This run was trained by compiled code (numba), which is not at hand here: its updates are "
            "replayed by NumPy and agree to 1e-12, not bit for bit."
        )

    @property
    def per_epoch(self) -> int:
        """How many updates go through the set once."""
        return self._descent.order.per_epoch

    @property
    def epoch(self) -> int:
        """Completed epochs, counted from update 0."""
        return (self.start + self.updates) // self._descent.order.per_epoch

    @property
    def network(self) -> Network:
        """The network after the last update."""
        return self._descent.network

    @property
    def last_state(self) -> RuleState | None:
        """What the update rule keeps after the last update; None for plain descent."""
        return self._descent.state

    @property
    def memory(self) -> int:
        """Bytes that the snapshots take."""
        return self._snapshots.memory

    def at(self, k: int) -> Network:
        """The network before update k, which is the one after k updates, bit for bit.

        It is replayed from the last snapshot, by the code that trained. Raises InputError unless k is a
        whole number from `start` to `start + updates`.
        """
        return self._before(self._number(k, "at", self.updates))[0]

    def state(self, k: int) -> RuleState | None:
        """What the update rule kept before update k, bit for bit; None for plain descent.

        `train(history.at(k), …, start=k, rule=rule, state=history.state(k))` goes on as one run, to the same
        bits by the same `path`. Raises InputError as `at` does.
        """
        return self._before(self._number(k, "state", self.updates))[1]

    def _before(self, k: int) -> tuple[Network, RuleState | None]:
        if self.agreement and k == self.start + self.updates:  # it stands there, by its own path
            return self._descent.network, self._descent.state
        now = self._descent.save()
        try:
            self._replay(k)
            return self._descent.network, self._descent.state
        finally:
            self._descent.load(now)

    def _replay(self, k: int) -> None:
        """Take the descent to where it stood before update k."""
        # Where one has just been, stepping on takes a single update.
        nearest = self._snapshots.before(k)
        if nearest[0] < self._replayed[0] <= k:
            nearest = self._replayed
        self._descent.load(nearest[1])
        self._descent.advance(nearest[0], k)
        flat = self._descent.save()
        if not np.isfinite(flat).all():  # no run goes on from there: it was opened from a record of another
            raise InputError(
                f"the record must be of this run; replayed, a parameter before update {k} is not finite"
            )
        self._replayed = k, flat

    def _measure(self) -> None:
        """Go through the run once more and note its error where training noted it."""
        now, per_epoch = self._descent.save(), self._descent.order.per_epoch
        first = self.start + per_epoch - self.start % per_epoch
        try:
            self._replay(self.start)
            self.errors = Errors(self._descent)
            self.errors.take_full_batch()
            for k in range(first, self.start + self.updates + 1, per_epoch):
                self._replay(k)
                self.errors.note()
                self.errors.take_full_batch()
        finally:
            self._descent.load(now)
        self._unmeasured = False

    def rows(self, k: int) -> tuple[int, ...]:
        """The rows of the set that update k, of those made or the next one, takes."""
        return tuple(self._descent.order.rows(self._number(k, "rows", self.updates)).tolist())

    def item(self, k: int) -> tuple[int, ...]:
        """The rows of the set that update k used; raises InputError if this run did not make it."""
        if not self.updates:
            raise InputError("item takes an update that was made; there is none")
        return tuple(self._descent.order.rows(self._number(k, "item", self.updates - 1)).tolist())

    def _number(self, k: Any, name: str, last: int) -> int:
        return whole(k, name, self.start, self.start + last, says="takes")


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
