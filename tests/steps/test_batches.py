"""Walks of batches: columns are the items' own walks, gradients the sums of theirs, and every line holds."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from simulator import InputError, Network, propagate, timeline
from simulator.core.loss import LOSSES
from simulator.core.propagation import as_you_go
from simulator.steps.formulas.digits import FULL
from simulator.steps.formulas.formula import FUNCTION, Line, Numbers, Products, Relation, arithmetic
from simulator.steps.session import Session
from simulator.steps.timeline import step_count
from simulator.steps.words.announcement import announced

from ..core.networks import ALL_NAMES, PAIRS, problem, problems
from ..core.sets import a_set
from ..grids import grid

ORDERS, GRAINS = ("gradients-first", "as-you-go"), ("operation", "neuron")


def a_walk(output, loss, B, N, *, hidden="tanh", updates=4, order="gradients-first", grain="operation"):
    given = problem(91, (3, 4, 3, 2), (hidden, "silu", output), loss, (1.0, 1.0, 1.0))
    X, T = a_set(given, N)
    steps = timeline(*(given.net, X, T, loss, 0.05), updates=updates, order=order, grain=grain, batch_size=B)
    return given.net, X, T, steps


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_columns_are_the_items_own_walks_and_gradients_the_sums_of_theirs(output, loss):
    """Batches of 2 of 5 rows in turn, the third of one row; every update from what the one before left."""
    net, X, T, steps = a_walk(output, loss, 2, 5)
    single = timeline(net, X[0], T[0], loss, 0.05)
    for u, rows in enumerate(([0, 1], [2, 3], [4], [0, 1]), start=1):
        mine = [step for step in steps if step.update == u]
        assert [(step.kind, step.layer) for step in mine] == [(step.kind, step.layer) for step in single]
        items = [[*timeline(net, X[row], T[row], loss, 0.05)] for row in rows]
        runs = [propagate(net, X[row], T[row], loss) for row in rows]
        N = len(rows) if loss == "mse" else 1
        for step, *own in zip(mine, *items, strict=True):
            assert step.item == rows[0] and step.neuron is None
            addends = [one.value for one in own]
            if step.kind == "A" and output == "softmax" and step.layer == 4:
                np.testing.assert_array_equal(step.value, np.stack(addends))
            elif step.kind == "A":
                np.testing.assert_array_equal(step.value, np.column_stack([np.diag(A) for A in addends]))
            elif step.kind in ("dW", "db"):
                gap = np.abs(step.value - sum(addends) / N)
                assert np.all(gap <= 1e-14 * sum(map(np.abs, addends)) / N), step
            elif not step.kind.startswith("update"):
                np.testing.assert_array_equal(step.value, np.column_stack(addends))
        F = sum(run.loss for run in runs) / N
        assert mine[-1].gain[0] == pytest.approx(F, rel=1e-14)
        dW = {l: sum(run.dW[l] for run in runs) / N for l in net.W}
        db = {l: sum(run.db[l] for run in runs) / N for l in net.W}
        after = {step.layer: step.value for step in mine if step.kind == "update_W"}
        biases = {step.layer: step.value for step in mine if step.kind == "update_b"}
        for l in net.W:
            np.testing.assert_allclose(after[l], net.W[l] - 0.05 * dW[l], rtol=1e-12, atol=1e-14)
            np.testing.assert_allclose(biases[l], net.b[l] - 0.05 * db[l], rtol=1e-12, atol=1e-14)
        net = net.replace(W=after, b=biases)


@pytest.mark.parametrize("B", [5, 6, 1000])
def test_a_batch_of_all_or_more_takes_all_every_time(B):
    _net, X, _T, steps = a_walk("identity", "tse", B, 5, updates=3)
    assert {step.shape for step in steps if step.kind == "n" and step.layer == 2} == {(4, 5)}
    assert {step.item for step in steps} == {0}
    for step in steps:
        if step.kind == "input":
            np.testing.assert_array_equal(step.value, X.T)


@pytest.mark.parametrize("order", ORDERS)
def test_a_batch_size_of_one_is_the_walk_without_one_to_the_last_bit(order):
    given = problem(92, (3, 4, 2), ("relu", "softmax"), "tce", (1.0, 1.0))
    X, T = a_set(given, 3)
    plain, one, alone = (
        timeline(given.net, *pair, "tce", 0.1, updates=4, order=order, **size)
        for pair, size in (((X, T), {}), ((X, T), {"batch_size": 1}), ((X[:1], T[:1]), {"batch_size": 9}))
    )
    assert [np.asarray(s.value).tobytes() for s in plain] == [np.asarray(s.value).tobytes() for s in one]
    assert [(s.numeric, s.sentence, s.shape) for s in plain] == [
        (s.numeric, s.sentence, s.shape) for s in one
    ]
    assert all(s.value.ndim == 1 for s in alone if s.kind == "n")


def test_as_you_go_one_row_left_over_is_its_own_walk():
    net, X, T, steps = a_walk("identity", "hse", 2, 3, updates=2, order="as-you-go")
    before = {step.layer: step.value for step in steps if step.kind == "update_W" and step.update == 1}
    biases = {step.layer: step.value for step in steps if step.kind == "update_b" and step.update == 1}
    run, after = as_you_go(net.replace(W=before, b=biases), X[2], T[2], "hse", 0.05)
    for step in steps:
        if step.update == 2 and step.kind == "S":
            np.testing.assert_array_equal(step.value[:, 0], run.S[step.layer])
            assert step.comparison is None or step.comparison.new.shape == step.value.shape
        if step.update == 2 and step.kind == "update_W":
            np.testing.assert_array_equal(step.value, after.W[step.layer])


@pytest.mark.parametrize("order", ORDERS)
def test_by_neuron_the_values_are_rows(order):
    coarse, fine = (
        a_walk("softmax", "tce", 3, 4, hidden="softmax", order=order, grain=grain)[3] for grain in GRAINS
    )
    rest = iter(fine)
    for whole in coarse:
        parts = [next(rest) for _ in whole.value] if whole.kind in ("n", "S") else [next(rest)]
        values = [part.value for part in parts]
        assert {part.kind for part in parts} == {whole.kind}
        assert all(value.ndim == 1 for value in values) or whole.kind not in ("n", "S")
        np.testing.assert_array_equal(values if whole.kind in ("n", "S") else values[0], whole.value)
    assert next(rest, None) is None


def operands(line: Line) -> tuple[list[np.ndarray], np.ndarray]:
    at = next(i for i, token in enumerate(line.tokens) if isinstance(token, Relation))
    numbers = []
    for token in line.tokens[:at]:
        if isinstance(token, Products):
            numbers += [token.left.at(FULL), token.right.at(FULL)]
        elif isinstance(token, Numbers):
            numbers.append(token.at(FULL))
    return numbers, next(token.at(FULL) for token in line.tokens[at:] if isinstance(token, Numbers))


@grid(
    pair={" ".join(pair): pair for pair in PAIRS},
    way={" ".join(way): way for way in product(ORDERS, GRAINS)},
    hidden=["softmax", "relu6"],
)
def test_what_a_line_is_made_of_gives_what_it_says(pair, way, hidden):
    (output, loss), (order, grain) = pair, way
    *_, steps = a_walk(output, loss, 3, 5, hidden=hidden, order=order, grain=grain, updates=2)
    judged = 0
    for step in steps:
        for line in step.lines:
            given, result = operands(line)
            if line.rule == FUNCTION or "slopes" in line.rule or line.rule in ALL_NAMES:
                continue
            if line.rule.startswith(("minus-", "descent")):
                given = [np.asarray(one) for one in given]
            found = arithmetic(line.rule)(*given)
            np.testing.assert_allclose(
                np.reshape(found, result.shape), result, rtol=1e-9, atol=1e-12, err_msg=f"{step}"
            )
            judged += 1
        assert "nan" not in step.numeric and step.symbolic and step.numbered
        assert step.sentence.endswith((".", "?")) and announced(step)
    assert judged > 20


@drawn(problems(), st.sampled_from(ORDERS), st.sampled_from(GRAINS), st.sampled_from([2, 3, 13]))
def test_any_walk_of_a_batch_has_values_shapes_and_words(given, order, grain, B):
    X, T = a_set(given, 4)
    session = Session(given.net, X, T, given.loss, 1e-6, 3, order, batch_size=B)
    steps = timeline(given.net, X, T, given.loss, 1e-6, updates=3, order=order, grain=grain, batch_size=B)
    assert len(steps) == step_count(session, grain)
    for step in steps:
        assert step.shape == np.shape(step.value) and np.isfinite(step.value).all()
        assert step.title and step.symbolic and "nan" not in step.numeric and "inf" not in step.numeric


@pytest.mark.parametrize("loss", ["tse", "mse"])
def test_the_factor_of_a_mean_stands_where_the_sum_over_the_items_is_taken(loss):
    *_, steps = a_walk("identity", loss, 3, 3, updates=1)
    for step in steps:
        has = r"\tfrac{1}{B}" in step.symbolic and r"\tfrac{1}{3}" in step.numeric
        assert has == (loss == "mse" and step.kind in ("error", "dW", "db")), step
        if step.kind in ("error", "dW", "db"):
            assert ("number" in step.text and "MSE" in step.text) == (loss == "mse")


def test_the_letters_are_those_of_a_batch():
    *_, steps = a_walk("identity", "tse", 3, 3, updates=1)
    letters = {(step.kind, step.layer): step.symbolic.split(r" \quad")[0] for step in steps}
    assert letters["n", 3] == r"{N} = {W^{T}} {\hat{A}} + {b} {\mathbf{1}^{T}}"
    assert letters["error", 4] == "{E} = {T} - {Y}"
    assert letters["dW", 3] == r"{\frac{\partial F}{\partial W}} = {\hat{A}} {S^{T}}"
    assert letters["db", 3] == r"{\frac{\partial F}{\partial b}} = {S} {\mathbf{1}}"
    assert letters["S", 3] == r"{\hat{S}} = {\hat{\sigma}'(\hat{N})} \circ ( {W} {S} )"
    assert letters["S", 4] == r"{S} = -2 {\sigma'(N)} \circ {E}"


def test_a_short_batch_is_said_to_be_one():
    *_, steps = a_walk("identity", "tse", 4, 6, updates=2)
    first, second = (step for step in steps if step.kind == "input")
    assert "items 1 to 4 of 6" in first.sentence and "shorter" not in first.sentence
    assert "items 5 to 6 of 6" in second.sentence and "shorter" in second.sentence


def test_what_cancels_over_the_items_is_noise_and_printed_as_0():
    """∂F/∂W = −2 Σ x e, with x e = 0.3 · 0.1 and −0.1 · 0.3; in binary 3.5e−18 is left of it."""
    net = Network.from_arrays([[[0.0]]], [[0.0]], ["identity"])
    steps = timeline(net, [[0.3], [-0.1], [0.1]], [[0.1], [0.1], [-0.2]], "tse", 0.1, batch_size=3)
    (dW,) = (step for step in steps if step.kind == "dW")
    assert dW.value != 0 and abs(dW.value) < 1e-16
    assert dW.numeric.endswith(r"= \begin{bmatrix} 0 \end{bmatrix}")
    assert not dW.numeric_at(FULL).endswith(r" 0 \end{bmatrix}")
    (db,) = (step for step in steps if step.kind == "db")
    assert db.value == 0


def test_a_column_prints_its_noise_as_its_own_walk_does():
    W = [[[0.1, 0.7], [0.2, -0.4], [-0.3, 0.1]], [[1.0], [-0.5]]]
    net = Network.from_arrays(W, [[0.0, 0.1], [0.2]], ["tanh", "identity"])
    X, T = [[1.0, 1.0, 1.0], [0.3, 0.2, 0.1]], [[0.4], [0.7]]
    both = timeline(net, X, T, "tse", 0.1, batch_size=2)
    for j in range(2):
        own = timeline(net, X[j], T[j], "tse", 0.1)
        for step, one in zip(both, own, strict=True):
            if step.kind in ("n", "a", "error", "S"):
                mine, theirs = step.calm.of(step.value)[:, j], one.calm.of(one.value)
                assert mine.tobytes() == theirs.tobytes(), step
    assert any(step.calm.of(step.value) is not step.value for step in both if step.kind == "n")


@pytest.mark.parametrize("B", [0, -1, 1.5, True, "2", None])
def test_a_batch_size_that_is_none_is_refused(B):
    with pytest.raises(InputError, match="the batch size must be a whole number from 1"):
        timeline(Network.from_arrays([[[0.5]]], [[0.0]], ["identity"]), [[1]], [[1]], batch_size=B)


def test_what_is_of_one_pair_says_so_of_a_batch():
    net = Network.from_arrays([[[0.5]]], [[0.0]], ["identity"])
    (update,) = Session(net, [[1], [2]], [[1], [2]], updates=1, batch_size=2).walked
    with pytest.raises(InputError, match="update 1 takes 2 items at once, as a batch"):
        _ = update.run
    assert update.batch.loss == sum(propagate(net, [x], [x]).loss for x in (1, 2))


def test_where_a_batch_ends_is_said():
    net = Network.from_arrays([[[1e200]]], [[0.0]], ["identity"])
    with pytest.raises(InputError, match="In update 1: the weighted sum n2 must stay finite"):
        timeline(net, [[1], [1e200]], [[0], [0]], batch_size=2)


def test_it_is_what_torch_finds():
    torch = pytest.importorskip("torch")
    for output, loss in PAIRS:
        net, X, T, steps = a_walk(output, loss, 3, 5)
        if loss not in ("tse", "mse") or output not in ("identity", "sigmoid", "tanh"):
            continue
        W = {l: torch.tensor(net.W[l], requires_grad=True) for l in net.W}
        b = {l: torch.tensor(net.b[l], requires_grad=True) for l in net.W}
        optimizer = torch.optim.SGD([*W.values(), *b.values()], lr=0.05)
        last = {"identity": lambda n: n, "sigmoid": torch.sigmoid, "tanh": torch.tanh}[output]
        for u, rows in enumerate(([0, 1, 2], [3, 4], [0, 1, 2], [3, 4]), start=1):
            hidden = torch.tanh(torch.tensor(X[rows]) @ W[2] + b[2])
            y = last(torch.nn.functional.silu(hidden @ W[3] + b[3]) @ W[4] + b[4])
            F = ((torch.tensor(T[rows]) - y) ** 2).sum() / (len(rows) if loss == "mse" else 1)
            optimizer.zero_grad()
            F.backward()
            mine = {(step.kind, step.layer): step for step in steps if step.update == u}
            for l in net.W:
                np.testing.assert_allclose(mine["dW", l].value, W[l].grad, rtol=1e-12, atol=1e-14)
                np.testing.assert_allclose(mine["db", l].value, b[l].grad, rtol=1e-12, atol=1e-14)
            optimizer.step()
            for l in net.W:
                np.testing.assert_allclose(mine["update_W", l].value, W[l].detach(), rtol=1e-12, atol=1e-14)
            assert mine["error", 4].loss == pytest.approx(F.item(), rel=1e-12)


def test_every_loss_has_its_walk_of_a_batch():
    assert {loss for _, loss in PAIRS} == {*LOSSES}


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("rows", [[0, 1], [1, 0], [1, 2]])
def test_items_whose_y_has_rounded_stand_beside_the_rest_each_with_its_formula(rows, grain):
    """The sum of an item's t is a number of no matrix; letters and note say which formula is whose."""
    net = Network.from_arrays([[[800.0, 0.0, -3.0]]], [[0.0, 0.0, 0.0]], ["softmax"])
    X, T = np.array([[0.01], [2.0], [3.0]])[rows], np.array([[0.5, 0.25, 0.25], [0, 1, 1], [0, 0, 1.0]])[rows]
    steps = timeline(net, X, T, "tce", batch_size=2, grain=grain)
    step = next(step for step in steps if step.kind == "S")
    assert r"{y} {\Sigma_j t_j} - {t}" in step.symbolic
    assert step.symbolic.count(r"\Sigma") == 1 and step.numbered.count(r"\Sigma") == 1
    assert (r"{\frac{\partial\varphi}{\partial y}}" in step.symbolic) == (0 in rows)
    assert (" Where y has rounded" in step.note) == (0 in rows) and "has rounded to 0 or 1" in step.note
    S = np.column_stack([propagate(net, x, t, "tce").S[2] for x, t in zip(X, T, strict=True)])
    np.testing.assert_array_equal(step.value, S if step.neuron is None else S[0])


def test_S_of_an_item_is_said_to_be_of_its_own_error():
    """With a mean over the items it is not ∂F/∂n; nor is the first item's softmax in layer 12 called A₂."""
    given = problem(93, (2, 2, *[2] * 10), ("softmax",) * 11, "mse", (1.0,) * 11)
    steps = timeline(given.net, *a_set(given, 3), "mse", batch_size=3)
    tips = [
        token.meaning
        for step in steps
        for line in (step.letters, step.numbered_letters)
        for token in line
        if getattr(token, "meaning", "").startswith(("S", "Sᵀ", "S with a hat")) and step.kind in ("dW", "db")
    ]
    assert tips and all("F of that item alone" in tip for tip in tips)
    (slopes,) = (step for step in steps if (step.kind, step.layer) == ("A", 12))
    assert "A₁₂ of the first item is" in announced(slopes)
