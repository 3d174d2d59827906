"""The backward steps: the slopes A, the sensitivities S, and the gradients they give."""

import numpy as np

from . import letters as L
from .equations import Formula, Own, Tokens, alike
from .formula import (
    FUNCTION,
    Equation,
    Index,
    Letter,
    Line,
    Mark,
    Numbers,
    Products,
    Relation,
    Token,
)
from .forward_steps import PIECEWISE
from .session import Update
from .step import Comparison, Lit, Step, one_value

NOT_THE_GRADIENT = (
    "Not the gradient: S went back through the W that had just been updated. "
    "Side by side: the S that the old W gives, and the S used here."
)
STARTED_APART = "Not the gradient: it is made of an S that went back through updated weights."
SUMMARY_SLIP = "The notes' summary prints ÂᵀS here; their derivation gives âSᵀ, which has the shape of W."
SOFTMAX_SLOPES = "Every softmax output answers every n of its layer, so A is a full matrix, not a diagonal."
SATURATED = "y has rounded to 0 or 1, so S is computed from n, with the division by y cancelled."


def slopes(u: Update, l: int) -> Step:
    """A_l = diag(σ′(n_l)); for softmax diag(y) − y yᵀ."""
    name, width, full = u.before.activation[l], u.before.widths[l - 1], _answers_all(u, l)
    return Step(
        kind="A",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Slopes A of layer {l}",
        text=(
            f"The slope of {name} at n says how strongly each neuron of layer {l} "
            "answers a small change of its n."
        ),
        equation=_full_slopes(u, l) if full else _diagonal_slopes(u, l, name),
        value=u.run.A[l],
        sizes=f"{width}×{width}",
        lit=Lit(neurons=((l, 0),)),
        note=SOFTMAX_SLOPES if full else "",
    )


def _answers_all(u: Update, l: int) -> bool:
    """Whether every a of a layer answers every n of it, so that A is a full matrix."""
    return u.run.slopes[l].ndim == 2


def _diagonal_slopes(u: Update, l: int, name: str) -> Equation:
    formula = Formula("slopes = diag ( slope-of ( sum ) )", u, l)
    return formula.equation(f"{name}-slopes" if name in PIECEWISE else FUNCTION)


def _full_slopes(u: Update, l: int) -> Equation:
    role = "output" if l == u.before.depth else "activation"
    diagonal = Own(
        (L.DIAGONAL, L.OPEN, L.plain(role), L.CLOSE),
        (L.DIAGONAL, L.OPEN, L.numbered("activation", l), L.CLOSE),
        (Numbers(u.run.a[l], form="diagonal"),),
    )
    formula = Formula(f"slopes = diagonal - {role} {role}ᵀ", u, l, {"diagonal": diagonal})
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
        equation=_output_equation(u, r),
        value=S if r is None else one_value(S, r),
        sizes=f"({size}×{size})({size}×1) → {size}×1" if r is None else "one number",
        lit=Lit(neurons=((K, r or 0),)),
        note=SATURATED if _saturated(u) else "",
    )


def _output_equation(u: Update, r: Index | None) -> Equation:
    """S = −2 A e, S = A ∂φ/∂y, or what is left of it where a division by y is cancelled."""
    K, factor = u.before.depth, {"tse": "-2", "mse": "-2", "hse": "-"}.get(u.rule.name, "")
    full = _answers_all(u, K)
    answer, rule = u.rule.slope(u.run.t, u.run.y), "product"
    layer, one = "slopes output-slope", "factor row output-slope" if full else "slopes output-slope"
    own = {"factor": alike(Mark(factor)), "row": alike(_row(K, r))}
    if factor:
        answer, rule = u.run.e, {"-2": "minus-twice-product", "-": "minus-product"}[factor]
        layer = "factor slopes error"
        one = "factor row error" if full else "factor slope-of ( sum_r ) error_r"
    elif _saturated(u):
        layer = one = "cancelled"
        own["cancelled"], rule = _cancelled(u, r)
    formula = Formula(f"sensitivity = {layer}", u, K, own, arrays={"output-slope": answer})
    if r is None:
        return formula.equation(rule)
    of_one = Formula(f"sensitivity_r = {one}", u, K, own, {"r": r})
    operands: Tokens = (_slopes_of(u, K, r), Numbers(answer) if full else Numbers(answer, row=r - 1))
    if factor:
        operands = (Mark(factor), *operands)
    elif layer == "cancelled":
        operands = own["cancelled"].numbers
    line = Line((*_dotted(operands), Relation(), Numbers(u.run.S[K], row=r - 1)), rule)
    return Equation(formula.hats, of_one.numbered, (line,))


def _row(l: int, r: Index | None) -> Letter:
    return Letter(rf"A_{{{l},{r}\cdot}}", f"row {r} of A, the neuron's own row")


def _slopes_of(u: Update, l: int, r: Index) -> Numbers:
    """The slope of neuron r as printed, or its row of A where it answers every n."""
    return Numbers(u.run.slopes[l], row=r - 1, form="transposed" if _answers_all(u, l) else "plain")


def _dotted(operands: Tokens) -> Tokens:
    """A dot between two numbers, so that 0.2 and 0.3 do not read as one."""
    out: list[Token] = []
    for token in operands:
        if out and isinstance(token, Numbers) and (isinstance(out[-1], Numbers) or out[-1] == Mark("-2")):
            out.append(L.TIMES)
        out.append(token)
    return tuple(out)


