"""A loss says in one number, F = φ(t, y), how far the output y is from the target t."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .activation import Activation, below_top, log1p, sigmoid, softmax, softplus
from .inputs import Array, InputError


@dataclass(frozen=True)
class Loss:
    """One row of the table. `slope` is ∂φ/∂y, (L,); t, n and y are all (L,)."""

    name: str
    title: str
    latex: str
    value: Callable[[Array, Array, Array, Activation], Array]  # φ from t, n, y and the output's activation
    slope: Callable[[Array, Array], Array]
    mean: bool = False  # over a set: divided by the number of items


def _squares(t: Array, n: Array, y: Array, output: Activation) -> Array:
    e = t - y
    return np.asarray((e * e).sum())


def _half_squares(t: Array, n: Array, y: Array, output: Activation) -> Array:
    return 0.5 * _squares(t, n, y, output)


def _cross_entropy(t: Array, n: Array, y: Array, output: Activation) -> Array:
    """−Σ t ln y, with ln y taken from n so that it stays finite where y has rounded to 0."""
    return np.asarray(-(t * FROM_N[output.name].log(n)).sum())


def _quotient(t: Array, y: Array) -> Array:
    """−t / y; a target of 0 contributes nothing, also where y is 0. Not finite where y alone is 0."""
    with np.errstate(divide="ignore", over="ignore"):
        return np.where(t == 0, 0.0, -t / np.where(t == 0, 1.0, y))


# name: the loss, what the screen calls it, φ as the notes write it
LOSSES = {
    row.name: row
    for row in (
        Loss("tse", "TSE", r"\lVert t-y\rVert^{2}", _squares, lambda t, y: -2 * (t - y)),
        Loss("mse", "MSE", r"\lVert t-y\rVert^{2}", _squares, lambda t, y: -2 * (t - y), mean=True),
        Loss("tce", "TCE", r"-\sum_j t_j\,\ln\,y_j", _cross_entropy, _quotient),
        Loss("hse", "½TSE", r"\tfrac{1}{2}\lVert t-y\rVert^{2}", _half_squares, lambda t, y: -(t - y)),
    )
}


@dataclass(frozen=True)
class Fused:
    """TCE after one activation, from n: ln y, and S_K = A ∂φ/∂y with the division by y cancelled."""

    log: Callable[[Array], Array]
    sensitivity: Callable[[Array, Array], Array]  # from t and n


FAR_LEFT = -20.0  # below it softplus(n) = eⁿ(1 − eⁿ/2) to the last bit


def _log_softmax(n: Array) -> Array:
    below = below_top(n)
    others = np.exp(below)
    others[n.real.argmax()] = 0.0  # its e⁰ = 1 is the 1 of log1p: a small rest keeps its digits
    return np.asarray(below - log1p(others.sum()))


def _softmax_sensitivity(t: Array, n: Array) -> Array:
    """y Σt − t, as y_i Σ_{j≠i} t_j − t_i Σ_{j≠i} y_j: 1 − y_i would lose every digit at saturation."""
    y = softmax(n)
    others = 1.0 - np.eye(len(n))
    return np.asarray(y * (others @ t) - t * (others @ y))


def _log_softplus(n: Array) -> Array:
    left = np.where(n.real < FAR_LEFT, n, FAR_LEFT)
    right = np.where(n.real < FAR_LEFT, FAR_LEFT, n)
    return np.where(n.real < FAR_LEFT, left - np.exp(left) / 2, np.log(softplus(right)))


def _softplus_sensitivity(t: Array, n: Array) -> Array:
    left = np.where(n.real < FAR_LEFT, n, FAR_LEFT)
    right = np.where(n.real < FAR_LEFT, FAR_LEFT, n)
    ratio = np.where(n.real < FAR_LEFT, 1 - np.exp(left) / 2, sigmoid(right) / softplus(right))
    return np.asarray(-t * ratio)


FROM_N = {
    "softmax": Fused(_log_softmax, _softmax_sensitivity),
    "sigmoid": Fused(lambda n: -softplus(-n), lambda t, n: -t * sigmoid(-n)),
    "softplus": Fused(_log_softplus, _softplus_sensitivity),
}


def loss_named(name: object) -> Loss:
    """Look a name up in the table; raises InputError that lists the names there are."""
    if not isinstance(name, str) or name not in LOSSES:
        raise InputError(f"the loss must be one of {', '.join(LOSSES)}; got {name!r}")
    return LOSSES[name]


def check_pair(loss: Loss, output: Activation) -> None:
    """Raise InputError where ln y is not defined for every output the network could give."""
    if loss.name == "tce" and output.name not in FROM_N:
        allowed = ", ".join(FROM_N)
        raise InputError(
            f"TCE takes ln y, so the outputs must be positive by construction ({allowed}); "
            f"the last layer has {output.name}"
        )


def output_sensitivity(loss: Loss, output: Activation, A: Array, t: Array, n: Array, y: Array) -> Array:
    """S_K = A_K ∂φ/∂y, (L,): −2 A e for TSE. For TCE from n, so that saturated outputs stay finite."""
    if loss.name == "tce":
        return FROM_N[output.name].sensitivity(t, n)
    return apply_slopes(A, loss.slope(t, y))


def apply_slopes(A: Array, v: Array) -> Array:
    """A v, where A is stored as its diagonal (L,) for elementwise activations, in full for softmax."""
    return np.asarray(A * v if A.ndim == 1 else A @ v)
