"""Training on a data set: what to train and how on the left, the run as it goes on the right."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from ..core.activation import ACTIVATIONS
from ..core.dataset import DataSet
from ..core.initialise import SCHEMES, initialise
from ..core.inputs import InputError, counted
from ..core.loss import LOSSES, check_pair, loss_named
from ..core.network import Network
from ..core.training import RULES
from ..player.trainer import trainer
from ..steps.rewind import UPDATES, session_at
from ..steps.session import Session
from . import session as state
from .build import FEWEST, MOST, parts_of
from .data import Chosen, choose_data, rows_table
from .runner import Plan, Runner
from .view import view

RUNS, WEIGHT, LOOK, TRAINER = "runs", "weight", "look at update", "trainer"
PULSE = 0.4  # seconds between two looks at a run
WIDEST = 1024
RULE_NAMES = {"gradients-first": "gradients first", "as-you-go": "as you go (not the gradient)"}
ORDER_NAMES = {"random": "at random", "turn": "in turn"}


@dataclass(frozen=True)
class Setup:
    """What one run starts from; another value of it is another run."""

    widths: tuple[int, ...]
    kinds: tuple[str, ...]
    scheme: str
    seed: int
    loss: str


def train_page() -> None:
    """Draw the whole page of training."""
    left, right = st.columns([1, 2.6], gap="medium")
    with left:
        chosen = choose_data()
        made = None if chosen is None else _settings(chosen)
    with right:
        if chosen is None or made is None:
            st.text("Choose a data set, or paste a table, to train on.")
            return
        setups, plans, portions = made
        runs = _runs(chosen, setups, plans)
        if runs is None:
            return
        _buttons(runs, plans, portions)
        running = any(run.running for run in runs)
        st.fragment(_live, run_every=PULSE if running else None)(running)
        if not running:
            _rewind(runs)
            with st.expander("The rows"):
                row = rows_table(chosen)
                st.button(
                    "Open this row in the stepper"
                    if row is not None
                    else "Click a row to open it in the stepper",
                    disabled=row is None,
                    on_click=lambda: _open_row(runs[0], row),
                )


# ---- what to train, and how
def _settings(chosen: Chosen) -> tuple[list[Setup], list[Plan], dict[str, Any]] | None:
    try:
        return _read_settings(chosen)
    except InputError as reason:
        state.say(f"{reason}.")
        return None


def _read_settings(chosen: Chosen) -> tuple[list[Setup], list[Plan], dict[str, Any]]:
    data, start = chosen.data, chosen.start
    key = chosen.key.split()[0]
    inside = start.widths[1:-1] if start else (8,)
    typed = st.text_input(
        "Neurons of each hidden layer (empty: none)",
        key=state.keep(f"hidden {key}", "-".join(map(str, inside))),
    )
    hidden = [
        counted(text, f"the neurons of layer {l}", 1, WIDEST)
        for l, text in enumerate(parts_of(typed), start=2)
    ]
    widths = (len(data.inputs), *hidden, data.T.shape[1])
    if not FEWEST <= len(widths) <= MOST:
        raise InputError(f"a network must have {FEWEST} to {MOST} layers; got {len(widths)}")
    names = [f"{name}, {LOSSES[loss].title}" for name, loss in data.endings]
    at = names.index(
        st.selectbox("Last layer and error", names, key=state.keep(f"ending {key} {names}", names[0]))
    )
    last, loss = data.endings[at]
    alpha = st.number_input(
        "Learning rate α",
        key=state.keep(f"alpha {key}", start.learning_rate if start else 0.05),
        format="%g",
        step=0.01,
    )
    epochs = st.number_input(
        "Epochs", 1, 100_000, key=state.keep(f"epochs {key}", start.epochs if start else 50)
    )
    with st.expander("Order, batches, first weights"):
        order = st.radio(
            "Rows are taken",
            ORDER_NAMES,
            format_func=ORDER_NAMES.__getitem__,
            key=state.keep("order", "random"),
            horizontal=True,
        )
        rows = len(data.train)
        typed = st.text_input("Rows an update (“all” for the full batch)", key=state.keep("batch", "1"))
        whole = typed.strip().lower() == "all"
        size = rows if whole else min(counted(typed, "the rows an update", 1, 10**9), rows)
        until = st.number_input(
            "Stop at this error of the set (0: do not)", 0.0, key=state.keep("until", 0.0), format="%g"
        )
        kind = st.selectbox("Hidden activation", ACTIVATIONS, key=state.keep(f"kind {key}", "tanh"))
        scheme = st.selectbox(
            "Initialisation",
            SCHEMES,
            key=state.keep("first", "glorot"),
            format_func=lambda name: SCHEMES[name][0],
        )
        seed = st.number_input(
            "Seed", 0, key=state.keep("first seed", 0), help="Of the first weights and of the order."
        )
        rule = st.radio(
            "Order of updates",
            RULES,
            format_func=RULE_NAMES.__getitem__,
            key=state.keep("rule", RULES[0]),
        )
    st.text(_of_which_total(loss, size))
    check_pair(loss_named(loss), ACTIVATIONS[last])
    setup = Setup(widths, (*[kind] * len(hidden), last), scheme, seed, loss)
    plan = Plan(loss, alpha, order, seed, size, rule)
    setups, plans = [setup], [plan]
    if st.toggle("Compare with a second run", key=state.keep("compare", False)):
        other = _second(setup, plan, hidden)
        setups.append(other[0])
        plans.append(other[1])
    return setups, plans, {"epochs": epochs, "until": until or None}


def _second(setup: Setup, plan: Plan, hidden: list[int]) -> tuple[Setup, Plan]:
    """Run B: what it does differently from run A, everything else the same."""
    alpha = st.number_input(
        "α of run B", key=state.keep("alpha B", plan.learning_rate * 2), format="%g", step=0.01
    )
    first = setup.kinds[0] if hidden else "tanh"
    kind = st.selectbox("Hidden activation of run B", ACTIVATIONS, key=state.keep("kind B", first))
    scheme = st.selectbox("Initialisation of run B", SCHEMES, key=state.keep("first B", setup.scheme))
    order = st.selectbox(
        "Rows of run B",
        ORDER_NAMES,
        format_func=ORDER_NAMES.__getitem__,
        key=state.keep("order B", plan.order),
    )
    rule = st.selectbox(
        "Order of updates of run B",
        RULES,
        format_func=RULE_NAMES.__getitem__,
        key=state.keep("rule B", plan.rule),
    )
    kinds = (*[kind] * len(hidden), setup.kinds[-1])
    return replace(setup, kinds=kinds, scheme=scheme), replace(
        plan, learning_rate=alpha, order=order, rule=rule
    )


def _of_which_total(loss: str, size: int) -> str:
    """Which total an update's gradient is of, and what that does to α."""
    if size == 1:
        return "Each update takes the gradient of one row's error φ(t, y)."
    if LOSSES[loss].mean:
        return f"Each update takes the gradient of the mean over its {size} rows: α is for one row."
    return (
        f"Each update takes the gradient of the total over its {size} rows: "
        f"at the same α a step is up to {size} times as long as one row's."
    )


