"""W's as a file holds them become a network: which way round each stands is settled by their shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError
from ...core.network import Network
from ..untrusted.quoting import quoted, shown
from .model import Model, activations_of, check_size

NOTES, TURNED = "H x L", "L x H"  # inputs × outputs, as the notes have it; outputs × inputs, as PyTorch does
SAID = {NOTES: "inputs × outputs", TURNED: "outputs × inputs"}


@dataclass(frozen=True, eq=False, slots=True)
class Stored:
    """W and b of one layer as the file holds them, W either way round, and what the file calls them."""

    W: Array
    b: Array
    W_name: str
    b_name: str


def check_orientation(orientation: Any) -> None:
    """Raise InputError for anything but None and the two that there are."""
    if orientation is not None and (not isinstance(orientation, str) or orientation not in SAID):
        raise InputError(f'the orientation must be "{NOTES}" or "{TURNED}"; got {shown(orientation)}')


def model_from(
    stored: Sequence[Stored],
    held: Sequence[Any] | None,
    activations: Sequence[Any] | None,
    orientation: str | None,
    *,
    remarks: Sequence[str] = (),
    frozen: Sequence[str] = (),
    orders: tuple[tuple[str, ...], ...] = (),
) -> Model:
    """The model of these layers; `held` are the activations in the file, `activations` those given.

    `orders`: those that are open. Without an orientation, the one in which all W's and b's chain is taken;
    where both do, H × L, and the square W's that would look different turned around are named as undecided.
    Raises InputError where nothing chains, and ActivationsMissing where nobody says the activations.
    """
    check_size([layer.W.shape for layer in stored])
    orientation, undecided = _settled(stored, orientation)
    weights = [layer.W.T if orientation == TURNED else layer.W for layer in stored]
    turned = (
        [was_turned(layer.W_name, layer.W.shape, l) for l, layer in enumerate(stored, start=2)]
        if orientation == TURNED
        else []
    )
    names = activations_of(held, activations, len(stored))
    network = Network.from_arrays(weights, [layer.b for layer in stored], names, frozen=frozen)
    return Model(network, remarks=(*turned, *remarks), undecided=undecided, orders=orders)


def _settled(stored: Sequence[Stored], orientation: str | None) -> tuple[str, tuple[str, ...]]:
    """The orientation that is asked for or that chains, and the W's that are undecided."""
    if orientation is not None:
        if why := fault(stored, orientation):
            other = NOTES if orientation == TURNED else TURNED
            hint = "" if fault(stored, other) else f'; orientation="{other}" would chain'
            raise InputError(why + hint)
        return orientation, ()
    faults = {way: fault(stored, way) for way in SAID}
    if all(faults.values()):
        raise InputError(f"{faults[NOTES]} (nor do all chain as {SAID[TURNED]})")
    if any(faults.values()):
        return TURNED if faults[NOTES] else NOTES, ()
    layers = enumerate(stored, start=2)
    return NOTES, tuple(f"W{l}" for l, layer in layers if not np.array_equal(layer.W, layer.W.T))


def fault(stored: Sequence[Stored], orientation: str) -> str:
    """Where the layers do not chain in this orientation, in one sentence; nothing where they do."""
    way, left = SAID[orientation], None
    for layer in stored:
        H, L = layer.W.shape[::-1] if orientation == TURNED else layer.W.shape
        W_name, size = quoted(layer.W_name), f"its shape {layer.W.shape}, {way}, says {H}"
        if left is not None and left != H:
            return f"{W_name} must have {left} inputs, one for each neuron of the layer before; {size}"
        if layer.b.shape != (L,):
            need = f"to match {W_name} {layer.W.shape}, {way}"
            return f"{quoted(layer.b_name)} must have shape ({L},) {need}; got {layer.b.shape}"
        left = L
    return ""


def was_turned(name: str, shape: tuple[int, ...], l: int) -> str:
    """The remark on a W that the file holds outputs × inputs."""
    return f"{quoted(name)} was stored outputs × inputs, {shape}, and is shown as W{l}, inputs × outputs."
