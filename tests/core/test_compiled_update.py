"""Training's fast path against the readable code, every quantity to 1e-12."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, Network, gradient, train
from simulator.core.loss import LOSSES
from simulator.core.training.fast.compiled_update import UpdateTask, compiled
from simulator.core.training.fast.fast_activations import FORMS, form_of
from simulator.core.training.fast.flat_parameters import Parameters

from ..grids import one_of
from .networks import ALL_NAMES, PAIRS, assert_agree, problem, problems, suits
from .sets import a_set, rows_of_updates, trained, with_frozen

RULES = ("gradients-first", "as-you-go")


def assert_same_network(found: Network, truth: Network, where: str = "") -> None:
    for l in truth.W:
        assert_agree(found.W[l], truth.W[l], f"W{l} {where}")
        assert_agree(found.b[l], truth.b[l], f"b{l} {where}")


def update_once(net: Network, X: np.ndarray, T: np.ndarray, loss: str, alpha: float):
    """α times the gradient, and the error, as one compiled update leaves them."""
    P, G = Parameters.of(net), Parameters.like(net)
    plan = compiled(UpdateTask(net, LOSSES[loss], alpha, False), P, G, len(X))
    rows = np.hstack([X, np.ones((len(X), 1))])
    with np.errstate(all="ignore"):
        plan.updates([(rows, rows.T, T.T)], False)
        return G.network(net), plan.error(T.T, plan.n[-1], plan.y)


def assert_is_the_readable_gradient(given, rows: int, cancelled: float = 0.0) -> None:
    """`cancelled`: what the last bit of the largest gradient may do to one whose terms cancel out."""
    X, T = a_set(given, rows)
    truth = gradient(given.net, X, T, given.loss)
    found, error = update_once(given.net, X, T, given.loss, 0.5)
    largest = max(np.linalg.norm(part) for part in truth.dW.values())
    for l in given.net.W:
        for mine, theirs in ((found.W[l], truth.dW[l]), (found.b[l], truth.db[l])):
            if np.linalg.norm(mine - 0.5 * theirs) > cancelled * largest:
                assert_agree(mine, 0.5 * theirs, f"the gradient of layer {l}, {given}, {rows} rows")
    total = error / (rows if given.loss == "mse" else 1)
    assert total == pytest.approx(truth.loss, rel=1e-12, abs=1e-250), f"{given}, {rows} rows"


@one_of(5)
@pytest.mark.parametrize("hidden", ALL_NAMES)
def test_the_gradient_of_every_pair_after_every_hidden_activation(hidden, every):
    """Every pair of output and loss comes up by day too."""
    for (output, loss), rows in product(PAIRS[ALL_NAMES.index(hidden) % every :: every], (1, 5)):
        given = problem(21, (3, 4, 3, 2), (hidden, hidden, output), loss, (1.0, 1.0, 1.0))
        assert_is_the_readable_gradient(given, rows)


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "softmax", "softplus", "silu"])
def test_the_gradient_of_saturated_networks(hidden):
    """Where S vanishes, its digits are all that is left."""
    for (output, loss), scale in product(PAIRS, (12.0, 40.0)):
        assert_is_the_readable_gradient(problem(22, (3, 4, 3), (hidden, output), loss, (scale, scale)), 1)


@given(problems(), st.sampled_from([1, 2, 5]))
def test_the_gradient_of_any_network(given, rows):
    assert_is_the_readable_gradient(given, rows, cancelled=1e-15)


@given(
    problems((0.6, 1.2)),
    st.integers(1, 7),
    st.integers(1, 8),
    st.sampled_from(["turn", "random"]),
    st.sampled_from(RULES),
    st.integers(0, 5),
    st.data(),
)
def test_training_is_the_readable_training(given, N, batch_size, order, rule, seed, data):
    names = [f"{letter}{l}" for l in given.net.W for letter in "Wb"]
    net = with_frozen(given.net, data.draw(st.sets(st.sampled_from(names))))
    X, T = a_set(given, N)
    batches = rows_of_updates(N, batch_size, order, seed, 9)
    try:
        truth = trained(net, X, T, given.loss, 0.01, batches, rule)
        error = gradient(truth, X, T, given.loss).loss
    except InputError:
        return  # it diverged
    history = train(net, X, T, given.loss, 0.01, 3, batch_size, order, seed, updates=9, update_order=rule)
    assert_same_network(history.network, truth)
    for name in net.frozen:
        arrays = (history.network.W, net.W) if name[0] == "W" else (history.network.b, net.b)
        np.testing.assert_array_equal(arrays[0][int(name[1:])], arrays[1][int(name[1:])])
    if 9 % -(-N // min(batch_size, N)) == 0:
        assert history.losses[-1] == pytest.approx(error, rel=1e-12)


@pytest.mark.parametrize("hidden", ALL_NAMES)
def test_training_with_every_activation_and_loss(hidden):
    """Of the outputs a sixth by day; every one of them comes up."""
    is_trained_as_the_readable_path_has_it(hidden, PAIRS[ALL_NAMES.index(hidden) % 6 :: 6])


@pytest.mark.nightly
@pytest.mark.parametrize("hidden", ALL_NAMES)
def test_training_with_every_activation_before_every_loss(hidden):
    is_trained_as_the_readable_path_has_it(hidden, PAIRS)


def is_trained_as_the_readable_path_has_it(hidden: str, pairs: list) -> None:
    for (output, loss), rule, batch_size in product(pairs, RULES, (1, 2)):
        given = problem(23, (2, 3, 3, 2), (hidden, hidden, output), loss, (0.8, 0.8, 0.8))
        X, T = a_set(given, 5)
        batches = rows_of_updates(5, batch_size, "random", 3, 10)
        truth = trained(given.net, X, T, loss, 0.01, batches, rule)
        history = train(
            given.net, X, T, loss, 0.01, 1, batch_size, "random", 3, updates=10, update_order=rule
        )
        assert_same_network(history.network, truth, f"{output}, {loss}, {rule}, {batch_size}")


@pytest.mark.parametrize("name", ALL_NAMES)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_no_warning_and_no_nan_far_out(name, sign):
    """n = ±1000 in hidden and output layers, in a caller's strictest settings."""
    net = Network.from_arrays([[[sign], [-sign]], [[1e3]]], [[0.0], [0.0]], [name, name])
    losses = [loss for loss in LOSSES if suits(loss, name)]
    with np.errstate(all="raise"):
        for loss in losses:
            for batch_size in (1, 2):
                X = [[1000.0, 0.0], [0.0, 1000.0]]
                history = train(net, X, [[1.0], [0.5]], loss, 1e-9, 2, batch_size)
                assert history.updates == 4 // batch_size
                assert np.isfinite(history.losses).all()
                assert all(np.isfinite(array).all() for array in history.network.W.values())


def test_an_activation_without_a_form_of_its_own_runs_as_the_table_has_it(monkeypatch):
    given = problem(24, (2, 3, 2), ("tanh", "sigmoid"), "tse", (1.0, 1.0))
    X, T = a_set(given, 4)
    fast = train(given.net, X, T, epochs=3).network
    for row in list(FORMS):
        monkeypatch.delitem(FORMS, row)
    assert not form_of("tanh").slopes(X, X)
    assert_same_network(train(given.net, X, T, epochs=3).network, fast)
