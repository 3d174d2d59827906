"""Functions that a complex step passes through: a tiny imaginary part beside a real n."""

from collections.abc import Callable

import numpy as np

from ..inputs import Array


def log1p(z: Array) -> Array:
    """ln(1 + z); NumPy's own loses the digits of a small complex z."""
    if not np.iscomplexobj(z):
        return np.asarray(np.log1p(z))
    size = 0.5 * np.log1p(z.real * (2 + z.real) + z.imag**2)
    return np.asarray(size + 1j * np.arctan2(z.imag, 1 + z.real))


def size_of(n: Array) -> Array:
    """|n|, with the imaginary part turned along."""
    if n.dtype == np.float64:
        return np.abs(n)
    return np.where(n.real < 0, -n, n)


def stepped(n: Array, value: Array, slope: Callable[[Array], Array]) -> Array:
    """The value at a real n, or with a tiny imaginary part its step: erfc is for real numbers."""
    return np.asarray(value + 1j * (n.imag * slope(n.real)) if np.iscomplexobj(n) else value)
