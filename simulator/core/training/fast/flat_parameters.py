"""All parameters of a network in one flat buffer, so that an update is one subtraction."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ...inputs import Array
from ...network import Layer, Network


@dataclass(frozen=True, eq=False, slots=True)
class Parameters:
    """`flat` and, into it, a block (L, H + 1) for each layer: for each neuron its weights, then its bias."""

    flat: Array
    blocks: tuple[Array, ...]

    @classmethod
    def like(cls, net: Network, flat: Array | None = None) -> "Parameters":
        """As many zeros as the network has parameters, or such an array that is there already."""
        shapes = [(L, H + 1) for H, L in pairwise(net.widths)]
        if flat is None:
            flat = np.zeros(sum(rows * columns for rows, columns in shapes))
        parts = np.split(flat, np.cumsum([rows * columns for rows, columns in shapes])[:-1])
        return cls(flat, tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))

    @classmethod
    def of(cls, net: Network) -> "Parameters":
        """A copy of the network's W and b."""
        parameters = cls.like(net)
        parameters.fill(net.W, net.b)
        return parameters

    def fill(self, W: Mapping[int, Array], b: Mapping[int, Array]) -> None:
        """Put these W_l (H, L) and b_l (L,) there, by layer from 2; what is not given stays."""
        for l, block in enumerate(self.blocks, start=2):
            if l in W:
                block[:, :-1] = W[l].T
            if l in b:
                block[:, -1] = b[l]

    def network(self, like: Network) -> Network:
        """A network with these parameters, the activations and frozen names those of another."""
        layers = []
        for block, layer in zip(self.blocks, like.layers, strict=True):
            W, b = block[:, :-1].T.copy(), block[:, -1].copy()
            W.setflags(write=False)
            b.setflags(write=False)
            layers.append(Layer(W, b, layer.activation))
        return Network(tuple(layers), like.frozen)
