"""Every quantity of a run against complex step, an independent autodiff library, and the notes' own rules."""

import hashlib
import os
import subprocess
import sys

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.special import erf
from hypothesis import given
from hypothesis import strategies as st

from simulator import Network, descend, gradient, jacobian, propagate
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES
from simulator.core.propagation import as_you_go, backward, forward

from .networks import (
    ALL_NAMES,
    PAIRS,
    Problem,
    assert_agree,
    gradient_by_complex_step,
    problem,
    problems,
    slope_by_complex_step,
)

MODERATE = (0.6, 1.5)

# The reference in its own words: rows times matrices, textbook formulas, autograd's derivatives.
REFERENCE = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, z / 100),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(anp.minimum(z, 0)) - 1),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "silu": lambda z: z / (1 + anp.exp(-z)),
    "gelu": lambda z: z * (1 + erf(z / anp.sqrt(2))) / 2,
    "gelu_tanh": lambda z: z * (1 + anp.tanh(anp.sqrt(2 / anp.pi) * (z + 0.044715 * z**3))) / 2,
    "selu": lambda z: (
        1.0507009873554805 * anp.where(z > 0, z, 1.6732632423543772 * (anp.exp(anp.minimum(z, 0)) - 1))
    ),
    "relu6": lambda z: anp.minimum(anp.maximum(z, 0), 6),
    "hardtanh": lambda z: anp.minimum(anp.maximum(z, -1), 1),
    "softsign": lambda z: z / (1 + anp.abs(z)),
    "leaky_relu(0.2)": lambda z: anp.where(z > 0, z, z / 5),
    "elu(0.5)": lambda z: anp.where(z > 0, z, (anp.exp(anp.minimum(z, 0)) - 1) / 2),
    "elu(-2.0)": lambda z: anp.where(z > 0, z, -2 * (anp.exp(anp.minimum(z, 0)) - 1)),
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=-1, keepdims=True),
}
SET_ERROR = {
    "tse": lambda T, Y: anp.sum((T - Y) ** 2),
    "mse": lambda T, Y: anp.sum((T - Y) ** 2) / len(T),
    "hse": lambda T, Y: anp.sum((T - Y) ** 2) / 2,
    "tce": lambda T, Y: -anp.sum(T * anp.log(Y)),
    "bce": lambda T, Y: -anp.sum(T * anp.log(Y) + (1 - T) * anp.log(1 - Y)),
}


def reference_gradient(net: Network, X: np.ndarray, T: np.ndarray, loss: str):
    """The set's error, and its derivative by every W_l and b_l, lists from layer 2."""

    def error(parameters):
        signal = X
        for (W, b), layer in zip(parameters, net.layers, strict=True):
            signal = REFERENCE[layer.activation](anp.dot(signal, W) + b)
        return SET_ERROR[loss](T, signal)

    parameters = [(np.array(layer.W), np.array(layer.b)) for layer in net.layers]
    return autograd.value_and_grad(error)(parameters)


def assert_is_the_gradient(given: Problem) -> None:
    run = propagate(given.net, given.x, given.t, given.loss)
    dW, db = gradient_by_complex_step(given)
    for l in given.net.W:
        assert_agree(run.dW[l], dW[l], f"dW{l}")
        assert_agree(run.db[l], db[l], f"db{l}")
        assert_agree(run.S[l], db[l], f"S{l}")  # ∂n/∂b is the unit matrix


