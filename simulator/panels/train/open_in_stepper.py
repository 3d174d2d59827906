"""From a training run into the stepper: an update of it, its last ones, or one row of its set."""

from ...core.inputs import InputError
from ...core.loss import LOSSES
from ...core.propagation import gradient
from ...core.sets.dataset import DataSet
from ...core.training.update_rule import rule_said
from ...files.sessions.run_record import Plan
from ...runs.runner import Runner
from ...steps.session import MOST_ITEMS, Session
from ...steps.walks.session_of_run import UPDATES, most_updates, session_at
from .. import page_state as state


def open_update(run: Runner, k: int) -> None:
    """Update k of the run, counted from 1, in the stepper: from the network before it, with the rows it took.

    Where the network before it is not kept, and for 0, it is the first update that is. Refused where the
    run has no such update.
    """
    first = max(k - 1, run.first)  # the number of the network before it: so many updates were made by then
    try:
        run.rows(k, 0)  # refuses an update that there is not
        plan, rows = run.plan_at(first), run.rows(first, UPDATES)
        session, whole = _walk_of(run, first, plan, rows or [(0,)])
    except InputError as reason:
        state.refuse(str(reason))
        return
    data = run.data.name
    if not rows:
        title, about = f"{data}, start", f"The start of a run on {data}; with its first training row."
    else:
        title = f"{data}, update {first + 1}"
        about = _told(data, plan, first + 1, len(rows[0]), session, whole)
    state.open_scene(f"{data} {first + 1}", title, about, lambda: session)


def _walk_of(run: Runner, k: int, plan: Plan, rows: list[tuple[int, ...]]) -> tuple[Session, bool]:
    """The walk from before update k, counted from 0, and from what its update rule kept.

    And whether it takes the rows as the run did: of a batch of more than a walk may have, or cost, a few are
    walked one by one instead.
    """
    how = plan.loss, plan.learning_rate, plan.update_order, plan.rule
    net, kept = run.at(k), run.state(k)
    if len(rows[0]) <= MOST_ITEMS:
        session = session_at(net, run.data, rows, *how, kept)
        if most_updates(session) >= 1:
            return session, True
    return session_at(net, run.data, [(row,) for row in rows[0][:UPDATES]], *how, kept), False


def _told(data: str, plan: Plan, k: int, size: int, session: Session, whole: bool) -> str:
    """The text about update k, which took so many rows; `whole`: the session takes them as the run did."""
    said = [f"Update {k} of a run on {data}, counted from 1."]
    said.append(f"It starts from the network after {counted(k - 1, 'update')}.")
    if plan.rule is not None:
        said.append(f"Its update rule is {rule_said(plan.rule)}; what that had kept comes along.")
    total, more = "mean" if LOSSES[plan.loss].mean else "total", session.updates > 1
    if not whole:
        said.append(
            f"The run took the {total} over {size:,} rows, which a walk has no room for; here "
            f"{session.updates} of them are walked one by one."
        )
    elif size == 1:
        said.append(f"Its row comes first{', then those of the updates after it' if more else ''}.")
    else:
        then = ", and so do the updates after it" if more else ""
        said.append(f"It takes the {total} over its {size:,} rows at once{then}.")
    return " ".join(said)


def counted(number: int, name: str) -> str:
    """ "1 update", "2 updates"."""
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def open_last(run: Runner) -> None:
    """The last updates that can be walked of a run that diverged: F overflows long before W does."""

    def walk_from(first: int) -> Session:
        found, _ = _walk_of(run, first, run.plan_at(first), run.rows(first, UPDATES))
        _ = found.walked
        return found

    def session() -> Session:
        low, high = run.first, run.updates - 1
        while low < high:
            middle = (low + high + 1) // 2
            try:
                _pass_of(run, middle)
                low = middle
            except InputError:
                high = middle - 1
        while True:  # the walk may have more updates, and more to compute of each
            try:
                return walk_from(low)
            except InputError:
                if low == run.first:
                    raise
                low -= 1

    about = (
        f"The last updates that can be walked of a run on {run.data.name}; "
        f"it diverged after {counted(run.updates, 'update')}."
    )
    state.open_scene(f"{run.data.name} last {run.updates}", f"{run.data.name}, diverging", about, session)


def _pass_of(run: Runner, k: int) -> None:
    """Raise InputError where update k, from 0, cannot be walked: F or a gradient beside it overflows.

    All of its rows together, in a fraction of the time that a walk takes.
    """
    rows, loss = [*run.rows(k, 1)[0]], run.plan_at(k).loss
    X, T = run.data.training
    for net in (run.at(k), run.at(k + 1)):
        gradient(net, X[rows], T[rows], loss)


def open_row(run: Runner, row: int, k: int | None = None) -> None:
    """One row of the set with the network after k updates, or as it is now."""
    data: DataSet = run.data
    made = run.updates if k is None else k
    net, plan = run.at(made), run.plan_at(made)
    about = f"Row {row + 1} of {data.name} with the network after {counted(made, 'update')}."

    def session() -> Session:
        how = plan.loss, plan.learning_rate, 5, plan.update_order, plan.rule, run.state(made)
        return Session(net, data.X[row], data.T[row], *how)

    state.open_scene(f"{data.name} row {row} {made}", f"{data.name}, row {row + 1}", about, session)
