"""Networks are saved and loaded, in a file's format or the one its ending names."""

import os
import stat
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from ...core.activation import ACTIVATIONS
from ...core.inputs import InputError, numbers, positive
from ...core.loss import check_pair, check_targets, loss_named
from ...core.network import Network, check_network
from ...steps.notes_of_file import StepNote
from ...steps.session import MOST_PAIRS
from ..untrusted.quoting import printable, shown
from . import json_format as network_json
from . import npz_format as network_npz
from . import safetensors_format as network_safetensors
from .model import MOST_BYTES, Model, check_length
from .onnx import onnx_format as network_onnx
from .orientation import check_orientation

READERS: dict[str, Callable[..., Model]] = {
    "json": network_json.read,
    "npz": network_npz.read,
    "safetensors": network_safetensors.read,
    "onnx": network_onnx.read,
}
ORDERED = ("json", "npz", "safetensors")  # whose arrays may come in any order
WRITERS: dict[str, Callable[[Network], bytes]] = {
    "json": lambda net: network_json.write(Model(net)),
    "npz": network_npz.write,
    "safetensors": network_safetensors.write,
}
_SAVED = 'from simulator import from_{0}, save_network; save_network(from_{0}({1}), "net.json")'
_TORCH = _SAVED.format("torch", 'torch.load("{0}", weights_only=False)')
_KERAS = _SAVED.format("keras", 'keras.models.load_model("{0}")')
_SKLEARN = _SAVED.format("sklearn", 'joblib.load("{0}")')
# What some of them do, and the line that writes a file which cannot, with the file's name for {0}.
RUNS_CODE = {
    **dict.fromkeys(("pt", "pth", "ckpt", "bin"), _TORCH),
    **dict.fromkeys(("h5", "hdf5", "keras"), _KERAS),
    **dict.fromkeys(("pkl", "pickle", "joblib"), _SKLEARN),
    "npy": 'numpy.savez("net.npz", W2=W2, b2=b2, W3=W3, b3=b3)',
}
NOT_ALONE = {
    "data": "export again with torch.onnx.export(model, (x,), path, external_data=False) and send that"
}

Source = str | os.PathLike[str] | bytes | bytearray | memoryview


def save_network(net: Network, path: str | os.PathLike[str]) -> None:
    """Write a network to .json, .npz or .safetensors, from which it comes back bit for bit, frozen names too.

    Raises InputError for another ending, a network too large for a file, or where nothing can be written.

    >>> import tempfile
    >>> from pathlib import Path
    >>> place = Path(tempfile.mkdtemp(), "net.json")
    >>> save_network(Network.from_arrays([[[0.1]]], [[0.2]], ["tanh"]), place)
    >>> load_network(place)
    Network(1-1, tanh)
    """
    check_network(net)
    place = _path(path)
    data = WRITERS[_format(place.name, WRITERS)](net)
    try:
        place.write_bytes(data)
    except (OSError, ValueError) as reason:
        _refuse(place, "written", reason)


def load_network(
    source: Source,
    *,
    format: str | None = None,
    activations: Sequence[str] | None = None,
    orientation: str | None = None,
    order: Sequence[str] | None = None,
) -> Network:
    """Read a network from a path or from a file's bytes.

    `format`: "json", "npz", "safetensors" or "onnx"; a path's ending says it, and bytes are recognised where
    they leave no doubt. `activations`: one name for each W, where the file holds none. `orientation`: "H x L"
    for W's stored inputs × outputs, "L x H" for outputs × inputs; else the format and the shapes say it.
    `order`: the W's names from the input on, where neither names nor shapes say it.
    Raises InputError for whatever is no dense network within the limits (files/networks/model.py). Warns of
    what is other here than in the file: folded into W and b, or left aside.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["relu"])
    >>> load_network(model_json(net), format="json")
    Network(2-1, relu)
    """
    if format is not None and (not isinstance(format, str) or format not in READERS):
        raise InputError(f"format must be one of {', '.join(READERS)}; got {shown(format)}")
    if isinstance(source, bytes | bytearray | memoryview):
        data = check_length(source)
        return _decided(_read(data, format or _recognised(data), "", activations, orientation, order))
    place = _path(source)
    format = format or _format(place.name, READERS)
    return _decided(_read(bytes_of(place), format, place.name, activations, orientation, order))


def read_model(
    data: bytes,
    name: str,
    activations: Sequence[str] | None = None,
    orientation: str | None = None,
    order: Sequence[str] | None = None,
) -> Model:
    """All that a file says, its format told by the ending of its name; refusals begin with the name.

    Where the order of the layers is open the model's `orders` name some; the first is taken.
    Raises ActivationsMissing, an InputError, where only the activations are missing.
    """
    format = _format(name, READERS)
    return _read(data, format, name, activations, orientation, order)


