"""One number of a network by its name, as "W2[1,2]" or "b3[1]", and those to which F answers most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..inputs import Array, InputError
from ..network import NAME, Index, Network, entry_name, held
from .batch_pass import checked
from .row_blocks import gradient_of_rows


@dataclass(frozen=True, slots=True)
class SingleParameter:
    """W_l at (r, c) or b_l at (c,), from 0."""

    letter: str
    l: int
    index: Index

    @property
    def name(self) -> str:
        """W2[1,2], counted from 1."""
        return entry_name(f"{self.letter}{self.l}", *(i + 1 for i in self.index))

    def of(self, net: Network) -> float:
        """Its value in a network."""
        layer = net.layers[self.l - 2]
        return float((layer.W if self.letter == "W" else layer.b)[self.index])

    def is_frozen(self, net: Network) -> bool:
        """Whether updates leave it as it is."""
        return bool(_still(net, f"{self.letter}{self.l}")[self.index])


def _still(net: Network, parameter: str) -> Array:
    """Which entries of W_l or b_l updates leave as they are, as bools in its shape."""
    shape = (net.W if parameter[0] == "W" else net.b)[int(parameter[1:])].shape
    frozen = held(net.frozen, parameter, shape)
    return np.zeros(shape, dtype=bool) if frozen is None else frozen


def single_parameter(name: object, widths: Sequence[int]) -> SingleParameter:
    """The one of this name in a network of widths 1..K; raises InputError for another name."""
    found = NAME.fullmatch(name.strip()) if isinstance(name, str) else None
    K = len(widths)
    last = entry_name(f"W{K}", *widths[-2:])
    if found is None:
        raise InputError(
            f"a parameter must be one number of the network, as W2[1,1] or b2[1], up to {last}; "
            f"got {name!r:.60}"
        )
    letter, l = found[1], int(found[2])
    index = tuple(int(place) - 1 for place in found.groups()[2:] if place)
    shape = (widths[l - 2], widths[l - 1])[letter == "b" :] if 2 <= l <= K else ()
    if len(index) != len(shape) or not shape or any(i >= size for i, size in zip(index, shape, strict=True)):
        rule = f"up to {entry_name(f'{letter}{l}', *shape)}" if shape else f"of layers 2 to {K}"
        raise InputError(
            f"a parameter must be one number of {letter}{l if shape else ''}, {rule}; got {name}"
        )
    return SingleParameter(letter, l, index)


def strongest_parameters(net: Network, X: Any, T: Any, loss: str = "tse", count: int = 2) -> tuple[str, ...]:
    """The names of the parameters with the largest |∂F/∂·|, largest first, what is frozen after all others.

    Raises InputError as `gradient` does, but not where a gradient is past what float64 holds.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"], frozen=["W2[2,1]"])
    >>> strongest_parameters(net, [1, 2], [3])
    ('W2[1,1]', 'b2[1]')
    """
    X, T, rule = checked(net, X, T, loss)
    dW, db = gradient_of_rows(net, X, T, rule)
    found: list[tuple[bool, float, str]] = []
    for name, gradient in [(f"{s}{l}", (dW, db)[s == "b"][l]) for l in net.W for s in "Wb"]:
        still = _still(net, name)
        size = np.nan_to_num(np.abs(gradient), nan=0.0)
        for place in np.lexsort((-size.ravel(), still.ravel()))[:count]:
            index = np.unravel_index(place, gradient.shape)
            entry = entry_name(name, *(int(i) + 1 for i in index))
            found.append((bool(still[index]), -float(size[index]), entry))
    found.sort(key=lambda one: one[:2])
    return tuple(entry for *_, entry in found[:count])
