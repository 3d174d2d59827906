"""The outside of a session file: a zip of a manifest and arrays, sealed, bounded, and read without trust.

Members, in this order: manifest.json; numbers.npy, float64 (N,); rows.npy, int64 (M,); and where there is one
`table`, the bytes of a table of one's own. The zip's comment is the SHA-256 of all bytes before it, in hex:
a file that was changed anywhere is refused before anything in it is looked at.
"""

import hashlib
import io
import struct
import zipfile

import numpy as np

from ....core.inputs import Array, InputError
from ...untrusted.bounded_zip import BROKEN

MOST_BYTES = 16 * 2**20  # of the file
MOST_UNPACKED = 128 * 2**20
MOST_MANIFEST = 4 * 2**20
MOST_TABLE = 5 * 2**20
SEAL = 64  # characters
NAMES = ("manifest.json", "numbers.npy", "rows.npy", "table")
LEVEL = 6  # of deflate


class Kept:
    """Arrays put one behind the other, equal ones once; `put` says where."""

    def __init__(self, dtype: str) -> None:
        self._dtype = dtype
        self._places: dict[bytes, int] = {}
        self._parts: list[bytes] = []
        self.size = 0

    def put(self, array: Array) -> int:
        """The place of its first number."""
        content = array.astype(self._dtype).tobytes()
        if content not in self._places:
            self._places[content] = self.size
            self._parts.append(content)
            self.size += array.size
        return self._places[content]

    def npy(self) -> bytes:
        """All of them as an .npy file."""
        return _header(self._dtype, self.size) + b"".join(self._parts)


class Opened:
    """Arrays taken out again, read-only; together they may hold at most so many numbers."""

    def __init__(self, vector: Array, most: int, what: str) -> None:
        self._vector, self._left, self._what = vector, most, what

    def take(self, place: int, shape: tuple[int, ...]) -> Array:
        """The array of this shape that was put there."""
        count = 1
        for length in shape:
            count *= length
        if place + count > len(self._vector):
            raise InputError(
                f"the file's {self._what} must reach to {place + count:,}; there are {len(self._vector):,}"
            )
        self._left -= count
        if self._left < 0:
            raise InputError(f"the file's {self._what} must not be used over and over; they are")
        return self._vector[place : place + count].reshape(shape)


def sealed(manifest: bytes, numbers: Kept, rows: Kept, table: bytes | None) -> bytes:
    """The file; raises InputError where it would be too large."""
    members = [manifest, numbers.npy(), rows.npy(), *([] if table is None else [table])]
    if len(manifest) > MOST_MANIFEST or sum(map(len, members)) > MOST_UNPACKED:
        raise InputError(
            f"a session file must hold at most {MOST_UNPACKED >> 20} MB; "
            f"this one would hold {sum(map(len, members)) / 2**20:.0f} MB"
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in zip(NAMES, members, strict=False):
            # A fixed date: the same session gives the same file.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=LEVEL)
        archive.comment = b"0" * SEAL
    body = out.getvalue()[:-SEAL]
    if len(body) + SEAL > MOST_BYTES:
        raise InputError(
            f"a session file must have at most {MOST_BYTES >> 20} MB; "
            f"this one would have {len(body) / 2**20:.1f} MB"
        )
    return body + seal_of(body)


def seal_of(body: bytes) -> bytes:
    """What the file ends with."""
    return hashlib.sha256(body).hexdigest().encode()


def unsealed(data: bytes) -> tuple[bytes, Opened, Opened, bytes | None]:
    """Manifest, numbers, rows and table; raises InputError for anything that `sealed` did not write."""
    if not isinstance(data, bytes):
        raise InputError(f"a session file must be bytes; got {type(data).__name__}")
    if len(data) > MOST_BYTES:
        raise InputError(
            f"a session file must have at most {MOST_BYTES >> 20} MB; this one has {len(data) / 2**20:.1f} MB"
        )
    if not data.startswith(b"PK\3\4"):
        raise InputError("a session file must be one that was saved here; this is another kind of file")
    if seal_of(data[:-SEAL]) != data[-SEAL:]:
        raise InputError("the session file must be whole; a part of it was changed or is missing")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive)
    except InputError:
        raise
    except BROKEN:
        raise InputError("the session file must be a zip archive; it cannot be read as one") from None
    numbers, rows = _vector(members[1], "<f8", NAMES[1]), _vector(members[2], "<i8", NAMES[2])
    return (
        members[0],
        Opened(numbers, MOST_UNPACKED // 8, "numbers"),
        Opened(rows, MOST_UNPACKED // 8, "rows"),
        members[3] if len(members) == 4 else None,
    )


def _members(archive: zipfile.ZipFile) -> list[bytes]:
    infos = archive.infolist()
    if [info.filename for info in infos] not in ([*NAMES[:3]], [*NAMES]):
        raise InputError(f"the session file must hold {', '.join(NAMES[:3])}; it holds other members")
    if {info.compress_type for info in infos} - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise InputError("the session file must be packed by deflate; it is packed in another way")
    found, left = [], MOST_UNPACKED
    for info in infos:
        most = {NAMES[0]: MOST_MANIFEST, NAMES[3]: MOST_TABLE}.get(info.filename, left)
        with archive.open(info) as member:
            content = member.read(min(most, left) + 1)  # what the directory says of its size may be a lie
        left -= len(content)
        if len(content) > most or left < 0:
            raise InputError(
                f"{info.filename} in the session file must not be so large; it unpacks past {most:,} bytes"
            )
        found.append(content)
    return found


def _vector(content: bytes, dtype: str, name: str) -> Array:
    """An .npy file of one row of numbers, read by what we write: no header is trusted."""
    size = (len(content) - len(_header(dtype, 0))) // 8
    header = _header(dtype, max(size, 0))
    if not content.startswith(header) or len(content) != len(header) + 8 * size:
        raise InputError(f"{name} in the session file must be one row of numbers; it is something else")
    return np.frombuffer(content, dtype, offset=len(header))


def _header(dtype: str, size: int) -> bytes:
    """Version 1.0 of NumPy's format, 128 bytes long for any size."""
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({size},), }}"
    return b"\x93NUMPY\1\0" + struct.pack("<H", 118) + text.ljust(117).encode() + b"\n"
