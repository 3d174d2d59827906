"""An activation turns the weighted sum n into the output a; its slope says how strongly a answers n.

Every function takes n of shape (L,), real, or complex with a tiny imaginary part (complex-step checks),
and raises no floating-point warning for any finite n. Slopes come from n, never from a: 1 − a² has no
correct digit left where tanh saturates, which is exactly where S vanishes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .inputs import Array, InputError

LEAK = 0.01  # leaky_relu's slope for n ≤ 0


@dataclass(frozen=True)
class Activation:
    """One row of the table: σ and σ′. `slope` is (L,), or the full (L, L) matrix A for softmax."""

    name: str
    latex: str  # σ(n) for one component, written with n
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    kinked: bool = False  # the slope jumps at n = 0; there it is the one from n < 0
    elementwise: bool = True


def sigmoid(n: Array) -> Array:
    """1 / (1 + e⁻ⁿ), written for each sign of n so that no exponential overflows."""
    small = np.exp(-_size(n))
    return np.where(n.real >= 0, 1.0, small) / (1.0 + small)


def sigmoid_slope(n: Array) -> Array:
    """σ(n)σ(−n) = e / (1 + e)² with e = e^−|n|: right to the last bit also where σ(n) has rounded to 1."""
    small = np.exp(-_size(n))
    return np.asarray(small / ((1.0 + small) * (1.0 + small)))


def softplus(n: Array) -> Array:
    """ln(1 + eⁿ)."""
    return np.where(n.real >= 0, n, 0.0) + log1p(np.exp(-_size(n)))


def softmax(n: Array) -> Array:
    """eⁿ / Σ eⁿ over the layer."""
    weights = np.exp(below_top(n))
    return np.asarray(weights / weights.sum())


def below_top(n: Array) -> Array:
    """n minus its largest entry, the imaginary part too, so that this entry is exactly 0."""
    with np.errstate(over="ignore"):
        return np.asarray(n - n[n.real.argmax()])


def softmax_slopes(n: Array) -> Array:
    """A = diag(y) − y yᵀ, (L, L). Rows sum to 0, so the diagonal is summed rather than subtracted."""
    y = softmax(n)
    A = -y[:, None] * y
    np.fill_diagonal(A, 0.0)
    np.fill_diagonal(A, -A.sum(axis=0))
    return A


def log1p(z: Array) -> Array:
    """ln(1 + z); NumPy's own loses the digits of a small complex z."""
    if not np.iscomplexobj(z):
        return np.asarray(np.log1p(z))
    size = 0.5 * np.log1p(z.real * (2 + z.real) + z.imag**2)
    return np.asarray(size + 1j * np.arctan2(z.imag, 1 + z.real))


def _size(n: Array) -> Array:
    if n.dtype == np.float64:
        return np.abs(n)
    return np.where(n.real < 0, -n, n)  # |n| that a complex step passes through


def _tanh_slope(n: Array) -> Array:
    small = np.exp(-_size(n))
    small = small * small  # e^−2|n|, where 2n itself could overflow
    return np.asarray(4.0 * small / ((1.0 + small) * (1.0 + small)))


def _elu(n: Array) -> Array:
    return np.where(n.real > 0, n, np.expm1(np.where(n.real > 0, 0.0, n)))


def _elu_slope(n: Array) -> Array:
    return np.where(n.real > 0, 1.0, np.exp(np.where(n.real > 0, 0.0, n)))


ACTIVATIONS = {
    row.name: row
    for row in (
        Activation("identity", r"n", lambda n: n.copy(), np.ones_like),
        Activation("sigmoid", r"\frac{1}{1+e^{-n}}", sigmoid, sigmoid_slope),
        Activation("tanh", r"\tanh n", np.tanh, _tanh_slope),
        Activation(
            "relu",
            r"\max(0,n)",
            lambda n: np.where(n.real > 0, n, 0.0),
            lambda n: np.where(n.real > 0, 1.0, 0.0),
            kinked=True,
        ),
        Activation(
            "leaky_relu",
            rf"\max({LEAK}\,n,n)",
            lambda n: np.where(n.real > 0, n, LEAK * n),
            lambda n: np.where(n.real > 0, 1.0, LEAK),
            kinked=True,
        ),
        Activation("elu", r"n>0:\ n,\ \text{else}\ e^{n}-1", _elu, _elu_slope),
        Activation("softplus", r"\ln(1+e^{n})", softplus, sigmoid),
        Activation(
            "silu",
            r"\frac{n}{1+e^{-n}}",
            lambda n: n * sigmoid(n),
            lambda n: sigmoid(n) * (1 + n * sigmoid(-n)),
        ),
        Activation("softmax", r"\frac{e^{n}}{\sum_j e^{n_j}}", softmax, softmax_slopes, elementwise=False),
    )
}


def activation_named(name: object, where: str = "an activation") -> Activation:
    """Look a name up in the table; raises InputError that lists the names there are."""
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise InputError(f"{where} must be one of {', '.join(ACTIVATIONS)}; got {name!r}")
    return ACTIVATIONS[name]
