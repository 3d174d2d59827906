"""A batch in matrices: the sum of single walks, PyTorch's and the complex step's gradient."""

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from simulator import InputError, Network, descend, gradient, propagate, propagate_batch, update_rule
from simulator.core.loss import LOSSES

from ..grids import one_of
from .networks import ALL_NAMES, PAIRS, Problem, assert_agree, gradient_by_complex_step, problem, problems
from .sets import a_set, bits

WIDTHS = (3, 4, 3, 2)


def assert_sum_of_walks(given: Problem, B: int) -> None:
    X, T = a_set(given, B)
    run = propagate_batch(given.net, X, T, given.loss)
    walks = [propagate(given.net, x, t, given.loss) for x, t in zip(X, T, strict=True)]
    N = B if given.loss == "mse" else 1
    where = f"{given}, {B} items"
    for name in ("n", "a", "S", "A"):
        for l, array in getattr(run, name).items():
            whole = name == "A" and given.net.activation[l] == "softmax"
            own = [(walk.slopes if name == "A" else getattr(walk, name))[l] for walk in walks]
            assert array.tobytes() == np.stack(own, axis=0 if whole else 1).tobytes(), f"{name}{l}, {where}"
    assert run.e.tobytes() == np.stack([walk.e for walk in walks], axis=1).tobytes(), where
    np.testing.assert_array_equal(run.t, T.T)
    np.testing.assert_array_equal(run.x, X.T)
    np.testing.assert_array_equal(run.y, run.a[given.net.depth])
    sums = {"loss": ([walk.loss for walk in walks], run.loss)}
    for l in given.net.W:
        sums[f"dW{l}"] = [walk.dW[l] for walk in walks], run.dW[l]
        sums[f"db{l}"] = [walk.db[l] for walk in walks], run.db[l]
    for name, (addends, found) in sums.items():
        gap = np.abs(found - sum(addends) / N)
        allowed = 1e-14 * sum(np.abs(addend) for addend in addends) / N
        assert np.shape(found) == np.shape(addends[0]) and np.all(gap <= allowed), (
            f"{name}, {where}: {gap.max()}"
        )


@one_of(5)
@pytest.mark.parametrize("hidden", ALL_NAMES)
def test_it_is_the_sum_of_single_walks_and_has_their_bits_as_columns(hidden, every):
    """Every pair of output and loss, and every size, comes up by day too."""
    cases = [*zip(PAIRS, (1, 2, 5, 64) * len(PAIRS), strict=False)]
    for (output, loss), B in cases[ALL_NAMES.index(hidden) % every :: every]:
        assert_sum_of_walks(problem(71, WIDTHS, (hidden, hidden, output), loss, (1.0, 1.0, 1.0)), B)


@drawn(problems((0.6, 1.2)), st.sampled_from([1, 2, 7]))
def test_it_is_the_readable_gradient_of_any_network(given, B):
    X, T = a_set(given, B)
    run, truth = propagate_batch(given.net, X, T, given.loss), gradient(given.net, X, T, given.loss)
    assert run.loss == pytest.approx(truth.loss, rel=1e-12, abs=1e-250)
    largest = max(np.abs(run.S[l]).max() * np.abs(run.a[l - 1]).max() for l in given.net.W)
    for l in given.net.W:
        np.testing.assert_allclose(run.dW[l], truth.dW[l], rtol=1e-12, atol=1e-14 * B * largest)
        np.testing.assert_allclose(run.db[l], truth.db[l], rtol=1e-12, atol=1e-14 * B * largest)


@one_of(5)
@pytest.mark.parametrize("hidden", ALL_NAMES)
def test_it_is_what_the_complex_step_finds(hidden, every):
    """Every pair of output and loss comes up by day too."""
    for output, loss in PAIRS[ALL_NAMES.index(hidden) % every :: every]:
        given = problem(72, WIDTHS, (hidden, hidden, output), loss, (1.0, 1.0, 1.0))
        X, T = a_set(given, 3)
        run, N = propagate_batch(given.net, X, T, loss), 3 if loss == "mse" else 1
        items = [gradient_by_complex_step(Problem(given.net, x, t, loss)) for x, t in zip(X, T, strict=True)]
        for l in given.net.W:
            assert_agree(run.dW[l], sum(dW[l] for dW, _ in items) / N, f"dW{l}, {given}")
            assert_agree(run.db[l], sum(db[l] for _, db in items) / N, f"db{l}, {given}")


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_it_is_what_torch_finds(output, loss):
    pytest.importorskip("torch")
    from .test_torch import theirs  # noqa: PLC0415

    given = problem(73, WIDTHS, ("tanh", "silu", output), loss, (1.0, 1.0, 1.0))
    X, T = a_set(given, 6)
    run = propagate_batch(given.net, X, T, loss)
    n, a, W, b, error = theirs(given.net, X, T, loss)
    N = len(X) if loss == "mse" else 1  # PyTorch's gradient of n has the division in it, S of an item has not
    assert run.loss == pytest.approx(error, rel=1e-12)
    for l in given.net.W:
        assert_agree(run.n[l], n[l].detach().numpy().T, f"n{l}")
        assert_agree(run.a[l], a[l].detach().numpy().T, f"a{l}")
        assert_agree(run.S[l], N * n[l].grad.numpy().T, f"S{l}")
        assert_agree(run.dW[l], W[l].grad.numpy(), f"dW{l}")
        assert_agree(run.db[l], b[l].grad.numpy(), f"db{l}")


