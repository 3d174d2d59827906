"""A batch updated as you go: layer by layer from the notes' matrices, and one item as its own walk."""

import numpy as np
import pytest

from simulator import Network, propagate
from simulator.core.propagation import as_you_go
from simulator.core.sets.batch_matrices import as_you_go_batch, propagate_batch

from .networks import ALL_NAMES, PAIRS, assert_agree, problem
from .sets import a_set, bits

ALPHA = 0.2


def by_matrices(net: Network, X, T, loss):
    """S, ∂F/∂W and ∂F/∂b of each layer, from each item's own A in full, and the new W and b."""
    walks = [propagate(net, x, t, loss) for x, t in zip(X, T, strict=True)]
    K, N = net.depth, len(X) if loss == "mse" else 1
    S, W = {K: [walk.S[K] for walk in walks]}, {}
    for l in range(K, 1, -1):
        dW = sum(np.outer(walk.a[l - 1], s) for walk, s in zip(walks, S[l], strict=True)) / N
        W[l] = net.W[l] if f"W{l}" in net.frozen else net.W[l] - ALPHA * dW
        if l > 2:
            S[l - 1] = [walk.A[l - 1] @ W[l] @ s for walk, s in zip(walks, S[l], strict=True)]
    return {l: np.column_stack(S[l]) for l in S}, W, {l: sum(S[l]) / N for l in S}


@pytest.mark.parametrize(("output", "loss"), PAIRS)
@pytest.mark.parametrize("frozen", [(), ("W3",)])
def test_it_goes_back_through_what_the_whole_batch_made_new(output, loss, frozen):
    for hidden in ALL_NAMES[::4]:
        given = problem(81, (3, 4, 3, 2), (hidden, hidden, output), loss, (1.0, 1.0, 1.0))
        net = Network.from_arrays(
            [*given.net.W.values()], [*given.net.b.values()], [hidden, hidden, output], frozen=frozen
        )
        X, T = a_set(given, 3)
        run, after = as_you_go_batch(net, X, T, loss, ALPHA)
        S, W, db = by_matrices(net, X, T, loss)
        for l in net.W:
            assert_agree(run.S[l], S[l], f"S{l}")
            assert_agree(after.W[l], W[l], f"W{l}")
            assert_agree(run.db[l], db[l], f"db{l}")
        truth = propagate_batch(net, X, T, loss)
        assert bits_of(run.n) == bits_of(truth.n) and bits_of(run.e) == bits_of(truth.e)
        assert run.loss == truth.loss


def bits_of(arrays):
    return [array.tobytes() for array in (arrays.values() if isinstance(arrays, dict) else [arrays])]


def test_one_item_has_the_bits_of_its_own_walk():
    given = problem(82, (3, 4, 2), ("tanh", "softmax"), "tce", (1.0, 1.0))
    X, T = a_set(given, 1)
    (many, after), (one, new) = (
        as_you_go_batch(given.net, X, T, "tce", ALPHA),
        as_you_go(given.net, X[0], T[0], "tce", ALPHA),
    )
    assert bits(after) == bits(new)
    assert {l: S[:, 0].tobytes() for l, S in many.S.items()} == {l: S.tobytes() for l, S in one.S.items()}
