"""The scripts and the notebook are run, and every number they find is compared with the session's walk."""

import ast
import json
import runpy
import sys
import tokenize
from io import BytesIO

import nbclient
import nbformat
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator import InputError, train, update_rule
from simulator.core.edit import with_parameter
from simulator.core.initialise import initialise
from simulator.files.gallery import EXAMPLES, example
from simulator.files.scripts.notebook import notebook
from simulator.files.scripts.numpy_script import numpy_script
from simulator.files.scripts.torch_script import torch_script
from simulator.files.scripts.training_in_torch import torch_training_script
from simulator.files.scripts.training_script import training_script
from simulator.steps.session import Session

from ..core.networks import PAIRS, problems
from ..core.rules import RULES
from ..grids import by_day, grid
from .walks import HOSTILE, IDS, ORDERS, WALKS

QUANTITIES = ("n", "a", "A", "S", "dW", "db")


def run(text, folder, name="walk.py"):
    """The names that a script leaves, run from a file as a student would."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return runpy.run_path(str(path))


def pairs_of(walk, session):
    """Every number of the script beside the session's: (where, theirs, ours)."""
    assert set(walk) == set(range(session.updates + 1))
    for l in session.network.W:
        yield f"W{l} at first", walk[0]["W"][l], session.network.W[l]
        yield f"b{l} at first", walk[0]["b"][l], session.network.b[l]
    for u in session.walked:
        found = walk[u.number]
        for quantity in QUANTITIES:
            ours = getattr(u.run, quantity)
            assert set(found[quantity]) == set(ours)
            for l, array in ours.items():
                yield f"{quantity}{l} in {u.number}", found[quantity][l], array
        for letter in "Wb":
            for l, array in getattr(u.after, letter).items():
                yield f"new {letter}{l} in {u.number}", found[letter][l], array
        for name, value in (("x", u.run.x), ("t", u.run.t), ("e", u.run.e)):
            yield f"{name} in {u.number}", found[name], value
        yield f"F in {u.number}", np.asarray(found["F"]), np.asarray(u.run.loss)
        yield f"F after {u.number}", np.asarray(found["F after"]), np.asarray(u.loss_after)


def assert_the_same(walk, session):
    """To the last bit but for what the order of a sum may do."""
    for where, theirs, ours in pairs_of(walk, session):
        assert theirs.shape == ours.shape, where
        np.testing.assert_allclose(theirs, ours, rtol=1e-12, atol=1e-300, err_msg=where)


@grid(14, session=dict(zip(IDS, WALKS, strict=True)))
def test_the_script_finds_the_walk(session, tmp_path, capsys):
    """Every activation, loss and order, frozen parameters and pairs taken in turn, short and deep."""
    assert_the_same(run(numpy_script(session), tmp_path)["walk"], session)
    printed = capsys.readouterr().out
    assert printed.count("Update ") == session.updates
    assert printed.isascii()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_gallery_to_the_last_bit(name, tmp_path):
    """Small networks leave a sum no choice."""
    session = example(name).session
    walk = run(numpy_script(session), tmp_path)["walk"]
    for where, theirs, ours in pairs_of(walk, session):
        np.testing.assert_array_equal(theirs, ours, err_msg=where)


@given(problems(scales=(0.6, 1.5, 12.0, 60.0)), st.sampled_from(ORDERS), st.integers(1, 3))
def test_random_walks(given_problem, order, updates):
    """Saturated ones too, without a warning."""
    p = given_problem
    session = Session(p.net, p.x, p.t, p.loss, 0.05, updates, order)
    try:
        _ = session.walked
    except InputError:
        assume(False)
    names: dict = {}
    with np.errstate(all="raise", under="ignore"):
        exec(compile(numpy_script(session), "walk.py", "exec"), names)
    for where, theirs, ours in pairs_of(names["walk"], session):
        size = np.abs(ours).max()
        np.testing.assert_allclose(theirs, ours, rtol=1e-12, atol=1e-12 * size, err_msg=where)


def test_up_to_four_layers_each_line_is_the_notes():
    """W3, n3, S3 by name; with more layers loops over l."""
    text = numpy_script(example("notes-4-layer").session)
    for line in (
        "n3 = W3.T @ a2 + b3",
        "S4 = -2 * A4 @ e",
        "S3 = A3 @ (W4 @ S4)",
        "dW3 = np.outer(a2, S3)",
        "new_W3 = W3 - alpha * dW3",
    ):
        assert f"    {line}\n" in text
    deep = numpy_script(next(s for s in WALKS if s.network.depth == 5))
    assert "n[l] = W[l].T @ a[l - 1] + b[l]" in deep
    assert "n3 =" not in deep


