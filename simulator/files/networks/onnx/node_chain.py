"""The nodes of an ONNX graph are followed from its input to its output, one dense layer after the other."""

from collections.abc import Callable
from typing import Any

from ....core.inputs import InputError
from ...untrusted.quoting import quoted
from .activation_nodes import (
    activate,
    activation,
    activation_operators,
    clip,
    log_softmax,
    logarithm,
    prelu,
    shares,
)
from .affine_nodes import add, batch_normalization, divide, multiply, negate, subtract
from .flow_sizes import MAKERS, SOURCE, FlowSizes
from .label_tail import BOTH, LABELLED, LABELS, LabelTail, tail_of
from .nodes import Chain, gemm, matmul
from .shapes import cast, dropout, flatten, nothing, reshape, squeeze, unsqueeze
from .sklearn_nodes import linear_classifier, linear_regressor, normalizer, scaler
from .stored_tensors import ARITHMETIC, CONSTANTS, SHAPING, Reader, StoredTensors, placed
from .tensor_shapes import MOST_AXES, Shape
from .written_formula import FORMULAS, Spelled, spelled_out

Operator = Callable[[Chain, Any, str, str], None]
STANDARD = ("", "ai.onnx")
SKLEARN = "ai.onnx.ml"
PRODUCTS: dict[str, Operator] = {"Gemm": gemm, "MatMul": matmul}
AFFINE: dict[str, Operator] = {
    "Add": add,
    "Sub": subtract,
    "Mul": multiply,
    "Div": divide,
    "BatchNormalization": batch_normalization,
}
UNARY: dict[str, Operator] = {
    "Identity": nothing,
    "Flatten": flatten,
    "Cast": cast,
    "Neg": negate,
    "Log": logarithm,
    "LogSoftmax": log_softmax,
}
OTHERS: dict[str, Operator] = {
    "Clip": clip,
    "PRelu": prelu,
    "Reshape": reshape,
    "Squeeze": squeeze,
    "Unsqueeze": unsqueeze,
    "Dropout": dropout,
}
OF_SKLEARN: dict[str, Operator] = {
    "Scaler": scaler,
    "LinearRegressor": linear_regressor,
    LABELLED: linear_classifier,
    "Normalizer": normalizer,
}
MOST_IN_GRAPH = 5_000  # nodes; 32 layers have some hundred
OUTPUTS = {"Dropout": 2, LABELLED: 2}  # at most so many, else one


def _operators() -> dict[str, Operator]:
    """What may stand in the chain."""
    rows = activation_operators().items()
    alone = {name: activation for name, found in rows if found[0].elementwise}
    together = {name: shares for name, found in rows if not found[0].elementwise}
    return {**PRODUCTS, **AFFINE, **alone, **together, **UNARY, **OTHERS, **OF_SKLEARN}


def layers_of(graph: Any, opset: int, read: Reader) -> Chain:
    """Follow the graph; raises InputError with a node's name, type and place where it is no dense chain."""
    if len(graph.node) > MOST_IN_GRAPH:
        raise InputError(f"the graph must have at most {MOST_IN_GRAPH:,} nodes; it has {len(graph.node):,}")
    nodes = {place: node for place, node in enumerate(graph.node, start=1)}
    _check_known(nodes)
    tensors = StoredTensors(graph.initializer, nodes, read)
    takers = _takers(nodes)
    tail, sizes = tail_of(nodes, takers, tensors), FlowSizes(nodes, takers, tensors)
    start, end = _one(graph.input, tensors, "input"), _end(graph, tensors, tail, nodes)
    chain = Chain(opset, tensors, sizes, _shape(start))
    waiting = {*nodes} - tensors.places - tail.places - sizes.places
    walk = _Walk(chain, nodes, takers, waiting, end)
    flow = walk.from_value(start.name, tail)
    if waiting:
        place = min(waiting)
        raise InputError(f"{placed(nodes[place], place)} must stand between input and output; it does not")
    if not chain.dense:
        raise InputError("the graph must hold a dense layer, a Gemm or a MatMul; it holds none")
    tail.check(chain, walk.layers)
    if tail.roots:
        chain.departures.append(tail.remark(flow))
    return chain


