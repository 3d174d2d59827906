"""Slips in one place of the backward pass: at one layer, the output included, while all else is right."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from ...activations.activation_row import Activation
from ...inputs import Array
from ...losses.loss_row import Loss
from .worked_with_slips import Back, Slip, Task


def layers(task: Task) -> range:
    """From the output back."""
    return range(task.net.depth, 1, -1)


def slope_forgotten(task: Task) -> Iterator[Slip]:
    """σ′(n) left out of every Ŝ; of S_K too; of one S alone; or only where one ∂F/∂W is formed."""

    yield Slip(back=_no_slopes)
    yield Slip(start=_no_slopes_at_output, back=_no_slopes)
    for l in layers(task):
        yield Slip(start=_no_slopes_at_output, back=_no_slopes, layer=l)
        yield Slip(right=_arrived, layer=l)
        yield Slip(right=_arrived, right_in_db=True, layer=l)


def slope_twice(task: Task) -> Iterator[Slip]:
    """σ′(n) multiplied in a second time at one layer: in its S, in what S sends on, or in its ∂F/∂W."""

    ways: list[Back] = [Activation.applied]
    if any(row.shares for row in task.sigma.values()):
        ways.append(_diagonal)
    for l in layers(task):
        for slopes in ways:
            yield Slip(start=partial(_twice_at_output, slopes), back=partial(_twice, slopes), layer=l)
            yield Slip(sent=partial(_sent_with_slopes, slopes), layer=l)
            yield Slip(right=partial(_with_slopes, slopes), layer=l)
            yield Slip(right=partial(_with_slopes, slopes), right_in_db=True, layer=l)


def slope_of_n(task: Task) -> Iterator[Slip]:
    """1 − n² or n(1 − n): at one layer, at all with one σ, or wherever there is such a formula in a."""
    rows = {id(row): row for row in task.sigma.values() if row.slope_from_a}
    if not rows:
        return
    whole = (None, *(rows.values() if len(rows) > 1 else ()))
    for row in whole:
        yield Slip(start=partial(_formula_of_n_at_output, row), back=partial(_formula_of_n, row))
    for l in layers(task):
        if task.sigma[l].slope_from_a:
            yield Slip(
                start=partial(_formula_of_n_at_output, None),
                back=partial(_formula_of_n, None),
                layer=l,
            )


def n_for_a(task: Task) -> Iterator[Slip]:
    """n̂ for â in ∂F/∂W, at one layer or at each."""
    yield Slip(left=_n)
    for l in layers(task)[:-1]:
        yield Slip(left=_n, layer=l)


def input_forgotten(task: Task) -> Iterator[Slip]:
    """S alone in ∂F/∂W, at one layer or at each."""
    yield Slip(left=_one)
    for l in layers(task):
        yield Slip(left=_one, layer=l)


def one_output(task: Task) -> Iterator[Slip]:
    """One output's S alone goes back, or is all that there is of S_K."""
    K, L = task.net.depth, task.T.shape[1]
    if L == 1:
        return
    for j in range(L if K > 2 else 0):
        yield Slip(sent=partial(_sent_by, j), layer=K)
    for j in range(L):
        yield Slip(start=partial(_start_of, j), layer=K)


def loss_for_error(task: Task) -> Iterator[Slip]:
    """½e² or e², each output's or their sum, of either sign, in place of e."""
    for half in (0.5, 1.0):
        for sign in (1.0, -1.0):
            yield Slip(start=partial(_start_with_loss, half * sign, False))
            if task.T.shape[1] > 1:
                yield Slip(start=partial(_start_with_loss, half * sign, True))


def _no_slopes(row: Activation, n: Array, a: Array, v: Array) -> Array:
    return v


def _no_slopes_at_output(rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    return rule.slope(t, y)


def _arrived(row: Activation, n: Array, a: Array, v: Array, S: Array) -> Array:
    return v


def _diagonal(row: Activation, n: Array, a: Array, v: Array) -> Array:
    return np.asarray(row.diagonal(n, a) * v)


def _twice(slopes: Back, row: Activation, n: Array, a: Array, v: Array) -> Array:
    return slopes(row, n, a, row.applied(n, a, v))


def _twice_at_output(slopes: Back, rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    return slopes(row, n, y, rule.sensitivity(row, t, n, y))


def _with_slopes(slopes: Back, row: Activation, n: Array, a: Array, v: Array, S: Array) -> Array:
    return slopes(row, n, a, S)


def _sent_with_slopes(slopes: Back, row: Activation, n: Array, a: Array, S: Array, W: Array) -> Array:
    return np.asarray(slopes(row, n, a, S) @ W.T)


def _formula_of_n(only: Activation | None, row: Activation, n: Array, a: Array, v: Array) -> Array:
    if row.slope_from_a and (only is None or row is only):
        return np.asarray(row.slope_from_a(n) * v)
    return row.applied(n, a, v)


def _formula_of_n_at_output(
    only: Activation | None, rule: Loss, row: Activation, t: Array, n: Array, y: Array
) -> Array:
    if row.slope_from_a and (only is None or row is only):
        return np.asarray(row.slope_from_a(n) * rule.slope(t, y))
    return rule.sensitivity(row, t, n, y)


def _n(n_left: Array | None, a_left: Array) -> Array:
    return a_left if n_left is None else n_left


def _one(n_left: Array | None, a_left: Array) -> Array:
    return np.ones_like(a_left)


def _sent_by(j: int, row: Activation, n: Array, a: Array, S: Array, W: Array) -> Array:
    return S[:, j : j + 1] * W[:, j]


def _start_of(j: int, rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    S = np.zeros_like(y)
    S[:, j] = rule.sensitivity(row, t, n, y)[:, j]
    return S


def _start_with_loss(
    share: float, summed: bool, rule: Loss, row: Activation, t: Array, n: Array, y: Array
) -> Array:
    e = t - y
    squares = share * e * e
    if summed:
        squares = np.broadcast_to(squares.sum(axis=-1, keepdims=True), e.shape)
    return row.applied(n, y, rule.factor * squares) if rule.factor else -squares
