"""The usual mistakes of a backward pass, each made on purpose: what would one see who had made it?"""

from collections.abc import Iterator

import numpy as np

from ..activation import ACTIVATIONS, Activation
from ..inputs import Array
from ..loss import Loss
from .rounding_slips import roundings
from .worked_with_slips import Slip, Task

# Likeliest first, where numbers fit several.
MISTAKES = {
    "factor-n": "The sum over the set was divided by its N items where the notes sum, or was not where they"
    " average: every ∂F/∂W and ∂F/∂b is off by the factor N.",
    "slope-forgotten": "σ′(n) was left out of every Ŝ = ÂWS: S is not scaled by the slopes of its own layer.",
    "slope-at-a": "The slopes were taken at a instead of n: σ′(a) stands where A = diag(σ′(n)) belongs.",
    "updated-weights": "Ŝ = ÂWS went back through the W that was already updated; it needs the old one.",
    "transposed": "W and Wᵀ are mixed up at every square W: n = Wᵀâ + b goes forward with Wᵀ, Ŝ = ÂWS back"
    " with W.",
    "sign": "e has the other sign, y − t instead of t − y: every S, ∂F/∂W and ∂F/∂b is negated.",
    "bias-skipped": "b was forgotten: n = Wᵀâ lacks it, or b ← b − α ∂F/∂b was not done.",
    "softmax-elementwise": "softmax was treated like sigmoid: y(1 − y) stands where its A = diag(y) − yyᵀ"
    " belongs.",
    "mean-over-outputs": "F was averaged over the outputs: S and all that follows are divided by how many"
    " there are.",
    "factor-half": "S of the last layer is half as large, and so is all that follows: F was ½‖t − y‖², or the"
    " 2 of −2Ae was dropped.",
    "factor-2": "S of the last layer is twice as large, and so is all that follows: a 2 was taken once too"
    " often.",
    "accumulated": "∂F/∂W and ∂F/∂b were added up twice: those of an earlier pass were not set back to 0.",
    "rounded": "Numbers were rounded to 2 or 3 decimals as soon as they were computed, and used so.",
}


def slips(task: Task) -> Iterator[Slip]:
    """Every way to make each mistake that can be made here, likeliest first."""
    rule, N = task.rule, len(task.X)
    if N > 1:
        yield Slip("factor-n", total=N if rule.mean else 1 / N)
    yield Slip("slope-forgotten", back=_no_slopes)
    yield Slip("slope-at-a", start=_start_at_a, back=_slopes_at_a)
    yield Slip("slope-at-a", start=_start_at_a_but_shares, back=_slopes_at_a_but_shares)
    yield Slip("updated-weights", through_new=True)
    yield Slip("transposed", forth_turned=True)
    yield Slip("transposed", back_turned=True)
    yield Slip("transposed", forth_turned=True, back_turned=True)
    yield Slip("sign", scale=-1.0)
    yield Slip("bias-skipped", without_b=True)
    yield Slip("bias-skipped", keeps_b=True)
    yield Slip("bias-skipped", without_b=True, keeps_b=True)
    sigma = {l: ACTIVATIONS[name] for l, name in task.net.activation.items()}
    shares = any(row.shares for row in sigma.values())
    if shares:
        yield Slip("softmax-elementwise", start=_start_elementwise, back=_slopes_elementwise)
    if shares and sigma[task.net.depth].name in rule.fused:  # S_K from y Σt − t, without slopes
        yield Slip("softmax-elementwise", back=_slopes_elementwise)
    if rule.factor == -2:
        yield Slip("mean-over-outputs", scale=1 / task.T.shape[1])
    yield Slip("factor-half", scale=0.5)
    twice = [Slip("accumulated", total=2.0), Slip("factor-2", scale=2.0)]
    yield from reversed(twice) if rule.factor == -1 else twice  # the ½ that cancels the 2 is easily lost
    yield from roundings(task)


def _no_slopes(row: Activation, n: Array, a: Array, v: Array) -> Array:
    return v


def _slopes_at_a(row: Activation, n: Array, a: Array, v: Array) -> Array:
    return row.applied(a, row.value(a), v)


def _start_at_a(rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    return _slopes_at_a(row, n, y, rule.slope(t, y))


def _slopes_at_a_but_shares(row: Activation, n: Array, a: Array, v: Array) -> Array:
    """The slopes of softmax are made of a to begin with."""
    return _slopes_at_a(row, n, a, v) if row.elementwise else row.applied(n, a, v)


def _start_at_a_but_shares(rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    start = _start_at_a if row.elementwise else Loss.sensitivity
    return start(rule, row, t, n, y)


def _slopes_elementwise(row: Activation, n: Array, a: Array, v: Array) -> Array:
    return row.applied(n, a, v) if row.elementwise else np.asarray(row.diagonal(n, a) * v)


def _start_elementwise(rule: Loss, row: Activation, t: Array, n: Array, y: Array) -> Array:
    if row.elementwise:
        return rule.sensitivity(row, t, n, y)
    fused = rule.fused.get(row.name)
    if fused and fused.alone:
        return fused.alone(t, y)
    return _slopes_elementwise(row, n, y, rule.slope(t, y))
