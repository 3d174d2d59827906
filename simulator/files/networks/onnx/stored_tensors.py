"""The numbers that an ONNX graph holds: initializers, constants, and what nodes make of these alone."""

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np

from ....core.inputs import Array, InputError
from ...untrusted.quoting import first_twice, quoted
from ..model import MOST_PARAMETERS
from .node_attributes import attributes
from .tensor_shapes import flattened, reshaped, squeezed, unsqueezed, whole_numbers

Reader = Callable[[Any, str, str], Array]  # a tensor, its name, who asks
MOST_NODES = 40  # one after the other, from a stored tensor on
MOST_NUMBERS = 4 * MOST_PARAMETERS  # that all of these nodes may make
FLOATING, INT64 = (1, 11), 7  # onnx.TensorProto: FLOAT and DOUBLE; INT64
ARITHMETIC = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": np.divide,
    "Sqrt": np.sqrt,
    "Neg": np.negative,
    "Reciprocal": np.reciprocal,
}
SHAPING = ("Identity", "Cast", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze")
CONSTANTS = ("Constant", "ConstantOfShape")
# Of a Constant: the fields of onnx.AttributeProto that hold its number or numbers, and their type.
NUMBERS = {
    "value_float": ("f", np.float64),
    "value_floats": ("floats", np.float64),
    "value_int": ("i", np.int64),
    "value_ints": ("ints", np.int64),
}


class StoredTensors:
    """A graph's tensors by name, each read when it is asked for."""

    def __init__(self, initializers: Any, nodes: Mapping[int, Any], read: Reader) -> None:
        """`nodes`: by place. Raises InputError for a name that is made twice."""
        self._read = read
        self._held = {tensor.name: tensor for tensor in initializers}
        made = [tensor.name for tensor in initializers]
        made += [name for node in nodes.values() for name in node.output if name]
        if (twice := first_twice(made)) is not None:
            raise InputError(f"every value in the graph must be made once; {quoted(twice)} is made twice")
        self._nodes = self._at_rest(nodes)
        self.places = frozenset(place for place, _ in self._nodes.values())
        self._known: dict[str, Array] = {}
        self._left = MOST_NUMBERS

    def __contains__(self, name: object) -> bool:
        return name in self._held or name in self._nodes

    def array(self, name: str, where: str, depth: int = 0) -> Array:
        """float64 or int64; raises InputError for what is computed from the input, or cannot be read."""
        if name not in self:
            raise InputError(
                f"{where} must have its W and b as numbers in the file; {quoted(name)} is computed"
            )
        if depth > MOST_NODES:
            raise InputError(f"{where} must be at most {MOST_NODES} nodes from its numbers; it is further")
        if name not in self._known:
            held = self._held.get(name)
            self._known[name] = self._made(name, depth) if held is None else self._read(held, name, where)
        return self._known[name]

    def number(self, name: str, where: str) -> float | None:
        """The one number of a tensor with a single one; None for any other value."""
        array = self.array(name, where) if name in self else np.zeros(0)
        return float(array.reshape(())) if array.size == 1 else None

    def _at_rest(self, nodes: Mapping[int, Any]) -> dict[str, tuple[int, Any]]:
        """The places and nodes that stored tensors alone flow into, by what they make."""
        found: dict[str, tuple[int, Any]] = {}
        waiting = {place: len({name for name in node.input if name}) for place, node in nodes.items()}
        takers: dict[str, list[int]] = {}
        for place, node in nodes.items():
            for name in {name for name in node.input if name}:
                takers.setdefault(name, []).append(place)
        ready = [place for place, node in nodes.items() if node.op_type in CONSTANTS and not waiting[place]]
        names = list(self._held)
        while names or ready:
            while ready:
                place = ready.pop()
                for name in filter(None, nodes[place].output):
                    found[name] = place, nodes[place]
                    names.append(name)
            for place in takers.get(names.pop(), []):
                waiting[place] -= 1
                if not waiting[place]:
                    ready.append(place)
        return found

    def _made(self, name: str, depth: int) -> Array:
        place, node = self._nodes[name]
        where = placed(node, place)
        if node.op_type == "Constant":
            return self._constant(node, name, where)
        given = [self.array(each, where, depth + 1) for each in node.input if each]
        if node.op_type in SHAPING:
            return _shaped(node, given, where)
        if node.op_type == "ConstantOfShape":
            return self._filled(node, given, where)
        if node.op_type in ARITHMETIC:
            return self._computed(node, given, name, where)
        raise InputError(f"{where} must not stand between stored numbers and a layer; export W and b as such")

    def _constant(self, node: Any, name: str, where: str) -> Array:
        held = list(node.attribute)
        if len(held) == 1 and held[0].name == "value":
            return self._read(held[0].t, name, where)
        if len(held) != 1 or held[0].name not in NUMBERS:
            raise InputError(f"{where} must hold numbers, as its value; it does not")
        field, dtype = NUMBERS[held[0].name]
        value = getattr(held[0], field)
        return _finite(np.array(value if np.isscalar(value) else list(value), dtype), name, where)

    def _filled(self, node: Any, given: list[Array], where: str) -> Array:
        shape = whole_numbers(given[0], where) if len(given) == 1 else []
        if not shape or min(shape) < 1:
            raise InputError(f"{where} must be given a shape with something on each axis; got {shape[:5]}")
        self._spend(prod(shape), where)
        held = [attribute for attribute in node.attribute if attribute.name == "value"]
        value = self._read(held[0].t, "value", where) if held else np.zeros(1)
        if value.size != 1:
            raise InputError(f"{where} must hold one number, as its value; it holds {value.size}")
        return np.full(shape, value.reshape(()))

    def _computed(self, node: Any, given: list[Array], name: str, where: str) -> Array:
        attributes(node, {}, where)
        call = ARITHMETIC[node.op_type]
        if len(given) != call.nin or any(array.dtype != np.float64 for array in given):
            raise InputError(f"{where} must take {call.nin} tensors of floating-point numbers; it does not")
        try:
            size = prod(np.broadcast_shapes(*(array.shape for array in given)))
        except ValueError:
            raise InputError(f"{where} must take tensors whose shapes fit; they do not") from None
        self._spend(size, where)
        with np.errstate(all="ignore"):
            return _finite(np.asarray(call(*given)), name, where)

    def _spend(self, numbers: int, where: str) -> None:
        self._left -= numbers
        if self._left < 0:
            raise InputError(f"the graph must make at most {MOST_NUMBERS:,} numbers; {where} makes more")


def placed(node: Any, place: int) -> str:
    """A node's place, name and type."""
    name = f" {quoted(node.name)}" if node.name else ""
    return f"node {place}{name} ({quoted(node.op_type)})"


def _finite(array: Array, name: str, where: str) -> Array:
    if not np.isfinite(array).all():
        raise InputError(f"{quoted(name)}, of {where}, must be finite; it is not")
    return array


def _shaped(node: Any, given: list[Array], where: str) -> Array:
    """The same numbers, in another shape."""
    if not given:
        raise InputError(f"{where} must take a tensor; it takes none")
    array, *more = given
    if node.op_type == "Transpose":
        axes = list(attributes(node, {"perm": ()}, where)["perm"]) or [*reversed(range(array.ndim))]
        if sorted(axes) != list(range(array.ndim)):
            raise InputError(f"{where} must name each axis once; got {axes[:5]}")
        return array.transpose(axes)
    if node.op_type == "Cast":
        to = attributes(node, {"to": 0, "saturate": 1}, where)["to"]
        if to not in (*FLOATING, INT64):
            raise InputError(f"{where} must make float, double or int64 numbers; it makes type {to}")
        return array.astype(np.int64 if to == INT64 else np.float64)
    shape: list[int | None] = list(array.shape)
    change = {"Reshape": reshaped, "Flatten": flattened, "Squeeze": squeezed, "Unsqueeze": unsqueezed}
    if node.op_type in change:
        shape = change[node.op_type](node, shape, more[0] if more else None, where)
    return array.reshape([size or 0 for size in shape])
