"""Every activation and slope against its closed form in many decimals, by complex step, and far out."""

from decimal import Decimal, localcontext

import numpy as np
import pytest

from simulator.core.activation import ACTIVATIONS

from .networks import ACTIVATION_NAMES, KINKED, H, slope_by_complex_step

ELEMENTWISE = [name for name in ACTIVATION_NAMES if name != "softmax"]
POINTS = [0.0, *(s * n for n in (1e-9, 1e-3, 0.3, 2.5, 7.0, 19.0, 20.5, 40.0, 300.0) for s in (1, -1))]
SOFTMAX_POINTS = [
    [0.3],
    [0.1, -0.4, 1.2],
    [2.0, 2.0],
    [40.0, 0.0, 0.5],
    [-40.0, 0.0, 0.5, 39.0],
    [800.0, 300.0],
]
PLACES = 400  # enough for 1 − tanh² at n = 300
ULPS = 2e-15


def sigmoid(n: Decimal) -> Decimal:
    return 1 / (1 + (-n).exp())


def tanh(n: Decimal) -> Decimal:
    return (n.exp() - (-n).exp()) / (n.exp() + (-n).exp())


# σ and σ′ as a textbook writes them, in decimals that do not run out
CLOSED = {
    "identity": (lambda n: n, lambda n: Decimal(1)),
    "sigmoid": (sigmoid, lambda n: sigmoid(n) * (1 - sigmoid(n))),
    "tanh": (tanh, lambda n: 1 - tanh(n) ** 2),
    "relu": (lambda n: max(n, Decimal(0)), lambda n: Decimal(n > 0)),
    "leaky_relu": (lambda n: n if n > 0 else n / 100, lambda n: Decimal(1) if n > 0 else Decimal("0.01")),
    "elu": (lambda n: n if n > 0 else n.exp() - 1, lambda n: Decimal(1) if n > 0 else n.exp()),
    "softplus": (lambda n: (1 + n.exp()).ln(), sigmoid),
    "silu": (lambda n: n * sigmoid(n), lambda n: sigmoid(n) + n * sigmoid(n) * (1 - sigmoid(n))),
}


def exact_softmax(n: list[float]) -> list[Decimal]:
    powers = [Decimal(v).exp() for v in n]
    return [power / sum(powers) for power in powers]


def test_the_table_has_the_nine_activations():
    assert tuple(ACTIVATIONS) == ACTIVATION_NAMES
    assert {name for name, row in ACTIVATIONS.items() if row.kinks} == set(KINKED)
    assert [name for name, row in ACTIVATIONS.items() if not row.elementwise] == ["softmax"]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_value_and_slope_are_the_closed_form(name):
    with localcontext(prec=PLACES):
        truth = [[float(f(Decimal(n))) for n in POINTS] for f in CLOSED[name]]
    row, n = ACTIVATIONS[name], np.array(POINTS)
    np.testing.assert_allclose(row.value(n), truth[0], rtol=ULPS, atol=0)
    np.testing.assert_allclose(row.slope(n), truth[1], rtol=ULPS, atol=0)


@pytest.mark.parametrize("n", SOFTMAX_POINTS, ids=str)
def test_softmax_is_the_closed_form(n):
    with localcontext(prec=PLACES):
        y = exact_softmax(n)
        A = [
            [float((y_i if i == j else 0) - y_i * y_j) for j, y_j in enumerate(y)] for i, y_i in enumerate(y)
        ]
        y = [float(y_i) for y_i in y]
    row = ACTIVATIONS["softmax"]
    np.testing.assert_allclose(row.value(np.array(n)), y, rtol=4 * ULPS, atol=0)
    np.testing.assert_allclose(row.slope(np.array(n)), A, rtol=4 * ULPS, atol=0)


@pytest.mark.parametrize("n", SOFTMAX_POINTS, ids=str)
def test_rows_of_the_softmax_slopes_sum_to_zero(n):
    A = ACTIVATIONS["softmax"].slope(np.array(n))
    assert A.shape == (len(n), len(n))
    assert np.array_equal(A, A.T)
    assert (np.abs(A.sum(axis=1)) <= 1e-15 * np.diag(A)).all()


def test_softmax_only_knows_differences_of_n():
    n = np.array([0.25, -1.5, 2.0])
    np.testing.assert_array_equal(ACTIVATIONS["softmax"].value(n), ACTIVATIONS["softmax"].value(n + 512))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_slope_is_the_complex_step_of_the_value(name):
    row, n = ACTIVATIONS[name], np.array(POINTS)
    np.testing.assert_allclose(row.value(n + 1j * H).imag / H, row.slope(n), rtol=ULPS, atol=0)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_complex_step_leaves_the_value_alone(name):
    row, n = ACTIVATIONS[name], np.array(POINTS)
    np.testing.assert_allclose(row.value(n + 1j * H).real, row.value(n), rtol=ULPS, atol=H * H)


@pytest.mark.parametrize("n", SOFTMAX_POINTS, ids=str)
def test_softmax_slopes_are_the_complex_step_of_the_value(n):
    row = ACTIVATIONS["softmax"]
    c = slope_by_complex_step(row.value, np.array(n))
    np.testing.assert_allclose(c, row.slope(np.array(n)), rtol=4 * ULPS, atol=0)


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
@pytest.mark.parametrize("largest", [1000.0, 1e308])
@pytest.mark.parametrize("kind", [float, complex])
def test_far_out_there_is_no_warning_and_no_nan(name, largest, kind):
    row = ACTIVATIONS[name]
    with np.errstate(all="raise", under="ignore"):
        for n in ([largest], [-largest], [-largest, 0.0, largest]):
            assert np.isfinite(row.value(np.array(n, dtype=kind))).all()
            assert np.isfinite(row.slope(np.array(n, dtype=kind))).all()


@pytest.mark.parametrize(
    ("name", "n", "slope"),
    [
        ("tanh", 19.0, 1.2556531168192118e-16),
        ("tanh", -19.0, 1.2556531168192118e-16),
        ("sigmoid", 40.0, 4.248354255291589e-18),
        ("sigmoid", -40.0, 4.248354255291589e-18),
    ],
)
def test_where_a_has_rounded_to_its_limit_the_slope_keeps_every_digit(name, n, slope):
    assert ACTIVATIONS[name].slope(np.array([n]))[0] == pytest.approx(slope, rel=1e-15, abs=0)


@pytest.mark.parametrize(("name", "left"), [("relu", 0.0), ("leaky_relu", 0.01), ("elu", 1.0)])
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_the_slope_at_a_kink_is_the_one_from_the_left(name, left, zero):
    assert ACTIVATIONS[name].slope(np.array([zero]))[0] == left


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_the_value_is_a_new_array(name):
    n = np.array([0.5, -0.5])
    assert not np.shares_memory(ACTIVATIONS[name].value(n), n)
