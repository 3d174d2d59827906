"""F once more with one parameter moved, for many parameters at a time: what derivatives are taken from.

To move W_rc of layer l by h is to move n_c by h â_r, and to move b_c by h is to move n_c by h; from there
the change goes forward through σ and the next n = Wᵀâ + b to F. Nothing here knows S, A or â Sᵀ.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array
from ..losses.loss_row import Loss
from ..network import Network
from ..propagation import Run

ByLayer = dict[int, Array]

STEP = 1e-30  # of the complex step: h² is lost, so that no digit cancels
CENTRAL_STEP = float(np.cbrt(np.finfo(float).eps))  # of central differences, times max(1, |parameter|)
AT_ONCE = 2**17  # neurons, over all parameters that are moved together


@dataclass(frozen=True, eq=False, slots=True)
class Moved:
    """Parameters (r, c) of W_l, (B,) each; r = H stands for b_c. `size`: their |values|."""

    l: int
    r: Array
    c: Array
    size: Array

    def pieces(self, width: int) -> Iterator["Moved"]:
        """A few at a time, so that memory stays small."""
        length = max(1, AT_ONCE // width)
        for i in range(0, len(self.r), length):
            part = slice(i, i + length)
            yield Moved(self.l, self.r[part], self.c[part], self.size[part])


def by_complex_step(net: Network, run: Run, rule: Loss, moved: Moved) -> Array:
    """∂F/∂parameter as Im F(parameter + ih) / h, (B,).

    So small a step leaves the real parts as they are: those of every n and a are the run's own, bit for bit.
    """
    F, _ = _after(net, run, rule, moved, 1j * (STEP * _answer(run, moved)))
    return np.asarray(F.imag / STEP)


def by_central_differences(net: Network, run: Run, rule: Loss, moved: Moved) -> tuple[Array, ByLayer]:
    """∂F/∂parameter as (F(parameter + h) − F(parameter − h)) / 2h, (B,), and the kinks inside the step.

    These, (B, L), by the number of each layer with a kink: is n no farther from one than the step moves it?
    """
    h = CENTRAL_STEP * np.maximum(1.0, moved.size)
    by = h * _answer(run, moved)
    above, up = _after(net, run, rule, moved, by)
    below, down = _after(net, run, rule, moved, -by)
    return np.asarray((above - below) / (2 * h)), {l: up[l] | down[l] for l in up}


def rounding_of_error(run: Run) -> float:
    """By how much F may be off by rounding, F itself and every n and y on the way to it."""
    of_n = sum(float(np.abs(run.S[l] * n).sum()) for l, n in run.n.items())
    of_e = float((np.abs(run.e) * (np.abs(run.t) + np.abs(run.y))).sum())
    return float(np.finfo(float).eps) * (abs(run.loss) + of_n + of_e)


def _answer(run: Run, moved: Moved) -> Array:
    """∂n_c/∂parameter, (B,): â_r, and 1 for b."""
    return np.append(run.a[moved.l - 1], 1.0)[moved.r]


def _after(net: Network, run: Run, rule: Loss, moved: Moved, by: Array) -> tuple[Array, ByLayer]:
    """F where n_c has changed by so much, (B,), and the kinks that the changes of n reach, (B, L)."""
    K, reached = net.depth, {}
    change = np.zeros((len(by), len(run.n[moved.l])), by.dtype)
    change[np.arange(len(by)), moved.c] = by
    for l in range(moved.l, K + 1):
        n, row = run.n[l] + change, ACTIVATIONS[net.activation[l]]
        if row.kinks:
            near = [np.abs(run.n[l] - kink) <= np.abs(change) for kink in row.kinks]
            reached[l] = np.logical_or.reduce(near) & (change != 0)
        a = row.value(n)
        change = 1j * a.imag if np.iscomplexobj(by) else a - run.a[l]
        if l < K:
            change = change @ net.W[l + 1]
    return rule.value(run.t[None], n, run.y + change, ACTIVATIONS[net.activation[K]]), reached
