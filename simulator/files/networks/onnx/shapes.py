"""Nodes of an ONNX graph that change no number: an input made flat, a cast to another floating-point type."""

from collections.abc import Sequence
from math import prod
from typing import Any

from ....core.inputs import InputError
from .nodes import Chain, attributes, tensor

FLOATING = (1, 11)  # onnx.TensorProto.FLOAT and DOUBLE


def flatten(chain: Chain, node: Any, flow: str, where: str) -> None:
    """All axes but the items' become one, the last running fastest."""
    axis = attributes(node, {"axis": 1}, where)["axis"]
    if axis != 1 or len(chain.shape) < 2:
        raise InputError(f"{where} must keep the items apart, axis 1; its axis is {axis}")
    _flat(chain)


def _flat(chain: Chain) -> None:
    items, *sizes = chain.shape
    if len(sizes) > 1:
        axes = " × ".join("?" if size is None else str(size) for size in sizes)
        chain.remarks.append(f"The input, {axes}, is taken as one row, the last axis running fastest.")
    chain.shape = [items, _product(sizes)]


def reshape(chain: Chain, node: Any, flow: str, where: str) -> None:
    """Only into items × everything else, where the shape that comes in says that this is what it does."""
    zero_is_zero = attributes(node, {"allowzero": 0}, where)["allowzero"]
    wanted = []
    if len(node.input) == 2 and node.input[0] == flow:
        wanted = tensor(chain, node.input[1], where).ravel().tolist()
    if len(wanted) != 2 or (zero_is_zero and 0 in wanted) or not _keeps_items(wanted, *chain.shape):
        raise InputError(f"{where} must keep the items apart and make one row of each; it does not")
    _flat(chain)


def _keeps_items(wanted: list[int], items: int | None = None, *sizes: int | None) -> bool:
    """-1 stands for what is left, 0 for the same as before."""
    width = _product(sizes)
    if wanted[0] in (0, items) and sizes:
        return wanted[1] in (-1, width)
    return wanted[0] == -1 and bool(sizes) and wanted[1] == width


def _product(sizes: Sequence[int | None]) -> int | None:
    return None if None in sizes else prod(size for size in sizes if size is not None)


def cast(chain: Chain, node: Any, flow: str, where: str) -> None:
    to = attributes(node, {"to": 0, "saturate": 1}, where)["to"]
    if to not in FLOATING:
        raise InputError(f"{where} must make float or double numbers; it makes type {to}")
