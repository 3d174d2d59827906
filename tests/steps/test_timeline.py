"""The walk: its order, its values against an independent trajectory, its sentences, and what it prints."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import Network, Step, descend, propagate, timeline
from simulator.core.propagation import as_you_go
from simulator.steps.formulas.digits import FULL, shown
from simulator.steps.session import Session
from simulator.steps.timeline import step_count

from ..core.networks import LOSS_NAMES, PAIRS, problem, problems
from ..grids import by_night
from .arithmetic import Exact, calculate, lines

ORDERS = ("gradients-first", "as-you-go")
GRAINS = ("operation", "neuron")

# A network and pairs whose numbers have one decimal, so that many lines hold exactly.
W = [
    [[0.5, -0.3, 0.8], [0.1, 0.4, -0.6]],
    [[0.7, -0.2], [0.3, 0.9], [-0.4, 0.6]],
    [[0.2, -0.5], [0.8, 0.4]],
]
b = [[0.1, 0.0, -0.2], [0.3, -0.1], [0.0, 0.5]]
NAMES = ["tanh", "leaky_relu", "identity"]
NET = Network.from_arrays(W, b, NAMES)
X = [[1.0, 0.5], [-0.4, 0.9], [0.2, -1.0]]
T = [[0.6, -0.2], [0.1, 0.7], [-0.5, 0.3]]

MAZUR = Network.from_arrays(
    [[[0.15, 0.25], [0.2, 0.3]], [[0.4, 0.5], [0.45, 0.55]]],
    [[0.35, 0.35], [0.6, 0.6]],
    ["sigmoid", "sigmoid"],
    frozen=["b2", "b3"],
)
MAZUR_PAIR = ([0.05, 0.1], [0.01, 0.99])


# The same walk, item by item, in plain Python lists and another way round

SIGMA = {"tanh": math.tanh, "leaky_relu": lambda n: n if n > 0 else n / 100, "identity": lambda n: n}
SLOPE = {
    "tanh": lambda n: 1 / math.cosh(n) ** 2,
    "leaky_relu": lambda n: 1.0 if n > 0 else 0.01,
    "identity": lambda n: 1.0,
}


def summed(weights: list, biases: list, a: list) -> list[float]:
    """n of a layer, rounded once."""
    return [
        math.fsum([*(w[c] * v for w, v in zip(weights, a, strict=True)), own]) for c, own in enumerate(biases)
    ]


def walked(order: str, alpha: float, updates: int) -> list[tuple[str, int, int, list]]:
    """(kind, layer, update, value) in the lecture's order, for TSE."""
    weights = {l: [row[:] for row in rows] for l, rows in enumerate(W, start=2)}
    biases = {l: row[:] for l, row in enumerate(b, start=2)}
    names = dict(enumerate(NAMES, start=2))
    K, found = 4, []
    for u in range(1, updates + 1):
        x, t = X[(u - 1) % len(X)], T[(u - 1) % len(X)]
        a, n = {1: x}, {}
        found.append(("input", 1, u, x))
        for l in range(2, K + 1):
            n[l] = summed(weights[l], biases[l], a[l - 1])
            a[l] = [SIGMA[names[l]](v) for v in n[l]]
            found += [("n", l, u, n[l]), ("a", l, u, a[l])]
        e = [goal - y for goal, y in zip(t, a[K], strict=True)]
        found.append(("error", K, u, e))
        behind = [-2 * v for v in e]  # what S is, before it is scaled by the slopes
        late = []
        for l in range(K, 1, -1):
            A = [SLOPE[names[l]](v) for v in n[l]]
            S = [slope * v for slope, v in zip(A, behind, strict=True)]
            dW = [[v * s for s in S] for v in a[l - 1]]
            new_W = [
                [w - alpha * g for w, g in zip(*rows, strict=True)]
                for rows in zip(weights[l], dW, strict=True)
            ]
            new_b = [v - alpha * s for v, s in zip(biases[l], S, strict=True)]
            through = new_W if order == "as-you-go" else weights[l]
            behind = [math.fsum(w * s for w, s in zip(row, S, strict=True)) for row in through]
            found += [("A", l, u, np.diag(A).tolist()), ("S", l, u, S), ("dW", l, u, dW), ("db", l, u, S)]
            changes = [("update_W", l, u, new_W), ("update_b", l, u, new_b)]
            if order == "as-you-go":
                found += changes
            else:
                late = [*changes, *late]
            weights[l], biases[l] = new_W, new_b
        found += late
    return found


