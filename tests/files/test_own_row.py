"""A row of its own is all that an activation or a loss takes, through files, hand-outs and scripts too."""

import io
import json
from contextlib import redirect_stdout
from dataclasses import replace

import numpy as np
import pytest

from simulator import InputError, load_network, save_network
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES
from simulator.core.spelling import KerasName, OnnxName, TorchName
from simulator.files.frameworks.layer_chain import Act
from simulator.files.frameworks.torch_layers import UnshownError, call_of
from simulator.files.handouts.handout import handout
from simulator.files.networks.onnx.activation_nodes import activation_operators
from simulator.files.scripts.notebook import notebook
from simulator.files.scripts.numpy_script import numpy_script
from simulator.files.scripts.torch_script import torch_script
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.screen import Screen
from simulator.steps.session import Session
from tests.core.networks import problem
from tests.core.rows import ARCTAN, BERNOULLI

ENDINGS = [("sigmoid", "bernoulli"), ("arctan", "logcosh"), ("softmax", "logcosh"), ("arctan", "tse")]

pytestmark = pytest.mark.usefixtures("own_rows")


def a_session(output: str, loss: str, order: str = "gradients-first") -> Session:
    net = problem(11, (3, 4, 4, 2), ("arctan", "tanh", output), "tse", (0.7, 1.1, 0.9)).net
    return Session(net, [[0.5, -1.0, 0.25], [1.5, 0.5, -0.75]], [[0.2, 0.9], [1.0, 0.0]], loss, 0.1, 3, order)


def run(text: str) -> tuple[dict, str]:
    """The walk that a script leaves, and what it prints."""
    names: dict = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()) as out:
        exec(compile(text, "script", "exec"), names)
    return names["walk"], out.getvalue()


@pytest.mark.parametrize("ending", ["json", "npz", "safetensors"])
def test_it_comes_back_from_a_file(tmp_path, ending):
    net = a_session("arctan", "tse").network
    save_network(net, tmp_path / f"a.{ending}")
    found = load_network(tmp_path / f"a.{ending}")
    assert found.activation == {2: "arctan", 3: "tanh", 4: "arctan"}
    assert all(found.W[l].tobytes() == net.W[l].tobytes() for l in net.W)


@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_it_comes_back_from_a_link(output, loss):
    session = read_link(link_text(Screen(a_session(output, loss)))).session
    assert (session.loss, session.network.activation[4]) == (loss, output)


@pytest.mark.parametrize("order", ["gradients-first", "as-you-go"])
@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_the_script_computes_the_walk(output, loss, order):
    """To the same bits as the core, by NumPy alone."""
    session = a_session(output, loss, order)
    walk, _ = run(numpy_script(session))
    for update in session.walked:
        found = walk[update.number]
        assert found["F"] == pytest.approx(update.run.loss, rel=1e-15)
        for l in session.network.W:
            np.testing.assert_array_equal(found["S"][l], update.run.S[l])
            np.testing.assert_array_equal(found["dW"][l], update.run.dW[l])
            np.testing.assert_array_equal(found["W"][l], update.after.W[l])


@pytest.mark.parametrize("order", ["gradients-first", "as-you-go"])
@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_pytorch_agrees(output, loss, order):
    _, said = run(torch_script(a_session(output, loss, order)))
    assert "PyTorch agrees with every number" in said


@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_the_notebook_runs(output, loss):
    session = a_session(output, loss)
    cells = json.loads(notebook(session))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    walk, said = run(code)
    assert walk[3]["F"] == pytest.approx(session.walked[2].run.loss, rel=1e-15)
    assert "PyTorch agrees" in said


@pytest.mark.parametrize("format", ["md", "tex"])
@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_the_hand_out_writes_its_formula(output, loss, format):
    text = handout(a_session(output, loss), format=format).decode()
    assert r"\arctan n" in text
    assert {"bernoulli": r"\ln(1-y_j)", "logcosh": r"\ln\cosh(", "tse": r"\lVert"}[loss] in text
    if loss != "tse":
        assert r"\lVert" not in text  # no other loss's formula in its place


# ---- what is missing is refused
@pytest.mark.parametrize("write", [numpy_script, torch_script, notebook])
@pytest.mark.parametrize(
    ("table", "row", "said"),
    [(ACTIVATIONS, ARCTAN, "the activation arctan"), (LOSSES, BERNOULLI, "Bernoulli after sigmoid")],
)
def test_what_has_no_text_is_refused(monkeypatch, write, table, row, said):
    bare = replace(row, numpy=None)
    if row is BERNOULLI:
        bare = replace(row, fused={"sigmoid": replace(row.fused["sigmoid"], numpy=None)})
    monkeypatch.setitem(table, row.name, bare)
    with pytest.raises(InputError, match=f"^{said} must have its NumPy text for this; its row .* has none"):
        write(a_session("sigmoid", "bernoulli"))


@pytest.mark.parametrize("write", [torch_script, notebook])
@pytest.mark.parametrize("which", ["arctan", "bernoulli"])
def test_what_has_no_pytorch_text_is_refused(monkeypatch, write, which):
    if which == "arctan":
        monkeypatch.setitem(ACTIVATIONS, "arctan", replace(ARCTAN, torch=None))
    else:
        fused = {"sigmoid": replace(BERNOULLI.fused["sigmoid"], torch=None)}
        monkeypatch.setitem(LOSSES, "bernoulli", replace(BERNOULLI, fused=fused))
    session = a_session("sigmoid", "bernoulli")
    assert numpy_script(session)
    with pytest.raises(InputError, match="must have its PyTorch text for this"):
        write(session)


def test_no_framework_has_it_until_its_row_says_so(monkeypatch):
    with pytest.raises(UnshownError):
        call_of("x", "arctan", (), {})
    assert "Atan" not in activation_operators()
    named = replace(
        ARCTAN, torch_module=TorchName("", "arctan"), keras=KerasName("arctan"), onnx=OnnxName("Atan")
    )
    monkeypatch.setitem(ACTIVATIONS, "arctan", named)
    assert call_of("x", "arctan", (), {}) == Act("x", "arctan")
    assert [row.name for row in activation_operators()["Atan"]] == ["arctan"]
