"""Letters of formulas: how each role is written in a notation, each with the words that explain it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

from ...core.wording import SUBSCRIPTS
from .digits import lowered
from .formula import LOWERED_SYMBOL, SYMBOL, Index, Letter, Mark
from .notation import NOTES, Notation

UNNUMBERED = (
    *("input", "target", "loss", "learning-rate", "output-slope"),
    *("inputs", "targets", "ones"),
)  # of a pair, or of a batch, not of a layer
NUMBERED_AS = {"output": "activation", "outputs": "activations"}  # y is a_K
KEPT_LETTERS = 4096  # a walk asks for the same few in every update
LOWERED = SUBSCRIPTS | {ord(SYMBOL): LOWERED_SYMBOL}
SIDES = {"r": (0, "left"), "c": (1, "right")}  # of an edge: which of the counts of neurons, and where

PLUS, MINUS, EQUALS, GETS = Mark("+"), Mark("-"), Mark("="), Mark(r"\leftarrow")
TIMES, OPEN, CLOSE, DIAGONAL = Mark(r"\cdot"), Mark("("), Mark(")"), Mark(r"\operatorname{diag}")
SLOPE = Letter(r"\sigma'", "σ′, the slope of the activation function")


@cache
def plain(role: str, notation: Notation = NOTES, *, transposed: bool = False) -> Letter:
    """The letter of the layer at hand: W, S, ∂F/∂W."""
    sign = notation.signs[role]
    return Letter(sign.latex + "^{T}" * transposed, f"{_spoken(role, notation, transposed)}: {sign.meaning}")


@lru_cache(maxsize=KEPT_LETTERS)
def standing_for(letter: Letter, of: str) -> Letter:
    """The letter, saying which numbers it stands for: "W:2"."""
    return replace(letter, of=of)


@cache
def hatted(role: str, notation: Notation = NOTES, *, transposed: bool = False) -> Letter:
    """The letter of the layer to the left: â, Ŝ, Â."""
    sign = notation.signs[role]
    called, many = (
        (sign.latex, " (H neurons)") if notation is NOTES else (_spoken(role, notation, transposed), "")
    )
    return Letter(
        sign.hatted + "^{T}" * transposed,
        f"{called} with a hat: {sign.meaning}, in the layer to the left{many}",
    )


@lru_cache(maxsize=KEPT_LETTERS)
def numbered(
    role: str, l: int, *place: Index, notation: Notation = NOTES, transposed: bool = False
) -> Letter:
    """The letter of layer l, or one component of it: S_3, S_{3,2}."""
    index = f"{l}" + ("," + ",".join(map(str, place)) if place else "")
    sign = notation.signs[role]
    layer = f"of layer {l}"
    if role == "weights":
        layer = f"from layer {l - 1} to layer {l}"
    one = f", neuron {place[0]}" if place else ""
    return Letter(
        sign.indexed(index) + "^{T}" * transposed,
        f"{_spoken(role, notation, transposed, index.translate(LOWERED))}: {sign.meaning}, {layer}{one}",
    )


def named(symbol: str, l: int) -> str:
    """A letter of layer l in a sentence: W₃."""
    return f"{symbol}{lowered(l)}"


@cache
def component(role: str, index: str, notation: Notation = NOTES, *, left: bool) -> Letter:
    """One component in any layer: W_{rc}, b_c, of the layer to the left â_r."""
    sign, called = notation.signs[role], [*map(notation.index, index)]
    if role == "weights":
        meaning = f"the weight from neuron {called[0]} on the left to neuron {called[1]}"
    elif role == "sensitivity" and left:
        meaning = f"{_spoken(role, notation)} of neuron {called[0]} on the left"
    else:
        meaning = sign.one.format(called[0]) + " on the left" * left
    if role == "weights" and notation.turned:
        called.reverse()
    return Letter(sign.indexed("".join(called), left=left), meaning)


def numbered_component(
    role: str, l: int, index: str, neuron: Mapping[str, Index], notation: Notation = NOTES
) -> Letter:
    """The same in layer l, where `neuron` gives the number of its r or c: W_{3,r2}, b_{3,2}, a_{2,r}."""
    inside = [neuron.get(letter, notation.index(letter)) for letter in index]
    sign = notation.signs[role]
    if role != "weights":
        [only] = inside
        if not isinstance(only, str):
            return numbered(role, l, only, notation=notation)
        meaning = f"{sign.one.format(only)} of layer {l}"
    else:
        r, c = inside
        runs = isinstance(r, str)
        ends = (f"{r} of layer {l - 1}", f"{c}") if runs else (f"{r}", f"{c} of layer {l}")
        meaning = "the weight from neuron {} to neuron {}".format(*ends)
        if notation.turned:
            inside.reverse()
    return Letter(sign.indexed(f"{l},{''.join(map(str, inside))}"), meaning)


@cache
def total(index: str, notation: Notation = NOTES) -> Letter:
    """Σ over r, the neurons of the layer to the left, or over c, those of the layer to the right."""
    at, side = SIDES[index]
    count = notation.counts[at]
    return Letter(
        rf"\sum_{{{notation.index(index)}=1}}^{{{count}}}",
        f"the sum over the {f'{count} ' * (notation is NOTES)}neurons of the layer to the {side}",
    )


@lru_cache(maxsize=KEPT_LETTERS)
def total_of(index: str, l: int, width: int, notation: Notation = NOTES) -> Letter:
    """The same over the neurons of layer l."""
    return Letter(
        rf"\sum_{{{notation.index(index)}=1}}^{{{width}}}", f"the sum over the {width} neurons of layer {l}"
    )


def _spoken(role: str, notation: Notation, transposed: bool = False, index: str = "") -> str:
    sign = notation.signs[role]
    return f"{sign.spoken or sign.latex}{index}{'ᵀ' * transposed}"
