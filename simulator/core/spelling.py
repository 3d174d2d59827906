"""How a row of the tables is spelt elsewhere: in formulas, in NumPy and PyTorch, in the frameworks.

Plain data. A row that lacks an entry is not known there: whoever needs it refuses with `needed`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .inputs import InputError

WHERE = {
    "numpy": "NumPy text",
    "torch": "PyTorch text",
    "line": "line of formula for F",
}


class Operand(str):
    """Numbers of the run within a formula: "t", "y", "n" or "e" of the output layer, or "sum t"."""


T, Y, N, SUM_T = Operand("t"), Operand("y"), Operand("n"), Operand("sum t")

Written = tuple[str, ...]  # pieces of LaTeX, and Operands where numbers stand


@dataclass(frozen=True)
class NumpyActivation:
    """`value` defines NAME(n), `slopes` NAME_slopes(n), the matrix A (L, L), for real n (L,).

    Both give the bits of the table's own functions. `needs`: activations whose value they call.
    """

    value: str
    slopes: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class NumpyLoss:
    """`value` defines F_of(t, n, y), and what `start` calls; `start`: S_K, with {A} and {n} to be named.

    `needs`: activations whose value they call.
    """

    value: str
    start: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class TorchName:
    """A module of torch.nn, a function or method of a tensor, and what follows the tensor in its call.

    `settings`: in order of position, each with the values under which it is this activation. `parameter`:
    which of them is the number in the activation's name.
    """

    module: str
    function: str
    settings: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    parameter: str = ""


INPLACE = ("inplace", (False, True))  # a setting of many modules of torch.nn


@dataclass(frozen=True)
class TorchLoss:
    """A function of torch.nn.functional that a loss is, under this `reduction`; "": under mean and sum.

    `applies`: the activation that it applies to its input itself. `by_entry`: its mean is one over items and
    outputs, not over items alone.
    """

    function: str
    reduction: str = ""
    applies: str = ""
    by_entry: bool = True


@dataclass(frozen=True)
class KerasName:
    """A function of keras.activations, and a layer with the settings that it must have; "" for neither.

    `parameter`: the setting that is the number in the activation's name; the function alone has `number`.
    """

    function: str = ""
    layer: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    parameter: str = ""
    number: float | None = None


@dataclass(frozen=True)
class OnnxName:
    """An operator and the attributes that it must have; `defaults`: those it has unless it says others.

    `parameter`: the attribute that is the number in the activation's name.
    """

    operator: str
    attributes: Mapping[str, float | str] = field(default_factory=dict)
    defaults: Mapping[str, float | str] = field(default_factory=dict)
    parameter: str = ""


def latex_decimal(number: float) -> str:
    """A number in LaTeX: 0.2, or 10⁻⁵."""
    mantissa, _, power = repr(number).partition("e")
    return rf"{mantissa}\cdot 10^{{{int(power)}}}" if power else mantissa


def identifier(name: str) -> str:
    """A row's name as a word of Python: leaky_relu(-0.2) is leaky_relu_minus_0_2."""
    for sign, word in (("(", "_"), (")", ""), ("-", "minus_"), ("+", ""), (".", "_")):
        name = name.replace(sign, word)
    return name


def needed(found: Any, who: str, entry: str) -> Any:
    """An entry of a row; raises InputError where it is None, so that nothing else is put in its place."""
    if found is None:
        raise InputError(
            f"{who} must have its {WHERE.get(entry, entry)} for this; "
            f"its row in the table has none (`{entry}` is missing)"
        )
    return found
