"""What is saved comes back bit for bit; what a file does not say is told, asked for, or read from shapes."""

import io
import json
import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from simulator import InputError, Network, load_network, save_network
from simulator.core.activation import ACTIVATIONS
from simulator.files.gallery import EXAMPLES, FOLDER, example
from simulator.files.networks.load_save import WRITERS, model_json, read_model
from simulator.files.networks.model import MOST_LAYERS, MOST_PARAMETERS, ActivationsMissing

from ..core.networks import ALL_NAMES
from ..grids import grid
from .made import B2, B3, F32, GIVEN, W2, W3, document, node, npz, onnx_file, safe, tensors, text

NAMES = tuple(ACTIVATIONS)
EDGES = (0.0, -0.0, 5e-324, -2.2e-308, 1e308, -1.7976931348623157e308, 0.1, 1 / 3, 1e22, 123456789012345680.0)


def random_network(seed: int) -> Network:
    """One to four layers of any numbers that float64 has, of every size of exponent, some frozen."""
    rng = np.random.default_rng(seed)
    widths = rng.integers(1, 6, rng.integers(2, 6))
    arrays = []
    for shape in [(H, L) for H, L in pairwise(widths)] + [(L,) for L in widths[1:]]:
        bits = rng.integers(0, 2**64, shape, np.uint64).view(np.float64)
        tame = np.where(np.isfinite(bits), bits, rng.normal(size=shape))
        arrays.append(np.where(rng.random(shape) < 0.3, rng.choice(EDGES, shape), tame))
    count = len(widths) - 1
    parameters = [f"{letter}{l}" for l in range(2, count + 2) for letter in "Wb"]
    frozen = [name for name in parameters if rng.random() < 0.2]
    return Network.from_arrays(
        arrays[:count], arrays[count:], rng.choice(NAMES, count).tolist(), frozen=frozen
    )


def assert_same(found: Network, net: Network) -> None:
    assert (found.activation, found.frozen, found.widths) == (net.activation, net.frozen, net.widths)
    for l in net.W:
        assert found.W[l].tobytes() == net.W[l].tobytes(), f"W{l}"
        assert found.b[l].tobytes() == net.b[l].tobytes(), f"b{l}"


def said(call, *given, **more) -> str:
    with pytest.raises(InputError) as reason:
        call(*given, **more)
    return str(reason.value)


# There and back


@grid(format=[*WRITERS], seeds=[range(first, first + 200) for first in range(0, 1000, 200)])
def test_a_thousand_networks_come_back_bit_for_bit(format, seeds):
    """-0.0, the smallest and the largest numbers too; by day two hundred in each format."""
    for seed in seeds:
        net = random_network(seed)
        assert_same(load_network(WRITERS[format](net), format=format), net)


@pytest.mark.parametrize("format", WRITERS)
def test_a_path_says_the_format(format, tmp_path):
    """In any case of letters; as text or as a Path."""
    net = random_network(7)
    save_network(net, tmp_path / f"my.net.{format}")
    save_network(net, str(tmp_path / f"my.{format.upper()}"))
    assert_same(load_network(tmp_path / f"my.net.{format}"), net)
    assert_same(load_network(str(tmp_path / f"my.{format.upper()}")), net)


@pytest.mark.parametrize("format", WRITERS)
def test_bytes_say_the_format_where_it_is_certain(format):
    net = random_network(8)
    assert_same(load_network(WRITERS[format](net)), net)
    assert_same(load_network(memoryview(bytearray(WRITERS[format](net)))), net)


def test_bytes_that_may_be_anything_need_a_format():
    why = said(load_network, onnx_file())
    assert 'bytes must come with format="…"' in why
    assert load_network(onnx_file(), format="onnx").widths == (2, 3, 2)


@pytest.mark.parametrize("format", ["npz", "safetensors"])
def test_the_largest_network_comes_back(format):
    """Every layer there may be, every parameter, and all frozen."""
    deep = Network.from_arrays(
        [np.eye(3)] * MOST_LAYERS,
        [np.ones(3)] * MOST_LAYERS,
        ["tanh"] * MOST_LAYERS,
        frozen=[f"{letter}{l}" for l in range(2, MOST_LAYERS + 2) for letter in "Wb"],
    )
    assert_same(load_network(WRITERS[format](deep), format=format), deep)
    L = MOST_PARAMETERS // 1000
    wide = Network.from_arrays([np.ones((999, L))], [np.ones(L)], ["relu"])
    assert_same(load_network(WRITERS[format](wide), format=format), wide)


