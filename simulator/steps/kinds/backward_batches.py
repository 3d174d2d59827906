"""The backward steps of a batch: S of every item, and ∂F/∂W = Â Sᵀ, ∂F/∂b = S 1, sums over them."""

from dataclasses import replace

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array
from ...core.sets.batch_matrices import BatchRun
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
    Relation,
    Token,
    kept,
)
from ..noise_of_batches import column
from ..session import Update
from ..step import Lit, Step
from .backward_steps import compared, of_biases, of_weights, went_through_new_weights
from .equations import OF_ALL_ITEMS, QUANTITIES, Formula, Own, Tokens, alike, sent_through
from .forward_batches import inverse_of_B, row_of, summed_rule
from .output_sensitivity import SATURATED, answers_all, of_output, output_equation

ENTRYWISE = Mark(r"\circ")
ITEM = r"\text{item "  # begins a line that is of one item
SLOPES_LETTER = "A stands for the activations of all items here, so the slopes are written σ′(N)."
COLUMN_BY_COLUMN = "Column by column, each as in the item's own walk, whose letters stand here."
SATURATED_IN_PART = "Where y has rounded to 0 or 1, S is computed from n, with the division by y cancelled."
# How a factor before σ′(N) ∘ E is judged; another one is no arithmetic that a rule knows.
FACTOR_RULES = {-1: "minus-scaled", -2: "minus-twice-scaled"}


def slopes_of_items(u: Update, l: int) -> Step:
    """σ′(N_l), of which each column is the diagonal of an item's A; for softmax the items' A."""
    row, (width, B) = ACTIVATIONS[u.before.activation[l]], u.found.n[l].shape
    return Step(
        kind="A",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"Slopes σ′(N) of layer {l}",
        text=(
            f"{row.shares.slopes_said} Each item has an A of its own."
            if row.shares
            else f"The slope of {row.title} at n says how strongly each neuron of layer {l} answers a small "
            "change of its n, for every item."
        ),
        equation=_slopes_of_shares(u, l) if row.shares else _slopes_by_entry(u, l),
        value=u.batch.A[l],
        sizes=f"{B} of {width}×{width}" if row.shares else f"{width}×{B}",
        lit=Lit(neurons=((l, 0),)),
        note=COLUMN_BY_COLUMN if row.shares else SLOPES_LETTER,
    )


def _slopes_by_entry(u: Update, l: int) -> Equation:
    """σ′ at every entry of N."""
    row = ACTIVATIONS[u.before.activation[l]]
    meant = "the slopes σ′(n) of each neuron, a column for each item: the diagonals of their A"
    columns = (Letter(r"[\sigma'(n_1)\ \cdots\ \sigma'(n_B)]", "a column for each item"),)
    letters = (Letter(r"\sigma'(N)", meant, f"A:{l}"), L.EQUALS, *columns)
    numbered = (Letter(rf"\sigma'(N_{{{l}}})", f"{meant}, of layer {l}", f"A:{l}"), L.EQUALS, *columns)
    n, A = Numbers(u.found.n[l], of=f"n:{l}@"), Numbers(u.batch.A[l], of=f"A:{l}@")
    numbers = (L.SLOPE, L.OPEN, n, L.CLOSE, Relation(), A)
    rule = FUNCTION if row.pieces is None else row.name + OF_ITEMS
    return Equation(letters, numbered, (Line(numbers, rule),))


def _slopes_of_shares(u: Update, l: int) -> Equation:
    """A of each item: diag(a) − a aᵀ."""
    role = "output" if l == u.before.depth else "activation"
    diagonal = Own(
        (L.DIAGONAL, L.OPEN, L.standing_for(L.plain(role), f"a:{l}"), L.CLOSE),
        (L.DIAGONAL, L.OPEN, L.standing_for(L.numbered("activation", l), f"a:{l}"), L.CLOSE),
    )
    a, A = u.found.a[l], u.batch.A[l]
    lines = []
    for j in _shown_items(u):
        diag, own = Numbers(a, column=j, form="diagonal", of=f"a:{l}@"), Numbers(a, column=j, of=f"a:{l}@")
        row = Numbers(a, column=j, form="transposed", of=f"a:{l}@")
        tokens = (item_mark(u, j), diag, L.MINUS, own, row, Relation(), Numbers(A, row=j, of=f"A:{l}@"))
        lines.append(Line(tokens, "softmax-slopes"))
    return Formula(f"full-slopes = diagonal - {role} {role}ᵀ", u, l, {"diagonal": diagonal}).with_lines(
        *lines
    )


