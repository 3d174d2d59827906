"""Activations of straight pieces: the identity, ReLU and what is cut off or leaks."""

from functools import partial

import numpy as np

from .. import spelling
from ..inputs import Array
from ..spelling import INPLACE, KerasName, NumpyActivation, OnnxName, TorchName, latex_decimal
from .activation_row import Activation, Parameter

LEAK = 0.01  # leaky_relu's slope for n ≤ 0, unless its name says another


def _leaky(slope: float, n: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.where(n.real > 0, n, slope * n)


def _leaky_relu(slope: float, name: str) -> Activation:
    """n right of 0, `slope` n elsewhere."""
    larger = r"\max" if slope <= 1 else r"\min"
    return Activation(
        name,
        rf"{larger}({latex_decimal(slope)}\,n,n)",
        partial(_leaky, slope),
        lambda n: np.where(n.real > 0, 1.0, slope),
        kinks=(0.0,),
        pieces=(repr(slope), "1"),
        parameter=Parameter(slope, "slope for n ≤ 0", _leaky_relu),
        torch=f"torch.where(right, n, {slope!r} * n)",
        torch_module=TorchName(
            "LeakyReLU", "leaky_relu", (("negative_slope", (slope,)), INPLACE), "negative_slope"
        ),
        keras=KerasName("leaky_relu", "LeakyReLU", {"negative_slope": slope}, "negative_slope", 0.2),
        onnx=OnnxName("LeakyRelu", {"alpha": slope}, {"alpha": LEAK}, "alpha"),
        numpy=NumpyActivation(
            f"""
def {spelling.identifier(name)}(n):
    return np.where(n > 0, n, {slope!r} * n)
""",
            f"""
def {spelling.identifier(name)}_slopes(n):
    return np.diag(np.where(n > 0, 1.0, {slope!r}))
""",
        ),
    )


def _bounded(low: float, high: float, n: Array) -> Array:
    return np.where(n.real > low, np.where(n.real < high, n, high), low)


def _inside(low: float, high: float, n: Array) -> Array:
    return np.where((n.real > low) & (n.real < high), 1.0, 0.0)


IDENTITY = Activation(
    "identity",
    r"n",
    lambda n: n.copy(),
    np.ones_like,
    pieces=("1",),
    said="the identity",
    numpy=NumpyActivation(
        """
def identity(n):
    return n
""",
        """
def identity_slopes(n):
    return np.diag(np.ones_like(n))
""",
    ),
    torch="n",
    keras=KerasName("linear"),
    sklearn="identity",
)

RELU = Activation(
    "relu",
    r"\max(0,n)",
    lambda n: np.where(n.real > 0, n, 0.0),
    lambda n: np.where(n.real > 0, 1.0, 0.0),
    kinks=(0.0,),
    pieces=("0", "1"),
    numpy=NumpyActivation(
        """
def relu(n):
    return np.where(n > 0, n, 0.0)
""",
        """
def relu_slopes(n):
    return np.diag(np.where(n > 0, 1.0, 0.0))
""",
    ),
    torch="torch.where(right, n, 0.0 * n)",
    torch_module=TorchName("ReLU", "relu", (INPLACE,)),
    keras=KerasName("relu", "ReLU", {"max_value": None, "negative_slope": 0.0, "threshold": 0.0}),
    sklearn="relu",
    onnx=OnnxName("Relu"),
)

LEAKY_RELU = _leaky_relu(LEAK, "leaky_relu")

RELU6 = Activation(
    "relu6",
    r"\min(\max(0,n),6)",
    partial(_bounded, 0.0, 6.0),
    partial(_inside, 0.0, 6.0),
    kinks=(0.0, 6.0),
    pieces=("0", "1", "0"),
    at_kinks=("0", "0"),
    steepest=1.0,
    numpy=NumpyActivation(
        """
def relu6(n):
    return np.where(n > 0, np.where(n < 6, n, 6.0), 0.0)
""",
        """
def relu6_slopes(n):
    return np.diag(np.where((n > 0) & (n < 6), 1.0, 0.0))
""",
    ),
    torch="torch.nn.functional.relu6(n)",
    torch_module=TorchName("ReLU6", "relu6", (INPLACE,)),
    keras=KerasName("relu6", "ReLU", {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}),
    onnx=OnnxName("Clip", {"min": 0.0, "max": 6.0}),
)

HARDTANH = Activation(
    "hardtanh",
    r"\min(\max(-1,n),1)",
    partial(_bounded, -1.0, 1.0),
    partial(_inside, -1.0, 1.0),
    kinks=(-1.0, 1.0),
    pieces=("0", "1", "0"),
    at_kinks=("0", "0"),
    steepest=1.0,
    numpy=NumpyActivation(
        """
def hardtanh(n):
    return np.where(n > -1, np.where(n < 1, n, 1.0), -1.0)
""",
        """
def hardtanh_slopes(n):
    return np.diag(np.where((n > -1) & (n < 1), 1.0, 0.0))
""",
    ),
    torch="torch.nn.functional.hardtanh(n)",
    torch_module=TorchName("Hardtanh", "hardtanh", (("min_val", (-1.0,)), ("max_val", (1.0,)), INPLACE)),
    keras=KerasName("hard_tanh"),
    onnx=OnnxName("Clip", {"min": -1.0, "max": 1.0}),
)
