"""The backward steps: the slopes A, the sensitivities S, and the gradients they give."""

from typing import Literal

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.activations.activation_row import Activation
from ...core.inputs import Array
from ...core.losses.loss_row import Fused
from ..formulas import letters as L
from ..formulas.formula import (
    FUNCTION,
    OF_ITEMS,
    Equation,
    Index,
    Letter,
    Line,
    Mark,
    Numbers,
    Products,
    Relation,
    Token,
    rule_of,
)
from ..session import Update
from ..step import Lit, SensitivityPair, Step, one_value
from .equations import Formula, Own, Tokens, alike, in_letters, sent_through, written

NOT_THE_GRADIENT = (
    "Not the gradient: S went back through the updated W. Side by side: S through the old W, and as used."
)
STARTED_APART = "Not the gradient: it is made of an S that went back through updated weights."
# How a factor before A e is judged; another one is no arithmetic that a rule knows.
FACTOR_RULES = {-1: "minus-product", -2: "minus-twice-product"}
FACTOR_RULES_BY_ENTRY = {-1: "minus-scaled", -2: "minus-twice-scaled"}  # before σ′(z) ⊙ e
SATURATED = "y has rounded to 0 or 1, so S is computed from n, with the division by y cancelled."


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
            else f"The slope of {row.name} at n says how strongly each neuron of layer {l} "
            "answers a small change of its n."
        ),
        equation=_full_slopes(u, l) if row.shares else _diagonal_slopes(u, l, row),
        value=u.run.full_slopes(l),
        sizes=f"{width}×1" if u.notation.turned and not row.shares else f"{width}×{width}",
        lit=Lit(neurons=((l, 0),)),
    )


def answers_all(u: Update, l: int) -> bool:
    """Whether every a of a layer answers every n of it, so that A is a full matrix."""
    return not ACTIVATIONS[u.before.activation[l]].elementwise


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
        return _at_the_output(u, r)
    return _sent_back(u, l) if r is None else _one_sent_back(u, l, r)


def _at_the_output(u: Update, r: Index | None) -> Step:
    K, S = u.before.depth, u.run.S[u.before.depth]
    size = len(S)
    who = f"Sensitivities S of the output layer {K}"
    if r is not None:
        who = f"Sensitivity S of neuron {r} in the output layer"
    return Step(
        kind="S",
        layer=K,
        update=u.number,
        item=u.item,
        neuron=r,
        title=who,
        text=(
            "S says how much F changes when a neuron's n changes a little: at the output, "
            "how F answers y, times how y answers n."
        ),
        equation=output_equation(u, r),
        value=S if r is None else one_value(S, r),
        sizes=_sizes_at_the_output(u, size) if r is None else "one number",
        lit=Lit(neurons=((K, r or 0),)),
        note=SATURATED if saturated(u) else "",
    )


def _sizes_at_the_output(u: Update, size: int) -> str:
    if u.notation.turned and not answers_all(u, u.before.depth):
        return f"{size}×1 ⊙ {size}×1 → {size}×1"
    return f"({size}×{size})({size}×1) → {size}×1"


def output_equation(u: Update, r: Index | None) -> Equation:
    """S = −2 A e, S = A ∂φ/∂y, what is left of it where a division by y is cancelled, or the last two."""
    fused = _fused(u)
    if saturated(u):
        return _cancelled(u, r)
    if u.rule.factor is not None:
        return _times_error(u, r, u.rule.factor)
    return _beside(_times_answer(u, r), _cancelled(u, r)) if fused and fused.beside else _times_answer(u, r)


def _beside(first: Equation, second: Equation) -> Equation:
    """Two ways to one result: S = A ∂φ/∂y = y − t, and a line of numbers for each."""

    def joined(one: Tokens, other: Tokens) -> Tokens:
        return *one, *other[1:]  # from its sign on

    return Equation(
        joined(first.letters, second.letters),
        joined(first.numbered, second.numbered),
        first.lines + second.lines,
    )


def _times_answer(u: Update, r: Index | None) -> Equation:
    """S = A ∂φ/∂y."""
    K, full = u.before.depth, answers_all(u, u.before.depth)
    answer = output_slope(u)
    product = "full-slopes output-slope" if full else "slopes·output-slope"
    formula = Formula(f"sensitivity = {product}", u, K, arrays={"output-slope": answer})
    if r is None:
        return formula.equation("scaled" if u.notation.turned and not full else "product")
    own = {"row": Own((), (Mark(""), _row(u, K, r)))}
    of_one = Formula(f"sensitivity_r = {'row output-slope' if full else product}", u, K, own, {"r": r})
    answers = Numbers(answer, row=None if full else r - 1, of=f"dphi:{K}")
    operands = (_slopes_of(u, K, r), answers)
    return Equation(formula.hats, of_one.numbered, (_one_line(u, r, operands, "product"),))


def _times_error(u: Update, r: Index | None, factor: int) -> Equation:
    """S = −2 A e, or with the factor that the loss has."""
    K, full, e = u.before.depth, answers_all(u, u.before.depth), u.run.e
    rule, sign = FACTOR_RULES.get(factor, FUNCTION), Mark({-1: "-", 1: ""}.get(factor, str(factor)))
    own = {"factor": alike(sign)}
    product = "full-slopes error" if full else "slopes·error"
    formula = Formula(f"sensitivity = factor {product}", u, K, own)
    if r is None:
        by_entry = u.notation.turned and not full
        return formula.equation(FACTOR_RULES_BY_ENTRY.get(factor, FUNCTION) if by_entry else rule)
    own["row"] = Own((), (_row(u, K, r),))
    right = "row error" if full else "slope-of ( sum_r ) error_r"
    of_one = Formula(f"sensitivity_r = factor {right}", u, K, own, {"r": r})
    operands = (sign, _slopes_of(u, K, r), Numbers(e, row=None if full else r - 1, of=f"e:{K}"))
    return Equation(formula.hats, of_one.numbered, (_one_line(u, r, operands, rule),))


