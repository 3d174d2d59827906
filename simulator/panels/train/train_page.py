"""Training on a data set: what to train and how on the left, the run as it goes on the right."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from ...core.health.breakpoints import Breakpoint, check_place
from ...core.inputs import InputError
from ...core.network import Network
from ...core.training.machine_code import readiness
from ...core.training.update_rule import RACERS, rule_said
from ...files.sessions.run_record import WIDEST, Plan
from ...files.untrusted.json_fields import checked_whole
from ...player.components.trainer_component import trainer
from ...runs.frames import MOST_FRAMES, Cell
from ...runs.moments import moments
from ...runs.run_view import view
from ...runs.runner import Portion, Runner
from ...runs.standing import called
from .. import page_state as state
from ..fields import checked_menus
from ..fields.condition_menu import choose_condition
from ..reader_notation import spelt, spelt_view
from .data import Chosen, choose_data, rows_table
from .link_box import link_to_training, note_settings
from .many_page import OPENED_BEGINS, many_runs, show_many
from .open_in_stepper import open_last, open_row, open_update
from .run_settings import Setup, settings, start_race
from .set_gradient import set_gradient
from .set_slice import set_slice

TRAINER = "trainer"
LOOKS = "looks"  # how often another update was looked at elsewhere than in its field
RACE_BEGINS = "race begins"
ANSWERS = {"ask": "picked in the trainer", "look": "looked at in the trainer"}  # what is dealt with once
UPDATES_ASKED = "updates asked"  # whose frames the browser waits for
STARTS = "starts"  # the first networks of runs from a session file, by what the settings say of them
CELL_NAMES = ("the run, from 0,", "the true class, from 0,", "the answer, from 0,")
PULSE = 0.4  # seconds between two looks at a run


def train_page() -> None:
    """Draw the whole page of training."""
    readiness.prepare()
    left, right = st.columns([1, 2.6], gap="medium")
    with left, st.container(key="training-settings"):
        chosen = choose_data()
        made = None if chosen is None else settings(chosen)
        if chosen is not None and made is not None:
            note_settings(chosen, made)
            link_to_training(chosen, made)
    with right:
        if chosen is None:
            st.text("Choose a data set, or paste a table, to train on.")
        if chosen is None or made is None:
            return
        if state.read(state.MANY_SHOWN):
            many_runs(chosen, made)
            return
        runs = _runs(chosen, made.setups, made.plans)
        if runs is None:
            return
        with left, st.expander("Stop when a condition holds"):
            condition, refused = _condition(runs)
        portion = replace(made.portion, condition=condition)
        _begin(runs, made.plans, portion, refused)
        running = any(run.running for run in runs)  # asked once: it may end while the page is drawn
        _buttons(runs, made.plans, portion, running, refused)
        outside = (state.refusal(), state.read(state.LOOK))
        st.fragment(_live, run_every=PULSE if running else None)(running, *outside)
        if not running:
            _rewind(runs)
            set_gradient(runs[0].data, runs[0])
            set_slice(runs)
            with st.expander("The rows"):
                _open_row_button(runs[0], rows_table(chosen))


def _open_row_button(run: Runner, row: int | None) -> None:
    if row is None:
        st.button("Open the selected row in the stepper", disabled=True)
    else:
        st.button("Open the selected row in the stepper", on_click=open_row, args=(run, row))


# ---- the runs
def _runs(chosen: Chosen, setups: Sequence[Setup], plans: Sequence[Plan]) -> list[Runner] | None:
    """The runs of these settings: those there are, or new ones where anything they start from is another."""
    wanted = (chosen.key, *setups)
    kept: tuple[Any, list[Runner]] | None = state.read(state.RUNS)
    if kept is not None and kept[0] is None and len(kept[1]) == len(setups):  # from a session file
        state.show(STARTS, dict(zip(setups, (run.start for run in kept[1]), strict=True)))
        kept = (wanted, kept[1])
        state.show(state.RUNS, kept)
    if kept is not None and kept[0] == wanted:
        for run, plan in zip(kept[1], plans, strict=True):
            if not run.running:
                run.plan = plan
        return kept[1]
    if kept is not None:
        for run in kept[1]:
            run.stop()
    try:
        runs = [Runner(_network(setup), chosen.data, plan) for setup, plan in zip(setups, plans, strict=True)]
    except InputError as reason:
        state.say(f"{reason}.")
        return None
    state.show(state.RUNS, (wanted, runs))
    state.show(state.WEIGHT, None)
    state.show(state.CELL, None)
    return runs


def _condition(runs: list[Runner]) -> tuple[Breakpoint | None, bool]:
    """A condition to stop at, checked at every update, which takes longer; and whether it was refused."""
    where = ""
    try:
        condition = choose_condition("run", runs[0].start)
        if condition is not None and len(runs) > 1:
            where = "Run B: "
            check_place(condition, runs[1].start)
    except InputError as reason:
        state.say(f"{where}{reason}.")
        return None, True
    return condition, False


def _network(setup: Setup) -> Network:
    starts: dict[Setup, Network] = state.read(STARTS) or {}
    return starts.get(setup) or setup.network()


def _buttons(
    runs: list[Runner], plans: Sequence[Plan], portion: Portion, running: bool, refused: bool
) -> None:
    """`refused`: a condition was asked for that cannot be looked at, so nothing trains past it unseen."""

    def go(portion: Portion) -> None:
        _go(runs, plans, portion)

    def stop() -> None:
        for run in runs:
            run.stop()

    with st.container(horizontal=True, key="training"):
        n = portion.epochs
        st.button(
            f"Train {n} epoch{'s' if n > 1 else ''}",
            type="primary",
            disabled=running or refused,
            on_click=lambda: go(portion),
        )
        st.button("Stop", disabled=not running, on_click=stop)
        st.button(
            "One epoch",
            disabled=running or refused,
            on_click=lambda: go(Portion(condition=portion.condition)),
        )
        st.button("One update", disabled=running, on_click=lambda: go(Portion(updates=1)))
        st.button(
            "Start over",
            disabled=running or not any(run.updates for run in runs),
            on_click=_start_over,
        )
        _further(runs, running or refused)
        if running and [run.plan for run in runs] != [
            *plans
        ]:  # among the buttons: below, it would move the view
            st.text("It trains on as it began; the settings on the left hold from the next start.")


def _further(runs: list[Runner], dead: bool) -> None:
    """What trains several runs."""
    if len(runs) < len(RACERS):
        racing = ", ".join(rule_said(rule) for rule in RACERS)
        help = spelt(f"From one start, each with an α that suits it: {racing}.")
        st.button("Race the update rules", disabled=dead, on_click=_race, help=help)
    st.button("Many runs", on_click=show_many, help="Learning rates × seeds × batch sizes × rules.")


def _go(runs: list[Runner], plans: Sequence[Plan], portion: Portion) -> None:
    state.show(state.LOOK, None)
    state.refuse("")
    try:
        for run, plan in zip(runs, plans, strict=True):
            run.go(plan, portion)
    except InputError as reason:
        state.refuse(str(reason), "Not trained")


def _begin(runs: list[Runner], plans: Sequence[Plan], portion: Portion, refused: bool) -> None:
    """What waits for the settings to have made its runs: a race, or one of many runs that was opened."""
    race, path = state.read(RACE_BEGINS), state.read(OPENED_BEGINS)

    def act() -> None:
        state.forget(RACE_BEGINS)
        state.forget(OPENED_BEGINS)
        if path:
            runs[0].path = path
            _go(runs, plans, replace(portion, condition=None))  # which it was not made with
        elif not refused:
            _go(runs, plans, portion)

    if race or path:
        state.to_the_end(act)


def _race() -> None:
    """One run for each update rule, from the same start: they begin once the settings have made them."""
    start_race()
    state.show(RACE_BEGINS, True)


def _start_over() -> None:
    state.show(state.RUNS, None)
    state.show(state.LOOK, None)
    state.refuse("")


def _live(was_running: bool, refused: str, look: int | None) -> None:
    """The view; drawn again every PULSE while a run goes on, and the whole page once when it has ended."""
    if (state.read(state.MODE), state.refusal(), state.read(state.LOOK)) != (state.TRAIN, refused, look):
        st.rerun()  # opened in the stepper, refused, or looked at: each stands outside this part of the page
    _, runs = state.read(state.RUNS)
    for run in runs:
        run.look()
    asked: tuple[int, ...] = state.taken(UPDATES_ASKED) or ()
    shown = view(runs, state.read(state.WEIGHT), look, state.read(state.CELL), asked)
    answered = {name: state.dealt(key) for name, key in ANSWERS.items()}
    on = {"ask": _asked, "look": _look_asked, "frames": _frames_asked}
    trainer(spelt_view(shown), _name_of(runs), answered, TRAINER, on)
    if was_running and not any(run.running for run in runs):
        st.rerun()


def _rewind(runs: list[Runner]) -> None:
    """Any update of the run: look at it here, or open it in the stepper."""
    names = called(runs)
    for run, name in zip(runs, names, strict=True):
        if run.diverged:
            who = name or "the run"
            st.button(f"Open the last updates of {who} before it diverged", on_click=open_last, args=(run,))
    if not runs[0].updates:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first, last = runs[0].first, runs[0].updates
        key = _look_key(runs)
        state.keep(key, last)
        checked_menus.number_input(
            f"Update, {first} to {last}",
            first,
            last,
            key=key,
            on_change=lambda: state.show(state.LOOK, state.read(key)),
            help="Counted from 1. Shown is the network after it; the stepper starts from that before it.",
            width=200,
        )
        now = moments(runs, state.read(state.LOOK))
        for place, (run, name, point) in enumerate(zip(runs, names, now, strict=True)):
            label = f"Open it in the stepper{', ' * bool(name)}{name}"
            st.button(label, on_click=open_update, args=(run, point.k), key=f"open {place}")


def _look_key(runs: list[Runner]) -> str:
    """Of the field of the update. It gets another one with each look from elsewhere: a browser that has not
    drawn that yet hands its old number back, as if it had just been typed.
    """
    return f"look {id(runs[0])} {runs[0].first} {runs[0].updates} {state.read(LOOKS) or 0}"


# ---- into the stepper
def _name_of(runs: list[Runner]) -> str:
    return state.name_of("runs shown", *runs)


Asked = dict[str, Any]


def _request(name: str) -> tuple[Asked, list[Runner]] | None:
    """What the browser asks for by this name, which may be forged; None where it is of other runs."""
    asked, (_, runs) = state.read(TRAINER).get(name), state.read(state.RUNS)
    return (asked, runs) if isinstance(asked, dict) and asked.get("run") == _name_of(runs) else None


def _once(name: str, act: Callable[[], object]) -> None:
    """Deal with what the view asks for by this name; it asks again until it learns of that."""
    asked = state.read(TRAINER).get(name)
    at = asked.get("at") if isinstance(asked, dict) else None
    if at is None or isinstance(at, int | float):
        state.deal_once(ANSWERS[name], at, act)


def _asked() -> None:
    """Something was picked in the view."""
    _once("ask", _picked)


def _picked() -> None:
    request = _request("ask")
    if request is None:
        state.refuse("what was picked came after another run had begun, and was left out")
        return
    asked, runs = request
    what = asked.get("what")
    try:
        run = runs[checked_whole(asked.get("of", 0), "the run, from 0,", 0, len(runs) - 1)]
        if what == "weight":
            place = (
                checked_whole(asked.get(name), f"the place {name}", 1, WIDEST) for name in ("l", "r", "c")
            )
            state.show(state.WEIGHT, tuple(place))
        elif what == "cell":
            _cell_asked(asked, runs)
        elif what in ("open", "item"):
            _open_asked(asked, run, runs)
    except InputError as reason:
        state.refuse(str(reason))


def _open_asked(asked: Asked, run: Runner, runs: list[Runner]) -> None:
    """An update of this run, or a row of its set with the network of one, which the page then looks at."""
    if run.running:
        raise InputError("the run goes on; stop it to open an update or a row of it")
    k = checked_whole(asked.get("k", run.updates), "the update", run.first, run.updates)
    row = (
        None
        if asked["what"] == "open"
        else checked_whole(asked.get("row"), "the row, from 0,", 0, len(run.data.X) - 1)
    )
    if run is runs[0]:
        _look_at(k, runs)
    if row is None:  # last: what is broken off before begins anew
        open_update(run, k)
    else:
        open_row(run, row, k)


def _look_at(k: int | None, runs: list[Runner]) -> None:
    state.show(state.LOOK, k)
    state.forget(_look_key(runs))
    state.show(LOOKS, (state.read(LOOKS) or 0) + 1)
    state.put_in(_look_key(runs), runs[0].updates if k is None else k)


def _cell_asked(asked: Asked, runs: list[Runner]) -> None:
    """The rows of a cell of a confusion matrix are shown; None: of no cell."""
    place = asked.get("cell")
    if place is None:
        state.show(state.CELL, None)
        return
    if not isinstance(place, list) or len(place) != len(CELL_NAMES):
        raise InputError(f"a cell must be {len(CELL_NAMES)} whole numbers; got {place!r:.40}")
    classes = len(runs[0].data.classes) - 1
    most = (len(runs) - 1, classes, classes)
    of, true, said = (checked_whole(*given) for given in zip(place, CELL_NAMES, (0, 0, 0), most, strict=True))
    cell: Cell = (of, true, said)
    state.show(state.CELL, cell)


def _frames_asked() -> None:
    """Frames of some updates; nothing is said where they are of other runs: they are asked for again."""
    request = _request("frames")
    updates = request and request[0].get("k")
    if request is None or not isinstance(updates, list) or not 0 < len(updates) <= MOST_FRAMES:
        return
    try:
        checked = [checked_whole(k, "an update", 0, request[1][0].updates) for k in updates]
    except InputError:
        return
    state.show(UPDATES_ASKED, tuple(checked))


def _look_asked() -> None:
    """An update of the first run to look at, or None: as the runs stand."""
    _once("look", _wanted_look)


def _wanted_look() -> None:
    request = _request("look")
    if request is None or any(run.running for run in request[1]):
        return
    k, run = request[0].get("k"), request[1][0]
    try:
        looked = None if k is None else checked_whole(k, "the update", run.first, run.updates)
    except InputError:
        return  # a point of the curve whose updates gave way: it is shown, but not kept
    _look_at(looked, request[1])
