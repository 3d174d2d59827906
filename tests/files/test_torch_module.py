"""PyTorch modules become networks: outputs and gradients agree, and what cannot be shown is named."""

import importlib
import os
import re
import subprocess
import sys
import warnings
from itertools import pairwise

import numpy as np
import pytest

from simulator import InputError, from_torch, gradient, record
from simulator.core.sets.metrics import outputs

from ..core.networks import ALL_NAMES, PAIRS, assert_agree

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

prune = importlib.import_module("torch.nn.utils.prune")
nn, F = torch.nn, torch.nn.functional
LAYERS = {
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "softplus": nn.Softplus,
    "silu": nn.SiLU,
    "softmax": lambda: nn.Softmax(dim=-1),
    "gelu": nn.GELU,
    "gelu_tanh": lambda: nn.GELU("tanh"),
    "selu": nn.SELU,
    "relu6": nn.ReLU6,
    "hardtanh": nn.Hardtanh,
    "softsign": nn.Softsign,
    "leaky_relu(0.2)": lambda: nn.LeakyReLU(0.2),
    "elu(0.5)": lambda: nn.ELU(0.5),
    "elu(-2.0)": lambda: nn.ELU(alpha=-2),
}
LOSSES = {
    "tse": lambda y, t: F.mse_loss(y, t, reduction="sum"),
    "mse": lambda y, t: F.mse_loss(y, t) * y.shape[1],
    "hse": lambda y, t: F.mse_loss(y, t, reduction="sum") / 2,
    "tce": lambda y, t: -(t * torch.log(y)).sum(),
    "bce": nn.BCELoss(reduction="sum"),
}
DOUBLE, SINGLE = torch.float64, torch.float32


def perceptron(seed, widths, activations, dtype=DOUBLE):
    torch.manual_seed(seed)
    layers = []
    for (left, right), name in zip(pairwise(widths), activations, strict=True):
        layers += [nn.Linear(left, right, bias=bool((seed + left) % 4)), LAYERS[name]()]
    return nn.Sequential(*layers).to(dtype)


def agrees(module, dtype=DOUBLE, tolerance=1e-12, rows=4):
    net = from_torch(module)
    X = torch.randn(rows, net.widths[0], dtype=dtype)
    assert_agree(outputs(net, X.double().numpy()), module(X).detach().double().numpy(), "y", tolerance)
    return net


@pytest.mark.parametrize(("dtype", "tolerance"), [(DOUBLE, 1e-12), (SINGLE, 1e-6), (torch.bfloat16, 0.05)])
@pytest.mark.parametrize("name", ALL_NAMES)
def test_outputs_are_those_of_the_module(name, dtype, tolerance):
    net = agrees(perceptron(3, (3, 5, 2), (name, name), dtype), dtype, tolerance)
    assert net.activation == {2: name, 3: name}


@pytest.mark.parametrize(("dtype", "tolerance"), [(DOUBLE, 1e-12), (SINGLE, 1e-6)])
@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_gradients_are_those_of_autograd(output, loss, dtype, tolerance):
    """Of the hidden activations a fifth by day; every one of them comes up."""
    first = PAIRS.index((output, loss)) + (dtype is SINGLE)
    gradients_are_those_of_autograd(ALL_NAMES[first % 5 :: 5], output, loss, dtype, tolerance)


@pytest.mark.nightly
@pytest.mark.parametrize(("dtype", "tolerance"), [(DOUBLE, 1e-12), (SINGLE, 1e-6)])
@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_gradients_after_every_activation_are_those_of_autograd(output, loss, dtype, tolerance):
    gradients_are_those_of_autograd(ALL_NAMES, output, loss, dtype, tolerance)


