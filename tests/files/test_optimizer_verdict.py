"""The rule of a recorded optimizer is named from its own settings, and what W did beside it, none falsely."""

import json
import os

import numpy as np
import pytest

from simulator import record
from simulator.files.recordings.departures.optimizer_verdict import said_of_update, sentences, verdict_of
from simulator.files.recordings.reader import read_recording
from simulator.files.recordings.recorded_arrays import packed, unpacked

from ..grids import grid

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

nn, F, optim = torch.nn, torch.nn.functional, torch.optim
OPTIMIZERS = {  # how it is made, and how it is said
    "descent": (lambda p: optim.SGD(p, 0.1), "SGD, α = 0.1"),
    "momentum": (lambda p: optim.SGD(p, 0.1, momentum=0.9), "SGD, α = 0.1, μ = 0.9"),
    "dampening": (
        lambda p: optim.SGD(p, 0.1, momentum=0.9, dampening=0.5, weight_decay=0.1),
        "SGD, α = 0.1, μ = 0.9, δ = 0.5, λ = 0.1",
    ),
    "Nesterov": (
        lambda p: optim.SGD(p, 0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
        "SGD, α = 0.1, μ = 0.9, nesterov, λ = 0.01",
    ),
    "maximize": (
        lambda p: optim.SGD(p, 1e-3, momentum=0.5, maximize=True),
        "SGD, α = 0.001, μ = 0.5, maximize",
    ),
    "RMSprop": (lambda p: optim.RMSprop(p, 0.01), "RMSProp, α = 0.01, ρ = 0.99, ε = 1e-8"),
    "RMSprop with momentum": (
        lambda p: optim.RMSprop(p, 0.01, momentum=0.9, weight_decay=0.01),
        "RMSProp, α = 0.01, ρ = 0.99, ε = 1e-8, μ = 0.9, λ = 0.01",
    ),
    "centered": (
        lambda p: optim.RMSprop(p, 0.01, centered=True, alpha=0.9, momentum=0.5),
        "RMSProp, α = 0.01, ρ = 0.9, ε = 1e-8, μ = 0.5, centered",
    ),
    "Adam": (lambda p: optim.Adam(p, 0.01), "Adam, α = 0.01, β₁ = 0.9, β₂ = 0.999, ε = 1e-8"),
    "Adam with decay": (
        lambda p: optim.Adam(p, 0.01, weight_decay=0.1, betas=(0.5, 0.9)),
        "Adam, α = 0.01, β₁ = 0.5, β₂ = 0.9, ε = 1e-8, λ = 0.1",
    ),
    "amsgrad": (
        lambda p: optim.Adam(p, 0.01, amsgrad=True, betas=(0.5, 0.9)),
        "Adam, α = 0.01, β₁ = 0.5, β₂ = 0.9, ε = 1e-8, amsgrad",
    ),
    "AdamW": (lambda p: optim.AdamW(p, 0.05), "AdamW, α = 0.05, β₁ = 0.9, β₂ = 0.999, ε = 1e-8, λ = 0.01"),
}
LOOPS = {  # rows of a batch, whether they are always the same, the norm that gradients are clipped to
    "one row": (1, False, None),
    "batches": (5, False, None),
    "the same batch, clipped": (4, True, 0.3),
}
DTYPES = {"float64": torch.float64, "float32": torch.float32, "bfloat16": torch.bfloat16}


def recorded(
    path, make, dtype, *, count=25, rows=4, same=False, clip=None, seed=0, before=None, after=None, every=None
):
    """A real loop; `before` and `after`: what is done in the step, behind the back of the recording."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2)).to(dtype)
    steps = make(model.parameters() if not isinstance(make, Grouped) else model)
    if after is not None:
        steps.register_step_post_hook(hook(after, model))
    with record(path, model, steps):
        if before is not None:
            steps.register_step_pre_hook(hook(before, model))
        for k in range(count):
            if k == 0 or not same:
                X, T = torch.randn(rows, 3, dtype=dtype), torch.randn(rows, 2, dtype=dtype)
            if every is not None:
                every(k + 1, model, steps)
            steps.zero_grad()
            F.mse_loss(model(X), T).backward()
            if clip:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            steps.step()
    return read_recording(path.read_bytes())


def hook(do, model):
    """`do` is given the how-many-th step it is, from 1, and the model."""
    calls = []

    @torch.no_grad()
    def called(optimizer, args, kwargs):
        calls.append(1)
        do(len(calls), model)

    return called


class Grouped:
    """W with weight decay and b without, as is usual."""

    def __call__(self, model):
        W = [p for p in model.parameters() if p.ndim == 2]
        b = [p for p in model.parameters() if p.ndim == 1]
        return optim.AdamW(
            [{"params": W}, {"params": b, "weight_decay": 0.0, "lr": 0.02}], 0.01, weight_decay=0.1
        )


def resaid(path, change):
    """The recording with what it says of the optimizer changed: `change` is given `about`."""
    arrays = unpacked(path.read_bytes())
    about = json.loads(arrays["about"].tobytes())
    change(about)
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    return read_recording(packed(arrays))


def told(recording):
    return sentences(verdict_of(recording), recording.precision)


@pytest.mark.filterwarnings("ignore:the gradients of update")
@grid(12, name=list(OPTIMIZERS), loop=LOOPS, dtype=DTYPES, seed=range(3))
def test_every_update_of_a_real_loop_follows_the_rule_that_is_said(tmp_path, name, loop, dtype, seed):
    make, said = OPTIMIZERS[name]
    rows, same, clip = loop
    recording = recorded(tmp_path / "r.npz", make, dtype, rows=rows, same=same, clip=clip, seed=seed)
    precision = str(dtype).removeprefix("torch.")
    assert told(recording) == [
        f"{said}: gives W and b of all 25 updates, as near as {precision} can hold them."
    ]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_groups_schedules_and_a_later_beginning_are_no_departures(tmp_path, dtype):
    def halved(k, model, steps):
        for group in steps.param_groups:
            group["lr"] *= 0.5 if k in (5, 9) else 1

    recording = recorded(tmp_path / "r.npz", Grouped(), dtype, every=halved)
    (sentence,) = told(recording)
    assert sentence.startswith(
        "AdamW, α from 0.01 to 0.0025 by 3 values for W2, W3 and α from 0.02 to 0.005 by 3 values for b2, "
        "b3, β₁ = 0.9, β₂ = 0.999, ε = 1e-8, λ = 0.1 for W2, W3: gives W and b of all 25 updates"
    )
    assert said_of_update(recording, 6).startswith("AdamW, α = 0.005 for W2, W3 and α = 0.01 for b2, b3")


@pytest.mark.parametrize("name", ["momentum", "centered", "Adam with decay", "amsgrad", "AdamW"])
def test_a_recording_that_begins_in_the_midst_follows_from_the_state_that_it_kept(tmp_path, name):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2)).double()
    steps = OPTIMIZERS[name][0](model.parameters())

    def train(count):
        for _ in range(count):
            steps.zero_grad()
            F.mse_loss(model(torch.randn(4, 3).double()), torch.randn(4, 2).double()).backward()
            steps.step()

    train(7)
    with record(tmp_path / "r.npz", model, steps):
        train(5)
    recording = read_recording((tmp_path / "r.npz").read_bytes())
    verdict = verdict_of(recording)
    assert (verdict.checked, verdict.agreeing, verdict.departures) == (5, 5, ())


def test_a_parameter_without_a_gradient_for_a_while_counts_its_own_updates(tmp_path):
    def none_at_4(k, model, steps):
        model[2].weight.requires_grad_(k != 4)
        steps.zero_grad(set_to_none=True)

    for name in ("momentum", "Adam with decay"):
        recording = recorded(tmp_path / "r.npz", OPTIMIZERS[name][0], torch.float64, every=none_at_4)
        assert "W3" in recording.made[3].missing
        assert verdict_of(recording).departures == ()


# ---- planted departures, each the only one
def group(**settings):
    def change(about):
        for one in about["settings"]:
            one.update(settings)

    return change


def rate_of(k, factor):
    def change(about):
        for one in about["updates"][k]["groups"]:
            one["learning_rate"] *= factor

    return change


def rounded(how):
    def after(k, model):
        for p in model.parameters():
            p.copy_(torch.round(p, decimals=how) if isinstance(how, int) else p.to(how).to(p.dtype))

    return after


def cut(k, model):
    for p in model.parameters():
        p.clamp_(-0.3, 0.3)


def scaled(k, model):
    model[2].weight.mul_(0.99)


def put_back(k, model):
    if k == 1:
        model.kept = model[0].weight[1, 2].clone()
    elif k >= 6:
        model[0].weight[1, 2] = model.before
    model.before = model[0].weight[1, 2].clone()


def passed_over(k, model):
    if k == 4:
        model[2].weight.grad = None


def halved_behind(k, model):
    if k == 6:
        for p in model.parameters():
            p.grad.mul_(0.5)


ON = "From update 1 on: W follows"
SAID = {  # the optimizer, what is said wrongly of it, and what is to be found
    "α of one update": (
        "Adam",
        rate_of(4, 0.5),
        "Update 5: W follows α = 0.01 where the optimizer says 0.005.",
    ),
    "α of one update, descent": (
        "descent",
        rate_of(4, 0.5),
        "Update 5: W follows α = 0.1 where the optimizer says 0.05.",
    ),
    "β₁": (
        "Adam",
        group(betas=[0.8, 0.999]),
        f"{ON} β₁ = 0.9 where the optimizer says 0.8; it shows first in the momentum M.",
    ),
    "β₂": (
        "Adam",
        group(betas=[0.9, 0.99]),
        f"{ON} β₂ = 0.999 where the optimizer says 0.99; it shows first in the square V.",
    ),
    "both β": (
        "Adam",
        group(betas=[0.8, 0.99]),
        f"{ON} β₁ = 0.9 and β₂ = 0.999 where the optimizer says 0.8 and 0.99; it shows first in the "
        "momentum M.",
    ),
    "ε": ("Adam", group(eps=1e-3), f"{ON} ε = 1e-8 where the optimizer says 0.001."),
    "μ": (
        "momentum",
        group(momentum=0.8),
        f"{ON} μ = 0.9 where the optimizer says 0.8; it shows first in the momentum V.",
    ),
    "no decay": (
        "descent",
        group(weight_decay=0.01),
        f"{ON} λ = 0 where the optimizer says 0.01; it shows first in the decay.",
    ),
    "decay": (
        "Nesterov",
        group(weight_decay=0.0),
        f"{ON} λ = 0.01 where the optimizer says 0; it shows first in the decay.",
    ),
    "amsgrad": (
        "amsgrad",
        group(amsgrad=False),
        f"{ON} the rule with amsgrad; it shows first in the largest V.",
    ),
    "maximize": (
        "maximize",
        group(maximize=False),
        "From update 1 on: W went the other way, along +∂F/∂W; it shows first in the momentum V.",
    ),
    "Nesterov's": (
        "Nesterov",
        group(nesterov=False),
        f"{ON} nesterov = True where the optimizer says False.",
    ),
    "ρ": (
        "RMSprop",
        group(alpha=0.9),
        f"{ON} ρ = 0.99 where the optimizer says 0.9; it shows first in the square V.",
    ),
    "λW joins the gradient": (
        "Adam with decay",
        group(decoupled_weight_decay=True),
        "From update 1 on: λW joins the gradient, as in Adam; it shows first in the decay.",
    ),
}


@grid(len(SAID), name=list(SAID), dtype=[torch.float64, torch.float32])
def test_settings_that_w_does_not_follow_are_named(tmp_path, name, dtype):
    optimizer, change, wanted = SAID[name]
    recorded(path := tmp_path / "r.npz", OPTIMIZERS[optimizer][0], dtype)
    main, only = told(resaid(path, change))
    assert ": gives W and b of " in main and only == wanted


DONE = {  # what is done before or after the step, and what is to be found
    "rounded": (
        None,
        rounded(torch.float16),
        "Updates 1 to 25: W2, b2, W3 and b3 are rounded to float16 after the step.",
    ),
    "decimals": (
        None,
        rounded(4),
        "Updates 1 to 25: W2, b2, W3 and b3 are rounded to 4 decimals after the step.",
    ),
    "multiplied": (
        None,
        scaled,
        "Updates 1 to 25: W3 is 0.99 times what the step makes of it, as multiplied after it.",
    ),
    "masked": (None, put_back, "Updates 6 to 25: W2[3,2] stays where it was, as behind a mask."),
    "not stepped": (passed_over, None, "Update 4: W3 was not stepped."),
}


@grid(
    5,
    name=list(DONE),
    optimizer=["Adam", "descent", "RMSprop with momentum", "AdamW"],
    dtype=[torch.float64, torch.float32],
)
def test_what_is_done_to_w_beside_the_step_is_named(tmp_path, name, optimizer, dtype):
    before, after, wanted = DONE[name]
    recording = recorded(tmp_path / "r.npz", OPTIMIZERS[optimizer][0], dtype, before=before, after=after)
    assert told(recording)[1:] == [wanted]


def test_numbers_that_are_cut_off_and_gradients_that_shrink_in_the_step(tmp_path):
    recording = recorded(tmp_path / "r.npz", OPTIMIZERS["momentum"][0], torch.float64, after=cut)
    found = verdict_of(recording).departures
    assert found and {one.kind for one in found} <= {"cut off", "mask"}
    assert {one.value for one in found} <= {0.3, None}
    recording = recorded(tmp_path / "r.npz", OPTIMIZERS["momentum"][0], torch.float64, before=halved_behind)
    assert told(recording)[1:] == ["Update 6: the step took 0.5 times the gradients that it found."]


BETWEEN = {
    "rounded": (rounded(4), "Updates 1 to 9: W2, b2, W3 and b3 are rounded to 4 decimals after the step."),
    "multiplied": (
        scaled,
        "Updates 1 to 9: W3 is 0.99 times what the step makes of it, as multiplied after it.",
    ),
    "nobody knows": (
        lambda k, model: model[2].bias.add_(torch.tensor([0.125, 0.5])),
        "Updates 1 to 9: b3 was changed after the step, before the next update.",
    ),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_what_the_loop_does_to_w_between_two_updates_is_named(tmp_path, name):
    """The steps themselves follow the rule."""
    do, wanted = BETWEEN[name]

    def between(k, model, steps):
        if k > 1:
            with torch.no_grad():
                do(k, model)

    make = OPTIMIZERS["Adam"][0]
    recording = recorded(tmp_path / "r.npz", make, torch.float64, count=10, every=between)
    main, only = told(recording)
    assert main.endswith("gives W and b of all 10 updates, as near as float64 can hold them.")
    assert only == wanted


def test_what_nobody_knows_is_said_to_be_unknown(tmp_path):
    def noise(k, model):
        if k == 3:
            model[0].bias.add_(torch.randn(6) * 0.1)

    recording = recorded(tmp_path / "r.npz", OPTIMIZERS["Adam"][0], torch.float32, after=noise)
    main, only = told(recording)
    assert main.endswith("gives W and b of 24 of 25 updates, as near as float32 can hold them.")
    assert only.startswith("Update 3: 6 of 38 numbers are not where the rule takes them, most of all b2[")


def test_an_optimizer_without_a_row_is_named_with_all_that_it_says(tmp_path):
    recording = recorded(tmp_path / "r.npz", lambda p: optim.NAdam(p, 0.01), torch.float64, count=3)
    assert told(recording) == [
        "The optimizer says NAdam, α = 0.01, betas = (0.9, 0.999), eps = 1e-8, momentum_decay = 0.004. W is "
        "not followed: NAdam is no update rule that is known here."
    ]


def test_settings_that_the_rule_does_not_take_are_said(tmp_path):
    recorded(path := tmp_path / "r.npz", OPTIMIZERS["Adam"][0], torch.float64, count=3)
    (sentence,) = told(resaid(path, group(betas=[0.9])))
    assert sentence.endswith("W is not followed: the optimizer's betas must be two numbers; they are not.")
    (sentence,) = told(resaid(path, group(eps=-1.0)))
    assert "W is not followed: epsilon must be above 0" in sentence
    assert told(resaid(path, lambda about: about["optimizer"].update(name="mine.Own")))[0].startswith(
        "mine.Own, derived from Adam, α = 0.01"
    )