@pytest.mark.parametrize("format", WRITERS)
def test_what_could_not_be_read_is_not_written(format, tmp_path):
    layers = MOST_LAYERS + 1
    deep = Network.from_arrays([[[1.0]]] * layers, [[0.0]] * layers, ["tanh"] * layers)
    assert "at most 32 layers" in said(save_network, deep, tmp_path / f"deep.{format}")
    assert not list(tmp_path.iterdir())


def test_json_says_when_it_would_be_too_long():
    net = Network.from_arrays([np.full((1000, 999), -1 / 3)], [np.ones(999)], ["tanh"])
    assert ".npz and .safetensors are smaller" in said(WRITERS["json"], net)


def test_json_holds_the_session():
    """Loss, learning rate and pairs, to the last bit."""
    net = load_network(npz(), format="npz")
    X, T = [[0.1, -0.0], [1e308, 5e-324]], [[1 / 3, 0.0], [1.0, 2.0]]
    model = read_model(model_json(net, loss="hse", learning_rate=1 / 3, X=X, T=T), "a.json")
    assert (model.loss, model.learning_rate) == ("hse", 1 / 3)
    assert model.X.tobytes() == np.array(X).tobytes()
    assert model.T.tobytes() == np.array(T).tobytes()
    assert not model.X.flags.writeable
    bare = read_model(model_json(net), "a.json")
    assert (bare.loss, bare.learning_rate, bare.X, bare.T) == (None,) * 4
    assert (bare.remarks, bare.undecided) == ((), ())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"X": [[1, 2]]}, "both X and T"),
        ({"X": [[1, 2, 3]], "T": [[1, 2]]}, "X must have shape (N, 2)"),
        ({"X": [[1, 2]], "T": [[1, 2], [3, 4]]}, "T must have shape (1, 2)"),
        ({"loss": "hinge"}, "the loss must be one of"),
        ({"learning_rate": -1}, "the learning rate must be above 0"),
        ({"loss": "tce"}, "TCE"),
        ({"X": [[1, 2]] * 21, "T": [[1, 2]] * 21}, "1 to 20 pairs"),
    ],
)
def test_json_holds_only_what_can_be_read(more, words):
    assert words in said(model_json, load_network(npz(), format="npz"), **more)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_gallery_can_be_read(name):
    """With what it is called; what is not of the network is left aside, and that is said."""
    data = (FOLDER / f"{name}.json").read_bytes()
    model, known = read_model(data, f"{name}.json"), example(name).session
    assert_same(model.network, known.network)
    assert (model.loss, model.learning_rate) == (known.loss, known.learning_rate)
    assert model.X.tobytes() == known.X.tobytes()
    assert (model.title, model.about) == (example(name).title, example(name).about)
    more = [key for key in ("updates", "order", "printed", "remark") if key in json.loads(data)]
    assert any(f"gallery: {', '.join(more)}." in remark for remark in model.remarks) == bool(more)


@pytest.mark.parametrize("key", ["title", "about"])
def test_what_a_file_is_called_is_a_text(key):
    content = json.loads(model_json(load_network(npz(), format="npz"))) | {key: ["a"]}
    assert said(read_model, json.dumps(content).encode(), "a.json").endswith(
        f"{key} must be a text; got a list"
    )


# Which way round


def test_w_as_the_notes_have_it_needs_no_remark():
    model = read_model(npz(), "a.npz")
    assert model.network.W[2].tolist() == W2.tolist()
    assert (model.remarks, model.undecided) == ((), ())


@pytest.mark.parametrize("orientation", [None, "L x H"])
def test_w_the_other_way_round_is_turned_and_said(orientation):
    model = read_model(npz(W2=W2.T, W3=W3.T), "a.npz", orientation=orientation)
    assert [W.tolist() for W in model.network.W.values()] == [W2.tolist(), W3.tolist()]
    assert model.remarks[0] == "W2 was stored outputs × inputs, (3, 2), and is shown as W2, inputs × outputs."
    assert model.undecided == ()


