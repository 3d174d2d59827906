"""The backward steps: the slopes A, the sensitivities S, and the gradients they give."""

from ...core.activation import ACTIVATIONS
from ...core.activations.activation_row import Activation
from ..formulas import letters as L
from ..formulas.formula import (
    OF_ITEMS,
    Equation,
    Index,
    Letter,
    Line,
    Numbers,
    Products,
    Relation,
    rule_of,
)
from ..session import Update
from ..step import Lit, SensitivityPair, Step, one_value
from .equations import Formula, Own, sent_through
from .output_sensitivity import answers_all, at_the_output, sensitivity_of, slopes_of

NOT_THE_GRADIENT = (
    "Not the gradient: S went back through the updated W. Side by side: S through the old W, and as used."
)
STARTED_APART = "Not the gradient: it is made of the S that went back through updated weights."


def slopes(u: Update, l: int) -> Step:
    """A_l = diag(σ′(n_l)); for softmax diag(y) − y yᵀ."""
    row, width = ACTIVATIONS[u.before.activation[l]], u.before.widths[l - 1]
    return Step(
        kind="A",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Slopes {'J' if u.notation.turned and row.shares else 'A'} of layer {l}",
        text=(
            row.shares.slopes_said
            if row.shares
            else f"The slope of {row.title} at n says how strongly each neuron of layer {l} "
            "answers a small change of its n."
        ),
        equation=_full_slopes(u, l) if row.shares else _diagonal_slopes(u, l, row),
        value=u.run.full_slopes(l),
        sizes=f"{width}×1" if u.notation.turned and not row.shares else f"{width}×{width}",
        lit=Lit(neurons=((l, 0),)),
    )


def _diagonal_slopes(u: Update, l: int, row: Activation) -> Equation:
    if u.notation.turned:
        formula = Formula("slopes = dσ/dz", u, l, {"dσ/dz": _derivative(u, l)})
        return formula.equation(rule_of(row, slopes=True) if row.pieces is None else row.name + OF_ITEMS)
    formula = Formula("slopes = diag ( slope-of ( sum ) )", u, l)
    return formula.equation(rule_of(row, slopes=True))


def _derivative(u: Update, l: int) -> Own:
    """dσ/dz at the sums of a layer."""
    n, numbered = (
        letter.latex for letter in (L.plain("sum", u.notation), L.numbered("sum", l, notation=u.notation))
    )
    meaning = "the derivative of the activation function at each of the sums"
    letters = [Letter(rf"\frac{{d\sigma({z})}}{{d{z}}}", meaning, f"A:{l}") for z in (n, numbered)]
    numbers = (L.SLOPE, L.OPEN, Numbers(u.run.n[l], of=f"n:{l}"), L.CLOSE)
    return Own((letters[0],), (letters[1],), numbers)


def _full_slopes(u: Update, l: int) -> Equation:
    role = "output" if l == u.before.depth else "activation"
    diagonal = Own(
        (L.DIAGONAL, L.OPEN, L.standing_for(L.plain(role), f"a:{l}"), L.CLOSE),
        (L.DIAGONAL, L.OPEN, L.standing_for(L.numbered("activation", l), f"a:{l}"), L.CLOSE),
        (Numbers(u.run.a[l], form="diagonal", of=f"a:{l}"),),
    )
    formula = Formula(f"full-slopes = diagonal - {role} {role}ᵀ", u, l, {"diagonal": diagonal})
    return formula.equation("softmax-slopes")


def sensitivity(u: Update, l: int, r: Index | None = None) -> Step:
    """S_K = A_K ∂φ/∂y at the output, Ŝ = Â W S before it; the vector, or one S_r as its sum."""
    if l == u.before.depth:
        return at_the_output(u, r)
    return _sent_back(u, l) if r is None else _one_sent_back(u, l, r)


def _sent_back(u: Update, l: int) -> Step:
    H, width = u.before.W[l + 1].shape
    by_entry = u.notation.turned and not answers_all(u, l)
    slopes = "left-full-slopes" if answers_all(u, l) else "left-slopes"
    formula = Formula(
        f"left-sensitivity = {slopes}·weights·sensitivity",
        u,
        l + 1,
        arrays={"weights": u.through(l + 1)},
    )
    sizes = f"({H}×{H})({H}×{width})({width}×1) → {H}×1"
    if by_entry:
        sizes = f"({H}×{width})({width}×1) ⊙ {H}×1 → {H}×1"
    return Step(
        kind="S",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Send S back from layer {l + 1} to layer {l}",
        text=(
            f"Each neuron of layer {l} collects the sensitivities of layer {l + 1} through the weights "
            "it feeds, then scales the sum by its own slope."
        ),
        equation=formula.equation("product-scaled" if by_entry else "product"),
        value=u.run.S[l],
        sizes=sizes,
        lit=Lit(neurons=((l + 1, 0), (l, 0)), edges=((l + 1, 0, 0),)),
        note=went_through_new_weights(u),
        comparison=compared(u, l),
    )


