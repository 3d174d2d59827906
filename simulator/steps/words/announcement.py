"""What a screen reader says of a step: what was computed with its numbers, and what the graph lights.

The sentence is a row of texts and numbers, so that the player can put in the numbers at any number of digits;
its announcement.js reads them by the same rules as `read_out`, and a test holds the two equal.
"""

from typing import Literal

import numpy as np

from ...core.inputs import Array
from ...core.wording import GRADIENTS
from ..formulas import digits
from ..formulas.formula import Index, Numbers
from ..formulas.letters import named
from ..step import Lit, Step

MOST_READ = 12  # numbers; of more the shape and the range are said
SPOKEN = GRADIENTS | {"input": "x", "error": "e", "update_W": "W", "update_b": "b"}
OF_BATCH = {"input": "X", "n": "N", "a": "A", "error": "E", "A": "σ′ of N"}
NO_LAYER = ("input", "error")
Pieces = tuple[str | Numbers, ...]


def announcement(step: Step) -> Pieces:
    """What was computed and its numbers, as texts and numbers in the order in which they are read."""
    result = step.lines[0].tokens[-1]
    assert isinstance(result, Numbers)
    # The slopes stand on a diagonal in the formula; here it is they alone that are read.
    form: Literal["plain", "transposed"] = (
        "transposed" if result.form == "transposed" and result.row is None else "plain"
    )
    value = Numbers(result.array, result.row, form=form, calm=result.calm)
    pieces = (f"{step.title}. {_subject(step, value)} ", value, ".")
    F = step.notation.said("F")
    if step.kind == "error":
        return (*pieces, f" {F} is ", Numbers(np.asarray(step.loss), calm=np.asarray(step.calm.F[0])), ".")
    if step.gain:
        before, after = (
            Numbers(np.asarray(one), calm=np.asarray(calm))
            for one, calm in zip(step.gain, step.calm.F, strict=True)
        )
        return (*pieces, f" {F} went from ", before, " to ", after, ".")
    # M̂ and V̂ are two results.
    if step.kind.startswith("corrected"):
        other = step.lines[1].tokens[-1]
        assert isinstance(other, Numbers)
        return (*pieces, " V̂ is now ", Numbers(other.array, calm=other.calm), ".")
    return pieces


def _subject(step: Step, value: Numbers) -> str:
    if step.subject:
        return step.subject
    if step.neuron is not None:
        return "It is"
    letter = (OF_BATCH if step.items else SPOKEN).get(step.kind, SPOKEN.get(step.kind, step.kind))
    if step.kind == "A" and step.notation.turned and not step.items:
        letter = "σ′ of n" if value.array.ndim == 1 else "J"
    letter = letter if step.kind == "a" else step.notation.said(letter)
    name = letter if step.kind in NO_LAYER else named(letter, step.layer)
    if step.kind == "A" and letter.startswith("σ′") and value.array.ndim < 3:
        pass
    elif step.kind == "A" and value.array.ndim != 2:  # a diagonal, or a matrix for each item of a batch
        name = (
            f"The diagonal of {name}"
            if value.array.ndim == 1
            else f"{named('J' if step.notation.turned else 'A', step.layer)} of the first item"
        )
    return f"{name} is now" if step.phase == "update" else f"{name} is"


def announced(step: Step, figures: int = digits.DEFAULT_DIGITS) -> str:
    """The same as a text at 2 to 6 digits, or digits.FULL."""
    return "".join(
        piece if isinstance(piece, str) else read_out(piece.at(figures), figures)
        for piece in announcement(step)
    )


def read_out(values: Array, figures: int) -> str:
    """A number, a vector or a matrix in words: "1, −0.3", "row 1: 0.8; row 2: 1", or its shape and range."""
    if not values.ndim:
        return read_aloud(float(values), figures)
    H, L = values.shape
    if values.size > MOST_READ:
        line = "column" if L == 1 else "row"
        shape = f"a matrix of {H} by {L}" if H > 1 and L > 1 else f"a {line} of {values.size}"
        least, most = (read_aloud(float(end), figures) for end in (values.min(), values.max()))
        return f"{shape} numbers, " + (f"all {least}" if least == most else f"from {least} to {most}")
    rows = [", ".join(read_aloud(float(x), figures) for x in row) for row in values]
    if H == 1 or L == 1:
        return ", ".join(rows)
    return "; ".join(f"row {r}: {row}" for r, row in enumerate(rows, start=1))


def read_aloud(value: float, figures: int) -> str:
    """A number as it is printed, a power of ten in words: "−4.39 times 10 to the −5"."""
    return digits.spoken(value, figures).replace("e", " times 10 to the ")


def lit_words(lit: Lit) -> str:
    """Which neurons and edges take part: "Lit: layer 1; layer 2; the edges from layer 1 to layer 2."."""
    parts = [_neurons(l, c) for l, c in sorted(lit.neurons, key=lambda place: place[0])]
    parts += [_edges(*place) for place in lit.edges]
    return f"Lit: {'; '.join(parts)}."


def _neurons(l: int, c: Index) -> str:
    return f"neuron {c} of layer {l}" if c else f"layer {l}"


def _edges(l: int, r: Index, c: Index) -> str:
    return f"the edges from {_neurons(l - 1, r)} to {_neurons(l, c)}"
