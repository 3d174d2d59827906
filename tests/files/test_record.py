"""Real PyTorch loops are recorded; what is read back is what autograd found, and what the simulator finds."""

import os
import warnings
from copy import deepcopy
from itertools import pairwise

import numpy as np
import pytest

from simulator import InputError, gradient, record
from simulator.files.recordings.reader import read_recording

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

nn, F = torch.nn, torch.nn.functional
DOUBLE = torch.float64


def perceptron(*widths, seed=0, dtype=DOUBLE):
    torch.manual_seed(seed)
    layers = []
    for left, right in pairwise(widths):
        layers += [nn.Linear(left, right), nn.Tanh()]
    return nn.Sequential(*layers[:-1]).to(dtype)


def numbers(count=6, width=3, dtype=DOUBLE):
    return torch.randn(count, width, dtype=dtype)


class Watched:
    """A second witness: what a hook of the test's own sees right before each step."""

    def __init__(self, model, optimizer):
        self.linear = [module for module in model.modules() if isinstance(module, nn.Linear)]
        self.seen, self.after = [], []
        optimizer.register_step_pre_hook(lambda *given: self.seen.append((self.state(), self.grads())))
        optimizer.register_step_post_hook(lambda *given: self.after.append(self.state()))

    def state(self):
        return [(m.weight.detach().numpy().T.copy(), m.bias.detach().numpy().copy()) for m in self.linear]

    def grads(self):
        return [(m.weight.grad.numpy().T.copy(), m.bias.grad.numpy().copy()) for m in self.linear]

    def check(self, recording):
        for k in range(recording.updates):
            step = recording.step(k) - 1
            pairs = ((recording.network(k), self.seen[step][0]), (recording.after(k), self.after[step]))
            for net, state in pairs:
                for l, (W, b) in enumerate(state, start=2):
                    assert np.array_equal(net.W[l], W) and np.array_equal(net.b[l], b)
            found = recording.gradient(k)
            for l, (dW, db) in enumerate(self.seen[step][1], start=2):
                assert np.array_equal(found["dW"][l], dW) and np.array_equal(found["db"][l], db)


def agree(recording, tolerance=1e-12):
    """The simulator's gradients of the recorded rows are the recorded gradients."""
    for k in range(recording.updates):
        theirs, ours = recording.gradient(k), recording.simulated(k)
        size = sum(np.linalg.norm(g) for part in theirs.values() for g in part.values())
        for kind, layers in theirs.items():
            for l, g in layers.items():
                assert np.linalg.norm(ours[kind][l] - g) <= tolerance * size, (k, kind, l)


def read(path):
    return read_recording(path.read_bytes())


OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, 0.1),
    "momentum": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01),
    "Adam": lambda p: torch.optim.Adam(p, 0.05),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(DOUBLE, 1e-12), (torch.float32, 1e-6)])
def test_a_loop_with_validation_and_batches_of_different_sizes(tmp_path, optimizer, dtype, tolerance):
    model, criterion = perceptron(3, 4, 2, dtype=dtype), nn.MSELoss()
    X, T = numbers(17, dtype=dtype), numbers(17, 2, dtype)
    steps = OPTIMIZERS[optimizer](model.parameters())
    witness = Watched(model, steps)
    with record(tmp_path / "run.npz", model, steps) as rec:
        for x, t in zip(X.split(5), T.split(5), strict=True):
            steps.zero_grad()
            loss = criterion(model(x), t)
            with torch.no_grad():
                criterion(model(X), T)
            criterion(model(X), T).item()  # validation that keeps a graph
            loss.backward()
            steps.step()
            model.eval()
            criterion(model(X), T)
            model.train()
    found = read(tmp_path / "run.npz")
    assert rec.updates == found.updates == 4 and rec.remarks == found.remarks == ()
    assert (found.loss, found.reduction, found.activations) == ("mse", "mean", ("tanh", "identity"))
    witness.check(found)
    agree(found, tolerance)
    for k, (x, t) in enumerate(zip(X.split(5), T.split(5), strict=True)):
        assert np.array_equal(found.X(k), x.double()) and np.array_equal(found.T(k), t.double())
        assert np.array_equal(found.scale(k), np.full(len(x), 1 / (2 * len(x))))
        net = found.network(k)
        by_mse = gradient(net, found.X(k), found.T(k), "mse")  # means over rows; PyTorch's over outputs too
        assert found.error(k) == pytest.approx(by_mse.loss / 2, rel=tolerance)
        ours, theirs = by_mse.dW[2] / 2, found.gradient(k)["dW"][2]
        assert np.linalg.norm(ours - theirs) <= tolerance * np.linalg.norm(theirs) + tolerance / 10


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy_of_classes(tmp_path, reduction, smoothing):
    model = perceptron(3, 5, 4)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    criterion = nn.CrossEntropyLoss(reduction=reduction, label_smoothing=smoothing)
    witness, labels = Watched(model, steps), torch.tensor([3, 0, 1, 1, 2])
    with record(tmp_path / "run.npz", model, steps):
        for _ in range(3):
            steps.zero_grad()
            criterion(model(numbers(5)), labels).backward()
            steps.step()
    found = read(tmp_path / "run.npz")
    assert (found.loss, found.reduction, found.activations) == ("tce", reduction, ("tanh", "softmax"))
    witness.check(found)
    agree(found)
    assert np.array_equal(found.T(0).argmax(axis=1), labels)
    assert np.array_equal(found.T(0), (1 - smoothing) * np.eye(4)[labels] + smoothing / 4)
    ours = gradient(found.network(1), found.X(1), found.T(1), "tce")
    share = 1 / 5 if reduction == "mean" else 1
    assert found.error(1) == pytest.approx(share * ours.loss, rel=1e-12)


