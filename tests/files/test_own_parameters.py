"""A forward pass with tensors of its own: x @ W + b is a dense layer, and x / 255 is folded into one."""

import math
import os

import numpy as np
import pytest

from simulator import InputError, from_torch, gradient, record
from simulator.core.sets.metrics import outputs
from simulator.files.recordings.reader import read_recording

from ..core.networks import assert_agree

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

nn, F = torch.nn, torch.nn.functional
DOUBLE = torch.float64


class Written(nn.Module):
    """Parameters of the widths 3, 5, 2, held in every way, and a forward pass that is given."""

    def __init__(self, forward=None, mean=None):
        super().__init__()
        torch.manual_seed(9)
        self.W, self.b = nn.Parameter(torch.randn(3, 5)), nn.Parameter(torch.randn(5))
        self.V, self.c = nn.Parameter(torch.randn(2, 5)), nn.Parameter(torch.randn(1, 2))
        self.w = nn.Parameter(torch.randn(3))
        self.Ws = nn.ParameterList([self.W, nn.Parameter(torch.randn(5, 2))])
        self.bs = nn.ParameterList([self.b, nn.Parameter(torch.randn(2))])
        self.gain = nn.Parameter(torch.tensor([0.5, -2.0]))
        self.fc = nn.Linear(3, 2, bias=False)
        self.register_buffer("mean", torch.tensor([0.1, -0.2, 0.3]))
        self.register_buffer("std", torch.tensor([[2.0, 0.5, 1.5]]))
        self.register_buffer("fixed", torch.randn(3, 2))
        self.plain = torch.tensor([4.0, 5.0, 6.0], dtype=DOUBLE)
        self.given = forward

    def forward(self, x):
        return self.given(self, x)


def through(m, x):
    for W, b in zip(m.Ws, m.bs, strict=True):
        x = torch.tanh(torch.addmm(b, x, W))
    return x


def in_place(m, x):
    n = x @ m.W
    n += m.b
    n = n.tanh_() @ m.V.T
    return n.add_(m.c)


# The forward pass, and the names of what is frozen.
DENSE = {
    "x @ W + b": (lambda m, x: torch.tanh(x @ m.W + m.b) @ m.V.T + m.c, set()),
    "no b": (lambda m, x: torch.matmul(F.relu(torch.mm(x, m.W)), m.V.t()), {"b2", "b3"}),
    "methods": (lambda m, x: x.mm(m.W).add(m.b).clamp(min=0).matmul(m.V.permute(1, 0)), {"b3"}),
    "b first": (lambda m, x: (m.b + (x * 1).matmul(m.W)).clip(-1, 1), set()),
    "in place": (in_place, set()),
    "addmm of a list": (through, set()),
    "F.linear": (lambda m, x: F.linear(F.linear(x, m.W.T, m.b).sigmoid(), weight=m.V, bias=m.bs[1]), set()),
    "einsum": (
        lambda m, x: torch.einsum("bj, kj -> bk", torch.einsum("bi,ij->bj", x, m.W) + m.b, m.V),
        {"b3"},
    ),
    "a b beside a layer": (lambda m, x: torch.sigmoid(m.fc(x) + m.c), set()),
    "a buffer": (lambda m, x: x.to(DOUBLE).contiguous() @ m.fixed, {"W2", "b2"}),
}


