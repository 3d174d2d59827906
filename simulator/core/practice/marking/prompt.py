"""One step as a question: what is true, what mistakes would give, and what is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from ...checks.fitted_numbers import Family, families
from ...checks.slips.worked_with_slips import Key
from ...inputs import Array
from ..alternatives import Alternative, Alternatives, alternatives_of
from ..slipped_steps import SlippedGradients
from ..true_steps import TrueSteps, of_moves
from ..where_to_look import Called, called, where_to_look
from .judgement import NEAR

PROPORTIONAL = 1e-12  # of the largest number: so far twice a change may be from the change of twice


@dataclass(frozen=True, eq=False)
class Prompt:
    """A quantity of a layer that is asked for; `known`: what mistakes give there, where that is known."""

    steps: TrueSteps
    key: Key
    known: Alternatives | None = None

    @property
    def truth(self) -> Array:
        """The true array."""
        return self.steps.arrays[self.key]

    @property
    def noise(self) -> float:
        """How much of it may be rounding."""
        return self.steps.noise[self.key]

    @cached_property
    def near(self) -> float:
        """By how much what a mistake gives may be another in any case."""
        return max(self.noise, NEAR * float(np.abs(self.truth).max()))

    @cached_property
    def found(self) -> Alternatives:
        """What mistakes give, here and perhaps elsewhere."""
        return self.known or alternatives_of(self.steps, {self.key})

    @property
    def others(self) -> tuple[Alternative, ...]:
        """What mistakes give."""
        return self.found.by_key[self.key]

    @property
    def partly(self) -> bool:
        """Whether there were too many numbers to try every mistake in every way."""
        return bool(self.found.skipped)

    @cached_property
    def fitted(self) -> tuple[tuple[Family, Array], ...]:
        """The mistakes with a number of their own that change it, with their directions.

        Of what an update rule computes only where that goes along with the gradient in proportion.
        """
        found = ((family, family.directions.get(self.key)) for family in _families(self.steps))
        return tuple((one, along) for one, along in found if along is not None and np.any(along))

    @cached_property
    def called(self) -> Called:
        """What its entries are called."""
        return called(self.steps, self.key)

    @cached_property
    def look(self) -> str:
        """Where to look."""
        return where_to_look(self.steps, self.key)


@lru_cache(maxsize=8)
def _families(steps: TrueSteps) -> tuple[Family, ...]:
    """Those of the gradients, and of what follows from them."""
    gradients = {key: array for key, array in steps.arrays.items() if key[0] in ("dW", "db")}
    found = families(steps.task, gradients, {})
    if steps.rule is None:
        return tuple(found)
    return tuple(
        replace(one, directions=known | _followed(steps, known))
        for one in found
        if (known := {key: along for key, along in one.directions.items() if key in gradients})
    )


def _followed(steps: TrueSteps, along: Mapping[Key, Array]) -> dict[Key, Array]:
    """By how much each move of the rule changes with the gradients, where twice as much changes it twice."""
    with np.errstate(all="ignore"):
        once, twice = (_moved(steps, along, times) for times in (1.0, 2.0))
    found = {}
    for key in once:
        true = steps.arrays[key]
        way, far = once[key] - true, twice[key] - true
        near = PROPORTIONAL * max(float(np.abs(true).max()), float(np.abs(far).max()))
        if np.isfinite(far).all() and float(np.abs(far - 2 * way).max()) <= near:
            found[key] = way
    return found


def _moved(steps: TrueSteps, along: Mapping[Key, Array], times: float) -> dict[Key, Array]:
    """What the rule computes of the gradients and so many times what they are changed by."""
    assert steps.rule is not None and steps.state is not None
    net = steps.task.net
    dW, db = (
        {l: steps.arrays[name, l] + times * along.get((name, l), np.zeros(())) for l in net.W}
        for name in ("dW", "db")
    )
    return of_moves(net, steps.rule.moves(net, SlippedGradients(dW, db), steps.task.alpha, steps.state))
