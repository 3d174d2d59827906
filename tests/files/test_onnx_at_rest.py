"""What an ONNX graph scales, shifts or reshapes at rest means what ONNX's evaluator makes of it."""

import numpy as np
import pytest
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from simulator import InputError, load_network, propagate
from simulator.files.networks.load_save import read_model

from .made import B2, B3, W2, W3, model, node

RNG = np.random.default_rng(8)
W64 = {"W2": W2, "b2": B2, "W3": W3, "b3": B3}
ENDS = [node("Tanh", "n", "a"), node("Gemm", "a W3 b3", "y", "second")]
FIRST = node("Gemm", "x W2 b2", "n", "first")
TWO, THREE = np.array([0.5, -3.0]), np.array([2.0, -0.25, 1.5])


def outputs_of(net, X):
    return np.array([propagate(net, x.ravel(), np.zeros(net.widths[-1])).y for x in X])


def assert_same(nodes, given=None, shape=("N", 2), made_of=lambda y: y, **more):
    """Our outputs, or what `made_of` makes of them, are the evaluator's; the remarks are given back."""
    made = model(nodes, kind=TensorProto.DOUBLE, given={**W64, **(given or {})}, shape=shape, **more)
    X = RNG.normal(size=(5, *shape[1:]))
    theirs = ReferenceEvaluator(made).run(None, {"x": X})[-1]
    found = read_model(made.SerializeToString(), "a.onnx")
    ours = np.asarray(made_of(outputs_of(found.network, X)))
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)
    return found


def into(remark):
    """Where a remark says that something is folded."""
    return remark.partition(" is folded into ")[2][:2]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("Mul", "x c"),
        ("Mul", "c x"),
        ("Add", "x c"),
        ("Sub", "x c"),
        ("Sub", "c x"),
        ("Div", "x c"),
        ("Neg", "x"),
    ],
)
@pytest.mark.parametrize("c", [np.array(255.0), np.array([0.25]), TWO, TWO[None]], ids=str)
def test_constants_before_a_layer(kind, inputs, c):
    found = assert_same([node(kind, inputs, "m"), node("Gemm", "m W2 b2", "n"), *ENDS], {"c": c})
    (remark,) = found.departures
    assert remark.startswith(f"node 1 ({kind}) is folded into W2 and b2: the outputs are the same")
    assert found.remarks == (remark,)


@pytest.mark.parametrize("kind", ["Mul", "Sub", "Div"])
@pytest.mark.parametrize("before", [[FIRST], [node("MatMul", "x W2", "n")]], ids=["b", "no b"])
def test_constants_behind_a_layer_and_behind_its_activation(kind, before):
    """The second stands between two layers, and goes into the one that follows."""
    nodes = [*before, node(kind, "n c", "m"), node("Tanh", "m", "h"), node(kind, "h c", "k")]
    found = assert_same([*nodes, node("Gemm", "k W3 b3", "y")], {"c": THREE})
    assert [into(remark) for remark in found.departures] == ["W2", "W3"]
    assert not any("No node adds a bias" in remark for remark in found.remarks)


def test_a_second_bias():
    found = assert_same([FIRST, node("Add", "n c", "m"), node("Add", "d m", "y")], {"c": THREE, "d": -THREE})
    np.testing.assert_allclose(found.network.b[2], B2, rtol=1e-15)


def test_mean_and_deviation():
    nodes = [node("Sub", "x m", "d"), node("Div", "d s", "z"), node("Gemm", "z W2 b2", "n"), *ENDS]
    assert len(assert_same(nodes, {"m": TWO, "s": np.array(0.25)}).departures) == 2


@pytest.mark.parametrize("c", [np.array(255.0), RNG.normal(size=(1, 2, 1)), RNG.normal(size=(2, 3))], ids=str)
def test_constants_of_a_picture(c):
    """Before it is made flat: one number, one for each channel, or one for each pixel."""
    nodes = [node("Div", "x c", "d"), node("Flatten", "d", "f"), node("Gemm", "f V b2", "y")]
    assert_same(nodes, {"c": c, "V": RNG.normal(size=(6, 3))}, shape=("N", 2, 3))


def test_a_scale_says_how_wide_an_open_input_is():
    nodes = [node("Mul", "x c", "m"), node("Gemm", "m W2 b2", "y")]
    data = model(nodes, given={"c": TWO}, shape=("N", None)).SerializeToString()
    assert read_model(data, "a.onnx").network.widths == (2, 3)


def normal(name, count):
    """γ, β, mean and variance."""
    values = [RNG.normal(size=count) for _ in range(3)] + [RNG.uniform(0.2, 3, count)]
    return {f"{name}{letter}": value for letter, value in zip("gbmv", values, strict=True)}


