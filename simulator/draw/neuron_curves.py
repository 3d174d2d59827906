"""σ as a curve, and where each neuron stands on it at the steps a and A: the rules of values.js."""

from dataclasses import dataclass

import numpy as np

from ..core.activation import ACTIVATIONS
from ..core.health.quiet_neurons import quiet_words
from ..core.inputs import Array
from ..steps.session import Session, Update
from .shown_items import place_of_item, vector
from .step_view import Moment

POINTS, REACH = 121, 4.0  # of a curve; how far it goes at least to either side of 0

Curve = list[list[float]]  # n, and σ(n)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Where a neuron stands on σ; its slope is None before its own step; `quiet`: why it hardly answers."""

    n: float
    a: float
    slope: float | None
    quiet: str


def curve_of(name: str, session: Session) -> Curve | None:
    """Points of σ that reach beyond every n of the walk; None for softmax, which is no function of one n."""
    activation = ACTIVATIONS[name]
    if not activation.elementwise:
        return None
    reach = max(
        float(abs(u.found.n[l]).max())
        for u in session.walked
        for l in u.found.n
        if u.before.activation[l] == name
    )
    n = np.linspace(-1, 1, POINTS) * max(REACH, reach * 1.1)
    return [n.tolist(), activation.value(n).tolist()]


def quiet_of(u: Update, l: int) -> list[dict[int, str]]:
    """Who of layer l is "off" or "saturated", for each item of the update, neurons from 1."""
    if not u.in_matrices:
        n, a, slopes = (array[None] for array in (u.run.n[l], u.run.a[l], u.run.slopes[l]))
    else:
        A = u.batch.A[l]
        n, a, slopes = u.batch.n[l].T, u.batch.a[l].T, A if A.ndim == 3 else A.T
    if slopes.ndim == 3:
        slopes = np.diagonal(slopes, axis1=1, axis2=2)
    return quiet_words(ACTIVATIONS[u.before.activation[l]], n, a, slopes)


def curve_points(m: Moment) -> dict[int, CurvePoint]:
    """By neuron, where the step computes a or A; none where the neurons show a sum over items."""
    kind, l, u = m.step.kind, m.step.layer, m.update
    if m.summed or kind not in ("a", "A"):
        return {}
    quiet = quiet_of(u, l)[place_of_item(u, m.item) if u.in_matrices else 0]

    def numbers(quantity: str) -> Array:
        found = vector(u, quantity, l, m.item, m.digits)
        assert found is not None
        return found

    n, a, slopes = numbers("n"), numbers("a"), numbers("A") if kind == "A" else None
    return {
        c: CurvePoint(
            float(n[c - 1]),
            float(a[c - 1]),
            None if slopes is None else float(slopes[c - 1]),
            quiet.get(c, ""),
        )
        for c in range(1, len(n) + 1)
        if m.knows(kind, l, c)
    }
