"""A recorded update, opened in the stepper: the walk goes where PyTorch's own optimizer went."""

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simulator import record
from simulator.files.recordings.reader import Recording, read_recording
from simulator.files.recordings.recorded_arrays import packed, unpacked

from ..grids import by_night

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


def opened(
    path: Path, k: int, monkeypatch: pytest.MonkeyPatch, by: str = "Open this update in the stepper"
) -> AppTest:
    """The page after update k, from 1, was opened in the stepper."""
    monkeypatch.setattr("sys.argv", [APP, str(path)])
    at = AppTest.from_file(APP, default_timeout=60).run()
    next(field for field in at.number_input if "Update of the recording" in field.label).set_value(k).run()
    next(button for button in at.button if button.label == by).click().run()
    assert not at.exception
    return at


@pytest.mark.parametrize("outputs", [1, by_night(2), 3])
def test_an_update_of_one_row_moves_w_to_where_the_optimizer_moved_it(tmp_path, monkeypatch, outputs):
    recording = recorded(path := tmp_path / "run.npz", 1, outputs)
    scene = opened(path, 2, monkeypatch).session_state["desk"].scene
    (update,) = scene.session.walked
    for l, W in recording.after(1).W.items():
        np.testing.assert_allclose(update.after.W[l], W, rtol=0, atol=1e-12)
    assert ("took" in scene.about) == (outputs > 1)


def test_several_rows_are_the_items_of_a_batch_that_moves_w_as_the_loop_did(tmp_path, monkeypatch):
    recording = recorded(path := tmp_path / "run.npz", 4, 2)
    scene = opened(path, 1, monkeypatch, by="Open it with those that follow").session_state["desk"].scene
    assert scene.session.batch_size == 4 and scene.session.updates == 3
    assert scene.title == "run.npz, update 1 to 3"
    for k, update in enumerate(scene.session.walked):
        for l, W in recording.after(k).W.items():
            np.testing.assert_allclose(update.after.W[l], W, rtol=0, atol=1e-12)
    assert "It took 4 rows at once, which are the items of a batch here. 2 more updates" in scene.about


@pytest.mark.filterwarnings("ignore:what update 1 differentiated")
def test_a_loss_with_the_other_sign_is_said_and_not_called_weights_of_rows(tmp_path, monkeypatch):
    recorded(path := tmp_path / "run.npz", 2, 2, sign=-1)
    at = opened(path, 1, monkeypatch)
    assert (
        "The loop gave the loss the other sign; here F is φ of every row alike"
        in at.session_state["desk"].scene.about
    )


def page_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page says in sentences before an update is opened."""
    monkeypatch.setattr("sys.argv", [APP, str(path)])
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert not at.exception
    told = [one.value for one in at.get("html") if '<p class="verdict"' in one.value]
    plain = [text.value for text in at.text]
    return [re.sub("<[^>]*>", "", text) for text in told] + plain


def test_the_page_says_which_rule_gives_the_updates_and_what_departs(tmp_path, monkeypatch):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2)).double()
    steps = torch.optim.Adam(model.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(steps, 2, 0.5)

    @torch.no_grad()
    def rounded(optimizer, args, kwargs):
        if schedule.last_epoch == 2:
            model[0].weight.copy_(model[0].weight.half().double())

    steps.register_step_post_hook(rounded)
    with record(path := tmp_path / "run.npz", model, steps):
        for _ in range(4):
            steps.zero_grad()
            X, T = torch.randn(3, 2).double(), torch.zeros(3, 2).double()
            torch.nn.functional.mse_loss(model(X), T).backward()
            steps.step()
            schedule.step()
    said = page_of(path, monkeypatch)
    assert (
        "Adam, α from 0.1 to 0.05, β₁ = 0.9, β₂ = 0.999, ε = 1e-8: gives W and b of 3 of 4 updates, as near "
        "as float64 can hold them."
    ) in said
    assert "Update 3: W2 is rounded to float16 after the step." in said
    assert "In update 1: Adam, α = 0.1, β₁ = 0.9, β₂ = 0.999, ε = 1e-8." in said


def test_a_recording_without_settings_opens_as_before(tmp_path, monkeypatch):
    recorded(path := tmp_path / "run.npz", 1, 2)
    arrays = unpacked(path.read_bytes())
    about = json.loads(arrays["about"].tobytes())
    del about["optimizer"], about["precision"], about["settings"]
    for update in about["updates"]:
        del update["groups"]
        update.pop("state", None)
    arrays = {name: array for name, array in arrays.items() if name != "momentum"}
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    path.write_bytes(packed(arrays))
    said = page_of(path, monkeypatch)
    assert "The optimizer took W − α ∂F/∂W with α = 0.1." in said
    assert not any("gives W and b" in text for text in said)
