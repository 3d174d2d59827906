"""Where the rows of the built-in data sets come from: truth tables, formulas, scikit-learn."""

from typing import Any

import numpy as np

from ...core.inputs import Array
from ...core.sets.dataset import one_hot

Made = tuple[Any, Any, tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # X, T, inputs, outputs, classes

PLANE = ("x1", "x2")
SEED = 0  # of every set made at random


def _sklearn() -> Any:
    from sklearn import datasets  # noqa: PLC0415  takes a second to import: only once a set is asked for

    return datasets


def gate(*targets: int) -> Made:
    """A truth table; one output is enough to say 0 or 1."""
    X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    return X, np.array(targets)[:, None], PLANE, ("y",), ("0", "1")


def _classes(X: Array, rows: Array, inputs: tuple[str, ...], classes: tuple[str, ...]) -> Made:
    return X, one_hot(rows, len(classes)), inputs, classes, classes


def circles() -> Made:
    X, rows = _sklearn().make_circles(n_samples=200, noise=0.08, factor=0.5, random_state=SEED)
    return _classes(X, rows, PLANE, ("outer", "inner"))


def moons() -> Made:
    X, rows = _sklearn().make_moons(n_samples=200, noise=0.15, random_state=SEED)
    return _classes(X, rows, PLANE, ("upper", "lower"))


def spirals() -> Made:
    """Two arms of 100 points, not quite one and a half turns each, taken in turn from the inside out.

    They reach out to 3: closer to 0 tanh is nearly a line, and training would idle for long.
    """
    rng = np.random.default_rng(SEED)
    radius = np.linspace(0.3, 3.0, 100)
    angle = np.pi * radius
    arm = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    X = np.stack([arm, -arm], axis=1).reshape(200, 2) + rng.normal(0, 0.06, (200, 2))
    return _classes(X, np.tile([0, 1], 100), PLANE, ("first arm", "second arm"))


def blobs() -> Made:
    X, rows = _sklearn().make_blobs(
        n_samples=150, centers=[[-1.0, -0.6], [1.0, -0.6], [0.0, 1.1]], cluster_std=0.45, random_state=SEED
    )
    return _classes(X, rows, PLANE, ("left", "right", "top"))


def sine() -> Made:
    x = np.linspace(-np.pi, np.pi, 61)
    return x[:, None], np.sin(x)[:, None], ("x",), ("sin x",), ()


def line() -> Made:
    rng = np.random.default_rng(SEED)
    x = np.linspace(-1, 1, 40)
    return x[:, None], (0.5 + 0.8 * x + rng.normal(0, 0.15, 40))[:, None], ("x",), ("y",), ()


def iris() -> Made:
    flowers = _sklearn().load_iris()
    order = np.random.default_rng(SEED).permutation(150)  # the file has one species after the other
    names = tuple(str(name).removesuffix(" (cm)") for name in flowers.feature_names)
    classes = tuple(str(name) for name in flowers.target_names)
    return _classes(flowers.data[order], flowers.target[order], names, classes)


def digits() -> Made:
    digits = _sklearn().load_digits()
    names = tuple(f"row {row}, column {column}" for row in range(1, 9) for column in range(1, 9))
    return _classes(digits.data / 16, digits.target, names, tuple("0123456789"))