def test_cross_entropy_of_shares(tmp_path):
    model = perceptron(3, 4)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with record(tmp_path / "run.npz", model, steps):
        F.cross_entropy(model(numbers()), torch.softmax(numbers(6, 4), 1)).backward()
        steps.step()
    agree(read(tmp_path / "run.npz"))


BINARY = {
    "BCELoss": (nn.BCELoss, (nn.Sigmoid(),)),
    "BCEWithLogitsLoss": (nn.BCEWithLogitsLoss, ()),
}


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("width", [1, 3])
def test_binary_cross_entropy(tmp_path, name, reduction, width):
    """One yes or no, and several at once; the sigmoid is the model's own, or the loss applies it."""
    loss, end = BINARY[name]
    model = nn.Sequential(*perceptron(3, 5, width), *end).double()
    steps = torch.optim.SGD(model.parameters(), 0.1)
    criterion, witness = loss(reduction=reduction), Watched(model, steps)
    T = (torch.arange(5 * width).reshape(5, width) % 3 == 0).double()
    with record(tmp_path / "run.npz", model, steps):
        for _ in range(3):
            steps.zero_grad()
            criterion(model(numbers(5)), T).backward()
            steps.step()
    found = read(tmp_path / "run.npz")
    assert (found.loss, found.reduction, found.activations) == ("bce", reduction, ("tanh", "sigmoid"))
    witness.check(found)
    agree(found)
    assert np.array_equal(found.T(0), T)
    share = 1 / (5 * width) if reduction == "mean" else 1
    ours = gradient(found.network(1), found.X(1), found.T(1), "bce")
    assert found.error(1) == pytest.approx(share * ours.loss, rel=1e-12)


@pytest.mark.parametrize(
    ("loss", "end", "text"),
    [
        (nn.BCELoss(), nn.Softmax(dim=1), "BCE takes ln y and"),
        (nn.BCEWithLogitsLoss(), nn.Sigmoid(), "binary_cross_entropy_with_logits applies sigmoid itself"),
        (nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0, 3.0])), nn.Identity(), "was given pos_weight"),
        (nn.BCELoss(weight=torch.tensor([2.0, 3.0])), nn.Sigmoid(), "was given weight"),
    ],
)
def test_binary_cross_entropy_of_another_sort_is_left_out(tmp_path, loss, end, text):
    model = nn.Sequential(nn.Linear(3, 2), end).double()
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with pytest.warns(UserWarning, match=text), record(tmp_path / "run.npz", model, steps):
        loss(model(numbers()), torch.ones(6, 2, dtype=DOUBLE)).backward()
        steps.step()


