"""Where the rows of the built-in data sets come from: truth tables, formulas, and files in assets/data.

Circles, moons and blobs are those of scikit-learn's make_circles, make_moons and make_blobs, bit for bit: the
same numbers drawn in the same order from NumPy's generator of that time.
"""

import gzip
import io
from typing import Any

import numpy as np

from ...core.inputs import Array
from ...core.sets.dataset import one_hot
from ..assets import ASSETS

Made = tuple[Any, Any, tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # X, T, inputs, outputs, classes

PLANE = ("x1", "x2")
SEED = 0  # of every set made at random


def gate(*targets: int) -> Made:
    """A truth table; one output is enough to say 0 or 1."""
    X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    return X, np.array(targets)[:, None], PLANE, ("y",), ("0", "1")


def _classes(X: Array, rows: Array, inputs: tuple[str, ...], classes: tuple[str, ...]) -> Made:
    return X, one_hot(rows, len(classes)), inputs, classes, classes


def _shuffled(draw: np.random.RandomState, X: Array, rows: Array) -> tuple[Array, Array]:
    order = np.arange(len(X))
    draw.shuffle(order)
    return X[order], rows[order]


def _arc(angles: Array) -> Array:
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def circles() -> Made:
    draw = np.random.RandomState(SEED)
    ring = _arc(np.linspace(0, 2 * np.pi, 100, endpoint=False))
    X, rows = _shuffled(draw, np.vstack([ring, ring * 0.5]), np.repeat([0, 1], 100))
    return _classes(X + draw.normal(scale=0.08, size=X.shape), rows, PLANE, ("outer", "inner"))


def moons() -> Made:
    draw = np.random.RandomState(SEED)
    upper = _arc(np.linspace(0, np.pi, 100))
    lower = 1 - upper - [0, 0.5]
    X, rows = _shuffled(draw, np.vstack([upper, lower]), np.repeat([0, 1], 100))
    return _classes(X + draw.normal(scale=0.15, size=X.shape), rows, PLANE, ("upper", "lower"))


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
    draw = np.random.RandomState(SEED)
    centres = [[-1.0, -0.6], [1.0, -0.6], [0.0, 1.1]]
    X = np.vstack([draw.normal(centre, 0.45, (50, 2)) for centre in centres])
    X, rows = _shuffled(draw, X, np.repeat([0, 1, 2], 50))
    return _classes(X, rows, PLANE, ("left", "right", "top"))


def sine() -> Made:
    x = np.linspace(-np.pi, np.pi, 61)
    return x[:, None], np.sin(x)[:, None], ("x",), ("sin x",), ()


def line() -> Made:
    rng = np.random.default_rng(SEED)
    x = np.linspace(-1, 1, 40)
    return x[:, None], (0.5 + 0.8 * x + rng.normal(0, 0.15, 40))[:, None], ("x",), ("y",), ()


def iris() -> Made:
    text = (ASSETS / "data" / "iris.csv").read_text(encoding="utf-8")
    (*names, _), *lines = (line.split(",") for line in text.splitlines())
    X = np.array([[float(number) for number in numbers] for *numbers, _ in lines])
    classes = tuple(dict.fromkeys(species for *_, species in lines))
    rows = np.array([classes.index(species) for *_, species in lines])
    order = np.random.default_rng(SEED).permutation(len(X))  # the file has one species after the other
    return _classes(X[order], rows[order], tuple(names), classes)


def digits() -> Made:
    text = gzip.decompress((ASSETS / "data" / "digits.csv.gz").read_bytes())
    table = np.loadtxt(io.BytesIO(text), delimiter=",", dtype=np.int64)
    names = tuple(f"row {row}, column {column}" for row in range(1, 9) for column in range(1, 9))
    return _classes(table[:, :-1] / 16, table[:, -1], names, tuple("0123456789"))
