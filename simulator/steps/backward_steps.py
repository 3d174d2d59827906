"""The backward steps: the slopes A, the sensitivities S, and the gradients they give."""

import numpy as np

from ..core.inputs import Array
from . import letters as L
from .formula import FUNCTION, Letter, Line, Mark, Numbers, Products, Relation, Token
from .forward_steps import PIECEWISE
from .session import Update
from .step import Comparison, Lit, Step

NOT_THE_GRADIENT = (
    "Not the gradient: S went back through the W that had just been updated. "
    "Side by side: the S that the old W gives, and the S used here."
)
STARTED_APART = "Not the gradient: it is made of an S that went back through updated weights."
SUMMARY_SLIP = "The notes' summary prints ÂᵀS here; their derivation gives âSᵀ, which has the shape of W."
SOFTMAX_SLOPES = "Every softmax output answers every n of its layer, so A is a full matrix, not a diagonal."


def slopes(u: Update, l: int) -> Step:
    """A_l = diag(σ′(n_l)); for softmax diag(y) − y yᵀ."""
    n, a, stored, name = u.run.n[l], u.run.a[l], u.run.slopes[l], u.before.activation[l]
    size = len(n)
    if stored.ndim == 2:
        y = "y" if l == u.before.depth else "a"
        letters: tuple[Token, ...] = (
            L.plain("A"),
            L.EQUALS,
            Mark(r"\operatorname{diag}"),
            L.OPEN,
            L.plain(y),
            L.CLOSE,
            L.MINUS,
            L.plain(y),
            L.plain(y, transposed=True),
        )
        right: tuple[Token, ...] = (
            Mark(r"\operatorname{diag}"),
            L.OPEN,
            L.numbered("a", l),
            L.CLOSE,
            L.MINUS,
            L.numbered("a", l),
            L.numbered("a", l, transposed=True),
        )
        operands = (Numbers(a, form="diagonal"), L.MINUS, Numbers(a), Numbers(a, form="transposed"))
        line = Line((*operands, Relation(), Numbers(stored)), "softmax-slopes")
    else:
        diagonal = (Mark(r"\operatorname{diag}"), L.OPEN, L.SLOPE, L.OPEN)
        letters = (L.plain("A"), L.EQUALS, *diagonal, L.plain("n"), L.CLOSE, L.CLOSE)
        right = (*diagonal, L.numbered("n", l), L.CLOSE, L.CLOSE)
        line = Line(
            (*diagonal, Numbers(n), L.CLOSE, L.CLOSE, Relation(), Numbers(stored, form="diagonal")),
            f"{name}-slopes" if name in PIECEWISE else FUNCTION,
        )
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
        letters=letters,
        numbered_letters=(L.numbered("A", l), L.EQUALS, *right),
        lines=(line,),
        value=u.run.A[l],
        sizes=f"{size}×{size}",
        lit=Lit(neurons=((l, 0),)),
        note=SOFTMAX_SLOPES if stored.ndim == 2 else "",
    )


def sensitivity(u: Update, l: int, r: int | None = None) -> Step:
    """S_K = A_K ∂φ/∂y at the output, Ŝ = Â W S before it; the vector, or one S_r as its sum."""
    return _at_the_output(u, r) if l == u.before.depth else _sent_back(u, l, r)


def _slopes_of(u: Update, l: int, r: int | None) -> Numbers:
    """A_l as printed: the diagonal matrix, one slope, or for softmax the matrix or the neuron's row."""
    stored = u.run.slopes[l]
    if r is None:
        return Numbers(stored, form="diagonal" if stored.ndim == 1 else "plain")
    return Numbers(stored, row=r - 1, form="plain" if stored.ndim == 1 else "transposed")


def _one(array: Array, r: int | None) -> Numbers:
    return Numbers(array, row=None if r is None else r - 1)