# Order and values


def layers_of(*kinds: str, l: int) -> list[tuple[str, int]]:
    return [(kind, l) for kind in kinds]


BACK = ("A", "S", "dW", "db")
UPDATE = ("update_W", "update_b")
FORWARD = [("input", 1), *layers_of("n", "a", l=2), *layers_of("n", "a", l=3), ("error", 3)]
GRADIENTS_FIRST = [
    *FORWARD,
    *layers_of(*BACK, l=3),
    *layers_of(*BACK, l=2),
    *layers_of(*UPDATE, l=2),
    *layers_of(*UPDATE, l=3),
]
AS_YOU_GO = [*FORWARD, *layers_of(*BACK, *UPDATE, l=3), *layers_of(*BACK, *UPDATE, l=2)]


@pytest.mark.parametrize(("order", "kinds"), [*zip(ORDERS, (GRADIENTS_FIRST, AS_YOU_GO), strict=True)])
def test_the_kinds_come_in_the_order_of_the_lecture(order, kinds):
    steps = timeline(MAZUR, *MAZUR_PAIR, order=order, updates=2)
    assert [(step.kind, step.layer, step.update) for step in steps] == [
        (*kind, u) for u in (1, 2) for kind in kinds
    ]
    assert all(step.neuron is None for step in steps)


@pytest.mark.parametrize("order", ORDERS)
def test_by_neuron_n_and_S_come_one_at_a_time(order):
    steps = timeline(MAZUR, *MAZUR_PAIR, order=order, grain="neuron")
    kinds = GRADIENTS_FIRST if order == "gradients-first" else AS_YOU_GO
    expected = [
        (*kind, neuron) for kind in kinds for neuron in ((1, 2) if kind[0] in ("n", "S") else (None,))
    ]
    assert [(step.kind, step.layer, step.neuron) for step in steps] == expected


@pytest.mark.parametrize("order", ORDERS)
def test_every_value_is_that_of_the_independent_trajectory(order):
    steps = timeline(NET, X, T, learning_rate=0.2, updates=5, order=order)
    for step, (kind, l, u, value) in zip(steps, walked(order, 0.2, 5), strict=True):
        assert (step.kind, step.layer, step.update) == (kind, l, u)
        np.testing.assert_allclose(step.value, value, rtol=1e-12, atol=1e-15, err_msg=f"{kind}{l} in {u}")


@pytest.mark.parametrize("order", ORDERS)
def test_by_neuron_the_values_are_the_entries_of_n_and_S(order):
    coarse, fine = (
        timeline(NET, X, T, learning_rate=0.2, updates=3, order=order, grain=grain) for grain in GRAINS
    )
    fine = iter(fine)
    for whole in coarse:
        parts = [next(fine) for _ in whole.value] if whole.kind in ("n", "S") else [next(fine)]
        assert {(part.kind, part.layer, part.update) for part in parts} == {
            (whole.kind, whole.layer, whole.update)
        }
        values = [part.value for part in parts]
        if whole.kind in ("n", "S"):
            assert [part.neuron for part in parts] == [*range(1, len(parts) + 1)]
            assert all(type(value) is float for value in values)
        np.testing.assert_array_equal(values if whole.kind in ("n", "S") else values[0], whole.value)
    assert next(fine, None) is None


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_pairs_are_taken_in_turn_each_with_the_network_the_last_update_left(output, loss, order):
    given = problem(31, (2, 3, 2), ("silu", output), loss, (1.0, 1.0))
    x = [given.x, -given.x, given.x / 2]
    t = [given.t, given.t[::-1], given.t]
    steps = timeline(given.net, x, t, loss, 0.05, updates=5, order=order)
    net = given.net
    for u in range(1, 6):
        item = (u - 1) % 3
        if order == "as-you-go":
            run, after = as_you_go(net, x[item], t[item], loss, 0.05)
        else:
            run = propagate(net, x[item], t[item], loss)
            after = descend(net, run, 0.05)
        truth = {"n": run.n, "a": run.a, "A": run.A, "S": run.S, "dW": run.dW, "db": run.db}
        truth |= {"update_W": after.W, "update_b": after.b, "input": {1: x[item]}, "error": {3: run.e}}
        of_this_update = [step for step in steps if step.update == u]
        assert len(of_this_update) == 18
        for step in of_this_update:
            assert step.item == item
            np.testing.assert_array_equal(step.value, truth[step.kind][step.layer])
        net = after


