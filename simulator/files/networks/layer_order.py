"""In which order layers stand where a file does not say: by numbers in their names, or by their shapes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...core.inputs import InputError
from ..untrusted.quoting import listed, quoted, shown
from .orientation import NOTES, TURNED, Stored, fault

MOST_TRIED = 20_000  # steps while orders are looked for
MOST_ORDERS = 6  # offered


def in_order(
    layers: Mapping[str, Stored], orientation: str, order: Sequence[Any] | None = None
) -> tuple[list[Stored], list[str], tuple[tuple[str, ...], ...]]:
    """The layers, by name, in an order in which they chain, what is to be said of that, and what is open.

    `order`: the W's names as somebody has chosen. Otherwise names that differ in their numbers alone say the
    order, 2 before 10, or shapes do where they allow one order, also against the numbers; where they allow
    several, the first of them is taken and all are named as open. A bias that is missing is 0. Raises
    InputError where nothing chains.
    """
    whole, remarks = _with_biases(layers, orientation)
    if order is not None:
        return _chosen(whole, order), remarks, ()
    natural = [whole[name] for name in sorted(whole, key=_natural)]
    cure = f'; orientation="{_other(orientation)}" would chain' if _chain_turned(layers, orientation) else ""
    if why := _fault_of_b([*whole.values()], orientation):
        raise InputError(f"the tensors {_said(natural)} must chain as dense layers; {why}{cure}")
    orders = _orders(whole, orientation)
    if not orders and not cure:  # not as they are numbered, whichever way round
        orders = _orders({"_" * place: layer for place, layer in enumerate(whole.values())}, orientation)
        remarks += ["The layers do not chain in the order of their numbers."] * bool(orders)
    if not orders:
        why = fault(natural, orientation)
        raise InputError(
            f"the tensors {_said(natural)} must chain as dense layers in some order; {why}{cure}"
        )
    by_number = len({_without_numbers(name) for name in whole}) == 1
    if by_number and not fault(natural, orientation):
        if len(orders) > 1 or natural != [*whole.values()]:
            remarks.append("The order of the layers was told from their names, not from their shapes.")
        return natural, remarks, ()
    if len(orders) > 1:
        remarks.append(f"The order of the layers is open; taken is {_said(orders[0])}.")
        return orders[0], remarks, tuple(tuple(layer.W_name for layer in one) for one in orders)
    if orders[0] != natural:
        remarks.append(f"The order of the layers was told from their shapes: {_said(orders[0])}.")
    return orders[0], remarks, ()


def _with_biases(layers: Mapping[str, Stored], orientation: str) -> tuple[dict[str, Stored], list[str]]:
    remarks, whole = [], {}
    for name, layer in layers.items():
        whole[name] = layer
        if not layer.b.size:
            zeros = np.zeros(layer.W.shape[0 if orientation == TURNED else 1])
            whole[name] = Stored(layer.W, zeros, layer.W_name, layer.b_name)
            remarks.append(f"{quoted(layer.W_name)} came without a bias; its b is 0.")
    return whole, remarks


def _chain_turned(layers: Mapping[str, Stored], orientation: str) -> bool:
    """Whether they chain as their names are numbered once every W is taken the other way round."""
    whole, _ = _with_biases(layers, _other(orientation))
    return not fault([whole[name] for name in sorted(whole, key=_natural)], _other(orientation))


def _other(orientation: str) -> str:
    return NOTES if orientation == TURNED else TURNED


def _chosen(whole: Mapping[str, Stored], order: Sequence[Any]) -> list[Stored]:
    by_name = {layer.W_name: layer for layer in whole.values()}
    if isinstance(order, str) or sorted(map(str, order)) != sorted(by_name):
        raise InputError(f"order must name each of {listed(by_name)} once; got {shown(order)}")
    return [by_name[name] for name in order]


def _said(order: Sequence[Stored]) -> str:
    return listed(layer.W_name for layer in order)


def _fault_of_b(layers: Sequence[Stored], orientation: str) -> str:
    return next((why for layer in layers if (why := fault([layer], orientation))), "")


def _orders(layers: Mapping[str, Stored], orientation: str) -> list[list[Stored]]:
    """Some orders in which the layers chain, the file's own first; of names alike the lower number first."""
    named = [*layers.items()]
    shapes = [layer.W.shape[::-1] if orientation == TURNED else layer.W.shape for _, layer in named]
    before = [
        {p for p, (other, _) in enumerate(named) if _lower(other, name)} for name, _ in named
    ]  # what must stand earlier
    found: list[list[Stored]] = []
    tried = 0

    def go_on(path: list[int]) -> None:
        nonlocal tried
        tried += 1
        if len(path) == len(named):
            found.append([named[place][1] for place in path])
            return
        for place, (H, _) in enumerate(shapes):
            if len(found) == MOST_ORDERS or tried > MOST_TRIED:
                return
            fits = place not in path and (not path or shapes[path[-1]][1] == H)
            if fits and before[place] <= {*path}:
                go_on([*path, place])

    go_on([])
    return found


def _lower(name: str, than: str) -> bool:
    """Whether names that differ in their numbers alone stand in this order."""
    return _without_numbers(name) == _without_numbers(than) and _natural(name) < _natural(than)


def _without_numbers(name: str) -> str:
    return re.sub("[0-9]+", "#", name)


def _natural(name: str) -> list[tuple[int, int, str]]:
    parts = re.split("([0-9]{1,9})", name)
    return [(0, int(part), "") if place % 2 else (1, 0, part) for place, part in enumerate(parts)]
