"""What an update rule keeps from one update to the next: one immutable value."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ..inputs import Array, InputError, kind_of, numbers, whole

MOST_MADE = 2**53  # updates; βᵗ takes their number as a float


@dataclass(frozen=True, eq=False, slots=True)
class RuleState:
    """`updates`: how many the rule has made; `arrays`: what it keeps, read-only, shaped as W_l and b_l.

    An array is named as the step that renews it, and its layer: "momentum_W2", "square_b3". Two states are
    equal where all of their bits are. Raises InputError where an array is none, or not finite.
    """

    updates: int
    arrays: Mapping[str, Array]

    def __post_init__(self) -> None:
        if not isinstance(self.arrays, Mapping):
            raise InputError(f"arrays must be a dictionary by name; got {kind_of(self.arrays)}")
        copies = {
            name: numbers(array, str(name)[:60], (None,) * (1 if np.ndim(array) == 1 else 2))
            for name, array in self.arrays.items()
        }
        object.__setattr__(self, "updates", whole(self.updates, "updates", 0, MOST_MADE))
        object.__setattr__(self, "arrays", MappingProxyType(copies))

    def __repr__(self) -> str:
        kinds = dict.fromkeys(name.partition("_")[0] for name in self.arrays)
        kept = f"; {', '.join(kinds)}" if kinds else ""
        return f"RuleState({self.updates:,} update{'' if self.updates == 1 else 's'}{kept})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleState) and self._bits() == other._bits()

    def __hash__(self) -> int:
        return hash(self._bits())

    def _bits(self) -> tuple[object, ...]:
        parts = ((name, array.shape, array.tobytes()) for name, array in sorted(self.arrays.items()))
        return self.updates, tuple(parts)
