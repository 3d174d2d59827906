"""Numbers that somebody gives to be compared: read by quantity and layer, and to how many digits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..inputs import Array, InputError, numbers, whole
from ..network import Network
from ..wording import counted_as
from .slips.worked_with_slips import Key

QUANTITIES = ("n", "a", "S", "dW", "db", "W", "b")
OF_A_SET = ("dW", "db", "W", "b")
FEWEST, MOST = 3, 7  # significant digits; half a unit in an eighth is next to nothing beside what is allowed
SLACK = 1 + 1e-6  # a half that was rounded the other way is no difference
LAST = -1  # names the last layer, as where somebody writes y for the output
EXACT = 8 * float(np.finfo(float).eps)


def keys_in_order(net: Network) -> list[Key]:
    """a_1, n_2, a_2 … n_K, a_K; then S_l, dW_l, db_l for l = K..2; then W_l, b_l for l = K..2."""
    up, down = range(2, net.depth + 1), range(net.depth, 1, -1)
    forth = [("a", 1), *((quantity, l) for l in up for quantity in ("n", "a"))]
    back = [(quantity, l) for l in down for quantity in ("S", "dW", "db")]
    return forth + back + [(quantity, l) for l in down for quantity in ("W", "b")]


@dataclass(frozen=True, eq=False, slots=True)
class Given:
    """One array: its `values`, which are `present`, and by how much each may differ for its digits.

    `turned`: it came as (L, H), which only its transpose fits; here it stands as (H, L).
    """

    values: Array
    present: Array
    within: Array
    turned: bool = False

    def the_other_way(self) -> "Given":
        """The transpose."""
        return Given(self.values.T, self.present.T, self.within.T, not self.turned)


def read(net: Network, theirs: Any, of_a_set: bool) -> dict[Key, Given]:
    """Every array that is given, in the order of the steps.

    Raises InputError for a quantity, a layer or a shape that there is not, for a number that is not finite,
    and where no number is given. W or ∂F/∂W of which only the transpose fits is taken turned.
    """
    allowed = OF_A_SET if of_a_set else QUANTITIES
    for quantity in _mapping(theirs, "theirs", "{'S': {3: [0.5, -0.1]}}"):
        if quantity not in QUANTITIES:
            raise InputError(
                f"your numbers must be quantities among {', '.join(allowed)}; got {quantity!r:.60}"
            )
        if quantity not in allowed:
            raise InputError(
                f"where x and t are rows your numbers must be totals of {', '.join(allowed)}; "
                f"got {quantity!r:.60}"
            )
    by_layer = {quantity: _layers(net, quantity, theirs[quantity]) for quantity in theirs}
    found = {(q, l): _entries(net, q, l, by_layer[q][l]) for q, l in _present(keys_in_order(net), by_layer)}
    found = {key: given for key, given in found.items() if given.present.any()}
    if not found:
        raise InputError(f"your numbers must be at least one number of {', '.join(allowed)}; got none")
    return found


def half_a_unit(given: Array) -> Array:
    """Half a unit in the last digit of each of the numbers, (N,), as they are printed together; else 0.

    They may share a number of significant digits (0.123, 4.50) or of decimals (0.12, 14.50): whichever
    allows more. Three digits are taken for given even where fewer are needed: 0.5 is 0.500. Numbers that
    need more than seven are taken for full ones.
    """
    size = np.abs(given)
    if not size.any():
        return np.zeros(len(given))
    with np.errstate(all="ignore"):
        power = np.floor(np.log10(np.where(size, size, size.max())) + 1e-12)
        own = _first_fit(size, power)  # digits counted from each number's own first
        common = _first_fit(size, np.full(len(size), power.max()))  # counted from the largest number's first
    return np.maximum(np.where(size, own, 0.0), common) / 2


def _first_fit(size: Array, power: Array) -> Array:
    for digits in range(FEWEST, MOST + 1):
        unit = 10.0 ** (power - digits + 1)
        multiple = size / unit
        if (np.abs(multiple - np.rint(multiple)) <= EXACT * multiple).all():
            return unit
    return np.zeros(len(size))


def _present(keys: Iterable[Key], by_layer: dict[str, dict[int, Any]]) -> list[Key]:
    return [(quantity, l) for quantity, l in keys if l in by_layer.get(quantity, ())]


def _layers(net: Network, quantity: str, given: Any) -> dict[int, Any]:
    first = 1 if quantity == "a" else 2
    found: dict[int, Any] = {}
    for l, value in _mapping(given, quantity, "{2: [0.5, -0.1]}").items():
        each = f"the layers of {quantity}"
        number = net.depth if l == LAST else whole(l, each, first, net.depth, says="must each be")
        if number in found:
            raise InputError(f"your {quantity}{number} must be given once; it comes twice")
        found[number] = value
    return found


def _entries(net: Network, quantity: str, l: int, value: Any) -> Given:
    weights = quantity in ("W", "dW")
    shape = net.W[l].shape if weights else (net.widths[l - 1],)
    turned = weights and shape[0] != shape[1] and np.shape(value) == shape[::-1]
    if turned:
        shape = shape[::-1]
    _fitting(net, quantity, l, shape, value)
    absent, plain, smallest = np.zeros(shape, bool), value, 0.0
    if isinstance(value, np.ma.MaskedArray):
        absent, plain = np.ma.getmaskarray(value), np.ma.filled(value, 0)
    if getattr(plain, "dtype", None) in (np.float16, np.float32):
        smallest = float(np.finfo(plain.dtype).tiny)  # below it there are not enough digits, or only 0
        plain = plain.astype(str).astype(float)  # as it prints: 0.1, not 0.10000000149
    values = numbers(plain, f"your {quantity}{l}", shape)
    present = ~absent
    within = np.zeros(shape)
    within[present] = np.maximum(SLACK * half_a_unit(values[present]), smallest)
    given = Given(values, present, within)
    return given.the_other_way() if turned else given


def _fitting(net: Network, quantity: str, l: int, shape: tuple[int, ...], value: Any) -> None:
    """Raise InputError, in numbers of neurons, where a list or a table is of another size."""
    try:
        came = np.shape(value)
    except ValueError:  # rows of different lengths
        return
    if came == shape or len(came) not in (1, 2):  # what is neither is refused with the numbers
        return
    if len(shape) == 1:
        needed = f"{counted_as(shape[0], 'number')} (layer {l} has {counted_as(shape[0], 'neuron')})"
    else:
        H, L = net.widths[l - 2 : l]
        needed = f"{H} × {L} numbers (layer {l - 1} has {counted_as(H, 'neuron')}, layer {l} has {L})"
    gave = f"{came[0]}" if len(came) == 1 else " × ".join(map(str, came))
    raise InputError(f"your {quantity}{l} needs {needed}; you gave {gave}")


def _mapping(value: Any, name: str, example: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{name} must be a dictionary such as {example}; got {type(value).__name__}")
    return value
