"""What a node of an ONNX graph does to the chain of layers found so far, where it is part of a dense network.

As the ONNX operator documentation says it; an attribute or a shape that is not known here is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isclose
from typing import Any

import numpy as np

from ....core.activation import ACTIVATIONS, Activation
from ....core.inputs import Array, InputError
from ...untrusted.quoting import quoted, shown
from ..model import check_size
from ..orientation import Stored, was_turned

KINDS = {1: float, 2: int, 3: str}  # onnx.AttributeProto's types that are read

BOUNDS_ARE_INPUTS = 11  # the opset from which Clip has them so

Reader = Callable[[Any, str, str], Array]  # a tensor, its name, who asks


@dataclass(slots=True)
class OnnxLayer:
    """A layer while it is being found: W is H × L."""

    W: Array
    b: Array | None
    W_name: str
    activation: str = ""


@dataclass(slots=True)
class Chain:
    """What was found so far, the tensors, and the shape of what flows: items first, None where open."""

    opset: int
    tensors: dict[str, Any]
    read: Reader
    shape: list[int | None]
    layers: list[OnnxLayer] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def stored(self) -> list[Stored]:
        """The layers as the other formats hand them over; a bias that no node adds is 0."""
        rows = []
        for l, layer in enumerate(self.layers, start=2):
            if layer.b is None:
                self.remarks.append(f"No node adds a bias after {quoted(layer.W_name)}; b{l} is 0.")
            b = np.zeros(layer.W.shape[1]) if layer.b is None else layer.b
            rows.append(Stored(layer.W, b, layer.W_name, f"b{l}"))
        return rows

    def activations(self) -> list[str]:
        """The layers' activations: identity where no node is one."""
        return [layer.activation or "identity" for layer in self.layers]


def gemm(chain: Chain, node: Any, flow: str, where: str) -> None:
    """α A B + β C, with A or B transposed where the node says so."""
    given = attributes(node, {"alpha": 1.0, "beta": 1.0, "transA": 0, "transB": 0}, where)
    if len(node.input) not in (2, 3) or node.input[0] != flow or given["transA"]:
        raise InputError(f"{where} must multiply what flows in, not transposed, by a W from the right")
    if given["transB"] not in (0, 1):
        raise InputError(f"{where} must have transB 0 or 1; got {given['transB']}")
    _dense(chain, node.input[1], where, bool(given["transB"]), given["alpha"])
    if len(node.input) == 3 and node.input[2]:
        _bias(chain, node.input[2], where, given["beta"])


def matmul(chain: Chain, node: Any, flow: str, where: str) -> None:
    attributes(node, {}, where)
    if len(node.input) != 2 or node.input[0] != flow:
        raise InputError(
            f"{where} must multiply what flows in by a W from the right; here it stands on the left"
        )
    _dense(chain, node.input[1], where)


def add(chain: Chain, node: Any, flow: str, where: str) -> None:
    attributes(node, {}, where)
    others = [name for name in node.input if name != flow]
    if len(node.input) != 2 or len(others) != 1:
        raise InputError(f"{where} must add a bias to what flows in")
    if not chain.layers or chain.layers[-1].activation or chain.layers[-1].b is not None:
        raise InputError(f"{where} must follow a MatMul, as its bias; it does not")
    _bias(chain, others[0], where)


def _dense(chain: Chain, name: str, where: str, turned: bool = False, scale: float = 1.0) -> None:
    W = tensor(chain, name, where)
    if W.ndim != 2 or W.dtype != np.float64:
        raise InputError(
            f"{quoted(name)}, of {where}, must be a W of floating-point numbers with two axes; got {W.shape}"
        )
    l = len(chain.layers) + 2
    if turned:
        chain.remarks.append(was_turned(name, W.shape, l))
        W = W.T
    _check_flow(chain, W, name, where)
    check_size([layer.W.shape for layer in chain.layers] + [W.shape])  # one tensor may serve many nodes
    chain.layers.append(OnnxLayer(_scaled(chain, W, scale, f"W{l}", name), None, name))
    chain.shape = [*chain.shape[:-1], W.shape[1]]


