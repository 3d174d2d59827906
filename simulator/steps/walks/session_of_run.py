"""A session that steps through what a training run did from one of its updates on."""

from collections.abc import Sequence

from ...core.inputs import InputError
from ...core.network import Network
from ...core.sets.dataset import DataSet
from ...core.training.rule_state import RuleState
from ...core.training.update_rule import UpdateRule
from ..session import MOST_ITEMS, Session
from ..walk_cost import cost_of

UPDATES = 5
TOGETHER = 64  # items that several batches of a walk may have
Rows = Sequence[int]  # that an update takes


def session_at(
    net: Network,
    data: DataSet,
    rows: Sequence[Rows],
    loss: str,
    learning_rate: float,
    order: str = "gradients-first",
    rule: UpdateRule | None = None,
    state: RuleState | None = None,
) -> Session:
    """A session that starts from `net` and takes the rows that the training run took next, as it took them.

    `rows` has for each of the run's updates the rows it took, counted within the training rows: a batch is a
    batch here too, and the session's updates are the run's own. `rule`, `state`: the run's update rule, and
    what that kept before the first of them. As many updates as a walk may cost, but one at least, and UPDATES
    at most. Raises InputError where there is no row, and for a batch of more rows than a session holds.
    """
    walked = in_one_walk(rows)
    if not walked:
        size = f"one of {len(rows[0]):,}" if rows else "none"
        raise InputError(f"an update to step through must have 1 to {MOST_ITEMS} rows; got {size}")
    X, T = data.training

    def of(walked: list[Rows]) -> Session:
        taken = [row for update in walked for row in update]
        how = loss, learning_rate, len(walked), order, rule, state
        return Session(net, X[taken], T[taken], *how, batch_size=len(walked[0]))

    session = of(walked)
    most = max(1, most_updates(session))
    return session if len(walked) <= most else of(walked[:most])


def most_updates(session: Session) -> int:
    """How many updates such a walk may have within what it may cost; below 1 where not even one."""
    return cost_of(session).most_updates


def in_one_walk(rows: Sequence[Rows]) -> list[Rows]:
    """The updates, from the first on, that one session takes: only the last batch of a walk may be short."""
    walked: list[Rows] = []
    for update in rows[:UPDATES]:
        short = walked and len(walked[-1]) < len(walked[0])
        if short or len(update) > len((walked or [update])[0]):
            break
        if not update or sum(map(len, walked)) + len(update) > (TOGETHER if walked else MOST_ITEMS):
            break
        walked.append(update)
    return walked
