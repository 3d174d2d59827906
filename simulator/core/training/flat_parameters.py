"""All parameters of a network in one flat buffer, so that an update is one subtraction."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..inputs import Array
from ..network import Layer, Network


@dataclass(frozen=True, eq=False, slots=True)
class Parameters:
    """`flat` and, into it, a block (L, H + 1) for each layer: for each neuron its weights, then its bias."""

    flat: Array
    blocks: tuple[Array, ...]

    @classmethod
    def like(cls, net: Network) -> "Parameters":
        """As many zeros as the network has parameters."""
        shapes = [(L, H + 1) for H, L in pairwise(net.widths)]
        flat = np.zeros(sum(rows * columns for rows, columns in shapes))
        parts = np.split(flat, np.cumsum([rows * columns for rows, columns in shapes])[:-1])
        return cls(flat, tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))

    @classmethod
    def of(cls, net: Network) -> "Parameters":
        """A copy of the network's W and b."""
        parameters = cls.like(net)
        for block, layer in zip(parameters.blocks, net.layers, strict=True):
            block[:, :-1] = layer.W.T
            block[:, -1] = layer.b
        return parameters

    def network(self, like: Network) -> Network:
        """A network with these parameters, the activations and frozen names those of another."""
        layers = []
        for block, layer in zip(self.blocks, like.layers, strict=True):
            W, b = block[:, :-1].T.copy(), block[:, -1].copy()
            W.setflags(write=False)
            b.setflags(write=False)
            layers.append(Layer(W, b, layer.activation))
        return Network(tuple(layers), like.frozen)
