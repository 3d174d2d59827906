"""What a neuron's n or S is made of at the step that computes it: the rules of the player's sums.js."""

from dataclasses import dataclass

import numpy as np

from ..core.inputs import Array
from ..steps.formulas.digits import FULL
from ..steps.kinds.backward_batches import answers_of_items
from ..steps.kinds.output_sensitivity import output_slope, saturated
from .shown_items import of_item, place_of_item
from .step_view import Moment

Edge = tuple[int, int, int]  # layer, row, column


@dataclass(frozen=True, slots=True)
class Addend:
    """One of the numbers that are added up: a product with its two factors and its edge, or neither."""

    value: float
    factors: tuple[float, float] | None = None
    edge: Edge | None = None


@dataclass(frozen=True, slots=True)
class NeuronSum:
    """All that is added up, the bias where there is one, and the neuron's number; S still has its slope."""

    parts: tuple[Addend, ...]
    total: float
    bias: float | None = None


def sums_of(m: Moment) -> dict[int, NeuronSum]:
    """By neuron, where the step computes n or S; none where the neurons show a sum over items."""
    step = m.step
    if m.summed or step.kind not in ("n", "S"):
        return {}
    width = m.update.before.widths[step.layer - 1]
    neurons = [step.neuron] if isinstance(step.neuron, int) else range(1, width + 1)
    made = _weighted_sum if step.kind == "n" else _sensitivity
    return {c: made(m, step.layer, c) for c in neurons}


def _column(m: Moment, array: Array) -> Array:
    return of_item(m.update, m.update.calm.printed(array, m.digits), m.item)


def _product(left: float, right: float, edge: Edge | None = None) -> Addend:
    return Addend(float(left * right), (float(left), float(right)), edge)


def _weighted_sum(m: Moment, l: int, c: int) -> NeuronSum:
    u = m.update
    W, b = (u.calm.printed(array, m.digits) for array in (u.before.W[l], u.before.b[l]))
    a, n = _column(m, u.found.a[l - 1]), _column(m, u.found.n[l])
    parts = (_product(x, w, (l, r, c)) for r, (x, w) in enumerate(zip(a, W[:, c - 1], strict=True), start=1))
    return NeuronSum(tuple(parts), float(n[c - 1]), float(b[c - 1]))


def _sensitivity(m: Moment, l: int, c: int) -> NeuronSum:
    u, total = m.update, float(_column(m, m.update.found.S[l])[c - 1])
    A, arriving = _slopes(m, l), _arriving(m, l)
    if arriving is None:
        return NeuronSum((), total)
    if A.ndim == 2:  # each neuron answers every n of its layer
        parts = (_product(slope, x) for slope, x in zip(A[c - 1], arriving, strict=True))
        return NeuronSum(tuple(parts), total)
    if l == u.before.depth:
        return NeuronSum((Addend(float(arriving[c - 1])),), total)
    W = u.calm.printed(u.through(l + 1), m.digits)[c - 1]
    later = _column(m, u.found.S[l + 1])
    parts = (_product(w, S, (l + 1, c, k)) for k, (w, S) in enumerate(zip(W, later, strict=True), start=1))
    return NeuronSum(tuple(parts), total)


def _slopes(m: Moment, l: int) -> Array:
    """A of a layer for the item at hand, (L,) or where it is full (L, L)."""
    u = m.update
    if not u.in_matrices:
        return u.calm.printed(u.run.slopes[l], m.digits)
    A = u.calm.printed(u.batch.A[l], m.digits)
    at = place_of_item(u, m.item)
    return A[at] if A.ndim == 3 else A[:, at]


def _arriving(m: Moment, l: int) -> Array | None:
    """What reaches each neuron of layer l before its slope, (L,); None where S_K comes from n."""
    u = m.update
    at = place_of_item(u, m.item) if u.in_matrices else 0
    if l < u.before.depth:
        if m.digits != FULL and l in u.calm.sent:
            return of_item(u, u.calm.sent[l], m.item)
        S = of_item(u, u.found.S[l + 1], m.item)
        return np.asarray(u.through(l + 1).dot(np.ascontiguousarray(S)))
    if u.in_matrices:
        answers, fused = answers_of_items(u)
        return None if fused[at] else answers[:, at]
    answer = output_slope(u)
    return None if saturated(u) or not np.isfinite(answer).all() else answer