def gradients_are_those_of_autograd(names, output, loss, dtype, tolerance):
    for name in names:
        seed, hidden = ALL_NAMES.index(name), (name,) * (1 + len(name) % 3)
        widths = [2 + (seed + place) % 4 for place in range(len(hidden) + 2)]
        module = perceptron(seed, widths, (*hidden, output), dtype)
        X = torch.rand(3, widths[0], dtype=dtype) - 0.5
        T = torch.softmax(torch.rand(3, widths[-1], dtype=dtype), 1)
        LOSSES[loss](module(X), T).backward()
        ours = gradient(from_torch(module), X.double().numpy(), T.double().numpy(), loss)
        linear = [layer for layer in module if isinstance(layer, nn.Linear)]
        size = sum(float(p.grad.double().norm()) for p in module.parameters())
        for l, layer in enumerate(linear, start=2):
            gap = np.linalg.norm(ours.dW[l] - layer.weight.grad.double().numpy().T)
            assert gap <= tolerance * size, (hidden, l)
            if layer.bias is not None:
                assert np.linalg.norm(ours.db[l] - layer.bias.grad.double().numpy()) <= tolerance * size


class Functional(nn.Module):
    """Every way to write the same in a forward of one's own."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 5)
        self.rest = nn.ModuleList([nn.Linear(5, 5, bias=place < 5) for place in range(6)])
        self.last = nn.Sequential(nn.Dropout(0.5), nn.Sequential(nn.Linear(5, 3)))

    def forward(self, x):
        x = x.view(x.size(0), -1).reshape(-1, 4)
        x = torch.flatten(x.view(x.shape[0], -1), 1)
        x = F.relu(self.first(x), inplace=True)
        x = torch.tanh(self.rest[0](x))
        x = self.rest[1](x).sigmoid()
        x = F.leaky_relu(F.linear(x, self.rest[2].weight, self.rest[2].bias), 0.01)
        x = F.silu(self.rest[3](x))
        x = F.softplus(self.rest[4](x))
        x = F.elu(F.linear(x, self.rest[5].weight))
        x = F.dropout(x, 0.3, training=self.training)
        return F.softmax(self.last(x), dim=1)


def test_a_forward_of_ones_own_is_followed():
    net = agrees(Functional().double().eval())
    names = ["relu", "tanh", "sigmoid", "leaky_relu", "silu", "softplus", "elu", "softmax"]
    assert [*net.activation.values()] == names
    assert net.frozen == {"b8"}  # F.linear without a bias
    assert not net.b[8].any()


def test_layers_in_a_row_a_missing_bias_and_frozen_parameters():
    module = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 4, bias=False), nn.Tanh(), nn.Linear(4, 2)).double()
    module[0].weight.requires_grad_(False)
    module[3].bias.requires_grad_(False)
    net = agrees(module)
    assert [*net.activation.values()] == ["identity", "tanh", "identity"]
    assert net.frozen == {"W2", "b3", "b4"}


def test_half_precision_is_widened_exactly():
    module = nn.Linear(3, 2, dtype=torch.float16)
    assert np.array_equal(from_torch(module).W[2], module.weight.detach().double().numpy().T)


def test_a_subclass_with_other_initial_values_is_a_linear_layer():
    class Small(nn.Linear):
        def reset_parameters(self):
            nn.init.uniform_(self.weight, -0.1, 0.1)
            nn.init.zeros_(self.bias)

    assert agrees(nn.Sequential(Small(3, 4), nn.ReLU(), Small(4, 1)).double()).widths == (3, 4, 1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        return self.fc2(F.mish(self.fc1(x)) + x)


class Branch(Residual):
    def forward(self, x):
        return x if x.sum() > 0 else self.fc1(x)


class Forgotten(Residual):
    def forward(self, x):
        n = self.fc1(x)
        F.relu(n, inplace=True)
        return self.fc2(n)


class Pair(Residual):
    def forward(self, x):
        return self.fc1(x), self.fc2(x)


def tied():
    first, second = nn.Linear(3, 3), nn.Linear(3, 3)
    second.weight = first.weight
    return nn.Sequential(first, nn.Tanh(), second)


def twice():
    layer = nn.Linear(3, 3)
    return nn.Sequential(layer, nn.Tanh(), layer)


def hooked():
    module = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
    module[1].register_forward_hook(lambda *given: 2 * given[2])
    return module


def patched():
    module = nn.Sequential(nn.Linear(3, 3))
    module[0].forward = lambda x: x
    return module


def holding(value, place="weight"):
    module = nn.Sequential(nn.Linear(3, 2))
    getattr(module[0], place).data.view(-1)[1] = value
    return module


def traced(module):
    with warnings.catch_warnings():  # PyTorch is giving it up
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.jit.trace(module, torch.zeros(1, 3))


REFUSED = {
    "convolution": (
        lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm1d(3), nn.Linear(3, 2), nn.Mish()),
        r"0: Conv2d; 1: BatchNorm1d with the mean of each batch \(call eval\(\) first; .*\); 3: Mish cannot",
    ),
    "settings": (
        lambda: nn.Sequential(
            nn.Linear(3, 2), nn.Hardtanh(0, 6), nn.Linear(2, 2), nn.ELU(np.inf), nn.Softplus(3), nn.Softmax(0)
        ),
        "1: Hardtanh with min_val = 0 .*; 3: ELU with alpha = inf .*; "
        "4: Softplus with beta = 3 .*; 5: Softmax with dim = 0 .*",
    ),
    "log softmax": (lambda: nn.Sequential(nn.Linear(3, 2), nn.LogSoftmax(0)), "^1: LogSoftmax with dim = 0"),
    "log softmax inside": (
        lambda: nn.Sequential(nn.Linear(3, 2), nn.LogSoftmax(1), nn.Linear(2, 2)),
        "^1: LogSoftmax must be the last layer; 2 follows it",
    ),
    "dropout": (lambda: nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.5)), r"1: Dropout with p = 0.5 while"),
    "residual": (
        Residual,
        "^forward: mish; forward: add of forward: mish and the input cannot be shown",
    ),
    "nested": (lambda: nn.Sequential(nn.Linear(3, 4), Residual()), "1.forward: mish; 1.forward: add of"),
    "branch": (lambda: nn.Sequential(Branch()), "^0: Branch must have a forward pass that torch.fx can"),
    "in place": (Forgotten, "forward: relu in place, its result unused"),
    "several outputs": (Pair, "several tensors"),
    "recurrent": (lambda: nn.LSTM(2, 2), "^LSTM cannot"),
    "tied": (tied, "^2 sharing parameters with 0 cannot"),
    "twice": (twice, "^0 used twice cannot"),
    "hooked": (hooked, "^1: Tanh with forward hooks"),
    "patched": (patched, "^0: Linear with a forward of its own"),
    "parametrised": (
        lambda: nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(3, 2))),
        r"^0: ParametrizedLinear \(torch.nn.utils.parametrize.remove_parametrizations\(layer, 'weight'\)",
    ),
    "pruned": (lambda: prune.random_unstructured(nn.Linear(3, 2), "weight", 0.5), "Linear with"),
    "lazy": (lambda: nn.Sequential(nn.LazyLinear(2)), "^0: LazyLinear .*call the model once"),
    "meta": (lambda: nn.Sequential(nn.Linear(3, 2, device="meta")), "weight holds no real numbers"),
    "complex": (lambda: nn.Sequential(nn.Linear(3, 2, dtype=torch.complex64)), "no real numbers"),
    "nan": (lambda: holding(float("nan")), r"^0.weight must be finite; entry 1, 2 is nan"),
    "infinite bias": (lambda: holding(float("inf"), "bias"), r"^0.bias must be finite; entry 2 is inf"),
    "widths": (lambda: nn.Sequential(nn.Linear(3, 4), nn.Linear(3, 2)), "^1 must take the 4 outputs of 0"),
    "early": (lambda: nn.Sequential(nn.ReLU(), nn.Linear(3, 2)), "^0: ReLU before the first dense layer"),
    "two activations": (
        lambda: nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Tanh()),
        "^2: Tanh directly after 1: ReLU",
    ),
    "empty": (nn.Sequential, "at least one dense layer"),
    "flat rows": (lambda: nn.Sequential(nn.Flatten(0), nn.Linear(3, 2)), "0: Flatten from dim 0"),
    "no module": (lambda: "module", "takes a torch.nn.Module; got str"),
    "parameters alone": (
        nn.Linear(3, 2).state_dict,
        r"got OrderedDict; load it first, model.load_state_dict",
    ),
    "compiled": (
        lambda: nn.Sequential(nn.Linear(3, 3), traced(nn.Linear(3, 2))),
        "^1: Sequential must be a module as it was written; it was compiled to TorchScript",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_shown_is_named(case):
    make, text = REFUSED[case]
    with pytest.raises(InputError) as refused:
        from_torch(make())
    assert re.search(text, str(refused.value)), refused.value


def test_a_functional_dropout_that_never_rests_is_refused():
    class Always(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(3, 2)

        def forward(self, x):
            return F.dropout(self.fc(x), 0.5)

    with pytest.raises(InputError, match=r"forward: dropout with p = 0.5 while training"):
        from_torch(Always().eval())


@pytest.mark.parametrize("shape", [(-1, 5), (2, 4), (4, -1)])
def test_a_reshape_that_moves_numbers_is_refused(shape):
    class Reshaped(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(4, 4)

        def forward(self, x):
            return self.fc(x.reshape(*shape))

    with pytest.raises(InputError):
        from_torch(Reshaped())


def test_a_module_is_left_as_it_was():
    module = Functional()
    before = {key: value.clone() for key, value in module.state_dict().items()}
    module.eval()
    from_torch(module)
    assert not module.training and not module._forward_hooks
    assert all(torch.equal(before[key], value) for key, value in module.state_dict().items())


def test_importing_the_simulator_imports_no_framework():
    code = (
        "import sys, simulator; print(*sorted({'torch', 'sklearn', 'keras', 'streamlit'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def normed(*layers):
    """The layers with what BatchNorm1d learns and gathers set to other numbers than it starts with."""
    torch.manual_seed(5)
    module = nn.Sequential(*layers).to(DOUBLE)
    for layer in module:
        if isinstance(layer, nn.BatchNorm1d):
            for tensor in (layer.running_mean, layer.running_var, layer.weight, layer.bias):
                if tensor is not None:
                    tensor.data.uniform_(0.2, 2.0)
    return module.eval()


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ((nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2)), r"^1: BatchNorm1d .* W2 and b2"),
        ((nn.BatchNorm1d(3), nn.BatchNorm1d(3, affine=False), nn.Linear(3, 2)), "0: Batch.* W2.* 1: Batch.*"),
        ((nn.Linear(3, 4), nn.Tanh(), nn.BatchNorm1d(4), nn.Linear(4, 2, bias=False)), "W3 and b3"),
        ((nn.Linear(3, 2, bias=False), nn.Identity(), nn.BatchNorm1d(2), nn.Sigmoid()), "W2 and b2"),
    ],
)
def test_batch_norm_at_rest_is_folded_into_W_and_b_and_said(layers, said):
    with pytest.warns(UserWarning, match=said):
        net = agrees(normed(*layers))
    assert not net.frozen


def test_batch_norm_that_no_linear_layer_stands_beside_is_refused():
    with pytest.raises(InputError, match=r"2: BatchNorm1d must stand beside .* apply it to the outputs"):
        from_torch(normed(nn.Linear(3, 2), nn.ReLU(), nn.BatchNorm1d(2)))
    with pytest.raises(InputError, match=r"1: BatchNorm1d must have 2 numbers.* it has \(3,\)"):
        from_torch(normed(nn.Linear(3, 2), nn.BatchNorm1d(3)))
    module = normed(nn.BatchNorm1d(3), nn.Linear(3, 2))
    with pytest.raises(InputError, match=r"record takes a model of .* 0: BatchNorm1d is neither"):
        record("run.npz", module, torch.optim.SGD(module.parameters(), lr=0.1))


class Ending(nn.Module):
    def __init__(self, end, width=3):
        super().__init__()
        self.fc1, self.fc2, self.end = nn.Linear(4, 5), nn.Linear(5, width), end

    def forward(self, x):
        return self.end(self.fc2(torch.tanh(self.fc1(x))))


@pytest.mark.parametrize(
    "end", [nn.LogSoftmax(1), lambda n: F.log_softmax(n, dim=-1), lambda n: n.log_softmax(1)]
)
def test_log_softmax_is_softmax_and_its_nll_is_tce(end):
    torch.manual_seed(7)
    module = Ending(end).double()
    with pytest.warns(UserWarning, match=r"y = exp of them, and TCE of y is their negative log-likelihood"):
        net = from_torch(module)
    X, classes = torch.randn(6, 4, dtype=DOUBLE), torch.tensor([0, 2, 1, 1, 0, 2])
    said = module(X)
    assert_agree(outputs(net, X.numpy()), said.exp().detach().numpy(), "y", 1e-12)
    F.nll_loss(said, classes, reduction="sum").backward()
    ours = gradient(net, X.numpy(), np.eye(3)[classes.numpy()], "tce")
    for l, layer in ((2, module.fc1), (3, module.fc2)):
        assert_agree(ours.dW[l], layer.weight.grad.numpy().T, f"dW{l}", 1e-12)
        assert_agree(ours.db[l], layer.bias.grad.numpy(), f"db{l}", 1e-12)


@pytest.mark.parametrize(
    "end",
    [
        lambda n: torch.sigmoid(n).squeeze(-1),
        lambda n: torch.sigmoid(n.squeeze()),
        lambda n: n.view(-1),
        torch.flatten,
        lambda n: torch.tanh(n[:, 0]),
    ],
)
def test_a_squeeze_is_left_aside_at_the_end(end):
    module = Ending(end, 1).double()
    with pytest.warns(UserWarning, match=r"forward: .* is left aside: the outputs here stay N × K"):
        net = from_torch(module)
    X = torch.randn(4, 4, dtype=DOUBLE)
    assert_agree(outputs(net, X.numpy())[:, 0], module(X).detach().numpy(), "y", 1e-12)


class Idle(nn.Module):
    """A layer and a number that nothing comes from, one called and its result dropped, one by its weight."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c, self.d = (nn.Linear(3, 3) for _ in range(4))
        self.g = nn.Parameter(torch.ones(2))

    def forward(self, x):
        self.c(x)
        return F.linear(torch.tanh(self.a(x)), self.d.weight, self.d.bias)