def test_accumulated_passes_of_different_sizes_are_one_update(tmp_path):
    model = perceptron(3, 4, 2)
    steps = torch.optim.Adam(model.parameters())
    witness = Watched(model, steps)
    with record(tmp_path / "run.npz", model, steps):
        for _ in range(2):
            for rows in (4, 3, 1):
                (F.mse_loss(model(numbers(rows)), numbers(rows, 2)) / 3).backward()
            steps.step()
            steps.zero_grad()
    found = read(tmp_path / "run.npz")
    assert found.passes(0) == found.passes(1) == (4, 3, 1)
    assert found.scale(0) == pytest.approx([1 / 24] * 4 + [1 / 18] * 3 + [1 / 6], rel=1e-15)
    assert not found.carried(0) and not found.carried(1)
    witness.check(found)
    agree(found)


def test_several_losses_in_one_backward_and_several_backwards_of_one_loss(tmp_path):
    model = perceptron(3, 4, 2)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with record(tmp_path / "run.npz", model, steps):
        (
            F.mse_loss(model(numbers(4)), numbers(4, 2)) - 0.5 * F.mse_loss(model(numbers(2)), numbers(2, 2))
        ).backward()
        steps.step()
        steps.zero_grad()
        y = model(numbers(4))
        loss = F.mse_loss(y, numbers(4, 2)) + F.mse_loss(y, numbers(4, 2))
        loss.backward(retain_graph=True)
        loss.backward()
        steps.step()
    found = read(tmp_path / "run.npz")
    assert sorted(found.passes(0)) == [2, 4] and found.passes(1) == (4, 4, 4, 4)
    agree(found)


def test_a_discarded_pass_is_no_part_of_the_update(tmp_path):
    model = perceptron(3, 4, 2)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with record(tmp_path / "run.npz", model, steps):
        F.mse_loss(model(numbers(4)), numbers(4, 2)).backward()
        steps.zero_grad(set_to_none=False)
        F.mse_loss(model(numbers(5)), numbers(5, 2)).backward()
        steps.step()
    assert read(tmp_path / "run.npz").passes(0) == (5,)
    agree(read(tmp_path / "run.npz"))


def test_gradients_that_were_never_cleared_are_said_to_be(tmp_path):
    model = perceptron(3, 4, 1)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with record(tmp_path / "run.npz", model, steps):
        for _ in range(3):
            F.mse_loss(model(numbers()).squeeze(1), numbers()[:, 0], reduction="sum").backward()
            steps.step()
    found = read(tmp_path / "run.npz")
    assert [found.carried(k) for k in range(3)] == [False, True, True]
    ours = [found.simulated(k)["dW"][2] for k in range(3)]
    assert np.allclose(found.gradient(2)["dW"][2], sum(ours), rtol=1e-12, atol=1e-14)


def test_frozen_and_missing_parameters(tmp_path):
    model = nn.Sequential(nn.Linear(3, 4, bias=False), nn.ReLU(), nn.Linear(4, 3), nn.Linear(3, 2)).double()
    model[2].weight.requires_grad_(False)
    steps = torch.optim.SGD([model[0].weight, model[2].bias, model[3].weight], 0.1)
    with record(tmp_path / "run.npz", model, steps):
        F.mse_loss(model(numbers()), numbers(6, 2)).backward()
        steps.step()
    found = read(tmp_path / "run.npz")
    assert found.network(0).frozen == {"b2", "W3", "b4"}
    assert {kind: [*layers] for kind, layers in found.gradient(0).items()} == {"dW": [2, 4], "db": [3, 4]}
    agree(found)


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.drop, self.last = nn.Linear(9, 4), nn.Dropout(0.0), nn.Linear(4, 2)

    def forward(self, x):
        return self.last(self.drop(F.relu(self.first(x.flatten(1)))))


def test_images_and_a_mode_that_changes(tmp_path):
    model = Own().double()
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with record(tmp_path / "run.npz", model, steps):
        for k in range(4):
            model.train(k % 2 == 0)
            steps.zero_grad()
            F.mse_loss(model(torch.randn(5, 1, 3, 3, dtype=DOUBLE)), numbers(5, 2)).backward()
            steps.step()
    found = read(tmp_path / "run.npz")
    assert found.updates == 4 and found.X(0).shape == (5, 9)
    agree(found)


