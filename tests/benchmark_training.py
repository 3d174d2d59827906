"""Training beside plain NumPy and other libraries; run it as python -m tests.benchmark_training.

Plain NumPy always; PyTorch, scikit-learn, JAX and micrograd where they are installed. Ours goes by the path
that `train` takes, machine code where numba is installed, and beside it by NumPy. Time is the processor's,
which other work on the machine disturbs less.
"""

import os
import statistics
import time
from collections.abc import Callable
from itertools import pairwise

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # read once, when NumPy is first imported
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"

import numpy as np  # noqa: E402

from simulator import History, Network, train  # noqa: E402
from simulator.core.training.machine_code.readiness import awaited_kernel  # noqa: E402

from .benchmark_peers import PEERS, Case, Data  # noqa: E402

ROUNDS = 11


CLASSES = ("sigmoid", "softmax")
CASES = (
    Case(
        "one item an update, 2-4-4-1, tanh, TSE",
        *((2, 4, 4, 1), ("tanh",) * 3, "tse", 200, 20, 1, 0.01),
        {"plain NumPy": 21, "PyTorch": 40, "micrograd": 25, "JAX": 2.5, "JAX's scan": 1},
        {"TensorFlow Playground's own core": 21},
    ),
    Case(
        "one item an update, 64-32-10, sigmoid, softmax, TCE",
        *((64, 32, 10), CLASSES, "tce", 400, 10, 1, 0.01),
        {"plain NumPy": 16, "PyTorch": 22, "scikit-learn": 7, "JAX's scan": 1},
    ),
    Case(
        "32 items an update, 64-128-10, sigmoid, softmax, TCE",
        *((64, 128, 10), CLASSES, "tce", 3200, 20, 32, 0.01),
        {"plain NumPy": 1.4, "PyTorch": 4, "scikit-learn": 3, "JAX's scan": 1},
    ),
    Case(
        "all 1000 items an update, 784-128-10, sigmoid, softmax, TCE",
        *((784, 128, 10), CLASSES, "tce", 1000, 30, 1000, 1e-4),
        {"plain NumPy": 1, "PyTorch": 1.1, "scikit-learn": 1.3, "JAX": 0.9},
    ),
)


def data_of(case: Case) -> Data:
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=pair) / np.sqrt(pair[0]) for pair in pairwise(case.widths)]
    biases = [0.1 * rng.normal(size=width) for width in case.widths[1:]]
    labels = np.arange(case.rows) % case.widths[-1]
    T = np.eye(case.widths[-1])[labels] if case.loss == "tce" else rng.uniform(-0.9, 0.9, (case.rows, 1))
    return Data(weights, biases, rng.normal(size=(case.rows, case.widths[0])), T, labels)


class Ours:
    """The public train, its checks and its history included; the set's error where it is asked for."""

    def __init__(self, case: Case, data: Data, path: str | None) -> None:
        self.case, self.data = case, data
        self.net = Network.from_arrays(data.weights, data.biases, case.activations)
        self.asked = path
        self.path = self.train(1).path

    def train(self, epochs: int) -> History:
        case, data = self.case, self.data
        how = {"batch_size": case.batch_size, "path": self.asked}
        return train(self.net, data.X, data.T, case.loss, case.learning_rate, epochs, **how)

    def epoch(self) -> None:
        self.trained = self.train(1).network

    def parameters(self) -> list[np.ndarray]:
        return [*self.trained.W.values(), *self.trained.b.values()]

    def seconds(self) -> tuple[float, float]:
        """Of an epoch, without and with the set's error after each."""
        start = time.process_time()
        history = self.train(self.case.epochs)
        trained = time.process_time()
        assert len(history.losses) == self.case.epochs + 1
        return (trained - start) / self.case.epochs, (time.process_time() - start) / self.case.epochs


def seconds_of(epoch: Callable[[], None]) -> float:
    start = time.process_time()
    epoch()
    return time.process_time() - start


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
    ours, peers = Ours(case, data, None), started(case, data, missing)
    by_numpy = Ours(case, data, "numpy")
    for one in (ours, by_numpy, *peers.values()):
        one.epoch()
        for mine, theirs in zip(ours.parameters(), one.parameters(), strict=True):
            np.testing.assert_allclose(theirs, mine, rtol=1e-9, atol=1e-11)
    rounds = [
        [*ours.seconds(), by_numpy.seconds()[0], *(seconds_of(peer.epoch) for peer in peers.values())]
        for _ in range(ROUNDS)
    ]
    updates = -(-case.rows // case.batch_size)
    mine, all_in_all, other, *theirs = (
        statistics.median(column) / updates * 1e6 for column in zip(*rounds, strict=True)
    )
    print(f"\n{case.title}\n{f'ours, by {ours.path}':34}{mine:10.1f} µs an update", end="")
    print(f" ({all_in_all:.1f} with history.losses)")
    if ours.path != by_numpy.path:
        print(f"{'ours, by numpy':34}{other:10.1f} µs   ratio {other / mine:6.2f}")
    for i, (name, micros) in enumerate(zip(peers, theirs, strict=True), start=3):
        ratios = sorted(row[i] / row[0] for row in rounds)
        print(
            f"{name + ' ' + peers[name].version:34}{micros:10.1f} µs   ratio {statistics.median(ratios):6.2f}"
            f"   (rounds {ratios[0]:.2f} to {ratios[-1]:.2f})   aim {case.aims[name]}"
        )
    for name, times in case.quoted.items():
        print(f"{name}: {times} times plain NumPy when it was measured; it is not run here")


def main() -> None:
    missing: set[str] = set()
    print(f"Training, float64, one thread, NumPy {np.__version__}; medians of {ROUNDS} rounds.")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"machine code: {'ready' if awaited_kernel() else 'numba is not installed'}")
    for case in CASES:
        measure(case, missing)
    if missing:
        print(f"\nNot installed, so not measured: {', '.join(sorted(missing))} (pip install '.[benchmark]')")


if __name__ == "__main__":
    main()
