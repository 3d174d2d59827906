"""A network is a row of layers; W and b of a layer lead into it from the layer on its left."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from .activation import ACTIVATIONS, activation_named
from .inputs import Array, InputError, kind_of, numbers

COUNT = "([1-9][0-9]{0,8})"
NAME = re.compile(rf"([Wb]){COUNT}(?:\[{COUNT}(?:, ?{COUNT})?\])?")
NAMED = 8  # names in a sentence; of more the first ones and how many there are

Index = tuple[int, ...]


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

    @property
    def titles(self) -> dict[int, str]:
        """The activation's name for people by layer number 2..K: leaky relu(0.2)."""
        return {l: ACTIVATIONS[name].title for l, name in self.activation.items()}


def check_network(net: object) -> None:
    """Raise InputError for anything that is no network."""
    if not isinstance(net, Network):
        raise InputError(
            f"net must be a Network, as Network.from_arrays and load_network give it; got {kind_of(net)}"
        )


def inputs_of(net: Network, X: Any, letters: str = "NH", *, copied: bool = True) -> Array:
    """X (N, H) as float64, rows being items; raises InputError, its shape in these letters.

    `copied` as in `numbers`.
    """
    why = "with a column for each input"
    return numbers(X, "X", (None, net.widths[0]), why, letters, copied=copied)


def rows_of(net: Network, X: Any, T: Any, letters: str = "NH", *, copied: bool = True) -> tuple[Array, Array]:
    """A set as float64, X (N, H) and T (N, L); raises InputError where a shape is another or not finite.

    `copied`: of X, as in `numbers`.
    """
    X = inputs_of(net, X, letters, copied=copied)
    wanted = (len(X), net.widths[-1])
    return X, numbers(T, "T", wanted, "with a row for each item and a column for each output")


def _listed(value: Any, name: str) -> list[Any]:
    try:
        return list(value)
    except TypeError:
        raise InputError(
            f"{name} must be a list with one for each layer from 2; got {kind_of(value)}"
        ) from None


# ---- what updates leave alone: "W2" or "b3", or one entry, "W2[1,3]" or "b3[2]"
def frozen_names(names: Iterable[str], widths: Sequence[int]) -> frozenset[str]:
    """The names, once each is of a network of these widths 1..K, "W2[1, 3]" as "W2[1,3]".

    Raises InputError for what is no list of names, for another name and for an entry that is not there.
    """
    if isinstance(names, str):
        such = names if _refused(names, widths) == "" else "W2"
        raise InputError(f"frozen must be a list of names such as ['{such}']; got the text {names!r:.60}")
    try:
        given = list(names)
    except TypeError:
        raise InputError(f"frozen must be a list of names such as ['W2']; got {kind_of(names)}") from None
    for name in given:
        if reason := _refused(name, widths):
            raise InputError(reason)
    return frozenset(name.replace(" ", "") for name in given)


def entry_name(parameter: str, *index: int) -> str:
    """W2[1,3] of "W2", 1, 3."""
    return f"{parameter}[{','.join(map(str, index))}]"


def held(frozen: frozenset[str], parameter: str, shape: tuple[int, ...]) -> Array | None:
    """Which entries of a parameter of this shape are frozen, as bools; None where none is."""
    if not frozen:
        return None
    if parameter in frozen:
        return np.ones(shape, dtype=bool)
    if (places := _entries(frozen).get(parameter)) is None:
        return None
    mask = np.zeros(shape, dtype=bool)
    mask[tuple(np.array(places).T)] = True
    return mask


def moved(frozen: frozenset[str], parameter: str, old: Array, new: Array) -> Array:
    """The updated array, with the old number wherever it is frozen; `old` itself where all of it is."""
    if not frozen:
        return new
    if parameter in frozen:
        return old
    mask = held(frozen, parameter, old.shape)
    return new if mask is None else np.where(mask, old, new)


def free_part(frozen: frozenset[str], parameter: str, change: Array) -> Array:
    """A change of a parameter, with 0 wherever it is frozen."""
    return moved(frozen, parameter, np.zeros_like(change), change) if frozen else change


def all_frozen(frozen: frozenset[str], parameter: str, shape: tuple[int, ...]) -> bool:
    """Whether no entry of the parameter moves, by its name or entry by entry."""
    mask = held(frozen, parameter, shape)
    return mask is not None and bool(mask.all())


def frozen_entries(frozen: frozenset[str], parameter: str) -> list[Index]:
    """The single entries named of a parameter, in order, counted from 1."""
    return [tuple(i + 1 for i in place) for place in _entries(frozen).get(parameter, ())]


def entries_by_parameter(frozen: frozenset[str]) -> dict[str, list[Index]]:
    """The places of single entries, counted from 0, of every parameter that is not frozen as a whole."""
    return {name: [*_entries(frozen)[name]] for name in in_order(_entries(frozen)) if name not in frozen}


def in_order(frozen: Iterable[str]) -> list[str]:
    """The names by layer, W before b, whole before entries, those by row and column."""

    def place(name: str) -> tuple[int, str, Index]:
        letter, l, index = _parts(name)
        return l, letter, index  # "W" sorts before "b"

    return sorted(frozen, key=place)


def in_words(frozen: Iterable[str]) -> str:
    """W2, b2 and 3 more; of a few all of them; "nothing"."""
    return in_few_words(in_order(frozen)) or "nothing"


def in_few_words(names: Sequence[str]) -> str:
    """The first names and how many more there are; of a few all of them."""
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1} more"


def _parts(name: str) -> tuple[str, int, Index]:
    found = NAME.fullmatch(name)
    assert found, f"{name!r} is no name"
    return found[1], int(found[2]), tuple(int(place) for place in found.groups()[2:] if place)


@lru_cache(maxsize=32)
def _entries(frozen: frozenset[str]) -> dict[str, tuple[Index, ...]]:
    """By parameter the single entries, counted from 0, in order."""
    found: dict[str, list[Index]] = {}
    for name in frozen:
        letter, l, index = _parts(name)
        if index:
            found.setdefault(f"{letter}{l}", []).append(tuple(i - 1 for i in index))
    return {parameter: tuple(sorted(places)) for parameter, places in found.items()}


def _refused(name: object, widths: Sequence[int]) -> str:
    """Why a name cannot be; "" where it can."""
    got = f"got {name!r:.60}"
    if not isinstance(name, str) or NAME.fullmatch(name) is None:
        return (
            f"frozen must name parameters among {_allowed(widths)}, or one entry, as W2[1,1] or b2[1]; {got}"
        )
    letter, l, index = _parts(name)
    if not 2 <= l <= len(widths):
        return f"frozen must name parameters among {_allowed(widths)}; {got}"
    shape = (widths[l - 2], widths[l - 1]) if letter == "W" else (widths[l - 1],)
    if index and len(index) != len(shape):
        return f"frozen must name an entry of {letter}{l} as {entry_name(f'{letter}{l}', *shape)}; {got}"
    if any(i > size for i, size in zip(index, shape, strict=False)):
        last = entry_name(f"{letter}{l}", *shape)
        return f"frozen must name an entry of {letter}{l} up to {last}, its last one; {got}"
    return ""


def _allowed(widths: Sequence[int]) -> str:
    return ", ".join(f"{letter}{l}" for l in range(2, len(widths) + 1) for letter in "Wb")
