"""ONNX files that must be refused: name, format, what makes the bytes, words of the refusal."""

import pickle

import numpy as np
from onnx import AttributeProto, TensorProto, helper

from .evil import LONG, TOO_MANY, Evil
from .made import F32, W2, model, node, onnx_file, tensor


def _onnx(name, made, *words):
    return name, "onnx", made, words


def _graph(*nodes, **more):
    """A graph of these nodes, each (kind, inputs, output, …)."""
    return lambda: onnx_file([node(*row) if isinstance(row, tuple) else row for row in nodes], **more)


def _gemm(**attributes):
    return lambda: onnx_file([node("Gemm", "x W2 b2", "y", "first", **attributes)])


def _after(*rows, **more):
    """Nodes that follow a first dense layer, whose output is n."""
    return _graph(("Gemm", "x W2 b2", "n", "first"), *rows, **more)


def _changed(change):
    made = model()
    change(made)
    return made.SerializeToString()


def _external(made):
    made.graph.initializer[0].data_location = TensorProto.EXTERNAL
    made.graph.initializer[0].external_data.add(key="location", value="../../etc/passwd")
    made.graph.initializer[0].ClearField("raw_data")


def _hidden_external(made):
    made.graph.initializer[1].external_data.add(key="location", value="weights.bin")


def _external_constant() -> bytes:
    value = tensor("value", W2.astype(F32))
    value.data_location = TensorProto.EXTERNAL
    return onnx_file([helper.make_node("Constant", [], ["W"], value=value), node("MatMul", "x W", "y")])


def _function(made):
    made.functions.add(name="Gemm", domain="")


def _sparse(made):
    made.graph.sparse_initializer.add()


