"""What each mistake would give at each step that is asked for: marks, feedback and exercises rest on it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..checks.mistakes import Mistake, rows
from ..checks.worked_with_slips import Key, Slip
from ..inputs import Array
from ..network import Network
from ..training.rule_state import RuleState
from ..training.update_rule import UpdateRule
from .slipped_steps import Made, alone, by_itself, throughout
from .true_steps import TrueSteps, true_steps

MOST_WORK = 15_000_000  # products of a weight and a row, over all ways that are tried
OVERHEAD = 20_000  # what one way costs beside them, in such products
SAME = 1e-9  # of an array's largest entry: what differs by less is the same


@dataclass(frozen=True, eq=False, slots=True)
class Alternative:
    """What a mistake gives in place of a true array, shaped as that is; `mistake`: its name."""

    mistake: str
    array: Array


@dataclass(frozen=True, eq=False, slots=True)
class Alternatives:
    """By quantity and layer, e and F by that of the output, what mistakes give there, likeliest first.

    None equals the truth, and none of one mistake another of the same. `steps`: what is true. `skipped`:
    mistakes that were not tried in every way, because the network or the batch is too large.
    """

    steps: TrueSteps
    by_key: Mapping[Key, tuple[Alternative, ...]]
    skipped: tuple[str, ...] = ()

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
    budget = _Budget(steps)
    with np.errstate(all="ignore"):
        for row in rows(steps.task):
            for key, array in _made(steps, row, wanted, budget):
                same = _told(steps, key, array) if key in found else None
                if same is not None and (row.name, same) not in seen[key]:
                    seen[key].add((row.name, same))
                    found[key].append(Alternative(row.name, array))
            if budget.spent:
                skipped.append(row.name)
    return Alternatives(steps, {key: tuple(each) for key, each in found.items()}, tuple(skipped))


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


def _made(steps: TrueSteps, row: Mistake, wanted: Collection[Key], budget: _Budget) -> Iterator[Any]:
    """Every array that the mistake makes of one that is wanted, by its key."""
    yield from by_itself(steps, row, wanted)
    for way in row.ways(steps.task) if row.ways else ():
        if not budget.take():
            return
        made: list[Made] = [throughout(steps, way, wanted)]
        if isinstance(way, Slip):
            made.append(alone(steps, way, wanted))
        for each in made:
            yield from each


def _told(steps: TrueSteps, key: Key, array: Array) -> bytes | None:
    """What two arrays that are the same share; None for one that equals the truth or is not finite."""
    truth = steps.arrays[key]
    if array.shape != truth.shape or not np.isfinite(array).all():
        return None
    near = max(steps.noise[key], SAME * float(np.abs(truth).max()))
    if (np.abs(array - truth) <= near).all():
        return None
    size = float(np.abs(array).max())
    scale = 10.0 ** np.floor(np.log10(size)) if size else 1.0
    return np.append(np.round(array / scale, 9), scale).tobytes()
