"""Losses of ln y: TCE, and BCE for outputs of which each is a yes or no of its own."""

import numpy as np

from ..activations.complex_steps import log1p
from ..activations.smooth_activations import sigmoid, softplus
from ..activations.softmax import below_top, softmax, sum_of_others, total
from ..inputs import Array
from ..spelling import SUM_T, N, NumpyLoss, T, TorchLoss, Y
from .loss_row import Fused, Loss


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

TCE = Loss(
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
)

BCE = Loss(
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
)