def test_an_exception_in_the_loop_goes_through_and_what_was_recorded_is_written(tmp_path):
    model = perceptron(3, 4, 2)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with pytest.raises(ZeroDivisionError), record(tmp_path / "run.npz", model, steps):
        for k in range(5):
            steps.zero_grad()
            F.mse_loss(model(numbers()), numbers(6, 2)).backward()
            steps.step()
            1 / (3 - k)
    assert read(tmp_path / "run.npz").updates == 4
    agree(read(tmp_path / "run.npz"))
    assert not model._forward_hooks and not steps._optimizer_step_pre_hooks


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_an_exception_of_torch_itself_stays_the_same(tmp_path):
    model = perceptron(3, 2)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with pytest.raises(RuntimeError, match="size of tensor"), record(tmp_path / "run.npz", model, steps):
        F.mse_loss(model(numbers(2)), numbers(3, 5))
    assert not (tmp_path / "run.npz").exists()


@pytest.mark.parametrize("limit", [{"most_updates": 2}, {"most_bytes": 2_500}])
def test_recording_stops_at_its_limit_and_training_goes_on(tmp_path, limit):
    model = perceptron(3, 4, 2)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with (
        pytest.warns(UserWarning, match="stopped after"),
        record(tmp_path / "run.npz", model, steps, **limit) as rec,
    ):
        for _ in range(6):
            steps.zero_grad()
            F.mse_loss(model(numbers()), numbers(6, 2)).backward()
            steps.step()
    found = read(tmp_path / "run.npz")
    assert 0 < found.updates < 6 and found.remarks == rec.remarks
    assert f"stopped after {found.updates} updates, at its limit {next(iter(limit))} = " in rec.remarks[0]
    agree(found)


def broadcast(y, x, t):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return F.mse_loss(y, t[:, :1])


def behind_torch(y, x, t):
    x.numpy()[:] += 1
    return F.mse_loss(y, t)


LABELS = torch.tensor([0, 1, 1, 1, 0, 1])
UNCERTAIN = {
    "F.binary_cross_entropy_with_logits; got F.l1_loss": lambda y, x, t: F.l1_loss(y, t),
    "with_logits of the model's output": lambda y, x, t: ((y - t) ** 4).mean(),
    "losses of different kinds": lambda y, x, t: F.mse_loss(y, t) + F.mse_loss(y, t, reduction="sum"),
    "something else than the model's own output": lambda y, x, t: F.mse_loss(2 * y, t),
    "reduction 'none'": lambda y, x, t: (F.mse_loss(y, t, reduction="none") ** 2).mean(),
    "was given weight": lambda y, x, t: F.cross_entropy(y, LABELS, weight=torch.tensor([1.0, 3.0]).double()),
    "ignore_index": lambda y, x, t: F.cross_entropy(y, LABELS, ignore_index=1),
    r"broadcast a target \(6, 1\) against an output \(6, 2\)": broadcast,
    "is not what its layers make of its input": behind_torch,
}


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_is_not_certain_is_left_out_with_a_remark(tmp_path, text):
    model = perceptron(3, 4, 2)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    witness = Watched(model, steps)
    with pytest.warns(UserWarning, match=text), record(tmp_path / "run.npz", model, steps):
        for loss in (lambda y, x, t: F.mse_loss(y, t), UNCERTAIN[text], lambda y, x, t: F.mse_loss(y, t)):
            x, t = numbers(), numbers(6, 2)
            steps.zero_grad()
            loss(model(x), x, t).backward()
            steps.step()
    found = read(tmp_path / "run.npz")
    assert [found.step(k) for k in range(found.updates)] == [1, 3]
    assert len(found.remarks) == 1 and "1 time, first in its call number 2" in found.remarks[0]
    witness.check(found)
    agree(found)


