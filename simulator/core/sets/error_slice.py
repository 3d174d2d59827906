"""A slice of F: what it is over one or two parameters while all others stay, and where updates led.

F = φ summed over the items given (mse averages), as `gradient` has it. One parameter gives a curve, whose
tangent at the network at hand has the slope ∂F/∂(that number); two give a surface. An update moves all
parameters that are free, so the networks that updates led through do not lie on the slice but where the
others are as at hand: each has the F that it really has.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..inputs import Array, InputError, kind_of, numbers, whole
from ..losses.loss_row import Loss
from ..network import Network, check_network
from .batch_pass import checked
from .moved_errors import moved_errors
from .row_blocks import error_of_rows, gradient_of_rows
from .single_parameter import SingleParameter, single_parameter

POINTS, MOST_POINTS = 61, 401  # of the grid in each direction
REACH = 1.0  # of the slice to either side, at least; a number larger than that is as far from 0
BESIDE = 0.65  # of the way between the ends of the path, to either side of its middle
NOISE = 1e-9  # of a step: an end so little past a round number is that number
FAR = 8e307  # from 0; twice as far is a float64 still
STEPS = (1.0, 2.0, 5.0)  # times a power of ten, between two values of a grid


@dataclass(frozen=True, eq=False, slots=True)
class SlicePath:
    """P networks over the D parameters of a slice: where they are, and the F that each of them really has.

    values: (P, D); F: (P,), nan past what float64 holds; apart: (P,), how many of the other parameters are
    not as at hand. Where that is 0, the network lies on the slice.
    """

    values: Array
    F: Array
    apart: Array


@dataclass(frozen=True, eq=False, slots=True)
class ErrorSlice:
    """F over D parameters, one or two, all others as at hand; arrays are read-only.

    values: for each of them the grid, (G,); F: (G,), or (G, G′) with the first parameter downwards, nan past
    what float64 holds. here, slopes: (D,), the network's own numbers and ∂F/∂ each; loss: its F; slopes and
    loss nan where they are past float64.
    """

    parameters: tuple[str, ...]
    values: tuple[Array, ...]
    F: Array
    here: Array
    loss: float
    slopes: Array
    path: SlicePath

    def __repr__(self) -> str:
        size = " × ".join(str(len(values)) for values in self.values)
        return f"ErrorSlice({' and '.join(self.parameters)}, {size}, F = {self.loss:.6g} at hand)"

    @property
    def least(self) -> tuple[int, ...] | None:
        """Where on the grid F is smallest, its place in each of `values`; None where F is nowhere finite."""
        if np.isnan(self.F).all():
            return None
        return tuple(int(place) for place in np.unravel_index(np.nanargmin(self.F), self.F.shape))


def error_slice(
    net: Network,
    X: Any,
    T: Any,
    parameters: Sequence[str],
    loss: str = "tse",
    *,
    ranges: Sequence[Any] | None = None,
    points: int = POINTS,
    path: Sequence[Network] = (),
) -> ErrorSlice:
    """F over one or two parameters, "W2[1,2]" or "b3[1]", counted from 1, around the network at hand.

    X, T: one item, x (H,) and t (L,), or rows of them, (N, H) and (N, L). `ranges`: for each parameter where
    its grid begins and ends; without, around the network and the path. The grid stands at round numbers, at
    most `points` of them each way. `path`: networks that updates led through. A frozen parameter may be
    chosen too: F depends on it, whether it moves or not. Raises InputError as `gradient` does, for a
    parameter that there is not or that comes twice, for an empty range, and for a path of other widths.

    >>> from simulator import descend, gradient
    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> found = error_slice(net, [1, 2], [3], ["W2[1,1]"], ranges=[(0, 2)], points=5)
    >>> found.values[0], found.F  # F = (3 − w − 2)²
    (array([0. , 0.5, 1. , 1.5, 2. ]), array([1.  , 0.25, 0.  , 0.25, 1.  ]))
    >>> found.here, found.loss, found.slopes  # at hand, with the slope of the tangent
    (array([0.5]), 0.25, array([-1.]))
    >>> after = descend(net, gradient(net, [[1, 2]], [[3]]), 0.125)
    >>> found = error_slice(net, [1, 2], [3], ["W2[1,1]", "W2[2,1]"], path=[net, after])
    >>> found
    ErrorSlice(W2[1,1] and W2[2,1], 42 × 46, F = 0.25 at hand)
    >>> found.path.values[1], found.path.F  # b2 moved too: after the update it does not lie on the surface
    (array([0.625, 1.25 ]), array([0.25  , 0.0625]))
    >>> found.path.apart
    array([0, 1])
    """
    return slice_of(net, X, T, parameters, loss, ranges, points, path)


def slice_of(
    net: Network,
    X: Any,
    T: Any,
    parameters: Sequence[str],
    loss: str,
    ranges: Sequence[Any] | None,
    points: int,
    path: Sequence[Network],
) -> ErrorSlice:
    """The same by position, as work that is handed on takes it."""
    X, T, rule = checked(net, X, T, loss)
    places = _places(parameters, net)
    points = whole(points, "points", 2, MOST_POINTS)
    here = np.array([place.of(net) for place in places])
    walked = _path(net, X, T, rule, places, path)
    values = _grids(places, here, walked.values, ranges, points)
    grid = np.stack([each.ravel() for each in np.meshgrid(*values, indexing="ij")], axis=1)
    F = moved_errors(net, X, T, rule, places, grid).reshape([len(each) for each in values])
    slopes = _slopes(net, X, T, rule, places)
    own = _F(net, X, T, rule)
    for array in (*values, F, here, slopes):
        array.setflags(write=False)
    return ErrorSlice(tuple(place.name for place in places), values, F, here, own, slopes, walked)


# ---- the grid
def _names(parameters: Sequence[str]) -> list[str]:
    if isinstance(parameters, str) or not isinstance(parameters, Sequence) or not 1 <= len(parameters) <= 2:
        got = repr(parameters)[:60] if isinstance(parameters, str | Sequence) else kind_of(parameters)
        raise InputError(f"the parameters must be a list of one or two names, as ['W2[1,1]']; got {got}")
    return [*parameters]


def _places(parameters: Sequence[str], net: Network) -> list[SingleParameter]:
    places = [single_parameter(name, net.widths) for name in _names(parameters)]
    if len({place.name for place in places}) < len(places):
        raise InputError(f"the two parameters must differ; got {places[0].name} twice")
    return places


def _grids(
    places: Sequence[SingleParameter], here: Array, walked: Array, ranges: Sequence[Any] | None, points: int
) -> tuple[Array, ...]:
    """For each parameter round numbers from one end of its range to the other, (G,)."""
    if ranges is None:
        ends = [_around(np.append(walked[:, d], here[d])) for d in range(len(places))]
    else:
        ends = [*map(tuple, numbers(ranges, "the ranges", (len(places), 2), "with two ends for each"))]
        for place, (low, high) in zip(places, ends, strict=True):
            if not low < high:
                raise InputError(
                    f"the range of {place.name} must end above its beginning; got {low} to {high}"
                )
    return tuple(round_values(low, high, points) for low, high in ends)


def _around(values: Array) -> tuple[float, float]:
    """Where a slice through these values (P,) begins and ends: they all lie well inside."""
    low, high = float(values.min()) / 2, float(values.max()) / 2  # halves: their sum is a float64 still
    middle, reach = low + high, max(REACH, abs(low + high), 2 * BESIDE * (high - low))
    return max(middle - reach, -FAR), min(middle + reach, FAR)


def round_values(low: float, high: float, points: int) -> Array:
    """At most so many numbers, (G,), from `low` or a little below to `high` or a little above.

    The step between them is the smallest of 1, 2 and 5 times a power of ten for which they are not more.

    >>> round_values(-0.3, 0.71, 7)
    array([-0.4, -0.2,  0. ,  0.2,  0.4,  0.6,  0.8])
    """
    apart = max(high / 2 - low / 2, np.finfo(float).tiny)
    power = math.floor(math.log10(apart / (points - 1) * 2))
    steps = [(step, p) for p in (power, power + 1, power + 2) for step in STEPS]
    for step, p in steps:
        unit = step * 10.0**p
        first, last = math.floor(low / unit + NOISE), math.ceil(high / unit - NOISE)
        if first < last and last - first < points:
            return np.array([float(f"{step * i:.0f}e{p}") for i in range(first, last + 1)])
    return np.linspace(low, high, points)  # two points that no round number parts


# ---- F
def _F(net: Network, X: Array, T: Array, rule: Loss) -> float:
    """F of a network; nan past what float64 holds."""
    F = error_of_rows(net, X, T, rule)
    return F if math.isfinite(F) else math.nan


def _slopes(net: Network, X: Array, T: Array, rule: Loss, places: Sequence[SingleParameter]) -> Array:
    """∂F/∂ each of them, (D,); nan where it is past float64."""
    dW, db = gradient_of_rows(net, X, T, rule)
    slopes = np.array([(dW if p.letter == "W" else db)[p.l][p.index] for p in places])
    return np.where(np.isfinite(slopes), slopes, np.nan)


# ---- the path
def _path(
    net: Network, X: Array, T: Array, rule: Loss, places: Sequence[SingleParameter], path: Sequence[Network]
) -> SlicePath:
    if isinstance(path, Network) or not isinstance(path, Sequence):
        raise InputError(f"path must be a list of networks; got {path!r:.60}")
    for other in path:
        check_network(other)
        if (other.widths, other.activation) != (net.widths, net.activation):
            raise InputError(f"a path must lead through networks as the one at hand, {net}; got {other}")
    found = (
        np.array([[place.of(other) for place in places] for other in path]).reshape(-1, len(places)),
        np.array([_F(other, X, T, rule) for other in path], dtype=float),
        np.array([_apart(net, other, places) for other in path], dtype=int),
    )
    for array in found:
        array.setflags(write=False)
    return SlicePath(*found)


def _apart(net: Network, other: Network, places: Sequence[SingleParameter]) -> int:
    """How many parameters but these differ between two networks."""
    pairs = zip(net.layers, other.layers, strict=True)
    differ = sum(int((one.W != two.W).sum()) + int((one.b != two.b).sum()) for one, two in pairs)
    return differ - sum(place.of(net) != place.of(other) for place in places)
