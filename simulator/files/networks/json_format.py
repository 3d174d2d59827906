"""A network in the simulator's own JSON, with the loss, the learning rate and the pairs where they are known.

network.schema.json beside this file describes it. Every W is inputs × outputs, H × L, one list a row.
"""

import json
from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array, InputError, numbers, positive
from ...core.loss import LOSSES, check_pair, check_targets, loss_named
from ...core.network import Network
from ...steps.session import MOST_PAIRS
from ..untrusted.bounded_json import Twice, check_keys, kind_of, parse
from ..untrusted.json_fields import NEWEST, checked_version
from ..untrusted.noted_steps import notes_facts, notes_from
from .json_of_others import read_others
from .model import MOST_BYTES, Model, check_size
from .orientation import NOTES, Stored, model_from

FORMAT = "backprop-simulator"
NEEDED = ("format", "version", "layers")
OPTIONAL = ("loss", "learning_rate", "pairs", "frozen")
CALLED = ("title", "about")
NOTED = "notes"
ASIDE = ("updates", "order", "printed", "remark")  # of the gallery


def read(
    data: bytes,
    activations: Sequence[Any] | None = None,
    orientation: str | None = None,
    order: Sequence[Any] | None = None,
) -> Model:
    """Read a file; raises InputError with the key, the layer and the row of what is not as it should be."""
    content = parse(data, "the file")
    if others := read_others(content, activations, orientation, order):
        return others
    if order is not None:
        raise InputError("order must be left out where the file says it, as layers do; it was given")
    content, unmarked = _marked(content)
    check_keys(content, "the file", NEEDED, (*OPTIONAL, *CALLED, NOTED, *ASIDE))
    if content["format"] != FORMAT:
        raise InputError(f"format must be {json.dumps(FORMAT)}; got {kind_of(content['format'])}")
    version = content["version"]
    checked_version(int(version) if type(version) is float and version.is_integer() else version, "the file")
    layers = _list(content["layers"], "layers")
    check_size([(1, 1)] * len(layers))  # their number, before they are looked at
    stored = [_layer(layer, l) for l, layer in enumerate(layers, start=2)]
    frozen = _frozen(content.get("frozen", []), stored)
    aside = [key for key in ASIDE if key in content]
    remarks = [f"Left aside, as it is for the gallery: {', '.join(aside)}."] if aside else []
    remarks += unmarked
    model = model_from(
        stored, _held(layers), activations, orientation or NOTES, remarks=remarks, frozen=frozen
    )
    loss, rate = _loss(content, model.network), _learning_rate(content)
    X, T = _pairs(content, model.network)
    if loss is not None and T is not None:
        check_targets(loss_named(loss), T)
    title, about = (_text(content, key) for key in CALLED)
    notes = notes_from(content.get(NOTED, []), NOTED)
    return Model(model.network, loss, rate, X, T, model.remarks, title=title, about=about, notes=notes)


def _marked(content: Any) -> tuple[Any, list[str]]:
    """The file's object with format and version, where it has layers of W and b and neither of the two."""
    layers = content.get("layers") if isinstance(content, dict) else None
    alike = isinstance(layers, list) and all(isinstance(l, dict) and {"W", "b"} <= {*l} for l in layers)
    if not layers or not alike or "format" in content or "version" in content or isinstance(content, Twice):
        return content, []
    said = f'It names no format; it was read as "format": "{FORMAT}", "version": {NEWEST}.'
    return {"format": FORMAT, "version": float(NEWEST), **content}, [said]


def write(model: Model) -> bytes:
    """The file that holds all of a model but its remarks; every number comes back bit for bit.

    Raises InputError where it would be larger than a file may be.
    """
    net = model.network
    check_size([layer.W.shape for layer in net.layers])
    parts = [f'"format": "{FORMAT}"', f'"version": {NEWEST}']
    parts += [f'"{key}": {json.dumps(text)}' for key in CALLED if (text := getattr(model, key))]
    parts.append(f'"layers": [\n{_joined(_layer_text(layer) for layer in net.layers)}\n]')
    if model.loss is not None:
        parts.append(f'"loss": "{model.loss}"')
    if model.learning_rate is not None:
        parts.append(f'"learning_rate": {model.learning_rate!r}')
    if model.X is not None and model.T is not None:
        pairs = zip(model.X.tolist(), model.T.tolist(), strict=True)
        parts.append(f'"pairs": [\n{_joined(json.dumps({"x": x, "t": t}) for x, t in pairs)}\n]')
    if model.notes:
        parts.append(f'"{NOTED}": [\n{_joined(map(json.dumps, notes_facts(model.notes)))}\n]')
    if net.frozen:
        parts.append(f'"frozen": {json.dumps(sorted(net.frozen))}')
    data = ("{\n" + ",\n".join(parts) + "\n}\n").encode()
    if len(data) > MOST_BYTES:
        raise InputError(
            f"a JSON file must have at most {MOST_BYTES:,} bytes; this network would take {len(data):,} "
            "(.npz and .safetensors are smaller)"
        )
    return data