def _at_the_output(u: Update, r: int | None) -> Step:
    run, K = u.run, u.before.depth
    S = run.S[K]
    size = len(S)
    squared, fused = u.rule.name != "tce", _saturated(u)
    full = run.slopes[K].ndim == 2
    factor = {"tse": "-2", "mse": "-2", "hse": "-"}.get(u.rule.name, "")
    minus = {"-2": "minus-twice-product", "-": "minus-product", "": "product"}[factor]
    if squared:
        letters: tuple[Token, ...] = (Mark(factor), L.plain("A"), L.plain("e"))
        right: tuple[Token, ...] = (Mark(factor), L.numbered("A", K), L.numbered("e", K))
        error = Numbers(run.e) if full else _one(run.e, r)
        operands: tuple[Token, ...] = (Mark(factor), _slopes_of(u, K, r), error)
    elif fused:
        letters, right, operands, minus = _cancelled(u, r)
    else:
        letters = (L.plain("A"), L.PHI_SLOPE)
        right = (L.numbered("A", K), L.PHI_SLOPE)
        quotient = u.rule.slope(run.t, run.y)
        operands = (_slopes_of(u, K, r), Numbers(quotient) if full else _one(quotient, r))
    if r is not None:
        right = _for_one_output(u, r, factor) or right
        operands = _dotted(operands)
    who = f"of neuron {r} in the output layer" if r else f"of the output layer {K}"
    note = (
        "y has rounded to 0 or 1, so S is computed from n, with the division by y cancelled." if fused else ""
    )
    return Step(
        kind="S",
        layer=K,
        update=u.number,
        item=u.item,
        neuron=r,
        title=f"Sensitivities S {who}" if r is None else f"Sensitivity S {who}",
        text=(
            "S says how much F changes when a neuron's n changes a little: at the output, "
            "how F answers y, times how y answers n."
        ),
        letters=(L.plain("S"), L.EQUALS, *letters),
        numbered_letters=(L.numbered("S", K, *([r] if r else [])), L.EQUALS, *right),
        lines=(Line((*operands, Relation(), _one(S, r)), minus),),
        value=S if r is None else float(S[r - 1]),
        sizes=f"({size}×{size})({size}×1) → {size}×1" if r is None else "one number",
        lit=Lit(neurons=((K, r or 0),)),
        note=note,
    )


def _for_one_output(u: Update, r: int, factor: str) -> tuple[Token, ...]:
    """−2 σ′(n_{K,r}) e_{K,r}, or the neuron's row of A times ∂φ/∂y."""
    K = u.before.depth
    if u.run.slopes[K].ndim == 2:
        row = Letter(rf"A_{{{K},{r}\cdot}}", f"row {r} of A, the neuron's own row")
        return (Mark(factor), row, L.numbered("e", K) if factor else L.PHI_SLOPE)
    if not factor:
        return ()
    return (
        Mark(factor),
        L.SLOPE,
        L.OPEN,
        L.numbered("n", K, r),
        L.CLOSE,
        L.numbered("e", K, r),
    )


def _dotted(operands: tuple[Token, ...]) -> tuple[Token, ...]:
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


def _cancelled(
    u: Update, r: int | None
) -> tuple[tuple[Token, ...], tuple[Token, ...], tuple[Token, ...], str]:
    """TCE at saturation, from n: softmax y Σt − t; sigmoid −t σ(−n); softplus −t σ(n)/softplus(n)."""
    run, K = u.run, u.before.depth
    name = u.before.activation[K]
    t, y, n = (_one(array, r) for array in (run.t, run.y, run.n[K]))
    if name == "softmax":
        total = np.asarray(run.t.sum())
        sum_t = Letter(r"\Sigma_j t_j", "the sum of all targets")
        letters: tuple[Token, ...] = (L.plain("y"), sum_t, L.MINUS, L.plain("t"))
        return letters, letters, (y, L.TIMES, Numbers(total), L.MINUS, t), "softmax-error"
    before, after = {
        "sigmoid": (r"\odot\sigma(-", ")"),
        "softplus": (r"\odot\frac{\sigma}{\operatorname{softplus}}(", ")"),
    }[name]
    letters = (L.MINUS, L.plain("t"), Mark(before), L.plain("n"), Mark(after))
    return letters, letters, (L.MINUS, t, Mark(before), n, Mark(after)), FUNCTION


def _sent_back(u: Update, l: int, r: int | None) -> Step:
    run, W = u.run, u.through(l + 1)
    S, later = run.S[l], run.S[l + 1]
    H, width = W.shape
    if r is None:
        letters: tuple[Token, ...] = (L.hatted("S"), L.EQUALS, L.hatted("A"), L.plain("W"), L.plain("S"))
        numbered: tuple[Token, ...] = (
            L.numbered("S", l),
            L.EQUALS,
            L.numbered("A", l),
            L.numbered("W", l + 1),
            L.numbered("S", l + 1),
        )
        line = Line((_slopes_of(u, l, r), Numbers(W), Numbers(later), Relation(), Numbers(S)), "product")
        title = f"Send S back from layer {l + 1} to layer {l}"
        text = (
            f"Each neuron of layer {l} collects the sensitivities of layer {l + 1} through the weights "
            "it feeds, then scales the sum by its own slope."
        )
    else:
        letters, numbered, line = _one_sent_back(u, l, r)
        title = f"Sensitivity S of neuron {r} in layer {l}"
        text = (
            f"Neuron {r} collects the sensitivities of layer {l + 1} through the weights it feeds, "
            "then scales the sum by its own slope."
        )
    used_new = u.truth is not None
    sizes = f"({H}×{H})({H}×{width})({width}×1) → {H}×1"
    return Step(
        kind="S",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=r,
        title=title,
        text=text,
        letters=letters,
        numbered_letters=numbered,
        lines=(line,),
        value=S if r is None else float(S[r - 1]),
        sizes=sizes if r is None else f"{width} products, one slope",
        lit=Lit(neurons=((l + 1, 0), (l, r or 0)), edges=((l + 1, r or 0, 0),)),
        note=NOT_THE_GRADIENT if used_new else "",
        comparison=Comparison(u.truth.S[l], S) if u.truth is not None else None,
    )


