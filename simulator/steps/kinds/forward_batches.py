"""The forward steps of a batch: the notes' formulas with a column for each item, N = WᵀÂ + b 1ᵀ."""

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array
from ..formulas import letters as L
from ..formulas.formula import Index, Letter, Line, Mark, Numbers, Relation, rule_of
from ..session import Update
from ..step import Lit, Step
from .equations import Formula, Own, alike, ones
from .forward_steps import the_loss, what_it_does

OVER_ITEMS = Letter(r"\sum_{i=1}^{B}", "the sum over the B items of the batch")
EACH = "Each column belongs to one item and is computed as in that item's own walk."


def inverse_of_B(u: Update) -> Own:
    """The 1/B of a loss that averages over its items; nothing for one that sums."""
    if not u.rule.mean:
        return alike()
    letter = Letter(
        r"\tfrac{1}{B}", f"B, the number of items: {u.rule.title} divides by it, no other loss does"
    )
    return Own((letter,), (letter,), (Mark(rf"\tfrac{{1}}{{{len(u.items)}}}"),))


def summed_rule(u: Update) -> str:
    """How a product that sums over the items is judged."""
    return "mean-product" if u.rule.mean else "product"


def items_said(u: Update) -> str:
    """Which items a batch takes: "items 1 to 3 of 5"."""
    first, last = u.items[0] + 1, u.items[-1] + 1
    if len(u.items) == u.pairs:
        return f"all {u.pairs} items"
    return f"items {first} to {last} of {u.pairs}" if last > first else f"item {last} of {u.pairs}"


def the_inputs(u: Update) -> Step:
    """A_1 = X."""
    X, B = u.found.x, len(u.items)
    short = " It is shorter than the others: no more items are left." if len(u.items) < u.at_once else ""
    return Step(
        kind="input",
        layer=1,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"The inputs X of {B} item{'s' * (B > 1)} enter layer 1",
        text=(
            f"We take {items_said(u)} at once, a batch: each item is one column of X on the left, "
            f"and one column of T, the answers that we want.{short}"
        ),
        equation=Formula("activations = inputs", u, 1).equation("product"),
        value=X,
        sizes=f"{len(X)}×{B}",
        lit=Lit(neurons=((1, 0),)),
    )


def weighted_sums(u: Update, l: int, c: Index | None = None) -> Step:
    """N_l = W_lᵀ A_{l−1} + b_l 1ᵀ, or one row of it."""
    return _all_sums(u, l) if c is None else _sums_of_neuron(u, l, c)


def _all_sums(u: Update, l: int) -> Step:
    (H, width), B = u.before.W[l].shape, len(u.items)
    formula = Formula("sums = weights·left-activations + bias onesᵀ", u, l)
    return Step(
        kind="n",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Weighted sums N of layer {l}",
        text=(
            f"For every item at once: each neuron of layer {l} multiplies what arrives by the weights of its "
            f"edges, adds the products up, and adds its bias, the same for every item. {EACH}"
        ),
        equation=formula.equation("affine-of-items"),
        value=u.found.n[l],
        sizes=f"({width}×{H})({H}×{B}) + ({width}×1)(1×{B}) → {width}×{B}",
        lit=Lit(neurons=((l - 1, 0), (l, 0)), edges=((l, 0, 0),)),
    )


def _sums_of_neuron(u: Update, l: int, c: Index) -> Step:
    W, b, n, a = u.before.W[l], u.before.b[l], u.found.n[l], u.found.a[l - 1]
    H, B = len(W), len(u.items)
    own = {
        "n": Own((_row(u, l),), (_row(u, l, c),)),
        "w": Own((_weights(u, l),), (_weights(u, l, c),)),
        "b": Own(
            (L.standing_for(L.component("bias", "c", u.notation, left=False), f"b:{l}"),),
            (L.standing_for(L.numbered("bias", l, c), f"b:{l}:{c}"),),
        ),
    }
    formula = Formula("n = w left-activations + b onesᵀ", u, l, own)
    weights = Numbers(W, column=c - 1, form="transposed", of=f"W:{l}")
    tokens = (weights, Numbers(a, of=f"a:{l - 1}@"), L.PLUS, Numbers(b, row=c - 1, of=f"b:{l}"))
    row = Numbers(n, row=c - 1, form="transposed", of=f"n:{l}@")
    result = (Numbers(ones(B), form="transposed"), Relation(), row)
    return Step(
        kind="n",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=c,
        title=f"Weighted sums N of neuron {c} in layer {l}",
        text=(
            f"For every item, neuron {c} multiplies what arrives by the weights of its edges, adds up, "
            "and adds its bias."
        ),
        equation=formula.with_lines(Line((*tokens, L.TIMES, *result), "affine-of-items")),
        value=row_of(n, c),
        sizes=f"(1×{H})({H}×{B}) + (1×{B}) → 1×{B}",
        lit=Lit(neurons=((l - 1, 0), (l, c)), edges=((l, 0, c),)),
    )