@pytest.mark.parametrize("epsilon", [1e-5, 0.25])
def test_batch_normalization(epsilon):
    """Before the first layer, between a layer and its activation, and behind the activation."""
    eps = float(np.float32(epsilon))
    nodes = [
        node("BatchNormalization", "x pg pb pm pv", "z", epsilon=eps),
        node("Gemm", "z W2 b2", "n"),
        node("BatchNormalization", "n qg qb qm qv", "m", epsilon=eps),
        node("Tanh", "m", "a"),
        node("BatchNormalization", "a rg rb rm rv", "k", epsilon=eps),
        node("Gemm", "k W3 b3", "y"),
    ]
    found = assert_same(nodes, {**normal("p", 2), **normal("q", 3), **normal("r", 3)}, opset=15)
    assert [into(remark) for remark in found.departures] == ["W2", "W2", "W3"]


def test_log_softmax_is_softmax_with_a_remark():
    for last in (
        [node("LogSoftmax", "n", "y")],
        [node("LogSoftmax", "n", "y", axis=1)],
        [node("Softmax", "n", "p"), node("Log", "p", "y")],
    ):
        found = assert_same([FIRST, *last], made_of=np.log)
        assert found.network.activation == {2: "softmax"}
        assert found.departures[0].endswith("TCE of y is their negative log-likelihood (NLL).")


def test_a_caller_in_python_is_warned():
    made = model([FIRST, node("LogSoftmax", "n", "y")]).SerializeToString()
    with pytest.warns(UserWarning, match=r"^node 2 \(LogSoftmax\) is taken as softmax"):
        load_network(made, format="onnx")


# Activations in several nodes; numbers as float32 has them.


def numbers(**values):
    return {name: np.array(np.float32(value), np.float64) for name, value in values.items()}


CONSTANTS = numbers(
    half=0.5, one=1, two=2, root2=2**0.5, rest=0.5**0.5, cube=0.044715, rootpi=(2 / np.pi) ** 0.5
) | numbers(three=3, six=6, minus=-1, nought=0, twenty=20)
ERF = "e = Erf d; f = Add e one"
TANH = "s = Add n c; u = Mul rootpi s; v = Tanh u; w = Add one v"
WRITTEN = {
    "gelu as PyTorch": ("gelu", f"d = Div n root2; {ERF}; g = Mul n f; a = Mul g half"),
    "gelu, halves first": ("gelu", f"d = Mul rest n; {ERF}; h = Mul half n; a = Mul f h"),
    "gelu of the other side": (
        "gelu",
        "m = Neg n; d = Mul m rest; e = Erf d; f = Sub one e; g = Mul half n; a = Mul g f",
    ),
    "gelu, the sum halved": ("gelu", f"d = Div n root2; {ERF}; g = Div f two; a = Mul g n"),
    "gelu by tanh as PyTorch": (
        "gelu_tanh",
        f"q = Mul n n; r = Mul n q; c = Mul cube r; {TANH}; g = Mul n w; a = Mul half g",
    ),
    "gelu by tanh with a power": (
        "gelu_tanh",
        f"r = Pow n three; c = Mul r cube; {TANH}; g = Mul w half; a = Mul n g",
    ),
    "silu by exp": ("silu", "m = Neg n; e = Exp m; f = Add e one; a = Div n f"),
    "sigmoid by exp": ("sigmoid", "m = Neg n; e = Exp m; f = Add one e; a = Reciprocal f"),
    "softplus by log": ("softplus", "e = Exp n; f = Add e one; a = Log f"),
    "softplus kept small": (
        "softplus",
        "m = Abs n; k = Neg m; e = Exp k; f = Add one e; g = Log f; r = Relu n; a = Add r g",
    ),
    "softplus as PyTorch": ("softplus", "s = Softplus n; g = Greater n twenty; a = Where g n s"),
    "softsign": ("softsign", "m = Abs n; f = Add m one; a = Div n f"),
    "relu by max": ("relu", "a = Max nought n"),
    "relu6 by min": ("relu6", "r = Relu n; a = Min r six"),
    "relu6 by clip": ("relu6", "r = Relu n; a = Clip r nought six"),
    "hardtanh by max": ("hardtanh", "m = Min n one; a = Max m minus"),
    "relu by clip": ("relu", "a = Clip n nought"),
    "leaky relu by a slope": ("leaky_relu(0.25)", "a = PRelu n slope"),
    "leaky relu by a slope for each": ("leaky_relu(0.25)", "a = PRelu n slopes"),
    "dropout at rest": ("tanh", "d = Dropout n; a = Tanh d"),
}


def read_out(text):
    """Nodes from lines as "a = Add x y"."""
    rows = [line.split() for line in text.split("; ")]
    return [node(kind, " ".join(inputs), made) for made, _, kind, *inputs in rows]