def a_set(given: Problem, rows: int, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Several items for a problem's network."""
    rng = np.random.default_rng(seed)
    X = np.vstack([given.x, rng.uniform(-1.5, 1.5, (rows - 1, len(given.x)))])
    T = np.vstack([given.t, rng.uniform(0.1, 1.0, (rows - 1, len(given.t)))])
    return X, T


def bits(arrays) -> bytes:
    return b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def run_bits(run) -> bytes:
    quantities = (run.n, run.a, run.A, run.S, run.dW, run.db)
    everything = [array for quantity in quantities for array in quantity.values()]
    return bits([*everything, run.e, np.array(run.loss)])


# Complex step


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_every_pair_after_every_hidden_activation_is_the_complex_step(output, loss):
    for hidden in ALL_NAMES:
        assert_is_the_gradient(problem(1, (3, 4, 3, 2), (hidden, hidden, output), loss, (1.0, 1.0, 1.0)))


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_saturated_networks_are_the_complex_step(output, loss):
    for hidden in ("tanh", "softmax", "softplus"):
        assert_is_the_gradient(problem(2, (3, 4, 3), (hidden, output), loss, (12.0, 12.0)))


@given(problems())
def test_any_network_is_the_complex_step(given):
    assert_is_the_gradient(given)


@given(problems())
def test_the_jacobian_is_the_complex_step_of_n_in_the_n_before(given):
    net, run = given.net, propagate(given.net, given.x, given.t, given.loss)
    for l in range(3, net.depth + 1):
        value, W, b = ACTIVATIONS[net.activation[l - 1]].value, net.W[l], net.b[l]
        c = slope_by_complex_step(lambda n, value=value, W=W, b=b: W.T @ value(n) + b, run.n[l - 1])
        J = jacobian(net, run, l)
        assert_agree(J, c, f"∂n{l}/∂n{l - 1}")
        assert_agree(J, W.T @ run.A[l - 1], f"WᵀÂ of layer {l}")
        assert_agree(run.S[l - 1], J.T @ run.S[l], f"S{l - 1} by the transposed Jacobian", 1e-10)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_the_backward_pass_takes_complex_numbers_too(output, loss):
    """∂S/∂b of one layer is a piece of the Hessian, which is symmetric."""
    given = problem(3, (3, 4, 2), ("silu", output), loss, (1.0, 1.0))
    net = given.net

    def S(b, l):
        n, a = forward(net.W, {**net.b, l: b}, net.activation, given.x)
        return backward(net.W, net.activation, n, a, given.t, LOSSES[loss])[1][l]

    for l in net.W:
        hessian = slope_by_complex_step(lambda b, l=l: S(b, l), net.b[l])
        assert_agree(hessian, hessian.T, f"the Hessian of b{l}", 1e-11)


# An independent library


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_every_pair_is_what_autograd_finds(output, loss):
    for hidden in ALL_NAMES:
        given = problem(4, (3, 4, 2), (hidden, output), loss, MODERATE)
        F, slopes = reference_gradient(given.net, given.x[None], given.t[None], loss)
        run = propagate(given.net, given.x, given.t, loss)
        assert run.loss == pytest.approx(F, rel=1e-12, abs=0), hidden
        for l, (dW, db) in enumerate(slopes, start=2):
            assert_agree(run.dW[l], dW, f"dW{l} after {hidden}")
            assert_agree(run.db[l], db, f"db{l} after {hidden}")


@given(problems(MODERATE), st.integers(1, 6))
def test_the_gradient_of_a_set_is_what_autograd_finds(given, rows):
    X, T = a_set(given, rows)
    F, slopes = reference_gradient(given.net, X, T, given.loss)
    g = gradient(given.net, X, T, given.loss)
    assert g.loss == pytest.approx(F, rel=1e-10, abs=1e-12)
    size = sum(np.linalg.norm(part) for pair in slopes for part in pair)
    allowed = 1e-12 * size + 1e-13  # the reference's plain formulas lose digits where slopes vanish
    for l, (dW, db) in enumerate(slopes, start=2):
        assert g.dW[l].shape == dW.shape
        assert g.db[l].shape == db.shape
        assert np.linalg.norm(g.dW[l] - dW) <= allowed
        assert np.linalg.norm(g.db[l] - db) <= allowed


@pytest.mark.parametrize(("loss", "divisor"), [("tse", 1), ("hse", 1), ("tce", 1), ("bce", 1), ("mse", 4)])
def test_a_set_sums_its_items_and_mse_averages_them(loss, divisor):
    given = problem(5, (2, 3, 2), ("tanh", "sigmoid" if loss == "bce" else "softmax"), loss, MODERATE)
    X, T = a_set(given, 4)
    runs = [propagate(given.net, x, t, loss) for x, t in zip(X, T, strict=True)]
    g = gradient(given.net, X, T, loss)
    assert type(g.loss) is float
    assert g.loss == pytest.approx(sum(run.loss for run in runs) / divisor, rel=1e-15)
    for l in given.net.W:
        assert_agree(g.dW[l], np.sum([run.dW[l] for run in runs], axis=0) / divisor, f"dW{l}", 1e-15)
        assert_agree(g.db[l], np.sum([run.db[l] for run in runs], axis=0) / divisor, f"db{l}", 1e-15)
        assert not g.dW[l].flags.writeable
        assert not g.db[l].flags.writeable


def test_for_one_pair_mse_is_tse_and_hse_is_half_of_it():
    given = problem(6, (2, 3, 2), ("tanh", "sigmoid"), "tse", MODERATE)
    tse, mse, hse = (propagate(given.net, given.x, given.t, loss) for loss in ("tse", "mse", "hse"))
    assert run_bits(mse) == run_bits(tse)
    assert hse.loss == tse.loss / 2
    for l in given.net.W:
        np.testing.assert_array_equal(2 * hse.S[l], tse.S[l])


# The notes' rules and shapes


@given(problems())
def test_everything_has_the_shape_of_the_notes(given):
    net, run = given.net, propagate(given.net, given.x, given.t, given.loss)
    widths, layers = net.widths, range(2, net.depth + 1)
    assert sorted(run.a) == [1, *layers]
    for quantity in (run.n, run.A, run.S, run.dW, run.db, net.W, net.b, net.activation):
        assert sorted(quantity) == [*layers]
    for l in layers:
        H, L = widths[l - 2], widths[l - 1]
        assert net.W[l].shape == run.dW[l].shape == (H, L)
        assert net.b[l].shape == run.n[l].shape == run.a[l].shape == run.S[l].shape == run.db[l].shape == (L,)
        assert run.A[l].shape == (L, L)
        np.testing.assert_array_equal(run.db[l], run.S[l])
        np.testing.assert_array_equal(run.dW[l], np.outer(run.a[l - 1], run.S[l]))
    assert run.a[1].shape == run.x.shape == (widths[0],)
    assert run.y.shape == run.e.shape == run.t.shape == (widths[-1],)
    assert run.y is run.a[net.depth]
    np.testing.assert_array_equal(run.e, given.t - run.y)
    assert type(run.loss) is float


@pytest.mark.parametrize("name", ALL_NAMES)
def test_A_is_the_diagonal_of_the_slopes_and_full_for_softmax(name):
    given = problem(8, (2, 3, 2), (name, "identity"), "tse", MODERATE)
    run = propagate(given.net, given.x, given.t)
    a = run.a[2]
    truth = np.diag(a) - np.outer(a, a) if name == "softmax" else np.diag(ACTIVATIONS[name].slope(run.n[2]))
    np.testing.assert_allclose(run.A[2], truth, rtol=1e-14, atol=0)


@pytest.mark.parametrize(("loss", "factor"), [("tse", -2), ("mse", -2), ("hse", -1)])
@pytest.mark.parametrize("name", ["tanh", "softmax"])
def test_S_starts_as_minus_2_A_e_and_goes_back_as_A_W_S(loss, factor, name):
    given = problem(9, (2, 3, 4, 2), (name, name, name), loss, (1.0, 1.0, 1.0))
    net, run = given.net, propagate(given.net, given.x, given.t, loss)
    assert_agree(run.S[4], factor * run.A[4] @ run.e, "S4", 1e-14)
    assert_agree(run.S[3], run.A[3] @ net.W[4] @ run.S[4], "S3", 1e-14)
    assert_agree(run.S[2], run.A[2] @ net.W[3] @ run.S[3], "S2", 1e-14)


def test_weights_and_run_are_read_only_copies():
    W, b = np.ones((2, 2)), np.zeros(2)
    x, t = np.array([1.0, 2.0]), np.array([0.0, 1.0])
    net = Network.from_arrays([W], [b], ["softmax"])
    run = propagate(net, x, t)
    before = run_bits(run)
    for mine in (W, b, x, t):
        mine[...] = 5.0
    assert run_bits(run) == before
    assert net.W[2][0, 0] == 1
    kept = [net.W[2], net.b[2], net.layers[0].W, run.e, run.x, run.y, run.t, run.slopes[2]]
    kept += [quantity[2] for quantity in (run.n, run.a, run.S, run.dW, run.db)]
    assert not any(array.flags.writeable for array in kept)
    assert net.layers[0].activation == net.activation[2] == "softmax"


# Twice the same


@given(problems())
def test_run_twice_every_bit_is_the_same(given):
    first = propagate(given.net, given.x, given.t, given.loss)
    again = Network.from_arrays(
        list(given.net.W.values()), list(given.net.b.values()), first_names(given.net)
    )
    second = propagate(again, given.x.copy(), given.t.copy(), given.loss)
    assert run_bits(first) == run_bits(second)
    stepped, repeated = descend(given.net, first, 0.1), descend(again, second, 0.1)
    assert bits([*stepped.W.values(), *stepped.b.values()]) == bits(
        [*repeated.W.values(), *repeated.b.values()]
    )


def first_names(net: Network) -> list[str]:
    return list(net.activation.values())


def fingerprint() -> str:
    """Of a run that meets softmax, sums and saturation."""
    given = problem(10, (4, 5, 5, 3), ("tanh", "softmax", "softmax"), "tce", (1.0, 12.0, 1.0))
    return hashlib.sha256(run_bits(propagate(given.net, given.x, given.t, "tce"))).hexdigest()


def test_another_process_with_another_hash_seed_gives_the_same_bits():
    code = "from tests.core.test_propagation import fingerprint; print(fingerprint())"
    seed = {"PYTHONHASHSEED": "12345", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **seed}
    )
    assert found.stdout.strip() == fingerprint()