def test_square_w_are_undecided_unless_they_are_told():
    """Where the file is not our own; what looks the same turned around needs no answer."""
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    given = {"W2": square, "b2": B3, "W3": np.eye(2), "b3": B3}
    model = read_model(npz(**given), "a.npz")
    assert model.undecided == ("W2",)
    assert model.network.W[2].tolist() == square.tolist()
    for orientation, expected in (("H x L", square), ("L x H", square.T)):
        model = read_model(npz(**given), "a.npz", orientation=orientation)
        assert model.network.W[2].tolist() == expected.tolist()
        assert model.undecided == ()
    ours = read_model(WRITERS["npz"](model.network), "a.npz")
    assert ours.undecided == ()
    assert_same(ours.network, model.network)


def test_a_square_w_among_others_is_decided_by_them():
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    model = read_model(npz(W2=square, b2=B3, W3=np.ones((3, 2)), b3=B2), "a.npz")
    assert model.network.W[2].tolist() == square.T.tolist()
    assert model.undecided == ()


def test_a_wrong_orientation_is_refused_with_the_other():
    why = said(load_network, npz(), format="npz", orientation="L x H")
    assert "b2 must have shape (2,)" in why
    assert 'orientation="H x L" would chain' in why
    assert "the orientation must be" in said(load_network, npz(), orientation="in, out")
    assert "orientation must be left out" in said(
        load_network, onnx_file(), format="onnx", orientation="H x L"
    )
    turned = {"W": W2.T.tolist(), "b": B2.tolist(), "activation": "tanh"}
    assert load_network(text(document(layers=[turned])), orientation="L x H").W[2].tolist() == W2.tolist()
    assert 'orientation="L x H" would chain' in said(load_network, text(document(layers=[turned])))


def test_safetensors_are_outputs_by_inputs_unless_told():
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    data = safe({"weight": square, "bias": B3}, {"activations": '["tanh"]'})
    assert load_network(data).W[2].tolist() == square.T.tolist()
    assert load_network(data, orientation="H x L").W[2].tolist() == square.tolist()
    assert read_model(data, "a.safetensors").undecided == ()


# Names and order of tensors


def test_layers_are_in_the_order_of_their_numbers():
    """2 before 10, though text sorts otherwise; where names decide alone, that is said."""
    content = {}
    for number in range(12):
        content |= {f"net.{number}.weight": np.full((2, 2), float(number)), f"net.{number}.bias": B3}
    model = read_model(safe(content), "a.safetensors", ["tanh"] * 12)
    assert [W[0, 0] for W in model.network.W.values()] == list(range(12))
    assert "The order of the layers was told from their names, not from their shapes." in model.remarks


def test_where_names_do_not_chain_shapes_say_the_order():
    """As a header may be written by hand: first comes the layer named last."""
    header = (
        '{"z.weight":{"dtype":"F64","shape":[3,2],"data_offsets":[0,48]},'
        '"a.weight":{"dtype":"F64","shape":[4,3],"data_offsets":[48,144]}}'
    )
    data = len(header).to_bytes(8, "little") + header.encode() + W2.T.tobytes() + np.ones((4, 3)).tobytes()
    model = read_model(data, "a.safetensors", ["tanh", "identity"])
    assert model.network.widths == (2, 3, 4)
    assert "z.weight came without a bias; its b is 0." in model.remarks
    assert "The order of the layers was told from their shapes: z.weight, a.weight." in model.remarks
    assert model.network.b[2].tolist() == [0.0] * 3
    assert not model.orders


@pytest.mark.parametrize(
    "names", [("input_layer", "hidden", "output"), ("l1", "l2", "fc"), ("fc_in", "fc_mid", "classifier")]
)
def test_an_order_that_alone_chains_is_taken(names):
    """Whatever the alphabet says; in NPZ too, by PyTorch's names or by Keras's."""
    shapes, arrays = [(5, 3), (4, 5), (2, 4)], {}
    for name, shape in zip(names, shapes, strict=True):
        arrays |= {f"{name}.weight": np.full(shape, shape[0] / 8), f"{name}.bias": np.zeros(shape[0])}
    for data, file in ((safe(arrays), "n.safetensors"), (saved(**arrays), "n.npz")):
        model = read_model(data, file, ["tanh", "tanh", "identity"])
        assert model.network.widths == (3, 5, 4, 2)
        assert [W[0, 0] for W in model.network.W.values()] == [5 / 8, 4 / 8, 2 / 8]
    kernels = {
        name.replace(".weight", "/kernel").replace(".bias", "/bias"): a.T for name, a in arrays.items()
    }
    model = read_model(saved(**kernels), "n.npz", ["tanh", "tanh", "identity"])
    assert model.network.widths == (3, 5, 4, 2)