def model_json(
    network: Network,
    *,
    loss: str | None = None,
    learning_rate: float | None = None,
    X: Any = None,
    T: Any = None,
    title: str = "",
    about: str = "",
    notes: Sequence[StepNote] = (),
) -> bytes:
    """The simulator's own JSON: the network with its frozen names, and the loss, α and pairs where given.

    `title` and `about`: what the network is called and what is to be said of it; `notes`: of single steps.

    X is (N, H) and T is (N, L). Raises InputError where they do not belong to the network.
    """
    if (X is None) != (T is None):
        raise InputError("pairs must have both X and T; one of them is missing")
    if X is not None:
        X = numbers(X, "X", (None, network.widths[0]), "with a row for each pair", "NH")
        T = numbers(T, "T", (len(X), network.widths[-1]), "with a row for each pair", "NL")
        if len(X) > MOST_PAIRS:
            raise InputError(f"a file holds 1 to {MOST_PAIRS} pairs; got {len(X):,}")
    if loss is not None:
        check_pair(loss_named(loss), ACTIVATIONS[network.layers[-1].activation])
        if T is not None:
            check_targets(loss_named(loss), T)
    rate = None if learning_rate is None else positive(learning_rate, "the learning rate")
    return network_json.write(Model(network, loss, rate, X, T, title=title, about=about, notes=tuple(notes)))


def _decided(model: Model) -> Network:
    if model.orders:
        ways = " or ".join(f"order={[*order]}" for order in model.orders[:2])
        raise InputError(f"the layers' order must be said, since their shapes allow several: {ways}")
    if model.departures:
        warnings.warn(" ".join(model.departures), stacklevel=3)
    return model.network


def _read(
    data: bytes,
    format: str,
    name: str,
    activations: Sequence[str] | None,
    orientation: str | None,
    order: Sequence[str] | None,
) -> Model:
    check_orientation(orientation)
    try:
        data = check_length(data)
        if order is None:
            return READERS[format](data, activations, orientation)
        if format not in ORDERED:
            raise InputError(f"order must be left out where a file says it, as .{format} does; it was given")
        return READERS[format](data, activations, orientation, order)
    except InputError as reason:
        if name:
            reason.args = (f"{printable(name)}: {reason}",)
        raise


def _format(name: str, known: dict[str, Any]) -> str:
    ending = name.rpartition(".")[2].lower() if isinstance(name, str) and "." in name else ""
    if ending in known:
        return ending
    endings = ", ".join(f".{each}" for each in known)
    if known is READERS and ending in RUNS_CODE:
        line = RUNS_CODE[ending].format(printable(name)[:30].replace('"', "?"))
        raise InputError(
            f".{ending} is not read, as such a file can run code; in Python: {line} (or safetensors)"
        )
    if known is READERS and ending in NOT_ALONE:
        raise InputError(f"{printable(name)} is the second of two files: {NOT_ALONE[ending]}")
    raise InputError(f"a network file must end with {endings}; got {shown(name)}")


def _recognised(data: bytes) -> str:
    """The format that the first bytes leave no doubt of."""
    if data.startswith(b"PK\x03\x04"):
        return "npz"
    if data[8:9] == b"{" and int.from_bytes(data[:8], "little") <= len(data) - 8:
        return "safetensors"
    if data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"{"):
        return "json"
    raise InputError(
        f'bytes must come with format="…", one of {", ".join(READERS)}; these do not say what they are'
    )


def _path(path: Any) -> Path:
    try:
        place = Path(path)
    except TypeError:
        raise InputError(f"a network's place must be a path or bytes; got {type(path).__name__}") from None
    return place


def bytes_of(path: str | os.PathLike[str]) -> bytes:
    """A file's content, never more than may be; a directory, a pipe or a device is not waited for.

    Raises InputError where there is no such file or it cannot be read.
    """
    place = _path(path)
    try:
        if not stat.S_ISREG(place.stat().st_mode):
            raise InputError(f"{printable(place.name)} must be a file; it is something else")
        with place.open("rb") as file:
            return check_length(file.read(MOST_BYTES + 1))
    except InputError:
        raise
    except (OSError, ValueError) as reason:
        _refuse(place, "read", reason)


def _refuse(place: Path, done: str, reason: Exception) -> NoReturn:
    why = reason.strerror if isinstance(reason, OSError) and reason.strerror else "no such path can be"
    raise InputError(
        f"{printable(place.name)} must be a file that can be {done}; {why[:1].lower()}{why[1:]}"
    ) from None
