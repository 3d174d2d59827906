"""A loss written by hand is recognised by its gradient: ∂F/∂y is a multiple of that of a loss of the table.

What stood beside the model's output in the loop's own formulas may have been the target; each is tried.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array, InputError
from ...core.loss import LOSSES, check_targets
from ...core.losses.loss_row import Loss
from ...core.spelling import TorchLoss
from .torch_losses import Forward, Pass, array_of_tensor, rows_of, untouched

MOST_CANDIDATES = 20
CLOSE = {"torch.float64": 1e-8, "torch.float32": 2e-4}
ALONE = (1.0, 0.5)  # the only factors that are believed where one number is all there is


def note_operands(operands: list[Any], made: Any, forward_of: Any) -> None:
    """What a function of PyTorch was given beside something made of the output may be the target."""
    forwards = [forward_of(one) for one in operands]
    forward: Forward | None = next((one for one in forwards if one is not None), None)
    if forward is None:
        return
    made._simulator_of = forward
    for one, own in zip(operands, forwards, strict=True):
        plain = own is None and not one.requires_grad
        if plain and one.numel() > 1 and len(forward.candidates) < MOST_CANDIDATES:
            forward.candidates.append((one, one._version))
            if made.numel() > max(forward.output.numel(), one.numel()):
                forward.broadcast.append((tuple(one.shape), tuple(made.shape)))


def pass_by_numbers(forward: Forward, G: Any) -> Pass | None:
    """The pass whose gradient of the output is G, or None; raises SkipError where it was touched since."""
    untouched(forward)
    Y, N, L = rows_of(forward)
    gradient = array_of_tensor(G, "the gradient of the output").reshape(N, L)
    close = CLOSE.get(str(forward.output.dtype), 1e-2)
    for T in _targets(forward, N, L):
        for row, applies, D in _forms(Y, T):
            factor = _factor(gradient, D, close)
            if factor is not None:
                return _pass(forward, Y, T, row, applies, factor)
    return None


def _targets(forward: Forward, N: int, L: int) -> Iterator[Array]:
    """Every candidate as (N, L): as it is, or one-hot where it holds classes."""
    for tensor, version in forward.candidates:
        if tensor._version != version:
            continue
        values = tensor.detach().cpu().double().numpy()
        if not np.isfinite(values).all():
            continue
        if values.size == N * L:
            yield values.reshape(N, L)
        classes = values.reshape(-1)
        whole = (classes == np.rint(classes)) & (classes >= 0) & (classes < L)
        if values.size == N and L > 1 and whole.all():
            yield np.eye(L)[classes.astype(int)]


def _forms(Y: Array, T: Array) -> Iterator[tuple[Loss, str, Array]]:
    """∂φ/∂y by every loss that PyTorch has, of y as it is or after what the function applies to it first."""
    for row in LOSSES.values():
        if not row.torch_losses or (row.squares and row.mean):  # the mean of squares is their sum, scaled
            continue
        try:
            check_targets(row, T)
        except InputError:
            continue
        with np.errstate(all="ignore"):
            yield row, "", row.slope(T, Y)
            for applies in {one.applies for one in row.torch_losses} - {""}:
                output = ACTIVATIONS[applies]
                yield row, applies, row.sensitivity(output, T, Y, output.value(Y))


def _factor(G: Array, D: Array, close: float) -> float | None:
    """The c > 0 with G = c D, or None."""
    if not np.isfinite(D).all() or not D.any():
        return None
    with np.errstate(all="ignore"):
        c = float((G * D).sum() / (D * D).sum())
    off = np.abs(G - c * D).max()
    if not c > 0 or off > close * np.abs(G).max():
        return None
    told = np.count_nonzero(D) > 1 or any(abs(c - one) <= close for one in ALONE)
    return c if told else None


def _pass(forward: Forward, Y: Array, T: Array, row: Loss, applies: str, factor: float) -> Pass:
    N, L = Y.shape
    by_entry = any(one.by_entry for one in row.torch_losses)
    share = 1.0 / (N * L if by_entry else N)
    reduction = "mean" if abs(np.log(factor / share)) < abs(np.log(factor)) else "sum"
    name = row.name if not row.squares or reduction == "sum" else "mse"
    X = array_of_tensor(forward.inputs[0], "the input")
    F = factor * _total(row, applies, T, Y)
    function = TorchLoss("the loss", applies=applies, by_entry=by_entry)
    precision = str(forward.output.dtype)
    return Pass(X, Y, T, np.full(N, factor), name, function, reduction, F, forward.state, precision)


def _total(row: Loss, applies: str, T: Array, Y: Array) -> float:
    """Σ φ; of outputs that went through their activation already, n is taken back from them."""
    if row.terms is not None:
        return float(row.terms(T, Y).sum())
    output = ACTIVATIONS[applies or (row.outputs or ("softmax",))[0]]
    with np.errstate(all="ignore"):
        n = Y if applies else np.log(Y) - (0 if output.shares else np.log1p(-Y))
    return row.total(T, n, output.value(n), output)
