"""A loss says in one number, F = φ(t, y), how far the output y is from the target t.

One row of the table carries everything that is said of a loss anywhere; the rows stand in losses/, this is
their order.
"""

import numpy as np

from .activations.activation_row import Activation
from .inputs import Array, InputError, one_of
from .losses.cross_entropies import BCE, TCE
from .losses.loss_row import Loss, loss_refusal
from .losses.squared_errors import HSE, MSE, TSE

LOSSES = {row.name: row for row in (TSE, MSE, TCE, HSE, BCE)}


def loss_named(name: object) -> Loss:
    """Look a name up in the table; raises InputError that lists the names there are."""
    return LOSSES[one_of(name, LOSSES, "the loss")]


def check_pair(loss: Loss, output: Activation) -> None:
    """Raise InputError where the loss is not defined for every output the network could give."""
    if loss.outputs is not None and output.name not in loss.outputs:
        raise loss_refusal(loss, output)


def offered_after(output: Activation) -> list[str]:
    """The losses to choose from after an activation: all but one that has a better one there."""
    return [name for name, row in LOSSES.items() if not better_after(row, output)]


def better_after(loss: Loss, output: Activation) -> str:
    """The loss to take after an activation in place of this one; "" where it is as good as any."""
    return loss.fused[output.name].better if output.name in loss.fused else ""


def check_targets(loss: Loss, T: Array) -> None:
    """Raise InputError where a target, t (L,) or rows of them (N, L), lies where the loss is not defined."""
    if loss.targets is None:
        return
    low, high = loss.targets
    outside = (low > T) | (high < T)
    if not outside.any():
        return
    *row, column = (int(i) + 1 for i in np.argwhere(outside)[0])
    where = f"row {row[0]}, column {column}," if row else f"entry {column}"
    value = float(T[outside][0])
    raise InputError(
        f"for {loss.title} every target t must lie between {low:g} and {high:g}; {where} is {value!r}"
    )


def output_sensitivity(loss: Loss, output: Activation, A: Array, t: Array, n: Array, y: Array) -> Array:
    """S_K = A_K ∂φ/∂y of one item, (L,): −2 A e for TSE, from n where the row has a form for that."""
    if fused := loss.fused.get(output.name):
        return fused.sensitivity(t, n)
    return apply_slopes(A, loss.slope(t, y))


def apply_slopes(A: Array, v: Array) -> Array:
    """A v, where A is stored as its diagonal (L,) for elementwise activations, in full for softmax."""
    return np.asarray(A * v if A.ndim == 1 else A @ v)
