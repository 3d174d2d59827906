"""Mistakes that only a set of several items allows, planted from the formulas and found by their names."""

import numpy as np
import pytest

from simulator import compare, descend, gradient, propagate
from simulator.core.propagation import Gradient

from .networks import Problem, problem
from .sets import a_set

ALPHA = 0.1
CASES = [
    ("tanh", "identity", "tse"),
    ("sigmoid", "tanh", "mse"),
    ("tanh", "softmax", "tce"),
    ("silu", "sigmoid", "bce"),
]


def given(hidden: str, output: str, loss: str, widths=(4, 3, 2)) -> Problem:
    return problem(81, widths, (hidden, output), loss, (1.0, 1.0))


def numbers(net, g: Gradient) -> dict:
    new = descend(net, g, ALPHA)
    return {"dW": g.dW, "db": g.db, "W": new.W, "b": new.b}


def only(theirs: dict) -> list[dict]:
    """All of it, the gradients alone, the bias alone, and the new b beside the right ∂F/∂W."""
    return [
        theirs,
        {q: theirs[q] for q in ("dW", "db")},
        {"db": theirs["db"]},
        {q: theirs[q] for q in ("dW", "b")},
    ]


@pytest.mark.parametrize(("hidden", "output", "loss"), CASES)
@pytest.mark.parametrize("kept", ["last", "first", "mean"])
def test_a_bias_that_is_not_summed_over_the_items(hidden, output, loss, kept):
    case = given(hidden, output, loss)
    X, T = a_set(case, 5)
    truth = gradient(case.net, X, T, loss)
    S = [propagate(case.net, x, t, loss).S for x, t in zip(X, T, strict=True)]
    ways = {
        "last": lambda l: S[-1][l],
        "first": lambda l: S[0][l],
        "mean": lambda l: sum(s[l] for s in S) / 5,
    }
    if loss == "mse" and kept == "mean":
        return  # that is what it should be
    wrong = Gradient(truth.dW, {l: ways[kept](l) for l in case.net.b}, truth.loss)
    for theirs in only(numbers(case.net, wrong)):
        found = compare(case.net, X, T, theirs, loss, ALPHA)
        assert found.first == (("db", 3) if "db" in theirs else ("b", 3))
        assert "bias-not-summed" in found.mistakes
        if {"dW", "db"} <= {*theirs}:
            assert found.mistakes == ("bias-not-summed",)
        elif "dW" in theirs:  # of a new b alone the mean is what clipping of the update gives too
            assert found.mistakes[0] == "bias-not-summed" and {*found.mistakes[1:]} <= {"clipped"}
    assert compare(case.net, X, T, numbers(case.net, truth), loss, ALPHA).first is None
    if loss == "mse":
        divided = Gradient(truth.dW, {l: b / 5 for l, b in wrong.db.items()}, truth.loss)
        assert compare(case.net, X, T, numbers(case.net, divided), loss, ALPHA).mistakes == (
            "bias-not-summed",
        )


@pytest.mark.parametrize(("hidden", "output", "loss"), CASES)
@pytest.mark.parametrize("turned", ["X", "T", "XT"])
def test_items_taken_along_the_wrong_axis(hidden, output, loss, turned):
    case = given(hidden, output, loss, (4, 3, 4))
    X, T = a_set(case, 4)
    other = X.T if "X" in turned else X, T.T if "T" in turned else T
    theirs = numbers(case.net, gradient(case.net, *other, loss))
    for part in (theirs, {"db": theirs["db"]}, {"W": theirs["W"]}):
        assert compare(case.net, X, T, part, loss, ALPHA).mistakes == ("items-as-rows",)
    narrow = given(hidden, output, loss, (3, 3, 2))
    X, T = a_set(narrow, 4)
    wrong = {l: -3 * dW + 1 for l, dW in gradient(narrow.net, X, T, loss).dW.items()}
    assert compare(narrow.net, X, T, {"dW": wrong}, loss).mistakes == ()


@pytest.mark.parametrize(("hidden", "output", "loss"), CASES)
def test_one_item_allows_neither(hidden, output, loss):
    case = given(hidden, output, loss)
    run = propagate(case.net, case.x, case.t, loss)
    for x, t in ((case.x, case.t), (case.x[None], case.t[None])):
        found = compare(case.net, x, t, {"db": {l: 5 * b for l, b in run.db.items()}}, loss)
        assert not {"bias-not-summed", "items-as-rows"} & {*found.mistakes}


def test_a_frozen_bias_stays():
    case = given(*CASES[0])
    net = case.net.replace(frozen=["b2", "b3[1]"])
    X, T = a_set(case, 5)
    truth = gradient(net, X, T)
    last = propagate(net, X[-1], T[-1])
    new = descend(net, Gradient(truth.dW, last.db, 0.0), ALPHA)
    found = compare(net, X, T, {"W": new.W, "b": new.b}, "tse", ALPHA)
    assert found.first == ("b", 3) and found.mistakes == ("bias-not-summed",)
    np.testing.assert_array_equal(found.entries["b", 3], [False, True])
