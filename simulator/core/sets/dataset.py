"""A data set is inputs and targets row by row, with a record of what was done to them."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..inputs import Array, InputError, numbers, whole
from .metrics import labels

# What the targets are, and the last layer's activation with the loss that suit them, best first.
# Sigmoid with TCE is not among them: −Σ t ln y alone is smallest where every output says 1.
ONE_HOT = (("softmax", "tce"), ("sigmoid", "tse"), ("softmax", "tse"))
ONE_COLUMN = (("sigmoid", "bce"), ("sigmoid", "tse"))
YES_OR_NO = (("sigmoid", "bce"),)  # columns of 0 and 1, several of which may be 1 in a row
NUMBERS = (("identity", "tse"), ("identity", "mse"))


@dataclass(frozen=True, eq=False, slots=True)
class Scaling:
    """Standardising: (raw − mean) / deviation, column by column; mean and deviation are (H,).

    A column that is constant over the training rows is left as it is: mean 0, deviation 1.
    """

    mean: Array
    deviation: Array
    constant: tuple[str, ...] = ()  # names of the columns left as they are

    def apply(self, raw: Array) -> Array:
        """Raw columns (N, H) as the network sees them."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray((raw - self.mean) / self.deviation)

    def undo(self, scaled: Array) -> Array:
        """What the network sees (N, H) back in the units that the columns came in."""
        return np.asarray(scaled * self.deviation + self.mean)


@dataclass(frozen=True, eq=False, slots=True)
class DataSet:
    """Inputs X (N, H), targets T (N, L), their names, and which rows train and which test; all read-only.

    With `classes`, T says which class a row belongs to: one-hot, column c for classes[c]. Two classes
    may have a single column instead, 0 for the first and 1 for the second, as a truth table has it.
    Without classes the targets are numbers. Raises InputError where these do not fit together.
    """

    name: str
    about: str  # one line on what it shows
    X: Array
    T: Array
    inputs: tuple[str, ...]  # H names
    outputs: tuple[str, ...]  # L names
    classes: tuple[str, ...] = ()
    train: Any = None  # row numbers from 0; None: all rows
    test: Any = ()
    scaling: Scaling | None = None  # of X
    target_scaling: Scaling | None = None  # of T, for numbers
    image: tuple[int, int] | None = None  # rows and columns of the picture that the inputs are, row by row

    def __post_init__(self) -> None:
        X = numbers(self.X, "X", (None, None), "with a row for each item", "NH")
        T = numbers(self.T, "T", (len(X), None), "with a row for each item", "NL")
        for array, names, what in ((X, self.inputs, "input"), (T, self.outputs, "output")):
            if len(names) != array.shape[1]:
                raise InputError(
                    f"each {what} column must have one name; got {len(names)} names for {array.shape[1]}"
                )
        if self.classes:
            _check_classes(T, self.classes)
        if self.image is not None:
            _check_image(self.image, len(self.inputs))
        train = np.arange(len(X)) if self.train is None else self.train
        train, test = _rows(train, len(X)), _rows(self.test, len(X))
        if not len(train) or len({*train.tolist(), *test.tolist()}) != len(train) + len(test):
            raise InputError(
                "rows must train or test, never both or twice, and at least one must train; "
                f"got {len(train)} and {len(test)} of {len(X)}"
            )
        for name, value in {"X": X, "T": T, "train": train, "test": test}.items():
            object.__setattr__(self, name, value)

    @property
    def kind(self) -> str:
        """classes or numbers."""
        return "classes" if self.classes else "numbers"

    @property
    def endings(self) -> tuple[tuple[str, str], ...]:
        """(activation of the last layer, loss) that suit the targets, best first."""
        if not self.classes:
            return YES_OR_NO + NUMBERS if ((self.T == 0) | (self.T == 1)).all() else NUMBERS
        return ONE_HOT if self.T.shape[1] > 1 else ONE_COLUMN

    @property
    def training(self) -> tuple[Array, Array]:
        """X and T of the training rows."""
        return self.X[self.train], self.T[self.train]

    @property
    def testing(self) -> tuple[Array, Array]:
        """X and T of the test rows; no rows where nothing was set aside."""
        return self.X[self.test], self.T[self.test]


