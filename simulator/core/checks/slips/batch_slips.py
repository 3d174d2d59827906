"""Slips that only a set of several items allows: a bias that is not summed, and X or T read the other way."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ...inputs import Array
from .worked_with_slips import EVERY, Key, Slip, Task, worked


@dataclass(frozen=True, eq=False, slots=True)
class Misread:
    """Everything is worked out rightly, but from another X (N, H) and T (N, L)."""

    X: Array
    T: Array

    def worked(
        self, task: Task, wanted: Collection[Key] | None = None, columns: slice = EVERY
    ) -> Iterator[tuple[Key, Array]]:
        """What one gets, as `worked_with_slips.worked` has it."""
        return worked(replace(task, X=self.X, T=self.T), Slip(), wanted, columns)


def items_as_rows(task: Task) -> Iterator[Misread]:
    """Where a matrix of the set is square, its items may have been taken along the wrong axis."""
    turned_X, turned_T = ([Z, Z.T] if Z.shape[0] == Z.shape[1] > 1 else [Z] for Z in (task.X, task.T))
    for X in turned_X:
        for T in turned_T:
            if X is not task.X or T is not task.T:
                yield Misread(X, T)


def bias_not_summed(task: Task) -> Iterator[Slip]:
    """S of the last item or of the first, or the mean, where ∂F/∂b is their sum."""
    if (N := len(task.X)) == 1:
        return
    for i in (-1, 0):
        yield Slip(summed=_of_item(i))
        if task.rule.mean:
            yield Slip(summed=_of_item(i, N))  # not divided either
    if not task.rule.mean:
        yield Slip(summed=lambda S: np.asarray(S.mean(axis=0)))


def _of_item(i: int, times: int = 1) -> Callable[[Array], Array]:
    return lambda S: times * S[i]