@pytest.mark.parametrize(
    ("pairs", "starts"),
    [
        (1, ["We start with one training pair:", "We take the same training pair again:"]),
        (2, ["We take training pair 1 of 2:", "We take training pair 2 of 2:"]),
    ],
)
def test_each_update_says_which_pair_it_takes(pairs, starts):
    steps = timeline(NET, X[:pairs], T[:pairs], updates=2)
    assert [step.text.partition(":")[0] + ":" for step in steps if step.kind == "input"] == starts


def test_one_item_and_a_set_of_one_are_the_same_walk():
    one = timeline(NET, X[0], T[0], updates=2)
    rows = timeline(NET, X[:1], T[:1], updates=2)
    assert [step.numeric for step in one] == [step.numeric for step in rows]


def test_the_network_given_stays_as_it_was_and_the_walk_is_the_same_again():
    before = [array.copy() for array in (*NET.W.values(), *NET.b.values())]
    first, second = (timeline(NET, X, T, updates=4) for _ in range(2))
    for array, kept in zip((*NET.W.values(), *NET.b.values()), before, strict=True):
        np.testing.assert_array_equal(array, kept)
    for one, two in zip(first, second, strict=True):
        assert np.asarray(one.value).tobytes() == np.asarray(two.value).tobytes()
        assert (one.sentence, one.numeric) == (two.sentence, two.numeric)


@given(problems(), st.sampled_from(ORDERS), st.sampled_from(GRAINS))
def test_any_walk_has_values_shapes_and_words(given, order, grain):
    steps = timeline(given.net, given.x, given.t, given.loss, 1e-6, order=order, grain=grain)
    for step in steps:
        assert isinstance(step, Step)
        assert step.shape == np.shape(step.value)
        assert np.isfinite(step.value).all()
        assert type(step.value) is float or (step.value.dtype == float and step.value.ndim >= 1)
        assert 1 <= step.layer <= given.net.depth
        assert step.title
        assert step.symbolic
        assert step.sentence.endswith((".", "?"))
        assert "nan" not in step.numeric
        assert "inf" not in step.numeric


@pytest.mark.parametrize("grain", GRAINS)
def test_the_shapes_in_words_end_in_the_shape_of_the_value(grain):
    for step in timeline(NET, X[0], T[0], grain=grain):
        if step.shape:
            stated = step.sizes.split("→")[-1].strip()
            assert stated == "×".join(map(str, step.shape)) + "×1" * (len(step.shape) == 1)
        else:
            assert step.neuron is not None


def test_what_takes_part_is_lit():
    steps = {
        (step.kind, step.layer, step.neuron): step.lit for step in timeline(NET, X[0], T[0], grain="neuron")
    }
    assert steps["n", 3, 2].neurons == ((2, 0), (3, 2))
    assert steps["n", 3, 2].edges == ((3, 0, 2),)
    assert steps["S", 2, 3].neurons == ((3, 0), (2, 3))
    assert steps["S", 2, 3].edges == ((3, 3, 0),)
    assert steps["S", 4, 1].neurons == ((4, 1),)
    assert steps["update_W", 3, None].edges == ((3, 0, 0),)


# The error, and what an update gains


@pytest.mark.parametrize("loss", LOSS_NAMES)
@pytest.mark.parametrize("order", ORDERS)
def test_the_last_step_says_what_the_update_gained(loss, order):
    given = problem(32, (2, 3, 2), ("tanh", "sigmoid" if loss == "bce" else "softmax"), loss, (1.0, 1.0))
    x, t = [given.x, -given.x], [given.t, given.t[::-1]]
    steps = timeline(given.net, x, t, loss, 0.1, updates=3, order=order)
    net = given.net
    for u in (1, 2, 3):
        of_this_update = [step for step in steps if step.update == u]
        *others, last = of_this_update
        pair = (x[(u - 1) % 2], t[(u - 1) % 2], loss)
        before = propagate(net, *pair)
        net = as_you_go(net, *pair, 0.1)[1] if order == "as-you-go" else descend(net, before, 0.1)
        after = propagate(net, *pair)
        assert last.gain == (before.loss, after.loss)
        assert last.sentence.endswith(f"F {shown(before.loss)} → {shown(after.loss)}.")
        assert after.loss < before.loss
        assert all(step.gain is None and "→" not in step.sentence for step in others)
        assert [step.loss for step in of_this_update if step.kind == "error"] == [before.loss]
        assert last.kind == "update_b"
        assert last.layer == (3 if order == "gradients-first" else 2)


