"""Every activation in every format: it comes back with the same outputs, or is refused in a sentence.

The oracle is the framework itself, ONNX's own evaluator, or the network that was written.
"""

import io
import os
import re
import warnings

import numpy as np
import pytest
from onnx import TensorProto
from onnx.reference import ReferenceEvaluator

from simulator import InputError, Network, from_keras, from_sklearn, from_torch, load_network, record
from simulator.core.activation import ACTIVATIONS
from simulator.core.sets.metrics import outputs
from simulator.core.spelling import OnnxName, TorchName
from simulator.files.networks.load_save import WRITERS
from simulator.files.recordings.reader import read_recording
from simulator.files.scripts.notebook import notebook
from simulator.files.scripts.numpy_script import numpy_script
from simulator.files.scripts.torch_script import torch_script
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.screen import Screen
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene

from ..core.networks import ALL_NAMES
from ..frameworks import Framework
from .made import model, node

os.environ.setdefault("KERAS_BACKEND", "torch")
torch, keras = Framework("torch"), Framework("keras")

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
RNG = np.random.default_rng(12)
ARRAYS = [RNG.normal(size=shape) for shape in ((3, 4), (4, 2), (4,), (2,))]
X = 2 * RNG.normal(size=(7, 3))
FLOAT32 = 1e-6  # where a file holds numbers as float32, or a framework computes with them


def network(name):
    """The activation in the middle and at the end."""
    return Network.from_arrays(ARRAYS[:2], ARRAYS[2:], [name, name])


def session(name):
    return Session(network(name), X[:1], [[0.25, 0.75]], "tse", 0.01, 2)


def assert_outputs(net, name, theirs, tolerance=1e-12):
    assert list(net.activation.values()) == [name, name]
    np.testing.assert_allclose(outputs(net, X), theirs, rtol=tolerance, atol=tolerance)


def assert_bits(found, name):
    net = network(name)
    assert found.activation == net.activation
    assert [array.tobytes() for array in (*found.W.values(), *found.b.values())] == [
        array.tobytes() for array in (*net.W.values(), *net.b.values())
    ]


def file(name, format):
    assert_bits(load_network(WRITERS[format](network(name)), format=format), name)


def session_file(name):
    saved = Saved(Desk(Scene("own", "", "", session(name), session(name))))
    assert_bits(read_session(write_session(saved)).desk.scene.session.network, name)


def link(name):
    assert_bits(read_link(link_text(Screen(session(name)))).session.network, name)


def script(name, write):
    """Its own walk, and for PyTorch what it finds in it, which it compares itself."""
    names: dict = {"__name__": "__main__"}
    exec(compile(write(session(name)), "walk.py", "exec"), names)
    for update in session(name).walked:
        for l, a in update.run.a.items():
            np.testing.assert_allclose(names["walk"][update.number]["a"][l], a, rtol=1e-12)


def notebook_text(of):
    import nbformat  # noqa: PLC0415  half a second

    book = nbformat.reads(notebook(of).decode(), 4)
    return "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")


def onnx(name):
    """The operator of the row itself; ONNX has numbers of attributes as float32."""
    spelt = ACTIVATIONS[name].onnx or OnnxName("Identity")
    bounds = {}
    if spelt.operator == "Clip":
        bounds = {key: np.array(value) for key, value in spelt.attributes.items()}
    more = {} if bounds else dict(spelt.attributes)
    inputs = " ".join(bounds)
    if spelt.operator == "Swish":  # which the evaluator does not know
        active = [[node("Sigmoid", n, f"s{n}"), node("Mul", f"{n} s{n}", a)] for n, a in ("na", "my")]
    else:
        active = [[node(spelt.operator, f"{n} {inputs}", a, **more)] for n, a in ("na", "my")]
    nodes = [node("Gemm", "x W b", "n"), *active[0], node("Gemm", "a V c", "m"), *active[1]]
    given = dict(zip("WVbc", ARRAYS, strict=True)) | bounds
    made = model(nodes, given, ("N", 3), kind=TensorProto.DOUBLE)
    (theirs,) = ReferenceEvaluator(made).run(None, {"x": X})
    net = load_network(made.SerializeToString(), format="onnx")
    assert_outputs(net, name, theirs, FLOAT32 if spelt.parameter or more else 1e-12)


def torch_model(name):
    spelt = ACTIVATIONS[name].torch_module or TorchName("Identity", "")
    settings = {key: values[0] for key, values in spelt.settings if key not in ("inplace", "dtype")}
    made = getattr(torch.nn, spelt.module)
    parts = [torch.nn.Linear(3, 4), made(**settings), torch.nn.Linear(4, 2), made(**settings)]
    whole = torch.nn.Sequential(*parts).double()
    with torch.no_grad():
        for part, W, b in ((parts[0], *ARRAYS[::2]), (parts[2], *ARRAYS[1::2])):
            part.weight.copy_(torch.tensor(W.T))
            part.bias.copy_(torch.tensor(b))
    return whole.eval()


