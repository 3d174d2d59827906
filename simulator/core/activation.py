"""An activation turns the weighted sum n into the output a; its slope says how strongly a answers n.

One row of the table carries everything that is said of an activation anywhere. Its functions work on the
last axis: n is (L,), or (…, L) with a layer's n for each item, real, or complex with a tiny imaginary part
(complex-step checks). They raise no floating-point warning for any finite n of one item. Slopes come from
n, never from a: 1 − a² has no correct digit left where tanh saturates, which is exactly where S vanishes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from . import spelling
from .inputs import Array, InputError
from .spelling import KerasName, NumpyActivation, OnnxName, TorchName

LEAK = 0.01  # leaky_relu's slope for n ≤ 0
ASIDE = 0.999  # where a slope passes through 0 (silu at n = −1.28), the slope beside it says how large it is


@dataclass(frozen=True)
class Shares:
    """An activation whose outputs are shares of one whole, so that A = diag(a) − a aᵀ is a full matrix.

    `diagonal` from a, `applied` A v, `sizes` |A| v for v ≥ 0, `naive` A v as a(v − Σ a v), all (…, L);
    then the sentences that are said of it.
    """

    diagonal: Callable[[Array], Array]
    applied: Callable[[Array, Array], Array]  # from a and v
    sizes: Callable[[Array, Array], Array]
    naive: Callable[[Array, Array], Array]
    does: str  # "Layer 3 …"
    slopes_said: str
    alone_note: str  # of one neuron
    alone_slope: str


@dataclass(frozen=True, eq=False, repr=False)
class Activation:
    """One row of the table: σ, σ′, and what else is said of it; what is None is not known.

    `slope` gives the diagonal (…, L) of A, for `shares` all of A, (…, L, L); at a kink it is the one left of
    it. `pieces`: of one that is linear between its kinks and 0 at 0, the slopes from left to right as exact
    decimals. A neuron is called saturated where its slope is small beside the `steepest`, for some only
    where n is `saturates_below`. `said` stands in sentences. Then the spellings, see spelling.py.
    """

    name: str
    latex: str  # σ(n) for one component, written with n
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    kinks: tuple[float, ...] = ()
    pieces: tuple[str, ...] | None = None
    shares: Shares | None = None
    steepest: float | None = None
    saturates_below: float | None = None
    slope_from_a: Callable[[Array], Array] | None = None
    said: str = ""
    numpy: NumpyActivation | None = None
    torch: str | None = None  # of n; `right` says where n lies right of 0
    torch_module: TorchName | None = None
    keras: KerasName | None = None
    sklearn: str = ""
    onnx: OnnxName | None = None

    def __post_init__(self) -> None:
        if not self.said:
            object.__setattr__(self, "said", self.name)

    def __repr__(self) -> str:
        return f"<the activation {self.name}>"

    @property
    def elementwise(self) -> bool:
        """Whether each a answers its own n alone."""
        return self.shares is None

    @property
    def left(self) -> tuple[float, float] | None:
        """The first kink of a piecewise linear one and the slope up to it; None where there is no kink."""
        return (self.kinks[0], float(self.pieces[0])) if self.pieces and self.kinks else None

    @property
    def dies(self) -> bool:
        """Whether a neuron can be off: its slope is 0 up to the first kink."""
        return self.left is not None and self.left[1] == 0

    def diagonal(self, n: Array, a: Array) -> Array:
        """The diagonal of A, (…, L), where a = σ(n)."""
        return self.shares.diagonal(a) if self.shares else self.slope(n)

    def applied(self, n: Array, a: Array, v: Array) -> Array:
        """A v, (…, L), where a = σ(n)."""
        return self.shares.applied(a, v) if self.shares else np.asarray(self.slope(n) * v)

    def sizes(self, n: Array, a: Array, v: Array) -> Array:
        """|A| v for v ≥ 0, (…, L): how large A v would be if nothing in it cancelled."""
        if self.shares:
            return self.shares.sizes(a, v)
        return np.asarray(np.maximum(np.abs(self.slope(n)), np.abs(self.slope(ASIDE * n))) * v)

    def needed(self, entry: str) -> Any:
        """An entry of the row; raises InputError where the row has none."""
        return spelling.needed(getattr(self, entry), f"the activation {self.name}", entry)


def sigmoid(n: Array) -> Array:
    """1 / (1 + e⁻ⁿ), written for each sign of n so that no exponential overflows."""
    small = np.exp(-_size(n))
    return np.where(n.real >= 0, 1.0, small) / (1.0 + small)


def sigmoid_slope(n: Array) -> Array:
    """σ(n)σ(−n) = e / (1 + e)² with e = e^−|n|: right to the last bit also where σ(n) has rounded to 1."""
    small = np.exp(-_size(n))
    return np.asarray(small / ((1.0 + small) * (1.0 + small)))


def softplus(n: Array) -> Array:
    """ln(1 + eⁿ)."""
    return np.where(n.real >= 0, n, 0.0) + log1p(np.exp(-_size(n)))


def softmax(n: Array) -> Array:
    """eⁿ / Σ eⁿ over the layer."""
    weights = np.exp(below_top(n))
    return np.asarray(weights / total(weights))


def below_top(n: Array) -> Array:
    """n minus its largest entry, the imaginary part too, so that this entry is exactly 0."""
    with np.errstate(over="ignore"):
        if n.ndim == 1:
            return np.asarray(n - n[n.real.argmax()])
        return np.asarray(n - np.take_along_axis(n, n.real.argmax(axis=-1)[..., None], axis=-1))


def total(v: Array) -> Any:
    """Σ v over the last axis, which stays; one item need not name its axis, which costs half as much."""
    return v.sum() if v.ndim == 1 else v.sum(axis=-1, keepdims=True)


def softmax_slopes(n: Array) -> Array:
    """A = diag(y) − y yᵀ, (…, L, L). Rows sum to 0, so the diagonal is summed rather than subtracted."""
    y = softmax(n)
    A = -y[..., :, None] * y[..., None, :]
    place = np.arange(y.shape[-1])
    A[..., place, place] = 0.0
    A[..., place, place] = -A.sum(axis=-2)
    return A


@lru_cache(maxsize=8)
def others_of(L: int) -> Array:
    """(L, L), read-only: its row i times a column adds up all entries but the i-th."""
    others: Array = 1.0 - np.eye(L)
    others.setflags(write=False)
    return others


def sum_of_others(v: Array) -> Array:
    """Σ_{j≠i} v_j for each i, (…, L): 1 − a_i would lose every digit where softmax saturates."""
    others = others_of(v.shape[-1])
    return np.asarray(others @ v if v.ndim == 1 else v @ others)


def log1p(z: Array) -> Array:
    """ln(1 + z); NumPy's own loses the digits of a small complex z."""
    if not np.iscomplexobj(z):
        return np.asarray(np.log1p(z))
    size = 0.5 * np.log1p(z.real * (2 + z.real) + z.imag**2)
    return np.asarray(size + 1j * np.arctan2(z.imag, 1 + z.real))


