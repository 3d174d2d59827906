"""Numbers in the text of a lesson are named, {S:2:1}, and taken from its walk: so they are never others."""

import re
from collections.abc import Callable, Mapping

import numpy as np

from ...core.inputs import Array, InputError
from ...steps.formulas.digits import FULL
from ...steps.formulas.digits import shown as printed
from ...steps.formulas.notation import Notation
from ...steps.session import Session, Update
from ..untrusted.quoting import shown

NAME = re.compile(r"([A-Za-z]{1,5})((?::[0-9]{1,4}){0,3})(?:@([0-9]{1,3}))?")
FORM = "{quantity:layer:neuron}, of an edge {W:layer:row:column}, of a later update {F@2}"
SHAPE = "shape"  # of a W, by its layer

# Of a layer, for one pair: each by its number of dimensions and where it is found.
LAYERED: Mapping[str, tuple[int, Callable[[Update, int], Array]]] = {
    "n": (1, lambda u, l: u.run.n[l]),
    "a": (1, lambda u, l: u.run.a[l]),
    "A": (1, lambda u, l: u.run.slopes[l]),
    "S": (1, lambda u, l: u.run.S[l]),
    "W": (2, lambda u, l: u.before.W[l]),
    "b": (1, lambda u, l: u.before.b[l]),
    "dW": (2, lambda u, l: u.found.dW[l]),
    "db": (1, lambda u, l: u.found.db[l]),
    "newW": (2, lambda u, l: u.after.W[l]),
    "newb": (1, lambda u, l: u.after.b[l]),
}
# Of the whole network.
WHOLE: Mapping[str, Callable[[Update], float]] = {
    "F": lambda u: u.found.loss,
    "newF": lambda u: u.loss_after,
    "alpha": lambda u: float(u.alpha),
}


def told_number(name: str, session: Session, notation: Notation, place: str) -> str:
    """One number, or {shape:layer} of a W; raises InputError for a name that is none, or not of this walk."""
    found = NAME.fullmatch(name)
    if found is None:
        raise InputError(
            f"{place}: a number must be named as {FORM}, a letter or formula as {{:S}}; got {shown(name)}"
        )
    quantity, where, update = found[1], [int(one) for one in found[2].split(":")[1:]], int(found[3] or 1)
    if not 1 <= update <= session.updates:
        raise InputError(f"{place}: {shown(name)} must be of an update from 1 to {session.updates}")
    u = session.walked[update - 1]
    if quantity == SHAPE and len(where) == 1 and where[0] in u.before.W:
        return " × ".join(map(str, notation.shape(u.before.W[where[0]].shape)))
    if quantity in WHOLE and not where:
        return _printed(WHOLE[quantity](u))
    if quantity not in LAYERED or not where:
        known = ", ".join([*LAYERED, *WHOLE, SHAPE])
        raise InputError(f"{place}: {shown(name)} must be one of {known}, with its layer where it has one")
    dimensions, of = LAYERED[quantity]
    try:
        values = of(u, where[0])
    except KeyError:
        raise InputError(f"{place}: {shown(name)} is of layer {where[0]}, which does not have it") from None
    if values.ndim != dimensions or len(where) != dimensions + 1:
        raise InputError(f"{place}: {shown(name)} must say one number, as {FORM}")
    index = tuple(one - 1 for one in where[1:])
    if not all(0 <= i < size for i, size in zip(index, values.shape, strict=True)):
        raise InputError(f"{place}: {shown(name)} is not there; the array is {np.shape(values)}")
    return _printed(float(values[index]))


def _printed(value: float) -> str:
    """Whole where six decimals hold it, so that one can reckon with it, else with three digits."""
    whole = printed(value, 6)
    text = whole if "." not in whole or whole == printed(value, FULL) else printed(value, 3)
    return text.replace("-", "−")
