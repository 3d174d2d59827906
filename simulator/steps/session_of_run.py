"""A session that steps through what a training run did from one of its updates on."""

from collections.abc import Sequence

from ..core.inputs import InputError
from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.training.rule_state import RuleState
from ..core.training.update_rule import UpdateRule
from .session import MOST_PAIRS, Session

UPDATES = 5


def session_at(
    net: Network,
    data: DataSet,
    rows: Sequence[Sequence[int]],
    loss: str,
    learning_rate: float,
    order: str = "gradients-first",
    rule: UpdateRule | None = None,
    state: RuleState | None = None,
) -> Session:
    """A session that starts from `net` and takes the rows that the training run took next.

    `rows` has for each of the run's updates the rows it took, counted within the training rows. Where each
    took one row, the session's updates are the run's own; a batch is walked row by row instead, which is
    not the update that the run made. `rule`, `state`: the run's update rule, and what that kept before the
    first of them. Raises InputError where there is no row.
    """
    taken = [row for update in rows for row in update][:MOST_PAIRS]
    if not taken:
        raise InputError("an update to step through must have at least one row; this one has none")
    X, T = data.training
    one_by_one = all(len(update) == 1 for update in rows)
    updates = min(UPDATES, len(rows) if one_by_one else len(taken))
    return Session(net, X[taken], T[taken], loss, learning_rate, updates, order, rule, state)