def _one_sent_back(u: Update, l: int, r: int) -> tuple[tuple[Token, ...], tuple[Token, ...], Line]:
    run, W = u.run, u.through(l + 1)
    S, later = run.S[l], run.S[l + 1]
    width = len(later)
    total = Letter(rf"\sum_{{c=1}}^{{{width}}}", f"the sum over the {width} neurons of layer {l + 1}")
    any_total = Letter(r"\sum_{c=1}^{L}", "the sum over the L neurons of the layer to the right")
    s_c = Letter(rf"S_{{{l + 1},c}}", f"the sensitivity of neuron c of layer {l + 1}")
    if run.slopes[l].ndim == 2:
        row = Letter(r"\sum_j \hat{A}_{rj}", "the neuron's row of A: softmax answers every n of its layer")
        letters: tuple[Token, ...] = (
            Letter(r"\hat{S}_{r}", "S of neuron r on the left"),
            L.EQUALS,
            row,
            any_total,
            Letter("W_{jc}", "the weight from neuron j on the left to neuron c"),
            Letter("S_{c}", "the sensitivity of neuron c"),
        )
        numbered: tuple[Token, ...] = (
            L.numbered("S", l, r),
            L.EQUALS,
            Letter(rf"\sum_j A_{{{l},{r}j}}", "the neuron's row of A"),
            total,
            Letter(rf"W_{{{l + 1},jc}}", f"the weight from neuron j of layer {l} to neuron c"),
            s_c,
        )
        operands: tuple[Token, ...] = (_slopes_of(u, l, r), Numbers(W), Numbers(later))
        return letters, numbered, Line((*operands, Relation(), _one(S, r)), "product")
    letters = (
        Letter(r"\hat{S}_{r}", "S of neuron r on the left"),
        L.EQUALS,
        Letter(r"\hat{\sigma}'(\hat{n}_{r})", "the slope of neuron r at its own n"),
        any_total,
        Letter("W_{rc}", "the weight from neuron r on the left to neuron c"),
        Letter("S_{c}", "the sensitivity of neuron c"),
    )
    numbered = (
        L.numbered("S", l, r),
        L.EQUALS,
        L.SLOPE,
        L.OPEN,
        L.numbered("n", l, r),
        L.CLOSE,
        total,
        Letter(rf"W_{{{l + 1},{r}c}}", f"the weight from neuron {r} to neuron c of layer {l + 1}"),
        s_c,
    )
    products = Products(Numbers(W, row=r - 1), Numbers(later))
    tokens = (_slopes_of(u, l, r), L.TIMES, L.OPEN, products, L.CLOSE, Relation(), _one(S, r))
    return letters, numbered, Line(tokens, "scaled-sum")


def weight_gradient(u: Update, l: int) -> Step:
    """∂F/∂W_l = a_{l−1} S_lᵀ."""
    dW, left, S = u.run.dW[l], u.run.a[l - 1], u.run.S[l]
    H, width = dW.shape
    first = u.number == 1 and l == u.before.depth
    return Step(
        kind="dW",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Gradient of the weights W{str(l).translate(L.SUBSCRIPTS)}",
        text=(
            "How much would F change with each weight? What enters the edge on its left, "
            "times S at its right end."
        ),
        letters=(L.plain("dW"), L.EQUALS, L.hatted("a"), L.plain("S", transposed=True)),
        numbered_letters=(
            L.numbered("dW", l),
            L.EQUALS,
            L.numbered("a", l - 1),
            L.numbered("S", l, transposed=True),
        ),
        lines=(Line((Numbers(left), Numbers(S, form="transposed"), Relation(), Numbers(dW)), "product"),),
        value=dW,
        sizes=f"({H}×1)(1×{width}) → {H}×{width}",
        lit=Lit(neurons=((l - 1, 0), (l, 0)), edges=((l, 0, 0),)),
        note=_tainted(u, l) or (SUMMARY_SLIP if first else ""),
    )


def bias_gradient(u: Update, l: int) -> Step:
    """∂F/∂b_l = S_l."""
    db = u.run.db[l]
    return Step(
        kind="db",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Gradient of the biases b{str(l).translate(L.SUBSCRIPTS)}",
        text="A bias is like a weight on an input that is always 1, so its gradient is S itself.",
        letters=(L.plain("db"), L.EQUALS, L.plain("S")),
        numbered_letters=(L.numbered("db", l), L.EQUALS, L.numbered("S", l)),
        lines=(Line((Numbers(u.run.S[l]), Relation(), Numbers(db)), "product"),),
        value=db,
        sizes=f"{len(db)}×1",
        lit=Lit(neurons=((l, 0),)),
        note=_tainted(u, l),
    )


def _tainted(u: Update, l: int) -> str:
    return STARTED_APART if u.truth is not None and l < u.before.depth else ""
