"""Networks of PyTorch, saved by it, come in: outputs and gradients are what PyTorch finds."""

import io
import os
import warnings

import numpy as np
import pytest

from simulator import gradient, load_network, propagate, save_network
from simulator.files.networks.load_save import read_model

if os.environ.get("REQUIRE_FRAMEWORKS") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save, save_file

nn = torch.nn
# What PyTorch calls them; its softplus goes over to n above its threshold, by default 20.
MODULES = {
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "softplus": lambda: nn.Softplus(threshold=1000),
    "silu": nn.SiLU,
    "softmax": lambda: nn.Softmax(dim=-1),
}
TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-6}
SHAPES = ((3, 5, 2), (4, 4, 4, 4), (1, 1), (7, 2, 9, 3))


def sequential(widths, names, dtype, seed=0, bias=True):
    """Linear layers and activations in turn, with numbers from PyTorch's own first weights."""
    torch.manual_seed(seed)
    parts = []
    for H, L, name in zip(widths, widths[1:], names, strict=False):
        parts += [nn.Linear(H, L, bias=bias), MODULES[name]()]
    return nn.Sequential(*parts).to(dtype).eval()


def assert_agrees(net, theirs, dtype):
    """Outputs and all gradients of the squared error, for a few items."""
    H, L = net.widths[0], net.widths[-1]
    rng = np.random.default_rng(1)
    X, T = rng.normal(size=(4, H)), rng.normal(size=(4, L))
    y = theirs(torch.tensor(X, dtype=dtype))
    ours = np.array([propagate(net, x, t).y for x, t in zip(X, T, strict=True)])
    close(ours, y, dtype)
    theirs.zero_grad()
    ((torch.tensor(T, dtype=dtype) - y) ** 2).sum().backward()
    g = gradient(net, X, T, "tse")
    linear = [part for part in theirs if isinstance(part, nn.Linear)]
    assert len(linear) == len(net.layers)
    for l, part in enumerate(linear, start=2):
        close(g.dW[l], part.weight.grad.T, dtype)
        if part.bias is not None:
            close(g.db[l], part.bias.grad, dtype)


def close(ours, theirs, dtype):
    theirs = theirs.detach().numpy()
    scale = max(1.0, np.abs(theirs).max())
    most = TOLERANCE[dtype] * scale
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE[dtype], atol=most)


@pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
@pytest.mark.parametrize("widths", SHAPES, ids=str)
@pytest.mark.parametrize("name", MODULES)
def test_safetensors_of_pytorch(name, widths, dtype, tmp_path):
    names = [name] * (len(widths) - 2) + ["identity"]
    theirs = sequential(widths, names, dtype)
    save_file(theirs.state_dict(), tmp_path / "net.safetensors")
    net = load_network(tmp_path / "net.safetensors", activations=names)
    assert net.widths == widths
    assert_agrees(net, theirs, dtype)


def test_the_last_activation_too():
    for name in MODULES:
        theirs = sequential((3, 4, 3), ["tanh", name], torch.float64)
        net = load_network(save(theirs.state_dict()), format="safetensors", activations=["tanh", name])
        assert_agrees(net, theirs, torch.float64)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_read_to_the_last_bit(dtype):
    theirs = sequential((3, 4, 2), ["tanh", "identity"], dtype)
    net = load_network(save(theirs.state_dict()), activations=["tanh", "identity"])
    for l, part in ((2, theirs[0]), (3, theirs[2])):
        assert net.W[l].tolist() == part.weight.T.double().tolist()
        assert net.b[l].tolist() == part.bias.double().tolist()


def test_a_module_with_names_and_without_biases():
    """Prefixes of any kind; b is 0 and that is said."""

    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(3, 5, bias=False), nn.Linear(5, 2)

    theirs = Named().double()
    model = read_model(save(theirs.state_dict()), "net.safetensors", ["relu", "identity"])
    assert model.network.b[2].tolist() == [0.0] * 5
    assert model.network.W[2].tolist() == theirs.fc1.weight.T.tolist()
    assert "fc1.weight came without a bias; its b is 0." in model.remarks
    assert (
        "fc1.weight was stored outputs × inputs, (5, 3), and is shown as W2, inputs × outputs."
        in model.remarks
    )


def test_what_we_save_pytorch_loads(tmp_path):
    """Into a Sequential of its own, strictly: the names are those of linear layers in a row."""
    theirs = sequential((3, 5, 2), ["tanh", "identity"], torch.float64)
    net = load_network(save(theirs.state_dict()), activations=["tanh", "identity"])
    save_network(net, tmp_path / "back.safetensors")
    linear = nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 2)).double()
    linear.load_state_dict(load_file(tmp_path / "back.safetensors"), strict=True)
    assert linear[0].weight.tolist() == theirs[0].weight.tolist()
    assert linear[1].bias.tolist() == theirs[2].bias.tolist()


def exported(theirs, H):
    """ONNX as PyTorch writes it, by the exporter that needs nothing else."""
    file = io.BytesIO()
    dtype = theirs[-2].weight.dtype
    with warnings.catch_warnings(action="ignore"):  # that there is a newer exporter
        torch.onnx.export(
            theirs,
            (torch.zeros(2, H, dtype=dtype),),
            file,
            dynamo=False,
            dynamic_axes={"input": [0]},
            input_names=["input"],
        )
    return file.getvalue()


@pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
@pytest.mark.parametrize("name", [name for name in MODULES if name != "softplus"])
def test_onnx_of_pytorch(name, dtype):
    """Activations come with it. Softplus is exported with PyTorch's threshold or not at all, so not here."""
    theirs = sequential((3, 5, 4, 2), [name, "tanh", "identity"], dtype)
    net = load_network(exported(theirs, 3), format="onnx")
    assert list(net.activation.values()) == [name, "tanh", "identity"]
    assert_agrees(net, theirs, dtype)


@pytest.mark.parametrize("bias", [True, False])
def test_onnx_of_pytorch_without_biases(bias):
    theirs = sequential((3, 4, 2), ["softmax", "softmax"], torch.float64, bias=bias)
    assert_agrees(load_network(exported(theirs, 3), format="onnx"), theirs, torch.float64)


def test_onnx_of_pytorch_with_a_picture():
    """nn.Flatten in front: the picture's rows, one after the other."""
    theirs = nn.Sequential(nn.Flatten(), *sequential((6, 4, 2), ["relu", "identity"], torch.float64))
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore"):
        torch.onnx.export(theirs.eval(), (torch.zeros(1, 1, 2, 3).double(),), file, dynamo=False)
    model = read_model(file.getvalue(), "net.onnx")
    x = np.arange(6.0) / 7
    y = theirs(torch.tensor(x.reshape(1, 1, 2, 3)))[0]
    np.testing.assert_allclose(propagate(model.network, x, [0.0, 0.0]).y, y.detach(), rtol=1e-12)
    assert any("1 × 2 × 3, is taken as one row" in remark for remark in model.remarks)