def test_an_order_that_is_open_is_asked():
    """Names of an autoencoder say no order; of names alike the lower number comes first."""
    E, D = np.array([[0.5, -0.2, 0.1, 0.3], [0.4, 0.1, -0.3, 0.2]]), np.ones((4, 2))
    content = {"encoder.weight": E, "encoder.bias": B2[:2], "decoder.weight": D, "decoder.bias": np.zeros(4)}
    model = read_model(safe(content), "a.safetensors", ["tanh", "identity"])
    ways = ("decoder.weight", "encoder.weight"), ("encoder.weight", "decoder.weight")
    assert {*model.orders} == {*ways}
    assert any("order of the layers is open" in remark for remark in model.remarks)
    for way, widths in zip(ways, ((2, 4, 2), (4, 2, 4)), strict=True):
        told = read_model(safe(content), "a.safetensors", ["tanh", "identity"], order=way)
        assert (told.network.widths, told.orders) == (widths, ())
    with pytest.raises(InputError, match=r"order must be said, .*: order=\['"):
        load_network(safe(content), activations=["tanh", "identity"])
    assert load_network(safe(content), activations=["tanh", "identity"], order=ways[1]).widths == (4, 2, 4)
    with pytest.raises(InputError, match=r"order must name each of .* once"):
        load_network(safe(content), activations=["tanh", "identity"], order=["encoder.weight"])
    deep = {"enc.0": (3, 4), "enc.2": (2, 3), "dec.0": (3, 2), "dec.2": (4, 3)}
    arrays = {f"{name}.weight": np.ones(shape) for name, shape in deep.items()}
    orders = read_model(safe(arrays), "a.safetensors", ["tanh"] * 4).orders
    assert {order[0] for order in orders} == {"enc.0.weight", "dec.0.weight"}
    assert len(orders) == 2


def saved(*arrays, **named) -> bytes:
    file = io.BytesIO()
    np.savez(file, *arrays, **named)
    return file.getvalue()


W_1, W_2 = np.arange(12.0).reshape(3, 4), np.arange(8.0).reshape(4, 2)
b_1, b_2 = np.arange(4.0) + 1, np.arange(2.0) + 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (saved(W1=W_1, b1=b_1, W2=W_2, b2=b_2), "W1 is shown as W2, and so on: the input is layer 1."),
        (saved(W0=W_1, b0=b_1, W1=W_2, b1=b_2), "W0 is shown as W2"),
        (saved(coefs_0=W_1, intercepts_0=b_1, coefs_1=W_2, intercepts_1=b_2), "coefs_0 is shown as W2"),
        (
            saved(W2=W_1, b2=b_1[None], W3=W_2, b3=b_2[:, None]),
            "b3 was stored (2, 1), and is shown as a vector.",
        ),
        (saved(W_1, b_1, W_2, b_2), "the arrays are arr_0, arr_1, arr_2, arr_3: W2, b2 and so on."),
        (saved(W_1, W_2, b_1, b_2), "the arrays are arr_0, arr_2, arr_1, arr_3: W2, b2 and so on."),
        (saved(W_1, b_1[None], W_2, b_2[None]), "b"),
    ],
)
def test_archives_of_others(data, said):
    """By their numbers, by the names of scikit-learn, or by shapes where nothing has a name."""
    model = read_model(data, "n.npz", ["tanh", "identity"])
    assert [W.tolist() for W in model.network.W.values()] == [W_1.tolist(), W_2.tolist()]
    assert [b.tolist() for b in model.network.b.values()] == [b_1.tolist(), b_2.tolist()]
    assert said in " ".join(model.remarks)


