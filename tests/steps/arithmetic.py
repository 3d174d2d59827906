"""Reads a printed line of LaTeX as a person with a pocket calculator would: in exact fractions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

PIECE = re.compile(
    r"\\begin\{bmatrix\} (?P<matrix>.*?) \\end\{bmatrix\}"
    r"|(?P<function>\\operatorname\{diag\} \( \{\\sigma'\} |\{\\sigma\} )\("
    r"|(?P<half>\\tfrac\{1\}\{2\})"
    r"|(?P<square>\^\{2\})"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:\\cdot 10\^\{-?\d+\})?)"
    r"|(?P<times>\\cdot|\\,)"
    r"|(?P<relation>=|\\approx)"
    r"|(?P<sign>[()+-])"
    r"| "
)


@dataclass(frozen=True)
class Exact:
    """A fraction, or a matrix of them."""

    value: Fraction | np.ndarray

    def __add__(self, other: "Exact") -> "Exact":
        return Exact(self.value + other.value)

    def __sub__(self, other: "Exact") -> "Exact":
        return Exact(self.value - other.value)

    def __neg__(self) -> "Exact":
        return Exact(-self.value)

    def __mul__(self, other: "Exact") -> "Exact":
        both = isinstance(self.value, np.ndarray) and isinstance(other.value, np.ndarray)
        return Exact(self.value @ other.value if both else self.value * other.value)

    def __pow__(self, power: int) -> "Exact":
        return Exact(self.value**power)

    @property
    def entries(self) -> list[Fraction]:
        """Row by row."""
        return list(np.asarray(self.value, dtype=object).ravel())


@dataclass(frozen=True)
class Line:
    """The printed operands from left to right, what they come to, the relation, and the printed result."""

    operands: list[list[Fraction]]
    left: list[Fraction]
    relation: str
    result: list[Fraction]


def number(text: str) -> Fraction:
    """-0.159, or 4.39·10⁻⁵ as LaTeX writes it."""
    mantissa, _, power = text.partition(r"\cdot 10^{")
    return Fraction(mantissa) * Fraction(10) ** int(power.removesuffix("}") or 0)


def matrix(body: str) -> np.ndarray:
    """The entries of a bmatrix, (rows, columns)."""
    rows = [[number(cell.strip()) for cell in row.split("&")] for row in body.split(r"\\")]
    return np.array(rows, dtype=object)


def lines(latex: str) -> list[str]:
    """The lines of a formula: one, or those of a gathered block."""
    inside = latex.removeprefix(r"\begin{gathered} ").removesuffix(r" \end{gathered}")
    parts = re.split(r"(\\begin\{bmatrix\}.*?\\end\{bmatrix\})", inside)
    marked = [part if part.startswith(r"\begin") else part.replace(r" \\ ", "\n") for part in parts]
    return "".join(marked).split("\n")


def calculate(line: str, function: Callable[[Exact], Exact] | None = None) -> Line:
    """Work the left side out; `function` stands for σ( or diag(σ′(, where the line has one."""
    numbers: list[Exact] = []
    sides, relation, at = [""], "", 0
    line = line.removeprefix("{F} = ")
    while at < len(line):
        match = PIECE.match(line, at)
        assert match, f"cannot read {line[at:]!r}"
        at, kind, text = match.end(), match.lastgroup, match[0].strip()
        if kind == "relation":
            relation = text
            sides.append("")
            continue
        starts = kind in ("matrix", "number", "half", "function") or text == "("
        if starts and sides[-1].endswith((")", "]", "half", "**2")):
            sides[-1] += "*"  # side by side is a product
        if kind in ("matrix", "number"):
            numbers.append(Exact(matrix(match["matrix"]) if kind == "matrix" else number(text)))
            text = f"numbers[{len(numbers) - 1}]"
        elif kind == "function":
            text = "function" + "(" * text.count("(")
        elif kind == "half":
            text = "half"
        sides[-1] += {"square": "**2", "times": "*"}.get(kind or "", text)
    names = {"numbers": numbers, "function": function, "half": Exact(Fraction(1, 2))}
    left, result = (eval(side, {"__builtins__": {}}, names).entries for side in sides)
    return Line([given.entries for given in numbers[:-1]], left, relation, result)