@pytest.mark.parametrize("case", WRITTEN)
@pytest.mark.parametrize("last", [False, True])
def test_activations_of_several_nodes(case, last):
    """In the middle and at the end, where the value that comes out is the graph's output."""
    name, text = WRITTEN[case]
    end = "y = Identity a" if last else "y = Gemm a W3 b3"
    nodes = read_out(f"n = Gemm x V b2; {text}; {end}")
    given = {**CONSTANTS, "slope": np.array([0.25]), "slopes": np.full(3, 0.25), "V": 4 * W2}
    made = model(nodes, kind=TensorProto.DOUBLE, given={**W64, **given})
    X = RNG.normal(size=(6, 2))
    (theirs,) = ReferenceEvaluator(made).run(None, {"x": X})
    found = read_model(made.SerializeToString(), "a.onnx")
    assert found.network.activation[2] == name
    # Constants are float32, as is the evaluator's erf, and PyTorch's softplus is n from 20 on.
    np.testing.assert_allclose(outputs_of(found.network, X), theirs, rtol=2e-7, atol=2e-7)
    assert found.departures == ()


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("gelu as PyTorch", "half"),
        ("gelu as PyTorch", "root2"),
        ("gelu, the sum halved", "one"),
        ("gelu by tanh as PyTorch", "cube"),
        ("gelu by tanh as PyTorch", "rootpi"),
        ("softsign", "one"),
        ("softplus as PyTorch", "twenty"),
    ],
)
def test_a_formula_with_another_number_is_not_taken(case, change):
    given = {**CONSTANTS, change: CONSTANTS[change] * 1.001}
    data = model(read_out(f"n = Gemm x W2 b2; {WRITTEN[case][1]}; y = Identity a"), given=given)
    with pytest.raises(InputError, match="forks into node 2"):
        read_model(data.SerializeToString(), "a.onnx")


@pytest.mark.parametrize(("low", "high", "name"), [(0.0, 6.0, "relu6"), (-1.0, 1.0, "hardtanh")])
def test_bounds_as_attributes(low, high, name):
    found = assert_same(
        [FIRST, node("Clip", "n", "a", min=low, max=high), node("Gemm", "a W3 b3", "y")], opset=10
    )
    assert found.network.activation[2] == name


# Numbers at rest


CONSTANT = {
    "value_float": 0.5,
    "value_floats": [0.5, -2.0, 1.0],
    "value": helper.make_tensor("v", TensorProto.DOUBLE, [3], [0.5, -2.0, 1.0]),
}


@pytest.mark.parametrize("form", CONSTANT)
def test_every_form_of_constant(form):
    nodes = [
        helper.make_node("Constant", [], ["v"], **{form: CONSTANT[form]}),
        node("Cast", "v", "c", to=TensorProto.DOUBLE),
        *read_out("m = MatMul x W2; n = Add m c"),
        *ENDS,
    ]
    assert_same(nodes)


@pytest.mark.parametrize(("form", "value"), [("value_ints", [-1, 6]), ("value_int", -1)])
def test_a_shape_as_a_constant(form, value):
    """value_int is a single number, without an axis."""
    shape = helper.make_node("Constant", [], ["s"], **{form: value})
    if form == "value_ints":
        nodes = [shape, *read_out("r = Reshape x s; y = Gemm r V b2")]
        assert_same(nodes, {"V": RNG.normal(size=(6, 3))}, shape=("N", 2, 3))
    else:
        nodes = [shape, *read_out("r = Unsqueeze s z; n = Gemm x V c; y = Squeeze n r")]
        given = {"V": W2[:, :1], "c": B2[:1], "z": np.array([0])}
        assert_same(nodes, given, made_of=np.ravel)


def test_a_tensor_of_one_number():
    """ConstantOfShape, with its value; and without, where it is 0."""
    one = helper.make_tensor("v", TensorProto.DOUBLE, [1], [0.75])
    nodes = [
        node("ConstantOfShape", "s", "c", value=one),
        node("ConstantOfShape", "s", "d"),
        node("Cast", "d", "e", to=TensorProto.DOUBLE),
        *read_out("m = MatMul x W2; k = Add m c; n = Add k e"),
        *ENDS,
    ]
    found = assert_same(nodes, {"s": np.array([3])})
    assert found.network.b[2].tolist() == [0.75] * 3


