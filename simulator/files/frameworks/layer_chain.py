"""What a framework's model consists of, link by link, and the network that the links make.

Every framework's file turns its own layers into these links; what is no link becomes a complaint, and all
complaints are raised together, so that nothing is ever dropped in silence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError
from ...core.network import Network


@dataclass(frozen=True, eq=False, slots=True)
class Dense:
    """n = Wᵀâ + b. W: (H, L); b: (L,), or None where the layer has none; `held`: "W", "b" if not trained."""

    name: str
    W: Array
    b: Array | None
    held: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """a = σ(n); `activation` is a name of the simulator's table."""

    name: str
    activation: str


@dataclass(frozen=True, slots=True)
class Reshape:
    """A reshape to rows of `width` numbers, which changes nothing where they have that width already."""

    name: str
    width: int


Link = Dense | Act | Reshape


def refusal(complaints: Iterable[str]) -> InputError:
    """One sentence that names all layers that cannot be shown."""
    return InputError(f"{'; '.join(complaints)} cannot be shown as dense layers")


def misplaced(links: Sequence[Act | Reshape | str]) -> list[str]:
    """Complaints about activations that no dense layer (here a mere name) stands directly before.

    Identity changes nothing, so it may stand anywhere.
    """
    complaints, before = [], ""
    for link in links:
        if isinstance(link, str):
            before = "dense"
        elif isinstance(link, Act) and link.activation != "identity":
            if not before:
                complaints.append(f"{link.name} before the first dense layer")
            elif before != "dense":
                complaints.append(f"{link.name} directly after {before}")
            before = link.name
    return complaints


def network_of(links: Sequence[Link]) -> Network:
    """The network; two dense layers in a row have an identity activation between them.

    A layer without b gets b = 0, frozen, which computes and trains the same. Raises InputError where the
    widths do not chain, naming the layers.
    """
    if complaints := misplaced([link.name if isinstance(link, Dense) else link for link in links]):
        raise refusal(complaints)
    dense = [link for link in links if isinstance(link, Dense)]
    if not dense:
        raise InputError("a network must have at least one dense layer; there is none")
    _check_widths(links, len(dense[0].W))
    held = {
        f"{letter}{l}"
        for l, link in enumerate(dense, start=2)
        for letter in "Wb"
        if letter in link.held or (letter == "b" and link.b is None)
    }
    return Network.from_arrays(
        [link.W for link in dense],
        [np.zeros(link.W.shape[1]) if link.b is None else link.b for link in dense],
        activations_of(links),
        frozen=held,
    )


def activations_of(links: Sequence[Any]) -> list[str]:
    """The activation of each dense layer; a dense layer is whatever is neither Act nor Reshape."""
    activations: list[str] = []
    for link in links:
        if not isinstance(link, Act | Reshape):
            activations.append("identity")
        elif isinstance(link, Act) and link.activation != "identity":
            activations[-1] = link.activation
    return activations


def _check_widths(links: Sequence[Link], width: int) -> None:
    left = "the input"
    for link in links:
        if isinstance(link, Reshape) and link.width != width:
            raise InputError(f"{link.name} must keep rows of {width} numbers; it makes them {link.width}")
        if isinstance(link, Dense):
            if len(link.W) != width:
                raise InputError(
                    f"{link.name} must take the {width} outputs of {left}; it takes {len(link.W)}"
                )
            left, width = link.name, link.W.shape[1]
