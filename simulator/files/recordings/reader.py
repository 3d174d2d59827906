"""A recording is read from bytes that nobody has looked at yet; whatever does not fit is refused."""

import json
from types import MappingProxyType
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS, activation_named
from ...core.inputs import Array, InputError, numbers
from ...core.loss import check_pair, loss_named
from ..tables.csv_reader import CONTROL
from .recorded_arrays import unpacked
from .recording import FORMAT, LOSSES, REDUCTIONS, VERSION, Recording, Update

MOST_UPDATES = 10_000
MOST_TEXT = 16_000_000  # bytes of `about`
MOST_REMARKS = 100
MOST_CHARACTERS = 1_000  # of a remark
ABOUT = {"format", "version", "activations", "loss", "reduction", "remarks", "updates"}
UPDATE = {"step", "passes", "before", "after", "frozen", "missing", "carried", "F"}


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
    activations = _activations(about["activations"])
    loss, reduction = _choice(about, "loss", LOSSES), _choice(about, "reduction", REDUCTIONS)
    check_pair(loss_named(loss), ACTIVATIONS[activations[-1]])
    names = {f"{kind}{l}" for kind in ("W", "b", "dW", "db") for l in range(2, len(activations) + 2)}
    updates = _updates(about["updates"], {name for name in names if name[0] != "d"})
    checked = _checked(arrays, names | {"x", "t", "scale"}, len(activations), len(updates))
    _check_places(updates, len(checked["x"]), len(checked["W2"]))
    remarks = tuple(_remark(text) for text in _list(about["remarks"], "remarks", MOST_REMARKS))
    return Recording(activations, loss, reduction, remarks, updates, MappingProxyType(checked))


def _about(given: Array | None) -> dict[str, Any]:
    if given is None or given.dtype != np.uint8 or given.ndim != 1 or len(given) > MOST_TEXT:
        raise InputError(f"a recording must have its JSON in about, at most {MOST_TEXT:,} bytes; it has not")
    try:
        about = json.loads(given.tobytes().decode(), parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as reason:
        raise InputError(f"about must be JSON in UTF-8; {str(reason)[:80]}") from None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise InputError(f"a recording must say that its format is {FORMAT}; this file does not")
    if about.get("version") != VERSION or type(about["version"]) is not int:
        raise InputError(
            f"this reads recordings of version {VERSION}; got {str(about.get('version'))[:20]!r}"
        )
    return _keyed(about, ABOUT, "about")


def _no_number(name: str) -> None:
    raise ValueError(f"it holds {name}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _keyed(given: Any, keys: set[str], place: str) -> dict[str, Any]:
    if not isinstance(given, dict) or given.keys() != keys:
        raise InputError(f"{place} must have just the keys {', '.join(sorted(keys))}; it has not")
    return given


def _list(given: Any, place: str, most: int, least: int = 0) -> list[Any]:
    if not isinstance(given, list) or not least <= len(given) <= most:
        raise InputError(f"{place} must be a list of {least} to {most:,}; it is not")
    return given


def _activations(given: Any) -> tuple[str, ...]:
    return tuple(
        activation_named(name if isinstance(name, str) else None, f"the activation of layer {l}").name
        for l, name in enumerate(_list(given, "activations", 90, 1), start=2)
    )


def _choice(about: dict[str, Any], key: str, among: tuple[str, ...]) -> str:
    value = about[key]
    if not isinstance(value, str) or value not in among:
        raise InputError(f"{key} must be one of {', '.join(among)}; got {str(value)[:40]!r}")
    return value


def _remark(text: Any) -> str:
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS or CONTROL.search(text):
        raise InputError(f"a remark must be plain text of at most {MOST_CHARACTERS:,} characters; one is not")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError("a remark must be text; one holds half a character") from None
    return text


def _updates(given: Any, parameters: set[str]) -> tuple[Update, ...]:
    updates: list[Update] = []
    first = 0
    for k, one in enumerate(_list(given, "updates", MOST_UPDATES, 1)):
        place = f"update {k}"
        entry = _keyed(one, UPDATE, place)
        passes = tuple(
            _whole(n, f"{place}, passes", 1) for n in _list(entry["passes"], f"{place}, passes", 10**6, 1)
        )
        update = Update(
            _whole(entry["step"], f"{place}, step", updates[-1].step + 1 if updates else 1),
            passes,
            _whole(entry["before"], f"{place}, before", updates[-1].after if updates else 0),
            _whole(entry["after"], f"{place}, after", 1),
            _names(entry["frozen"], f"{place}, frozen", parameters),
            _names(entry["missing"], f"{place}, missing", parameters),
            _flag(entry["carried"], f"{place}, carried"),
            _real(entry["F"], f"{place}, F"),
            first,
        )
        if update.after != update.before + 1:
            raise InputError(f"{place} must lead from a state of the network to the next; it does not")
        first += sum(passes)
        updates.append(update)
    return tuple(updates)


def _whole(given: Any, place: str, least: int) -> int:
    if type(given) is not int or not least <= given < 2**53:
        raise InputError(f"{place} must be a whole number from {least}; got {str(given)[:40]!r}")
    return given


def _real(given: Any, place: str) -> float:
    if type(given) is not float or not np.isfinite(given):
        raise InputError(f"{place} must be a finite number; got {str(given)[:40]!r}")
    return given


def _flag(given: Any, place: str) -> bool:
    if type(given) is not bool:
        raise InputError(f"{place} must be true or false; got {str(given)[:40]!r}")
    return given


def _names(given: Any, place: str, parameters: set[str]) -> tuple[str, ...]:
    names = _list(given, place, len(parameters))
    for name in names:
        if not isinstance(name, str) or name not in parameters:
            raise InputError(f"{place} must name parameters such as W2; got {str(name)[:40]!r}")
    return tuple(names)


def _checked(arrays: dict[str, Array], names: set[str], layers: int, updates: int) -> dict[str, Array]:
    """All arrays read-only, finite and of shapes that fit."""
    if arrays.keys() != names:
        odd = ", ".join(sorted(arrays.keys() ^ names)[:5])
        raise InputError(f"a recording must hold just the arrays of its {layers} layers; not so {odd}")
    x = numbers(arrays["x"], "x", (None, None), letters="RH")
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


def _check_places(updates: tuple[Update, ...], rows: int, states: int) -> None:
    if updates[-1].rows.stop != rows:
        raise InputError(f"the passes must take all {rows:,} rows of x; they take {updates[-1].rows.stop:,}")
    if updates[-1].after != states - 1:
        raise InputError(f"the last update must lead to the last of {states:,} states; it does not")