def output_slope(u: Update) -> Array:
    """∂φ/∂y, (L,); not finite where it divides by an output that has rounded to 0."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return u.rule.slope(u.run.t, u.run.y)


def saturated(u: Update) -> bool:
    """Whether a form of S_K from n is known and needed: y has rounded to 0 or 1, or ∂φ/∂y is not finite."""
    y = u.run.y
    return _fused(u) is not None and bool(
        np.any((y == 0) | (y == 1)) or not np.all(np.isfinite(output_slope(u)))
    )


def _fused(u: Update) -> Fused | None:
    return u.rule.fused.get(u.before.layers[-1].activation)


def _cancelled(u: Update, r: Index | None) -> Equation:
    """S from n, as the row of the loss writes it for this output."""
    fused = _fused(u)
    assert fused is not None
    letters, rule = in_letters(u, fused.cancelled), fused.cancelled_rule or FUNCTION
    own = {"cancelled": Own(letters, letters, _dotted(written(u, fused.cancelled)))}
    formula = Formula("sensitivity = cancelled", u, u.before.depth, own)
    if r is None:
        return formula.equation(rule)
    of_one = Formula("sensitivity_r = cancelled", u, u.before.depth, own, {"r": r})
    line = _one_line(u, r, written(u, fused.cancelled, r), rule)
    return Equation(formula.hats, of_one.numbered, (line,))


def _one_line(u: Update, r: Index, operands: Tokens, rule: str) -> Line:
    return Line((*_dotted(operands), Relation(), _sensitivity_of(u, u.before.depth, r)), rule)


def _sensitivity_of(u: Update, l: int, r: Index) -> Numbers:
    """S of one neuron."""
    return Numbers(u.run.S[l], row=r - 1, of=f"S:{l}")


def _dotted(operands: Tokens) -> Tokens:
    """A dot between two numbers, so that 0.2 and 0.3 do not read as one."""
    out: list[Token] = []
    for token in operands:
        before = out[-1] if out else None
        number = isinstance(before, Numbers) or (isinstance(before, Mark) and before.latex[-1:].isdigit())
        if number and isinstance(token, Numbers):
            out.append(L.TIMES)
        out.append(token)
    return tuple(out)


def _row(u: Update, l: int, r: Index) -> Letter:
    latex = u.notation.signs["full-slopes"].indexed(rf"{l},{r}\cdot")
    return Letter(latex, f"row {r} of A, the neuron's own row", f"A:{l}:{r}")


def _slopes_of(u: Update, l: int, r: Index) -> Numbers:
    """The slope of neuron r as printed, or its row of A where it answers every n."""
    form: Literal["transposed", "plain"] = "transposed" if answers_all(u, l) else "plain"
    return Numbers(u.run.slopes[l], row=r - 1, form=form, of=f"A:{l}")


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
    operands = (_slopes_of(u, l, r), L.TIMES, L.OPEN, products, L.CLOSE)
    return formula.with_lines(Line((*operands, Relation(), _sensitivity_of(u, l, r)), "scaled-sum"))


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
        _slopes_of(u, l, r),
        Numbers(W, of=sent_through(u, l + 1)),
        Numbers(u.run.S[l + 1], of=f"S:{l + 1}"),
    )
    return formula.with_lines(Line((*operands, Relation(), _sensitivity_of(u, l, r)), "product"))


def weight_gradient(u: Update, l: int) -> Step:
    """∂F/∂W_l = a_{l−1} S_lᵀ."""
    H, width = u.before.W[l].shape
    return Step(
        kind="dW",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Gradient of the weights {L.named('W', l)}",
        text=(
            "If a weight grows a little, how fast does F grow? "
            "By the number that enters its edge on the left, times the sensitivity S where it arrives."
        ),
        equation=Formula("weight-gradient = left-activation·sensitivity", u, l).equation("product"),
        value=u.run.dW[l],
        sizes=f"({width}×1)(1×{H}) → {width}×{H}"
        if u.notation.turned
        else f"({H}×1)(1×{width}) → {H}×{width}",
        lit=Lit(neurons=((l - 1, 0), (l, 0)), edges=((l, 0, 0),)),
        note=started_apart(u, l),
    )


def bias_gradient(u: Update, l: int) -> Step:
    """∂F/∂b_l = S_l."""
    return Step(
        kind="db",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Gradient of the biases {L.named('b', l)}",
        text="A bias is like a weight on an input that is always 1, so its gradient is S itself.",
        equation=Formula("bias-gradient = sensitivity", u, l).equation("product"),
        value=u.run.db[l],
        sizes=f"{u.before.widths[l - 1]}×1",
        lit=Lit(neurons=((l, 0),)),
        note=started_apart(u, l),
    )


def started_apart(u: Update, l: int) -> str:
    """The note on a gradient as you go."""
    return STARTED_APART if u.truth is not None and l < u.before.depth else ""