def test_what_the_outputs_do_not_come_from_is_said_to_be_left_out():
    with pytest.warns(
        UserWarning, match="^g, 'b: Linear', 'c: Linear' are left out: no output comes from them"
    ):
        assert from_torch(Idle()).widths == (3, 3, 3)


def test_a_squeeze_elsewhere_and_rows_that_it_would_mix_are_refused():
    for end, said in (
        (lambda n: n.squeeze(1).softmax(-1), "squeeze must be the last layer; .*softmax follows"),
        (lambda n: n.squeeze(0), "squeeze with dim = 0"),
        (lambda n: n.expand(2, 1).flatten(), "expand"),
    ):
        with pytest.raises(InputError, match=said):
            from_torch(Ending(end, 1))
    for end in (lambda n: n.view(-1), lambda n: n[:, 0]):
        with pytest.raises(InputError, match="must keep rows of 2 numbers; it makes them 1"):
            from_torch(Ending(end, 2))


def test_a_learnt_slope_is_a_fixed_one_and_that_is_said():
    module = nn.Sequential(nn.Linear(3, 4), nn.PReLU(), nn.Linear(4, 2)).double()
    module[1].weight.data.fill_(0.1)
    with pytest.warns(UserWarning, match=r"1: PReLU is shown as leaky_relu\(0.1\); its slope is not trained"):
        net = agrees(module)
    assert net.activation[2] == "leaky_relu(0.1)"
    with pytest.raises(InputError, match=r"record takes a model of .* 1: PReLU is neither: put leaky_relu"):
        record("run.npz", module, torch.optim.SGD(module.parameters(), lr=0.1))
    apart = nn.Sequential(nn.Linear(3, 2), nn.PReLU(2))
    apart[1].weight.data[0] = 0.5
    with pytest.raises(InputError, match="1: PReLU with a slope for each neuron"):
        from_torch(apart)


def test_a_wrapper_is_looked_into():
    module = nn.DataParallel(nn.Sequential(nn.Linear(3, 2))).double()
    assert np.array_equal(from_torch(module).W[2], module.module[0].weight.detach().numpy().T)


@pytest.mark.parametrize(
    ("end", "cure"),
    [
        (nn.LogSoftmax(1), "leave it out, and give F.cross_entropy what comes before it"),
        (
            lambda n: n.squeeze(1),
            "leave it out, so that the outputs are N × K, and give targets of that shape",
        ),
    ],
)
def test_a_recording_takes_no_outputs_but_the_networks_own(end, cure):
    module = Ending(end)
    with pytest.raises(InputError, match=f"record takes a model of .* is neither: {cure}"):
        record("run.npz", module, torch.optim.SGD(module.parameters(), lr=0.1))
