"""The notes' letters: how each role in a formula is written, each with the words that explain it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ..core.wording import SUBSCRIPTS
from .digits import lowered
from .formula import LOWERED_SYMBOL, SYMBOL, Index, Letter, Mark


@dataclass(frozen=True, slots=True)
class Sign:
    """How a role is written: its letter in LaTeX and in words, what it means, and what one component is."""

    latex: str
    meaning: str
    one: str = ""
    spoken: str = ""  # where it is not the letter itself


NOTES = {
    "input": Sign("x", "the input"),
    "sum": Sign("n", "the weighted sums with bias, one per neuron", "n of neuron {}"),
    "activation": Sign("a", "the activated outputs, a = σ(n)", "the activation of neuron {}"),
    "output": Sign("y", "the output of the network: a of the last layer"),
    "weights": Sign("W", "the weights: one row per neuron on the left, one column per neuron on the right"),
    "bias": Sign("b", "the biases, one per neuron", "the bias of neuron {}"),
    "target": Sign("t", "the target: what the output should be"),
    "error": Sign("e", "the error t − y"),
    "loss": Sign("F", "the error as one number, φ(t, y)"),
    "slopes": Sign("A", "the slopes σ′(n), as a diagonal matrix (softmax: diag(y) − y yᵀ)"),
    "sensitivity": Sign(
        "S", "the sensitivities ∂F/∂n: how much F changes with each n", "the sensitivity of neuron {}"
    ),
    "weight-gradient": Sign(
        r"\frac{\partial F}{\partial W}", "the gradient of F with respect to each weight", spoken="∂F/∂W"
    ),
    "bias-gradient": Sign(
        r"\frac{\partial F}{\partial b}", "the gradient of F with respect to each bias", spoken="∂F/∂b"
    ),
    "learning-rate": Sign(r"\alpha", "how far an update goes", spoken="α, the learning rate"),
    "output-slope": Sign(
        r"\frac{\partial\varphi}{\partial y}", "how much F changes with each output", spoken="∂φ/∂y"
    ),
    # A batch: the vectors of its items side by side, written as capital letters.
    "inputs": Sign("X", "the inputs, a column for each item"),
    "sums": Sign("N", "the weighted sums with bias, a row for each neuron, a column for each item"),
    "activations": Sign("A", "the activated outputs, a column for each item; the slopes are σ′(N) here"),
    "outputs": Sign("Y", "the outputs of the network, a column for each item: A of the last layer"),
    "targets": Sign("T", "the targets, a column for each item"),
    "errors": Sign("E", "the errors T − Y, a column for each item"),
    "sensitivities": Sign(
        "S",
        "the sensitivities, a column for each item: how much the F of that item alone changes with each n",
    ),
    "ones": Sign(
        r"\mathbf{1}",
        "a column of ones, one for each item: a product with it sums over the items",
        spoken="1",
    ),
}
# The notes' W is H × L: transposed on the way forward, as it is on the way back.
PRODUCTS = {
    "weights·left-activation": "weightsᵀ left-activation",
    "left-slopes·weights·sensitivity": "left-slopes weights sensitivity",
    "left-activation·sensitivity": "left-activation sensitivityᵀ",
    "weights·left-activations": "weightsᵀ left-activations",
    "left-activations·sensitivities": "left-activations sensitivitiesᵀ",
}
UNNUMBERED = (
    *("input", "target", "loss", "learning-rate", "output-slope"),
    *("inputs", "targets", "ones"),
)  # of a pair, or of a batch, not of a layer
NUMBERED_AS = {"output": "activation", "outputs": "activations"}  # y is a_K
KEPT_LETTERS = 4096  # a walk asks for the same few in every update
LOWERED = SUBSCRIPTS | {ord(SYMBOL): LOWERED_SYMBOL}
SIDES = {"r": ("H", "left"), "c": ("L", "right")}  # of an edge: how many neurons there are, and where

PLUS, MINUS, EQUALS, GETS = Mark("+"), Mark("-"), Mark("="), Mark(r"\leftarrow")
TIMES, OPEN, CLOSE, DIAGONAL = Mark(r"\cdot"), Mark("("), Mark(")"), Mark(r"\operatorname{diag}")
SLOPE = Letter(r"\sigma'", "σ′, the slope of the activation function")


@cache
def plain(role: str, *, transposed: bool = False) -> Letter:
    """The letter of the layer at hand: W, S, ∂F/∂W."""
    return Letter(
        NOTES[role].latex + "^{T}" * transposed, f"{_spoken(role, transposed)}: {NOTES[role].meaning}"
    )


@lru_cache(maxsize=KEPT_LETTERS)
def standing_for(letter: Letter, of: str) -> Letter:
    """The letter, saying which numbers it stands for: "W:2"."""
    return replace(letter, of=of)


@cache
def hatted(role: str) -> Letter:
    """The letter of the layer to the left: â, Ŝ, Â."""
    sign = NOTES[role]
    return Letter(
        rf"\hat{{{sign.latex}}}",
        f"{sign.latex} with a hat: {sign.meaning}, in the layer to the left (H neurons)",
    )


@lru_cache(maxsize=KEPT_LETTERS)
def numbered(role: str, l: int, *place: Index, transposed: bool = False) -> Letter:
    """The letter of layer l, or one component of it: S_3, S_{3,2}."""
    index = f"{l}" + ("," + ",".join(map(str, place)) if place else "")
    sign = NOTES[role]
    if sign.latex.endswith("}"):  # ∂F/∂W: the number belongs to W
        latex = sign.latex.removesuffix("}") + f"_{{{index}}}}}"
    else:
        latex = f"{sign.latex}_{{{index}}}" + "^{T}" * transposed
    layer = f"of layer {l}"
    if role == "weights":
        layer = f"from layer {l - 1} to layer {l}"
    one = f", neuron {place[0]}" if place else ""
    return Letter(
        latex, f"{_spoken(role, transposed, index.translate(LOWERED))}: {sign.meaning}, {layer}{one}"
    )


def named(symbol: str, l: int) -> str:
    """A letter of layer l in a sentence: W₃."""
    return f"{symbol}{lowered(l)}"


@cache
def component(role: str, index: str, *, left: bool) -> Letter:
    """One component in any layer: W_{rc}, b_c, of the layer to the left â_r."""
    latex = rf"\hat{{{NOTES[role].latex}}}" if left else NOTES[role].latex
    if role == "weights":
        meaning = f"the weight from neuron {index[0]} on the left to neuron {index[1]}"
    elif role == "sensitivity" and left:
        meaning = f"S of neuron {index} on the left"
    else:
        meaning = NOTES[role].one.format(index) + " on the left" * left
    return Letter(rf"{latex}_{{{index}}}", meaning)


def numbered_component(role: str, l: int, index: str, neuron: Mapping[str, Index]) -> Letter:
    """The same in layer l, where `neuron` gives the number of its r or c: W_{3,r2}, b_{3,2}, a_{2,r}."""
    inside = [neuron.get(letter, letter) for letter in index]
    if role != "weights":
        [only] = inside
        if not isinstance(only, str):
            return numbered(role, l, only)
        meaning = f"{NOTES[role].one.format(only)} of layer {l}"
    else:
        r, c = inside
        runs = isinstance(r, str)
        ends = (f"{r} of layer {l - 1}", f"{c}") if runs else (f"{r}", f"{c} of layer {l}")
        meaning = "the weight from neuron {} to neuron {}".format(*ends)
    return Letter(rf"{NOTES[role].latex}_{{{l},{''.join(map(str, inside))}}}", meaning)


@cache
def total(index: str) -> Letter:
    """Σ over r, the neurons of the layer to the left, or over c, those of the layer to the right."""
    count, side = SIDES[index]
    return Letter(
        rf"\sum_{{{index}=1}}^{{{count}}}", f"the sum over the {count} neurons of the layer to the {side}"
    )


@lru_cache(maxsize=KEPT_LETTERS)
def total_of(index: str, l: int, width: int) -> Letter:
    """The same over the neurons of layer l."""
    return Letter(rf"\sum_{{{index}=1}}^{{{width}}}", f"the sum over the {width} neurons of layer {l}")


def _spoken(role: str, transposed: bool, index: str = "") -> str:
    sign = NOTES[role]
    return f"{sign.spoken or sign.latex}{index}{'ᵀ' * transposed}"
