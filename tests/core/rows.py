"""Rows that the tables do not have: an activation, a loss, and a loss with a form of its own after sigmoid.

They say all that a row can say, so that a walk through the whole program needs nothing but them.
"""

import numpy as np
import pytest

from simulator.core.activation import ACTIVATIONS
from simulator.core.activations.activation_row import Activation
from simulator.core.activations.smooth_activations import sigmoid, softplus
from simulator.core.loss import LOSSES
from simulator.core.losses.loss_row import Fused, Loss
from simulator.core.spelling import NumpyActivation, NumpyLoss, Operand

T, Y, N = Operand("t"), Operand("y"), Operand("n")


def log_cosh(e: np.ndarray) -> np.ndarray:
    """ln cosh e, without the exponential that overflows; |e| lets a complex step through."""
    size = np.where(e.real < 0, -e, e)
    return size + np.log(1 + np.exp(-2 * size)) - np.log(2)


ARCTAN = Activation(
    "arctan",
    r"\arctan n",
    np.arctan,
    lambda n: 1 / (1 + n * n),
    steepest=1.0,
    said="the arctangent",
    numpy=NumpyActivation(
        "\narctan = np.arctan\n", "\ndef arctan_slopes(n):\n    return np.diag(1 / (1 + n * n))\n"
    ),
    torch="torch.atan(n)",
)
# −t ln y − (1 − t) ln(1 − y) after sigmoid: from n it is softplus(n) − t n, and S_K = y − t.
BERNOULLI = Loss(
    "bernoulli",
    "Bernoulli",
    r"-\sum_j t_j\ln y_j+(1-t_j)\ln(1-y_j)",
    None,
    lambda t, y: (y - t) / (y * (1 - y)),
    fused={
        "sigmoid": Fused(
            lambda t, n: softplus(n) - t * n,
            lambda t, n: sigmoid(n) - t,
            (Y, "-", T),
            "difference",
            note="Each output is a coin of its own.",
            from_y=lambda t, y: y - t,
            sizes=lambda t, n: sigmoid(n) + t,
            numpy=NumpyLoss(
                "\ndef F_of(t, n, y):\n    return (softplus(n) - t * n).sum()\n\n\n"
                "def S_at_output(t, n):\n    return sigmoid(n) - t\n",
                "S_at_output(t, {n})",
                needs=("sigmoid", "softplus"),
            ),
            torch="(torch.nn.functional.softplus(n) - t * n).sum()",
        )
    },
    outputs=("sigmoid",),
    why_outputs="takes ln y and ln(1 − y), so the outputs must lie between 0 and 1",
    line=(r"-\sum_{j}", T, r"\ln", Y, r"+(1-t_j)\ln(1-y_j)"),
)
LOG_COSH = Loss(
    "logcosh",
    "log cosh",
    r"\sum_j \ln\cosh(t_j-y_j)",
    lambda t, y: log_cosh(t - y),
    lambda t, y: np.tanh(y - t),
    line=(r"\sum_{j}\ln\cosh(", T, "-", Y, ")"),
    numpy=NumpyLoss(
        "\ndef F_of(t, n, y):\n    size = np.abs(t - y)\n"
        "    return (size + np.log(1 + np.exp(-2 * size)) - np.log(2)).sum()\n",
        "{A} @ np.tanh(y - t)",
    ),
    torch="torch.log(torch.cosh(t - y)).sum()",
)
OWN_ACTIVATIONS, OWN_LOSSES = (ARCTAN,), (BERNOULLI, LOG_COSH)


def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the rows into the tables for the length of a test."""
    for row in OWN_ACTIVATIONS:
        monkeypatch.setitem(ACTIVATIONS, row.name, row)
    for loss in OWN_LOSSES:
        monkeypatch.setitem(LOSSES, loss.name, loss)
