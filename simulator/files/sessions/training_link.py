"""A link to a page of training: a built-in set, what is done to it, and how one or two runs are trained.

W and b are not in it: they are drawn by a scheme and a seed, and training from them gives the same run, bit
for bit. It is packed as the link to a screen is (link_packing.py), with an empty block of numbers.
Version 1 called the order of updates `rule`.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any

from ...core.initialise import SCHEMES
from ...core.inputs import InputError, positive
from ...core.loss import LOSSES
from ...core.training.row_order import ORDERS
from ...core.training.train import UPDATE_ORDERS
from ..tables.built_in_sets import DATASETS
from ..untrusted.json_fields import (
    LARGEST,
    Fields,
    checked_activation,
    checked_choice,
    checked_number,
    checked_whole,
    json_bytes,
    read_json,
)
from .link_packing import fitting, packed, unpacked
from .run_record import WIDEST, old_key

MOST_HIDDEN = 6  # layers
MOST_SHARE = 60  # test rows, %
MOST_EPOCHS, MOST_ROWS = 100_000, 10**9


@dataclass(frozen=True)
class Second:
    """What a second run does otherwise."""

    learning_rate: float
    kind: str
    scheme: str
    order: str
    update_order: str

    def __post_init__(self) -> None:
        _check_run(self)


@dataclass(frozen=True)
class TrainScreen:
    """The settings of a page of training. Raises InputError for what its widgets would not let through.

    `share`: test rows in %, `split`: the seed of the split; `kind` of the hidden layers, `last` of the last;
    `rows`: rows an update, 0 for all; `until`: the error to stop at, 0 for none.
    """

    source: str
    share: int
    split: int
    standardise: bool
    hidden: tuple[int, ...]
    kind: str
    last: str
    loss: str
    scheme: str
    seed: int
    learning_rate: float
    epochs: int
    rows: int
    order: str
    update_order: str
    until: float = 0.0
    second: Second | None = None

    def __post_init__(self) -> None:
        checked_choice(self.source, "the set", DATASETS)
        checked_choice(self.share, "the share of test rows", range(0, MOST_SHARE + 1, 5))
        checked_whole(self.split, "the seed of the split", 0, LARGEST)
        checked_choice(self.standardise, "standardise", (False, True))
        if type(self.hidden) is not tuple or len(self.hidden) > MOST_HIDDEN:
            raise InputError(f"a link must have at most {MOST_HIDDEN} hidden layers; got {len(self.hidden)}")
        for width in self.hidden:
            checked_whole(width, "the neurons of a hidden layer", 1, WIDEST)
        object.__setattr__(self, "last", checked_activation(self.last, "the last activation"))
        checked_choice(self.loss, "the error", LOSSES)
        checked_whole(self.seed, "the seed", 0, LARGEST)
        checked_whole(self.epochs, "the epochs", 1, MOST_EPOCHS)
        checked_whole(self.rows, "the rows an update", 0, MOST_ROWS)
        if not checked_number(self.until, "the error to stop at") >= 0:
            raise InputError(f"the error to stop at must not be below 0; got {self.until}")
        _check_run(self)


def _check_run(run: Any) -> None:
    positive(checked_number(run.learning_rate, "the learning rate"), "the learning rate")
    object.__setattr__(run, "kind", checked_activation(run.kind, "the hidden activation"))
    checked_choice(run.scheme, "the initialisation", SCHEMES)
    checked_choice(run.order, "the order of rows", ORDERS)
    checked_choice(run.update_order, "the order of updates", UPDATE_ORDERS)


def train_link_text(screen: TrainScreen) -> str:
    """The value of the query parameter that opens these settings again."""
    return fitting(packed(json_bytes({"train": asdict(screen)}), b""))


def read_train_link(text: Any) -> TrainScreen:
    """The settings that a link opens; raises InputError, in one sentence, for anything but such a link."""
    version, header, numbers = unpacked(text)
    outer = read_json(header, "the link")
    given = Fields(outer.take("train"), "the link")
    outer.end()
    if numbers:
        raise InputError("a link to training must hold no numbers; this one does")
    hidden = given.wholes("hidden", MOST_HIDDEN)
    second = given.take("second", None)
    values = _taken(given, TrainScreen, version)
    given.end()
    again = None if second is None else _second(Fields(second, "the second run"), version)
    return TrainScreen(**values, hidden=hidden, second=again)


def _second(given: Fields, version: int) -> Second:
    values = _taken(given, Second, version)
    given.end()
    return Second(**values)


def _taken(given: Fields, of: type[Second] | type[TrainScreen], version: int) -> dict[str, Any]:
    """All that the class has a field for and that is a single value."""
    names = [field.name for field in fields(of) if field.name not in ("hidden", "second")]
    return {name: given.take(old_key(name, version)) for name in names}
