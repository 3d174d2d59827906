"""A loss says in one number, F = φ(t, y), how far the output y is from the target t.

One row of the table carries everything that is said of a loss anywhere. Its functions work on the last
axis: t, n and y are (L,), or (…, L) with those of each item.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import spelling
from .activation import Activation, below_top, log1p, sigmoid, softmax, softplus, sum_of_others, total
from .inputs import Array, InputError
from .spelling import SUM_T, N, NumpyLoss, T, TorchLoss, Written, Y


@dataclass(frozen=True)
class Squares:
    """φ = `weight` Σ e² and ∂φ/∂y = `factor` e, as exact decimals; `latex`: the weight as it is written."""

    factor: int
    weight: str = "1"
    latex: str = ""


@dataclass(frozen=True, eq=False)
class Fused:
    """A loss after one activation, from n: no digit is lost where y has rounded to 0 or to 1.

    `terms`: what each output adds to φ; `sensitivity`: S_K = A ∂φ/∂y with the division by y cancelled,
    both from t and n; `cancelled` and `cancelled_rule`: that formula, and the arithmetic by which its
    printed digits are judged ("": none). `note` stands at the error step. For the checks, where they are
    known: S_K as one writes it `from_y`, or taking each output `alone`, from t and y; `sizes`: S_K if
    nothing in it cancelled, from |t| and n. `beside`: the step of S_K shows this form beside A ∂φ/∂y.
    `parts`: `terms` part by part, in the order of the loss' `parts_said`, to be drawn as bars.
    `better`: the loss to take in its place after this activation, where `note` says why.
    """

    terms: Callable[[Array, Array], Array]
    sensitivity: Callable[[Array, Array], Array]
    cancelled: Written
    cancelled_rule: str = ""
    beside: bool = False
    better: str = ""
    note: str = ""
    from_y: Callable[[Array, Array], Array] | None = None
    alone: Callable[[Array, Array], Array] | None = None
    sizes: Callable[[Array, Array], Array] | None = None
    numpy: NumpyLoss | None = None
    torch: str | None = None
    parts: Callable[[Array, Array], tuple[Array, ...]] | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Loss:
    """One row of the table: φ, ∂φ/∂y, and what else is said of it; what is None is not known.

    `terms`: what each output adds to φ, of t and y; None where there is nothing but the `fused` forms, by
    the output's activation. `outputs`: the activations it allows, None for any; `why_outputs`: the reason.
    The error step writes φ as `squares`, else as its `line`; `slope_said` is ∂φ/∂y in a few letters, where
    it is no multiple of e; `parts_said`: what each output adds to φ, part by part, where it is no square.
    Then the spellings, see spelling.py.
    """

    name: str
    title: str
    latex: str  # φ as the notes write it
    terms: Callable[[Array, Array], Array] | None
    slope: Callable[[Array, Array], Array]
    mean: bool = False  # over a set: divided by the number of items
    targets: tuple[float, float] | None = None  # between which t must lie, both ends allowed
    squares: Squares | None = None
    fused: Mapping[str, Fused] = field(default_factory=dict)
    outputs: tuple[str, ...] | None = None
    why_outputs: str = "must follow an activation that suits it"
    line: Written | None = None
    slope_said: str = ""
    parts_said: tuple[str, ...] = ()
    words: str = ""  # what the title is short for
    note_one_pair: str = ""
    note_more_pairs: str = ""
    numpy: NumpyLoss | None = None
    torch: str | None = None
    torch_losses: tuple[TorchLoss, ...] = ()

    def __repr__(self) -> str:
        return f"<the loss {self.name}>"

    @property
    def called(self) -> str:
        """Its title, and in words what that is short for."""
        return f"{self.title}, {self.words}" if self.words else self.title

    @property
    def factor(self) -> int | None:
        """∂φ/∂y is so many times e; None where it is no multiple of e."""
        return self.squares.factor if self.squares else None

    def terms_of(self, t: Array, n: Array, y: Array, output: Activation) -> Array:
        """What each output adds to φ, (…, L); from n where the row has a form for that."""
        if fused := self.fused.get(output.name):
            return fused.terms(t, n)
        if self.terms is None:
            raise _refusal(self, output)
        return self.terms(t, y)

    def parts_of(self, t: Array, n: Array, output: Activation) -> tuple[Array, ...]:
        """What each output adds to φ, part by part, (…, L); none where nothing is known of parts."""
        fused = self.fused.get(output.name)
        return () if fused is None or fused.parts is None else fused.parts(t, n)

    def value(self, t: Array, n: Array, y: Array, output: Activation) -> Array:
        """φ of each item, (…,)."""
        return np.asarray(self.terms_of(t, n, y, output).sum(axis=-1))

    def total(self, t: Array, n: Array, y: Array, output: Activation) -> float:
        """φ summed over all items; not finite where it is past what float64 holds."""
        return float(self.terms_of(t, n, y, output).sum())

    def sensitivity(self, output: Activation, t: Array, n: Array, y: Array) -> Array:
        """S_K = A_K ∂φ/∂y of each item, (…, L); from n where the row has a form for that."""
        if fused := self.fused.get(output.name):
            return fused.sensitivity(t, n)
        return output.applied(n, y, self.slope(t, y))

    def needed(self, entry: str, output: str = "") -> Any:
        """An entry of the row, or of its form after that output; raises InputError where there is none."""
        row = self.fused.get(output, self)
        after = f" after {output}" if output in self.fused else ""
        return spelling.needed(getattr(row, entry), f"{self.title}{after}", entry)


def _squares(t: Array, y: Array) -> Array:
    e: Array = t - y
    return e * e


def _quotient(t: Array, y: Array) -> Array:
    """−t / y; a target of 0 contributes nothing, also where y is 0. Not finite where y alone is 0."""
    with np.errstate(divide="ignore", over="ignore"):
        return np.where(t == 0, 0.0, -t / np.where(t == 0, 1.0, y))


def _odds(t: Array, y: Array) -> Array:
    """−t / y + (1 − t) / (1 − y), each part where its target is not 0."""
    return np.asarray(_quotient(t, y) - _quotient(1 - t, 1 - y))


def _bernoulli(t: Array, n: Array) -> Array:
    """t softplus(−n) + (1 − t) softplus(n): ln y and ln(1 − y) from n, finite where y has rounded."""
    hit, miss = _bernoulli_parts(t, n)
    return hit + miss


def _bernoulli_parts(t: Array, n: Array) -> tuple[Array, Array]:
    return np.asarray(t * softplus(-n)), np.asarray((1 - t) * softplus(n))


def _softmax_terms(t: Array, n: Array) -> Array:
    return np.asarray(-(t * _log_softmax(n)))


def _sigmoid_terms(t: Array, n: Array) -> Array:
    return np.asarray(-(t * -softplus(-n)))


def _softplus_terms(t: Array, n: Array) -> Array:
    return np.asarray(-(t * _log_softplus(n)))


def _bernoulli_sensitivity(t: Array, n: Array) -> Array:
    """y − t, as (1 − t) σ(n) − t σ(−n): σ(n) − 1 would lose every digit at saturation."""
    return np.asarray((1 - t) * sigmoid(n) - t * sigmoid(-n))


def _bernoulli_sizes(t: Array, n: Array) -> Array:
    return np.asarray(np.abs(1 - t) * sigmoid(n) + t * sigmoid(-n))


FAR_LEFT = -20.0  # below it softplus(n) = eⁿ(1 − eⁿ/2) to the last bit


def _log_softmax(n: Array) -> Array:
    """ln y from n, so that it stays finite where y has rounded to 0."""
    below = below_top(n)
    others = np.exp(below)
    # The largest one's e⁰ = 1 is the 1 of log1p: a small rest keeps its digits.
    if n.ndim == 1:
        others[n.real.argmax()] = 0.0
    else:
        np.put_along_axis(others, n.real.argmax(axis=-1)[..., None], 0.0, axis=-1)
    return np.asarray(below - log1p(total(others)))


def _softmax_sensitivity(t: Array, n: Array) -> Array:
    """y Σt − t, as y_i Σ_{j≠i} t_j − t_i Σ_{j≠i} y_j: 1 − y_i would lose every digit at saturation."""
    y = softmax(n)
    return np.asarray(y * sum_of_others(t) - t * sum_of_others(y))


def _softmax_sizes(t: Array, n: Array) -> Array:
    y = softmax(n)
    return np.asarray(y * sum_of_others(t) + t * sum_of_others(y))


def _log_softplus(n: Array) -> Array:
    left = np.where(n.real < FAR_LEFT, n, FAR_LEFT)
    right = np.where(n.real < FAR_LEFT, FAR_LEFT, n)
    return np.where(n.real < FAR_LEFT, left - np.exp(left) / 2, np.log(softplus(right)))


def _softplus_sensitivity(t: Array, n: Array) -> Array:
    left = np.where(n.real < FAR_LEFT, n, FAR_LEFT)
    right = np.where(n.real < FAR_LEFT, FAR_LEFT, n)
    ratio = np.where(n.real < FAR_LEFT, 1 - np.exp(left) / 2, sigmoid(right) / softplus(right))
    return np.asarray(-t * ratio)


def _numpy_squares(name: str, half: str, weight: str, start: str) -> NumpyLoss:
    return NumpyLoss(
        f'''
def F_of(t, n, y):
    """{name}: the squares of e = t - y, added up{half}."""
    e = t - y
    return {weight}(e * e).sum()
''',
        start,
    )


TCE_AFTER = {
    "softmax": Fused(
        _softmax_terms,
        _softmax_sensitivity,
        (Y, SUM_T, "-", T),
        "softmax-error",
        from_y=lambda t, y: np.asarray(y * total(t) - t),
        alone=lambda t, y: np.asarray(-t * sum_of_others(y)),  # y(1 − y) · (−t/y)
        sizes=_softmax_sizes,
        parts=lambda t, n: (_softmax_terms(t, n),),
        numpy=NumpyLoss(
            '''
def F_of(t, n, y):
    """TCE: -sum of t ln y, with ln y from n (log-sum-exp), so that it is finite where y has rounded to 0."""
    below = n - n.max()
    others = np.exp(below)
    others[n.argmax()] = 0.0
    return -(t * (below - np.log1p(others.sum()))).sum()


def S_at_output(t, n):
    """A (-t / y) with the division cancelled: y (sum of t) - t, without the differences that lose digits."""
    y = softmax(n)
    others = 1.0 - np.eye(len(n))
    return y * (others @ t) - t * (others @ y)
''',
            "S_at_output(t, {n})",
        ),
        torch="-(t * torch.log_softmax(n, dim=0)).sum()",
    ),
    "sigmoid": Fused(
        _sigmoid_terms,
        lambda t, n: -t * sigmoid(-n),
        ("-", T, r"\odot\sigma(-", N, ")"),
        better="bce",
        note="With sigmoid outputs this F has no (1−t) ln(1−y) term: it is smallest at y = 1 everywhere, so "
        "the network learns to say 1. BCE has that term.",
        from_y=lambda t, y: np.asarray(-t * (1 - y)),
        parts=lambda t, n: (_sigmoid_terms(t, n),),
        numpy=NumpyLoss(
            '''
def F_of(t, n, y):
    """TCE: -sum of t ln y, with ln y = -softplus(-n), which is finite where y has rounded to 0."""
    return -(t * -softplus(-n)).sum()


def S_at_output(t, n):
    """A (-t / y) with the division cancelled: -t sigmoid(-n)."""
    return -t * sigmoid(-n)
''',
            "S_at_output(t, {n})",
            needs=("softplus",),
        ),
        torch="-(t * torch.nn.functional.logsigmoid(n)).sum()",
    ),
    "softplus": Fused(
        _softplus_terms,
        _softplus_sensitivity,
        ("-", T, r"\odot\frac{\sigma}{\operatorname{softplus}}(", N, ")"),
        parts=lambda t, n: (_softplus_terms(t, n),),
        numpy=NumpyLoss(
            '''
def F_of(t, n, y):
    """TCE: -sum of t ln y; far to the left softplus(n) is e^n (1 - e^n / 2) to the last bit."""
    left, right = np.minimum(n, -20.0), np.maximum(n, -20.0)
    ln_y = np.where(n < -20.0, left - np.exp(left) / 2, np.log(softplus(right)))
    return -(t * ln_y).sum()


def S_at_output(t, n):
    """A (-t / y) with the division cancelled: -t sigmoid(n) / softplus(n)."""
    left, right = np.minimum(n, -20.0), np.maximum(n, -20.0)
    return -t * np.where(n < -20.0, 1 - np.exp(left) / 2, sigmoid(right) / softplus(right))
''',
            "S_at_output(t, {n})",
            needs=("sigmoid",),
        ),
        torch="""-(t * torch.where(
        n < -20,
        n - torch.exp(n.clamp(max=-20)) / 2,
        torch.log(torch.logaddexp(n.clamp(min=-20), torch.zeros_like(n))),
    )).sum()""",
    ),
}

BCE_AFTER = {
    "sigmoid": Fused(
        _bernoulli,
        _bernoulli_sensitivity,
        (Y, "-", T),
        "difference",
        beside=True,
        from_y=lambda t, y: np.asarray(y - t),
        sizes=_bernoulli_sizes,
        parts=_bernoulli_parts,
        numpy=NumpyLoss(
            '''
def F_of(t, n, y):
    """BCE: -sum of t ln y + (1 - t) ln(1 - y), both from n, so that they are finite where y has rounded."""
    return (t * softplus(-n) + (1 - t) * softplus(n)).sum()


def S_at_output(t, n):
    """A dF/dy with the divisions cancelled: y - t, without the difference that loses digits near 1."""
    return (1 - t) * sigmoid(n) - t * sigmoid(-n)
''',
            "S_at_output(t, {n})",
            needs=("sigmoid", "softplus"),
        ),
        torch="torch.nn.functional.binary_cross_entropy_with_logits(n, t, reduction='sum')",
    )
}

LOSSES = {
    row.name: row
    for row in (
        Loss(
            "tse",
            "TSE",
            r"\lVert t-y\rVert^{2}",
            _squares,
            lambda t, y: -2 * (t - y),
            squares=Squares(-2),
            numpy=_numpy_squares("TSE", "", "", "-2 * {A} @ e"),
            words="total squared error",
            torch="((t - y) ** 2).sum()",
            torch_losses=(TorchLoss("mse_loss", "sum"),),
        ),
        Loss(
            "mse",
            "MSE",
            r"\lVert t-y\rVert^{2}",
            _squares,
            lambda t, y: -2 * (t - y),
            mean=True,
            squares=Squares(-2),
            note_one_pair="For one training pair MSE equals TSE: the mean over one item is the item itself.",
            note_more_pairs="Item by item MSE has the same F as TSE; "
            "the division by the number of items belongs to the set.",
            numpy=_numpy_squares("MSE of one pair", "", "", "-2 * {A} @ e"),
            words="mean squared error",
            torch="((t - y) ** 2).sum()",
            torch_losses=(TorchLoss("mse_loss", "mean"),),
        ),
        Loss(
            "tce",
            "TCE",
            r"-\sum_j t_j\,\ln\,y_j",
            None,
            _quotient,
            fused=TCE_AFTER,
            outputs=tuple(TCE_AFTER),
            why_outputs="takes ln y, so the outputs must be positive by construction",
            line=(r"-\sum_{j}", T, r"\,\ln", Y),
            slope_said="−t/y",
            parts_said=("−t ln y",),
            words="total cross-entropy",
            torch_losses=(TorchLoss("cross_entropy", applies="softmax", by_entry=False),),
        ),
        Loss(
            "hse",
            "½TSE",
            r"\tfrac{1}{2}\lVert t-y\rVert^{2}",
            lambda t, y: 0.5 * _squares(t, y),
            lambda t, y: -(t - y),
            squares=Squares(-1, "0.5", r"\tfrac{1}{2}"),
            numpy=_numpy_squares("half of TSE", ", and halved", "0.5 * ", "-{A} @ e"),
            words="half of the total squared error",
            torch="0.5 * ((t - y) ** 2).sum()",
        ),
        Loss(
            "bce",
            "BCE",
            r"-\sum_j\left[t_j\,\ln\,y_j+(1-t_j)\,\ln\,(1-y_j)\right]",
            None,
            _odds,
            targets=(0.0, 1.0),
            fused=BCE_AFTER,
            outputs=tuple(BCE_AFTER),
            why_outputs="takes ln y and ln(1 − y), so the outputs must lie between 0 and 1, each by itself",
            line=(r"-\sum_{j}[\,", T, r"\,\ln", Y, r"+(1-", T, r")\,\ln\,(1-", Y, r")\,]"),
            slope_said="(y−t)/(y(1−y))",
            parts_said=("−t ln y", "−(1−t) ln(1−y)"),
            words="binary cross-entropy",
            torch_losses=(
                TorchLoss("binary_cross_entropy"),
                TorchLoss("binary_cross_entropy_with_logits", applies="sigmoid"),
            ),
        ),
    )
}


def loss_named(name: object) -> Loss:
    """Look a name up in the table; raises InputError that lists the names there are."""
    if not isinstance(name, str) or name not in LOSSES:
        raise InputError(f"the loss must be one of {', '.join(LOSSES)}; got {name!r:.60}")
    return LOSSES[name]


def check_pair(loss: Loss, output: Activation) -> None:
    """Raise InputError where the loss is not defined for every output the network could give."""
    if loss.outputs is not None and output.name not in loss.outputs:
        raise _refusal(loss, output)


def offered_after(output: Activation) -> list[str]:
    """The losses to choose from after an activation: all but one that has a better one there."""
    return [name for name, row in LOSSES.items() if not better_after(row, output)]


def better_after(loss: Loss, output: Activation) -> str:
    """The loss to take after an activation in place of this one; "" where it is as good as any."""
    return loss.fused[output.name].better if output.name in loss.fused else ""


def check_targets(loss: Loss, T: Array) -> None:
    """Raise InputError where a target, t (L,) or rows of them (N, L), lies where the loss is not defined."""
    if loss.targets is None:
        return
    low, high = loss.targets
    outside = (low > T) | (high < T)
    if not outside.any():
        return
    *row, column = (int(i) + 1 for i in np.argwhere(outside)[0])
    where = f"row {row[0]}, column {column}," if row else f"entry {column}"
    value = float(T[outside][0])
    raise InputError(
        f"for {loss.title} every target t must lie between {low:g} and {high:g}; {where} is {value!r}"
    )


def _refusal(loss: Loss, output: Activation) -> InputError:
    allowed = ", ".join(loss.outputs or loss.fused)
    return InputError(f"{loss.title} {loss.why_outputs} ({allowed}); the last layer has {output.name}")


def output_sensitivity(loss: Loss, output: Activation, A: Array, t: Array, n: Array, y: Array) -> Array:
    """S_K = A_K ∂φ/∂y of one item, (L,): −2 A e for TSE, from n where the row has a form for that."""
    if fused := loss.fused.get(output.name):
        return fused.sensitivity(t, n)
    return apply_slopes(A, loss.slope(t, y))


def apply_slopes(A: Array, v: Array) -> Array:
    """A v, where A is stored as its diagonal (L,) for elementwise activations, in full for softmax."""
    return np.asarray(A * v if A.ndim == 1 else A @ v)
