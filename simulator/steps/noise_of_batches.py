"""Which numbers of a batch's update are noise: those of each item by its own rule, then the sums over items.

The rule is that of noise.py. A matrix's column is an item's vector, so it is judged as that item's walk is;
an entry of ∂F/∂W = Â Sᵀ or of ∂F/∂b = S 1 is a sum over the items, held against the largest of its addends.
"""

from collections.abc import Mapping

import numpy as np

from ..core.inputs import Array
from ..core.losses.loss_row import Loss
from ..core.network import Network
from ..core.propagation import ByLayer, Run
from ..core.sets.batch_matrices import BatchRun
from .moves import Moves
from .noise import PERHAPS, Calm, Calming, is_noise


def column(run: BatchRun, j: int) -> Run:
    """Item j of a batch, from 0, as a run of its own, but for the gradients and F, which are the batch's."""

    def of(matrices: ByLayer) -> ByLayer:
        return {l: np.ascontiguousarray(matrix[:, j]) for l, matrix in matrices.items()}

    slopes = {l: A[j] if A.ndim == 3 else np.ascontiguousarray(A[:, j]) for l, A in run.A.items()}
    n, a, S, t, e = of(run.n), of(run.a), of(run.S), run.t[:, j].copy(), run.e[:, j].copy()
    return Run(n, a, slopes, S, {}, {}, t, e, np.nan)


def calm_of_batch(
    before: Network,
    after: Network,
    run: BatchRun,
    truth: BatchRun | None,
    then: BatchRun,
    rule: Loss,
    alpha: float,
    known: Mapping[int, Array],
    moves: Moves | None = None,
) -> Calm:
    """What is printed of a batch's update; the arguments are those of `calm`."""
    own = Calming(known)
    through = before if truth is None else after
    sent = _backward(own, before, run, rule, through)
    divisor = run.t.shape[1] if rule.mean else 1
    for l in before.W:
        a, S = own.of(run.a[l - 1]), own.of(run.S[l])
        own.put(run.dW[l], _of_products(run.dW[l], a, S, divisor))
        own.put(run.db[l], _of_products(run.db[l][None], np.ones((1, S.shape[1])), S, divisor)[0])
        if moves is None:
            own.moved(before, after, run, alpha, l)
        else:
            own.by_rule(run, moves, l)
    if truth is not None:
        _backward(own, before, truth, rule, before)
    later = Calming(own.found)
    _forward(later, after, then)
    F = tuple(
        0.0 if rule.squares and not calming.of(one.e).any() else one.loss
        for calming, one in ((own, run), (later, then))
    )
    return Calm(own.found, sent, (F[0], F[1]))


def _forward(own: Calming, net: Network, run: BatchRun) -> list[tuple[Calming, Run]]:
    """n, a and e of every item; each item's run and what of it is noise."""
    items = []
    for j in range(run.t.shape[1]):
        one, calming = column(run, j), Calming(own.found)
        calming.forward(net, one)
        calming.error(one)
        items.append((calming, one))
    for l in run.n:
        _lift(own, run.n[l], [calming.where(one.n[l]) for calming, one in items])
        _lift(own, run.a[l], [calming.where(one.a[l]) for calming, one in items])
    _lift(own, run.e, [calming.where(one.e) for calming, one in items])
    return items


def _backward(own: Calming, net: Network, run: BatchRun, rule: Loss, through: Network) -> dict[int, Array]:
    """The same with S; W S as it is printed, by layer, where that holds noise."""
    items, K = _forward(own, net, run), net.depth
    sent: dict[int, Array] = {}
    for l in range(K, 1, -1):
        arrived = []
        for calming, one in items:
            if l == K:
                calming.output(one, rule, net.activation[K])
            else:
                arrived.append(calming.back(one, through.W[l + 1], l))
        _lift(own, run.S[l], [calming.where(one.S[l]) for calming, one in items])
        if any(quiet is not None for quiet in arrived):
            plain = [through.W[l + 1].dot(one.S[l + 1]) for _, one in items]
            both = zip(arrived, plain, strict=True)
            sent[l] = np.stack([as_it_is if quiet is None else quiet for quiet, as_it_is in both], axis=1)
    return sent


def _lift(own: Calming, matrix: Array, noise: list[Array]) -> None:
    own.put(matrix, np.stack(noise, axis=1))


def _of_products(sums: Array, left: Array, right: Array, divisor: int) -> Array:
    """Where sums (H, L) = left (H, B) right (L, B)ᵀ / divisor are noise."""
    noise = np.zeros(sums.shape, dtype=bool)
    top = np.abs(left).max(axis=1)[:, None] * np.abs(right).max(axis=1) / divisor
    near = ((np.abs(sums) <= PERHAPS * top) | (top == 0)) & (sums != 0)
    if near.any():
        r, c = np.nonzero(near)
        noise[r, c] = is_noise(sums[r, c], np.abs(left[r] * right[c]).max(axis=1) / divisor)
    return noise
