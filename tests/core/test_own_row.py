"""A row of its own is all that an activation or a loss takes: from the tables through everything in core."""

import ast
from pathlib import Path

import numpy as np
import pytest

import simulator.core
from simulator import InputError, Network, check_gradient, compare, gradient, propagate, train
from simulator.core.activation import ACTIVATIONS
from simulator.core.activations.activation_row import Activation
from simulator.core.health.health import health
from simulator.core.loss import LOSSES
from simulator.core.losses.loss_row import Loss
from simulator.core.sets.metrics import set_error
from simulator.core.training.fast.fast_activations import FORMS

from .networks import ALL_NAMES, TOLERANCE, Problem, gradient_by_complex_step, problem
from .rows import ARCTAN, BERNOULLI, OWN_LOSSES
from .sets import a_set, rows_of_updates, trained

ENDINGS = [("sigmoid", "bernoulli"), ("arctan", "logcosh"), ("softmax", "logcosh"), ("arctan", "tse")]

pytestmark = pytest.mark.usefixtures("own_rows")


def a_problem(output: str, loss: str) -> Problem:
    found = problem(11, (3, 4, 4, 2), ("arctan", "tanh", output), loss, (0.7, 1.1, 0.9))
    return Problem(found.net, found.x, np.array([0.2, 0.9]), loss)


def close(found: dict[int, np.ndarray], truth: dict[int, np.ndarray], tolerance: float = TOLERANCE) -> None:
    for l, right in truth.items():
        np.testing.assert_allclose(found[l], right, rtol=tolerance, atol=tolerance * np.abs(right).max())


@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_it_is_propagated(output, loss):
    given = a_problem(output, loss)
    run = propagate(given.net, given.x, given.t, loss)
    np.testing.assert_array_equal(run.a[2], np.arctan(run.n[2]))
    dW, db = gradient_by_complex_step(given)
    close(run.dW, dW)
    close(run.db, db)


def test_the_loss_is_its_own():
    given = a_problem("sigmoid", "bernoulli")
    run = propagate(given.net, given.x, given.t, "bernoulli")
    t, y = given.t, run.y
    assert run.loss == pytest.approx(-(t * np.log(y) + (1 - t) * np.log(1 - y)).sum(), rel=1e-14)
    np.testing.assert_allclose(run.S[4], y - t, rtol=1e-14)
    given = a_problem("arctan", "logcosh")
    run = propagate(given.net, given.x, given.t, "logcosh")
    assert run.loss == pytest.approx(np.log(np.cosh(run.e)).sum(), rel=1e-14)


@pytest.mark.parametrize(("output", "loss"), ENDINGS)
@pytest.mark.parametrize("rule", ["gradients-first", "as-you-go"])
@pytest.mark.parametrize("batch_size", [1, 3, 7])
def test_it_is_trained(output, loss, rule, batch_size):
    given = a_problem(output, loss)
    X, T = a_set(given, 7)
    history = train(given.net, X, T, loss, 0.05, 3, batch_size, "random", 5, update_order=rule)
    order = "turn" if batch_size == 7 else "random"
    batches = rows_of_updates(7, batch_size, order, 5, history.updates)
    truth = trained(given.net, X, T, loss, 0.05, batches, rule)
    close(history.network.W, truth.W)
    close(history.network.b, truth.b)
    errors = [set_error(given.net, X, T, loss), set_error(history.network, X, T, loss)]
    np.testing.assert_allclose([history.losses[0], history.losses[-1]], errors, rtol=TOLERANCE)


def test_a_row_under_a_known_name_is_not_trained_by_the_form_of_another(monkeypatch):
    given = a_problem("arctan", "tse")
    X, T = a_set(given, 4)
    monkeypatch.setitem(ACTIVATIONS, "tanh", Activation("tanh", r"\arctan n", ARCTAN.value, ARCTAN.slope))
    history = train(given.net, X, T, "tse", 0.05, 2)
    close(
        history.network.W,
        trained(given.net, X, T, "tse", 0.05, [[0], [1], [2], [3]] * 2, "gradients-first").W,
    )


@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_its_gradient_is_checked(output, loss, monkeypatch):
    given = a_problem(output, loss)
    X, T = a_set(given, 3)
    report = check_gradient(given.net, X, T, loss)
    assert report.ok and report.worst < 1e-12 and report.central_worst < 1e-6 and not report.kinks
    wrong = Activation("arctan", r"\arctan n", np.arctan, lambda n: 1 / (1 + n * n) + 1e-6)
    monkeypatch.setitem(ACTIVATIONS, "arctan", wrong)
    assert not check_gradient(given.net, X, T, loss).ok


