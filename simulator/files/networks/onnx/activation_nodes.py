"""Nodes of an ONNX graph that are activations."""

from collections.abc import Mapping
from math import isclose
from typing import Any

import numpy as np

from ....core.activation import ACTIVATIONS
from ....core.activations.activation_row import Activation
from ....core.inputs import InputError
from ...frameworks.layer_chain import LOGARITHMS, Act
from ...untrusted.quoting import shown
from .node_attributes import attributes
from .nodes import Chain

BOUNDS_ARE_INPUTS = 11  # the opset from which Clip has them so
LAST_BY_DEFAULT = 13  # the opset from which Softmax runs over the last axis, unless it says another


def activation_operators() -> dict[str, list[Activation]]:
    """The activations by the operator that each of them is, under attributes that tell them apart."""
    rows: dict[str, list[Activation]] = {}
    for row in ACTIVATIONS.values():
        if row.onnx:
            rows.setdefault(row.onnx.operator, []).append(row)
    return rows


def activation(chain: Chain, node: Any, flow: str, where: str) -> None:
    first = activation_operators()[node.op_type][0].onnx
    known = dict(first.attributes) | dict(first.defaults) if first else {}
    _activate_as(chain, node.op_type, attributes(node, known, where), where)


def clip(chain: Chain, node: Any, flow: str, where: str) -> None:
    """Between two bounds, which are attributes up to opset 10 and further inputs from then on."""
    given: dict[str, Any] = {"min": -np.inf, "max": np.inf}
    if chain.opset < BOUNDS_ARE_INPUTS:
        given = attributes(node, given, where)
    else:
        attributes(node, {}, where)
        for key, name in zip(given, node.input[1:], strict=False):
            if name:
                given[key] = _number(chain, name, key, where)
    if not 1 <= len(node.input) <= 3 or node.input[0] != flow:
        raise InputError(f"{where} must clip what flows in, between two bounds; it does not")
    if (given["min"], given["max"]) == (0, np.inf):
        activate(chain, activation_operators()["Relu"][0].name, where)
    else:
        _activate_as(chain, node.op_type, given, where)


def prelu(chain: Chain, node: Any, flow: str, where: str) -> None:
    """A LeakyRelu whose slope is a tensor, here of one number, also where each neuron has it of its own."""
    attributes(node, {}, where)
    if len(node.input) != 2 or node.input[0] != flow:
        raise InputError(f"{where} must take what flows in and a slope; it does not")
    slopes = chain.tensors.array(node.input[1], where)
    if not slopes.size or np.ptp(slopes):
        raise InputError(f"{where} must have one number as its slope, the same for all; got {slopes.shape}")
    _activate_as(chain, "LeakyRelu", {"alpha": float(slopes.flat[0])}, where)


def _number(chain: Chain, name: str, key: str, where: str) -> float:
    array = chain.tensors.array(name, where)
    if array.size != 1:
        raise InputError(f"{where} must have one number as its {key}; got {array.shape}")
    return float(array.reshape(()))


def _activate_as(chain: Chain, operator: str, given: dict[str, Any], where: str) -> None:
    """Give the last layer the activation that this operator is with these attributes."""
    rows = activation_operators()[operator]
    for row in (_with_number(row, given) for row in rows):
        if row.onnx and all(_same(given[key], value) for key, value in row.onnx.attributes.items()):
            activate(chain, row.name, where)
            return
    wanted = " or ".join(_said(row.onnx.attributes) for row in rows if row.onnx)
    raise InputError(f"{where} must have {wanted}, as {rows[0].name} here has; got {_said(given)}")


def _with_number(row: Activation, given: dict[str, Any]) -> Activation:
    """The activation with the number of a node in its name: the shortest decimal of that float32."""
    key = row.onnx.parameter if row.onnx else ""
    if not key:
        return row
    name = f"{row.family}({float(str(np.float32(given[key])))!r})"
    return ACTIVATIONS[name] if name in ACTIVATIONS else row  # noqa: SIM401  get makes no row


def _same(given: Any, value: Any) -> bool:
    """Whether an attribute, a float32, is meant to be this."""
    return given == value if isinstance(value, str) else isclose(given, value, rel_tol=1e-7)


def _said(attributes: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{key} {shown(value) if isinstance(value, str) else f'{value:g}'}"
        for key, value in attributes.items()
    )


def shares(chain: Chain, node: Any, flow: str, where: str) -> None:
    """An activation over all neurons of a layer, which ONNX lets run over any axis."""
    _check_axis(chain, node, where)
    activate(chain, activation_operators()[node.op_type][0].name, where)


def log_softmax(chain: Chain, node: Any, flow: str, where: str) -> None:
    """Softmax with logarithms behind it, as the last of all."""
    _check_axis(chain, node, where)
    activate(chain, activation_operators()["Softmax"][0].name, where, f"{where}{LOGARITHMS}")


def logarithm(chain: Chain, node: Any, flow: str, where: str) -> None:
    """Only of a softmax, which it makes a log-softmax."""
    attributes(node, {}, where)
    last = chain.links[-1] if chain.links else None
    if not isinstance(last, Act) or last.activation != activation_operators()["Softmax"][0].name:
        raise InputError(f"{where} must follow a Softmax, as the logarithm of its outputs; it does not")
    chain.links[-1] = Act(last.name, last.activation, f"{last.name}, {where}{LOGARITHMS}")


def _check_axis(chain: Chain, node: Any, where: str) -> None:
    axes = len(chain.shape)
    axis = attributes(node, {"axis": -1 if chain.opset >= LAST_BY_DEFAULT else 1}, where)["axis"]
    if axis not in (-1, axes - 1):
        raise InputError(f"{where} must run over the last axis, the neurons; its axis is {axis}")


def activate(chain: Chain, name: str, where: str, remark: str = "") -> None:
    """Give the last layer its activation; raises InputError where there is none to take it."""
    if not chain.dense or chain.activated:
        raise InputError(f"{where} must follow a dense layer, one activation each; it does not")
    chain.add(Act(where, name, remark))
    chain.activated = True
