"""Losses that add up the squares of e = t − y: TSE, MSE and half of TSE."""

from ..inputs import Array
from ..spelling import NumpyLoss, TorchLoss
from .loss_row import Loss, Squares


def _squares(t: Array, y: Array) -> Array:
    e: Array = t - y
    return e * e


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


TSE = Loss(
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
)

MSE = Loss(
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
)

HSE = Loss(
    "hse",
    "½TSE",
    r"\tfrac{1}{2}\lVert t-y\rVert^{2}",
    lambda t, y: 0.5 * _squares(t, y),
    lambda t, y: -(t - y),
    squares=Squares(-1, "0.5", r"\tfrac{1}{2}"),
    numpy=_numpy_squares("half of TSE", ", and halved", "0.5 * ", "-{A} @ e"),
    words="half of the total squared error",
    torch="0.5 * ((t - y) ** 2).sum()",
)
