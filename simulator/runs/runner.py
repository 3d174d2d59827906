"""A training run beside the page: a thread that trains, and what the page may look at meanwhile."""

import math
import threading
import time
from dataclasses import dataclass
from typing import Any

from ..core.health.breakpoints import Breakpoint, check_place
from ..core.health.overflow import first_not_finite
from ..core.inputs import Array, InputError
from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.sets.metrics import accuracy, outputs, set_error
from ..core.training.history import History
from ..core.training.train import train
from ..files.sessions.run_record import MOST_SEGMENTS, Plan, Point, SegmentRecord, TrainingRecord
from .watched_condition import Watch

MOST_POINTS = 400
POINT_BYTES = 2**24  # of networks kept at the points of the curve
SNAPSHOT_BYTES, HISTORY_BYTES = 2**25, 2**26  # of snapshots, and of all that is kept to rewind
KEPT_SNAPSHOTS, KEPT_POINTS = 2**22, 2**21  # bytes of both that a record takes
LONGEST = 0.5  # seconds without a point
LONELY = 600  # seconds that a run goes on while no page looks at it: whoever started it has left


@dataclass(frozen=True, eq=False, slots=True)
class Segment:
    """What one press of a button trained: the run's update `base` is the history's own `start`."""

    plan: Plan
    history: History
    base: int
    start: int
    size: int  # bytes

    @property
    def end(self) -> int:
        """The update after its last one."""
        return self.base + self.history.updates

    def at(self, k: int) -> Network:
        """The network before update k of the run."""
        return self.history.at(self.start + k - self.base)

    def item(self, k: int) -> tuple[int, ...]:
        """The rows that update k of the run took."""
        return self.history.item(self.start + k - self.base)


