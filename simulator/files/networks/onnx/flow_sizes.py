"""Sizes that an ONNX graph takes from what flows, to reshape it by: x.view(x.size(0), -1) in PyTorch.

They come from Shape by Gather, Concat and Mul. The number of items stays open as ITEMS.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ....core.inputs import InputError
from ...untrusted.quoting import quoted
from .node_attributes import attributes
from .stored_tensors import StoredTensors, placed
from .tensor_shapes import MOST_AXES, Shape, whole_numbers

ITEMS, OPEN = "N", "?"  # the first axis where it is open; another one
Sizes = list[int | str]
SOURCE = "Shape"
SAME = ("Unsqueeze", "Squeeze", "Cast", "Identity")  # a size stays what it is, with an axis or without
MAKERS = ("Gather", "Concat", "Mul", *SAME)
MOST_NODES = 40  # one after the other


class FlowSizes:
    """`places`: the nodes that make sizes; they change nothing of what flows."""

    def __init__(
        self, nodes: Mapping[int, Any], takers: Mapping[str, Sequence[int]], tensors: StoredTensors
    ) -> None:
        self._tensors = tensors
        self._made: dict[str, tuple[int, Any]] = {}
        self._known: dict[str, Sizes] = {}
        waiting = [
            place for place, node in nodes.items() if node.op_type == SOURCE and place not in tensors.places
        ]
        while waiting:
            place = waiting.pop()
            name = nodes[place].output[0]
            if name in self._made:
                continue
            self._made[name] = place, nodes[place]
            for taker in takers.get(name, ()):
                known = all(value in tensors or value in self._made for value in nodes[taker].input)
                if nodes[taker].op_type in MAKERS and known:
                    waiting.append(taker)
        self.places = frozenset(place for place, _ in self._made.values())

    def __contains__(self, name: object) -> bool:
        return name in self._made

    def target(self, name: str, shapes: Mapping[str, Shape], shape: Shape, where: str) -> list[int]:
        """What `shape` is to become: 0 for the items where their number is open, as Reshape writes it.

        `shapes`: those of the values before, by name.
        """
        sizes = self._values(name, shapes, where, 0)
        if OPEN in sizes or ITEMS in sizes[1:] or (ITEMS in sizes and shape[:1] != [None]):
            raise InputError(f"{where} must keep the items apart, in sizes that the graph says; it does not")
        if sizes == [ITEMS]:
            return [-1]
        return [0 if size == ITEMS else int(size) for size in sizes]

    def _values(self, name: str, shapes: Mapping[str, Shape], where: str, depth: int) -> Sizes:
        if name not in self._made:
            return [*whole_numbers(self._tensors.array(name, where), where)]
        if depth > MOST_NODES:
            raise InputError(f"{where} must be at most {MOST_NODES} nodes from its sizes; it is further")
        if name not in self._known:
            place, node = self._made[name]
            self._known[name] = self._computed(node, shapes, placed(node, place), depth)
        return self._known[name]

    def _computed(self, node: Any, shapes: Mapping[str, Shape], where: str, depth: int) -> Sizes:
        if node.op_type == SOURCE:
            return _sizes(node, shapes, where)
        given = [self._values(name, shapes, where, depth + 1) for name in node.input if name]
        if node.op_type in SAME:
            return given[0]
        if node.op_type == "Concat":
            joined = [size for sizes in given for size in sizes]
            if len(joined) > MOST_AXES:
                raise InputError(f"{where} must make at most {MOST_AXES} sizes; it makes {len(joined)}")
            return joined
        if len(given) != 2:
            raise InputError(f"{where} must take two values; it takes {len(given)}")
        sizes, other = given
        if node.op_type == "Gather":
            places = [place for place in other if isinstance(place, int) and abs(place) < len(sizes)]
            if len(places) != len(other) or attributes(node, {"axis": 0}, where)["axis"]:
                raise InputError(f"{where} must take sizes that there are; it does not")
            return [sizes[place] for place in places]
        if len(sizes) != len(other):
            raise InputError(f"{where} must multiply as many sizes as it has; it does not")
        return [_product(one, two) for one, two in zip(sizes, other, strict=True)]


def _sizes(node: Any, shapes: Mapping[str, Shape], where: str) -> Sizes:
    given = attributes(node, {"start": 0, "end": MOST_AXES}, where)
    if node.input[0] not in shapes:
        raise InputError(f"{where} must take what flows; it takes {quoted(node.input[0])}")
    shape = shapes[node.input[0]]
    sizes: Sizes = [OPEN if size is None else size for size in shape]
    if shape and shape[0] is None:
        sizes[0] = ITEMS
    return sizes[given["start"] : given["end"]]


def _product(one: int | str, two: int | str) -> int | str:
    return one * two if isinstance(one, int) and isinstance(two, int) else OPEN
