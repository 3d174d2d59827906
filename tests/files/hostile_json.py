"""JSON files that must be refused: name, format, what makes the bytes, words of the refusal."""

from functools import partial

from .evil import LONG, TOO_MANY
from .made import document, layered, swapped, text


def _json(name, content, *words):
    made = content if callable(content) else partial(text, content)
    return name, "json", made, words


def _pairs(*pairs):
    return document(pairs=[{"x": x, "t": t} for x, t in pairs])


JSON = [
    _json("empty", lambda: b"", "it is empty"),
    _json("spaces only", lambda: b"   \n", "must be JSON", "line 2"),
    _json("too long", lambda: b" " * TOO_MANY, "16,777,216 bytes", "it has more"),
    _json("no JSON", lambda: b"W2 = 3", "must be JSON", "line 1, column 1"),
    _json("cut off", lambda: text(document())[:-5], "must be JSON"),
    _json("something after", lambda: text(document()) + b"{}", "must be JSON", "Extra data"),
    _json("UTF-16", lambda: text(document()).decode().encode("utf-16"), "UTF-8", "byte 1"),
    _json("no UTF-8", lambda: text(document()) + b"\xff", "UTF-8"),
    _json("a single quote", lambda: text(document()).replace(b'"', b"'"), "must be JSON"),
    _json("a comment", lambda: b"// mine\n" + text(document()), "must be JSON"),
    _json("a comma too many", lambda: swapped("[0.1,", "[0.1,,"), "must be JSON"),
    _json("nested lists", lambda: b"[" * 100_000 + b"]" * 100_000, "nested at most 20 deep", "100,000"),
    _json("nested, unclosed", lambda: b"[" * 16_000_000, "nested at most 20 deep"),
    _json("nested objects", lambda: b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested at most 20 deep"),
    _json("nested within limits", lambda: swapped("0.5", "[" * 15 + "1" + "]" * 15), "row 1", "a list"),
    _json("millions of lists", lambda: b"[" + b"[]," * 2_400_000 + b"1]", "at most 200,000 lists"),
    _json("millions of objects", lambda: b"[" + b"{}" * 8_000_000 + b"]", "at most 200,000 lists"),
    _json("millions of values", lambda: b"[" + b"0," * 8_000_000 + b"0]", "at most 2,500,000 values"),
    _json("millions of texts", lambda: b"[" + b'"",' * 5_000_000 + b"0]", "at most 10,000 texts"),
    _json("a quote without end", lambda: b'["' + b"\\" * 16_000_000, "must be JSON"),
    _json("quotes without end", lambda: b'"\\"' * 5_000_000, "at most 10,000 texts"),
    _json("a list", [1], "must be an object", "a list"),
    _json("a text", "network", "must be an object", "'network'"),
    _json("null", None, "must be an object", "null"),
    _json("no format", document(format=None), "key format"),
    _json("another format", document(format="keras"), "format must be", "'keras'"),
    _json(
        "half a character", lambda: swapped('"backprop-simulator"', '"\\ud800"'), "format must be", "ud800"
    ),
    _json("no version", document(version=None), "key version"),
    _json("version 3", document(version=3), "the file was made by version 3", "this program reads up to 2"),
    _json(
        "version as text",
        document(version="1"),
        "version of the file must be a whole number from 1 to 2",
        "'1'",
    ),
    _json(
        "version true",
        document(version=True),
        "version of the file must be a whole number from 1 to 2",
        "True",
    ),
    _json("no layers", document(layers=None), "key layers"),
    _json("layers empty", document(layers=[]), "layers must be a list", "an empty one"),
    _json("layers an object", document(layers={"W": 1}), "layers must be a list", "an object"),
    _json(
        "33 layers",
        document(layers=[{"W": [[1.0]], "b": [0.0], "activation": "tanh"}] * 33),
        "32 layers",
        "33",
    ),
    _json("a layer a number", document(layers=[1.0]), "layer 2 must be an object", "1.0"),
    _json("an unknown key", document(optimizer="adam"), "no key but", "optimizer"),
    _json("a long unknown key", document(**{LONG: 1}), "no key but", "'" + "x" * 40 + "'"),
    _json("a key of control characters", document(**{"\x1b[31m\u202e": 1}), "no key but", "\\x1b[31m\\u202e"),
    _json("an unknown key in a layer", layered(dropout=0.5), "layer 2", "dropout"),
    _json("no W", layered(W=None), "layer 2", "key W"),
    _json("no b", layered(b=None), "layer 2", "key b"),
    _json("one activation missing", layered(activation=None), "layer 2", "key activation"),
    _json("an unknown activation", layered(activation="mish"), "activation of layer 2", "'mish'"),
    _json("an endless activation", layered(activation=LONG), "activation of layer 2", "'" + "x" * 40 + "'"),
    _json("an activation of a list", layered(activation=["tanh"]), "activation of layer 2", "a list"),
    _json(
        "a key twice", lambda: swapped('"version": 1', '"version": 1, "version": 1'), "version is there twice"
    ),
    _json("W twice", lambda: swapped('"W":', '"W": [[9]], "W":'), "layer 2", "W is there twice"),
    _json("W a number", layered(W=1), "W2 must be a list"),
    _json("W flat", layered(W=[1.0, 2.0]), "W2, row 1 must be a list", "1.0"),
    _json("W deep", layered(W=[[[1.0]]]), "W2, row 1, column 1", "a list"),
    _json("W ragged", layered(W=[[1.0, 2.0, 3.0], [1.0, 2.0]]), "W2, row 2 must have 3", "got 2"),
    _json("W empty", layered(W=[]), "W2 must be a list", "an empty one"),
    _json("a row empty", layered(W=[[], []]), "W2, row 1", "an empty one"),
    _json("W with text", layered(W=[[1.0, "2", 3.0], [1.0, 2.0, 3.0]]), "W2, row 1, column 2", "'2'"),
    _json("W with null", layered(W=[[1.0, 2.0, 3.0], [1.0, 2.0, None]]), "W2, row 2, column 3", "null"),
    _json("W with true", layered(W=[[True, 2.0, 3.0], [1.0, 2.0, 3.0]]), "W2, row 1, column 1", "true"),
    _json("NaN", lambda: swapped("0.5", "NaN"), "W2, row 1, column 1 must be finite", "nan"),
    _json("Infinity", lambda: swapped("-1.0", "-Infinity"), "W2, row 1, column 2 must be finite", "-inf"),
    _json("1e999", lambda: swapped("0.1", "1e999"), "b2, column 1 must be finite", "inf"),
    _json("5000 digits", lambda: swapped("0.1", "9" * 5000), "b2, column 1 must be finite", "inf"),
    _json("b too short", layered(b=[1.0]), "b2 must have shape (3,)", "(1,)"),
    _json("b nested", layered(b=[[1.0], [2.0], [3.0]]), "b2, column 1", "a list"),
    _json("layers that do not follow", layered(W=[[1.0], [2.0]], b=[0.0]), "W3 must have 1 inputs"),
    _json("a loss unknown", document(loss="hinge"), "loss must be one of", "'hinge'"),
    _json("a loss that does not fit", document(loss="tce"), "TCE", "identity"),
    _json("a rate of 0", document(learning_rate=0), "learning_rate must be above 0"),
    _json("a rate of text", document(learning_rate="fast"), "learning_rate must be a number", "'fast'"),
    _json(
        "a rate of 1e999",
        lambda: swapped("0.0625", "1e999", document(learning_rate=0.0625)),
        "learning_rate",
        "inf",
    ),
    _json("pairs empty", document(pairs=[]), "pairs must be a list"),
    _json("21 pairs", _pairs(*[([1.0, 2.0], [0.0, 1.0])] * 21), "pairs must be at most 20", "21"),
    _json("x too short", _pairs(([1.0], [0.0, 1.0])), "pair 1, x must have 2"),
    _json("t too long", _pairs(([1.0, 2.0], [1.0] * 3)), "pair 1, t must have 2", "got 3"),
    _json("a pair with a weight", document(pairs=[{"x": [1, 2], "t": [1, 2], "w": 3}]), "pair 1", "got w"),
    _json("x with text", _pairs((["a", 2.0], [0.0, 1.0])), "pair 1, x, column 1", "'a'"),
    _json("frozen a text", document(frozen="W2"), "frozen must be a list", "'W2'"),
    _json("frozen unknown", document(frozen=["W4"]), "frozen must name", "'W4'"),
    _json("frozen twice", document(frozen=["W2", "W2"]), "frozen must name", "once"),
    _json("frozen of lists", document(frozen=[["W2"]]), "frozen must name", "a list"),
    _json(
        "4097 neurons", document(layers=[{"W": [[0] * 4097], "b": [0] * 4097, "activation": "tanh"}]), "4,096"
    ),
    _json(
        "too many parameters",
        lambda: text(document(layers=[{"W": [[0] * 2000] * 1000, "b": [0] * 2000, "activation": "tanh"}])),
        *("2,000,000 parameters", "2,002,000"),
    ),
]
