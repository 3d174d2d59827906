"""Every network of a run, bit for bit: replayed, continued, stopped, thinned out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import InputError, train
from simulator.core import history as module
from simulator.core.snapshots import WIDEST

from .networks import problem, problems
from .sets import a_set, bits

GIVEN = problem(41, (2, 4, 2), ("tanh", "softmax"), "tce", (1.0, 1.0))
NET = GIVEN.net
X, T = a_set(GIVEN, 7)


@given(
    problems((0.6, 1.2)),
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from(["turn", "random"]),
    st.sampled_from(["gradients-first", "as-you-go"]),
    st.sampled_from([0, 300, 2**25]),
)
@settings(max_examples=60)
def test_every_network_is_a_shorter_runs_own_and_a_longer_run_is_runs_of_one(
    given, N, batch_size, order, rule, memory
):
    X, T = a_set(given, N)
    how = dict(loss=given.loss, learning_rate=0.02, batch_size=batch_size, order=order, seed=9, rule=rule)
    history = train(given.net, X, T, updates=12, memory=memory, **how)
    net = given.net
    for k in range(history.updates + 1):
        assert bits(history.at(k)) == bits(net)
        assert bits(train(given.net, X, T, updates=k, **how).network) == bits(net)
        net = train(net, X, T, start=k, updates=1, **how).network
    assert history.stopped or history.updates == 12


@pytest.mark.parametrize(("widths", "rows", "batch_size"), [((17, 33, 5), 70, 32), ((64, 32, 10), 40, 40)])
@pytest.mark.parametrize("order", ["turn", "random"])
def test_larger_batches_too(widths, rows, batch_size, order):
    given = problem(42, widths, ("sigmoid", "softmax"), "tce", (1.0, 1.0))
    X, T = a_set(given, rows)
    how = dict(loss="tce", learning_rate=0.01, batch_size=batch_size, order=order, seed=3)
    history = train(given.net, X, T, updates=8, **how)
    for k in (8, 3, 5, 0, 4):
        assert bits(history.at(k)) == bits(train(given.net, X, T, updates=k, **how).network)


def test_a_continued_run_numbers_its_updates_on():
    whole = train(NET, X, T, "tce", epochs=5, batch_size=2, order="random", seed=1)
    rest = train(whole.at(6), X, T, "tce", 0.1, 1, 2, "random", 1, start=6, updates=14)
    assert (rest.start, rest.updates, rest.epoch) == (6, 14, 5)
    assert bits(rest.network) == bits(whole.network)
    for k in (6, 7, 13, 20):
        assert bits(rest.at(k)) == bits(whole.at(k))
    assert [rest.item(k) for k in range(6, 20)] == [whole.item(k) for k in range(6, 20)]
    assert rest.losses[1:] == whole.losses[2:]


def test_memory_is_bounded_over_a_long_run_and_every_network_still_there():
    limit = 20_000
    history = train(NET, X, T, "tce", epochs=3000, order="random", memory=limit)
    assert history.updates == 21_000
    assert 0 < history.memory <= limit
    for k in (21_000, 20_999, 12_345, 1, 0):
        assert bits(history.at(k)) == bits(train(NET, X, T, "tce", updates=k, order="random").network)


def test_errors_that_wait_to_be_measured_are_bounded_too(monkeypatch):
    eager = train(NET, X, T, "tce", epochs=40, callback=lambda history: not history.losses)
    monkeypatch.setattr(module, "WAITING", 2000)
    late = train(NET, X, T, "tce", epochs=40)
    assert len(late.errors._waiting) < 40
    assert late.losses == late.losses == eager.losses
    assert bits(late.network) == bits(eager.network)


def test_losses_are_a_copy():
    history = train(NET, X, T, "tce")
    history.losses.append(0.0)
    assert len(history.losses) == 2


def test_replay_is_short(monkeypatch):
    """At most one spacing of updates, and a single one on from where one has just been."""
    history = train(NET, X, T, "tce", epochs=300)
    made = []
    advance = history._descent.advance
    monkeypatch.setattr(history._descent, "advance", lambda k, end: made.append(end - k) or advance(k, end))
    for k in (1000, 1001, 1002, 5, 2100, 2099):
        history.at(k)
    assert made[1:3] == [1, 1]
    assert max(made) < WIDEST


@pytest.mark.parametrize("k", [-1, 8, 1.5, "1", None])
def test_a_network_that_is_not_there(k):
    with pytest.raises(InputError, match=r"^at takes a whole number from 0 to 7; got "):
        train(NET, X, T, "tce").at(k)


def test_an_item_that_was_not_used():
    with pytest.raises(InputError, match=r"^item takes a whole number from 0 to 6; got 7$"):
        train(NET, X, T, "tce").item(7)
    with pytest.raises(InputError, match="there is none"):
        train(NET, X, T, "tce", updates=0).item(0)


def test_what_the_caller_does_to_his_arrays_later_changes_nothing():
    mine, targets = X.copy(), T.copy()
    history = train(NET, mine, targets, "tce", epochs=3)
    mine[...] = targets[...] = np.nan
    assert bits(history.at(10)) == bits(train(NET, X, T, "tce", updates=10).network)
