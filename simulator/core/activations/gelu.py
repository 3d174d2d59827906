"""GELU: n times the share of the normal distribution that lies below it, exact and by tanh."""

import math

import numpy as np

from ..inputs import Array
from ..spelling import KerasName, NumpyActivation, OnnxName, TorchName
from .activation_row import Activation
from .complex_steps import stepped
from .smooth_activations import sigmoid, sigmoid_slope

FLAT = 40.0  # so far out Φ is 0 or 1, and so is the sigmoid in its stead
ROOT = math.sqrt(2 / math.pi)
CUBIC = 0.044715  # D. Hendrycks and K. Gimpel, 2016: Φ(n) is nearly ½(1 + tanh(√(2/π)(n + 0.044715 n³)))
_erfc = np.frompyfunc(math.erfc, 1, 1)


def _near(n: Array) -> Array:
    """n where anything changes, so that its powers do not overflow."""
    return np.asarray(np.clip(n.real, -FLAT, FLAT))


def _normal(n: Array) -> tuple[Array, Array]:
    """Φ and φ of the normal distribution, of real n; Φ by erfc, which keeps the digits of a small one."""
    near = _near(n)
    below = 0.5 * np.asarray(_erfc(-near * math.sqrt(0.5)), dtype=np.float64)
    return below, np.exp(-0.5 * near * near) * (0.5 * ROOT)


def _gelu(n: Array) -> Array:
    below, _ = _normal(n)
    return stepped(n, n.real * below, _gelu_slope)


def _gelu_slope(n: Array) -> Array:
    below, density = _normal(n)
    return stepped(n, below + _near(n) * density, lambda r: _normal(r)[1] * (2 - _near(r) * _near(r)))


def _inner(near: Array) -> Array:
    return np.asarray(2 * ROOT * (near + CUBIC * near * near * near))


def _gelu_tanh(n: Array) -> Array:
    """n σ(2u) with u = √(2/π)(n + 0.044715 n³), which is ½n(1 + tanh u) and keeps its digits on the left."""
    return np.asarray(n * sigmoid(_inner(np.where(np.abs(n.real) < FLAT, n, _near(n)))))


def _gelu_tanh_slope(n: Array) -> Array:
    near = np.where(np.abs(n.real) < FLAT, n, _near(n))
    u = _inner(near)
    return np.asarray(sigmoid(u) + near * sigmoid_slope(u) * (2 * ROOT * (1 + 3 * CUBIC * near * near)))


GELU = Activation(
    "gelu",
    r"\frac{n}{2}\left(1+\operatorname{erf}\frac{n}{\sqrt{2}}\right)",
    _gelu,
    _gelu_slope,
    steepest=1.0,
    saturates_below=-1.5,  # left of its steepest fall, at −√2; its zero at n = −0.75 is only crossed
    numpy=NumpyActivation(
        '''
from math import erfc


def Phi(n):
    """The normal distribution's share below n, by erfc, which keeps the digits of a small one."""
    near = np.clip(n, -40.0, 40.0)
    return 0.5 * np.array([erfc(-x * 0.5**0.5) for x in near])


def gelu(n):
    return n * Phi(n)
''',
        '''
def gelu_slopes(n):
    """Phi(n) + n phi(n), phi the density of the normal distribution."""
    near = np.clip(n, -40.0, 40.0)
    return np.diag(Phi(n) + near * (np.exp(-0.5 * near * near) * (0.5 * (2 / np.pi) ** 0.5)))
''',
    ),
    torch="torch.nn.functional.gelu(n)",
    torch_module=TorchName("GELU", "gelu", (("approximate", ("none",)),)),
    keras=KerasName("gelu"),
    onnx=OnnxName("Gelu", {"approximate": "none"}),
)

GELU_TANH = Activation(
    "gelu_tanh",
    r"\frac{n}{2}\left(1+\tanh\left(\sqrt{\frac{2}{\pi}}\,(n+0.044715\,n^{3})\right)\right)",
    _gelu_tanh,
    _gelu_tanh_slope,
    steepest=1.0,
    saturates_below=-1.5,
    numpy=NumpyActivation(
        '''
def gelu_tanh(n):
    """n/2 (1 + tanh u) with u = sqrt(2/pi) (n + 0.044715 n^3), as n sigmoid(2u)."""
    near = np.clip(n, -40.0, 40.0)
    return n * sigmoid(2 * (2 / np.pi) ** 0.5 * (near + 0.044715 * near * near * near))
''',
        """
def gelu_tanh_slopes(n):
    near, root = np.clip(n, -40.0, 40.0), (2 / np.pi) ** 0.5
    u = 2 * root * (near + 0.044715 * near * near * near)
    small = np.exp(-np.abs(u))
    slope = small / ((1.0 + small) * (1.0 + small))
    return np.diag(sigmoid(u) + near * slope * (2 * root * (1 + 3 * 0.044715 * near * near)))
""",
        needs=("sigmoid",),
    ),
    torch="torch.nn.functional.gelu(n, approximate='tanh')",
    torch_module=TorchName("GELU", "gelu", (("approximate", ("tanh",)),)),
    onnx=OnnxName("Gelu", {"approximate": "tanh"}, {"approximate": "none"}),
)
