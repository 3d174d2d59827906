"""From a training run into the stepper: an update of it, its last ones, or one row of its set."""

from itertools import takewhile

from ...core.inputs import InputError
from ...core.sets.dataset import DataSet
from ...runs.runner import Runner
from ...steps.session import Session
from ...steps.session_of_run import UPDATES, session_at
from .. import page_state as state


def open_update(run: Runner, k: int) -> None:
    """Update k of the run in the stepper, with its rows and those of the updates that follow."""
    try:
        plan, rows = run.plan_at(k), run.rows(k, UPDATES)
    except InputError as reason:
        state.refuse(str(reason))
        return
    about = f"Update {k} of a run on {run.data.name}, counted from 0, with its rows and the next ones."
    if not rows:
        rows, about = [(0,)], f"After {k} updates of a run on {run.data.name}; with its first training row."
    elif len(rows[0]) > 1:
        walked = min(UPDATES, len(rows[0]))
        taken = (
            f"The run took the total over {len(rows[0])} rows; here {walked} of them are walked one by one."
        )
        about = f"Before update {k} of a run on {run.data.name}. {taken}"
        rows = [rows[0][:walked]]
    else:
        rows = [*takewhile(lambda taken: len(taken) == 1, rows)]

    def session() -> Session:
        return session_at(run.at(k), run.data, rows, plan.loss, plan.learning_rate, plan.update_order)

    state.open_scene(f"{run.data.name} {k}", f"{run.data.name}, update {k}", about, session)


def open_last(run: Runner) -> None:
    """The last updates that can be walked of a run that diverged: F overflows long before W does."""

    def walk_from(first: int) -> Session:
        plan = run.plan_at(first)
        rows = run.rows(first, UPDATES)
        found = session_at(run.at(first), run.data, rows, plan.loss, plan.learning_rate, plan.update_order)
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
        f"The last updates that can be walked of a run on {run.data.name}; it diverged after {run.updates}."
    )
    state.open_scene(f"{run.data.name} last {run.updates}", f"{run.data.name}, diverging", about, session)


def open_row(run: Runner, row: int) -> None:
    """One row of the set with the network as it is now."""
    data: DataSet = run.data
    net, plan = run.at(run.updates), run.plan
    about = f"Row {row + 1} of {data.name} with the network after {run.updates} updates."

    def session() -> Session:
        return Session(net, data.X[row], data.T[row], plan.loss, plan.learning_rate, 5, plan.update_order)

    state.open_scene(f"{data.name} row {row} {run.updates}", f"{data.name}, row {row + 1}", about, session)
