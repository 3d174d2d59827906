"""The α of a recorded optimizer: found where it was plain descent, and not claimed where it was not."""

import os
from types import SimpleNamespace

import numpy as np
import pytest

from simulator import Network, record
from simulator.files.recordings.departures.learning_rate import plain_rate
from simulator.files.recordings.reader import read_recording

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")


def recorded(tmp_path, optimizer, dtype, **how):
    """Five updates of a small network."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2)).to(dtype)
    descent = optimizer(model.parameters(), **how)
    X, T = torch.randn(5, 3, dtype=dtype), torch.randn(5, 2, dtype=dtype)
    with record(path := tmp_path / "run.npz", model, descent):
        for x, t in zip(X, T, strict=True):
            descent.zero_grad()
            torch.nn.functional.mse_loss(model(x[None]), t[None]).backward()
            descent.step()
    return read_recording(path.read_bytes())


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_the_rate_of_plain_descent_is_found(tmp_path, dtype):
    recording = recorded(tmp_path, torch.optim.SGD, dtype, lr=0.07)
    for k in range(recording.updates):
        assert plain_rate(recording, k) == pytest.approx(0.07, rel=1e-12 if dtype == torch.float64 else 1e-5)


@pytest.mark.parametrize(
    ("optimizer", "how", "first"),
    [
        (torch.optim.Adam, {"lr": 0.01}, None),
        (torch.optim.SGD, {"lr": 0.05, "momentum": 0.9}, 0.05),  # its first step is a plain one
        (torch.optim.SGD, {"lr": 0.05, "weight_decay": 0.1}, None),
    ],
)
def test_another_optimizer_has_no_such_rate(tmp_path, optimizer, how, first):
    recording = recorded(tmp_path, optimizer, torch.float64, **how)
    found = [plain_rate(recording, k) for k in range(recording.updates)]
    assert found[0] == (None if first is None else pytest.approx(first))
    assert found[1:] == [None] * (recording.updates - 1)
    assert np.isfinite(recording.error(0))


@pytest.mark.parametrize(
    ("w", "g", "off", "room"),
    [
        ([0.0, 0.0], [1.0, 1.0], [0.01, -0.01], 1.1e-5),  # of the step, and a tenth of it for where w went
        ([0.0, 1.0], [1.0, 0.0], [0.0, 1.0], 1e-6),  # of a weight that is not to move
    ],
)
@pytest.mark.parametrize("part", [0.95, 1.05])
def test_steps_differ_by_what_float32_rounds_away_and_no_more(w, g, off, room, part):
    """α is 0.01; an entry is `off` by part of the room that there is."""
    new = np.subtract(w, 0.01 * np.array(g)) + part * room * np.array(off)
    before, after = (
        Network.from_arrays([np.array([entries])], [[0.0, 0.0]], ["identity"]) for entries in (w, new)
    )
    gradient = {"dW": {2: np.array([g])}, "db": {2: np.zeros(2)}}
    one = SimpleNamespace(network=lambda k: before, after=lambda k: after, gradient=lambda k: gradient)
    assert plain_rate(one, 0) == (pytest.approx(0.01) if part < 1 else None)
