"""One step as a question: what is true, what mistakes would give, and what is said of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..checks.fitted_numbers import Family, families
from ..checks.worked_with_slips import Key
from ..inputs import Array
from .alternatives import Alternative, Alternatives, alternatives_of
from .judgement import NEAR
from .true_steps import TrueSteps
from .where_to_look import Called, called, where_to_look


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
        """The mistakes with a number of their own that change it, of plain descent, with their directions."""
        steps, key = self.steps, self.key
        if steps.rule is not None or key[0] not in ("dW", "db", "W", "b"):
            return ()
        gradients = {one: array for one, array in steps.arrays.items() if one[0] in ("dW", "db")}
        found = ((family, family.directions.get(key)) for family in families(steps.task, gradients, {}))
        return tuple((one, along) for one, along in found if along is not None and np.any(along))

    @cached_property
    def called(self) -> Called:
        """What its entries are called."""
        return called(self.steps, self.key)

    @cached_property
    def look(self) -> str:
        """Where to look."""
        return where_to_look(self.steps, self.key)
