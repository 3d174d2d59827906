"""A recording: what a framework computed in its own training loop, update by update.

The file is an NPZ (a zip of NumPy arrays, no pickle) with these arrays, float64 except `about`, for U updates
with R rows in all and S states of the network:

    about           JSON in UTF-8 as bytes (uint8): "format" and "version"; "activations" of layers 2..K;
                    "loss" (mse, tse, tce or bce) and "reduction" (mean or sum); "remarks", sentences on what
                    is missing and why; and "updates", for each
                        step     the how-many-th optimizer.step() of the loop it was, from 1
                        passes   how many rows each forward and backward pass took; several: accumulation
                        before, after    the states of the network, counted from 0
                        frozen   parameters that the optimizer leaves alone, as "W2", or entries, as "W2[1,3]"
                        missing  parameters without a gradient, whose place in dW or db holds zeros
                        carried  whether gradients of earlier passes were already there (no zero_grad)
                        F        the framework's own value of what was differentiated
                    and, where the optimizer's settings were kept, "optimizer", its "name" and the "kind" of
                    torch.optim that it is; "precision" of the loop; "settings", each an object of names and
                    values; and of each update
                        groups   parameters, their learning_rate, and which of the settings they have
                        state    absent where the optimizer's state follows from the update before; else "at",
                                 its row in momentum …, and "made", the updates of each parameter, W2, b2 …,
                                 that led to it
    x, t            (R, H), (R, L): the rows of update 0, then those of update 1 …; t is one-hot for classes
    scale           (R,): how much of a row's φ, as the loss has it, went into F
    W2, b2 …        (S, H, L), (S, L): the states, the last one after the last update
    dW2, db2 …      (U, H, L), (U, L): the gradients that the optimizer found
    momentum, square, mean, largest    (G, P): what the optimizer kept of each of the P numbers of W2, b2,
                    W3 …, each array row by row; those that its kind may have
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...core.inputs import Array, whole
from ...core.network import Network
from ...core.propagation import propagate
from .recorded_optimizer import RecordedGroup, RecordedOptimizer, kept_by

FORMAT = "backprop-simulator-recording"
REDUCTIONS = ("mean", "sum")
PRECISIONS = ("float64", "float32", "float16", "bfloat16")


@dataclass(frozen=True, slots=True)
class RecordedState:
    """What the optimizer kept before an update: `at`, the row of the arrays, and by parameter its updates."""

    at: int
    made: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecordedUpdate:
    """What `about` says of one update, and `first`, where its rows begin in x and t."""

    step: int
    passes: tuple[int, ...]
    before: int
    after: int
    frozen: tuple[str, ...]
    missing: tuple[str, ...]
    carried: bool
    F: float
    first: int
    groups: tuple[RecordedGroup, ...] = ()
    state: RecordedState | None = None

    @property
    def rows(self) -> slice:
        """Its rows of x, t and scale."""
        return slice(self.first, self.first + sum(self.passes))


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """Recorded updates, counted from 0; all arrays are read-only.

    `loss` is mse where the framework took the mean of ‖t − y‖² over rows and outputs, tse where it summed,
    tce for cross-entropy, whose softmax is then the last activation, and bce for binary cross-entropy, after
    sigmoid, of its own or applied by the loss. The framework's gradient has its
    `reduction` in it; `scale` says it row by row. `optimizer` and `precision`, the loop's dtype, are None and
    "" in older recordings.
    """

    activations: tuple[str, ...]
    loss: str
    reduction: str
    remarks: tuple[str, ...]
    made: tuple[RecordedUpdate, ...]
    arrays: Mapping[str, Array]
    optimizer: RecordedOptimizer | None = None
    precision: str = ""

    @property
    def updates(self) -> int:
        """How many updates there are."""
        return len(self.made)

    def network(self, k: int) -> Network:
        """The network that update k started from."""
        return self._state(self._update(k).before, self._update(k).frozen)

    def after(self, k: int) -> Network:
        """The network that the optimizer made of it."""
        return self._state(self._update(k).after, self._update(k).frozen)

    def X(self, k: int) -> Array:
        """The inputs of update k, (N, H), those of several passes one below the other."""
        return self.arrays["x"][self._update(k).rows]

    def T(self, k: int) -> Array:
        """Its targets, (N, L)."""
        return self.arrays["t"][self._update(k).rows]

    def scale(self, k: int) -> Array:
        """How much of each row's φ went into what was differentiated, (N,).

        1 for a sum, 1/(N·L) for the mean of squares, 1/N for that of cross-entropy, each times what the
        loop itself multiplied the loss by.
        """
        return self.arrays["scale"][self._update(k).rows]

    def gradient(self, k: int) -> dict[str, dict[int, Array]]:
        """The framework's own gradients as the optimizer found them: {"dW": {l: (H, L)}, "db": {l: (L,)}}.

        A parameter for which it had none (frozen, or no bias at all) is left out.
        """
        missing = self._update(k).missing
        return {
            f"d{letter}": {
                l: self.arrays[f"d{letter}{l}"][k]
                for l in range(2, len(self.activations) + 2)
                if f"{letter}{l}" not in missing
            }
            for letter in "Wb"
        }

    def simulated(self, k: int) -> dict[str, dict[int, Array]]:
        """What the simulator finds for these rows: Σ scale · gradient of the row, keyed like `gradient`.

        Raises InputError where a number grows past what float64 holds.
        """
        net = self.network(k)
        total = {
            "dW": {l: np.zeros_like(W) for l, W in net.W.items()},
            "db": {l: np.zeros_like(b) for l, b in net.b.items()},
        }
        for x, t, scale in zip(self.X(k), self.T(k), self.scale(k), strict=True):
            run = propagate(net, x, t, self.loss)
            for l in net.W:
                total["dW"][l] += scale * run.dW[l]
                total["db"][l] += scale * run.db[l]
        return total

    def step(self, k: int) -> int:
        """The how-many-th optimizer.step() of the loop update k was, from 1."""
        return self._update(k).step

    def passes(self, k: int) -> tuple[int, ...]:
        """The rows of each forward and backward pass before it; several of them were accumulated."""
        return self._update(k).passes

    def carried(self, k: int) -> bool:
        """Whether gradients were left over from before its first pass, as without zero_grad()."""
        return self._update(k).carried

    @property
    def kept(self) -> tuple[str, ...]:
        """The arrays of what the optimizer keeps, by name; none where it has no row here."""
        return tuple(kept_by(self.optimizer.kind)) if self.optimizer else ()

    def groups(self, k: int) -> tuple[RecordedGroup, ...]:
        """The optimizer's settings before it, for the parameters that it holds; none in older recordings."""
        return self._update(k).groups

    def error(self, k: int) -> float:
        """The framework's own value of what it differentiated."""
        return self._update(k).F

    def _update(self, k: int) -> RecordedUpdate:
        return self.made[whole(k, "an update of the recording", 0, self.updates - 1)]

    def _state(self, place: int, frozen: tuple[str, ...]) -> Network:
        numbers = range(2, len(self.activations) + 2)
        weights = [self.arrays[f"W{l}"][place] for l in numbers]
        biases = [self.arrays[f"b{l}"][place] for l in numbers]
        return Network.from_arrays(weights, biases, self.activations, frozen=frozen)
