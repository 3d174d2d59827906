"""What a row of the table of activations is made of.

Its functions work on the last axis: n is (L,), or (…, L) with a layer's n for each item, real, or complex
with a tiny imaginary part (complex-step checks). They raise no floating-point warning for any finite n of one
item. Slopes come from n, never from a: 1 − a² has no correct digit left where tanh saturates, which is where
S vanishes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import spelling
from ..inputs import Array
from ..spelling import KerasName, NumpyActivation, OnnxName, TorchName

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
    where its slope is small beside the `steepest`, for some only where n is `saturates_below`. `inverse`:
    an n of which a is made, not finite where there is none. `said` stands in sentences. Then the spellings,
    see spelling.py.
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
    inverse: Callable[[Array], Array] | None = None
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
            object.__setattr__(self, "said", self.title)

    def __repr__(self) -> str:
        return f"<the activation {self.name}>"

    @property
    def elementwise(self) -> bool:
        """Whether each a answers its own n alone."""
        return self.shares is None

    @property
    def title(self) -> str:
        """The name for people: leaky relu(0.2)."""
        return self.name.replace("_", " ")

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
