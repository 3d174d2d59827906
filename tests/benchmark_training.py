"""Training beside PyTorch, scikit-learn, JAX and micrograd; run it as python -m tests.benchmark_training."""

import importlib
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # read once, when NumPy is first imported
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"

import numpy as np  # noqa: E402

from simulator import History, Network, train  # noqa: E402

ROUNDS = 11


@dataclass(frozen=True)
class Case:
    """A task; an epoch takes all rows once. The aims are ratios, peer to ours, that are to be reached."""

    title: str
    widths: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    rows: int
    epochs: int  # of ours in a round, of the peers one
    batch_size: int
    learning_rate: float
    aims: dict[str, float]


CLASSES = ("sigmoid", "softmax")
CASES = (
    Case(
        "one item an update, 2-4-4-1, tanh, TSE",
        *((2, 4, 4, 1), ("tanh",) * 3, "tse", 200, 20, 1, 0.01),
        {"PyTorch": 40, "micrograd": 25, "JAX": 2.5},
    ),
    Case(
        "one item an update, 64-32-10, sigmoid, softmax, TCE",
        *((64, 32, 10), CLASSES, "tce", 400, 10, 1, 0.01),
        {"PyTorch": 22, "scikit-learn": 7},
    ),
    Case(
        "32 items an update, 64-128-10, sigmoid, softmax, TCE",
        *((64, 128, 10), CLASSES, "tce", 3200, 20, 32, 0.01),
        {"PyTorch": 4, "scikit-learn": 3},
    ),
    Case(
        "all 1000 items an update, 784-128-10, sigmoid, softmax, TCE",
        *((784, 128, 10), CLASSES, "tce", 1000, 10, 1000, 1e-4),
        {"PyTorch": 1.1, "scikit-learn": 1.3},
    ),
)


@dataclass(frozen=True, eq=False)
class Data:
    """What a case starts from; `labels` are the classes that T holds as rows of 0 and 1."""

    weights: list[np.ndarray]
    biases: list[np.ndarray]
    X: np.ndarray
    T: np.ndarray
    labels: np.ndarray


def data_of(case: Case) -> Data:
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=pair) / np.sqrt(pair[0]) for pair in pairwise(case.widths)]
    biases = [0.1 * rng.normal(size=width) for width in case.widths[1:]]
    labels = np.arange(case.rows) % case.widths[-1]
    T = np.eye(case.widths[-1])[labels] if case.loss == "tce" else rng.uniform(-0.9, 0.9, (case.rows, 1))
    return Data(weights, biases, rng.normal(size=(case.rows, case.widths[0])), T, labels)


class Ours:
    """The public train, its checks and its history included; the set's error where it is asked for."""

    def __init__(self, case: Case, data: Data) -> None:
        self.case, self.data = case, data
        self.net = Network.from_arrays(data.weights, data.biases, case.activations)

    def train(self, epochs: int) -> History:
        case, data = self.case, self.data
        return train(
            *(self.net, data.X, data.T, case.loss, case.learning_rate), epochs, batch_size=case.batch_size
        )

    def epoch(self) -> None:
        self.trained = self.train(1).network

    def parameters(self) -> list[np.ndarray]:
        return [*self.trained.W.values(), *self.trained.b.values()]

    def seconds(self) -> tuple[float, float]:
        """Of an epoch, without and with the set's error after each."""
        start = time.perf_counter()
        history = self.train(self.case.epochs)
        trained = time.perf_counter()
        assert len(history.losses) == self.case.epochs + 1
        return (trained - start) / self.case.epochs, (time.perf_counter() - start) / self.case.epochs


