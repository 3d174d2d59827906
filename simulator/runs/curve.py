"""How a run did: error and accuracy on both parts of its set, at updates spread over all of it."""

import math
import time
from collections.abc import Sequence
from dataclasses import replace

from ..core.inputs import Array, InputError
from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.sets.metrics import accuracy, outputs, set_error
from ..core.training.history import History
from ..files.sessions.run_record import Point

MOST_POINTS = 400
POINT_BYTES = 2**24  # of networks kept at the points of the curve
KEPT_POINTS = 2**21  # bytes of them that a record takes
LONGEST = 0.5  # seconds without a point
MOST_MEASURED, PER_NEURON = 2e9, 10  # multiplications to measure a record's points again; of one activation
WHOLE = 1e-6  # so near to a whole number of updates an epoch lies that has been summed up


class Curve:
    """The points of a run over `data` from a network on; where they grow too many, every second one goes.

    `points` is replaced, never changed, so that a page can read it while the run goes on.
    """

    def __init__(self, data: DataSet, start: Network, loss: str) -> None:
        self._data = data
        self._size = sum(layer.W.nbytes + layer.b.nbytes for layer in start.layers)
        self.spacing = 1  # epochs between two points
        self.last_epoch = 0.0  # the epoch at the base
        self._base, self._per_epoch = 0, 0  # the update a segment starts from, and updates in an epoch of it
        self._added = time.perf_counter()
        self.points: tuple[Point, ...] = (self.measure(start, 0, loss),)

    def put(self, points: Sequence[Point], spacing: int, last_epoch: float, loss: str) -> None:
        """Take on the points of a record: what each says of its network is measured again, not believed.

        Where that would take long, every second point goes.
        """
        kept = tuple(points)
        layers = kept[0].network.layers
        each = len(self._data.X) * sum(layer.W.size + PER_NEURON * layer.b.size for layer in layers)
        while len(kept) > 2 and len(kept) * each > MOST_MEASURED:
            kept, spacing = _every_second(kept), 2 * spacing
        measured = [replace(self.measure(point.network, point.k, loss), epoch=point.epoch) for point in kept]
        self.points, self.spacing, self.last_epoch = tuple(measured), spacing, last_epoch

    def begin(self, base: int, per_epoch: int, last_epoch: float) -> None:
        """A segment starts from update `base`: from there an epoch has this many updates."""
        self._base, self._per_epoch, self.last_epoch = base, per_epoch, last_epoch

    def epoch_of(self, point: Point) -> str:
        """ "epoch 2" where it has ended, "epoch 3 (update 1 of 160)" within it."""
        made = round(point.epoch * self._per_epoch)
        whole = point.k >= self._base and abs(point.epoch * self._per_epoch - made) < WHOLE
        if not self._per_epoch or not whole:
            return f"epoch {point.epoch:.4g}"
        epochs, over = divmod(made, self._per_epoch)
        return f"epoch {epochs + 1} (update {over} of {self._per_epoch:,})" if over else f"epoch {epochs}"

    @property
    def per_epoch(self) -> int:
        """Updates in an epoch of the last segment; 0 before the first."""
        return self._per_epoch

    @property
    def memory(self) -> int:
        """Bytes that the networks of the points take."""
        return len(self.points) * self._size

    def follow(self, history: History, loss: str) -> None:
        """Add a point where the segment that goes on has come to one: every so many epochs, or seconds."""
        made = history.start + history.updates
        epochs, over = divmod(made, self._per_epoch)
        due = over == 0 and epochs % self.spacing == 0
        if due or time.perf_counter() - self._added > LONGEST:
            self._added = time.perf_counter()
            self.add(history.network, self._base + history.updates, loss)

    def add(self, net: Network, k: int, loss: str) -> None:
        """Add a point at update k, if the last one is not there already."""
        if self.points[-1].k == k:
            return
        points = (*self.points, self.measure(net, k, loss))
        if len(points) > MOST_POINTS or len(points) * self._size > max(POINT_BYTES, 8 * self._size):
            points = _every_second(points)
            self.spacing *= 2
        self.points = points

    def cut(self, k: int) -> None:
        """Drop the points after update k."""
        self.points = tuple(point for point in self.points if point.k <= k)

    def fewer(self) -> tuple[Point, ...]:
        """As many points as a record takes, the last one among them."""
        points = self.points
        while len(points) > max(2, KEPT_POINTS // self._size):
            points = _every_second(points)
        return points

    def measure(self, net: Network, k: int, loss: str) -> Point:
        """How the network before update k does on both parts of the set."""
        epoch = self.last_epoch + (k - self._base) / self._per_epoch if self._per_epoch else 0.0
        error, share = self._on(net, *self._data.training, loss)
        test = self._on(net, *self._data.testing, loss) if len(self._data.test) else (None, None)
        return Point(k, epoch, error, test[0], share, test[1], net)

    def _on(self, net: Network, X: Array, T: Array, loss: str) -> tuple[float, float | None]:
        """Error and accuracy; past what float64 holds the error is inf, and there is no accuracy."""
        try:
            share = accuracy(outputs(net, X), T) if self._data.classes else None
            return set_error(net, X, T, loss), share
        except InputError:
            return math.inf, None


def _every_second(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Half as many, the last one among them."""
    return (*points[:-1:2], points[-1])


def weight_history(points: tuple[Point, ...], l: int, r: int, c: int) -> list[float]:
    """One weight over the points of a run; r and c from 1."""
    return [float(point.network.W[l][r - 1, c - 1]) for point in points]
