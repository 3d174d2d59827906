"""JSON that other programs write is recognised by its look: read where it holds numbers, else named."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError, numbers
from ..untrusted.bounded_json import Twice, kind_of
from ..untrusted.quoting import listed, quoted, shown
from .array_names import NUMBERED, PATH, layers_of
from .model import MOST_LAYERS, Model
from .orientation import NOTES, TURNED, Stored, model_from

KERAS = (
    'in Python: from simulator import from_keras, save_network; save_network(from_keras(model), "net.json")'
)
NAMED = (  # keys, what such a file is, and the cure
    ({"modelTopology"}, "TensorFlow.js, whose numbers are in files beside it", KERAS),
    ({"class_name", "config"}, "Keras's to_json(), which holds no numbers", KERAS),
    (
        {"neurons", "connections"},
        "synaptic.js",
        "give it as W1, b1, W2, b2, each a list of lists",
    ),
    ({"nodes", "connections"}, "neataptic", "give it as W1, b1, W2, b2, each a list of lists"),
)
LISTS = (("weights", "biases"), ("coefs_", "intercepts_"), ("coefs", "intercepts"))
BRAIN = {"sigmoid": "sigmoid", "relu": "relu", "leaky-relu": "leaky_relu", "tanh": "tanh"}
COSTS = {"CrossEntropyCost": "bce", "QuadraticCost": "hse"}  # of network2.py, where all neurons are sigmoid


def read_others(
    content: Any, activations: Sequence[Any] | None, orientation: str | None, order: Sequence[Any] | None
) -> Model | None:
    """The model in an object of another program; None where it looks like none that is known.

    Raises InputError where what it looks like cannot be read.
    """
    if not isinstance(content, dict) or isinstance(content, Twice) or "format" in content:
        return None
    for keys, what, cure in NAMED:
        if keys <= {*content}:
            raise InputError(f"the file is of {what}; {cure}")
    for pair in LISTS:
        if {*pair} <= {*content}:
            return _of_lists(content, pair, activations, orientation)
    if "sizes" in content and isinstance(content.get("layers"), list):
        return _of_brain(content, activations)
    if content and all(NUMBERED.fullmatch(key) or PATH.fullmatch(key) for key in content):
        arrays = {key: _array(value, key) for key, value in content.items()}
        stored, remarks, orders, way = layers_of(arrays, orientation, order)
        return model_from(stored, None, activations, orientation or way, remarks=remarks, orders=orders)
    return None


def _of_lists(
    content: dict[str, Any],
    keys: tuple[str, str],
    activations: Sequence[Any] | None,
    orientation: str | None,
) -> Model:
    """Lists of W's and b's; with sizes and a cost as network2.py saves them, W outputs × inputs."""
    weights, biases = (content[key] for key in keys)
    for key, value in zip(keys, (weights, biases), strict=True):
        if not isinstance(value, list) or not 1 <= len(value) <= MOST_LAYERS:
            raise InputError(f"{key} must be a list of 1 to {MOST_LAYERS} arrays; got {kind_of(value)}")
    if len(weights) != len(biases):
        raise InputError(f"{keys[0]} and {keys[1]} must be as many; got {len(weights)} and {len(biases)}")
    stored = [
        Stored(
            _array(W, f"weights {place}"),
            _array(b, f"biases {place}").ravel(),
            f"W{place + 1}",
            f"b{place + 1}",
        )
        for place, (W, b) in enumerate(zip(weights, biases, strict=True), start=1)
    ]
    if any(layer.W.ndim != 2 for layer in stored):
        raise InputError("each of the weights must be a list of lists of numbers; one is not")
    cost = content.get("cost")
    if not isinstance(cost, str) or cost not in COSTS:
        way = NOTES if keys[0].startswith("coefs") else TURNED if "sizes" in content else None
        return model_from(stored, None, activations, orientation or way)
    said = [f"Read as network2.py saves it: sigmoid in every layer, and {cost} as {COSTS[cost].upper()}."]
    model = model_from(stored, ["sigmoid"] * len(stored), activations, orientation or TURNED, remarks=said)
    return Model(model.network, COSTS[cost], remarks=model.remarks)


def _of_brain(content: dict[str, Any], activations: Sequence[Any] | None) -> Model:
    """brain.js: after the inputs each layer has neurons with a bias and weights, or lists of both."""
    layers = content["layers"]
    if not 2 <= len(layers) <= MOST_LAYERS + 1 or not all(isinstance(layer, dict) for layer in layers):
        raise InputError("layers must be the input's and those after it, as brain.js has them; they are not")
    if any(isinstance(each, Twice) for layer in layers for each in (layer, *layer.values())):
        raise InputError("layers must have each key once; one is there twice")
    before, stored = [*layers[0]], []
    for l, layer in enumerate(layers[1:], start=2):
        if {"weights", "biases"} <= {*layer}:
            W, b = _array(layer["weights"], f"the weights of layer {l}"), layer["biases"]
        else:
            if not all(isinstance(n, dict) and {"bias", "weights"} <= {*n} for n in layer.values()):
                raise InputError(f"layer {l} must have a bias and weights for each neuron, as in brain.js")
            W = _array([_row(n["weights"], before, l) for n in layer.values()], f"the weights of layer {l}")
            b, before = [n["bias"] for n in layer.values()], [*layer]
        stored.append(Stored(W, _array(b, f"the biases of layer {l}"), f"W{l}", f"b{l}"))
    held = _brain_activation(content)
    said = f", with {held} in every layer" if held else ""
    names = [held] * len(stored) if held else None
    return model_from(stored, names, activations, TURNED, remarks=[f"Read as brain.js saves it{said}."])


def _brain_activation(content: dict[str, Any]) -> str:
    """The activation of every layer, where the file says it; "" where not."""
    options = content.get("options")
    places = (content, options if isinstance(options, dict) else {})
    named = next((place["activation"] for place in places if "activation" in place), None)
    if named is None:
        return ""
    if not isinstance(named, str) or named not in BRAIN:
        raise InputError(f"the activation must be one of brain.js, {', '.join(BRAIN)}; got {shown(named)}")
    alpha = next((place["leakyReluAlpha"] for place in places if "leakyReluAlpha" in place), 0.01)
    if named == "leaky-relu" and isinstance(alpha, float) and alpha != 0.01:
        return f"leaky_relu({alpha!r})"
    return BRAIN[named]


def _row(weights: Any, before: list[str], l: int) -> list[Any]:
    if isinstance(weights, list):
        return weights
    if not isinstance(weights, dict) or isinstance(weights, Twice) or (before and {*weights} != {*before}):
        raise InputError(
            f"a neuron of layer {l} must have weights from {listed(before)}; got {kind_of(weights)}"
        )
    return [weights[name] for name in before or weights]


def _array(value: Any, name: str) -> Array:
    """Lists of numbers as float64, of one or two axes."""
    rows = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    for row in rows:
        if not isinstance(row, list) or not row or {*map(type, row)} != {float}:
            raise InputError(f"{quoted(name)} must be a list of numbers, or of equally long lists of them")
        if len(row) != len(rows[0]):
            raise InputError(f"{quoted(name)} must have equally long rows; got {len(rows[0])} and {len(row)}")
    array = np.array(rows if rows is value else rows[0])
    return numbers(array, quoted(name), (None,) * array.ndim)
