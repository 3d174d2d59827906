"""What nodes of an ONNX graph that only reshape make of a shape; None is a size that is left open."""

from math import prod
from typing import Any

from ....core.inputs import Array, InputError
from .node_attributes import attributes

Shape = list[int | None]
MOST_AXES = 8


def whole_numbers(array: Array, where: str) -> list[int]:
    """Of a tensor with one axis, of whole numbers."""
    if array.dtype.kind != "i" or array.ndim > 1 or array.size > MOST_AXES:
        raise InputError(f"{where} must be given at most {MOST_AXES} whole numbers; got {array.shape[:5]}")
    return [int(number) for number in array.ravel()]


def reshaped(node: Any, shape: Shape, given: Array | None, where: str) -> Shape:
    """A shape that is known, with 0 for a size as it was and -1 for what is left."""
    zero_is_zero = attributes(node, {"allowzero": 0}, where)["allowzero"]
    wanted: Shape = [] if given is None else [*whole_numbers(given, where)]
    if not zero_is_zero:
        wanted = [
            shape[place] if size == 0 and place < len(shape) else size for place, size in enumerate(wanted)
        ]
    total, rest = product(shape), product([size for size in wanted if size != -1])
    if wanted.count(-1) == 1 and total and rest and total % rest == 0:
        wanted = [total // rest if size == -1 else size for size in wanted]
    if total is None or None in wanted or -1 in wanted or product(wanted) != total:
        raise InputError(f"{where} must keep all numbers of {said(shape)}; it makes {said(wanted)}")
    return wanted


def flattened(node: Any, shape: Shape, given: Array | None, where: str) -> Shape:
    axis = attributes(node, {"axis": 1}, where)["axis"]
    if not -len(shape) <= axis <= len(shape) or given is not None:
        raise InputError(f"{where} must have an axis of {said(shape)}; it has {axis}")
    axis += len(shape) if axis < 0 else 0
    return [product(shape[:axis]), product(shape[axis:])]


def squeezed(node: Any, shape: Shape, given: Array | None, where: str) -> Shape:
    """Without the axes it names, or without all of size 1; an open size is not known to be 1."""
    axes = axes_of(node, given, len(shape), where)
    if axes is None:
        return [size for size in shape if size != 1]
    if any(shape[axis] not in (1, None) for axis in axes):
        raise InputError(f"{where} must leave out axes of size 1; it leaves some of {said(shape)}")
    return [size for axis, size in enumerate(shape) if axis not in axes]


def unsqueezed(node: Any, shape: Shape, given: Array | None, where: str) -> Shape:
    named = given.size if given is not None else len(attributes(node, {"axes": ()}, where)["axes"])
    if len(shape) + named > MOST_AXES:
        raise InputError(f"{where} must make at most {MOST_AXES} axes; it makes {len(shape) + named}")
    axes = axes_of(node, given, len(shape) + named, where) or []
    sizes = iter(shape)
    return [1 if axis in axes else next(sizes) for axis in range(len(shape) + len(axes))]


def axes_of(node: Any, given: Array | None, rank: int, where: str) -> list[int] | None:
    """The axes that a node names, in its attribute or its second input, from 0 on; None where it has none."""
    named = list(attributes(node, {"axes": ()}, where)["axes"])
    if given is not None:
        named += whole_numbers(given, where)
    axes = {axis + rank if axis < 0 else axis for axis in named}
    if len(axes) != len(named) or not axes <= {*range(min(rank, MOST_AXES))}:
        raise InputError(f"{where} must name axes of {rank}, each once; got {named[:5]}")
    return sorted(axes) or None


def product(sizes: Shape) -> int | None:
    known = [size for size in sizes if size is not None]
    return prod(known) if len(known) == len(sizes) else None


def said(shape: Shape) -> str:
    """28 × 28, with ? for what is open."""
    return " × ".join("?" if size is None else str(size) for size in shape[:MOST_AXES]) or "a single number"
