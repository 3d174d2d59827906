"""Nodes of an ONNX graph that change no number of what flows: made flat, squeezed, cast to another type."""

from typing import Any

from ....core.inputs import Array, InputError
from ...frameworks.layer_chain import SQUEEZED, Act
from .node_attributes import attributes
from .nodes import Chain
from .stored_tensors import FLOATING
from .tensor_shapes import product, said, squeezed, unsqueezed, whole_numbers

IN_A_ROW = ([-1], [-1, 1])  # the outputs of all items, one after the other


def nothing(chain: Chain, node: Any, flow: str, where: str) -> None:
    attributes(node, {}, where)


def dropout(chain: Chain, node: Any, flow: str, where: str) -> None:
    """At rest, which it is unless its third input says that it trains."""
    attributes(node, {"ratio": 0.5, "seed": 0}, where)
    trains = node.input[2] if len(node.input) > 2 else ""
    if node.input[0] != flow or trains:
        raise InputError(f"{where} must be at rest: call model.eval() and export again")


def flatten(chain: Chain, node: Any, flow: str, where: str) -> None:
    """All axes but the items' become one, the last running fastest."""
    axis = attributes(node, {"axis": 1}, where)["axis"]
    if axis not in (1, 1 - len(chain.shape)) or len(chain.shape) < 2:
        raise InputError(f"{where} must keep the items apart, axis 1; its axis is {axis}")
    _flat(chain)


def _flat(chain: Chain) -> None:
    items, *sizes = chain.shape
    if len(sizes) > 1 and not chain.dense:
        chain.remarks.append(f"The input, {said(sizes)}, is taken as one row, the last axis running fastest.")
    chain.shape = [items, product(sizes)]


def reshape(chain: Chain, node: Any, flow: str, where: str) -> None:
    """Into items × everything else, where the shape that comes in says so; or all outputs in a row."""
    zero_is_zero = attributes(node, {"allowzero": 0}, where)["allowzero"]
    wanted: list[int] = []
    if len(node.input) == 2 and node.input[0] == flow:
        wanted = _wanted(chain, node.input[1], where)
    if len(wanted) == 2 and not (zero_is_zero and 0 in wanted) and _keeps_items(wanted, *chain.shape):
        _flat(chain)
    elif wanted in IN_A_ROW and chain.dense:
        _left_aside(chain, where)
    else:
        raise InputError(f"{where} must keep the items apart and make one row of each; it does not")


def _wanted(chain: Chain, name: str, where: str) -> list[int]:
    if name in chain.sizes:
        return chain.sizes.target(name, chain.shapes, chain.shape, where)
    return whole_numbers(chain.tensors.array(name, where), where)


def _keeps_items(wanted: list[int], items: int | None = None, *sizes: int | None) -> bool:
    """-1 stands for what is left, 0 for the same as before."""
    width = product([*sizes])
    if wanted[0] in (0, items) and sizes:
        return wanted[1] in (-1, width) or (wanted[1] == 0 and len(sizes) == 1)
    return wanted[0] == -1 and bool(sizes) and wanted[1] == width


def squeeze(chain: Chain, node: Any, flow: str, where: str) -> None:
    """Axes of size 1 are left out; that of a single output stays, which makes this the last node."""
    shape = squeezed(node, chain.shape, _axes(chain, node, flow, where), where)
    if chain.dense and chain.shape[1:] == [1] and len(shape) < len(chain.shape):
        _left_aside(chain, where)
    elif chain.shape[-1:] == [1] and shape[-1:] != [1]:
        raise InputError(f"{where} must keep the axis of the {'outputs' if chain.dense else 'inputs'}")
    else:
        chain.shape = shape


def _left_aside(chain: Chain, where: str) -> None:
    """What flows keeps its shape; nothing that computes may follow."""
    chain.add(Act(where, "identity", f"{where}{SQUEEZED}"))


def unsqueeze(chain: Chain, node: Any, flow: str, where: str) -> None:
    chain.shape = unsqueezed(node, chain.shape, _axes(chain, node, flow, where), where)


def _axes(chain: Chain, node: Any, flow: str, where: str) -> Array | None:
    if not 1 <= len(node.input) <= 2 or node.input[0] != flow:
        raise InputError(f"{where} must take what flows in, and axes; it does not")
    return chain.tensors.array(node.input[1], where) if len(node.input) == 2 and node.input[1] else None


def cast(chain: Chain, node: Any, flow: str, where: str) -> None:
    to = attributes(node, {"to": 0, "saturate": 1}, where)["to"]
    if to not in FLOATING:
        raise InputError(f"{where} must make float or double numbers; it makes type {to}")
