"""Every loss and its slope against closed forms, and TCE and BCE where the outputs have saturated."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from simulator import (
    InputError,
    Network,
    check_gradient,
    compare,
    gradient,
    health,
    propagate,
    timeline,
    train,
)
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES, better_after, offered_after, output_sensitivity
from simulator.core.sets.metrics import outputs, set_error

from .networks import LOSS_NAMES, POSITIVE, slope_by_complex_step
from .test_activation import CLOSED, PLACES, exact_softmax

T = np.array([0.3, -1.25, 2.0])
Y = np.array([0.1, 0.5, -0.7])
ULPS = 4e-15

# Shares, a hit, a miss, and targets that do not sum to 1, where the outputs are moderate and far out.
TARGETS = [[0.2, 0.5, 0.3], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.5, 1.5, 0.25]]
WEIGHTED_SUMS = [
    [0.3, -0.2, 0.9],
    [5.0, -5.0, 0.5],
    [19.0, -19.9, -20.1],
    [40.0, 0.0, -40.0],
    [-300.0, 300.0, 0.5],
]


def exact_outputs(name: str, n: list[float]) -> list[Decimal]:
    return exact_softmax(n) if name == "softmax" else [CLOSED[name][0](Decimal(v)) for v in n]


def exact_tce(name: str, t: list[float], n: list[float]) -> tuple[float, list[float]]:
    """−Σ t ln y and its slope in n, as −Σ_j t_j / y_j · ∂y_j/∂n_i."""
    with localcontext(prec=PLACES):
        y = exact_outputs(name, n)
        F = -sum(Decimal(t_j) * y_j.ln() for t_j, y_j in zip(t, y, strict=True) if t_j)
        if name == "softmax":
            S = [y_i * sum(map(Decimal, t)) - Decimal(t_i) for t_i, y_i in zip(t, y, strict=True)]
        else:
            slopes = [CLOSED[name][1](Decimal(v)) for v in n]
            S = [-Decimal(t_i) / y_i * slope for t_i, y_i, slope in zip(t, y, slopes, strict=True)]
        return float(F), [float(S_i) for S_i in S]


def value(loss, t, n, output):
    n = np.asarray(n)
    return LOSSES[loss].value(np.asarray(t), n, ACTIVATIONS[output].value(n), ACTIVATIONS[output])


def sensitivity(loss, t, n, output):
    n, row = np.asarray(n), ACTIVATIONS[output]
    return output_sensitivity(LOSSES[loss], row, row.slope(n), np.asarray(t), n, row.value(n))


def test_the_table_has_the_five_losses_and_only_mse_is_a_mean():
    assert tuple(LOSSES) == LOSS_NAMES
    assert [name for name, row in LOSSES.items() if row.mean] == ["mse"]


@pytest.mark.parametrize(("loss", "factor"), [("tse", 1), ("mse", 1), ("hse", Fraction(1, 2))])
def test_squares_are_the_closed_form(loss, factor):
    squares = sum((Fraction(t) - Fraction(y)) ** 2 for t, y in zip(T.tolist(), Y.tolist(), strict=True))
    assert value(loss, T, Y, "identity") == pytest.approx(float(factor * squares), rel=1e-15, abs=0)


@pytest.mark.parametrize("loss", ["tse", "mse", "hse"])
def test_the_slope_in_y_is_the_complex_step(loss):
    c = slope_by_complex_step(lambda y: LOSSES[loss].value(T, y, y, ACTIVATIONS["identity"]), Y)
    np.testing.assert_allclose(LOSSES[loss].slope(T, Y), c, rtol=1e-15, atol=0)


def test_the_slope_of_tce_in_y_is_minus_t_over_y_and_a_target_of_0_contributes_nothing():
    t, y = np.array([0.3, 0.7, 0.0, 0.0]), np.array([0.25, 0.5, 0.25, 0.0])
    with np.errstate(all="raise", under="ignore"):
        slope = LOSSES["tce"].slope(t, y)
    np.testing.assert_allclose(slope, [-1.2, -1.4, 0.0, 0.0], rtol=1e-15, atol=0)


@pytest.mark.parametrize("output", POSITIVE)
@pytest.mark.parametrize("n", WEIGHTED_SUMS, ids=str)
@pytest.mark.parametrize("t", TARGETS, ids=str)
def test_tce_is_the_closed_form(output, n, t):
    F, S = exact_tce(output, t, n)
    with np.errstate(all="raise", under="ignore"):
        assert value("tce", t, n, output) == pytest.approx(F, rel=ULPS, abs=0)
        found = sensitivity("tce", t, n, output)
    np.testing.assert_allclose(found, S, rtol=ULPS, atol=1e-300)


@pytest.mark.parametrize("output", POSITIVE)
@pytest.mark.parametrize("n", WEIGHTED_SUMS[:-1], ids=str)
@pytest.mark.parametrize("t", TARGETS, ids=str)
def test_the_sensitivity_of_tce_is_the_complex_step_of_its_value(output, n, t):
    c = slope_by_complex_step(lambda z: value("tce", t, z, output), np.array(n))
    S = sensitivity("tce", t, n, output)
    assert np.linalg.norm(S - c) <= 1e-12 * np.linalg.norm(c)


@pytest.mark.parametrize(
    ("output", "n", "F", "S"),
    [
        ("softmax", [1000.0, -1000.0], 0.0, [0.0, 0.0]),
        ("softmax", [-1000.0, 1000.0], 2000.0, [-1.0, 1.0]),
        ("sigmoid", [1000.0, -1000.0], 0.0, [0.0, 0.0]),
        ("sigmoid", [-1000.0, 1000.0], 1000.0, [-1.0, 0.0]),
        ("softplus", [1000.0, -1000.0], -np.log(1000.0), [-0.001, 0.0]),
        ("softplus", [-1000.0, 1000.0], 1000.0, [-1.0, 0.0]),
    ],
)
def test_at_a_thousand_tce_stays_finite_and_right(output, n, F, S):
    with np.errstate(all="raise", under="ignore"):
        assert value("tce", [1.0, 0.0], n, output) == pytest.approx(F, rel=1e-15, abs=0)
        np.testing.assert_allclose(sensitivity("tce", [1.0, 0.0], n, output), S, rtol=1e-15, atol=0)


@pytest.mark.parametrize("output", POSITIVE)
def test_zero_times_the_logarithm_of_zero_is_zero(output):
    n = [-1000.0, 1.0]
    assert ACTIVATIONS[output].value(np.array(n))[0] == 0
    with np.errstate(all="raise", under="ignore"):
        F, S = value("tce", [0.0, 1.0], n, output), sensitivity("tce", [0.0, 1.0], n, output)
    truth = -np.log(ACTIVATIONS[output].value(np.array(n))[1])
    np.testing.assert_allclose(F, truth, rtol=1e-15)
    assert S[0] == 0


@pytest.mark.parametrize("output", POSITIVE)
@pytest.mark.parametrize("t", TARGETS, ids=str)
def test_where_nothing_saturates_the_fused_form_is_A_times_the_slope(output, t):
    n = np.array([0.3, -0.2, 0.9])
    row = ACTIVATIONS[output]
    y = row.value(n)
    A = row.slope(n) if output == "softmax" else np.diag(row.slope(n))
    np.testing.assert_allclose(
        sensitivity("tce", t, n, output), A @ (-np.array(t) / y), rtol=1e-14, atol=1e-16
    )


# BCE: each output a yes or no of its own.


def exact_bce(t: list[float], n: list[float]) -> tuple[float, list[float]]:
    """−Σ [t ln y + (1 − t) ln(1 − y)] and y − t, as the definition has them."""
    with localcontext(prec=PLACES):
        y = [CLOSED["sigmoid"][0](Decimal(v)) for v in n]
        pairs = [(Decimal(t_j), y_j) for t_j, y_j in zip(t, y, strict=True)]
        F = -sum(t_j * y_j.ln() + (1 - t_j) * (1 - y_j).ln() for t_j, y_j in pairs)
        return float(F), [float(y_j - t_j) for t_j, y_j in pairs]


YES_OR_NO = [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [0.25, 0.5, 0.75]]


@pytest.mark.parametrize("n", WEIGHTED_SUMS, ids=str)
@pytest.mark.parametrize("t", YES_OR_NO, ids=str)
def test_bce_is_the_closed_form(n, t):
    F, S = exact_bce(t, n)
    with np.errstate(all="raise", under="ignore"):
        assert value("bce", t, n, "sigmoid") == pytest.approx(F, rel=ULPS, abs=0)
        np.testing.assert_allclose(sensitivity("bce", t, n, "sigmoid"), S, rtol=ULPS, atol=1e-300)
    c = slope_by_complex_step(lambda z: value("bce", t, z, "sigmoid"), np.array(n))
    np.testing.assert_allclose(c, S, rtol=1e-12, atol=1e-250)


@pytest.mark.parametrize(
    ("n", "t", "F", "S"),
    [
        (1e308, 1.0, 0.0, 0.0),
        (-1e308, 1.0, 1e308, -1.0),
        (1e308, 0.0, 1e308, 1.0),
        (-1e3, 0.25, 250.0, -0.25),
    ],
)
def test_however_far_out_bce_stays_finite_and_right(n, t, F, S):
    with np.errstate(all="raise", under="ignore"):
        assert value("bce", [t], [n], "sigmoid") == pytest.approx(F, rel=1e-15, abs=0)
        assert sensitivity("bce", [t], [n], "sigmoid") == pytest.approx([S], rel=1e-15, abs=0)


def test_the_slope_of_bce_in_y_takes_no_part_whose_target_is_0():
    t, y = np.array([0.0, 1.0, 0.25, 1.0, 0.0]), np.array([0.0, 1.0, 0.5, 0.2, 0.8])
    with np.errstate(all="raise", under="ignore"):
        slope = LOSSES["bce"].slope(t, y)
    np.testing.assert_allclose(slope, [1.0, -1.0, 1.0, -5.0, 5.0], rtol=4e-16)


def test_bce_of_a_worked_example():
    """w = (½, −½), b = 0: by hand, and by central differences."""
    net = Network.from_arrays([[[0.5], [-0.5]]], [[0]], ["sigmoid"])
    X, T = [[1, 2], [3, 4], [5, 6]], [[1], [0], [1]]
    g = gradient(net, X, T, "bce")
    assert g.loss / 3 == pytest.approx(0.80741032, abs=5e-9)
    np.testing.assert_allclose(g.dW[2].ravel() / 3, [-0.86737799, -1.15650399], atol=5e-9)
    np.testing.assert_allclose(g.db[2] / 3, [-0.28912600], atol=5e-9)
    run = propagate(net, [3, 4], [0], "bce")
    assert (run.loss, run.S[2][0]) == (
        pytest.approx(0.47407698, abs=5e-9),
        pytest.approx(0.37754067, abs=5e-9),
    )


def test_bce_learns_xor_where_tce_of_one_sigmoid_says_1_to_everything():
    rng, X, T = np.random.default_rng(0), [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    weights = [rng.normal(size=(2, 3)), rng.normal(size=(3, 1))]
    net = Network.from_arrays(weights, [np.zeros(3), np.zeros(1)], ["tanh", "sigmoid"])
    said = {loss: outputs(train(net, X, T, loss, 0.5, epochs=500).network, X) for loss in ("bce", "tce")}
    np.testing.assert_allclose(said["bce"], T, atol=0.01)
    assert said["tce"].min() > 0.99
    assert check_gradient(net, X, T, "bce").ok


ASKED = {
    "propagate": lambda T: propagate(LINE, [1.0], T[-1], "bce"),
    "gradient": lambda T: gradient(LINE, np.ones((len(T), 1)), T, "bce"),
    "train": lambda T: train(LINE, np.ones((len(T), 1)), T, "bce"),
    "set_error": lambda T: set_error(LINE, np.ones((len(T), 1)), T, "bce"),
    "check_gradient": lambda T: check_gradient(LINE, np.ones((len(T), 1)), T, "bce"),
    "health": lambda T: health(LINE, np.ones((len(T), 1)), T, "bce"),
    "timeline": lambda T: timeline(LINE, np.ones((len(T), 1)), T, "bce"),
    "compare": lambda T: compare(LINE, [1.0], T[-1], {"n": {2: [1.0, 1.0]}}, "bce"),
}
LINE = Network.from_arrays([[[1.0, 1.0]]], [[0.0, 0.0]], ["sigmoid"])


@pytest.mark.parametrize("call", ASKED)
@pytest.mark.parametrize("t", [-1e-9, 1.5])
def test_targets_of_bce_outside_0_and_1_are_refused_with_their_place(call, t):
    T = [[0.0, 1.0], [0.5, t]]
    place = "entry 2" if call in ("propagate", "compare") else "row 2, column 2,"
    with pytest.raises(InputError) as refused:
        ASKED[call](T)
    assert str(refused.value) == f"for BCE every target t must lie between 0 and 1; {place} is {t!r}"


@pytest.mark.parametrize("output", ["identity", "tanh", "softmax", "softplus"])
def test_bce_takes_sigmoid_outputs_alone(output):
    net = Network.from_arrays([[[1.0]]], [[0.0]], [output])
    with pytest.raises(InputError, match=rf"between 0 and 1, each by itself \(sigmoid\); .* has {output}"):
        propagate(net, [1.0], [1.0], "bce")


def test_after_sigmoid_bce_is_offered_in_the_place_of_tce():
    assert offered_after(ACTIVATIONS["sigmoid"]) == ["tse", "mse", "hse", "bce"]
    assert offered_after(ACTIVATIONS["softmax"]) == list(LOSS_NAMES)
    assert better_after(LOSSES["tce"], ACTIVATIONS["sigmoid"]) == "bce"