B, C = (
    torch.tensor([[0.0], [1.0], [1.0], [0.0], [1.0], [0.0]], dtype=DOUBLE),
    torch.tensor([0, 1, 1, 0, 1, 2]),
)
BY_HAND = {  # outputs, the last module, the loss, and what it is
    "squares": (2, (), lambda y, t: ((y - t) ** 2).mean(), ("mse", "mean")),
    "squares the other way round": (2, (), lambda y, t: (t - y).square().sum(), ("tse", "sum")),
    "half of them": (2, (), lambda y, t: 0.5 * torch.sum((t - y) ** 2), ("tse", "sum")),
    "none, then a mean": (2, (), lambda y, t: F.mse_loss(y, t, reduction="none").mean(), ("mse", "mean")),
    "norm": (2, (), lambda y, t: torch.norm(y - t) ** 2, ("tse", "sum")),
    "BCE of y": (
        1,
        (nn.Sigmoid(),),
        lambda y, t: -(B * y.log() + (1 - B) * (1 - y).log()).mean(),
        ("bce", "mean"),
    ),
    "BCE of n": (1, (), lambda y, t: (F.softplus(y) - B * y).sum(), ("bce", "sum")),
    "NLL": (3, (), lambda y, t: F.nll_loss(F.log_softmax(y, 1), C), ("tce", "mean")),
    "NLL by index": (
        3,
        (),
        lambda y, t: -torch.log_softmax(y, 1)[torch.arange(6), C].mean(),
        ("tce", "mean"),
    ),
    "TCE of y": (
        3,
        (nn.Softmax(1),),
        lambda y, t: -(torch.eye(3).double()[C] * y.log()).sum(),
        ("tce", "sum"),
    ),
    "module of module": (
        3,
        (),
        lambda y, t: nn.NLLLoss(reduction="sum")(nn.LogSoftmax(1)(y), C),
        ("tce", "sum"),
    ),
}


@pytest.mark.parametrize("way", BY_HAND)
def test_a_loss_written_by_hand_is_recognised_by_its_numbers(tmp_path, way):
    width, end, loss, kind = BY_HAND[way]
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, width), *end).double()
    steps = torch.optim.SGD(model.parameters(), 0.1)
    witness, values = Watched(model, steps), []
    with record(tmp_path / "run.npz", model, steps) as rec:
        for _ in range(2):
            steps.zero_grad()
            value = loss(model(numbers()), numbers(6, 2))
            value.backward()
            values.append(value.item())
            steps.step()
    found = read(tmp_path / "run.npz")
    assert rec.remarks == () and (found.loss, found.reduction) == kind
    witness.check(found)
    agree(found, 1e-9)
    assert [found.error(k) for k in (0, 1)] == pytest.approx(values)


@pytest.mark.filterwarnings("ignore:Using a target size")
@pytest.mark.parametrize(
    "loss",
    [
        F.mse_loss,
        lambda y, t: ((y - t) ** 2).mean(),
        lambda y, t: F.mse_loss(y, t, reduction="none").mean(),
    ],
)
def test_targets_that_meet_every_output_are_said_to_be_broadcast(tmp_path, loss):
    """(6,) against (6, 1) is (6, 6), although both hold six numbers."""
    model = perceptron(3, 1)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    said = r"broadcast a target \(6,\) against an output \(6, 1\) to \(6, 6\).*target.reshape\(6, 1\)"
    with pytest.warns(UserWarning, match=said), record(tmp_path / "run.npz", model, steps) as rec:
        loss(model(numbers()), numbers(6, 1)[:, 0]).backward()
        steps.step()
    assert rec.updates == 0
    with record(tmp_path / "run.npz", model, steps) as rec:  # and one that only looks another
        steps.zero_grad()
        loss(model(numbers()).squeeze(1), numbers(6, 1)[:, 0]).backward()
        steps.step()
    assert rec.updates == 1 and rec.remarks == ()


def with_penalty(model, y, t):
    return F.mse_loss(y, t) + 0.01 * sum((p**2).sum() for p in model.parameters() if p.ndim == 2)


def with_penalty_on_all(model, y, t):
    return F.mse_loss(y, t) + 0.01 * sum((p**2).sum() for p in model.parameters())


BESIDE = {
    "clipped": (
        lambda model, y, t: 100 * F.mse_loss(y, t),
        0.5,
        r"times those of the loss, one common factor",
    ),
    "penalty": (with_penalty, None, r"λW is in them with λ = 0\.02, as from a penalty"),
    "penalty on b too": (with_penalty_on_all, None, r"λW and λb are in them with λ = 0\.02"),
    "both": (with_penalty, 0.01, r"one common factor, .*; λW is in them with λ = 0\.02"),
}


def masked(model):
    """A hook that holds one entry, W2[2,1] here: row 1, column 2 of the framework's own."""
    mask = torch.ones_like(model[0].weight)
    mask[0, 1] = 0
    model[0].weight.register_hook(lambda gradient: gradient * mask)


def beside(model, extra):
    return lambda y, t: F.mse_loss(y, t) + extra(model)


