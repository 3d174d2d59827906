"""Sound files, changed at random thousands of times for each format: read or refused, and nothing else."""

import random
from collections import Counter

import numpy as np
import pytest
from onnx import helper

from simulator import InputError, load_network
from simulator.files.networks import npz_format as network_npz
from simulator.files.networks.load_save import model_json, read_model
from simulator.files.networks.model import Model

from .made import B2, F32, GIVEN, W2, node, npy, npz, onnx_file, safe, tensors, zipped

TOKENS = (
    *(
        b"NaN",
        b"-1",
        b"1e999",
        b"0",
        b"[]",
        b"{}",
        b"null",
        b'"W"',
        b"\\ud800",
        b"F16",
        b"BF16",
        b"<f2",
        b">i8",
    ),
    *(
        b"|O",
        b"'shape'",
        b"True",
        b"(2,",
        b"\0\0\0\0",
        b"\xff\xff\xff\xff",
        b"PK\1\2",
        b"\x0a\x00",
        b"\x3a\x03",
    ),
)


def _json() -> list[bytes]:
    net = load_network(npz(), format="npz")
    return [model_json(net, loss="tse", learning_rate=0.1, X=[[1, 2]], T=[[0, 1]]), model_json(net)]


def _npz() -> list[bytes]:
    """Archives, and arrays that become a member after they are changed: no checksum guards them."""
    net = load_network(npz(), format="npz")
    one = {"W2": npy(W2), "b2": npy(B2.astype(F32)), "activations": npy(np.array(["tanh"]))}
    stored = zipped(*((f"{name}.npy", content) for name, content in one.items()), kind=0)
    return [npz(), network_npz.write(net), stored, npy(W2), npy(np.asfortranarray(W2))]


def _safetensors() -> list[bytes]:
    half = {name: array.astype(np.float16) for name, array in tensors().items()}
    said = {"activations": '["tanh", "identity"]'}
    return [safe(tensors(), said), safe(half, said)]


def _onnx() -> list[bytes]:
    nodes = [
        node("Flatten", "x", "f", axis=1),
        node("MatMul", "f W2", "m"),
        node("Add", "m b2", "n"),
        node("Sigmoid", "n", "s"),
        node("Mul", "n s", "a"),
        node("Gemm", "a W3 b3", "z", alpha=0.5),
        node("Softmax", "z", "y", axis=-1),
    ]
    spelled = [
        helper.make_node("Constant", [], ["c"], value_floats=[0.5, 2.0]),
        node("Sub", "x c", "d"),
        node("Transpose", "W2", "V", perm=[1, 0]),
        node("Gemm", "d V b2", "n", transB=1),
        node("Exp", "n", "e"),
        node("Add", "e one", "f"),
        node("Log", "f", "a"),
        node("Gemm", "a W3 b3", "y"),
        node("ArgMax", "y", "l", axis=1),
    ]
    more = onnx_file(spelled, given={"one": np.ones((), F32)})
    return [more, onnx_file(), onnx_file(nodes), onnx_file(given={"W2": GIVEN["W2"].astype(np.float64)})]


def _flip(data: bytearray, draw: random.Random) -> None:
    for _ in range(draw.choice((1, 1, 2, 8))):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def _set(data: bytearray, draw: random.Random) -> None:
    data[draw.randrange(len(data))] = draw.choice((0, 1, 2, 0x7F, 0x80, 0xFF, 0x22, 0x5B, 0x7B))


def _cut(data: bytearray, draw: random.Random) -> None:
    del data[draw.randrange(len(data)) :]


def _drop(data: bytearray, draw: random.Random) -> None:
    start = draw.randrange(len(data))
    del data[start : start + draw.randrange(1, 20)]


def _copy(data: bytearray, draw: random.Random) -> None:
    start, to = draw.randrange(len(data)), draw.randrange(len(data))
    data[to:to] = data[start : start + draw.randrange(1, 60)]


def _token(data: bytearray, draw: random.Random) -> None:
    start = draw.randrange(len(data))
    data[start : start + draw.randrange(6)] = draw.choice(TOKENS)


def _header(data: bytearray, draw: random.Random) -> None:
    """Where lengths, versions and directories stand."""
    near = draw.randrange(min(80, len(data)))
    data[near if draw.random() < 0.5 else len(data) - 1 - near] = draw.randrange(256)


def _digit(data: bytearray, draw: random.Random) -> None:
    """One digit becomes another, where there are any."""
    if places := [place for place, byte in enumerate(data) if 0x30 <= byte <= 0x39]:
        data[draw.choice(places)] = draw.randrange(0x30, 0x3A)


CHANGES = (_flip, _flip, _set, _cut, _drop, _copy, _token, _token, _header, _digit, _digit, _digit)


@pytest.mark.parametrize("cases", [2_500, pytest.param(10_000, marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    ("format", "make"), [("json", _json), ("npz", _npz), ("safetensors", _safetensors), ("onnx", _onnx)]
)
def test_whatever_a_file_becomes_it_is_read_or_refused(format, make, cases):
    """A warning would be an error here too; what is read is finite and of the shapes that it says."""
    draw, files, counts = random.Random(format), make(), Counter()
    for number in range(cases):
        data = bytearray(draw.choice(files))
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            if data:
                draw.choice(CHANGES)(data, draw)
        whole = npz(W2=bytes(data)) if data.startswith(b"\x93NUMPY") else bytes(data)
        try:
            model = read_model(whole, f"my.{format}")
        except InputError as reason:
            said = str(reason)
            assert said.startswith(f"my.{format}: ") or not whole, number
            assert len(said) < 700 and said.isprintable(), (number, said)
            counts["refused"] += 1
        else:
            _check_sound(model)
            counts["read"] += 1
    assert counts["refused"] > cases / 3
    assert counts["read"] > cases / 50


def _check_sound(model: Model) -> None:
    for layer in model.network.layers:
        assert layer.W.dtype == np.float64 and layer.W.shape[1:] == layer.b.shape
        assert np.isfinite(layer.W).all() and np.isfinite(layer.b).all()
