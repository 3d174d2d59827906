"""The ways through the network over which a number comes, strongest first, and what all the others add.

A step from n_l,r to n_{l+1},j multiplies by ∂n_{l+1},j/∂n_l,r = σ′(n_l,r) W_{l+1},rj; where layer l is
softmax it is Σ_i A_ri W_ij. S_l,r is the sum over all ways r → j → … → o of the product of these steps and
S_K,o at the end; ∂n_l,r/∂x_i the sum over all ways i → … → r of W_2, then of these steps.

The strongest are found exactly: the best ways from a neuron on begin with one step and go on as one of the
best from there, for |product| grows with |rest of the product|. So as many of each neuron are enough.
"""

import math
from dataclasses import dataclass

import numpy as np

from ..inputs import Array, InputError, whole
from ..network import Network
from ..propagation import Run
from ..wording import indexed
from .contributions import edges, matching, missed, place, size_of, through

MOST = 1000  # ways that may be asked for


@dataclass(frozen=True, slots=True)
class Path:
    """`neurons`: (layer, component) from the picked one on; `value`: the product of all factors."""

    neurons: tuple[tuple[int, int], ...]
    factors: tuple[tuple[str, float], ...]
    value: float


@dataclass(frozen=True, slots=True)
class Paths:
    """The strongest ways by |value|, exactly; `rest` is what all `others` together add to reach the total.

    `others` counts the ways not listed whose product is not 0: those over a slope or weight of 0 carry
    nothing and are never listed. Rounding moves total and rest by at most `rounding`: a rest below it says
    no more than that the others add less.
    """

    letter: str
    total: float
    strongest: tuple[Path, ...]
    others: int
    rest: float
    rounding: float


def paths(net: Network, run: Run, l: int, r: int, most: int = 10) -> Paths:
    """The ways over which S_l,r arrives, l from 2 to K − 1, from neuron r to the outputs.

    Give the network whose W the run's S went back through: as you go that is the updated one. Raises
    InputError as `arrivals` does.
    """
    l, r = place(net, l, r, 2, net.depth - 1)
    matching(net, run)
    letter, total = indexed("S", l, r), float(run.S[l][r - 1])
    parts = (run.S[l + 1] * edges(net, run, l)[r - 1]).tolist()
    missed(letter, total, parts, size_of(net, run, l, r))
    return _found(net, run, (l, net.depth), run.S[net.depth], r - 1, letter, total, _count(most))


def influence(net: Network, run: Run, l: int, r: int) -> Array:
    """∂n_l,r/∂x, (H,) for the inputs: how much the n of a neuron answers each component of x.

    For relu, leaky_relu and identity n is this times x and a constant, as long as no n changes its sign.
    """
    l, r = place(net, l, r, 2, net.depth)
    matching(net, run)
    v: Array = np.eye(net.widths[l - 1])[r - 1]
    with np.errstate(over="ignore", invalid="ignore"):
        for m in range(l - 1, 0, -1):
            v = edges(net, run, m).dot(v)
    v.setflags(write=False)
    return v


def input_paths(net: Network, run: Run, l: int, r: int, i: int, most: int = 10) -> Paths:
    """The ways from x_i to n_l,r, l from 2 to K, over which ∂n_l,r/∂x_i is the sum."""
    l, r = place(net, l, r, 2, net.depth)
    i = place(net, 1, i, 1, 1)[1]
    matching(net, run)
    end = np.eye(net.widths[l - 1])[r - 1]
    total = float(influence(net, run, l, r)[i - 1])
    letter = f"∂{indexed('n', l, r)}/∂{indexed('x', i)}"
    return _found(net, run, (1, l), end, i - 1, letter, total, _count(most))


def _count(most: object) -> int:
    return whole(most, "the number of ways", 1, MOST)


def _found(
    net: Network,
    run: Run,
    span: tuple[int, int],
    end: Array,
    start: int,
    letter: str,
    total: float,
    most: int,
) -> Paths:
    """From one neuron of the first layer of the span to all of its last, where `end` ends the product."""
    first, last = span
    steps = {m: edges(net, run, m) for m in range(first, last)}
    sizes = np.abs(end)
    values, onward, number = end[:, None], {}, [int(v != 0) for v in end]
    for m in range(last - 1, first - 1, -1):
        if m == first:
            steps[m] = steps[m][start : start + 1]
        number = [sum(number[j] for j in np.flatnonzero(row)) for row in steps[m]]
        values, onward[m] = _best(steps[m], values, most)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            sizes = edges(net, run, m, sizes=True).dot(sizes)
        if not np.isfinite(values).all():
            raise InputError(f"every way of {letter} must stay within what float64 holds; one does not")
    strongest = []
    for rank in range(np.count_nonzero(values[0])):
        neurons, factors = _traced(net, run, steps, onward, start, rank)
        if first > 1:
            o = neurons[-1][1]
            factors.append((indexed("S", last, o), float(end[o - 1])))
        strongest.append(Path(tuple(neurons), tuple(factors), float(values[0, rank])))
    others = number[0] - len(strongest)
    rest = math.fsum([total, *(-path.value for path in strongest)]) if others else 0.0
    operations = sum(net.widths[first - 1 : last]) + 2 * (last - first)
    rounding = operations * float(np.finfo(float).eps) * float(sizes[start])
    return Paths(letter, total, tuple(strongest), others, rest, rounding)


def _best(step: Array, values: Array, most: int) -> tuple[Array, Array]:
    """The best products from each neuron on, (H, k), strongest first, and where each of them goes on.

    `values` (L, k) are the best from each neuron to the right; the places count through them row by row.
    """
    keep = min(most, values.size)
    out = np.empty((len(step), keep))
    places = np.empty((len(step), keep), dtype=np.intp)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        for r, row in enumerate(step):
            products = (row[:, None] * values).ravel()
            order = np.argsort(-np.abs(products), kind="stable")[:keep]
            out[r], places[r] = products[order], order
    return out, places


def _traced(
    net: Network, run: Run, steps: dict[int, Array], onward: dict[int, Array], start: int, rank: int
) -> tuple[list[tuple[int, int]], list[tuple[str, float]]]:
    """Neurons and factors of one way, from its place among the best."""
    first = min(steps)
    neurons, factors = [(first, start + 1)], []
    row = 0
    for m in sorted(steps):
        width = onward[m + 1].shape[1] if m + 1 in onward else 1
        r = neurons[-1][1]
        j, rank = divmod(int(onward[m][row, rank]), width)
        factors += _step(net, run, m, r, j + 1, float(steps[m][row, j]))
        neurons.append((m + 1, j + 1))
        row = j
    return neurons, factors


def _step(net: Network, run: Run, m: int, r: int, j: int, value: float) -> list[tuple[str, float]]:
    weight = indexed("W", m + 1, r, j), float(net.W[m + 1][r - 1, j - 1])
    if m == 1:
        return [weight]
    if run.slopes[m].ndim == 2:
        return [(through(m, r, j), value)]
    return [(f"σ′({indexed('n', m, r)})", float(run.slopes[m][r - 1])), weight]