def test_an_archive_of_weights_alone_has_zeros_for_b():
    """Said; whichever way round W stands."""
    for data in (saved(W2=W_1, W3=W_2), saved(W_1, W_2), saved(W1=W_1.T, W2=W_2.T)):
        model = read_model(data, "n.npz", ["tanh", "identity"])
        assert [b.tolist() for b in model.network.b.values()] == [[0.0] * 4, [0.0] * 2]
        assert "The file holds no b; every b is 0." in model.remarks


@pytest.mark.parametrize("names", [("fc_512", "fc_256", "fc_10"), ("l3", "l2", "l1")])
def test_shapes_that_allow_one_order_are_taken_against_the_numbers_in_the_names(names):
    """Widths in the names, or layers counted from the output; both are said."""
    sizes = [(3, 5), (5, 4), (4, 2)]
    arrays = {f"{name}.weight": np.full((L, H), H) for name, (H, L) in zip(names, sizes, strict=True)}
    arrays |= {f"{name}.bias": np.zeros(L) for name, (_, L) in zip(names, sizes, strict=True)}
    model = read_model(safe(arrays), "n.safetensors", ["tanh"] * 3)
    assert model.network.widths == (3, 5, 4, 2)
    assert "The layers do not chain in the order of their numbers." in model.remarks
    assert any(f"from their shapes: {names[0]}.weight" in remark for remark in model.remarks)
    alone = {key: value for key, value in arrays.items() if "bias" not in key}  # 2-4-5-3 the other way round
    assert 'orientation="H x L" would chain' in said(read_model, safe(alone), "n.safetensors", ["tanh"] * 3)


@pytest.mark.parametrize(
    ("arrays", "remark"),
    [
        (
            {"0.weight": W2, "0.bias": B2, "1.weight": W3, "1.bias": B3},
            "Every weight was stored inputs × outputs, not as PyTorch does: only so do they chain.",
        ),
        ({"W1": W2, "b1": B2, "W2": W3, "b2": B3}, "W1 is shown as W2, and so on: the input is layer 1."),
        (
            {"params/Dense_0/kernel": W2, "params/Dense_0/bias": B2}
            | {"params/Dense_1/kernel": W3, "params/Dense_1/bias": B3},
            None,
        ),
        (
            {"0.weight": W2.T, "0.bias": B2[None], "1.weight": W3.T, "1.bias": B3[:, None]},
            "0.bias was stored (1, 3), and is shown as a vector.",
        ),
    ],
)
def test_safetensors_as_others_write_them(arrays, remark):
    """W inputs × outputs where only that chains, the names that NPZ may have too, b as a row or a column."""
    data = safe({key: np.ascontiguousarray(value) for key, value in arrays.items()})
    model = read_model(data, "n.safetensors", ["tanh"] * 2)
    assert [W.tolist() for W in model.network.W.values()] == [W2.tolist(), W3.tolist()]
    assert [b.tolist() for b in model.network.b.values()] == [B2.tolist(), B3.tolist()]
    assert remark is None or remark in model.remarks


BRAIN = {
    "sizes": [2, 2, 1],
    "layers": [
        {"0": {}, "1": {}},
        {
            "0": {"bias": 0.1, "weights": {"0": 0.3, "1": -0.2}},
            "1": {"bias": 0, "weights": {"0": 0.5, "1": 0.4}},
        },
        {"0": {"bias": 0.2, "weights": {"0": 0.1, "1": 0.2}}},
    ],
}
NIELSEN = {
    "sizes": [2, 2, 1],
    "weights": [[[0.3, -0.2], [0.5, 0.4]], [[0.1, 0.2]]],
    "biases": [[[0.1], [0]], [[0.2]]],
    "cost": "CrossEntropyCost",
}
OTHERS = {
    "network2.py": NIELSEN,
    "network.py": NIELSEN | {"cost": None},
    "brain.js": BRAIN,
    "brain.js, lists": {
        "sizes": [2, 2, 1],
        "layers": [
            {"weights": [], "biases": []},
            {"weights": [[0.3, -0.2], [0.5, 0.4]], "biases": [0.1, 0]},
            {"weights": [[0.1, 0.2]], "biases": [0.2]},
        ],
    },
    "scikit-learn": {
        "coefs_": [[[0.3, 0.5], [-0.2, 0.4]], [[0.1], [0.2]]],
        "intercepts_": [[0.1, 0], [0.2]],
    },
    "numbered": {"W1": [[0.3, 0.5], [-0.2, 0.4]], "b1": [0.1, 0], "W2": [[0.1], [0.2]], "b2": [0.2]},
    "PyTorch": {
        "a.weight": [[0.3, -0.2], [0.5, 0.4]],
        "a.bias": [0.1, 0],
        "b.weight": [[0.1, 0.2]],
        "b.bias": [0.2],
    },
    "ours without its name": {
        "layers": [{"W": [[0.3, 0.5], [-0.2, 0.4]], "b": [0.1, 0]}, {"W": [[0.1], [0.2]], "b": [0.2]}]
    },
}


