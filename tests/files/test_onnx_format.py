"""ONNX graphs mean what ONNX's own reference evaluator makes of them."""

import numpy as np
import pytest
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from simulator import propagate
from simulator.files.networks.load_save import read_model

from .made import B2, B3, F32, W2, W3, model, node, tensor

GEMM = node("Gemm", "x W2 b2", "n", "first")
W64 = {"W2": W2, "b2": B2, "W3": W3, "b3": B3}
ENDS = [node("Gemm", "a W3 b3", "y", "second")]
EXACT = {"kind": TensorProto.DOUBLE, "given": W64}


def assert_same(nodes, activations, X=None, **more):
    """Our outputs are the evaluator's, to the precision of the graph's numbers."""
    more = {**EXACT, **more}
    made = model(nodes, **more)
    exact = more["kind"] == TensorProto.DOUBLE
    X = np.random.default_rng(3).normal(size=(5, 2)) if X is None else X
    (theirs,) = ReferenceEvaluator(made).run(None, {"x": X.astype(np.float64 if exact else F32)})
    found = read_model(made.SerializeToString(), "a.onnx")
    net = found.network
    assert list(net.activation.values()) == activations
    ours = [propagate(net, x.ravel(), np.zeros(net.widths[-1])).y for x in X]
    np.testing.assert_allclose(ours, theirs, rtol=1e-12 if exact else 1e-5, atol=0 if exact else 1e-6)
    return found


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ([node("Sigmoid", "n", "a")], "sigmoid"),
        ([node("Tanh", "n", "a")], "tanh"),
        ([node("Relu", "n", "a")], "relu"),
        ([node("LeakyRelu", "n", "a")], "leaky_relu"),
        ([node("LeakyRelu", "n", "a", alpha=0.01)], "leaky_relu"),
        ([node("Elu", "n", "a")], "elu"),
        ([node("Elu", "n", "a", alpha=1.0)], "elu"),
        ([node("LeakyRelu", "n", "a", alpha=0.2)], "leaky_relu(0.2)"),
        ([node("Elu", "n", "a", alpha=0.3)], "elu(0.3)"),
        ([node("Softsign", "n", "a")], "softsign"),
        ([node("Softplus", "n", "a")], "softplus"),
        ([node("Softmax", "n", "a")], "softmax"),
        ([node("Softmax", "n", "a", axis=1)], "softmax"),
        ([node("Softmax", "n", "a", axis=-1)], "softmax"),
        ([node("Sigmoid", "n", "s"), node("Mul", "n s", "a")], "silu"),
        ([node("Sigmoid", "n", "s"), node("Mul", "s n", "a")], "silu"),
        ([node("Identity", "n", "a")], "identity"),
        ([node("Tanh", "n", "h"), node("Identity", "h", "a")], "tanh"),
        ([node("Flatten", "n", "f"), node("Tanh", "f", "a")], "tanh"),
        ([node("Cast", "n", "c", to=TensorProto.DOUBLE), node("Tanh", "c", "a")], "tanh"),
    ],
)
@pytest.mark.parametrize("kind", [TensorProto.DOUBLE, TensorProto.FLOAT])
def test_activations(given, name, kind):
    if kind == TensorProto.FLOAT:
        if given[0].op_type in ("Cast",):
            given = [node("Cast", "n", "c", to=TensorProto.FLOAT), given[1]]
        more = {"kind": kind, "given": {key: array.astype(F32) for key, array in W64.items()}}
    else:
        more = {}
    numbered = name.startswith(("leaky_relu", "elu(")) and kind == TensorProto.DOUBLE  # it comes as a float32
    X = np.abs(np.random.default_rng(4).normal(size=(3, 2))) if numbered else None
    if numbered:
        more["given"] = {**W64, "W2": np.abs(W2), "b2": np.abs(B2)}
    assert_same([GEMM, *given, *ENDS], [name, "identity"], X, **more)


def clipped(low, high):
    return {"low": np.array(low, F32), "high": np.array(high, F32)}


LATER = [
    ([node("Selu", "n", "a")], "selu", {}, 17),
    ([node("Clip", "n low high", "a")], "relu6", clipped(0, 6), 17),
    ([node("Clip", "n low high", "a")], "hardtanh", clipped(-1, 1), 17),
    ([node("Gelu", "n", "a")], "gelu", {}, 20),
    ([node("Gelu", "n", "a", approximate="none")], "gelu", {}, 20),
    ([node("Gelu", "n", "a", approximate="tanh")], "gelu_tanh", {}, 20),
]


@pytest.mark.parametrize(("given", "name", "more", "opset"), LATER)
def test_activations_that_came_later(given, name, more, opset):
    arrays = {key: array.astype(F32) for key, array in W64.items()} | more
    X = np.random.default_rng(3).normal(size=(5, 2)) * 4
    assert_same(
        [GEMM, *given, *ENDS], [name, "identity"], X, kind=TensorProto.FLOAT, given=arrays, opset=opset
    )


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"transB": 1},
        {"alpha": 0.5},
        {"beta": -2.0},
        {"alpha": 3.0, "beta": 0.0, "transB": 1},
        {"transA": 0},
    ],
    ids=str,
)
def test_gemm_with_all_its_attributes(attributes):
    W = W2.T if attributes.get("transB") else W2
    found = assert_same([node("Gemm", "x V b2", "y", **attributes)], ["identity"], given={**W64, "V": W})
    expected = W2 * attributes.get("alpha", 1.0)
    np.testing.assert_array_equal(found.network.W[2], expected)
    assert any("outputs × inputs" in remark for remark in found.remarks) == bool(attributes.get("transB"))
    assert any(remark.startswith("W2 is V times") for remark in found.remarks) == ("alpha" in attributes)