# ---- the runs
def _runs(chosen: Chosen, setups: list[Setup], plans: list[Plan]) -> list[Runner] | None:
    """The runs of these settings: those there are, or new ones where anything they start from is another."""
    wanted = (chosen.key, *setups)
    kept = state.read(RUNS)
    if kept is not None and kept[0] == wanted:
        return kept[1]
    if kept is not None:
        for run in kept[1]:
            run.stop()
    try:
        runs = [Runner(_network(setup), chosen.data, plan) for setup, plan in zip(setups, plans, strict=True)]
    except InputError as reason:
        state.say(f"{reason}.")
        return None
    state.show(RUNS, (wanted, runs))
    state.show(WEIGHT, None)
    return runs


def _network(setup: Setup) -> Network:
    return initialise(setup.widths, setup.kinds, setup.scheme, setup.seed)


def _buttons(runs: list[Runner], plans: list[Plan], portions: dict[str, Any]) -> None:
    running = any(run.running for run in runs)

    def go(**how: Any) -> None:
        state.show(LOOK, None)
        try:
            for run, plan in zip(runs, plans, strict=True):
                run.go(plan, **how)
        except InputError as reason:
            state.refuse(str(reason))

    def stop() -> None:
        for run in runs:
            run.stop()

    with st.container(horizontal=True, key="training"):
        n = portions["epochs"]
        st.button(
            f"Train {n} epoch{'s' if n > 1 else ''}",
            type="primary",
            disabled=running,
            on_click=lambda: go(**portions),
        )
        st.button("Stop", disabled=not running, on_click=stop)
        st.button("One epoch", disabled=running, on_click=lambda: go(epochs=1))
        st.button("One update", disabled=running, on_click=lambda: go(updates=1))
        st.button(
            "Start over",
            disabled=running or not any(run.updates for run in runs),
            on_click=lambda: state.show(RUNS, None),
        )


