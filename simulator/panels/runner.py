"""A training run beside the page: a thread that trains, and what the page may look at meanwhile."""

import threading
import time
from dataclasses import dataclass
from typing import Any

from ..core.dataset import DataSet
from ..core.history import History
from ..core.inputs import InputError
from ..core.metrics import accuracy, outputs, set_error
from ..core.network import Network
from ..core.training import train

MOST_POINTS = 400
POINT_BYTES = 2**24  # of networks kept at the points of the curve
LONGEST = 0.5  # seconds without a point
LONELY = 600  # seconds that a run goes on while no page looks at it: whoever started it has left


@dataclass(frozen=True, eq=False, slots=True)
class Point:
    """A moment of the run: the network before update k, and how it does on both parts of the set."""

    k: int
    epoch: float
    error: float
    test_error: float | None
    accuracy: float | None
    test_accuracy: float | None
    network: Network


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: loss, α, and in what order and portions the rows are taken."""

    loss: str
    learning_rate: float
    order: str = "random"
    seed: int = 0
    batch_size: int = 1
    rule: str = "gradients-first"


class Runner:
    """One run from a network over a data set; it can be stopped, gone on with, and rewound.

    `points` is replaced, never changed, so the page can read it while the run goes on. `at` and `item` are
    for when it stands still.
    """

    def __init__(self, start: Network, data: DataSet, plan: Plan) -> None:
        self.data, self.plan, self.start = data, plan, start
        self._network = start
        self.segments: list[tuple[Plan, History]] = []
        self.message = ""
        self.diverged = False
        self.updates = 0
        self.took = 0.0  # seconds of training
        self._per_epoch = 0
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._looked = time.monotonic()
        self._spacing = 1
        self._last = time.perf_counter()
        self.points: tuple[Point, ...] = (self._point(start, 0),)

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def look(self) -> None:
        """A page looks at the run."""
        self._looked = time.monotonic()

    @property
    def memory(self) -> int:
        """Bytes that snapshots and points take."""
        return sum(history.memory for _, history in self.segments) + len(self.points) * self._size

    @property
    def _size(self) -> int:
        return sum(layer.W.nbytes + layer.b.nbytes for layer in self.start.layers)

    def go(
        self,
        plan: Plan,
        *,
        epochs: int = 1,
        updates: int | None = None,
        until: float | None = None,
    ) -> None:
        """Go on from the last network, beside the page; raises InputError where nothing can begin."""
        if self.running:
            return
        self.plan, self.message, self.diverged = plan, "", False
        self._stop.clear()
        self.look()
        self._thread = threading.Thread(target=self._train, args=(plan, epochs, updates, until), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop at once; what was trained is kept."""
        self._stop.set()
        self.wait()

    def wait(self, seconds: float | None = 5) -> None:
        """Until the thread has ended."""
        if self._thread is not None:
            self._thread.join(seconds)

    def at(self, k: int) -> Network:
        """The network before update k, bit for bit the run's own."""
        return self._segment(k).at(k) if self.segments else self.start

    def point(self, k: int) -> Point:
        """How the run did at update k."""
        known = next((point for point in self.points if point.k == k), None)
        return known or self._point(self.at(k), k)

    def rows(self, k: int, count: int) -> list[tuple[int, ...]]:
        """The rows that update k and those after it took, at most `count` updates."""
        made = range(k, min(k + count, self.updates))
        return [self._segment(j).item(j) for j in made]

    def plan_at(self, k: int) -> Plan:
        """The plan that update k followed; after the last update, the last one."""
        return next((plan for plan, history in self.segments if k < _end(history)), self.plan)

    def _segment(self, k: int) -> History:
        return next((h for _, h in self.segments if k < _end(h)), self.segments[-1][1])

    # ---- the thread
    def _train(self, plan: Plan, epochs: int, updates: int | None, until: float | None) -> None:
        begun, first = time.perf_counter(), self.updates
        X, T = self.data.training
        self._per_epoch = -(-len(X) // min(plan.batch_size, len(X)))
        try:
            history = train(
                self._network,
                X,
                T,
                plan.loss,
                plan.learning_rate,
                epochs,
                plan.batch_size,
                plan.order,
                plan.seed,
                updates=updates,
                callback=self._seen,
                start=first,
                rule=plan.rule,
                until=until,
            )
        except InputError as reason:
            self.message = str(reason)
            return
        finally:
            self.took += time.perf_counter() - begun
        self.updates = first + history.updates
        self._network = history.network
        self.segments.append((plan, history))
        self._add(history.network, self.updates)
        stopped = self._stop.is_set()
        self.diverged = history.stopped.startswith("diverged")
        self.message = f"stopped after update {self.updates}" if stopped else history.stopped

    def _seen(self, history: History) -> bool:
        """Called by the run again and again: note a point now and then, and say whether to stop."""
        self.updates = k = history.start + history.updates
        epoch_ends = k % self._per_epoch == 0
        now = time.perf_counter()
        due = epoch_ends and (k // self._per_epoch) % self._spacing == 0
        if due or now - self._last > LONGEST:
            self._last = now
            self._add(history.network, k)
        if time.monotonic() - self._looked > LONELY:
            self._stop.set()
        return self._stop.is_set()

    def _add(self, net: Network, k: int) -> None:
        if self.points[-1].k == k:
            return
        try:
            point = self._point(net, k)
        except InputError:
            return  # its error is past what float64 holds; the run says so itself
        points = (*self.points, point)
        if len(points) > MOST_POINTS or len(points) * self._size > max(POINT_BYTES, 8 * self._size):
            points = (*points[:-1:2], points[-1])
            self._spacing *= 2
        self.points = points

    def _point(self, net: Network, k: int) -> Point:
        data, loss = self.data, self.plan.loss
        found: dict[str, Any] = {"test_error": None, "accuracy": None, "test_accuracy": None}
        X, T = data.training
        if data.classes:
            found["accuracy"] = accuracy(outputs(net, X), T)
        if len(data.test):
            X_test, T_test = data.testing
            found["test_error"] = set_error(net, X_test, T_test, loss)
            if data.classes:
                found["test_accuracy"] = accuracy(outputs(net, X_test), T_test)
        epoch = k / self._per_epoch if self._per_epoch else 0.0
        return Point(k, epoch, set_error(net, X, T, loss), network=net, **found)


def _end(history: History) -> int:
    return history.start + history.updates


def weight_history(points: tuple[Point, ...], l: int, r: int, c: int) -> list[float]:
    """One weight over the points of a run; r and c from 1."""
    return [float(point.network.W[l][r - 1, c - 1]) for point in points]