def _row(u: Update, l: int, c: Index | None = None) -> Letter:
    """The row of N of neuron c, of any layer or with its number."""
    name, sign = u.notation.index("c") if c is None else c, u.notation.signs["sums"]
    index, of = (rf"{name}\cdot", f"n:{l}") if c is None else (rf"{l},{c}\cdot", f"n:{l}:{c}")
    return Letter(sign.indexed(index), f"row {name} of N: n of neuron {name}, for each item", of)


def _weights(u: Update, l: int, c: Index | None = None) -> Letter:
    """The weights that lead to neuron c: a column of W as a row, or where W is L × H a row as it is."""
    name = u.notation.index("c") if c is None else c
    layer, of = ("", f"W:{l}") if c is None else (f"{l},", f"W:{l}:*:{c}")
    if u.notation.turned:
        return Letter(rf"W_{{{layer}{name}\cdot}}", f"the row of W of neuron {name}", of)
    return Letter(rf"W_{{{layer}\cdot {name}}}^{{T}}", f"the column of W of neuron {name}, as a row", of)


def row_of(matrix: Array, neuron: Index) -> Array:
    """The row of a neuron, (B,); of any neuron all of them."""
    return matrix[neuron - 1] if isinstance(neuron, int) else matrix


def activated_items(u: Update, l: int) -> Step:
    """A_l = σ(N_l), entry by entry, softmax column by column."""
    row, last, width, B = ACTIVATIONS[u.before.activation[l]], l == u.before.depth, *u.found.a[l].shape
    sigma = Letter(r"\sigma", f"σ, the activation of layer {l}: {row.title}")
    equation = Formula("activations = σ ( sums )", u, l, {"σ": alike(sigma)}).equation(rule_of(row))
    how = "Column by column: the shares of each item add up to 1." if row.shares else "Entry by entry."
    return Step(
        kind="a",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Activations A of layer {l}" + (": the outputs Y" if last else ""),
        text=f"{what_it_does(row, l, last)} {how}",
        equation=equation.led_by(L.standing_for(L.plain("outputs"), f"a:{l}"), L.EQUALS)
        if last
        else equation,
        value=u.found.a[l],
        sizes=f"{width}×{B} → {width}×{B}",
        lit=Lit(neurons=((l, 0),)),
        note=row.shares.alone_note if row.shares and width == 1 else "",
        definition=(sigma, Mark("(n)="), Mark(f"{{{row.latex}}}")),
    )


def the_errors(u: Update) -> Step:
    """E = T − Y, and F, of each item and of all."""
    K, (width, B) = u.before.depth, u.found.e.shape
    equation = Formula("errors = targets - outputs", u, K).equation("difference")
    together = f"divided by their number {B}: {u.rule.title} averages over the items" if u.rule.mean else ""
    fused = u.rule.fused.get(u.before.layers[-1].activation)
    return Step(
        kind="error",
        layer=K,
        update=u.number,
        item=u.item,
        neuron=None,
        title="The errors E = T − Y",
        text=(
            "Every output is compared with its target. F of the batch "
            f"({u.rule.title}) is the sum of what each item adds{', ' * bool(together)}{together}."
        ),
        equation=equation.followed_by(_total(u)),
        value=u.found.e,
        sizes=f"{width}×{B} − {width}×{B} → {width}×{B}",
        lit=Lit(neurons=((K, 0),)),
        loss=u.found.loss,
        note=fused.note if fused else "",
        definition=(
            *(the_loss(u), L.EQUALS, *inverse_of_B(u).hats, OVER_ITEMS),
            Letter(u.rule.latex, f"φ(t, y) of an item, here the {u.rule.title}"),
        ),
    )


def _total(u: Update) -> Line:
    """F as the sum of the items' own F, in their order."""
    run, output = u.batch, ACTIVATIONS[u.before.layers[-1].activation]
    losses = u.rule.value(run.t.T, run.n[u.before.depth].T, run.y.T, output)
    quiet = np.where(u.calm.of(run.e).any(axis=0), losses, 0.0) if u.rule.squares else losses
    factors = (*inverse_of_B(u).numbers, Numbers(losses, form="transposed", calm=quiet, found_here=True))
    F = (
        Numbers(ones(len(u.items))),
        Relation(),
        Numbers(np.asarray(run.loss), calm=np.asarray(u.calm.F[0]), of="F"),
    )
    return Line((the_loss(u), L.EQUALS, *factors, *F), summed_rule(u))
