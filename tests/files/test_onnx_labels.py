"""ONNX graphs as skl2onnx writes them: the scores are the outputs; what makes labels of them is left aside.

The expected scores are those of ONNX's own evaluator, without the map that it does not know (ZipMap).
"""

import numpy as np
import pytest
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from simulator import load_network, propagate
from simulator.files.networks.load_save import read_model

from .made import B2, B3, W2, W3, node, tensor

RNG = np.random.default_rng(9)
F32 = np.float32
LABEL = (
    "axis=1 l = ArgMax {}",
    "ml f = ArrayFeatureExtractor classes l",
    "r = Reshape f row",
    "to=7 k = Cast r",
    "to=7 label = Cast k",
)
ML = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 1), helper.make_opsetid("", 17)]


def graph(lines, outputs, **given):
    """A model of such lines as "axis=1 y = Op a b"; `ml` stands for skl2onnx's domain."""
    nodes = []
    for line in lines:
        left, _, right = line.partition(" = ")
        *words, made = left.split()
        kind, *inputs = right.split()
        more = {word.partition("=")[0]: int(word.partition("=")[2]) for word in words if word != "ml"}
        nodes.append(helper.make_node(kind, inputs, made.split("|"), **more))
        nodes[-1].domain = "ai.onnx.ml" if "ml" in words else ""
    held = {"W2": W2, "b2": B2[None], "W3": W3, "b3": B3[None], "w": W3[:, :1], "c": B3[None, 1:], **given}
    held = {name: array.astype(F32) if array.dtype.kind == "f" else array for name, array in held.items()}
    held |= {"classes": np.array([5, 7, 9]), "row": np.array([-1]), "column": np.array([-1, 1])}
    made = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [tensor(name, array) for name, array in held.items()],
    )
    return helper.make_model(made, opset_imports=ML, ir_version=8)


HIDDEN = ("to=1 i = Cast x", "m = MatMul i W2", "n = Add m b2", "h = Relu n")
DEEP = (*HIDDEN, "k2 = MatMul h W3", "k3 = Add k2 b3")
SINGLE = (*HIDDEN, "k2 = MatMul h w", "k3 = Add k2 c")
GRAPHS = {
    "classes": ([*DEEP, "p = Softmax k3", *LABEL, "ml map = ZipMap p"], ("label", "map"), "p", "softmax"),
    "classes without a map": (
        [*DEEP, "s = Softmax k3", "p = Identity s", *LABEL],
        ("label", "p"),
        "p",
        "softmax",
    ),
    "scores of a perceptron": ([*DEEP, *LABEL, "ml map = ZipMap k3"], ("label", "map"), "k3", "identity"),
    "labels alone": ([*DEEP, *LABEL], ("label",), "k3", "identity"),
    "labels of logits, and shares": ([*DEEP, "p = Softmax k3", *LABEL], ("label", "p"), "p", "softmax"),
    "many labels": (
        [*DEEP, "p = Sigmoid k3", "ml b = Binarizer p", "to=7 label = Cast b", "ml map = ZipMap p"],
        ("label", "map"),
        "p",
        "sigmoid",
    ),
    "two classes": (
        [
            *SINGLE,
            "p = Sigmoid k3",
            "q = Sub one p",
            "axis=1 both = Concat q p",
            *LABEL,
            "ml map = ZipMap both",
        ],
        ("label", "map"),
        "p",
        "sigmoid",
    ),
    "one number": ([*SINGLE, "y = Reshape k3 column"], ("y",), "k3", "identity"),
    "two numbers in a row": ([*DEEP, "y = Reshape k3 column"], ("y",), "k3", "identity"),
}


