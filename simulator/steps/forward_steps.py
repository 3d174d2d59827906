"""The forward steps: the input, n = Wᵀâ + b, a = σ(n), and the error."""

import numpy as np

from ..core.activation import ACTIVATIONS
from . import letters as L
from .equations import Formula, alike
from .formula import FUNCTION, Index, Letter, Line, Mark, Numbers, Products, Relation
from .session import Update
from .step import Lit, Step, one_value

# Activations whose result the printed digits of n decide; the others need every digit.
OUTPUT = "the network's output y"
PIECEWISE = ("identity", "relu", "leaky_relu")


def the_input(u: Update) -> Step:
    """a_1 = x."""
    pair = f"Training pair {u.item + 1} of {u.pairs}" if u.pairs > 1 else "A training pair"
    return Step(
        kind="input",
        layer=1,
        update=u.number,
        item=u.item,
        neuron=None,
        title="The input x enters layer 1",
        text=f"{pair} goes in: the input x on the left, and the target t that the output should meet.",
        equation=Formula("activation = input", u, 1).equation("product"),
        value=u.run.x,
        sizes=f"{len(u.run.x)}×1",
        lit=Lit(neurons=((1, 0),)),
    )


def weighted_sum(u: Update, l: int, c: Index | None = None) -> Step:
    """n_l = W_lᵀ a_{l−1} + b_l, or one n_c as its sum of products."""
    return _weighted_sums(u, l) if c is None else _one_weighted_sum(u, l, c)


def _weighted_sums(u: Update, l: int) -> Step:
    H, width = u.before.W[l].shape
    return Step(
        kind="n",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Weighted sums n of layer {l}",
        text=(
            f"Each neuron of layer {l} multiplies what arrives by the weights of its edges, "
            "adds the products up, and adds its bias."
        ),
        equation=Formula("sum = weights·left-activation + bias", u, l).equation("affine"),
        value=u.run.n[l],
        sizes=f"({width}×{H})({H}×1) + {width}×1 → {width}×1",
        lit=Lit(neurons=((l - 1, 0), (l, 0)), edges=((l, 0, 0),)),
    )


def _one_weighted_sum(u: Update, l: int, c: Index) -> Step:
    W, b, n = u.before.W[l], u.before.b[l], u.run.n[l]
    products = Products(Numbers(W, column=c - 1), Numbers(u.run.a[l - 1]))
    tokens = (products, L.PLUS, Numbers(b, row=c - 1), Relation(), Numbers(n, row=c - 1))
    formula = Formula("sum_c = Σ_r weights_rc left-activation_r + bias_c", u, l, neuron={"c": c})
    return Step(
        kind="n",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=c,
        title=f"Weighted sum n of neuron {c} in layer {l}",
        text=f"Neuron {c} multiplies what arrives by the weights of its edges, adds up, and adds its bias.",
        equation=formula.with_lines(Line(tokens, "sum-of-products")),
        value=one_value(n, c),
        sizes=f"{len(W)} products and a bias",
        lit=Lit(neurons=((l - 1, 0), (l, c)), edges=((l, 0, c),)),
    )


def activated(u: Update, l: int) -> Step:
    """a_l = σ(n_l)."""
    name, last, width = u.before.activation[l], l == u.before.depth, u.before.widths[l - 1]
    sigma = Letter(r"\sigma", f"σ, the activation of layer {l}: {name}")
    formula = Formula("activation = σ ( sum )", u, l, {"σ": alike(sigma)})
    equation = formula.equation(name if name in PIECEWISE else FUNCTION)
    return Step(
        kind="a",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Activations a of layer {l}" + (": the output y" if last else ""),
        text=_what_it_does(name, l, last),
        equation=equation.led_by(L.plain("output"), L.EQUALS) if last else equation,
        value=u.run.a[l],
        sizes=f"{width}×1 → {width}×1",
        lit=Lit(neurons=((l, 0),)),
        note=(
            "Softmax of one neuron is always 1: nothing reaches back through it."
            if name == "softmax" and width == 1
            else ""
        ),
        definition=(sigma, Mark("(n)="), Mark(f"{{{ACTIVATIONS[name].latex}}}")),
    )


def _what_it_does(name: str, l: int, last: bool) -> str:
    if name == "softmax":
        does = f"Layer {l} turns its n into shares that add up to 1 (softmax)."
        return f"{does} They are {OUTPUT if last else 'what it sends on'}."
    through = "the identity" if name == "identity" else name
    does = f"Each neuron of layer {l} passes its n through {through}."
    return f"{does} The result {f'is {OUTPUT}' if last else 'a is what it sends on'}."


def the_error(u: Update) -> Step:
    """e = t − y, and F = φ(t, y)."""
    run, K = u.run, u.before.depth
    equation = Formula("error = target - output", u, K).equation("difference")
    f = (L.plain("loss"), L.EQUALS)
    return Step(
        kind="error",
        layer=K,
        update=u.number,
        item=u.item,
        neuron=None,
        title="The error e = t − y",
        text=(
            "The output y is compared with the target t: e says how far off each output is, "
            f"and F ({u.rule.title}) puts that into one number."
        ),
        equation=equation.followed_by(_error_line(u)),
        value=run.e,
        sizes=f"{len(run.e)}×1 − {len(run.e)}×1 → {len(run.e)}×1",
        lit=Lit(neurons=((K, 0),)),
        loss=run.loss,
        note=_error_note(u),
        definition=(*f, Letter(u.rule.latex, f"φ(t, y), here the {u.rule.title}")),
    )


def _error_line(u: Update) -> Line:
    """F as one number."""
    run = u.run
    f, e, F = (L.plain("loss"), L.EQUALS), Numbers(run.e), Numbers(np.asarray(run.loss))
    squares = Products(e, e, squares=True)
    if u.rule.name == "tce":
        logarithm = (Mark(r"-\sum_{j}"), Numbers(run.t), Mark(r"\,\ln"), Numbers(run.y))
        return Line((*f, *logarithm, Relation(), F), FUNCTION)
    if u.rule.name == "hse":
        half = Mark(r"\tfrac{1}{2}")
        return Line((*f, half, L.OPEN, squares, L.CLOSE, Relation(), F), "half-sum-of-products")
    return Line((*f, squares, Relation(), F), "sum-of-products")


def _error_note(u: Update) -> str:
    if u.rule.name == "mse" and u.pairs == 1:
        return "For one training pair MSE equals TSE: the mean over one item is the item itself."
    if u.rule.name == "mse":
        return (
            "Item by item MSE has the same F as TSE; the division by the number of items belongs to the set."
        )
    if u.rule.name == "tce" and u.before.layers[-1].activation == "sigmoid":
        return (
            "With sigmoid outputs this F has no (1−t) ln(1−y) term: it is smallest at y = 1 everywhere. "
            "For classes, softmax outputs are the usual choice."
        )
    return ""