@pytest.mark.parametrize("kind", OTHERS)
def test_json_of_others_is_known_by_its_look(kind):
    """W inputs × outputs as it was meant; what was recognised is said where the file names it not."""
    model = read_model(json.dumps(OTHERS[kind]).encode(), "n.json", ["sigmoid"] * 2)
    assert model.network.W[2].tolist() == [[0.3, 0.5], [-0.2, 0.4]]
    assert model.network.W[3].tolist() == [[0.1], [0.2]]
    assert (model.network.b[2].tolist(), model.network.b[3].tolist()) == ([0.1, 0.0], [0.2])
    assert model.loss == ("bce" if kind == "network2.py" else None)
    if kind == "network2.py":
        assert load_network(json.dumps(NIELSEN).encode()).activation == {2: "sigmoid", 3: "sigmoid"}
    else:
        with pytest.raises(ActivationsMissing):
            read_model(json.dumps(OTHERS[kind]).encode(), "n.json")


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"activation": "relu"}, "relu"),
        ({"options": {"activation": "tanh"}}, "tanh"),
        ({"options": {"activation": "leaky-relu", "leakyReluAlpha": 0.2}}, "leaky_relu(0.2)"),
    ],
)
def test_the_activation_that_brain_js_saves_is_taken(more, name):
    """It is not asked for, and another one is refused."""
    data = json.dumps(BRAIN | more).encode()
    model = read_model(data, "n.json")
    assert model.network.activation == {2: name, 3: name}
    assert f"Read as brain.js saves it, with {name} in every layer." in model.remarks
    assert "must be left out or be those of the file" in said(read_model, data, "n.json", ["sigmoid"] * 2)


@pytest.mark.parametrize("way", ["W_{}", "w_{}", "W{}"])
def test_npz_names_may_have_a_line_below(way):
    arrays = {way.format(1): W2, way.format(1).lower().replace("w", "b"): B2}
    model = read_model(saved(**arrays), "n.npz", ["tanh"])
    assert np.array_equal(model.network.W[2], W2) and np.array_equal(model.network.b[2], B2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"nodes": [], "connections": []}, "neataptic; give it as W1"),
        (BRAIN | {"activation": "mish"}, "the activation must be one of brain.js, sigmoid, relu"),
        ({"modelTopology": {}, "weightsManifest": []}, "n.json: the file is of TensorFlow.js, whose numbers"),
        ({"class_name": "Sequential", "config": {}}, 'save_network(from_keras(model), "net.json")'),
        ({"neurons": [], "connections": []}, "synaptic.js"),
        ({"weights": [[[1]]], "biases": []}, "biases must be a list of 1 to 32 arrays"),
        ({"weights": [[[1]]], "biases": [[1], [1]]}, "weights and biases must be as many; got 1 and 2"),
        ({"weights": [[1]], "biases": [[1]], "cost": []}, "each of the weights must be a list of lists"),
        ({"W1": [[1, 2], [3]], "b1": [1, 2]}, "W1 must have equally long rows; got 2 and 1"),
        ({"W1": [["1"]], "b1": [1]}, "W1 must be a list of numbers"),
        ({"sizes": [1], "layers": [{}, {"0": {}}]}, "layer 2 must have a bias and weights for each neuron"),
        ({"sizes": [1], "layers": [{"a": {}}, {"0": {"bias": 1, "weights": {"b": 1}}}]}, "weights from a"),
        ({"sizes": [1], "layers": [1]}, "layers must be the input's and those after it"),
    ],
)
def test_json_of_others_that_cannot_be_read_is_refused(content, words):
    assert words in said(read_model, json.dumps(content).encode(), "n.json", ["tanh"])