TOLD = {  # what is done to the model, what is added to the loss, what is done before the step, what is said
    "mask": (masked, lambda m: 0, None, r"alone: W2\[2,1\] has 0, as a mask leaves it"),
    "mask and clipping": (
        masked,
        lambda m: 0,
        lambda m: nn.utils.clip_grad_norm_(m.parameters(), 0.1),
        r"alone: W2\[2,1\] has 0, as a mask leaves it; all are 0\.\d+ times those of the loss, one",
    ),
    "a whole bias": (
        None,
        lambda m: 0,
        lambda m: m[0].bias.grad.zero_(),
        r"alone: b2 has 0, as a mask leaves it",
    ),
    "value": (
        None,
        lambda m: 0,
        lambda m: nn.utils.clip_grad_value_(m.parameters(), 0.02),
        r"alone: \d+ of 26 are cut off at ±0\.02, as clipping by value does",
    ),
    "one layer": (
        None,
        lambda m: 0.01 * (m[2].weight ** 2).sum(),
        None,
        r"λW3 is in them with λ = 0\.02, .* on W3 alone",
    ),
    "l1": (
        None,
        lambda m: 0.01 * sum(p.abs().sum() for p in m.parameters() if p.ndim == 2),
        None,
        r"λ sign\(W2\) and λ sign\(W3\) are in them with λ = 0\.01, as from a penalty λ Σ \|w\|",
    ),
    "noise": (
        None,
        lambda m: 0,
        lambda m: m[2].bias.grad.add_(0.1),
        r"differ by up to .* of the largest entry, most in ∂F/∂b3, and nothing known explains it",
    ),
}


@pytest.mark.parametrize("dtype", [DOUBLE, torch.float32])
@pytest.mark.parametrize("way", TOLD)
def test_whatever_was_done_to_the_gradients_is_said(tmp_path, way, dtype):
    """A mask, clipping by value, other penalties; what nobody knows is said to be there."""
    prepare, extra, before_step, said = TOLD[way]
    model = perceptron(3, 4, 2, dtype=dtype)
    if prepare:
        prepare(model)
    steps = torch.optim.SGD(model.parameters(), 0.01)
    with pytest.warns(UserWarning, match=said), record(tmp_path / "run.npz", model, steps) as rec:
        for _ in range(2):
            steps.zero_grad()
            beside(model, extra)(model(numbers(dtype=dtype)), numbers(6, 2, dtype)).backward()
            if before_step:
                before_step(model)
            steps.step()
    assert rec.updates == 2 and len(rec.remarks) == 1 and rec.remarks[0].endswith("likewise in 1 more")


def test_a_loss_with_the_other_sign_is_said(tmp_path):
    model = perceptron(3, 2)
    steps = torch.optim.SGD(model.parameters(), 0.01)
    said = "the loss with the other sign"
    with pytest.warns(UserWarning, match=said), record(tmp_path / "run.npz", model, steps):
        (-F.mse_loss(model(numbers()), numbers(6, 2))).backward()
        steps.step()


@pytest.mark.parametrize("dtype", [DOUBLE, torch.float32])
@pytest.mark.parametrize("way", BESIDE)
def test_clipping_and_penalties_are_named(tmp_path, way, dtype):
    loss, most, said = BESIDE[way]
    model = perceptron(3, 4, 2, dtype=dtype)
    steps = torch.optim.SGD(model.parameters(), 0.01)
    with pytest.warns(UserWarning, match=said), record(tmp_path / "run.npz", model, steps) as rec:
        for _ in range(2):
            steps.zero_grad()
            loss(model, model(numbers(dtype=dtype)), numbers(6, 2, dtype)).backward()
            if most:
                nn.utils.clip_grad_norm_(model.parameters(), most)
            steps.step()
    found = read(tmp_path / "run.npz")
    assert rec.updates == 2 and found.remarks == rec.remarks and len(rec.remarks) == 1
    assert "of update 1 are not those of the loss alone" in rec.remarks[0]
    assert rec.remarks[0].endswith("likewise in 1 more")
    theirs, ours, W = found.gradient(0), found.simulated(0), found.network(0).W
    if way == "clipped":
        factor = theirs["dW"][2] / ours["dW"][2]
        assert f"all are {factor.mean():.4g} times" in rec.remarks[0]
    if way == "penalty":
        assert np.allclose((theirs["dW"][2] - ours["dW"][2]) / W[2], 0.02, rtol=1e-3)