@pytest.mark.filterwarnings("ignore:forward. · 1 is folded")
@pytest.mark.filterwarnings("ignore:.* left out. no output comes from")  # one module has all of them
@pytest.mark.parametrize("how", DENSE)
def test_own_tensors_are_dense_layers_and_so_are_their_gradients(how):
    forward, frozen = DENSE[how]
    module = Written(forward).double()
    net = from_torch(module)
    assert net.frozen == frozen
    X = torch.randn(4, 3, dtype=DOUBLE)
    y = module(X.clone())
    assert_agree(outputs(net, X.numpy()), y.detach().numpy(), "y", 1e-12)
    if not y.requires_grad:
        return
    y.square().sum().backward()
    ours = gradient(net, X.numpy(), np.zeros(y.shape), "tse")
    theirs = [
        p.grad.reshape(-1).numpy()
        for p in {id(p): p for p in module.parameters()}.values()
        if p.grad is not None
    ]
    wanted = sorted(float(np.abs(g).sum()) for g in theirs)
    held = {f"{letter}{l}" for l in ours.dW for letter in "Wb"} - net.frozen
    made = sorted(
        float(np.abs((ours.dW if name[0] == "W" else ours.db)[int(name[1:])]).sum()) for name in held
    )
    assert_agree(np.array(made), np.array(wanted), "the sums of the gradients", 1e-12)


# The forward pass, and what the warning says.
FOLDED = {
    "x / 255": (lambda m, x: m.fc(x.double() / 255), "^forward: / 255 is folded into W2 and b2"),
    "(x - m) / s": (
        lambda m, x: m.fc((x - m.mean) / m.std),
        "^forward: − mean is .*W2.*forward: / std is .*W2",
    ),
    "s + 1e-8": (
        lambda m, x: m.fc(torch.sub(x, m.mean).div(torch.sqrt(m.std) + 1e-8)),
        "/ a computed constant is",
    ),
    "a plain tensor": (lambda m, x: m.fc(m.plain * x), "forward: plain · is folded"),
    "made in forward": (
        lambda m, x: m.fc(x / torch.tensor([1.0, 2.0, 4.0])),
        "forward: / _tensor_constant0 is",
    ),
    "by its own shape": (
        lambda m, x: torch.tanh(x @ m.W / math.sqrt(m.W.shape[0])) @ m.V.T,
        "/ 1.73205 is folded into W2",
    ),
    "from behind": (lambda m, x: 1 - m.fc(-x) * 2, "forward: −1 · is .*forward: · 2 .*forward: 1 − is"),
    "a gain": (lambda m, x: m.fc(x) * torch.exp(m.gain) + 3, r"forward: \+ 3 is folded into W2 and b2"),
    "before the last": (
        lambda m, x: torch.tanh(x @ m.W + m.b).mul(3) @ m.V.T - m.c,
        "forward: · 3 is folded into W3",
    ),
    "after a squeeze": (
        lambda m, x: torch.sigmoid((x @ m.w + 1.5) / 2),
        "the product with w, which has one axis, is left aside",
    ),
}


@pytest.mark.parametrize("how", FOLDED)
def test_arithmetic_with_constants_is_folded_and_said(how):
    forward, said = FOLDED[how]
    module = Written(forward).double()
    with pytest.warns(UserWarning, match=said):
        net = from_torch(module)
    X = 255 * torch.rand(4, 3, dtype=DOUBLE)
    y = module(X).detach().numpy()
    assert_agree(outputs(net, X.numpy()), y.reshape(4, -1), "y", 1e-12)


