"""safetensors files that must be refused: name, format, what makes the bytes, words of the refusal."""

import json
import pickle

import numpy as np

from .evil import LONG, TOO_MANY, Evil
from .made import F32, W3, entry, headered, safe, tensors


def _safe(name, made, *words):
    return name, "safetensors", made, words


def _head(name="0.weight", more=None, **changes):
    """A file of one tensor with an entry of one's own."""
    content = {name: {**entry(), **changes}, **(more or {})}
    return lambda: headered(json.dumps(content), b"\0" * 8)


def _twice() -> bytes:
    one = json.dumps(entry())
    return headered(f'{{"0.weight": {one}, "0.weight": {one}}}', b"\0" * 8)


SAFETENSORS = [
    _safe("empty", lambda: b"", "it is empty"),
    _safe("too short", lambda: b"\2\0\0\0", "length of a header"),
    _safe("a pickle", lambda: pickle.dumps(Evil()), "length of a header"),
    _safe("too long", lambda: b"\0" * TOO_MANY, "16,777,216 bytes"),
    _safe("a header beyond the file", lambda: headered("{}", length=1000), "length of a header"),
    _safe("a header of 2^63", lambda: headered("{}", length=2**63), "length of a header"),
    _safe("a long header", lambda: headered("{" + " " * 200_000 + "}"), "at most 100,000 bytes", "200,002"),
    _safe("no JSON", lambda: headered("{weights}"), "the header must be JSON"),
    _safe("a header cut off", lambda: safe(tensors())[:40], "length of a header"),
    _safe("data cut off", lambda: safe(tensors())[:-8], "must fill the file"),
    _safe("data too long", lambda: safe(tensors()) + b"\0" * 8, "must fill the file"),
    _safe("a nested header", lambda: headered('{"a":' * 1000 + "1" + "}" * 1000), "nested at most 20 deep"),
    _safe("no UTF-8", lambda: headered(b'{"\xff":1}'), "UTF-8"),
    _safe("no tensors", lambda: safe({}), "must hold tensors"),
    _safe("a name twice", _twice, "0.weight is there twice"),
    _safe(
        "a key of an entry missing",
        lambda: headered('{"0.weight": {"dtype": "F64"}}'),
        "0.weight",
        "key shape",
    ),
    _safe("an entry a list", lambda: headered('{"0.weight": [1]}'), "0.weight must be an object"),
    _safe("an entry with more", _head(device="cuda"), "0.weight", "device"),
    _safe("a shape of text", _head(shape="11"), "shape of 0.weight", "'11'"),
    _safe("a shape of lists", _head(shape=[[1], 1]), "shape of 0.weight"),
    _safe("a shape below 0", _head(shape=[-1, 1]), "must fill the file"),
    _safe("half a neuron", _head(shape=[1.5, 1]), "must fill the file"),
    _safe("a shape beyond", _head(shape=[2**40, 2**40]), "must fill the file"),
    _safe("offsets beyond", _head(data_offsets=[0, 2**60]), "must fill the file"),
    _safe("offsets backwards", _head(data_offsets=[8, 0]), "must fill the file"),
    _safe("offsets of text", _head(data_offsets=["0", "8"]), "must fill the file"),
    _safe("two tensors in one place", _head(more={"0.bias": entry(shape=[1])}), "must fill the file"),
    _safe("integers", lambda: safe(tensors(**{"0_weight": np.ones((3, 2), "u8")})), "0.weight", "'U64'"),
    _safe("bool", lambda: safe(tensors(**{"0_weight": np.ones((3, 2), bool)})), "0.weight", "'BOOL'"),
    _safe("an unknown type", _head(dtype="F128"), "0.weight", "'F128'"),
    _safe("a type of a number", _head(dtype=64), "0.weight", "64.0"),
    _safe(
        "NaN",
        lambda: safe(tensors(**{"0_bias": np.array([1, np.nan, 2.0])})),
        "0.bias must be finite",
        "entry 2",
    ),
    _safe("infinity", lambda: safe(tensors(**{"2_weight": W3.T * np.inf})), "2.weight must be finite"),
    _safe(
        "a signalling NaN", lambda: safe({"0.weight": np.full((1, 1), 0x7F800001, "u4").view("f4")}), "finite"
    ),
    _safe(
        "a convolution",
        lambda: safe({"0.weight": np.ones((4, 1, 3, 3), F32)}),
        "0.weight must have 2 axes",
        "4",
    ),
    _safe("batch norm", lambda: safe(tensors(**{"1_weight": np.ones(3)})), "1.weight must have 2 axes", "1"),
    _safe(
        "running means",
        lambda: safe(tensors() | {"1.running_mean": np.ones(3)}),
        *(
            "1.running_mean must be a dense layer's weight",
            "save_network(from_torch(model)",
        ),
    ),
    _safe("a name of control characters", lambda: safe({"\x1b[2J": np.ones(3)}), "'\\x1b[2J'"),
    _safe("a long name", lambda: safe({LONG[:9000]: np.ones(3)}), "'" + "x" * 40 + "'"),
    _safe("half a character", lambda: headered('{"\\ud800": {}}'), "\\ud800"),
    _safe("a scalar", lambda: safe({"0.weight": np.array(1.0)}), "0.weight must have 2 axes", "0"),
    _safe(
        "nothing in it", lambda: safe({"0.weight": np.zeros((0, 3))}), "0.weight must have shape", "(0, 3)"
    ),
    _safe("a bias alone", lambda: safe(tensors(**{"0_weight": None})), "0.bias must have its weight"),
    _safe(
        "many tensors", lambda: safe({f"{n}.weight": np.ones((1, 1)) for n in range(65)}), "at most 64", "65"
    ),
    _safe("33 layers", lambda: safe({f"{n}.weight": np.ones((1, 1)) for n in range(33)}), "32 layers", "33"),
    _safe(
        "layers that do not chain",
        lambda: safe(tensors(**{"2_weight": np.ones((4, 5)), "2_bias": np.ones(4)})),
        "0.weight, 2.weight",
    ),
    _safe(
        "a bias that does not fit",
        lambda: safe(tensors(**{"0_bias": np.ones(4)})),
        "0.bias must have shape (3,)",
    ),
    _safe(
        "activations no JSON", lambda: safe(tensors(), {"activations": "tanh"}), "activations in the metadata"
    ),
    _safe(
        "activations a text",
        lambda: safe(tensors(), {"activations": '"tanh"'}),
        "must be a JSON list",
        "'tanh'",
    ),
    _safe(
        "activations of lists", lambda: safe(tensors(), {"activations": "[[],[]]"}), "activation of layer 2"
    ),
    _safe(
        "too many activations", lambda: safe(tensors(), {"activations": '["tanh"]'}), "must be a list of 2"
    ),
    _safe("metadata a list", lambda: headered('{"__metadata__": []}'), "metadata must be an object"),
    _safe(
        "metadata of numbers", lambda: headered('{"__metadata__": {"activations": 1}}'), "must be text", "1.0"
    ),
    _safe("metadata twice", lambda: headered('{"__metadata__": {"a": "1", "a": "2"}}'), "a is there twice"),
    _safe("frozen unknown", lambda: safe(tensors(), {"frozen": '["W7"]'}), "frozen must name", "'W7'"),
    _safe("frozen of lists", lambda: safe(tensors(), {"frozen": "[{}]"}), "frozen must name"),
]