@pytest.mark.parametrize("case", GRAPHS)
def test_the_scores_are_the_outputs(case):
    lines, outputs, scores, activation = GRAPHS[case]
    lines = [line.format("both" if case == "two classes" else scores) for line in lines]
    if case == "labels of logits, and shares":
        lines = [line.replace("ArgMax p", "ArgMax k3") for line in lines]
    given = {"one": np.array(1.0)}
    found = read_model(graph(lines, outputs, **given).SerializeToString(), "a.onnx")
    X = RNG.normal(size=(6, 2)).astype(F32)
    without = [line for line in lines if "ZipMap" not in line]
    (theirs,) = ReferenceEvaluator(graph(without, [scores], **given)).run(None, {"x": X})
    ours = [propagate(found.network, x, np.zeros(found.network.widths[-1])).y for x in X.astype(float)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    assert list(found.network.activation.values()) == ["relu", activation]
    if "label" in outputs:
        assert f"The outputs are {scores}, the scores; what the graph makes of them" in found.departures[-1]
        assert ("1 − y beside y" in found.departures[-1]) == (case == "two classes")
    else:
        assert [f.partition(" is ")[2][:10] for f in found.departures] == ["left aside"] * (
            len(theirs[0]) - 1
        )


def test_a_caller_is_told_which_scores():
    lines, outputs, *_ = GRAPHS["classes without a map"]
    data = graph([line.format("p") for line in lines], outputs).SerializeToString()
    with pytest.warns(UserWarning, match=r"left aside \(ArgMax\)"):
        load_network(data, format="onnx")


def learned(kind, inputs, outputs, **more):
    return helper.make_node(kind, inputs.split(), outputs.split(), domain="ai.onnx.ml", **more)


COEFFICIENTS = [0.5, -1.0, 2.0, 1.5, 0.25, -0.75]
LINEAR = {
    "regressor": (
        [learned("LinearRegressor", "x", "y", coefficients=COEFFICIENTS[:2], intercepts=[0.5])],
        "identity",
    ),
    "regressor of three": (
        [
            learned(
                "LinearRegressor", "x", "y", coefficients=COEFFICIENTS, intercepts=[0.5, 1.0, -2.0], targets=3
            )
        ],
        "identity",
    ),
    "classifier of three": (
        [
            learned(
                "LinearClassifier",
                "x",
                "l p",
                coefficients=COEFFICIENTS,
                intercepts=[0.5, 1.0, -2.0],
                multi_class=1,
                post_transform="SOFTMAX",
                classlabels_ints=[0, 1, 2],
            ),
            learned("Normalizer", "p", "y", norm="L1"),
            node("Cast", "l", "label", to=7),
        ],
        "softmax",
    ),
    "classifier of two": (
        [
            learned(
                "LinearClassifier",
                "x",
                "l y",
                coefficients=[0.5, 1.0, -0.5, -1.0],
                intercepts=[0.25, -0.25],
                multi_class=0,
                post_transform="LOGISTIC",
                classlabels_strings=["no", "yes"],
            ),
        ],
        "sigmoid",
    ),
    "scaler": (
        [
            learned("Scaler", "x", "z", offset=[0.5, -2.0], scale=[4.0, 0.25]),
            learned("LinearRegressor", "z", "y", coefficients=COEFFICIENTS[:2], intercepts=[0.5]),
        ],
        "identity",
    ),
}


@pytest.mark.parametrize("case", LINEAR)
def test_linear_models(case):
    """Logistic and linear regression are one dense layer."""
    nodes, activation = LINEAR[case]
    made = graph([], ["y"])
    made.graph.node.extend(nodes)
    X = RNG.normal(size=(6, 2)).astype(F32)
    (theirs,) = ReferenceEvaluator(made).run(None, {"x": X})
    found = read_model(made.SerializeToString(), "a.onnx")
    ours = [propagate(found.network, x, np.zeros(found.network.widths[-1])).y for x in X.astype(float)]
    np.testing.assert_allclose(ours, theirs.reshape(6, -1), rtol=1e-5, atol=1e-6)
    assert found.network.activation == {2: activation}
    assert any("(Scaler) is folded into W2 and b2" in remark for remark in found.departures) == (
        case == "scaler"
    )