def _live(was_running: bool) -> None:
    """The view; drawn again every PULSE while a run goes on, and the whole page once when it has ended."""
    if state.read(state.MODE) != state.TRAIN:
        st.rerun()  # something was opened in the stepper, which is another page than this part of it
    _, runs = state.read(RUNS)
    trainer(view(runs, state.read(WEIGHT), state.read(LOOK)), key=TRAINER, on_ask=_asked)
    if was_running and not any(run.running for run in runs):
        st.rerun()


def _rewind(runs: list[Runner]) -> None:
    """Any update of the run: look at it here, or open it in the stepper."""
    last = min(run.updates for run in runs)
    for run, name in zip(runs, "AB", strict=False):
        if run.diverged:
            who = f"run {name}" if len(runs) > 1 else "the run"
            st.button(f"Open the last updates of {who} before it diverged", on_click=_open_last, args=(run,))
    if not last:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"look {id(runs[0])} {last}"
        state.keep(key, last)
        k = st.number_input(
            f"Update, 0 to {last}",
            0,
            last,
            key=key,
            on_change=lambda: state.show(LOOK, state.read(key)),
            width=200,
        )
        for run, name in zip(runs, "AB", strict=False):
            label = "Open it in the stepper" if len(runs) == 1 else f"Open it in the stepper, run {name}"
            st.button(label, on_click=_open_update, args=(run, k), key=f"open {name}")
    snapshots = sum(run.memory for run in runs) / 2**20
    took = sum(run.took for run in runs)
    st.text(f"{snapshots:.1f} MB of snapshots kept, at most 48 MB a run; {took:.2f} s of training.")


# ---- into the stepper
def _asked() -> None:
    """Something was picked in the view."""
    asked = state.read(TRAINER).ask
    if not isinstance(asked, dict):
        return
    run = state.read(RUNS)[1][0]
    what = asked.get("what")
    if what == "weight":
        state.show(WEIGHT, tuple(int(asked[name]) for name in ("l", "r", "c")))
    elif what == "open" and not run.running:
        _open_update(run, int(asked["k"]))
    elif what == "item" and not run.running:
        _open_row(run, int(asked["row"]))


def _open_update(run: Runner, k: int) -> None:
    """Update k of the run in the stepper, with its rows and those of the updates that follow."""
    plan, rows = run.plan_at(k), run.rows(k, UPDATES)
    about = f"Update {k} of a run on {run.data.name}, counted from 0, with its rows and the next ones."
    if not rows:
        rows, about = [(0,)], f"After {k} updates of a run on {run.data.name}; with its first training row."
    elif len(rows[0]) > 1:
        taken = f"The run took the total over {len(rows[0])} rows; here they are walked one by one."
        about = f"Before update {k} of a run on {run.data.name}. {taken}"
        rows = rows[:1]

    def session() -> Session:
        return session_at(run.at(k), run.data, rows, plan.loss, plan.learning_rate, plan.rule)

    state.open_scene(f"{run.data.name} {k}", f"{run.data.name}, update {k}", about, session)


def _open_last(run: Runner) -> None:
    """The last updates that can be walked of a run that diverged: F overflows long before W does."""

    def walk_from(first: int) -> Session:
        plan = run.plan_at(first)
        rows = run.rows(first, UPDATES)
        found = session_at(run.at(first), run.data, rows, plan.loss, plan.learning_rate, plan.rule)
        _ = found.walked
        return found

    def session() -> Session:
        found, (low, high) = walk_from(0), (0, run.updates - 1)
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


def _open_row(run: Runner, row: int) -> None:
    """One row of the set with the network as it is now."""
    data: DataSet = run.data
    net, plan = run.points[-1].network, run.plan
    about = f"Row {row + 1} of {data.name} with the network after {run.updates} updates."

    def session() -> Session:
        return Session(net, data.X[row], data.T[row], plan.loss, plan.learning_rate, 5, plan.rule)

    state.open_scene(f"{data.name} row {row} {run.updates}", f"{data.name}, row {row + 1}", about, session)