def item_mark(u: Update, j: int) -> Mark:
    """In front of a line of numbers: whose they are; item j of the batch, from 0."""
    return Mark(rf"{ITEM}{u.items[j] + 1}: }}")


def is_item_mark(token: Token) -> bool:
    """Whether it says whose numbers follow."""
    return isinstance(token, Mark) and token.latex.startswith(ITEM)


def _shown_items(u: Update) -> list[int]:
    """The items, from 0, that have a line of their own."""
    return [j for j in kept(len(u.items)) if j is not None]


def sensitivities(u: Update, l: int, r: Index | None = None) -> Step:
    """S_K of every item at the output, Ŝ = σ̂′(N̂) ∘ (W S) before it; the matrix, or one row of it."""
    return _at_the_outputs(u, r) if l == u.before.depth else _all_sent_back(u, l, r)


def _at_the_outputs(u: Update, r: Index | None) -> Step:
    S = u.found.S[u.before.depth]
    own = u.rule.factor is None or answers_all(u, u.before.depth)
    notes = [COLUMN_BY_COLUMN] if own else []
    if (fused := answers_of_items(u)[1]).any():
        notes.append(SATURATED if fused.all() else SATURATED_IN_PART)
    return of_output(
        u,
        r,
        who="Sensitivities S",
        text="S says for every item how much its F changes when a neuron's n changes a little",
        equation=_item_by_item(u, r) if own else _scaled_errors(u, r),
        value=S if r is None else row_of(S, r),
        sizes="×".join(map(str, S.shape)) if r is None else f"1×{len(u.items)}",
        note=" ".join(notes),
    )


def answers_of_items(u: Update) -> tuple[Array, Array]:
    """∂φ/∂y of every item, (L, B), and (B,) whether its S_K comes from n as `saturated` says of one pair."""
    run, fused = u.batch, u.rule.fused.get(u.before.layers[-1].activation)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        answers = u.rule.slope(run.t.T, run.y.T).T
    rounded = (run.y == 0) | (run.y == 1) | ~np.isfinite(answers)
    return answers, rounded.any(axis=0) & (fused is not None)


def _scaled_errors(u: Update, r: Index | None) -> Equation:
    """S = −2 σ′(N) ∘ E, or with the factor that the loss has."""
    K, factor = u.before.depth, u.rule.factor or 0
    sign = Mark({-1: "-", 1: ""}.get(factor, str(factor)))
    own = {"factor": alike(sign), "slopes-of-all": _slopes_in(K, left=False), "∘": alike(ENTRYWISE)}
    formula = Formula("sensitivities = factor slopes-of-all ∘ errors", u, K, own)
    slopes, S = _rows(u.batch.A[K], r, f"A:{K}"), _rows(u.found.S[K], r, f"S:{K}")
    E = _rows(u.found.e, r, f"e:{K}")
    line = Line((sign, slopes, ENTRYWISE, E, Relation(), S), FACTOR_RULES.get(factor, "scaled"))
    if r is None:
        return formula.with_lines(line)
    numbered = (
        *(_row(u, "sensitivities", K, r), L.EQUALS, sign),
        *(_row(u, "sums", K, r, slope=True), ENTRYWISE, _row(u, "errors", K, r)),
    )
    return Equation(formula.hats, numbered, (line,))


def _row(u: Update, role: str, l: int, r: Index, *, slope: bool = False) -> Letter:
    """Row r of a matrix of layer l: S_{3,2·}; or of the slopes at it."""
    latex = u.notation.signs[role].indexed(rf"{l},{r}\cdot")
    of = "A" if slope else QUANTITIES[next(one for one, many in OF_ALL_ITEMS.items() if many == role)]
    meaning = f"row {r}: neuron {r} of layer {l}, for each item"
    return Letter(rf"\sigma'({latex})" if slope else latex, meaning, f"{of}:{l}:{r}")


def _row_of_W(u: Update, l: int, r: Index) -> Letter:
    """The weights that lead from neuron r: a row of W, or where W is L × H a column of it as a row."""
    meaning = f"row {r}: neuron {r} of layer {l}, for each item"
    if u.notation.turned:
        return Letter(rf"W_{{{l},\cdot {r}}}^{{T}}", f"the column of W of neuron {r}, as a row", f"W:{l}:{r}")
    return Letter(rf"W_{{{l},{r}\cdot}}", meaning, f"W:{l}:{r}")


