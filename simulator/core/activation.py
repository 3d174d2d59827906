"""An activation turns the weighted sum n into the output a; its slope says how strongly a answers n.

One row of the table carries everything that is said of an activation anywhere. A name may hold a number, as
"leaky_relu(0.2)" does: its row is made by that of leaky_relu when it is asked for. Its functions work on the
last axis: n is (L,), or (…, L) with a layer's n for each item, real, or complex with a tiny imaginary part
(complex-step checks). They raise no floating-point warning for any finite n of one item. Slopes come from
n, never from a: 1 − a² has no correct digit left where tanh saturates, which is exactly where S vanishes.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from . import spelling
from .inputs import Array, InputError
from .spelling import KerasName, NumpyActivation, OnnxName, TorchName

LEAK = 0.01  # leaky_relu's slope for n ≤ 0, unless its name says another
# A number in a name: what float reads, but for its names of no number and its underscores.
NUMBERED = re.compile(
    r"([a-z_0-9]+)\(([-+]?(?:[0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,4})?)\)"
)
LONGEST_NAME = 120
NUMBER = 0.2  # that a refusal shows as an example
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


@dataclass(frozen=True, eq=False)
class Parameter:
    """The number that an activation's name may hold: what it is here, what it says, and the row for another.

    `make` is given a number and the name of its row.
    """

    value: float
    says: str  # "slope for n ≤ 0"
    make: "Callable[[float, str], Activation]"


@dataclass(frozen=True, eq=False, repr=False)
class Activation:
    """One row of the table: σ, σ′, and what else is said of it; what is None is not known.

    `slope` gives the diagonal (…, L) of A, for `shares` all of A, (…, L, L); at a kink it is the one left of
    it. `pieces`: of one that is linear between its kinks and 0 at 0, the slopes from left to right as exact
    decimals; `at_kinks`: those at the kinks where they are not the left ones; `exact_at`: of a curve n, a and
    σ′(n) where all three are short decimals, and neither a nor the slope is 0. A neuron is called saturated
    where its slope is small beside the `steepest`, for some only where n is `saturates_below`. `said` stands
    in sentences. Then the spellings, see spelling.py.
    """

    name: str
    latex: str  # σ(n) for one component, written with n
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    kinks: tuple[float, ...] = ()
    pieces: tuple[str, ...] | None = None
    at_kinks: tuple[str, ...] = ()
    exact_at: tuple[tuple[str, str, str], ...] = ()
    shares: Shares | None = None
    steepest: float | None = None
    saturates_below: float | None = None
    slope_from_a: Callable[[Array], Array] | None = None
    said: str = ""
    parameter: Parameter | None = None
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
    def family(self) -> str:
        """The name without its number."""
        return self.name.partition("(")[0]

    @property
    def identifier(self) -> str:
        """The name as a word of Python: leaky_relu_0_2."""
        return spelling.identifier(self.name)

    @property
    def slopes_at_kinks(self) -> tuple[str, ...]:
        """Of a piecewise linear one: the slope at each kink, as an exact decimal."""
        return self.at_kinks or (self.pieces or ())[:-1]

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


def _leaky(slope: float, n: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.where(n.real > 0, n, slope * n)


def _decimal(number: float) -> str:
    """A number in LaTeX: 0.2, or 10⁻⁵."""
    mantissa, _, power = repr(number).partition("e")
    return rf"{mantissa}\cdot 10^{{{int(power)}}}" if power else mantissa


def _leaky_relu(slope: float, name: str) -> Activation:
    """n right of 0, `slope` n elsewhere."""
    larger = r"\max" if slope <= 1 else r"\min"
    row = Activation(
        name,
        rf"{larger}({_decimal(slope)}\,n,n)",
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
    return row


def _elu_row(alpha: float, name: str) -> Activation:
    """n right of 0, α(eⁿ − 1) elsewhere; its slope jumps at 0 unless α is 1."""
    times, factor = ("", "") if alpha == 1 else (f"{alpha!r} * ", _decimal(alpha))
    power = f"{factor}(e^{{n}}-1)" if factor else "e^{n}-1"
    return Activation(
        name,
        rf"n>0:\ n,\ \text{{else}}\ {power}",
        lambda n: np.where(n.real > 0, n, alpha * np.expm1(np.where(n.real > 0, 0.0, n))),
        lambda n: np.where(n.real > 0, 1.0, alpha * np.exp(np.where(n.real > 0, 0.0, n))),
        kinks=() if alpha == 1 else (0.0,),
        steepest=max(1.0, abs(alpha)),
        parameter=Parameter(alpha, "α: far to the left a is −α", _elu_row),
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
    return _stepped(n, n.real * below, _gelu_slope)


def _gelu_slope(n: Array) -> Array:
    below, density = _normal(n)
    return _stepped(n, below + _near(n) * density, lambda r: _normal(r)[1] * (2 - _near(r) * _near(r)))


def _stepped(n: Array, value: Array, slope: Callable[[Array], Array]) -> Array:
    """The value at a real n, or with a tiny imaginary part its step: erfc is for real numbers."""
    return np.asarray(value + 1j * (n.imag * slope(n.real)) if np.iscomplexobj(n) else value)


def _inner(near: Array) -> Array:
    return np.asarray(2 * ROOT * (near + CUBIC * near * near * near))


def _gelu_tanh(n: Array) -> Array:
    """n σ(2u) with u = √(2/π)(n + 0.044715 n³), which is ½n(1 + tanh u) and keeps its digits on the left."""
    return np.asarray(n * sigmoid(_inner(np.where(np.abs(n.real) < FLAT, n, _near(n)))))


def _gelu_tanh_slope(n: Array) -> Array:
    near = np.where(np.abs(n.real) < FLAT, n, _near(n))
    u = _inner(near)
    return np.asarray(sigmoid(u) + near * sigmoid_slope(u) * (2 * ROOT * (1 + 3 * CUBIC * near * near)))


# Self-normalising (G. Klambauer et al., 2017): λ for n > 0, λα(eⁿ − 1) elsewhere.
SELU, SELU_LEFT = 1.0507009873554805, 1.7580993408473768


def _selu(n: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.where(n.real > 0, SELU * n, SELU_LEFT * np.expm1(np.where(n.real > 0, 0.0, n)))


def _bounded(low: float, high: float, n: Array) -> Array:
    return np.where(n.real > low, np.where(n.real < high, n, high), low)


def _inside(low: float, high: float, n: Array) -> Array:
    return np.where((n.real > low) & (n.real < high), 1.0, 0.0)


def _softsign(n: Array) -> Array:
    return _stepped(n, n.real / (1.0 + np.abs(n.real)), _softsign_slope)


def _softsign_slope(n: Array) -> Array:
    rest = 1.0 / (1.0 + _size(n))
    return np.asarray(rest * rest)


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


class ActivationTable(dict[str, Activation]):
    """The rows by name. A name with a number in it is there as well, though no list of the names has it."""

    def __missing__(self, name: object) -> Activation:
        if isinstance(name, str) and (found := _numbered(self, name)):
            return found
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and _numbered(self, name) is not None)


def _numbered(table: ActivationTable, name: str) -> Activation | None:
    """The row of a name such as "elu(0.5)", however its number is written; None for what is no such name."""
    found = NUMBERED.fullmatch(name) if len(name) <= LONGEST_NAME else None
    row = table.get(found[1]) if found else None
    if found is None or row is None or row.parameter is None:
        return None
    number = float(found[2])
    if not math.isfinite(number):
        return None
    return row if number == row.parameter.value else _row_with(row, number)


@lru_cache(maxsize=256)
def _row_with(row: Activation, number: float) -> Activation:
    assert row.parameter is not None
    return row.parameter.make(number, f"{row.name}({number!r})")


ACTIVATIONS = ActivationTable(
    (row.name, row)
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
            exact_at=(("0", "0.5", "0.25"),),
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
        _leaky_relu(LEAK, "leaky_relu"),
        _elu_row(1.0, "elu"),
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
        Activation(
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
        ),
        Activation(
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
        ),
        Activation(
            "selu",
            r"n>0:\ 1.0507\,n,\ \text{else}\ 1.7581\,(e^{n}-1)",
            _selu,
            lambda n: np.where(n.real > 0, SELU, SELU_LEFT * np.exp(np.where(n.real > 0, 0.0, n))),
            kinks=(0.0,),
            steepest=SELU_LEFT,
            numpy=NumpyActivation(
                f"""
