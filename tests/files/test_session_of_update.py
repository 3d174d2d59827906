"""A recorded update as a walk: W and b after it, and after those that follow, are those of the real loop."""

import os
from copy import deepcopy

import numpy as np
import pytest

from simulator import InputError, record
from simulator.files.recordings.departures.optimizer_verdict import sentences, verdict_of
from simulator.files.recordings.reader import read_recording
from simulator.files.recordings.session_of_update import walk_of

from ..grids import grid
from .test_optimizer_verdict import OPTIMIZERS, Grouped, recorded
from .test_recording import KEPT, OPTIMIZED, told

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

nn, F = torch.nn, torch.nn.functional
WALKED = [name for name in OPTIMIZERS if name not in ("maximize", "amsgrad")]


def apart(recording, k, walk):
    """How far W and b of the walk are from those of the loop at most."""
    worst = 0.0
    for i in range(walk.follows):
        ours, theirs = walk.session.walked[i].after, recording.after(k + i)
        for l in ours.W:
            worst = max(worst, np.abs(ours.W[l] - theirs.W[l]).max(), np.abs(ours.b[l] - theirs.b[l]).max())
    return worst


@pytest.mark.filterwarnings("ignore:the gradients of update")
@grid(10, name=WALKED, rows=[1, 5, 13], clip=[None, 0.3], dtype={"64": torch.float64, "32": torch.float32})
def test_a_walk_goes_where_the_loop_went(tmp_path, name, rows, clip, dtype):
    """From the first update and from a later one: the state comes along, clipping is a setting there."""
    recording = recorded(tmp_path / "r.npz", OPTIMIZERS[name][0], dtype, count=12, rows=rows, clip=clip)
    for k in (0, 6):
        walk = walk_of(recording, k, most=5)
        clipped = walk.session.rule is not None and walk.session.rule.settings["clip"] is not None
        assert walk.follows == (1 if clipped else 4 if rows == 13 else 5)
        assert apart(recording, k, walk) <= (1e-12 if dtype == torch.float64 else 2e-5)
        assert clipped <= (clip is not None)
        assert walk.session.batch_size == rows and walk.session.updates == walk.follows


LOSSES = {  # the outputs, the loss, and how it is told here
    "mean of squares": (2, lambda y: F.mse_loss(y, torch.ones_like(y)), "mse"),
    "one output": (1, lambda y: F.mse_loss(y, torch.ones_like(y)), "mse"),
    "sum of squares": (2, lambda y: F.mse_loss(y, torch.ones_like(y), reduction="sum"), "tse"),
    "cross-entropy": (3, lambda y: F.cross_entropy(y, torch.arange(len(y)) % 3), "tce"),
    "binary": (2, lambda y: 3 * F.binary_cross_entropy_with_logits(y, torch.ones_like(y)), "bce"),
}


@grid(way=[*LOSSES], optimizer=["Adam with decay", "Nesterov", "centered", "AdamW"])
def test_the_factor_of_the_loss_is_taken_on_by_the_rule(tmp_path, way, optimizer):
    outputs, loss, name = LOSSES[way]
    torch.manual_seed(2)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, outputs)).double()
    steps = OPTIMIZERS[optimizer][0](model.parameters())
    with record(tmp_path / "r.npz", model, steps):
        for _ in range(5):
            steps.zero_grad()
            loss(model(torch.randn(4, 3).double())).backward()
            steps.step()
    recording = read_recording((tmp_path / "r.npz").read_bytes())
    walk = walk_of(recording, 2, most=5)
    assert walk.session.loss == name and walk.follows == 3
    assert apart(recording, 2, walk) <= 1e-12
    factor = {"mean of squares": 0.5, "cross-entropy": 0.25, "binary": 0.375}.get(way)
    told = " ".join(walk.remarks)
    assert ("The loop's F took " in told) == (factor is not None)
    assert factor is None or f"The loop's F took {factor} of F here; S and ∂F/∂W are " in told