def test_a_gain_below_zero_is_written_with_a_minus_sign():
    """TCE of softplus outputs can be negative."""
    net = Network.from_arrays([[[4.0]]], [[0.0]], ["softplus"])
    last = timeline(net, [1.0], [1.0], "tce")[-1]
    assert last.gain[0] < 0
    assert last.sentence.endswith("F −1.391 → −1.403.")


# Update as you go


def test_as_you_go_shows_the_S_of_the_old_W_beside_the_S_of_the_new():
    truth = propagate(NET, X[0], T[0])
    run, _ = as_you_go(NET, X[0], T[0], "tse", 0.2)
    steps = timeline(NET, X[0], T[0], learning_rate=0.2, order="as-you-go")
    for step in steps:
        if step.kind == "S" and step.layer < 4:
            np.testing.assert_array_equal(step.comparison.old, truth.S[step.layer])
            np.testing.assert_array_equal(step.comparison.new, run.S[step.layer])
            np.testing.assert_array_equal(step.value, step.comparison.new)
            assert (step.comparison.old != step.comparison.new).any()
        else:
            assert step.comparison is None
        spoiled = step.layer < 4 and step.kind in ("S", "dW", "db")
        assert ("Not the gradient" in step.note) == spoiled


def test_gradients_first_compares_nothing():
    for step in timeline(NET, X[0], T[0], learning_rate=0.2):
        assert step.comparison is None
        assert "Not the gradient" not in step.note


@pytest.mark.parametrize(("order", "figure"), [*zip(ORDERS, ("0.291027774", "0.291027924"), strict=True)])
@pytest.mark.parametrize(("loss", "alpha", "times"), [("hse", 0.5, 1), ("tse", 0.25, 2)])
def test_mazurs_error_after_the_update_depends_on_the_order(order, figure, loss, alpha, times):
    last = timeline(MAZUR, *MAZUR_PAIR, loss, alpha, order=order)[-1]
    before, after = last.gain
    assert f"{before / times:.9f}" == "0.298371109"
    assert f"{after / times:.9f}" == figure


def test_what_is_frozen_is_said_to_be_and_stays():
    steps = [step for step in timeline(MAZUR, *MAZUR_PAIR) if step.kind == "update_b"]
    for step, l in zip(steps, (2, 3), strict=True):
        np.testing.assert_array_equal(step.value, MAZUR.b[l])
        assert "frozen" in step.title
        assert "α" not in step.sentence
        assert r"\alpha" not in step.symbolic


# The formulas in letters


def test_the_formulas_are_those_of_the_notes():
    found = {(step.kind, step.layer): step for step in timeline(NET, X[0], T[0])}

    def plain(latex: str) -> str:
        return latex.replace("{", "").replace("}", "").replace(" ", "")

    assert plain(found["n", 3].symbolic) == r"n=W^T\hata+b"
    assert plain(found["n", 3].numbered) == "n_3=W_3^Ta_2+b_3"
    assert plain(found["S", 4].symbolic) == "S=-2Ae"
    assert plain(found["S", 4].numbered) == "S_4=-2A_4e_4"
    assert plain(found["S", 3].symbolic) == r"\hatS=\hatAWS"
    assert plain(found["S", 3].numbered) == "S_3=A_3W_4S_4"
    assert plain(found["dW", 3].symbolic) == r"\frac\partialF\partialW=\hataS^T"
    assert plain(found["dW", 3].numbered) == r"\frac\partialF\partialW_3=a_2S_3^T"
    assert plain(found["db", 3].symbolic) == r"\frac\partialF\partialb=S"
    assert plain(found["update_W", 3].symbolic) == r"W\leftarrowW-\alpha\frac\partialF\partialW"
    assert plain(found["error", 4].symbolic).startswith("e=t-y")


