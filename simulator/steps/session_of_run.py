"""An update of a training run as a session to step through, with its rows and those that come next."""

from collections.abc import Sequence

import numpy as np

from ..core.inputs import InputError
from ..core.network import Network
from ..core.sets.dataset import DataSet
from .session import MOST_PAIRS, Session

UPDATES = 5


def session_at(
    net: Network,
    data: DataSet,
    rows: Sequence[Sequence[int]],
    loss: str,
    learning_rate: float,
    order: str = "gradients-first",
) -> Session:
    """Start from `net` with the training rows that the run's next updates took, first to last.

    `rows` holds for each of these updates its rows, counted within the training rows. With one row an
    update the walk's updates are the run's own; a batch is walked row by row, which is not the run's update.
    Raises InputError where there is no row.
    """
    taken = [row for update in rows for row in update][:MOST_PAIRS]
    if not taken:
        raise InputError("an update to step through must have at least one row; this one has none")
    X, T = data.training
    places = np.asarray(taken)
    updates = (
        min(UPDATES, len(rows)) if all(len(update) == 1 for update in rows) else min(UPDATES, len(taken))
    )
    return Session(net, X[places], T[places], loss, learning_rate, max(updates, 1), order)