def _saturated(u: Update) -> bool:
    """Whether −t / y has lost its digits: y has rounded to 0, or to 1."""
    y = u.run.y
    return bool(
        u.rule.name == "tce"
        and (np.any((y == 0) | (y == 1)) or not np.all(np.isfinite(u.rule.slope(u.run.t, y))))
    )


def _cancelled(u: Update, r: Index | None) -> tuple[Own, str]:
    """TCE at saturation, from n: softmax y Σt − t; sigmoid −t σ(−n); softplus −t σ(n)/softplus(n)."""
    run, K = u.run, u.before.depth
    name = u.before.activation[K]
    t, y, n = (Numbers(array, row=None if r is None else r - 1) for array in (run.t, run.y, run.n[K]))
    if name == "softmax":
        total = np.asarray(run.t.sum())
        sum_t = Letter(r"\Sigma_j t_j", "the sum of all targets")
        letters: Tokens = (L.plain("output"), sum_t, L.MINUS, L.plain("target"))
        return Own(letters, letters, (y, L.TIMES, Numbers(total), L.MINUS, t)), "softmax-error"
    before, after = {
        "sigmoid": (r"\odot\sigma(-", ")"),
        "softplus": (r"\odot\frac{\sigma}{\operatorname{softplus}}(", ")"),
    }[name]
    letters = (L.MINUS, L.plain("target"), Mark(before), L.plain("sum"), Mark(after))
    return Own(letters, letters, (L.MINUS, t, Mark(before), n, Mark(after))), FUNCTION


def _sent_back(u: Update, l: int) -> Step:
    H, width = u.before.W[l + 1].shape
    formula = Formula(
        "left-sensitivity = left-slopes·weights·sensitivity",
        u,
        l + 1,
        arrays={"weights": u.through(l + 1)},
    )
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
        equation=formula.equation("product"),
        value=u.run.S[l],
        sizes=f"({H}×{H})({H}×{width})({width}×1) → {H}×1",
        lit=Lit(neurons=((l + 1, 0), (l, 0)), edges=((l + 1, 0, 0),)),
        note=_went_through_new_weights(u),
        comparison=_compared(u, l),
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
        equation=(_through_its_row if _answers_all(u, l) else _through_its_slope)(u, l, r),
        value=one_value(S, r),
        sizes=f"{u.before.widths[l]} products, one slope",
        lit=Lit(neurons=((l + 1, 0), (l, r)), edges=((l + 1, r, 0),)),
        note=_went_through_new_weights(u),
        comparison=_compared(u, l),
    )


def _went_through_new_weights(u: Update) -> str:
    return NOT_THE_GRADIENT if u.truth is not None else ""


def _compared(u: Update, l: int) -> Comparison | None:
    return None if u.truth is None else Comparison(u.truth.S[l], u.run.S[l])


def _through_its_slope(u: Update, l: int, r: Index) -> Equation:
    """Ŝ_r = σ̂′(n̂_r) Σ_c W_rc S_c."""
    any_slope = Letter(r"\hat{\sigma}'(\hat{n}_{r})", "the slope of neuron r at its own n")
    slope = Own((any_slope,), (L.SLOPE, L.OPEN, L.numbered("sum", l, r), L.CLOSE))
    formula = Formula(
        "left-sensitivity_r = slope Σ_c weights_rc sensitivity_c", u, l + 1, {"slope": slope}, {"r": r}
    )
    products = Products(Numbers(u.through(l + 1), row=r - 1), Numbers(u.run.S[l + 1]))
    operands = (_slopes_of(u, l, r), L.TIMES, L.OPEN, products, L.CLOSE)
    return formula.with_lines(Line((*operands, Relation(), Numbers(u.run.S[l], row=r - 1)), "scaled-sum"))


def _through_its_row(u: Update, l: int, r: Index) -> Equation:
    """Ŝ_r = Σ_j Â_rj Σ_c W_jc S_c, where the neuron answers every n of its layer."""
    row = Own(
        (Letter(r"\sum_j \hat{A}_{rj}", "the neuron's row of A: softmax answers every n of its layer"),),
        (Letter(rf"\sum_j A_{{{l},{r}j}}", "the neuron's row of A"),),
    )
    formula = Formula(
        "left-sensitivity_r = row Σ_c weights_jc sensitivity_c", u, l + 1, {"row": row}, {"r": r}
    )
    operands = (_slopes_of(u, l, r), Numbers(u.through(l + 1)), Numbers(u.run.S[l + 1]))
    return formula.with_lines(Line((*operands, Relation(), Numbers(u.run.S[l], row=r - 1)), "product"))


def weight_gradient(u: Update, l: int) -> Step:
    """∂F/∂W_l = a_{l−1} S_lᵀ."""
    H, width = u.before.W[l].shape
    first = u.number == 1 and l == u.before.depth
    return Step(
        kind="dW",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Gradient of the weights {L.named('W', l)}",
        text=(
            "How much would F change with each weight? What enters the edge on its left, "
            "times S at its right end."
        ),
        equation=Formula("weight-gradient = left-activation·sensitivity", u, l).equation("product"),
        value=u.run.dW[l],
        sizes=f"({H}×1)(1×{width}) → {H}×{width}",
        lit=Lit(neurons=((l - 1, 0), (l, 0)), edges=((l, 0, 0),)),
        note=_started_apart(u, l) or (SUMMARY_SLIP if first else ""),
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
        note=_started_apart(u, l),
    )


def _started_apart(u: Update, l: int) -> str:
    return STARTED_APART if u.truth is not None and l < u.before.depth else ""
