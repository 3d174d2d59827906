"""Contour lines: where a surface that is known on a grid passes through a level."""

import numpy as np

from ..core.inputs import Array


def contours(surface: Array, level: float) -> Array:
    """The pieces of the line of one level, (P, 4): from (i, j) to (i, j), in places of the grid, (G, G′).

    Straight between two neighbours of the grid. No piece touches a gap, which is nan. Where a cell's two
    diagonals lie on different sides of the level, its corners are parted.

    >>> contours(np.array([[0.0, 0.0], [1.0, 1.0]]), 0.25)
    array([[0.25, 0.  , 0.25, 1.  ]])
    """
    corners = [surface[:-1, :-1], surface[1:, :-1], surface[1:, 1:], surface[:-1, 1:]]
    whole = ~np.isnan(np.stack(corners)).any(axis=0)
    i, j = (part[whole] for part in np.indices(whole.shape))
    heights = np.stack([corner[whole] for corner in corners])  # of each cell's corners, in turn around it
    across, places = [], []
    for one, (di, dj, ei, ej) in enumerate([(0, 0, 1, 0), (1, 0, 1, 1), (1, 1, 0, 1), (0, 1, 0, 0)]):
        a, b = heights[one], heights[(one + 1) % 4]
        across.append((a >= level) != (b >= level))
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(across[-1], (level - a) / (b - a), 0.0)
        places.append(np.stack([i + di + share * (ei - di), j + dj + share * (ej - dj)], axis=-1))
    crossed, at = np.stack(across), np.stack(places)
    order = np.argsort(~crossed, axis=0, kind="stable")
    pieces = []
    for cells, first in ((crossed.any(axis=0), 0), (crossed.all(axis=0), 2)):
        number = np.flatnonzero(cells)
        one, two = order[first, number], order[first + 1, number]
        pieces.append(np.concatenate([at[one, number], at[two, number]], axis=1))
    return np.concatenate(pieces)
