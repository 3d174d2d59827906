"""The optimizer of a recorded loop, as it was asked before each update: its groups, their α and settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...core.inputs import InputError
from ...core.training.rules.rule_row import Rule
from ...core.training.rules.rule_table import RULES
from ..untrusted.json_fields import Fields, checked_number, checked_text
from ..untrusted.quoting import shown

AMSGRAD = ("Adam", "AdamW")  # which know that switch
LARGEST = "largest"  # what it keeps beside the rows' own: the largest V so far
STATE = (*dict.fromkeys(move.kind for row in RULES.values() for move in row.moves if move.letter), LARGEST)
MOST_SETTINGS = 40
MOST_VALUES = 100_000  # settings of all updates that differ
LONGEST = 80  # characters of a name

Value = float | bool | None | tuple[float, ...]


@dataclass(frozen=True, eq=False, slots=True)
class RecordedGroup:
    """Parameters with the same α, None where the optimizer names none, and the same settings, by name."""

    parameters: tuple[str, ...]
    learning_rate: float | None
    settings: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class RecordedOptimizer:
    """`kind`: the class of torch.optim that it is or derives from, "" where that has no row here."""

    name: str
    kind: str

    @property
    def row(self) -> Rule | None:
        """The rule that it is here, if any."""
        return row_called(self.kind)


def row_called(kind: str) -> Rule | None:
    """The row of a class of torch.optim, or None."""
    return next((row for row in RULES.values() if row.torch == kind), None)


def kept_by(kind: str) -> dict[str, str]:
    """What a class of torch.optim may keep of each parameter, and what that is called in its state."""
    row = row_called(kind)
    kept = {move.kind: move.torch for move in row.moves if move.letter} if row else {}
    return kept | ({LARGEST: "max_exp_avg_sq"} if kind in AMSGRAD else {})


# ---- as JSON
def read_optimizer(given: Any) -> RecordedOptimizer:
    """What `about` says of it; raises InputError for anything else."""
    fields = Fields(given, "about, optimizer")
    kinds = ("", *(row.torch for row in RULES.values()))
    found = RecordedOptimizer(fields.text("name", LONGEST), fields.choice("kind", kinds))
    fields.end()
    return found


def read_settings(given: list[Any]) -> tuple[Mapping[str, Value], ...]:
    """The settings that updates refer to by their place."""
    found = []
    for place, one in enumerate(given):
        where = f"about, settings {place}"
        if type(one) is not dict or len(one) > MOST_SETTINGS:
            raise InputError(
                f"{where} must be an object of at most {MOST_SETTINGS} keys and values; it is not"
            )
        found.append(
            {checked_text(key, where, LONGEST): _value(v, f"{where}, {key:.40}") for key, v in one.items()}
        )
    if sum(len(one) for one in found) > MOST_VALUES:
        raise InputError(f"about, settings must hold at most {MOST_VALUES:,} values; they hold more")
    return tuple(found)


def _value(given: Any, place: str) -> Value:
    if given is None or type(given) is bool:
        return given
    if type(given) is list:
        if len(given) > MOST_SETTINGS:
            raise InputError(f"{place} must hold at most {MOST_SETTINGS} numbers; it holds {len(given):,}")
        return tuple(checked_number(one, place) for one in given)
    return checked_number(given, place)


def read_groups(
    update: Fields, parameters: Iterable[str], settings: tuple[Mapping[str, Value], ...]
) -> tuple[RecordedGroup, ...]:
    """The groups of one update; a parameter is in one of them, or in none where the optimizer has it not."""
    left, found = set(parameters), []
    for i, one in enumerate(update.items("groups", len(left))):
        fields = Fields(one, f"{update.place}, group {i}")
        names = fields.items("parameters", len(left), least=1)
        for name in names:
            if not isinstance(name, str) or name not in left:
                raise InputError(
                    f"{fields.place} must name parameters such as W2, each once; got {shown(name)}"
                )
            left.remove(name)
        rate = fields.take("learning_rate")
        rate = None if rate is None else checked_number(rate, f"{fields.place}, learning_rate")
        which = fields.whole("settings", 0, len(settings) - 1)
        fields.end()
        found.append(RecordedGroup(tuple(names), rate, settings[which]))
    return tuple(found)
