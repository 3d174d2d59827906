"""Which entries of an array are asked for where a network is too large to ask for all."""

import numpy as np

from ..checks.slips.worked_with_slips import Key
from ..network import Network

MOST_EDGES = 2_000
CHOSEN = 12  # of each array


def chosen_entries(net: Network, key: Key, shape: tuple[int, ...]) -> list[tuple[int, ...]] | None:
    """Their places from 1, spread from the first entry to the last; None where all are asked for.

    Of a matrix the diagonals are gone along, so that they lie in different rows and columns.
    """
    if sum(W.size for W in net.W.values()) <= MOST_EDGES or np.prod(shape, dtype=int) <= CHOSEN:
        return None
    if len(shape) == 1:
        return [(int(i) + 1,) for i in np.unique(np.linspace(0, shape[0] - 1, CHOSEN).round())]
    steps = np.linspace(0, 1, CHOSEN)
    along = [np.rint(steps * (size - 1)).astype(int) for size in shape]
    if len(shape) == 2:
        along[1] = np.roll(along[1], key[1])  # another diagonal in each layer
    places = dict.fromkeys(zip(*(axis.tolist() for axis in along), strict=True))
    return sorted(tuple(i + 1 for i in place) for place in places)
