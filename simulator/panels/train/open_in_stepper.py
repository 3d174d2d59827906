"""From a training run into the stepper: an update of it, its last ones, or one row of its set."""

from ...core.inputs import InputError
from ...core.loss import LOSSES
from ...core.sets.dataset import DataSet
from ...core.training.update_rule import rule_said
from ...files.sessions.run_record import Plan
from ...runs.runner import Runner
from ...steps.session import MOST_ITEMS, Session
from ...steps.session_of_run import UPDATES, in_one_walk, session_at
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
    except InputError as reason:
        state.refuse(str(reason))
        return
    title, about, rows = _told(run.data.name, plan, first + 1, rows)

    def session() -> Session:
        return _walk_of(run, first, plan, rows)

    state.open_scene(f"{run.data.name} {first + 1}", title, about, session)


def _walk_of(run: Runner, k: int, plan: Plan, rows: list[tuple[int, ...]]) -> Session:
    """The walk from the network before update k, counted from 0, and from what its update rule kept."""
    how = plan.loss, plan.learning_rate, plan.update_order, plan.rule
    return session_at(run.at(k), run.data, rows, *how, run.state(k))


def _told(
    data: str, plan: Plan, k: int, rows: list[tuple[int, ...]]
) -> tuple[str, str, list[tuple[int, ...]]]:
    """Title and text of update k, and which rows are walked: its own and those of the next, as they were.

    Of more rows than a session holds a few are walked one by one.
    """
    title = f"{data}, update {k}"
    if not rows:
        return f"{data}, start", f"The start of a run on {data}; with its first training row.", [(0,)]
    from_where = f"It starts from the network after {counted(k - 1, 'update')}."
    if plan.rule is not None:
        from_where += f" Its update rule is {rule_said(plan.rule)}; what that had kept comes along."
    which = f"Update {k} of a run on {data}, counted from 1."
    size, whole = len(rows[0]), "mean" if LOSSES[plan.loss].mean else "total"
    if size > MOST_ITEMS:
        taken = f"The run took the {whole} over {size:,} rows; here {UPDATES} of them are walked one by one."
        return title, f"{which} {from_where} {taken}", [(row,) for row in rows[0][:UPDATES]]
    walked = [tuple(update) for update in in_one_walk(rows)]
    comes = "Its row comes first" if size == 1 else f"It takes the {whole} over its {size} rows at once"
    then = ", then those of the updates after it" if len(walked) > 1 else ""
    if size > 1 and then:
        then = ", and so do the updates after it"
    return title, f"{which} {from_where} {comes}{then}.", walked


def counted(number: int, name: str) -> str:
    """ "1 update", "2 updates"."""
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def open_last(run: Runner) -> None:
    """The last updates that can be walked of a run that diverged: F overflows long before W does."""

    def walk_from(first: int) -> Session:
        plan = run.plan_at(first)
        *_, rows = _told(run.data.name, plan, first + 1, run.rows(first, UPDATES))
        found = _walk_of(run, first, plan, rows)
        _ = found.walked
        return found

    def session() -> Session:
        found, (low, high) = walk_from(run.first), (run.first, run.updates - 1)
        while low < high:
            middle = (low + high + 1) // 2
            try:
                found, low = walk_from(middle), middle
            except InputError:
                high = middle - 1
        return found

    about = (
        f"The last updates that can be walked of a run on {run.data.name}; "
        f"it diverged after {counted(run.updates, 'update')}."
    )
    state.open_scene(f"{run.data.name} last {run.updates}", f"{run.data.name}, diverging", about, session)


def open_row(run: Runner, row: int) -> None:
    """One row of the set with the network as it is now."""
    data: DataSet = run.data
    net, plan = run.at(run.updates), run.plan
    about = f"Row {row + 1} of {data.name} with the network after {counted(run.updates, 'update')}."

    def session() -> Session:
        how = plan.loss, plan.learning_rate, 5, plan.update_order, plan.rule, run.state(run.updates)
        return Session(net, data.X[row], data.T[row], *how)

    state.open_scene(f"{data.name} row {row} {run.updates}", f"{data.name}, row {row + 1}", about, session)
