"""What an ONNX graph makes of the scores behind its last layer, labels above all, is found and left aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....core.inputs import InputError
from ...untrusted.quoting import quoted
from .node_attributes import attributes
from .nodes import Chain
from .stored_tensors import StoredTensors, placed

LABELS = ("ArgMax", "Binarizer", "ZipMap", "ArrayFeatureExtractor")  # what turns scores into something else
BOTH = "Concat"  # of 1 − y and y: the probabilities of either class
BEHIND = (*LABELS, "Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten")
LABELLED = "LinearClassifier"  # whose first output is the label


@dataclass(frozen=True, slots=True)
class LabelTail:
    """`roots`: nodes by place that take scores; `places`: these and all that follow them."""

    roots: Mapping[int, Any]
    places: frozenset[int]

    def makes(self, nodes: Mapping[int, Any]) -> set[str]:
        """The names of what is made there."""
        return {name for place in self.places for name in nodes[place].output}

    def check(self, chain: Chain, layers: Mapping[str, int]) -> None:
        """Raise InputError unless it takes what the last layer makes.

        `layers`: how many there are before a value.
        """
        for place, node in self.roots.items():
            where = placed(node, place)
            if node.op_type == "ArgMax":
                known = {"axis": 0, "keepdims": 1, "select_last_index": 0}
                axis = attributes(node, known, where)["axis"]
                if axis not in (-1, len(chain.shape) - 1):
                    raise InputError(f"{where} must choose among the outputs, axis 1; its axis is {axis}")
            for name in node.input:
                if name in layers and layers[name] != len(chain.dense):
                    raise InputError(
                        f"{where} must take the scores; it takes {quoted(name)}, before the last layer"
                    )
            if node.op_type == BOTH and chain.shape[1:] != [1]:
                raise InputError(f"{where} must stand behind a single output; there are {chain.shape[-1]}")

    def remark(self, flow: str) -> str:
        """One sentence on what is left aside."""
        kinds = list(dict.fromkeys(node.op_type for node in self.roots.values()))
        both = " The graph gives 1 − y beside y, for the other class." if BOTH in kinds else ""
        return (
            f"The outputs are {quoted(flow)}, the scores; what the graph makes of them, labels for instance, "
            f"is left aside ({', '.join(kinds)}).{both}"
        )


def tail_of(
    nodes: Mapping[int, Any], takers: Mapping[str, Sequence[int]], tensors: StoredTensors
) -> LabelTail:
    """Raises InputError where anything but labels is made behind a node that makes these."""
    flowing = {place: node for place, node in nodes.items() if place not in tensors.places}
    roots = {place: node for place, node in flowing.items() if node.op_type in LABELS}
    places = {*roots, *_both_classes(flowing, tensors, roots)}
    behind = [name for place in places for name in nodes[place].output]
    behind += [node.output[0] for node in flowing.values() if node.op_type == LABELLED]
    while behind:
        for place in takers.get(behind.pop(), ()):
            if place not in places:
                if nodes[place].op_type not in BEHIND:
                    raise InputError(
                        f"{placed(nodes[place], place)} must not follow the labels; a network's layers do not"
                    )
                places.add(place)
                behind += nodes[place].output
    inner = {name for place in places for name in nodes[place].output}
    roots = {
        place: node
        for place, node in roots.items()
        if node.op_type == BOTH or not inner.intersection(node.input)
    }
    return LabelTail(roots, frozenset(places))


def _both_classes(nodes: Mapping[int, Any], tensors: StoredTensors, roots: dict[int, Any]) -> Iterable[int]:
    """The places of Concat(1 − y, y) and of what makes 1 − y; the first are put among the roots."""
    makers = {node.output[0]: (place, node) for place, node in nodes.items() if node.output}
    found = []
    for place, node in nodes.items():
        if node.op_type == BOTH and len(node.input) == 2 and node.input[0] in makers:
            at, rest = makers[node.input[0]]
            where = placed(node, place)
            if rest.op_type == "Sub" and len(rest.input) == 2 and rest.input[1] == node.input[1]:
                axis = attributes(node, {"axis": 0}, where)["axis"]
                if axis in (-1, 1) and tensors.number(rest.input[0], where) == 1:
                    roots[place] = node
                    found += [place, at]
    return found
