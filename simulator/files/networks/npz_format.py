"""A network as an .npz archive of NumPy: W2, b2, W3, b3 …, each W inputs × outputs, H × L.

An archive that this writes also holds `format`, `activations` and, where something is frozen, `frozen`.
Members are read by hand rather than by numpy.load, which unpacks without a bound and takes objects' types,
lying headers and members named twice as they come.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError, numbers
from ...core.network import Network
from ..tables.csv_reader import shown
from .model import MOST_ENTRIES, MOST_UNPACKED, Model, check_size, listed, quoted
from .orientation import NOTES, Stored, model_from

MARK = "backprop-simulator 1"
ENTRY = b"PK\x01\x02"  # begins every entry of an archive's directory
MEMBER = re.compile(r"(?:[Wb](?:[2-9]|[1-9][0-9])|activations|frozen|format)\.npy")
TEXTS = ("activations", "frozen", "format")
MOST_HEADER = 1000  # characters of an array's header; NumPy pads it to 118
PAIR = r"'(descr|fortran_order|shape)'\s*:\s*('[^']{1,20}'|True|False|\([0-9L,\s]{0,60}\))"
HEADER = re.compile(rf"\{{\s*{PAIR}\s*,\s*{PAIR}\s*,\s*{PAIR}\s*,?\s*\}}\s*")
DTYPE = re.compile(r"[<>|=]?(?:f[248]|[iu][1248])")
TEXT = re.compile(r"[<>=]U([1-9][0-9]?)")
KINDS = {"b": "bool", "c": "complex numbers", "O": "objects", "S": "bytes", "U": "text", "V": "records"}


def read(data: bytes, activations: Sequence[Any] | None = None, orientation: str | None = None) -> Model:
    """Read an archive; raises InputError for whatever is none of a dense network."""
    held = members(data, MEMBER, "W2.npy, b2.npy, W3.npy …")
    arrays = {name: array_of(member, name) for name, member in held.items()}
    texts = {name: arrays.pop(name).tolist() for name in TEXTS if name in arrays}
    if "format" in texts and texts["format"] != [MARK]:
        raise InputError(f"format must be [{MARK!r}]; got {shown(texts['format'])}")
    if "format" in texts and orientation is None:
        orientation = NOTES
    stored = _layers(arrays)
    allowed = [name for layer in stored for name in (layer.W_name, layer.b_name)]
    for name in (frozen := texts.get("frozen", [])):
        if name not in allowed:
            raise InputError(f"frozen must name parameters of the file; got {shown(name)}")
    return model_from(stored, texts.get("activations"), activations, orientation, frozen=frozen)


def write(network: Network) -> bytes:
    """The network as an archive, from which every number comes back bit for bit."""
    check_size([layer.W.shape for layer in network.layers])
    arrays: dict[str, Any] = {"format": np.array([MARK])}
    for l, layer in enumerate(network.layers, start=2):
        arrays |= {f"W{l}": layer.W, f"b{l}": layer.b}
    arrays["activations"] = np.array(list(network.activation.values()))
    if network.frozen:
        arrays["frozen"] = np.array(sorted(network.frozen))
    archive = io.BytesIO()
    np.savez(archive, **arrays)
    return archive.getvalue()


def _layers(arrays: dict[str, Array]) -> list[Stored]:
    depth = max((int(name[1:]) for name in arrays), default=2)
    wanted = [f"{letter}{l}" for l in range(2, depth + 1) for letter in "Wb"]
    if missing := [name for name in wanted if name not in arrays]:
        raise InputError(
            f"the arrays must be W2, b2, W3, b3 and so on without a gap; {listed(missing)} is missing"
        )
    for name, array in arrays.items():
        if array.ndim != 1 + (name[0] == "W"):
            raise InputError(
                f"{name} must have {'two axes' if name[0] == 'W' else 'one axis'}; got {array.shape}"
            )
    return [Stored(arrays[f"W{l}"], arrays[f"b{l}"], f"W{l}", f"b{l}") for l in range(2, depth + 1)]


def members(data: bytes, allowed: re.Pattern[str], names: str) -> dict[str, bytes]:
    """The unpacked members by name without .npy, each name once, none larger than an archive may be.

    Raises InputError for what is no sound archive, and for a member whose name is not allowed; `names` says
    which are.
    """
    if not data.startswith(b"PK\x03\x04"):
        raise InputError(f"the file must be an .npz archive; it begins with {data[:4]!r}")
    if (entries := data.count(ENTRY)) > MOST_ENTRIES:  # before zipfile reads the directory
        raise InputError(f"an archive must have at most {MOST_ENTRIES} members; this has {entries:,}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive, allowed, names)
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        OverflowError,
        NotImplementedError,
    ):
        raise InputError("the archive must be whole; it is damaged or was written to mislead") from None


def _unpacked(archive: zipfile.ZipFile, allowed: re.Pattern[str], names: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for info in archive.infolist():
        name = info.filename
        if not allowed.fullmatch(name):
            raise InputError(f"members must be named {names}; got {shown(name)}")
        if name.removesuffix(".npy") in found:
            raise InputError(f"members must have a name each; {quoted(name)} is there twice")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 0x61:
            raise InputError(f"members must be stored or deflated, not encrypted; {quoted(name)} is neither")
        if info.file_size > left:
            raise InputError(
                f"an archive must unpack to at most {MOST_UNPACKED:,} bytes; {quoted(name)} is beyond"
            )
        with archive.open(info) as member:
            content = member.read(left + 1)
        if len(content) != info.file_size:
            raise InputError(f"{quoted(name)} must be as long as the archive says, {info.file_size:,} bytes")
        left -= len(content)
        found[name.removesuffix(".npy")] = content
    return found


def array_of(content: bytes, name: str) -> Array:
    """The array of an .npy file: float64, or text where the name is one of a list of texts."""
    if content[:6] != b"\x93NUMPY" or content[6:8] not in (b"\1\0", b"\2\0", b"\3\0"):
        raise InputError(f"{name} must be an array as NumPy saves it; it begins with {content[:8]!r}")
    wide = 2 if content[6] == 1 else 4
    start = 8 + wide + int.from_bytes(content[8 : 8 + wide], "little")
    header = content[8 + wide : start].decode("latin-1") if start - 8 - wide <= MOST_HEADER else ""
    parts = HEADER.fullmatch(header)
    fields = dict(zip(parts.groups()[::2], parts.groups()[1::2], strict=True)) if parts else {}
    if not _sound(fields):
        records = ", of one plain type" if "'descr': [" in header else ""
        raise InputError(f"{name} must have an array's header{records}; got {shown(header.strip())}")
    dtype = _dtype(fields["descr"][1:-1], name)
    shape = tuple(int(size) for size in re.findall("[0-9]+", fields["shape"]))
    if not 1 <= len(shape) <= 2 or not all(shape):
        raise InputError(f"{name} must have one or two axes with something on each; got {shape}")
    if prod(shape) * dtype.itemsize != len(content) - start:
        raise InputError(
            f"{name} must hold the {prod(shape):,} numbers its header says; "
            f"there are {len(content) - start:,} bytes"
        )
    flat = np.frombuffer(content, dtype, offset=start)
    if dtype.kind == "U":
        return _texts(flat, shape, name)
    with np.errstate(all="ignore"):  # a signalling NaN, refused in the end
        array = flat.astype(np.float64).reshape(
            shape, order="F" if fields["fortran_order"] == "True" else "C"
        )
    return numbers(array, name, (None,) * array.ndim)


def _sound(fields: dict[str, str]) -> bool:
    kinds = {"descr": "'", "shape": "(", "fortran_order": "TF"}
    return len(fields) == 3 and all(fields[key][0] in first for key, first in kinds.items())


def _dtype(text: str, name: str) -> np.dtype[Any]:
    if name in TEXTS:
        if not (found := TEXT.fullmatch(text)) or int(found[1]) > 40:
            raise InputError(
                f"{name} must hold text of at most 40 characters each; its type is {shown(text)}"
            )
    elif not DTYPE.fullmatch(text):
        kind = KINDS.get(text.lstrip("<>|=")[:1], "another type")
        raise InputError(f"{name} must hold real numbers of up to 64 bits; got {kind}, {shown(text)}")
    return np.dtype(text)


def _texts(flat: Array, shape: tuple[int, ...], name: str) -> Array:
    if len(shape) != 1 or len(flat) > 2 * MOST_ENTRIES:
        raise InputError(f"{name} must be a list of at most {2 * MOST_ENTRIES} texts; got shape {shape}")
    if (flat.view(flat.dtype.str.replace("U", "u4")[:3]) > 0x10FFFF).any():
        raise InputError(f"{name} must hold text; some of it is no character")
    return flat
