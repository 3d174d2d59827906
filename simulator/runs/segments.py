"""What a run has trained: the history of every press of a button, so that any update can be had again."""

from dataclasses import dataclass

from ..core.inputs import InputError
from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.training.history import History
from ..core.training.rule_state import RuleState
from ..files.sessions.run_record import MOST_SEGMENTS, Plan, SegmentRecord

SNAPSHOT_BYTES, HISTORY_BYTES = 2**25, 2**26  # of snapshots, and of all that is kept to rewind
KEPT_SNAPSHOTS = 2**22  # bytes of snapshots that a record takes


@dataclass(frozen=True, eq=False, slots=True)
class Segment:
    """What one press of a button trained: the run's update `base` is the history's own first one."""

    plan: Plan
    history: History
    base: int
    size: int  # bytes

    @classmethod
    def of(cls, plan: Plan, history: History, base: int, data: DataSet) -> "Segment":
        """The history that this plan gave from update `base` of a run over this data."""
        X, T = data.training
        return cls(plan, history, base, history.memory + X.nbytes + T.nbytes)

    @property
    def end(self) -> int:
        """The update after its last one."""
        return self.base + self.history.updates

    def own(self, k: int) -> int:
        """The history's number for update k of the run."""
        return self.history.start + k - self.base


class Segments:
    """The segments of a run from `start`, in order; the oldest give way where all of them take too much."""

    def __init__(self, start: Network) -> None:
        self.start = start
        self.network = start  # where the run stands
        self.kept: list[Segment] = []

    def keep(self, segment: Segment) -> None:
        """Add a segment that goes on from the last one."""
        self.kept.append(segment)
        self.network = segment.history.network
        while len(self.kept) > 1 and self.memory > HISTORY_BYTES:
            del self.kept[0]

    @property
    def memory(self) -> int:
        """Bytes that they take."""
        return sum(segment.size for segment in self.kept)

    @property
    def free(self) -> int:
        """Bytes that the snapshots of the next segment may take."""
        return max(SNAPSHOT_BYTES // 8, SNAPSHOT_BYTES - sum(each.history.memory for each in self.kept))

    @property
    def first(self) -> int:
        """The first update that is still kept; those before gave way to later ones."""
        return self.kept[0].base if self.kept else 0

    @property
    def end(self) -> int:
        """The update to come: how many the run has made."""
        return self.kept[-1].end if self.kept else 0

    def at(self, k: int) -> Network:
        """The network before update k, bit for bit the run's own; raises InputError if it is not kept."""
        self._check(k)
        segment = self._with(k)
        return segment.history.at(segment.own(k)) if segment else self.start

    def state(self, k: int) -> RuleState | None:
        """What the rule of update k kept before it; None for plain descent, and where no update was made.

        After the last update what its rule then keeps. Raises InputError if update k is not kept.
        """
        self._check(k)
        segment = self._with(k)
        return segment.history.state(segment.own(k)) if segment and segment.plan.rule else None

    def state_for(self, plan: Plan) -> RuleState | None:
        """What an update rule goes on from: from what it kept, if it is the rule of the last segment too."""
        last = self.kept[-1] if self.kept else None
        goes_on = last is not None and plan.rule is not None and plan.rule.goes_on_from(last.plan.rule)
        return last.history.last_state if last is not None and goes_on else None

    def rows(self, k: int, count: int) -> list[tuple[int, ...]]:
        """The rows that update k and those after it took, at most `count` updates, all by one plan.

        Raises InputError if update k is not kept.
        """
        self._check(k)
        segment = self._with(k)
        if segment is None:
            return []
        return [segment.history.item(segment.own(j)) for j in range(k, min(k + count, segment.end))]

    def plan_at(self, k: int) -> Plan | None:
        """The plan that update k followed; None for an update to come."""
        return next((segment.plan for segment in self.kept if k < segment.end), None)

    def path_for(self, plan: Plan) -> str | None:
        """By which path to go on: the run's, unless batches are of another size; None to choose one."""
        last = self.kept[-1] if self.kept else None
        return last.history.replayed_by if last and last.plan.batch_size == plan.batch_size else None

    @property
    def agreement(self) -> str:
        """A sentence where networks of the run are had again by another path than its own; else nothing."""
        return next(filter(None, (segment.history.agreement for segment in self.kept)), "")

    def place_in_order(self, plan: Plan) -> int:
        """Where in the order of the rows to go on: where the last segment stopped, if it took them so too."""
        if not self.kept:
            return 0
        last = self.kept[-1]
        before = (last.plan.batch_size, last.plan.order, last.plan.seed)
        return last.own(last.end) if before == (plan.batch_size, plan.order, plan.seed) else 0

    def records(self) -> tuple[SegmentRecord, ...]:
        """The last of them as values that can be kept, with few snapshots."""
        kept = self.kept[-MOST_SEGMENTS:]
        limit = KEPT_SNAPSHOTS // max(len(kept), 1)
        return tuple(SegmentRecord(each.plan, each.base, each.history.record(limit)) for each in kept)

    def _check(self, k: int) -> None:
        if not self.first <= k <= self.end:
            raise InputError(f"the updates kept are {self.first} to {self.end}; got {k}")

    def _with(self, k: int) -> Segment | None:
        """The segment that update k is in; after the last update, the last one."""
        return next(
            (segment for segment in self.kept if k < segment.end), self.kept[-1] if self.kept else None
        )
