"""Every network of a run, bit for bit: replayed, continued, stopped, thinned out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, train
from simulator.core.training import history as module
from simulator.core.training.snapshots import WIDEST
from simulator.core.training.train import reopened

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
def test_every_network_is_a_shorter_runs_own_and_a_longer_run_is_runs_of_one(
    given, N, batch_size, order, rule, memory
):
    X, T = a_set(given, N)
    how = dict(
        loss=given.loss, learning_rate=0.02, batch_size=batch_size, order=order, seed=9, update_order=rule
    )
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


@pytest.mark.parametrize("batch_size", [1, len(X)])
def test_errors_that_wait_to_be_measured_are_bounded_too(monkeypatch, batch_size):
    eager = train(
        NET, X, T, "tce", epochs=40, batch_size=batch_size, callback=lambda history: not history.losses
    )
    monkeypatch.setattr(module, "WAITING", 2000)
    late = train(NET, X, T, "tce", epochs=40, batch_size=batch_size)
    assert 0 < len(late.errors._waiting) + len(late.errors._outputs) < 40
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


@given(
    problems((0.6, 1.2)),
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from(["turn", "random"]),
    st.sampled_from(["gradients-first", "as-you-go"]),
    st.sampled_from([0, 300, 2**25]),
    st.integers(0, 13),
)
def test_from_its_record_a_run_is_had_again(given, N, batch_size, order, rule, limit, start):
    """Every network, every error, all rows; and gone on with it is the same run."""
    X, T = a_set(given, N)
    how = dict(
        loss=given.loss, learning_rate=0.02, batch_size=batch_size, order=order, seed=9, update_order=rule
    )
    history = train(given.net, X, T, updates=12, start=start, **how)
    again = reopened(history.record(limit), given.net, X, T, **how)
    assert (again.start, again.updates, again.stopped) == (start, history.updates, history.stopped)
    assert bits(again.network) == bits(history.network)
    for k in (start + history.updates, start, *range(start, start + history.updates)):
        assert bits(again.at(k)) == bits(history.at(k))
    assert again.losses == again.losses == history.losses
    assert bits(again.network) == bits(history.network)
    for k in range(start, start + history.updates):
        assert again.item(k) == history.item(k)
    rest = dict(start=start + history.updates, updates=5, **how)
    assert bits(train(again.network, X, T, **rest).network) == bits(
        train(history.network, X, T, **rest).network
    )
    assert again.record(limit).kept.tobytes() == history.record(limit).kept.tobytes()


def test_a_record_keeps_to_its_limit():
    history = train(NET, X, T, "tce", epochs=3000, order="random")
    size = len(history.record().last) * 8
    for limit in (0, size, 7 * size, 2**25):
        record = history.record(limit)
        assert record.kept.nbytes <= max(limit, size)
        again = reopened(record, NET, X, T, "tce", order="random")
        assert bits(again.at(12_345)) == bits(history.at(12_345))
    assert len(history.record().kept) > 50


WILD = problem(43, (2, 3, 1), ("identity", "identity"), "tse", (1.0, 1.0))


def test_a_record_of_a_run_that_diverged_ends_where_it_did():
    history = train(WILD.net, WILD.x[None], WILD.t[None], "tse", 2.0, epochs=2000)
    assert history.stopped.startswith("diverged") and history.updates > 3
    again = reopened(history.record(), WILD.net, WILD.x[None], WILD.t[None], "tse", 2.0)
    assert (again.stopped, again.losses) == (history.stopped, history.losses)
    assert bits(again.at(history.updates)) == bits(history.network)


@pytest.fixture(scope="module")
def record():
    return train(NET, X, T, "tce", epochs=2).record()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda _: {"start": -1}, "start must be a whole number from 0"),
        (lambda _: {"updates": 1.5}, "updates must be a whole number from 0"),
        (lambda _: {"spacing": 0}, "spacing must be a whole number from 1"),
        (
            lambda record: {"kept": record.kept[0]},
            r"kept must have shape \(S, P\) with a row for each snapshot",
        ),
        (lambda record: {"kept": np.full_like(record.kept, np.nan)}, "kept must be finite"),
        (
            lambda record: {"last": record.last[1:]},
            r"last must have shape \(22,\) to match the snapshots; got \(21,\)",
        ),
        (
            lambda record: {"kept": np.repeat(record.kept, 2, axis=0)},
            "14 updates must have at most 1 snapshots, one every 256",
        ),
        (lambda _: {"updates": 0}, "a run of no updates must end with the parameters it starts from"),
    ],
)
def test_a_record_that_does_not_fit_is_none(record, change, why):
    with pytest.raises(InputError, match=f"^{why}"):
        replace(record, **change(record))


def test_a_record_of_another_network_is_refused(record):
    with pytest.raises(InputError, match=r"^the record must be of 7 parameters, as the network; got 22$"):
        reopened(record, problem(1, (2, 1, 2), ("tanh", "softmax"), "tce", (1, 1)).net, X[:, :2], T, "tce")


def test_a_record_that_is_not_of_this_run_gives_no_network_that_is_not_finite():
    """Replayed with another α it grows past float64, where the run itself would have stopped."""
    record = replace(train(WILD.net, WILD.x[None], WILD.t[None], "tse", 1e-9, epochs=200).record())
    again = reopened(record, WILD.net, WILD.x[None], WILD.t[None], "tse", 2.0)
    with pytest.raises(
        InputError, match=r"^the record must be of this run; replayed, a parameter before upda"
    ):
        again.at(200)
    assert bits(again.at(0)) == bits(WILD.net)