@pytest.mark.parametrize(("loss", "start"), [("tse", "-2"), ("mse", "-2"), ("hse", "-")])
def test_S_at_the_output_starts_with_the_factor_of_its_loss(loss, start):
    step = next(step for step in timeline(MAZUR, *MAZUR_PAIR, loss) if step.kind == "S")
    assert step.symbolic.startswith(rf"{{S}} = {start} {{A}}")
    assert step.numeric.startswith(start + r" \begin{bmatrix}")


# The numbers put in


def rounded(array, digits: int) -> list[Fraction]:
    """The entries as printed, row by row."""
    return [Fraction(shown(float(value), digits)) for value in np.asarray(array).ravel()]


@pytest.mark.parametrize("digits", [2, 3, 4, 5, 6, FULL])
@pytest.mark.parametrize("order", ORDERS)
def test_the_numbers_printed_are_those_of_the_run(order, digits):
    alpha = 0.3
    if order == "as-you-go":
        run, after = as_you_go(NET, X[1], T[1], "tse", alpha)
    else:
        run = propagate(NET, X[1], T[1])
        after = descend(NET, run, alpha)
    through = after.W if order == "as-you-go" else NET.W
    n, a, A, S, dW, db = run.n, run.a, run.A, run.S, run.dW, run.db
    for step in timeline(NET, X[1], T[1], learning_rate=alpha, order=order):
        l = step.layer
        expected = {
            "input": lambda: [run.x, run.x],
            "n": lambda l=l: [NET.W[l].T, a[l - 1], NET.b[l], n[l]],
            "a": lambda l=l: [n[l], a[l]],
            "error": lambda: [run.t, run.y, run.e],
            "A": lambda l=l: [n[l], A[l]],
            "S": lambda l=l: [A[4], run.e, S[4]] if l == 4 else [A[l], through[l + 1], S[l + 1], S[l]],
            "dW": lambda l=l: [a[l - 1], S[l], dW[l]],
            "db": lambda l=l: [S[l], db[l]],
            "update_W": lambda l=l: [NET.W[l], alpha, dW[l], after.W[l]],
            "update_b": lambda l=l: [NET.b[l], alpha, db[l], after.b[l]],
        }[step.kind]()
        first, *more = lines(step.numeric_at(digits))
        line = calculate(first, lambda value: value)
        at_the_output = step.kind == "S" and l == 4
        factor = [[-2]] if at_the_output else []
        assert [*line.operands, line.result] == [*factor, *(rounded(array, digits) for array in expected)]
        assert bool(more) == (step.kind == "error")
        for total in more:
            squares = calculate(total)
            assert squares.operands == [[value] for value in rounded(run.e, digits)]
            assert squares.result == rounded(run.loss, digits)


def test_by_neuron_the_sums_of_products_are_written_out():
    steps = {(step.kind, step.layer, step.neuron): step for step in timeline(NET, X[1], T[1], grain="neuron")}
    run = propagate(NET, X[1], T[1])

    def operands(*key):
        return [value for (value,) in calculate(lines(steps[key].numeric_at(5))[0]).operands]

    def woven(*arrays):
        return [
            value for each in zip(*(rounded(array, 5) for array in arrays), strict=True) for value in each
        ]

    assert operands("n", 3, 2) == [*woven(NET.W[3][:, 1], run.a[2]), *rounded(NET.b[3][1], 5)]
    assert operands("S", 3, 2) == [*rounded(run.slopes[3][1], 5), *woven(NET.W[4][1], run.S[4])]
    assert operands("S", 4, 1) == [-2, *rounded(run.slopes[4][0], 5), *rounded(run.e[0], 5)]


def test_the_default_is_three_digits():
    for step in timeline(NET, X[0], T[0]):
        assert step.numeric == step.numeric_at(3)


EXACT_FUNCTIONS = {
    "a": {
        "identity": lambda n: n,
        "relu": lambda n: max(n, Fraction(0)),
        "leaky_relu": lambda n: n if n > 0 else n / 100,
    },
    "A": {
        "identity": lambda n: Fraction(1),
        "relu": lambda n: Fraction(n > 0),
        "leaky_relu": lambda n: Fraction(1) if n > 0 else Fraction(1, 100),
    },
}