@pytest.mark.parametrize(("dtype", "most"), [("F64", 0.0), ("F32", 6e-8), ("F16", 5e-4), ("BF16", 4e-3)])
def test_shorter_numbers_are_widened(dtype, most):
    """To the float64 that says the same."""
    W = np.array([[1 / 3, -2.5e-3], [7.0, 1000.1]])
    kinds = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}
    raw = W.astype("<f4").view("<u4") >> 16 if dtype == "BF16" else W.astype(kinds[dtype])
    body = raw.astype("<u2").tobytes() if dtype == "BF16" else raw.tobytes()
    header = f'{{"weight":{{"dtype":"{dtype}","shape":[2,2],"data_offsets":[0,{len(body)}]}}}}'
    found = load_network(len(header).to_bytes(8, "little") + header.encode() + body, activations=["tanh"])
    np.testing.assert_allclose(found.W[2].T, W, rtol=2 * most, atol=0)
    if dtype == "F16":
        assert found.W[2].T.tolist() == W.astype("<f2").tolist()


@pytest.mark.parametrize("kind", ["f2", "f4", "f8", ">f4", ">f8", "i1", "<i8", "u2"])
def test_arrays_of_any_real_kind_are_read(kind):
    whole = np.array([[3.0, 0.0], [2.0, 1.0], [5.0, 7.0]])
    data = npz(W2=np.asfortranarray(whole.astype(kind).T), W3=whole.astype(kind))
    assert load_network(data).W[2].tolist() == whole.T.tolist()
    assert load_network(data).W[3].tolist() == whole.tolist()


# Activations


@pytest.mark.parametrize(
    ("format", "data"),
    [
        (
            "json",
            lambda: text(
                document(layers=[{"W": W2.tolist(), "b": B2.tolist()}, {"W": W3.tolist(), "b": [0, 1]}])
            ),
        ),
        ("npz", lambda: npz(activations=None)),
        ("safetensors", lambda: safe(tensors())),
    ],
)
def test_activations_that_are_missing_are_asked_for(format, data):
    """The sentence says the keyword and how many; the page can read how many."""
    with pytest.raises(ActivationsMissing) as reason:
        read_model(data(), f"my.{format}")
    assert reason.value.layers == 2
    assert str(reason.value).startswith(f"my.{format}: the file holds no activations; give activations=[…]")
    assert "2 names, for layers 2 to 3" in str(reason.value)
    assert isinstance(reason.value, InputError)
    net = load_network(data(), format=format, activations=["relu", "softmax"])
    assert net.activation == {2: "relu", 3: "softmax"}
    assert net.b[3].tolist() == B3.tolist()
    assert "must be a list of 2" in said(load_network, data(), format=format, activations=["relu"])
    assert "must be a list of 2" in said(load_network, data(), format=format, activations="relu")
    assert "'mish'" in said(load_network, data(), format=format, activations=["relu", "mish"])


@pytest.mark.parametrize("format", ["npz", "onnx"])
def test_activations_of_the_file_are_not_overruled(format):
    """Given the same, they may be; given others, both are said."""
    data = npz() if format == "npz" else onnx_file()
    same = load_network(data, format=format, activations=["tanh", "identity"])
    assert_same(same, load_network(data, format=format))
    why = said(load_network, data, format=format, activations=["tanh", "relu"])
    assert "those of the file, tanh, identity; got tanh, relu" in why


# Places


def test_places_that_cannot_be_read_or_written(tmp_path):
    net = load_network(npz(), format="npz")
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.npz")
    assert "missing.json must be a file that can be read; no such file" in said(
        load_network, tmp_path / "missing.json"
    )
    assert "folder.json must be a file; it is something else" in said(load_network, tmp_path / "folder.json")
    assert "pipe.npz must be a file; it is something else" in said(load_network, tmp_path / "pipe.npz")
    assert "can be read" in said(load_network, "no\0name.json")
    assert "can be read" in said(load_network, "x" * 5000 + ".json")
    assert "folder.json must be a file that can be written" in said(
        save_network, net, tmp_path / "folder.json"
    )
    assert "can be written" in said(save_network, net, tmp_path / "missing" / "a.npz")
    assert "can be written" in said(save_network, net, "no\0name.json")


