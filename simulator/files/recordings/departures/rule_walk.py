"""The optimizer's rule, by its own settings, on the recorded gradients: where it takes W, and how surely.

The loop computed with numbers of its own precision, whose rounding unit is u. Every operation of a rule,
entry by entry, gives what the exact one would give for operands a few u beside those it had. So each operand
is moved, one at a time, by ROUNDINGS · 2u of itself, and what the rule keeps from one update to the next also
by what this has made of it so far. How far that moves what the rule computes, summed over the operands, is
how far the loop's own number may be from ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ....core.inputs import Array, InputError
from ....core.network import held
from ....core.training.rules.rule_row import Motion, RuleMove
from ....core.training.update_rule import UpdateRule, update_rule
from ..recorded_optimizer import AMSGRAD, LARGEST, RecordedGroup, row_called
from ..recording import Recording

ROUNDINGS = 4
# The rounding unit of a precision, and its smallest number, below which nothing is told apart.
UNITS = {
    "float64": (2.0**-53, 2.0**-1022),
    "float32": (2.0**-24, 2.0**-126),
    "float16": (2.0**-11, 2.0**-14),
    "bfloat16": (2.0**-8, 2.0**-126),
}


@dataclass(frozen=True, slots=True)
class TorchRule:
    """A rule of the table with α, as one parameter has it, and switches of PyTorch's that the table has not.

    `factor`: of the gradient, below 0 where it maximizes. `uncorrected`: without the division by 1 − βᵗ.
    """

    rule: UpdateRule
    alpha: float
    factor: float = 1.0
    amsgrad: bool = False
    uncorrected: bool = False

    @property
    def kept(self) -> tuple[str, ...]:
        """What it keeps of each parameter."""
        return (*self.rule.kept, *((LARGEST,) if self.amsgrad else ()))

    @property
    def moves(self) -> tuple[RuleMove, ...]:
        """What it computes, in order."""
        moves = []
        for move in self.rule.active:
            if move.kind == "corrected" and self.amsgrad:
                moves.append(RuleMove(LARGEST, lambda u: np.maximum(u[LARGEST], u["square"]), LARGEST, "V"))
            if move.kind == "corrected" and (self.amsgrad or self.uncorrected):
                of = LARGEST if self.amsgrad else "square"
                moves.append(RuleMove("corrected", _corrected(of, self.uncorrected), "corrected"))
            else:
                moves.append(move)
        return tuple(moves)


def _corrected(of: str, raw: bool) -> Callable[[Motion], Array]:
    def value(u: Motion) -> Array:
        first, second = (1.0 if raw else 1 - u.settings[name] ** u.t for name in ("beta1", "beta2"))
        return np.stack([u["momentum"] / first, u[of] / second])

    return value


Vary = Callable[[TorchRule], TorchRule]


def rule_of(kind: str, group: RecordedGroup) -> TorchRule:
    """The rule of a group of parameters; raises InputError where its settings are none that the row takes."""
    decoupled = kind == "Adam" and group.settings.get("decoupled_weight_decay")
    row = row_called("AdamW" if decoupled else kind)
    if row is None or group.learning_rate is None:
        raise InputError("the optimizer has no update rule here")
    settings: dict[str, Any] = {"decay_biases": True}  # the group says itself what decays
    for name, setting in row.settings.items():
        if setting.torch:
            settings[name] = _setting(group.settings, setting.torch)
    return TorchRule(
        update_rule(row.name, **settings),
        group.learning_rate,
        -1.0 if group.settings.get("maximize") else 1.0,
        row.torch in AMSGRAD and bool(group.settings.get("amsgrad")),
    )


def _setting(settings: Mapping[str, Any], called: str) -> Any:
    name, _, place = called.partition("[")
    if name not in settings:
        raise InputError(f"the optimizer's settings must hold {name}; they do not")
    value = settings[name]
    if not place:
        return value
    if not isinstance(value, tuple) or len(value) != 2:
        raise InputError(f"the optimizer's {name} must be two numbers; they are not")
    return value[int(place[:-1])]


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """Entries that one rule moves in an update, which is the `t`-th of their own."""

    entries: Any  # an index into all of them
    rule: TorchRule
    t: int


@dataclass(frozen=True, eq=False, slots=True)
class KeptState:
    """What the optimizer keeps before an update, all parameters in one row, and how far ours may be off.

    `made`: by parameter, how many updates led to it.
    """

    values: Mapping[str, Array]
    off: Mapping[str, Array]
    made: Mapping[str, int]


@dataclass(frozen=True, eq=False, slots=True)
class Predicted:
    """Where the rule takes W and b, all in one row; how far the loop's may be off; what it keeps then."""

    new: Array
    off: Array
    kept: KeptState


