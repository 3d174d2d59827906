"""Activations that bend everywhere, each output from its own n: sigmoid, tanh and their kin."""

import numpy as np

from ..inputs import Array
from ..spelling import INPLACE, KerasName, NumpyActivation, OnnxName, TorchName
from .activation_row import Activation
from .complex_steps import log1p, size_of, stepped


def sigmoid(n: Array) -> Array:
    """1 / (1 + e⁻ⁿ), written for each sign of n so that no exponential overflows."""
    small = np.exp(-size_of(n))
    return np.where(n.real >= 0, 1.0, small) / (1.0 + small)


def sigmoid_slope(n: Array) -> Array:
    """σ(n)σ(−n) = e / (1 + e)² with e = e^−|n|: right to the last bit also where σ(n) has rounded to 1."""
    small = np.exp(-size_of(n))
    return np.asarray(small / ((1.0 + small) * (1.0 + small)))


def softplus(n: Array) -> Array:
    """ln(1 + eⁿ)."""
    return np.where(n.real >= 0, n, 0.0) + log1p(np.exp(-size_of(n)))


def _tanh_slope(n: Array) -> Array:
    small = np.exp(-size_of(n))
    small = small * small  # e^−2|n|, where 2n itself could overflow
    return np.asarray(4.0 * small / ((1.0 + small) * (1.0 + small)))


def _softsign(n: Array) -> Array:
    return stepped(n, n.real / (1.0 + np.abs(n.real)), _softsign_slope)


def _softsign_slope(n: Array) -> Array:
    rest = 1.0 / (1.0 + size_of(n))
    return np.asarray(rest * rest)


SIGMOID = Activation(
    "sigmoid",
    r"\frac{1}{1+e^{-n}}",
    sigmoid,
    sigmoid_slope,
    exact_at=(("0", "0.5", "0.25"),),
    steepest=0.25,
    slope_from_a=lambda a: np.asarray(a * (1 - a)),
    inverse=lambda a: np.asarray(np.log(a / (1 - a))),
    numpy=NumpyActivation(
        '''
def sigmoid(n):
    """1 / (1 + e^-n), by the sign of n so that no exponential overflows."""
    small = np.exp(-np.abs(n))
    return np.where(n >= 0, 1.0, small) / (1.0 + small)
''',
        '''
def sigmoid_slopes(n):
    """sigmoid(n) sigmoid(-n): from n, because 1 - a has no digit left where a has rounded to 1."""
    small = np.exp(-np.abs(n))
    return np.diag(small / ((1.0 + small) * (1.0 + small)))
''',
    ),
    torch="torch.sigmoid(n)",
    torch_module=TorchName("Sigmoid", "sigmoid"),
    keras=KerasName("sigmoid"),
    sklearn="logistic",
    onnx=OnnxName("Sigmoid"),
)

TANH = Activation(
    "tanh",
    r"\tanh n",
    np.tanh,
    _tanh_slope,
    steepest=1.0,
    slope_from_a=lambda a: np.asarray(1 - a * a),
    numpy=NumpyActivation(
        """
tanh = np.tanh
""",
        '''
def tanh_slopes(n):
    """1 - tanh(n)^2 from n: 1 - a^2 has no digit left where a has rounded to 1."""
    small = np.exp(-np.abs(n))
    small = small * small
    return np.diag(4.0 * small / ((1.0 + small) * (1.0 + small)))
''',
    ),
    torch="torch.tanh(n)",
    torch_module=TorchName("Tanh", "tanh"),
    keras=KerasName("tanh"),
    sklearn="tanh",
    onnx=OnnxName("Tanh"),
)

SOFTPLUS = Activation(
    "softplus",
    r"\ln(1+e^{n})",
    softplus,
    sigmoid,
    steepest=1.0,
    inverse=lambda a: np.asarray(np.log(np.expm1(a))),
    numpy=NumpyActivation(
        '''
def softplus(n):
    """ln(1 + e^n)."""
    return np.where(n >= 0, n, 0.0) + np.log1p(np.exp(-np.abs(n)))
''',
        """
def softplus_slopes(n):
    return np.diag(sigmoid(n))
""",
        needs=("sigmoid",),
    ),
    torch="torch.logaddexp(n, torch.zeros_like(n))",
    torch_module=TorchName("Softplus", "softplus", (("beta", (1.0,)), ("threshold", (20.0,)))),
    keras=KerasName("softplus"),
    onnx=OnnxName("Softplus"),
)

SILU = Activation(
    "silu",
    r"\frac{n}{1+e^{-n}}",
    lambda n: n * sigmoid(n),
    lambda n: sigmoid(n) * (1 + n * sigmoid(-n)),
    steepest=1.0,
    saturates_below=-2.4,  # where its slope turns back to 0; its zero at n = −1.28 is only crossed
    numpy=NumpyActivation(
        """
def silu(n):
    return n * sigmoid(n)
""",
        """
def silu_slopes(n):
    return np.diag(sigmoid(n) * (1 + n * sigmoid(-n)))
""",
        needs=("sigmoid",),
    ),
    torch="n * torch.sigmoid(n)",
    torch_module=TorchName("SiLU", "silu", (INPLACE,)),
    keras=KerasName("silu"),
    onnx=OnnxName("Swish", {"alpha": 1.0}),
)

SOFTSIGN = Activation(
    "softsign",
    r"\frac{n}{1+\lvert n\rvert}",
    _softsign,
    _softsign_slope,
    exact_at=(("-1", "-0.5", "0.25"), ("1", "0.5", "0.25")),
    steepest=1.0,
    numpy=NumpyActivation(
        """
def softsign(n):
    return n / (1.0 + np.abs(n))
""",
        """
def softsign_slopes(n):
    rest = 1.0 / (1.0 + np.abs(n))
    return np.diag(rest * rest)
""",
    ),
    torch="n / (1 + torch.abs(n))",
    torch_module=TorchName("Softsign", "softsign"),
    keras=KerasName("softsign"),
    onnx=OnnxName("Softsign"),
)
