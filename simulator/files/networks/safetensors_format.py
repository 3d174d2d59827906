"""A network as safetensors with PyTorch's names: `<layer>.weight`, outputs × inputs, and `<layer>.bias`.

The activations, where the file holds them, are a JSON list in its metadata, beside the version of the format.
The header is checked here first: the safetensors library takes a name that stands twice, and says little of
what it refuses.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError, numbers
from ...core.network import Network
from ..untrusted.bounded_json import check_keys, kind_of, parse
from ..untrusted.json_fields import NEWEST, checked_version
from ..untrusted.quoting import quoted, shown
from .array_names import NUMBERED, PATH, layers_of, name_of_b
from .layer_order import in_order
from .model import MOST_LAYERS, Model, check_size
from .orientation import NOTES, TURNED, Stored, model_from

MARK = "backprop-simulator"  # in the metadata, with the version of what is written here
MOST_HEADER = 100_000  # bytes
DTYPES = {
    **{"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"},
    **{"I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1"},
}
CURE = (
    'in Python: from simulator import from_torch, save_network; save_network(from_torch(model), "net.json")'
)
NAME = re.compile(r"(?P<layer>(?:.*\.)?)(?P<kind>weight|bias)", re.DOTALL)


def read(
    data: bytes,
    activations: Sequence[Any] | None = None,
    orientation: str | None = None,
    order: Sequence[Any] | None = None,
) -> Model:
    """Read a file; raises InputError, with the tensors' names, for whatever is none of a dense network."""
    header = _header(data)
    if (version := header["__metadata__"].get(MARK)) is not None:
        readable = isinstance(version, str) and re.fullmatch("[0-9]{1,9}", version)
        checked_version(int(version) if readable else version, "the file")
    texts = {key: _texts(header["__metadata__"], key) for key in ("activations", "frozen")}
    del header["__metadata__"]
    _check_tensors(header)
    arrays = _arrays(data, list(header))
    stored, remarks, orders, way = _ordered(arrays, orientation, order)
    allowed = [f"{letter}{l}" for l in range(2, len(stored) + 2) for letter in "Wb"]
    for name in (frozen := texts["frozen"] or []):
        if not isinstance(name, str) or name.partition("[")[0] not in allowed:
            raise InputError(
                f"frozen must name parameters among {', '.join(allowed[:4])} …; got {shown(name)}"
            )
    return model_from(
        stored, texts["activations"], activations, way, remarks=remarks, frozen=frozen, orders=orders
    )


def _ordered(
    arrays: dict[str, Array], orientation: str | None, order: Sequence[Any] | None
) -> tuple[list[Stored], list[str], tuple[tuple[str, ...], ...], str | None]:
    """The layers in order, what is to be said, which orders are open, and which way round W is, if known.

    PyTorch's weights are outputs × inputs; where they chain only the other way round, with every b, they are
    taken so.
    """
    if not all(map(NAME.fullmatch, arrays)):
        stored, remarks, orders, way = layers_of(arrays, orientation, order)
        return stored, remarks, orders, orientation or way
    layers, remarks = _layers(arrays)
    try:
        stored, more, orders = in_order(layers, orientation or TURNED, order)
        return stored, remarks + more, orders, orientation or TURNED
    except InputError:
        if orientation is not None or not all(layer.b.size for layer in layers.values()):
            raise
        try:
            stored, more, orders = in_order(layers, NOTES, order)
        except InputError:
            stored = []
        if not stored:
            raise
    said = "Every weight was stored inputs × outputs, not as PyTorch does: only so do they chain."
    return stored, [*remarks, *more, said], orders, NOTES


def write(network: Network) -> bytes:
    """The network as PyTorch names it, float64, layers counted from 0; numbers come back bit for bit."""
    from safetensors.numpy import save  # noqa: PLC0415  only where one is written

    check_size([layer.W.shape for layer in network.layers])
    tensors: dict[str, Array] = {}
    for number, layer in enumerate(network.layers):
        tensors |= {f"{number}.weight": np.ascontiguousarray(layer.W.T), f"{number}.bias": layer.b}
    metadata = {
        "format": "pt",
        MARK: str(NEWEST),
        "activations": json.dumps(list(network.activation.values())),
    }
    if network.frozen:
        metadata["frozen"] = json.dumps(sorted(network.frozen))
    return _with_metadata(save(tensors), metadata)


