"""What the steps of a walk share, kept once and referred to by its place: arrays, texts and formulas."""

import base64
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
from latex2mathml.converter import convert

from ...core.activation import ACTIVATIONS
from ...core.activations.softmax import softmax_slopes
from ...core.inputs import Array
from ...core.propagation import jacobian
from ...steps.formulas.formula import (
    LOWERED_SYMBOL,
    SYMBOL,
    AnyNeuron,
    Index,
    Letter,
    Mark,
    Numbers,
    Products,
    Relation,
    Token,
)
from ...steps.session import Update
from .step_moulds import Watched

SOME_NEURON = "70077007"  # stands for a neuron's number while a formula becomes MathML; no layer is so wide
LISTED = 256  # an array of more numbers is sent as its bytes, or as the rule that gives it; see arrays.js


class SharedValues:
    """Arrays, texts and formulas that many steps share, each kept once and then referred to by its place.

    `calms`: by its id, what is printed with 2 to 6 digits in place of an array that holds noise; its place
    is then given by `calm`.
    """

    def __init__(self, calms: Mapping[int, Array] | None = None) -> None:
        self._calms = calms or {}
        self.calm: dict[int, int] = {}
        self.arrays: list[Any] = []
        self.texts: list[str] = []
        self.formulas: list[list[Any]] = []
        self._places: dict[Any, int] = {}
        self._seen: list[
            Array
        ] = []  # as long as they are kept, no other array can have the id of one of them

    def array(self, array: Array, rule: str = "", *operands: Array, calm: Array | None = None) -> int:
        """The place of an array. A large one that a rule gives bit for bit is sent as that rule."""
        known = self._places.get(("array", id(array)))
        if known is not None:
            return known
        self._seen.append(array)
        large = array.size > LISTED
        places = [self.array(operand) for operand in operands] if large else []
        calm = self._calms.get(id(array), calm)
        if calm is not None and np.array_equal(calm, array):
            calm = None
        content = (
            id(array) if large else (array.shape, array.tobytes(), b"" if calm is None else calm.tobytes())
        )
        place = self._place(content, self.arrays, lambda: {rule: places} if places else _written(array))
        self._places["array", id(array)] = place
        if calm is not None and place not in self.calm:
            rule = rule if rule == "outer" else ""  # a product of what is printed; the others are not
            self.calm[place] = self.array(
                calm, rule, *(self._calms.get(id(one), one) for one in operands if rule)
            )
        return place

    def packed(self, rows: Array) -> int:
        """The place of rows, (M, E), as their bytes: float32, or float64 where they would not fit."""
        kind = "f4" if rows.dtype == np.float32 else "f8"
        content = base64.b64encode(rows.astype(f"<{kind}").tobytes()).decode()
        place = self._place(
            (kind, rows.shape, content), self.arrays, lambda: {kind: content, "shape": rows.shape}
        )
        return int(place)

    def jacobian(self, u: Update, l: int) -> int:
        """The place of ∂n_l/∂n_{l−1}; a large one is not made here."""
        W, slopes = u.before.W[l], u.run.slopes[l - 1]
        if W.size <= LISTED:
            return self.array(jacobian(u.before, u.run, l))
        rule = "jacobian" if slopes.ndim == 1 else "product"
        self.arrays.append({rule: [self.array(W), self.slopes(u, l - 1)]})
        return len(self.arrays) - 1

    def slopes(self, u: Update, l: int) -> int:
        """The place of A_l, its diagonal or for softmax all of it; a large one of softmax follows from y."""
        slopes = u.run.slopes[l]
        of_softmax = ACTIVATIONS[u.before.activation[l]].slope is softmax_slopes
        return self.array(slopes, "softmax", u.run.a[l]) if of_softmax else self.array(slopes)

    def text(self, text: str) -> Any:
        """The place of a text."""
        return self._place(text, self.texts, lambda: text)

    def formula(self, tokens: tuple[Token, ...]) -> Any:
        """The place of a formula."""
        return self._place(
            ("formula", tokens), self.formulas, lambda: [token_sent(one, self) for one in tokens]
        )

    def grow(self, places: Mapping[Any, int], texts: Iterable[str], formulas: Iterable[list[Any]]) -> None:
        """Take in texts and formulas that are new, in the next places, which these are."""
        self._places.update(places)
        self.texts.extend(texts)
        self.formulas.extend(formulas)

    def _place(self, key: Any, column: list[Any], content: Any) -> int:
        if key not in self._places:
            self._places[key] = len(column)
            column.append(content())
        return self._places[key]


class Pattern:
    """For a step made for any neuron: its texts and formulas stay where they are; arrays go to a table.

    {"c": …} stands where the neuron's number c goes in: a number is c plus what is given, and a text has c in
    the place of SYMBOL, and its lowered digits in that of LOWERED_SYMBOL; see neuron_patterns.js.
    """

    def __init__(self, table: SharedValues | Watched) -> None:
        self.array = table.array

    def text(self, text: str) -> Any:
        """The text itself."""
        return {"c": text} if SYMBOL in text or LOWERED_SYMBOL in text else text

    def formula(self, tokens: tuple[Token, ...]) -> Any:
        """The formula itself."""
        return [token_sent(one, self) for one in tokens]


AnyTable = SharedValues | Pattern | Watched


def token_sent(token: Token, table: AnyTable) -> dict[str, Any]:
    """One piece of a formula, its letters and numbers by their places in the table."""
    match token:
        case Letter(latex=latex, meaning=meaning):
            return {"m": table.text(mathml(latex)), "tip": table.text(meaning), **named_of(token.of)}
        case Mark(latex=latex):
            return {"m": table.text(mathml(latex)), "open": latex == "("} if latex else {"m": table.text("")}
        case Numbers():
            return {
                "v": table.array(token.array, calm=token.calm),
                "r": index_sent(token.row),
                "c": index_sent(token.column),
                **({} if token.form == "plain" else {"f": token.form}),
                **({"here": True} if token.found_here else {}),
                **named_of(token.of),
            }
        case Products():
            sides = [token_sent(token.left, table), token_sent(token.right, table)]
            return {"s": sides, "squares": token.squares}
        case Relation():
            return {"rel": True}


def named_of(of: str) -> dict[str, Any]:
    """Which numbers a letter or a token stands for, where that is said."""
    if not of:
        return {}
    return {"of": {"c": of} if SYMBOL in of else of}


def index_sent(index: Index | None) -> Any:
    """A number, from 1; {"c": …} where it is to be filled in, as `Pattern` says."""
    return {"c": index.offset} if isinstance(index, AnyNeuron) else index


def _written(array: Array) -> Any:
    if array.size <= LISTED:
        return array.tolist()
    return {"f8": base64.b64encode(array.astype("<f8").tobytes()).decode(), "shape": array.shape}


@cache
def mathml(latex: str) -> str:
    """One piece of a formula as MathML, without the <math> around it."""
    whole = convert(latex.replace(SYMBOL, SOME_NEURON))
    inside = whole[whole.index(">") + 1 : whole.rindex("<")].replace(SOME_NEURON, SYMBOL)
    # A bar of a norm that opens a row is stretched by browsers, its partner under a power is not.
    return inside.replace("<mo>&#x02016;", '<mo stretchy="false">&#x02016;')
