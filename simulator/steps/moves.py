"""What an update rule computes in one update, each quantity with the numbers that it is made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ..core.inputs import Array
from ..core.network import Network, all_frozen, free_part, held
from ..core.propagation import HasGradient
from ..core.training.rule_state import RuleState
from ..core.training.rules.clipping import norm_of
from ..core.training.rules.rule_row import Motion, RuleMove
from ..core.training.update_rule import Move, UpdateRule

Parts = tuple[Array, ...]  # M̂ and V̂ are two, every other quantity is one


@dataclass(frozen=True, eq=False, slots=True)
class MoveAt:
    """One quantity of W_l or b_l, `letter`: its row of the table, and what stood there before it.

    `values`: "parameter", "gradient", what the rule keeps, and what its moves have given, by name;
    `given`: whether that gradient is ∂F/∂W itself, neither clipped nor masked nor with a penalty.
    """

    rule: UpdateRule
    row: RuleMove
    kind: str
    layer: int
    letter: str
    parts: Parts
    values: Mapping[str, Parts]
    given: bool
    t: int  # of the rule, from 1
    learning_rate: float
    free: float | Array  # 1, or where single entries are frozen 0 at those
    frozen: bool  # as a whole

    @property
    def name(self) -> str:
        """The parameter: W2."""
        return f"{self.letter}{self.layer}"

    @property
    def quantity(self) -> str:
        """What the graph shows of it, with the parameter's letter: "momentum_W"; "" for the new parameter."""
        if self.row.kind == "update":
            return ""
        return f"{'decayed' if self.row.gives == 'parameter' else self.row.kind}_{self.letter}"

    @property
    def symbol(self) -> str:
        """What it gives, in a sentence: V, M̂, g, Ṽ or the parameter's own letter."""
        written: str = self.row.needed("written")(self.rule.settings, self.t)[0]
        symbol = written.split(maxsplit=1)[0]
        return self.letter if symbol == "W" else symbol

    def motion(self, printed: Callable[[Array], Array]) -> Motion:
        """What the row's functions take, each array as `printed` gives it."""
        values = {
            name: printed(parts[0]) if len(parts) == 1 else np.stack([*map(printed, parts)])
            for name, parts in self.values.items()
        }
        settings = self.rule.settings
        return Motion(
            settings,
            self.t,
            self.learning_rate,
            values,
            settings["weight_decay"] * self.free,
            settings["l1"] * self.free,
        )


@dataclass(frozen=True, eq=False, slots=True)
class Clip:
    """‖g‖ of all gradients together and the factor that they are multiplied by, each ()."""

    norm: Array
    factor: Array


@dataclass(frozen=True, eq=False, slots=True)
class Moves:
    """All of one update, in the order of the steps; what is kept of each, by its name in a RuleState."""

    clip: Clip | None
    each: tuple[MoveAt, ...]
    kept: Mapping[str, Array]

    def of(self, l: int, letter: str) -> tuple[MoveAt, ...]:
        """Those of W_l or b_l."""
        return tuple(move for move in self.each if (move.layer, move.letter) == (l, letter))

    @property
    def shown(self) -> dict[tuple[str, int], Array]:
        """What the graph can show, by its name and layer; of M̂ and V̂ it is M̂."""
        return {(move.quantity, move.layer): move.parts[0] for move in self.each if move.quantity}


def moves_told(
    rule: UpdateRule,
    net: Network,
    run: HasGradient,
    moves: Iterable[Move],
    state: RuleState,
    learning_rate: float,
    before: Mapping[str, Array],
) -> Moves:
    """The moves of an update as `rule.moves` made them of these; `before`: the arrays of the state."""
    found: list[MoveAt] = []
    clip, kept = None, dict[str, Array]()
    grouped: dict[tuple[int, str], list[Move]] = {}
    for move in moves:
        if move.layer is None:
            clip = _clip(net, run, float(move.value))
        else:
            grouped.setdefault((move.layer, move.kind[-1]), []).append(move)
    for (l, letter), made in grouped.items():
        mine = _of_parameter(rule, net, (run.dW if letter == "W" else run.db)[l], made, clip, before)
        found += _told(rule, mine, made, state.updates + 1, learning_rate)
        for kind in rule.kept:
            name = f"{kind}_{letter}{l}"
            given = [move.parts[0] for move in found[-len(made) :] if move.row.kind == kind]
            kept[name] = given[0] if given else np.zeros_like(before[name])
    return Moves(clip, tuple(found), kept)


def _clip(net: Network, run: HasGradient, factor: float) -> Clip:
    parts = [
        free_part(net.frozen, f"{letter}{l}", g)
        for l in net.W
        for letter, g in (("W", run.dW[l]), ("b", run.db[l]))
    ]
    return Clip(np.asarray(norm_of(parts)), np.asarray(factor))


@dataclass(frozen=True, eq=False, slots=True)
class _Parameter:
    """A parameter at the beginning of an update."""

    name: str
    values: dict[str, Parts]
    given: bool
    free: float | Array
    frozen: bool


def _of_parameter(
    rule: UpdateRule,
    net: Network,
    gradient: Array,
    made: list[Move],
    clip: Clip | None,
    before: Mapping[str, Array],
) -> _Parameter:
    l, letter = made[0].layer, made[0].kind[-1]
    assert l is not None
    name, old = f"{letter}{l}", (net.W if letter == "W" else net.b)[l]
    mask = held(net.frozen, name, old.shape)
    g = gradient if mask is None else free_part(net.frozen, name, gradient)
    if clip is not None:
        g = np.asarray(float(clip.factor) * g)
    values: dict[str, Parts] = {"parameter": (old,), "gradient": (g,)}
    for kind in rule.kept:
        values[kind] = (free_part(net.frozen, name, before[f"{kind}_{name}"]),)
    return _Parameter(
        name,
        values,
        g is gradient,
        1.0 if mask is None else np.where(mask, 0.0, 1.0),
        all_frozen(net.frozen, name, old.shape),
    )


def _told(
    rule: UpdateRule, mine: _Parameter, made: list[Move], t: int, learning_rate: float
) -> Iterable[MoveAt]:
    letter, l = mine.name[0], int(mine.name[1:])
    penalised = letter == "W" or rule.settings["decay_biases"]
    rows = [row for row in rule.active if penalised or not row.penalty]
    if mine.frozen:
        rows = rows[-1:]
    values, given = dict(mine.values), mine.given
    for row, move in zip(rows, made, strict=True):
        value = np.asarray(move.value)
        parts = (value[0], value[1]) if row.gives == "corrected" else (value,)
        yield MoveAt(
            *(rule, row, move.kind, l, letter, parts, dict(values), given),
            *(t, learning_rate, mine.free, mine.frozen),
        )
        values[row.gives] = parts
        given = given and row.gives != "gradient"
