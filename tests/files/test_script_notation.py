"""Scripts and notebook in another notation: its names and words alone, its W, and the numbers of the walk."""

import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest

from simulator import InputError, train
from simulator.files.gallery import example
from simulator.files.scripts.notebook import notebook
from simulator.files.scripts.numpy_script import numpy_script
from simulator.files.scripts.script_letters import slopes_text
from simulator.files.scripts.torch_script import torch_script
from simulator.files.scripts.training_in_torch import torch_training_script
from simulator.files.scripts.training_script import training_script
from simulator.steps.formulas.notation import NOTATIONS
from simulator.steps.session import Session
from tests.grids import grid
from tests.steps.ruled import SESSIONS

from .walks import IDS, WALKS, walk

TURNED = [one.name for one in NOTATIONS.values() if one.turned]
NAMES = {
    "delta": {"n": "z", "S": "delta", "dW": "dC_dW", "db": "dC_db", "F": "C", "F after": "C after"},
    "pytorch": {"n": "z", "S": "dL_dz", "dW": "dL_dW", "db": "dL_db", "F": "L", "F after": "L after"},
}
IN_A_NAME = re.compile(r"(?:^|_)(?:n|S|F|A|dW|db|alpha)\d*(?:_|$)")
IN_WORDS = re.compile(r"(?<![A-Za-z\\])(?:n|N|S|F|dF|dW|db|α|φ|Ŝ|Â?W?S)(?![A-Za-z])")
OF_ANOTHER = {"delta": r"\bL\b(?! [x×] H)|\blr\b", "pytorch": r"[δη]|delta|\beta\b|\bC\b"}
MIXED = walk(
    7, (2, 3, 3, 2, 3, 2), ("softmax", "tanh", "softmax", "relu", "softmax"), "tse", "gradients-first"
)
CASES = {
    **dict(zip(IDS, WALKS, strict=True)),
    **{name: session for name, session in SESSIONS.items() if "wide" not in name},
    "softmax within": MIXED,
}


def run(code: str) -> tuple[dict[str, Any], str]:
    names: dict[str, Any] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()) as said:
        exec(compile(code, "script", "exec"), names)
    return names, said.getvalue()


def cells(session: Session, notation: str, kind: str) -> str:
    found = json.loads(notebook(session, notation=notation))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in found if cell["cell_type"] == kind)


WAYS: dict[str, Callable[[Session, str], str]] = {
    "NumPy": lambda session, notation: numpy_script(session, notation=notation),
    "PyTorch": lambda session, notation: torch_script(session, notation=notation),
    "notebook": lambda session, notation: cells(session, notation, "code"),
}


OF_PYTORCH = re.compile(r"\b(?:lr|alpha)=")  # its own names of settings
QUOTIENT = re.compile(r"d[CL]_d[Wb]")


def stray(code: str) -> Iterator[str]:
    """Names and words of the notes in a code."""
    code = QUOTIENT.sub("quotient", OF_PYTORCH.sub("setting=", code))
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.NAME and IN_A_NAME.search(token.string):
            yield token.string
        if token.type in (tokenize.COMMENT, tokenize.STRING) and IN_WORDS.search(token.string):
            yield token.string
        if "FSTRING_MIDDLE" in tokenize.tok_name[token.type] and IN_WORDS.search(token.string):
            yield token.string


def assert_the_walk(found: dict[int, Any], session: Session, names: dict[str, str]) -> None:
    def same(theirs: Any, ours: Any) -> None:
        assert np.shape(theirs) == np.shape(ours)
        np.testing.assert_allclose(theirs, ours, rtol=1e-11, atol=1e-12 * (1 + np.abs(ours).max()))

    for u in session.walked:
        entry = found[u.number]
        for l in session.network.W:
            for letter in () if session.at_once > 1 else ("n", "a", "S", "db"):
                same(entry[names.get(letter, letter)][l], getattr(u.run, letter)[l])
            same(entry[names["dW"]][l], u.found.dW[l].T)
            same(entry["W"][l], u.after.W[l].T)
            same(entry["b"][l], u.after.b[l])
        same(entry[names["F"]], u.found.loss)
        same(entry[names["F after"]], u.loss_after)


