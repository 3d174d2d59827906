"""What a node of an ONNX graph does to the chain of layers found so far: products with a W, and biases.

As the ONNX operator documentation says it; an attribute or a shape that is not known here is refused.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ....core.inputs import Array, InputError
from ...frameworks.layer_chain import Act, Affine, Dense, Link, check_ends, folded
from ...untrusted.quoting import quoted
from ..model import check_size
from ..orientation import Stored, was_turned
from .flow_sizes import FlowSizes
from .node_attributes import attributes
from .stored_tensors import StoredTensors
from .tensor_shapes import Shape

MOST_LINKS = 200  # layers, activations and what is folded into them
MOST_AXES = 2  # of W


@dataclass(slots=True)
class Chain:
    """What was found so far, the tensors, and the shape of what flows: items first, None where open."""

    opset: int
    tensors: StoredTensors
    sizes: FlowSizes
    shape: Shape
    shapes: dict[str, Shape] = field(default_factory=dict)  # of the values so far
    links: list[Link] = field(default_factory=list)
    dense: list[Dense] = field(default_factory=list)  # those of the links
    activated: bool = False  # the last of them
    remarks: list[str] = field(default_factory=list)
    departures: list[str] = field(default_factory=list)  # those on what is not as in the file

    def add(self, link: Act | Affine) -> None:
        """Put what is no dense layer behind the others."""
        if len(self.links) == MOST_LINKS:
            raise InputError(f"the nodes must make a chain of at most {MOST_LINKS}; {link.name} is one more")
        self.links.append(link)

    def layers(self) -> tuple[list[Stored], list[str]]:
        """The layers as the other formats hand them over, and their activations; remarks tell the rest."""
        check_ends(self.links)
        links, remarks = folded(self.links)
        remarks += [link.remark for link in links if isinstance(link, Act) and link.remark]
        self.departures = remarks + self.departures
        rows: list[Stored] = []
        activations: list[str] = []
        for link in links:
            if isinstance(link, Dense):
                rows.append(self._stored(link, len(rows) + 2))
                activations.append("identity")
            elif isinstance(link, Act) and link.activation != "identity":
                activations[-1] = link.activation
        return rows, activations

    def _stored(self, dense: Dense, l: int) -> Stored:
        """A bias that no node adds is 0."""
        if dense.b is None:
            self.remarks.append(f"No node adds a bias after {quoted(dense.name)}; b{l} is 0.")
        b = np.zeros(dense.W.shape[1]) if dense.b is None else dense.b
        return Stored(dense.W, b, dense.name, f"b{l}")


def gemm(chain: Chain, node: Any, flow: str, where: str) -> None:
    """α A B + β C, with A or B transposed where the node says so."""
    given = attributes(node, {"alpha": 1.0, "beta": 1.0, "transA": 0, "transB": 0}, where)
    if len(node.input) not in (2, 3) or node.input[0] != flow or given["transA"]:
        raise InputError(f"{where} must multiply what flows in, not transposed, by a W from the right")
    if given["transB"] not in (0, 1):
        raise InputError(f"{where} must have transB 0 or 1; got {given['transB']}")
    _product(chain, node.input[1], where, bool(given["transB"]), given["alpha"])
    if len(node.input) == 3 and node.input[2]:
        bias(chain, node.input[2], where, given["beta"])


def matmul(chain: Chain, node: Any, flow: str, where: str) -> None:
    attributes(node, {}, where)
    if len(node.input) != 2 or node.input[0] != flow:
        raise InputError(
            f"{where} must multiply what flows in by a W from the right; here it stands on the left"
        )
    _product(chain, node.input[1], where)


def _product(chain: Chain, name: str, where: str, turned: bool = False, scale: float = 1.0) -> None:
    W = chain.tensors.array(name, where)
    if W.ndim != MOST_AXES or W.dtype != np.float64:
        raise InputError(
            f"{quoted(name)}, of {where}, must be a W of floating-point numbers with two axes; got {W.shape}"
        )
    l = len(chain.dense) + 2
    if turned:
        chain.remarks.append(was_turned(name, W.shape, l))
        W = W.T
    dense(chain, _scaled(chain, W, scale, f"W{l}", name), None, name, where)


def dense(chain: Chain, W: Array, b: Array | None, name: str, where: str) -> None:
    """Put a dense layer behind what was found; raises InputError where it does not fit, or is one too many.

    Items × inputs come in, or a single item's inputs; and as many as W has rows, where that is known.
    """
    shape = chain.shape
    if len(shape) not in (1, MOST_AXES):
        raise InputError(f"{where} must be given items × inputs; what flows in has {len(shape)} axes")
    if shape[-1] is not None and shape[-1] != W.shape[0]:
        raise InputError(f"{quoted(name)}, of {where}, must have {shape[-1]} inputs; it has {W.shape[0]}")
    check_size([layer.W.shape for layer in chain.dense] + [W.shape])  # one tensor may serve many nodes
    chain.dense.append(Dense(name, W, b))
    chain.links.append(chain.dense[-1])
    chain.activated = False
    chain.shape = [*shape[:-1], W.shape[1]]


def lacks_bias(chain: Chain) -> bool:
    """Whether a dense layer without one has just been found."""
    return bool(chain.links) and isinstance(last := chain.links[-1], Dense) and last.b is None


def bias(chain: Chain, name: str, where: str, scale: float = 1.0) -> None:
    """Give the last layer its b; one number is there for all neurons."""
    layer, b = chain.dense[-1], chain.tensors.array(name, where)
    l, L = len(chain.dense) + 1, layer.W.shape[1]
    alone = b.size == 1 and b.ndim <= len(chain.shape)
    if not (alone or b.shape in ((L,), (1, L))) or b.dtype != np.float64:
        raise InputError(f"{quoted(name)}, of {where}, must be a b of shape ({L},); got {b.shape}")
    if alone and L > 1:
        chain.departures.append(
            f"{quoted(name)} is one number for all {L} neurons; b{l} holds it for each, and training moves "
            "them apart."
        )
    b = np.full(L, b.reshape(())) if alone else b.reshape(L)
    chain.dense[-1] = replace(layer, b=_scaled(chain, b, scale, f"b{l}", name))
    chain.links[-1] = chain.dense[-1]


def _scaled(chain: Chain, array: Array, scale: float, shown_as: str, name: str) -> Array:
    if scale == 1:
        return array
    chain.remarks.append(f"{shown_as} is {quoted(name)} times {scale:g}, as the graph says.")
    with np.errstate(all="ignore"):  # refused by name where the network is built
        return array * scale
