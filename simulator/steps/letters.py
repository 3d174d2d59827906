"""The notes' letters, each with the words that explain it."""

from ..core import wording
from .formula import Letter, Mark

MEANING = {
    "x": "the input",
    "n": "the weighted sums with bias, one per neuron",
    "a": "the activated outputs, a = σ(n)",
    "y": "the output of the network: a of the last layer",
    "W": "the weights: one row per neuron on the left, one column per neuron on the right",
    "b": "the biases, one per neuron",
    "t": "the target: what the output should be",
    "e": "the error t − y",
    "F": "the error as one number, φ(t, y)",
    "A": "the slopes σ′(n), as a diagonal matrix (softmax: diag(y) − y yᵀ)",
    "S": "the sensitivities ∂F/∂n: how much F changes with each n",
    "dW": "the gradient of F with respect to each weight",
    "db": "the gradient of F with respect to each bias",
}
LATEX = {"dW": r"\frac{\partial F}{\partial W}", "db": r"\frac{\partial F}{\partial b}"}
SUBSCRIPTS = wording.SUBSCRIPTS

PLUS, MINUS, EQUALS, GETS = Mark("+"), Mark("-"), Mark("="), Mark(r"\leftarrow")
TIMES, OPEN, CLOSE = Mark(r"\cdot"), Mark("("), Mark(")")
SLOPE = Letter(r"\sigma'", "σ′, the slope of the activation function")
ALPHA = Letter(r"\alpha", "α, the learning rate: how far an update goes")
PHI_SLOPE = Letter(r"\frac{\partial\varphi}{\partial y}", "∂φ/∂y: how much F changes with each output")


def plain(symbol: str, *, transposed: bool = False) -> Letter:
    """The letter of the layer at hand: W, S, ∂F/∂W."""
    latex = LATEX.get(symbol, symbol)
    return Letter(latex + "^{T}" * transposed, f"{_spoken(symbol, transposed)}: {MEANING[symbol]}")


def hatted(symbol: str) -> Letter:
    """The letter of the layer to the left: â, Ŝ, Â."""
    return Letter(
        rf"\hat{{{symbol}}}", f"{symbol} with a hat: {MEANING[symbol]}, in the layer to the left (H neurons)"
    )


def numbered(symbol: str, l: int, *place: int, transposed: bool = False) -> Letter:
    """The letter of layer l, or one component of it: S_3, S_{3,2}, W_{4,21}."""
    index = f"{l}" + ("," + ",".join(map(str, place)) if place else "")
    base = LATEX.get(symbol, symbol)
    if symbol in ("dW", "db"):
        latex = base.removesuffix("}") + f"_{{{index}}}}}"
    else:
        latex = f"{base}_{{{index}}}" + "^{T}" * transposed
    layer = "from layer 1 to layer 2" if symbol == "W" and l == 2 else f"of layer {l}"
    if symbol == "W" and l > 2:
        layer = f"from layer {l - 1} to layer {l}"
    name = _spoken(symbol, transposed, index.translate(SUBSCRIPTS))
    one = f", neuron {place[0]}" if place else ""
    return Letter(latex, f"{name}: {MEANING[symbol]}, {layer}{one}")


def _spoken(symbol: str, transposed: bool, index: str = "") -> str:
    name = {"dW": "∂F/∂W", "db": "∂F/∂b"}.get(symbol, symbol)
    return f"{name}{index}{'ᵀ' * transposed}"
