"""A recording is read from bytes that nobody has looked at yet; whatever does not fit is refused."""

from collections.abc import Mapping
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
from .recorded_optimizer import (
    RecordedOptimizer,
    Value,
    kept_by,
    read_groups,
    read_optimizer,
    read_settings,
)
from .recording import FORMAT, PRECISIONS, REDUCTIONS, RecordedState, RecordedUpdate, Recording

Known = tuple[Mapping[str, Value], ...] | None  # the settings that are referred to; None in older recordings

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
    optimizer, precision, settings = _optimizer(about)
    parameters = [f"{letter}{l}" for l in range(2, len(activations) + 2) for letter in "Wb"]
    updates = _updates(about.items("updates", MOST_UPDATES, least=1), parameters, settings)
    kept = kept_by(optimizer.kind) if optimizer else {}
    checked = _checked(arrays, names | {"x", "t", "scale"}, {*kept}, len(activations), len(updates))
    check_targets(loss_named(loss), checked["t"])
    widths = (checked["x"].shape[1], *(checked[f"b{l}"].shape[1] for l in range(2, len(activations) + 2)))
    for names_held in {update.frozen for update in updates}:
        frozen_names(names_held, widths)
    _check_places(updates, len(checked["x"]), len(checked["W2"]))
    _check_states(updates, checked, [*kept])
    remarks = about.texts("remarks", MOST_REMARKS, MOST_CHARACTERS)
    about.end()
    return Recording(
        activations, loss, reduction, remarks, updates, MappingProxyType(checked), optimizer, precision
    )


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


def _optimizer(about: Fields) -> tuple[RecordedOptimizer | None, str, Known]:
    """The optimizer, the precision of the loop and the settings; nothing of it in older recordings."""
    given = about.take("optimizer", None)
    if given is None:
        return None, "", None
    precision = about.choice("precision", PRECISIONS)
    settings = read_settings(about.items("settings", MOST_UPDATES))
    return read_optimizer(given), precision, settings


def _updates(given: list[Any], parameters: list[str], settings: Known) -> tuple[RecordedUpdate, ...]:
    updates: list[RecordedUpdate] = []
    first = 0
    for k, one in enumerate(given):
        fields = Fields(one, f"update {k}")
        update = _update(fields, updates[-1] if updates else None, parameters, first, settings)
        first += sum(update.passes)
        updates.append(update)
    return tuple(updates)


def _update(
    fields: Fields,
    last: RecordedUpdate | None,
    parameters: list[str],
    first: int,
    settings: Known,
) -> RecordedUpdate:
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
        () if settings is None else read_groups(fields, parameters, settings),
        None if settings is None else _state(fields, len(parameters)),
    )
    fields.end()
    if update.after != update.before + 1:
        raise InputError(f"{fields.place} must lead from a state of the network to the next; it does not")
    return update


def _state(fields: Fields, parameters: int) -> RecordedState | None:
    given = fields.take("state", None)
    if given is None:
        return None
    state = Fields(given, f"{fields.place}, state")
    at, made = state.whole("at", 0, MOST_UPDATES), state.wholes("made", parameters)
    state.end()
    if len(made) != parameters:
        raise InputError(f"{state.place}, made must hold {parameters} numbers; got {len(made)}")
    return RecordedState(at, made)


def _names(fields: Fields, key: str, parameters: list[str]) -> tuple[str, ...]:
    names = fields.items(key, len(parameters) + (MOST_ENTRIES if key == "frozen" else 0))
    for name in names:
        whole = name.partition("[")[0] if isinstance(name, str) and key == "frozen" else name
        if not isinstance(name, str) or whole not in parameters:
            raise InputError(f"{fields.place}, {key} must name parameters such as W2; got {shown(name)}")
    return tuple(names)


def _checked(
    arrays: dict[str, Array], names: set[str], kept: set[str], layers: int, updates: int
) -> dict[str, Array]:
    """All arrays read-only, finite and of shapes that fit."""
    if arrays.keys() != names | kept:
        odd = ", ".join(sorted(arrays.keys() ^ (names | kept))[:5])
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
    total = sum(checked[f"{letter}{l}"][0].size for l in range(2, layers + 2) for letter in "Wb")
    for name in kept:
        checked[name] = numbers(arrays[name], name, (None, total), "to match W and b", letters="GP")
    return checked


def _check_states(updates: tuple[RecordedUpdate, ...], arrays: dict[str, Array], kept: list[str]) -> None:
    """The optimizer's states, where it has a row here: one before the first update, all in their order."""
    places = [update.state.at for update in updates if update.state is not None]
    if kept and updates[0].state is None:
        raise InputError("update 0 must have the state that the optimizer was in before it; it has none")
    states = {len(arrays[name]) for name in kept}
    if places != [*range(len(places) if kept else 0)] or states - {len(places)}:
        raise InputError(
            f"the optimizer's states must be counted from 0, {len(places):,} of each; they are not"
        )


def _check_places(updates: tuple[RecordedUpdate, ...], rows: int, states: int) -> None:
    if updates[-1].rows.stop != rows:
        raise InputError(f"the passes must take all {rows:,} rows of x; they take {updates[-1].rows.stop:,}")
    if updates[-1].after != states - 1:
        raise InputError(f"the last update must lead to the last of {states:,} states; it does not")
