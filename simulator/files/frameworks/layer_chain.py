"""What a framework's model consists of, link by link, and the network that the links make.

Every framework's file turns its own layers into these links; what is no link becomes a complaint, and all
complaints are raised together, so that nothing is ever dropped in silence.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array, InputError
from ...core.network import Network

# What is said of a layer that is not what it is taken for; its name stands before.
LOGARITHMS = (
    " is taken as softmax: its outputs are ln y, so y = exp of them, and TCE of y is their negative "
    "log-likelihood (NLL)."
)
SQUEEZED = " is left aside: the outputs here stay N × K, a row for each item, a column for each neuron."


@dataclass(frozen=True, eq=False, slots=True)
class Dense:
    """n = Wᵀâ + b. W: (H, L); b: (L,), or None where the layer has none; `held`: "W", "b" if not trained."""

    name: str
    W: Array
    b: Array | None
    held: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """a = σ(n); `activation` is a name of the simulator's table.

    `remark` says how the framework's outputs differ from a; a link with one must be the last, unless it holds
    `anywhere`, as what is said of training.
    """

    name: str
    activation: str
    remark: str = ""
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Reshape:
    """A reshape to rows of `width` numbers, which changes nothing where they have that width already."""

    name: str
    width: int


@dataclass(frozen=True, eq=False, slots=True)
class Affine:
    """Each number times `scale`, plus `shift`: one for each neuron, (L,), or one for all, ()."""

    name: str
    scale: Array
    shift: Array


Link = Dense | Act | Reshape | Affine


def learnt_slope(name: str, slope: float) -> Act:
    """A PReLU, whose slope for n ≤ 0 the framework trains."""
    activation = ACTIVATIONS[f"leaky_relu({slope!r})"].name
    return Act(
        name, activation, f"{name} is shown as {activation}; its slope is not trained here.", anywhere=True
    )


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


def network_of(links: Sequence[Link], left_out: Sequence[str] = ()) -> Network:
    """The network; two dense layers in a row have an identity activation between them.

    A layer without b gets b = 0, frozen, which computes and trains the same. Raises InputError where the
    widths do not chain, naming the layers. What was folded into W and b, how outputs differ, and what was
    left out is told in a warning.
    """
    around = [link for link in links if not isinstance(link, Affine)]
    if complaints := misplaced([link.name if isinstance(link, Dense) else link for link in around]):
        raise refusal(complaints)
    check_ends(links)
    links, remarks = folded(links)
    remarks += [link.remark for link in links if isinstance(link, Act) and link.remark]
    remarks += left_out
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
    network = Network.from_arrays(
        [link.W for link in dense],
        [np.zeros(link.W.shape[1]) if link.b is None else link.b for link in dense],
        activations_of(links),
        frozen=held,
    )
    if remarks:
        warnings.warn(" ".join(remarks), stacklevel=3)
    return network


def check_ends(links: Sequence[Link]) -> None:
    """Nothing that computes may follow a link that holds of the outputs alone."""
    last: Act | None = None
    for link in links:
        if last and not _passes(last, link):
            raise InputError(f"{last.name} must be the last layer; {link.name} follows it")
        last = link if isinstance(link, Act) and link.remark and not link.anywhere else last


def _passes(last: Act, link: Link) -> bool:
    """What has no axis for the neurons any more may still be worked on number by number."""
    if isinstance(link, Affine):
        return last.activation == "identity" and not link.scale.ndim and not link.shift.ndim
    if not isinstance(link, Act):
        return False
    each = last.activation == "identity" and ACTIVATIONS[link.activation].elementwise
    return each or link.activation == "identity"


def folded(links: Sequence[Link]) -> tuple[list[Dense | Act | Reshape], list[str]]:
    """The links without Affine ones, whose numbers went into the W and b beside them, and a remark on each.

    After a dense layer Wᵀa + b becomes (W s)ᵀa + s b + c; before one, W becomes s W and b becomes b + Wᵀc.
    Raises InputError for one that no dense layer stands beside.
    """
    chain: list[Dense | Act | Reshape] = []
    waiting: list[Affine] = []
    remarks: list[str] = []
    place = 1  # the number of the last dense layer
    for link in links:
        before = _dense_before(chain)
        if isinstance(link, Affine) and before is not None:
            chain[before] = _after(chain[before], link)
            remarks.append(_was_folded(link, place))
        elif isinstance(link, Affine):
            waiting.append(link)
        elif isinstance(link, Dense):
            place += 1
            remarks += [_was_folded(one, place) for one in waiting]
            chain.append(_before(link, waiting))
            waiting = []
        else:
            chain.append(link)
    if waiting:
        raise InputError(
            f"{waiting[0].name} must stand beside a dense layer to be folded into its W and b; it stands "
            "after the last activation: leave it out of the model and apply it to the outputs"
        )
    return chain, remarks


def _dense_before(chain: Sequence[Dense | Act | Reshape]) -> int | None:
    """The place of the dense layer that ends the chain, but for what changes nothing."""
    for place in range(len(chain) - 1, -1, -1):
        link = chain[place]
        if isinstance(link, Dense):
            return place
        if isinstance(link, Act) and link.activation != "identity":
            return None
    return None


def _after(dense: Any, affine: Affine) -> Dense:
    scale, shift = _of_width(affine, dense.W.shape[1])
    b = shift if dense.b is None else scale * dense.b + shift
    return Dense(dense.name, dense.W * scale, b, dense.held)


def _before(dense: Dense, affine: Sequence[Affine]) -> Dense:
    W, b = dense.W, dense.b
    for one in reversed(affine):
        scale, shift = _of_width(one, len(W))
        b = shift @ W if b is None else b + shift @ W
        W = scale[:, None] * W
    return Dense(dense.name, W, b, dense.held)


def _of_width(affine: Affine, width: int) -> tuple[Array, Array]:
    """scale and shift, (width,) each."""
    for array in (affine.scale, affine.shift):
        if array.shape not in ((), (width,)):
            raise InputError(f"{affine.name} must have {width} numbers, one for each; it has {array.shape}")
    return np.broadcast_to(affine.scale, width), np.broadcast_to(affine.shift, width)


def _was_folded(affine: Affine, l: int) -> str:
    return (
        f"{affine.name} is folded into W{l} and b{l}: the outputs are the same, but training from here on "
        "changes these in its place."
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
