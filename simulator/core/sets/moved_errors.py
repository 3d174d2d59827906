"""F of a set with one or two parameters moved, for many of their values at once.

Only what the moved ones reach is computed again: of their first layer the neurons that they lead into, after
it whole layers. It is what the notes' forward pass gives, network by network, but for rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array
from ..losses.loss_row import Loss
from ..network import Layer, Network
from .batch_pass import forward_rows
from .row_blocks import HELD, row_blocks
from .single_parameter import SingleParameter


def moved_errors(
    net: Network, X: Array, T: Array, rule: Loss, places: Sequence[SingleParameter], values: Array
) -> Array:
    """F over X (N, H) and T (N, L) with each row of the values, (G, D), in place of the parameters: (G,).

    nan where it is past what float64 holds.
    """
    F = np.zeros(len(values))
    with np.errstate(all="ignore"):
        for rows in row_blocks(net, len(X)):
            F += _sums(net, X[rows], T[rows], rule, places, values)
        found = F / len(X) if rule.mean else F
    return np.where(np.isfinite(found), found, np.nan)


def _sums(
    net: Network, X: Array, T: Array, rule: Loss, places: Sequence[SingleParameter], values: Array
) -> Array:
    """φ summed over rows that are held at once, with each of the values: (G,)."""
    l = min(place.l for place in places)
    n, a = forward_rows(Network(net.layers[: l - 1]), X)
    still = _Still(net, T, rule, places, l, a[l - 1], n[l], a[l])
    count = max(1, HELD // (len(X) * max(net.widths[l - 1 :])))
    return np.concatenate(
        [still.sums(values[start : start + count]) for start in range(0, len(values), count)]
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Still:
    """What stays: all before the first layer moved, l, and the n and a that it has with nothing moved."""

    net: Network
    T: Array
    rule: Loss
    places: Sequence[SingleParameter]
    l: int
    left: Array
    n: Array
    a: Array

    def sums(self, values: Array) -> Array:
        """φ summed over the rows, with each of so many values as are held at once."""
        n, a = self._first(values)
        for l in range(self.l + 1, self.net.depth + 1):
            layer, left = self.net.layers[l - 2], a
            n = (left.reshape(-1, left.shape[2]) @ layer.W + layer.b).reshape(*left.shape[:2], -1)
            for c, (W, b) in self._moved(l, layer, values).items():
                n[:, :, c] = (left @ W[:, :, None])[:, :, 0] + b[:, None]
            a = ACTIVATIONS[layer.activation].value(n)
        output = ACTIVATIONS[self.net.layers[-1].activation]
        terms = self.rule.terms_of(np.broadcast_to(self.T, n.shape), n, a, output)
        return np.asarray(terms.reshape(len(values), -1).sum(axis=1))

    def _first(self, values: Array) -> tuple[Array, Array]:
        """n and a of layer l, (G, N, L), once for each of the values."""
        layer = self.net.layers[self.l - 2]
        sigma = ACTIVATIONS[layer.activation]
        n, a = (np.repeat(array[None], len(values), axis=0) for array in (self.n, self.a))
        for c, (W, b) in self._moved(self.l, layer, values).items():
            n[:, :, c] = (self.left @ W.T).T + b[:, None]
            if sigma.elementwise:
                a[:, :, c] = sigma.value(n[:, :, c])
        return n, a if sigma.elementwise else sigma.value(n)

    def _moved(self, l: int, layer: Layer, values: Array) -> dict[int, tuple[Array, Array]]:
        """By neuron of layer l, from 0, what leads into it with each of the values: W (G, H) and b (G,)."""
        moved: dict[int, tuple[Array, Array]] = {}
        for place, column in zip(self.places, values.T, strict=True):
            if place.l == l:
                c = place.index[-1]
                if c not in moved:
                    moved[c] = np.tile(layer.W[:, c], (len(values), 1)), np.full(len(values), layer.b[c])
                if place.letter == "W":
                    moved[c][0][:, place.index[0]] = column
                else:
                    moved[c][1][:] = column
        return moved
