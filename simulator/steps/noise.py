"""Which numbers of an update are noise of binary arithmetic, to be printed as 0 with 2 to 6 digits.

The rule is written in digits.py. It is applied place by place, never by value: every sum of an update is held
against the largest of its terms, a term that is noise itself counting as 0; a product with such a factor is
noise; and so is σ(n) where n is and σ(0) = 0. Given numbers are no sums, so they are never noise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..core.activation import ACTIVATIONS
from ..core.inputs import Array
from ..core.losses.loss_row import Loss
from ..core.network import Network
from ..core.propagation import HasGradient, Run
from .formulas.digits import FULL, MOST_SIGNIFICANT
from .moves import Moves

POWERS = np.array([float(f"1e{k}") for k in range(-307, 309)])
# Below each of them, and above the last: half a unit of the 15th digit. Beside 0 every other number is noise.
HALF_UNITS = np.array([np.inf, *(float(f"5e{k - MOST_SIGNIFICANT}") for k in range(-307, 309))])
PERHAPS = 1e-9  # a sum that is larger than this share of its factors' largest product is no noise


@dataclass(frozen=True, eq=False, slots=True)
class Calm:
    """What is printed in place of arrays that hold noise: a copy with 0 for it, by the array's id.

    `sent`: W S before layer l's slopes, where it holds noise; `F`: the error before and after the update.
    """

    arrays: Mapping[int, Array] = field(default_factory=dict)
    sent: Mapping[int, Array] = field(default_factory=dict)
    F: tuple[float, float] = (np.nan, np.nan)  # printed nowhere before it is computed

    def of(self, array: Array) -> Array:
        """The array as it is printed: itself where it holds no noise."""
        return self.arrays.get(id(array), array)

    def printed(self, array: Array, digits: int) -> Array:
        """The array as it is printed with so many digits: with FULL itself, noise too."""
        return array if digits == FULL else self.of(array)


def is_noise(values: Array, largest: Array) -> Array:
    """Where a sum, not 0, is smaller than half a unit of the 15th digit of its largest term, as |term|."""
    power = np.searchsorted(POWERS, largest, side="right")
    return np.asarray((values != 0) & (np.abs(values) < HALF_UNITS[power]))


class Calming:
    """The copies with 0 for noise, as they are found."""

    def __init__(self, known: Mapping[int, Array]) -> None:
        self.found: dict[int, Array] = dict(known)

    def of(self, array: Array) -> Array:
        return self.found.get(id(array), array)

    def holds(self, array: Array) -> bool:
        return id(array) in self.found

    def put(self, array: Array, noise: Array) -> None:
        if noise.any():
            self.found[id(array)] = np.where(noise, 0.0, array)

    def where(self, array: Array) -> Array:
        """Where an array holds noise."""
        return np.asarray((self.of(array) == 0) & (array != 0))

    def forward(self, net: Network, run: Run) -> None:
        """The sums n and what each activation makes of them."""
        for l in run.n:
            W, b, n, a = self.of(net.W[l]), self.of(net.b[l]), run.n[l], run.a[l]
            self.put(n, _of_sums(n, W.T, self.of(run.a[l - 1]), b))
            row = ACTIVATIONS[net.activation[l]]
            if self.holds(n) and row.elementwise and float(row.value(np.zeros(1))[0]) == 0:
                self.put(a, self.where(n) & (a != 0))

    def error(self, run: Run) -> None:
        self.put(run.e, is_noise(run.e, np.maximum(np.abs(run.t), np.abs(self.of(run.y)))))

    def output(self, run: Run, rule: Loss, output: str) -> None:
        """S of the outputs: from e, or from n where the row of the loss has a form for that."""
        K = max(run.S)
        S, A = run.S[K], run.slopes[K]
        if fused := rule.fused.get(output):
            if fused.sizes:  # two terms that cancel are each half of what they would be if they did not
                self.put(S, is_noise(S, fused.sizes(np.abs(run.t), run.n[K]) / 2))
        elif rule.factor is not None:
            self.put(S, self._scaled(S, A, run.e, rule.factor))

    def _scaled(self, S: Array, A: Array, v: Array, factor: float = 1) -> Array:
        """Where S = factor A v is noise."""
        if A.ndim == 1:
            return np.asarray(self.where(v) & (S != 0))
        return _of_sums(S, factor * A, self.of(v))

    def gradients(self, run: Run, l: int) -> None:
        a, S, dW = run.a[l - 1], run.S[l], run.dW[l]
        if self.holds(a) or self.holds(S):
            self.put(dW, (self.where(a)[:, None] | self.where(S)) & (dW != 0))

    def moved(self, before: Network, after: Network, run: HasGradient, alpha: float, l: int) -> None:
        """The new W and b, each a difference."""
        pairs = ((before.W[l], run.dW[l], after.W[l]), (before.b[l], run.db[l], after.b[l]))
        for old, gradient, new in pairs:
            if new is old:  # frozen
                continue
            step = alpha * self.of(gradient)
            top = max(float(np.abs(old).max()), float(np.abs(step).max()))
            near = np.abs(new) < PERHAPS * top
            if self.holds(old) or self.holds(gradient):
                near |= (self.of(old) == 0) & (step == 0)
            if near.any():
                noise = np.zeros(new.shape, dtype=bool)
                largest = np.maximum(np.abs(self.of(old)[near]), np.abs(step[near]))
                noise[near] = is_noise(new[near], largest)
                self.put(new, noise)

    def by_rule(self, run: HasGradient, moves: Moves, l: int) -> None:
        """What an update rule computes of W_l and b_l, each a sum of its row's terms."""
        for letter, gradient in (("W", run.dW[l]), ("b", run.db[l])):
            for at, move in enumerate(moves.of(l, letter)):
                if move.frozen:
                    continue
                (g,) = move.values["gradient"]
                if at == 0 and g is not gradient and self.holds(gradient):
                    self.put(g, self.where(gradient) & (g != 0))
                terms = move.row.needed("terms")(move.motion(self.of))
                top = np.max([np.abs(term) for term in terms], axis=0)
                for part, largest in zip(move.parts, top if len(move.parts) > 1 else [top], strict=True):
                    self.put(part, is_noise(part, largest))

    def back(self, run: Run, W: Array, l: int) -> Array | None:
        """S of layer l from the W of the layer after it; W S as it is printed, where that holds noise."""
        arrived = W.dot(run.S[l + 1])
        noise = _of_sums(arrived, self.of(W), self.of(run.S[l + 1]))
        S, A = run.S[l], run.slopes[l]
        calm = np.where(noise, 0.0, arrived)
        self.put(S, noise & (S != 0) if A.ndim == 1 else _of_sums(S, A, calm))
        return calm if noise.any() else None


