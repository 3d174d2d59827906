"""Parameters kept along a run, and the record of a run that leaves its set and its errors out."""

import sys
from dataclasses import dataclass

import numpy as np

from ..inputs import Array, InputError, numbers, one_of, whole
from .descent import Descent
from .paths import PATHS

WORK = (
    1.2e9  # multiplications between two snapshots, a tenth of a second, until memory asks for wider spacing
)
WIDEST = 256  # updates between two snapshots, likewise


@dataclass(frozen=True, eq=False, slots=True)
class Record:
    """What every network of a run can be had from again, given its set and how it was trained.

    `kept`: (S, P), the parameters before updates start, start + spacing and so on, as flat_parameters.py
    lays them out, and behind them what an update rule keeps; `last`: (P,), those after the last update.
    `path`: by what they were trained. Raises InputError where these do not fit.
    """

    start: int
    updates: int
    spacing: int
    kept: Array
    last: Array
    stopped: str = ""
    path: str = "numpy"

    def __post_init__(self) -> None:
        for name, least in (("start", 0), ("updates", 0), ("spacing", 1)):
            object.__setattr__(self, name, whole(getattr(self, name), name, least))
        one_of(self.path, PATHS, "the path")
        kept = numbers(self.kept, "kept", (None, None), "with a row for each snapshot", "SP")
        last = numbers(self.last, "last", (kept.shape[1],), "to match the snapshots")
        if len(kept) > (most := self.updates // self.spacing + 1):
            raise InputError(
                f"{self.updates} updates must have at most {most} snapshots, one every {self.spacing}; "
                f"got {len(kept)}"
            )
        if not self.updates and kept[0].tobytes() != last.tobytes():
            raise InputError("a run of no updates must end with the parameters it starts from")
        object.__setattr__(self, "kept", kept)
        object.__setattr__(self, "last", last)


class Snapshots:
    """The parameters before every so many updates, in at most `limit` bytes; the first is always kept."""

    def __init__(self, first: Array, start: int, batch_size: int, limit: int) -> None:
        self._start = start
        self._spacing = int(max(1, min(WIDEST, WORK / (batch_size * len(first)))))
        self._limit = limit
        self._kept = [first]

    @classmethod
    def of(cls, record: Record) -> "Snapshots":
        """Those of a record, a copy."""
        found = cls(record.kept[0].copy(), record.start, 1, 0)
        found._spacing = record.spacing
        found._kept += [row.copy() for row in record.kept[1:]]
        return found

    def thinned(self, limit: int) -> tuple[int, Array]:
        """Every so many updates and the parameters before them, (S, P), in at most `limit` bytes or S = 1."""
        step = 1
        while step < len(self._kept) and -(-len(self._kept) // step) * self._kept[0].nbytes > limit:
            step *= 2
        return self._spacing * step, np.stack(self._kept[::step])

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
