"""The nodes of an ONNX graph are followed from its input to its output, one dense layer after the other."""

from collections.abc import Callable
from typing import Any

from ....core.inputs import InputError
from ...untrusted.quoting import first_twice, quoted
from .nodes import (
    Chain,
    Reader,
    activate,
    activation,
    activation_operators,
    add,
    clip,
    gemm,
    matmul,
    nothing,
    shares,
    stray,
)
from .shapes import cast, flatten, reshape

Operator = Callable[[Chain, Any, str, str], None]
GATE, GATED = "Sigmoid", "Swish"  # x · Sigmoid(x), in two nodes, is x's Swish
CLIP = "Clip"  # the only activation whose node may take more than what flows in
PRODUCTS: dict[str, Operator] = {"Gemm": gemm, "MatMul": matmul, "Add": add}
UNARY: dict[str, Operator] = {"Identity": nothing, "Flatten": flatten, "Cast": cast}
MOST_AXES = 8  # of what flows in: a picture has 4


def _operators() -> dict[str, Operator]:
    """What may stand in the graph."""
    rows = activation_operators().items()
    alone = {name: activation for name, found in rows if found[0].elementwise}
    together = {name: shares for name, found in rows if not found[0].elementwise}
    return {**PRODUCTS, **alone, **together, CLIP: clip, "Mul": stray, "Reshape": reshape, **UNARY}


def layers_of(graph: Any, opset: int, read: Reader) -> Chain:
    """Follow the graph; raises InputError with a node's name, type and place where it is no dense chain."""
    nodes = {place: node for place, node in enumerate(graph.node, start=1)}
    tensors = _tensors(graph, nodes)
    start, end = _end(graph.input, tensors, "input"), _end(graph.output, tensors, "output").name
    chain = Chain(opset, tensors, read, _shape(start))
    takers = _takers(nodes)
    flow, waiting = start.name, {place for place, node in nodes.items() if node.op_type != "Constant"}
    while flow != end:
        found = [place for place in takers.get(flow, []) if place in waiting]
        if not found:
            raise InputError(f"the nodes must lead from the input to the output; they end at {quoted(flow)}")
        waiting -= set(found)
        flow = _step(chain, flow, [(nodes[place], _where(nodes[place], place)) for place in found])
    if waiting:
        place = min(waiting)
        raise InputError(f"{_where(nodes[place], place)} must stand between input and output; it does not")
    if not chain.layers:
        raise InputError("the graph must hold a dense layer, a Gemm or a MatMul; it holds none")
    return chain


def _where(node: Any, place: int) -> str:
    name = f" {quoted(node.name)}" if node.name else ""
    return f"node {place}{name} ({quoted(node.op_type)})"


def _tensors(graph: Any, nodes: dict[int, Any]) -> dict[str, Any]:
    """The tensors by name: initializers and constants. Every node must be known, every name be made once."""
    named = [(tensor.name, tensor) for tensor in graph.initializer]
    known = (*_operators(), "Constant")
    for place, node in nodes.items():
        where = _where(node, place)
        if node.op_type not in known or node.domain not in ("", "ai.onnx"):
            raise InputError(f"{where} must be one of {', '.join(known)}; a dense network has no other")
        if len(node.output) != 1:
            raise InputError(f"{where} must have one output; it has {len(node.output)}")
        if node.op_type == "Constant":
            if [attribute.name for attribute in node.attribute] != ["value"] or node.input:
                raise InputError(f"{where} must hold one tensor, as its value; it does not")
            named.append((node.output[0], node.attribute[0].t))
    made = [node.output[0] for node in nodes.values() if node.op_type != "Constant"]
    made += [name for name, _ in named]
    if (twice := first_twice(made)) is not None:
        raise InputError(f"every value in the graph must be made once; {quoted(twice)} is made twice")
    return dict(named)


def _end(values: Any, tensors: dict[str, Any], what: str) -> Any:
    """The one input or output; initializers may stand among the inputs."""
    free = [value for value in values if value.name not in tensors]
    if len(free) != 1:
        raise InputError(f"the graph must have one {what}; it has {len(free)}")
    return free[0]


def _shape(start: Any) -> list[int | None]:
    """Of what flows in, None where the graph leaves it open, as it may for the items."""
    kind = start.type.tensor_type
    if not kind.HasField("shape") or len(kind.shape.dim) > MOST_AXES:
        raise InputError(f"the graph must say its input's shape, of at most {MOST_AXES} axes; it does not")
    sizes = [axis.dim_value if axis.HasField("dim_value") else None for axis in kind.shape.dim]
    return [size if size is None or size > 0 else None for size in sizes]


def _takers(nodes: dict[int, Any]) -> dict[str, list[int]]:
    """The places of the nodes that take a value, by its name."""
    takers: dict[str, list[int]] = {}
    for place, node in nodes.items():
        for name in set(node.input):
            takers.setdefault(name, []).append(place)
    return takers


def _step(chain: Chain, flow: str, found: list[tuple[Any, str]]) -> str:
    """Take the nodes that a value flows into; the name of the value that comes out."""
    if len(found) > 1:
        return _silu(chain, flow, found)
    node, where = found[0]
    unary = node.op_type in UNARY or (node.op_type in activation_operators() and node.op_type != CLIP)
    if unary and len(node.input) != 1:
        raise InputError(f"{where} must take one value; it takes {len(node.input)}")
    _operators()[node.op_type](chain, node, flow, where)
    return str(node.output[0])


def _silu(chain: Chain, flow: str, found: list[tuple[Any, str]]) -> str:
    """x · Sigmoid(x), which ONNX writes in two nodes; no other fork is a dense network."""
    ones = {node.op_type: node for node, _ in found}
    where = " and ".join(where for _, where in found[:2])
    if len(found) != 2 or ones.keys() != {GATE, "Mul"}:
        raise InputError(f"the nodes must make one chain; it forks into {where}")
    gate, product = ones[GATE], ones["Mul"]
    if sorted(product.input) != sorted([flow, gate.output[0]]) or list(gate.input) != [flow]:
        raise InputError(f"a product must be x · Sigmoid(x); {where} are not")
    activate(chain, activation_operators()[GATED][0].name, where)
    return str(product.output[0])