def one_hot(rows: Any, count: int) -> Array:
    """T (N, count) with a 1 in the column that `rows` (N,) names for each item, counted from 0."""
    return np.asarray(np.eye(count)[rows])


def split(data: DataSet, test_share: Any, seed: int = 0) -> DataSet:
    """Set a share of the rows aside for the test, at random but the same for the same seed.

    At least one row trains, and at least one tests where the share is above 0 and there are two rows.
    The rows keep their order. Raises InputError for a share outside [0, 1), a seed that is no whole
    number from 0, or a set already standardised: its mean and deviation would know the test rows.
    """
    share = float(numbers(test_share, "the test share", ()))
    if not 0 <= share < 1:
        raise InputError(f"the test share must be at least 0 and below 1; got {share}")
    if data.scaling or data.target_scaling:
        raise InputError("a set must be split before it is standardised; this one is standardised already")
    N = len(data.X)
    count = min(max(round(N * share), 1), N - 1) if share else 0
    order = np.random.default_rng(whole(seed, "the seed", 0)).permutation(N)
    return replace(data, train=np.sort(order[count:]), test=np.sort(order[:count]))


def standardised(data: DataSet, *, targets: bool = False) -> DataSet:
    """Give every input column mean 0 and deviation 1 over the training rows; `targets` the outputs too.

    Test rows go through the same formula. Raises InputError for a set standardised already, or for
    `targets` where these are classes.
    """
    if data.scaling or data.target_scaling:
        raise InputError("a set can be standardised once; this one is standardised already")
    if targets and data.classes:
        raise InputError("targets can be standardised where they are numbers; these are classes")
    scaling = _scaling(data.X[data.train], data.inputs)
    done = replace(data, X=scaling.apply(data.X), scaling=scaling)
    if not targets:
        return done
    scaling = _scaling(data.T[data.train], data.outputs)
    return replace(done, T=scaling.apply(data.T), target_scaling=scaling)


def _scaling(columns: Array, names: tuple[str, ...]) -> Scaling:
    # Squares of very large or very small numbers leave float64; those of numbers up to 1 do not.
    size = np.abs(columns).max(axis=0)
    size[size == 0] = 1.0
    mean, deviation = size * (columns / size).mean(axis=0), size * (columns / size).std(axis=0)
    constant = deviation == 0  # exactly: equal numbers divided by their size are 1, and so is their mean
    mean[constant], deviation[constant] = 0.0, 1.0
    left = tuple(name for name, same in zip(names, constant, strict=True) if same)
    return Scaling(numbers(mean, "the mean", (None,)), numbers(deviation, "the deviation", (None,)), left)


def _check_classes(T: Array, classes: tuple[str, ...]) -> None:
    columns = T.shape[1]
    if len(classes) != max(columns, 2) or len(set(classes)) != len(classes):
        raise InputError(
            "the classes must be one name for each column of T, or two for a single column, all different; "
            f"got {len(classes)} for {columns}"
        )
    labels(T)


def _check_image(image: Any, inputs: int) -> None:
    if type(image) is not tuple or len(image) != 2:
        raise InputError(f"image must be rows and columns, or None; got {image!r:.40}")
    rows, columns = (whole(number, "the rows and columns of image", 1) for number in image)
    if rows * columns != inputs:
        raise InputError(f"an image of {rows} × {columns} must have as many inputs; the set has {inputs}")


def _rows(value: Any, count: int) -> Array:
    given = np.asarray(value)
    whole = given.size == 0 or given.dtype.kind in "iu"
    if given.ndim != 1 or not whole or not all(0 <= row < count for row in given):
        raise InputError(f"rows must be whole numbers from 0 to {count - 1}; got {value!r:.40}")
    rows: Array = given.astype(np.intp)
    rows.setflags(write=False)
    return rows