def test_a_file_that_is_too_long_is_not_read(tmp_path):
    """Nor is more of it taken into memory than may be."""
    place = tmp_path / "long.npz"
    with place.open("wb") as file:
        file.truncate(10**12)
    assert "at most 16,777,216 bytes" in said(load_network, place)


@pytest.mark.parametrize("name", ["net", "net.csv", "net.onnx", "", "json", "net.", "net.json.bak"])
def test_endings_that_cannot_be_written(name, tmp_path):
    net = load_network(npz(), format="npz")
    assert "must end with .json, .npz, .safetensors; got" in said(
        save_network, net, str(tmp_path / "a") + name
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["pt", "pth", "pkl", "joblib"])
def test_files_that_can_run_code_are_not_opened(ending):
    assert f".{ending} is not read, as such a file can run code" in said(load_network, f"net.{ending}")
    assert "safetensors" in said(read_model, b"\x80\x04.", f"net.{ending}")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.pt", 'save_network(from_torch(torch.load("a.pt", weights_only=False)), "net.json")'),
        ("a.h5", 'save_network(from_keras(keras.models.load_model("a.h5")), "net.json")'),
        ("a.keras", "from simulator import from_keras, save_network; save_network(from_keras("),
        ("a.pkl", 'save_network(from_sklearn(joblib.load("a.pkl")), "net.json")'),
        ("a.onnx.data", "torch.onnx.export(model, (x,), path, external_data=False)"),
        ("x" * 300 + ".keras", "save_network(from_keras(keras"),
    ],
)
def test_the_refusal_of_a_model_says_what_to_run(name, line):
    message = said(read_model, b"\x80\x04.", name)
    assert line in message
    assert len(message) <= 300


@pytest.mark.parametrize(
    ("given", "more", "words"),
    [
        ((3,), {}, "must be a path or bytes; got int"),
        ((None,), {}, "must be a path or bytes; got NoneType"),
        ((b"x",), {"format": "pickle"}, "format must be one of json, npz, safetensors, onnx; got 'pickle'"),
        ((b"x",), {"format": []}, "format must be one of"),
        ((b"",), {}, "it is empty"),
        (("net.csv",), {}, "must end with .json, .npz, .safetensors, .onnx; got 'net.csv'"),
    ],
)
def test_what_is_no_file(given, more, words):
    assert words in said(load_network, *given, **more)
    assert "must be a Network, as Network.from_arrays and load_network give it; got str" in said(
        save_network, "net", "a.json"
    )


def test_the_name_of_a_file_is_said_harmlessly():
    why = said(read_model, b"[", "\x1b[2J\u202e" + "x" * 500 + ".json")
    assert why.startswith("?[2J?xxx")
    assert len(why) < 200
    assert why.isprintable()


def test_importing_the_simulator_imports_no_reader():
    """Nor the page; each is slow or large, and needed by few."""
    code = "import sys, simulator; print(*{'onnx', 'google', 'safetensors', 'streamlit'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""


def test_float32_of_onnx_is_widened():
    model = read_model(onnx_file(), "a.onnx")
    assert model.network.W[2].tolist() == GIVEN["W2"].astype(np.float64).tolist()
    turned = [node("Gemm", "x V b2", "y", transB=1)]
    model = read_model(onnx_file(turned, given={"V": W2.T.astype(F32)}), "a.onnx")
    assert model.remarks == ("V was stored outputs × inputs, (3, 2), and is shown as W2, inputs × outputs.",)


@pytest.mark.parametrize("format", ["json", "npz", "safetensors"])
def test_every_activation_is_saved_with_its_number(tmp_path, format):
    names = [*ALL_NAMES, "leaky_relu(-0.5)", "elu(1e-05)"]
    arrays = [np.full((1, 1), 0.5)] * len(names), [np.zeros(1)] * len(names)
    net = Network.from_arrays(*arrays, names)
    save_network(net, tmp_path / f"net.{format}")
    assert load_network(tmp_path / f"net.{format}").activation == net.activation == dict(enumerate(names, 2))
