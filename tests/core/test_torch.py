"""The same runs in PyTorch, float64: values, sensitivities and gradients agree to 1e-12."""

import os

import numpy as np
import pytest
from hypothesis import given

from simulator import descend, gradient, propagate

from .networks import ACTIVATION_NAMES, MORE_NAMES, NUMBERED_NAMES, PAIRS, assert_agree, problem, problems

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

F = torch.nn.functional
MODERATE = (0.6, 1.5)
ACTIVATIONS = {
    "identity": lambda n: n,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "softplus": lambda n: F.softplus(n, threshold=100),  # by default torch rounds to n above 20
    "silu": F.silu,
    "softmax": lambda n: F.softmax(n, dim=-1),
    "gelu": F.gelu,
    "gelu_tanh": lambda n: F.gelu(n, approximate="tanh"),
    "selu": F.selu,
    "relu6": F.relu6,
    "hardtanh": F.hardtanh,
    "softsign": F.softsign,
    "leaky_relu(0.2)": lambda n: F.leaky_relu(n, 0.2),
    "elu(0.5)": lambda n: F.elu(n, 0.5),
    "elu(-2.0)": lambda n: F.elu(n, -2.0),
}


def error_of(loss, output, t, n, y):
    """The set's error as PyTorch writes it."""
    if loss == "tce" and output == "softmax":
        return F.cross_entropy(n, t, reduction="sum")
    if loss == "bce":
        return F.binary_cross_entropy_with_logits(n, t, reduction="sum")
    return {
        "tse": lambda: F.mse_loss(y, t, reduction="sum"),
        "mse": lambda: F.mse_loss(y, t, reduction="sum") / len(t),
        "hse": lambda: F.mse_loss(y, t, reduction="sum") / 2,
        "tce": lambda: -(t * torch.log(y)).sum(),
    }[loss]()


def theirs(net, X, T, loss):
    """n and a (with their gradients kept), W and b by layer number, and F after the backward pass."""
    W = {l: torch.tensor(np.array(W), requires_grad=True) for l, W in net.W.items()}
    b = {l: torch.tensor(np.array(b), requires_grad=True) for l, b in net.b.items()}
    n, a = {}, {1: torch.tensor(np.array(X))}
    for l, name in net.activation.items():
        n[l] = F.linear(a[l - 1], W[l].T, b[l])
        a[l] = ACTIVATIONS[name](n[l])
        n[l].retain_grad()
    K = net.depth
    error = error_of(loss, net.activation[K], torch.tensor(np.array(T)), n[K], a[K])
    error.backward()
    return n, a, W, b, error.item()


PAIRED = {name: PAIRS for name in ACTIVATION_NAMES}
LATER = {name: [(name, "tse")] for name in MORE_NAMES + NUMBERED_NAMES}


@pytest.mark.parametrize(("hidden", "pairs"), (PAIRED | LATER).items())
def test_one_pair_is_what_torch_finds(hidden, pairs):
    for output, loss in pairs:
        given = problem(21, (3, 4, 2), (hidden, output), loss, MODERATE)
        run = propagate(given.net, given.x, given.t, loss)
        n, a, W, b, error = theirs(given.net, given.x[None], given.t[None], loss)
        before = f"before {output} and {loss}"
        assert run.loss == pytest.approx(error, rel=1e-12, abs=0), before
        for l in given.net.W:
            assert_agree(run.n[l], n[l].detach().numpy()[0], f"n{l} {before}")
            assert_agree(run.a[l], a[l].detach().numpy()[0], f"a{l} {before}")
            assert_agree(run.S[l], n[l].grad.numpy()[0], f"S{l} {before}")
            assert_agree(run.dW[l], W[l].grad.numpy(), f"dW{l} {before}")
            assert_agree(run.db[l], b[l].grad.numpy(), f"db{l} {before}")


@given(problems(MODERATE))
def test_any_set_is_what_torch_finds(given):
    X, T = np.vstack([given.x, given.x / 2, -given.x]), np.vstack([given.t, np.abs(given.t), given.t**2])
    g = gradient(given.net, X, T, given.loss)
    *_, W, b, error = theirs(given.net, X, T, given.loss)
    assert g.loss == pytest.approx(error, rel=1e-11, abs=1e-12)
    size = sum(float(p.grad.norm()) for p in (*W.values(), *b.values()))
    allowed = 1e-12 * size + 1e-13  # torch subtracts y from 1 where a softmax vanishes
    for l in given.net.W:
        assert np.linalg.norm(g.dW[l] - W[l].grad.numpy()) <= allowed
        assert np.linalg.norm(g.db[l] - b[l].grad.numpy()) <= allowed


@pytest.mark.parametrize("alpha", [0.1, 1e-3])
def test_an_update_is_a_step_of_torchs_SGD(alpha):
    given = problem(22, (2, 4, 4, 2), ("tanh", "silu", "softmax"), "tce", (1.0, 1.0, 1.0))
    new = descend(given.net, propagate(given.net, given.x, given.t, "tce"), alpha)
    *_, W, b, _ = theirs(given.net, given.x[None], given.t[None], "tce")
    torch.optim.SGD([*W.values(), *b.values()], lr=alpha).step()
    for l in given.net.W:
        assert_agree(new.W[l], W[l].detach().numpy(), f"W{l}")
        assert_agree(new.b[l], b[l].detach().numpy(), f"b{l}")
