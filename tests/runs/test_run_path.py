"""A run takes one path, NumPy's or machine code, keeps it through a file, and says where it is not here."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from simulator import InputError, sweep
from simulator.core.training.machine_code import readiness
from simulator.files.sessions.archive import run_facts
from simulator.runs.many import sweeps
from simulator.runs.runner import Runner
from simulator.runs.standing import standing

from .test_runner import bits, reopened_run, run, suggested

SAID = "trained by compiled code (numba), which is not at hand here: its updates are replayed by NumPy and"


@pytest.fixture
def machine_code(monkeypatch):
    """As on a machine where numba has compiled already."""
    pytest.importorskip("numba")
    monkeypatch.setattr(readiness, "ready_kernel", readiness.awaited_kernel)
    monkeypatch.setattr(sweeps, "ready_kernel", readiness.awaited_kernel)
    monkeypatch.setattr(
        sweeps, "_machine_code_from_the_first", sweeps._machine_code_from_the_first.__wrapped__
    )


def paths(runner: Runner) -> list[str]:
    return [segment.record.path for segment in runner.record().segments]


@pytest.mark.usefixtures("machine_code")
def test_every_portion_of_a_run_takes_its_path_and_a_file_gives_back_every_bit():
    runner = run(run(suggested("moons"), updates=130), updates=70)
    assert paths(runner) == ["numba", "numba"]
    one = run(suggested("moons"), updates=200)
    found = reopened_run(runner)
    assert paths(found) == ["numba", "numba"] and found.agreement == runner.agreement == ""
    for k in (0, 1, 129, 130, 131, 200):
        assert bits(found.at(k)) == bits(runner.at(k)) == bits(one.at(k))
    again = run(found, updates=10)
    assert bits(again.at(210)) == bits(run(runner, updates=10).at(210))


def test_where_its_path_is_missing_it_is_replayed_by_the_other_and_that_is_said(monkeypatch):
    pytest.importorskip("numba")
    with monkeypatch.context() as patched:
        patched.setattr(readiness, "ready_kernel", readiness.awaited_kernel)
        runner = run(suggested("moons"), updates=130)
    found = reopened_run(runner)
    assert SAID in found.agreement and paths(found) == ["numba"]
    assert standing(found, found.points[-1], "", False).endswith("and agree to 1e-12, not bit for bit.")
    assert SAID not in standing(runner, runner.points[-1], "", False)
    for l, W in runner.at(77).W.items():
        np.testing.assert_allclose(found.at(77).W[l], W, rtol=1e-12, atol=1e-13)
    assert bits(found.at(130)) == bits(runner.at(130)), "where a run stands is in the file"
    assert paths(run(found, updates=10)) == ["numba", "numpy"]


def test_a_run_by_numpy_stays_one_and_its_file_says_nothing_of_paths(monkeypatch):
    pytest.importorskip("numba")
    runner = run(suggested("moons"), updates=30)
    monkeypatch.setattr(readiness, "ready_kernel", readiness.awaited_kernel)
    assert paths(run(runner, updates=10)) == ["numpy", "numpy"]
    put = run_facts.Kept("<f8")
    facts = run_facts.run_facts(runner.record(), put)
    assert not [segment for segment in facts["segments"] if "path" in segment]
    runner.plan = replace(runner.plan, batch_size=2)
    assert paths(run(runner, updates=10)) == ["numpy", "numpy", "numba"]


@pytest.mark.parametrize("path", ["fast", 3, ["numba"], None])
def test_a_file_that_names_no_path_is_refused(path, monkeypatch):
    record = run(suggested("moons"), updates=3).segments.kept[0].history.record()
    with pytest.raises(InputError, match=r"^the path must be one of numpy, numba; got "):
        replace(record, path=path)


@pytest.mark.usefixtures("machine_code")
def test_a_sweep_takes_the_path_that_train_takes():
    X, T = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    how = dict(learning_rates=(0.5, 2.0), seeds=range(3), epochs=50)
    here = sweep(X, T, (2, 2, 1), ("tanh", "sigmoid"), jobs=1, **how).rows
    assert here == sweep(X, T, (2, 2, 1), ("tanh", "sigmoid"), jobs=2, **how).rows
    assert here == sweep(X, T, (2, 2, 1), ("tanh", "sigmoid"), path="numba", jobs=1, **how).rows


def test_a_process_keeps_to_the_path_of_its_first_sweep(monkeypatch):
    """Machine code that becomes ready between two sweeps changes no bit of the second."""
    ready: list[object] = []
    monkeypatch.setattr(sweeps, "ready_kernel", lambda: ready[0] if ready else None)
    monkeypatch.setattr(
        sweeps, "_machine_code_from_the_first", cache(sweeps._machine_code_from_the_first.__wrapped__)
    )
    for _ in range(2):
        each = sweeps.combinations((0.5,), (0,), (1,), (None,))
        how = {"loss": "tse", "epochs": 1}
        (sent,) = sweeps.sent_runs([[0.0]], [[1.0]], (1, 1), ("tanh",), "glorot", each, how)
        assert sent.how["path"] == "numpy"
        ready.append("a kernel")