def assert_the_sign_is_right(step: Step, activation: str, digits: int) -> None:
    """ "=" exactly where the printed left side comes to the printed result."""
    for line in lines(step.numeric_at(digits)):
        if r"\ln" in line or r"\odot" in line:
            continue
        exact = EXACT_FUNCTIONS.get(step.kind, {}).get(activation)
        if r"{\sigma" in line and exact is None:
            continue  # no fraction: tested below

        def function(value, exact=exact, kind=step.kind):
            entries = np.array([exact(v) for v in value.entries], dtype=object)
            if kind == "a":
                return Exact(entries[:, None])
            diagonal = np.full((len(entries),) * 2, Fraction(0), dtype=object)
            np.fill_diagonal(diagonal, entries)
            return Exact(diagonal)

        read = calculate(line, function)
        holds = read.left == read.result
        assert read.relation == ("=" if holds else r"\approx"), f"{step.title}, {digits} digits: {line}"


def signs(steps, kind: str) -> set[str]:
    return {calculate(lines(step.numeric)[0], lambda v: v).relation for step in steps if step.kind == kind}


@pytest.mark.parametrize("digits", [by_night(2), 3, by_night(4), by_night(5), 6])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize(
    ("names", "loss"),
    [
        (["tanh", "leaky_relu", "identity"], "tse"),
        (["softmax", "relu", "identity"], "hse"),
        (["identity", "sigmoid", "softmax"], "mse"),
        (["relu", "leaky_relu", "softmax"], "tce"),
        (["identity", "identity", "sigmoid"], "tce"),
    ],
    ids=str,
)
def test_equal_signs_stand_exactly_where_the_printed_numbers_agree(names, loss, grain, order, digits):
    net = Network.from_arrays(W, b, names)
    activation = {1: "", **net.activation}
    x, t = (X, T) if loss != "tce" else (X[:2], [[1.0, 0.0], [0.3, 0.7]])
    for step in timeline(net, x, t, loss, 0.1, updates=3, grain=grain, order=order):
        assert_the_sign_is_right(step, activation[step.layer], digits)


@given(problems(), st.sampled_from(GRAINS), st.integers(2, 6))
def test_equal_signs_are_right_in_any_walk(given, grain, digits):
    activation = {1: "", **given.net.activation}
    for step in timeline(given.net, given.x, given.t, given.loss, 1e-3, grain=grain):
        assert_the_sign_is_right(step, activation[step.layer], digits)


def test_an_update_too_small_to_print_is_no_equality():
    """1.5 − 0.1 · 2.00·10⁻¹³ is not 1.500."""
    net = Network.from_arrays([[[1.5]]], [[0.0]], ["identity"])
    for step in timeline(net, [1.0], [1.5 - 1e-13]):
        assert_the_sign_is_right(step, "identity", 3)


def test_both_signs_occur():
    steps = timeline(NET, X, T, updates=3)
    assert signs(steps, "n") == {"=", r"\approx"}
    assert signs(steps, "db") == {"="}
    linear = Network.from_arrays([[[3.0]]], [[1.0]], ["identity"])
    assert {sign for kind in "nA" for sign in signs(timeline(linear, [2.0], [9.0]), kind)} == {"="}


def test_a_function_that_no_printed_digits_decide_is_approximate_unless_all_digits_are_printed():
    zero = Network.from_arrays([[[0.0]]], [[0.0]], ["sigmoid"])
    third = Network.from_arrays([[[0.3]]], [[0.0]], ["sigmoid"])
    a, slope = (next(step for step in timeline(zero, [1.0], [1.0]) if step.kind == kind) for kind in "aA")
    assert a.numeric == r"{\sigma} ( \begin{bmatrix} 0 \end{bmatrix} ) = \begin{bmatrix} 0.5 \end{bmatrix}"
    assert r") ) = \begin{bmatrix} 0.25 \end{bmatrix}" in slope.numeric
    a = next(step for step in timeline(third, [1.0], [1.0]) if step.kind == "a")
    assert (
        a.numeric
        == r"{\sigma} ( \begin{bmatrix} 0.3 \end{bmatrix} ) \approx \begin{bmatrix} 0.574 \end{bmatrix}"
    )


