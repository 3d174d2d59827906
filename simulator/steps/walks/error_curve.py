"""F over one number that the walk starts from: its values, its slope, and the step that an update takes."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array
from ...core.loss import loss_named
from ...core.propagation import forward
from ..session import Session
from ..undo import input_slopes

POINTS = 41  # at which F is computed
REACH = 1.0  # of the curve to either side, at least; a number larger than that is as far from 0
EDGE = 0.9  # of the reach; beyond it is doubled
FAR = 8e307  # from 0; twice as far is a float64 still
TINY = 1e-20  # the complex step, which takes nothing from a number


@dataclass(frozen=True, slots=True)
class StartNumber:
    """W_l at (r, c), b_l at (c,), or x or t of a pair at (item, c); all from 0 but l."""

    letter: Literal["W", "b", "x", "t"]
    l: int
    at: tuple[int, ...]

    def of(self, session: Session) -> float:
        """Its value in a session."""
        return float(self._array(session)[self.at])

    def _array(self, session: Session) -> Array:
        if self.letter in ("x", "t"):
            return session.X if self.letter == "x" else session.T
        arrays: dict[int, Array] = getattr(session.network, self.letter)
        return arrays[self.l]


def window(session: Session, number: StartNumber, start: float, value: float) -> tuple[float, float]:
    """From where to where the curve goes: about `start`, where the number began, and past its `value`.

    A target stays between the bounds that the loss sets.
    """
    reach = max(REACH, abs(start))
    while abs(value - start) > EDGE * reach:
        reach *= 2
    bounds = loss_named(session.loss).targets if number.letter == "t" else None
    low, high = bounds or (-FAR, FAR)
    return max(start - reach, low), min(start + reach, high)


def curve(session: Session, number: StartNumber, low: float, high: float) -> tuple[list[float], list[Any]]:
    """So many values of the number, and F of the first pair, or batch, with each; None where not finite."""
    values = np.linspace(low, high, POINTS)
    return values.tolist(), [float(F) if np.isfinite(F) else None for F in errors(session, number, values)]


def errors(session: Session, number: StartNumber, values: Array) -> Array:
    """F of the first pair, or batch, with each of the values (N,) in place of the number: (N,)."""
    net, rule, rows = session.network, loss_named(session.loss), session.rows(1)
    W, b, K, output = dict(net.W), dict(net.b), net.depth, ACTIVATIONS[net.layers[-1].activation]
    X, T = session.X.copy(), session.T.copy()
    if number.letter in ("W", "b"):
        of = W if number.letter == "W" else b
        varied = of[number.l] = of[number.l].copy()
    else:
        varied = X if number.letter == "x" else T
    found = []
    with np.errstate(over="ignore", invalid="ignore"):
        for value in values:
            varied[number.at] = value
            passes = [forward(W, b, net.activation, x) for x in X[rows.start : rows.stop]]
            n, y = (np.stack([one[part][K] for one in passes]) for part in (0, 1))
            F = rule.total(T[rows.start : rows.stop], n, y, output)
            found.append(F / len(rows) if rule.mean else F)
    return np.array(found)


def slope(session: Session, number: StartNumber) -> float:
    """∂F/∂(the number) of the first pair or batch; as you go the true gradient."""
    u = session.first
    run = u.truth or u.found
    if number.letter in ("W", "b"):
        gradients = run.dW if number.letter == "W" else run.db
        return float(gradients[number.l][number.at])
    item, c = number.at
    if item not in u.items:
        return 0.0
    if number.letter == "x":
        return float(input_slopes(u, run.S[2])[item - u.items.start][c])
    return _slope_of_target(session, item, c)


def _slope_of_target(session: Session, item: int, c: int) -> float:
    """By a complex step in t: each row of the table of losses is a formula that takes complex t."""
    net, rule = session.network, loss_named(session.loss)
    n, a = forward(net.W, net.b, net.activation, session.X[item])
    t = session.T[item].astype(complex)
    t[c] += 1j * TINY
    F = rule.value(t, n[net.depth], a[net.depth], ACTIVATIONS[net.layers[-1].activation])
    return float(F.imag) / TINY / (len(session.rows(1)) if rule.mean else 1)


def step(session: Session, number: StartNumber) -> float | None:
    """By how much the first update moves the number, 0 where it is frozen; None of x and t, which stay."""
    if number.letter in ("x", "t"):
        return None
    arrays: dict[int, Array] = getattr(session.first.after, number.letter)
    return float(arrays[number.l][number.at]) - number.of(session)
