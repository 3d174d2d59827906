"""The built-in sets are the same every time, come without a network connection, and can be learned."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_digits, load_iris, make_blobs, make_circles, make_moons

from simulator import InputError, train
from simulator.core.activation import ACTIVATIONS
from simulator.core.initialise import SCHEMES, initialise
from simulator.core.loss import LOSSES, check_pair
from simulator.core.sets.metrics import accuracy, outputs, set_error
from simulator.files.tables.built_in_sets import DATASETS, built_in, dataset, ready

# Spelled out, so that a set that drops out is missed: rows, inputs, outputs, classes.
SHAPES = {
    "and": (4, 2, 1, 2),
    "or": (4, 2, 1, 2),
    "xor": (4, 2, 1, 2),
    "circles": (200, 2, 2, 2),
    "moons": (200, 2, 2, 2),
    "spirals": (200, 2, 2, 2),
    "blobs": (150, 2, 3, 3),
    "sine": (61, 1, 1, 0),
    "line": (40, 1, 1, 0),
    "iris": (150, 4, 3, 3),
    "digits": (1797, 64, 10, 10),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_shapes(name):
    """And one line on what each shows."""
    data = dataset(name)
    assert (*data.X.shape, data.T.shape[1], len(data.classes)) == SHAPES[name]
    assert data.about.endswith(".")
    assert 20 < len(data.about) < 110
    assert len(data.train) == len(data.X)


def test_the_list_is_complete():
    """In the order of the menu."""
    assert tuple(DATASETS) == tuple(SHAPES)


def test_the_truth_tables():
    """Row by row."""
    assert dataset("xor").X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    truths = {name: dataset(name).T[:, 0].tolist() for name in ("and", "or", "xor")}
    assert truths == {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "xor": [0, 1, 1, 0]}


def test_iris_and_the_digits_are_those_of_scikit_learn():
    """Iris in another order, the digits with ink from 0 to 1."""
    iris, theirs = dataset("iris"), load_iris()
    rows = sorted(zip(iris.X.tolist(), iris.T.argmax(axis=1).tolist(), strict=True))
    assert rows == sorted(zip(theirs.data.tolist(), theirs.target.tolist(), strict=True))
    assert iris.classes == ("setosa", "versicolor", "virginica")
    assert iris.inputs == ("sepal length", "sepal width", "petal length", "petal width")
    digits, theirs = dataset("digits"), load_digits()
    np.testing.assert_array_equal(digits.X * 16, theirs.data)
    np.testing.assert_array_equal(digits.T.argmax(axis=1), theirs.target)


@pytest.mark.parametrize("name", SHAPES)
def test_a_set_does_not_lie_sorted_by_class(name):
    """Taken in turn, one class after the other would undo what was learned before."""
    data = dataset(name)
    if data.T.shape[1] > 1:
        run = np.diff(np.flatnonzero(np.diff(data.T.argmax(axis=1), prepend=-1, append=-1)))
        assert run.max() < 15


def made(name: str) -> tuple:
    """What scikit-learn makes, X and the number of each row's class."""
    centers = [[-1.0, -0.6], [1.0, -0.6], [0.0, 1.1]]
    return {
        "circles": lambda: make_circles(n_samples=200, noise=0.08, factor=0.5, random_state=0),
        "moons": lambda: make_moons(n_samples=200, noise=0.15, random_state=0),
        "blobs": lambda: make_blobs(n_samples=150, centers=centers, cluster_std=0.45, random_state=0),
    }[name]()


@pytest.mark.parametrize("name", ["circles", "moons", "blobs"])
def test_the_points_are_those_of_scikit_learn(name):
    """To the last bit, in the same order: links and session files know a set by its bytes."""
    X, rows = made(name)
    assert dataset(name).X.tobytes() == np.ascontiguousarray(X).tobytes()
    assert dataset(name).T.argmax(axis=1).tolist() == rows.tolist()


def test_no_set_asks_for_scikit_learn():
    """And a set is made once, the same in every process."""
    code = (
        "import sys; from simulator.files.tables.built_in_sets import DATASETS, dataset;"
        "assert dataset('moons') is dataset('moons');"
        "print([float(dataset(n).X.sum()).hex() for n in DATASETS]);"
        "assert not {'sklearn', 'scipy'} & {*sys.modules}"
    )
    said = {
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    }
    assert said == {f"{[float(dataset(name).X.sum()).hex() for name in DATASETS]}\n"}


@pytest.mark.parametrize("name", ["", "mnist", None, 3, ["xor"]])
def test_an_unknown_name(name):
    """Refused with the names there are."""
    with pytest.raises(InputError, match=r"^the data set must be one of and, or, xor, .*; got "):
        built_in(name)


# The suggested networks


@pytest.mark.parametrize("name", SHAPES)
def test_the_suggested_network_fits(name):
    """Its ending is one that suits the targets."""
    data, start = dataset(name), built_in(name).start
    assert (start.widths[0], start.widths[-1]) == (data.X.shape[1], data.T.shape[1])
    assert len(start.activations) == len(start.widths) - 1
    assert (start.activations[-1], start.loss) in data.endings
    assert start.scheme in SCHEMES
    for activation, loss in data.endings:
        check_pair(LOSSES[loss], ACTIVATIONS[activation])
    assert (ready(name).scaling is not None) == start.standardise


def learned(name: str, epochs: int) -> tuple:
    """The set and the network after that many epochs of the notes' SGD, a random order each."""
    data, start = ready(name), built_in(name).start
    net = initialise(start.widths, start.activations, start.scheme, start.seed)
    how = {"learning_rate": start.learning_rate, "epochs": epochs, "order": "random", "seed": start.seed}
    return data, train(net, data.X, data.T, start.loss, **how).network


@pytest.mark.parametrize(
    ("name", "least", "share"),
    [
        ("and", 1.0, 1.0),
        ("or", 1.0, 1.0),
        ("xor", 1.0, 1.0),
        ("blobs", 0.97, 1.0),
        ("circles", 0.97, 0.5),
        ("moons", 0.95, 0.3),
        ("spirals", 0.97, 0.5),
        ("iris", 0.96, 1.0),
        ("digits", 0.9, 0.1),
    ],
)
def test_the_suggested_network_learns_the_classes(name, least, share):
    """Within the suggested epochs, or a share of them where all would take long."""
    data, net = learned(name, round(built_in(name).start.epochs * share))
    assert accuracy(outputs(net, data.X), data.T) >= least


def test_the_suggested_neuron_finds_the_line():
    """The one of least squares, near enough for SGD."""
    data, net = learned("line", built_in("line").start.epochs)
    slope, offset = np.polyfit(data.X[:, 0], data.T[:, 0], 1)
    assert net.W[2][0, 0] == pytest.approx(slope, abs=0.05)
    assert net.b[2][0] == pytest.approx(offset, abs=0.05)


def test_the_suggested_network_bends_to_the_sine():
    """A fifth of the epochs leaves a mean square of a fiftieth; the variance of the sine is a half."""
    data, net = learned("sine", 200)
    assert set_error(net, data.X, data.T, "mse") < 0.02