def test_the_error_of_tce_is_written_with_its_logarithm():
    net = Network.from_arrays([[[0.5, -0.5]]], [[0.0, 0.0]], ["softmax"])
    error = next(step for step in timeline(net, [1.0], [1.0, 0.0], "tce") if step.kind == "error")
    vector = r"\begin{{bmatrix}} {} \\ {} \end{{bmatrix}}".format
    total = rf"{{F}} = -\sum_{{j}} {vector(1, 0)} \,\ln {vector('0.731', '0.269')} \approx 0.313"
    assert lines(error.numeric)[1] == total


@pytest.mark.parametrize(
    ("output", "b", "S"),
    [
        ("softmax", [50.0, -50.0], [0.0, 0.0]),
        ("sigmoid", [-800.0, 800.0], [-1, 0]),
        ("softplus", [-800.0, 9.0], [-1, 0]),
    ],
)
@pytest.mark.parametrize("grain", GRAINS)
def test_saturated_tce_shows_the_form_with_the_division_cancelled(output, b, S, grain):
    net = Network.from_arrays([[[0.0, 0.0]]], [b], [output])
    steps = [step for step in timeline(net, [1.0], [1.0, 0.0], "tce", grain=grain) if step.kind == "S"]
    values = np.array([step.value for step in steps]).ravel()
    np.testing.assert_allclose(values, S, atol=1e-40)
    for step in steps:
        assert "computed from n" in step.note
        assert r"\varphi" not in step.symbolic
        assert "inf" not in step.numeric


def one_sigmoid(b: float = 0.0) -> Network:
    return Network.from_arrays([[[0.5], [-0.5]]], [[b]], ["sigmoid"])


def test_bce_is_sent_back_in_both_ways():
    """A ∂φ/∂y, and y − t where the slope is cancelled: each with its own line of numbers."""
    steps = {step.kind: step for step in timeline(one_sigmoid(), [3.0, 4.0], [0.3], "bce")}
    assert steps["S"].symbolic == r"{S} = {A} {\frac{\partial\varphi}{\partial y}} = {y} - {t}"
    one = r"\begin{{bmatrix}} {} \end{{bmatrix}}".format
    assert lines(steps["S"].numeric) == [
        rf"{one('0.235')} {one('0.330')} \approx {one('0.078')}",
        rf"{one('0.378')} - {one('0.3')} = {one('0.078')}",
    ]
    assert r"\,\ln\,(1-y_j)" in steps["error"].symbolic and r"\ln\,(1-" in steps["error"].numeric
    [step] = [
        step for step in timeline(one_sigmoid(), [3.0, 4.0], [1.0], "bce", grain="neuron") if step.kind == "S"
    ]
    assert lines(step.numeric) == [r"0.235 \cdot (-2.649) \approx -0.622", r"0.378 - 1 = -0.622"]


@pytest.mark.parametrize(("b", "t", "S"), [(900.0, 0.0, 1.0), (900.0, 1.0, 0.0), (-900.0, 1.0, -1.0)])
def test_saturated_bce_is_sent_back_from_n(b, t, S):
    [step] = [step for step in timeline(one_sigmoid(b), [3.0, 4.0], [t], "bce") if step.kind == "S"]
    assert step.value == [S]
    assert "computed from n" in step.note and r"\varphi" not in step.symbolic and "inf" not in step.numeric


def test_wide_layers_are_elided_with_their_count():
    given = problem(33, (13, 20, 2), ("tanh", "identity"), "tse", (1.0, 1.0))
    coarse, fine = (timeline(given.net, given.x, given.t, grain=grain) for grain in GRAINS)
    n = next(step for step in coarse if step.kind == "n")
    assert r"\end{bmatrix}}_{20\times 13}" in n.numeric
    assert r"\vdots" in n.numeric
    assert r"\cdots" in n.numeric
    one = next(step for step in fine if step.kind == "n")
    assert r"\cdots_{(9\ \text{more})}" in one.numeric
    assert one.numeric.count(r"\cdot ") == 4


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("updates", [1, 3])
@pytest.mark.parametrize(("net", "x", "t"), [(NET, X, T), (MAZUR, *MAZUR_PAIR)])
def test_steps_are_counted_without_being_made(net, x, t, updates, order, grain):
    steps = timeline(net, x, t, updates=updates, order=order, grain=grain)
    assert step_count(Session(net, x, t, updates=updates, order=order), grain) == len(steps)