@pytest.mark.parametrize("way", WAYS)
@grid(6, name=list(CASES), notation=TURNED)
def test_code_in_another_notation_finds_the_walk(name: str, notation: str, way: str) -> None:
    """With its names alone."""
    session = CASES[name]
    if way != "NumPy":
        pytest.importorskip("torch")
    if session.at_once > 1 and session.order == "as-you-go" and way != "NumPy":
        with pytest.raises(InputError, match="the NumPy script has it"):
            WAYS[way](session, notation)
        return
    code = WAYS[way](session, notation)
    assert not [*stray(code)]
    assert not re.search(OF_ANOTHER[notation], OF_PYTORCH.sub("", code))
    names, said = run(code)
    assert_the_walk(names["walk"], session, NAMES[notation])
    assert not IN_WORDS.search(QUOTIENT.sub("quotient", said))
    if way != "NumPy":
        assert "PyTorch agrees with every number" in said


@pytest.mark.parametrize("notation", TURNED)
def test_the_notebook_has_formulas_and_words_of_the_notation(notation: str) -> None:
    session = example("notes-4-layer").session
    text = cells(session, notation, "markdown")
    assert r"{W_{4}}^{\mathsf{T}}" in text or "^{T}" in text or "^\\top" in text
    assert not re.search(r"S_\{|\\alpha|n_\{|\\partial F", text)
    assert not [line for line in text.splitlines() if "$" not in line and IN_WORDS.search(line)]


def test_each_line_is_that_of_the_notation() -> None:
    text = numpy_script(example("notes-4-layer").session, notation="delta")
    for line in (
        "z3 = W3 @ a2 + b3",
        "delta4 = -2 * slope4 * e",
        "delta3 = slope3 * (W4.T @ delta4)",
        "dC_dW3 = np.outer(delta3, a2)",
        "new_W3 = W3 - eta * dC_dW3",
    ):
        assert f"    {line}\n" in text
    assert "W is L x H" in text
    assert "W is out x in" in numpy_script(example("notes-4-layer").session, notation="pytorch")


def test_the_check_in_another_notation_can_fail() -> None:
    pytest.importorskip("torch")
    code = torch_script(example("notes-4-layer").session, notation="pytorch")
    before, after = code.split("def check_with(torch):")
    slip = 'walk[1]["dL_dz"][3] = walk[1]["dL_dz"][3] + 1e-6\n\n\n'
    with pytest.raises(AssertionError, match="update 1"):
        run(f"{before}{slip}def check_with(torch):{after}")


@pytest.mark.parametrize("write", [numpy_script, torch_script, notebook])
def test_a_notation_that_there_is_not_is_refused(write: Callable[..., Any]) -> None:
    session = example("linear-1-1").session
    assert write(session) == write(session, notation="notes")
    with pytest.raises(InputError, match="the notation must be one of"):
        write(session, notation="greek")


def test_slopes_that_are_no_diagonal_are_refused() -> None:
    """A row of the table whose text gives its matrix in another way."""
    text = "def tanh_slopes(n):\n    return np.eye(len(n)) * n\n"
    assert slopes_text(NOTATIONS["notes"], "tanh", text) == text
    with pytest.raises(InputError, match=r"must return np\.diag"):
        slopes_text(NOTATIONS["delta"], "tanh", text)


@pytest.mark.parametrize("notation", TURNED)
def test_training_scripts_in_another_notation(notation: str) -> None:
    """PyTorch's has its W; the one of this package has W as the package takes it, and says so."""
    net = example("notes-4-layer").session.network.replace(frozen=["W2[1,2]", "b4"])
    rng = np.random.default_rng(3)
    X, T = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    how = {"loss": "mse", "learning_rate": 0.02, "batch_size": 2, "epochs": 3, "rule": "rmsprop"}
    history, F = train(net, X, T, **how), NAMES[notation]["F"]
    own = training_script(X, T, [(net, how)], title="n of F", notation=notation)
    names, said = run(own)
    assert names["history"].losses == history.losses
    assert said.startswith(f"{F} of the set")
    assert "W is H x L" in own
    pytest.importorskip("torch")
    code = torch_training_script(X, T, [(net, how)], title="Two moons", notation=notation)
    assert not [*stray(code)]
    names, said = run(code)
    assert said.startswith(f"{F} of the set")
    for l in net.W:
        np.testing.assert_allclose(names["history"]["W"][l], history.network.W[l].T, rtol=1e-11, atol=1e-13)