def _size(n: Array) -> Array:
    if n.dtype == np.float64:
        return np.abs(n)
    return np.where(n.real < 0, -n, n)  # |n| that a complex step passes through


def _tanh_slope(n: Array) -> Array:
    small = np.exp(-_size(n))
    small = small * small  # e^−2|n|, where 2n itself could overflow
    return np.asarray(4.0 * small / ((1.0 + small) * (1.0 + small)))


def _elu(n: Array) -> Array:
    return np.where(n.real > 0, n, np.expm1(np.where(n.real > 0, 0.0, n)))


def _elu_slope(n: Array) -> Array:
    return np.where(n.real > 0, 1.0, np.exp(np.where(n.real > 0, 0.0, n)))


INPLACE = ("inplace", (False, True))
SOFTMAX = Shares(
    diagonal=lambda a: a * sum_of_others(a),
    applied=lambda a, v: a * (v * sum_of_others(a) - sum_of_others(a * v)),
    sizes=lambda a, v: a * (v * sum_of_others(a) + sum_of_others(a * v)),
    naive=lambda a, v: a * (v - total(a * v)),
    does="turns its n into shares that add up to 1 (softmax)",
    slopes_said=(
        "Softmax ties the outputs of its layer together: A[i,j] says how much output i moves when n_j moves."
    ),
    alone_note="Softmax of one neuron is always 1: nothing reaches back through it.",
    alone_slope="softmax of one neuron is always 1, so its slope is 0",
)