def torch_outputs(whole):
    return whole(torch.tensor(X)).detach().numpy()


def module(name):
    whole = torch_model(name)
    assert_outputs(from_torch(whole), name, torch_outputs(whole))


def torch_onnx(name, opset):
    """Before opset 20 PyTorch writes GELU in several nodes."""
    whole, written = torch_model(name), io.BytesIO()
    with warnings.catch_warnings(action="ignore"):  # that there is a newer exporter
        torch.onnx.export(
            whole,
            (torch.zeros(2, 3, dtype=torch.float64),),
            written,
            dynamo=False,
            opset_version=opset,
            input_names=["x"],
            dynamic_axes={"x": [0]},
        )
    assert_outputs(load_network(written.getvalue(), format="onnx"), name, torch_outputs(whole), FLOAT32)


def recording(name, folder):
    """One update of a PyTorch loop: the network it started from, and its activations."""
    whole = torch_model(name)
    steps = torch.optim.SGD(whole.parameters(), 0.01)
    with record(folder / "run.npz", whole, steps):
        torch.nn.functional.mse_loss(whole(torch.tensor(X)), torch.zeros(7, 2).double()).backward()
        steps.step()
    assert_bits(read_recording((folder / "run.npz").read_bytes()).network(0), name)


def keras_model(name):
    spelt = ACTIVATIONS[name].keras
    layers = keras.layers
    if spelt is None:  # only a function of one's own has it
        by_tanh = layers.Dense(4, activation=lambda n: keras.activations.gelu(n, approximate=True))
        with pytest.raises(InputError, match="cannot be shown as dense layers"):
            from_keras(keras.Sequential([keras.Input((3,)), by_tanh]))
        return
    plain = spelt.function and (spelt.number is None or f"{spelt.number!r}" in name)
    parts = [keras.Input((3,))]
    for L in (4, 2):
        function = getattr(keras.activations, spelt.function) if plain else None
        parts.append(layers.Dense(L, activation=function))
        if not plain:
            parts.append(getattr(layers, spelt.layer)(**spelt.settings))
    whole = keras.Sequential(parts)
    whole.set_weights([ARRAYS[0], ARRAYS[2], ARRAYS[1], ARRAYS[3]])
    theirs = keras.ops.convert_to_numpy(whole(X.astype(np.float32)))
    assert_outputs(from_keras(whole), name, theirs, FLOAT32)  # in which Keras multiplies


def sklearn_model(name):
    """The hidden layers' activation is a word, and a classifier ends with softmax; it knows no others."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: PLC0415  a second

    spelt = ACTIVATIONS[name].sklearn
    kind, target = (MLPClassifier, np.arange(7) % 3) if spelt == "softmax" else (MLPRegressor, X[:, :2])
    word = spelt if spelt not in ("", "softmax") else "relu"
    mlp = kind(hidden_layer_sizes=(4,), activation=word, max_iter=1, tol=1e9)
    with warnings.catch_warnings(action="ignore"):  # that it has not converged
        mlp.fit(X, target)
    if not spelt:
        mlp.activation = name
        with pytest.raises(InputError, match=re.escape(f"activation {name!r} cannot be shown")):
            from_sklearn(mlp)
        return
    net = from_sklearn(mlp)
    theirs = mlp.predict_proba(X) if spelt == "softmax" else mlp.predict(X)
    assert name in net.activation.values()
    np.testing.assert_allclose(outputs(net, X), theirs, rtol=1e-12, atol=1e-12)


FORMATS = {
    **{format: (file, format) for format in WRITERS},
    "session file": (session_file,),
    "link": (link,),
    "NumPy script": (script, numpy_script),
    "PyTorch script": (script, torch_script),
    "notebook": (script, notebook_text),
    "ONNX": (onnx,),
    "PyTorch": (module,),
    "ONNX 17 of PyTorch": (torch_onnx, 17),
    "ONNX 20 of PyTorch": (torch_onnx, 20),
    "recording": (recording,),
    "Keras": (keras_model,),
    "scikit-learn": (sklearn_model,),
}


@pytest.mark.parametrize("name", ALL_NAMES)
@pytest.mark.parametrize("format", FORMATS)
def test_every_activation_in_every_format(format, name, tmp_path):
    check, *more = FORMATS[format]
    check(name, *more, *[tmp_path] * (format == "recording"))
