"""Training pairs drawn from a seed, for a network that has none of its own: small numbers, easy by hand."""

from collections.abc import Callable

import numpy as np

from ..activation import ACTIVATIONS
from ..activations.activation_row import Activation
from ..inputs import Array, whole

FAR = 50.0  # n so large that σ(n) has reached the end of what it can be
BOUND = 2.0  # an end beyond this is none: σ goes on

Draw = Callable[[np.random.Generator, int, int], Array]  # rows and columns


def drawn_inputs(count: int, width: int, seed: int) -> Array:
    """X (count, width) in tenths from −1 to 1."""
    rng = np.random.default_rng([0, whole(seed, "the seed", 0)])
    return np.asarray(rng.integers(-10, 11, (count, width)) / 10)


def drawn_targets(count: int, width: int, output: str, seed: int) -> Array:
    """T (count, width) that outputs of this activation can reach; `targets_in_words` says which."""
    rng = np.random.default_rng([1, whole(seed, "the seed", 0)])
    return _kind(ACTIVATIONS[output])[1](rng, count, width)


def targets_in_words(output: str) -> str:
    """What is drawn: "one-hot", "0 or 1", "in tenths from −1 to 1"."""
    return _kind(ACTIVATIONS[output])[0]


def _kind(row: Activation) -> tuple[str, Draw]:
    if row.shares:
        return "one-hot", lambda rng, N, L: np.eye(L)[rng.integers(0, L, N)]
    low, high = (float(row.value(np.array([n]))[0]) for n in (-FAR, FAR))
    if low > -BOUND and high < BOUND:
        ends = round(low), round(high)
        said = f"{ends[0]} or {ends[1]}".replace("-", "−")
        return said, lambda rng, N, L: np.array(ends, dtype=float)[rng.integers(0, 2, (N, L))]
    if low > -BOUND:
        return "in tenths from 0 to 1", lambda rng, N, L: rng.integers(0, 11, (N, L)) / 10
    return "in tenths from −1 to 1", lambda rng, N, L: rng.integers(-10, 11, (N, L)) / 10