class RuleWalk:
    """The updates of a recording, all parameters in one row of P numbers: W2, b2, W3 …"""

    def __init__(self, recording: Recording, only: Array | None = None) -> None:
        """`only`: of these entries alone, by their places, and not how far the loop's own may be off."""
        assert recording.optimizer is not None
        self._only = only
        self.recording, self.kind = recording, recording.optimizer.kind
        self.unit, self.tiny = UNITS[recording.precision]
        layers = range(2, len(recording.activations) + 2)
        self.shapes = {
            f"{letter}{l}": recording.arrays[f"{letter}{l}"].shape[1:] for l in layers for letter in "Wb"
        }
        ends = np.cumsum([0, *(int(np.prod(shape)) for shape in self.shapes.values())])
        self.places = {name: slice(*ends[i : i + 2].tolist()) for i, name in enumerate(self.shapes)}
        self.size = int(ends[-1]) if only is None else len(only)
        self._few: dict[tuple[str, int], Array] = {}  # of what is known of these entries
        self._last: tuple[int, KeptState] | None = None
        self._rules: dict[tuple[int, float | None], TorchRule] = {}
        self._entries: dict[tuple[tuple[str, ...], tuple[str, ...]], Any] = {}

    def _flat(self, prefix: str, place: int) -> Array:
        if (prefix, place) in self._few:
            return self._few[prefix, place]
        arrays = [self.recording.arrays[prefix + name][place].ravel() for name in self.shapes]
        if self._only is None:
            return np.concatenate(arrays)
        few = self._few[prefix, place] = np.concatenate(arrays)[self._only]
        return few

    def old(self, k: int) -> Array:
        """W and b before update k."""
        return self._flat("", self.recording.made[k].before)

    def new(self, k: int) -> Array:
        """W and b after it."""
        return self._flat("", self.recording.made[k].after)

    def gradient(self, k: int) -> Array:
        """∂F/∂W and ∂F/∂b as the optimizer found them, 0 where there was none."""
        return self._flat("d", k)

    def start(self, k: int) -> KeptState | None:
        """What the optimizer said that it keeps before update k; None where that follows from the last."""
        state = self.recording.made[k].state
        if state is None:
            return None
        chosen = slice(None) if self._only is None else self._only
        values = {name: self.recording.arrays[name][state.at][chosen] for name in self.recording.kept}
        off = {name: np.zeros(self.size) for name in values}
        return KeptState(values, off, dict(zip(self.shapes, state.made, strict=True)))

    def kept_before(self, k: int) -> KeptState:
        """What the optimizer kept before update k, from the last state that was recorded on."""
        begun = next(j for j in range(k, -1, -1) if self.recording.made[j].state is not None)
        kept = self.start(begun)
        assert kept is not None
        if self._last is not None and begun <= self._last[0] <= k:
            begun, kept = self._last
        for j in range(begun, k):
            kept = self.predicted(j, kept).kept
        self._last = k, kept
        return kept

    def narrowed(self, kept: KeptState) -> KeptState:
        """What is kept of these entries alone."""
        values, off = ({name: of[name][self._only] for name in of} for of in (kept.values, kept.off))
        return KeptState(values, off, kept.made)

    def held(self, k: int) -> set[str]:
        """The parameters that the optimizer holds."""
        return {name for group in self.recording.made[k].groups for name in group.parameters}

    def moving(self, k: int) -> dict[str, TorchRule]:
        """The rule of every parameter that update k moves: it has a group and a gradient."""
        made = self.recording.made[k]
        found = {}
        for group in made.groups:
            key = (id(group.settings), group.learning_rate)
            if key not in self._rules:
                self._rules[key] = rule_of(self.kind, group)
            for name in group.parameters:
                if name not in made.missing and name not in made.frozen:
                    found[name] = self._rules[key]
        return found

    def parts(self, k: int, kept: KeptState, vary: Vary | None = None) -> list[Part]:
        """The entries of update k by rule and count."""
        by_rule: dict[tuple[TorchRule, int], list[str]] = {}
        for name, rule in self.moving(k).items():
            by_rule.setdefault((rule, kept.made[name] + 1), []).append(name)
        frozen = self.recording.made[k].frozen
        return [
            Part(self._index(tuple(names), frozen), rule if vary is None else vary(rule), t)
            for (rule, t), names in by_rule.items()
        ]

    def _index(self, names: tuple[str, ...], frozen: tuple[str, ...]) -> Any:
        """Which entries those are, without single ones that are frozen."""
        key = names, frozen
        if key not in self._entries:
            free = np.zeros(max(place.stop for place in self.places.values()), dtype=bool)
            for name in names:
                mask = held(frozenset(frozen), name, self.shapes[name])
                free[self.places[name]] = True if mask is None else ~mask.ravel()
            places = np.flatnonzero(free if self._only is None else free[self._only])
            self._entries[key] = slice(None) if len(places) == self.size else places
        return self._entries[key]

    def predicted(self, k: int, kept: KeptState, vary: Vary | None = None) -> Predicted:
        """One update from what is kept before it."""
        old, gradient = self.old(k), self.gradient(k)
        new, off = old.copy(), np.zeros(self.size)
        values = {name: array.copy() for name, array in kept.values.items()}
        spread = {name: array.copy() for name, array in kept.off.items()}
        made = dict(kept.made)
        for name in self.moving(k):
            made[name] += 1
        for part in self.parts(k, kept, vary):
            e, rule = part.entries, part.rule
            given = {"parameter": old[e], "gradient": rule.factor * gradient[e]}
            given |= {name: values[name][e] for name in rule.kept}
            before = {name: spread[name][e] for name in rule.kept}
            with np.errstate(all="ignore"):
                found = self._moved(rule, part.t, given, before)
            new[e], off[e] = found["parameter"]
            for name in rule.kept:
                values[name][e], spread[name][e] = found[name]
        return Predicted(new, off, KeptState(values, spread, made))

    def _moved(
        self, rule: TorchRule, t: int, given: dict[str, Array], before: dict[str, Array]
    ) -> dict[str, tuple[Array, Array]]:
        """What becomes of W and of all that is kept, and how far the loop's may be from it."""
        shares = ROUNDINGS * 2 * self.unit
        moved = given if self._only is None else {}
        values = {name: np.repeat(array[None], 1 + 2 * len(moved), axis=0) for name, array in given.items()}
        for i, (name, array) in enumerate(moved.items()):
            off = shares * np.abs(array) + before.get(name, 0.0)
            if name != "gradient":
                off += self.tiny
            values[name][1 + 2 * i] += off
            values[name][2 + 2 * i] -= off
            if name in ("square", LARGEST):
                np.maximum(values[name], 0.0, out=values[name])
        motion = _motion(rule, t, values)
        for _ in motion.run(rule.moves):
            pass
        found = {}
        for name in ("parameter", *rule.kept):
            all_rows = motion[name]
            pairs = np.abs(all_rows[1:] - all_rows[0]).reshape(len(moved), 2, all_rows.shape[1])
            apart = pairs.max(axis=1, initial=0).sum(axis=0)
            found[name] = all_rows[0], apart + shares * np.abs(all_rows[0])
        return found

    def quantities(self, k: int, kept: KeptState, vary: Vary | None = None) -> list[tuple[str, Array]]:
        """What update k computes on the way, each with the kind of its move."""
        old, gradient, found = self.old(k), self.gradient(k), []
        for part in self.parts(k, kept, vary):
            e, rule = part.entries, part.rule
            given = {"parameter": old[e], "gradient": rule.factor * gradient[e]}
            given |= {name: kept.values[name][e] for name in rule.kept}
            with np.errstate(all="ignore"):
                found += [(move.kind, value) for move, value in _motion(rule, part.t, given).run(rule.moves)]
        return found


def _motion(rule: TorchRule, t: int, values: dict[str, Array]) -> Motion:
    return Motion(rule.rule.settings, t, rule.alpha, values, rule.rule.settings["weight_decay"], 0.0)