def test_a_gemm_without_c():
    found = assert_same([node("Gemm", "x W2", "y")], ["identity"])
    assert found.network.b[2].tolist() == [0.0] * 3
    assert found.remarks == ("No node adds a bias after W2; b2 is 0.",)


@pytest.mark.parametrize("inputs", ["m b2", "b2 m"])
@pytest.mark.parametrize("shape", [(3,), (1, 3)])
def test_matmul_and_add_on_either_side(inputs, shape):
    nodes = [
        node("MatMul", "x W2", "m"),
        node("Add", inputs, "n"),
        node("Tanh", "n", "a"),
        node("MatMul", "a W3", "y"),
    ]
    found = assert_same(nodes, ["tanh", "identity"], given={**W64, "b2": B2.reshape(shape)})
    assert found.network.b[2].tolist() == B2.tolist()
    assert found.network.b[3].tolist() == [0.0] * 2


def test_constants_instead_of_initializers():
    value = tensor("value", W2)
    nodes = [helper.make_node("Constant", [], ["V"], value=value), node("Gemm", "x V b2", "y")]
    assert_same(nodes, ["identity"])


def test_nodes_in_any_order():
    """ONNX wants them sorted; they are followed by the values that they hand on, so it does not matter."""
    nodes = [*ENDS, node("Tanh", "n", "a"), GEMM]
    found = read_model(model(nodes, **EXACT).SerializeToString(), "a.onnx")
    assert found.network.widths == (2, 3, 2)
    assert found.network.W[3].tolist() == W3.tolist()


@pytest.mark.parametrize("target", [[-1, 6], [0, -1], [2, 6], [2, -1], [0, 6]], ids=str)
def test_a_picture_is_reshaped(target):
    """Two items of 2 × 3."""
    W = np.random.default_rng(5).normal(size=(6, 3))
    nodes = [node("Reshape", "x s", "r"), node("Gemm", "r V b2", "y")]
    given = {**W64, "V": W, "s": np.array(target)}
    X = np.random.default_rng(6).normal(size=(2, 2, 3))
    found = assert_same(nodes, ["identity"], X, given=given, shape=(2, 2, 3))
    assert found.remarks == ("The input, 2 × 3, is taken as one row, the last axis running fastest.",)


def test_a_single_item():
    """Of one axis: MatMul and Softmax take it so."""
    nodes = [node("MatMul", "x W2", "m"), node("Add", "m b2", "n"), node("Softmax", "n", "y", axis=0)]
    made = model(nodes, **EXACT, shape=(2,))
    x = np.array([0.3, -1.2])
    (theirs,) = ReferenceEvaluator(made).run(None, {"x": x})
    net = read_model(made.SerializeToString(), "a.onnx").network
    np.testing.assert_allclose(propagate(net, x, [0.0] * 3).y, theirs, rtol=1e-12)


@pytest.mark.parametrize("opset", [7, 11, 13, 18, 21])
def test_operators_of_any_version_since_7(opset):
    nodes = [GEMM, node("Softmax", "n", "y")]
    net = read_model(model(nodes, **EXACT, opset=opset).SerializeToString(), "a.onnx").network
    assert net.activation == {2: "softmax"}


@pytest.mark.parametrize("field", ["float_data", "double_data", "int32_data"])
def test_numbers_in_fields_of_their_own(field):
    """Instead of raw bytes: float16 and bfloat16 stand in int32_data, bit by bit."""
    kinds = {
        "float_data": TensorProto.FLOAT,
        "double_data": TensorProto.DOUBLE,
        "int32_data": TensorProto.FLOAT16,
    }
    made = helper.make_tensor("V", kinds[field], W2.shape, W2.ravel().tolist())
    if field == "int32_data":
        made = helper.make_tensor("V", TensorProto.FLOAT16, W2.shape, W2.astype(np.float16).ravel())
    assert len(getattr(made, field)) == 6
    net = read_model(
        model([node("Gemm", "x V b2", "y")], given={"V": made}).SerializeToString(), "a.onnx"
    ).network
    assert net.W[2].tolist() == W2.tolist()


def test_bfloat16():
    made = helper.make_tensor("V", TensorProto.BFLOAT16, W2.shape, W2.ravel().tolist())
    net = read_model(
        model([node("Gemm", "x V b2", "y")], given={"V": made}).SerializeToString(), "a.onnx"
    ).network
    assert net.W[2].tolist() == W2.tolist()


def test_an_initializer_among_the_inputs():
    """As older exporters write it."""
    inputs = [
        helper.make_tensor_value_info(name, 1, shape) for name, shape in (("x", ("N", 2)), ("W2", (2, 3)))
    ]
    data = model([node("Gemm", "x W2 b2", "y")], inputs=inputs).SerializeToString()
    assert read_model(data, "a.onnx").network.widths == (2, 3)