@pytest.mark.parametrize("place", [0.5, -1.0])
def test_a_kink_is_found_where_its_row_says(place, monkeypatch):
    hinge = Activation(
        "hinge",
        r"\max(k,n)",
        lambda n: np.where(n.real > place, n, place),
        lambda n: np.where(n.real > place, 1.0, 0.0),
        kinks=(place,),
    )
    monkeypatch.setitem(ACTIVATIONS, "hinge", hinge)
    net = Network.from_arrays([[[1.0, 2.0]], [[0.3], [0.4]]], [[0.0, 0.0], [0.1]], ["hinge", "identity"])
    report = check_gradient(net, [place], [1.0])
    assert [(kink.layer, kink.component, kink.n) for kink in report.kinks] == [(2, 1, place)]
    assert report.ok and not check_gradient(net, [place + 0.1], [1.0]).kinks


@pytest.mark.parametrize(("output", "loss"), ENDINGS)
def test_numbers_made_with_it_are_compared(output, loss):
    given = a_problem(output, loss)
    run = propagate(given.net, given.x, given.t, loss)
    right = compare(given.net, given.x, given.t, {"n": run.n, "a": run.a, "S": run.S, "dW": run.dW}, loss)
    assert right.first is None and right.mistakes == ()
    twice = {l: 2 * S for l, S in run.S.items()}
    assert compare(given.net, given.x, given.t, {"S": twice}, loss).mistake == "factor-2"
    bare = run.S[4] @ given.net.W[4].T
    assert compare(given.net, given.x, given.t, {"S": {3: bare}}, loss).mistake == "slope-forgotten"


def test_rounding_on_the_way_is_found_from_y_too():
    net = Network.from_arrays([[[6.0]]], [[0.0]], ["sigmoid"])
    # y = 0.9975 is kept as 1, where A ∂φ/∂y has no value; y − t is then 0.097, and 0.0945 from n
    theirs = {"n": {2: [6.0]}, "a": {2: [1.0]}, "S": {2: [0.1]}}
    assert compare(net, [1.0], [0.903], theirs, "bernoulli").mistakes == ("rounded",)


def test_its_health_is_told_from_its_row():
    net = Network.from_arrays([[[90.0, 0.5]], [[1.0], [1.0]]], [[0.0, 0.0], [0.0]], ["arctan", "sigmoid"])
    found = health(net, [[1.0], [2.0]], [[0.0], [0.5]], "bernoulli").findings
    assert [f.neuron for f in found if f.kind == "saturated" and f.layer == 2] == [1]
    far = Network.from_arrays([[[50.0]]], [[0.0]], ["sigmoid"])
    kinds = {
        loss: {f.kind for f in health(far, [[1.0]], [[0.0]], loss).findings} for loss in ("tse", "bernoulli")
    }
    assert (
        "saturated" in kinds["tse"] and "saturated" not in kinds["bernoulli"]
    )  # S_K has the slope cancelled


@pytest.mark.parametrize("n", [1000.0, -1000.0])
def test_where_y_has_rounded_its_form_from_n_stays_right(n):
    net = Network.from_arrays([[[n]]], [[0.0]], ["sigmoid"])
    run = propagate(net, [1.0], [0.5], "bernoulli")
    assert run.loss == 500.0 and run.S[2].tolist() == [np.sign(n) / 2]


def test_an_output_that_it_does_not_allow_is_refused_in_its_words():
    given = a_problem("arctan", "tse")
    said = r"^Bernoulli takes ln y and ln\(1 − y\), .* \(sigmoid\); the last layer has arctan$"
    for call in (propagate, check_gradient, train, gradient, health, set_error):
        x, t = (given.x, given.t) if call in (propagate, check_gradient) else ([given.x], [given.t])
        with pytest.raises(InputError, match=said):
            call(given.net, x, t, "bernoulli")


def test_what_a_row_lacks_is_refused_and_nothing_else_is_put_in_its_place():
    bare = Activation("bare", "n", np.sin, np.cos)
    for entry in ("numpy", "torch"):
        with pytest.raises(
            InputError, match=f"the activation bare must have its .* \\(`{entry}` is missing\\)"
        ):
            bare.needed(entry)
    loss = Loss("bare", "Bare", "0", lambda t, y: t - y, lambda t, y: -np.ones_like(t))
    with pytest.raises(InputError, match="Bare must have its line of formula for F"):
        loss.needed("line")
    assert BERNOULLI.needed("torch", "sigmoid").startswith("(torch.")
    with pytest.raises(InputError, match="Bernoulli must have its PyTorch text"):
        BERNOULLI.needed("torch")