def test_rows_or_weights_that_change_before_the_step_are_noticed(tmp_path):
    model = perceptron(3, 4, 2)
    model[0].weight.requires_grad_(False)  # so that autograd itself does not need x again
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with pytest.warns(UserWarning) as warned, record(tmp_path / "run.npz", model, steps):
        x = numbers()
        loss = F.mse_loss(model(x), numbers(6, 2))
        x.mul_(2)
        loss.backward()
        steps.step()
        steps.zero_grad()
        F.mse_loss(model(x), numbers(6, 2)).backward()
        with torch.no_grad():
            model[0].weight.add_(1)
        steps.step()
    said = str(warned[0].message)
    assert "targets were changed in place" in said and "modes changed between the forward pass and" in said


def test_numbers_that_are_no_longer_finite_are_left_out(tmp_path):
    model = perceptron(3, 2)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with (
        pytest.warns(UserWarning, match="0.weight must be finite"),
        record(tmp_path / "run.npz", model, steps),
    ):
        for k in range(3):
            steps.zero_grad()
            F.mse_loss(model(numbers()), numbers(6, 2)).backward()
            if k:
                model[0].weight.grad[0, 0] = float("nan")
            steps.step()
    assert read(tmp_path / "run.npz").updates == 1


def test_a_softmax_before_cross_entropy_is_named(tmp_path):
    model = nn.Sequential(nn.Linear(3, 2), nn.Softmax(dim=1)).double()
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with (
        pytest.warns(UserWarning, match="applies softmax itself"),
        record(tmp_path / "run.npz", model, steps),
    ):
        F.cross_entropy(model(numbers()), torch.ones(6, dtype=torch.long)).backward()
        steps.step()


def test_mixed_precision_a_scaler_and_a_closure_are_left_out(tmp_path):
    model = perceptron(3, 4, 2, dtype=torch.float32)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    scaler = torch.amp.GradScaler("cpu")

    def differentiated():
        steps.zero_grad()
        loss = F.mse_loss(model(numbers(dtype=torch.float32)), numbers(6, 2, torch.float32))
        loss.backward()
        return loss

    with pytest.warns(UserWarning) as warned, record(tmp_path / "run.npz", model, steps) as rec:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = F.mse_loss(model(numbers(dtype=torch.float32)), numbers(6, 2, torch.float32))
        loss.backward()
        steps.step()
        steps.zero_grad()
        scaler.scale(F.mse_loss(model(numbers(dtype=torch.float32)), numbers(6, 2, torch.float32))).backward()
        scaler.step(steps)
        steps.step(differentiated)
    text = "; ".join(rec.remarks)
    assert rec.updates == 0 and str(warned[0].message) == text
    assert "mixed precision" in text and "GradScaler" in text and "closure" in text


def test_another_model_in_the_loop_does_no_harm(tmp_path):
    model, other = perceptron(3, 4, 2), perceptron(3, 2)
    steps, others = (torch.optim.SGD(m.parameters(), 0.1) for m in (model, other))
    with record(tmp_path / "run.npz", model, steps):
        for _ in range(2):
            for optimizer, module in ((others, other), (steps, model)):
                optimizer.zero_grad()
                F.mse_loss(module(numbers(4)), numbers(4, 2)).backward()
                optimizer.step()
    found = read(tmp_path / "run.npz")
    assert found.updates == 2
    agree(found)


def test_what_cannot_be_recorded_is_refused_before_training(tmp_path):
    model = perceptron(3, 2)
    steps = torch.optim.SGD(model.parameters(), 0.1)
    with pytest.raises(InputError, match="0: Conv1d cannot be shown"):
        record(tmp_path / "run.npz", nn.Sequential(nn.Conv1d(1, 1, 1)), steps)
    with pytest.raises(InputError, match=r"torch.optim optimizer; got float"):
        record(tmp_path / "run.npz", model, 0.1)
    with (
        pytest.raises(InputError, match="must be able to write"),
        record(tmp_path / "no" / "run.npz", model, steps),
    ):
        pass
    with pytest.raises(InputError, match="most_updates must be a whole number"):
        record(tmp_path / "run.npz", model, steps, most_updates=0)
    with pytest.raises(InputError, match="up to 10,000 updates"):
        record(tmp_path / "run.npz", model, steps, most_bytes=17_000_000)