def selu(n):
    return np.where(n > 0, {SELU} * n, {SELU_LEFT} * np.expm1(np.where(n > 0, 0.0, n)))
""",
                f"""
def selu_slopes(n):
    return np.diag(np.where(n > 0, {SELU}, {SELU_LEFT} * np.exp(np.where(n > 0, 0.0, n))))
""",
            ),
            torch=f"torch.where(right, {SELU} * n, "
            f"{SELU_LEFT} * torch.expm1(torch.where(right, 0.0 * n, n)))",
            torch_module=TorchName("SELU", "selu", (INPLACE,)),
            keras=KerasName("selu"),
            onnx=OnnxName("Selu", {"alpha": 1.6732632423543772, "gamma": SELU}),
        ),
        Activation(
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
        ),
        Activation(
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
            torch_module=TorchName(
                "Hardtanh", "hardtanh", (("min_val", (-1.0,)), ("max_val", (1.0,)), INPLACE)
            ),
            keras=KerasName("hard_tanh"),
            onnx=OnnxName("Clip", {"min": -1.0, "max": 1.0}),
        ),
        Activation(
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
        ),
    )
)


def activation_named(name: object, where: str = "an activation") -> Activation:
    """Look a name up in the table; raises InputError that lists the names there are."""
    if not isinstance(name, str) or name not in ACTIVATIONS:
        numbered = " or ".join(f"{row.name}({NUMBER})" for row in ACTIVATIONS.values() if row.parameter)
        raise InputError(f"{where} must be one of {', '.join(ACTIVATIONS)}, or {numbered}; got {name!r:.60}")
    return ACTIVATIONS[name]
