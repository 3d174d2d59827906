"""A recording is read from bytes that nobody has looked at yet; whatever does not fit is refused."""

from types import MappingProxyType
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS, activation_named
from ...core.inputs import Array, InputError, numbers
from ...core.loss import LOSSES, check_pair, check_targets, loss_named
from ...core.network import frozen_names
from ..untrusted.json_fields import LARGEST, Fields, checked_version, checked_whole, read_json
from ..untrusted.quoting import shown
from .recorded_arrays import unpacked
from .recording import FORMAT, REDUCTIONS, RecordedUpdate, Recording

MOST_UPDATES = 10_000
MOST_TEXT = 16_000_000  # bytes of `about`
MOST_REMARKS = 100
MOST_CHARACTERS = 1_000  # of a remark
MOST_LAYERS = 90
MOST_ENTRIES = 10_000  # single ones that are frozen, of an update
MOST_ROWS = 200_000  # of all passes


def is_recording(data: bytes) -> bool:
    """Whether these bytes call themselves a recording: an archive with a member of that name."""
    return data.startswith(b"PK\x03\x04") and b"about.npy" in data


def read_recording(data: bytes) -> Recording:
    """The recording in a file's bytes.

    Raises InputError for anything else: a file above 16 MB or one that unpacks to more than 64, arrays that
    are missing, strange, not finite or of shapes that do not fit together, updates out of order.
    """
    arrays = unpacked(data)
    about = _about(arrays.pop("about", None))
    activations = _activations(about)
    loss, reduction = (
        about.choice("loss", [row.name for row in LOSSES.values() if row.torch_losses]),
        about.choice("reduction", REDUCTIONS),
    )
    check_pair(loss_named(loss), ACTIVATIONS[activations[-1]])
    names = {f"{kind}{l}" for kind in ("W", "b", "dW", "db") for l in range(2, len(activations) + 2)}
    parameters = {name for name in names if name[0] != "d"}
    updates = _updates(about.items("updates", MOST_UPDATES, least=1), parameters)
    checked = _checked(arrays, names | {"x", "t", "scale"}, len(activations), len(updates))
    check_targets(loss_named(loss), checked["t"])
    widths = (checked["x"].shape[1], *(checked[f"b{l}"].shape[1] for l in range(2, len(activations) + 2)))
    for names_held in {update.frozen for update in updates}:
        frozen_names(names_held, widths)
    _check_places(updates, len(checked["x"]), len(checked["W2"]))
    remarks = about.texts("remarks", MOST_REMARKS, MOST_CHARACTERS)
    about.end()
    return Recording(activations, loss, reduction, remarks, updates, MappingProxyType(checked))


def _about(given: Array | None) -> Fields:
    if given is None or given.dtype != np.uint8 or given.ndim != 1 or len(given) > MOST_TEXT:
        raise InputError(f"a recording must have its JSON in about, at most {MOST_TEXT:,} bytes; it has not")
    about = read_json(given.tobytes(), "about")
    if about.take("format", None) != FORMAT:
        raise InputError(f"a recording must say that its format is {FORMAT}; this file does not")
    checked_version(about.take("version", None), "the recording")
    return about


def _activations(about: Fields) -> tuple[str, ...]:
    return tuple(
        activation_named(name if isinstance(name, str) else None, f"the activation of layer {l}").name
        for l, name in enumerate(about.items("activations", MOST_LAYERS, least=1), start=2)
    )


def _updates(given: list[Any], parameters: set[str]) -> tuple[RecordedUpdate, ...]:
    updates: list[RecordedUpdate] = []
    first = 0
    for k, one in enumerate(given):
        update = _update(Fields(one, f"update {k}"), updates[-1] if updates else None, parameters, first)
        first += sum(update.passes)
        updates.append(update)
    return tuple(updates)


def _update(fields: Fields, last: RecordedUpdate | None, parameters: set[str], first: int) -> RecordedUpdate:
    update = RecordedUpdate(
        fields.whole("step", last.step + 1 if last else 1, LARGEST),
        tuple(
            checked_whole(rows, f"{fields.place}, passes", 1, LARGEST)
            for rows in fields.items("passes", 10**6, least=1)
        ),
        fields.whole("before", last.after if last else 0, LARGEST),
        fields.whole("after", 1, LARGEST),
        _names(fields, "frozen", parameters),
        _names(fields, "missing", parameters),
        fields.flag("carried"),
        fields.number("F"),
        first,
    )
    fields.end()
    if update.after != update.before + 1:
        raise InputError(f"{fields.place} must lead from a state of the network to the next; it does not")
    return update


def _names(fields: Fields, key: str, parameters: set[str]) -> tuple[str, ...]:
    names = fields.items(key, len(parameters) + (MOST_ENTRIES if key == "frozen" else 0))
    for name in names:
        whole = name.partition("[")[0] if isinstance(name, str) and key == "frozen" else name
        if not isinstance(name, str) or whole not in parameters:
            raise InputError(f"{fields.place}, {key} must name parameters such as W2; got {shown(name)}")
    return tuple(names)


def _checked(arrays: dict[str, Array], names: set[str], layers: int, updates: int) -> dict[str, Array]:
    """All arrays read-only, finite and of shapes that fit."""
    if arrays.keys() != names:
        odd = ", ".join(sorted(arrays.keys() ^ names)[:5])
        raise InputError(f"a recording must hold just the arrays of its {layers} layers; not so {odd}")
    x = numbers(arrays["x"], "x", (None, None), letters="RH")
    if len(x) > MOST_ROWS:
        raise InputError(f"a recording must have at most {MOST_ROWS:,} rows; it has {len(x):,}")
    checked = {"x": x, "scale": numbers(arrays["scale"], "scale", (len(x),), "to match x")}
    states, width = len(arrays["W2"]) if arrays["W2"].ndim else None, x.shape[1]
    for l in range(2, layers + 2):
        W = numbers(arrays[f"W{l}"], f"W{l}", (states, width, None), letters="SHL")
        width = W.shape[2]
        checked[f"W{l}"] = W
        checked[f"b{l}"] = numbers(arrays[f"b{l}"], f"b{l}", (states, width))
        checked[f"dW{l}"] = numbers(arrays[f"dW{l}"], f"dW{l}", (updates, *W.shape[1:]), letters="UHL")
        checked[f"db{l}"] = numbers(arrays[f"db{l}"], f"db{l}", (updates, width))
    checked["t"] = numbers(arrays["t"], "t", (len(x), width), "to match x and the last layer")
    return checked


def _check_places(updates: tuple[RecordedUpdate, ...], rows: int, states: int) -> None:
    if updates[-1].rows.stop != rows:
        raise InputError(f"the passes must take all {rows:,} rows of x; they take {updates[-1].rows.stop:,}")
    if updates[-1].after != states - 1:
        raise InputError(f"the last update must lead to the last of {states:,} states; it does not")
