"""The data sets that come with the simulator, each with a network that learns it well."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ...core.inputs import one_of
from ...core.sets.dataset import DataSet, standardised
from . import built_in_rows as sources
from .built_in_rows import Made


@dataclass(frozen=True)
class Start:
    """A network and a way to train it that learns the set: SGD one row at a time, in random order."""

    widths: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    learning_rate: float
    epochs: int
    scheme: str = "glorot"  # of core/initialise.py
    seed: int = 0
    standardise: bool = False  # the inputs, before training


@dataclass(frozen=True, eq=False)
class BuiltIn:
    """One row of the list: what the menu says, how the set is made, and where to start."""

    name: str
    title: str
    about: str
    make: Callable[[], Made]
    start: Start
    image: tuple[int, int] | None = None  # rows and columns, where the inputs are a picture row by row


def dataset(name: str) -> DataSet:
    """One of the built-in sets, the same arrays every time; raises InputError for an unknown name."""
    return _made(built_in(name).name)


def built_in(name: object) -> BuiltIn:
    """Look a name up in the list; raises InputError that says which there are."""
    return DATASETS[one_of(name, DATASETS, "the data set")]


def ready(name: str) -> DataSet:
    """A built-in set as its suggested network takes it: standardised where the suggestion says so."""
    return standardised(dataset(name)) if built_in(name).start.standardise else dataset(name)


@cache
def _made(name: str) -> DataSet:
    row = DATASETS[name]
    X, T, inputs, outputs, classes = row.make()
    return DataSet(row.title, row.about, X, T, inputs, outputs, classes, image=row.image)


def _start(
    widths: tuple[int, ...], ending: tuple[str, str], learning_rate: float, epochs: int, std: bool = False
) -> Start:
    """Tanh in the hidden layers; `ending` is the last layer's activation and the loss."""
    activations = ("tanh",) * (len(widths) - 2) + (ending[0],)
    return Start(widths, activations, ending[1], learning_rate, epochs, standardise=std)


GATE, CLASSES, NUMBERS = ("sigmoid", "tse"), ("softmax", "tce"), ("identity", "tse")

# The order of the menu. The epochs are enough from any first weights, or nearly any.
DATASETS = {
    row.name: row
    for row in (
        BuiltIn(
            "and",
            "AND",
            "One neuron is enough: a straight line parts the four corners.",
            lambda: sources.gate(0, 0, 0, 1),
            _start((2, 1), GATE, 1.0, 300),
        ),
        BuiltIn(
            "or",
            "OR",
            "One neuron is enough, as for AND; only its bias ends up elsewhere.",
            lambda: sources.gate(0, 1, 1, 1),
            _start((2, 1), GATE, 1.0, 300),
        ),
        BuiltIn(
            "xor",
            "XOR",
            "No straight line parts the corners; two hidden neurons can, and a third makes it surer.",
            lambda: sources.gate(0, 1, 1, 0),
            _start((2, 3, 1), GATE, 0.5, 1000),
        ),
        BuiltIn(
            "circles",
            "Circles",
            "A ring around a disc: each hidden neuron adds one side to the closed border.",
            sources.circles,
            _start((2, 4, 2), CLASSES, 0.05, 100),
        ),
        BuiltIn(
            "moons",
            "Two moons",
            "Two crescents that reach into each other; the border has to bend twice.",
            sources.moons,
            _start((2, 6, 2), CLASSES, 0.05, 100),
        ),
        BuiltIn(
            "spirals",
            "Two spirals",
            "Two arms around each other, hard to part: it takes a second hidden layer and patience.",
            sources.spirals,
            _start((2, 10, 10, 2), CLASSES, 0.05, 200),
        ),
        BuiltIn(
            "blobs",
            "Three blobs",
            "Three clouds that overlap a little: softmax parts them without a hidden layer.",
            sources.blobs,
            _start((2, 3), CLASSES, 0.1, 30),
        ),
        BuiltIn(
            "sine",
            "Sine",
            "A curve from numbers to numbers: each tanh neuron contributes one bend.",
            sources.sine,
            _start((1, 8, 1), NUMBERS, 0.02, 1000),
        ),
        BuiltIn(
            "line",
            "A noisy line",
            "One linear neuron finds the line of least squares; the noise stays as error.",
            sources.line,
            _start((1, 1), NUMBERS, 0.02, 50),
        ),
        BuiltIn(
            "iris",
            "Iris",
            "150 flowers of three species by four lengths (R. A. Fisher, 1936); two species overlap.",
            sources.iris,
            _start((4, 5, 3), CLASSES, 0.05, 50, std=True),
        ),
        BuiltIn(
            "digits",
            "Digits",
            "1,797 handwritten digits of 8 × 8 pixels (E. Alpaydin and C. Kaynak, 1998), ink from 0 to 1.",
            sources.digits,
            _start((64, 16, 10), CLASSES, 0.05, 10),
            image=(8, 8),
        ),
    )
}
