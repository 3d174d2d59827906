"""The forward steps: the input, n = Wᵀâ + b, a = σ(n), and the error."""

import numpy as np

from ..core.activation import ACTIVATIONS
from . import letters as L
from .formula import FUNCTION, Letter, Line, Mark, Numbers, Products, Relation, Token
from .session import Update
from .step import Lit, Step

# Activations whose result the printed digits of n decide; the others need every digit.
PIECEWISE = ("identity", "relu", "leaky_relu")


def the_input(u: Update) -> Step:
    """a_1 = x."""
    pair = f"Training pair {u.item + 1} of {u.pairs}" if u.pairs > 1 else "A training pair"
    x = u.run.x
    return Step(
        kind="input",
        layer=1,
        update=u.number,
        item=u.item,
        neuron=None,
        title="The input x enters layer 1",
        text=f"{pair} goes in: the input x on the left, and the target t that the output should meet.",
        letters=(L.plain("a"), L.EQUALS, L.plain("x")),
        numbered_letters=(L.numbered("a", 1), L.EQUALS, L.plain("x")),
        lines=(Line((Numbers(x), Relation(), Numbers(u.run.a[1])), "product"),),
        value=x,
        sizes=f"{len(x)}×1",
        lit=Lit(neurons=((1, 0),)),
    )


def weighted_sum(u: Update, l: int, c: int | None = None) -> Step:
    """n_l = W_lᵀ a_{l−1} + b_l, or one n_c as its sum of products."""
    W, b, a, n = u.before.W[l], u.before.b[l], u.run.a[l - 1], u.run.n[l]
    H, width = W.shape
    if c is None:
        title = f"Weighted sums n of layer {l}"
        text = (
            f"Each neuron of layer {l} multiplies what arrives by the weights of its edges, "
            "adds the products up, and adds its bias."
        )
        tokens = (
            Numbers(W, form="transposed"),
            Numbers(a),
            L.PLUS,
            Numbers(b),
            Relation(),
            Numbers(n),
        )
        line = Line(tokens, "affine")
        numbered: tuple[Token, ...] = (
            L.numbered("n", l),
            L.EQUALS,
            L.numbered("W", l, transposed=True),
            L.numbered("a", l - 1),
            L.PLUS,
            L.numbered("b", l),
        )
        letters: tuple[Token, ...] = (
            L.plain("n"),
            L.EQUALS,
            L.plain("W", transposed=True),
            L.hatted("a"),
            L.PLUS,
            L.plain("b"),
        )
    else:
        title = f"Weighted sum n of neuron {c} in layer {l}"
        text = f"Neuron {c} multiplies what arrives by the weights of its edges, adds up, and adds its bias."
        products = Products(Numbers(W, column=c - 1), Numbers(a))
        line = Line(
            (products, L.PLUS, Numbers(b, row=c - 1), Relation(), Numbers(n, row=c - 1)), "sum-of-products"
        )
        letters = (
            Letter("n_{c}", "n of neuron c"),
            L.EQUALS,
            Letter(r"\sum_{r=1}^{H}", "the sum over the H neurons of the layer to the left"),
            Letter("W_{rc}", "the weight from neuron r on the left to neuron c"),
            Letter(r"\hat{a}_{r}", "the activation of neuron r on the left"),
            L.PLUS,
            Letter("b_{c}", "the bias of neuron c"),
        )
        numbered = (
            L.numbered("n", l, c),
            L.EQUALS,
            Letter(rf"\sum_{{r=1}}^{{{H}}}", f"the sum over the {H} neurons of layer {l - 1}"),
            Letter(rf"W_{{{l},r{c}}}", f"the weight from neuron r of layer {l - 1} to neuron {c}"),
            Letter(rf"a_{{{l - 1},r}}", f"the activation of neuron r of layer {l - 1}"),
            L.PLUS,
            L.numbered("b", l, c),
        )
    place = c or 0
    return Step(
        kind="n",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=c,
        title=title,
        text=text,
        letters=letters,
        numbered_letters=numbered,
        lines=(line,),
        value=n if c is None else float(n[c - 1]),
        sizes=f"({width}×{H})({H}×1) + {width}×1 → {width}×1" if c is None else f"{H} products and a bias",
        lit=Lit(neurons=((l - 1, 0), (l, place)), edges=((l, 0, place),)),
    )


