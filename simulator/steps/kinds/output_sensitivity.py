"""S at the output: how F answers each y, times how y answers n; by the loss's own form where it has one."""

from typing import Literal

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array
from ...core.losses.loss_row import Fused
from ..formulas import letters as L
from ..formulas.formula import (
    FUNCTION,
    Equation,
    Index,
    Letter,
    Line,
    Mark,
    Numbers,
    Relation,
    Token,
)
from ..session import Update
from ..step import Lit, Step, one_value
from .equations import Formula, Own, Tokens, alike, in_letters, written

# How a factor before A e is judged; another one is no arithmetic that a rule knows.
FACTOR_RULES = {-1: "minus-product", -2: "minus-twice-product"}
FACTOR_RULES_BY_ENTRY = {-1: "minus-scaled", -2: "minus-twice-scaled"}  # before σ′(z) ⊙ e
SATURATED = "y has rounded to 0 or 1, so S is computed from n, with the division by y cancelled."


def answers_all(u: Update, l: int) -> bool:
    """Whether every a of a layer answers every n of it, so that A is a full matrix."""
    return not ACTIVATIONS[u.before.activation[l]].elementwise


def at_the_output(u: Update, r: Index | None) -> Step:
    """S_K of a pair, (L,), or that of neuron r."""
    S = u.run.S[u.before.depth]
    return of_output(
        u,
        r,
        who="Sensitivity S",
        text="S says how much F changes when a neuron's n changes a little",
        equation=output_equation(u, r),
        value=S if r is None else one_value(S, r),
        sizes=_sizes_at_the_output(u, len(S)) if r is None else "one number",
        note=SATURATED if saturated(u) else "",
    )


def of_output(
    u: Update,
    r: Index | None,
    *,
    who: str,
    text: str,
    equation: Equation,
    value: Array | float,
    sizes: str,
    note: str,
) -> Step:
    """The step of S_K, of a pair or of a batch; `who` is what neuron r has, and `text` what S says."""
    K = u.before.depth
    title = f"{who} of neuron {r} in the output layer"
    return Step(
        kind="S",
        layer=K,
        update=u.number,
        item=u.item,
        neuron=r,
        title=f"Sensitivities S of the output layer {K}" if r is None else title,
        text=f"{text}: at the output, how F answers y, times how y answers n.",
        equation=equation,
        value=value,
        sizes=sizes,
        lit=Lit(neurons=((K, r or 0),)),
        note=note,
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
    own = {"row": Own((), (Mark(""), row_of_slopes(u, K, r)))}
    of_one = Formula(f"sensitivity_r = {'row output-slope' if full else product}", u, K, own, {"r": r})
    answers = Numbers(answer, row=None if full else r - 1, of=f"dphi:{K}")
    operands = (slopes_of(u, K, r), answers)
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
    own["row"] = Own((), (row_of_slopes(u, K, r),))
    right = "row error" if full else "slope-of ( sum_r ) error_r"
    of_one = Formula(f"sensitivity_r = factor {right}", u, K, own, {"r": r})
    operands = (sign, slopes_of(u, K, r), Numbers(e, row=None if full else r - 1, of=f"e:{K}"))
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
    return Line((*_dotted(operands), Relation(), sensitivity_of(u, u.before.depth, r)), rule)


def sensitivity_of(u: Update, l: int, r: Index) -> Numbers:
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


def row_of_slopes(u: Update, l: int, r: Index) -> Letter:
    latex = u.notation.signs["full-slopes"].indexed(rf"{l},{r}\cdot")
    return Letter(latex, f"row {r} of A, the neuron's own row", f"A:{l}:{r}")


def slopes_of(u: Update, l: int, r: Index) -> Numbers:
    """The slope of neuron r as printed, or its row of A where it answers every n."""
    form: Literal["transposed", "plain"] = "transposed" if answers_all(u, l) else "plain"
    return Numbers(u.run.slopes[l], row=r - 1, form=form, of=f"A:{l}")
