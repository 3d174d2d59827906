"""The derivative of F by every parameter, or by a sample of them, summed over the items of a set.

All arrays are blocks (H + 1, L) by layer number: W with b as a row below it.
"""

from typing import NamedTuple

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array
from ..losses.loss_row import Loss
from ..network import Network
from ..propagation import Run
from .perturbation import Moved, by_central_differences, by_complex_step, rounding_of_error
from .uncancelled_sizes import magnitudes

ByLayer = dict[int, Array]
Name = tuple[str | int, ...]  # ("W3", row, column) or ("b3", component), counted from 1


class Kink(NamedTuple):
    """An n so near a kink, as of relu at 0, that a central step reaches it: there it says nothing on slopes.

    Layer as in the notes; component and item counted from 1. `parameters`: those whose step reaches it.
    """

    layer: int
    component: int
    n: float
    item: int
    parameters: tuple[Name, ...]


class Derivatives:
    """`numeric` by complex step, `central` by central differences; `uncancelled`: if nothing cancelled.

    `checked`: was it asked for? `kinked`: does its central step reach a kink, as `kinks` lists them?
    `undefined`: does it move an n that is exactly at a kink? `rounding`: what F may be off by.
    """

    def __init__(self, net: Network, runs: list[Run], rule: Loss, chosen: list[Moved]) -> None:
        self.numeric, self.central, self.uncancelled = (blocks(net, 0.0) for _ in range(3))
        self.checked, self.kinked, self.undefined = (blocks(net, False) for _ in range(3))
        self._kinks: dict[tuple[int, int, int], Kink] = {}
        self._places = {l: ACTIVATIONS[name].kinks for l, name in net.activation.items()}
        for item, run in enumerate(runs, start=1):
            self._add_magnitudes(net, run, rule)
            for moved in chosen:
                self._add(net, run, rule, moved, item)
        items = len(runs) if rule.mean else 1
        for sums in (self.numeric, self.central, self.uncancelled):
            for l in sums:
                sums[l] /= items
        self.rounding = sum(rounding_of_error(run) for run in runs) / items

    @property
    def kinks(self) -> tuple[Kink, ...]:
        """All that some step reaches, by item, layer and component."""
        return tuple(kink for _, kink in sorted(self._kinks.items()))

    def _add(self, net: Network, run: Run, rule: Loss, moved: Moved, item: int) -> None:
        place = moved.r, moved.c
        self.checked[moved.l][place] = True
        self.numeric[moved.l][place] += by_complex_step(net, run, rule, moved)
        central, reached = by_central_differences(net, run, rule, moved)
        self.central[moved.l][place] += central
        for l, near in reached.items():
            for j in np.flatnonzero(near.any(axis=0)):
                self._add_kink(run, (item, l, int(j) + 1), moved, near[:, j])

    def _add_kink(self, run: Run, key: tuple[int, int, int], moved: Moved, near: Array) -> None:
        item, l, component = key
        n, r, c = float(run.n[l][component - 1]), moved.r[near], moved.c[near]
        self.kinked[moved.l][r, c] = True
        self.undefined[moved.l][r, c] |= n in self._places[l]
        H = len(run.a[moved.l - 1])
        names = tuple(name_of(moved.l, place, H) for place in zip(r.tolist(), c.tolist(), strict=True))
        before = self._kinks[key].parameters if key in self._kinks else ()
        self._kinks[key] = Kink(l, component, n, item, before + names)

    def _add_magnitudes(self, net: Network, run: Run, rule: Loss) -> None:
        n = {l: row[None] for l, row in run.n.items()}
        a = {l: row[None] for l, row in run.a.items()}
        of_S = magnitudes(net, rule, run.t[None], n, a)[1]
        for l in of_S:
            self.uncancelled[l] += np.append(np.abs(run.a[l - 1]), 1.0)[:, None] * of_S[l]


def chosen(net: Network, most: int, seed: int) -> list[Moved]:
    """All parameters, or a sample of at most so many, shared out over every W and b, one of each at least."""
    blocks_of = {l: np.vstack([W, net.b[l]]) for l, W in net.W.items()}
    sizes = [size for W in net.W.values() for size in (W.size, W.shape[1])]
    shares = iter(_shares(sizes, most))
    rng = np.random.default_rng(seed)
    found: list[Moved] = []
    for l, block in blocks_of.items():
        L = block.shape[1]
        in_W = _sample(rng, block.size - L, next(shares))
        in_b = _sample(rng, L, next(shares)) + block.size - L
        r, c = np.divmod(np.concatenate([in_W, in_b]), L)
        found += Moved(l, r, c, np.abs(block[r, c])).pieces(max(net.widths[l - 1 :]))
    return found


def blocks(net: Network, value: float | bool) -> ByLayer:
    """(H + 1, L) by layer number, filled with one value."""
    return {l: np.full((len(W) + 1, W.shape[1]), value) for l, W in net.W.items()}


def name_of(l: int, place: tuple[int, int], H: int) -> Name:
    """The parameter at a place of the block of layer l."""
    r, c = place
    return (f"b{l}", c + 1) if r == H else (f"W{l}", r + 1, c + 1)


def _shares(sizes: list[int], most: int) -> list[int]:
    """How many to take of each: the small ones whole, the rest in equal parts."""
    shares, left = [0] * len(sizes), max(most, len(sizes))
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    for taken, i in enumerate(order):
        shares[i] = min(sizes[i], left // (len(sizes) - taken))
        left -= shares[i]
    return shares


def _sample(rng: np.random.Generator, size: int, share: int) -> Array:
    return np.arange(size) if share == size else np.sort(rng.choice(size, share, replace=False))
