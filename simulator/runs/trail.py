"""Where updates led over a few parameters: at every update, where a run can be replayed in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.inputs import Array
from ..core.network import Network
from ..core.sets.single_parameter import SingleParameter
from ..core.wording import counted_as
from .aside.work_cost import training_seconds
from .runner import Runner

PER_NETWORK = 4e-5  # seconds to have it, besides its update; measured, rounded up
MOST_SECONDS = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Trail:
    """values: (P, D), of D parameters at P moments of the updates from `first` to `last`, in order."""

    values: Array
    first: int
    last: int

    @property
    def said(self) -> str:
        """Through what a line of it goes."""
        made, moments = self.last - self.first, len(self.values)
        if made < 2:
            return ""
        what = f"{made:,} updates" + (f" that are kept, from {self.first:,} on" if self.first else "")
        if moments > made:
            return f"The line goes through all {what}."
        return (
            f"The line goes through {counted_as(moments, 'moment')} of the {what}: to replay all takes long."
        )


def trail_of_networks(networks: Sequence[Network], places: Sequence[SingleParameter]) -> Trail:
    """The trail of networks, each an update after the one before."""
    return Trail(_values(networks, places), 0, len(networks) - 1)


def trail_of_run(run: Runner, places: Sequence[SingleParameter]) -> Trail:
    """The trail of a run that stands still, over its updates that are kept, or the moments of its curve."""
    first, last = run.first, run.updates
    if replayed_in_time(run):
        return Trail(_values(map(run.at, range(first, last + 1)), places), first, last)
    return Trail(_values((point.network for point in run.points), places), 0, last)


def replayed_in_time(run: Runner) -> bool:
    """Whether a page can wait for every network that is kept of a run."""
    return (run.updates - run.first) * _per_update(run) <= MOST_SECONDS


def _per_update(run: Runner) -> float:
    rows, plan = len(run.data.training[0]), run.plan_shown
    at_once = min(plan.batch_size, rows)
    epoch = training_seconds(run.start.widths, rows, at_once, 1, plan.rule is not None)
    return PER_NETWORK + epoch / -(-rows // at_once)


def _values(networks: Iterable[Network], places: Sequence[SingleParameter]) -> Array:
    return np.array([[place.of(net) for place in places] for net in networks])
