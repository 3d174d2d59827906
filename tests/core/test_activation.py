"""Every activation and slope against its closed form in many decimals, by complex step, and far out."""

from decimal import Decimal, localcontext

import numpy as np
import pytest

from simulator import InputError, Network
from simulator.core.activation import ACTIVATIONS, activation_named

from .networks import ACTIVATION_NAMES, ALL_NAMES, KINKS, MORE_NAMES, H, slope_by_complex_step

ELEMENTWISE = [name for name in ALL_NAMES if name != "softmax"]
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


SCALE = Decimal("1.0507009873554804934193349852946")
ALPHA = Decimal("1.6732632423543772848170429916717")
PI = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899"
    "86280348253421170679821480865132823066470938446095505822317253594081284811174502841"
)


def below(n: Decimal) -> Decimal:
    """The share of the normal distribution below n, by the series of erf; far out 0 or 1."""
    if abs(n) > 38:
        return Decimal(n > 0)
    x = n / Decimal(2).sqrt()
    term, total, k = x, x, 0
    while abs(term) > Decimal("1e-300") * abs(total):
        k += 1
        term = -term * x * x / k
        total += term / (2 * k + 1)
    return (1 + 2 * total / PI.sqrt()) / 2


def inner(n: Decimal) -> Decimal:
    return (2 / PI).sqrt() * (n + Decimal("0.044715") * n**3)


def gelu_tanh_slope(n: Decimal) -> Decimal:
    y = sigmoid(2 * inner(n))
    return y + n * y * (1 - y) * 2 * (2 / PI).sqrt() * (1 + 3 * Decimal("0.044715") * n**2)


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
    "leaky_relu(0.2)": (lambda n: n if n > 0 else n / 5, lambda n: Decimal(1) if n > 0 else Decimal("0.2")),
    "elu(0.5)": (lambda n: n if n > 0 else (n.exp() - 1) / 2, lambda n: Decimal(1) if n > 0 else n.exp() / 2),
    "elu(-2.0)": (lambda n: n if n > 0 else 2 - 2 * n.exp(), lambda n: Decimal(1) if n > 0 else -2 * n.exp()),
    "selu": (
        lambda n: SCALE * (n if n > 0 else ALPHA * (n.exp() - 1)),
        lambda n: SCALE * (1 if n > 0 else ALPHA * n.exp()),
    ),
    "relu6": (lambda n: min(max(n, Decimal(0)), Decimal(6)), lambda n: Decimal(0 < n < 6)),
    "hardtanh": (lambda n: min(max(n, Decimal(-1)), Decimal(1)), lambda n: Decimal(-1 < n < 1)),
    "softsign": (lambda n: n / (1 + abs(n)), lambda n: 1 / (1 + abs(n)) ** 2),
    "gelu": (lambda n: n * below(n), lambda n: below(n) + n * (-n * n / 2).exp() / (2 * PI).sqrt()),
    "gelu_tanh": (lambda n: n * sigmoid(2 * inner(n)), gelu_tanh_slope),
}
# Where e^−n² of a large n is in them, the last bit of n² alone is worth this much.
LOOSER = {"gelu": 2e-13, "gelu_tanh": 2e-13}


def exact_softmax(n: list[float]) -> list[Decimal]:
    powers = [Decimal(v).exp() for v in n]
    return [power / sum(powers) for power in powers]


def test_the_table_has_all_activations():
    assert tuple(ACTIVATIONS) == ACTIVATION_NAMES + MORE_NAMES
    assert {name: ACTIVATIONS[name].kinks for name in ALL_NAMES if ACTIVATIONS[name].kinks} == KINKS
    assert [name for name, row in ACTIVATIONS.items() if not row.elementwise] == ["softmax"]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_value_and_slope_are_the_closed_form(name):
    with localcontext(prec=PLACES):
        truth = [[float(f(Decimal(n))) for n in POINTS] for f in CLOSED[name]]
    row, n = ACTIVATIONS[name], np.array(POINTS)
    within = LOOSER.get(name, ULPS)
    np.testing.assert_allclose(row.value(n), truth[0], rtol=within, atol=1e-300)
    np.testing.assert_allclose(row.slope(n), truth[1], rtol=within, atol=1e-300)


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
    c, within = row.value(n + 1j * H).imag / H, LOOSER.get(name, ULPS)
    np.testing.assert_allclose(c, row.slope(n), rtol=within, atol=1e-270)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_complex_step_leaves_the_value_alone(name):
    row, n = ACTIVATIONS[name], np.array(POINTS)
    np.testing.assert_allclose(row.value(n + 1j * H).real, row.value(n), rtol=ULPS, atol=H * H)