ACTIVATIONS = {
    row.name: row
    for row in (
        Activation(
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
        ),
        Activation(
            "sigmoid",
            r"\frac{1}{1+e^{-n}}",
            sigmoid,
            sigmoid_slope,
            steepest=0.25,
            slope_from_a=lambda a: np.asarray(a * (1 - a)),
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
        ),
        Activation(
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
        ),
        Activation(
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
        ),
        Activation(
            "leaky_relu",
            rf"\max({LEAK}\,n,n)",
            lambda n: np.where(n.real > 0, n, LEAK * n),
            lambda n: np.where(n.real > 0, 1.0, LEAK),
            kinks=(0.0,),
            pieces=(str(LEAK), "1"),
            numpy=NumpyActivation(
                f"""
def leaky_relu(n):
    return np.where(n > 0, n, {LEAK} * n)
""",
                f"""
def leaky_relu_slopes(n):
    return np.diag(np.where(n > 0, 1.0, {LEAK}))
""",
            ),
            torch=f"torch.where(right, n, {LEAK} * n)",
            torch_module=TorchName("LeakyReLU", "leaky_relu", (("negative_slope", (LEAK,)), INPLACE)),
            keras=KerasName(layer="LeakyReLU", settings={"negative_slope": LEAK}),
            onnx=OnnxName("LeakyRelu", {"alpha": LEAK}),
        ),
        Activation(
            "elu",
            r"n>0:\ n,\ \text{else}\ e^{n}-1",
            _elu,
            _elu_slope,
            steepest=1.0,
            numpy=NumpyActivation(
                """
def elu(n):
    return np.where(n > 0, n, np.expm1(np.where(n > 0, 0.0, n)))
""",
                """
def elu_slopes(n):
    return np.diag(np.where(n > 0, 1.0, np.exp(np.where(n > 0, 0.0, n))))
""",
            ),
            torch="torch.where(right, n, torch.expm1(torch.where(right, 0.0 * n, n)))",
            torch_module=TorchName("ELU", "elu", (("alpha", (1.0,)), INPLACE)),
            keras=KerasName("elu", "ELU", {"alpha": 1.0}),
            onnx=OnnxName("Elu", {"alpha": 1.0}),
        ),
        Activation(
            "softplus",
            r"\ln(1+e^{n})",
            softplus,
            sigmoid,
            steepest=1.0,
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
        ),
        Activation(
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
        ),
        Activation(
            "softmax",
            r"\frac{e^{n}}{\sum_j e^{n_j}}",
            softmax,
            softmax_slopes,
            shares=SOFTMAX,
            steepest=0.25,
            numpy=NumpyActivation(
                '''
def softmax(n):
    """e^n / sum of e^n; the largest n is taken off first, so that no exponential overflows."""
    weights = np.exp(n - n.max())
    return weights / weights.sum()
''',
                '''
def softmax_slopes(n):
    """diag(y) - y y^T: a full matrix. Rows add up to 0, so the diagonal is summed rather than subtracted."""
    y = softmax(n)
    A = -y[:, None] * y
    np.fill_diagonal(A, 0.0)
    np.fill_diagonal(A, -A.sum(axis=0))
    return A
''',
            ),
            torch="torch.softmax(n, dim=0)",
            torch_module=TorchName("Softmax", "softmax", (("dim", (-1, 1, None)), ("dtype", (None,)))),
            keras=KerasName("softmax", "Softmax", {"axis": -1}),
            sklearn="softmax",
            onnx=OnnxName("Softmax"),
        ),
    )
}


def activation_named(name: object, where: str = "an activation") -> Activation:
    """Look a name up in the table; raises InputError that lists the names there are."""
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise InputError(f"{where} must be one of {', '.join(ACTIVATIONS)}; got {name!r:.60}")
    return ACTIVATIONS[name]