def _slopes_in(l: int, left: bool) -> Own:
    """σ′(N) as a factor, of layer l."""
    hats = r"\hat{\sigma}'(\hat{N})" if left else r"\sigma'(N)"
    meant = "the slopes of the layer to the left, for every item" if left else "the slopes, for every item"
    own = f"A:{l}"
    return Own(
        (Letter(hats, meant, own),), (Letter(rf"\sigma'(N_{{{l}}})", f"the slopes of layer {l}", own),)
    )


def _rows(array: Array, r: Index | None, of: str, each: str = "@") -> Numbers:
    """All of a matrix, or one row of it; `each`: of every item, or "" for one of no item."""
    of += each
    return Numbers(array, of=of) if r is None else Numbers(array, row=r - 1, form="transposed", of=of)


def _item_by_item(u: Update, r: Index | None) -> Equation:
    """The formula of one pair, a line of numbers for each item."""
    each = [(j, output_equation(of_item(u, j), r)) for j in _shown_items(u)]
    lines = [
        replace(line, tokens=(item_mark(u, j), *_in_columns(line.tokens, u, j)))
        for j, equation in each
        for line in equation.lines
    ]
    # Items whose y has rounded to 0 or 1 have another formula than the rest: then both stand there.
    forms = {equation.letters: equation.numbered for _, equation in each}
    (letters, numbered), *others = sorted(forms.items(), key=lambda form: -len(form[0]))
    for other, in_numbers in others:
        if letters[1 - len(other) :] != other[1:]:
            letters, numbered = (*letters, *other[1:]), (*numbered, *in_numbers[1:])
    return Equation(letters, numbered, tuple(lines))


def of_item(u: Update, j: int) -> Update:
    """The update as item j of its batch, from 0, sees it: its own n, a, S and e, without gradients."""
    truth = column(u.truth, j) if isinstance(u.truth, BatchRun) else None
    return replace(u, items=range(u.items[j], u.items[j] + 1), found=column(u.batch, j), truth=truth)


def _in_columns(tokens: Tokens, u: Update, j: int) -> Tokens:
    """The same numbers, as the column of item j in the matrix that holds them."""
    batch, K = u.batch, u.before.depth
    matrices = (
        batch.e,
        batch.t,
        batch.n[K],
        batch.a[K],
        batch.S[K],
        *([batch.A[K]] * (batch.A[K].ndim == 2)),
    )

    def placed(token: Token) -> Token:
        if not isinstance(token, Numbers) or not token.array.ndim:
            return token  # no number, or one of no matrix: the sum of an item's t
        if token.array.ndim == 2:  # A of a softmax
            if token.row is None:
                return Numbers(batch.A[K], row=j, of=f"A:{K}@")
            return _row_of_slopes(batch.A[K][j], token.row, f"A:{K}", j)
        for matrix in matrices:
            if len(matrix) == len(token.array) and matrix[:, j].tobytes() == token.array.tobytes():
                return replace(token, array=matrix, column=j, of=f"{token.of}@" * bool(token.of))
        return token

    return tuple(placed(token) for token in tokens)


def _all_sent_back(u: Update, l: int, r: Index | None) -> Step:
    (H, width), B = u.before.W[l + 1].shape, len(u.items)
    S, full = u.found.S[l], answers_all(u, l)
    who = f"Send S back from layer {l + 1} to layer {l}"
    if r is not None:
        who = f"Sensitivities S of neuron {r} in layer {l}"
    collects = f"each neuron of layer {l}" if r is None else f"neuron {r}"
    feeds = f"({H}×{width})({width}×{B})" if r is None else f"(1×{width})({width}×{B})"
    return Step(
        kind="S",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=r,
        title=who,
        text=(
            f"For every item: {collects} collects the sensitivities of layer {l + 1} "
            "through the weights it feeds, then scales the sum by its own slope for that item."
        ),
        equation=_shares_sent_back(u, l, r) if full else _scaled_back(u, l, r),
        value=S if r is None else row_of(S, r),
        sizes=f"{feeds} → {H if r is None else 1}×{B}",
        lit=Lit(neurons=((l + 1, 0), (l, r or 0)), edges=((l + 1, r or 0, 0),)),
        note=" ".join(filter(None, (COLUMN_BY_COLUMN if full else "", went_through_new_weights(u)))),
        comparison=compared(u, l),
    )


