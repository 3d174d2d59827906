"""A network as an .npz archive of NumPy: W2, b2, W3, b3 …, each W inputs × outputs, H × L.

An archive that this writes also holds `format`, `activations` and, where something is frozen, `frozen`.
Others count from 0 or 1, name nothing (arr_0), or use the names of PyTorch, Keras and scikit-learn.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError, numbers
from ...core.network import Network
from ..untrusted.bounded_zip import members, npy_of
from ..untrusted.json_fields import NEWEST, checked_version
from ..untrusted.quoting import shown
from .array_names import layers_of
from .model import MOST_ENTRIES, Model, archive_of, check_size
from .orientation import NOTES, model_from

MARK = "backprop-simulator"
MEMBERS = archive_of(
    re.compile(
        r"(?:(?:[Ww]_?|weights?_?|coefs?_?|b_?|bias_?|biases_?|intercepts?_?|arr_)[0-9]{1,2}|activations|frozen|format"
        r"|(?:[A-Za-z0-9_]{1,60}[./]){1,6}(?:weight|kernel|bias)(?::0)?)\.npy"
    ),
    'W2.npy, b2.npy, W3.npy …, as numpy.savez("net.npz", W2=W2, b2=b2) names them',
)
TEXTS = ("activations", "frozen", "format")
DTYPE = re.compile(r"[<>|=]?(?:f[248]|[iu][1248])")
TEXT = re.compile(r"[<>=]U([1-9][0-9]?)")
KINDS = {"b": "bool", "c": "complex numbers", "O": "objects", "S": "bytes", "U": "text", "V": "records"}


def read(
    data: bytes,
    activations: Sequence[Any] | None = None,
    orientation: str | None = None,
    order: Sequence[Any] | None = None,
) -> Model:
    """Read an archive; raises InputError for whatever is none of a dense network."""
    held = members(data, MEMBERS)
    arrays = {name: array_of(member, name) for name, member in held.items()}
    texts = {name: arrays.pop(name).tolist() for name in TEXTS if name in arrays}
    if "format" in texts:
        _check_format(texts["format"])
        orientation = orientation or NOTES
    stored, remarks, orders, way = layers_of(arrays, orientation, order)
    orientation = orientation or way
    allowed = [name for layer in stored for name in (layer.W_name, layer.b_name)]
    for name in (frozen := texts.get("frozen", [])):
        if name.partition("[")[0] not in allowed:
            raise InputError(f"frozen must name parameters of the file; got {shown(name)}")
    return model_from(
        stored,
        texts.get("activations"),
        activations,
        orientation,
        remarks=remarks,
        frozen=frozen,
        orders=orders,
    )


def write(network: Network) -> bytes:
    """The network as an archive, from which every number comes back bit for bit."""
    check_size([layer.W.shape for layer in network.layers])
    arrays: dict[str, Any] = {"format": np.array([f"{MARK} {NEWEST}"])}
    for l, layer in enumerate(network.layers, start=2):
        arrays |= {f"W{l}": layer.W, f"b{l}": layer.b}
    arrays["activations"] = np.array(list(network.activation.values()))
    if network.frozen:
        arrays["frozen"] = np.array(sorted(network.frozen))
    archive = io.BytesIO()
    np.savez(archive, **arrays)
    return archive.getvalue()


def _check_format(texts: list[str]) -> None:
    mark, _, version = texts[0].rpartition(" ")
    if len(texts) != 1 or mark != MARK or not re.fullmatch("[0-9]{1,9}", version):
        raise InputError(f"format must be ['{MARK} {NEWEST}']; got {shown(texts)}")
    checked_version(int(version), "the file")


def array_of(content: bytes, name: str) -> Array:
    """The array of an .npy file: float64, or text where the name is one of a list of texts."""
    stored = npy_of(content, name)
    _check_type(stored.descr, name)
    if not 1 <= len(stored.shape) <= 2 or not all(stored.shape):
        raise InputError(f"{name} must have one or two axes with something on each; got {stored.shape}")
    flat = stored.flat()
    if flat.dtype.kind == "U":
        return _texts(flat, stored.shape, name)
    with np.errstate(all="ignore"):  # a signalling NaN, refused in the end
        array = flat.astype(np.float64).reshape(stored.shape, order="F" if stored.by_columns else "C")
    return numbers(array, name, (None,) * array.ndim)


def _check_type(text: str, name: str) -> None:
    if name in TEXTS:
        if not (found := TEXT.fullmatch(text)) or int(found[1]) > 40:
            raise InputError(
                f"{name} must hold text of at most 40 characters each; its type is {shown(text)}"
            )
    elif not DTYPE.fullmatch(text):
        kind = KINDS.get(text.lstrip("<>|=")[:1], "another type")
        raise InputError(f"{name} must hold real numbers of up to 64 bits; got {kind}, {shown(text)}")


def _texts(flat: Array, shape: tuple[int, ...], name: str) -> Array:
    if len(shape) != 1 or len(flat) > 2 * MOST_ENTRIES:
        raise InputError(f"{name} must be a list of at most {2 * MOST_ENTRIES} texts; got shape {shape}")
    if (flat.view(flat.dtype.str.replace("U", "u4")[:3]) > 0x10FFFF).any():
        raise InputError(f"{name} must hold text; some of it is no character")
    return flat