@pytest.mark.parametrize("n", SOFTMAX_POINTS, ids=str)
def test_softmax_slopes_are_the_complex_step_of_the_value(n):
    row = ACTIVATIONS["softmax"]
    c = slope_by_complex_step(row.value, np.array(n))
    np.testing.assert_allclose(c, row.slope(np.array(n)), rtol=4 * ULPS, atol=0)


@pytest.mark.parametrize("name", ALL_NAMES)
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


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("relu", 0.0),
        ("leaky_relu", 0.01),
        ("elu", 1.0),
        ("leaky_relu(0.2)", 0.2),
        ("elu(0.5)", 0.5),
        ("selu", float(SCALE * ALPHA)),
        ("relu6", 0.0),
    ],
)
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_the_slope_at_a_kink_is_the_one_from_the_left(name, left, zero):
    assert ACTIVATIONS[name].slope(np.array([zero]))[0] == left


@pytest.mark.parametrize("name", ALL_NAMES)
def test_the_value_is_a_new_array(name):
    n = np.array([0.5, -0.5])
    assert not np.shares_memory(ACTIVATIONS[name].value(n), n)


@pytest.mark.parametrize(("name", "places"), [("relu6", [0.0, 6.0]), ("hardtanh", [-1.0, 1.0])])
def test_at_both_kinks_the_slope_is_0(name, places):
    assert ACTIVATIONS[name].slope(np.array(places)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", [name for name in ALL_NAMES if name not in ("softplus", "softmax")])
def test_value_and_slope_are_what_pytorch_finds(name):
    """At the kinks too."""
    torch = pytest.importorskip("torch")
    row, n = ACTIVATIONS[name], np.array([*POINTS, -1.0, 1.0, 6.0])
    settings = {key: allowed[0] for key, allowed in row.torch_module.settings} if row.torch_module else {}
    there = torch.tensor(n, requires_grad=True)
    module = (
        getattr(torch.nn, row.torch_module.module)(**settings) if row.torch_module else torch.nn.Identity()
    )
    a = module(there)
    (slope,) = torch.autograd.grad(a.sum(), there)
    np.testing.assert_allclose(row.value(n), a.detach().numpy(), rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(row.slope(n), slope.numpy(), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("leaky_relu(.2)", "leaky_relu(0.2)"),
        ("leaky_relu(0.20)", "leaky_relu(0.2)"),
        ("leaky_relu(2e-1)", "leaky_relu(0.2)"),
        ("elu(2)", "elu(2.0)"),
        ("elu(-0.5)", "elu(-0.5)"),
        ("leaky_relu(0.00001)", "leaky_relu(1e-05)"),
        ("leaky_relu(0.01)", "leaky_relu"),
        ("elu(1.0)", "elu"),
        ("leaky_relu(0.30000001192092896)", "leaky_relu(0.30000001192092896)"),
    ],
)
def test_a_number_in_a_name_is_spelt_by_repr(written, name):
    net = Network.from_arrays([[[1.0]]], [[0.0]], [written])
    assert net.activation == {2: name} and activation_named(written).name == name
    assert (written in ACTIVATIONS and written not in list(ACTIVATIONS)) or written == name


NO_NAMES = (
    *("leaky_relu(nan)", "elu(inf)", "elu(1e999)", "relu(0.2)", "leaky_relu()", "leaky_relu(0,2)"),
    *("elu(1_0)", "leaky_relu(0.2", "(0.2)", "elu(0.5)(0.5)", "Elu(0.5)"),
)


@pytest.mark.parametrize("name", [*NO_NAMES, "leaky_relu( 0.2)", "elu(" + "9" * 200 + ")"])
def test_what_is_no_such_name_is_refused_with_an_example(name):
    with pytest.raises(InputError, match=r"or leaky_relu\(0\.2\) or elu\(0\.2\); got '") as refused:
        Network.from_arrays([[[1.0]]], [[0.0]], [name])
    assert len(str(refused.value)) <= 300


def test_a_slope_above_1_is_written_as_what_it_is():
    """max(2n, n) would be 2n on the right."""
    assert ACTIVATIONS["leaky_relu(2.0)"].latex == r"\min(2.0\,n,n)"
    assert ACTIVATIONS["leaky_relu(1e-05)"].latex == r"\max(1\cdot 10^{-5}\,n,n)"
    assert ACTIVATIONS["elu(0.5)"].latex == r"n>0:\ n,\ \text{else}\ 0.5(e^{n}-1)"


def test_an_inverse_gives_an_n_of_which_a_is_made():
    n = np.array([-3.0, 0.5, 2.0])
    known = [row for row in ACTIVATIONS.values() if row.inverse]
    assert {"sigmoid", "softmax", "softplus"} <= {row.name for row in known}
    for row in known:
        a = row.value(n)
        np.testing.assert_allclose(row.value(row.inverse(a)), a, rtol=1e-14)
