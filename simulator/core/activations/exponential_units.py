"""ELU and SELU: n itself right of 0 but for a factor, and an exponential on the left."""

import numpy as np

from .. import spelling
from ..inputs import Array
from ..spelling import INPLACE, KerasName, NumpyActivation, OnnxName, TorchName, latex_decimal
from .activation_row import Activation, Parameter


def _elu(alpha: float, name: str) -> Activation:
    """n right of 0, α(eⁿ − 1) elsewhere; its slope jumps at 0 unless α is 1."""
    times, factor = ("", "") if alpha == 1 else (f"{alpha!r} * ", latex_decimal(alpha))
    power = f"{factor}(e^{{n}}-1)" if factor else "e^{n}-1"
    return Activation(
        name,
        rf"n>0:\ n,\ \text{{else}}\ {power}",
        lambda n: np.where(n.real > 0, n, alpha * np.expm1(np.where(n.real > 0, 0.0, n))),
        lambda n: np.where(n.real > 0, 1.0, alpha * np.exp(np.where(n.real > 0, 0.0, n))),
        kinks=() if alpha == 1 else (0.0,),
        steepest=max(1.0, abs(alpha)),
        parameter=Parameter(alpha, "α: far to the left a is −α", _elu),
        torch=f"torch.where(right, n, {times}torch.expm1(torch.where(right, 0.0 * n, n)))",
        torch_module=TorchName("ELU", "elu", (("alpha", (alpha,)), INPLACE), "alpha"),
        keras=KerasName("elu", "ELU", {"alpha": alpha}, "alpha", 1.0),
        onnx=OnnxName("Elu", {"alpha": alpha}, {"alpha": 1.0}, "alpha"),
        numpy=NumpyActivation(
            f"""
def {spelling.identifier(name)}(n):
    return np.where(n > 0, n, {times}np.expm1(np.where(n > 0, 0.0, n)))
""",
            f"""
def {spelling.identifier(name)}_slopes(n):
    return np.diag(np.where(n > 0, 1.0, {times}np.exp(np.where(n > 0, 0.0, n))))
""",
        ),
    )


# Self-normalising (G. Klambauer et al., 2017): λ for n > 0, λα(eⁿ − 1) elsewhere.
SELU_RIGHT, SELU_LEFT = 1.0507009873554805, 1.7580993408473768


def _selu(n: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.where(n.real > 0, SELU_RIGHT * n, SELU_LEFT * np.expm1(np.where(n.real > 0, 0.0, n)))


ELU = _elu(1.0, "elu")

SELU = Activation(
    "selu",
    r"n>0:\ 1.0507\,n,\ \text{else}\ 1.7581\,(e^{n}-1)",
    _selu,
    lambda n: np.where(n.real > 0, SELU_RIGHT, SELU_LEFT * np.exp(np.where(n.real > 0, 0.0, n))),
    kinks=(0.0,),
    steepest=SELU_LEFT,
    numpy=NumpyActivation(
        f"""
def selu(n):
    return np.where(n > 0, {SELU_RIGHT} * n, {SELU_LEFT} * np.expm1(np.where(n > 0, 0.0, n)))
""",
        f"""
def selu_slopes(n):
    return np.diag(np.where(n > 0, {SELU_RIGHT}, {SELU_LEFT} * np.exp(np.where(n > 0, 0.0, n))))
""",
    ),
    torch=f"torch.where(right, {SELU_RIGHT} * n, {SELU_LEFT} * torch.expm1(torch.where(right, 0.0 * n, n)))",
    torch_module=TorchName("SELU", "selu", (INPLACE,)),
    keras=KerasName("selu"),
    onnx=OnnxName("Selu", {"alpha": 1.6732632423543772, "gamma": SELU_RIGHT}),
)