def activated(u: Update, l: int) -> Step:
    """a_l = σ(n_l)."""
    n, a, name = u.run.n[l], u.run.a[l], u.before.activation[l]
    last = l == u.before.depth
    sends = "The result is the network's output y." if last else "The result a is what it sends on."
    if name == "softmax":
        sends = "They are the network's output y." if last else "They are what it sends on."
    through = "the identity" if name == "identity" else name
    text = f"Each neuron of layer {l} passes its n through {through}. {sends}"
    if name == "softmax":
        text = f"Layer {l} turns its n into shares that add up to 1 (softmax). {sends}"
    note = ""
    if name == "softmax" and len(n) == 1:
        note = "Softmax of one neuron is always 1: nothing reaches back through it."
    sigma = Letter(r"\sigma", f"σ, the activation of layer {l}: {name}")
    result = (L.numbered("a", l),) if not last else (L.plain("y"), L.EQUALS, L.numbered("a", l))
    return Step(
        kind="a",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Activations a of layer {l}" + (": the output y" if last else ""),
        text=text,
        letters=(
            L.plain("a"),
            L.EQUALS,
            sigma,
            L.OPEN,
            L.plain("n"),
            L.CLOSE,
        ),
        numbered_letters=(*result, L.EQUALS, sigma, L.OPEN, L.numbered("n", l), L.CLOSE),
        lines=(
            Line(
                (sigma, L.OPEN, Numbers(n), L.CLOSE, Relation(), Numbers(a)),
                name if name in PIECEWISE else FUNCTION,
            ),
        ),
        value=a,
        sizes=f"{len(n)}×1 → {len(n)}×1",
        lit=Lit(neurons=((l, 0),)),
        note=note,
        definition=(sigma, Mark("(n)="), Mark(f"{{{ACTIVATIONS[name].latex}}}")),
    )


def the_error(u: Update) -> Step:
    """e = t − y, and F = φ(t, y)."""
    run, K = u.run, u.before.depth
    e, F = Numbers(run.e), Numbers(np.asarray(run.loss))
    difference = Line((Numbers(run.t), L.MINUS, Numbers(run.y), Relation(), e), "difference")
    f = (L.plain("F"), L.EQUALS)
    squares = Products(e, e, squares=True)
    if u.rule.name == "tce":
        logarithm = (Mark(r"-\sum_{j}"), Numbers(run.t), Mark(r"\,\ln"), Numbers(run.y))
        total = Line((*f, *logarithm, Relation(), F), FUNCTION)
    elif u.rule.name == "hse":
        half = Mark(r"\tfrac{1}{2}")
        total = Line((*f, half, L.OPEN, squares, L.CLOSE, Relation(), F), "half-sum-of-products")
    else:
        total = Line((*f, squares, Relation(), F), "sum-of-products")
    phi = Letter(u.rule.latex, f"φ(t, y), here the {u.rule.title}")
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
        letters=(L.plain("e"), L.EQUALS, L.plain("t"), L.MINUS, L.plain("y")),
        numbered_letters=(L.numbered("e", K), L.EQUALS, L.plain("t"), L.MINUS, L.numbered("a", K)),
        lines=(difference, total),
        value=run.e,
        sizes=f"{len(run.e)}×1 − {len(run.e)}×1 → {len(run.e)}×1",
        lit=Lit(neurons=((K, 0),)),
        loss=run.loss,
        note=_error_note(u),
        definition=(*f, phi),
    )


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
