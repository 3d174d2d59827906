"""A training run beside the page: a thread that trains, and what the page may look at meanwhile."""

import threading
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from ..core.health.breakpoints import Breakpoint, check_place
from ..core.health.overflow import first_not_finite
from ..core.inputs import InputError
from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.training.history import History
from ..core.training.rule_state import RuleState
from ..core.training.train import train
from ..files.sessions.run_record import Plan, Point, TrainingRecord
from .aside.turns import Turn, Turns
from .curve import Curve
from .segments import SNAPSHOT_BYTES, Segment, Segments
from .watched_condition import Watch, plain_rate

LONELY = 30  # seconds that a run goes on while no page looks at it: whoever started it has left
TURNS = Turns(4, 40, "training runs")
MOST_TOGETHER = 2**30  # bytes that all runs of this server keep; past it no further one begins

_runs: "WeakSet[Runner]" = WeakSet()
_counting = threading.Lock()


def kept_together() -> int:
    """Bytes that the runs of all visitors keep."""
    with _counting:
        return sum(run.memory for run in _runs)


@dataclass(frozen=True, slots=True)
class Portion:
    """How far one press of a button trains: epochs, or a number of updates where that is given.

    It ends sooner where the set's error reaches `until`, or an update meets the condition.
    """

    epochs: int = 1
    updates: int | None = None
    until: float | None = None
    condition: Breakpoint | None = None


