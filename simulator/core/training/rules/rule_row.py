"""What a row of the table of update rules is made of: settings with their bounds, and moves.

A move works on arrays of any shape: on W_l and b_l one by one, or on all parameters of a network in one flat
array. α is the learning rate, g the gradient, and t counts the updates from 1.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...inputs import Array, InputError, numbers
from ...spelling import needed

# A formula in letters parted by blanks, W for either parameter, and the arithmetic by which printed numbers
# are judged (steps/formulas/formula.py).
Formula = tuple[str, str]

Settings = Mapping[str, Any]  # by name: a float, True or False, or None


@dataclass(frozen=True)
class RuleSetting:
    """A number between two bounds, or a switch; `above`, `below`: the bound itself is not allowed.

    Where the default is None, None is allowed and means that there is nothing of the kind. `symbol`: its
    letter in a sentence, or ""; `torch`: what torch.optim calls it, or "" where that has none of the kind;
    `label` says it on a page, `short` in a line of words before its number.
    """

    name: str
    default: float | bool | None = 0.0
    least: float = 0.0
    most: float = math.inf
    above: bool = False
    below: bool = False
    symbol: str = ""
    torch: str = ""
    label: str = ""
    short: str = ""

    def read(self, value: Any, called: str = "") -> float | bool | None:
        """The value as it is kept; raises InputError where it is none, and says what it is `called`."""
        name = called or self.name
        if isinstance(self.default, bool):
            if not isinstance(value, bool | np.bool_):
                raise InputError(f"{name} must be True or False; got {value!r:.60}")
            return bool(value)
        if value is None and self.default is None:
            return None
        number = float(numbers(value, name, ()))
        low = number <= self.least if self.above else number < self.least
        high = number >= self.most if self.below else number > self.most
        if low or high:
            raise InputError(f"{name} must be {self.bounds}; got {number!r}")
        return number

    def said(self, value: float | bool | None) -> str:
        """In a line of words: "momentum 0.9"; a switch by its name alone, where it is on."""
        if isinstance(value, bool) or value is None:
            return self.short if value else f"no {self.short}"
        return f"{self.short} {value:g}"

    @property
    def bounds(self) -> str:
        """In words: "at least 0 and below 1"."""
        low = f"{'above' if self.above else 'at least'} {self.least:g}"
        high = f" and {'below' if self.below else 'at most'} {self.most:g}"
        return low + high * math.isfinite(self.most)


@dataclass(slots=True)
class Motion:
    """Parameters in the middle of an update, and what the rule's moves have made so far.

    `values`: "parameter", "gradient", what the rule keeps, then what else its moves give, all of the shape of
    the parameter but "corrected". `weight_decay` and `l1` are the settings, or 0 for what they leave alone.
    """

    settings: Settings
    t: int
    learning_rate: float
    values: dict[str, Array]
    weight_decay: float | Array
    l1: float | Array

    def __getitem__(self, name: str) -> Array:
        return self.values[name]

    def run(self, moves: tuple["RuleMove", ...]) -> Iterator[tuple["RuleMove", Array]]:
        """Make the moves, one after another."""
        for move in moves:
            value = self.values[move.gives] = move.value(self)
            yield move, value


Terms = Callable[[Motion], tuple[Array, ...]]


def sum_of(terms: Terms) -> Callable[[Motion], Array]:
    """The value of a move that is the sum of two terms."""

    def value(u: Motion) -> Array:
        one, other = terms(u)
        return np.asarray(one + other)

    return value


def difference_of(terms: Terms) -> Callable[[Motion], Array]:
    """The value of a move that is the first of two terms less the second."""

    def value(u: Motion) -> Array:
        one, other = terms(u)
        return np.asarray(one - other)

    return value


@dataclass(frozen=True, eq=False)
class RuleMove:
    """One quantity of an update: the `kind` of its step, and what of the motion it `gives` anew.

    `letter`: what the rule keeps of it until the next update is called by that; "": it keeps nothing.
    `torch`: what that is called in the state of torch.optim; `anew`: the first update of all takes nothing of
    what is kept. `penalty`: of W alone, unless biases decay too.
    `when`: with which settings the rule has it. `title` names it before "of W", `written` is its formula
    with these settings in update t, `partly` where entries of W are frozen; `said` tells it, in update t of
    each weight; `terms`: what its value is the sum of, so that noise can be told; `numpy`: lines
    of NumPy, of p, its gradient g, what is kept by its letter and `name`, the settings, alpha and `count`;
    of the last move the new p alone.
    """

    kind: str
    value: Callable[[Motion], Array]
    gives: str
    letter: str = ""
    torch: str = ""
    anew: bool = False
    penalty: bool = False
    when: Callable[[Settings], Any] = lambda settings: True
    title: str | None = None
    written: Callable[[Settings, int], Formula] | None = None
    partly: Formula | None = None
    said: Callable[[Settings, int], str] | None = None
    terms: Terms | None = None
    numpy: Callable[[Settings], list[str]] | None = None

    def needed(self, entry: str) -> Any:
        """What is said of it under this name; raises InputError where it is not known."""
        return needed(getattr(self, entry) or None, f"the move {self.kind!r} of an update rule", entry)


@dataclass(frozen=True, eq=False, repr=False)
class Rule:
    """One row of the table; `torch`: its class in torch.optim, "" where that has none; `torch_counts`: that
    keeps a `step` of its own; `refuses` says why settings do not go together, or "".

    `begins`: settings that a page begins with where they are not the defaults; `alpha`: an α to begin with,
    from the settings and from the one that suits plain descent. `plain`: with the usual settings it is plain
    descent. `units`: the powers with which a factor of F comes into α and into the momentum; into the square
    it comes as its square.
    """

    name: str
    title: str
    torch: str
    own_settings: tuple[RuleSetting, ...]
    moves: tuple[RuleMove, ...]
    refuses: Callable[[Settings], str] = lambda settings: ""
    begins: Mapping[str, float | bool | None] = field(default_factory=dict)
    alpha: Callable[[Settings, float], float] = lambda settings, plain: plain
    note: str = ""  # said beside its settings
    plain: bool = False
    torch_counts: bool = True
    units: tuple[int, int] | None = None

    def __repr__(self) -> str:
        return f"<the update rule {self.name}>"

    def needed(self, entry: str) -> Any:
        """An entry of the row; raises InputError where it has none."""
        return needed(getattr(self, entry) or None, f"the update rule {self.title}", entry)

    @property
    def settings(self) -> dict[str, RuleSetting]:
        """All that it takes, by name, its own first."""
        return {setting.name: setting for setting in (*self.own_settings, *COMMON)}


COMMON = (
    RuleSetting(
        "weight_decay",
        symbol="λ",
        torch="weight_decay",
        label="Weight decay λ (L2)",
        short="weight decay",
    ),
    RuleSetting("l1", symbol="λ₁", label="L1 penalty λ₁", short="L1"),
    RuleSetting("decay_biases", False, label="Penalties on b too", short="penalties on b too"),
    RuleSetting(
        "clip", None, above=True, symbol="τ", label="Clip the norm of all gradients to", short="clipped to"
    ),
)