def _length(number: int) -> bytes:
    """A protobuf length."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _length(rest) if rest else bytes([low])


def _part(tag: int, content: bytes) -> bytes:
    return bytes([tag << 3 | 2]) + _length(len(content)) + content


def _deep() -> bytes:
    """Graphs in attributes of nodes of graphs, 200 deep."""
    graph = b""
    for _ in range(200):
        graph = _part(1, _part(5, _part(6, graph)))
    return _part(7, graph)


def _reference() -> bytes:
    made = model([node("Gemm", "x W2 b2", "y")])
    made.graph.node[0].attribute.add(name="alpha", ref_attr_name="a", type=AttributeProto.FLOAT)
    return made.SerializeToString()


def _sized(size: int) -> bytes:
    """W2 says that it has so many rows."""
    made = model()
    made.graph.initializer[0].dims[0] = size
    return made.SerializeToString()


def _half_a_number(made):
    made.graph.initializer[0].raw_data = made.graph.initializer[0].raw_data[:-1]


def _too_many_bits(made):
    first = made.graph.initializer[0]
    first.ClearField("raw_data")
    first.data_type = TensorProto.FLOAT16
    first.int32_data.extend([70_000] * 6)


def _reused() -> bytes:
    """A W of 4 MB that 20 nodes scale."""
    nodes = [node("Gemm", f"{'x' if n == 0 else f'n{n}'} W", f"n{n + 1}", alpha=2.0) for n in range(20)]
    return onnx_file(nodes, given={"W": np.zeros((1000, 1000), F32)}, shape=("N", 1000))


def _constant(**value):
    """A Constant c."""
    return helper.make_node("Constant", [], ["c"], **value)


def _chained(kind: str, count: int) -> bytes:
    """Nodes between W2 and its product."""
    nodes = [node(kind, "W2" if n == 0 else f"V{n}", f"V{n + 1}") for n in range(count)]
    return onnx_file([*nodes, node("MatMul", f"x V{count}", "y")])


def _doubling() -> bytes:
    """A product of products, whose formula is twice as long at each."""
    nodes = [node("Exp", "n", "e0")] + [node("Add", f"e{n} e{n}", f"e{n + 1}") for n in range(40)]
    return onnx_file([node("Gemm", "x W2 b2", "n"), *nodes, node("Mul", "e40 n", "y")])


def _filled(*shape: int) -> bytes:
    """A tensor that its shape alone makes."""
    nodes = [node("ConstantOfShape", "s", "V"), node("MatMul", "x V", "y")]
    return onnx_file(nodes, given={"s": np.array(shape)})


def _outer() -> bytes:
    """A column and a row that make 10¹⁰ numbers."""
    nodes = [node("Add", "c r", "V"), node("MatMul", "x V", "y")]
    return onnx_file(nodes, given={"c": np.ones((10**5, 1), F32), "r": np.ones((1, 10**5), F32)})


def _both(values: str):
    """1 − a value, beside another."""
    rest, beside = values.split()
    both = node("Concat", f"rest {beside}", "y", axis=1)
    return _after(("Sub", f"one {rest}", "rest"), both, given={"one": np.array(1.0)})


def _sized_by(places: str, shape):
    """x reshaped by some of its own sizes."""
    nodes = [("Shape", "x", "s"), ("Gather", f"s {places.split(maxsplit=1)[0]}", "t")]
    if len(places.split()) > 1:
        nodes = [*nodes, node("Concat", "t t", "u", axis=0)]
    given = {"z": np.array([0]), "one": np.array([1]), "five": np.array([5])}
    return _graph(*nodes, ("Reshape", f"x {'u' if len(nodes) > 2 else 't'}", "y"), given=given, shape=shape)


def _doubled_sizes(count: int) -> bytes:
    nodes = [node("Mul", f"s{n} s{n}", f"s{n + 1}") for n in range(count)]
    return onnx_file([node("Shape", "x", "s0"), *nodes, node("Reshape", f"x s{count}", "y")])


def _learned(kind, inputs, outputs, **more):
    """A node of skl2onnx."""
    return helper.make_node(kind, inputs.split(), outputs.split(), domain="ai.onnx.ml", **more)


def _normalized(kind, norm):
    """A Normalizer behind an activation."""
    nodes = [node("Gemm", "x W2 b2", "n"), node(kind, "n", "a"), _learned("Normalizer", "a", "y", norm=norm)]
    return lambda: onnx_file(nodes)


ONE = ("Gemm", "x W2 b2", "y", "first")


ONNX = [
    _onnx("empty", lambda: b"", "it is empty"),
    _onnx("no protobuf", lambda: b"hello world", "must be an ONNX model"),
    _onnx("a pickle", lambda: pickle.dumps(Evil()), "must be an ONNX model"),
    _onnx("zeros", lambda: bytes(1000), "must be an ONNX model"),
    _onnx("too long", lambda: b"\0" * TOO_MANY, "16,777,216 bytes"),
    _onnx("cut off", lambda: onnx_file()[:-7], "must be an ONNX model"),
    _onnx("a length beyond", lambda: b"\x3a\xff\xff\xff\xff\x0f", "must be an ONNX model"),
    _onnx("a number without end", lambda: b"\x08" + b"\xff" * 20, "must be an ONNX model"),
    _onnx("millions of empty nodes", lambda: _part(7, b"\x0a\x00" * 8_000_000), "at most 100,000 fields"),
    _onnx(
        "millions of inputs", lambda: _part(7, _part(1, b"\x0a\x00" * 8_000_000)), "at most 100,000 fields"
    ),
    _onnx("millions of unknown fields", lambda: b"\xf8\x3f\x01" * 5_000_000, "at most 100,000 fields"),
    _onnx("millions of axes", lambda: _part(7, _part(5, _part(1, b"\1" * 16_000_000))), "operators' version"),
    _onnx(
        "millions of numbers", lambda: _part(7, _part(5, _part(7, b"\1" * 16_000_000))), "operators' version"
    ),
    _onnx("graphs within graphs", _deep, "nested at most 12 deep"),
    _onnx("no graph", lambda: b"\x08\x0a", "operators' version"),
    _onnx(
        "external data",
        lambda: _changed(_external),
        "in the file itself; W2 is in another",
        "external_data=False",
        "save_as_external_data=False",
    ),
    _onnx("external data half said", lambda: _changed(_hidden_external), "in the file itself"),
    _onnx("an external constant", _external_constant, "in the file itself"),
    _onnx("functions of its own", lambda: _changed(_function), "functions of its own"),
    _onnx("sparse tensors", lambda: _changed(_sparse), "sparse tensors"),
    _onnx("opset 6", lambda: onnx_file(opset=6), "7 or later", "[6]"),
    _onnx("no opset", lambda: _changed(lambda made: made.ClearField("opset_import")), "7 or later", "[]"),
    _onnx("no nodes", _graph(), "end at x"),
    _onnx(
        "nothing but the input",
        _graph(outputs=[helper.make_tensor_value_info("x", 1, ("N", 2))]),
        "dense layer",
    ),
    _onnx("a convolution", _graph(("Conv", "x W2", "y", "conv1")), "node 1 conv1 (Conv) must be one of"),
    _onnx(
        "another domain", lambda: onnx_file([helper.make_node("Gelu", ["x"], ["y"], domain="ai.x")]), "(Gelu)"
    ),
    _onnx(
        "a known name elsewhere",
        lambda: onnx_file([helper.make_node("Relu", ["x"], ["y"], domain="z")]),
        "(Relu)",
    ),
    _onnx("an operator's long name", _graph((LONG[:5000], "x", "y")), "'" + "x" * 40 + "'"),
    _onnx(
        "layer norm", _after(("LayerNormalization", "n s", "y", "norm")), "node 2 norm (LayerNormalization)"
    ),
    _onnx("a loop", _after(("Loop", "n", "y", "again")), "node 2 again (Loop)"),
    _onnx("dropout", _after(("Dropout", "n r t", "y")), "node 2 (Dropout)", "model.eval()"),
    _onnx("mish", _after(("Mish", "n", "y")), "node 2 (Mish)"),
    _onnx("transA", _gemm(transA=1), "node 1 first (Gemm)", "not transposed"),
    _onnx("transB 2", _gemm(transB=2), "transB 0 or 1", "2"),
    _onnx("transB a float", _gemm(transB=1.0), "right kind", "transB"),
    _onnx("alpha infinite", _gemm(alpha=float("inf")), "W2 must be finite"),
    _onnx("alpha NaN", _gemm(alpha=float("nan")), "W2 must be finite"),
    _onnx("beta infinite", _gemm(beta=float("inf")), "b2 must be finite"),
    _onnx("an attribute unknown", _gemm(broadcast=1), "no attribute but alpha", "'broadcast'"),
    _onnx("an attribute of a function", _reference, "no attribute but"),
    _onnx("W computed", _graph(("MatMul", "x x", "y")), "node 1 (MatMul)", "x is computed"),
    _onnx("W on the left", _graph(("MatMul", "W2 x", "y")), "stands on the left"),
    _onnx("W missing", _graph(("MatMul", "x W9", "y")), "W9 is computed"),
    _onnx("W of one axis", _graph(("MatMul", "x b2", "y")), "b2, of node 1 (MatMul), must be a W"),
    _onnx("W of three axes", _graph(("MatMul", "x W", "y"), given={"W": W2[None]}), "two axes", "(1, 2, 3)"),
    _onnx(
        "W of integers", _graph(("MatMul", "x W", "y"), given={"W": W2.astype(np.int64)}), "floating-point"
    ),
    _onnx(
        "W of bytes", _graph(("MatMul", "x W", "y"), given={"W": W2.astype(np.int8)}), "bfloat16", "type 3"
    ),
    _onnx("W of text", _graph(("MatMul", "x W", "y"), given={"W": np.array([["a"]], object)}), "type 8"),
    _onnx("W with NaN", _graph(("MatMul", "x W", "y"), given={"W": W2 * np.nan}), "must be finite"),
    _onnx(
        "W that does not fit x", _graph(("MatMul", "x W3", "y")), "W3, of node 1 (MatMul), must have 2 inputs"
    ),
    _onnx("W shorter than it says", lambda: _sized(7), "the 21 numbers", "it holds 6"),
    _onnx("W below 0", lambda: _sized(-1), "(-1, 3)"),
    _onnx("W beyond", lambda: _sized(2**62), "axes"),
    _onnx("half a number", lambda: _changed(_half_a_number), "whole numbers of 4 bytes"),
    _onnx("numbers of 17 bits", lambda: _changed(_too_many_bits), "16 bits"),
    _onnx(
        "a bias that does not fit",
        _graph(("Gemm", "x W2 b3", "y")),
        "b3, of node 1 (Gemm), must be a b",
        "(3,)",
    ),
    _onnx(
        "a bias of whole numbers",
        _graph(("Gemm", "x W2 c", "y"), given={"c": np.array(1)}),
        "c, of node 1",
        "()",
    ),
    _onnx(
        "a bias for each item",
        _graph(("MatMul", "x W2", "m"), ("Add", "m c", "y"), given={"c": np.ones((3, 1))}),
        "c, of node 2 (Add), must be a b of shape (3,)",
        "(3, 1)",
    ),
    _onnx(
        "a skip connection", _after(("Relu", "n", "a"), ("Add", "a n", "y")), "forks into", "(Relu)", "(Add)"
    ),
    _onnx(
        "n added to itself",
        _graph(("MatMul", "x W2", "n"), ("Add", "n n", "y")),
        "must take what flows in and numbers",
    ),
    _onnx("a product", _after(("Mul", "n b3", "y")), "b3, of node 2 (Mul)", "one for each of 3", "(2,)"),
    _onnx("a square", _after(("Mul", "n n", "y")), "node 2 (Mul)", "numbers in the file"),
    _onnx(
        "another gate",
        _after(("Sigmoid", "n", "s"), ("Mul", "n b2", "y")),
        "forks into",
        "(Sigmoid)",
        "(Mul)",
    ),
    _onnx(
        "an activation first", _graph(("Relu", "x", "r"), ("MatMul", "r W2", "y")), "node 1 (Relu)", "follow"
    ),
    _onnx(
        "two activations",
        _after(("Relu", "n", "a"), ("Tanh", "a", "y")),
        "node 3 (Tanh)",
        "one activation each",
    ),
    _onnx(
        "a slope that is none", _after(node("LeakyRelu", "n", "y", alpha=float("nan"))), "alpha 0.01", "nan"
    ),
    _onnx("another selu", _after(node("Selu", "n", "y", alpha=0.5)), "alpha 1.67326", "0.5"),
    _onnx("another gelu", _after(node("Gelu", "n", "y", approximate="erf")), "approximate 'tanh'", "'erf'"),
    _onnx("other bounds", _after(("Clip", "n b2", "y")), "must have one number as its min"),
    _onnx("softmax over items", _after(node("Softmax", "n", "y", axis=0)), "last axis", "0"),
    _onnx("an activation of two", _after(("Relu", "n b2", "y")), "must take one value", "2"),
    _onnx("a cast to integers", _after(node("Cast", "n", "y", to=TensorProto.INT64)), "float or double", "7"),
    _onnx(
        "a cast to 16 bits", _after(node("Cast", "n", "y", to=TensorProto.FLOAT16)), "float or double", "10"
    ),
    _onnx("items made flat", _after(node("Flatten", "n", "y", axis=0)), "keep the items apart", "0"),
    _onnx(
        "items mixed",
        _graph(("Reshape", "x s", "r"), ("Gemm", "r W2 b2", "y"), given={"s": np.array([-1, 1])}),
        "keep the items apart",
    ),
    _onnx("a shape computed", _graph(("Reshape", "x x", "y")), "x is computed"),
    _onnx("two outputs", lambda: onnx_file([helper.make_node("Relu", ["x"], ["y", "z"])]), "one output", "2"),
    _onnx("a node beside", _graph(ONE, ("Relu", "y", "z")), "node 2 (Relu)", "between input and output"),
    _onnx(
        "a node from nowhere", _graph(ONE, ("Relu", "q", "z")), "node 2 (Relu)", "between input and output"
    ),
    _onnx("a cycle", _graph(("Relu", "a", "b"), ("Relu", "b", "a")), "end at x"),
    _onnx("back to the input", _graph(("Gemm", "x W2 b2", "x")), "end at x"),
    _onnx("a value made twice", _graph(ONE, ("Gemm", "x W3 b3", "y")), "y is made twice"),
    _onnx("a tensor made twice", _graph(ONE, ("Gemm", "x W3 b3", "W2")), "W2 is made twice"),
    _onnx("an end that nothing makes", _graph(("Gemm", "x W2 b2", "n")), "end at n"),
    _onnx(
        "two inputs",
        _graph(ONE, inputs=[helper.make_tensor_value_info(n, 1, (1, 2)) for n in "xz"]),
        "one input",
        "2",
    ),
    _onnx("no output", _graph(ONE, outputs=[]), "one output", "0"),
    _onnx("an input without a shape", _graph(ONE, shape=None), "input's shape"),
    _onnx("pictures not made flat", _graph(ONE, shape=("N", 1, 2)), "items × inputs", "3 axes"),
    _onnx(
        "a constant of a number",
        lambda: onnx_file([_constant(value_float=1.0), node("MatMul", "x c", "y")]),
        "c, of node 2 (MatMul), must be a W",
        "()",
    ),
    _onnx(
        "33 layers",
        lambda: onnx_file(
            [node("MatMul", f"{'x' if n == 0 else f'n{n}'} W", f"n{n + 1}") for n in range(33)],
            given={"W": np.eye(2)},
        ),
        "32 layers",
    ),
    _onnx(
        "4097 neurons", _graph(("MatMul", "x W", "y"), given={"W": np.zeros((2, 4097), F32)}), "4,096 neurons"
    ),
    _onnx("one W many times", _reused, "2,000,000 parameters"),
    _onnx("no UTF-8", lambda: onnx_file([node(*ONE)]).replace(b"first", b"fir\xff\xfe"), "UTF-8"),
    _onnx(
        "a constant of text", _graph(_constant(value_string="a"), ("MatMul", "x c", "y")), "must hold numbers"
    ),
    _onnx("a constant without", _graph(_constant(), ("MatMul", "x c", "y")), "must hold numbers"),
    _onnx(
        "a constant NaN",
        _graph(_constant(value_float=float("nan")), ("Mul", "x c", "m"), ("MatMul", "m W2", "y")),
        "c, of node 1 (Constant), must be finite",
    ),
    _onnx("numbers far from a tensor", lambda: _chained("Identity", 100), "at most 40 nodes"),
    _onnx(
        "a W with a sum inside", lambda: _chained("ArgMax", 1), "node 1 (ArgMax)", "must not stand between"
    ),
    _onnx("a tensor of nothing", lambda: _filled(0, 3), "something on each axis", "[0, 3]"),
    _onnx("a tensor out of nothing", lambda: _filled(2**20, 2**20), "at most 8,000,000 numbers"),
    _onnx("a table of sums", _outer, "at most 8,000,000 numbers"),
    _onnx("a formula that doubles", _doubling, "forks into", "(Exp)"),
    _onnx(
        "axes that are none",
        _graph(node("Transpose", "W2", "V", perm=[0, 0]), ("MatMul", "x V", "y")),
        "once",
    ),
    _onnx(
        "shapes that do not fit", _graph(("Add", "W2 W3", "V"), ("MatMul", "x V", "y")), "whose shapes fit"
    ),
    _onnx(
        "division by 0",
        _graph(("Div", "x c", "m"), ("MatMul", "m W2", "y"), given={"c": np.zeros(2)}),
        "other than 0",
    ),
    _onnx(
        "numbers over x",
        _graph(("Div", "c x", "m"), ("MatMul", "m W2", "y"), given={"c": np.ones(2)}),
        "divide what flows in",
    ),
    _onnx(
        "a scale without end",
        _graph(("Div", "x c", "m"), ("MatMul", "m W2", "y"), given={"c": np.array(5e-324)}),
        "finite",
    ),
    _onnx(
        "a scale behind it all",
        _after(("Tanh", "n", "a"), ("Mul", "a c", "y"), given={"c": np.array(2.0)}),
        "node 3 (Mul)",
        "after the last activation",
        "apply it to the outputs",
    ),
    _onnx(
        "201 scales",
        lambda: onnx_file([node("Neg", "x" if n == 0 else f"n{n}", f"n{n + 1}") for n in range(201)]),
        "at most 200",
    ),
    _onnx(
        "a batch in training",
        _graph(node("BatchNormalization", "x s s s s", "y", training_mode=1), given={"s": np.ones(2)}),
        "call model.eval()",
    ),
    _onnx(
        "a variance below 0",
        _graph(("BatchNormalization", "x s s s v", "y"), given={"s": np.ones(2), "v": -np.ones(2)}),
        "finite",
    ),
    _onnx(
        "logarithms in between",
        _after(("LogSoftmax", "n", "a"), ("Gemm", "a W3 b3", "y", "last")),
        "must be the last layer; W3 follows",
    ),
    _onnx("logarithms over items", _after(node("LogSoftmax", "n", "y", axis=0)), "last axis", "0"),
    _onnx("a logarithm", _after(("Log", "n", "y")), "node 2 (Log) must follow a Softmax"),
    _onnx(
        "inputs squeezed",
        _graph(("Squeeze", "x", "m"), ("Gemm", "m W2 b2", "y"), shape=("N", 1)),
        "keep the axis of the inputs",
    ),
    _onnx("two squeezed", _graph(node("Squeeze", "x s", "y"), given={"s": np.array([1])}), "axes of size 1"),
    _onnx(
        "axes beyond", _graph(node("Unsqueeze", "x s", "y"), given={"s": np.array([9])}), "each once", "[9]"
    ),
    _onnx(
        "outputs in a row before a layer",
        _after(("Reshape", "n s", "r"), ("Gemm", "r W3 b3", "y"), given={"s": np.array([-1, 1])}),
        "must be the last layer; W3 follows",
    ),
    _onnx(
        "axes without end",
        lambda: onnx_file(
            [node("Unsqueeze", "x" if n == 0 else f"n{n}", f"n{n + 1}", axes=[0]) for n in range(9)], opset=11
        ),
        "at most 8 axes",
    ),
    _onnx(
        "5,001 nodes",
        lambda: onnx_file([node("Identity", "W2", f"n{n}") for n in range(5001)]),
        "at most 5,000",
    ),
    _onnx(
        "a formula over 0",
        _after(("Div", "n c", "m"), ("Exp", "m", "y"), given={"c": np.array(0.0)}),
        "node 2 (Div) must divide",
    ),
    _onnx(
        "a bias of three axes",
        _graph(("MatMul", "x W2", "m"), ("Add", "m c", "y"), given={"c": np.ones((1, 1, 1))}),
        "c, of node 2 (Add), must be a b",
    ),
    _onnx(
        "shares of another norm",
        _normalized("Softmax", "L2"),
        "take the scores before it",
    ),
    _onnx("two classes of three", _both("n n"), "node 3 (Concat) must stand behind a single output", "3"),
    _onnx("two classes of another", _both("x n"), "forks into", "node 1 first (Gemm)"),
    _onnx("a size that is open", _sized_by("one", ("N", None)), "in sizes that the graph says"),
    _onnx("items in the middle", _sized_by("z z", ("N", 2)), "in sizes that the graph says"),
    _onnx("a size that is not there", _sized_by("five", ("N", 2)), "take sizes that there are"),
    _onnx("sizes that double", lambda: _doubled_sizes(60), "at most 40 nodes"),
    _onnx("a slope for each", _after(("PRelu", "n b2", "y")), "one number as its slope", "(3,)"),
    _onnx("labels over items", _after(node("ArgMax", "n", "y", axis=0)), "node 2 (ArgMax)", "axis 1"),
    _onnx(
        "labels of a hidden layer",
        _after(node("ArgMax", "n", "l", axis=1), ("Gemm", "n W3 b3", "y")),
        "node 2 (ArgMax) must take the scores",
    ),
    _onnx(
        "a layer behind labels",
        _after(node("ArgMax", "n", "l", axis=1), ("MatMul", "l W3", "y")),
        "node 3 (MatMul) must not follow the labels",
    ),
    _onnx("labels alone", _graph(node("ArgMax", "x", "y", axis=1)), "must hold a dense layer"),
    _onnx(
        "rows made of one length",
        lambda: onnx_file([_learned("Normalizer", "x", "m", norm="L2"), node("Gemm", "m W2 b2", "y")]),
        "node 1 (Normalizer)",
        "do this to the data",
    ),
    _onnx(
        "scores made of one sum",
        _normalized("Sigmoid", "L1"),
        "take the scores before it",
    ),
    _onnx(
        "a scaler of three",
        lambda: onnx_file([_learned("Scaler", "x", "y", offset=[0.0] * 3, scale=[1.0])]),
        "each of 2 inputs",
        "scales 3",
    ),
    _onnx(
        "probit",
        lambda: onnx_file([_learned("LinearClassifier", "x", "l y", post_transform="PROBIT")]),
        "post_transform NONE, SOFTMAX",
    ),
    _onnx(
        "too few coefficients",
        lambda: onnx_file([_learned("LinearRegressor", "x", "y", targets=2, coefficients=[1.0] * 3)]),
        "2 outputs",
        "it has 3 and 0",
    ),
    _onnx("a learned operator elsewhere", _graph(("Scaler", "x", "y")), "node 1 (Scaler) must be one of"),
]