GIVEN = problem(74, (2, 3, 2), ("tanh", "softmax"), "tce", (1.0, 1.0))
NET = GIVEN.net
X, T = a_set(GIVEN, 4)


def test_matrices_also_for_one_item_and_nothing_can_be_written():
    for B in (1, 4):
        run = propagate_batch(NET, X[:B], T[:B], "tce")
        shapes = {
            name: {l: p.shape for l, p in getattr(run, name).items()} for name in ("n", "a", "A", "S", "db")
        }
        assert shapes["a"] == {1: (2, B), 2: (3, B), 3: (2, B)}
        assert shapes["n"] == shapes["S"] == {2: (3, B), 3: (2, B)}
        assert shapes["A"] == {2: (3, B), 3: (B, 2, 2)}
        assert shapes["db"] == {2: (3,), 3: (2,)}
        arrays = [p for name in shapes for p in getattr(run, name).values()]
        for array in (*arrays, *run.dW.values(), run.e, run.t):
            assert array.flags.c_contiguous and not array.flags.writeable
    assert repr(run) == f"BatchRun(2-3-2, 4 items, F = {run.loss:.6g})"
    assert repr(propagate_batch(NET, X[:1], T[:1])).startswith("BatchRun(2-3-2, 1 item, F = ")


def test_an_update_is_made_from_it():
    run = propagate_batch(NET, X, T, "tce")
    rule = update_rule("sgd")
    assert bits(descend(NET, run, 0.1)) == bits(rule.step(NET, run, 0.1, rule.start(NET))[0])
    assert_agree(descend(NET, run, 0.1).W[2], descend(NET, gradient(NET, X, T, "tce"), 0.1).W[2], "W2")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"X": [1.0, 2.0]}, "X must have shape (B, 2) with a column for each input; got (2,)"),
        ({"X": np.zeros((0, 2)), "T": np.zeros((0, 2))}, "X must have shape (B, 2)"),
        ({"T": T[:3]}, "T must have shape (4, 2) with a row for each item and a column for each output"),
        ({"T": T[0]}, "T must have shape (4, 2)"),
        ({"X": X * 1j}, "X must hold real numbers; got complex numbers"),
        ({"X": X * np.nan}, "X must be finite; entry 1, 1 is nan"),
        ({"loss": "l2"}, "the loss must be one of"),
        ({"loss": "bce"}, "the last layer has softmax"),
        ({"net": 3}, "net must be a Network"),
    ],
    ids=str,
)
def test_what_is_refused(change, said):
    with pytest.raises(InputError) as info:
        propagate_batch(**{"net": NET, "X": X, "T": T, "loss": "tce"} | change)
    assert said in str(info.value)


@pytest.mark.parametrize(
    ("W", "x", "t", "said"),
    [
        (1e200, 1e200, 0.0, "the weighted sum n2 must stay finite"),
        (1.0, 1e200, -1e200, "the gradient of W2 must stay finite"),
        (0.0, 0.0, 1e200, "the error F must stay finite"),
        (0.0, 8e153, 1e154, "must stay finite"),
    ],
)
def test_what_grows_past_float64_is_named(W, x, t, said):
    net = Network.from_arrays([[[W]]], [[0.0]], ["identity"])
    with np.errstate(all="raise"), pytest.raises(InputError, match=said):
        propagate_batch(net, [[x]] * 3, [[t]] * 3)


def test_mse_alone_divides_by_the_number_of_items():
    for loss, row in LOSSES.items():
        if row.outputs is None:
            one, four = (propagate_batch(NET, X[[0] * B], T[[0] * B], loss) for B in (1, 4))
            factor = 1 if loss == "mse" else 4
            assert_agree(four.dW[2], factor * one.dW[2], loss, 1e-15)
            assert four.loss == pytest.approx(factor * one.loss, rel=1e-15)
