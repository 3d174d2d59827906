"""Activations that an ONNX graph writes in several nodes, as ½n(1 + erf(n/√2)), known by their formula.

A formula of n is a number and factors, or a number and terms, these in an order of their own and numbers to
six digits, as those of a float32 are: however the nodes compute it, the same formula is the same text.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from math import inf, pi, sqrt
from typing import Any

from .stored_tensors import StoredTensors

MOST_NODES = 16
LONGEST = 300  # characters of a formula


@dataclass(frozen=True, slots=True)
class Expression:
    """`number` times all `parts`, or where `adds`, plus them."""

    number: float = 1.0
    parts: tuple[str, ...] = ()
    adds: bool = False

    def __str__(self) -> str:
        number = [] if self.number == (0 if self.adds else 1) and self.parts else [f"{self.number:.6g}"]
        whole = [*number, *self.parts]
        return f"({' + '.join(whole)})" if self.adds else "·".join(whole)

    def __add__(self, other: "Expression") -> "Expression":
        both = [
            one if one.adds or not one.parts else Expression(0.0, (str(one),), True) for one in (self, other)
        ]
        terms = sorted(both[0].parts + both[1].parts)
        return Expression(both[0].number + both[1].number, tuple(terms), True)

    def __mul__(self, other: "Expression") -> "Expression":
        both = [Expression(1.0, (str(one),)) if one.adds else one for one in (self, other)]
        return Expression(both[0].number * both[1].number, tuple(sorted(both[0].parts + both[1].parts)))

    def __neg__(self) -> "Expression":
        return self * Expression(-1.0)

    def __sub__(self, other: "Expression") -> "Expression":
        return self + -other

    def __truediv__(self, other: "Expression") -> "Expression":
        whole = other * ONE
        below = [part.removeprefix("1/") if part.startswith("1/") else f"1/{part}" for part in whole.parts]
        return self * Expression(1 / whole.number if whole.number else inf, tuple(sorted(below)))


def _call(name: str, *given: Expression) -> Expression:
    return Expression(1.0, (f"{name}({', '.join(map(str, given))})",))


def _extreme(name: str, *given: Expression) -> Expression:
    """Min or Max, which take what they are given in any order."""
    return Expression(1.0, (f"{name}({', '.join(sorted(map(str, given)))})",))


def _power(base: Expression, exponent: Expression) -> Expression:
    if exponent.parts or exponent.number not in (2, 3):
        return _call("Pow", base, exponent)
    return base * base if exponent.number == 2 else base * base * base


def _clip(n: Expression, low: Expression, high: Expression) -> Expression:
    return _extreme("Min", _extreme("Max", n, low), high)


N, ONE, HALF = Expression(1.0, ("n",)), Expression(), Expression(0.5)
FORMULAS: dict[
    str, tuple[int, Callable[..., Expression]]
] = {  # how many values an operator takes, and what it is
    "Add": (2, Expression.__add__),
    "Sub": (2, Expression.__sub__),
    "Mul": (2, Expression.__mul__),
    "Div": (2, Expression.__truediv__),
    "Neg": (1, Expression.__neg__),
    "Reciprocal": (1, lambda n: ONE / n),
    "Pow": (2, _power),
    "Max": (2, lambda a, b: _extreme("Max", a, b)),
    "Min": (2, lambda a, b: _extreme("Min", a, b)),
    "Relu": (1, lambda n: _extreme("Max", n, Expression(0.0))),
    "Clip": (3, _clip),
    "Greater": (2, lambda a, b: _call("Greater", a, b)),
    "Where": (3, lambda a, b, c: _call("Where", a, b, c)),
}
CALLS = ("Abs", "Erf", "Exp", "Log", "Sigmoid", "Softplus", "Tanh")
FORMULAS |= {name: (1, lambda n, name=name: _call(name, n)) for name in CALLS}


def _written() -> dict[str, str]:
    """The activations by their formulas."""
    root, cube = Expression(sqrt(2 / pi)), Expression(0.044715)
    exp, nought = _call("Exp", -N), Expression(0.0)
    low, six = Expression(-1.0), Expression(6.0)
    inner = (root * (N + cube * N * N * N), root * N * (ONE + cube * N * N))
    found = [
        (HALF * N * (ONE + _call("Erf", N / Expression(sqrt(2)))), "gelu"),
        (HALF * N * (ONE - _call("Erf", -N / Expression(sqrt(2)))), "gelu"),
        *((HALF * N * (ONE + _call("Tanh", u)), "gelu_tanh") for u in inner),
        (N * _call("Sigmoid", N), "silu"),
        (N / (ONE + exp), "silu"),
        (ONE / (ONE + exp), "sigmoid"),
        (_call("Log", ONE + _call("Exp", N)), "softplus"),
        (_extreme("Max", N, nought) + _call("Log", ONE + _call("Exp", -_call("Abs", N))), "softplus"),
        # As PyTorch has it: from 20 on, ln(1 + eⁿ) is n to 3e-9.
        (_call("Where", _call("Greater", N, Expression(20.0)), N, _call("Softplus", N)), "softplus"),
        (N / (ONE + _call("Abs", N)), "softsign"),
        (_extreme("Max", N, nought), "relu"),
        (_clip(N, nought, six), "relu6"),
        (_extreme("Max", _extreme("Min", N, six), nought), "relu6"),
        (_clip(_extreme("Max", N, nought), nought, six), "relu6"),
        (_clip(N, low, ONE), "hardtanh"),
        (_extreme("Max", _extreme("Min", N, ONE), low), "hardtanh"),
    ]
    return {str(formula): name for formula, name in found}


WRITTEN = _written()


@dataclass(frozen=True, slots=True)
class Spelled:
    """An activation in these places; the value is what they make of what flows in."""

    activation: str
    places: tuple[int, ...]
    value: str


def spelled_out(
    flow: str,
    nodes: Mapping[int, Any],
    takers: Mapping[str, Sequence[int]],
    free: Container[int],
    tensors: StoredTensors,
) -> Spelled | None:
    """The longest activation that nodes in free places write, beginning with what flows, which they take.

    None where there is none. It is one where no value but the last is used outside.
    """
    if len(takers[flow]) > MOST_NODES:
        return None
    known: dict[str, Expression] = {flow: N}
    found: Spelled | None = None
    taken: list[int] = []
    while len(taken) < MOST_NODES:
        for place in sorted({place for value in known for place in takers.get(value, ())} - {*taken}):
            made = _formula(nodes[place], known, tensors, place) if place in free else None
            if made is not None and len(str(made)) <= LONGEST:
                break
        else:
            return found
        value = str(nodes[place].output[0])
        known[value] = made
        taken.append(place)
        inside = [name for name in known if name != value]
        closed = all({*takers[name]} <= {*taken} for name in inside)
        if closed and (name := WRITTEN.get(str(made))):
            found = Spelled(name, tuple(taken), value)
    return found


def _formula(
    node: Any, known: Mapping[str, Expression], tensors: StoredTensors, place: int
) -> Expression | None:
    """What a node makes; None where it takes anything but known values and single numbers."""
    count, formula = FORMULAS.get(node.op_type, (0, Expression))
    if not count or len(node.input) != count or node.attribute or len(node.output) != 1:
        return None
    given = []
    for name in node.input:
        number = None if name in known else tensors.number(name, f"node {place}") if name in tensors else None
        if name not in known and number is None:
            return None
        given.append(known[name] if number is None else Expression(number))
    return formula(*given)