def plain_loop(model, steps, count=3, dtype=DOUBLE, every=lambda k: None):
    for k in range(count):
        every(k)
        steps.zero_grad()
        F.mse_loss(model(numbers(dtype=dtype)), numbers(6, 2, dtype)).backward()
        steps.step()


def test_the_optimizer_s_own_settings_are_kept_with_the_rate_of_every_update(tmp_path):
    model = perceptron(3, 4, 2, dtype=torch.float32)
    groups = [
        {"params": [model[0].weight, model[2].weight], "weight_decay": 0.1},
        {"params": [model[0].bias], "lr": 0.5, "betas": (0.5, 0.25)},
    ]
    steps = torch.optim.Adam(groups, lr=torch.tensor(0.25))
    schedule = torch.optim.lr_scheduler.StepLR(steps, 1, 0.5)
    with record(tmp_path / "run.npz", model, steps):
        plain_loop(model, steps, dtype=torch.float32, every=lambda k: schedule.step() if k else None)
    found = read(tmp_path / "run.npz")
    assert (found.optimizer.name, found.optimizer.kind, found.precision) == ("Adam", "Adam", "float32")
    for k in range(3):
        first, second = found.groups(k)
        assert first.parameters == ("W2", "W3") and second.parameters == ("b2",)
        assert (first.learning_rate, second.learning_rate) == (0.25 / 2**k, 0.5 / 2**k)
        usual = {"eps": 1e-8, "amsgrad": False, "maximize": False, "decoupled_weight_decay": False}
        assert first.settings == usual | {"betas": (0.9, 0.999), "weight_decay": 0.1}
        assert second.settings == usual | {"betas": (0.5, 0.25), "weight_decay": 0.0}
    assert [update.state is not None for update in found.made] == [True, False, False]
    assert found.made[0].state.made == (0, 0, 0, 0) and not found.arrays["momentum"].any()


def test_what_the_optimizer_kept_is_recorded_where_it_does_not_follow(tmp_path):
    """At the start of a recording in the midst of training, after an update left out, after a new state."""
    model = perceptron(3, 4, 2)
    steps = torch.optim.Adam(model.parameters())
    plain_loop(model, steps, 5)
    entries = lambda: [steps.state[p] for p in model.parameters()]  # noqa: E731
    row = lambda key: np.concatenate([s[key].numpy().T.ravel() for s in entries()])  # noqa: E731
    wanted = []

    def every(k):
        if k == 1:
            steps.zero_grad()
            (model(numbers()) ** 4).sum().backward()
            steps.step()
        if k == 3:
            steps.load_state_dict(deepcopy(steps.state_dict()))
        wanted.append((row("exp_avg"), row("exp_avg_sq")))

    with (
        pytest.warns(UserWarning, match="not recorded 1 time"),
        record(tmp_path / "run.npz", model, steps),
    ):
        plain_loop(model, steps, 5, every=every)
    found = read(tmp_path / "run.npz")
    kept = {k: one.state for k, one in enumerate(found.made) if one.state is not None}
    assert [*kept] == [0, 1, 3] and kept[0].made == (5,) * 4 and kept[1].made == (7,) * 4
    for k, state in kept.items():
        assert np.array_equal(found.arrays["momentum"][state.at], wanted[k][0])
        assert np.array_equal(found.arrays["square"][state.at], wanted[k][1])


class Cautious(torch.optim.SGD):
    pass


KINDS = {
    "NAdam": (torch.optim.NAdam, "", {"momentum_decay": 0.004, "betas": (0.9, 0.999)}),
    "test_record.Cautious": (Cautious, "SGD", {"momentum": 0.0, "nesterov": False}),
    "Adagrad": (torch.optim.Adagrad, "", {"initial_accumulator_value": 0.0}),
}


@pytest.mark.parametrize("name", KINDS)
def test_an_optimizer_without_a_row_is_kept_by_name(tmp_path, name):
    kind, like, settings = KINDS[name]
    model = perceptron(3, 4, 2)
    steps = kind(model.parameters(), lr=0.1)
    with record(tmp_path / "run.npz", model, steps) as rec:
        plain_loop(model, steps)
    found = read(tmp_path / "run.npz")
    assert rec.remarks == () and found.optimizer.name.endswith(name) and found.optimizer.kind == like
    assert settings.items() <= found.groups(2)[0].settings.items()