def _check_flow(chain: Chain, W: Array, name: str, where: str) -> None:
    """Items × inputs come in, or a single item's inputs; and as many as W has rows, where that is known."""
    shape = chain.shape
    if len(shape) not in (1, 2):
        raise InputError(f"{where} must be given items × inputs; what flows in has {len(shape)} axes")
    if shape[-1] is not None and shape[-1] != W.shape[0]:
        raise InputError(f"{quoted(name)}, of {where}, must have {shape[-1]} inputs; it has {W.shape[0]}")


def _bias(chain: Chain, name: str, where: str, scale: float = 1.0) -> None:
    layer, b = chain.layers[-1], tensor(chain, name, where)
    L = layer.W.shape[1]
    if b.shape not in ((L,), (1, L)) or b.dtype != np.float64:
        raise InputError(f"{quoted(name)}, of {where}, must be a b of shape ({L},); got {b.shape}")
    layer.b = _scaled(chain, b.reshape(L), scale, f"b{len(chain.layers) + 1}", name)


def _scaled(chain: Chain, array: Array, scale: float, shown_as: str, name: str) -> Array:
    if scale == 1:
        return array
    chain.remarks.append(f"{shown_as} is {quoted(name)} times {scale:g}, as the graph says.")
    with np.errstate(all="ignore"):  # refused by name where the network is built
        return array * scale


def tensor(chain: Chain, name: str, where: str) -> Array:
    if name not in chain.tensors:
        raise InputError(f"{where} must have its W and b as numbers in the file; {quoted(name)} is computed")
    return chain.read(chain.tensors[name], name, where)


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
    _activate_as(chain, node, attributes(node, known, where), where)


def clip(chain: Chain, node: Any, flow: str, where: str) -> None:
    """Between two bounds, which are attributes up to opset 10 and further inputs from then on."""
    given: dict[str, Any] = {"min": -np.inf, "max": np.inf}
    if chain.opset < BOUNDS_ARE_INPUTS:
        given = attributes(node, given, where)
    else:
        attributes(node, {}, where)
        for key, name in zip(given, node.input[1:], strict=False):
            if name:
                bound = tensor(chain, name, where)
                if bound.size != 1:
                    raise InputError(f"{where} must have one number as its {key}; got {bound.shape}")
                given[key] = float(bound.reshape(()))
    if not 1 <= len(node.input) <= 3 or node.input[0] != flow:
        raise InputError(f"{where} must clip what flows in, between two bounds; it does not")
    _activate_as(chain, node, given, where)


def _activate_as(chain: Chain, node: Any, given: dict[str, Any], where: str) -> None:
    """Give the last layer the activation that this operator is with these attributes."""
    rows = activation_operators()[node.op_type]
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
    axes = len(chain.shape)
    axis = attributes(node, {"axis": -1 if chain.opset >= 13 else 1}, where)["axis"]
    if axis not in (-1, axes - 1):
        raise InputError(f"{where} must run over the last axis, the neurons; its axis is {axis}")
    activate(chain, activation_operators()[node.op_type][0].name, where)


def activate(chain: Chain, name: str, where: str) -> None:
    """Give the last layer its activation; raises InputError where there is none to take it."""
    if not chain.layers or chain.layers[-1].activation:
        raise InputError(f"{where} must follow a dense layer, one activation each; it does not")
    chain.layers[-1].activation = name


def nothing(chain: Chain, node: Any, flow: str, where: str) -> None:
    attributes(node, {}, where)


def stray(chain: Chain, node: Any, flow: str, where: str) -> None:
    raise InputError(f"{where} must be the product of x · Sigmoid(x); it is another")


def attributes(node: Any, known: dict[str, Any], where: str) -> dict[str, Any]:
    """The node's attributes, or what they are without being named; each of the kind of its default."""
    found = dict(known)
    seen: set[str] = set()
    for attribute in node.attribute:
        name = attribute.name
        if name not in known or name in seen or attribute.ref_attr_name:
            raise InputError(
                f"{where} must have no attribute but {', '.join(known) or 'none'}, once; got {shown(name)}"
            )
        if KINDS.get(attribute.type) is not type(known[name]):
            raise InputError(
                f"{where} must have a value of the right kind as {name}; got type {attribute.type}"
            )
        seen.add(name)
        found[name] = _value(attribute, known[name])
    return found


def _value(attribute: Any, default: Any) -> Any:
    if isinstance(default, str):
        return attribute.s.decode("utf-8", "replace")
    return attribute.f if isinstance(default, float) else attribute.i
