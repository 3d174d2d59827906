"""A node's attributes as its operator documents them; one that is not known here is refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from ....core.inputs import InputError
from ...untrusted.quoting import shown

# onnx.AttributeProto's types that are read: a number, a text, and numbers in a row.
FIELDS: dict[int, tuple[type, str]] = {
    1: (float, "f"),
    2: (int, "i"),
    3: (str, "s"),
    6: (list, "floats"),
    7: (tuple, "ints"),
}


def attributes(
    node: Any, known: Mapping[str, Any], where: str, ignored: Sequence[str] = ()
) -> dict[str, Any]:
    """The node's attributes, or what they are without being named; each of the kind of its default.

    A row of floating-point numbers is a list, one of whole numbers a tuple.
    """
    found = dict(known)
    seen: set[str] = set()
    for attribute in node.attribute:
        name = attribute.name
        if name in ignored:
            continue
        if name not in known or name in seen or attribute.ref_attr_name:
            raise InputError(
                f"{where} must have no attribute but {', '.join(known) or 'none'}, once; got {shown(name)}"
            )
        kind, field = FIELDS.get(attribute.type, (None, ""))
        if kind is not type(known[name]):
            raise InputError(
                f"{where} must have a value of the right kind as {name}; got type {attribute.type}"
            )
        seen.add(name)
        value = getattr(attribute, field)
        found[name] = (
            value.decode("utf-8", "replace")
            if kind is str
            else value
            if kind in (int, float)
            else kind(value)
        )
    return found
