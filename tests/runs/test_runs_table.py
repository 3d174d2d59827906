"""The table and the picture of many runs: what is printed, who learnt, and where each stands."""

import math

import numpy as np
import pytest

from simulator import update_rule
from simulator.runs.many.runs_table import Learnt, standing_of, table_of, usual_error, usual_share
from simulator.runs.many.sweeps import Sweep, combinations

ADAM = update_rule("adam")
EACH = combinations((1.0, 0.1), (3, 5), (1,), (None, ADAM))
ENDS = [(0.4, 1.0), (2.0, 0.75), (math.inf, None), (0.0, 1.0), (4e-3, 1.0)]
ROWS = [
    one | {"loss": loss, "accuracy": right, "diverged": loss == math.inf}
    for one, (loss, right) in zip(EACH, ENDS, strict=False)
]
FOUND = Sweep(ROWS, len(EACH), (0, 1, 2, 3, 4))


def test_the_table_prints_each_run():
    """Errors as means a row, of the 4 rows; what did not end is not there; a diverged one has no number."""
    table = table_of(FOUND, EACH, "tse", 4, Learnt(100))
    assert table["columns"] == ["α", "seed", "update rule", "error a row (TSE)", "right", "learnt"]
    assert [row["cells"] for row in table["rows"]] == [
        ["1", "3", "plain descent", "0.1", "100.0%", "learnt"],
        ["1", "3", "Adam", "0.5", "75.0%", "not learnt"],
        ["1", "5", "plain descent", "–", "–", "diverged"],
        ["1", "5", "Adam", "0", "100.0%", "learnt"],
        ["0.1", "3", "plain descent", "0.001", "100.0%", "learnt"],
    ]
    assert table["rows"][1]["said"] == "α = 1, seed 3, Adam: error 0.5 a row, 75.0% right"
    assert standing_of(FOUND, table) == "5 of 8 runs ended · 3 of 5 learnt · 1 diverged"


def test_the_picture_has_every_run_over_its_alpha():
    """α upwards from the left, its groups side by side, powers of ten on the other axis."""
    table = table_of(FOUND, EACH, "tse", 4, Learnt(100))
    assert (table["alphas"], table["groups"], table["seeds"]) == (["0.1", "1"], ["plain descent", "Adam"], 2)
    assert [(row["alpha"], row["group"], row["seed"]) for row in table["rows"]] == [
        *((1, 0, 0), (1, 1, 0), (1, 0, 1), (1, 1, 1), (0, 0, 0))
    ]
    assert [row["y"] for row in table["rows"]] == [
        pytest.approx(-1),
        math.log10(0.5),
        None,
        None,
        pytest.approx(-3),
    ]
    assert [row["exact"] for row in table["rows"]] == [False, False, False, True, False]
    assert (table["low"], table["high"]) == (-3, 0)
    assert [tick["said"] for tick in table["ticks"]] == ["1", "0.1", "0.01", "0.001"]
    shares = [(s["alpha"], s["group"], s["learnt"], s["ended"]) for s in table["shares"]]
    assert shares == [(0, 0, 1, 1), (0, 1, 0, 0), (1, 0, 1, 2), (1, 1, 1, 2)]


def test_what_learnt_means():
    """By rows right, exactly so many; without classes by the error a row; never where it diverged."""
    assert Learnt(75).of(ROWS[1], "tse", 4) and not Learnt(76).of(ROWS[1], "tse", 4)
    assert not Learnt(1).of(ROWS[2], "tse", 4)
    assert Learnt(None, 0.1).of(ROWS[0], "tse", 4) and not Learnt(None, 0.099).of(ROWS[0], "tse", 4)
    assert Learnt(None, 0.4).of(ROWS[0], "mse", 4)
    assert Learnt(100).said(4) == "Learnt: all of the 4 training rows are right at the end."
    assert Learnt(95).said(160) == "Learnt: at least 95% of the 160 training rows are right at the end."
    assert Learnt(None, 0.05).said(4) == "Learnt: the error at the end is at most 0.05 a row."
    assert [usual_share(rows) for rows in (4, 20, 21, 160)] == [100, 100, 95, 95]


@pytest.mark.parametrize(
    ("loss", "last", "mean"),
    [
        ("tse", "identity", np.var([1, 2, 6])),
        ("mse", "identity", np.var([1, 2, 6])),
        ("bce", "sigmoid", -(np.log(1 / 3) / 3 + 2 * np.log(2 / 3) / 3)),
        ("tse", "softmax", 2 * np.var([0, 0, 1])),
        ("tce", "softmax", -(np.log(1 / 3) / 3 + 2 * np.log(2 / 3) / 3)),
        ("tce", "softplus", -np.log(3) * 3),
    ],
)
def test_a_tenth_of_the_error_of_the_mean_is_learnt_at_first(loss, last, mean):
    shares = np.array([[0.0], [0.0], [1.0]])
    sets = {"sigmoid": shares, "softmax": np.hstack([shares, 1 - shares])}
    T = sets.get(last, np.array([[1.0], [2.0], [6.0]]))
    assert usual_error(T, loss, last) == float(f"{mean / 10:.2g}")


def test_where_no_output_is_the_mean_a_tenth_itself_is_learnt_at_first():
    """Of sigmoid, and of shares of which one is 0."""
    assert usual_error(np.array([[1.0], [2.0]]), "tse", "sigmoid") == 0.1
    assert usual_error(np.array([[1.0, 0.0], [1.0, 0.0]]), "tce", "softmax") == 0.1
