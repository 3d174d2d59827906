"""Training by an update rule: the readable updates, PyTorch's, and every network and state of a run again."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from simulator import InputError, Network, gradient, train, update_rule
from simulator.core.training.train import reopened

from ..grids import grid, one_of
from .networks import assert_agree, problem
from .rules import MASKED, RULES, WHOLE, array, free_masks, optimizer_of, step_of_torch, trained_by
from .sets import a_set, bits, rows_of_updates

GIVEN = problem(61, (3, 4, 2), ("tanh", "softmax"), "tce", (1.0, 1.0))
NET = GIVEN.net
X, T = a_set(GIVEN, 7)
LINE = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])
ORDERS = ("gradients-first", "as-you-go")
NAMES = [f"{letter}{l}" for l in (2, 3) for letter in "Wb"]


def suits(rule, update_order: str) -> bool:
    return rule.settings["clip"] is None or update_order == "gradients-first"


@one_of(5)
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_training_is_the_readable_training(rule, every):
    """Both orders of updates, batches of one, of three with a short last one and of all; frozen too."""
    cases = [*product(ORDERS, (1, 3, 7), ((), MASKED, WHOLE), ("tce", "mse"))]
    for update_order, batch_size, frozen, loss in cases[RULES.index(rule) % every :: every]:
        if not suits(rule, update_order):
            continue
        net = NET.replace(frozen=frozen)
        batches = rows_of_updates(7, batch_size, "random" if batch_size < 7 else "turn", 3, 8)
        truth, state = trained_by(rule, net, X, T, loss, 0.01, batches, update_order)
        history = train(
            net, X, T, loss, 0.01, 1, batch_size, "random", 3, updates=8, rule=rule, update_order=update_order
        )
        free, found = free_masks(net), history.state(8)
        for name in NAMES:
            where = f"{name}, {update_order}, {batch_size}, {frozen}, {loss}"
            assert_agree(array(history.network, name), array(truth, name), where)
            np.testing.assert_array_equal(
                array(history.network, name)[~free[name]], array(net, name)[~free[name]]
            )
        assert found.updates == state.updates == 8
        assert {*found.arrays} == {*state.arrays}
        for key, kept in found.arrays.items():
            np.testing.assert_allclose(kept, state.arrays[key], rtol=0, atol=1e-12 * np.abs(kept).max())
            assert not kept[~free[key.partition("_")[2]]].any()


@grid(1, rule={str(rule): rule for rule in RULES})
def test_a_thousand_updates_with_their_own_gradients_are_pytorchs(rule):
    """With steps so small that a last bit stays one: near the minimum a centered RMSProp is chaotic."""
    torch = pytest.importorskip("torch")
    alpha = 0.01 if rule.name == "sgd" else 0.0002
    history = train(NET, X, T, "tce", alpha, batch_size=2, updates=1000, rule=rule)
    p = {name: torch.tensor(array(NET, name)).requires_grad_() for name in NAMES}
    W, b = ([p[name] for name in NAMES if name[0] == letter] for letter in "Wb")
    optimizer = optimizer_of(torch, rule, W, b, alpha)
    for rows in rows_of_updates(7, 2, "turn", 0, 1000):
        optimizer.zero_grad()
        n = torch.tanh(torch.tensor(X[rows]) @ p["W2"] + p["b2"]) @ p["W3"] + p["b3"]
        torch.nn.functional.cross_entropy(n, torch.tensor(T[rows]), reduction="sum").backward()
        step_of_torch(torch, rule, W, b, optimizer)
    for name, theirs in p.items():
        truth = theirs.detach().numpy()
        atol = 1e-12 * np.abs(truth).max()
        np.testing.assert_allclose(array(history.network, name), truth, rtol=0, atol=atol)


def test_plain_sgd_is_plain_descent():
    for update_order, batch_size in product(ORDERS, (1, 3)):
        how = dict(batch_size=batch_size, epochs=5, update_order=update_order)
        plain, ruled = (train(NET, X, T, "tce", **how, rule=rule) for rule in (None, "sgd"))
        for name in NAMES:
            assert_agree(array(ruled.network, name), array(plain.network, name), name)
        assert plain.state(3) is None
        np.testing.assert_allclose(ruled.losses, plain.losses, rtol=1e-12)


# Every network and every state again


@grid(
    rule={str(rule): rule for rule in RULES},
    rows=[(1, "random"), (3, "turn"), (7, "turn")],
    memory=[0, 2**25],
)
def test_every_network_and_state_is_a_shorter_runs_own_and_a_run_goes_on_from_them(rule, rows, memory):
    batch_size, order = rows
    for update_order in ORDERS:
        if not suits(rule, update_order):
            continue
        how = dict(loss="tce", learning_rate=0.02, batch_size=batch_size, order=order, seed=9)
        how |= dict(update_order=update_order, rule=rule)
        history = train(NET, X, T, updates=12, memory=memory, **how)
        net, state = NET, None
        for k in range(13):
            short = train(NET, X, T, updates=k, **how)
            assert bits(history.at(k)) == bits(short.network) == bits(net)
            assert history.state(k) == short.state(k) == (state or rule.start(NET))
            one = train(net, X, T, start=k, updates=1, state=state, **how)
            net, state = one.network, one.state(k + 1)
        rest = train(history.at(5), X, T, start=5, updates=7, state=history.state(5), **how)
        assert bits(rest.network) == bits(history.network)
        assert rest.state(12) == history.state(12) and rest.state(12).updates == 12


def test_a_long_run_in_little_memory():
    rule = update_rule("adam", weight_decay=0.01)
    how = dict(loss="tce", learning_rate=0.001, order="random", rule=rule)
    history = train(NET, X, T, epochs=500, memory=20_000, **how)
    assert 0 < history.memory <= 20_000
    for k in (3500, 1, 2345):
        short = train(NET, X, T, updates=k, **how)
        assert bits(history.at(k)) == bits(short.network)
        assert history.state(k) == short.state(k)
    assert bits(history.network) == bits(history.at(3500))


@pytest.mark.parametrize("rule", ["adam", "rmsprop", "sgd"])
def test_from_its_record_a_run_is_had_again(rule):
    how = dict(loss="tce", learning_rate=0.02, batch_size=3, order="random", rule=rule)
    history = train(NET, X, T, epochs=9, **how)
    again = reopened(history.record(0), NET, X, T, **how)
    for k in (0, 13, 27):
        assert bits(again.at(k)) == bits(history.at(k))
        assert again.state(k) == history.state(k)
    assert again.losses == history.losses
    other, said = (
        (None, "26 parameters,") if rule == "adam" else ("adam", "79 parameters and numbers of the rule,")
    )
    with pytest.raises(InputError, match=f"^the record must be of {said} as the network; got"):
        reopened(history.record(), NET, X, T, "tce", rule=other)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_errors_are_the_sets_own_and_a_run_stops_where_it_should(rule):
    """The penalty is no part of the error; `until` and the callback as for plain descent."""
    for batch_size in (2, 7):
        how = dict(loss="tce", learning_rate=0.002, batch_size=batch_size, rule=rule)
        history = train(NET, X, T, epochs=6, **how)
        per_epoch = history.per_epoch
        for epoch, error in enumerate(history.losses):
            truth = gradient(history.at(epoch * per_epoch), X, T, "tce").loss
            assert error == pytest.approx(truth, rel=1e-12)
        reached = train(NET, X, T, epochs=6, until=max(history.losses[1:]), **how)
        assert reached.epoch < 6 and reached.stopped.startswith("stopped after epoch")
        seen = []
        watched = train(
            NET, X, T, epochs=6, callback=lambda h, seen=seen: seen.append(h.state(h.updates // 2)), **how
        )
        assert bits(watched.network) == bits(history.network) and seen


# What grows past float64


@pytest.mark.parametrize(
    ("rule", "net", "x", "alpha", "said"),
    [
        (update_rule("adam"), LINE, 1e160, 1e-200, "square of layer 2"),
        (update_rule("rmsprop", rho=0.0), LINE, 1e160, 1e-200, "square of layer 2"),
        (update_rule("sgd", momentum=0.9), LINE, 1e3, 10.0, "would not be finite"),
        (update_rule("sgd", momentum=0.9, clip=1.0), LINE, 1e3, 1e308, "would not be finite"),
    ],
    ids=str,
)
def test_a_run_stops_before_what_is_not_finite(rule, net, x, alpha, said):
    net = net.replace(W={2: [[1e-6 / x]]}) if x > 1e100 else net
    with np.errstate(all="raise"):
        history = train(net, [[x]], [[1.0]], "tse", alpha, 500, rule=rule)
    assert history.stopped.startswith(f"diverged: stopped before update {history.updates + 1}, in which ")
    assert said in history.stopped
    state = history.state(history.updates)
    assert state.updates == history.updates
    assert all(np.isfinite(kept).all() for kept in state.arrays.values())
    assert bits(history.at(history.updates)) == bits(history.network)
    run = gradient(history.network, [[x]], [[1.0]]) if math.isfinite(history.losses[-1]) else None
    if run:
        with pytest.raises(InputError, match="must stay finite"):
            rule.step(history.network, run, alpha, state)


@pytest.mark.parametrize(("rule", "kept"), [("adam", {}), ("rmsprop", {"rho": 0.0}), ("rmsprop", {})])
def test_a_square_that_overflows_inside_a_stretch_of_updates_is_found(rule, kept):
    """Every gradient and parameter is finite, and so are the next g² where ρ = 0."""
    net = Network.from_arrays([[[0.0]]], [[0.0]], ["identity"])
    x, t = np.full((60, 1), 1e-3), np.zeros((60, 1))
    x[40], t[40] = 1e130, 1e30
    history = train(net, x, t, "tse", 1e-200, 3, rule=update_rule(rule, **kept))
    assert history.updates == 40
    assert "before update 41, in which square of layer 2 would not be finite" in history.stopped


@pytest.mark.parametrize("rule", RULES[1:], ids=str)
def test_what_is_frozen_later_forgets_its_state(rule):
    state = train(NET, X, T, "tce", 0.01, updates=3, rule=rule).state(3)
    net = NET.replace(frozen=(*MASKED, "W3"))
    free = free_masks(net)
    assert not rule.kept or any(
        kept[~free[key.partition("_")[2]]].any() for key, kept in state.arrays.items()
    )
    history = train(net, X, T, "tce", 0.01, updates=2, rule=rule, state=state)
    truth = net, state
    for row in range(2):
        truth = rule.step(truth[0], gradient(truth[0], X[[row]], T[[row]], "tce"), 0.01, truth[1])
    for found, kept in ((history.network, history.state(2)), truth):
        for name in NAMES:
            np.testing.assert_array_equal(array(found, name)[~free[name]], array(net, name)[~free[name]])
            assert_agree(array(found, name), array(truth[0], name), name)
        for key, array_kept in kept.arrays.items():
            assert not array_kept[~free[key.partition("_")[2]]].any()
    assert history.state(2).updates == truth[1].updates == 5


# What is refused


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rule": "Adam"}, "the update rule must be one of sgd, rmsprop, adam, adamw; got 'Adam'"),
        ({"rule": 3}, "the rule must be a name, or as update_rule gives it; got 3"),
        ({"state": update_rule("adam").start(NET)}, "a state must come with its update rule"),
        ({"rule": "adam", "state": 3}, "the state must be one that start or step of the rule gave; got int"),
        ({"rule": "adam", "state": update_rule("sgd").start(NET)}, "the state must be of update_rule("),
        ({"rule": "adam", "state": update_rule("adam").start(LINE)}, "of a network of widths (3, 4, 2)"),
        ({"rule": update_rule("adam", clip=2), "update_order": "as-you-go"}, "clip must be None where W"),
    ],
    ids=str,
)
def test_rules_and_states_that_are_refused(change, said):
    with pytest.raises(InputError) as info:
        train(NET, X, T, "tce", **change)
    assert said in str(info.value)
    if "update_order" in change:
        with pytest.raises(InputError):
            reopened(replace(train(NET, X, T, "tce").record()), NET, X, T, "tce", **change)


def test_a_state_that_is_not_there():
    with pytest.raises(InputError, match=r"^state takes a whole number from 0 to 7; got 8$"):
        train(NET, X, T, "tce", rule="adam").state(8)
