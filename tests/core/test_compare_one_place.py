"""Mistakes made in one place: each is found from any of its numbers, and no other is claimed beside it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator import Network, compare, descend, gradient, propagate

from .networks import Problem, problem, problems
from .planted import PLANTS, by_hand
from .planted_in_one_place import NAMED, in_one_place, places

QUANTITIES = ("n", "a", "S", "dW", "db", "W", "b")
FREE = ("weight-decay", "clipped", "momentum", "accumulated")
MODERATE = (0.6, 1.5)
ALPHA = 0.1


def alike(one: dict, other: dict, subset) -> bool:
    """The same numbers, to what compare allows, a bit generously."""
    return all(
        np.abs(one[q][l] - other[q][l]).max() <= 1e-4 * max(np.abs(one[q][l]).max(), 1e-12)
        for q in subset
        for l in one[q]
    )


def made(given: Problem, name: str) -> list[dict]:
    """What everybody has who made this mistake, in whatever way."""
    found = [by_hand(given.net, given.x, given.t, given.loss, ALPHA, *p) for p in PLANTS if p[0] == name]
    found += [in_one_place(given, ALPHA, *p) for p in places(given) if NAMED.get(p[0], p[0]) == name]
    return found


def feasible(given: Problem, plant: tuple[str, str, int]) -> bool:
    """Scalar autograd has no softmax, and no logarithm here."""
    names = given.net.activation.values()
    return not plant[1].startswith("autograd") or ("softmax" not in names and given.loss in ("tse", "mse"))


@given(problems(MODERATE), st.data())
def test_a_mistake_in_one_place_is_found_from_any_of_its_numbers(given, data):
    plant = data.draw(st.sampled_from([*places(given)]))
    assume(feasible(given, plant))
    subset = data.draw(st.lists(st.sampled_from(QUANTITIES), min_size=1, unique=True))
    numbers = in_one_place(given, ALPHA, *plant)
    found = compare(given.net, given.x, given.t, {q: numbers[q] for q in subset}, given.loss, ALPHA)
    check(given, plant, subset, numbers, found)


def check(given, plant, subset, numbers, found):
    name = NAMED.get(plant[0], plant[0])
    departing = sum(int(entries.sum()) for entries in found.entries.values())
    if found.first is None:
        assert found.mistakes == ()
        return
    if (name in FREE and not plant[1].startswith("autograd")) and departing < 3:
        assert name not in found.mistakes or name == "accumulated"
    elif name not in FREE or plant[1].startswith("autograd") or departing > 8:
        assert name in found.mistakes, (plant, subset, found)
    for other in found.mistakes:
        if other not in FREE and other not in (name, "loss-for-error", "one-output", "softmax-elementwise"):
            assert any(alike(numbers, theirs, subset) for theirs in made(given, other)), (plant, other)


NET = problem(3, (2, 3, 3, 2), ("tanh", "sigmoid", "sigmoid"), "tse", [1.3] * 3)
PLACES = [plant for plant in places(NET)]


@pytest.mark.parametrize("plant", PLACES, ids=str)
def test_each_is_named_alone_from_all_its_numbers(plant):
    numbers = in_one_place(NET, ALPHA, *plant)
    found = compare(NET.net, NET.x, NET.t, numbers, NET.loss, ALPHA)
    also = ("momentum",) if plant[0] == "rate-forgotten" else ()  # ten times as far
    assert found.mistakes == (NAMED.get(plant[0], plant[0]), *also)
    told = found.numbers.get(found.mistake)
    if found.mistake in FREE and not plant[1].startswith("autograd"):
        assert told == pytest.approx(float(plant[1]), rel=1e-6)
        assert f"{float(plant[1]):g}" in found.sentences[found.mistake]
    assert set(found.sentences) == set(found.mistakes)


def test_gradients_as_pytorch_lays_them_out():
    """(L, H) is taken turned and said to be; square ones among them are read alike."""
    net = problem(4, (3, 2, 2), ("tanh", "sigmoid"), "tse", [1.3] * 2)
    run = propagate(net.net, net.x, net.t, "tse")
    turned = {"dW": {l: g.T for l, g in run.dW.items()}}
    found = compare(net.net, net.x, net.t, turned)
    assert found.first == ("dW", 3) and found.mistakes == ("gradient-transposed",)
    assert found.turned == (("dW", 2),)
    assert found.entries["dW", 2].shape == (3, 2) and found.entries["dW", 2].all()
    assert "Its transpose fits" in found.sentences["gradient-transposed"]
    half = {"dW": {l: g / 2 for l, g in turned["dW"].items()}}
    found = compare(net.net, net.x, net.t, half)
    assert found.mistakes == ("mean-over-outputs", "factor-half", "clipped")
    assert set(found.turned) == {("dW", 2), ("dW", 3)}
    new = descend(net.net, run, ALPHA)
    weights = compare(net.net, net.x, net.t, {"W": {2: new.W[2].T}})
    assert weights.first == ("W", 2) and weights.mistakes == ("gradient-transposed",)


@pytest.mark.parametrize("loss", ["tse", "hse", "tce", "mse"])
def test_means_over_outputs_and_over_both_for_every_loss(loss):
    net = problem(6, (2, 3, 3), ("tanh", "softmax"), loss, [1.3] * 2)
    S = {l: s / 3 for l, s in propagate(net.net, net.x, net.t, loss).S.items()}
    assert compare(net.net, net.x, net.t, {"S": S}, loss).mistakes == ("mean-over-outputs",)
    X, T = np.vstack([net.x, -net.x]), np.vstack([net.t, net.t])
    dW = {l: g / (3 if loss == "mse" else 6) for l, g in gradient(net.net, X, T, loss).dW.items()}
    assert "mean-over-both" in compare(net.net, X, T, {"dW": dW}, loss).mistakes


def test_a_state_of_momentum_that_is_handed_over():
    run = propagate(NET.net, NET.x, NET.t, NET.loss)
    rng = np.random.default_rng(2)
    V = {l: rng.normal(size=W.shape) for l, W in NET.net.W.items()}
    new = {l: W - ALPHA * (0.9 * V[l] + run.dW[l]) for l, W in NET.net.W.items()}
    theirs = {"dW": run.dW, "W": new}
    assert compare(NET.net, NET.x, NET.t, theirs, NET.loss, ALPHA).mistakes == ()
    found = compare(NET.net, NET.x, NET.t, theirs, NET.loss, ALPHA, state={"W": V})
    assert found.mistakes == ("momentum",) and found.numbers == {"momentum": pytest.approx(0.9)}


def test_two_numbers_are_too_few_for_a_factor():
    run = propagate(NET.net, NET.x, NET.t, NET.loss)
    two, three = np.array(run.db[2]), 0.37 * run.db[2]
    two[:2] *= 0.37
    few = {"db": {2: np.ma.MaskedArray(two, mask=[False, False, True])}}
    assert compare(NET.net, NET.x, NET.t, few, NET.loss).mistakes == ()
    assert compare(NET.net, NET.x, NET.t, {"db": {2: three}}, NET.loss).mistakes == ("clipped",)


@given(problems(MODERATE), st.lists(st.sampled_from(QUANTITIES), min_size=1, unique=True), st.data())
def test_random_wrong_numbers_have_no_name(given, subset, data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    numbers = by_hand(given.net, given.x, given.t, given.loss, ALPHA)
    wrong = {q: {l: array + rng.normal(size=array.shape) for l, array in numbers[q].items()} for q in subset}
    count = sum(array.size for by in wrong.values() for array in by.values())
    assume(count > 1)
    assert compare(given.net, given.x, given.t, wrong, given.loss).mistakes == ()


def test_a_large_network_is_looked_at_within_bounds():
    """Every way of one output alone, back through 31 layers, is too much; that is said, not left out."""
    rng = np.random.default_rng(0)
    widths = [8] * 32 + [1024]
    weights = [rng.normal(size=pair) / np.sqrt(8) for pair in pairwise(widths)]
    net = Network.from_arrays(weights, [np.zeros(w) for w in widths[1:]], ["tanh"] * 31 + ["sigmoid"])
    x, t = rng.normal(size=8), rng.uniform(size=1024)
    db = propagate(net, x, t).db
    found = compare(net, x, t, {"db": {2: db[2] + rng.normal(size=8)}})
    assert found.skipped == ("one-output",) and found.mistakes == ()
    assert compare(net, x, t, {"db": {2: -db[2]}}).mistakes == ("sign",)
