"""What an exercise is to be like, and what was drawn for it."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ...activation import ACTIVATIONS
from ...activations.activation_row import Activation
from ...inputs import Array
from ...losses.loss_row import Loss
from ...network import Network


@dataclass(frozen=True, eq=False)
class Wish:
    """What is asked for. `one_off`: one ReLU of each hidden layer of three or more."""

    widths: tuple[int, ...]
    activations: tuple[str, ...]
    loss: Loss
    alpha: Fraction
    decimals: int
    seed: int
    one_off: bool

    @cached_property
    def sigma(self) -> dict[int, Activation]:
        """The rows of the activations by layer number."""
        return {l: ACTIVATIONS[name] for l, name in enumerate(self.activations, start=2)}

    @property
    def depth(self) -> int:
        """K."""
        return len(self.widths)

    @property
    def one(self) -> int:
        """1 in units."""
        return int(10**self.decimals)

    @property
    def tenth(self) -> int:
        """0.1 in units."""
        return self.one // 10

    def known_at(self, l: int) -> bool:
        """Whether layer l has values that are short decimals."""
        row = self.sigma[l]
        if row.shares:
            hidden = l < self.depth  # there A v has to lie on the grid as a whole
            return not hidden and self.one % self.widths[l - 1] == 0
        return bool(row.pieces or row.exact_at)

    @cached_property
    def exact(self) -> bool:
        """Whether everything but F and A can be."""
        return all(self.known_at(l) for l in self.sigma)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A network with a pair, x (H,) and t (L,); `places`: the piece of σ each neuron lies on, by layer."""

    network: Network
    x: Array
    t: Array
    places: dict[int, tuple[int, ...]]
