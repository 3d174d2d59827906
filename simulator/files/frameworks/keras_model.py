"""A Keras model, Sequential or functional, becomes a network."""

import warnings
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.activations.activation_row import Activation
from ...core.inputs import Array, InputError, numbers
from ...core.network import Network
from .keras_arithmetic import arithmetic, is_arithmetic
from .layer_chain import LOGARITHMS, Act, Affine, Dense, Link, Reshape, learnt_slope, network_of, refusal

PASSING = (
    "InputLayer",
    "Flatten",
    "Identity",
    "ActivityRegularization",
    "Dropout",
    "AlphaDropout",
    "GaussianDropout",
    "GaussianNoise",
)

KERAS_EPSILON = 1e-7  # below which Normalization takes no deviation
AFFINE = ("BatchNormalization", "Normalization", "Rescaling")


def from_keras(model: Any) -> Network:
    """The network of a Keras model: a chain of Dense layers and activations, nested models too.

    W_l is the kernel (H, L), widened exactly to float64. Layers with trainable False are frozen, and a
    missing bias is 0 and frozen. The network is the one that `model(x)` and `predict` compute, so Dropout and
    noise pass everything on; BatchNormalization, Normalization, Rescaling and, in a functional model, +, −, ·
    and / with constants are folded into the W and b beside them, with a warning that says so; Flatten of rows
    changes nothing. At the end log_softmax is taken as softmax, and anywhere the slope that a PReLU learns as
    fixed, each with a warning. Keras's leaky_relu is "leaky_relu(0.2)" as a function and "leaky_relu(0.3)" as
    a layer, unless told otherwise. Raises InputError that names every layer that cannot be shown, and where
    the model is not built, is no chain or shares layers.
    """
    try:
        import keras  # noqa: PLC0415  seconds to import: only once a model is brought in
    except ImportError:
        raise InputError("from_keras needs Keras; it is not installed") from None
    if not isinstance(model, keras.Model):
        raise InputError(f"from_keras takes a keras.Model; got {type(model).__name__}")
    links: list[Link] = []
    complaints: list[str] = []
    owners: dict[int, str] = {}
    for name, layer in _layers(model, ""):
        found = _links(name, layer)
        if found is None:
            complaints.append(f"{name}: {type(layer).__name__}{_why(layer)}")
        elif id(layer) in owners and getattr(layer, "weights", None):
            complaints.append(f"{name}, the same layer as {owners[id(layer)]},")
        else:
            links += found
        owners[id(layer)] = name
    if complaints:
        raise refusal(complaints)
    return network_of(links)


def _layers(model: Any, prefix: str) -> list[tuple[str, Any]]:
    """The layers in the order of the forward pass, those of nested models in their place."""
    from keras import Model, Sequential  # noqa: PLC0415

    if not model.built:
        raise InputError(
            f"{model.name} must be built before it has weights: give it an Input of a fixed width"
        )
    if not _is_chain_kind(model):
        raise InputError(
            f"{model.name} must be a Sequential or functional model; it is {type(model).__name__}"
        )
    if type(model) is not Sequential:
        _check_chain(model)
    layers = []
    for layer in model.layers if type(model) is Sequential else model.operations:
        name = f"{prefix}{layer.name}"
        nested = isinstance(layer, Model) and _is_chain_kind(layer)
        layers += _layers(layer, f"{name}/") if nested else [(name, layer)]
    return layers


def _check_chain(model: Any) -> None:
    """A functional model is a chain where each layer takes, once, just what the one before it gives.

    Keras describes the model's graph in its configuration: for each layer the nodes that call it.
    """
    try:
        graph = model.get_config()
    except Exception as reason:  # whatever a layer of the user's own does there
        raise InputError(f"{model.name} must have layers that describe themselves; {reason}") from None
    before = None
    constants = {each.name for each in model.operations if is_arithmetic(each)}
    for entry in graph["layers"]:
        given = [(node["args"], node["kwargs"]) for node in entry["inbound_nodes"]]
        if before is not None and not (
            len(given) == 1 and _takes(given[0], before, entry["name"] in constants)
        ):
            raise InputError(
                f"{model.name} must be a chain of layers, each called once, with the output of the one "
                f"before it; {entry['name']}: {entry['class_name']} is not"
            )
        before = entry["name"]
    if graph["output_layers"] != [before, 0, 0]:
        raise InputError(f"{model.name} must be a chain that ends with its last layer, {before}; it does not")


def _takes(call: tuple[Any, dict[str, Any]], before: str, constants: bool) -> bool:
    """Whether a call has the output of that layer, and nothing else, or where there may be, constants."""
    args, settings = call
    tensors = [arg for arg in args if isinstance(arg, dict) and arg.get("class_name") == "__keras_tensor__"]
    given = tensors[0].get("config", {}) if len(tensors) == 1 and (constants or len(args) == 1) else {}
    return given.get("keras_history") == [before, 0, 0] and not any(settings.values())


def _is_chain_kind(model: Any) -> bool:
    """Whether the forward pass is just what the layers say: no subclass with a call of its own."""
    from keras import Model, Sequential  # noqa: PLC0415
    from keras.src.models.functional import Functional  # noqa: PLC0415  its only address

    return type(model) in (Sequential, Functional, Model)


