"""Nodes of an ONNX graph that scale and shift by numbers in the file: constants, and batches at rest."""

from typing import Any

import numpy as np

from ....core.inputs import Array, InputError
from ...frameworks.layer_chain import Affine
from ...untrusted.quoting import quoted
from ..model import MOST_NEURONS
from .node_attributes import attributes
from .nodes import Chain, bias, lacks_bias
from .tensor_shapes import product, said

ONE, NOUGHT = np.ones(()), np.zeros(())


def add(chain: Chain, node: Any, flow: str, where: str) -> None:
    """A bias where a product with W has none yet."""
    name = _other(chain, node, flow, where)
    if lacks_bias(chain):
        bias(chain, name, where)
    else:
        _affine(chain, where, ONE, spread(chain, chain.tensors.array(name, where), name, where))


def subtract(chain: Chain, node: Any, flow: str, where: str) -> None:
    """The numbers from what flows in, or what flows in from the numbers."""
    name = _other(chain, node, flow, where)
    c = spread(chain, chain.tensors.array(name, where), name, where)
    first = node.input[0] == flow
    _affine(chain, where, ONE if first else -ONE, -c if first else c)


def multiply(chain: Chain, node: Any, flow: str, where: str) -> None:
    name = _other(chain, node, flow, where)
    _affine(chain, where, spread(chain, chain.tensors.array(name, where), name, where), NOUGHT)


def divide(chain: Chain, node: Any, flow: str, where: str) -> None:
    name = _other(chain, node, flow, where)
    c = spread(chain, chain.tensors.array(name, where), name, where)
    if node.input[0] != flow or not c.all():
        raise InputError(f"{where} must divide what flows in by numbers other than 0; it does not")
    with np.errstate(over="ignore"):
        _affine(chain, where, 1 / c, NOUGHT)


def negate(chain: Chain, node: Any, flow: str, where: str) -> None:
    attributes(node, {}, where)
    _affine(chain, where, -ONE, NOUGHT)


def batch_normalization(chain: Chain, node: Any, flow: str, where: str) -> None:
    """γ (x − mean) / √(variance + ε) + β, with the mean and the variance in the file."""
    known = {"epsilon": 1e-5, "momentum": 0.9, "training_mode": 0, "spatial": 1}
    given = attributes(node, known, where)
    if given["training_mode"] or len(node.input) != 5 or node.input[0] != flow:
        raise InputError(
            f"{where} must use the mean and variance in the file, not those of a batch: call model.eval() "
            "and export again"
        )
    if len(chain.shape) < 2:
        raise InputError(f"{where} must be given items × features; what flows in has {len(chain.shape)} axes")
    axes = (-1, *[1] * (len(chain.shape) - 2))
    gamma, beta, mean, variance = (
        spread(chain, _one_axis(chain, name, where).reshape(axes), name, where) for name in node.input[1:]
    )
    with np.errstate(all="ignore"):  # refused below
        scale = gamma / np.sqrt(variance + given["epsilon"])
    _affine(chain, where, scale, beta - scale * mean)


def _one_axis(chain: Chain, name: str, where: str) -> Array:
    array = chain.tensors.array(name, where)
    if array.ndim != 1:
        raise InputError(f"{quoted(name)}, of {where}, must have one axis; got {array.shape}")
    return array


def _other(chain: Chain, node: Any, flow: str, where: str) -> str:
    """The numbers' name, beside what flows in."""
    attributes(node, {}, where)
    others = [name for name in node.input if name != flow]
    if len(node.input) != 2 or len(others) != 1 or others[0] not in chain.tensors:
        raise InputError(f"{where} must take what flows in and numbers in the file; it takes something else")
    return str(others[0])


def _affine(chain: Chain, where: str, scale: Array, shift: Array) -> None:
    if not (np.isfinite(scale).all() and np.isfinite(shift).all()):
        raise InputError(f"{where} must scale and shift by finite numbers; it does not")
    chain.add(Affine(where, scale, shift))


def spread(chain: Chain, array: Array, name: str, where: str) -> Array:
    """One number, (), or one for each that flows in, (width,), the last axis running fastest."""
    rank = len(chain.shape)
    sizes = chain.shape[1:] or chain.shape
    if array.dtype == np.float64 and array.ndim <= rank:
        if array.size == 1:
            return array.reshape(())
        if array.ndim == rank > 1 and len(array) == 1:
            array = array[0]
        if sizes == [None] and array.ndim == 1:
            sizes = [len(array)]
            chain.shape = [*chain.shape[:-1], *sizes]
        width = product(sizes)
        if width is not None and width <= MOST_NEURONS and _fits(array, sizes):
            return np.broadcast_to(array, [size or 0 for size in sizes]).ravel()
    raise InputError(
        f"{quoted(name)}, of {where}, must hold one number, or one for each of {said(sizes)}; "
        f"got {array.shape}"
    )


def _fits(array: Array, sizes: list[int | None]) -> bool:
    pairs = zip(array.shape[::-1], sizes[::-1], strict=False)
    return array.ndim <= len(sizes) and all(have in (1, size) for have, size in pairs)
