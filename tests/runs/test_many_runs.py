"""Many runs beside the page: their line, their bounds, and that they end when they are wanted no more."""

import numpy as np
import pytest

from simulator import InputError, sweep
from simulator.runs.many import many_runs
from simulator.runs.many.many_runs import ManyRuns, spent
from simulator.runs.many.sweeps import combinations, sent_runs

X, T = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])


def asked(seeds=(0,), epochs=5, alphas=(0.5,), last="sigmoid"):
    each = combinations(alphas, seeds, (1,), (None,))
    how = {"loss": "tse", "epochs": epochs}
    return each, sent_runs(X, T, (2, 2, 1), ("tanh", last), "glorot", each, how)


def test_a_line_says_where_one_stands_and_stopping_keeps_what_is_done(monkeypatch):
    """The first has a run that diverges and one of hours; the second waits for it, and is as sweep has it."""
    monkeypatch.setattr(many_runs, "MOST_SECONDS", 10**9)
    first = ManyRuns(*asked(alphas=(1e300, 1e-3), epochs=10**8, last="identity"))
    try:
        second = ManyRuns(*asked(seeds=range(5)))
        third = ManyRuns(*asked())
        assert second.waits == "It waits until another ends: this server does 1 set of many runs at once."
        assert third.waits.startswith("It waits until 2 others end")
        third.stop()
        assert (third.found.rows, third.message, third.running) == ([], "stopped", False)
        for _ in range(600):  # a worker starts in a second or so
            if first.found.rows:
                break
            first.wait(0.1)
            first.look()
            second.look()
    finally:
        first.stop()
    assert (first.found.numbers, first.message, first.running) == ((0,), "stopped", False)
    second.wait(60)
    kinds = ("tanh", "sigmoid")
    alone = sweep(
        X, T, (2, 2, 1), kinds, learning_rates=(0.5,), seeds=range(5), rules=(None,), epochs=5, jobs=1
    )
    assert second.found.rows == alone.rows
    assert (second.message, second.waits) == ("", "")


def test_they_end_where_no_page_looks(monkeypatch):
    monkeypatch.setattr(many_runs, "MOST_SECONDS", 10**9)
    monkeypatch.setattr(many_runs, "LONELY", 0.2)
    left = ManyRuns(*asked(epochs=10**8))
    left.wait(60)
    assert not left.running
    assert left.message == "stopped, as no page looked at them for 0.2 seconds"


def test_what_would_take_too_long_is_refused_before_it_begins():
    with pytest.raises(InputError, match="there must be at most 500 runs; got 501"):
        ManyRuns(*asked(seeds=range(501)))
    with pytest.raises(
        InputError, match=r"at most about 4 minutes; these 50 would take about \d+ minutes: take"
    ):
        ManyRuns(*asked(seeds=range(50), epochs=10**6))
    assert [spent(s) for s in (0.01, 42.4, 100, 9000)] == ["1 s", "42 s", "2 minutes", "2 hours"]
