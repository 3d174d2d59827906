"""The update rules over entries `first` to `end` of the flat parameters, as loops of machine code.

P holds the parameters, g their gradients, M and V what a rule keeps of them (`flat_rule.py`), each (P,);
`s` the settings, by the places below.
"""

import math

from ...inputs import Array
from ..rules.clipping import CLIP_ROOM
from .by_numba import machine, sums
from .room import Carried
from .row_codes import (
    ADAMW,
    ALPHA,
    BETA1,
    BETA2,
    CENTERED,
    DAMPENING,
    DECAY,
    DESCENT,
    EPSILON,
    L1,
    MOMENTUM,
    NESTEROV,
    RHO,
    RMSPROP,
    SGD,
)  # fmt: skip


@sums
def squares(g: Array) -> float:
    """Σ g²."""
    total = 0.0
    for k in range(g.shape[0]):
        total += g[k] * g[k]
    return total


@machine
def norm(g: Array) -> float:
    """‖g‖, also where the squares alone leave float64's range."""
    total = squares(g)
    if math.isfinite(total):
        return math.sqrt(total)
    largest = 0.0
    for k in range(g.shape[0]):
        if not abs(g[k]) <= largest:
            largest = abs(g[k])
    if not math.isfinite(largest):
        return largest
    total = 0.0
    for k in range(g.shape[0]):
        total += (g[k] / largest) * (g[k] / largest)
    return largest * math.sqrt(total)


@machine
def clipped(g: Array, clip: float) -> None:
    """g times min(1, clip / (‖g‖ + 1e-6))."""
    factor = clip / (norm(g) + CLIP_ROOM)
    if factor < 1.0:
        for k in range(g.shape[0]):
            g[k] *= factor


@machine
def sign(p: float) -> float:
    """−1, 0 or 1."""
    return 1.0 if p > 0.0 else -1.0 if p < 0.0 else p


@machine
def penalties(code: int, P: Array, g: Array, decay: Array, l1: Array, s: Array, first: int, end: int) -> None:
    """g + λ W + λ₁ sign(W); AdamW takes its decay from W itself."""
    for k in range(first, end):
        pulled = l1[k] * sign(P[k]) if s[L1] != 0.0 else 0.0
        if code == ADAMW:
            g[k] += pulled
            P[k] *= 1.0 - s[ALPHA] * decay[k]
        else:
            g[k] += decay[k] * P[k] + pulled


@machine
def sgd(P: Array, g: Array, V: Array, s: Array, t: float, first: int, end: int) -> None:
    """W − α g, with momentum W − α V, with Nesterov's W − α (g + μ V)."""
    alpha, mu, rest, ahead = s[ALPHA], s[MOMENTUM], 1.0 - s[DAMPENING], s[NESTEROV] != 0.0
    if mu == 0.0:
        for k in range(first, end):
            P[k] -= alpha * g[k]
        return
    for k in range(first, end):
        V[k] = g[k] if t == 1.0 else mu * V[k] + rest * g[k]
        P[k] -= alpha * (g[k] + mu * V[k] if ahead else V[k])


@machine
def rmsprop(P: Array, g: Array, M: Array, V: Array, G: Array, s: Array, first: int, end: int) -> None:
    """W − α g / (√V + ε), or W − α M; centered by the mean gradient G."""
    alpha, rho, mu, epsilon, centered = s[ALPHA], s[RHO], s[MOMENTUM], s[EPSILON], s[CENTERED] != 0.0
    for k in range(first, end):
        V[k] = rho * V[k] + (1.0 - rho) * (g[k] * g[k])
        spread = V[k]
        if centered:
            G[k] = rho * G[k] + (1.0 - rho) * g[k]
            spread -= G[k] * G[k]
            if spread < 0.0:  # noqa: PLR1730  which keeps what is no number
                spread = 0.0
        step = g[k] / (math.sqrt(spread) + epsilon)
        if mu != 0.0:
            step += mu * M[k]
            M[k] = step
        P[k] -= alpha * step


@machine
def adam(P: Array, g: Array, M: Array, V: Array, s: Array, t: float, first: int, end: int) -> None:
    """W − α M̂ / (√V̂ + ε)."""
    alpha, beta1, beta2, epsilon = s[ALPHA], s[BETA1], s[BETA2], s[EPSILON]
    one, two = 1.0 - beta1**t, 1.0 - beta2**t
    for k in range(first, end):
        M[k] = beta1 * M[k] + (1.0 - beta1) * g[k]
        V[k] = beta2 * V[k] + (1.0 - beta2) * (g[k] * g[k])
        P[k] -= alpha * ((M[k] / one) / (math.sqrt(V[k] / two) + epsilon))


@machine
def move(code: int, P: Array, g: Array, kept: Carried, t: float, first: int, end: int) -> None:
    """One update of these entries."""
    s, momentum, square = kept.settings, kept.momentum, kept.square
    if code == DESCENT:
        for k in range(first, end):
            P[k] -= g[k]
        return
    if s[DECAY] != 0.0 or s[L1] != 0.0:
        penalties(code, P, g, kept.decay, kept.l1, s, first, end)
    if code == SGD:
        sgd(P, g, momentum, s, t, first, end)
    elif code == RMSPROP:
        rmsprop(P, g, momentum, square, kept.mean, s, first, end)
    else:
        adam(P, g, momentum, square, s, t, first, end)
