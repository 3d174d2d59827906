"""A network is a row of layers; W and b of a layer lead into it from the layer on its left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .activation import activation_named
from .frozen import frozen_names, in_words
from .inputs import Array, InputError, kind_of, numbers


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """W: (H, L), from H neurons on the left to L here; b: (L,). Both are read-only copies."""

    W: Array
    b: Array
    activation: str

    def __repr__(self) -> str:
        return f"Layer({self.W.shape[0]} → {self.W.shape[1]}, {self.activation})"


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """Layers 2..K in order (layer 1 is the input), and what updates leave alone, as "W2" or "b3[2]"."""

    layers: tuple[Layer, ...]
    frozen: frozenset[str] = frozenset()

    @classmethod
    def from_arrays(
        cls,
        weights: Sequence[Any],
        biases: Sequence[Any],
        activations: Sequence[str],
        *,
        frozen: Iterable[str] = (),
    ) -> "Network":
        """Build a network from W_2..W_K, each (H, L), b_2..b_K, each (L,), and activation names.

        `frozen`: what updates leave alone, "W2", "b3", or one entry, counted from 1: "W2[1,3]", "b3[2]".
        Raises InputError where shapes do not chain, a number is not finite or a name is unknown.

        >>> net = Network.from_arrays([[[0.4], [0.6]]], [[0.2]], ["sigmoid"], frozen=["b2"])
        >>> net
        Network(2-1, sigmoid; frozen b2)
        >>> net.W[2]
        array([[0.4],
               [0.6]])
        """
        weights, biases = _listed(weights, "weights"), _listed(biases, "biases")
        activations = _listed(activations, "activations")
        if not weights or not len(weights) == len(biases) == len(activations):
            raise InputError(
                "weights, biases and activations must be equally many, at least one of each; "
                f"got {len(weights)}, {len(biases)} and {len(activations)}"
            )
        layers: list[Layer] = []
        for l, (given_W, given_b, name) in enumerate(zip(weights, biases, activations, strict=True), start=2):
            left = layers[-1].W.shape[1] if layers else None
            why = f"to follow the {left} neurons of layer {l - 1}" if left is not None else ""
            W = numbers(given_W, f"W{l}", (left, None), why)
            b = numbers(given_b, f"b{l}", (W.shape[1],), f"to match W{l} {W.shape}")
            layers.append(Layer(W, b, activation_named(name, f"the activation of layer {l}").name))
        widths = (len(layers[0].W), *(len(layer.b) for layer in layers))
        return cls(tuple(layers), frozen_names(frozen, widths))

    def __repr__(self) -> str:
        frozen = f"; frozen {in_words(self.frozen)}" if self.frozen else ""
        names = ", ".join(layer.activation for layer in self.layers)
        return f"Network({'-'.join(map(str, self.widths))}, {names}{frozen})"

    def replace(
        self,
        *,
        W: Mapping[int, Any] | None = None,
        b: Mapping[int, Any] | None = None,
        activation: Mapping[int, str] | None = None,
        frozen: Iterable[str] | None = None,
    ) -> "Network":
        """Another network with these W_l (H, L), b_l (L,) and activation names by layer number 2..K.

        What is not given stays as it is. Raises InputError as `from_arrays` does, and for a layer it has not.
        """
        for name, given in (("W", W), ("b", b), ("activation", activation)):
            if given is not None and not isinstance(given, Mapping):
                raise InputError(f"{name} must be a dictionary by layer number; got {kind_of(given)}")
        for l in (*(W or {}), *(b or {}), *(activation or {})):
            if l not in self.W:
                raise InputError(f"a layer that is replaced must be one of 2 to {self.depth}; got {l!r:.60}")
        return Network.from_arrays(
            [*(self.W | dict(W or {})).values()],
            [*(self.b | dict(b or {})).values()],
            [*(self.activation | dict(activation or {})).values()],
            frozen=self.frozen if frozen is None else frozen,
        )

    @property
    def depth(self) -> int:
        """K, the number of layers, the input counted."""
        return len(self.layers) + 1

    @property
    def widths(self) -> tuple[int, ...]:
        """Neurons in layers 1..K."""
        return (self.layers[0].W.shape[0], *(len(layer.b) for layer in self.layers))

    @property
    def W(self) -> dict[int, Array]:
        """W_l by layer number 2..K."""
        return {l: layer.W for l, layer in enumerate(self.layers, start=2)}

    @property
    def b(self) -> dict[int, Array]:
        """b_l by layer number 2..K."""
        return {l: layer.b for l, layer in enumerate(self.layers, start=2)}

    @property
    def activation(self) -> dict[int, str]:
        """The activation's name by layer number 2..K."""
        return {l: layer.activation for l, layer in enumerate(self.layers, start=2)}


def check_network(net: object) -> None:
    """Raise InputError for anything that is no network."""
    if not isinstance(net, Network):
        raise InputError(
            f"net must be a Network, as Network.from_arrays and load_network give it; got {kind_of(net)}"
        )


def _listed(value: Any, name: str) -> list[Any]:
    try:
        return list(value)
    except TypeError:
        raise InputError(
            f"{name} must be a list with one for each layer from 2; got {kind_of(value)}"
        ) from None