class Runner:
    """One run from a network over a data set; it can be stopped, gone on with, and rewound.

    `points` and `updates` can be read while the run goes on; `at` and `rows` are for when it stands still.
    """

    def __init__(self, start: Network, data: DataSet, plan: Plan) -> None:
        self.data, self.plan, self.start = data, plan, start
        self.segments, self.curve = Segments(start), Curve(data, start, plan.loss)
        self.message = ""
        self.diverged = False
        self.updates = 0
        self.took = 0.0  # seconds of training
        self.path: str | None = None  # by which it is to go at first; None: the faster one
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._lonely = False
        self._looked = time.monotonic()
        self._turn: Turn | None = None
        with _counting:
            _runs.add(self)

    @classmethod
    def of(cls, record: TrainingRecord, data: DataSet) -> "Runner":
        """The run that a record was made of, where it stood; raises InputError where the two do not fit."""
        run = cls(record.start, data, record.plan)
        for kept in record.segments:
            history = kept.opened(record.start, data)
            run.segments.keep(Segment.of(kept.plan, history, kept.base, data))
            run.curve.begin(kept.base, history.per_epoch, record.last_epoch)
        run.curve.put(record.points, record.point_spacing, record.last_epoch, record.plan.loss)
        run.updates, run.took = record.updates, record.took
        run.message, run.diverged = record.message, record.diverged
        return run

    def record(self) -> TrainingRecord:
        """The run as a value that can be kept; raises InputError while it goes on."""
        if self.running:
            raise InputError("a run must stand still to be kept; this one goes on")
        return TrainingRecord(
            self.start,
            self.plan,
            self.segments.records(),
            self.curve.fewer(),
            self.curve.spacing,
            self.curve.last_epoch,
            self.message,
            self.diverged,
            self.took,
        )

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def waits(self) -> str:
        """For what the run waits, in a sentence; nothing where it trains or stands."""
        return self._turn.said if self.running and self._turn is not None else ""

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the curve so far."""
        return self.curve.points

    @property
    def memory(self) -> int:
        """Bytes that the history and the points take."""
        return self.segments.memory + self.curve.memory

    @property
    def first(self) -> int:
        """The first update that is still kept; those before gave way to later ones."""
        return self.segments.first

    def look(self) -> None:
        """A page looks at the run."""
        self._looked = time.monotonic()

    def go(self, plan: Plan, portion: Portion) -> None:
        """Go on from the last network, beside the page.

        Raises InputError where nothing can begin, as too many runs wait or keep too much already, and for a
        condition on what the network does not have.
        """
        if self.running:
            return
        if portion.condition is not None:
            check_place(portion.condition, self.start)
        if (kept := kept_together()) > MOST_TOGETHER:
            raise InputError(
                f"the training runs on this server may keep {MOST_TOGETHER >> 20} MB together; they keep "
                f"{kept >> 20} MB: start over, which forgets your run, or try again later"
            )
        self._turn = TURNS.join()
        self.plan, self.message, self.diverged = plan, "", False
        self._stop.clear()
        self._lonely = False
        self.look()
        self._thread = threading.Thread(target=self._in_turn, args=(plan, portion, self._turn), daemon=True)
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
        """The network before update k, the run's own bit for bit, or as `agreement` says.

        Raises InputError if it is not kept.
        """
        return self.segments.at(k)

    def state(self, k: int) -> RuleState | None:
        """What the update rule kept before update k, bit for bit; None for plain descent.

        After the last update what the rule to come goes on from, None where that begins anew. Raises
        InputError if update k is not kept.
        """
        return self.segments.state_for(self.plan) if k == self.segments.end else self.segments.state(k)

    @property
    def agreement(self) -> str:
        """A sentence where `at` is not to the last bit the run's own; else nothing."""
        return self.segments.agreement

    def point(self, k: int) -> Point:
        """How the run did at update k."""
        known = next((point for point in self.points if point.k == k), None)
        return known or self.curve.measure(self.at(k), k, self.plan.loss)

    def rows(self, k: int, count: int) -> list[tuple[int, ...]]:
        """The rows that update k and those after it took, at most `count` updates, all by one plan.

        Raises InputError if update k is not kept.
        """
        return self.segments.rows(k, count)

    @property
    def plan_shown(self) -> Plan:
        """The plan that goes on, or else that of the last update; where none was made, the one to come."""
        made = None if self.running or not self.updates else self.segments.plan_at(self.updates - 1)
        return made or self.plan

    def plan_at(self, k: int) -> Plan:
        """The plan that update k followed; after the last update, the one to come."""
        return self.segments.plan_at(k) or self.plan

    # ---- the thread
    def _in_turn(self, plan: Plan, portion: Portion, turn: Turn) -> None:
        try:
            if turn.wait(self._given_up):
                self._train(plan, portion)
            else:
                self.message = self._why_given_up()
        finally:
            turn.leave()

    def _given_up(self) -> bool:
        """Whether the run is to stop, as it was told to, or as nobody looks at it any more."""
        if time.monotonic() - self._looked > LONELY:
            self._lonely = True
            self._stop.set()
        return self._stop.is_set()

    def _train(self, plan: Plan, portion: Portion) -> None:
        begun, base = time.perf_counter(), self.segments.end
        rows = len(self.data.training[0])
        self.curve.begin(base, -(-rows // min(plan.batch_size, rows)), self.points[-1].epoch)
        watch = Watch(portion.condition, self.data, plan, self._stop) if portion.condition else None
        try:
            history = self._history(plan, portion, watch)
        except InputError as reason:
            self.message, self.updates = str(reason), base
            self.curve.cut(base)
            return
        finally:
            self.took += time.perf_counter() - begun
        self.segments.keep(Segment.of(plan, history, base, self.data))
        self.updates = self.segments.end
        self.curve.cut(self.updates)
        self.curve.add(history.network, self.updates, plan.loss)
        self.diverged = history.stopped.startswith("diverged")
        self.message = self._how_it_ended(history, watch)

    def _history(self, plan: Plan, portion: Portion, watch: Watch | None) -> History:
        """Train the portion, or the part of it up to the update at which the condition holds."""
        base, local = self.segments.end, self.segments.place_in_order(plan)
        net = self.segments.network
        room = max(SNAPSHOT_BYTES // 8, MOST_TOGETHER - kept_together())
        memory = min(self.segments.free, room)

        how = plan.settings | {"state": self.segments.state_for(plan), "start": local}
        path = self.segments.path_for(plan) or self.path

        def trained(updates: int | None, path: str | None, **seen: Any) -> History:
            X, T = self.data.training
            return train(
                net, X, T, epochs=portion.epochs, updates=updates,
                until=portion.until, memory=memory, path=path, **how, **seen,
            )  # fmt: skip

        history = trained(
            portion.updates,
            path,
            callback=lambda so_far: self._seen(so_far, base) or bool(watch and watch.holds(so_far, base)),
        )
        if watch and watch.caught is not None:
            # The run was ahead of the watch: once more to the update that was caught, to the same bits.
            history = trained(watch.caught + 1 - local, history.path)
        return history

    def _seen(self, history: History, base: int) -> bool:
        """Called by the run again and again: note a point now and then, and say whether to stop."""
        self.updates = base + history.updates
        self.curve.follow(history, self.plan.loss)
        return self._given_up()

    def _how_it_ended(self, history: History, watch: Watch | None) -> str:
        """One sentence on why the run stands where it stands, or nothing."""
        if watch and watch.sentence:
            return f"stopped: {watch.sentence}"
        if self._stop.is_set():
            return self._why_given_up()
        return f"{history.stopped}{self._origin(history) if self.diverged else ''}"

    def _why_given_up(self) -> str:
        why = f", as no page looked at it for {LONELY} seconds" if self._lonely else ""
        return f"stopped after update {self.updates}{why}"

    def _origin(self, history: History) -> str:
        """Where the first number that is not finite arises in the update that was not made, and from what."""
        rows = [*history.rows(history.start + history.updates)]
        X, T = self.data.training
        lost = first_not_finite(history.network, X[rows], T[rows], self.plan.loss, plain_rate(self.plan))
        return f"; {lost.sentence.removesuffix('.')}" if lost else ""
