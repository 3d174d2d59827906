"""The gradient check passes what is right, finds what is wrong, and calls a kink a kink."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from simulator import Gradient, InputError, Network, check_gradient, gradient, propagate
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES

from .networks import (
    ALL_NAMES,
    KINKS,
    PAIRS,
    Problem,
    assert_agree,
    gradient_by_complex_step,
    problem,
    problems,
)
from .sets import a_set

MODERATE = (0.6, 1.5)


def small(names=("tanh", "silu", "sigmoid"), loss="tse", widths=(2, 3, 3, 2), seed=5) -> Problem:
    return problem(seed, widths, names, loss, [1.5] * len(names))


def changed(g, letter: str, l: int, place: tuple[int, ...], new) -> Gradient:
    """A copy of a gradient with one entry put through `new`."""
    arrays = {"W": dict(g.dW), "b": dict(g.db)}
    arrays[letter][l] = np.array(arrays[letter][l])
    arrays[letter][l][place] = new(arrays[letter][l][place])
    return Gradient(arrays["W"], arrays["b"], g.loss)


# What is right passes


@given(problems())
def test_the_gradient_of_any_network_passes(given):
    report = check_gradient(given.net, given.x, given.t, given.loss)
    dW, db = gradient_by_complex_step(given)
    assert report.ok and report.worst <= 1e-11
    assert not report.sampled and report.checked == report.parameters == sum(
        W.size + len(given.net.b[l]) for l, W in given.net.W.items()
    )
    for l, W in given.net.W.items():
        assert report.dW[l].shape == W.shape and report.db[l].shape == given.net.b[l].shape
        assert report.worst >= max(report.dW[l].max(), report.db[l].max())
        assert_agree(report.numeric.dW[l], dW[l], f"dW{l}")
        assert_agree(report.numeric.db[l], db[l], f"db{l}")


@given(problems(MODERATE))
def test_central_differences_say_the_same_in_fewer_digits(given):
    report = check_gradient(given.net, given.x, given.t, given.loss)
    assert report.central_worst < 1e-4
    assert not report.kinks or {given.net.activation[kink.layer] for kink in report.kinks} <= {*KINKS}
    if not report.kinks:
        dW, _ = gradient_by_complex_step(given)
        for l in dW:
            gap = np.linalg.norm(report.central.dW[l] - dW[l])
            assert gap <= 1e-5 * np.linalg.norm(dW[l]) + 1e-9
            np.testing.assert_array_less(report.central_dW[l], 1e-4)


@given(problems(MODERATE))
def test_the_gradient_of_a_set_passes(given):
    X, T = a_set(given, 4)
    report = check_gradient(given.net, X, T, given.loss)
    g = gradient(given.net, X, T, given.loss)
    assert report.ok and report.worst <= 1e-11
    for l in given.net.W:
        np.testing.assert_array_equal(report.analytic.dW[l], g.dW[l])
        np.testing.assert_allclose(
            report.numeric.dW[l], g.dW[l], rtol=0, atol=1e-12 * (1 + np.abs(g.dW[l]).max())
        )


@pytest.mark.parametrize(("output", "loss"), PAIRS)
@pytest.mark.parametrize("scale", [40.0, 300.0])
def test_saturation_down_to_denormals_passes(output, loss, scale):
    given = problem(2, (3, 4, 3), ("tanh", output), loss, (scale, scale))
    assert check_gradient(given.net, given.x, given.t, loss).ok


def test_a_trained_network_passes():
    """e is next to nothing, and its rounding is not."""
    given = small()
    y = propagate(given.net, given.x, given.t).y
    for t in (y, y * (1 + 1e-12), y + 1e-9):
        assert check_gradient(given.net, given.x, t).ok


def test_sums_that_cancel_pass():
    net = Network.from_arrays(
        [[[1.0, 1.0]], [[0.3, 0.1], [0.1, 0.2]]], [[0.1, 0.2], [0.0, 0.0]], ["tanh", "identity"]
    )
    t = net.W[3].T @ np.tanh([1.1, 1.2]) + [0.05, -0.15]
    report = check_gradient(net, [1.0], t)
    assert abs(propagate(net, [1.0], t).S[2][0]) < 1e-16
    assert report.ok and report.worst < 1e-12


@pytest.mark.parametrize("off", [0.0, 1e-15, -1e-12, 1e-9])
def test_a_slope_next_to_zero_passes(off):
    """silu is lowest at n = −1.278…"""
    net = Network.from_arrays([[[1.0]], [[1.0]]], [[-1.2784645427610738 + off], [0.0]], ["silu", "identity"])
    assert check_gradient(net, [0.0], [0.5]).ok


# What is wrong is found, and where


@given(problems(MODERATE))
def test_one_wrong_entry_is_found_where_it_is(given):
    g = propagate(given.net, given.x, given.t, given.loss)
    l = given.net.depth
    row, column = np.unravel_index(np.abs(g.dW[l]).argmax(), g.dW[l].shape)
    assume(abs(g.dW[l][row, column]) > 1e-200)
    for factor in (-1.0, 0.0, 2.0, 1 + 1e-6):
        wrong = changed(g, "W", l, (row, column), lambda value, factor=factor: factor * value)
        report = check_gradient(given.net, given.x, given.t, given.loss, gradient=wrong)
        assert not report.ok
        assert report.where == (f"W{l}", row + 1, column + 1)
        assert report.worst == report.dW[l][row, column] > 1e-9
        others = np.delete(report.dW[l].ravel(), row * g.dW[l].shape[1] + column)
        assert (others < 1e-11).all() and (report.db[l] < 1e-11).all()


def test_a_wrong_bias_and_a_small_entry_among_large_ones_are_found():
    given = small()
    g = propagate(given.net, given.x, given.t)
    report = check_gradient(given.net, given.x, given.t, gradient=changed(g, "b", 3, (1,), lambda v: v * 1.5))
    assert report.where == ("b3", 2) and report.worst == pytest.approx(1 / 3)
    net = Network.from_arrays([[[1.0], [1.0]]], [[0.0]], ["identity"])
    g = propagate(net, [1.0, 1e-20], [5.0])
    wrong = changed(g, "W", 2, (1, 0), lambda value: 1.01 * value)
    assert not check_gradient(net, [1.0, 1e-20], [5.0], gradient=wrong).ok


@pytest.mark.parametrize("name", ALL_NAMES)
def test_a_slope_that_is_slightly_wrong_is_found(name, monkeypatch):
    given = small((name, "sigmoid"), widths=(2, 3, 2))
    assert check_gradient(given.net, given.x, given.t).ok
    right = ACTIVATIONS[name]
    monkeypatch.setitem(
        ACTIVATIONS, name, replace(right, slope=lambda n: right.slope(n) * (1 + 1e-7 * np.cos(n)))
    )
    report = check_gradient(given.net, given.x, given.t)
    assert not report.ok and report.where[0] in ("W2", "b2")


def test_the_tolerance_can_be_set():
    given = small()
    g = propagate(given.net, given.x, given.t)
    wrong = changed(g, "W", 4, (0, 0), lambda value: value * (1 + 1e-6))
    assert check_gradient(given.net, given.x, given.t, gradient=wrong, tolerance=1e-5).ok
    assert not check_gradient(given.net, given.x, given.t, gradient=wrong).ok


# Kinks


@pytest.mark.parametrize("name", KINKS)
@pytest.mark.parametrize("n", [0.0, 1e-9, -1e-9, 4e-6])
def test_an_n_inside_the_step_is_a_kink_and_no_failure(name, n):
    at = KINKS[name][-1]
    net = Network.from_arrays([[[1.0, -1.0]], [[1.0], [2.0]]], [[n + at - 1, 1.5], [0.3]], [name, "identity"])
    real = float(propagate(net, [1.0], [0.5]).n[2][0])
    report = check_gradient(net, [1.0], [0.5])
    assert report.ok and report.worst < 1e-12 and report.central_worst < 1e-6
    (kink,) = report.kinks
    assert kink == (2, 1, real, 1, (("W2", 1, 1), ("b2", 1)))
    assert report.kinked_W[2].tolist() == [[True, False]] and report.kinked_b[2].tolist() == [True, False]
    assert not report.kinked_W[3].any() and not report.kinked_b[3].any()
    assert abs(report.central_dW[2][0, 0]) > 1e-3  # half of the step is on the other side


@pytest.mark.parametrize("name", ALL_NAMES)
def test_without_one_there_is_none(name):
    """Neither where n is far enough, nor where an activation is smooth at 0 (elu: but for its curvature)."""
    far = Network.from_arrays([[[1.0, -1.0]], [[1.0], [2.0]]], [[-0.99, 1.5], [0.3]], [name, "identity"])
    report = check_gradient(far, [1.0], [0.5])
    assert report.ok and not report.kinks and report.central_worst < 1e-6
    if name not in KINKS:
        near = Network.from_arrays([[[1.0, -1.0]], [[1.0], [2.0]]], [[-1.0, 2.0], [0.3]], [name, "identity"])
        report = check_gradient(near, [1.0], [0.5])
        assert report.ok and not report.kinks and report.central_worst < 1e-5


def test_at_a_kink_any_slope_between_the_sides_is_right_beside_it_only_one():
    def judged(b: float) -> bool:
        net = Network.from_arrays([[[1.0]], [[1.0]]], [[b], [0.3]], ["relu", "identity"])
        g = propagate(net, [1.0], [0.5])
        other = changed(g, "b", 2, (0,), lambda _: g.S[3][0])  # the slope of the right side
        other = changed(other, "W", 2, (0, 0), lambda _: g.S[3][0])
        return check_gradient(net, [1.0], [0.5], gradient=other).ok

    assert judged(-1.0)
    assert not judged(-1.0 - 1e-9)


def test_a_kink_is_reached_from_layers_to_its_left_and_in_its_item():
    net = Network.from_arrays(
        [[[1.0]], [[1.0]], [[1.0]]], [[0.0], [-2.0], [0.0]], ["identity", "relu", "identity"]
    )
    report = check_gradient(net, [[1.0], [2.0], [0.0]], [[0.5]] * 3)
    (kink,) = report.kinks
    assert kink[:4] == (3, 1, 0.0, 2)
    assert set(kink.parameters) == {("W2", 1, 1), ("b2", 1), ("W3", 1, 1), ("b3", 1)}


def test_a_step_that_does_not_move_n_reaches_no_kink():
    net = Network.from_arrays([[[1.0], [1.0]], [[1.0]]], [[0.0], [0.0]], ["relu", "identity"])
    (kink,) = check_gradient(net, [0.0, 0.0], [0.5]).kinks
    assert kink.parameters == (("b2", 1),)


# Samples


def test_a_large_network_is_checked_by_a_sample_of_every_array():
    given = small(widths=(20, 30, 10, 2))
    report = check_gradient(given.net, given.x, given.t, passes=60, seed=3)
    assert report.ok and report.sampled and report.checked <= 60 < report.parameters == 962
    counted = 0
    for l in given.net.W:
        for off, numeric in ((report.dW[l], report.numeric.dW[l]), (report.db[l], report.numeric.db[l])):
            seen = ~np.isnan(off)
            assert seen.any()
            np.testing.assert_array_equal(seen, ~np.isnan(numeric))
            counted += int(seen.sum())
    assert counted == report.checked >= 50
    again = check_gradient(given.net, given.x, given.t, passes=60, seed=3)
    other = check_gradient(given.net, given.x, given.t, passes=60, seed=4)
    np.testing.assert_array_equal(np.isnan(again.dW[2]), np.isnan(report.dW[2]))
    assert (np.isnan(other.dW[2]) != np.isnan(report.dW[2])).any()


def test_passes_count_the_items_of_a_set():
    given = small()
    X, T = a_set(given, 10)
    assert check_gradient(given.net, X, T, passes=10 * 29).checked == 29
    assert not check_gradient(given.net, X, T, passes=10 * 29).sampled
    few = check_gradient(given.net, X, T, passes=10 * 28)
    assert few.sampled and few.ok
    assert check_gradient(given.net, X, T, passes=1).checked == 6  # one of each W and b


def test_a_wide_network_is_checked_whole():
    given = small(("sigmoid", "softmax"), "tce", (300, 64, 10))
    report = check_gradient(given.net, given.x, given.t, "tce")
    assert report.ok and report.checked == 300 * 64 + 64 + 640 + 10 and report.worst < 1e-11


# Refusals


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (lambda g: Gradient({2: g.dW[2], 3: g.dW[3]}, g.db, 0.0), "dW with the layers 2, 3, 4; got 2, 3"),
        (lambda g: Gradient(g.dW, {}, 0.0), "db with the layers 2, 3, 4; got none"),
        (lambda g: 3.0, "dW with the layers 2, 3, 4; got none"),
        (lambda g: Gradient([1.0], g.db, 0.0), "dW with the layers 2, 3, 4; got list"),
        (
            lambda g: Gradient({**g.dW, 3: g.dW[3][:2]}, g.db, 0.0),
            "dW3 must have shape (3, 3) to match W3; got (2, 3)",
        ),
        (
            lambda g: Gradient(g.dW, {**g.db, 2: g.db[2][:, None]}, 0.0),
            "db2 must have shape (3,) to match b2; got (3, 1)",
        ),
        (lambda g: changed(g, "b", 4, (1,), lambda _: np.nan), "db4 must be finite; entry 2 is nan"),
    ],
)
def test_another_gradient_that_cannot_be_checked(change, fact):
    given = small()
    g = propagate(given.net, given.x, given.t)
    with pytest.raises(InputError) as info:
        check_gradient(given.net, given.x, given.t, gradient=change(g))
    assert fact in str(info.value)


@pytest.mark.parametrize(
    ("x", "t", "loss", "more"),
    [
        ([1.0], [0.5, 0.5], "tse", {}),
        ([[1.0, 2.0]], [0.5, 0.5], "tse", {}),
        ([1.0, 2.0], [[0.5, 0.5]], "tse", {}),
        ([[1.0, 2.0], [1.0]], [[0.5, 0.5]] * 2, "tse", {}),
        ([1.0, np.nan], [0.5, 0.5], "tse", {}),
        ([1.0, 2.0], [0.5, 0.5], "l2", {}),
        ([1.0, 2.0], [0.5, 0.5], "tse", {"passes": 0}),
        ([1.0, 2.0], [0.5, 0.5], "tse", {"tolerance": 0.0}),
        ([1.0, 2.0], [0.5, 0.5], "tse", {"seed": -1}),
    ],
    ids=str,
)
def test_what_cannot_be_checked_is_refused(x, t, loss, more):
    with pytest.raises(InputError):
        check_gradient(small().net, x, t, loss, **more)


# The tables row by row


@pytest.mark.parametrize(("name", "loss"), PAIRS)
def test_many_items_are_what_the_tables_say_of_each(name, loss):
    rng = np.random.default_rng(1)
    n, t = rng.normal(size=(5, 4)) * np.array([1, 1, 10, 40, 300])[:, None], rng.uniform(size=(5, 4))
    v, row, rule = rng.normal(size=(5, 4)), ACTIVATIONS[name], LOSSES[loss]
    moved = n + 1e-30j * rng.normal(size=(5, 4))
    for N in (n, moved):
        a = row.value(N)
        F = rule.value(t, N, a, row)
        for i in range(5):
            np.testing.assert_allclose(a[i], row.value(N[i]), rtol=1e-14)
            expected = rule.value(t[i], N[i], a[i], row)
            np.testing.assert_allclose(F[i].real, expected.real, rtol=1e-13)
            np.testing.assert_allclose(F[i].imag, expected.imag, rtol=1e-13, atol=1e-43)
    a, S = row.value(n), rule.sensitivity(row, t, n, row.value(n))
    for i in range(5):
        run = propagate(Network.from_arrays([np.eye(4)], [np.zeros(4)], [name]), n[i], t[i], loss)
        np.testing.assert_allclose(S[i], run.S[2], rtol=1e-11, atol=1e-250)
        np.testing.assert_allclose(row.applied(n, a, v)[i], run.A[2] @ v[i], rtol=1e-11, atol=1e-250)
    assert np.isfinite(row.value(n)).all() and np.isfinite(F).all()
