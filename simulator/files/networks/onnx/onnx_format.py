"""A dense network from an ONNX graph: one chain of Gemm, or MatMul and Add, and activations.

Only the file's own bytes are read: a tensor that points at another file is refused, and nothing is opened.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from ....core.inputs import Array, InputError, numbers
from ...untrusted.quoting import quoted
from ..model import Model
from ..orientation import NOTES, model_from
from .limits import DAMAGED, check_fields
from .node_chain import layers_of

LEAST_OPSET = 7  # before it, Gemm and Add broadcast otherwise
MOST_AXES = 4  # of a tensor that is read
EXTERNAL = 1  # onnx.TensorProto.EXTERNAL
INT64, FLOAT16, BFLOAT16 = 7, 10, 16
# onnx.TensorProto's data types: how raw bytes are read, and the field where there are none.
# The bits of the 16-bit ones stand in int32_data.
DTYPES = {
    1: ("<f4", "float_data"),
    11: ("<f8", "double_data"),
    FLOAT16: ("<f2", "int32_data"),
    BFLOAT16: ("<u2", "int32_data"),
    INT64: ("<i8", "int64_data"),
}


def read(data: bytes, activations: Sequence[Any] | None = None, orientation: str | None = None) -> Model:
    """Read a file; raises InputError, with a node's name, type and place where it is no dense chain."""
    if orientation is not None:
        raise InputError("an ONNX graph says itself how each W stands; orientation must be left out")
    graph, opset = _graph(data)
    chain = layers_of(graph, opset, array_of)
    stored, held = chain.layers()
    told = tuple(chain.departures)
    model = model_from(stored, held, activations, NOTES, remarks=(*told, *chain.remarks))
    return replace(model, departures=told)


def _graph(data: bytes) -> tuple[Any, int]:
    """The parsed graph, all of it in this file, and the version of the operators."""
    import onnx  # noqa: PLC0415  only where one is read
    from google.protobuf.message import DecodeError  # noqa: PLC0415

    check_fields(data, onnx.ModelProto.DESCRIPTOR)
    try:
        model = onnx.load_model_from_string(data)
    except DecodeError:
        raise InputError(DAMAGED) from None
    graph = model.graph
    held = [
        tensor
        for node in graph.node
        for attribute in node.attribute
        for tensor in (attribute.t, *attribute.tensors)
    ]
    for tensor in (*graph.initializer, *held):
        if tensor.data_location == EXTERNAL or tensor.external_data:
            raise InputError(
                f"all numbers must be in the file itself; {quoted(tensor.name)} is in another: export with "
                "torch.onnx.export(…, external_data=False), or beside that file run onnx.save(onnx.load("
                '"net.onnx"), "one.onnx", save_as_external_data=False)'
            )
    if graph.sparse_initializer or model.functions:
        raise InputError("an ONNX model must hold neither sparse tensors nor functions of its own; it does")
    opsets = sorted({row.version for row in model.opset_import if row.domain in ("", "ai.onnx")})
    if len(opsets) != 1 or opsets[0] < LEAST_OPSET:
        raise InputError(
            f"an ONNX model must name the operators' version, {LEAST_OPSET} or later; got {opsets[:4]}"
        )
    return graph, opsets[0]


def array_of(tensor: Any, name: str, place: str) -> Array:
    """A tensor's numbers in float64; whole ones stay whole, as they are shapes."""
    what = f"{quoted(name)}, of {place},"
    shape = tuple(tensor.dims)
    if tensor.data_type not in DTYPES:
        raise InputError(
            f"{what} must be of type float, double, float16 or bfloat16; it is type {tensor.data_type}"
        )
    if len(shape) > MOST_AXES or not all(0 < size <= 2**31 for size in shape):
        raise InputError(f"{what} must have at most {MOST_AXES} axes with something on each; got {shape[:5]}")
    dtype, field = DTYPES[tensor.data_type]
    flat = _bits(tensor, np.dtype(dtype), field, what)
    if len(flat) != prod(shape) or tensor.HasField("segment"):
        raise InputError(
            f"{what} must hold the {prod(shape):,} numbers of its shape {shape}; it holds {len(flat):,}"
        )
    if tensor.data_type == INT64:
        return flat.reshape(shape)
    if tensor.data_type == BFLOAT16:
        flat = (flat.astype("<u4") << 16).view("<f4")
    with np.errstate(all="ignore"):  # a signalling NaN, refused in the next line
        array = flat.astype(np.float64).reshape(shape)
    return numbers(array, what, (None,) * array.ndim)


def _bits(tensor: Any, dtype: np.dtype[Any], field: str, what: str) -> Array:
    if tensor.HasField("raw_data"):
        if len(tensor.raw_data) % dtype.itemsize:
            raise InputError(f"{what} must hold whole numbers of {dtype.itemsize} bytes; one is cut off")
        return np.frombuffer(tensor.raw_data, dtype)
    values = getattr(tensor, field)
    if field != "int32_data":
        return np.array(values, dtype)
    bits = np.array(values, np.int64)
    if (bits >> 16).any():
        raise InputError(f"{what} must hold numbers of 16 bits; one has more")
    return bits.astype("<u2").view(dtype)
