"""The arrays of a recording as the bytes of an NPZ, and back from bytes that nobody has looked at yet.

Of what NumPy can save only float64 and bytes are read, row by row.
"""

import io
import re
from collections.abc import Mapping

import numpy as np

from ...core.inputs import Array, InputError
from ..untrusted.bounded_zip import Bounds, members, npy_of
from .recorded_optimizer import STATE

MOST_BYTES = 16 * 2**20  # of the file
MOST_UNPACKED = 64 * 2**20
MOST_ARRAYS = 400
MOST_AXES = 3
NAME = re.compile(rf"(about|x|t|scale|{'|'.join(STATE)}|d?[Wb][1-9][0-9]{{0,2}})\.npy")
ARCHIVE = Bounds(
    "a recording",
    "a sound NPZ file",
    NAME,
    f"about, x, t, scale, {', '.join(STATE)}, W, b, dW and db of layers, .npy each",
    MOST_ARRAYS,
    MOST_UNPACKED,
    "array",
)


def packed(arrays: Mapping[str, Array]) -> bytes:
    """The arrays as an NPZ, compressed."""
    file = io.BytesIO()
    np.savez_compressed(
        file, allow_pickle=False, **{name: np.ascontiguousarray(a) for name, a in arrays.items()}
    )
    return file.getvalue()


def unpacked(data: bytes) -> dict[str, Array]:
    """The arrays of an NPZ by name; raises InputError for anything but a small zip of plain arrays."""
    if not isinstance(data, bytes | bytearray | memoryview):
        raise InputError(f"a recording must be given as bytes; got {type(data).__name__}")
    data = bytes(data)
    if not data:
        raise InputError("a recording must hold updates; the file is empty")
    if len(data) > MOST_BYTES:
        raise InputError(f"a recording must have at most {MOST_BYTES:,} bytes; it has more")
    return {name: _array(name, content) for name, content in members(data, ARCHIVE).items()}


def _array(name: str, content: bytes) -> Array:
    try:
        stored = npy_of(content, name)
    except InputError:
        stored = None
    if stored is None or stored.descr not in ("<f8", "|u1") or stored.by_columns:
        raise InputError(
            f"{name} must be an array of float64 numbers (about: of bytes), row by row; it is not"
        )
    if len(stored.shape) > MOST_AXES or 0 in stored.shape:
        raise InputError(f"{name} must have at most {MOST_AXES} axes, none of them empty; it has not")
    return stored.flat().reshape(stored.shape)
