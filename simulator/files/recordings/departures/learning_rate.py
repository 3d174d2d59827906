"""The α of plain gradient descent, where that is what the recorded optimizer did."""

import numpy as np

from ....core.network import held
from ..recording import Recording

SAME = 1e-5  # how far the ratio may differ from entry to entry: float32 leaves six digits


def plain_rate(recording: Recording, k: int) -> float | None:
    """α where every W and b went to W − α ∂F/∂W in update k, with the recorded gradient; else None.

    Momentum, Adam, weight decay and clipping do something else, and so does an update that moved nothing.
    """
    before, after, gradient = recording.network(k), recording.after(k), recording.gradient(k)
    old, new, slopes = [], [], []
    for letter in "Wb":
        for l, array in gradient[f"d{letter}"].items():
            if f"{letter}{l}" in before.frozen:
                continue
            mask = held(before.frozen, f"{letter}{l}", array.shape)
            free = np.ones(array.shape, dtype=bool) if mask is None else ~mask
            old.append(getattr(before, letter)[l][free])
            new.append(getattr(after, letter)[l][free])
            slopes.append(array[free])
    if not slopes:
        return None
    w, v, g = (np.concatenate(parts) for parts in (old, new, slopes))
    square = float(g @ g)
    if not square > 0 or not np.isfinite(square):
        return None
    alpha = float((w - v) @ g) / square
    off = np.abs(w - alpha * g - v)
    # What rounding to float32 may have left of w, and of the step.
    room = SAME * (np.abs(alpha * g) + 0.1 * np.maximum(np.abs(w), np.abs(v)))
    return alpha if alpha > 0 and bool((off <= room).all()) else None