def _check_known(nodes: dict[int, Any]) -> None:
    """Raise InputError for an operator that no dense network has."""
    standard = {*_operators(), *FORMULAS, *ARITHMETIC, *SHAPING, *CONSTANTS, *LABELS, BOTH, SOURCE, *MAKERS}
    learned = {*OF_SKLEARN, *LABELS}
    for place, node in nodes.items():
        domain = standard if node.domain in STANDARD else learned if node.domain == SKLEARN else ()
        if node.op_type not in domain or (node.domain in STANDARD and node.op_type in OF_SKLEARN):
            raise InputError(
                f"{placed(node, place)} must be one of Gemm, MatMul, an activation that is known here, or "
                "what only scales, shifts or reshapes; a dense network has no other"
            )
        if not node.output or len(node.output) > OUTPUTS.get(node.op_type, 1):
            raise InputError(f"{placed(node, place)} must have one output; it has {len(node.output)}")


def _end(graph: Any, tensors: StoredTensors, tail: LabelTail, nodes: dict[int, Any]) -> str | None:
    """The output that is the scores'; None where only what is made of them is an output."""
    beside = tail.makes(nodes)
    labelled = {node.output[0] for node in nodes.values() if node.op_type == LABELLED}
    free = [value for value in graph.output if value.name not in beside | labelled]
    if not free and len(graph.output):
        return None
    return str(_one(free, tensors, "output").name)


def _one(values: Any, tensors: StoredTensors, what: str) -> Any:
    """The one input or output; initializers may stand among the inputs."""
    free = [value for value in values if value.name not in tensors]
    if len(free) != 1:
        raise InputError(f"the graph must have one {what}; it has {len(free)}")
    return free[0]


def _shape(start: Any) -> Shape:
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


class _Walk:
    """From the input on; `layers` says how many dense layers stand before a value, by its name."""

    def __init__(
        self,
        chain: Chain,
        nodes: dict[int, Any],
        takers: dict[str, list[int]],
        waiting: set[int],
        end: str | None,
    ) -> None:
        self.chain, self.nodes, self.takers, self.waiting, self.end = chain, nodes, takers, waiting, end
        self.layers: dict[str, int] = {}
        self._operators = _operators()

    def from_value(self, flow: str, tail: LabelTail) -> str:
        """The value at which the chain ends."""
        while True:
            self.layers[flow] = len(self.chain.dense)
            self.chain.shapes[flow] = self.chain.shape
            if flow == self.end:
                return flow
            takers = self.takers.get(flow, [])
            found = [place for place in takers if place in self.waiting]
            if not found:
                labelled = any(
                    node.op_type == LABELLED and flow in node.output for node in self.nodes.values()
                )
                if self.end is None and (labelled or any(place in tail.places for place in takers)):
                    return flow
                raise InputError(
                    f"the nodes must lead from the input to the output; they end at {quoted(flow)}"
                )
            flow = self._step(flow, found)

    def _step(self, flow: str, found: list[int]) -> str:
        """Take the nodes that a value flows into; the name of the value that comes out."""
        nodes, chain = self.nodes, self.chain
        spelled = spelled_out(flow, nodes, self.takers, self.waiting, chain.tensors)
        if spelled:
            return self._spelled(spelled)
        where = " and ".join(placed(nodes[place], place) for place in found[:2])
        if len(found) > 1:
            raise InputError(
                f"the nodes must make one chain, or an activation that is known here; it forks into {where}"
            )
        self.waiting.discard(found[0])
        node = nodes[found[0]]
        operator = self._operators.get(node.op_type)
        if operator is None:
            raise InputError(f"{where} must be part of an activation that is known here; it is not")
        unary = operator in (activation, shares) or node.op_type in UNARY
        if unary and len(node.input) != 1:
            raise InputError(f"{where} must take one value; it takes {len(node.input)}")
        operator(chain, node, flow, where)
        return str(node.output[1 if node.op_type == LABELLED else 0])

    def _spelled(self, spelled: Spelled) -> str:
        self.waiting -= {*spelled.places}
        named = [placed(self.nodes[place], place) for place in sorted(spelled.places)]
        activate(self.chain, spelled.activation, " to ".join(dict.fromkeys((named[0], named[-1]))))
        return spelled.value