def calm(
    before: Network,
    after: Network,
    run: Run,
    truth: Run | None,
    then: Run,
    rule: Loss,
    alpha: float,
    known: Mapping[int, Array],
    moves: Moves | None = None,
) -> Calm:
    """What is printed of an update; `known` is what is known of its W and b, and of what a rule keeps.

    `truth` and `moves` as in Update; `then` is the run of the same pair after the update.
    """
    own = Calming(known)
    output = before.activation[before.depth]
    sent: dict[int, Array] = {}
    own.forward(before, run)
    own.error(run)
    for l in range(before.depth, 1, -1):
        if l == before.depth:
            own.output(run, rule, output)
        elif (arrived := own.back(run, (before if truth is None else after).W[l + 1], l)) is not None:
            sent[l] = arrived
        own.gradients(run, l)
        if moves is None:
            own.moved(before, after, run, alpha, l)
        else:
            own.by_rule(run, moves, l)
    if truth is not None:
        own.forward(before, truth)
        own.error(truth)
        own.output(truth, rule, output)
        for l in range(before.depth - 1, 1, -1):
            own.back(truth, before.W[l + 1], l)
    later = Calming(own.found)
    later.forward(after, then)
    later.error(then)
    return Calm(own.found, sent, (_error(own, run, rule), _error(later, then, rule)))


def printed_total(total: float, terms: Sequence[float], digits: int) -> float:
    """A sum as it is printed: 0 where it is noise beside its terms, unless every digit is asked for."""
    largest = np.abs(np.array(terms, dtype=float)).max(initial=0.0)
    return 0.0 if digits != FULL and is_noise(np.array(total), largest) else total


def kept(found: Calm, network: Network, more: Iterable[Array] = ()) -> dict[int, Array]:
    """What of it is about the parameters of a network, and about more arrays that stay."""
    ids = {id(array) for array in (*network.W.values(), *network.b.values(), *more)}
    return {key: array for key, array in found.arrays.items() if key in ids}


def _error(own: Calming, run: Run, rule: Loss) -> float:
    """F, or 0 where it is made of squares of noise alone."""
    return 0.0 if rule.squares and not own.of(run.e).any() else run.loss


def _of_sums(sums: Array, factors: Array, v: Array, more: Array | None = None) -> Array:
    """Where sums (L,) = factors (L, H) v (H,) + more (L,) are noise."""
    noise = np.zeros(sums.shape, dtype=bool)
    top: Array | float = float(np.abs(factors).max()) * float(np.abs(v).max())
    most = np.abs(more) if more is not None else np.zeros(sums.shape)
    top = np.maximum(top, most)
    near = ((np.abs(sums) <= PERHAPS * top) | (top == 0)) & (sums != 0)
    if near.any():
        largest = np.maximum(np.abs(factors[near] * v).max(axis=1), most[near])
        noise[near] = is_noise(sums[near], largest)
    return noise