def _one_sent_back(u: Update, l: int, r: Index) -> Step:
    S = u.run.S[l]
    return Step(
        kind="S",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=r,
        title=f"Sensitivity S of neuron {r} in layer {l}",
        text=(
            f"Neuron {r} collects the sensitivities of layer {l + 1} through the weights it feeds, "
            "then scales the sum by its own slope."
        ),
        equation=(_through_its_row if answers_all(u, l) else _through_its_slope)(u, l, r),
        value=one_value(S, r),
        sizes=f"{u.before.widths[l]} products, one slope",
        lit=Lit(neurons=((l + 1, 0), (l, r)), edges=((l + 1, r, 0),)),
        note=went_through_new_weights(u),
        comparison=compared(u, l),
    )


def went_through_new_weights(u: Update) -> str:
    """The note on a step that sends S back as you go."""
    return NOT_THE_GRADIENT if u.truth is not None else ""


def compared(u: Update, l: int) -> SensitivityPair | None:
    """As you go: the S that the old W gives beside the S that was used."""
    return None if u.truth is None else SensitivityPair(u.truth.S[l], u.found.S[l])


def _through_its_slope(u: Update, l: int, r: Index) -> Equation:
    """Ŝ_r = σ̂′(n̂_r) Σ_c W_rc S_c."""
    name, sign = u.notation.index("r"), u.notation.signs["sum"]
    latex = rf"\hat{{\sigma}}'({sign.indexed(name, left=True)})"
    any_slope = Letter(latex, f"the slope of neuron {name} at its own n", f"A:{l}")
    n = L.standing_for(L.numbered("sum", l, r, notation=u.notation), f"n:{l}:{r}")
    slope = Own((any_slope,), (L.SLOPE, L.OPEN, n, L.CLOSE))
    roles = "left-sensitivity_r = slope Σ_c weights_rc sensitivity_c"
    formula = Formula(roles, u, l + 1, {"slope": slope}, {"r": r}, {"weights": u.through(l + 1)})
    weights = Numbers(u.through(l + 1), row=r - 1, of=sent_through(u, l + 1))
    products = Products(weights, Numbers(u.run.S[l + 1], of=f"S:{l + 1}"))
    operands = (slopes_of(u, l, r), L.TIMES, L.OPEN, products, L.CLOSE)
    return formula.with_lines(Line((*operands, Relation(), sensitivity_of(u, l, r)), "scaled-sum"))


def _through_its_row(u: Update, l: int, r: Index) -> Equation:
    """Ŝ_r = Σ_j Â_rj Σ_c W_jc S_c, where the neuron answers every n of its layer."""
    name, sign = u.before.activation[l], u.notation.signs["full-slopes"]
    i, j = map(u.notation.index, "rj")
    row = Own(
        (
            Letter(
                rf"\sum_{j} {sign.indexed(f'{i}{j}', left=True)}",
                f"the neuron's row of A: {name} answers every n of its layer",
                f"A:{l}",
            ),
        ),
        (Letter(rf"\sum_{j} {sign.indexed(f'{l},{r}{j}')}", "the neuron's row of A", f"A:{l}:{r}"),),
    )
    roles, W = "left-sensitivity_r = row Σ_c weights_jc sensitivity_c", u.through(l + 1)
    formula = Formula(roles, u, l + 1, {"row": row}, {"r": r}, {"weights": W})
    operands = (
        slopes_of(u, l, r),
        Numbers(W, of=sent_through(u, l + 1)),
        Numbers(u.run.S[l + 1], of=f"S:{l + 1}"),
    )
    return formula.with_lines(Line((*operands, Relation(), sensitivity_of(u, l, r)), "product"))


def weight_gradient(u: Update, l: int) -> Step:
    """∂F/∂W_l = a_{l−1} S_lᵀ."""
    H, width = u.before.W[l].shape
    text = (
        "If a weight grows a little, how fast does F grow? "
        "By the number that enters its edge on the left, times the sensitivity S where it arrives."
    )
    equation = Formula("weight-gradient = left-activation·sensitivity", u, l).equation("product")
    turned = f"({width}×1)(1×{H}) → {width}×{H}"
    return of_weights(
        u, l, text, equation, turned if u.notation.turned else f"({H}×1)(1×{width}) → {H}×{width}"
    )


def of_weights(u: Update, l: int, text: str, equation: Equation, sizes: str) -> Step:
    """The step of ∂F/∂W_l, of a pair or of a batch."""
    return Step(
        kind="dW",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Gradient of the weights {L.named('W', l)}",
        text=text,
        equation=equation,
        value=u.found.dW[l],
        sizes=sizes,
        lit=Lit(neurons=((l - 1, 0), (l, 0)), edges=((l, 0, 0),)),
        note=started_apart(u, l),
    )


def bias_gradient(u: Update, l: int) -> Step:
    """∂F/∂b_l = S_l."""
    text = "A bias is like a weight on an input that is always 1, so its gradient is S itself."
    equation = Formula("bias-gradient = sensitivity", u, l).equation("product")
    return of_biases(u, l, text, equation, f"{u.before.widths[l - 1]}×1")


def of_biases(u: Update, l: int, text: str, equation: Equation, sizes: str) -> Step:
    """The step of ∂F/∂b_l, likewise."""
    return Step(
        kind="db",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Gradient of the biases {L.named('b', l)}",
        text=text,
        equation=equation,
        value=u.found.db[l],
        sizes=sizes,
        lit=Lit(neurons=((l, 0),)),
        note=started_apart(u, l),
    )


def started_apart(u: Update, l: int) -> str:
    """The note on a gradient as you go."""
    return STARTED_APART if u.truth is not None and l < u.before.depth else ""
