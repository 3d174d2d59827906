"""Where numba is not installed, is broken or is not ready, training goes by NumPy, and nobody hears of it."""

import os
import subprocess
import sys
import threading

import pytest

from simulator import InputError, train
from simulator.core.training.machine_code import readiness

from .networks import problem
from .sets import a_set

GIVEN = problem(66, (2, 3, 1), ("tanh", "identity"), "tse", (1.0, 1.0))
X, T = a_set(GIVEN, 4)
REAL = readiness.ready_kernel
ABSENT = """
import sys
sys.modules["numba"] = None
from simulator import InputError, Network, train
net = Network.from_arrays([[[0.0]]], [[0.0]], ["identity"])
history = train(net, [[1], [2]], [[1], [3]], learning_rate=0.125, epochs=2)
assert (history.path, history.losses) == ("numpy", [10.0, 1.7265625, 0.712066650390625])
try:
    train(net, [[1]], [[1]], path="numba")
except InputError as reason:
    print(reason)
assert not [name for name in sys.modules if name.startswith(("numba.", "llvmlite"))]
"""


@pytest.fixture(autouse=True)
def nothing_ready(by_numpy, monkeypatch):
    """As at the start of a program."""
    for name in ("_kernel", "_begun", "_failed"):
        monkeypatch.setattr(readiness, name, [])
    monkeypatch.setattr(readiness, "ready_kernel", REAL)
    monkeypatch.setattr(readiness, "is_kept", lambda: False)


def test_a_program_without_numba():
    found = subprocess.run(
        [sys.executable, "-c", ABSENT], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout == (
        'the path numba must have numba installed (pip install "backprop-simulator[fast]"); it is not\n'
    )
    assert found.stderr == ""


def test_an_installation_that_is_broken_is_as_good_as_none(monkeypatch, capfd):
    monkeypatch.setattr(readiness, "find_spec", lambda name: name)  # it is there
    monkeypatch.setattr(readiness, "is_kept", lambda: True)
    monkeypatch.setitem(sys.modules, "numba", None)  # and cannot be imported
    monkeypatch.delitem(sys.modules, f"{readiness.__package__}.by_numba", raising=False)
    monkeypatch.delitem(sys.modules, f"{readiness.__package__}.warm_kernel", raising=False)
    assert train(GIVEN.net, X, T).path == "numpy"
    assert not readiness.installed()
    with pytest.raises(InputError, match="must have numba installed"):
        train(GIVEN.net, X, T, path="numba")
    assert capfd.readouterr() == ("", "")


def test_nobody_waits_until_it_is_compiled(monkeypatch):
    go_on, calls = threading.Event(), []

    def make_ready():
        calls.append(threading.current_thread())
        go_on.wait(60)

    monkeypatch.setattr(readiness, "find_spec", lambda name: name)
    monkeypatch.setattr(readiness, "_make_ready", make_ready)
    for _ in range(3):
        assert train(GIVEN.net, X, T).path == "numpy"
    go_on.set()
    calls[0].join(60)
    assert len(calls) == 1 and calls[0] is not threading.current_thread()


def test_what_cannot_be_kept_is_not(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    for folder, made in (("caches", True), ("file", False)):
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / folder))
        readiness.cache_folder.cache_clear()
        assert bool(readiness.cache_folder()) is made
    monkeypatch.undo()
    readiness.cache_folder.cache_clear()


@pytest.mark.nightly
def test_it_is_compiled_in_a_process_and_kept(tmp_path):
    pytest.importorskip("numba")
    code = """
import sys
from simulator.core.training.machine_code import readiness
print(readiness.is_kept(), readiness.awaited_kernel() is not None, readiness.is_kept())
"""
    for said in ("False True True", "True True True"):
        found = subprocess.run(
            [sys.executable, "-c", code],
            check=False, capture_output=True, text=True, timeout=600,
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        )  # fmt: skip
        assert (found.stdout.strip(), found.stderr) == (said, "")
    assert [*tmp_path.rglob("*.nbi")]
