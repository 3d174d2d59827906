"""The norm of all gradients together, and what it takes to clip it."""

import math

import numpy as np

from ...inputs import Array

CLIP_ROOM = 1e-6  # added to the norm by which is divided


def clip_factor(gradients: list[Array], clip: float) -> float:
    """min(1, clip / (‖g‖ + 1e-6)) with the norm of all gradients together."""
    return min(1.0, clip / (norm_of(gradients) + CLIP_ROOM))


def norm_of(gradients: list[Array]) -> float:
    """‖g‖ of all gradients together."""
    squares = sum(float(np.square(g).sum()) for g in gradients)
    return math.sqrt(squares) if math.isfinite(squares) else _norm_of_large(gradients)


def _norm_of_large(gradients: list[Array]) -> float:
    """Where the squares alone leave float64's range; inf or nan where a gradient itself does."""
    largest = max(float(np.abs(g).max()) for g in gradients)
    if not math.isfinite(largest):
        return largest
    return largest * math.sqrt(sum(float(np.square(g / largest).sum()) for g in gradients))
