"""A formula is a row of tokens: letters that explain themselves, signs, and numbers from the run.

The same row is written as LaTeX here and as MathML by the player, so neither can show another formula.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.activations.activation_row import Activation
from ...core.inputs import Array
from . import digits as figures

ELIDE_ABOVE = 12  # rows or terms; then the first three, an ellipsis, and the last
COLUMNS = 7  # a matrix wider than this would run out of the panel; elided likewise
KEPT = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A symbol and what it means, in words that can be shown beside it.

    `of` says which numbers it stands for, see equations.py: "W:2", of one neuron "n:2:1".
    """

    latex: str
    meaning: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An operator, a bracket or a function sign."""

    latex: str


# In texts of a step that is made for any neuron: where its number goes, on the line and as an index.
SYMBOL, LOWERED_SYMBOL = "\x01", "\x02"


@dataclass(frozen=True, slots=True)
class AnyNeuron:
    """In place of a neuron's number: a step made with it holds for every neuron of its layer.

    Its number is to be filled in, plus `offset`: places of arrays count from 0, one less.
    """

    offset: int = 0

    def __sub__(self, less: int) -> "AnyNeuron":
        return AnyNeuron(self.offset - less)

    def __str__(self) -> str:
        return SYMBOL


Index = int | AnyNeuron  # of a neuron


@dataclass(frozen=True, eq=False, slots=True)
class Numbers:
    """An array of the run, or a row, column or entry of it; as a column vector, transposed, or as a diagonal.

    `array` is the run's own array, never a copy, so that every formula showing it shares it. With AnyNeuron
    as its row or column it has no value. `calm` is the array as it is printed with 2 to 6 digits, where it
    holds noise. `found_here`: the step itself computes them, and another of its lines goes on with them.
    `of` says which numbers these are, see equations.py: "W:2" is followed by the places in the array, and
    with "@" at its end the array has an item of a batch in each column.
    """

    array: Array
    row: Index | None = None
    column: Index | None = None
    form: Literal["plain", "transposed", "diagonal"] = "plain"
    calm: Array | None = None
    found_here: bool = False
    of: str = ""

    @property
    def value(self) -> Array:
        """() for an entry, else two-dimensional as printed: a vector is (L, 1)."""
        return self._seen(self.array)

    def at(self, digits: int) -> Array:
        """The same with 0 for noise, unless every digit is printed."""
        return self._seen(self.array if self.calm is None or digits == figures.FULL else self.calm)

    def _seen(self, array: Array) -> Array:
        assert not isinstance(self.row, AnyNeuron)
        assert not isinstance(self.column, AnyNeuron)
        if self.row is not None:
            array = array[self.row]
        if self.column is not None:
            array = array[..., self.column]
        if array.ndim == 1:
            array = np.diag(array) if self.form == "diagonal" else array[:, None]
        return array.T if self.form == "transposed" else array


@dataclass(frozen=True, eq=False, slots=True)
class Products:
    """left_1 × right_1 + left_2 × right_2 + …, or left_1² + left_2² + … where `squares`."""

    left: Numbers
    right: Numbers
    squares: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """The sign before the result: "=" where the printed factors give the printed result, else "≈"."""


Token = Letter | Mark | Numbers | Products | Relation

# What the printed operands must give for "=" to stand, in exact fractions, two-dimensional or one number.
RULES: dict[str, Callable[..., Array]] = {
    "product": lambda *factors: _chain(factors),
    "minus-product": lambda *factors: -_chain(factors),
    "minus-twice-product": lambda *factors: -2 * _chain(factors),
    "affine": lambda W, a, b: W @ a + b,
    "sum-of-products": lambda left, right, b=0: (left * right).sum() + b,
    "half-sum-of-products": lambda left, right: (left * right).sum() / 2,
    "scaled-sum": lambda slope, left, right: slope * (left * right).sum(),
    "difference": lambda t, y: t - y,
    "descent": lambda W, alpha, dW: W - alpha * dW,
    "descent-twice": lambda W, alpha, factor, more: W - alpha * factor * more,
    "shrunk": lambda alpha, factor, W: (1 - alpha * factor) * W,
    "plus-scaled": lambda g, factor, more: g + factor * more,
    "plus-scaled-twice": lambda g, factor, more, other, last: g + factor * more + other * last,
    "scaled-plus": lambda factor, V, g: factor * V + g,
    "mixed": lambda factor, V, less, g: factor * V + (1 - less) * g,
    "mixed-squares": lambda factor, V, less, g, again: factor * V + (1 - less) * g * again,
    "softmax-slopes": lambda diagonal, y, y_row: diagonal - y @ y_row,
    "softmax-error": lambda y, total, t: y * total - t,
    # of a batch, with a column for each item
    "affine-of-items": lambda W, a, b, ones: W @ a + _chain((b, ones)),
    "mean-product": lambda left, right: left @ right / len(right),
    "scaled": lambda slopes, v: slopes * v,
    "minus-scaled": lambda slopes, v: -slopes * v,
    "minus-twice-scaled": lambda slopes, v: -2 * slopes * v,
    "scaled-product": lambda slopes, W, S: slopes * (W @ S),
    "product-scaled": lambda W, S, slopes: (W @ S) * slopes,  # of a pair, where slopes are no matrix
}
FUNCTION = "function"  # no arithmetic on printed digits decides: "=" only where every digit is printed
SLOPES, OF_ITEMS = "-slopes", "-slopes-of-items"  # after an activation's name


def rule_of(activation: Activation, slopes: bool = False) -> str:
    """How printed digits of σ(n), or its slopes, are judged: by arithmetic where it is piecewise linear."""
    if activation.pieces is None:
        return FUNCTION
    return activation.name + SLOPES * slopes


def arithmetic(rule: str) -> Callable[..., Array]:
    """What a rule does with the printed operands: one of RULES, or a piecewise linear activation."""
    if rule in RULES:
        return RULES[rule]
    name = rule.removesuffix(OF_ITEMS).removesuffix(SLOPES)
    row = ACTIVATIONS[name]
    assert row.pieces is not None
    kinks, slopes = [*map(Fraction, row.kinks)], [*map(Fraction, row.pieces)]
    at_kinks = dict(zip(kinks, map(Fraction, row.slopes_at_kinks), strict=True))
    if rule == name:
        return np.vectorize(lambda n: _value(n, kinks, slopes), otypes=[object])
    if rule.endswith(OF_ITEMS):
        return np.vectorize(lambda n: at_kinks.get(n, slopes[bisect_left(kinks, n)]), otypes=[object])
    return lambda n: np.diag([at_kinks.get(x, slopes[bisect_left(kinks, x)]) for x in n[:, 0]])


def _value(n: Fraction, kinks: list[Fraction], slopes: list[Fraction]) -> Fraction:
    """What is 0 at 0 and has these slopes between its kinks: each slope times how far it reaches to n."""
    zero = Fraction(0)
    low, high = min(n, zero), max(n, zero)
    ends = zip((low, *kinks), (*kinks, high), slopes, strict=True)
    found = sum((slope * max(min(high, to) - max(low, start), zero) for start, to, slope in ends), zero)
    return found if n > 0 else -found


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """One line of numbers: tokens with one Relation, the Numbers after it being the result."""

    tokens: tuple[Token, ...]
    rule: str

    def holds(self, digits: int) -> bool:
        """Whether the printed factors give the printed result."""
        at = next(i for i, token in enumerate(self.tokens) if isinstance(token, Relation))
        operands = [value for token in self.tokens[:at] for value in _values(token, digits)]
        result = next(value for token in self.tokens[at:] for value in _values(token, digits))
        if self.rule == FUNCTION:
            return all(_as_printed(value, digits) for value in (*operands, result))
        *seen, wanted = (figures.printed(value, digits) for value in (*operands, result))
        return bool(np.all(arithmetic(self.rule)(*seen) == wanted))

    def latex(self, digits: int = figures.DEFAULT_DIGITS) -> str:
        """The line in LaTeX."""
        return " ".join(self.pieces(digits))

    def pieces(self, digits: int = figures.DEFAULT_DIGITS) -> list[str]:
        """The same, token by token."""
        sign = "=" if self.holds(digits) else r"\approx"
        out = []
        for before, token in zip((None, *self.tokens), self.tokens, strict=False):
            text = _latex(token, digits, sign)
            bare = isinstance(before, Mark) and before.latex != "("
            out.append(f"({text})" if bare and text.startswith("-") and isinstance(token, Numbers) else text)
        return out


@dataclass(frozen=True, eq=False, slots=True)
class Equation:
    """What a step computes: with hats (Ŝ = Â W S), with layer numbers (S_3 = A_3 W_4 S_4), and in numbers."""

    letters: tuple[Token, ...]
    numbered: tuple[Token, ...]
    lines: tuple[Line, ...]

    def led_by(self, *tokens: Token) -> "Equation":
        """The same with more in front of the layer numbers: y = a_4 = …"""
        return replace(self, numbered=(*tokens, *self.numbered))

    def followed_by(self, line: Line) -> "Equation":
        """The same with one more line of numbers."""
        return replace(self, lines=(*self.lines, line))


def symbols(tokens: tuple[Token, ...]) -> str:
    """A formula without numbers in LaTeX."""
    return " ".join(_latex(token, figures.DEFAULT_DIGITS, "=") for token in tokens)


def _as_printed(value: Array, digits: int) -> bool:
    """Whether every digit of these numbers is printed."""
    return bool(np.all(figures.printed(value, digits) == figures.printed(value, figures.FULL)))


def _values(token: Token, digits: int) -> tuple[Array, ...]:
    if isinstance(token, Numbers):
        return (token.at(digits),)
    if isinstance(token, Products):
        return (token.left.at(digits), token.right.at(digits))
    return ()


def _chain(factors: tuple[Array, ...]) -> Array:
    out = factors[0]
    for factor in factors[1:]:
        out = out @ factor if np.ndim(out) and np.ndim(factor) else out * factor
    return out


def _latex(token: Token, digits: int, relation: str) -> str:
    match token:
        case Letter(latex=latex) | Mark(latex=latex):
            return f"{{{latex}}}" if isinstance(token, Letter) else latex
        case Relation():
            return relation
        case Products():
            return _sum_latex(token, digits)
        case Numbers():
            value = token.at(digits)
            if not value.ndim:
                return figures.latex(float(value), digits)
            return _matrix_latex(value, digits)


def kept(size: int, most: int = ELIDE_ABOVE) -> list[int | None]:
    """The places shown of a row of `size`; None stands for the ellipsis."""
    return [*range(size)] if size <= most else [*range(KEPT), None, size - 1]


def _matrix_latex(value: Array, digits: int) -> str:
    rows = []
    for r in kept(value.shape[0]):
        cells = []
        for c in kept(value.shape[1], COLUMNS):
            if r is None:
                cells.append(r"\vdots")
            else:
                cells.append(r"\cdots" if c is None else figures.latex(float(value[r, c]), digits))
        rows.append(" & ".join(cells))
    body = r" \\ ".join(rows)
    matrix = rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
    if value.shape[0] <= ELIDE_ABOVE and value.shape[1] <= COLUMNS:
        return matrix
    # In braces, because a converter to MathML otherwise takes the first bracket alone for what is indexed.
    return rf"{{{matrix}}}_{{{value.shape[0]}\times {value.shape[1]}}}"


def _sum_latex(token: Products, digits: int) -> str:
    terms = []
    left, right = token.left.at(digits).ravel(), token.right.at(digits).ravel()
    for i in kept(left.size):
        if i is None:
            terms.append(rf"\cdots_{{({left.size - KEPT - 1}\ \text{{more}})}}")
        elif token.squares:
            terms.append(f"({figures.latex(float(left[i]), digits)})^{{2}}")
        else:
            factors = [figures.latex(float(side[i]), digits) for side in (left, right)]
            terms.append(r" \cdot ".join(f"({f})" if f.startswith("-") else f for f in factors))
    return " + ".join(terms)