# The update


@given(problems(), st.floats(1e-3, 1.0))
def test_descend_takes_alpha_times_the_gradient_and_leaves_the_old_network_alone(given, alpha):
    net, run = given.net, propagate(given.net, given.x, given.t, given.loss)
    before = bits([*net.W.values(), *net.b.values()])
    new = descend(net, run, alpha)
    for l in net.W:
        np.testing.assert_array_equal(new.W[l], net.W[l] - alpha * run.dW[l])
        np.testing.assert_array_equal(new.b[l], net.b[l] - alpha * run.db[l])
        assert not new.W[l].flags.writeable
        assert not new.b[l].flags.writeable
    assert bits([*net.W.values(), *net.b.values()]) == before
    assert new.activation == net.activation
    assert new.frozen == net.frozen


def test_descend_leaves_what_is_frozen_alone():
    given = problem(11, (2, 3, 2), ("tanh", "identity"), "tse", MODERATE)
    free = given.net
    net = Network.from_arrays(
        list(free.W.values()), list(free.b.values()), first_names(free), frozen=["W2", "b3"]
    )
    new = descend(net, propagate(net, given.x, given.t), 0.1)
    moved = descend(free, propagate(free, given.x, given.t), 0.1)
    assert new.frozen == {"W2", "b3"}
    np.testing.assert_array_equal(new.W[2], net.W[2])
    np.testing.assert_array_equal(new.b[3], net.b[3])
    np.testing.assert_array_equal(new.W[3], moved.W[3])
    np.testing.assert_array_equal(new.b[2], moved.b[2])
    assert (new.W[3] != net.W[3]).all()
    assert (new.b[2] != net.b[2]).all()