class Runner:
    """One run from a network over a data set; it can be stopped, gone on with, and rewound.

    `points` is replaced, never changed, so the page can read it while the run goes on. `at` and `item` are
    for when it stands still.
    """

    def __init__(self, start: Network, data: DataSet, plan: Plan) -> None:
        self.data, self.plan, self.start = data, plan, start
        self._network = start
        self.segments: list[Segment] = []
        self.message = ""
        self.diverged = False
        self.updates = 0
        self.took = 0.0  # seconds of training
        self._per_epoch, self._base, self._base_epoch, self._local = 0, 0, 0.0, 0
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._looked = time.monotonic()
        self._spacing = 1
        self._last = time.perf_counter()
        self.points: tuple[Point, ...] = (self._point(start, 0),)

    @classmethod
    def of(cls, record: TrainingRecord, data: DataSet) -> "Runner":
        """The run that a record was made of, where it stood; raises InputError where the two do not fit."""
        run = cls(record.start, data, record.plan)
        for kept in record.segments:
            history = kept.opened(record.start, data)
            X, T = data.training
            size = history.memory + X.nbytes + T.nbytes
            run._keep(Segment(kept.plan, history, kept.base, kept.record.start, size))
            run._per_epoch, run._base = history.per_epoch, kept.base
            run._network = history.network
        run._base_epoch, run._spacing, run.points = record.last_epoch, record.point_spacing, record.points
        run.updates, run.took = record.updates, record.took
        run.message, run.diverged = record.message, record.diverged
        return run

    def record(self) -> TrainingRecord:
        """The run as a value that can be kept; raises InputError while it goes on."""
        if self.running:
            raise InputError("a run must stand still to be kept; this one goes on")
        segments = self.segments[-MOST_SEGMENTS:]
        limit = KEPT_SNAPSHOTS // max(len(segments), 1)
        return TrainingRecord(
            self.start,
            self.plan,
            tuple(SegmentRecord(each.plan, each.base, each.history.record(limit)) for each in segments),
            self._fewer_points(),
            self._spacing,
            self._base_epoch,
            self.message,
            self.diverged,
            self.took,
        )

    def _fewer_points(self) -> tuple[Point, ...]:
        points = self.points
        while len(points) > max(2, KEPT_POINTS // self._size):
            points = (*points[:-1:2], points[-1])
        return points

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def look(self) -> None:
        """A page looks at the run."""
        self._looked = time.monotonic()

    @property
    def memory(self) -> int:
        """Bytes that the history and the points take."""
        return sum(segment.size for segment in self.segments) + len(self.points) * self._size

    @property
    def first(self) -> int:
        """The first update that is still kept; those before gave way to later ones."""
        return self.segments[0].base if self.segments else 0

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
        condition: Breakpoint | None = None,
    ) -> None:
        """Go on from the last network, beside the page, until the condition holds in an update, if ever.

        Raises InputError where nothing can begin, and for a condition on what the network does not have.
        """
        if self.running:
            return
        if condition is not None:
            check_place(condition, self.start)
        self.plan, self.message, self.diverged = plan, "", False
        self._stop.clear()
        self.look()
        self._thread = threading.Thread(
            target=self._train, args=(plan, epochs, updates, until, condition), daemon=True
        )
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
        """The network before update k, bit for bit the run's own; raises InputError if it is not kept."""
        if not self.segments and k == 0:
            return self.start
        if not self.first <= k <= self.updates:
            raise InputError(f"the updates kept are {self.first} to {self.updates}; got {k}")
        return self._segment(k).at(k)

    def point(self, k: int) -> Point:
        """How the run did at update k."""
        known = next((point for point in self.points if point.k == k), None)
        return known or self._point(self.at(k), k)

    def rows(self, k: int, count: int) -> list[tuple[int, ...]]:
        """The rows that update k and those after it took, at most `count` updates, all by one plan."""
        if not self.segments:
            return []
        if k < self.first:
            raise InputError(f"the updates kept are {self.first} to {self.updates}; got {k}")
        segment = self._segment(k)
        return [segment.item(j) for j in range(k, min(k + count, segment.end))]

    def plan_at(self, k: int) -> Plan:
        """The plan that update k followed; after the last update, the one to come."""
        return next((segment.plan for segment in self.segments if k < segment.end), self.plan)

    def _segment(self, k: int) -> Segment:
        return next((segment for segment in self.segments if k < segment.end), self.segments[-1])

    # ---- the thread
    def _train(
        self,
        plan: Plan,
        epochs: int,
        updates: int | None,
        until: float | None,
        condition: Breakpoint | None,
    ) -> None:
        begun, first = time.perf_counter(), self.updates
        X, T = self.data.training
        self._per_epoch = -(-len(X) // min(plan.batch_size, len(X)))
        self._base, self._base_epoch, self._local = first, self.points[-1].epoch, self._order_so_far(plan)
        held = sum(segment.history.memory for segment in self.segments)
        task = (
            self._network,
            X,
            T,
            plan.loss,
            plan.learning_rate,
            epochs,
            plan.batch_size,
            plan.order,
            plan.seed,
        )
        how: dict[str, Any] = {
            "start": self._local,
            "rule": plan.rule,
            "until": until,
            "memory": max(SNAPSHOT_BYTES // 8, SNAPSHOT_BYTES - held),
        }
        watch = Watch(condition, X, T, plan, self._stop) if condition else None
        try:
            history = train(
                *task,
                updates=updates,
                callback=lambda so_far: self._seen(so_far) or bool(watch and watch.holds(so_far, first)),
                **how,
            )
            if watch and watch.caught is not None:
                # The run was ahead of the watch: once more to the update that was caught, to the same bits.
                history = train(*task, updates=watch.caught + 1 - self._local, **how)
        except InputError as reason:
            self.message, self.updates = str(reason), first
            self.points = tuple(point for point in self.points if point.k <= first)
            return
        finally:
            self.took += time.perf_counter() - begun
        self.updates = first + history.updates
        self._network = history.network
        self._keep(Segment(plan, history, first, self._local, history.memory + X.nbytes + T.nbytes))
        self.points = tuple(point for point in self.points if point.k <= self.updates)
        self._add(history.network, self.updates)
        stopped = self._stop.is_set()
        self.diverged = history.stopped.startswith("diverged")
        origin = self._origin(history) if self.diverged else ""
        self.message = f"stopped after update {self.updates}" if stopped else f"{history.stopped}{origin}"
        if watch and watch.sentence:
            self.message = f"stopped: {watch.sentence}"

    def _origin(self, history: History) -> str:
        """Where the first number that is not finite arises in the update that was not made, and from what."""
        rows = [*history.rows(history.start + history.updates)]
        X, T = self.data.training
        lost = first_not_finite(history.network, X[rows], T[rows], self.plan.loss, self.plan.learning_rate)
        return f"; {lost.sentence.removesuffix('.')}" if lost else ""

    def _order_so_far(self, plan: Plan) -> int:
        """Where in the order of the rows to go on: where the last segment stopped, if it took them so too."""
        if not self.segments:
            return 0
        last = self.segments[-1]
        before = (last.plan.batch_size, last.plan.order, last.plan.seed)
        return last.start + last.history.updates if before == (plan.batch_size, plan.order, plan.seed) else 0

    def _keep(self, segment: Segment) -> None:
        """Add a segment; the oldest give way where all of them take too much."""
        self.segments.append(segment)
        while len(self.segments) > 1 and sum(kept.size for kept in self.segments) > HISTORY_BYTES:
            del self.segments[0]

    def _seen(self, history: History) -> bool:
        """Called by the run again and again: note a point now and then, and say whether to stop."""
        self.updates = k = self._base + history.updates
        made = self._local + history.updates
        now = time.perf_counter()
        due = made % self._per_epoch == 0 and (made // self._per_epoch) % self._spacing == 0
        if due or now - self._last > LONGEST:
            self._last = now
            self._add(history.network, k)
        if time.monotonic() - self._looked > LONELY:
            self._stop.set()
        return self._stop.is_set()

    def _add(self, net: Network, k: int) -> None:
        if self.points[-1].k == k:
            return
        points = (*self.points, self._point(net, k))
        if len(points) > MOST_POINTS or len(points) * self._size > max(POINT_BYTES, 8 * self._size):
            points = (*points[:-1:2], points[-1])
            self._spacing *= 2
        self.points = points

    def _point(self, net: Network, k: int) -> Point:
        epoch = self._base_epoch + (k - self._base) / self._per_epoch if self._per_epoch else 0.0
        error, share = self._measured(net, *self.data.training)
        test = self._measured(net, *self.data.testing) if len(self.data.test) else (None, None)
        return Point(k, epoch, error, test[0], share, test[1], net)

    def _measured(self, net: Network, X: Array, T: Array) -> tuple[float, float | None]:
        """Error and accuracy; past what float64 holds the error is inf, and there is no accuracy."""
        try:
            share = accuracy(outputs(net, X), T) if self.data.classes else None
            return set_error(net, X, T, self.plan.loss), share
        except InputError:
            return math.inf, None


def weight_history(points: tuple[Point, ...], l: int, r: int, c: int) -> list[float]:
    """One weight over the points of a run; r and c from 1."""
    return [float(point.network.W[l][r - 1, c - 1]) for point in points]
