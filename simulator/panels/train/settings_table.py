"""Every setting of training: its widget's key, its value at first, and how the widget writes and reads it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...core.activation import ACTIVATIONS
from ...core.inputs import InputError, counted
from ...core.loss import LOSSES
from ...core.training.train import UPDATE_ORDERS
from ...core.training.update_rule import RACERS, UpdateRule
from ...files.sessions.run_record import WIDEST
from ...files.untrusted.typed_widths import typed_widths
from ...steps.session import FEWEST_LAYERS, MOST_LAYERS
from .. import page_state as state
from ..fields.rule_menu import PLAIN
from .given_start import NEW

ALL = "all"
TURNS = "turns of the settings"  # how often each was put in, by its key


@dataclass(frozen=True, slots=True)
class Place:
    """What the settings are of: a set, by key, endings and training rows; for α also batch, loss and rule."""

    data: str
    endings: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    size: int = 0
    loss: str = ""
    rule: str = ""  # what the rules of the runs are called, " adam"; of plain descent nothing

    @property
    def names(self) -> list[str]:
        """The endings as the menu says them."""
        return [f"{ACTIVATIONS[last].title}, {LOSSES[loss].title}" for last, loss in self.endings]


def _as_it_is(value: Any, place: Place) -> Any:
    return value


@dataclass(frozen=True, eq=False, slots=True)
class Setting:
    """One setting. Where its key names something of the place, each of these has a value of its own."""

    key: str
    default: Any = None
    write: Callable[[Any, Place], Any] = _as_it_is  # a value as the widget holds it
    read: Callable[[Any, Place], Any] = _as_it_is  # and back; raises InputError for what cannot be

    def key_at(self, place: Place) -> str:
        """By which it is known."""
        return self.key.format(
            data=place.data, endings=place.names, size=place.size, loss=place.loss, rule=place.rule
        )

    def widget_at(self, place: Place) -> str:
        """The widget's key, another one whenever the value is put in.

        A browser that has not drawn that yet hands in, with whatever it asks for next, what the old widget
        held, and would thus undo it.
        """
        key = self.key_at(place)
        return f"{key} {(state.read(TURNS) or {}).get(key, 0)}"

    def keep(self, place: Place, default: Any = None) -> str:
        """Let the widget hold this at first, or what the table says, and its own from then on; its key."""
        first = self.default if default is None else default
        return state.keep(self.widget_at(place), self.write(first, place))

    def put(self, place: Place, value: Any) -> None:
        """Let the widget hold this value."""
        key, turns = self.key_at(place), state.read(TURNS) or {}
        state.forget(self.widget_at(place))
        state.show(TURNS, turns | {key: turns.get(key, 0) + 1})
        state.put_in(self.widget_at(place), self.write(value, place))


def called(*rules: UpdateRule | None) -> str:
    """What a key says of the rules of the runs; of plain descent alone, nothing."""
    return "".join(f" {rule.name if rule else PLAIN}" for rule in rules) if any(rules) else ""


def put(place: Place, values: Mapping[Setting, Any]) -> None:
    """Let the widgets hold these values; None leaves one as it is."""
    for setting, value in values.items():
        if value is not None:
            setting.put(place, value)


def _hidden(typed: str, place: Place) -> list[int]:
    hidden = typed_widths(typed, WIDEST, first=2)
    if not FEWEST_LAYERS <= len(hidden) + 2 <= MOST_LAYERS:
        raise InputError(
            f"a network must have {FEWEST_LAYERS} to {MOST_LAYERS} layers; got {len(hidden) + 2}"
        )
    return hidden


def _rows(typed: str, place: Place) -> int:
    if typed.strip().lower() == ALL:
        return place.rows
    return min(counted(typed, "the rows per update", 1, 10**9), place.rows)


SHARE = Setting("share {data}")  # of test rows, in %
SPLIT = Setting("split seed {data}", 0)
STANDARDISE = Setting("standardise {data}")


def _layers(widths: Sequence[int], place: Place) -> str:
    return "-".join(map(str, widths))


def _all_or(rows: int, place: Place) -> str:
    return ALL if rows == place.rows and rows > 1 else str(rows)


HIDDEN = Setting("hidden {data}", (8,), _layers, _hidden)
KIND = Setting("kind {data}", "tanh")
ENDING = Setting(
    "ending {data} {endings}",
    write=lambda ending, place: place.names[place.endings.index(ending)],
    read=lambda name, place: place.endings[place.names.index(name)],
)
START = Setting("start from {data}", NEW)
SCHEME = Setting("first", "glorot")
SEED = Setting("first seed", 0)

# A sum over more rows is a longer step at the same α, so each size of batch has an α of its own, as each
# update rule has.
ALPHA = Setting("alpha {data} {size} {loss}{rule}")
RULE = Setting("update rule", PLAIN)  # an UpdateRule
EPOCHS = Setting("epochs {data}", 50)
ROWS = Setting("batch", 1, _all_or, _rows)
ORDER = Setting("order", "random")
UPDATE_ORDER = Setting("update order", UPDATE_ORDERS[0])
UNTIL = Setting("until", 0.0)

COMPARE = Setting("compare", False)
ALPHA_B, KIND_B, SCHEME_B = Setting("alpha B {size}{rule}"), Setting("kind B"), Setting("first B")
HIDDEN_B, ROWS_B = Setting("hidden B {data}", None, _layers, _hidden), Setting("batch B", 1, _all_or, _rows)
SEED_B = Setting("seed B", 0)
RULE_B = Setting("update rule B")
RACE = Setting("race", False)
RACE_ALPHAS = tuple(Setting(f"race alpha {place} {{data}} {{size}} {{loss}}") for place in range(len(RACERS)))
ORDER_B, UPDATE_ORDER_B = Setting("order B"), Setting("update order B")