@grid(14, session=dict(zip(IDS, WALKS, strict=True)))
def test_the_script_needs_numpy_alone(session):
    """Nothing else is imported."""
    tree = ast.parse(numpy_script(session))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [name.name for node in found for name in node.names] == ["numpy"]


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("write", [numpy_script, torch_script])
def test_a_title_is_a_comment_whatever_it_is(title, write):
    """The script does exactly what it does without one, and is UTF-8."""
    session = example("linear-1-1").session
    text, plain = write(session, title=title), write(session)
    assert ast.dump(ast.parse(text.encode())) == ast.dump(ast.parse(plain))
    assert tokenize.detect_encoding(BytesIO(text.encode()).readline)[0] == "utf-8"
    assert len(text.splitlines()) == len(plain.splitlines()) + 1


@grid(14, session=dict(zip(IDS, WALKS, strict=True)))
def test_pytorch_agrees(session, tmp_path, capsys):
    """Autograd finds the same S and gradients; as you go layer by layer."""
    pytest.importorskip("torch")
    names = run(torch_script(session), tmp_path)
    assert_the_same(names["walk"], session)
    assert "PyTorch agrees with every number" in capsys.readouterr().out


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("quantity", ["S", "dW", "W", "a"])
def test_pytorch_would_not_agree_with_a_wrong_number(order, quantity, tmp_path):
    """One number of the walk altered in its seventh digit."""
    pytest.importorskip("torch")
    session = next(s for s in WALKS if s.order == order and s.network.depth == 4)
    text = torch_script(session)
    slip = f"walk[1][{quantity!r}][3] = walk[1][{quantity!r}][3] * (1 + 1e-6) + 1e-6\n\n"
    before, after = text.split("def check_with(torch):")
    with pytest.raises(AssertionError, match="update 1"):
        run(f"{before}{slip}def check_with(torch):{after}", tmp_path)


def test_without_pytorch_the_check_is_left_out(tmp_path, capsys, monkeypatch):
    """And said to be."""
    monkeypatch.setitem(sys.modules, "torch", None)
    session = example("notes-4-layer").session
    assert_the_same(run(torch_script(session), tmp_path)["walk"], session)
    assert "PyTorch is not installed" in capsys.readouterr().out


def cells_run(book, *, check=True):
    """What the notebook's code cells leave, run one after another in this process."""
    names: dict = {}
    for cell in book.cells:
        if cell.cell_type == "code" and (check or "torch" not in cell.source):
            exec(compile(cell.source, "cell", "exec"), names)
    return names


@grid(6, session=dict(zip(IDS, WALKS, strict=True)))
def test_the_notebook_is_valid_and_finds_the_walk(session, capsys):
    """Also pass by pass, where the first update stands alone."""
    book = nbformat.reads(notebook(session, title="A *walk*").decode(), as_version=4)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    names = cells_run(book, check=False)
    assert_the_same(names["walk"], session)
    loop = next(cell.source for cell in book.cells if cell.source.count("walk = {0:"))
    exec(loop, names)  # once more, as people do
    assert_the_same(names["walk"], session)


def test_the_first_update_alone_is_that_of_the_walk():
    """The cells before the loop find its first update."""
    session = example("notes-4-layer").session
    book = nbformat.reads(notebook(session).decode(), as_version=4)
    at = next(i for i, cell in enumerate(book.cells) if "walk = {0:" in cell.source)
    names = cells_run(nbformat.v4.new_notebook(cells=book.cells[:at]))
    u = session.walked[0]
    np.testing.assert_array_equal(names["S3"], u.run.S[3])
    np.testing.assert_array_equal(names["new_W2"], u.after.W[2])
    formulas = "".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    assert r"{S_{3}} & = {A_{3}} {W_{4}} {S_{4}}" in formulas


@pytest.mark.filterwarnings("default")  # of Jupyter's own parts
@pytest.mark.parametrize("order", by_day("gradients-first", of=ORDERS))
def test_the_notebook_runs_in_jupyter(order):
    """In a kernel of its own, with the check where PyTorch is installed."""
    session = next(s for s in WALKS if s.order == order and s.network.depth == 4)
    book = nbformat.reads(notebook(session).decode(), as_version=4)
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3").execute()
    said = "".join(out.get("text", "") for cell in book.cells for out in cell.get("outputs", ()))
    assert f"Update {session.updates}: F = {session.walked[-1].run.loss:.6g}" in said
    assert "PyTorch agrees" in said or "PyTorch is not installed" in said


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_no_code_in_a_notebook(title):
    """It stands in the first cell alone."""
    session = example("linear-1-1").session
    book, plain = (json.loads(notebook(session, title=t)) for t in (title, ""))
    assert [cell["source"] for cell in book["cells"][1:]] == [cell["source"] for cell in plain["cells"][1:]]
    assert len(book["cells"][0]["source"]) == len(plain["cells"][0]["source"])


def test_the_same_session_gives_the_same_file():
    """So that two versions can be compared."""
    session = example("notes-4-layer").session
    assert notebook(session) == notebook(session)


def test_a_walk_that_grows_past_float64_is_refused():
    """With the reason, not with a script that prints inf."""
    session = example("linear-1-1").session
    net = with_parameter(session.network, "W2", [[1e200]])
    for write in (numpy_script, torch_script, notebook):
        with pytest.raises(InputError, match="In update 1"):
            write(Session(net, session.X * 1e150, session.T))


