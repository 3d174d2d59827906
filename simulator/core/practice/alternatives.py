"""What each mistake would give at each step that is asked for: marks, feedback and exercises rest on it."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..checks.mistakes import Mistake, rows
from ..checks.slips.worked_with_slips import Key, Slip
from ..inputs import Array
from ..network import Network
from ..training.rule_state import RuleState
from ..training.update_rule import UpdateRule
from .slipped_steps import alone, by_itself, throughout
from .true_steps import TrueSteps, true_steps

MOST_WORK = 15_000_000  # products of a weight and a row, over all ways that are tried
OVERHEAD = 20_000  # what one way costs beside them, in such products
BY_ITSELF = -1  # in place of a way's number: what a mistake makes of an array by itself
SAME = 1e-9  # of an array's largest entry: what differs by less is the same

Telling = Mapping[tuple[str, int], Collection[Key]]  # by a mistake's name and the number of its way


@dataclass(frozen=True, eq=False, slots=True)
class Alternative:
    """What a mistake gives in place of a true array, shaped as that is; `mistake`: its name."""

    mistake: str
    array: Array


@dataclass(frozen=True, eq=False, slots=True)
class Alternatives:
    """By quantity and layer, e and F by that of the output, what mistakes give there, likeliest first.

    None equals the truth, and none of one mistake another of the same. `steps`: what is true. `skipped`:
    mistakes that were not tried in every way, because the network or the batch is too large. `telling`: the
    ways that led to them, and where; elsewhere they give what is right, or what earlier ones give.
    """

    steps: TrueSteps
    by_key: Mapping[Key, tuple[Alternative, ...]]
    skipped: tuple[str, ...] = ()
    telling: Telling = field(default_factory=dict)

    def of(self, quantity: str, layer: int | None = None) -> tuple[Alternative, ...]:
        """Those of one quantity; raises InputError for what is not asked."""
        return self.by_key[self.steps.key(quantity, layer)]

    def truth(self, quantity: str, layer: int | None = None) -> Array:
        """The true array; raises InputError for what is not asked."""
        return self.steps.arrays[self.steps.key(quantity, layer)]


def alternatives(
    net: Network,
    x: Any,
    t: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    *,
    order: str = "gradients-first",
    batch_size: int = 1,
    rule: UpdateRule | str | None = None,
    state: RuleState | None = None,
) -> Alternatives:
    """Those of the first update from x (H,) and t (L,), or from rows of both, so many of them at once.

    Each mistake is made all along the pass, and at each step alone from the true operands. Quantities are n,
    a, A, e, F, S, dW, db, the updated W and b, and what an update rule computes. Raises InputError as
    `timeline` does.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.25]], ["identity"])
    >>> [(one.mistake, one.array) for one in alternatives(net, [1, 2], [1]).of("n", 2)]
    [('bias-skipped', array([2.5]))]
    """
    steps = true_steps(
        net, x, t, loss, learning_rate, order=order, batch_size=batch_size, rule=rule, state=state
    )
    return alternatives_of(steps, steps.arrays)


def alternatives_of(steps: TrueSteps, wanted: Collection[Key]) -> Alternatives:
    """Those of the arrays that are wanted, of what is true already."""
    found: dict[Key, list[Alternative]] = {key: [] for key in wanted}
    seen: dict[Key, set[tuple[str, bytes]]] = {key: set() for key in wanted}
    skipped: list[str] = []
    telling: dict[tuple[str, int], set[Key]] = {}
    budget = _Budget(steps)
    with np.errstate(all="ignore"):
        for row in rows(steps.task):
            looked_at = {(key, steps.arrays[key].tobytes()) for key in found}  # most ways leave most arrays
            for way, key, array in _made(steps, row, wanted, budget):
                if key not in found or (bits := (key, array.tobytes())) in looked_at:
                    continue
                looked_at.add(bits)
                same = _told(steps, key, array)
                if same is not None and (row.name, same) not in seen[key]:
                    seen[key].add((row.name, same))
                    found[key].append(Alternative(row.name, array))
                    telling.setdefault((row.name, way), set()).add(key)
            if budget.spent:
                skipped.append(row.name)
    by_key = {key: tuple(each) for key, each in found.items()}
    return Alternatives(steps, by_key, tuple(skipped), telling)


def by_these_ways(steps: TrueSteps, wanted: Collection[Key], ways: Telling) -> dict[Key, list[Alternative]]:
    """What these ways alone give, also where it is what is right, or what another gives."""
    found: dict[Key, list[Alternative]] = {key: [] for key in wanted}
    budget = _Budget(steps)
    with np.errstate(all="ignore"):
        for row in rows(steps.task):
            for _, key, array in _made(steps, row, wanted, budget, ways):
                if key in found:
                    found[key].append(Alternative(row.name, array))
    return found


class _Budget:
    """How much may still be tried."""

    def __init__(self, steps: TrueSteps) -> None:
        self.left = MOST_WORK
        net = steps.task.net
        weights = sum(W.size for W in net.W.values())
        self.cost = OVERHEAD * net.depth + 4 * weights * len(steps.task.X)

    @property
    def spent(self) -> bool:
        """Whether nothing is left for another way."""
        return self.left < self.cost

    def take(self) -> bool:
        """Take what one way costs, if there is so much."""
        if self.spent:
            return False
        self.left -= self.cost
        return True


def _made(
    steps: TrueSteps, row: Mistake, wanted: Collection[Key], budget: _Budget, ways: Telling | None = None
) -> Iterator[tuple[int, Key, Array]]:
    """Every array that the mistake makes of one that is wanted, by the number of its way, and key.

    The ways of a whole pass have even numbers; the same at one step alone comes after each.
    """

    def asked(number: int) -> Collection[Key]:
        return wanted if ways is None else [key for key in ways.get((row.name, number), ()) if key in wanted]

    if here := asked(BY_ITSELF):
        yield from ((BY_ITSELF, key, array) for key, array in by_itself(steps, row, here))
    for place, way in enumerate(row.ways(steps.task) if row.ways else ()):
        if not (along := asked(2 * place)) and not asked(2 * place + 1):
            continue
        if not budget.take():
            return
        if along:
            yield from ((2 * place, key, array) for key, array in throughout(steps, way, along))
        if isinstance(way, Slip) and (here := asked(2 * place + 1)):
            yield from ((2 * place + 1, key, array) for key, array in alone(steps, way, here))


def _told(steps: TrueSteps, key: Key, array: Array) -> bytes | None:
    """What two arrays that are the same share; None for one that equals the truth or is not finite."""
    truth = steps.arrays[key]
    if array.shape != truth.shape:
        return None
    near = max(steps.noise[key], SAME * float(np.abs(truth).max()))
    if not float(np.abs(array - truth).max()) > near:
        return None
    size = float(np.abs(array).max())
    if not math.isfinite(size):
        return None
    scale = 10.0 ** math.floor(math.log10(size)) if size else 1.0
    return f"{scale}".encode() + np.round(array / scale, 9).tobytes()
