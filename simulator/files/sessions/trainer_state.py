"""What of training is kept: the data set, what was done to it, and the runs over it."""

from dataclasses import dataclass
from typing import Any

from ...core.inputs import InputError
from ...core.sets.dataset import DataSet
from ..tables.built_in_sets import DATASETS
from ..tables.csv_reader import MOST_BYTES as MOST_TABLE_BYTES
from ..tables.csv_reader import MOST_CLASSES, MOST_COLUMNS, MOST_ROWS
from ..untrusted.json_fields import LARGEST, checked_choice, checked_text, checked_whole
from .run_record import MOST_EPOCHS, SegmentRecord, TrainingRecord

MOST_RUNS = 4  # a race of as many update rules
MOST_REPLAY = 2e11  # multiplications between two snapshots, some minutes
MOST_LABEL = 1000  # characters
OWN = "own"


@dataclass(frozen=True, slots=True)
class Preparation:
    """Where a data set came from and what was done to it, as the page's widgets say it.

    `source`: a built-in set or "own", with the table's file name and bytes or text, whether row 1 is a
    header and the targets are classes (None: recognised), and the columns.
    """

    source: str
    share: int = 0  # test rows, %
    seed: int = 0  # of the split
    standardise: bool = False
    table: tuple[str, bytes | str] | None = None
    header: bool | None = None
    classes: bool | None = None
    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_choice(self.source, "the source of the data", (*DATASETS, OWN))
        checked_whole(self.share, "the share of test rows", 0, 99)
        checked_whole(self.seed, "the seed of the split", 0, LARGEST)
        checked_choice(self.standardise, "standardise", (False, True))
        checked_choice(self.header, "header", (None, False, True))
        checked_choice(self.classes, "classes", (None, False, True))
        for names in (self.inputs, self.targets):
            _check_labels(names, "a column", MOST_COLUMNS)
        if (self.table is not None) != (self.source == OWN):
            raise InputError("a table of one's own, and no other source, must come with its text")
        if self.table is not None:
            checked_text(self.table[0], "the table's name", MOST_LABEL)
            if not isinstance(self.table[1], bytes | str) or len(self.table[1]) > MOST_TABLE_BYTES:
                raise InputError(f"a table must be text of at most {MOST_TABLE_BYTES:,} bytes")


@dataclass(frozen=True, eq=False, slots=True)
class Training:
    """A data set, its preparation where that is known, and up to MOST_RUNS runs over it.

    Raises InputError where they do not fit together or pass a limit.
    """

    data: DataSet
    runs: tuple[TrainingRecord, ...] = ()
    preparation: Preparation | None = None
    epochs: int | None = None  # that the page trains at a press

    def __post_init__(self) -> None:
        _check_data(self.data)
        if self.epochs is not None:
            checked_whole(self.epochs, "the epochs", 1, MOST_EPOCHS)
        if len(self.runs) > MOST_RUNS:
            raise InputError(f"a set must have at most {MOST_RUNS} runs; got {len(self.runs)}")
        H, L, rows = self.data.X.shape[1], self.data.T.shape[1], len(self.data.train)
        for run in self.runs:
            widths = run.start.widths
            if (widths[0], widths[-1]) != (H, L):
                raise InputError(f"a run must lead from {H} inputs to {L} outputs, as its set; got {widths}")
            for segment in run.segments:
                _check_replay(segment, rows)


def _check_replay(segment: SegmentRecord, rows: int) -> None:
    record = segment.record
    items = min(segment.plan.batch_size, rows)
    longest = max(record.spacing, record.updates - record.spacing * (len(record.kept) - 1))
    if min(longest, record.updates) * items * len(record.last) > MOST_REPLAY:
        raise InputError("a run that is kept must not take minutes to go back in; this one would")


def _check_data(data: DataSet) -> None:
    (N, H), L = data.X.shape, data.T.shape[1]
    if N > MOST_ROWS or max(H, L) > MOST_COLUMNS or len(data.classes) > MOST_CLASSES:
        raise InputError(
            f"a set must have at most {MOST_ROWS:,} rows, {MOST_COLUMNS} columns and {MOST_CLASSES} classes"
        )
    for names in (data.inputs, data.outputs, data.classes):
        _check_labels(names, "a name of the set", MOST_COLUMNS)
    checked_text(data.name, "the set's name", MOST_LABEL)
    checked_text(data.about, "the text about the set", MOST_LABEL)


def _check_labels(names: Any, place: str, most: int) -> None:
    if type(names) is not tuple or len(names) > most:
        raise InputError(f"{place} must be one of at most {most}; got {names!r:.40}")
    for name in names:
        checked_text(name, place, MOST_LABEL)