def _links(name: str, layer: Any) -> list[Link] | None:
    """What a layer is; None where it is none of ours."""
    from keras import layers  # noqa: PLC0415

    kind = type(layer).__name__
    if is_arithmetic(layer):
        found = arithmetic(f"{name}: {kind}", layer)
        return None if found is None else [found]
    if type(layer) is not getattr(layers, kind, None):
        return None
    if kind == "Dense":
        return _dense(name, layer)
    if kind in AFFINE:
        return _affine(f"{name}: {kind}", layer)
    if kind == "Activation":
        return _activated(name, layer.activation)
    links = [] if kind in PASSING else _with_numbers(f"{name}: {kind}", layer)
    if links is None and (row := _of_layer(layer)) and not _unlike(layer, row):
        links = [Act(f"{name}: {kind}", row.name)]
    return links


def _with_numbers(name: str, layer: Any) -> list[Link] | None:
    """ReLU with a slope for n ≤ 0, PReLU with one for all neurons, a reshape to rows; None for others."""
    from keras import ops  # noqa: PLC0415

    if name.endswith(" Reshape"):
        widths = layer.target_shape
        return None if len(widths) != 1 else [] if widths == (-1,) else [Reshape(name, *widths)]
    if name.endswith(" PReLU"):
        slopes = _plain(ops, layer.alpha).ravel()
        return None if np.ptp(slopes) else [learnt_slope(name, float(slopes[0]))]
    if name.endswith(" ReLU") and layer.max_value is None and not layer.threshold and layer.negative_slope:
        return [Act(name, ACTIVATIONS[f"leaky_relu({float(layer.negative_slope)!r})"].name)]
    return None


def _activated(name: str, function: Any) -> list[Link] | None:
    from keras import activations  # noqa: PLC0415

    if function is getattr(activations, "log_softmax", None):
        return [Act(name, "softmax", f"The log_softmax of {name}{LOGARITHMS}")]
    activation = _activation(function)
    return [Act(f"the activation {activation} of {name}", activation)] if activation else None


def _dense(name: str, layer: Any) -> list[Link] | None:
    from keras import ops  # noqa: PLC0415

    activated = _activated(name, layer.activation)
    if activated is None or getattr(layer, "quantization_mode", None) is not None:
        return None
    W = numbers(_plain(ops, layer.kernel), f"{name}/kernel", (None, None))
    b = numbers(_plain(ops, layer.bias), f"{name}/bias", (W.shape[1],)) if layer.use_bias else None
    held = "" if layer.trainable else "Wb"
    return [Dense(name, W, b, held), *activated]


def _affine(name: str, layer: Any) -> list[Link] | None:
    """What it does when it predicts: the moving mean and variance, not those of a batch."""
    from keras import ops  # noqa: PLC0415

    if name.endswith("Rescaling"):
        return [Affine(name, np.asarray(layer.scale, np.float64), np.asarray(layer.offset, np.float64))]
    if name.endswith(" BatchNormalization"):
        mean, variance = _plain(ops, layer.moving_mean), _plain(ops, layer.moving_variance)
        scale = 1 / np.sqrt(variance + layer.epsilon)
        scale = scale * _plain(ops, layer.gamma) if layer.scale else scale
        beta = _plain(ops, layer.beta) if layer.center else 0.0
        return [Affine(name, scale, beta - scale * mean)]
    if layer.invert or getattr(layer, "mean", None) is None:
        return None
    deviation = np.sqrt(_plain(ops, layer.variance).ravel())
    scale = 1 / np.maximum(deviation, KERAS_EPSILON)
    return [Affine(name, scale, -scale * _plain(ops, layer.mean).ravel())]


def _plain(ops: Any, tensor: Any) -> Array:
    """A kernel or bias in float64, from whatever precision it is kept in."""
    with warnings.catch_warnings():  # Keras asks PyTorch for an array in a way that NumPy is giving up
        warnings.simplefilter("ignore", DeprecationWarning)
        return np.asarray(ops.convert_to_numpy(tensor)).astype(np.float64)


def _activation(function: Any) -> str | None:
    """The simulator's name of an activation function of Keras."""
    from keras import activations  # noqa: PLC0415

    for row in ACTIVATIONS.values():
        if row.keras and row.keras.function and function is getattr(activations, row.keras.function):
            number = row.keras.number
            return row.name if number is None else ACTIVATIONS[f"{row.family}({number!r})"].name
    return None


def _of_layer(layer: Any) -> Activation | None:
    """The activation that a layer is, or the first that such a layer could be; None where it is none."""
    kind = type(layer).__name__
    rows = [_with_number(row, layer) for row in ACTIVATIONS.values() if row.keras and row.keras.layer == kind]
    return next((row for row in rows if not _unlike(layer, row)), rows[0] if rows else None)


def _with_number(row: Activation, layer: Any) -> Activation:
    number = getattr(layer, row.keras.parameter, None) if row.keras and row.keras.parameter else None
    name = f"{row.family}({float(number)!r})" if isinstance(number, int | float) else ""
    return ACTIVATIONS[name] if name in ACTIVATIONS else row  # noqa: SIM401  get makes no row


def _unlike(layer: Any, row: Activation) -> dict[str, Any]:
    """The settings that would have to be others for the layer to be this activation, as they should be."""
    settings = row.keras.settings if row.keras else {}
    return {key: value for key, value in settings.items() if getattr(layer, key) != value}


def _why(layer: Any) -> str:
    if row := _of_layer(layer):
        wrong = _unlike(layer, row)
        return "".join(f" with {key} = {getattr(layer, key)} ({value} here)" for key, value in wrong.items())
    activation = getattr(layer, "activation", None)
    if activation is None or _activation(activation):
        return ""
    return f" with activation {getattr(activation, '__name__', activation)}"
