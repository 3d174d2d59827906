"""When a run ends early: an error reached, a callback, numbers that would not be finite."""

import math
import warnings

import numpy as np
import pytest

from simulator import Network, train

from .networks import problem
from .sets import a_set, bits

GIVEN = problem(31, (2, 4, 2), ("tanh", "sigmoid"), "tse", (1.0, 1.0))
NET = GIVEN.net
X, T = a_set(GIVEN, 7)
LINE = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])


def test_until_stops_after_the_epoch_that_reaches_it():
    free = train(NET, X, T, epochs=30)
    history = train(NET, X, T, epochs=30, until=free.losses[10])
    assert history.epoch == 10
    assert history.losses == free.losses[:11]
    assert "stopped after epoch 10" in history.stopped
    assert bits(history.network) == bits(free.at(70))


def test_the_callback_sees_the_run_grow():
    seen = []
    history = train(
        NET, X, T, epochs=4, callback=lambda h: seen.append((h.updates, h.epoch, h.losses, bits(h.network)))
    )
    ends = [one for one in seen if one[0] % 7 == 0]
    assert [one[0] for one in ends] == [7, 14, 21, 28]
    for updates, epoch, losses, network in seen:
        assert epoch == updates // 7
        assert losses == history.losses[: epoch + 1]
        assert network == bits(history.at(updates))


def test_the_callback_stops_the_run_and_what_was_trained_is_kept():
    history = train(NET, X, T, epochs=50, callback=lambda h: h.epoch == 3)
    assert history.updates == 21
    assert len(history.losses) == 4
    assert history.stopped == "stopped by the callback after update 21"
    free = train(NET, X, T, epochs=50)
    for k in (0, 9, 21):
        assert bits(history.at(k)) == bits(free.at(k))
    assert bits(history.network) == bits(free.at(21))


def test_the_callback_is_called_inside_long_epochs(monkeypatch):
    monkeypatch.setattr("simulator.core.training.train.PULSE", 1e-9)
    seen = []
    train(NET, X, T, callback=lambda h: seen.append(h.updates))
    assert seen == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("batch_size", [1, 2, 7])
def test_looking_back_inside_the_callback_changes_nothing(batch_size):
    look = lambda h: bits(h.at(h.updates // 2)) and h.item(h.updates // 3) and h.losses and None  # noqa: E731
    plain = train(NET, X, T, epochs=6, batch_size=batch_size, order="random")
    watched = train(NET, X, T, epochs=6, batch_size=batch_size, order="random", callback=look)
    assert bits(watched.network) == bits(plain.network)
    assert watched.losses == plain.losses


# Divergence


def finite(history) -> bool:
    arrays = [*history.network.W.values(), *history.network.b.values()]
    return all(np.isfinite(array).all() for array in arrays) and not np.isnan(history.losses).any()


@pytest.mark.parametrize("batch_size", [1, 2, 3])
@pytest.mark.parametrize("output", ["identity", "relu", "softplus", "silu", "elu"])
def test_a_run_that_diverges_stops_at_the_update_before(output, batch_size):
    net = Network.from_arrays([[[1.0, 0.5]], [[1.5], [0.8]]], [[0.1, 0.2], [0.3]], ["identity", output])
    rows, targets = [[3.0], [2.0], [-1.0]], [[5.0], [1.0], [9.0]]
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        history = train(net, rows, targets, "tse", 3.0, 400, batch_size)
    if not history.stopped:
        assert finite(history)
        return  # relu can die instead
    assert f"diverged: stopped before update {history.updates + 1}," in history.stopped
    assert "would not be finite" in history.stopped
    assert finite(history)
    assert bits(history.at(history.updates)) == bits(history.network)
    again = train(net, rows, targets, "tse", 3.0, 1, batch_size, start=history.updates, updates=1)
    assert bits(again.network) != bits(history.network)  # from the first network that update fits


def test_linear_divergence_names_the_update_and_the_quantity():
    """W grows by the factor 1 − 2α = −1e60 an update: finite after five, not after six."""
    history = train(LINE, [[1.0]], [[0.0]], "tse", 5e59, 10)
    assert history.updates == 5
    assert finite(history)
    assert history.stopped.startswith("diverged: stopped before update 6, in which the ")
    assert abs(history.network.W[2][0, 0]) > 1e290
    assert history.losses[-1] == math.inf  # its square is past what float64 holds
    one = train(history.network, [[1.0]], [[0.0]], "tse", 5e59, updates=1)
    assert one.updates == 0
    assert "diverged: stopped before update 1," in one.stopped


def test_a_sum_that_overflows_behind_a_saturating_activation_is_found():
    net = Network.from_arrays([[[1e10]], [[1.0]]], [[0.0], [0.0]], ["tanh", "identity"])
    history = train(net, [[1e300]], [[0.0]], "tse", 0.1, 3)
    assert history.updates == 0
    assert "the weighted sum n2 would not be finite" in history.stopped


def test_large_but_finite_numbers_train_on():
    net = Network.from_arrays([[[1e-150]]], [[0.0]], ["identity"])
    history = train(net, [[1e150]], [[0.5]], "tse", 1e-302, 5)
    assert history.updates == 5
    assert history.stopped == ""
    assert finite(history)