@pytest.mark.parametrize(
    ("kind", "stored", "more", "attributes"),
    [
        ("Transpose", W2.T, "", {"perm": [1, 0]}),
        ("Transpose", W2.T, "", {}),
        ("Identity", W2, "", {}),
        ("Reshape", W2.ravel(), "s", {}),
        ("Squeeze", W2[None], "z", {}),
        ("Unsqueeze", W2[0], "z", {}),
        ("Flatten", W2.reshape(2, 3, 1), "", {"axis": 1}),
        ("Cast", W2, "", {"to": TensorProto.DOUBLE}),
        ("Neg", -W2, "", {}),
        ("Sqrt", W2**2, "", {}),
        ("Mul", 2 * W2, "half", {}),
        ("Add", W2 - 0.5, "half", {}),
    ],
)
def test_a_w_that_nodes_make_of_what_is_stored(kind, stored, more, attributes):
    nodes = [
        node("Identity", "U", "U2"),
        node(kind, f"U2 {more}", "V", **attributes),
        node("MatMul", "x V", "m"),
    ]
    given = {
        "U": stored,
        "s": np.array([0, -1]) if stored.ndim > 1 else np.array([2, -1]),
        "z": np.array([0]),
    }
    width = 1 if kind == "Unsqueeze" else 2
    found = assert_same(
        [*nodes, node("Add", "m b2", "y")], {**given, "half": np.array(0.5)}, shape=("N", width)
    )
    W = np.abs(W2) if kind == "Sqrt" else W2[:1] if kind == "Unsqueeze" else W2
    np.testing.assert_allclose(found.network.W[2], W, rtol=1e-15)


def test_axes_as_attributes():
    """Before opset 13."""
    nodes = [
        node("Unsqueeze", "U", "V", axes=[0]),
        node("Squeeze", "V", "T", axes=[0]),
        node("MatMul", "x T", "y"),
    ]
    assert_same(nodes, {"U": W2}, opset=11)


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)], ids=str)
@pytest.mark.parametrize("way", ["Gemm", "Add"])
@pytest.mark.parametrize("L", [1, 3])
def test_one_number_as_a_bias(shape, way, L):
    """It is there for every neuron; where there are several, that is said."""
    nodes = (
        [node("Gemm", "x V c", "y")]
        if way == "Gemm"
        else [node("MatMul", "x V", "m"), node("Add", "c m", "y")]
    )
    found = assert_same(nodes, {"V": W2[:, :L], "c": np.full(shape, 0.7)})
    assert found.network.b[2].tolist() == [0.7] * L
    said = "c is one number for all 3 neurons; b2 holds it for each, and training moves them apart."
    assert found.departures == ((said,) if L > 1 else ())


@pytest.mark.parametrize(
    "node_", [node("Squeeze", "n z", "y"), node("Squeeze", "n", "y"), node("Reshape", "n r", "y")]
)
def test_a_squeeze_of_the_output_is_left_aside(node_):
    given = {"V": W2[:, :1], "c": B2[:1], "z": np.array([-1]), "r": np.array([-1])}
    found = assert_same([node("Gemm", "x V c", "n"), node_], given, made_of=np.ravel)
    assert "is left aside: the outputs here stay N × K" in found.departures[0]


ITEMS = "s = Shape x; i = Gather s z; u = Unsqueeze i axis"
SIZED = {
    "items and what is left": f"{ITEMS}; t = Concat u left",
    "items and a number": f"{ITEMS}; t = Concat u six",
    "a number and sizes": "s = Shape x; i = Gather s one; j = Gather s two; k = Mul i j; "
    "u = Unsqueeze k axis; t = Concat left u",
}


@pytest.mark.parametrize("case", SIZED)
@pytest.mark.parametrize("items", ["N", 5])
def test_a_picture_is_reshaped_by_its_own_sizes(case, items):
    """As PyTorch writes x.view(x.size(0), -1) where the number of items is open."""
    whole = {"z": 0, "one": 1, "two": 2, "axis": [0], "left": [-1], "six": [6]}
    nodes = read_out(f"{SIZED[case]}; r = Reshape x t; y = Gemm r V b2")
    for row in nodes:
        row.attribute.extend([helper.make_attribute("axis", 0)] * (row.op_type == "Concat"))
    given = {name: np.array(value) for name, value in whole.items()} | {"V": RNG.normal(size=(6, 3))}
    found = assert_same(nodes, given, shape=(items, 2, 3))
    assert found.remarks == ("The input, 2 × 3, is taken as one row, the last axis running fastest.",)


def test_outputs_in_a_row_as_many_as_items():
    nodes = read_out(f"n = Gemm x V c; {ITEMS}; y = Reshape n u")
    given = {"V": W2[:, :1], "c": B2[:1], "z": np.array(0), "axis": np.array([0])}
    found = assert_same(nodes, given, made_of=np.ravel)
    assert "is left aside" in found.departures[0]


def test_axes_that_come_and_go():
    text = "u = Unsqueeze x z; s = Squeeze u z; g = Reshape s r; k = Gemm g W2 b2"
    text += "; v = Unsqueeze k z; n = Squeeze v z"
    found = assert_same([*read_out(text), *ENDS], {"z": np.array([1]), "r": np.array([0, 0])})
    assert found.remarks == ()