class PyTorch:
    """torch.nn.Sequential, autograd and torch.optim.SGD, as its tutorial has it."""

    def __init__(self, case: Case, data: Data) -> None:
        torch = importlib.import_module("torch")
        torch.set_num_threads(1)
        self.version = torch.__version__
        modules = {"tanh": [torch.nn.Tanh()], "sigmoid": [torch.nn.Sigmoid()], "softmax": []}
        self.layers = [torch.nn.Linear(*pair, dtype=torch.float64) for pair in pairwise(case.widths)]
        with torch.no_grad():
            for layer, W, b in zip(self.layers, data.weights, data.biases, strict=True):
                layer.weight.copy_(torch.tensor(W.T))
                layer.bias.copy_(torch.tensor(b))
        pairs = zip(self.layers, case.activations, strict=True)
        self.model = torch.nn.Sequential(*(part for layer, name in pairs for part in (layer, *modules[name])))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=case.learning_rate)
        targets = torch.tensor(data.labels if case.loss == "tce" else data.T)
        self.batches = list(
            zip(torch.tensor(data.X).split(case.batch_size), targets.split(case.batch_size), strict=True)
        )
        loss = torch.nn.CrossEntropyLoss if case.loss == "tce" else torch.nn.MSELoss
        self.loss = loss(reduction="sum")

    def epoch(self) -> None:
        for x, t in self.batches:
            self.optimizer.zero_grad()
            self.loss(self.model(x), t).backward()
            self.optimizer.step()

    def parameters(self) -> list[np.ndarray]:
        weights = [layer.weight.detach().numpy().T for layer in self.layers]
        return [*weights, *(layer.bias.detach().numpy() for layer in self.layers)]


class ScikitLearn:
    """MLPClassifier.partial_fit, which takes the rows once; its loss averages over a batch."""

    def __init__(self, case: Case, data: Data) -> None:
        sklearn = importlib.import_module("sklearn")
        network = importlib.import_module("sklearn.neural_network")
        self.version = sklearn.__version__
        self.model = network.MLPClassifier(
            case.widths[1:-1],
            activation="logistic",
            solver="sgd",
            alpha=0.0,
            momentum=0.0,
            shuffle=False,
            batch_size=case.batch_size,
            learning_rate_init=case.learning_rate * case.batch_size,
        )
        self.data = data
        self.model.partial_fit(data.X, data.labels, classes=np.arange(case.widths[-1]))
        for mine, theirs in zip([*data.weights, *data.biases], self.parameters(), strict=True):
            theirs[...] = mine

    def epoch(self) -> None:
        self.model.partial_fit(self.data.X, self.data.labels)

    def parameters(self) -> list[np.ndarray]:
        return [*self.model.coefs_, *self.model.intercepts_]


class Jax:
    """An update compiled by jax.jit, called once for each item."""

    def __init__(self, case: Case, data: Data) -> None:
        jax = importlib.import_module("jax")
        jax.config.update("jax_enable_x64", True)
        jnp, self.version = jax.numpy, jax.__version__

        def error(layers: list[tuple], x: object, t: object) -> object:
            for W, b in layers:
                x = jnp.tanh(x @ W + b)
            return jnp.sum((t - x) ** 2)

        def update(layers: list[tuple], x: object, t: object) -> object:
            slopes = jax.grad(error)(layers, x, t)
            return jax.tree.map(lambda p, slope: p - case.learning_rate * slope, layers, slopes)

        self.update = jax.jit(update)
        self.layers = [(jnp.array(W), jnp.array(b)) for W, b in zip(data.weights, data.biases, strict=True)]
        self.items = [(jnp.array(x), jnp.array(t)) for x, t in zip(data.X, data.T, strict=True)]
        jax.block_until_ready(self.update(self.layers, *self.items[0]))

    def epoch(self) -> None:
        for x, t in self.items:
            self.layers = self.update(self.layers, x, t)
        self.layers[0][0].block_until_ready()

    def parameters(self) -> list[np.ndarray]:
        return [np.asarray(layer[i]) for i in (0, 1) for layer in self.layers]