REFUSED = {
    "columns": (lambda m, x: m.W.T @ x, r"matmul of columns \(write rows of x, .*x @ W.T \+ b\)"),
    "two of the data": (
        lambda m, x: (x @ m.W) @ (x @ m.W).T,
        "matmul of forward: matmul and forward: getattr",
    ),
    "a row for each": (
        lambda m, x: m.fc(x) + torch.ones(4, 2),
        r"_tensor_constant0 of shape \(4, 2\), which differs",
    ),
    "1 / x": (lambda m, x: 1 / m.fc(x), "truediv of 1 and fc: Linear"),
    "by 0": (lambda m, x: m.fc(x) / 0, "truediv by 0"),
    "nan": (lambda m, x: m.fc(x) + float("nan"), "nan must be finite"),
    "a gain at the end": (
        lambda m, x: torch.relu(m.fc(x)) * 2,
        "forward: · 2 must stand beside a dense layer",
    ),
    "a computed weight": (lambda m, x: x @ (m.W * 2), "matmul whose weight is computed from other tensors"),
    "random": (
        lambda m, x: m.fc(x + torch.randn(3)),
        "Written must compute the same at each pass; .* at random",
    ),
    "a floor": (lambda m, x: m.fc(torch.div(x, 255, rounding_mode="floor")), "div with rounding_mode"),
    "alpha": (lambda m, x: m.fc(torch.add(x, m.mean, alpha=2)), "add with alpha"),
    "beta": (lambda m, x: torch.addmm(m.b, x, m.W, beta=2), "addmm with beta"),
    "another clamp": (lambda m, x: m.fc(x).clamp(-2, 2), "clamp from -2 to 2"),
    "of another width": (lambda m, x: m.fc(x * m.gain), r"· gain must have 3 numbers, .* it has \(2,\)"),
    "a changed buffer": (lambda m, x: m.fc(x / m.std.add_(1)), "truediv with forward: add in place"),
    "a squeeze inside": (lambda m, x: torch.addmm(m.b, (x @ m.w).view(-1, 3), m.W), "must be the last layer"),
    "one for each row": (lambda m, x: (x @ m.w) * m.gain, "must be the last layer; forward: · gain follows"),
    "twice": (lambda m, x: F.relu((x @ m.W + m.b) @ m.V.T) @ m.V, "^V sharing parameters|^V used twice"),
}


@pytest.mark.parametrize("how", REFUSED)
def test_other_arithmetic_is_refused(how):
    forward, said = REFUSED[how]
    module, seed = Written(forward).double(), torch.random.get_rng_state()
    std = module.std.clone()
    with pytest.raises(InputError, match=said):
        from_torch(module)
    assert torch.equal(module.std, std) and torch.equal(torch.random.get_rng_state(), seed)


@pytest.mark.filterwarnings("ignore:.* left out. no output comes from")  # one module has all of them
def test_a_loop_with_own_parameters_is_recorded_as_it_ran(tmp_path):
    module = Written(lambda m, x: torch.tanh(x @ m.W + m.b) @ m.V.T + m.c).double()
    module.b.requires_grad_(False)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    X, T = torch.randn(4, 3, dtype=DOUBLE), torch.randn(4, 2, dtype=DOUBLE)
    theirs = []
    with record(tmp_path / "run.npz", module, optimizer) as loop:
        for _ in range(2):
            optimizer.zero_grad()
            F.mse_loss(module(X), T).backward()
            theirs.append([p.grad.numpy().copy() for p in (module.W, module.V, module.c)])
            optimizer.step()
    assert loop.updates == 2 and loop.remarks == ()
    recording = read_recording((tmp_path / "run.npz").read_bytes())
    for k, (dW, dV, dc) in enumerate(theirs):
        for made in (recording.gradient(k), recording.simulated(k)):
            for name, l, wanted in (("dW", 2, dW), ("dW", 3, dV.T), ("db", 3, dc[0])):
                assert_agree(made[name][l], wanted, f"{name}{l}", 1e-12)
    assert recording.network(1).frozen == {"b2"}
    assert np.array_equal(recording.after(1).W[2], module.W.detach().numpy())


def test_a_loop_whose_tensors_the_model_does_not_own_is_not_recorded():
    class Loose(nn.Module):
        def __init__(self):
            super().__init__()
            self.U, self.a = torch.randn(3, 2, requires_grad=True), nn.Parameter(torch.zeros(2))

        def forward(self, x):
            return x @ self.U + self.a

    module = Loose()
    assert from_torch(module).frozen == frozenset()
    for model, said in (
        (module, "record takes a model whose W and b are its parameters; U is a mere tensor: make it one"),
        (
            Written(lambda m, x: m.fc(x / 255)),
            "forward: / 255 is neither: apply it to the rows or to the outputs",
        ),
    ):
        with pytest.raises(InputError, match=said):
            record("run.npz", model, torch.optim.SGD([module.U], lr=0.1))
