"""A condition that a training run is watched for, update by update."""

import math
import threading

from ..core.health.breakpoints import Breakpoint, holds_at
from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.training.history import History
from ..files.sessions.run_record import Plan


def plain_rate(plan: Plan) -> float:
    """The α by which to look whether an update overflows that plain descent makes.

    An update rule makes another one, which says itself what is not finite: so small that nothing overflows.
    """
    return math.ulp(0.0) if plan.rule else plan.learning_rate


class Watch:
    """Looks at every update that a run has made since it looked last: the run is replayed beside itself.

    `caught` is the update of the history at which the condition held, with `sentence`, or None.
    """

    def __init__(self, condition: Breakpoint, data: DataSet, plan: Plan, stop: threading.Event) -> None:
        self.caught: int | None = None
        self.sentence = ""
        self._condition, self._plan, self._stop = condition, plan, stop
        self._X, self._T = data.training
        self._next: tuple[int, Network] | None = None  # the update to look at, and the network before it

    def holds(self, history: History, first: int) -> bool:
        """Whether the condition held in one of the new updates; the history's first is the run's `first`."""
        k, before = self._next or (history.start, history.at(history.start))
        while k < history.start + history.updates and not self._stop.is_set():
            after, rows = history.at(k + 1), [*history.item(k)]
            self.sentence = holds_at(
                self._condition,
                before,
                after,
                self._X[rows],
                self._T[rows],
                self._plan.loss,
                learning_rate=plain_rate(self._plan),
                update=first + k - history.start + 1,
            )
            if self.sentence:
                self.caught = k
                return True
            k, before = k + 1, after
        self._next = k, before
        return False
