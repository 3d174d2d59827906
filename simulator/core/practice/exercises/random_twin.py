"""A network like that of an exercise, its numbers at random: what coincides there coincides by identity."""

from collections.abc import Sequence

import numpy as np

from ...activation import ACTIVATIONS
from ...activations.activation_row import Activation
from ...inputs import Array
from ...losses.loss_row import Loss
from ...network import Network

Pieces = dict[int, tuple[int, ...]]


def twin_of(
    widths: Sequence[int],
    activations: Sequence[str],
    loss: Loss,
    places: Pieces,
    points: bool,
    t: Array | None,
) -> tuple[Network, Array, Array]:
    """W, b and x at random, each n on the same piece of σ; returns the network, x (H,) and t (L,).

    `points`: n of a curve lies where its value is exact, and those of softmax are equal. `t`: (L,); without
    it each is at random too, between the bounds that the loss sets.
    """
    rng = np.random.default_rng(0)
    x = a = rng.uniform(0.5, 1.5, widths[0]) * rng.choice([-1, 1], widths[0])
    weights, biases = [], []
    for l, name in enumerate(activations, start=2):
        W = rng.uniform(0.3, 1.3, widths[l - 2 : l]) * rng.choice([-1, 1], widths[l - 2 : l])
        n = _somewhere(ACTIVATIONS[name], places[l], points, rng)
        weights.append(W)
        biases.append(n - a @ W)
        a = ACTIVATIONS[name].value(n)
    net = Network.from_arrays(weights, biases, activations)
    if t is None:
        e = rng.uniform(0.6, 2, len(a)) * rng.choice([-1, 1], len(a))
        low, high = loss.targets or (0.1, 2.0)
        t = a + e if loss.squares else rng.uniform(low, high, len(a))
    return net, x, t


def _somewhere(row: Activation, places: Sequence[int], points: bool, rng: np.random.Generator) -> Array:
    """An n for each neuron, (L,)."""
    L = len(places)
    if row.pieces:
        ends = [-np.inf, *row.kinks, np.inf]
        return np.array([_between(ends[place], ends[place + 1], rng) for place in places])
    if points and row.shares:
        return np.full(L, 0.3)
    if points:
        return np.array([float(row.exact_at[place][0]) for place in places])
    return np.asarray(rng.uniform(0.2, 1.5, L) * rng.choice([-1, 1], L))


def _between(low: float, high: float, rng: np.random.Generator) -> float:
    width = float(rng.uniform(0.3, 1.7))
    if np.isfinite(low) and np.isfinite(high):
        return low + (high - low) * width / 2
    if np.isfinite(low):
        return low + width
    return high - width if np.isfinite(high) else float(width * rng.choice([-1, 1]))