@pytest.mark.parametrize("clip", [None, 0.2])
def test_a_single_weight_behind_a_mask_is_frozen_in_the_walk(tmp_path, clip):
    """A hook holds it back from the gradient on: so Adam leaves it where it is, clipped or not."""
    torch.manual_seed(3)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).double()
    mask = torch.ones_like(model[0].weight)
    mask[0, 1] = mask[2, 2] = 0
    model[0].weight.register_hook(lambda gradient: gradient * mask)
    steps = torch.optim.Adam(model.parameters(), 0.05)
    with pytest.warns(UserWarning, match="as a mask leaves it"), record(tmp_path / "r.npz", model, steps):
        for _ in range(4):
            steps.zero_grad()
            F.mse_loss(model(torch.randn(6, 3).double()), torch.zeros(6, 2).double()).backward()
            if clip:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            steps.step()
    recording = read_recording((tmp_path / "r.npz").read_bytes())
    walk = walk_of(recording, 1, most=5)
    assert walk.session.network.frozen == {"W2[2,1]", "W2[3,3]"} and walk.follows == (1 if clip else 3)
    assert (walk.session.rule.settings["clip"] is not None) == bool(clip)
    assert apart(recording, 1, walk) <= 1e-12


def halved(k, model):
    if k == 3:
        for p in model.parameters():
            p.grad.mul_(0.5)


def test_what_a_walk_has_not_is_said_and_it_follows_nothing(tmp_path):
    path = tmp_path / "r.npz"
    for make, said in (
        (OPTIMIZERS["maximize"][0], "The optimizer's rule is none of a walk, since it maximizes F; here"),
        (OPTIMIZERS["amsgrad"][0], "since amsgrad is no setting of a rule here; here it is plain descent."),
        (Grouped(), "since its groups have an α of their own each; here it is plain descent."),
        (torch.optim.NAdam, "The optimizer's own update is not W − α ∂F/∂W; α is the page's."),
    ):
        walk = walk_of(recorded(path, make, torch.float64, count=2), 1)
        assert walk.follows == 0 and said in walk.remarks[-1]
        assert walk.session.rule is None and walk.session.learning_rate == pytest.approx(0.1)
    recording = recorded(path, OPTIMIZERS["momentum"][0], torch.float64, count=4, before=halved)
    assert walk_of(recording, 2).remarks[-1] == (
        "Here W goes where the optimizer's rule takes it; in the loop it did not."
    )
    assert walk_of(recording, 0, most=5).follows == 2
    walk = walk_of(recorded(path, OPTIMIZERS["Adam"][0], torch.float64, count=1, rows=2_100), 0)
    assert walk.lacks == (
        "It took 2,100 rows at once, which a walk has no room for; here 5 of them are walked one by one.",
    )
    assert (len(walk.session.X), walk.session.batch_size, walk.follows) == (5, 1, 0)
    walk = walk_of(recorded(path, OPTIMIZERS["Adam"][0], torch.float64, count=2, rows=300), 1)
    assert (walk.session.batch_size, walk.lacks, walk.follows) == (300, (), 1)
    assert apart(read_recording(path.read_bytes()), 1, walk) <= 1e-12


def test_numbers_of_any_size_are_followed_and_walked_or_refused():
    """A file from outside may hold whatever is finite: entries, factors and states from 1e-300 to 1e300."""
    about = deepcopy(OPTIMIZED)
    about["settings"] = [{"betas": [0.9, 0.99], "eps": 1e-8, "weight_decay": 0.1, "amsgrad": False}] * 2
    for update in about["updates"]:
        for group in update["groups"]:
            group["learning_rate"] = 0.1
    rng = np.random.default_rng(5)
    walked = 0
    for turn in range(24):
        given = {name: array.copy() for name, array in KEPT.items()}
        name = ("scale", "x", "W2", "dW2", "square")[turn % 5]
        given[name].reshape(-1)[rng.integers(given[name].size) :] *= 10.0 ** rng.integers(-300, 300)
        given["scale"] = np.abs(given["scale"])
        given["scale"][:] = given["scale"][0]
        recording = read_recording(told(about, given))
        try:
            _ = walk_of(recording, 0).session.walked
            walked += 1
        except InputError as reason:
            assert "\n" not in str(reason)
        if turn in (2, 4):
            verdict = verdict_of(recording)
            assert verdict.checked == 2 and all(one.isprintable() for one in sentences(verdict, "float32"))
    assert walked > 5