class Micrograd:
    """Its layers of neurons, with the tanh of its lecture, which the package leaves out."""

    def __init__(self, case: Case, data: Data) -> None:
        nn = importlib.import_module("micrograd.nn")
        self.value = importlib.import_module("micrograd.engine").Value
        self.version = importlib.import_module("importlib.metadata").version("micrograd")
        self.rate = case.learning_rate
        self.layers = [nn.Layer(H, L, nonlin=False) for H, L in pairwise(case.widths)]
        for layer, W, b in zip(self.layers, data.weights, data.biases, strict=True):
            for neuron, column, bias in zip(layer.neurons, W.T, b, strict=True):
                neuron.b.data = float(bias)
                for weight, number in zip(neuron.w, column, strict=True):
                    weight.data = float(number)
        self.all = [p for layer in self.layers for p in layer.parameters()]
        self.items = list(zip(data.X.tolist(), data.T.ravel().tolist(), strict=True))

    def tanh(self, n: object) -> object:
        a = self.value(float(np.tanh(n.data)), (n,), "tanh")

        def backward() -> None:
            n.grad += (1 - a.data * a.data) * a.grad

        a._backward = backward
        return a

    def epoch(self) -> None:
        for inputs, t in self.items:
            x = inputs
            for layer in self.layers:
                x = [self.tanh(neuron(x)) for neuron in layer.neurons]
            for p in self.all:
                p.grad = 0
            ((x[0] - t) ** 2).backward()
            for p in self.all:
                p.data -= self.rate * p.grad

    def parameters(self) -> list[np.ndarray]:
        weights = [
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]).T for layer in self.layers
        ]
        return [*weights, *(np.array([neuron.b.data for neuron in layer.neurons]) for layer in self.layers)]


PEERS: dict[str, Callable] = {
    "PyTorch": PyTorch,
    "scikit-learn": ScikitLearn,
    "JAX": Jax,
    "micrograd": Micrograd,
}


def seconds_of(epoch: Callable[[], None]) -> float:
    start = time.perf_counter()
    epoch()
    return time.perf_counter() - start


def started(case: Case, data: Data, missing: set[str]) -> dict[str, object]:
    """The peers of a case that are installed."""
    found = {}
    for name in case.aims:
        try:
            found[name] = PEERS[name](case, data)
        except ImportError:
            missing.add(name)
    return found


def measure(case: Case, missing: set[str]) -> None:
    """Check that all peers end an epoch with our numbers, then time them by turns and print the medians."""
    data = data_of(case)
    ours, peers = Ours(case, data), started(case, data, missing)
    ours.epoch()
    for peer in peers.values():
        peer.epoch()
        for mine, theirs in zip(ours.parameters(), peer.parameters(), strict=True):
            np.testing.assert_allclose(theirs, mine, rtol=1e-9, atol=1e-11)
    rounds = [[*ours.seconds(), *(seconds_of(peer.epoch) for peer in peers.values())] for _ in range(ROUNDS)]
    updates = -(-case.rows // case.batch_size)
    mine, all_in_all, *theirs = (
        statistics.median(column) / updates * 1e6 for column in zip(*rounds, strict=True)
    )
    print(f"\n{case.title}\n{'ours':30}{mine:12.1f} µs an update ({all_in_all:.1f} with history.losses)")
    for i, (name, micros) in enumerate(zip(peers, theirs, strict=True), start=2):
        ratios = sorted(row[i] / row[0] for row in rounds)
        print(
            f"{name + ' ' + peers[name].version:30}{micros:12.1f} µs   ratio {micros / mine:5.1f}"
            f"   (rounds {ratios[0]:.1f} to {ratios[-1]:.1f})   aim {case.aims[name]}"
        )


def main() -> None:
    missing: set[str] = set()
    print(f"Training, float64, one thread, NumPy {np.__version__}; medians of {ROUNDS} alternating rounds.")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for case in CASES:
        measure(case, missing)
    if missing:
        print(f"\nNot installed, so not measured: {', '.join(sorted(missing))} (pip install '.[benchmark]')")


if __name__ == "__main__":
    main()
