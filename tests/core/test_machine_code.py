"""Training by machine code, where numba is installed: equal to the readable path, and a path of its own."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from simulator import InputError, Network, gradient, train, update_rule
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES
from simulator.core.training.descent import Descent
from simulator.core.training.fast.compiled_update import UpdateTask
from simulator.core.training.machine_code import readiness
from simulator.core.training.machine_code.row_codes import CODES, RULE_CODES, activation_code, rule_code
from simulator.core.training.row_order import Order
from simulator.core.training.rules.rule_row import RuleSetting
from simulator.core.training.rules.rule_table import RULES as UPDATE_RULES
from simulator.core.training.train import reopened

from .networks import ALL_NAMES, PAIRS, assert_agree, problem
from .rules import MASKED, RULES, WHOLE, array, free_masks, trained_by
from .sets import a_set, bits, rows_of_updates, trained, with_frozen

pytest.importorskip("numba")

ORDERS = ("gradients-first", "as-you-go")
SIZES = ((1, "random"), (3, "turn"), (5, "turn"))


def assert_same_network(found: Network, truth: Network, where: str = "") -> None:
    for l in truth.W:
        assert_agree(found.W[l], truth.W[l], f"W{l} {where}")
        assert_agree(found.b[l], truth.b[l], f"b{l} {where}")


@pytest.mark.parametrize("hidden", ALL_NAMES)
def test_every_activation_and_loss_in_both_orders(hidden):
    """Of the outputs a sixth by day; every one of them comes up."""
    first = ALL_NAMES.index(hidden)
    is_trained_as_the_readable_path_has_it(hidden, PAIRS[first % 6 :: 6], [SIZES[first % len(SIZES)]])


@pytest.mark.nightly
@pytest.mark.parametrize("hidden", ALL_NAMES)
def test_every_activation_loss_order_and_batch(hidden):
    is_trained_as_the_readable_path_has_it(hidden, PAIRS, SIZES)


def is_trained_as_the_readable_path_has_it(hidden: str, pairs: list, sizes: Sequence) -> None:
    for (output, loss), update_order, (batch_size, order) in product(pairs, ORDERS, sizes):
        given = problem(23, (2, 3, 3, 2), (hidden, hidden, output), loss, (0.8, 0.8, 0.8))
        X, T = a_set(given, 5)
        truth = trained(
            given.net, X, T, loss, 0.01, rows_of_updates(5, batch_size, order, 3, 10), update_order
        )
        history = train(
            given.net, X, T, loss, 0.01, 1, batch_size, order, 3, updates=10, update_order=update_order,
            path="numba",
        )  # fmt: skip
        assert history.path == "numba"
        assert_same_network(history.network, truth, f"{output}, {loss}, {update_order}, {batch_size}")


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "softmax", "softplus", "silu", "gelu", "gelu_tanh"])
def test_saturated_networks(hidden):
    """Where S vanishes, its digits are all that is left: the step, not the parameters, is compared."""
    for (output, loss), scale in product(PAIRS[::2], (12.0, 40.0)):
        given = problem(22, (3, 4, 3), (hidden, output), loss, (scale, scale))
        truth = gradient(given.net, given.x[None], given.t[None], loss)
        alpha = 2.0**600  # so large that what was there before is nothing
        history = train(given.net, given.x[None], given.t[None], loss, alpha, updates=1, path="numba")
        for l in truth.dW:
            step = (given.net.W[l] - history.network.W[l]) / alpha
            assert_agree(step, truth.dW[l], f"layer {l}, {output}, {loss}, {scale}")


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_every_rule_with_frozen_entries(rule):
    """Both orders of updates, batches of one and of three with a short last one."""
    given = problem(61, (3, 4, 2), ("tanh", "softmax"), "tce", (1.0, 1.0))
    X, T = a_set(given, 7)
    for update_order, batch_size, frozen, loss in product(
        ORDERS, (1, 3), ((), MASKED, WHOLE), ("tce", "mse")
    ):
        if rule.settings["clip"] is not None and update_order == "as-you-go":
            continue
        net = given.net.replace(frozen=frozen)
        batches = rows_of_updates(7, batch_size, "random" if batch_size < 7 else "turn", 3, 8)
        truth, state = trained_by(rule, net, X, T, loss, 0.01, batches, update_order)
        history = train(
            net, X, T, loss, 0.01, 1, batch_size, "random", 3,
            updates=8, rule=rule, update_order=update_order, path="numba",
        )  # fmt: skip
        free, found = free_masks(net), history.state(8)
        for name in free:
            where = f"{name}, {update_order}, {batch_size}, {frozen}, {loss}"
            mine = array(history.network, name)
            assert_agree(mine, array(truth, name), where)
            np.testing.assert_array_equal(mine[~free[name]], array(net, name)[~free[name]])
        assert found.updates == state.updates == 8
        for key, kept in found.arrays.items():
            np.testing.assert_allclose(kept, state.arrays[key], rtol=0, atol=1e-12 * np.abs(kept).max())


def test_every_setting_of_every_rule_is_tried():
    """A new one makes this fail until a rule has it: machine code must follow it or leave it to NumPy."""
    tried = {(rule.name, name) for rule in RULES for name in rule.changed}
    assert tried == {(row.name, name) for row in UPDATE_RULES.values() for name in row.settings}


def test_a_setting_that_machine_code_does_not_know_goes_by_numpy(monkeypatch):
    """It would be trained as if the setting had its usual value."""
    own, row = RuleSetting("maximize", False, short="uphill"), UPDATE_RULES["sgd"]
    grown = replace(row, own_settings=(*row.own_settings, own))
    monkeypatch.setitem(UPDATE_RULES, "sgd", grown)
    monkeypatch.setitem(RULE_CODES, grown, RULE_CODES[row])
    usual, uphill = update_rule("sgd", momentum=0.9), update_rule("sgd", momentum=0.9, maximize=True)
    assert rule_code(usual) == RULE_CODES[row] and rule_code(uphill) is None
    given = problem(63, (2, 3, 2), ("tanh", "sigmoid"), "tse", (1.0, 1.0))
    with pytest.raises(InputError, match="every activation, loss and rule compiled; one is not"):
        train(given.net, *a_set(given, 3), "tse", 0.1, rule=uphill, path="numba")


@pytest.mark.parametrize("frozen", [("W2", "b3"), MASKED], ids=str)
def test_plain_descent_with_frozen_entries(frozen):
    given = problem(62, (3, 4, 2), ("gelu", "sigmoid"), "bce", (1.0, 1.0))
    X, T = a_set(given, 5)
    for update_order, batch_size in product(ORDERS, (1, 2)):
        net = with_frozen(given.net, frozen)
        free = free_masks(net)
        history = train(net, X, T, "bce", 0.05, 3, batch_size, update_order=update_order, path="numba")
        other = train(net, X, T, "bce", 0.05, 3, batch_size, update_order=update_order, path="numpy")
        assert_same_network(history.network, other.network, f"{update_order}, {batch_size}")
        for name, moves in free.items():
            np.testing.assert_array_equal(array(history.network, name)[~moves], array(net, name)[~moves])


# A path of its own


GIVEN = problem(63, (3, 4, 2), ("tanh", "softmax"), "tce", (1.0, 1.0))
X, T = a_set(GIVEN, 7)
HOW = dict(loss="tce", learning_rate=0.02, order="random", seed=9)
SOME_RULES = [
    None,
    update_rule("adam", weight_decay=0.01),
    update_rule("rmsprop", centered=True, momentum=0.5),
]


@pytest.mark.parametrize("rule", SOME_RULES, ids=str)
def test_every_network_of_a_run_is_a_shorter_runs_own_bit_for_bit(rule):
    for batch_size, update_order, memory in product((1, 3, 7), ORDERS, (0, 2**25)):
        how = HOW | dict(batch_size=batch_size, update_order=update_order, rule=rule, path="numba")
        history = train(GIVEN.net, X, T, updates=12, memory=memory, **how)
        for k in range(13):
            short = train(GIVEN.net, X, T, updates=k, **how)
            assert bits(history.at(k)) == bits(short.network)
            assert history.state(k) == short.state(k)
        rest = train(history.at(5), X, T, start=5, updates=7, state=history.state(5), **how)
        assert bits(rest.network) == bits(history.network)
        for epoch, error in enumerate(history.losses):
            truth = gradient(history.at(epoch * history.per_epoch), X, T, "tce").loss
            assert error == pytest.approx(truth, rel=1e-12)


def test_an_update_that_keeps_its_gradients_has_the_bits_of_one_that_does_not():
    for update_order in ORDERS:
        made = []
        for keep in (False, True):
            descent = a_descent(update_order)
            descent.advance(0, 30, keep=keep)
            made.append(bits(descent.network))
        assert made[0] == made[1]


def a_descent(update_order: str) -> Descent:
    task = UpdateTask(GIVEN.net, LOSSES["tce"], 0.02, update_order == "as-you-go")
    return Descent(task, X, T, Order(7, 1, "random", 3), path="numba")


@pytest.mark.parametrize("rule", [None, "adam", "sgd"])
def test_a_run_that_grows_past_float64_ends_as_it_does_by_numpy(rule):
    net = Network.from_arrays([[[1.0, 2.0]], [[1.0], [-1.0]]], [[0.0, 0.0], [0.0]], ["relu", "identity"])
    ends = []
    for path in ("numpy", "numba"):
        with np.errstate(all="raise"):
            history = train(net, [[1e3], [-2e3]], [[1.0], [5.0]], "tse", 1e150, 50, rule=rule, path=path)
        ends.append((history.updates, history.stopped))
        assert bits(history.at(history.updates)) == bits(history.network)
    assert ends[0] == ends[1] and "would not be finite" in ends[0][1]


def test_a_run_is_had_again_from_its_record_by_its_own_path_or_another_that_says_so(monkeypatch):
    history = train(GIVEN.net, X, T, updates=300, path="numba", **HOW)
    record = history.record(0)
    assert record.path == "numba"
    other = reopened(record, GIVEN.net, X, T, **HOW)
    assert (other.path, other.record().path) == ("numba", "numba")
    assert other.agreement == (
        "This run was trained by compiled code (numba), which is not at hand here: its updates are "
        "replayed by NumPy and agree to 1e-12, not bit for bit."
    )
    monkeypatch.setattr(readiness, "ready_kernel", readiness.awaited_kernel)
    again = reopened(record, GIVEN.net, X, T, **HOW)
    assert again.agreement == history.agreement == ""
    for k in (0, 130, 299):
        assert bits(again.at(k)) == bits(history.at(k))
        assert_same_network(other.at(k), history.at(k))
    assert bits(other.at(299)) != bits(history.at(299)), "two paths with the same bits: nothing is tested"
    assert again.losses == history.losses
    by_numpy = train(GIVEN.net, X, T, updates=300, path="numpy", **HOW)
    opened = reopened(by_numpy.record(), GIVEN.net, X, T, **HOW)
    assert (opened.path, opened.agreement) == ("numpy", "")
    assert bits(opened.at(299)) == bits(by_numpy.at(299))


# Which path is taken


def test_the_faster_path_is_taken_where_it_is_ready(monkeypatch):
    wide = problem(64, (200, 60, 2), ("tanh", "softmax"), "tce", (1.0, 1.0)).net
    many = np.zeros((500, 200)), np.full((500, 2), 0.5)
    assert train(GIVEN.net, X, T, "tce").path == "numpy"
    monkeypatch.setattr(readiness, "ready_kernel", readiness.awaited_kernel)
    assert train(GIVEN.net, X, T, "tce").path == "numba"
    assert train(GIVEN.net, X, T, "tce", batch_size=7).path == "numba"
    assert train(wide, *many, "tce", batch_size=500).path == "numpy"
    assert train(GIVEN.net, X, T, "tce", path="numpy").path == "numpy"
    with pytest.raises(InputError, match=r"^the path must be one of numpy, numba, or None; got 'fast'$"):
        train(GIVEN.net, X, T, "tce", path="fast")


@pytest.mark.usefixtures("own_rows")
def test_a_row_without_machine_code_goes_by_numpy(monkeypatch):
    monkeypatch.setattr(readiness, "ready_kernel", readiness.awaited_kernel)
    own = problem(65, (3, 4, 2), ("arctan", "identity"), "tse", (1.0, 1.0)).net
    assert train(own, X, T).path == "numpy"
    known = problem(65, (3, 4, 2), ("tanh", "identity"), "tse", (1.0, 1.0)).net
    assert (train(known, X, T).path, train(known, X, T, "logcosh").path) == ("numba", "numpy")
    with pytest.raises(InputError, match=r"must have every activation, loss and rule compiled; one is not$"):
        train(own, X, T, path="numba")
    monkeypatch.setitem(ACTIVATIONS, "tanh", ACTIVATIONS["arctan"])
    assert train(GIVEN.net, X, T, "tce").path == "numpy"


def test_codes_are_those_of_rows_in_the_tables():
    assert set(CODES) <= set(ACTIVATIONS.values()) and set(RULE_CODES) == set(UPDATE_RULES.values())
    assert all(activation_code(name) for name in ALL_NAMES)
