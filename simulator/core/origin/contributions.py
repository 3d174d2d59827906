"""Where a number comes from: the S of a neuron from the later neurons, its n from the earlier ones.

Ŝ_r = Σ_j Â_r W_rj S_j says how much of Ŝ_r arrives over which later neuron j; where the layer is softmax, Â
is a full matrix and neuron j sends (Σ_i Â_ri W_ij) S_j. n_r = Σ_i W_ir â_i + b_r is a sum as it stands.
Layers and components count from 1.
"""

import math
from dataclasses import dataclass

import numpy as np

from ..inputs import Array, InputError, whole
from ..network import Network
from ..propagation import Run
from ..wording import indexed

LOST = 1e-9  # parts that miss the total by more of their sizes' sum are not of this run


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes over neuron `component` of `layer`: the product of `factors`, each a letter and its value.

    A bias is an Arrival from the neuron that it belongs to.
    """

    layer: int
    component: int
    factors: tuple[tuple[str, float], ...]
    value: float


@dataclass(frozen=True, slots=True)
class Flow:
    """`total` is the run's own number; the parts' exact sum misses it by `residual`, some last bits."""

    letter: str
    total: float
    parts: tuple[Arrival, ...]
    residual: float


def arrivals(net: Network, run: Run, l: int, r: int) -> Flow:
    """S_l,r as the sum of what arrives over each neuron of layer l + 1, for l from 2 to K − 1.

    Give the network whose W the run's S went back through: as you go that is the updated one. Raises
    InputError for a layer or neuron that is not there, for layer K, and for a run of another network.
    """
    l, r = place(net, l, r, 2, net.depth - 1)
    matching(net, run)
    S, slopes, W = run.S[l + 1], run.slopes[l], net.W[l + 1]
    parts = []
    weights = edges(net, run, l)[r - 1]
    for j in range(len(S)):
        if slopes.ndim == 1:
            left = [
                (f"σ′({indexed('n', l, r)})", float(slopes[r - 1])),
                (indexed("W", l + 1, r, j + 1), float(W[r - 1, j])),
            ]
        else:
            left = [(through(l, r, j + 1), float(weights[j]))]
        factors = (*left, (indexed("S", l + 1, j + 1), float(S[j])))
        parts.append(Arrival(l + 1, j + 1, factors, _product(factors)))
    letter, total = indexed("S", l, r), float(run.S[l][r - 1])
    residual = missed(letter, total, [part.value for part in parts], size_of(net, run, l, r))
    return Flow(letter, total, tuple(parts), residual)


def weighted_parts(net: Network, run: Run, l: int, r: int) -> Flow:
    """n_l,r as the sum of W_ir â_i over each neuron of layer l − 1, and of its bias, for l from 2 to K.

    Give the network that the run went forward through. Raises InputError as `arrivals`.
    """
    l, r = place(net, l, r, 2, net.depth)
    matching(net, run)
    parts = []
    for i, (w, a) in enumerate(zip(net.W[l][:, r - 1], run.a[l - 1], strict=True), start=1):
        factors = ((indexed("W", l, i, r), float(w)), (indexed("a", l - 1, i), float(a)))
        parts.append(Arrival(l - 1, i, factors, _product(factors)))
    bias = float(net.b[l][r - 1])
    parts.append(Arrival(l, r, ((indexed("b", l, r), bias),), bias))
    letter, total = indexed("n", l, r), float(run.n[l][r - 1])
    values = [part.value for part in parts]
    residual = missed(letter, total, values, math.fsum(map(abs, values)))
    return Flow(letter, total, tuple(parts), residual)


def edges(net: Network, run: Run, l: int, *, sizes: bool = False) -> Array:
    """A_l W_{l+1}, (H, L): how much each n of layer l + 1 answers each n of layer l; for layer 1, W_2.

    With `sizes`, |A| and |W| take their places.
    """
    W = net.W[l + 1]
    slopes = run.slopes[l] if l > 1 else np.ones(len(W))
    if sizes:
        slopes, W = np.abs(slopes), np.abs(W)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(slopes[:, None] * W if slopes.ndim == 1 else slopes @ W)


def through(l: int, r: int, j: int) -> str:
    """The letter of one such number, for a softmax layer: "∂n₃,₁/∂n₂,₂"."""
    return f"∂{indexed('n', l + 1, j)}/∂{indexed('n', l, r)}"


def place(net: Network, l: object, r: object, first: int, last: int) -> tuple[int, int]:
    """Layer and neuron, checked: the layer lies from `first` to `last`."""
    l = whole(l, "the layer", first)
    if l > last:
        which = f"from {first} to {last}" if last >= first else "with a layer to its right, and there is none"
        raise InputError(f"the layer must be one {which}; got {l}")
    r = whole(r, "the neuron", 1)
    if r > net.widths[l - 1]:
        raise InputError(f"the neuron must be one of the {net.widths[l - 1]} of layer {l}; got {r}")
    return l, r


def matching(net: Network, run: Run) -> None:
    """Raise InputError where the run has other widths than the network."""
    widths = tuple(len(a) for a in run.a.values())
    if widths != net.widths:
        raise InputError(f"the run must be of a network of the same widths, {net.widths}; it has {widths}")


def missed(name: str, total: float, parts: list[float], size: float) -> float:
    """total − Σ parts, exactly summed; raises InputError where it is more than rounding of terms so large."""
    finite = all(math.isfinite(part) for part in parts)
    gap = math.fsum([total, *(-part for part in parts)]) if finite else math.inf
    if not abs(gap) <= LOST * size + np.finfo(float).tiny:
        raise InputError(f"the run must be of this network: the parts of {name} miss its {total} by {gap}")
    return gap


def size_of(net: Network, run: Run, l: int, r: int) -> float:
    """How large the terms of S_l,r are: the row of |A| |W| times |S|."""
    return float(edges(net, run, l, sizes=True)[r - 1] @ np.abs(run.S[l + 1]))


def _product(factors: tuple[tuple[str, float], ...]) -> float:
    """From the right, as S goes back."""
    value = 1.0
    for _, factor in reversed(factors):
        value *= factor
    return value