def numbers_of(net):
    return (
        [array.tobytes() for layer in net.layers for array in (layer.W, layer.b)],
        net.activation,
        net.frozen,
    )


@grid(1, title=["Two moons", *HOSTILE])
def test_a_training_script_is_the_cores_run_bit_for_bit(tmp_path, title, capsys):
    """From given weights with frozen entries; alone, and two runs that differ in the order of updates."""
    first = example("notes-4-layer").session.network.replace(frozen=["W2[1,2]", "b4"])
    rng = np.random.default_rng(3)
    X, T = rng.normal(size=(7, 2)), rng.normal(size=(7, 2))
    hows = [
        {"loss": "mse", "learning_rate": 1 / 3, "order": "random", "seed": 5, "batch_size": 2, "epochs": 3},
        {"loss": "tse", "learning_rate": 0.01, "update_order": "as-you-go", "epochs": 2, "until": 1e-9},
    ]
    hows[1]["rule"] = update_rule("rmsprop", momentum=0.5)
    runs = [train(first, X, T, **how) for how in hows]
    found = run(training_script(X, T, [(first, hows[0])], title=title), tmp_path)
    assert numbers_of(found["net"]) == numbers_of(first)
    assert numbers_of(found["history"].network) == numbers_of(runs[0].network)
    assert f"{runs[0].losses[0]!r} {runs[0].losses[-1]!r}" in capsys.readouterr().out
    both = run(training_script(X, T, [(first, how) for how in hows], title=title), tmp_path)["histories"]
    assert [numbers_of(both[name].network) for name in "AB"] == [numbers_of(one.network) for one in runs]
    assert [both[name].losses for name in "AB"] == [one.losses for one in runs]


@grid(4, rule={str(rule): rule for rule in RULES})
def test_a_training_script_for_pytorch_is_the_run_by_its_own_optimizer(rule, tmp_path, capsys):
    """With frozen entries, a mean and a sum, in random order and batches, plain descent beside the rule."""
    net = example("notes-4-layer").session.network.replace(frozen=["W2[1,2]", "b4"])
    rng = np.random.default_rng(3)
    X, T = rng.normal(size=(7, 2)), rng.normal(size=(7, 2))
    hows = [
        {
            "loss": "mse",
            "learning_rate": 0.02,
            "order": "random",
            "batch_size": 3,
            "epochs": 25,
            "rule": rule,
        },
        {"loss": "tse", "learning_rate": 0.01, "batch_size": 2, "epochs": 30, "until": 9.0},
    ]
    runs = [train(net, X, T, **how) for how in hows]
    found = run(torch_training_script(X, T, [(net, how) for how in hows], title="A title"), tmp_path)
    printed = capsys.readouterr().out
    for history, letter in zip(runs, "AB", strict=True):
        theirs = found["histories"][letter]
        np.testing.assert_allclose(theirs["losses"], history.losses, rtol=1e-11)
        for l in net.W:
            np.testing.assert_allclose(theirs["W"][l], history.network.W[l], rtol=1e-11, atol=1e-13)
            np.testing.assert_allclose(theirs["b"][l], history.network.b[l], rtol=1e-11, atol=1e-13)
        assert f"Run {letter}: F of the set before and after: {theirs['losses'][0]!r}" in printed
    assert len(runs[1].losses) < 31, "a test of an error that is never reached"
    if rule.kept:
        moved = {how["epochs"]: train(net, X, T, **how | {"rule": None}) for how in hows}[25]
        assert abs(moved.losses[-1] - runs[0].losses[-1]) > 1e-6, "a test of a rule that changes nothing"


@pytest.mark.parametrize(("y", "loss"), [pair for pair in PAIRS if pair[1] != "mse"])
def test_a_training_script_for_pytorch_writes_every_output_and_loss(y, loss, tmp_path):
    """A full batch as many rows at once, which no formula of an item knows of."""
    net = initialise((2, 3, 2), ("leaky_relu(0.2)", y), "glorot", 1)
    rng = np.random.default_rng(4)
    X, T = rng.normal(size=(6, 2)), np.eye(2)[[0, 1, 1, 0, 1, 0]]
    how = {"loss": loss, "learning_rate": 0.03, "batch_size": 4, "epochs": 4, "rule": "adam"}
    history = train(net, X, T, **how)
    found = run(torch_training_script(X, T, [(net, how)]), tmp_path)["history"]
    np.testing.assert_allclose(found["losses"], history.losses, rtol=1e-10)


def test_a_training_script_for_pytorch_is_refused_where_it_is_not_the_gradient():
    net = example("notes-4-layer").session.network
    with pytest.raises(InputError, match="must update W once all gradients are there"):
        torch_training_script(np.zeros((2, 2)), np.zeros((2, 2)), [(net, {"update_order": "as-you-go"})])


def test_a_training_script_past_its_limit_is_refused():
    """Before a character of it is written."""
    net = example("notes-4-layer").session.network
    with pytest.raises(InputError, match="a script holds at most 500,000 numbers"):
        training_script(np.zeros((125_000, 2)), np.zeros((125_000, 2)), [(net, {})])
