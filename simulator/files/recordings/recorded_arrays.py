"""The arrays of a recording as the bytes of an NPZ, and back from bytes that nobody has looked at yet.

Reading never unpickles or evaluates anything: sizes are checked before anything is unpacked, a header must be
exactly the text that NumPy writes for float64 or bytes.
"""

import io
import math
import re
import zipfile
from collections.abc import Mapping

import numpy as np

from ...core.inputs import Array, InputError

MOST_BYTES = 16 * 2**20  # of the file
MOST_UNPACKED = 64 * 2**20
MOST_ARRAYS = 400
MOST_AXES = 3
ENTRY = b"PK\x01\x02"  # begins every entry of a zip's table of contents
NAME = re.compile(r"(about|x|t|scale|d?[Wb][1-9][0-9]{0,2})\.npy")
MAGIC = b"\x93NUMPY\x01\x00"
SHAPE = rb"(?:[0-9]{1,9}, ?)*(?:[0-9]{1,9})?"
HEADER = re.compile(
    rb"\{'descr': '(<f8|\|u1)', 'fortran_order': False, 'shape': \((" + SHAPE + rb")\), \} *\n"
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
        raise InputError(f"a recording must have at most {MOST_BYTES:,} bytes; it has {len(data):,}")
    # Counted in the raw bytes, before zipfile makes an object of each; chance alone gives far fewer.
    if data.count(ENTRY) > 2 * MOST_ARRAYS:
        raise InputError(f"a recording must hold at most {MOST_ARRAYS} arrays; it has many more")
    return {name: _array(name, content) for name, content in _contents(data).items()}


def _contents(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            return {entry.filename.removesuffix(".npy"): _content(archive, entry) for entry in entries}
    except InputError:
        raise
    except Exception as reason:  # a broken zip raises a dozen kinds, from zlib.error to RuntimeError
        said = str(reason).partition("\n")[0][:80]
        raise InputError(
            f"a recording must be a sound NPZ file; {_printable(said) or 'it is broken'}"
        ) from None


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ARRAYS:
        raise InputError(f"a recording must hold at most {MOST_ARRAYS} arrays; it has {len(entries):,}")
    names = [entry.filename for entry in entries]
    for name in names:
        if not NAME.fullmatch(name):
            raise InputError(
                f"a recording holds about, x, t, scale, W, b, dW and db of layers; it has {_printable(name)}"
            )
        if names.count(name) > 1:
            raise InputError(f"a recording must hold each array once; it has {name} several times")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        raise InputError(f"a recording must unpack to at most {MOST_UNPACKED:,} bytes; it says {total:,}")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One entry, read no further than the size it was admitted with."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise InputError(f"{entry.filename} must have the {entry.file_size:,} bytes it says; it has not")
    return content


def _array(name: str, content: bytes) -> Array:
    length = int.from_bytes(content[8:10], "little")
    found = HEADER.fullmatch(content[10 : 10 + length])
    if content[:8] != MAGIC or not found:
        raise InputError(
            f"{name} must be an array of float64 numbers (about: of bytes), row by row; it is not"
        )
    kind = np.dtype(found[1].decode())
    shape = tuple(int(size) for size in re.findall(rb"[0-9]+", found[2]))
    values = content[10 + length :]
    if len(shape) > MOST_AXES or 0 in shape:
        raise InputError(f"{name} must have at most {MOST_AXES} axes, none of them empty; it has not")
    if math.prod(shape) * kind.itemsize != len(values):
        raise InputError(f"{name} must have the shape {shape} that it says; it holds {len(values):,} bytes")
    return np.frombuffer(values, kind).reshape(shape)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:80])