def _layer_text(layer: Any) -> str:
    rows = ",\n".join(f"  {json.dumps(row)}" for row in layer.W.tolist())
    return f'{{"W": [\n{rows}],\n "b": {json.dumps(layer.b.tolist())},\n "activation": "{layer.activation}"}}'


def _joined(texts: Any) -> str:
    return ",\n".join(texts)


def _layer(layer: Any, l: int) -> Stored:
    check_keys(layer, f"layer {l}", ("W", "b"), ("activation",))
    rows = _list(layer["W"], f"W{l}")
    for number, row in enumerate(rows, start=1):
        _check_row(row, f"W{l}, row {number}", len(rows[0]) if isinstance(rows[0], list) else None)
    _check_row(layer["b"], f"b{l}", None)
    return Stored(np.array(rows), np.array(layer["b"]), f"W{l}", f"b{l}")


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        got = "an empty one" if value == [] else kind_of(value)
        raise InputError(f"{place} must be a list with something in it; got {got}")
    return value


def _check_row(row: Any, place: str, length: int | None) -> None:
    """Every number is a float and finite, and there are `length` of them."""
    _list(row, place)
    if length is not None and len(row) != length:
        raise InputError(f"{place} must have {length:,} numbers, as row 1 has; got {len(row):,}")
    if set(map(type, row)) == {float} and all(map(isfinite, row)):
        return
    column, value = next(
        (place, value)
        for place, value in enumerate(row, start=1)
        if type(value) is not float or not isfinite(value)
    )
    rule = "finite" if type(value) is float else "a number"
    raise InputError(f"{place}, column {column} must be {rule}; got {kind_of(value)}")


def _held(layers: list[Any]) -> list[Any] | None:
    """The activations, or None where no layer says one."""
    if not any("activation" in layer for layer in layers):
        return None
    for l, layer in enumerate(layers, start=2):
        if "activation" not in layer:
            raise InputError(f"layer {l} must have the key activation, as others have; it is missing")
        if not isinstance(name := layer["activation"], str) or name not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise InputError(f"the activation of layer {l} must be one of {known}; got {kind_of(name)}")
    return [layer["activation"] for layer in layers]


def _frozen(names: Any, stored: list[Stored]) -> list[str]:
    if not isinstance(names, list):
        raise InputError(f"frozen must be a list of names such as W2; got {kind_of(names)}")
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str) or name in seen:
            raise InputError(f"frozen must name parameters of the network, each once; got {kind_of(name)}")
        seen.add(name)
    return names


def _loss(content: dict[str, Any], network: Network) -> str | None:
    if "loss" not in content:
        return None
    name = content["loss"]
    if not isinstance(name, str) or name not in LOSSES:
        raise InputError(f"loss must be one of {', '.join(LOSSES)}; got {kind_of(name)}")
    check_pair(loss_named(name), ACTIVATIONS[network.layers[-1].activation])
    return name


def _text(content: dict[str, Any], key: str) -> str:
    value = content.get(key, "")
    if not isinstance(value, str):
        raise InputError(f"{key} must be a text; got {kind_of(value)}")
    return value


def _learning_rate(content: dict[str, Any]) -> float | None:
    if "learning_rate" not in content:
        return None
    value = content["learning_rate"]
    if type(value) is not float:
        raise InputError(f"learning_rate must be a number; got {kind_of(value)}")
    return positive(value, "learning_rate")


def _pairs(content: dict[str, Any], network: Network) -> tuple[Array, Array] | tuple[None, None]:
    if "pairs" not in content:
        return None, None
    pairs = _list(content["pairs"], "pairs")
    if len(pairs) > MOST_PAIRS:
        raise InputError(f"pairs must be at most {MOST_PAIRS}; got {len(pairs):,}")
    widths = network.widths
    for number, pair in enumerate(pairs, start=1):
        check_keys(pair, f"pair {number}", ("x", "t"))
        for key, width in (("x", widths[0]), ("t", widths[-1])):
            _check_row(pair[key], f"pair {number}, {key}", None)
            if len(pair[key]) != width:
                raise InputError(f"pair {number}, {key} must have {width:,} numbers; got {len(pair[key]):,}")
    X, T = (numbers([pair[key] for pair in pairs], key, (None, None)) for key in "xt")
    return X, T
