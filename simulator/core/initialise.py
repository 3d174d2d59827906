"""First weights for a new network, by named schemes, repeatable from a seed."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from .inputs import Array, one_of, whole
from .network import Network

Draw = Callable[[np.random.Generator, int, int], Array]  # W (H, L) from H inputs to L neurons

# b starts at 0 in every scheme but the last. Glorot & Bengio 2010, He et al. 2015, LeCun et al. 1998.
SCHEMES: dict[str, tuple[str, Draw]] = {
    "glorot": (
        "Glorot: uniform ±√(6 / (H + L))",
        lambda rng, H, L: rng.uniform(-1, 1, (H, L)) * np.sqrt(6 / (H + L)),
    ),
    "he": ("He: normal, deviation √(2 / H)", lambda rng, H, L: rng.normal(0, np.sqrt(2 / H), (H, L))),
    "lecun": ("LeCun: normal, deviation √(1 / H)", lambda rng, H, L: rng.normal(0, np.sqrt(1 / H), (H, L))),
    "uniform": ("uniform ±0.5", lambda rng, H, L: rng.uniform(-0.5, 0.5, (H, L))),
    "zeros": ("all zero (nothing breaks the symmetry)", lambda rng, H, L: np.zeros((H, L))),
    "tenths": (
        "tenths from −1 to 1, biases too (for hand calculation)",
        lambda rng, H, L: rng.integers(-10, 11, (H, L)) / 10,
    ),
}


def initialise(widths: Sequence[int], activations: Sequence[str], scheme: str, seed: int) -> Network:
    """A network of the given widths of layers 1..K; the same scheme and seed give the same network.

    Raises InputError for an unknown scheme, a negative seed, or activations that do not fit.
    """
    one_of(scheme, SCHEMES, "the initialisation")
    rng = np.random.default_rng(whole(seed, "the seed", 0))
    draw = SCHEMES[scheme][1]
    weights = [draw(rng, H, L) for H, L in pairwise(widths)]
    biases = [rng.integers(-10, 11, L) / 10 if scheme == "tenths" else np.zeros(L) for L in widths[1:]]
    return Network.from_arrays(weights, biases, activations)
