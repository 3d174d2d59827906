"""The forward steps: the input, n = Wᵀâ + b, a = σ(n), and the error."""

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.activations.activation_row import Activation
from ..formulas import letters as L
from ..formulas.formula import (
    FUNCTION,
    Equation,
    Index,
    Letter,
    Line,
    Mark,
    Numbers,
    Products,
    Relation,
    rule_of,
)
from ..session import Update
from ..step import Lit, Step, one_value
from .equations import Formula, alike, written

OUTPUT = "the network's output y"
# How Σ e² is judged with the weight before it; another weight is no arithmetic that a rule knows.
SQUARES_RULES = {"1": "sum-of-products", "0.5": "half-sum-of-products"}


def the_loss(u: Update) -> Letter:
    """F, by whatever letter."""
    return L.standing_for(L.plain("loss", u.notation), "F")


def the_input(u: Update) -> Step:
    """a_1 = x."""
    start = "We take the same training pair again" if u.number > 1 else "We start with one training pair"
    if u.pairs > 1:
        start = f"We take training pair {u.item + 1} of {u.pairs}"
    return Step(
        kind="input",
        layer=1,
        update=u.number,
        item=u.item,
        neuron=None,
        title="The input x enters layer 1",
        text=f"{start}: the input x on the left, and the target t, the answer that we want.",
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
    products = Products(Numbers(W, column=c - 1, of=f"W:{l}"), Numbers(u.run.a[l - 1], of=f"a:{l - 1}"))
    bias, result = Numbers(b, row=c - 1, of=f"b:{l}"), Numbers(n, row=c - 1, of=f"n:{l}")
    tokens = (products, L.PLUS, bias, Relation(), result)
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
    row, last, width = ACTIVATIONS[u.before.activation[l]], l == u.before.depth, u.before.widths[l - 1]
    sigma = Letter(r"\sigma", f"σ, the activation of layer {l}: {row.title}")
    equation = Formula("activation = σ ( sum )", u, l, {"σ": alike(sigma)}).equation(rule_of(row))
    return Step(
        kind="a",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Activations a of layer {l}" + (": the output y" if last else ""),
        text=what_it_does(row, l, last),
        equation=_as_output(equation, l) if last else equation,
        value=u.run.a[l],
        sizes=f"{width}×1 → {width}×1",
        lit=Lit(neurons=((l, 0),)),
        note=row.shares.alone_note if row.shares and width == 1 else "",
        definition=(sigma, Mark("(n)="), Mark(f"{{{row.latex}}}")),
    )


def _as_output(equation: Equation, l: int) -> Equation:
    """With y in front of the layer numbers."""
    return equation.led_by(L.standing_for(L.plain("output"), f"a:{l}"), L.EQUALS)


def what_it_does(row: Activation, l: int, last: bool) -> str:
    """What an activation does in a layer, in words."""
    if row.shares:
        return f"Layer {l} {row.shares.does}. They are {OUTPUT if last else 'what it sends on'}."
    does = f"Each neuron of layer {l} passes its n through {row.said}."
    return f"{does} The result {f'is {OUTPUT}' if last else 'a is what it sends on'}."


def the_error(u: Update) -> Step:
    """e = t − y, and F = φ(t, y)."""
    run, K = u.run, u.before.depth
    equation = Formula("error = target - output", u, K).equation("difference")
    f = (the_loss(u), L.EQUALS)
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
    """F as one number: a weighted sum of squares, or as its row writes it.

    Raises InputError where the row has no line for it.
    """
    squares, e = u.rule.squares, Numbers(u.run.e, found_here=True, of=f"e:{u.before.depth}")
    rule, tokens = FUNCTION, written(u, u.rule.needed("line") if squares is None else ())
    if squares is not None:
        rule, tokens = SQUARES_RULES.get(squares.weight, FUNCTION), (Products(e, e, squares=True),)
        if squares.weight != "1":
            tokens = (Mark(squares.latex), L.OPEN, *tokens, L.CLOSE)
    is_F = (Relation(), Numbers(np.asarray(u.run.loss), calm=np.asarray(u.calm.F[0]), of="F"))
    return Line((the_loss(u), L.EQUALS, *tokens, *is_F), rule)


def _error_note(u: Update) -> str:
    of_pairs = u.rule.note_one_pair if u.pairs == 1 else u.rule.note_more_pairs
    fused = u.rule.fused.get(u.before.layers[-1].activation)
    return of_pairs or (fused.note if fused else "")
