"""A recorded update, opened in the stepper: the walk goes where PyTorch's own optimizer went."""

import os
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simulator import record
from simulator.files.recordings.reader import Recording, read_recording

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

APP = str(Path(__file__).parents[2] / "app.py")


def recorded(path: Path, rows: int, outputs: int, sign: int = 1) -> Recording:
    """Three updates of SGD with α = 0.1 and nn.MSELoss, which averages over rows and outputs."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, outputs)).double()
    descent = torch.optim.SGD(model.parameters(), lr=0.1)
    with record(path, model, descent):
        for _ in range(3):
            X, T = torch.randn(rows, 2).double(), torch.randn(rows, outputs).double()
            descent.zero_grad()
            (sign * torch.nn.functional.mse_loss(model(X), T)).backward()
            descent.step()
    return read_recording(path.read_bytes())


def opened(path: Path, k: int, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page after update k, from 1, was opened in the stepper."""
    monkeypatch.setattr("sys.argv", [APP, str(path)])
    at = AppTest.from_file(APP, default_timeout=60).run()
    next(field for field in at.number_input if "Update of the recording" in field.label).set_value(k).run()
    next(button for button in at.button if button.label == "Open this update in the stepper").click().run()
    assert not at.exception
    return at


@pytest.mark.parametrize("outputs", [1, 2, 3])
def test_an_update_of_one_row_moves_w_to_where_the_optimizer_moved_it(tmp_path, monkeypatch, outputs):
    recording = recorded(path := tmp_path / "run.npz", 1, outputs)
    scene = opened(path, 2, monkeypatch).session_state["desk"].scene
    (update,) = scene.session.walked
    for l, W in recording.after(1).W.items():
        np.testing.assert_allclose(update.after.W[l], W, rtol=0, atol=1e-12)
    assert ("took" in scene.about) == (outputs > 1)


def test_of_several_rows_each_moves_w_by_its_own_part(tmp_path, monkeypatch):
    """The first row's is what that row gave to the mean that was differentiated."""
    recorded(path := tmp_path / "run.npz", 4, 2)
    session = opened(path, 1, monkeypatch).session_state["desk"].scene.session
    first = session.walked[0]
    one = torch.tensor(session.network.W[2]).requires_grad_()
    a = torch.tanh(torch.tensor(session.X[0]) @ one + torch.tensor(session.network.b[2]))
    y = a @ torch.tensor(session.network.W[3]) + torch.tensor(session.network.b[3])
    (((torch.tensor(session.T[0]) - y) ** 2).sum() / 8).backward()
    np.testing.assert_allclose(first.after.W[2] - first.before.W[2], -0.1 * one.grad.numpy(), atol=1e-12)


@pytest.mark.filterwarnings("ignore:what update 1 differentiated")
def test_a_loss_with_the_other_sign_is_said_and_not_called_weights_of_rows(tmp_path, monkeypatch):
    recorded(path := tmp_path / "run.npz", 2, 2, sign=-1)
    at = opened(path, 1, monkeypatch)
    assert (
        "The loop gave the loss the other sign; here F is φ of a row" in at.session_state["desk"].scene.about
    )
