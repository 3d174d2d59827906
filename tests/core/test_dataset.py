"""A data set holds together or is refused; splitting is repeatable and standardising knows no test row."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from simulator import InputError
from simulator.core.sets.dataset import DataSet, one_hot, split, standardised


def data(N: int = 6, H: int = 2, seed: int = 0, **more) -> DataSet:
    rng = np.random.default_rng(seed)
    names = tuple(f"x{i}" for i in range(H))
    return DataSet("d", "numbers", rng.normal(3, 5, (N, H)), rng.normal(size=(N, 1)), names, ("y",), **more)


PAIR = DataSet("p", "two classes", [[1.0], [2.0]], [[1, 0], [0, 1]], ("x",), ("a", "b"), ("a", "b"))
GATE = DataSet("g", "one column", [[1.0], [2.0]], [[0], [1]], ("x",), ("y",), ("no", "yes"))


@pytest.mark.parametrize("array", ["X", "T", "train", "test"])
def test_arrays_are_copies_that_cannot_be_written_to(array):
    """And a field cannot be replaced in place."""
    given_X = np.ones((2, 1))
    made = DataSet("d", "", given_X, [[1.0], [2.0]], ("x",), ("y",))
    given_X[0] = 7.0
    assert made.X[0] == 1.0
    assert made.X.dtype == made.T.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        getattr(made, array)[...] = 0
    with pytest.raises(FrozenInstanceError):
        made.name = "other"


def test_what_the_last_layer_should_be_follows_from_the_targets():
    """Classes: softmax with TCE, or TSE; never TCE with sigmoids, which learn to say 1 always, but BCE."""
    assert [PAIR.kind, GATE.kind, data().kind] == ["classes", "classes", "numbers"]
    assert PAIR.endings == (("softmax", "tce"), ("sigmoid", "tse"), ("softmax", "tse"))
    assert GATE.endings == (("sigmoid", "bce"), ("sigmoid", "tse"))
    several = DataSet("m", "two yes or no", [[1.0], [2.0]], [[0, 1], [1, 1]], ("x",), ("a", "b"))
    assert several.endings == (("sigmoid", "bce"), ("identity", "tse"), ("identity", "mse"))
    assert data().endings == (("identity", "tse"), ("identity", "mse"))


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"X": [[1.0]]}, "T must have shape (1, L)"),
        ({"X": [[1.0], [np.nan]]}, "X must be finite; entry 2, 1 is nan"),
        ({"X": [1.0, 2.0]}, "X must have shape (N, H)"),
        ({"inputs": ("x", "z")}, "each input column must have one name; got 2 names for 1"),
        ({"outputs": ("a",)}, "each output column must have one name; got 1 names for 2"),
        ({"classes": ("a",)}, "got 1 for 2"),
        ({"classes": ("a", "b", "c")}, "got 3 for 2"),
        ({"classes": ("a", "a")}, "all different"),
        ({"T": [[1, 1], [0, 1]]}, "T must hold classes, a single 1 and otherwise 0 in every row; row 1 does"),
        ({"T": [[0.5], [1]], "outputs": ("y",)}, "T must hold classes, 0 or 1"),
        ({"train": [0], "test": [0]}, "never both or twice"),
        ({"train": [0, 0]}, "never both or twice"),
        ({"train": []}, "at least one must train; got 0 and 0 of 2"),
        ({"train": [2]}, "rows must be whole numbers from 0 to 1"),
        ({"train": [-1]}, "rows must be whole numbers from 0 to 1"),
        ({"train": [0.5]}, "rows must be whole numbers from 0 to 1"),
        ({"train": [True]}, "rows must be whole numbers from 0 to 1"),
    ],
    ids=str,
)
def test_what_does_not_fit_together(change, fact):
    """Refused at birth."""
    with pytest.raises(InputError) as reason:
        replace(PAIR, **change)
    assert fact in str(reason.value)


# Splitting


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True), st.integers(0, 2**32))
def test_every_row_trains_or_tests_once(N, share, seed):
    """At least one trains; at least one tests where any should and can; order is kept."""
    both = split(data(N), share, seed)
    assert sorted([*both.train, *both.test]) == list(range(N))
    assert len(both.train) >= 1
    assert (len(both.test) >= 1) == (share > 0 and N > 1)
    assert abs(len(both.test) - share * N) <= 1
    assert (np.diff(both.train) > 0).all()
    assert (np.diff(both.test) > 0).all()
    for (X, T), rows in ((both.training, both.train), (both.testing, both.test)):
        np.testing.assert_array_equal(X, both.X[rows])
        np.testing.assert_array_equal(T, both.T[rows])


def test_a_split_is_repeatable_and_the_seed_matters():
    """Also when it is split anew."""
    one, again, other = (
        split(data(40), 0.25, 1),
        split(split(data(40), 0.5, 9), 0.25, 1),
        split(data(40), 0.25, 2),
    )
    assert one.test.tolist() == again.test.tolist()
    assert one.test.tolist() != other.test.tolist()
    assert len(one.test) == 10


@pytest.mark.parametrize("share", [-0.1, 1, 1.5, np.nan, "half", None, [0.5]])
def test_a_share_that_leaves_nothing_to_train(share):
    """Or is no number."""
    with pytest.raises(InputError, match=r"^the test share must "):
        split(data(), share)


@pytest.mark.parametrize("seed", [-1, 0.5, "1", None])
def test_a_seed_that_cannot_be_counted(seed):
    """Whole numbers from 0 are seeds."""
    with pytest.raises(InputError, match=r"^the seed must be a whole number from 0; got "):
        split(data(), 0.5, seed)


# Standardising


@given(st.integers(2, 40), st.integers(1, 5), st.integers(0, 10**6))
def test_standardising_is_that_of_scikit_learn_on_the_training_rows(N, H, seed):
    """The test rows go through the same formula."""
    raw = split(data(N, H, seed), 0.3)
    if len(raw.train) == 1:
        return  # every column is constant then: tested below
    done, theirs = standardised(raw), StandardScaler().fit(raw.X[raw.train])
    np.testing.assert_allclose(done.X, theirs.transform(raw.X), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(done.scaling.mean, theirs.mean_, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(done.scaling.deviation, theirs.scale_, rtol=1e-12)
    np.testing.assert_allclose(done.scaling.undo(done.X), raw.X, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(done.scaling.apply(raw.X), done.X)


def test_test_rows_do_not_show_in_mean_and_deviation():
    """However far out they are."""
    raw = split(data(10, 1), 0.3)
    far = raw.X.copy()
    far[raw.test] = 1e9
    np.testing.assert_array_equal(
        standardised(replace(raw, X=far)).scaling.mean, standardised(raw).scaling.mean
    )


@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, 1e300, 5e-324])
def test_a_constant_column_is_left_as_it_is_and_named(value):
    """Also where its mean would miss it by the last bit."""
    made = data(9, 2)
    X = made.X.copy()
    X[:, 1] = value
    done = standardised(replace(made, X=X))
    assert done.scaling.constant == ("x1",)
    assert (done.X[:, 1] == value).all()
    assert done.X[:, 0].std() == pytest.approx(1.0)


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e200, 1e307])
def test_squares_that_leave_float64_do_no_harm(size):
    """Very large and very small columns come out alike."""
    made = data(20)
    alike = standardised(replace(made, X=made.X * size))
    np.testing.assert_allclose(alike.X, standardised(made).X, rtol=1e-9, atol=1e-12)
    assert alike.scaling.constant == ()


def test_targets_that_are_numbers_can_be_standardised_too():
    """And be read in their own units again."""
    raw = data(30)
    done = standardised(raw, targets=True)
    assert done.T.mean() == pytest.approx(0, abs=1e-12)
    assert done.T.std() == pytest.approx(1)
    np.testing.assert_allclose(done.target_scaling.undo(done.T), raw.T, rtol=1e-12)
    assert standardised(raw).target_scaling is None


def test_what_cannot_be_standardised_or_split():
    """Twice, after the fact, or classes."""
    done = standardised(data())
    for call, fact in (
        (lambda: standardised(done), "a set can be standardised once"),
        (lambda: split(done, 0.5), "a set must be split before it is standardised"),
        (lambda: standardised(PAIR, targets=True), "these are classes"),
    ):
        with pytest.raises(InputError, match=fact):
            call()


def test_one_hot():
    """A 1 where the class is."""
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    ("image", "why"),
    [
        ((8, 9), "an image of 8 × 9 must have as many inputs; the set has 64"),
        ([8, 8], "image must be rows and columns, or None"),
        ((64, 0), "the rows and columns of image must be"),
    ],
)
def test_an_image_has_a_pixel_for_each_input(image, why):
    given = np.zeros((2, 64)), [[1.0], [2.0]], tuple(map(str, range(64))), ("y",)
    assert DataSet("d", "", *given, image=(8, 8)).image == (8, 8)
    with pytest.raises(InputError, match=why):
        DataSet("d", "", *given, image=image)