def _scaled_back(u: Update, l: int, r: Index | None) -> Equation:
    """Ŝ = σ̂′(N̂) ∘ (W S), or row r of it."""
    own = {"left-slopes-of-all": _slopes_in(l, left=True), "∘": alike(ENTRYWISE)}
    roles, through = "left-sensitivities = left-slopes-of-all ∘ ( weights·sensitivities )", u.through(l + 1)
    formula = Formula(roles, u, l + 1, own, arrays={"weights": through})
    slopes, S = _rows(u.batch.A[l], r, f"A:{l}"), _rows(u.found.S[l], r, f"S:{l}")
    W = _rows(through, r, sent_through(u, l + 1), "")
    product = (L.OPEN, W, Numbers(u.found.S[l + 1], of=f"S:{l + 1}@"), L.CLOSE)
    line = Line((slopes, ENTRYWISE, *product, Relation(), S), "scaled-product")
    if r is None:
        return formula.with_lines(line)
    later = L.numbered("sensitivities", l + 1, notation=u.notation)
    product_in_letters = (_row_of_W(u, l + 1, r), L.standing_for(later, f"S:{l + 1}"))
    own_row, slope = _row(u, "sensitivities", l, r), _row(u, "sums", l, r, slope=True)
    numbered = (own_row, L.EQUALS, slope, ENTRYWISE, L.OPEN, *product_in_letters, L.CLOSE)
    return Equation(formula.hats, numbered, (line,))


def _shares_sent_back(u: Update, l: int, r: Index | None) -> Equation:
    """Ŝ = Â W S of each item, or its neuron r, where the neurons of a layer answer every n of it."""
    through = u.through(l + 1)
    formula = Formula(
        "left-sensitivity = left-full-slopes·weights·sensitivity", u, l + 1, arrays={"weights": through}
    )
    A, W = u.batch.A[l], Numbers(through, of=sent_through(u, l + 1))
    lines = []
    for j in _shown_items(u):
        row = Numbers(A, row=j, of=f"A:{l}@") if r is None else _row_of_slopes(A[j], r - 1, f"A:{l}", j)
        S = Numbers(u.found.S[l], row=None if r is None else r - 1, column=j, of=f"S:{l}@")
        later = Numbers(u.found.S[l + 1], column=j, of=f"S:{l + 1}@")
        lines.append(Line((item_mark(u, j), row, W, later, Relation(), S), "product"))
    if r is None:
        return formula.with_lines(*lines)
    numbered = (
        _row(u, "sensitivities", l, r),
        L.EQUALS,
        _row_of_slopes_in_letters(u, l, r),
        *formula.numbered[3:],
    )
    return Equation(formula.hats, numbered, tuple(lines))


def _row_of_slopes_in_letters(u: Update, l: int, r: Index) -> Letter:
    latex = u.notation.signs["full-slopes"].indexed(rf"{l},{r}\cdot")
    return Letter(latex, f"row {r}: neuron {r} of layer {l}, for each item", f"A:{l}:{r}")


def _row_of_slopes(A: Array, row: Index, of: str, j: int) -> Numbers:
    """A row, from 0, of the A of item j: of one neuron an array of its own, of any the whole."""
    if isinstance(row, int):
        return Numbers(A[row], form="transposed", of=f"{of}:{row + 1}@{j + 1}")
    return Numbers(A, row=row, form="transposed", of=f"{of}@{j + 1}")


def weight_gradients(u: Update, l: int) -> Step:
    """∂F/∂W_l = A_{l−1} S_lᵀ, for a loss that averages over the items divided by their number."""
    (rows, columns), B = u.notation.shape(u.before.W[l].shape), len(u.items)
    formula = Formula(
        "weight-gradient = inverse left-activations·sensitivities", u, l, {"inverse": inverse_of_B(u)}
    )
    mean = (
        f" {u.rule.title} is a mean over the items, so the sum is divided by their number."
        if u.rule.mean
        else ""
    )
    text = (
        "The formula of one item, now with matrices, adds up over the items: for each of them the number "
        f"that enters the edge on the left times the sensitivity S where it arrives.{mean}"
    )
    sizes = f"({rows}×{B})({B}×{columns}) → {rows}×{columns}"
    return of_weights(u, l, text, formula.equation(summed_rule(u)), sizes)


def bias_gradients(u: Update, l: int) -> Step:
    """∂F/∂b_l = S_l 1, likewise."""
    width, B = u.before.widths[l - 1], len(u.items)
    formula = Formula("bias-gradient = inverse sensitivities ones", u, l, {"inverse": inverse_of_B(u)})
    mean = f" {u.rule.title} divides it by their number." if u.rule.mean else ""
    text = (
        "A bias is like a weight on an input that is always 1, for every item, so its gradient is S "
        f"added up over the items: S 1.{mean}"
    )
    return of_biases(u, l, text, formula.equation(summed_rule(u)), f"({width}×{B})({B}×1) → {width}×1")