def test_descend_takes_the_gradient_of_a_set_too():
    given = problem(12, (2, 3, 2), ("tanh", "identity"), "mse", MODERATE)
    g = gradient(given.net, *a_set(given, 3), "mse")
    new = descend(given.net, g, 0.25)
    for l in given.net.W:
        np.testing.assert_array_equal(new.W[l], given.net.W[l] - 0.25 * g.dW[l])
        np.testing.assert_array_equal(new.b[l], given.net.b[l] - 0.25 * g.db[l])


@pytest.mark.parametrize("frozen", [[], ["W3"], ["W4", "b2"]])
@pytest.mark.parametrize(("output", "loss"), [("tanh", "tse"), ("softmax", "tce")])
def test_as_you_go_sends_S_back_through_the_new_weights(frozen, output, loss):
    given = problem(13, (2, 3, 4, 2), ("tanh", "softmax", output), loss, (1.0, 1.0, 1.0))
    W, b = list(given.net.W.values()), list(given.net.b.values())
    net = Network.from_arrays(W, b, first_names(given.net), frozen=frozen)
    truth = propagate(net, given.x, given.t, loss)
    run, after = as_you_go(net, given.x, given.t, loss, 0.5)
    S = {4: truth.S[4]}
    for l in (4, 3, 2):
        new_W = net.W[l] if f"W{l}" in frozen else net.W[l] - 0.5 * np.outer(truth.a[l - 1], S[l])
        new_b = net.b[l] if f"b{l}" in frozen else net.b[l] - 0.5 * S[l]
        if l > 2:
            S[l - 1] = truth.A[l - 1] @ new_W @ S[l]
        assert_agree(run.S[l], S[l], f"S{l}", 1e-14)
        assert_agree(run.dW[l], np.outer(truth.a[l - 1], S[l]), f"dW{l}", 1e-14)
        assert_agree(after.W[l], new_W, f"W{l}", 1e-14)
        assert_agree(after.b[l], new_b, f"b{l}", 1e-14)
    assert bits(truth.n.values()) == bits(run.n.values())
    assert run.loss == truth.loss
    last_same = min([l for l in (4, 3) if f"W{l}" not in frozen]) if frozen != ["W4", "b2"] else 3
    assert np.linalg.norm(run.S[last_same - 1] - truth.S[last_same - 1]) > 1e-3 * np.linalg.norm(truth.S[2])
