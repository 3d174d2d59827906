"""A stranger's zip of NumPy arrays, an NPZ, is read member by member within bounds known beforehand.

numpy.load unpacks without a bound, and takes objects' types, lying headers and members named twice as they
come. Nothing here unpickles or evaluates anything.
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from math import prod

import numpy as np

from ...core.inputs import Array, InputError
from .quoting import quoted, shown

START = b"PK\x03\x04"
ENTRY = b"PK\x01\x02"  # begins every entry of an archive's directory
MOST_HEADER = 1000  # characters of an array's header; NumPy pads it to 118
SIZE = r"[0-9]{1,20}L?"
SHAPE = rf"\((?:{SIZE}\s?,\s?)*(?:{SIZE})?\)"
PAIR = rf"'(descr|fortran_order|shape)'\s*:\s*('[^']{{1,20}}'|True|False|{SHAPE})"
HEADER = re.compile(rf"\{{\s*{PAIR}\s*,\s*{PAIR}\s*,\s*{PAIR}\s*,?\s*\}}\s*")
BROKEN = (  # what zipfile raises over bytes that are no zip
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    RuntimeError,  # encrypted, or packed in another way
)
KINDS = {"descr": "'", "shape": "(", "fortran_order": "TF"}  # how the value of a key begins


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an archive may hold, and what refusals call it."""

    what: str  # "a recording"
    kind: str  # "a sound NPZ file"
    names: re.Pattern[str]  # of members, with .npy
    known: str  # the names as a sentence has them
    most_members: int
    most_unpacked: int  # bytes
    member: str = "member"


def members(data: bytes, bounds: Bounds) -> dict[str, bytes]:
    """The unpacked members by name without .npy, each name once.

    Raises InputError for what is no sound archive, for a member that may not be there, for too many of them
    and for more bytes than they may take together.
    """
    if not data.startswith(START):
        raise InputError(f"{bounds.what} must be {bounds.kind}; it begins with {data[:4]!r}")
    if (entries := data.count(ENTRY)) > bounds.most_members:  # before zipfile makes an object of each
        raise InputError(
            f"{bounds.what} must hold at most {bounds.most_members} {bounds.member}s; it has {entries:,}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_entries(infos, bounds)
            return {info.filename.removesuffix(".npy"): _content(archive, info) for info in infos}
    except InputError:
        raise
    except BROKEN:
        raise InputError(
            f"{bounds.what} must be whole, {bounds.kind}; it is damaged or was written to mislead"
        ) from None


def _check_entries(infos: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    """Raise InputError for an entry that may not be there; nothing is unpacked yet."""
    seen: set[str] = set()
    left = bounds.most_unpacked
    for info in infos:
        name = info.filename
        if not bounds.names.fullmatch(name):
            raise InputError(f"{bounds.member}s must be named {bounds.known}; got {shown(name)}")
        if name in seen:
            raise InputError(f"{bounds.member}s must have a name each; {quoted(name)} is there twice")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 0x61:
            raise InputError(
                f"{bounds.what} must be {bounds.kind} with {bounds.member}s stored or deflated, "
                f"not encrypted; {quoted(name)} is neither"
            )
        seen.add(name)
        left -= info.file_size
        if left < 0:
            raise InputError(
                f"{bounds.what} must unpack to at most {bounds.most_unpacked:,} bytes; "
                f"{quoted(name)} is beyond"
            )


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One member, read no further than the size that it was admitted with."""
    with archive.open(info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise InputError(
            f"{quoted(info.filename)} must be as long as the archive says, {info.file_size:,} bytes"
        )
    return content


@dataclass(frozen=True, slots=True)
class Npy:
    """An .npy file taken apart: what its header says, and the bytes behind it, which nobody has read yet."""

    name: str
    descr: str  # the type as NumPy writes it, such as <f8
    by_columns: bool
    shape: tuple[int, ...]
    body: memoryview

    def flat(self) -> Array:
        """The entries one behind the other; raises InputError where they are not as many as the shape says.

        The caller has made sure that `descr` is of a plain type.
        """
        dtype = np.dtype(self.descr)
        if (count := prod(self.shape)) * dtype.itemsize != len(self.body):
            raise InputError(
                f"{self.name} must hold the {count:,} numbers its header says; "
                f"there are {len(self.body):,} bytes"
            )
        return np.frombuffer(self.body, dtype)


def npy_of(content: bytes, name: str) -> Npy:
    """Take an .npy file apart; raises InputError for anything but an array of one plain type."""
    if content[:6] != b"\x93NUMPY" or content[6:8] not in (b"\1\0", b"\2\0", b"\3\0"):
        raise InputError(f"{name} must be an array as NumPy saves it; it begins with {content[:8]!r}")
    wide = 2 if content[6] == 1 else 4
    start = 8 + wide + int.from_bytes(content[8 : 8 + wide], "little")
    header = content[8 + wide : start].decode("latin-1") if start - 8 - wide <= MOST_HEADER else ""
    parts = HEADER.fullmatch(header)
    fields = dict(zip(parts.groups()[::2], parts.groups()[1::2], strict=True)) if parts else {}
    if len(fields) < len(KINDS) or any(fields[key][0] not in first for key, first in KINDS.items()):
        records = ", of one plain type" if "'descr': [" in header else ""
        raise InputError(f"{name} must have an array's header{records}; got {shown(header.strip())}")
    shape = tuple(int(size) for size in re.findall("[0-9]+", fields["shape"]))
    by_columns = fields["fortran_order"] == "True"
    return Npy(name, fields["descr"][1:-1], by_columns, shape, memoryview(content)[start:])
