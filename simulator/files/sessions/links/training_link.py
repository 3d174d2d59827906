"""A link to a page of training: a built-in set, what is done to it, and how one or two runs are trained.

W and b are not in it: they are drawn by a scheme and a seed, and training from them gives the same run, bit
for bit. It is packed as the link to a screen is (link_packing.py), with an empty block of numbers.
Version 1 called the order of updates `rule`.
"""

from dataclasses import dataclass, fields
from typing import Any

from ....core.initialise import SCHEMES
from ....core.inputs import InputError, positive
from ....core.loss import LOSSES
from ....core.training.row_order import ORDERS
from ....core.training.train import UPDATE_ORDERS
from ....core.training.update_rule import RACERS, UpdateRule, check_rule_order, rule_named
from ...tables.built_in_sets import DATASETS
from ...untrusted.json_fields import (
    LARGEST,
    Fields,
    checked_activation,
    checked_choice,
    checked_number,
    checked_whole,
    json_bytes,
)
from ..rule_facts import rule_facts, rule_of
from ..run_record import MOST_EPOCHS, WIDEST, old_key
from ..session_facts import Facts
from .link_packing import fields_in, fitting, packed

MOST_HIDDEN = 6  # layers
MOST_SHARE = 60  # test rows, %
MOST_ROWS = 10**9
LATER = (
    "rule",
    "race",
    "hidden",
    "seed",
    "rows",
)  # keys that links did not have at first, the last of a second run


@dataclass(frozen=True)
class Second:
    """What a second run does otherwise; hidden layers, seed and rows an update only where not None."""

    learning_rate: float
    kind: str
    scheme: str
    order: str
    update_order: str
    rule: UpdateRule | None = None  # None: plain descent
    hidden: tuple[int, ...] | None = None
    seed: int | None = None
    rows: int | None = None  # 0 for all

    def __post_init__(self) -> None:
        if self.hidden is not None:
            _check_hidden(self.hidden)
        if self.seed is not None:
            checked_whole(self.seed, "the seed of the second run", 0, LARGEST)
        if self.rows is not None:
            checked_whole(self.rows, "the rows an update of the second run", 0, MOST_ROWS)
        _check_run(self)


@dataclass(frozen=True)
class TrainScreen:
    """The settings of a page of training. Raises InputError for what its widgets would not let through.

    `share`: test rows in %, `split`: the seed of the split; `kind` of the hidden layers, `last` of the last;
    `rows`: rows an update, 0 for all; `until`: the error to stop at, 0 for none; `rule`: the update rule,
    None for plain descent; `race`: the α of each rule of a race, () where none is run.
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
    rule: UpdateRule | None = None
    race: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        checked_choice(self.source, "the set", DATASETS)
        checked_choice(self.share, "the share of test rows", range(0, MOST_SHARE + 1, 5))
        checked_whole(self.split, "the seed of the split", 0, LARGEST)
        checked_choice(self.standardise, "standardise", (False, True))
        _check_hidden(self.hidden)
        object.__setattr__(self, "last", checked_activation(self.last, "the last activation"))
        checked_choice(self.loss, "the error", LOSSES)
        checked_whole(self.seed, "the seed", 0, LARGEST)
        checked_whole(self.epochs, "the epochs", 1, MOST_EPOCHS)
        checked_whole(self.rows, "the rows an update", 0, MOST_ROWS)
        if not checked_number(self.until, "the error to stop at") >= 0:
            raise InputError(f"the error to stop at must not be below 0; got {self.until}")
        if type(self.race) is not tuple or len(self.race) not in (0, len(RACERS)):
            raise InputError(f"a race must have {len(RACERS)} learning rates, or none; got {len(self.race)}")
        what = "a learning rate of the race"
        race = tuple(positive(checked_number(alpha, what), what) for alpha in self.race)
        object.__setattr__(self, "race", race)
        _check_run(self)


def _check_hidden(hidden: Any) -> None:
    if type(hidden) is not tuple or len(hidden) > MOST_HIDDEN:
        raise InputError(f"a link must have at most {MOST_HIDDEN} hidden layers; got {hidden!r:.40}")
    for width in hidden:
        checked_whole(width, "the neurons of a hidden layer", 1, WIDEST)


def _check_run(run: Any) -> None:
    positive(checked_number(run.learning_rate, "the learning rate"), "the learning rate")
    object.__setattr__(run, "kind", checked_activation(run.kind, "the hidden activation"))
    checked_choice(run.scheme, "the initialisation", SCHEMES)
    checked_choice(run.order, "the order of rows", ORDERS)
    checked_choice(run.update_order, "the order of updates", UPDATE_ORDERS)
    check_rule_order(rule_named(run.rule), run.update_order == "as-you-go")


def train_link_text(screen: TrainScreen) -> str:
    """The value of the query parameter that opens these settings again."""
    facts = _facts(screen) | {"second": None if screen.second is None else _facts(screen.second)}
    return fitting(packed(json_bytes({"train": facts}), b""))


def _facts(run: TrainScreen | Second) -> Facts:
    """By name; what links did not have once is left out where there is none."""
    facts = {field.name: getattr(run, field.name) for field in fields(run)}
    facts |= {"rule": None if run.rule is None else rule_facts(run.rule), "race": facts.get("race") or None}
    return {name: value for name, value in facts.items() if value is not None or name not in LATER}


def read_train_link(text: Any) -> TrainScreen:
    """The settings that a link opens; raises InputError, in one sentence, for anything but such a link."""
    version, given = fields_in(text, "train", "training")
    hidden = given.wholes("hidden", MOST_HIDDEN)
    second = given.take("second", None)
    values = _taken(given, TrainScreen, version) | {"seed": given.take("seed"), "rows": given.take("rows")}
    race = tuple(given.items("race", len(RACERS), []))
    given.end()
    again = None if second is None else _second(Fields(second, "the second run"), version)
    return TrainScreen(**values, hidden=hidden, second=again, race=race)


def _second(given: Fields, version: int) -> Second:
    values = _taken(given, Second, version)
    values |= {name: given.take(name, None) for name in ("seed", "rows")}
    hidden = given.take("hidden", None)
    given.end()
    if not isinstance(hidden, list | None):
        raise InputError(f"the hidden layers of the second run must be a list; got {hidden!r:.40}")
    return Second(**values, hidden=None if hidden is None else tuple(hidden))


def _taken(given: Fields, of: type[Second] | type[TrainScreen], version: int) -> dict[str, Any]:
    """All that the class has a field for and that is a single value."""
    names = [field.name for field in fields(of) if field.name not in ("second", *LATER)]
    values = {name: given.take(old_key(name, version)) for name in names}
    return values | {"rule": rule_of(given.take("rule", None), "the update rule of a run")}
