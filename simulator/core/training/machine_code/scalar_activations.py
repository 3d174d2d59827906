"""Each activation of one n once more, as machine code: a = σ(n) and the slope σ′(n), both from n.

The forms are those of core/activations, whose row each stands for. What is not finite comes out not finite.
"""

import math

from ...activations.gelu import CUBIC, FLAT, ROOT
from .by_numba import inlined, machine
from .row_codes import BOUNDED, ELU, GELU, IDENTITY, RELU, SILU, SOFTPLUS, SOFTSIGN

LOST = 0.6  # of e^−2|n|: above it 1 − e^−2|n| has lost a digit


@machine
def sigmoid_of(n: float) -> float:
    """By the sign of n, so that no exponential overflows."""
    small = math.exp(-abs(n))
    return (1.0 if n >= 0.0 else small) / (1.0 + small)


@machine
def sigmoid_slope_of(n: float) -> float:
    """σ(n)σ(−n)."""
    small = math.exp(-abs(n))
    return small / ((1.0 + small) * (1.0 + small))


@machine
def near(n: float) -> float:
    """n where anything changes, so that its powers do not overflow."""
    return min(max(n, -FLAT), FLAT)


@inlined
def sigmoid(n: float) -> tuple[float, float]:
    """a and σ′(n)."""
    small = math.exp(-abs(n))
    part = 1.0 / (1.0 + small)
    return part if n >= 0.0 else small * part, small * part * part


@inlined
def tanh(n: float) -> tuple[float, float]:
    """a and σ′(n), from one exponential where that leaves a its digits."""
    small = math.exp(-2.0 * abs(n))
    part = 1.0 / (1.0 + small)
    a = math.copysign((1.0 - small) * part, n) if small < LOST else math.tanh(n)
    return a, 4.0 * small * part * part


@machine
def value_and_slope(code: int, low: float, high: float, n: float) -> tuple[float, float]:
    """a and σ′(n) of the other activations by their code; `low` and `high`: the numbers of the row."""
    if code == IDENTITY:
        return n, 1.0
    if code == RELU:
        slope = 1.0 if n > 0.0 else low  # as a factor: what is not finite stays so
        return slope * n, slope
    if code == ELU:
        return (high * n, high) if n > 0.0 else (low * math.expm1(n), low * math.exp(n))
    if code == BOUNDED:
        if n > low:
            return (n, 1.0) if n < high else (high + 0.0 * n, 0.0)
        return low + 0.0 * n, 0.0
    return smooth(code, n)


@machine
def smooth(code: int, n: float) -> tuple[float, float]:
    """The same of those without numbers that are slower."""
    if code == SOFTPLUS:
        return max(n, 0.0) + math.log1p(math.exp(-abs(n))), sigmoid_of(n)
    if code == SILU:
        share = sigmoid_of(n)
        return n * share, share * (1.0 + n * sigmoid_of(-n))
    if code == SOFTSIGN:
        whole = 1.0 + abs(n)
        return n / whole, 1.0 / (whole * whole)
    close = near(n)
    if code == GELU:
        below = 0.5 * math.erfc(-close * math.sqrt(0.5))
        return n * below, below + close * (math.exp(-0.5 * close * close) * (0.5 * ROOT))
    inner = 2.0 * ROOT * (close + CUBIC * close * close * close)  # gelu_tanh
    share, slope = sigmoid_of(inner), sigmoid_slope_of(inner)
    return n * share, share + close * slope * (2.0 * ROOT * (1.0 + 3.0 * CUBIC * close * close))
