"""Training: what an epoch is, which rows an update takes, and what is refused."""

import math

import numpy as np
import pytest

from simulator import InputError, Network, gradient, train

from .networks import problem
from .sets import a_set, bits

GIVEN = problem(31, (2, 4, 2), ("tanh", "sigmoid"), "tse", (1.0, 1.0))
NET = GIVEN.net
X, T = a_set(GIVEN, 7)
LINE = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])


@pytest.mark.parametrize("loss", ["tse", "mse", "hse", "tce"])
@pytest.mark.parametrize("batch_size", [1, 3, 7, 50])
def test_losses_are_the_sets_error_before_and_after_each_epoch(loss, batch_size):
    history = train(NET, X, T, loss, 0.05, 4, batch_size, "random", 2)
    per_epoch = -(-7 // min(batch_size, 7))
    assert history.updates == 4 * per_epoch
    assert history.epoch == 4
    assert len(history.losses) == 5
    for epoch, loss_after in enumerate(history.losses):
        assert type(loss_after) is float
        truth = gradient(history.at(epoch * per_epoch), X, T, loss).loss
        assert loss_after == pytest.approx(truth, rel=1e-12)
    assert history.losses[-1] < history.losses[0]
    assert history.stopped == ""


def test_a_set_larger_than_a_measurement_takes():
    rng = np.random.default_rng(0)
    many, targets = rng.normal(size=(2500, 2)), rng.uniform(size=(2500, 2))
    for batch_size in (1000, 2500):
        history = train(NET, many, targets, "mse", 0.1, 1, batch_size)
        truth = gradient(history.network, many, targets, "mse").loss
        assert history.losses[-1] == pytest.approx(truth, rel=1e-12)


def test_nothing_to_do():
    for none in (train(NET, X, T, epochs=0), train(NET, X, T, updates=0)):
        assert bits(none.network) == bits(none.at(0)) == bits(NET)
        assert none.losses == [pytest.approx(gradient(NET, X, T).loss, rel=1e-12)]
        assert none.updates == none.epoch == 0


def test_updates_take_the_place_of_epochs_and_may_end_inside_one():
    history = train(NET, X, T, epochs=1, updates=17)
    assert history.updates == 17
    assert history.epoch == 2
    assert len(history.losses) == 3


def test_the_network_that_was_given_is_untouched():
    before = bits(NET)
    history = train(NET, X, T, epochs=2)
    assert bits(NET) == before
    assert not any(layer.W.flags.writeable or layer.b.flags.writeable for layer in history.network.layers)
    assert history.network.activation == NET.activation


def test_items_in_turn_and_a_short_last_batch():
    history = train(NET, X, T, epochs=2, batch_size=3)
    assert [history.item(k) for k in range(4)] == [(0, 1, 2), (3, 4, 5), (6,), (0, 1, 2)]


@pytest.mark.parametrize("batch_size", [1, 3])
def test_a_random_order_is_a_permutation_an_epoch_from_one_generator(batch_size):
    history = train(NET, X, T, epochs=5, batch_size=batch_size, order="random", seed=11)
    per_epoch = history.updates // 5
    rng = np.random.default_rng(11)
    epochs = [
        [row for k in range(epoch * per_epoch, (epoch + 1) * per_epoch) for row in history.item(k)]
        for epoch in range(5)
    ]
    assert epochs == [rng.permutation(7).tolist() for _ in range(5)]
    assert history.item(0) == tuple(epochs[0][:batch_size])  # also when asked backwards


def test_permutations_far_apart_are_found_again(monkeypatch):
    monkeypatch.setattr("simulator.core.training.row_order.DRAWN", 20)
    history = train(NET, X, T, epochs=60, order="random", seed=4)
    rng = np.random.default_rng(4)
    truth = [row for _ in range(60) for row in rng.permutation(7).tolist()]
    for k in (419, 0, 300, 299, 7, 6, 418, 21):
        assert history.item(k) == (truth[k],)


def test_a_full_batch_knows_no_order():
    turn, random = (train(NET, X, T, epochs=3, batch_size=9, order=order) for order in ("turn", "random"))
    assert bits(turn.network) == bits(random.network)
    assert turn.item(0) == random.item(1) == tuple(range(7))


def test_the_same_seed_gives_the_same_bits_and_another_does_not():
    first, again, other = (train(NET, X, T, epochs=3, order="random", seed=seed) for seed in (5, 5, 6))
    assert bits(first.network) == bits(again.network) != bits(other.network)
    assert first.losses == again.losses


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"X": [[1.0, 2.0, 3.0]] * 7}, "X must have shape (N, 2) with a column for each input; got (7, 3)"),
        ({"X": [[1.0, math.nan]] * 7}, "X must be finite; entry 1, 2 is nan"),
        ({"X": np.zeros((0, 2)), "T": np.zeros((0, 2))}, "X must have shape (N, 2)"),
        ({"T": [[1.0, 0.0]] * 6}, "T must have shape (7, 2)"),
        ({"T": [1.0] * 7}, "T must have shape (7, 2)"),
        ({"T": [[1.0, math.inf]] * 7}, "T must be finite"),
        ({"X": [[1j, 0.0]] * 7}, "X must hold real numbers; got complex numbers"),
        ({"loss": "l2"}, "the loss must be one of tse, mse, tce, hse, bce; got 'l2'"),
        ({"learning_rate": 0.0}, "the learning rate must be above 0; got 0"),
        ({"learning_rate": -1}, "the learning rate must be above 0"),
        ({"learning_rate": math.nan}, "the learning rate must be finite"),
        ({"epochs": -1}, "epochs must be a whole number from 0; got -1"),
        ({"epochs": 1.5}, "epochs must be a whole number from 0; got 1.5"),
        ({"batch_size": 0}, "the batch size must be a whole number from 1; got 0"),
        ({"batch_size": None}, "the batch size must be a whole number from 1; got None"),
        ({"order": "shuffled"}, "the order must be one of turn, random; got 'shuffled'"),
        ({"order": ["turn"]}, "the order must be one of turn, random; got ['turn']"),
        ({"seed": -1}, "the seed must be a whole number from 0; got -1"),
        ({"updates": -1}, "updates must be a whole number from 0; got -1"),
        ({"start": -1}, "start must be a whole number from 0; got -1"),
        (
            {"update_order": "backwards"},
            "the order of updates must be one of gradients-first, as-you-go; got 'backwards'",
        ),
        ({"until": math.nan}, "until must be finite"),
        ({"callback": 3}, "callback must be a function of the history so far; got 3"),
        ({"memory": -1}, "memory must be a whole number from 0; got -1"),
    ],
    ids=str,
)
def test_what_is_refused(change, fact):
    arguments = {"net": NET, "X": X, "T": T} | change
    with pytest.raises(InputError) as info:
        train(**arguments)
    assert fact in str(info.value)


def test_tce_of_outputs_that_can_be_negative():
    with pytest.raises(InputError, match="positive by construction"):
        train(LINE, [[1.0]], [[1.0]], "tce")
