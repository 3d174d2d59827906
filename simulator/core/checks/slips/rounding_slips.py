"""Rounded as one goes: 2 or 3 decimals are all that is kept of each n, a, S, ∂F/∂W and ∂F/∂b.

What one gets depends on how halves are rounded, and on whether slopes and S_K come from the rounded n or,
as in a(1 − a) and y − t, from the rounded a: so every way is gone.
"""

from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np

from ...activation import ACTIVATIONS
from ...activations.activation_row import Activation
from ...inputs import Array
from ...losses.loss_row import Loss
from .worked_with_slips import Back, Slip, Start, Task

NEAR = 1e-9  # to a half: 0.285 is a little less in float64


def roundings(task: Task) -> Iterator[Slip]:
    """Every way to round as one goes."""
    totals = (False, True) if task.rule.mean and len(task.X) > 1 else (False,)
    for decimals, rounded, (start, back), total in product(
        (2, 3), (_to_even, _up, _exactly), _ways(task), totals
    ):
        yield Slip(start=start, back=back, kept=partial(rounded, decimals), kept_total=total)


def _ways(task: Task) -> list[tuple[Start, Back]]:
    backs: list[Back] = [_slopes_from_n]
    if any(
        row.slope_from_a or row.shares for row in map(ACTIVATIONS.__getitem__, task.net.activation.values())
    ):
        backs.append(_slopes_from_a)
    starts: list[Start] = [partial(_start, back) for back in backs]
    if task.net.activation[task.net.depth] not in task.rule.fused:
        return list(zip(starts, backs, strict=True))
    return list(product([Loss.sensitivity, _fused_start_from_y, *starts], backs))


def _to_even(decimals: int, number: Array) -> Array:
    return np.asarray(np.round(number, decimals))


def _up(decimals: int, number: Array) -> Array:
    """Halves away from 0, as by hand."""
    ten = 10.0**decimals
    return np.asarray(np.copysign(np.floor(np.abs(number) * ten + 0.5 + NEAR) / ten, number))


def _exactly(decimals: int, number: Array) -> Array:
    """As Python's round and print: to the side on which float64 really lies, for 0.285 down."""
    rounded = np.array(np.round(number, decimals))
    part = np.abs(number) * 10.0**decimals % 1
    near = np.abs(part - 0.5) < NEAR
    rounded[near] = [round(one, decimals) for one in number[near].tolist()]
    return rounded


def _slopes_from_n(row: Activation, n: Array, a: Array, v: Array) -> Array:
    return row.applied(n, row.value(n), v)


def _slopes_from_a(row: Activation, n: Array, a: Array, v: Array) -> Array:
    if row.shares:
        return np.asarray(row.shares.naive(a, v))
    return np.asarray(row.slope_from_a(a) * v) if row.slope_from_a else row.applied(n, a, v)


def _start(back: Back, rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    """S_K = A ∂φ/∂y, where a fused form is usual too."""
    return back(row, n, y, rule.slope(t, y))


def _fused_start_from_y(rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    """With the division by y cancelled, as one writes it."""
    from_y = rule.fused[row.name].from_y
    return from_y(t, y) if from_y else rule.sensitivity(row, t, n, y)
