"""Exercises with exact numbers: held against a pass in fractions that knows nothing of the simulator."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from simulator import InputError, compare, exercise, propagate
from simulator.core.loss import LOSSES
from simulator.core.practice.alternatives import alternatives
from simulator.core.practice.exercises.drawn_numbers import Drawing
from simulator.core.practice.exercises.exercise_wish import Wish

from ..grids import grid
from .networks import LOSS_NAMES, suits
from .planted import WAYS, by_hand

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
SHARES = {"tse": 1, "mse": 1, "hse": HALF}  # of Σ e²; of one item the mean is the sum
LINES = {
    "identity": lambda n: (n, 1),
    "relu": lambda n: (n, 1) if n > 0 else (Fraction(0), 0),
    "leaky_relu": lambda n: (n, 1) if n > 0 else (n / 100, Fraction(1, 100)),
    "leaky_relu(0.2)": lambda n: (n, 1) if n > 0 else (n / 5, Fraction(1, 5)),
    "relu6": lambda n: (min(max(n, Fraction(0)), Fraction(6)), int(0 < n < 6)),
    "hardtanh": lambda n: (min(max(n, Fraction(-1)), Fraction(1)), int(-1 < n < 1)),
    "softsign": lambda n: (n / (1 + abs(n)), 1 / (1 + abs(n)) ** 2),
}
SHAPES = {
    "2-3-2": ((2, 3, 2), ("relu", "identity")),
    "2-4-4-2": ((2, 4, 4, 2), ("relu", "sigmoid", "identity")),
    "leaky": ((3, 4, 2), ("leaky_relu", "identity")),
    "leaky(0.2)": ((2, 3, 2), ("leaky_relu(0.2)", "relu")),
    "relu6": ((2, 3, 3, 1), ("relu6", "hardtanh", "identity")),
    "softsign": ((2, 3, 2), ("softsign", "sigmoid")),
    "1-2-1": ((1, 2, 1), ("relu", "identity")),
    "classes": ((2, 3, 2), ("relu", "softmax")),
    "yes or no": ((2, 3, 2), ("relu", "sigmoid")),
    "wide": ((4, 8, 8, 4), ("relu", "relu", "identity")),
    "deep": ((2, 3, 3, 3, 3, 2), ("relu", "relu", "relu", "relu", "identity")),
    "tanh": ((2, 3, 3, 2), ("relu", "tanh", "identity")),
    "curves": ((2, 3, 2, 2, 2), ("silu", "elu", "gelu", "softplus")),
    "three classes": ((2, 3, 3), ("relu", "softmax")),
}


def told(number) -> Fraction:
    """The decimal that a float prints as."""
    return Fraction(repr(float(number)))


def activated(name, n):
    """a and A of a layer, or None where a value is no fraction."""
    L = len(n)
    if name == "softmax":
        if len(set(n)) > 1:
            return None
        share = Fraction(1, L)
        return [share] * L, [[share * (i == j) - share * share for j in range(L)] for i in range(L)]
    if name == "sigmoid":
        if any(n):
            return None
        pairs = [(HALF, QUARTER)] * L
    elif name in LINES:
        pairs = [LINES[name](each) for each in n]
    else:
        return None
    return [a for a, _ in pairs], [[Fraction(pairs[i][1]) * (i == j) for j in range(L)] for i in range(L)]


def answered(loss, t, y):
    """∂φ/∂y of each output."""
    if loss in SHARES:
        return [-2 * SHARES[loss] * (target - out) for target, out in zip(t, y, strict=True)]
    if loss == "tce":
        return [-target / out for target, out in zip(t, y, strict=True)]
    return [(1 - target) / (1 - out) - target / out for target, out in zip(t, y, strict=True)]


def in_fractions(made):
    """Every quantity of the first update, flat, by quantity and layer; what is no fraction is left out."""
    net, alpha, K = made.network, told(made.learning_rate), made.network.depth
    W = {l: [[told(w) for w in row] for row in array.tolist()] for l, array in net.W.items()}
    b = {l: [told(each) for each in array] for l, array in net.b.items()}
    a, t = {1: [told(each) for each in made.x]}, [told(each) for each in made.t]
    found, A = {}, {}
    found |= {("W old", l): [w for row in W[l] for w in row] for l in W} | {("b old", l): b[l] for l in b}
    found |= {("x", 1): a[1], ("t", K): t}
    for l in range(2, K + 1):
        columns = zip(*W[l], strict=True)
        n = [
            sum(w * left for w, left in zip(c, a[l - 1], strict=True)) + own
            for c, own in zip(columns, b[l], strict=True)
        ]
        found["n", l] = n
        layer = activated(net.activation[l], n)
        if layer is None:
            return found
        a[l], A[l] = layer
        found["a", l], found["A", l] = a[l], [each for row in A[l] for each in row]
    found["e", None] = e = [target - y for target, y in zip(t, a[K], strict=True)]
    if made.loss in SHARES:
        found["F", None] = [SHARES[made.loss] * sum(each * each for each in e)]
    v = answered(made.loss, t, a[K])
    for l in range(K, 1, -1):
        S = [sum(slope * each for slope, each in zip(row, v, strict=True)) for row in A[l]]
        dW = [[left * right for right in S] for left in a[l - 1]]
        found["S", l] = found["db", l] = S
        found["dW", l] = [each for row in dW for each in row]
        found["W", l] = [
            w - alpha * g for rows in zip(W[l], dW, strict=True) for w, g in zip(*rows, strict=True)
        ]
        found["b", l] = [each - alpha * g for each, g in zip(b[l], S, strict=True)]
        v = [sum(w * each for w, each in zip(row, S, strict=True)) for row in W[l]]
    return found


def check(made, decimals):
    """What is said of an exercise, as far as one look tells."""
    numbers = in_fractions(made)
    wanted = {(q, l) for q in ("n", "a", "A", "S", "dW", "db", "W", "b") for l in made.network.W}
    wanted |= {("e", None), ("F", None)}
    for place in {*numbers, *wanted} - {*made.rounded}:
        if place[0] == "A" and place not in numbers:
            continue  # slopes that do not depend on what is rounded
        long = [each for each in numbers[place] if (each * 10**decimals).denominator != 1]
        assert not long, f"{place} has {long[0]}"
    for place in made.rounded.keys() & numbers.keys():
        assert any((each * 10**decimals).denominator != 1 for each in numbers[place]), f"{place} is exact"
    run = propagate(made.network, made.x, made.t, made.loss)
    for l, S in run.S.items():
        least = len(S) if l == made.network.depth else min(2, len(S))
        assert np.count_nonzero(np.abs(S) > 1e-9) >= least
        if ("S", l) in numbers:
            np.testing.assert_allclose(S, np.array(numbers["S", l], float), rtol=1e-12, atol=1e-13)


@grid(shape=SHAPES, loss=LOSS_NAMES, decimals=(2, 3), seed=(0, 11))
def test_all_numbers_have_few_decimals_but_those_that_are_said_not_to(shape, loss, decimals, seed):
    """In fractions, from what the floats print as; nothing is called rounded that is not."""
    widths, activations = shape
    if not suits(loss, activations[-1]):
        with pytest.raises(InputError):
            exercise(widths, activations, loss, decimals=decimals, seed=seed)
        return
    check(exercise(widths, activations, loss, decimals=decimals, seed=seed), decimals)


@grid(4, shape=("2-3-2", "2-4-4-2", "leaky", "1-2-1", "three classes", "curves", "deep"), seed=(0, 1, 2))
def test_no_two_mistakes_give_the_same_anywhere_but_those_that_are_said_to(shape, seed):
    """To three digits, by what the mistakes give all along the pass and at one step alone."""
    widths, activations = SHAPES[shape]
    loss = "tce" if activations[-1] == "softmax" else "tse"
    made = exercise(widths, activations, loss, seed=seed)
    found = alternatives(made.network, made.x, made.t, loss, made.learning_rate)
    for key, each in found.by_key.items():
        for one, other in combinations([each for each in each if each.mistake != "rounded"], 2):
            pair = {one.mistake, other.mistake}
            if len(pair) == 2 and not any(pair <= {*names} for names in made.alike):
                largest = max(np.abs(one.array).max(), np.abs(other.array).max())
                unit = 10.0 ** np.floor(np.log10(largest)) / 100
                assert np.abs(one.array - other.array).max() > unit / 2, (key, pair)


@grid(3, shape=("2-3-2", "leaky", "deep"), seed=range(4))
def test_a_mistake_planted_in_an_exercise_is_named_alone(shape, seed):
    """Worked out in plain loops, and looked for by `compare`."""
    widths, activations = SHAPES[shape]
    made = exercise(widths, activations, seed=seed)
    net, x, t = made.network, made.x, made.t
    right = by_hand(net, x.tolist(), t.tolist(), "tse", 0.1)
    looked_at = 0
    for name, ways in WAYS.items():
        for way in ways:
            numbers = by_hand(net, x.tolist(), t.tolist(), "tse", 0.1, name, way)
            if all(np.allclose(numbers[q][l], right[q][l], atol=1e-9) for q in right for l in right[q]):
                continue
            named = {*compare(net, x, t, numbers).mistakes}
            assert named - {name} <= {each for names in made.alike if name in names for each in names}
            assert name in named
            looked_at += 1
    assert looked_at >= 7
    assert ("rounded",) in made.alike


@grid(1, seed=[0, 1, 2])
def test_one_relu_of_each_layer_of_three_is_off_unless_none_is_to_be(seed):
    """With none, forgetting a slope changes nothing, which is said."""
    shape = ((2, 3, 2, 4, 2), ("relu", "relu", "relu", "identity"))
    usual, made = exercise(*shape, seed=seed), exercise(*shape, seed=seed, one_off=False)
    assert [int((n <= 0).sum()) for n in _n(usual)][:3] == [1, 0, 1]
    assert not any((n <= 0).any() for n in _n(made)[:3])
    assert ("slope-forgotten",) in made.alike
    assert ("slope-forgotten",) not in usual.alike


def _n(made):
    return [*propagate(made.network, made.x, made.t).n.values()]


@pytest.mark.parametrize("seeds", [8, pytest.param(20, marks=pytest.mark.nightly)])
def test_a_seed_gives_the_same_exercise_and_another_seed_another(seeds):
    """W of all seeds differ, also where there is only one weight in W₂."""
    for shape in (SHAPES["2-3-2"], SHAPES["1-2-1"], ((1, 1), ("identity",))):
        drawn = [exercise(*shape, seed=seed) for seed in range(seeds)]
        assert len({made.network.W[2].tobytes() for made in drawn}) == len(drawn)
        again = exercise(*shape, seed=7)
        assert again.network.W[2].tobytes() == drawn[7].network.W[2].tobytes()
        assert again.network.b[2].tobytes() == drawn[7].network.b[2].tobytes()
        assert (again.x.tobytes(), again.t.tobytes()) == (drawn[7].x.tobytes(), drawn[7].t.tobytes())
        assert (again.alike, again.rounded) == (drawn[7].alike, drawn[7].rounded)


def test_first_weights_differ_as_far_as_is_said():
    """Of the first 1,444 seeds, for the sizes of W₂ that leave the least room."""
    for widths in ((1, 1), (1, 2), (3, 1), (2, 2), (2, 3)):
        names = ("identity",)
        weights = {_first(widths, names, seed) for seed in range(1444)}
        assert len(weights) == 1444


def _first(widths, names, seed):
    wish = Wish(widths, names, LOSSES["tse"], Fraction(1, 10), 2, seed, True)
    return Drawing(wish, np.random.default_rng(seed % 3), 0).first_weights().tobytes()


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"widths": (2,), "activations": ()}, "2 to 8 layers"),
        ({"widths": (2, 99, 2)}, "the neurons of layer 2 must be a whole number from 1 to 12; got 99"),
        ({"widths": (12, 12, 12, 12), "activations": ("relu",) * 3}, "at most 300 weights; got 432"),
        ({"widths": "2-3-2"}, "widths must be a list"),
        ({"activations": ("relu",)}, "so 2; got 1"),
        ({"activations": ("relu", "relish")}, "must be one of"),
        ({"learning_rate": 0.3333}, "at most 2 decimals"),
        ({"learning_rate": 0.3333, "decimals": 3}, "at most 3 decimals"),
        ({"learning_rate": 1e300}, "at most 100"),
        ({"learning_rate": 0}, "above 0"),
        ({"decimals": 5}, "decimals must be a whole number from 2 to 3; got 5"),
        ({"seed": -1}, "the seed must be a whole number from 0"),
        ({"loss": "tce"}, "the last layer has identity"),
        ({"widths": (2, 1), "activations": ("softmax",), "loss": "tce"}, "no exercise"),
    ],
)
def test_what_cannot_be_met_is_refused_in_a_sentence(wish, said):
    """With what was expected, and what came."""
    with pytest.raises(InputError, match=said) as refusal:
        exercise(**{"widths": (2, 3, 2), "activations": ("relu", "identity")} | wish)
    assert len(str(refusal.value)) <= 300


@pytest.mark.parametrize("name", ["leaky_relu(1e300)", "leaky_relu(0)", "leaky_relu(-0.5)", "leaky_relu(1)"])
def test_any_slope_left_of_zero(name):
    """Where it leaves no room for short numbers all neurons are on; nothing overflows."""
    made = exercise((2, 3, 2), (name, "identity"), seed=10**30)
    assert made.rounded == {}
    assert (propagate(made.network, made.x, made.t).n[2] <= 0).any() == (name in OFF)


OFF = ("leaky_relu(0)", "leaky_relu(-0.5)")


@grid(3, alpha=(0.01, 0.05, 0.25, 0.3, 0.5, 1, 2))
def test_other_learning_rates(alpha):
    """Each leaves room for short numbers."""
    for shape in ("2-3-2", "2-4-4-2"):
        check(exercise(*SHAPES[shape], learning_rate=alpha), 2)
