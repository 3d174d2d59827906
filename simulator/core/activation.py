"""An activation turns the weighted sum n into the output a; its slope says how strongly a answers n.

One row of the table carries everything that is said of an activation anywhere; the rows stand in
activations/, this is their order. A name may hold a number, as "leaky_relu(0.2)" does: its row is made by
that of leaky_relu when it is asked for.
"""

import math
import re
from functools import lru_cache

from .activations.activation_row import Activation
from .activations.exponential_units import ELU, SELU
from .activations.gelu import GELU, GELU_TANH
from .activations.smooth_activations import SIGMOID, SILU, SOFTPLUS, SOFTSIGN, TANH
from .activations.softmax import SOFTMAX
from .activations.straight_activations import HARDTANH, IDENTITY, LEAKY_RELU, RELU, RELU6
from .inputs import InputError

# A number in a name: what float reads, but for its names of no number and its underscores.
NUMBERED = re.compile(
    r"([a-z_0-9]+)\(([-+]?(?:[0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,4})?)\)"
)
LONGEST_NAME = 120
NUMBER = 0.2  # that a refusal shows as an example


class ActivationTable(dict[str, Activation]):
    """The rows by name. A name with a number in it is there as well, though no list of the names has it."""

    def __missing__(self, name: object) -> Activation:
        if isinstance(name, str) and (found := _numbered(self, name)):
            return found
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and _numbered(self, name) is not None)


def _numbered(table: ActivationTable, name: str) -> Activation | None:
    """The row of a name such as "elu(0.5)", however its number is written; None for what is no such name."""
    found = NUMBERED.fullmatch(name) if len(name) <= LONGEST_NAME else None
    row = table.get(found[1]) if found else None
    if found is None or row is None or row.parameter is None:
        return None
    number = float(found[2])
    if not math.isfinite(number):
        return None
    return row if number == row.parameter.value else _row_with(row, number)


@lru_cache(maxsize=256)
def _row_with(row: Activation, number: float) -> Activation:
    assert row.parameter is not None
    return row.parameter.make(number, f"{row.name}({number!r})")


ACTIVATIONS = ActivationTable(
    (row.name, row)
    for row in (
        IDENTITY,
        SIGMOID,
        TANH,
        RELU,
        LEAKY_RELU,
        ELU,
        SOFTPLUS,
        SILU,
        SOFTMAX,
        GELU,
        GELU_TANH,
        SELU,
        RELU6,
        HARDTANH,
        SOFTSIGN,
    )
)


def activation_named(name: object, where: str = "an activation") -> Activation:
    """Look a name up in the table; raises InputError that lists the names there are."""
    if not isinstance(name, str) or name not in ACTIVATIONS:
        numbered = " or ".join(f"{row.name}({NUMBER})" for row in ACTIVATIONS.values() if row.parameter)
        raise InputError(f"{where} must be one of {', '.join(ACTIVATIONS)}, or {numbered}; got {name!r:.60}")
    return ACTIVATIONS[name]
