"""A scale on which numbers of every size and both signs have room: linear around 0, logarithmic beyond."""

import numpy as np

from ..core.inputs import Array, positive

TEN = np.log(10.0)


def symlog(values: Array, linear: float) -> Array:
    """sign(v) · log10(1 + |v| / linear), entry by entry: `linear` goes to log10 2, each power of ten adds 1.

    Raises InputError unless `linear` is finite and above 0. inf stays inf, nan stays nan.
    """
    linear = positive(linear, "linear")
    v = np.asarray(values, dtype=np.float64)
    large, small = np.maximum(np.abs(v), linear), np.minimum(np.abs(v), linear)
    with np.errstate(under="ignore"):  # one of the two quotients is at most 1, so neither overflows
        beyond = np.log10(large) - np.log10(linear) + np.log1p(linear / large) / TEN
        within = np.log1p(small / linear) / TEN
    return np.asarray(np.copysign(np.where(np.abs(v) > linear, beyond, within), v))


def from_symlog(places: Array, linear: float) -> Array:
    """The values at these places of the scale: the inverse of `symlog`, inf past what float64 holds."""
    linear = positive(linear, "linear")
    s = np.abs(np.asarray(places, dtype=np.float64))
    with np.errstate(over="ignore", under="ignore"):
        beyond = np.exp(np.maximum(s, 1.0) * TEN + np.log(linear)) - linear
        within = linear * np.expm1(np.minimum(s, 1.0) * TEN)
    return np.asarray(np.copysign(np.where(s > 1.0, beyond, within), places))
