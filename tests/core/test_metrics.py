"""Outputs and error of a set agree with the notes row by row; accuracy and confusion with scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix

from simulator import InputError, Network, gradient, propagate
from simulator.core.sets.metrics import accuracy, chosen, confusion, labels, outputs, set_error

from .networks import PAIRS, POSITIVE, Problem, problem, problems

LINE = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])


def rows_like(given_one: Problem, count: int) -> tuple[np.ndarray, np.ndarray]:
    """More items for the same network, the first being its own."""
    rng = np.random.default_rng(7)
    X = np.vstack([given_one.x, rng.uniform(-1.5, 1.5, (count - 1, len(given_one.x)))])
    T = np.vstack([given_one.t, rng.uniform(-1.5, 1.5, (count - 1, len(given_one.t)))])
    if given_one.loss in ("tce", "bce"):
        T = np.abs(T)
    return X, np.minimum(T, 1) if given_one.loss == "bce" else T


# Outputs and error


@given(problems())
def test_a_whole_set_goes_through_as_its_rows_do(one):
    """Every activation, softmax in hidden layers too."""
    X, T = rows_like(one, 6)
    Y = outputs(one.net, X)
    assert Y.shape == T.shape
    for x, t, y in zip(X, T, Y, strict=True):
        np.testing.assert_allclose(y, propagate(one.net, x, t, one.loss).y, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
@pytest.mark.parametrize("scale", [0.6, 12.0])
def test_the_error_of_a_set_is_the_one_that_the_gradient_belongs_to(output, loss, scale):
    """Sums and averages as the notes have them, saturated too."""
    one = problem(3, (3, 4, 3), ("tanh", output), loss, (scale, scale))
    X, T = rows_like(one, 9)
    np.testing.assert_allclose(set_error(one.net, X, T, loss), gradient(one.net, X, T, loss).loss, rtol=1e-12)


@pytest.mark.parametrize("output", POSITIVE)
def test_tce_stays_finite_where_y_has_rounded_to_0(output):
    """Because ln y is taken from n."""
    net = Network.from_arrays([[[1.0, -1.0]]], [[0.0, 0.0]], [output])
    X, T = [[-900.0], [900.0]], [[1.0, 0.0], [0.0, 1.0]]
    with np.errstate(all="raise", under="ignore"):
        F = set_error(net, X, T, "tce")
    np.testing.assert_allclose(F, gradient(net, X, T, "tce").loss, rtol=1e-12)
    assert F >= 1800


def test_tce_keeps_the_digits_of_a_small_rest():
    """ln y of a sure softmax is −e⁻⁴⁰, not 0."""
    net = Network.from_arrays([[[1.0, 0.0]]], [[0.0, 0.0]], ["softmax"])
    assert set_error(net, [[40.0]], [[1.0, 0.0]], "tce") == pytest.approx(np.exp(-40.0), rel=1e-12)


@pytest.mark.parametrize(
    ("call", "fact"),
    [
        (lambda: outputs(LINE, [1.0]), "X must have shape (N, 1) with a column for each input; got (1,)"),
        (lambda: outputs(LINE, [[1.0, 2.0]]), "got (1, 2)"),
        (lambda: outputs(LINE, [[1.0], [np.nan]]), "X must be finite; entry 2, 1 is nan"),
        (lambda: outputs(LINE, [[1j]]), "X must hold real numbers; got complex numbers"),
        (lambda: set_error(LINE, [[1.0]], [1.0]), "T must have shape (1, 1)"),
        (lambda: set_error(LINE, [[1.0]], [[1.0], [1.0]]), "T must have shape (1, 1)"),
        (lambda: set_error(LINE, [[1.0]], [[1.0]], "tce"), "TCE takes ln y"),
        (lambda: set_error(LINE, [[1.0]], [[1.0]], "l2"), "the loss must be one of"),
        (lambda: set_error(LINE, [[1e200]], [[0.0]]), "the error F must stay finite"),
    ],
)
def test_what_cannot_go_through(call, fact):
    """Refused as the core refuses it."""
    with pytest.raises(InputError) as reason:
        call()
    assert fact in str(reason.value)


def test_a_weighted_sum_that_overflows_is_named_by_layer():
    """Without a warning."""
    steep = Network.from_arrays([[[1e200]], [[1e200]]], [[0.0], [0.0]], ["identity", "identity"])
    with pytest.raises(InputError, match=r"^the weighted sum n3 must stay finite"):
        outputs(steep, [[1.0]])


# Classes


@st.composite
def verdicts(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    """Outputs Y, targets T, and how many classes: one-hot, or a single column."""
    columns, N = draw(st.integers(1, 5)), draw(st.integers(1, 30))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    C = max(columns, 2)
    true = rng.integers(C, size=N)
    T = true[:, None].astype(float) if columns == 1 else np.eye(C)[true]
    return rng.uniform(0, 1, T.shape), T, C


@given(verdicts())
def test_accuracy_and_confusion_are_those_of_scikit_learn(case):
    """Classes that never occur have their row and column too."""
    Y, T, C = case
    said = (Y[:, 0] >= 0.5).astype(int) if T.shape[1] == 1 else Y.argmax(axis=1)
    true = T[:, 0] if T.shape[1] == 1 else T.argmax(axis=1)
    np.testing.assert_array_equal(labels(T), true)
    np.testing.assert_array_equal(confusion(Y, T), confusion_matrix(true, said, labels=range(C)))
    assert accuracy(Y, T) == pytest.approx(accuracy_score(true, said), rel=1e-15)


def test_true_classes_run_down_and_chosen_ones_across():
    """Two rows of class 0, both taken for class 1."""
    assert confusion([[0.2, 0.8], [0.1, 0.9]], [[1, 0], [1, 0]]).tolist() == [[0, 2], [0, 0]]


def test_the_threshold_belongs_to_1_and_of_equals_the_first_counts():
    """So every row has a class."""
    assert chosen([[0.5], [0.49999]]).tolist() == [1, 0]
    assert chosen([[0.3, 0.3], [0.1, 0.3]]).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("T", "fact"),
    [
        ([[0.0], [0.5]], "0 or 1 and otherwise 0 in every row; row 2 does not"),
        ([[1, 0], [1, 1]], "a single 1 and otherwise 0 in every row; row 2 does not"),
        ([[0, 0], [1, 0]], "row 1 does not"),
        ([[2, -1]], "row 1 does not"),
        ([1, 0], "T must have shape (N, L)"),
        ([[np.nan, 1]], "T must be finite"),
    ],
)
def test_targets_that_are_no_classes(T, fact):
    """Named by row."""
    with pytest.raises(InputError) as reason:
        labels(T)
    assert fact in str(reason.value)


def test_outputs_of_another_shape_than_the_targets():
    """NumPy must not get to broadcast one against the other."""
    for Y in ([[0.1], [0.9]], [[0.1, 0.9]], [0.1, 0.9]):
        with pytest.raises(InputError, match=r"^Y must have shape \(2, 2\) to match T"):
            accuracy(Y, [[1, 0], [0, 1]])