def _with_metadata(data: bytes, metadata: dict[str, str]) -> bytes:
    """The file with this in its header; the library would put the keys in another order every time."""
    length = int.from_bytes(data[:8], "little")
    header = {"__metadata__": metadata} | json.loads(data[8 : 8 + length])
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # numbers begin at a multiple of 8
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def _header(data: bytes) -> dict[str, Any]:
    length = int.from_bytes(data[:8], "little")
    if len(data) < 10 or data[8:9] != b"{" or length > len(data) - 8:
        raise InputError(
            f"the file must begin with the length of a header and the header, as safetensors do; "
            f"it begins {data[:9]!r}"
        )
    if length > MOST_HEADER:
        raise InputError(f"the header must have at most {MOST_HEADER:,} bytes; it has {length:,}")
    header = parse(data[8 : 8 + length], "the header")
    check_keys(header, "the header", (), tuple(header))  # each once
    metadata = header.setdefault("__metadata__", {})
    check_keys(metadata, "the metadata", (), tuple(metadata) if isinstance(metadata, dict) else ())
    return dict(header)


def _texts(metadata: dict[str, Any], key: str) -> list[Any] | None:
    if key not in metadata:
        return None
    if not isinstance(text := metadata[key], str):
        raise InputError(f"{key} in the metadata must be text; got {kind_of(text)}")
    try:
        found = parse(text.encode(), f"{key} in the metadata")
    except UnicodeEncodeError:
        raise InputError(f"{key} in the metadata must be text; it holds half a character") from None
    if not isinstance(found, list):
        raise InputError(f"{key} in the metadata must be a JSON list; got {kind_of(found)}")
    return found


def _check_tensors(header: dict[str, Any]) -> None:
    """Names, types and numbers of axes are those of dense layers."""
    if not header:
        raise InputError("the file must hold tensors; there is none")
    if len(header) > 2 * MOST_LAYERS:
        raise InputError(f"the file must hold at most {2 * MOST_LAYERS} tensors; it has {len(header):,}")
    others = all(NUMBERED.fullmatch(name) or PATH.fullmatch(name) for name in header)
    for name, entry in header.items():
        place, found = f"the tensor {quoted(name)}", NAME.fullmatch(name)
        check_keys(entry, place, ("dtype", "shape", "data_offsets"))
        shape = entry["shape"]
        if not isinstance(shape, list) or not all(type(size) is float for size in shape):
            raise InputError(f"the shape of {quoted(name)} must be a list of numbers; got {kind_of(shape)}")
        if not found and not others:
            raise InputError(f"{place} must be a dense layer's weight or bias, which it is not; {CURE}")
        axes, said = (1, "1 axis") if name_of_b(name) else (2, "2 axes, outputs × inputs")
        if len(shape) != axes and not (axes == 1 and len(shape) == 2 and 1.0 in shape):
            cure = f"; {CURE}" if axes == 2 else ""
            raise InputError(f"{place} must have {said}, as in a dense layer; it has {len(shape)}{cure}")
        if not isinstance(entry["dtype"], str) or entry["dtype"] not in DTYPES:
            raise InputError(f"{place} must be {', '.join(DTYPES)}; got {kind_of(entry['dtype'])}")


def _arrays(data: bytes, names: Sequence[str]) -> dict[str, Array]:
    """The tensors in float64, in the order of the header; the library checks that they fill the file."""
    from safetensors import SafetensorError, deserialize  # noqa: PLC0415  only where one is read

    try:
        found = dict(deserialize(data))
    except SafetensorError as reason:
        why = str(reason).removeprefix("Error while deserializing: ")
        raise InputError(f"the tensors must fill the file one after the other; {shown(why)}") from None
    arrays = {}
    for name in names:
        tensor = found[name]
        flat = np.frombuffer(tensor["data"], DTYPES[tensor["dtype"]])
        if tensor["dtype"] == "BF16":
            flat = (flat.astype("<u4") << 16).view("<f4")
        with np.errstate(all="ignore"):  # a signalling NaN, refused in the next line
            array = flat.astype(np.float64).reshape(tensor["shape"])
        arrays[name] = numbers(array, quoted(name), (None,) * array.ndim)
    return arrays


def _layers(arrays: dict[str, Array]) -> tuple[dict[str, Stored], list[str]]:
    """W and b by the layer's name, and what was done to b; a missing one is filled in where it is known."""
    layers, remarks = {}, []
    for name, b in arrays.items():
        if name.endswith("bias") and b.ndim == 2:
            remarks.append(f"{quoted(name)} was stored {b.shape}, and is shown as a vector.")
            arrays = arrays | {name: b.ravel()}
    for name, W in arrays.items():
        if name.endswith("weight"):
            bias = name.removesuffix("weight") + "bias"
            layers[name.removesuffix("weight")] = Stored(W, arrays.get(bias, np.empty(0)), name, bias)
    for name in arrays:
        if name.endswith("bias") and name.removesuffix("bias") not in layers:
            raise InputError(f"the tensor {quoted(name)} must have its weight in the file; there is none")
    return layers, remarks