@pytest.mark.parametrize("name", [*ALL_NAMES, "arctan"])
def test_the_numpy_text_of_a_row_gives_the_bits_of_its_functions(name):
    row, made = ACTIVATIONS[name], {"np": np}
    for needed in row.numpy.needs:
        exec(ACTIVATIONS[needed].numpy.value, made)
    exec(row.numpy.value + row.numpy.slopes, made)
    n = np.random.default_rng(3).normal(size=6) * 4
    A = row.slope(n) if row.shares else np.diag(row.slope(n))
    assert made[row.identifier](n).tobytes() == row.value(n).tobytes()
    np.testing.assert_array_equal(made[f"{row.identifier}_slopes"](n), A)


@pytest.mark.parametrize("loss", ["tse", "mse", "hse", "tce", "bce", *(row.name for row in OWN_LOSSES)])
def test_the_numpy_text_of_a_loss_gives_the_bits_of_its_functions(loss):
    rule, rng = LOSSES[loss], np.random.default_rng(4)
    for output in rule.outputs or ("tanh",):
        row, text = ACTIVATIONS[output], rule.needed("numpy", output)
        n, t = rng.normal(size=3), rng.uniform(0.1, 0.9, 3)
        y, made = row.value(n), {"np": np}
        for needed in (*row.numpy.needs, output, *text.needs):
            exec(ACTIVATIONS[needed].numpy.value, made)
        exec(text.value, made)
        made |= {
            "n": n,
            "t": t,
            "y": y,
            "e": t - y,
            "A": row.slope(n) if row.shares else np.diag(row.slope(n)),
        }
        assert made["F_of"](t, n, y) == pytest.approx(float(rule.value(t, n, y, row)), rel=1e-15)
        S = eval(text.start.format(A="A", n="n"), made)
        np.testing.assert_allclose(S, rule.sensitivity(row, t, n, y), rtol=1e-15)


def test_many_items_at_once_are_the_items_one_by_one():
    n = np.random.default_rng(5).normal(size=(2, 3, 4)) * 3
    for row in ACTIVATIONS.values():
        for function in (row.value, row.slope):
            found = function(n)
            for place in np.ndindex(2, 3):
                np.testing.assert_allclose(found[place], function(n[place]), rtol=1e-14)


def test_relu_has_slope_0_at_n_exactly_0_in_both_paths():
    net = Network.from_arrays([[[0.0, 0.0]], [[1.0], [2.0]]], [[0.0, 0.0], [0.0]], ["relu", "identity"])
    X, T = [[1.0], [3.0]], [[1.0], [-1.0]]
    for batch_size in (1, 2):
        for name, slope in (("relu", 0.0), ("leaky_relu", 0.01)):
            given = Network.from_arrays([*net.W.values()], [*net.b.values()], [name, "identity"])
            found = train(given, X, T, "tse", 0.1, updates=1, batch_size=batch_size).network
            rows = slice(0, batch_size)
            g = gradient(given, X[rows], T[rows])
            S = -2 * np.array(T[rows]) @ given.W[3].T * slope
            np.testing.assert_allclose(g.dW[2], np.array(X[rows]).T @ S, rtol=1e-15)
            close(found.W, {l: given.W[l] - 0.1 * g.dW[l] for l in (2, 3)})
            close(found.b, {l: given.b[l] - 0.1 * g.db[l] for l in (2, 3)})
            if slope == 0:
                assert not found.W[2].any()


NAMES = {*ACTIVATIONS, *LOSSES}
CORE = Path(simulator.core.__file__).parent
SPELT_AGAIN = (
    "fast_activations.py",
    "row_codes.py",
)  # the tables' own rows once more, by the rows themselves
MODULES = sorted(path for path in CORE.rglob("*.py") if path.parent.name not in ("activations", "losses"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CORE)))
def test_nobody_else_in_core_asks_for_a_name(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Compare):
            parts = [part for side in (node.left, *node.comparators) for part in ast.walk(side)]
            asked = NAMES & {part.value for part in parts if isinstance(part, ast.Constant)}
            assert not asked, f"line {node.lineno} asks for {asked}"
        if isinstance(node, ast.Dict) and path.name not in SPELT_AGAIN:
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            assert not NAMES & keys, f"line {node.lineno} has a table by name"


def test_fast_forms_are_those_of_rows_in_the_table():
    assert FORMS and set(FORMS) <= set(ACTIVATIONS.values())
